//! Which issues were written a moment ago: Cloud's index lags behind writes, and sees those that a search names as they are now
//! (`reconcileIssues`, Jira facts, items 16 and 20). Pure: the moment is given.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How many issues Cloud reconciles at most.
const MOST: usize = 50;
/// How many keys are remembered with their numbers.
const KNOWN: usize = 512;

/// The issues that were written, newest last.
#[derive(Debug, Default)]
pub(super) struct Written {
    ids: HashMap<String, u64>,
    order: VecDeque<String>,
    recent: VecDeque<(Instant, u64)>,
}

impl Written {
    /// Learns the number of an issue that was read or made: writes name issues by key, and the index wants numbers.
    pub(super) fn learn(&mut self, key: &str, id: &str) {
        let Ok(id) = id.parse() else { return };
        if self.ids.insert(key.to_owned(), id).is_none() {
            self.order.push_back(key.to_owned());
        }
        while self.order.len() > KNOWN {
            if let Some(oldest) = self.order.pop_front() {
                self.ids.remove(&oldest);
            }
        }
    }

    /// An issue was written, or may have been. One that was never read has no number, and is not named.
    pub(super) fn note(&mut self, key: &str, now: Instant) {
        let Some(id) = self.ids.get(key).copied() else { return };
        self.recent.retain(|(_, other)| *other != id);
        self.recent.push_back((now, id));
        if self.recent.len() > MOST {
            self.recent.pop_front();
        }
    }

    /// The numbers of the issues that were written within `lifetime`.
    pub(super) fn recent(&mut self, lifetime: Duration, now: Instant) -> Vec<u64> {
        self.recent.retain(|(since, _)| now.saturating_duration_since(*since) < lifetime);
        self.recent.iter().map(|(_, id)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: fn(u64) -> Duration = Duration::from_secs;

    #[test]
    fn what_was_written_is_named_for_a_while_and_once() {
        let (mut written, start) = (Written::default(), Instant::now());
        written.learn("SHOP-1", "10001");
        written.learn("SHOP-2", "10002");
        written.learn("SHOP-3", "not a number");
        for key in ["SHOP-1", "SHOP-2", "SHOP-3", "SHOP-4", "SHOP-1"] {
            written.note(key, start);
        }
        assert_eq!(written.recent(S(300), start + S(299)), [10_002, 10_001]);
        written.note("SHOP-2", start + S(200));
        assert_eq!(written.recent(S(300), start + S(300)), [10_002]);
        assert!(written.recent(S(300), start + S(500)).is_empty());
    }

    #[test]
    fn no_more_than_cloud_takes_and_the_newest_of_them() {
        let (mut written, now) = (Written::default(), Instant::now());
        for number in 1..=600 {
            let key = format!("SHOP-{number}");
            written.learn(&key, &number.to_string());
            written.note(&key, now);
        }
        let recent = written.recent(S(300), now);
        assert_eq!((recent.len(), recent.first(), recent.last()), (MOST, Some(&551), Some(&600)));
        assert_eq!(written.ids.len(), KNOWN);
    }
}
