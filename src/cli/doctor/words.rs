//! What a failure means to the person at the keyboard: which check it belongs to, what was found, what to do.

use crate::error::{for_a_person, quoted};
use crate::jira::key::API_TOKENS_PAGE;
use crate::jira::{Client, Error, Kind, Login, Obstacle, Proxy, Settings};
use crate::tools;

/// Where Atlassian tells of troubles of its own.
const STATUS_PAGE: &str = "https://status.atlassian.com";

/// What is known besides the error.
pub(super) struct Known<'a> {
    pub(super) client: &'a Client,
    /// Whether a refused login was tried at the gateway as well.
    pub(super) gateway_tried: bool,
    /// Whether the site answers whom it doesn't know.
    pub(super) answers_anybody: bool,
    /// The scope that what was asked needs.
    pub(super) scope: &'static str,
    /// `cloud` or `data_center`, where the site or a setting has said it.
    pub(super) dialect: Option<&'static str>,
}

/// The check that a failure belongs to when the site is asked for the first time.
pub(super) fn check_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Configuration { setting: "JIRA_URL", .. } | Kind::Redirected { .. } => "address",
        Kind::Configuration {
            setting: "JIRA_MCP_TOKEN_COMMAND" | "JIRA_API_TOKEN" | "JIRA_PERSONAL_TOKEN", ..
        } => "login",
        Kind::Configuration { setting: "JIRA_MCP_HEADERS", .. } => "headers",
        Kind::Configuration { setting: "HTTPS_PROXY", .. } | Kind::Proxy => "proxy",
        Kind::Configuration { .. } | Kind::Tls(_) => "tls",
        Kind::Unauthorized
        | Kind::TokenExpired
        | Kind::ScopeMissing
        | Kind::CaptchaRequired
        | Kind::LoginPage
        | Kind::Anonymous
        | Kind::NoCredentials
        | Kind::Forbidden => "login",
        _ => "host",
    }
}

/// What was found, and what to do.
pub(super) fn of(error: &Error, known: &Known<'_>) -> (String, String) {
    let (mut detail, mut fix) = in_words(error, known);
    if known.answers_anybody && matches!(error.kind, Kind::Unauthorized | Kind::Anonymous | Kind::TokenExpired) {
        detail += "; the site answers (200) even without a login, so that a search would find nothing and not say why";
    }
    if let Some(hint) = error.hint {
        detail = format!("{detail}; {}", hint.guess());
        fix = hint.advice();
    }
    (detail, fix)
}

fn in_words(error: &Error, known: &Known<'_>) -> (String, String) {
    let settings = known.client.settings();
    let status = error.status.map(|status| format!(" ({status})")).unwrap_or_default();
    match &error.kind {
        Kind::Unauthorized | Kind::Anonymous => refused(&status, known),
        Kind::TokenExpired => ("the token has expired".to_owned(), renewal(known.client)),
        Kind::ScopeMissing => {
            let scopes = quoted(tools::scopes());
            let fix = format!("make a token at {API_TOKENS_PAGE} with the scopes {scopes}, or one without scopes");
            (format!("the token is known, but lacks the scope `{}`{status}", known.scope), fix)
        }
        Kind::CaptchaRequired => {
            let page = format!("{}/login.jsp", known.client.site_url());
            let fix = format!("log in once at {page} with this account, then check the login that is set here");
            ("after too many failed logins Jira wants a CAPTCHA solved first".to_owned(), fix)
        }
        Kind::LoginPage => (
            format!("a login page came instead of an answer{status}: a single sign-on stands before Jira"),
            "ask its administrator for a way in for programs, such as a header for `JIRA_MCP_HEADERS`, or another address"
                .to_owned(),
        ),
        Kind::Redirected { host } => (
            format!("it redirects to {host}, which is not followed"),
            "set `JIRA_URL` to the address at which Jira itself answers".to_owned(),
        ),
        Kind::Unreachable(Obstacle::Dns) => (
            "the name does not resolve".to_owned(),
            "check the name in `JIRA_URL`, and whether this machine must be in the company's network (VPN) or use a proxy"
                .to_owned(),
        ),
        Kind::Unreachable(Obstacle::Refused) => {
            ("nothing answers at that port".to_owned(), "check host and port in `JIRA_URL`".to_owned())
        }
        Kind::Unreachable(_) | Kind::Timeout => (
            format!("it does not answer: {}", error.kind),
            "check the address, the network (VPN), and whether a proxy (`HTTPS_PROXY`) is needed".to_owned(),
        ),
        Kind::Proxy => (
            "the proxy refused the connection, or can't be reached".to_owned(),
            format!(
                "check {} and `NO_PROXY`",
                settings.proxy.as_ref().map_or("`HTTPS_PROXY`".to_owned(), |Proxy { setting, .. }| format!("`{setting}`"))
            ),
        ),
        // Jira's own refusals are JSON.
        Kind::Unavailable if matches!(error.status, Some(400..=499)) => (
            format!("a page came instead of Jira's answer{status}: something that stands before Jira refuses it"),
            "ask who runs that gate, firewall or proxy what it wants of programs, such as a header for `JIRA_MCP_HEADERS`, and whether this network is allowed"
                .to_owned(),
        ),
        Kind::Unavailable => (
            format!("Jira is not working properly{status}"),
            match known.dialect {
                Some("cloud") => format!("see {STATUS_PAGE}, and try again"),
                _ => "ask Jira's administrator, and try again".to_owned(),
            },
        ),
        Kind::RateLimited => {
            ("Jira wants fewer requests for a while".to_owned(), "wait a minute and try again".to_owned())
        }
        Kind::Forbidden => (
            format!("the account is known, but Jira does not allow it{status}"),
            "ask a Jira administrator whether the account may use Jira, and from this network".to_owned(),
        ),
        Kind::Tls(problem) => (format!("the connection is not trusted: {problem}"), trust(problem, settings)),
        Kind::Configuration { .. } | Kind::NoCredentials | Kind::NoSite => {
            for_a_person(&error.kind).map_or_else(unread, |(_, detail, fix)| (detail, fix))
        }
        _ => unread(),
    }
}

