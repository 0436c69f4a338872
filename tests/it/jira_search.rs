//! `jira_search` against both dialects: rows, counts, cursors at every size, and each error with its recovery.

mod forgiving;
mod outside;

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TOOL: &str = "jira_search";

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown());
    answer
}

#[tokio::test]
async fn rows_of_a_search() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let jql = "project = SHOP AND statusCategory != Done ORDER BY key ASC";
        shown(&house, &format!("rows_{dialect}"), json!({"jql": jql, "limit": 5})).await;
        let fields = ["Story Points", "Sprint", "labels", "last_comment", "Team", "due"];
        let extra = json!({"jql": "project = SHOP ORDER BY key ASC", "limit": 3, "fields": fields});
        shown(&house, &format!("extra_columns_{dialect}"), extra).await;
        shown(
            &house,
            &format!("nothing_{dialect}"),
            json!({"jql": "project = SHOP AND labels = no-such-label-anywhere"}),
        )
        .await;
        let count = json!({"jql": "project = SHOP", "count_by": "status"});
        shown(&house, &format!("count_by_{dialect}"), count).await;
    }
}

/// SHOP-1 is a story of the epic SHOP-2; a sub-task has the issue that it belongs to above it, and an epic nothing.
#[tokio::test]
async fn the_epic_is_an_epic_in_both_dialects() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let jql = "project = SHOP AND key in (SHOP-1, SHOP-2) ORDER BY key ASC";
        let record = house.record(TOOL, json!({"jql": jql, "fields": ["epic"]})).await;
        let epics: Vec<&Value> = record["rows"].as_array().unwrap().iter().map(|row| &row[7]).collect();
        assert_eq!(epics, ["SHOP-2", ""], "{dialect}");
        let jql = "project = SHOP AND issuetype in subTaskIssueTypes()";
        let record = house.record(TOOL, json!({"jql": jql, "fields": ["epic", "parent"], "limit": 3})).await;
        for row in record["rows"].as_array().unwrap() {
            assert_eq!(row[7], "", "{row}");
            assert!(row[8].as_str().unwrap().starts_with("SHOP-"), "{row}");
        }
        let counted = house.record(TOOL, json!({"jql": "project = SHOP", "count_by": "epic", "limit": 100})).await;
        let total = counted["total"].as_u64().unwrap();
        let sum: u64 = counted["rows"].as_array().unwrap().iter().map(|row| row[1].as_u64().unwrap()).sum();
        assert_eq!(sum, total, "each issue has one epic or none: {counted:?}");
    }
}

/// Cloud answers a search of nobody with an empty result, and says no word on it.
#[tokio::test]
async fn a_search_of_nobody_is_no_empty_result() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let jql = json!({"jql": "project = SHOP"});
        assert!(!house.call(TOOL, jql.clone()).await.is_error);
        house.handle().forget_login(true);
        assert_eq!(house.error(TOOL, jql).await["code"], "auth_failed");
    }
}

#[tokio::test]
async fn every_issue_is_read_once_whatever_the_size() {
    for setup in [cloud(), data_center()] {
        let dialect = setup.dialect;
        let all = keys_at(setup, 100_000, 100).await;
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
        assert!(all.len() > 250, "{} issues", all.len());
        for (max_tokens, limit) in [(800, 100), (1_100, 7), (3_000, 100)] {
            let setup = Setup { dialect, ..Setup::default() };
            assert_eq!(keys_at(setup, max_tokens, limit).await, all, "{dialect:?} {max_tokens} {limit}");
        }
    }
}

async fn keys_at(setup: Setup, max_tokens: usize, limit: usize) -> Vec<String> {
    let house = setup.max_tokens(max_tokens).open().await;
    let mut arguments = json!({"jql": "created >= -3650d ORDER BY created DESC, key ASC", "limit": limit, "fields": ["description", "reporter"]});
    let mut keys = Vec::new();
    loop {
        let record = house.record(TOOL, arguments).await;
        let rows = record["rows"].as_array().unwrap();
        assert_eq!(record["shown"], rows.len());
        assert!(!rows.is_empty(), "a page without rows leads nowhere");
        keys.extend(rows.iter().map(|row| row[0].as_str().unwrap().to_owned()));
        match record.get("cursor") {
            Some(cursor) => arguments = json!({"cursor": cursor}),
            None => return keys,
        }
        assert!(keys.len() < 1_000, "the cursors don't end");
    }
}

#[tokio::test]
async fn what_small_models_send_is_read() {
    let house = cloud().open().await;
    let plain = house.record(TOOL, json!({"jql": "project = SHOP", "limit": 2})).await;
    for arguments in [
        json!({"jql": "project = SHOP", "limit": "2", "cursor": "none", "fields": [], "count_by": ""}),
        json!({"query": "project = SHOP", "maxResults": 2, "count_by": null}),
        json!({"JQL": " project = SHOP ", "limit": 2.0, "fields": "none", "cursor": 0}),
        json!({"jql": "project = SHOP", "limit": 2, "orderBy": ""}),
    ] {
        let record = house.record(TOOL, arguments.clone()).await;
        assert_eq!(record["rows"], plain["rows"], "{arguments}");
    }
    let clamped = house.record(TOOL, json!({"jql": "project = SHOP", "limit": 5_000})).await;
    assert_eq!(clamped["shown"], 100);
    assert_eq!(clamped["warnings"], json!(["limit 5000 was read as 100, the most"]));
}

