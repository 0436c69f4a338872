//! People by parts of their names: in any order of the words, without diacritics, and never one of two.

use super::{TOOL, shown};
use crate::support::{House, cloud, data_center};
use mcp_server_jira::jira::Call;
use mcp_server_jira::policy::Policy;
use mcp_server_jira::resolve::user::Among;
use mcp_server_jira::resolve::{Failure, Resolver};
use serde_json::{Value, json};
use std::time::Duration;

/// What people write, and whom they mean.
const MEANT: [(&str, &str); 8] = [
    ("Vale Robin", "Robin Vale"),
    ("vale, robin", "Robin Vale"),
    ("Katrin Muller", "Katrin Müller"),
    ("muller katrin", "Katrin Müller"),
    ("Lucia Ortiz", "Lucía Ortiz"),
    ("Ortiz, Lucia", "Lucía Ortiz"),
    ("Lucia", "Lucía Ortiz"),
    ("優希 佐藤", "佐藤 優希"),
];

#[tokio::test]
async fn names_are_found_in_any_order_and_without_diacritics() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        for (query, name) in MEANT.into_iter().chain([("Muller", "Katrin Müller"), ("val rob", "Robin Vale")]) {
            let record = house.record(TOOL, json!({"kind": "user", "query": query})).await;
            assert_eq!((&record["total"], &record["rows"][0][0]), (&json!(1), &json!(name)), "{query}");
        }
        shown(&house, &format!("user_reordered_{dialect}"), json!({"kind": "user", "query": "Silva Ana"})).await;
        let assignable = json!({"kind": "user", "query": "muller katrin", "project": "SHOP"});
        assert_eq!(house.record(TOOL, assignable).await["rows"][0][0], "Katrin Müller");
    }
}

#[tokio::test]
async fn a_name_means_one_person_or_is_asked_back() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        for (wanted, name) in MEANT {
            assert_eq!(resolved(&house, wanted).await.unwrap(), name, "{wanted}");
        }
        assert_eq!(resolved(&house, "me").await.unwrap(), "Robin Vale");
        // Two people of one name, in whatever order: each can be sent back.
        for wanted in ["Ana Silva", "silva ana", "Silva, Ana"] {
            let error = resolved(&house, wanted).await.unwrap_err();
            assert_eq!(error["code"], "ambiguous_name", "{wanted}: {error}");
            let candidates = error["fields"]["assignee"]["candidates"].as_array().unwrap().clone();
            assert_eq!(candidates.len(), 2, "{error}");
            for candidate in candidates {
                let again = resolved(&house, candidate["send"].as_str().unwrap()).await;
                assert_eq!(again.unwrap(), "Ana Silva");
            }
        }
        // A part of the words is nobody's name.
        for wanted in ["Vale", "Berg", "Robin Berg", "Silva Ana Maria"] {
            let error = resolved(&house, wanted).await.unwrap_err();
            assert_eq!(error["code"], "unknown_name", "{wanted}: {error}");
        }
    }
}

#[tokio::test]
async fn a_known_name_costs_one_request() {
    let house = cloud().open().await;
    for (wanted, requests) in [("Robin Vale", 1), ("Ana Silva <ana.silva@example.com>", 1), ("Vale Robin", 3)] {
        let asked = || house.handle().requests().iter().filter(|one| one.path.contains("/user/search")).count();
        let before = asked();
        resolved(&house, wanted).await.unwrap();
        assert_eq!(asked() - before, requests, "{wanted}");
    }
}

/// Whom a name means to the tools that write people.
async fn resolved(house: &House, wanted: &str) -> Result<String, Value> {
    let call = Call::with_budget(Duration::from_secs(20));
    let resolver =
        Resolver { tool: "jira_create_issue", jira: house.jira_client(), policy: &Policy::default(), call: &call };
    let found = resolver.user(wanted, Among::Everybody).await;
    found.map(|user| user.name).map_err(|failure: Failure| {
        let error = failure.at("jira_create_issue", "assignee").to_map();
        error["error"].clone()
    })
}
