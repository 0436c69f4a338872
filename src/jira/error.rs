//! What can go wrong between us and Jira, told without secrets, hosts or markup.
//!
//! One struct says what was asked, how often and how long, what kind of failure it was and, in Jira's own words, why.
//! What an agent should do about it is decided above, never here.

use super::key::Hint;
use super::retry::Effect;
use std::fmt;
use std::time::{Duration, SystemTime};

/// A failed request, or one that could not be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of failure it was.
    pub kind: Kind,
    /// What was asked, without the host and the query: `GET issue/SHOP-1`.
    pub asked: String,
    /// How many requests were made.
    pub attempts: u32,
    /// How long it took, all waiting included.
    pub elapsed: Duration,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// Jira's own words: cleaned, at most 5, each cut at 300 characters.
    pub messages: Vec<String>,
    /// Jira's own words about fields: field id and message, cleaned and cut likewise.
    pub field_messages: Vec<(String, String)>,
    /// How long Jira wants us to wait, as it said it.
    pub retry_after: Option<Duration>,
    /// Whether anything may have reached Jira: `false` means that nothing was sent, or that all that was sent was refused for its
    /// number.
    pub sent: bool,
    /// When the last request was sent, on the injected clock; absent when none was.
    pub sent_at: Option<SystemTime>,
    /// Whether it would have changed anything.
    pub effect: Effect,
    /// What may be wrong with the key or the address, by its look.
    pub hint: Option<Hint>,
}

/// What became of a write that has no answer of success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Jira surely did not do it.
    NotDone,
    /// Jira may have done it, or may still do it.
    Unknown,
    /// Jira did it, and what it said of it could not be read.
    Done,
}

/// The kinds of failure. Closed: a new one only where the layer above would act differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A setting is wrong.
    Configuration {
        /// The variable's name: `JIRA_MCP_CA_FILE`.
        setting: &'static str,
        /// What is wrong with it, as half a sentence.
        problem: String,
    },
    /// No site is configured.
    NoSite,
    /// No login is configured.
    NoCredentials,
    /// The host could not be reached, or the connection was lost.
    Unreachable(Obstacle),
    /// The connection is not trusted; what the TLS library says.
    Tls(String),
    /// The proxy refused, or could not be reached.
    Proxy,
    /// Jira refused the login.
    Unauthorized,
    /// Jira refused the login and spoke of expiry.
    TokenExpired,
    /// The token lacks a scope (Jira facts, item 60).
    ScopeMissing,
    /// Jira wants a person to solve a CAPTCHA first (Jira facts, item 61).
    CaptchaRequired,
    /// A login page came instead of an answer.
    LoginPage,
    /// Jira answered as if nobody had logged in (Jira facts, item 61).
    Anonymous,
    /// Jira does not allow it.
    Forbidden,
    /// It does not exist, or Jira hides it.
    NotFound,
    /// Jira does not accept the request.
    Invalid,
    /// Somebody else changed it meanwhile, or a precondition failed.
    Conflict,
    /// The endpoint was removed.
    Gone,
    /// Too large, or too many of something on one issue.
    TooLarge,
    /// Jira's configuration does not allow it.
    Unprocessable,
    /// It is locked.
    Locked,
    /// Jira wants fewer requests.
    RateLimited,
    /// Jira, or what stands before it, is not working.
    Unavailable,
    /// Jira sent us elsewhere; redirects are never followed.
    Redirected {
        /// The origin that it named: `https://login.example.com`.
        host: String,
    },
    /// The time was up.
    Timeout,
    /// The client no longer wants the answer.
    Cancelled,
    /// The answer is not what Jira answers.
    Malformed,
    /// The answer is larger than we read.
    BodyTooLarge,
}

/// What stands between us and the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The name does not resolve.
    Dns,
    /// Nobody listens there.
    Refused,
    /// The connection was closed before the answer was complete.
    Reset,
    /// Anything else, such as no route or no answer while connecting.
    Other,
}