#[tokio::test]
async fn a_warm_search_costs_one_request_and_a_counted_first_page_two() {
    let house = cloud().open().await;
    let arguments = json!({"jql": "project = SHOP", "limit": 5});
    let first = house.record(TOOL, arguments.clone()).await;
    house.handle().clear_requests();
    house.record(TOOL, arguments).await;
    assert_eq!(house.handle().requests().len(), 2);
    house.handle().clear_requests();
    house.record(TOOL, json!({"cursor": first["cursor"]})).await;
    assert_eq!(house.handle().requests().len(), 1);
}

#[tokio::test]
async fn errors_and_the_way_out_of_each() {
    let house = cloud().open().await;
    shown(&house, "bad_jql", json!({"jql": "project = SHOP AND status = "})).await;
    shown(&house, "unknown_value", json!({"jql": "project = SHOPP"})).await;
    let unbounded = shown(&house, "unbounded", json!({"jql": "ORDER BY key"})).await;
    assert!(!unbounded.is_error, "a restriction that every issue meets is added");
    let missing = shown(&house, "missing_jql", json!({"limit": 5})).await;
    assert_eq!(missing.structured.unwrap()["error"]["fields"]["jql"]["problem"], "missing");
    shown(&house, "wrong_types", json!({"jql": {"project": "SHOP"}, "limit": "many"})).await;

    let arguments = json!({"jql": "project = SHOP", "limit": 1, "fields": ["Story Pionts", "labels"]});
    let misspelt = shown(&house, "unknown_field", arguments).await;
    let mended = house.record(TOOL, House::mended(&misspelt)).await;
    assert_eq!(mended["cols"].as_array().unwrap().last().unwrap(), "labels");

    let arguments =
        json!({"jql": "project = SHOP", "limit": 1, "fields": ["Severty", "zqxw", "labels", "Story Pionts"]});
    let several = shown(&house, "unknown_fields", arguments.clone()).await;
    let fix = several.structured.unwrap()["error"]["fix"].as_str().unwrap().to_owned();
    let array = fix.split_once("again with fields ").unwrap().1.split_once(']').unwrap().0;
    let mut again = arguments;
    again["fields"] = serde_json::from_str(&format!("{array}]")).unwrap();
    let cols = house.record(TOOL, again).await["cols"].as_array().unwrap().clone();
    assert!(cols.ends_with(&[json!("Severity"), json!("labels"), json!("Story Points")]), "{cols:?}");

    let misnamed = shown(&house, "unknown_argument", json!({"jql": "project = SHOP", "limits": 1})).await;
    assert_eq!(misnamed.structured.unwrap()["error"]["fields"]["limits"]["closest"], "limit");
}

#[tokio::test]
async fn a_cursor_belongs_to_its_call() {
    let house = cloud().open().await;
    let arguments = json!({"jql": "project = SHOP ORDER BY key", "limit": 2, "fields": ["labels"]});
    let first = house.record(TOOL, arguments).await;
    let cursor = &first["cursor"];
    // What was sent, what was shown and fillers match; so does the handle alone.
    for arguments in [
        json!({"cursor": cursor}),
        json!({"cursor": cursor, "jql": "project = SHOP ORDER BY key", "limit": "2", "fields": "labels", "count_by": "none"}),
        json!({"cursor": cursor, "jql": first["jql"]}),
    ] {
        let next = house.record(TOOL, arguments).await;
        assert_ne!(next["rows"], first["rows"]);
        assert_eq!(next["cols"], first["cols"]);
    }
    let unknown =
        shown(&house, "unknown_cursor", json!({"jql": "project = SHOP ORDER BY key", "cursor": "zzzzzz"})).await;
    let again = house.record(TOOL, House::mended(&unknown)).await;
    assert_eq!(again["rows"][0][0], first["rows"][0][0]);

    let other = shown(&house, "cursor_of_another_call", json!({"jql": "project = OPS", "cursor": cursor})).await;
    assert_eq!(other.structured.as_ref().unwrap()["error"]["code"], "cursor_invalid");
    house.record(TOOL, House::mended(&other)).await;
}

