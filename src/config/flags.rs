//! The flags. Each has a variable of its own, and both can stand in a profile; secrets have no flag, because flags are visible to everybody on the machine.

/// What was given on the command line, as it was typed. Reading it is [`super::Config`]'s work, so that a wrong value
/// is answered to the agent that calls instead of stopping the server.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings (flag > variable > profile)")]
pub struct Flags {
    /// Where Jira is; any URL copied from the browser will do (JIRA_URL)
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<String>,
    /// The account's e-mail address, or the user name on Data Center (JIRA_EMAIL, JIRA_USERNAME)
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// A command that prints the token, from any keychain or vault (JIRA_MCP_TOKEN_COMMAND)
    #[arg(long, global = true, value_name = "COMMAND")]
    pub token_command: Option<String>,
    /// The entry of profiles.json to start from (JIRA_MCP_PROFILE)
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// auto, cloud or data_center (JIRA_MCP_DIALECT)
    #[arg(long, global = true, value_name = "KIND")]
    pub dialect: Option<String>,
    /// Only read: tools that write are neither listed nor run (JIRA_MCP_READ_ONLY)
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub read_only: Option<String>,
    /// The only projects that any tool may touch, by key: SHOP,OPS (JIRA_MCP_PROJECTS)
    #[arg(long, global = true, value_name = "KEYS")]
    pub projects: Option<String>,
    /// The project that is meant when none is named (JIRA_MCP_DEFAULT_PROJECT)
    #[arg(long, global = true, value_name = "KEY")]
    pub default_project: Option<String>,
    /// Which writes answer with a preview first: off, writes, destructive or user (JIRA_MCP_CONFIRM)
    #[arg(long, global = true, value_name = "MODE")]
    pub confirm: Option<String>,
    /// Let comments on service projects be public when asked for (JIRA_MCP_PUBLIC_COMMENTS)
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub public_comments: Option<String>,
    /// Never read attachments (JIRA_MCP_ATTACHMENTS=off)
    #[arg(long, global = true)]
    pub no_attachments: bool,
    /// The estimated tokens of one result, at most; 800 or more (JIRA_MCP_MAX_TOKENS)
    #[arg(long, global = true, value_name = "NUMBER")]
    pub max_tokens: Option<String>,
    /// Seconds that one call may take, waiting included; 25 by default (JIRA_MCP_TIMEOUT)
    #[arg(long, global = true, value_name = "SECONDS")]
    pub timeout: Option<String>,
    /// Keep no record of what was created, so that a repeated create is not recognised (JIRA_MCP_LEDGER=off)
    #[arg(long, global = true)]
    pub no_ledger: bool,
    /// The only tools to offer, by name (JIRA_MCP_TOOLS)
    #[arg(long, global = true, value_name = "NAMES")]
    pub tools: Option<String>,
    /// A file that gets one line per write, instead of stderr (JIRA_MCP_AUDIT_LOG)
    #[arg(long, global = true, value_name = "FILE")]
    pub audit_log: Option<String>,
    /// error, warn, info, debug or trace, to stderr (JIRA_MCP_LOG)
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log: Option<String>,
    /// More certificates to trust, PEM or DER (JIRA_MCP_CA_FILE)
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<String>,
    /// Our own certificate and key, PEM (JIRA_MCP_CLIENT_CERT)
    #[arg(long, global = true, value_name = "FILE")]
    pub client_cert: Option<String>,
    /// Allow plain http to a host that is not this machine (JIRA_MCP_ALLOW_HTTP)
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_http: Option<String>,
    /// The day on which the token ends, such as 2027-03-01, so that it is spoken of in time (JIRA_MCP_EXPIRES)
    #[arg(long, global = true, value_name = "DATE")]
    pub expires: Option<String>,
}

/// The variables without a flag, for the help text.
pub const VARIABLES_HELP: &str = "\
Variables without a flag:
  JIRA_API_TOKEN       the API token of Cloud; with a user name on Data Center, the password
  JIRA_PERSONAL_TOKEN  the personal access token of Data Center
  JIRA_MCP_HEADERS     more headers for the configured host: Name: value, one a line
  JIRA_MCP_JQL=exact   send queries as they are, without repairing them
  HTTPS_PROXY, NO_PROXY; JIRA_HTTPS_PROXY, JIRA_NO_PROXY for Jira alone

Profiles: $XDG_CONFIG_HOME/mcp-server-jira/profiles.json, {\"work\": {\"url\": \"…\", \"email\": \"…\", \"read_only\": true}};
the names are those of the flags with `_`. Secrets don't belong there: use token_command.";
