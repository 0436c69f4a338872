//! What this server made a moment ago, so that the same call again makes nothing twice.
//!
//! A client that was not answered calls again; so does a model that did not like the answer. Each attempt to make something is
//! entered before it is sent, by who asked for what ([`Asked`]), and stays for a while with what became of it. [`decide`] says what
//! the same call means then. What is absent: nothing of what was written is kept, only digests, keys and moments.
//!
//! The entries are shared by all processes of a user through one small file, or kept in memory.

mod decide;
mod digest;
mod store;

pub use decide::{Entry, Rules, State, Verdict, decide};
pub use digest::Digest;

use crate::jira::{Call, Clock, Timing};
use crate::random::Random;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use store::Store;

/// How long a process may hold an entry beyond the end of the call that holds it: for what it does after the answer.
const MARGIN: f64 = 5.0;

/// The ledger. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    timing: Timing,
    clock: Clock,
    /// The attempts of this process that are still being sent, their call ended or not.
    open: Mutex<HashSet<String>>,
}

/// Who asks for what: equal calls are those that agree in all of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The site's address.
    pub site: &'a str,
    /// The account's id.
    pub account: &'a str,
    /// The tool.
    pub tool: &'a str,
    /// The arguments.
    pub digest: &'a Digest,
    /// Whether another one is wanted on purpose.
    pub again: bool,
}

/// What a call is to do.
#[derive(Debug)]
pub enum Begun {
    /// Send. The entry is held by this call until it is concluded.
    Send(Entry),
    /// An earlier attempt may have done it: look for it first. The entry is held by this call until it is concluded.
    Look(Entry),
    /// It was done earlier.
    Earlier(Entry),
    /// An equal call is still under way, and this one has no time to wait for its end.
    Busy,
}

impl Ledger {
    /// The ledger in a folder, or in memory without one. Opens nothing: a folder that can't be used is found at the first call,
    /// and then the ledger is in memory.
    pub fn new(folder: Option<&Path>, timing: Timing, clock: Clock) -> Self {
        Self {
            inner: Arc::new(Inner {
                store: Store::new(folder, timing.ledger_lock),
                timing,
                clock,
                open: Mutex::default(),
            }),
        }
    }

    /// Begins a call: waits, within it, for an equal one that is under way, and says what this one is to do.
    pub async fn begin(&self, call: &Call, asked: Asked<'_>, random: &Random) -> Begun {
        let id = asked.id();
        // A call that waits to its end has no time left to say so.
        let patience = call.time_left() / 2;
        loop {
            let begun = self.inner.store.update(|entries| self.take(entries, &id, &asked, call, random));
            if let Some(begun) = begun {
                return begun;
            }
            if call.time_left() <= patience
                || call.within(tokio::time::sleep(self.inner.timing.ledger_poll)).await.is_err()
            {
                return Begun::Busy;
            }
        }
    }

    /// What was made for calls like this, as far as it is remembered: the earlier things that a look must not take for the new one.
    pub fn made(&self, asked: Asked<'_>) -> Vec<String> {
        let id = asked.id();
        let made = |entry: &Entry| entry.made.clone().filter(|_| entry.id == id);
        self.inner.store.read(|entries| entries.iter().filter_map(made).collect())
    }

    /// The held attempt is sent once more under a new word, because it surely was not done.
    pub fn renew(&self, entry: &Entry, random: &Random) -> Entry {
        let fresh =
            Entry { attempt: word(random), begun: self.now(), sent: None, state: State::Sending, ..entry.clone() };
        self.change(&entry.attempt, |held| *held = fresh.clone());
        fresh
    }

    /// An attempt is being sent. As long as it is, it can't have settled.
    pub fn opened(&self, attempt: &str) {
        self.open().insert(attempt.to_owned());
    }

    /// An attempt is no longer being sent.
    pub fn closed(&self, attempt: &str) {
        self.open().remove(attempt);
    }

    /// Surely not done: forgotten.
    pub fn not_done(&self, attempt: &str) {
        self.inner.store.update(|entries| entries.retain(|entry| entry.attempt != attempt));
    }

    /// Whether it was done is not known; `sent` is the last moment at which it was sent, where that is known.
    pub fn unknown(&self, attempt: &str, sent: Option<SystemTime>) {
        let now = self.now();
        self.change(attempt, |entry| {
            // What ended in the background meanwhile is known better.
            if entry.made.is_none() {
                entry.state = State::Unknown;
                entry.sent = sent.map(milliseconds).or(entry.sent);
                entry.ended = Some(now);
            }
            entry.held = None;
        });
    }

