//! One token bucket that learns: it is slowed by refusals and by what Jira announces, and grows back.
//!
//! A refusal halves the rate, unless what was let through since the last refusal tells the limit: then the rate goes straight there.
//! Both moments find Jira's bucket empty, so what passed between them is what flowed in. After it the rate grows slowly at first
//! and faster the longer nothing is refused, which costs about one refusal in a hundred requests where Jira never says its limit.
//! Where answers say how much is left, that is followed instead, and nothing needs to be refused.

use std::time::{Duration, Instant};

/// A bucket is never slowed below this many requests per second.
const SLOWEST: f64 = 0.5;
/// What a refusal makes of the rate when nothing tells the limit.
const HALF: f64 = 0.5;
/// A measured limit slows at most to this part of the rate, and at least to [`LEAST_CUT`].
const MOST_CUT: f64 = 0.125;
const LEAST_CUT: f64 = 0.95;
/// So many requests must have passed for a measure.
const MEASURABLE: f64 = 5.0;
/// How the rate grows with the square of what was let through since the refusal: a tenth more after a hundred requests.
const GROWTH: f64 = 1e-5;
/// How many seconds' worth a slowed bucket holds: a little more than it gains in the second for which refusals stop it.
const HELD_SECONDS: f64 = 1.5;
/// A slowed bucket lets what it saved go at this multiple of its rate, so that few are under way when one is refused.
const SPACING: f64 = 2.0;
/// Answers that may be under way when one tells what is left.
const UNDER_WAY: f64 = 8.0;
/// The part of an announced limit that is left alone.
const RESERVE: f64 = 0.1;
/// What rounding may take from a token.
const ROUNDING: f64 = 1e-6;

/// A bucket. Rates are Jira's, per second of Jira's; `second` says what that lasts here.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    size: f64,
    tokens: f64,
    per_second: f64,
    free: Free,
    second: f64,
    filled: Option<Instant>,
    blocked_until: Option<Instant>,
    spaced_until: Option<Instant>,
    slowed_since: Option<Instant>,
    /// When it was refused last.
    refused_at: Option<Instant>,
    /// The rate from which it grows, and what was let through since.
    growing: Window,
    /// What was let through since Jira's bucket was surely empty, or ours full.
    passed: Option<Window>,
    announced: Option<Announced>,
    is_exact: bool,
}

/// What it is while nothing slows it.
#[derive(Clone, Copy, Debug)]
struct Free {
    size: f64,
    per_second: f64,
}

/// Something counted since a moment.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    since: Option<Instant>,
    count: f64,
    from: f64,
}

/// What Jira said of its bucket.
#[derive(Clone, Copy, Debug)]
struct Announced {
    limit: f64,
    window: Window,
    /// What flows in each second, once it was seen.
    flow: Option<f64>,
}

impl Bucket {
    /// A full bucket. `second` is what one of Jira's seconds lasts here.
    pub(super) fn new(size: f64, per_second: f64, second: f64) -> Self {
        Self {
            size,
            tokens: size,
            per_second,
            free: Free { size, per_second },
            second,
            filled: None,
            blocked_until: None,
            spaced_until: None,
            slowed_since: None,
            refused_at: None,
            growing: Window::default(),
            passed: None,
            announced: None,
            is_exact: false,
        }
    }

    /// Whether Jira says all there is to know of it: Data Center's.
    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Requests per second now.
    pub(super) fn per_second(&self, now: Instant) -> f64 {
        if self.is_blocked(now) { 0.0 } else { self.per_second }
    }

    /// Since when it is slower than it could be.
    pub(super) fn slowed_since(&self, now: Instant) -> Option<Instant> {
        self.slowed_since.or_else(|| self.refused_at.filter(|_| self.is_blocked(now)))
    }

    /// Whether a refusal stops it.
    pub(super) fn is_blocked(&self, now: Instant) -> bool {
        self.blocked_until.is_some_and(|until| until > now)
    }

