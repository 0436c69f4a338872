//! What a failure of Jira's means to the agent that called: which code, and what to do next.
//!
//! 401, 403, 404 and a login page are told apart. Jira's own words are kept, labelled, and never taken for instructions.

use super::{Code, Field, Problem, ToolError, quoted};
use crate::args::IssueKey;
use crate::jira::key::API_TOKENS_PAGE;
use crate::jira::retry::Effect;
use crate::jira::{Error, Kind, Obstacle};
use crate::jql::{self, error::Place};
use serde_json::json;

/// What the failed request was about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// One issue, by the argument of that name.
    Issue(&'static str, &'a IssueKey),
    /// One project, by the argument of that name.
    Project(&'static str, &'a str),
    /// A query, by the argument of that name, as it was sent to us and as it ran.
    Jql(&'static str, &'a str, &'a str),
    /// Something of the site, in words: `the list of fields`.
    Site(&'a str),
}

impl ToolError {
    /// The error that the agent sees when the client's request failed during a call of `tool`.
    pub fn upstream(tool: &str, about: About<'_>, error: &Error) -> Self {
        // Rounded up, because a call that comes early is refused again; no wait is longer than a day.
        let seconds = error.retry_after.map(|wait| (wait.as_secs_f64().ceil() as u64).clamp(1, 86_400));
        let again = match seconds {
            Some(seconds) => format!("call {tool} again in {seconds} s with the same arguments"),
            None => format!("call {tool} again with the same arguments"),
        };
        let mut result = told_to_a_person(error, about).unwrap_or_else(|| match &error.kind {
            Kind::Proxy => Self::mendable(
                Code::UpstreamError,
                "the proxy between this server and Jira refused the connection",
                format!("{again}; if it fails again, ask the user to check `HTTPS_PROXY` and `NO_PROXY`"),
            ),
            Kind::Unreachable(obstacle) => Self::mendable(
                Code::UpstreamError,
                format!("Jira could not be reached: {}", obstacle_in_words(*obstacle)),
                format!("{again}; if it fails again, tell the user that Jira at `JIRA_URL` can't be reached"),
            ),
            Kind::NotFound => not_found(tool, about),
            Kind::Invalid => invalid(tool, about, error),
            Kind::Conflict | Kind::Locked => {
                Self::mendable(Code::Conflict, format!("{} was changing at the same time", about.in_words()), again)
            }
            Kind::Gone => person(
                Code::Unsupported,
                "this Jira no longer has the endpoint that the call needs".into(),
                "do it in Jira itself",
            ),
            Kind::TooLarge if error.effect == Effect::Write => Self::mendable(
                Code::TooLarge,
                format!(
                    "Jira refused it with {}: it is too large, or there are too many of its kind",
                    about.in_words()
                ),
                format!(
                    "call {tool} again with a shorter text; if that fails too, tell the user that Jira's limit is reached"
                ),
            ),
            Kind::TooLarge | Kind::BodyTooLarge => Self::mendable(
                Code::TooLarge,
                "Jira's answer is larger than this server reads",
                format!("call {tool} again asking for less: a smaller limit, fewer fields or sections"),
            ),
            Kind::RateLimited => Self::mendable(Code::RateLimited, "Jira wants fewer requests for a while", again),
            Kind::Unprocessable => person(
                Code::Unsupported,
                "Jira's configuration does not allow that".into(),
                "have a Jira administrator look at it",
            ),
            Kind::Unavailable => {
                let status = error.status.map(|status| format!(" (status {status})")).unwrap_or_default();
                Self::mendable(Code::UpstreamError, format!("Jira is not working properly{status}"), again)
            }
            Kind::Timeout => Self::mendable(Code::Timeout, "Jira did not answer in time", again),
            Kind::Cancelled => Self::mendable(Code::Timeout, "the call was cancelled", again),
            // Malformed; everything else is a person's to mend.
            _ => Self::mendable(
                Code::UpstreamError,
                "Jira's answer could not be read",
                format!("{again}; if it fails again, ask the user to check that `JIRA_URL` is the address of a Jira"),
            ),
        });
        result.retry_after_s = if result.retryable { seconds } else { None };
        if let Some(words) = words(error) {
            result.message = format!("{}; Jira says: {words}", result.message);
        }
        result
    }
}

impl About<'_> {
    fn in_words(self) -> String {
        match self {
            Self::Issue(_, key) => format!("issue `{key}`"),
            Self::Project(_, key) => format!("project `{key}`"),
            Self::Jql(..) => "this search".to_owned(),
            Self::Site(what) => what.to_owned(),
        }
    }
}