    /// Done; the client does not know it yet. `made` is the key, for a comment with `#` and its number.
    pub fn done(&self, attempt: &str, made: &str) {
        let now = self.now();
        self.change(attempt, |entry| {
            entry.state = State::Undelivered;
            entry.made = Some(made.to_owned());
            entry.ended = Some(now);
            entry.held = None;
        });
    }

    /// The client was told.
    pub fn delivered(&self, attempt: &str) {
        let now = self.now();
        self.change(attempt, |entry| {
            if entry.made.is_some() {
                entry.state = State::Delivered;
                entry.ended = Some(now);
            }
        });
    }

    /// How long ago something was, unscaled.
    pub fn age(&self, entry: &Entry) -> Duration {
        let since = self.now().saturating_sub(entry.begun);
        self.inner.timing.unscaled(Duration::of(since))
    }

    /// How long until not finding an attempt is proof that it was not done; zero when that time has come.
    pub fn unsettled(&self, entry: &Entry) -> Duration {
        // An attempt of which nobody said when it was sent was sent before its call ended.
        let budget = self.inner.timing.budget;
        let sent = entry.sent.unwrap_or_else(|| entry.begun.saturating_add(whole_milliseconds(budget)));
        let settled = sent.saturating_add(whole_milliseconds(self.inner.timing.settling));
        let left = Duration::of(settled.saturating_sub(self.now()));
        if self.open().contains(&entry.attempt) { left.max(self.inner.timing.look_pause) } else { left }
    }

    fn open(&self) -> MutexGuard<'_, HashSet<String>> {
        self.inner.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(
        &self,
        entries: &mut Vec<Entry>,
        id: &str,
        asked: &Asked<'_>,
        call: &Call,
        random: &Random,
    ) -> Option<Begun> {
        let now = self.now();
        let rules = Rules::of(&self.inner.timing);
        entries.retain(|entry| !entry.is_over(now, &rules));
        let held = call.time_left() + self.inner.timing.seconds(MARGIN);
        let held = Some(now.saturating_add(whole_milliseconds(held)));
        let newest = entries.iter_mut().filter(|entry| entry.id == id).max_by_key(|entry| entry.begun);
        match decide(newest.as_deref(), now, asked.again, &rules) {
            Verdict::Wait => None,
            Verdict::Earlier => newest.map(|entry| Begun::Earlier(entry.clone())),
            Verdict::Look => newest.map(|entry| {
                entry.held = held;
                Begun::Look(entry.clone())
            }),
            Verdict::Send => {
                let entry = Entry {
                    id: id.to_owned(),
                    attempt: word(random),
                    begun: now,
                    sent: None,
                    held,
                    state: State::Sending,
                    made: None,
                    ended: None,
                };
                entries.push(entry.clone());
                Some(Begun::Send(entry))
            }
        }
    }

    fn change(&self, attempt: &str, change: impl FnOnce(&mut Entry)) {
        self.inner.store.update(|entries| {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.attempt == attempt) {
                change(entry);
            }
        });
    }

    fn now(&self) -> u64 {
        milliseconds(self.inner.clock.now())
    }
}

impl Asked<'_> {
    /// One word for all of it, which tells nothing of its parts.
    fn id(&self) -> String {
        digest::hash(&[self.site, self.account, self.tool, self.digest.as_str()])
    }
}

impl Entry {
    /// Not before this moment was it sent.
    pub fn begun_at(&self) -> SystemTime {
        UNIX_EPOCH + Duration::of(self.begun)
    }
}

/// Durations are made in one place; a moment in milliseconds is no duration of ours.
trait Milliseconds {
    fn of(milliseconds: u64) -> Self;
}

impl Milliseconds for Duration {
    fn of(milliseconds: u64) -> Self {
        let seconds = milliseconds / 1_000;
        let rest = u32::try_from(milliseconds % 1_000).unwrap_or_default();
        Self::new(seconds, rest * 1_000_000)
    }
}

/// A moment as the ledger keeps it.
pub fn milliseconds(moment: SystemTime) -> u64 {
    moment.duration_since(UNIX_EPOCH).map_or(0, whole_milliseconds)
}

fn whole_milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A word that no other attempt has.
fn word(random: &Random) -> String {
    [random.word(), random.word(), random.word()].concat()
}

#[cfg(test)]
mod tests;