#[tokio::test]
async fn only_allowed_projects_are_ever_shown() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["OPS"]).open().await;
        for jql in [
            "project = SHOP OR project = OPS",
            "created >= -3650d",
            "project in (SHOP, OPS) ORDER BY project",
            "NOT project = OPS OR created >= -3650d",
            "summary ~ \"order by\" OR project = SHOP OR key = OPS-1",
            "order by created",
            "",
        ] {
            let answer = house.call(TOOL, json!({"jql": jql, "limit": 100, "fields": ["links", "parent"]})).await;
            assert!(!answer.text.contains("SHOP-"), "{jql}: {}", answer.text);
        }
        let refused = house.error(TOOL, json!({"jql": "project = OPS) OR (project = SHOP"})).await;
        assert_eq!(refused["code"], "jql_invalid");
        shown(&house, "projects_unbalanced", json!({"jql": "project = OPS) OR (project = SHOP"})).await;
        let before = house.handle().requests().len();
        house.error(TOOL, json!({"jql": "summary ~ x -- project = OPS"})).await;
        assert_eq!(house.handle().requests().len(), before, "nothing is sent that can't be read");
    }
}

#[tokio::test]
async fn counts_are_of_things_not_of_names() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let record = house.record(TOOL, json!({"jql": "project = SHOP", "count_by": "assignee"})).await;
        let names: Vec<&str> = record["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
        let anas = names.iter().filter(|name| name.starts_with("Ana Silva")).collect::<BTreeSet<_>>();
        assert_eq!(anas.len(), 2, "two people share the name: {names:?}");
        let counted: u64 = record["rows"].as_array().unwrap().iter().map(|row| row[1].as_u64().unwrap()).sum();
        assert_eq!(counted, record["total"].as_u64().unwrap());
        for field in ["key", "last_comment"] {
            let refused = house.call(TOOL, json!({"jql": "project = SHOP", "count_by": field})).await;
            assert!(refused.is_error, "{}", refused.text);
            house.record(TOOL, House::mended(&refused)).await;
        }
        let misspelt = house.call(TOOL, json!({"jql": "project = SHOP", "count_by": "statsu"})).await;
        assert_eq!(House::mended(&misspelt)["count_by"], "Status", "one text, as the schema wants it");
        house.record(TOOL, House::mended(&misspelt)).await;
    }
}

/// Data Center keeps the category only within the status.
#[tokio::test]
async fn the_status_category_is_never_empty() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let rows = json!({"jql": "project = SHOP AND status = Done", "fields": ["statusCategory"], "limit": 2});
        let record = house.record(TOOL, rows).await;
        let shown: Vec<&Value> = record["rows"].as_array().unwrap().iter().map(|row| &row[7]).collect();
        assert_eq!(shown, ["Done", "Done"]);
        let counted = house.record(TOOL, json!({"jql": "project = SHOP", "count_by": "statusCategory"})).await;
        let mut names: Vec<&str> =
            counted["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Done", "In Progress", "To Do"]);
    }
}

#[tokio::test]
async fn columns_that_are_there_anyway_are_not_doubled() {
    let house = cloud().open().await;
    let record =
        house.record(TOOL, json!({"jql": "key = SHOP-20", "fields": ["summary", "Status", "key", "Team"]})).await;
    assert_eq!(record["cols"].as_array().unwrap().len(), 8);
    assert_eq!(record["rows"][0][7], "Platform; Delivery squad", "both fields of that name are set");
}

#[tokio::test]
async fn nothing_found_says_why_where_the_query_tells() {
    let house = cloud().open().await;
    let record = house.record(TOOL, json!({"jql": "assignee = me"})).await;
    assert!(record["warnings"][0].as_str().unwrap().contains("currentUser()"));
    let record = house.record(TOOL, json!({"jql": "assignee = currentUser()", "limit": 1})).await;
    assert_eq!(record["shown"], 1);
    assert!(record.get("warnings").is_none());
    let house = cloud().projects(&["SHOP"]).open().await;
    let record = house.record(TOOL, json!({"jql": "summary ~ zebras"})).await;
    assert_eq!(record["warnings"], json!(["only SHOP can be searched: this server is held to it"]));
}

#[tokio::test]
async fn errors_speak_of_the_query_that_was_sent() {
    let (free, held) = (cloud().open().await, cloud().projects(&["SHOP"]).open().await);
    for jql in ["status = Done AND set = 1", "status = \"To Do\" AND @ = 1"] {
        let (one, other) = (free.error(TOOL, json!({"jql": jql})).await, held.error(TOOL, json!({"jql": jql})).await);
        assert_eq!(other["fields"]["jql"]["sent"], jql);
        assert_eq!(one["fields"]["jql"]["position"], other["fields"]["jql"]["position"], "{one}\n{other}");
    }
}

#[tokio::test]
async fn strange_arguments_lead_to_the_right_ones() {
    let house = cloud().open().await;
    let error = house.error(TOOL, json!({"text": "coupon"})).await;
    assert_eq!(error["fix"], "call jira_search again with `jql` instead of `text`");
    let error = house.error("jira_get_issue", json!({"arguments": {"key": "SHOP-1"}, "options": true})).await;
    assert_eq!(error["fix"], "call jira_get_issue again with `key`, without `arguments` and `options`");
    for arguments in [json!({"id": "SHOP-1"}), json!({"key": "", "issue": "SHOP-1"}), json!({"issueIdOrKey": "shop-1"})]
    {
        assert!(house.call("jira_get_issue", arguments).await.text.starts_with("SHOP-1 "));
    }
}