/// What only the person who runs this server can mend: the code, what is wrong, and what to do as an imperative without its end.
pub fn for_a_person(kind: &Kind) -> Option<(Code, String, String)> {
    let told = |code, message: &str, advice: &str| Some((code, message.to_owned(), advice.to_owned()));
    match kind {
        Kind::Configuration { setting, problem } => Some((
            Code::ConfigError,
            format!("`{setting}` {problem}"),
            format!("correct `{setting}` where this server is configured and start it again"),
        )),
        Kind::NoSite => told(
            Code::ConfigError,
            "no Jira site is configured",
            "set `JIRA_URL`, such as `https://your-site.atlassian.net`, where this server is configured",
        ),
        Kind::NoCredentials => told(
            Code::ConfigError,
            "no Jira login is configured",
            "set `JIRA_EMAIL` and `JIRA_API_TOKEN` (Cloud) or `JIRA_PERSONAL_TOKEN` (Data Center) where this server is configured",
        ),
        Kind::Tls(problem) => Some((
            Code::ConfigError,
            format!("the connection to Jira is not trusted: {problem}"),
            "set `JIRA_MCP_CA_FILE` to the file of the certificate authority that signed Jira's certificate".to_owned(),
        )),
        Kind::Unauthorized => told(
            Code::AuthFailed,
            "Jira refused the login",
            "check the login: `JIRA_EMAIL` with `JIRA_API_TOKEN` on Cloud, `JIRA_PERSONAL_TOKEN` on Data Center",
        ),
        Kind::TokenExpired => Some((
            Code::AuthExpired,
            "Jira refused the login because its token has expired".to_owned(),
            format!(
                "make a new token (Cloud: {API_TOKENS_PAGE}; Data Center: Personal Access Tokens in the Jira profile) and set it where this server is configured"
            ),
        )),
        Kind::ScopeMissing => told(
            Code::AuthFailed,
            "Jira refused the token because it lacks a scope that this call needs",
            "run `mcp-server-jira doctor`, which names the scopes to choose, and make a token with them, or one without scopes",
        ),
        Kind::CaptchaRequired => told(
            Code::CaptchaRequired,
            "Jira wants a person to log in with a CAPTCHA first, after too many failed logins",
            "log in to Jira once in a browser with this account, and check the token",
        ),
        Kind::LoginPage => told(
            Code::AuthFailed,
            "Jira answered with a login page instead of data",
            "check `JIRA_URL` and the login: a single sign-on in front of Jira may not accept tokens",
        ),
        Kind::Anonymous => told(
            Code::AuthFailed,
            "Jira answered as if nobody had logged in, so what it showed is not the account's view",
            "check the login: `JIRA_EMAIL` with `JIRA_API_TOKEN` on Cloud, `JIRA_PERSONAL_TOKEN` on Data Center",
        ),
        Kind::Redirected { .. } => told(
            Code::ConfigError,
            "Jira's address answered with a redirect, as a moved site or a login page does",
            "set `JIRA_URL` to the address at which Jira itself answers",
        ),
        Kind::Forbidden => told(
            Code::PermissionDenied,
            "this account may not do that in Jira",
            "get the permission from a Jira administrator",
        ),
        _ => None,
    }
}

/// The same to the agent, with what it was about and what may be wrong by its look.
fn told_to_a_person(error: &Error, about: About<'_>) -> Option<ToolError> {
    let (code, mut message, mut advice) = for_a_person(&error.kind)?;
    if error.kind == Kind::Forbidden {
        message = format!("{message} with {}", about.in_words());
    }
    if let Some(hint) = error.hint {
        message = format!("{message}; {}", hint.guess());
        advice = hint.advice();
    }
    Some(person(code, message, &advice))
}

/// A failure that only the person who runs this server can mend.
fn person(code: Code, message: String, advice: &str) -> ToolError {
    ToolError::fatal(code, message).with_fix(format!("ask the user to {advice}"))
}

