//! Queries over a small world: four issues, two projects, three people. The time is Monday 2026-06-15, 14:00 in Berlin.

mod errors;
mod results;
mod tree;
mod world;

use super::{Found, search};
use world::{Company, company};

/// The keys of what a query finds, in order; an error fails the test.
fn found(jql: &str) -> String {
    let company = company();
    match search(&company, jql, &company.all()) {
        Ok(Found { issues, .. }) => issues.iter().map(|issue| company.key(*issue)).collect::<Vec<_>>().join(" "),
        Err(errors) => panic!("{jql}: {errors:?}"),
    }
}

/// The errors of a query that must have some.
fn errors(jql: &str) -> Vec<String> {
    let company: Company = company();
    match search(&company, jql, &company.all()) {
        Ok(found) => panic!("{jql} found {:?}", found.issues),
        Err(errors) => errors,
    }
}
