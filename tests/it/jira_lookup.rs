//! `jira_lookup` against both dialects: all kinds, what nothing looks like, and each error with its recovery.

mod allowed;
mod arguments;
mod people;

use crate::support::{Answer, House, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};

const TOOL: &str = "jira_lookup";

const KINDS: [&str; 15] = [
    "user",
    "project",
    "issue_type",
    "create_fields",
    "field",
    "option",
    "transition",
    "status",
    "priority",
    "resolution",
    "link_type",
    "version",
    "component",
    "sprint",
    "label",
];

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown());
    answer
}

/// The arguments with which a kind can be answered.
fn enough(kind: &str) -> Value {
    match kind {
        "create_fields" => json!({"kind": kind, "project": "SHOP", "issue_type": "Bug"}),
        "option" => json!({"kind": kind, "project": "SHOP", "issue_type": "Bug", "field": "Severity"}),
        "transition" => json!({"kind": kind, "issue": "SHOP-1"}),
        "version" | "component" | "sprint" => json!({"kind": kind, "project": "SHOP"}),
        _ => json!({"kind": kind}),
    }
}

#[tokio::test]
async fn every_kind() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        for kind in KINDS {
            let answer = shown(&house, &format!("{kind}_{dialect}"), enough(kind)).await;
            let record = answer.structured.unwrap();
            let width = record["cols"].as_array().unwrap().len();
            let rows = record["rows"].as_array().unwrap();
            assert!(!rows.is_empty(), "{kind}");
            assert!(rows.iter().all(|row| row.as_array().unwrap().len() == width), "{kind}");
            assert_eq!(record["shown"], rows.len(), "{kind}");
        }
    }
}

#[tokio::test]
async fn a_project_at_a_glance() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        for project in ["SHOP", "OPS", "HELP"] {
            let case = format!("digest_{}_{dialect}", project.to_lowercase());
            let answer = shown(&house, &case, json!({"kind": "project", "project": project})).await;
            assert!(answer.text.len() <= 1_400, "{} bytes", answer.text.len());
        }
        let named = house.record(TOOL, json!({"kind": "project", "project": "web shop"})).await;
        assert_eq!(named["project"]["key"], "SHOP");
    }
}

#[tokio::test]
async fn names_are_found_by_their_parts() {
    let house = cloud().open().await;
    let first = async |arguments: Value| house.record(TOOL, arguments).await["rows"][0].clone();
    assert_eq!(first(json!({"kind": "field", "query": "story_points"})).await[1], "customfield_10016");
    assert_eq!(first(json!({"kind": "status", "query": "progress"})).await[0], "In Progress");
    assert_eq!(first(json!({"kind": "link_type", "query": "is blocked"})).await[0], "Blocks");
    assert_eq!(first(json!({"kind": "project", "query": "desk"})).await[0], "HELP");
    assert_eq!(first(json!({"kind": "user", "query": "me"})).await[0], "Robin Vale");
    assert_eq!(first(json!({"kind": "user", "query": "Ana"})).await[0], "Ana Silva");
    assert_eq!(first(json!({"kind": "sprint", "project": "SHOP", "query": "sprint 6"})).await[2], "future");
    assert_eq!(first(json!({"kind": "transition", "query": "shop-1"})).await[0], "Send to review");
    assert_eq!(first(json!({"kind": "version", "issue": "SHOP-3", "query": "2.2"})).await[0], "2.2");
    // A person's id and the forms in which people are shown lead back to the person.
    let id = first(json!({"kind": "user", "query": "jon berg"})).await[2].clone();
    assert_eq!(first(json!({"kind": "user", "query": id})).await[0], "Jon Berg");
    assert_eq!(first(json!({"kind": "user", "query": "Jon Berg <jon.berg@example.com>"})).await[0], "Jon Berg");
}

#[tokio::test]
async fn sprints_are_found_by_state_and_board() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let found = async |query: &str| {
            let record = house.record(TOOL, json!({"kind": "sprint", "project": "SHOP", "query": query})).await;
            let rows = record["rows"].as_array().unwrap().clone();
            rows.iter().map(|row| format!("{} {} {}", row[0], row[2], row[5]).replace('"', "")).collect::<Vec<_>>()
        };
        let active = ["Sprint 5 active Web", "Sprint 5 active Mobile"];
        for query in ["active", "Open", "current", "open sprints"] {
            assert_eq!(found(query).await, active, "{query}");
        }
        assert_eq!(found("future").await, ["Sprint 6 future Web", "Sprint 6 future Mobile"]);
        assert_eq!(found("closed mobile").await, ["Sprint 4 closed Mobile"]);
        assert_eq!(found("closed").await.len(), 5);
        assert_eq!(found("sprint 5").await, active);
        assert_eq!(found("Sprint 5 (board Web)").await, ["Sprint 5 active Web"]);
        shown(
            &house,
            &format!("sprint_board_{dialect}"),
            json!({"kind": "sprint", "project": "SHOP", "query": "mobile"}),
        )
        .await;
    }
}