fn not_found(tool: &str, about: About<'_>) -> ToolError {
    let message = format!("{} does not exist, or this account may not see it", about.in_words());
    match about {
        About::Issue(argument, key) => {
            let project = key.project();
            let fix = format!(
                "check that project `{project}` exists with jira_lookup kind `project`, or find the issue with jira_search, then call {tool} again with its key"
            );
            ToolError::mendable(Code::NotFoundOrHidden, message, fix)
                .with_field(argument, Field::new(Problem::Unknown, key.as_str()))
                .with_next("jira_lookup", json!({"kind": "project", "query": project}))
        }
        About::Project(argument, key) => {
            let fix = format!("call jira_lookup with kind `project` for the keys, then {tool} again with one of them");
            ToolError::mendable(Code::NotFoundOrHidden, message, fix)
                .with_field(argument, Field::new(Problem::Unknown, key))
                .with_next("jira_lookup", json!({"kind": "project"}))
        }
        About::Jql(..) | About::Site(_) => person(
            Code::NotFoundOrHidden,
            message,
            "check that `JIRA_URL` is the address of a Jira and that the account may use it",
        ),
    }
}

fn invalid(tool: &str, about: About<'_>, error: &Error) -> ToolError {
    let About::Jql(argument, jql, ran) = about else {
        let fix = format!("call {tool} again with other values");
        return ToolError::mendable(Code::InvalidArgument, format!("Jira refused {}", about.in_words()), fix);
    };
    let told = error.messages.iter().find_map(|message| jql::error::place_in(message));
    let position = told.and_then(|place| position_in_sent(jql, ran, place));
    let place = position.map(|position| format!(" at character {position}")).unwrap_or_default();
    let fix = format!(
        "call {tool} again with the jql corrected{place}; jira_lookup lists fields (kind `field`), statuses, users and projects"
    );
    let mut field = Field { position, ..Field::new(Problem::Malformed, jql) };
    // Cloud refuses a search of everything, and says so in the profile's language: the query itself tells.
    if let Ok(jql::Split { restriction: "", order_by }) = jql::split(jql) {
        let order = order_by.map(|order| format!(" ORDER BY {order}")).unwrap_or_default();
        let send = format!("updated >= -30d{order}");
        let fix = format!("call {tool} again with a restriction, such as jql `{send}`");
        field.send = Some(send.into());
        return ToolError::mendable(Code::JqlInvalid, "Jira refused a jql without any restriction", fix)
            .with_field(argument, field);
    }
    ToolError::mendable(Code::JqlInvalid, format!("Jira refused the jql{place}"), fix).with_field(argument, field)
}

/// Where in the query that was sent to us a place is that Jira tells of the query that ran; `None` where a repair came before it.
fn position_in_sent(sent: &str, ran: &str, place: Place) -> Option<usize> {
    let lines_before = ran.split('\n').take(place.line.saturating_sub(1));
    let position = lines_before.map(|line| line.chars().count() + 1).sum::<usize>() + place.character;
    let sent = sent.trim();
    // Inside the allowed projects it ran in parentheses.
    let (ran, opened) = match ran.strip_prefix('(') {
        Some(inner) if !sent.starts_with('(') || ran.starts_with("((") => (inner, 1),
        _ => (ran, 0),
    };
    let position = position.checked_sub(opened).filter(|position| *position > 0)?;
    let alike = sent.chars().zip(ran.chars()).take_while(|(one, other)| one == other).count();
    let all_of_it = alike == sent.chars().count();
    (position <= alike || (all_of_it && position == alike + 1)).then_some(position)
}

/// Jira's own words, as one line, labelled by the caller.
fn words(error: &Error) -> Option<String> {
    // A login that failed is told in our words: Jira's speak of web forms, or are the gateway's.
    let told = [
        Kind::Unauthorized,
        Kind::TokenExpired,
        Kind::LoginPage,
        Kind::Anonymous,
        Kind::CaptchaRequired,
        Kind::NotFound,
    ];
    if told.contains(&error.kind) {
        return None;
    }
    let about_fields = error.field_messages.iter().map(|(field, message)| format!("{field}: {message}"));
    let all: Vec<String> = error.messages.iter().cloned().chain(about_fields).collect();
    (!all.is_empty()).then(|| quoted(all))
}

fn obstacle_in_words(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Dns => "the name of its host does not resolve",
        Obstacle::Refused => "nothing answers at its address",
        Obstacle::Reset => "the connection was lost",
        Obstacle::Other => "there is no way to its address",
    }
}