    /// Whether it is as good as new.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let gained = self.filled.map_or(0.0, |filled| self.elapsed(filled, now) * self.per_second);
        self.slowed_since.is_none() && !self.is_blocked(now) && self.tokens + gained >= self.size / 2.0
    }

    /// How long until a token is there for one more, when so many others come first.
    pub(super) fn wait(&mut self, now: Instant, ahead: f64) -> Duration {
        self.refill(now);
        let until =
            |moment: Option<Instant>| moment.map_or(Duration::ZERO, |moment| moment.saturating_duration_since(now));
        let needed = 1.0 + ahead;
        // A full bucket is no reason to wait: those before are held up by something else.
        let missing = if self.tokens + ROUNDING >= needed.min(self.size.max(1.0)) { 0.0 } else { needed - self.tokens };
        until(self.blocked_until).max(until(self.spaced_until)).max(self.lasts(missing / self.per_second))
    }

    /// Takes a token.
    pub(super) fn spend(&mut self, now: Instant) {
        self.refill(now);
        if self.tokens >= self.size || self.passed.is_none() {
            self.passed = Some(Window { since: Some(now), ..Window::default() });
        }
        self.tokens -= 1.0;
        if self.slowed_since.is_some() && !self.is_exact {
            let step = self.lasts(1.0 / (self.per_second * SPACING));
            self.spaced_until = Some(self.spaced_until.map_or(now, |until| until.max(now)) + step);
        }
    }

    /// Gives a token back that was not used.
    pub(super) fn give_back(&mut self) {
        self.tokens = (self.tokens + 1.0).min(self.size);
    }

    /// One request was let through.
    pub(super) fn accepted(&mut self, now: Instant) {
        if let Some(passed) = &mut self.passed {
            passed.count += 1.0;
        }
        if self.slowed_since.is_none() || self.is_exact {
            return;
        }
        self.growing.count += 1.0;
        let Window { since, count, from } = self.growing;
        let steps = count + since.map_or(0.0, |since| self.elapsed(since, now));
        let exponent = (GROWTH * steps * steps).min(UNDER_WAY);
        // The exponential function, nearly: the real one would map a library of mathematics into every process.
        self.per_second = self.per_second.max(from * (1.0 + exponent / 64.0).powi(64));
        if self.per_second >= self.free.per_second {
            self.be_free();
        }
    }

    /// Opens a bucket whose limit is not known a little more with each success.
    pub(super) fn open(&mut self, step: f64, most: f64) {
        if self.slowed_since.is_none() && self.refused_at.is_none() && !self.is_exact {
            self.free.per_second = (self.free.per_second + step).min(most);
            self.per_second = self.free.per_second;
        }
    }

    /// A request that was sent at `sent` was refused: nothing is sent until then. Several of one burst are one refusal.
    pub(super) fn refused(&mut self, sent: Instant, until: Instant, now: Instant) {
        self.block(until);
        let is_known = self.refused_at.is_some_and(|before| sent <= before);
        if self.is_exact || is_known {
            return;
        }
        let passed = self.passed.filter(|passed| passed.count >= MEASURABLE);
        let measured = passed.and_then(|passed| Some(passed.count / self.elapsed(passed.since?, now).max(1.0)));
        let rate = self.per_second;
        let slower = measured.map_or(rate * HALF, |measured| measured.clamp(rate * MOST_CUT, rate * LEAST_CUT));
        self.slow_to(slower, now);
        if let Some(told) = &mut self.announced {
            // What was seen of it was too much.
            told.flow = Some(self.per_second);
            told.window = Window { since: Some(now), count: 0.0, from: 0.0 };
        }
        self.refused_at = Some(now);
        self.tokens = 0.0;
        self.passed = Some(Window { since: Some(now), ..Window::default() });
    }

    /// Stops it until then.
    pub(super) fn block(&mut self, until: Instant) {
        self.blocked_until = Some(self.blocked_until.map_or(until, |before| before.max(until)));
        self.tokens = self.tokens.min(1.0);
    }

    /// Jira says that little is left, and not how much: half the rate, at most once a second.
    pub(super) fn near(&mut self, now: Instant) {
        let since = self.growing.since.filter(|_| self.slowed_since.is_some());
        if self.announced.is_none() && since.is_none_or(|since| self.elapsed(since, now) >= 1.0) {
            self.slow_to(self.per_second * HALF, now);
        }
    }

    /// At most this many a second.
    pub(super) fn cap(&mut self, per_second: f64, now: Instant) {
        if per_second < self.per_second {
            self.slow_to(per_second, now);
        }
    }

    /// At most so many more before it has refilled.
    pub(super) fn lower(&mut self, left: f64) {
        self.tokens = self.tokens.min(left);
    }

    /// Jira said how much is left, but not what flows in, which is seen from how that changes.
    pub(super) fn announced(&mut self, limit: f64, left: f64, now: Instant) {
        self.refill(now);
        let begin = Window { since: Some(now), count: 0.0, from: left };
        let mut told = self.announced.unwrap_or(Announced { limit, window: begin, flow: None });
        if told.limit != limit {
            told = Announced { limit, window: begin, flow: told.flow.map(|flow| flow * limit / told.limit) };
            self.size = self.size.min(limit);
        } else {
            told.window.count += 1.0;
        }
        let elapsed = told.window.since.map_or(0.0, |since| self.elapsed(since, now));
        if elapsed >= 1.0 {
            let seen = ((left - told.window.from + told.window.count) / elapsed).max(SLOWEST);
            // A full bucket lost what flowed in beyond it.
            let is_whole = left < limit - 1.0 && told.window.from < limit - 1.0;
            told.flow = Some(match told.flow {
                Some(flow) if !is_whole => flow.max(seen),
                Some(flow) => (flow + seen) / 2.0,
                None if is_whole => seen,
                None => seen.max(limit),
            });
            told.window = begin;
        }
        self.announced = Some(told);
        let is_refused = self.refused_at.is_some_and(|at| self.elapsed(at, now) < MEASURABLE * 2.0);
        if left >= limit * 0.75 && !is_refused {
            self.be_free();
            return;
        }
        if left >= limit * HALF && self.slowed_since.is_none() {
            return;
        }
        // Until it was seen, a bucket is taken to hold what flows in within a second.
        let rate = told.flow.unwrap_or(limit).min(self.free.per_second);
        self.slowed_since.get_or_insert(now);
        self.per_second = rate.max(SLOWEST);
        self.growing = Window { since: Some(now), count: 0.0, from: self.per_second };
        self.size = limit.min(self.free.size.max(limit));
        let most = left - (limit * RESERVE).round();
        self.tokens = self.tokens.clamp(most - UNDER_WAY, most);
    }

    /// Jira said everything: how much a bucket holds, what is left and what flows in.
    pub(super) fn exactly(&mut self, limit: f64, left: f64, per_second: f64, now: Instant) {
        self.refill(now);
        if !self.is_exact {
            self.tokens = left;
        }
        self.is_exact = true;
        self.slowed_since = None;
        self.size = limit;
        self.per_second = per_second;
        self.free = Free { size: limit, per_second };
        // What is under way is not in the number yet.
        self.tokens = self.tokens.clamp(left - UNDER_WAY, left);
    }

    fn slow_to(&mut self, per_second: f64, now: Instant) {
        self.per_second = per_second.max(SLOWEST).min(self.free.per_second);
        self.slowed_since.get_or_insert(now);
        self.growing = Window { since: Some(now), count: 0.0, from: self.per_second };
        self.size = (self.per_second * HELD_SECONDS).max(1.0);
        self.tokens = self.tokens.min(self.size);
    }

    fn be_free(&mut self) {
        self.slowed_since = None;
        self.spaced_until = None;
        self.per_second = self.free.per_second;
        self.size = self.free.size;
    }

    fn refill(&mut self, now: Instant) {
        if let Some(filled) = self.filled {
            self.tokens = (self.tokens + self.elapsed(filled, now) * self.per_second).min(self.size);
        }
        self.filled = Some(self.filled.map_or(now, |filled| filled.max(now)));
    }

    fn elapsed(&self, then: Instant, now: Instant) -> f64 {
        now.saturating_duration_since(then).as_secs_f64() / self.second
    }

    fn lasts(&self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds * self.second).unwrap_or(Duration::MAX / 4)
    }
}
