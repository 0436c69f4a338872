//! Rate limits that are really enforced: a token bucket per user (Data Center) or per method and route (Cloud).

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A bucket: `capacity` requests at once, `fill` more every `interval_s` seconds (scaled by the time factor).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many requests a full bucket holds.
    pub capacity: u32,
    /// How many requests come back each interval.
    pub fill: u32,
    /// The interval in unscaled seconds.
    pub interval_s: u32,
}

/// The state of all buckets.
#[derive(Default)]
pub(super) struct Buckets {
    levels: HashMap<String, (f64, Instant)>,
}

impl Buckets {
    /// Takes one request out of a bucket: how many are left, or `None` when it is empty.
    pub(super) fn take(&mut self, name: &str, limit: Limit, second: Duration, now: Instant) -> Option<u32> {
        let full = f64::from(limit.capacity);
        let (level, then) = self.levels.entry(name.to_owned()).or_insert((full, now));
        let window = second.as_secs_f64() * f64::from(limit.interval_s.max(1));
        let refill = now.saturating_duration_since(*then).as_secs_f64() / window * f64::from(limit.fill);
        *level = (*level + refill).min(full);
        *then = now;
        if *level < 1.0 {
            return None;
        }
        *level -= 1.0;
        Some(*level as u32)
    }

    /// Fills every bucket.
    pub(super) fn clear(&mut self) {
        self.levels.clear();
    }
}
