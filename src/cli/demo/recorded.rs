//! What a recorded session has in the place of what differs between two runs: the day, the random words, the address.
//!
//! The machine's variables have no say in it: a proxy or a profile would show.

use super::client::Answer;
use crate::cli::embedded::{Embedded, Kind};
use crate::config::{Config, Flags};
use crate::jira::Clock;
use crate::random::Random;
use crate::router::Router;
use crate::tools::ALL;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::SystemTime;

/// Monday, 15 June 2026, 12:00 UTC: the time at which the tests are, too.
const NOW: Timestamp = Timestamp::constant(1_781_524_800, 0);
/// Where Jira seems to be.
const ADDRESS: &str = "https://jira.example.com";
/// What the random words are made of.
const SEED: u64 = 1;

/// An embedded Jira whose clock stands still.
pub(super) async fn jira(kind: Kind) -> std::io::Result<Embedded> {
    Embedded::start_on(Arc::new(|| NOW), kind).await
}

/// The server in front of it, on the same clock.
pub(super) fn router(embedded: &Embedded) -> Arc<Router> {
    let nothing = |_: &str| None;
    let variables = |name: &str| embedded.variable(name, &nothing);
    let mut config = Config::from(&Flags::default(), &variables, &|| Err("no profile is named".to_owned()));
    config.jira.clock = Clock::new(|| SystemTime::UNIX_EPOCH + NOW.as_duration().unsigned_abs());
    config.start(ALL, Random::seeded(SEED))
}

/// The answer with the fixed address in the place of the one that was free, and its size so.
pub(super) fn readdressed(answer: Answer, address: &str) -> Answer {
    match answer.text.map(|text| text.replace(address, ADDRESS)) {
        Some(text) => Answer { bytes: text.len(), text: Some(text), ..answer },
        None => Answer { text: None, ..answer },
    }
}
