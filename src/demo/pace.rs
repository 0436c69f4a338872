//! Rate limits that are really enforced, and what the headers say of them (Jira facts, items 3 to 9, 13 to 15).
//!
//! On Cloud several stand at once: a bucket per method and route, one that the user searches share, two windows of writes to one
//! issue, a quota that stops everything, and one bucket over everything as a gateway has it. Data Center has one bucket per user.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::fault::{RateLimit, Wait};

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

/// The limits in force; the default has none.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Cloud: each method and route. Data Center: the user.
    pub bucket: Option<Limit>,
    /// Cloud: everything together.
    pub whole: Option<Whole>,
    /// Cloud: the user searches together.
    pub people: Option<Limit>,
    /// Cloud: writes to one issue, in each of these windows.
    pub issue_writes: Vec<Limit>,
    /// Cloud: the hour's quota.
    pub quota: Option<Quota>,
}

/// A bucket over everything.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Its size.
    pub limit: Limit,
    /// Whether answers tell what is left.
    pub is_told: bool,
    /// What a refusal looks like; `None` is JSON with the seconds that it takes.
    pub refusal: Option<RateLimit>,
}

/// A quota, of which each request takes a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The points of the hour.
    pub points: u32,
    /// Unscaled seconds until it is full again; it never is before the limits are set anew.
    pub reset_s: u32,
}

/// What a request counts against.
pub(super) struct Counted<'a> {
    pub(super) route: String,
    pub(super) issue: Option<&'a str>,
    pub(super) searches_people: bool,
}

/// What the headers of an answer say.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The limit whose bucket is nearest to its end, and what is left of it.
    pub(super) bucket: Option<(Limit, u32)>,
    /// `X-RateLimit-NearLimit`: not told of bursts.
    pub(super) near: bool,
    /// Points left and seconds to the reset, once a fifth is left.
    pub(super) quota: Option<(Quota, u32)>,
}

/// The state of all buckets.
#[derive(Default)]
pub(super) struct Buckets {
    levels: HashMap<String, (f64, Instant)>,
    spent: u32,
}

impl Limits {
    /// Writes to one issue as Cloud bounds them: 20 in 2 s and 100 in 30 s.
    pub fn published_issue_writes() -> Vec<Limit> {
        [(20, 2), (100, 30)].map(|(capacity, interval_s)| Limit { capacity, fill: capacity, interval_s }).to_vec()
    }
}

impl Limit {
    /// So many a second, and as many at once.
    pub fn per_second(fill: u32) -> Self {
        Self { capacity: fill, fill, interval_s: 1 }
    }

    /// Whole unscaled seconds until one more fits into an empty bucket.
    fn wait_s(self) -> u32 {
        self.interval_s.div_ceil(self.fill.max(1)).max(1)
    }
}

impl Buckets {
    /// Takes a request out of every bucket that counts it, or out of none: what the headers say, and why it is refused.
    pub(super) fn take(
        &mut self,
        counted: &Counted<'_>,
        limits: &Limits,
        second: Duration,
        now: Instant,
    ) -> (Told, Option<RateLimit>) {
        let mut wanted: Vec<(String, Limit, Option<RateLimit>, bool)> = Vec::new();
        let refusal = |limit: Limit, reason: &str| {
            Some(RateLimit { wait: Wait::Seconds(limit.wait_s()), reason: Some(reason.to_owned()), html: false })
        };
        if let Some(issue) = counted.issue {
            for limit in &limits.issue_writes {
                let name = format!("issue {issue} {}", limit.interval_s);
                wanted.push((name, *limit, refusal(*limit, "jira-per-issue-on-write"), false));
            }
        }
        if let Some(limit) = limits.people.filter(|_| counted.searches_people) {
            wanted.push(("people".into(), limit, refusal(limit, "jira-burst-based"), false));
        }
        if let Some(limit) = limits.bucket {
            wanted.push((counted.route.clone(), limit, refusal(limit, "jira-burst-based"), true));
        }
        if let Some(Whole { limit, is_told, refusal }) = &limits.whole {
            let unexplained = RateLimit { wait: Wait::Seconds(limit.wait_s()), ..RateLimit::default() };
            wanted.push(("whole".into(), *limit, Some(refusal.clone().unwrap_or(unexplained)), *is_told));
        }
        let mut refused = None;
        if let Some(quota) = limits.quota.filter(|quota| self.spent >= quota.points) {
            let reason = Some("jira-quota-tenant-based".to_owned());
            refused = Some(RateLimit { wait: Wait::Seconds(quota.reset_s), reason, html: false });
        }
        for (name, limit, refusal, _) in &mut wanted {
            if self.level(name, *limit, second, now) < 1.0 && refused.is_none() {
                refused = refusal.take();
            }
        }
        let mut told = Told::default();
        let cost = if refused.is_some() { 0.0 } else { 1.0 };
        for (name, limit, _, is_told) in wanted {
            let level = self.spend(&name, cost);
            let part = |limit: Limit, left: u32| f64::from(left) / f64::from(limit.capacity.max(1));
            // A floor: part of a request is no request.
            let left = level as u32;
            if is_told && told.bucket.is_none_or(|(other, rest)| part(limit, left) < part(other, rest)) {
                told.bucket = Some((limit, left));
            }
            told.near |= is_told && name == "whole" && part(limit, left) < 0.2;
        }
        if let Some(quota) = limits.quota {
            self.spent += cost as u32;
            let left = quota.points.saturating_sub(self.spent);
            if left * 5 <= quota.points {
                told.near = true;
                told.quota = Some((quota, left));
            }
        }
        (told, refused)
    }

