//! Equal reads that are under way at the same time are one request.
//!
//! The first one leads; whoever asks the same meanwhile follows, within its own time, and is told what the first one waits for. A
//! failure that is the leader's own (cancelled, out of time, a wait that it could not afford) is nobody else's: the next one leads.
//! What is absent: a read never follows one that began before a write was sent or answered, so that nobody reads what was there
//! before their own write.

use super::answer::Answer;
use super::call::{Call, Wait};
use super::error::{Error, Kind};
use super::request::Request;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// What a read comes to.
type Outcome = Result<Answer, Error>;
type OnWait = Arc<dyn Fn(&Wait) + Send + Sync>;

/// The reads that are under way.
#[derive(Clone, Default)]
pub(super) struct Flights {
    followers: Arc<Mutex<HashMap<String, Vec<Follower>>>>,
    /// How many writes were sent or answered.
    writes: Arc<AtomicU64>,
}

/// What a read is to the others.
pub(super) enum Role {
    /// It is sent.
    Lead(Lead),
    /// It gets what the one that leads gets; nothing when that has no answer for others.
    Follow(oneshot::Receiver<Outcome>),
}

/// A read that is sent. Dropped without having landed, it leaves its followers to themselves.
pub(super) struct Lead {
    flights: Flights,
    key: String,
}

struct Follower {
    outcome: oneshot::Sender<Outcome>,
    on_wait: OnWait,
}

impl Flights {
    /// Joins the equal read that is under way, or leads.
    pub(super) fn board(&self, request: &Request, path: &str, call: &Call) -> Role {
        let writes = self.writes.load(Ordering::Acquire);
        let body = request.body.as_ref().map(ToString::to_string).unwrap_or_default();
        let Request { method, query, reading, login, .. } = request;
        let key = format!("{writes} {method} {path} {query:?} {reading:?} {login:?} {body}");
        let mut followers = self.followers();
        if let Some(others) = followers.get_mut(&key) {
            let (outcome, landed) = oneshot::channel();
            others.push(Follower { outcome, on_wait: Arc::clone(&call.on_wait) });
            return Role::Follow(landed);
        }
        followers.insert(key.clone(), Vec::new());
        Role::Lead(Lead { flights: self.clone(), key })
    }

    /// A write is sent, or was answered: what is read from now on is read anew.
    pub(super) fn wrote(&self) {
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    fn followers(&self) -> MutexGuard<'_, HashMap<String, Vec<Follower>>> {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lead {
    /// The leading call, whose waits are told to those who follow too.
    pub(super) fn call(&self, call: &Call) -> Call {
        let (flights, key, own) = (self.flights.clone(), self.key.clone(), Arc::clone(&call.on_wait));
        let on_wait: OnWait = Arc::new(move |wait| {
            own(wait);
            let others = flights
                .followers()
                .get(&key)
                .map(|others| others.iter().map(|other| Arc::clone(&other.on_wait)).collect::<Vec<_>>());
            others.into_iter().flatten().for_each(|tell| tell(wait));
        });
        Call { on_wait, ..call.clone() }
    }

    /// Gives those who follow what it came to.
    pub(super) fn land(self, outcome: &Outcome) {
        let others = self.flights.followers().remove(&self.key).unwrap_or_default();
        let is_own = |error: &Error| error.is_of_this_call_only() || error.kind == Kind::RateLimited;
        if !outcome.as_ref().is_err_and(is_own) {
            for other in others {
                // Whoever left meanwhile needs nothing.
                let _ = other.outcome.send(outcome.clone());
            }
        }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.flights.followers().remove(&self.key);
    }
}