impl Error {
    /// An error that arose before anything was sent.
    pub fn unsent(kind: Kind, asked: &str) -> Self {
        Self {
            kind,
            asked: asked.to_owned(),
            attempts: 0,
            elapsed: Duration::ZERO,
            status: None,
            messages: Vec::new(),
            field_messages: Vec::new(),
            retry_after: None,
            sent: false,
            sent_at: None,
            effect: Effect::Read,
            hint: None,
        }
    }

    /// What became of what was asked. The one place where this is decided: a write is sent again, and is told as failed, only when
    /// it is [`Fate::NotDone`].
    ///
    /// A refusal of the request itself (3xx, 4xx) comes before the work; 408 and everything from 500 on may come in the middle
    /// of it. A login page comes from what stands before Jira. A page or a body that can't be read under 200 may come from anybody.
    pub fn fate(&self) -> Fate {
        if self.effect == Effect::Read || !self.sent {
            return Fate::NotDone;
        }
        match self.status {
            Some(201 | 204) => Fate::Done,
            Some(200..=299) if self.kind == Kind::LoginPage => Fate::NotDone,
            Some(408) => Fate::Unknown,
            Some(300..=499) => Fate::NotDone,
            Some(_) | None => Fate::Unknown,
        }
    }

    /// Whether it says nothing about Jira, only about this one call: the next caller should try for itself.
    pub fn is_of_this_call_only(&self) -> bool {
        match self.kind {
            Kind::Cancelled | Kind::Timeout => true,
            // It would have been waited for, had the call had the time.
            Kind::RateLimited | Kind::Unavailable => self.retry_after.is_some(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: {}", self.asked, self.kind)?;
        if let Some(status) = self.status {
            write!(formatter, " (status {status})")?;
        }
        if self.attempts > 1 {
            write!(formatter, " after {} attempts in {:.1} s", self.attempts, self.elapsed.as_secs_f64())?;
        }
        for message in &self.messages {
            write!(formatter, "; Jira says: {message}")?;
        }
        for (field, message) in &self.field_messages {
            write!(formatter, "; Jira says of `{field}`: {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration { setting, problem } => write!(formatter, "`{setting}` {problem}"),
            Self::NoSite => formatter.write_str("no Jira site is configured"),
            Self::NoCredentials => formatter.write_str("no login is configured"),
            Self::Unreachable(Obstacle::Dns) => formatter.write_str("the host's name does not resolve"),
            Self::Unreachable(Obstacle::Refused) => formatter.write_str("the host refuses connections"),
            Self::Unreachable(Obstacle::Reset) => formatter.write_str("the connection was lost"),
            Self::Unreachable(Obstacle::Other) => formatter.write_str("the host can't be reached"),
            Self::Tls(problem) => write!(formatter, "the connection is not trusted: {problem}"),
            Self::Proxy => formatter.write_str("the proxy refused the connection or can't be reached"),
            Self::Unauthorized => formatter.write_str("Jira refused the login"),
            Self::TokenExpired => formatter.write_str("Jira refused the login because it expired"),
            Self::ScopeMissing => formatter.write_str("the token lacks a scope that this needs"),
            Self::CaptchaRequired => formatter.write_str("Jira wants a CAPTCHA solved in the browser first"),
            Self::LoginPage => formatter.write_str("a login page came instead of an answer"),
            Self::Anonymous => formatter.write_str("Jira ignored the login and answered anonymously"),
            Self::Forbidden => formatter.write_str("Jira does not allow it"),
            Self::NotFound => formatter.write_str("it does not exist or is hidden from this account"),
            Self::Invalid => formatter.write_str("Jira does not accept the request"),
            Self::Conflict => formatter.write_str("it was changed by somebody else meanwhile"),
            Self::Gone => formatter.write_str("Jira removed this part of its API"),
            Self::TooLarge => formatter.write_str("it is larger than Jira accepts"),
            Self::Unprocessable => formatter.write_str("Jira's configuration does not allow it"),
            Self::Locked => formatter.write_str("it is locked"),
            Self::RateLimited => formatter.write_str("Jira asked to slow down"),
            Self::Unavailable => formatter.write_str("Jira is not available"),
            // The place may be an internal address, and what is displayed may reach an answer as a warning.
            Self::Redirected { .. } => formatter.write_str("Jira redirects elsewhere, which is not followed"),
            Self::Timeout => formatter.write_str("the time was up"),
            Self::Cancelled => formatter.write_str("the call was cancelled"),
            Self::Malformed => formatter.write_str("the answer is not what Jira answers"),
            Self::BodyTooLarge => formatter.write_str("the answer is larger than is read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_one_call_had_no_time_for_is_its_own() {
        let refused = |kind, seconds: Option<u64>| Error {
            retry_after: seconds.map(Duration::from_secs),
            ..Error::unsent(kind, "GET field")
        };
        assert!(refused(Kind::RateLimited, Some(10)).is_of_this_call_only());
        assert!(refused(Kind::Unavailable, Some(10)).is_of_this_call_only());
        assert!(!refused(Kind::Unavailable, None).is_of_this_call_only());
        assert!(!refused(Kind::Unauthorized, None).is_of_this_call_only());
    }

    #[test]
    fn what_may_have_been_done() {
        use super::super::error::Obstacle::Reset;
        let rows: Vec<(Kind, Option<u16>, bool, Fate)> = vec![
            (Kind::Unreachable(Obstacle::Refused), None, false, Fate::NotDone),
            (Kind::Unreachable(Obstacle::Dns), None, false, Fate::NotDone),
            (Kind::RateLimited, Some(429), false, Fate::NotDone),
            (Kind::RateLimited, Some(429), true, Fate::NotDone),
            (Kind::Timeout, None, false, Fate::NotDone),
            (Kind::Timeout, None, true, Fate::Unknown),
            (Kind::Cancelled, None, true, Fate::Unknown),
            (Kind::Unreachable(Reset), None, true, Fate::Unknown),
            (Kind::Proxy, None, true, Fate::Unknown),
            (Kind::Unavailable, Some(408), true, Fate::Unknown),
            (Kind::Unavailable, Some(500), true, Fate::Unknown),
            (Kind::Unavailable, Some(502), true, Fate::Unknown),
            (Kind::Unavailable, Some(503), true, Fate::Unknown),
            (Kind::Unavailable, Some(504), true, Fate::Unknown),
            (Kind::Invalid, Some(400), true, Fate::NotDone),
            (Kind::Unauthorized, Some(401), true, Fate::NotDone),
            (Kind::Forbidden, Some(403), true, Fate::NotDone),
            (Kind::NotFound, Some(404), true, Fate::NotDone),
            (Kind::Conflict, Some(409), true, Fate::NotDone),
            (Kind::LoginPage, Some(302), true, Fate::NotDone),
            (Kind::LoginPage, Some(200), true, Fate::NotDone),
            (Kind::Malformed, Some(200), true, Fate::Unknown),
            (Kind::Anonymous, Some(200), true, Fate::Unknown),
            (Kind::Malformed, Some(201), true, Fate::Done),
            (Kind::BodyTooLarge, Some(201), true, Fate::Done),
            (Kind::Malformed, Some(204), true, Fate::Done),
            (Kind::Malformed, Some(101), true, Fate::Unknown),
        ];
        for (kind, status, sent, expected) in rows {
            let error = Error { status, sent, effect: Effect::Write, ..Error::unsent(kind.clone(), "POST issue") };
            assert_eq!(error.fate(), expected, "{kind:?} {status:?} {sent}");
            assert_eq!(Error { effect: Effect::Read, ..error }.fate(), Fate::NotDone, "a read changes nothing");
        }
    }

    #[test]
    fn it_reads_as_one_sentence() {
        let mut error = Error::unsent(Kind::Invalid, "POST search/jql");
        error.status = Some(400);
        error.attempts = 3;
        error.elapsed = Duration::from_millis(3_240);
        error.messages.push("Unbounded JQL queries are not allowed here.".into());
        error.field_messages.push(("summary".into(), "is required".into()));
        assert_eq!(
            error.to_string(),
            "`POST search/jql`: Jira does not accept the request (status 400) after 3 attempts in 3.2 s; \
             Jira says: Unbounded JQL queries are not allowed here.; Jira says of `summary`: is required"
        );
    }
}
