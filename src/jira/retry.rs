//! Whether a failed request is sent again, and after what wait: a pure decision.
//!
//! | answer | read | write |
//! |---|---|---|
//! | 429 | wait, send again | wait, send again: a refused write was not done |
//! | 502, 503, 504 | wait, send again | give up: it may have been done |
//! | connection lost, body truncated | short wait, send again | give up: it may have been done |
//! | anything else | give up | give up |
//!
//! How long: `Retry-After` if it is more than zero, else the exhausted policy's `t`, else `X-RateLimit-Reset`, else what Data
//! Center's bucket needs for one request, else our own: 2 s, doubled each time, at most 30 s; and jitter on all of them
//! (Jira facts, items 8, 10, 11, 15). At most four times, and never for longer than the call has left.

use super::limits::{Limits, RetryAfter};
use super::timing::Timing;
use std::time::{Duration, SystemTime};

/// How often a request is sent again at most (Jira facts, item 8).
pub const RETRIES: u32 = 4;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Jira answered with this status.
    Status(u16),
    /// The connection was lost after the request may have been sent, or the body was cut off.
    Lost,
    /// Everything else that is no answer.
    Failed,
}

/// Whether a request changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Asking twice does no harm.
    Read,
    /// Asking twice may do it twice.
    Write,
}

/// The circumstances of the decision.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// What became of the request.
    pub outcome: Outcome,
    /// What the answer's headers said.
    pub limits: &'a Limits,
    /// Whether the request changes anything.
    pub effect: Effect,
    /// How many requests were made, this one included.
    pub attempts: u32,
    /// What is left of the call.
    pub time_left: Duration,
    /// The wall clock, for dates in headers.
    pub now: SystemTime,
    /// A factor from 0.7 to 1.3.
    pub jitter: f64,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Answer with the failure.
    GiveUp {
        /// How long Jira wants us to wait, as it said it.
        retry_after: Option<Duration>,
    },
    /// Waiting would help, but takes longer than the call has: answer that at once.
    TooLong {
        /// How long Jira wants us to wait, as it said it.
        retry_after: Duration,
    },
    /// Send it again after this long.
    Wait(Duration),
}

/// Decides.
pub fn decide(circumstances: &Circumstances<'_>, timing: &Timing) -> Decision {
    let told = told_wait(circumstances, timing);
    let give_up = Decision::GiveUp { retry_after: told.map(|wait| wait.told) };
    let again = match (circumstances.outcome, circumstances.effect) {
        (Outcome::Status(429), _) => true,
        (Outcome::Status(502..=504) | Outcome::Lost, Effect::Read) => true,
        (Outcome::Status(_) | Outcome::Lost | Outcome::Failed, _) => false,
    };
    if !again || circumstances.attempts > RETRIES {
        return give_up;
    }
    let base = if circumstances.outcome == Outcome::Lost { timing.lost_base } else { timing.backoff_base };
    let wait = match told {
        Some(wait) => Wait { here: wait.here.mul_f64(circumstances.jitter.max(1.0)), ..wait },
        None => {
            let doublings = circumstances.attempts.saturating_sub(1).min(16);
            let here = base.saturating_mul(1 << doublings).min(timing.backoff_cap);
            Wait { told: timing.unscaled(here), here: here.mul_f64(circumstances.jitter) }
        }
    };
    if wait.here.saturating_add(timing.request_room) > circumstances.time_left {
        return match circumstances.outcome {
            Outcome::Status(_) => Decision::TooLong { retry_after: wait.told },
            Outcome::Lost | Outcome::Failed => give_up,
        };
    }
    Decision::Wait(wait.here)
}

/// A wait as it lasts here and as it is told to the caller.
#[derive(Clone, Copy)]
struct Wait {
    here: Duration,
    told: Duration,
}

