//! Answers that are asked for once: single-flight, with a lifetime.
//!
//! While one call loads, the others that want the same wait for it, each within its own time. A failure is shared with those who
//! waited for it, so that ten calls with a wrong password are one refusal and not ten; a failure that was the loading call's own
//! (cancelled, out of time) is not: the next one loads for itself.

use super::call::Call;
use super::error::Error;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// One answer.
#[derive(Debug)]
pub struct Cell<T> {
    slot: Mutex<Slot<T>>,
    /// How many loads have ended; read before waiting, so that a waiter knows a failure that came meanwhile.
    loads: AtomicU64,
}

#[derive(Debug)]
struct Slot<T> {
    held: Option<(Instant, Arc<T>)>,
    failed: Option<(u64, Error)>,
}

/// A cell and when it was last asked for.
type Used<T> = (Instant, Arc<Cell<T>>);

/// Answers by what was asked, in bounded number.
#[derive(Debug)]
pub struct Keyed<K, T> {
    cells: std::sync::Mutex<HashMap<K, Used<T>>>,
    capacity: usize,
}

impl<T> Default for Cell<T> {
    fn default() -> Self {
        Self { slot: Mutex::new(Slot { held: None, failed: None }), loads: AtomicU64::new(0) }
    }
}

impl<T> Cell<T> {
    /// The answer: the held one while it is younger than `lifetime`, else what `load` brings.
    ///
    /// # Errors
    ///
    /// What `load` failed with, here or in the call that this one waited for; `Timeout` or `Cancelled` while waiting.
    pub async fn get<F>(&self, call: &Call, lifetime: Duration, load: F) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let seen = self.loads.load(Ordering::Acquire);
        let mut slot = match call.within(self.slot.lock()).await {
            Ok(slot) => slot,
            Err(stop) => return Err(Error::unsent(stop.kind(), "wait for the same answer")),
        };
        if let Some((since, value)) = &slot.held
            && since.elapsed() < lifetime
        {
            return Ok(Arc::clone(value));
        }
        if let Some((number, error)) = &slot.failed
            && *number > seen
            && !error.is_of_this_call_only()
        {
            return Err(error.clone());
        }
        let loaded = load.await;
        let number = self.loads.fetch_add(1, Ordering::AcqRel) + 1;
        match loaded {
            Ok(value) => {
                let value = Arc::new(value);
                *slot = Slot { held: Some((Instant::now(), Arc::clone(&value))), failed: None };
                Ok(value)
            }
            Err(error) => {
                slot.failed = Some((number, error.clone()));
                Err(error)
            }
        }
    }

    /// Whether an answer is held that is younger than `lifetime`, and nobody is loading.
    pub fn is_fresh(&self, lifetime: Duration) -> bool {
        let slot = self.slot.try_lock();
        slot.is_ok_and(|slot| slot.held.as_ref().is_some_and(|(since, _)| since.elapsed() < lifetime))
    }

    /// The held answer, if there is one and nobody is loading.
    pub fn peek(&self) -> Option<Arc<T>> {
        let slot = self.slot.try_lock().ok()?;
        slot.held.as_ref().map(|(_, value)| Arc::clone(value))
    }

    /// Drops the held answer: a write proved it stale.
    pub async fn forget(&self) {
        self.slot.lock().await.held = None;
    }
}

