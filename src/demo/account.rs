//! Who asks: the credentials that the embedded Jira accepts, and what each kind is good for.

use base64::Engine as _;
use jiff::Timestamp;

use super::options::Dialect;

/// The e-mail address of Robin Vale, the user of the demo.
pub const EMAIL: &str = "robin.vale@example.com";
/// The unscoped API token of the demo (Cloud).
pub const API_TOKEN: &str = "demo-api-token";
/// The scoped API token of the demo (Cloud): good only under the gateway path.
pub const SCOPED_TOKEN: &str = "demo-scoped-token";
/// The personal access token of the demo (Data Center).
pub const PERSONAL_TOKEN: &str = "demo-personal-token";
/// The user name of Robin Vale (Data Center).
pub const USER: &str = "rvale";
/// The password of Robin Vale (Data Center).
pub const PASSWORD: &str = "demo-password";
/// The id of the demo's Cloud site, as `/_edge/tenant_info` tells it.
pub const CLOUD_ID: &str = "5a1d7e0c-94b2-4c1e-8f6a-2b7c3d9e0f11";

/// The credentials that are accepted. All of them belong to Robin Vale.
#[derive(Clone)]
pub struct Account {
    /// Cloud: the e-mail address of Basic.
    pub email: String,
    /// Cloud: the unscoped API token.
    pub api_token: String,
    /// Cloud: the scoped API token, refused with 401 on the site's own paths (Jira facts, item 57).
    pub scoped_token: String,
    /// What the scoped token may do.
    pub scopes: Vec<String>,
    /// Cloud: the site's id in the gateway path.
    pub cloud_id: String,
    /// Data Center: the personal access token of Bearer.
    pub personal_token: String,
    /// Data Center: when the personal access token ends; `None` is never.
    pub personal_token_end: Option<Timestamp>,
    /// Data Center: the user name of Basic.
    pub user: String,
    /// Data Center: the password of Basic.
    pub password: String,
}

/// What came of a request's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Login {
    /// Robin Vale.
    Known,
    /// No credentials were sent.
    Absent,
    /// Credentials were sent and are wrong: Cloud goes on anonymously (Jira facts, item 61).
    Failed,
    /// A CAPTCHA must be solved in the browser first.
    Denied,
    /// A scoped token on the site's own address.
    WrongAddress,
    /// A scoped token without the scope that the route needs.
    MissingScope,
}

impl Default for Account {
    fn default() -> Self {
        let scopes = [
            "read:jira-work",
            "write:jira-work",
            "read:jira-user",
            "read:servicedesk-request",
            "write:servicedesk-request",
            "read:board-scope:jira-software",
            "read:sprint:jira-software",
        ];
        Self {
            email: EMAIL.into(),
            api_token: API_TOKEN.into(),
            scoped_token: SCOPED_TOKEN.into(),
            scopes: scopes.map(String::from).to_vec(),
            cloud_id: CLOUD_ID.into(),
            personal_token: PERSONAL_TOKEN.into(),
            personal_token_end: None,
            user: USER.into(),
            password: PASSWORD.into(),
        }
    }
}

impl Account {
    /// Judges an `Authorization` header for one request.
    pub(super) fn judge(
        &self,
        dialect: Dialect,
        header: Option<&str>,
        gateway: bool,
        method: &str,
        path: &str,
    ) -> Login {
        let Some(header) = header else { return Login::Absent };
        let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
        let basic = scheme.eq_ignore_ascii_case("basic").then(|| decode_basic(rest)).flatten();
        match dialect {
            Dialect::Cloud => match basic {
                Some((email, token)) if email.eq_ignore_ascii_case(&self.email) => {
                    if token == self.api_token {
                        Login::Known
                    } else if token != self.scoped_token {
                        Login::Failed
                    } else if !gateway {
                        Login::WrongAddress
                    } else if self.scopes.iter().any(|scope| scope == needed_scope(method, path)) {
                        Login::Known
                    } else {
                        Login::MissingScope
                    }
                }
                _ => Login::Failed,
            },
            Dialect::DataCenter => {
                let bearer = scheme.eq_ignore_ascii_case("bearer") && rest.trim() == self.personal_token;
                let password = basic
                    .is_some_and(|(user, password)| user.eq_ignore_ascii_case(&self.user) && password == self.password);
                if bearer || password { Login::Known } else { Login::Failed }
            }
        }
    }
}

fn decode_basic(encoded: &str) -> Option<(String, String)> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, secret) = text.split_once(':')?;
    Some((user.to_owned(), secret.to_owned()))
}

/// The classic scope of a route, or the granular one where no classic scope exists.
fn needed_scope(method: &str, path: &str) -> &'static str {
    let reading = method == "GET" || path.contains("/search") || path.contains("/bulkfetch") || path.contains("/jql/");
    if path.contains("/rest/agile/1.0/sprint") || path.ends_with("/sprint") {
        "read:sprint:jira-software"
    } else if path.contains("/rest/agile/") {
        "read:board-scope:jira-software"
    } else if path.contains("/rest/servicedeskapi/") {
        if reading { "read:servicedesk-request" } else { "write:servicedesk-request" }
    } else if path.ends_with("/instance/license") {
        "manage:jira-configuration"
    } else if path.contains("/user") || path.ends_with("/myself") {
        "read:jira-user"
    } else if reading {
        "read:jira-work"
    } else {
        "write:jira-work"
    }
}
