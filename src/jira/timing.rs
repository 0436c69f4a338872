//! Every duration of the client in one value, so that tests run the same code a hundred times faster.
//!
//! Nothing else in the client writes a duration down. Seconds that Jira names in headers are multiplied by `factor`;
//! dates, and what is told to the caller, stay as they are, on the injected clock.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How long things take, at most or by habit.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// What a second of Jira's headers, and of the published rates, lasts here. 1 outside tests.
    pub factor: f64,
    /// A whole call of a tool, waiting included.
    pub budget: Duration,
    /// Reaching the host, TLS included.
    pub connect: Duration,
    /// How long an idle connection is kept: less than servers do, so that a write rarely meets a connection that just closed.
    pub idle: Duration,
    /// The first wait after a refusal that names no time (Jira facts, item 8).
    pub backoff_base: Duration,
    /// The longest wait of our own choosing.
    pub backoff_cap: Duration,
    /// The first wait after a connection that was lost.
    pub lost_base: Duration,
    /// What a request needs after a wait to be worth the wait.
    pub request_room: Duration,
    /// From when on a wait is announced.
    pub notice: Duration,
    /// How long an estimate of the total is waited for once the rows are there.
    pub count: Duration,
    /// How long the names of people in texts are waited for once the texts are there.
    pub names: Duration,
    /// The command that prints the token.
    pub token_command: Duration,
    /// How long a write is finished in the background after its call ended.
    pub late_write: Duration,
    /// How long the end of writes in the background is waited for when the server ends.
    pub drain: Duration,
    /// How long Jira may take to do what it was sent, though the answer was lost: before that, not found is no proof.
    pub settling: Duration,
    /// The pause between the first two looks for what may have been done; doubled after each.
    pub look_pause: Duration,
    /// When it is worth looking again for what is still being sent in the background.
    pub open_pause: Duration,
    /// By how much Jira's clock may be behind ours when a moment of Jira's is held against one of ours.
    pub skew: Duration,
    /// How long the index may lag behind our writes, so that searches name the issues.
    pub reconcile: Duration,
    /// How long a write is remembered whose answer reached the client.
    pub remember_delivered: Duration,
    /// How long a write is remembered whose answer never reached the client.
    pub remember_undelivered: Duration,
    /// How long a write is remembered of which it is not known whether it was done.
    pub remember_unknown: Duration,
    /// How long a question about a write stays open.
    pub confirm: Duration,
    /// How long a person is waited for while their client waits too: clients give up after a minute.
    pub person: Duration,
    /// The pause between two looks at an equal call that is under way.
    pub ledger_poll: Duration,
    /// The pause between two tries to lock the ledger's file.
    pub ledger_lock: Duration,
    /// The short window of writes to one issue (Jira facts, item 5).
    pub issue_window_short: Duration,
    /// The long window of writes to one issue.
    pub issue_window_long: Duration,
    /// How long the site's own description is believed.
    pub site_lifetime: Duration,
    /// How long fields, types, statuses and the like are believed.
    pub metadata_lifetime: Duration,
    /// How long people are believed.
    pub people_lifetime: Duration,
    /// How long what is offered to somebody who types is kept: a few strokes.
    pub offer_lifetime: Duration,
    /// How long the answer about the gateway is believed.
    pub gateway_lifetime: Duration,
}