impl<K: Eq + Hash + Clone, T> Keyed<K, T> {
    /// Room for so many answers; the one that was asked for longest ago goes first.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { cells: std::sync::Mutex::new(HashMap::new()), capacity: capacity.max(1) }
    }

    /// The answer for a key, as [`Cell::get`].
    ///
    /// # Errors
    ///
    /// As [`Cell::get`].
    pub async fn get<F>(&self, key: K, call: &Call, lifetime: Duration, load: F) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.cell(key).get(call, lifetime, load).await
    }

    /// Whether [`Cell::is_fresh`] holds for a key.
    pub fn is_fresh(&self, key: &K, lifetime: Duration) -> bool {
        let cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        cells.get(key).is_some_and(|(_, cell)| cell.is_fresh(lifetime))
    }

    /// Drops the answer for a key.
    pub fn forget(&self, key: &K) {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Drops all answers.
    pub fn clear(&self) {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn cell(&self, key: K) -> Arc<Cell<T>> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if !cells.contains_key(&key) && cells.len() >= self.capacity {
            let oldest = cells.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                cells.remove(&oldest);
            }
        }
        let entry = cells.entry(key).or_insert_with(|| (Instant::now(), Arc::default()));
        entry.0 = Instant::now();
        Arc::clone(&entry.1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Kind;
    use super::*;
    use std::sync::atomic::AtomicUsize;

    const LONG: Duration = Duration::from_secs(60);

    fn call() -> Call {
        Call::with_budget(Duration::from_secs(5))
    }

    #[tokio::test]
    async fn many_calls_at_once_are_one_load() {
        let cell = Cell::default();
        let loads = AtomicUsize::new(0);
        let get = || {
            cell.get(Box::leak(Box::new(call())), LONG, async {
                loads.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(7)
            })
        };
        let answers = futures_util::future::join_all((0..10).map(|_| get())).await;
        assert!(answers.into_iter().all(|answer| *answer.unwrap() == 7));
        assert_eq!(loads.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failure_is_shared_by_those_who_waited_and_not_kept() {
        let cell: Cell<u8> = Cell::default();
        let loads = AtomicUsize::new(0);
        let bound = call();
        let fail = || {
            cell.get(&bound, LONG, async {
                loads.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Err(Error::unsent(Kind::Unauthorized, "GET myself"))
            })
        };
        let answers = futures_util::future::join_all((0..5).map(|_| fail())).await;
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap_err().kind == Kind::Unauthorized));
        assert_eq!(loads.load(Ordering::SeqCst), 1);
        assert_eq!(*cell.get(&bound, LONG, async { Ok(1) }).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_call_that_ran_out_of_time_does_not_fail_the_others() {
        let cell: Cell<u8> = Cell::default();
        let bound = call();
        let timed_out = cell.get(&bound, LONG, async {
            tokio::task::yield_now().await;
            Err(Error::unsent(Kind::Timeout, "GET myself"))
        });
        let (first, second) = tokio::join!(timed_out, cell.get(&bound, LONG, async { Ok(3) }));
        assert_eq!(first.unwrap_err().kind, Kind::Timeout);
        assert_eq!(*second.unwrap(), 3);
    }

    #[tokio::test]
    async fn a_waiter_keeps_its_own_deadline() {
        let cell: Cell<u8> = Cell::default();
        let patient = call();
        let hasty = Call::with_budget(Duration::from_millis(20));
        let slow = cell.get(&patient, LONG, async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(1)
        });
        let (slow, hasty) = tokio::join!(slow, cell.get(&hasty, LONG, async { Ok(2) }));
        assert_eq!(*slow.unwrap(), 1);
        assert_eq!(hasty.unwrap_err().kind, Kind::Timeout);
    }

    #[tokio::test]
    async fn it_is_asked_again_when_old_or_forgotten() {
        let cell = Cell::default();
        let bound = call();
        assert_eq!(*cell.get(&bound, LONG, async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(*cell.get(&bound, LONG, async { Ok(2) }).await.unwrap(), 1);
        assert_eq!(*cell.get(&bound, Duration::ZERO, async { Ok(3) }).await.unwrap(), 3);
        cell.forget().await;
        assert_eq!(*cell.get(&bound, LONG, async { Ok(4) }).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn the_number_of_keys_is_bounded() {
        let keyed = Keyed::with_capacity(2);
        let bound = call();
        for (key, expected) in [("a", 1), ("b", 2), ("a", 1), ("c", 3), ("a", 1)] {
            assert_eq!(*keyed.get(key, &bound, LONG, async move { Ok(expected) }).await.unwrap(), expected);
        }
        assert_eq!(*keyed.get("b", &bound, LONG, async { Ok(20) }).await.unwrap(), 20, "b was used longest ago");
    }
}
