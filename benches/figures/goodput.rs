//! 200 mixed calls, 8 at a time, against a Jira that allows 20 requests a second: the time over the ideal, what was refused and
//! what failed; the same with the limit cut to a quarter midway.
//!
//! Three Jiras: Cloud that tells what is left, Cloud behind a gateway that tells nothing, and Data Center. The same requests are then
//! made by two clients that know nothing of limits, one of which obeys `Retry-After`. All in scaled time.

mod calls;
mod naive;
mod ours;

use super::table::Table;
use super::world::World;
use mcp_server_jira::demo::{Dialect, Handle, Limit, Limits, Options, Seen, Whole};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What a second lasts here: a fifth, or what `FIGURES_FACTOR` says where the machine is too slow for 100 requests a second.
pub fn factor() -> f64 {
    std::env::var("FIGURES_FACTOR").ok().and_then(|factor| factor.parse().ok()).unwrap_or(0.2)
}

/// How many calls, and how many at once.
pub const CALLS: usize = 200;
pub const AT_ONCE: usize = 8;
const PER_SECOND: u32 = 20;

/// How a Jira speaks of its limit.
#[derive(Clone, Copy, PartialEq)]
pub enum Speech {
    CloudTells,
    CloudHides,
    DataCenter,
}

/// Cuts the limit when half of the work is done.
pub struct Cut {
    handle: Handle,
    speech: Speech,
    is_wanted: bool,
    half: usize,
    done: AtomicUsize,
    /// What was let through before.
    before: AtomicUsize,
}

/// What a client made of it.
struct Outcome {
    over_ideal: f64,
    refused: usize,
    requests: usize,
    failed: usize,
}

impl Cut {
    fn new(handle: &Handle, speech: Speech, is_wanted: bool, work: usize) -> Self {
        handle.enforce(limits(speech, PER_SECOND));
        handle.clear_requests();
        let counter = AtomicUsize::default;
        Self { handle: handle.clone(), speech, is_wanted, half: work / 2, done: counter(), before: counter() }
    }

    /// One piece of the work is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_wanted && done == self.half {
            self.before.store(let_through(&self.handle.requests()).count(), Ordering::Relaxed);
            self.handle.change_limits(limits(self.speech, PER_SECOND / 4));
        }
    }

    fn outcome(&self, begun: Instant, failed: usize) -> Outcome {
        let seconds = begun.elapsed().as_secs_f64() / factor();
        let log = self.handle.requests();
        let through = let_through(&log).count();
        let before = if self.is_wanted { self.before.load(Ordering::Relaxed) } else { through };
        let rate = f64::from(PER_SECOND);
        // A full bucket is free.
        let ideal = (before as f64 - rate).max(0.0) / rate + (through - before) as f64 / (rate / 4.0);
        Outcome { over_ideal: seconds / ideal, refused: log.len() - through, requests: log.len(), failed }
    }
}

pub fn measure(_: &World, table: &mut Table) {
    for is_cut in [false, true] {
        for speech in [Speech::CloudTells, Speech::CloudHides, Speech::DataCenter] {
            let world = world(speech);
            let (outcome, log) = ours::run(&world, speech, is_cut);
            row(table, "this server", speech, is_cut, &outcome, "1.1, 2 %, 0");
            let requests: Vec<Seen> = let_through(&log).cloned().collect();
            for (client, obeys) in [("a client that obeys `Retry-After`", true), ("a client that obeys nothing", false)]
            {
                let outcome = naive::run(&self::world(speech), &requests, speech, is_cut, obeys);
                row(table, client, speech, is_cut, &outcome, "");
            }
        }
    }
}

fn row(table: &mut Table, client: &str, speech: Speech, is_cut: bool, outcome: &Outcome, budget: &str) {
    let Outcome { over_ideal, refused, requests, failed } = outcome;
    let place = match speech {
        Speech::CloudTells => "Cloud",
        Speech::CloudHides => "Cloud, limit hidden",
        Speech::DataCenter => "Data Center",
    };
    let cut = if is_cut { ", cut to a quarter" } else { "" };
    let part = *refused as f64 / *requests as f64 * 100.0;
    let measured = format!("{over_ideal:.2} × ideal, {part:.1} % of {requests} refused, {failed} failed");
    table.row(format!("goodput, {place}{cut}: {client}"), measured, budget);
}

fn world(speech: Speech) -> World {
    let options = if speech == Speech::DataCenter { Options::data_center() } else { Options::cloud() };
    World::of(Options { time_factor: factor(), ..options })
}

fn limits(speech: Speech, per_second: u32) -> Limits {
    let limit = Limit::per_second(per_second);
    match speech {
        Speech::DataCenter => Limits { bucket: Some(limit), ..Limits::default() },
        Speech::CloudTells | Speech::CloudHides => {
            let whole = Whole { limit, is_told: speech == Speech::CloudTells, refusal: None };
            Limits { whole: Some(whole), ..Limits::default() }
        }
    }
}

fn let_through(log: &[Seen]) -> impl Iterator<Item = &Seen> {
    log.iter().filter(|seen| seen.status != Some(429))
}

impl Speech {
    pub fn dialect(self) -> Dialect {
        if self == Self::DataCenter { Dialect::DataCenter } else { Dialect::Cloud }
    }
}