    /// Fills every bucket.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn level(&mut self, name: &str, limit: Limit, second: Duration, now: Instant) -> f64 {
        let full = f64::from(limit.capacity);
        let (level, then) = self.levels.entry(name.to_owned()).or_insert((full, now));
        let window = second.as_secs_f64() * f64::from(limit.interval_s.max(1));
        let refill = now.saturating_duration_since(*then).as_secs_f64() / window * f64::from(limit.fill);
        *level = (*level + refill).min(full);
        *then = now;
        *level
    }

    fn spend(&mut self, name: &str, cost: f64) -> f64 {
        self.levels.get_mut(name).map_or(0.0, |(level, _)| {
            *level -= cost;
            *level
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn counted(issue: Option<&str>) -> Counted<'_> {
        Counted { route: "GET issue/{}".into(), issue, searches_people: issue.is_none() }
    }

    fn reason(refusal: Option<RateLimit>) -> Option<String> {
        refusal.map(|refusal| refusal.reason.unwrap_or_default())
    }

    #[test]
    fn a_refused_request_takes_nothing_out_of_any_bucket() {
        let mut buckets = Buckets::default();
        let limits = Limits {
            bucket: Some(Limit::per_second(5)),
            issue_writes: vec![Limit { capacity: 2, fill: 2, interval_s: 2 }],
            ..Limits::default()
        };
        let now = Instant::now();
        for _ in 0..2 {
            assert!(buckets.take(&counted(Some("SHOP-1")), &limits, SECOND, now).1.is_none());
        }
        for _ in 0..4 {
            let (told, refusal) = buckets.take(&counted(Some("SHOP-1")), &limits, SECOND, now);
            assert_eq!(reason(refusal).as_deref(), Some("jira-per-issue-on-write"));
            assert_eq!(told.bucket, Some((Limit::per_second(5), 3)));
        }
        assert!(buckets.take(&counted(Some("SHOP-2")), &limits, SECOND, now).1.is_none());
        assert!(buckets.take(&counted(Some("SHOP-1")), &limits, SECOND, now + SECOND).1.is_none());
    }

    #[test]
    fn the_user_searches_and_the_quota_have_their_own_ends() {
        let mut buckets = Buckets::default();
        let people = Limits { people: Some(Limit::per_second(1)), ..Limits::default() };
        let now = Instant::now();
        assert!(buckets.take(&counted(None), &people, SECOND, now).1.is_none());
        assert!(buckets.take(&counted(None), &people, SECOND, now).1.is_some());
        assert!(buckets.take(&counted(Some("SHOP-1")), &people, SECOND, now).1.is_none());
        buckets.clear();
        let quota = Quota { points: 5, reset_s: 600 };
        let limits = Limits { quota: Some(quota), ..Limits::default() };
        for left in (0..5).rev() {
            let (told, refusal) = buckets.take(&counted(None), &limits, SECOND, now);
            assert!(refusal.is_none());
            let near = (left <= 1).then_some((quota, left));
            assert_eq!((told.quota, told.near), (near, near.is_some()));
        }
        let refusal = buckets.take(&counted(None), &limits, SECOND, now + SECOND * 599).1;
        assert_eq!(reason(refusal).as_deref(), Some("jira-quota-tenant-based"));
    }

    #[test]
    fn a_limit_that_is_cut_cuts_what_is_left() {
        let mut buckets = Buckets::default();
        let whole = |per_second| Limits {
            whole: Some(Whole { limit: Limit::per_second(per_second), is_told: true, refusal: None }),
            ..Limits::default()
        };
        let now = Instant::now();
        assert_eq!(buckets.take(&counted(None), &whole(20), SECOND, now).0.bucket, Some((Limit::per_second(20), 19)));
        let (told, _) = buckets.take(&counted(None), &whole(5), SECOND, now);
        assert_eq!((told.bucket, told.near), (Some((Limit::per_second(5), 4)), false));
        for _ in 0..4 {
            assert!(buckets.take(&counted(None), &whole(5), SECOND, now).1.is_none());
        }
        let (told, refusal) = buckets.take(&counted(None), &whole(5), SECOND, now);
        assert_eq!((told.near, reason(refusal).as_deref()), (true, Some("")), "a gateway names no reason");
    }
}
