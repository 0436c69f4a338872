//! What came of one exchange: pure.

use crate::jira::answer::{self, Answer, Words};
use crate::jira::error::{Error, Kind, Obstacle};
use crate::jira::lean;
use crate::jira::limits::Limits;
use crate::jira::request::{Reading, Request};
use crate::jira::retry::Outcome;
use crate::jira::transport::NoAnswer;
use std::time::Duration;

/// What came of one exchange.
pub(super) struct Verdict {
    /// What kind of failure it is; `None` is success.
    pub(super) failure: Option<Kind>,
    /// What it is to the decision whether to send again.
    pub(super) outcome: Outcome,
    /// What the headers said of limits.
    pub(super) limits: Limits,
    words: Words,
    status: Option<u16>,
}

impl Verdict {
    /// The failure as it is told.
    pub(super) fn error(&self, kind: Kind, retry_after: Option<Duration>) -> Error {
        Error {
            status: self.status,
            messages: self.words.messages.clone(),
            field_messages: self.words.fields.clone(),
            retry_after,
            ..Error::unsent(kind, "")
        }
    }
}

/// Judges an exchange. JSON that is due is parsed into the answer on the way.
pub(super) fn judge(result: &mut Result<Answer, NoAnswer>, request: &Request) -> Verdict {
    let answer = match result {
        Ok(answer) => answer,
        Err(NoAnswer { kind, .. }) => {
            let is_lost = *kind == Kind::Unreachable(Obstacle::Reset);
            return Verdict {
                failure: Some(kind.clone()),
                outcome: if is_lost { Outcome::Lost } else { Outcome::Failed },
                limits: Limits::default(),
                words: Words::default(),
                status: None,
            };
        }
    };
    let words = if matches!(answer.status, 200..=299) { Words::default() } else { answer::words(answer) };
    let mut outcome = Outcome::Status(answer.status);
    let mut failure = answer::classify(answer, request.login, request.reading, &words);
    if failure == Some(answer::no_jira()) && !request.root.starts_with("rest/api/") {
        // A product that is not installed there says nothing about the address.
        failure = Some(Kind::NotFound);
    }
    if failure.is_none() && request.reading == Reading::Json {
        match lean::parse(&answer.body) {
            Ok(json) => {
                answer.json = json;
                answer.body = Vec::new();
            }
            Err(error) => {
                failure = Some(Kind::Malformed);
                // JSON that just ends was cut off on the way. An empty body is an answer, and no empty list.
                let is_cut = error.is_eof() && !answer.body.trim_ascii().is_empty();
                outcome = if is_cut { Outcome::Lost } else { outcome };
            }
        }
    }
    if failure.is_none() && request.reading == Reading::Receipt {
        answer.json = lean::parse(&answer.body).unwrap_or_default();
        answer.body = Vec::new();
    }
    Verdict { failure, outcome, limits: Limits::read(&answer.headers), words, status: Some(answer.status) }
}
