//! What a person is told on the way to a key. Pure.

use crate::jira::key::{API_TOKENS_PAGE, PERSONAL_TOKENS_PATH};
use crate::tools::scopes;
use url::Url;

/// The first line: which page is right, and which one most guides name and is wrong.
pub(super) fn opening() -> String {
    format!(
        "The key for Jira Cloud is an API token of your account, made at {API_TOKENS_PAGE}; \
         a key made at admin.atlassian.com (Settings > API keys) is the organization's and does not open Jira.\n"
    )
}

/// The way to a key, step by step.
pub(super) fn steps(dialect: &str, site: &Url) -> String {
    if dialect == "cloud" {
        let scopes: Vec<String> = scopes().iter().map(|scope| format!("       {scope}")).collect();
        return format!(
            "\nThis is Jira Cloud. To get the key:\n  \
             1. Open {API_TOKENS_PAGE} and log in with the account that the agent shall use.\n  \
             2. Choose \"Create API token with scopes\" (recommended; one without scopes works too, and may do all that you may).\n  \
             3. Name it, such as \"mcp-server-jira\", and choose the day on which it ends: a year from now at most.\n  \
             4. Choose Jira as the app, and these scopes:\n{}\n  \
             5. Create it and copy it: it is shown only once.\n\n",
            scopes.join("\n")
        );
    }
    let page = format!("{}/{PERSONAL_TOKENS_PATH}", site.as_str().trim_end_matches('/'));
    format!(
        "\nThis is Jira Data Center. To get the key:\n  \
         1. Open {page} (your picture > Profile > Personal Access Tokens).\n  \
         2. Choose \"Create token\", name it, such as \"mcp-server-jira\", and choose the day on which it ends.\n  \
         3. Create it and copy it: it is shown only once. It may do all that you may.\n\n"
    )
}

/// Where a key can be kept instead of in a file.
pub(super) const COMMANDS: &str = "\
The key is kept in a file that only you can read, unless you give a command that prints it, such as
  pass show jira  |  op read op://Private/jira/token  |  secret-tool lookup service jira  |
  security find-generic-password -s jira -w\n";