fn told_wait(circumstances: &Circumstances<'_>, timing: &Timing) -> Option<Wait> {
    let Outcome::Status(429 | 503) = circumstances.outcome else {
        return None;
    };
    let limits = circumstances.limits;
    let until = |moment: SystemTime| {
        let left = moment.duration_since(circumstances.now).ok().filter(|left| !left.is_zero())?;
        Some(Wait { here: left, told: left })
    };
    let seconds = |seconds: f64| Wait { here: timing.seconds(seconds), told: bounded_seconds(seconds) };
    let retry_after = match limits.retry_after {
        Some(RetryAfter::Seconds(value)) if value > 0.0 => Some(seconds(value)),
        Some(RetryAfter::At(moment)) => until(moment),
        Some(RetryAfter::Seconds(_)) | None => None,
    };
    if circumstances.outcome != Outcome::Status(429) {
        // The other headers count requests: they stand on every answer of Data Center and say nothing of when it works again.
        return retry_after;
    }
    retry_after
        .or_else(|| limits.exhausted_for.filter(|value| *value > 0.0).map(seconds))
        .or_else(|| limits.reset.and_then(until))
        .or_else(|| limits.bucket.map(|bucket| seconds((1.0 / bucket.per_second).max(MINIMUM_BUCKET_WAIT))))
}

/// A bucket that refused is empty, whatever its fill rate says: a twentieth of a second lets one request's worth in.
const MINIMUM_BUCKET_WAIT: f64 = 0.05;

