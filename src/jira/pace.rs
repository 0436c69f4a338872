//! Staying under Jira's limits by waiting before, not after: token buckets as a pure state machine.
//!
//! A request takes a token from each bucket that covers it: its (method, route), the bucket that user searches share, the two
//! windows of writes to one issue, and on Data Center the account's one bucket. A bucket may go into debt, which is the queue:
//! whoever comes later waits longer. Published rates are ceilings (Jira facts, items 4, 5, 9); a burst refusal halves a route's
//! rate, each success raises it a little. Nothing is persisted, and time is an argument.

use super::limits::{BucketState, Limits, Reason};
use super::timing::Timing;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Requests per second that Cloud publishes for a route, where it is not the method's default.
const ROUTES: &[(&str, &str, f64)] = &[
    ("GET", "issue/{key}", 150.0),
    ("GET", "user", 150.0),
    ("GET", "issue/{key}/changelog", 200.0),
    ("POST", "search/approximate-count", 150.0),
    ("GET", "attachment/content/{id}", 300.0),
];
const READS_PER_SECOND: f64 = 100.0;
const WRITES_PER_SECOND: f64 = 50.0;
/// Unpublished; a tenth of a method's default has been no trouble.
const PEOPLE_PER_SECOND: f64 = 10.0;
/// Writes to one issue in the short and in the long window.
const ISSUE_WRITES: [f64; 2] = [20.0, 100.0];
/// A route is never slowed below this.
const SLOWEST: f64 = 0.5;
/// What a success adds, as a part of the ceiling.
const RECOVERY: f64 = 0.02;
/// How many issues are remembered; full buckets go first.
const ISSUES: usize = 512;

/// What a request counts against.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// `GET`.
    pub method: String,
    /// `issue/{key}`.
    pub route: &'static str,
    /// The issue that is written to.
    pub issue: Option<String>,
    /// Whether it is one of the user searches.
    pub searches_people: bool,
}

/// A route that is slower than its ceiling, for `jira_info`.
#[derive(Clone, Debug, PartialEq)]
pub struct Slowed {
    /// `GET issue/{key}`, or `everything`.
    pub what: String,
    /// When it was slowed.
    pub since: Instant,
    /// Requests per second now; 0 while it stands still.
    pub per_s: f64,
}

/// All buckets.
#[derive(Clone, Debug)]
pub struct Pace {
    timing: Timing,
    stopped_until: Option<(Instant, Instant)>,
    routes: HashMap<(String, &'static str), Bucket>,
    people: Bucket,
    issues: HashMap<String, [Bucket; 2]>,
    account: Option<Bucket>,
    refused: u64,
}

#[derive(Clone, Debug)]
struct Bucket {
    size: f64,
    tokens: f64,
    per_second: f64,
    ceiling: f64,
    filled: Option<Instant>,
    blocked_until: Option<Instant>,
    slowed_since: Option<Instant>,
}

impl Pace {
    /// Full buckets at the published rates.
    pub fn new(timing: Timing) -> Self {
        let people = Bucket::new(PEOPLE_PER_SECOND, PEOPLE_PER_SECOND, &timing);
        Self {
            timing,
            stopped_until: None,
            routes: HashMap::new(),
            people,
            issues: HashMap::new(),
            account: None,
            refused: 0,
        }
    }

    /// Takes a turn: how long to wait for it, from now.
    ///
    /// # Errors
    ///
    /// The wait that it would take, when that is longer than `patience`; then no turn was taken.
    pub fn take(&mut self, lane: &Lane, now: Instant, patience: Duration) -> Result<Duration, Duration> {
        let stop = self.stopped_until.map_or(Duration::ZERO, |(until, _)| until.saturating_duration_since(now));
        let buckets = self.buckets(lane);
        let wait = buckets.into_iter().map(|bucket| bucket.wait(now)).fold(stop, Duration::max);
        if wait > patience {
            return Err(wait);
        }
        self.buckets(lane).into_iter().for_each(|bucket| bucket.tokens -= 1.0);
        Ok(wait)
    }

    /// Gives a turn back that was not used.
    pub fn give_back(&mut self, lane: &Lane) {
        self.buckets(lane).into_iter().for_each(|bucket| bucket.tokens = (bucket.tokens + 1.0).min(bucket.size));
    }

    /// Learns from an answer that was not refused.
    pub fn accepted(&mut self, lane: &Lane, limits: &Limits, now: Instant) {
        self.learn(limits, now);
        let route = self.route(lane);
        if route.per_second < route.ceiling {
            route.per_second = (route.per_second + route.ceiling * RECOVERY).min(route.ceiling);
            if route.per_second >= route.ceiling {
                route.slowed_since = None;
            }
        }
    }

