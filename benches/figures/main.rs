//! The figures that the project is held to, measured on the release build: tokens, time, memory, size, requests, goodput.
//!
//! Run by hand with `cargo bench --bench figures`, or a part of it: `cargo bench --bench figures -- goodput`. Nothing passes or
//! fails on time; the budgets stand beside the figures for a reader, in one table at the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "a bench ends at the first surprise and says it"
)]

mod compaction;
mod goodput;
mod latency;
mod memory;
mod requests;
mod server;
mod startup;
mod table;
mod tokens;
mod world;

use table::Table;
use world::World;

/// A part of the figures.
type Part = (&'static str, fn(&World, &mut Table));

const PARTS: [Part; 7] = [
    ("tokens", tokens::measure),
    ("startup", startup::measure),
    ("memory", memory::measure),
    ("latency", latency::measure),
    ("requests", requests::measure),
    ("compaction", compaction::measure),
    ("goodput", goodput::measure),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut table = Table::default();
    for (name, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|one| name.contains(one.as_str())) {
            // A world of its own, so that no part finds what another left.
            measure(&World::start(), &mut table);
        }
    }
    println!("{table}");
}