impl Timing {
    /// The durations of the real world.
    pub fn real() -> Self {
        Self {
            factor: 1.0,
            budget: Duration::from_secs(25),
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(20),
            backoff_base: Duration::from_secs(2),
            backoff_cap: Duration::from_secs(30),
            lost_base: Duration::from_millis(250),
            request_room: Duration::from_millis(300),
            notice: Duration::from_secs(1),
            count: Duration::from_secs(2),
            names: Duration::from_secs(2),
            token_command: Duration::from_secs(15),
            late_write: Duration::from_secs(60),
            drain: Duration::from_secs(5),
            settling: Duration::from_secs(60),
            look_pause: Duration::from_secs(1),
            open_pause: Duration::from_secs(5),
            skew: Duration::from_secs(60),
            reconcile: Duration::from_secs(300),
            remember_delivered: Duration::from_secs(120),
            remember_undelivered: Duration::from_secs(600),
            remember_unknown: Duration::from_secs(3_600),
            confirm: Duration::from_secs(300),
            person: Duration::from_secs(45),
            ledger_poll: Duration::from_millis(100),
            ledger_lock: Duration::from_millis(2),
            issue_window_short: Duration::from_secs(2),
            issue_window_long: Duration::from_secs(30),
            site_lifetime: Duration::from_secs(86_400),
            metadata_lifetime: Duration::from_secs(600),
            people_lifetime: Duration::from_secs(600),
            offer_lifetime: Duration::from_secs(30),
            gateway_lifetime: Duration::from_secs(300),
        }
    }

    /// Every duration multiplied, for tests: `Timing::real().scaled(0.01)`. Lifetimes and the budget too; only `count` and `names` stay.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let by = |duration: Duration| duration.mul_f64(factor);
        Self {
            factor: self.factor * factor,
            budget: by(self.budget),
            connect: by(self.connect),
            idle: by(self.idle),
            backoff_base: by(self.backoff_base),
            backoff_cap: by(self.backoff_cap),
            lost_base: by(self.lost_base),
            request_room: by(self.request_room),
            notice: by(self.notice),
            // No wait of Jira's making, but what a slow machine may need.
            count: self.count,
            names: self.names,
            token_command: by(self.token_command),
            late_write: by(self.late_write),
            drain: by(self.drain),
            settling: by(self.settling),
            look_pause: by(self.look_pause),
            open_pause: by(self.open_pause),
            skew: by(self.skew),
            reconcile: by(self.reconcile),
            remember_delivered: by(self.remember_delivered),
            remember_undelivered: by(self.remember_undelivered),
            remember_unknown: by(self.remember_unknown),
            confirm: by(self.confirm),
            person: by(self.person),
            ledger_poll: by(self.ledger_poll),
            // What another process needs for its turn, not what Jira makes us wait.
            ledger_lock: self.ledger_lock,
            issue_window_short: by(self.issue_window_short),
            issue_window_long: by(self.issue_window_long),
            site_lifetime: by(self.site_lifetime),
            metadata_lifetime: by(self.metadata_lifetime),
            people_lifetime: by(self.people_lifetime),
            offer_lifetime: by(self.offer_lifetime),
            gateway_lifetime: by(self.gateway_lifetime),
        }
    }

    /// What so many of Jira's seconds last here. Absurd numbers become a day.
    pub fn seconds(&self, seconds: f64) -> Duration {
        let bounded = if seconds.is_finite() { seconds.clamp(0.0, 86_400.0) } else { 86_400.0 };
        Duration::from_secs_f64(bounded * self.factor)
    }

    /// What a duration of ours is called towards the caller.
    pub fn unscaled(&self, duration: Duration) -> Duration {
        if self.factor > 0.0 { duration.div_f64(self.factor) } else { duration }
    }

    /// The moment at which a call that begins now must be answered.
    pub fn deadline(&self) -> Instant {
        Instant::now() + self.budget
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self::real()
    }
}

/// The wall clock, injected so that dates in headers can be tested.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// A clock that is asked by calling `now`.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What time it is.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_multiplies_every_duration_and_the_seconds_of_headers() {
        let scaled = Timing::real().scaled(0.01);
        assert_eq!(scaled.backoff_base, Duration::from_millis(20));
        assert_eq!(scaled.budget, Duration::from_millis(250));
        assert_eq!(scaled.seconds(3.0), Duration::from_millis(30));
        assert_eq!(scaled.unscaled(scaled.seconds(3.0)), Duration::from_secs(3));
    }

    #[test]
    fn absurd_seconds_become_a_day() {
        for absurd in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(Timing::real().seconds(absurd), Duration::from_secs(86_400));
        }
        assert_eq!(Timing::real().seconds(-5.0), Duration::ZERO);
    }
}
