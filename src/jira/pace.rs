//! Staying under Jira's limits by waiting before, not after: token buckets as a pure state machine.
//!
//! A request takes a token from each bucket that covers it: its (method, route), the bucket that user searches share, the two
//! windows of writes to one issue, and the one of the whole client. Published rates are ceilings (Jira facts, items 4, 5, 9); the
//! client's own bucket has none that is published and opens as requests succeed. On Data Center it is Jira's bucket of the account,
//! and then nothing else counts. How a bucket slows and recovers stands in `bucket`.
//!
//! Who finds no token waits in one `line` and asks again at the end of the wait, because a refusal meanwhile may have stopped it.
//! What a write needs comes before what reads need, or a bulk of reads would hold it up. Nothing is persisted, and time is an argument.

use super::limits::{Announced, BucketState, Limits, Reason};
use super::timing::Timing;
use bucket::Bucket;
use line::Line;
pub use line::Ticket;
use reqwest::Method;
use std::collections::HashMap;
use std::time::{Duration, Instant};

mod bucket;
mod line;

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
/// What the whole client may send at once and per second before it knows better, what each success adds, and the most.
const WHOLE: [f64; 4] = [20.0, 50.0, 0.5, 300.0];
/// What a request costs of a quota that is counted in points: one for itself and one for what it reads (Jira facts, item 3).
const POINTS: f64 = 2.0;
/// How much two answers of one bucket may differ in what is left: as many as are under way.
const UNDER_WAY: f64 = 8.0;
/// How many issues are remembered; idle ones go first.
const ISSUES: usize = 512;

/// What a request counts against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// `GET`.
    pub method: Method,
    /// `issue/{key}`.
    pub route: &'static str,
    /// The issue that is written to.
    pub issue: Option<String>,
    /// Whether it is one of the user searches.
    pub searches_people: bool,
    /// Whether a write waits for it: the write itself, and the reads of a call that writes.
    pub is_urgent: bool,
}

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now; its tokens are taken.
    Now,
    /// Not yet: ask again after this long.
    Later(Duration),
    /// It would take this long, which is longer than it may; its place is given up.
    TooLong(Duration),
}

/// Something that is slower than it could be, for `jira_info`.
#[derive(Clone, Debug, PartialEq)]
pub struct Slowed {
    /// `GET issue/{key}`, `user searches`, `writes to SHOP-1` or `everything`.
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
    routes: HashMap<(Method, &'static str), Bucket>,
    people: Bucket,
    issues: HashMap<String, [Bucket; 2]>,
    whole: Bucket,
    heard: Option<Heard>,
    line: Line,
    refused: u64,
}

/// What Jira told last of what is left.
#[derive(Clone, Debug)]
struct Heard {
    route: (Method, &'static str),
    told: Announced,
    is_shared: bool,
}

/// How many of those who wait in front of a request want the same tokens.
#[derive(Default)]
struct Ahead {
    route: f64,
    people: f64,
    issue: f64,
    whole: f64,
}

impl Pace {
    /// Full buckets at the published rates.
    pub fn new(timing: Timing) -> Self {
        let [at_once, per_second, ..] = WHOLE;
        let second = timing.factor;
        Self {
            timing,
            stopped_until: None,
            routes: HashMap::new(),
            people: Bucket::new(PEOPLE_PER_SECOND, PEOPLE_PER_SECOND, second),
            issues: HashMap::new(),
            whole: Bucket::new(at_once, per_second, second),
            heard: None,
            line: Line::default(),
            refused: 0,
        }
    }

    /// Takes a place in the line; who drops out of it must [`Self::leave`].
    pub fn enter(&mut self, lane: Lane) -> Ticket {
        self.line.enter(lane)
    }

    /// Gives a place up that may still be held.
    pub fn leave(&mut self, ticket: Ticket) {
        self.line.leave(ticket);
    }

    /// Whether it is a request's turn. Asked again after each wait: what waits is held up by whatever was learnt meanwhile.
    pub fn turn(&mut self, ticket: Ticket, now: Instant, patience: Duration) -> Turn {
        let Some((before, lane)) = self.line.before(ticket) else {
            return Turn::Now;
        };
        let (ahead, lane) = (self.ahead(before, lane, now), lane.clone());
        let wait = self.wait(&lane, &ahead, now);
        if wait.is_zero() {
            self.line.leave(ticket);
            self.buckets(&lane, now).into_iter().for_each(|bucket| bucket.spend(now));
            Turn::Now
        } else if wait > patience {
            self.line.leave(ticket);
            Turn::TooLong(wait)
        } else {
            Turn::Later(wait)
        }
    }

