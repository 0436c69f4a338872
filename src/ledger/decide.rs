//! What the same call means a moment later: pure.
//!
//! | the earlier attempt | the same call again | with `again` |
//! |---|---|---|
//! | is held by a call | wait for its end | wait for its end |
//! | may have been done | look first | look first: it may be this very call that was not answered |
//! | was done, and the client was told, less than 2 minutes ago | answered with it | sent |
//! | was done, and the client was never told, less than 10 minutes ago | answered with it | answered with it |
//! | anything else | sent | sent |

use crate::jira::Timing;
use serde::{Deserialize, Serialize};

/// One attempt to make something. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who asked for what, as one word.
    pub id: String,
    /// The word of this attempt, which no other has.
    pub attempt: String,
    /// When it began: it was not sent earlier.
    pub begun: u64,
    /// The last moment at which it was sent, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<u64>,
    /// Until when a call holds it, at most: a process that died holds nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<u64>,
    /// What is known of it.
    pub state: State,
    /// What was made: a key, for a comment with `#` and its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// When that became known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
}

/// What is known of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is under way; when nobody holds it any more, it may have been done.
    Sending,
    /// It may have been done.
    Unknown,
    /// It was done, and the client was never told.
    Undelivered,
    /// It was done, and the client was told.
    Delivered,
}

/// How long is remembered, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// What the client was told.
    pub delivered: u64,
    /// What it was never told.
    pub undelivered: u64,
    /// What may have been done.
    pub unknown: u64,
}

/// What a call is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send.
    Send,
    /// Wait for the end of the call that holds it.
    Wait,
    /// Look for it first.
    Look,
    /// Answer with it, if it is still there.
    Earlier,
}

impl Rules {
    /// The rules of these durations.
    pub fn of(timing: &Timing) -> Self {
        Self {
            delivered: super::whole_milliseconds(timing.remember_delivered),
            undelivered: super::whole_milliseconds(timing.remember_undelivered),
            unknown: super::whole_milliseconds(timing.remember_unknown),
        }
    }
}

impl Entry {
    fn is_held(&self, now: u64) -> bool {
        self.held.is_some_and(|until| now < until)
    }

    /// Whether it means nothing any more. What was made is kept as long as what is unknown, so that a look does not take it for new.
    pub fn is_over(&self, now: u64, rules: &Rules) -> bool {
        !self.is_held(now) && now.saturating_sub(self.ended.unwrap_or(self.begun)) >= rules.unknown
    }
}

/// Decides, given the newest attempt of equal calls.
pub fn decide(newest: Option<&Entry>, now: u64, again: bool, rules: &Rules) -> Verdict {
    let Some(entry) = newest else {
        return Verdict::Send;
    };
    let age = now.saturating_sub(entry.ended.unwrap_or(entry.begun));
    match entry.state {
        _ if entry.is_held(now) => Verdict::Wait,
        State::Sending | State::Unknown if age < rules.unknown => Verdict::Look,
        State::Undelivered if age < rules.undelivered => Verdict::Earlier,
        State::Delivered if age < rules.delivered && !again => Verdict::Earlier,
        State::Sending | State::Unknown | State::Undelivered | State::Delivered => Verdict::Send,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { delivered: 120_000, undelivered: 600_000, unknown: 3_600_000 };
    const MINUTE: u64 = 60_000;

    fn entry(state: State, held: Option<u64>, ended: Option<u64>) -> Entry {
        Entry { id: "x".into(), attempt: "a".into(), begun: 0, sent: None, held, state, made: None, ended }
    }

    #[test]
    fn the_table() {
        use State::{Delivered, Sending, Undelivered, Unknown};
        use Verdict::{Earlier, Look, Send, Wait};
        type Row = (State, Option<u64>, Option<u64>, u64, Verdict, Verdict);
        let rows: &[Row] = &[
            (Sending, Some(30_000), None, 29_999, Wait, Wait),
            // The process that held it died.
            (Sending, Some(30_000), None, 30_000, Look, Look),
            (Sending, None, None, 60 * MINUTE, Send, Send),
            (Unknown, None, Some(0), 1, Look, Look),
            (Unknown, None, Some(0), 60 * MINUTE - 1, Look, Look),
            (Unknown, None, Some(0), 60 * MINUTE, Send, Send),
            // Somebody is looking already.
            (Unknown, Some(100), Some(0), 99, Wait, Wait),
            (Undelivered, None, Some(0), 10 * MINUTE - 1, Earlier, Earlier),
            (Undelivered, None, Some(0), 10 * MINUTE, Send, Send),
            (Delivered, None, Some(0), 2 * MINUTE - 1, Earlier, Send),
            (Delivered, None, Some(0), 2 * MINUTE, Send, Send),
            // The time counts from when the client was told.
            (Delivered, None, Some(MINUTE), 3 * MINUTE - 1, Earlier, Send),
        ];
        for (state, held, ended, now, plain, again) in rows {
            let entry = entry(*state, *held, *ended);
            assert_eq!(decide(Some(&entry), *now, false, &RULES), *plain, "{entry:?} at {now}");
            assert_eq!(decide(Some(&entry), *now, true, &RULES), *again, "{entry:?} at {now}, again");
        }
        assert_eq!(decide(None, 0, false, &RULES), Send);
    }

    #[test]
    fn a_clock_that_went_back_forgets_nothing() {
        let entry = Entry { begun: 9 * MINUTE, ..entry(State::Unknown, None, Some(9 * MINUTE)) };
        assert_eq!(decide(Some(&entry), 0, false, &RULES), Verdict::Look);
        assert!(!entry.is_over(0, &RULES));
    }
}
