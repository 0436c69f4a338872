//! Every setting with its places. The flag is the key with `-` for `_`.

use super::sources::Setting;

pub(super) const URL: Setting = Setting { key: "url", variables: &["JIRA_URL"], flag: |flags| flags.url.as_deref() };
pub(super) const EMAIL: Setting =
    Setting { key: "email", variables: &["JIRA_EMAIL", "JIRA_USERNAME"], flag: |flags| flags.email.as_deref() };
pub(super) const TOKEN_COMMAND: Setting = Setting {
    key: "token_command",
    variables: &["JIRA_MCP_TOKEN_COMMAND"],
    flag: |flags| flags.token_command.as_deref(),
};
/// Only in a profile: the file that `setup` keeps the key in, beside profiles.json unless the path is absolute.
pub(super) const TOKEN_FILE: Setting = Setting { key: "token_file", variables: &[], flag: |_| None };
pub(super) const PROFILE: Setting =
    Setting { key: "profile", variables: &["JIRA_MCP_PROFILE"], flag: |flags| flags.profile.as_deref() };
pub(super) const DIALECT: Setting =
    Setting { key: "dialect", variables: &["JIRA_MCP_DIALECT"], flag: |flags| flags.dialect.as_deref() };
pub(super) const READ_ONLY: Setting = Setting {
    key: "read_only",
    variables: &["JIRA_MCP_READ_ONLY", "READ_ONLY_MODE"],
    flag: |flags| flags.read_only.as_deref(),
};
pub(super) const PROJECTS: Setting = Setting {
    key: "projects",
    variables: &["JIRA_MCP_PROJECTS", "JIRA_PROJECTS_FILTER"],
    flag: |flags| flags.projects.as_deref(),
};
pub(super) const DEFAULT_PROJECT: Setting = Setting {
    key: "default_project",
    variables: &["JIRA_MCP_DEFAULT_PROJECT"],
    flag: |flags| flags.default_project.as_deref(),
};
pub(super) const CONFIRM: Setting =
    Setting { key: "confirm", variables: &["JIRA_MCP_CONFIRM"], flag: |flags| flags.confirm.as_deref() };
pub(super) const PUBLIC_COMMENTS: Setting = Setting {
    key: "public_comments",
    variables: &["JIRA_MCP_PUBLIC_COMMENTS"],
    flag: |flags| flags.public_comments.as_deref(),
};
pub(super) const ATTACHMENTS: Setting = Setting {
    key: "attachments",
    variables: &["JIRA_MCP_ATTACHMENTS"],
    flag: |flags| flags.no_attachments.then_some("off"),
};
pub(super) const MAX_TOKENS: Setting =
    Setting { key: "max_tokens", variables: &["JIRA_MCP_MAX_TOKENS"], flag: |flags| flags.max_tokens.as_deref() };
pub(super) const TIMEOUT: Setting =
    Setting { key: "timeout", variables: &["JIRA_MCP_TIMEOUT"], flag: |flags| flags.timeout.as_deref() };
pub(super) const JQL: Setting = Setting { key: "jql", variables: &["JIRA_MCP_JQL"], flag: |_| None };
pub(super) const LEDGER: Setting =
    Setting { key: "ledger", variables: &["JIRA_MCP_LEDGER"], flag: |flags| flags.no_ledger.then_some("off") };
pub(super) const TOOLS: Setting =
    Setting { key: "tools", variables: &["JIRA_MCP_TOOLS", "ENABLED_TOOLS"], flag: |flags| flags.tools.as_deref() };
pub(super) const AUDIT_LOG: Setting =
    Setting { key: "audit_log", variables: &["JIRA_MCP_AUDIT_LOG"], flag: |flags| flags.audit_log.as_deref() };
pub(super) const LOG: Setting =
    Setting { key: "log", variables: &["JIRA_MCP_LOG"], flag: |flags| flags.log.as_deref() };
pub(super) const CA_FILE: Setting =
    Setting { key: "ca_file", variables: &["JIRA_MCP_CA_FILE"], flag: |flags| flags.ca_file.as_deref() };
pub(super) const CLIENT_CERT: Setting = Setting {
    key: "client_cert",
    variables: &["JIRA_MCP_CLIENT_CERT", "JIRA_CLIENT_CERT"],
    flag: |flags| flags.client_cert.as_deref(),
};
pub(super) const ALLOW_HTTP: Setting =
    Setting { key: "allow_http", variables: &["JIRA_MCP_ALLOW_HTTP"], flag: |flags| flags.allow_http.as_deref() };

pub(super) const EXPIRES: Setting =
    Setting { key: "expires", variables: &["JIRA_MCP_EXPIRES"], flag: |flags| flags.expires.as_deref() };

/// All of them: a profile names its own settings only, and none but these.
pub(super) const ALL: [&Setting; 23] = [
    &URL,
    &PROFILE,
    &EMAIL,
    &TOKEN_COMMAND,
    &TOKEN_FILE,
    &DIALECT,
    &READ_ONLY,
    &PROJECTS,
    &DEFAULT_PROJECT,
    &CONFIRM,
    &PUBLIC_COMMENTS,
    &ATTACHMENTS,
    &MAX_TOKENS,
    &TIMEOUT,
    &JQL,
    &LEDGER,
    &TOOLS,
    &AUDIT_LOG,
    &LOG,
    &CA_FILE,
    &CLIENT_CERT,
    &ALLOW_HTTP,
    &EXPIRES,
];