    /// Whether something stops this request though it has had its turn.
    pub fn is_held(&self, lane: &Lane, now: Instant) -> bool {
        self.stopped_until.is_some_and(|(until, _)| until > now)
            || self.whole.is_blocked(now)
            || self.is_apart(lane, now)
    }

    /// Gives a turn back that was not used.
    pub fn give_back(&mut self, lane: &Lane, now: Instant) {
        self.buckets(lane, now).into_iter().for_each(Bucket::give_back);
    }

    /// Learns from an answer that was not refused.
    pub fn accepted(&mut self, lane: &Lane, limits: &Limits, now: Instant) {
        let [_, _, step, most] = WHOLE;
        self.buckets(lane, now).into_iter().for_each(|bucket| bucket.accepted(now));
        self.whole.open(step, most);
        self.learn(lane, limits, now);
    }

    /// Learns from the refusal of a request that was sent at `sent`: nothing that it covers is sent for `wait`.
    pub fn refused(&mut self, lane: &Lane, limits: &Limits, wait: Duration, sent: Instant, now: Instant) {
        self.refused += 1;
        if let Some(bucket) = limits.bucket {
            self.follow(bucket, now);
        }
        let until = now + wait;
        match limits.reason {
            Some(Reason::Quota) => self.stop(until, now),
            Some(Reason::PerIssue) => {
                for bucket in self.issue(lane, now).into_iter().flatten() {
                    bucket.refused(sent, until, now);
                }
            }
            Some(Reason::Burst) | None if self.whole.is_exact() => self.whole.refused(sent, until, now),
            Some(Reason::Burst) => {
                self.route(lane).refused(sent, until, now);
                if lane.searches_people {
                    self.people.refused(sent, until, now);
                }
            }
            // The user searches have a limit of their own that names no reason.
            None if lane.searches_people => self.people.refused(sent, until, now),
            // Whoever refuses without a reason counts everything alike: a gateway knows no routes.
            None => self.whole.refused(sent, until, now),
        }
    }

    /// What is slower than it could be.
    pub fn slowed(&self, now: Instant) -> Vec<Slowed> {
        let told = |what: String, bucket: &Bucket| {
            Some(Slowed {
                what,
                since: bucket.slowed_since(now)?,
                per_s: (bucket.per_second(now) * 10.0).round() / 10.0,
            })
        };
        let stopped = self.stopped_until.filter(|(until, _)| *until > now);
        let everything = stopped.map(|(_, since)| Slowed { what: "everything".to_owned(), since, per_s: 0.0 });
        let everything = everything.or_else(|| told("everything".to_owned(), &self.whole));
        let routes =
            self.routes.iter().filter_map(|((method, route), bucket)| told(format!("{method} {route}"), bucket));
        let issues = self.issues.iter().filter_map(|(key, windows)| {
            windows
                .iter()
                .filter(|bucket| bucket.is_blocked(now))
                .find_map(|bucket| told(format!("writes to {key}"), bucket))
        });
        let mut parts: Vec<Slowed> =
            routes.chain(issues).chain(told("user searches".to_owned(), &self.people)).collect();
        parts.sort_by(|a, b| a.what.cmp(&b.what));
        everything.into_iter().chain(parts).collect()
    }

    /// How many requests Jira refused for their number.
    pub fn refusals(&self) -> u64 {
        self.refused
    }

    fn learn(&mut self, lane: &Lane, limits: &Limits, now: Instant) {
        if let Some(bucket) = limits.bucket {
            self.follow(bucket, now);
            return;
        }
        if let Some(told) = limits.announced {
            if self.is_shared(lane, told) {
                self.whole.announced(told.limit, told.remaining, now);
            } else {
                self.route(lane).announced(told.limit, told.remaining, now);
            }
        } else if limits.near {
            self.route(lane).near(now);
        }
        if let Some(left) = limits.burst_left {
            self.route(lane).lower(left);
        }
        if let Some(quota) = limits.quota {
            if quota.left > 0.0 {
                self.whole.cap(quota.left / POINTS / quota.seconds.max(1.0), now);
            } else {
                self.stop(now + self.timing.seconds(quota.seconds), now);
            }
        }
    }

    /// Whether what Jira tells is of one bucket for all routes: then another route told almost the same just now.
    fn is_shared(&mut self, lane: &Lane, told: Announced) -> bool {
        let route = (lane.method.clone(), lane.route);
        let is_shared = self.heard.as_ref().is_some_and(|before| {
            let is_near = (before.told.remaining - told.remaining).abs() <= UNDER_WAY;
            // The same route says nothing new of it, nor does a limit that was changed.
            if before.route == route || before.told.limit != told.limit { before.is_shared } else { is_near }
        });
        self.heard = Some(Heard { route, told, is_shared });
        is_shared
    }