/// What to do about a connection that is not trusted, by what the TLS library said.
fn trust(problem: &str, settings: &Settings) -> String {
    let fix = if problem.contains("marked as an authority") {
        "have an authority issue a certificate for the site, or make the self-signed one anew without `CA:TRUE`, and set `JIRA_MCP_CA_FILE` to the file of whichever signed it"
    } else if problem.contains("client certificate") {
        "set `JIRA_MCP_CLIENT_CERT` to a file with your certificate and its key, if the site asks for one"
    } else if problem.contains("expired") || problem.contains("not valid yet") {
        "check this machine's clock; if it is right, the site's administrator must renew the certificate"
    } else if problem.contains("another name") {
        "set `JIRA_URL` to the name that the certificate is for"
    } else if let Some(file) = &settings.ca_file {
        return format!(
            "the certificates in {} (`JIRA_MCP_CA_FILE`) did not sign Jira's: ask for the file of the authority that did, with those between",
            file.display()
        );
    } else {
        "set `JIRA_MCP_CA_FILE` to the file of the certificate authority that signed Jira's certificate"
    };
    fix.to_owned()
}

fn unread() -> (String, String) {
    (
        "the answer is not one of Jira's".to_owned(),
        "check that `JIRA_URL` is the address of a Jira, and what stands before it".to_owned(),
    )
}

/// A login that was refused. Jira doesn't say which half of it is wrong; what the two look like does, sometimes.
fn refused(status: &str, known: &Known<'_>) -> (String, String) {
    let page = new_key(known.client);
    match &known.client.settings().login {
        Login::ApiToken { email, .. } if known.dialect == Some("data_center") => (
            format!(
                "Jira refused `{email}` with this token as a password{status}: an address is no user name of Data Center"
            ),
            format!(
                "leave `--email` (`JIRA_EMAIL`) out if this is a personal access token, or give the user name and the password; personal access tokens are made at {}",
                known.client.personal_tokens_page()
            ),
        ),
        Login::ApiToken { email, .. } => {
            let way = if known.gateway_tried { " at the site and at the API gateway" } else { "" };
            let detail = format!("Jira refused `{email}` with this token{way}{status}");
            // A wrong login is answered like none by what is open to anybody; a scoped token at the site is refused there as well.
            if !known.gateway_tried && !known.answers_anybody {
                let fix = format!(
                    "set `JIRA_URL` to the site's own name (`https://….atlassian.net`) if the token has scopes; else check `JIRA_EMAIL` and the token: {page}"
                );
                return (
                    format!("{detail}, whatever is asked, as a site refuses a scoped token at such an address"),
                    fix,
                );
            }
            let fix = match known.client.key_looks_whole() {
                true => {
                    format!(
                        "check `JIRA_EMAIL` first, because the token looks whole; else the token was withdrawn: {page}"
                    )
                }
                false => format!(
                    "check the token first, because it does not look like an API token of an account: {page}; then `JIRA_EMAIL`"
                ),
            };
            (detail, fix)
        }
        Login::PersonalToken(_) => (
            format!("Jira refused the personal access token{status}: it is wrong, was withdrawn, or has expired"),
            page,
        ),
        Login::Basic { user, .. } => (
            format!("Jira refused the user name `{user}` with this password{status}"),
            format!(
                "leave `--email` (`JIRA_EMAIL`, `JIRA_USERNAME`) out if this is a personal access token; else check both, and where passwords are not accepted, make a personal access token at {}",
                known.client.personal_tokens_page()
            ),
        ),
        Login::Missing => (
            format!("Jira refused the login in the headers{status}"),
            "check `Authorization` or `Cookie` in `JIRA_MCP_HEADERS`".to_owned(),
        ),
    }
}

/// What to do about a key that ends.
pub(super) fn renewal(client: &Client) -> String {
    format!("{}, set it where this server is configured, and its last day in `JIRA_MCP_EXPIRES`", new_key(client))
}

/// Where a new key is made.
fn new_key(client: &Client) -> String {
    format!("make a new one at {}", client.key_page())
}
