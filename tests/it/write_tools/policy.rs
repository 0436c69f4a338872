//! Read-only, projects, and the line per write.

use super::{CANARY, calls, writes};
use crate::support::{cloud, data_center};
use mcp_server_jira::audit::Audit;
use serde_json::{Value, json};

#[tokio::test]
async fn read_only_refuses_each_with_nothing_sent() {
    for mut setup in [cloud(), data_center()] {
        setup.read_only = true;
        let house = setup.open().await;
        let listed = house.client.list_tools(None).await.unwrap().tools;
        for case in calls() {
            assert!(listed.iter().all(|tool| tool.name != case.spec.name));
            let error = house.error(case.spec.name, case.arguments).await;
            assert_eq!((&error["code"], &error["retryable"]), (&json!("read_only"), &json!(false)));
        }
        assert!(house.handle().requests().is_empty());
    }
}

#[tokio::test]
async fn an_issue_of_another_project_is_never_written_to() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["OPS"]).open().await;
        for case in calls() {
            let error = house.error(case.spec.name, case.arguments).await;
            assert_eq!(error["code"], "project_not_allowed", "{}: {error}", case.spec.name);
        }
        assert_eq!(writes(&house), 0);
    }
}

/// Both ends of a link, and parents by argument and by field.
#[tokio::test]
async fn an_issue_that_is_only_named_passes_the_gate_too() {
    for (setup, above) in [(cloud(), "Parent: OPS-1"), (data_center(), "Epic Link: OPS-1")] {
        let house = setup.projects(&["SHOP"]).open().await;
        for (tool, arguments) in [
            ("jira_link_issues", json!({"from": "SHOP-32", "type": "blocks", "to": "OPS-1"})),
            ("jira_link_issues", json!({"from": "OPS-1", "type": "blocks", "to": "SHOP-32"})),
            ("jira_create_issue", json!({"project": "SHOP", "type": "Task", "summary": "x", "parent": "OPS-1"})),
            ("jira_update_issue", json!({"key": "SHOP-6", "parent": "OPS-1"})),
            ("jira_update_issue", json!({"key": "SHOP-6", "fields": [above]})),
        ] {
            let error = house.error(tool, arguments.clone()).await;
            assert_eq!(error["code"], "project_not_allowed", "{tool} {arguments}: {error}");
        }
        assert_eq!(writes(&house), 0);
    }
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["OPS"]).open().await;
        let like = json!({"project": "OPS", "type": "Compliance", "summary": "x", "fields": ["like: SHOP-1"]});
        let error = house.error("jira_create_issue", like).await;
        // What is missing outweighs it; of the other issue nothing is told.
        assert_eq!((&error["fields"]["like"]["problem"], writes(&house)), (&json!("not_allowed"), 0), "{error}");
        assert!(error["message"].as_str().unwrap().contains("`SHOP-1` is not in a project"), "{error}");
    }
}

#[tokio::test]
async fn each_write_is_a_line_without_its_words_and_jira_info_tells_the_newest() {
    for (mut setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let path = std::env::temp_dir().join(format!("mcp-server-jira-lines-{dialect}-{}.log", std::process::id()));
        let _ = std::fs::remove_file(&path);
        setup.audit = Audit::to_file(&path).unwrap();
        let house = setup.open().await;
        let cases = calls();
        for case in &cases {
            house.record(case.spec.name, case.arguments.clone()).await;
            // What fails is entered as well, and is no write.
            let mut wrong = case.arguments.clone();
            let first = wrong.as_object().unwrap().keys().next().unwrap().clone();
            wrong[first] = json!("NOPE-1");
            house.error(case.spec.name, wrong).await;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(!text.contains("Canary") && !text.contains("cellar"), "{text}");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |outcome: &str| lines.iter().filter(|line| line["outcome"] == outcome).collect::<Vec<_>>();
        assert_eq!((of("done").len(), of("refused").len()), (cases.len(), cases.len()), "{text}");
        for (case, line) in cases.iter().zip(of("done")) {
            assert_eq!((&line["tool"], line["time"].as_str()), (&json!(case.spec.name), Some("2026-06-15T12:00:00Z")));
            assert!(case.key.is_none_or(|key| line["key"] == key) && line["key"].is_string(), "{line}");
        }
        let info = house.record("jira_info", json!({})).await;
        let told = info["writes"].as_array().unwrap();
        assert_eq!(told.len(), cases.len());
        assert_eq!(told[0]["tool"], cases.last().unwrap().spec.name);
        let keys: Vec<&String> = told[0].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["at", "tool", "key", "outcome"]);
        assert!(!json!(told).to_string().contains(CANARY));
    }
}