    fn follow(&mut self, bucket: BucketState, now: Instant) {
        self.whole.exactly(bucket.limit, bucket.remaining, bucket.per_second, now);
    }

    fn stop(&mut self, until: Instant, now: Instant) {
        let in_force = self.stopped_until.filter(|(old, _)| *old > now);
        self.stopped_until = Some(in_force.map_or((until, now), |(old, since)| (old.max(until), since)));
    }

    fn wait(&mut self, lane: &Lane, ahead: &Ahead, now: Instant) -> Duration {
        let stop = self.stopped_until.map_or(Duration::ZERO, |(until, _)| until.saturating_duration_since(now));
        let whole = self.whole.wait(now, ahead.whole).max(stop);
        if self.whole.is_exact() {
            return whole;
        }
        let route = self.route(lane).wait(now, ahead.route);
        let people = if lane.searches_people { self.people.wait(now, ahead.people) } else { Duration::ZERO };
        let issue = self.issue(lane, now).into_iter().flatten().map(|bucket| bucket.wait(now, ahead.issue));
        issue.fold(whole.max(route).max(people), Duration::max)
    }

    /// Those who stand before a request and are not held up by what does not concern it.
    fn ahead(&self, before: &[(Ticket, Lane)], lane: &Lane, now: Instant) -> Ahead {
        let mut ahead = Ahead::default();
        for (_, other) in before.iter().filter(|(_, other)| !self.is_apart(other, now)) {
            let count = |is_shared: bool| f64::from(u8::from(is_shared));
            ahead.whole += 1.0;
            ahead.route += count(other.method == lane.method && other.route == lane.route);
            ahead.people += count(other.searches_people);
            ahead.issue += count(other.issue.is_some() && other.issue == lane.issue);
        }
        ahead
    }

    /// Whether a bucket that it does not share with everything is stopped.
    fn is_apart(&self, lane: &Lane, now: Instant) -> bool {
        if self.whole.is_exact() {
            return false;
        }
        let route = self.routes.get(&(lane.method.clone(), lane.route));
        let issue = lane.issue.as_ref().and_then(|issue| self.issues.get(issue));
        route.is_some_and(|route| route.is_blocked(now))
            || lane.searches_people && self.people.is_blocked(now)
            || issue.is_some_and(|windows| windows.iter().any(|window| window.is_blocked(now)))
    }

    fn buckets(&mut self, lane: &Lane, now: Instant) -> Vec<&mut Bucket> {
        if self.whole.is_exact() {
            return vec![&mut self.whole];
        }
        let _ = self.route(lane);
        let _ = self.issue(lane, now);
        let route = self.routes.get_mut(&(lane.method.clone(), lane.route));
        let people = lane.searches_people.then_some(&mut self.people);
        let issue = lane.issue.as_ref().and_then(|issue| self.issues.get_mut(issue));
        route.into_iter().chain(people).chain(issue.into_iter().flatten()).chain([&mut self.whole]).collect()
    }

    fn route(&mut self, lane: &Lane) -> &mut Bucket {
        let second = self.timing.factor;
        self.routes.entry((lane.method.clone(), lane.route)).or_insert_with(|| {
            let method = lane.method.as_str();
            let published = ROUTES.iter().find(|(other, route, _)| *other == method && *route == lane.route);
            let default = if matches!(method, "GET" | "POST") { READS_PER_SECOND } else { WRITES_PER_SECOND };
            let rate = published.map_or(default, |(_, _, rate)| *rate);
            Bucket::new(rate, rate, second)
        })
    }

    fn issue(&mut self, lane: &Lane, now: Instant) -> Option<&mut [Bucket; 2]> {
        let issue = lane.issue.as_ref()?;
        if !self.issues.contains_key(issue) && self.issues.len() >= ISSUES {
            self.issues.retain(|_, windows| !windows.iter().all(|window| window.is_idle(now)));
            if self.issues.len() >= ISSUES {
                self.issues.clear();
            }
        }
        let Timing { factor, issue_window_short, issue_window_long, .. } = self.timing;
        let windows = || {
            let [few, many] = ISSUE_WRITES;
            let bucket =
                |size: f64, window: Duration| Bucket::new(size, size / (window.as_secs_f64() / factor), factor);
            [bucket(few, issue_window_short), bucket(many, issue_window_long)]
        };
        Some(self.issues.entry(issue.clone()).or_insert_with(windows))
    }
}

#[cfg(test)]
mod tests;
