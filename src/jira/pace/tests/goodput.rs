//! The whole of the pacing against limits that it does not know, in simulated time.

use super::*;

/// A Jira with one bucket over everything.
struct Limit {
    capacity: f64,
    per_second: f64,
    level: f64,
    filled: Duration,
}

/// How Jira speaks of its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Speech {
    /// Only refusals, with `Retry-After`.
    Silent,
    /// What is left, on every answer.
    Announces,
    /// Everything, as Data Center does.
    Exact,
}

struct Run {
    /// The time as a multiple of what a client that knew everything would need.
    over_ideal: f64,
    /// The part of the requests.
    refused: f64,
}

impl Limit {
    fn new(capacity: f64, per_second: f64) -> Self {
        Self { capacity, per_second, level: capacity, filled: Duration::ZERO }
    }

    fn take(&mut self, at: Duration) -> bool {
        let gained = at.saturating_sub(self.filled).as_secs_f64() * self.per_second;
        self.level = (self.level + gained).min(self.capacity);
        self.filled = self.filled.max(at);
        let is_there = self.level >= 1.0;
        self.level -= if is_there { 1.0 } else { 0.0 };
        is_there
    }

    fn told(&self, speech: Speech) -> Limits {
        let (limit, remaining) = (self.capacity, self.level.floor());
        match speech {
            Speech::Silent => Limits::default(),
            Speech::Announces => Limits { announced: Some(Announced { limit, remaining }), ..Limits::default() },
            Speech::Exact => {
                let bucket = BucketState { limit, remaining, per_second: self.per_second };
                Limits { bucket: Some(bucket), ..Limits::default() }
            }
        }
    }
}

enum Worker {
    Free,
    Waits(Ticket, usize, Duration),
    Flies { lane: usize, sent: Duration, until: Duration, is_let: bool, limits: Limits },
    BacksOff(usize, Duration),
}

/// So many requests over five routes by eight workers; the limit is cut to a quarter after `cut_after` of them.
fn run(requests: usize, mut limit: Limit, speech: Speech, cut_after: Option<usize>, flight: Duration) -> Run {
    let lanes = ["issue/{key}", "field", "search/jql", "issue/{key}/comment", "status"].map(|route| lane("GET", route));
    let mut pace = Pace::new(Timing::real());
    let begun = Instant::now();
    let (mut started, mut done, mut refused) = (0, 0, 0_u32);
    let mut workers: Vec<Worker> = (0..8).map(|_| Worker::Free).collect();
    let mut now = Duration::ZERO;
    let mut jitter = [1.0, 1.3, 1.15, 1.05, 1.2].into_iter().cycle();
    let mut cut_at = None;
    let full = (limit.capacity, limit.per_second);
    while done < requests {
        for worker in &mut workers {
            *worker = match std::mem::replace(worker, Worker::Free) {
                Worker::Free if started < requests => {
                    started += 1;
                    let lane = started % lanes.len();
                    Worker::Waits(pace.enter(lanes[lane].clone()), lane, now)
                }
                Worker::BacksOff(lane, until) if until <= now => {
                    Worker::Waits(pace.enter(lanes[lane].clone()), lane, now)
                }
                other => other,
            };
            if let Worker::Waits(ticket, lane, wakes) = *worker
                && wakes <= now
            {
                *worker = match pace.turn(ticket, begun + now, FOREVER) {
                    Turn::Now => {
                        let is_let = limit.take(now + flight / 2);
                        let limits = limit.told(speech);
                        Worker::Flies { lane, sent: now, until: now + flight, is_let, limits }
                    }
                    Turn::Later(wait) => Worker::Waits(ticket, lane, now + wait),
                    Turn::TooLong(wait) => panic!("{wait:?}"),
                };
            } else if let Worker::Flies { lane, sent, until, is_let, ref limits } = *worker
                && until <= now
            {
                *worker = if is_let {
                    done += 1;
                    pace.accepted(&lanes[lane], limits, begun + now);
                    Worker::Free
                } else {
                    refused += 1;
                    // `Retry-After` holds whole seconds.
                    let told = S(1).mul_f64((1.0 / limit.per_second).ceil());
                    let wait = told.mul_f64(jitter.next().unwrap());
                    pace.refused(&lanes[lane], limits, told, begun + sent, begun + now);
                    Worker::BacksOff(lane, now + wait)
                };
            }
        }
        if cut_at.is_none() && cut_after.is_some_and(|after| done >= after) {
            cut_at = Some(done);
            limit.take(now);
            limit.capacity /= 4.0;
            limit.per_second /= 4.0;
            limit.level = limit.level.min(limit.capacity);
        }
        now += MS(1);
        assert!(now < S(600), "{done} done, {:?}", pace.slowed(begun + now));
    }
    let (capacity, per_second) = full;
    let before = cut_at.unwrap_or(requests) as f64;
    let ideal = (before - capacity) / per_second + (requests as f64 - before) / (per_second / 4.0);
    Run { over_ideal: now.as_secs_f64() / ideal, refused: f64::from(refused) / requests as f64 }
}

#[test]
fn it_settles_at_a_limit_that_it_does_not_know() {
    for flight in [2, 20, 100].map(MS) {
        for speech in [Speech::Exact, Speech::Announces, Speech::Silent] {
            for cut in [None, Some(130)] {
                let Run { over_ideal, refused } = run(260, Limit::new(20.0, 20.0), speech, cut, flight);
                let case = format!("{speech:?}, cut after {cut:?}, {flight:?} each: {over_ideal:.3}, {refused:.3}");
                assert!((0.98..1.1).contains(&over_ideal), "{case}");
                // A limit that is never told is found by being refused, and then all that is under way is refused with it.
                let is_far = speech == Speech::Silent && flight > MS(20);
                assert!(refused < if is_far { 0.08 } else { 0.02 }, "{case}");
            }
        }
    }
}

#[test]
fn a_limit_of_any_size_is_kept_without_a_failure() {
    for (capacity, per_second) in [(1.0, 1.0), (5.0, 2.0), (50.0, 10.0), (100.0, 100.0)] {
        for speech in [Speech::Exact, Speech::Announces, Speech::Silent] {
            let Run { over_ideal, refused } = run(200, Limit::new(capacity, per_second), speech, None, MS(20));
            let case = format!("{speech:?} {capacity} {per_second}: {over_ideal:.3}, {refused:.3}");
            assert!(over_ideal < 2.0 && refused < 0.15, "{case}");
        }
    }
}