    /// Learns from a refusal: nothing that it covers is sent for `wait`.
    pub fn refused(&mut self, lane: &Lane, limits: &Limits, wait: Duration, now: Instant) {
        self.refused += 1;
        self.learn(limits, now);
        let until = now + wait;
        match limits.reason {
            Some(Reason::Quota) => {
                let in_force = self.stopped_until.filter(|(old, _)| *old > now);
                self.stopped_until = Some(in_force.map_or((until, now), |(old, since)| (old.max(until), since)));
            }
            Some(Reason::PerIssue) => {
                for bucket in self.issue(lane).into_iter().flatten() {
                    bucket.block(until);
                }
            }
            Some(Reason::Burst) | None if self.account.is_some() => {
                self.account.iter_mut().for_each(|account| account.block(until));
            }
            Some(Reason::Burst) | None => {
                let slowest = SLOWEST / self.timing.factor;
                let route = self.route(lane);
                route.block(until);
                route.per_second = (route.per_second / 2.0).max(slowest);
                route.slowed_since.get_or_insert(now);
                if lane.searches_people {
                    self.people.block(until);
                }
            }
        }
    }

    /// What is slower than it could be.
    pub fn slowed(&self, now: Instant) -> Vec<Slowed> {
        let stopped = self.stopped_until.filter(|(until, _)| *until > now);
        let everything = stopped.map(|(_, since)| Slowed { what: "everything".to_owned(), since, per_s: 0.0 });
        let mut routes: Vec<Slowed> = self
            .routes
            .iter()
            .filter_map(|((method, route), bucket)| {
                let per_s = bucket.per_second * self.timing.factor;
                Some(Slowed { what: format!("{method} {route}"), since: bucket.slowed_since?, per_s })
            })
            .collect();
        routes.sort_by(|a, b| a.what.cmp(&b.what));
        everything.into_iter().chain(routes).collect()
    }

    /// How many requests Jira refused for their number.
    pub fn refusals(&self) -> u64 {
        self.refused
    }

    fn learn(&mut self, limits: &Limits, now: Instant) {
        let Some(BucketState { limit, remaining, per_second }) = limits.bucket else {
            return;
        };
        let per_second = per_second / self.timing.factor;
        let account = self.account.get_or_insert_with(|| Bucket::full(limit, per_second));
        account.refill(now);
        account.size = limit;
        account.per_second = per_second;
        account.ceiling = per_second;
        // Requests under way are not in `remaining` yet, so only a lower number is news.
        account.tokens = account.tokens.min(remaining);
    }

    fn buckets(&mut self, lane: &Lane) -> Vec<&mut Bucket> {
        self.prepare(lane);
        let key = (lane.method.clone(), lane.route);
        let route = self.routes.get_mut(&key);
        let people = lane.searches_people.then_some(&mut self.people);
        let issue = lane.issue.as_ref().and_then(|issue| self.issues.get_mut(issue));
        route.into_iter().chain(people).chain(issue.into_iter().flatten()).chain(self.account.as_mut()).collect()
    }

    fn prepare(&mut self, lane: &Lane) {
        let _ = self.route(lane);
        let _ = self.issue(lane);
    }

    fn route(&mut self, lane: &Lane) -> &mut Bucket {
        let timing = &self.timing;
        self.routes.entry((lane.method.clone(), lane.route)).or_insert_with(|| {
            let published = ROUTES.iter().find(|(method, route, _)| *method == lane.method && *route == lane.route);
            let default =
                if matches!(lane.method.as_str(), "GET" | "POST") { READS_PER_SECOND } else { WRITES_PER_SECOND };
            let rate = published.map_or(default, |(_, _, rate)| *rate);
            Bucket::new(rate, rate, timing)
        })
    }

    fn issue(&mut self, lane: &Lane) -> Option<&mut [Bucket; 2]> {
        let issue = lane.issue.as_ref()?;
        if !self.issues.contains_key(issue) && self.issues.len() >= ISSUES {
            self.issues.retain(|_, buckets| buckets.iter().any(|bucket| bucket.tokens < bucket.size / 2.0));
            if self.issues.len() >= ISSUES {
                self.issues.clear();
            }
        }
        let windows = [self.timing.issue_window_short, self.timing.issue_window_long];
        let buckets = || {
            let [short, long] = windows;
            let [few, many] = ISSUE_WRITES;
            [Bucket::full(few, few / short.as_secs_f64()), Bucket::full(many, many / long.as_secs_f64())]
        };
        Some(self.issues.entry(issue.clone()).or_insert_with(buckets))
    }
}

impl Bucket {
    fn new(size: f64, rate: f64, timing: &Timing) -> Self {
        Self::full(size, rate / timing.factor)
    }

    fn full(size: f64, per_second: f64) -> Self {
        Self {
            size,
            tokens: size,
            per_second,
            ceiling: per_second,
            filled: None,
            blocked_until: None,
            slowed_since: None,
        }
    }

    fn refill(&mut self, now: Instant) {
        if let Some(filled) = self.filled {
            let gained = now.saturating_duration_since(filled).as_secs_f64() * self.per_second;
            self.tokens = (self.tokens + gained).min(self.size);
        }
        self.filled = Some(now);
    }

    /// How long until a token is there for one more.
    fn wait(&mut self, now: Instant) -> Duration {
        self.refill(now);
        let missing = (1.0 - self.tokens).max(0.0);
        let blocked = self.blocked_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        blocked + Duration::try_from_secs_f64(missing / self.per_second).unwrap_or(Duration::MAX / 4)
    }

    fn block(&mut self, until: Instant) {
        self.blocked_until = Some(self.blocked_until.map_or(until, |before| before.max(until)));
        self.tokens = self.tokens.min(1.0);
    }
}

#[cfg(test)]
mod tests;