fn bounded_seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::limits::BucketState;
    use super::*;
    use std::time::UNIX_EPOCH;

    const S: fn(u64) -> Duration = Duration::from_secs;

    fn case(outcome: Outcome, effect: Effect, attempts: u32, limits: Limits, time_left: u64) -> Decision {
        let circumstances = Circumstances {
            outcome,
            limits: &limits,
            effect,
            attempts,
            time_left: S(time_left),
            now: UNIX_EPOCH + S(1_000),
            jitter: 1.0,
        };
        decide(&circumstances, &Timing::real())
    }

    fn none() -> Limits {
        Limits::default()
    }

    fn retry_after(seconds: f64) -> Limits {
        Limits { retry_after: Some(RetryAfter::Seconds(seconds)), ..none() }
    }

    #[test]
    fn the_table_of_what_is_sent_again() {
        use Effect::{Read, Write};
        use Outcome::{Failed, Lost, Status};
        let quit = Decision::GiveUp { retry_after: None };
        let rows: &[(Outcome, Effect, u32, Decision)] = &[
            (Status(429), Read, 1, Decision::Wait(S(2))),
            (Status(429), Read, 2, Decision::Wait(S(4))),
            (Status(429), Read, 4, Decision::Wait(S(16))),
            (Status(429), Read, 5, quit),
            (Status(429), Write, 1, Decision::Wait(S(2))),
            (Status(502), Read, 1, Decision::Wait(S(2))),
            (Status(503), Read, 1, Decision::Wait(S(2))),
            (Status(504), Read, 1, Decision::Wait(S(2))),
            (Status(502), Write, 1, quit),
            (Status(503), Write, 1, quit),
            (Status(504), Write, 1, quit),
            (Status(500), Read, 1, quit),
            (Status(400), Read, 1, quit),
            (Status(401), Read, 1, quit),
            (Status(404), Read, 1, quit),
            (Lost, Read, 1, Decision::Wait(Duration::from_millis(250))),
            (Lost, Read, 2, Decision::Wait(Duration::from_millis(500))),
            (Lost, Write, 1, quit),
            (Failed, Read, 1, quit),
        ];
        for (outcome, effect, attempts, expected) in rows {
            assert_eq!(case(*outcome, *effect, *attempts, none(), 100), *expected, "{outcome:?} {effect:?} {attempts}");
        }
    }

    #[test]
    fn our_own_wait_is_capped() {
        let timing = Timing { backoff_base: S(20), ..Timing::real() };
        let limits = none();
        let circumstances = Circumstances {
            outcome: Outcome::Status(429),
            limits: &limits,
            effect: Effect::Read,
            attempts: 3,
            time_left: S(100),
            now: UNIX_EPOCH,
            jitter: 1.0,
        };
        assert_eq!(decide(&circumstances, &timing), Decision::Wait(S(30)));
    }

    #[test]
    fn the_sources_of_a_wait_in_their_order() {
        let bucket = BucketState { limit: 5.0, remaining: 0.0, per_second: 0.5 };
        let at = |seconds: u64| UNIX_EPOCH + S(1_000 + seconds);
        let rows: Vec<(Limits, u64)> = vec![
            (retry_after(7.0), 7),
            (Limits { retry_after: Some(RetryAfter::At(at(9))), ..none() }, 9),
            (Limits { exhausted_for: Some(5.0), reset: Some(at(50)), ..none() }, 5),
            (Limits { reset: Some(at(11)), ..none() }, 11),
            (Limits { bucket: Some(bucket), ..none() }, 2),
            (Limits { bucket: Some(bucket), ..retry_after(0.0) }, 2),
            (retry_after(0.0), 2),
            (Limits { reset: Some(at(0)), ..none() }, 2),
            (Limits { retry_after: Some(RetryAfter::At(UNIX_EPOCH)), ..none() }, 2),
        ];
        for (limits, expected) in rows {
            let decision = case(Outcome::Status(429), Effect::Read, 1, limits.clone(), 100);
            assert_eq!(decision, Decision::Wait(S(expected)), "{limits:?}");
        }
    }

    #[test]
    fn what_counts_requests_says_nothing_of_an_outage() {
        let bucket = BucketState { limit: 50.0, remaining: 49.0, per_second: 10.0 };
        let at = UNIX_EPOCH + S(1_011);
        let limits = Limits { bucket: Some(bucket), reset: Some(at), exhausted_for: Some(1.0), ..none() };
        let decide = |limits: Limits| case(Outcome::Status(503), Effect::Read, 1, limits, 100);
        assert_eq!(decide(limits.clone()), Decision::Wait(S(2)));
        let told = Some(RetryAfter::Seconds(7.0));
        assert_eq!(decide(Limits { retry_after: told, ..limits }), Decision::Wait(S(7)));
    }

    #[test]
    fn a_wait_longer_than_the_call_is_answered_at_once() {
        let long = case(Outcome::Status(429), Effect::Read, 1, retry_after(1_847.0), 25);
        assert_eq!(long, Decision::TooLong { retry_after: S(1_847) });
        let ours = case(Outcome::Status(429), Effect::Read, 4, none(), 10);
        assert_eq!(ours, Decision::TooLong { retry_after: S(16) });
        let exact = case(Outcome::Status(429), Effect::Read, 1, retry_after(10.0), 10);
        assert_eq!(exact, Decision::TooLong { retry_after: S(10) }, "the request itself needs time");
        let absurd = case(Outcome::Status(429), Effect::Write, 1, retry_after(1e300), 25);
        assert!(matches!(absurd, Decision::TooLong { .. }));
    }

    #[test]
    fn what_was_told_is_kept_when_we_give_up() {
        let refused_write = case(Outcome::Status(503), Effect::Write, 1, retry_after(3.0), 25);
        assert_eq!(refused_write, Decision::GiveUp { retry_after: Some(S(3)) });
    }

    #[test]
    fn jitter_never_makes_us_earlier_than_jira_asked() {
        let limits = retry_after(10.0);
        let mut circumstances = Circumstances {
            outcome: Outcome::Status(429),
            limits: &limits,
            effect: Effect::Read,
            attempts: 1,
            time_left: S(100),
            now: UNIX_EPOCH,
            jitter: 0.7,
        };
        assert_eq!(decide(&circumstances, &Timing::real()), Decision::Wait(S(10)));
        circumstances.jitter = 1.3;
        assert_eq!(decide(&circumstances, &Timing::real()), Decision::Wait(S(13)));
        let none = none();
        circumstances.limits = &none;
        circumstances.jitter = 0.7;
        assert_eq!(decide(&circumstances, &Timing::real()), Decision::Wait(Duration::from_millis(1_400)));
    }

    #[test]
    fn seconds_are_scaled_and_what_is_told_is_not() {
        let limits = retry_after(100.0);
        let circumstances = Circumstances {
            outcome: Outcome::Status(429),
            limits: &limits,
            effect: Effect::Read,
            attempts: 1,
            time_left: Duration::from_millis(250),
            now: UNIX_EPOCH,
            jitter: 1.0,
        };
        let timing = Timing::real().scaled(0.01);
        assert_eq!(decide(&circumstances, &timing), Decision::TooLong { retry_after: S(100) });
        let limits = retry_after(3.0);
        let circumstances = Circumstances { limits: &limits, ..circumstances };
        assert_eq!(decide(&circumstances, &timing), Decision::Wait(Duration::from_millis(30)));
    }
}
