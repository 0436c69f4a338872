//! What is no JQL, or names what doesn't exist: each answer tells how to go on.

use super::TOOL;
use crate::support::{House, cloud, data_center};
use serde_json::json;

/// What reads like a request and is no JQL is searched for as words; that nothing holds them is no answer to it.
#[tokio::test]
async fn words_that_no_issue_holds_are_no_empty_success() {
    let house = cloud().open().await;
    for (jql, send) in [
        ("my open issues", "assignee = currentUser() AND statusCategory != Done"),
        ("open bugs assigned to me", "statusCategory != Done AND issuetype = Bug AND assignee = currentUser()"),
        ("all stories", "issuetype = Story"),
    ] {
        let answer = house.call(TOOL, json!({"jql": jql})).await;
        let error = answer.structured.as_ref().unwrap()["error"].clone();
        assert_eq!((&error["code"], &error["fields"]["jql"]["send"]), (&json!("jql_invalid"), &json!(send)), "{jql}");
        assert!(house.record(TOOL, House::mended(&answer)).await["total"].as_u64() > Some(0), "{jql}");
    }
    for arguments in [json!({"jql": "my zebra crossing"}), json!({"jql": "zebra crossing", "count_by": "status"})] {
        let error = house.error(TOOL, arguments).await;
        let candidates = error["fields"]["jql"]["candidates"].as_array().unwrap().clone();
        assert!(candidates.len() > 1, "{error}");
        for candidate in candidates {
            house.record(TOOL, json!({"jql": candidate["send"]})).await;
        }
    }
    let asked = house.record(TOOL, json!({"jql": "text ~ \"zebra crossing\""})).await;
    assert_eq!(asked["total"], 0, "what was asked as JQL is answered");
}

#[tokio::test]
async fn addresses_are_read_as_issues() {
    let house = cloud().open().await;
    let record = house.record(TOOL, json!({"jql": format!("{}/browse/SHOP-1", house.site())})).await;
    assert_eq!((&record["jql"], &record["rows"][0][0]), (&json!("key = SHOP-1"), &json!("SHOP-1")));
    let error = house.error(TOOL, json!({"jql": "https://other.example.com/browse/SHOP-1"})).await;
    assert_eq!(
        (&error["code"], &error["fields"]["jql"]["problem"]),
        (&json!("invalid_argument"), &json!("not_allowed"))
    );
}

/// Every error holds a value to send, candidates, or the call that lists them.
#[tokio::test]
async fn no_unknown_name_is_a_dead_end() {
    for (setup, held) in [(cloud(), false), (data_center(), false), (cloud(), true)] {
        let setup = if held { setup.projects(&["SHOP"]) } else { setup };
        let house = setup.open().await;
        for jql in [
            "priority = P1",
            "type = Feature",
            "project = SHOP AND fixVersion = \"2.9\"",
            "assignee = \"Bob Nobody\"",
            "assignee = nobdy",
            "project = SHOP AND sprint = zzz",
            "wombat = 1",
            "status = zzz AND type = yyy AND wombat = 1",
        ] {
            let error = house.error(TOOL, json!({"jql": jql})).await;
            let field = &error["fields"]["jql"];
            assert_eq!(
                (&error["code"], &field["problem"]),
                (&json!("jql_invalid"), &json!("unknown")),
                "{jql}: {error}"
            );
            assert!(field.get("send").is_some() || field.get("lookup").is_some(), "{jql}: {error}");
            if let Some(next) = error.get("next") {
                house.record("jira_lookup", next["arguments"].clone()).await;
            }
        }
        let error = house.error(TOOL, json!({"jql": "status = zzz AND type = yyy AND wombat = 1"})).await;
        let message = error["message"].as_str().unwrap();
        assert!(["`zzz`", "`yyy`", "`wombat`"].iter().all(|name| message.contains(name)), "{message}");
        let empty = house.error(TOOL, json!({"jql": ""})).await;
        for candidate in empty["fields"]["jql"]["candidates"].as_array().unwrap() {
            house.record(TOOL, json!({"jql": candidate["send"]})).await;
        }
    }
    let house = cloud().open().await;
    let error = house.error(TOOL, json!({"jql": "project = HELP AND status = \"Escalated\""})).await;
    let first = error["fields"]["jql"]["candidates"][0]["send"].as_str().unwrap().to_owned();
    assert!(house.record(TOOL, json!({"jql": first})).await["total"].as_u64() > Some(0), "{error}");
}
