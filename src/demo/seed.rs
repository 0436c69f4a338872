//! The seeded company: the same people, projects and issues from the same seed and start.

mod boards;
mod chance;
mod fields;
mod files;
mod german;
mod issues;
mod notable;
mod people;
mod projects;
mod summaries;

use std::time::Duration;

use jiff::{Timestamp, ToSpan as _};

use super::options::Seed;
use super::store::Store;

pub(super) use german::translate;

/// The position of Robin Vale, the user of the demo.
pub(super) const ROBIN: usize = 0;
/// The position of Ana Silva, who changes things while Robin works.
pub(super) const ANA: usize = 1;

/// Positions of the projects.
const SHOP: usize = 0;
const OPS: usize = 1;
const HELP: usize = 2;
const VAULT: usize = 3;

/// Ids that are made while running start here, so that they never collide with seeded ones.
const FIRST_FREE_ID: u64 = 90_000;

/// Builds the company as it stands at `start`.
pub(super) fn company(seed: Seed, start: Timestamp) -> Store {
    let mut store = Store {
        people: people::all(),
        projects: projects::projects(),
        types: projects::types(),
        statuses: projects::statuses(),
        priorities: projects::priorities(),
        resolutions: projects::resolutions(),
        workflows: projects::workflows(),
        fields: fields::all(),
        versions: projects::versions(start),
        components: projects::components(),
        link_types: projects::link_types(),
        links: Vec::new(),
        boards: boards::boards(),
        sprints: boards::sprints(start),
        labels: projects::labels(),
        groups: ["jira-users", "jira-administrators", "web-team", "site-reliability"].map(String::from).to_vec(),
        filters: projects::filters(),
        translations: Vec::new(),
        issues: Vec::new(),
        lag: Duration::ZERO,
        refused_nodes: Vec::new(),
        most_bytes: None,
        next_id: FIRST_FREE_ID,
    };
    issues::fill(&mut store, seed, start);
    notable::shape(&mut store, start);
    store
}

/// So many hours before a moment.
fn hours_before(at: Timestamp, hours: i64) -> Timestamp {
    at.checked_sub(hours.hours()).unwrap_or(at)
}

/// So many days before a moment (after it when negative).
fn days_before(at: Timestamp, days: i64) -> Timestamp {
    hours_before(at, days * 24)
}