#[tokio::test]
async fn people_who_can_be_given_work_are_active() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let names = async |arguments: Value| house.record(TOOL, arguments).await["rows"].to_string();
        assert!(names(json!({"kind": "user"})).await.contains("Robin Vale"));
        for arguments in [json!({"kind": "user", "project": "SHOP"}), json!({"kind": "user", "issue": "SHOP-1"})] {
            let names = names(arguments).await;
            assert!(names.contains("Robin Vale") && !names.contains("Michael Okafor"), "{names}");
        }
    }
}

#[tokio::test]
async fn an_empty_list_says_why() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        for kind in KINDS {
            let mut arguments = enough(kind);
            arguments["query"] = "zqxw".into();
            let record = house.record(TOOL, arguments).await;
            assert_eq!((&record["total"], &record["rows"]), (&json!(0), &json!([])), "{kind}");
            let note = record["note"].as_str().unwrap();
            assert!(note.contains("match `zqxw`"), "{kind}: {note}");
        }
        let near = json!({"kind": "field", "query": "Severty"});
        shown(&house, &format!("nothing_field_{dialect}"), near).await;
        shown(&house, &format!("nothing_user_{dialect}"), json!({"kind": "user", "query": "Annna"})).await;
        shown(&house, &format!("nothing_sprint_{dialect}"), json!({"kind": "sprint", "project": "OPS"})).await;
        let number = json!({"kind": "option", "project": "SHOP", "issue_type": "Story", "field": "Story Points"});
        shown(&house, &format!("nothing_option_{dialect}"), number).await;
    }
}

#[tokio::test]
async fn what_does_not_fit_asks_for_a_narrower_query() {
    for setup in [cloud(), data_center()] {
        let house = setup.max_tokens(800).open().await;
        for kind in KINDS {
            house.record(TOOL, enough(kind)).await;
        }
        let mut centres =
            json!({"kind": "option", "project": "OPS", "issue_type": "Compliance", "field": "Cost centre"});
        let record = house.record(TOOL, centres.clone()).await;
        assert_eq!(record["total"], 64);
        assert!(record["shown"].as_u64() <= Some(50));
        assert!(record["note"].as_str().unwrap().ends_with("more: call again with a query, part of the name"));
        centres["query"] = "logistics".into();
        let record = house.record(TOOL, centres).await;
        assert_eq!((&record["total"], record.get("note")), (&json!(8), None));
    }
}

#[tokio::test]
async fn what_can_not_be_read_is_never_empty() {
    let house = cloud().open().await;
    house.handle().misbehave(Rule::on("/rest/agile/", Fault::json(404, &json!({"message": "null for uri"}))));
    let error = house.error(TOOL, json!({"kind": "sprint", "project": "SHOP"})).await;
    assert_eq!(error["code"], "permission_denied");
    let digest = house.record(TOOL, json!({"kind": "project", "project": "SHOP"})).await;
    assert_eq!((digest["note"].as_str(), digest.get("sprint")), (Some("the open sprint could not be read"), None));
    house.handle().clear_faults();
    // Without the permission to browse users, Jira answers every search with nothing.
    house.handle().misbehave(Rule::on("/user/search", Fault::json(200, &json!([]))));
    let record = house.record(TOOL, json!({"kind": "user", "query": "Priya"})).await;
    let note = record["note"].as_str().unwrap();
    assert!(note.contains("lacks the permission to browse users"), "{note}");
    house.handle().clear_faults();
    house
        .handle()
        .misbehave(Rule::on("/createmeta/OPS/issuetypes", Fault::json(200, &json!({"issueTypes": [], "total": 0}))));
    let error = house.error(TOOL, json!({"kind": "create_fields", "project": "OPS", "issue_type": "Fehler"})).await;
    assert_eq!(error["code"], "permission_denied");
}
