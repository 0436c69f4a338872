//! Making something once: an issue, a comment.
//!
//! The ledger is asked first, then Jira; and when the answer is lost, Jira is looked at until it is known what became of the
//! attempt, or until the call's time is up. Not found is never proof before the attempt has settled.
//! What is absent: nothing here is ever sent again unless it surely was not done.

mod comment;
mod create;
mod look;
mod looks;

pub use comment::{CommentBody, MadeComment, NewComment, says};
pub use create::NewIssue;
pub use looks::Looks;

use crate::jira::{Call, Client, Error, Fate, Kind, Late};
use crate::ledger::{Asked, Begun, Entry, Ledger};
use crate::random::Random;
use std::time::Duration;

/// What something is made with.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    /// Where it is made.
    pub jira: &'a Client,
    /// What was made before.
    pub ledger: &'a Ledger,
    /// How long it may take.
    pub call: &'a Call,
    /// Where the words of attempts come from.
    pub random: &'a Random,
}

/// What came of making something. A failure beside it is one that surely made nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// It is made: by this call, or by an equal one whose outcome was unknown until now.
    Made(T),
    /// An equal call made it a while ago, and it is still there.
    Earlier {
        /// What it made.
        made: T,
        /// How long ago, unscaled.
        age: Duration,
        /// Whether it was changed since.
        changed: bool,
        /// Whether the client was told of it then.
        delivered: bool,
    },
    /// It may have been made, or may still be; the same call will look again.
    Unknown {
        /// When looking is worth it, unscaled.
        retry_after: Duration,
    },
}

/// What is made: how it is sent, found again, and checked. One implementation per kind.
trait Making {
    type Made: Clone + Send + 'static;

    /// Sends it once, under the word of this attempt. `None`: it is made, and what Jira told of it could not be read.
    async fn send(&self, call: &Call, entry: &Entry) -> Result<Option<Self::Made>, Error>;

    /// Looks for an attempt that may have been done, past what was made by other attempts.
    async fn look(&self, call: &Call, entry: &Entry, others: &[String]) -> Result<Option<Self::Made>, Error>;

    /// What was made earlier, if it still stands for the same call, and whether it was changed since.
    async fn check(&self, call: &Call, made: &str) -> Result<Option<(Self::Made, bool)>, Error>;

    /// How the ledger names it.
    fn name(&self, made: &Self::Made) -> String;
}

impl Writer<'_> {
    async fn make<M: Making>(&self, asked: Asked<'_>, making: &M) -> Result<Outcome<M::Made>, Error> {
        loop {
            match self.ledger.begin(self.call, asked, self.random).await {
                Begun::Busy => {
                    let retry_after = self.jira.settings().timing.unscaled(self.jira.settings().timing.look_pause);
                    return Ok(Outcome::Unknown { retry_after });
                }
                Begun::Earlier(entry) => {
                    let made = entry.made.clone().unwrap_or_default();
                    let Some((made, changed)) = making.check(self.call, &made).await? else {
                        // What is gone, or no longer the last word, stands for nothing.
                        self.ledger.not_done(&entry.attempt);
                        continue;
                    };
                    let age = self.ledger.age(&entry);
                    let delivered = entry.state == crate::ledger::State::Delivered;
                    self.tell(&entry);
                    return Ok(Outcome::Earlier { made, age, changed, delivered });
                }
                Begun::Look(entry) => {
                    // Asked before the look: what Jira does while it is looked at may be missed.
                    let is_settled = self.ledger.unsettled(&entry).is_zero();
                    return match self.look_once(asked, making, &entry).await {
                        Ok(Some(made)) => Ok(self.made(making, &entry, made)),
                        Ok(None) if is_settled => {
                            let renewed = self.ledger.renew(&entry, self.random);
                            self.send(asked, making, &renewed).await
                        }
                        // A look that failed proves nothing.
                        Ok(None) | Err(_) => Ok(self.unknown(&entry, None)),
                    };
                }
                Begun::Send(entry) => return self.send(asked, making, &entry).await,
            }
        }
    }

    async fn send<M: Making>(&self, asked: Asked<'_>, making: &M, entry: &Entry) -> Result<Outcome<M::Made>, Error> {
        self.ledger.opened(&entry.attempt);
        let sent = making.send(self.call, entry).await;
        // A call that stopped waiting goes on in the background, and closes the attempt there.
        if !sent.as_ref().is_err_and(goes_on) {
            self.ledger.closed(&entry.attempt);
        }
        let lost = match sent {
            Ok(Some(made)) => return Ok(self.made(making, entry, made)),
            Ok(None) => None,
            Err(error) if error.fate() == Fate::NotDone => {
                self.ledger.not_done(&entry.attempt);
                return Err(error);
            }
            Err(error) => Some(error),
        };
        let sent = lost.as_ref().map_or_else(|| Some(self.jira.now()), |error| error.sent_at);
        let mut looks = Looks::new(self.jira, self.call);
        loop {
            if let Ok(Some(made)) = self.look_once(asked, making, entry).await {
                return Ok(self.made(making, entry, made));
            }
            if !looks.again().await {
                return Ok(self.unknown(entry, sent));
            }
        }
    }

    async fn look_once<M: Making>(
        &self,
        asked: Asked<'_>,
        making: &M,
        entry: &Entry,
    ) -> Result<Option<M::Made>, Error> {
        making.look(self.call, entry, &self.ledger.made(asked)).await
    }

    fn made<M: Making>(&self, making: &M, entry: &Entry, made: M::Made) -> Outcome<M::Made> {
        self.ledger.done(&entry.attempt, &making.name(&made));
        self.tell(entry);
        Outcome::Made(made)
    }

    fn unknown<T>(&self, entry: &Entry, sent: Option<std::time::SystemTime>) -> Outcome<T> {
        self.ledger.unknown(&entry.attempt, sent);
        let timing = &self.jira.settings().timing;
        let sent = sent.map(crate::ledger::milliseconds).or(entry.sent);
        let left = self.ledger.unsettled(&Entry { sent, ..entry.clone() });
        Outcome::Unknown { retry_after: timing.unscaled(left.max(timing.look_pause)) }
    }

    /// The answer is on its way: when it arrives, the client knows.
    fn tell(&self, entry: &Entry) {
        let (ledger, attempt) = (self.ledger.clone(), entry.attempt.clone());
        self.call.when_delivered(move || ledger.delivered(&attempt));
    }
}

/// Whether what was sent is still being waited for in the background.
fn goes_on(error: &Error) -> bool {
    matches!(error.kind, Kind::Timeout | Kind::Cancelled) && error.fate() == Fate::Unknown
}

/// The call under which an attempt is sent: what becomes of it after the call's end is entered too.
fn watched(
    call: &Call,
    ledger: &Ledger,
    entry: &Entry,
    name: impl Fn(&serde_json::Value) -> Option<String> + Send + Sync + 'static,
) -> Call {
    let (ledger, attempt) = (ledger.clone(), entry.attempt.clone());
    call.with_late(move |late: &Late| {
        ledger.closed(&attempt);
        match late {
            Ok(told) => match name(told) {
                Some(made) => ledger.done(&attempt, &made),
                None => ledger.unknown(&attempt, None),
            },
            Err(error) if error.fate() == Fate::NotDone => ledger.not_done(&attempt),
            Err(error) => ledger.unknown(&attempt, error.sent_at),
        }
    })
}

#[cfg(test)]
mod tests;
