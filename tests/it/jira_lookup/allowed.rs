//! What `--projects` leaves to see, and a setting that names projects which Jira does not show.

use super::TOOL;
use crate::support::{cloud, data_center, snapshot};
use serde_json::{Value, json};

#[tokio::test]
async fn other_projects_do_not_exist() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP", "HELP"]).open().await;
        let projects = house.record(TOOL, json!({"kind": "project"})).await;
        let keys: Vec<_> = projects["rows"].as_array().unwrap().iter().map(|row| row[0].clone()).collect();
        assert_eq!(keys, ["SHOP", "HELP"]);
        let record = house.record(TOOL, json!({"kind": "project", "query": "Operations"})).await;
        assert_eq!(record["total"], 0);
        assert!(!record["note"].as_str().unwrap().contains("OPS"));
        for arguments in [
            json!({"kind": "project", "project": "OPS"}),
            json!({"kind": "issue_type", "project": "OPS"}),
            json!({"kind": "create_fields", "project": "OPS", "issue_type": "Aufgabe"}),
            json!({"kind": "option", "project": "OPS", "issue_type": "Compliance", "field": "Risk class"}),
            json!({"kind": "option", "issue": "OPS-1", "field": "Severity"}),
            json!({"kind": "transition", "issue": "OPS-1"}),
            json!({"kind": "status", "project": "OPS"}),
            json!({"kind": "version", "project": "OPS"}),
            json!({"kind": "component", "issue": "OPS-1"}),
            json!({"kind": "sprint", "project": "OPS"}),
            json!({"kind": "user", "project": "OPS"}),
            json!({"kind": "user", "issue": "OPS-1"}),
        ] {
            let error = house.error(TOOL, arguments.clone()).await;
            assert_eq!(error["code"], "project_not_allowed", "{arguments}");
            assert!(error["fix"].as_str().unwrap().contains("`SHOP` or `HELP`"), "{error}");
            // Projects are values for a project, and none for an issue.
            let (argument, allowed) = match arguments.get("issue") {
                Some(_) => ("issue", Value::Null),
                None => ("project", json!(["SHOP", "HELP"])),
            };
            assert_eq!(error["fields"][argument]["allowed"], allowed, "{arguments}");
        }
        let named = house.error(TOOL, json!({"kind": "version", "project": "Operations"})).await;
        assert!(!named.to_string().contains("OPS"), "{named}");
        assert!(house.record(TOOL, json!({"kind": "user"})).await["total"].as_u64() > Some(5));
    }
}

#[tokio::test]
async fn lists_of_the_site_name_only_what_allowed_projects_have() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["HELP"]).open().await;
        for kind in ["status", "issue_type", "label"] {
            let answer = house.call(TOOL, json!({"kind": kind})).await;
            assert!(!answer.is_error, "{}", answer.text);
            // Names that only the other projects have.
            for foreign in ["Offen", "Aufgabe", "Compliance", "Story", "quick-win"] {
                assert!(!answer.text.contains(foreign), "{kind}: {foreign} in {}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn the_only_project_is_the_default_one() {
    let house = cloud().projects(&["SHOP"]).open().await;
    for kind in ["version", "component", "sprint"] {
        let record = house.record(TOOL, json!({"kind": kind})).await;
        assert!(record["total"].as_u64() > Some(0), "{kind}");
    }
    let error = house.error(TOOL, json!({"kind": "create_fields"})).await;
    assert_eq!(error["fields"].as_object().unwrap().keys().collect::<Vec<_>>(), ["issue_type"]);
    let all = house.record(TOOL, json!({"kind": "issue_type"})).await;
    assert_eq!(all["total"], 5, "only what the allowed project has");
}

#[tokio::test]
async fn an_issue_that_moved_away_is_gone() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP"]).open().await;
        let asked = json!({"kind": "transition", "issue": "SHOP-1"});
        house.record(TOOL, asked.clone()).await;
        house.handle().move_issue("SHOP-1", "OPS").unwrap();
        let error = house.error(TOOL, asked).await;
        assert_eq!(error["code"], "project_not_allowed");
    }
}

#[tokio::test]
async fn an_old_key_leads_to_where_the_issue_is_now() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP"]).open().await;
        // OPS-99 is SHOP-19 now.
        for kind in ["transition", "create_fields", "version", "user"] {
            let old = house.record(TOOL, json!({"kind": kind, "issue": "OPS-99"})).await;
            assert_eq!(old, house.record(TOOL, json!({"kind": kind, "issue": "SHOP-19"})).await, "{kind}");
        }
        let option = json!({"kind": "option", "issue": "OPS-99", "field": "Priority"});
        assert_ne!(house.record(TOOL, option).await["total"], 0);
        // Whether another project has an issue is not told.
        let there = house.error(TOOL, json!({"kind": "transition", "issue": "OPS-1"})).await.to_string();
        let nowhere = house.error(TOOL, json!({"kind": "transition", "issue": "OPS-99999"})).await.to_string();
        assert_eq!(there, nowhere.replace("OPS-99999", "OPS-1"));
    }
}

#[tokio::test]
async fn a_setting_without_any_project_that_jira_shows_is_told_by_every_call_that_needs_it() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.projects(&["NOPE"]).open().await;
        let tools = house.client.list_all_tools().await.unwrap();
        assert!(!tools.is_empty() && house.handle().requests().is_empty(), "tools are listed without asking Jira");
        for (tool, arguments) in [
            ("jira_info", json!({})),
            ("jira_search", json!({"jql": "status = Done"})),
            ("jira_search", json!({"jql": "status = Done", "count_by": "status"})),
            (TOOL, json!({"kind": "project"})),
            (TOOL, json!({"kind": "project", "project": "NOPE"})),
            (TOOL, json!({"kind": "version"})),
            (TOOL, json!({"kind": "issue_type"})),
            (TOOL, json!({"kind": "status"})),
            (TOOL, json!({"kind": "label"})),
        ] {
            let answer = house.call(tool, arguments.clone()).await;
            assert!(answer.is_error, "{tool} {arguments}: {}", answer.text);
            let error = &answer.structured.as_ref().unwrap()["error"];
            assert_eq!(error["code"], "config_error", "{tool} {arguments}: {error}");
            let (message, fix) = (error["message"].as_str().unwrap(), error["fix"].as_str().unwrap());
            assert!(message.contains("`JIRA_MCP_PROJECTS`") && message.contains("`NOPE`"), "{message}");
            assert!(fix.contains("`JIRA_MCP_PROJECTS`"), "{fix}");
            if tool == "jira_info" {
                snapshot("_server", &format!("hidden_projects_{dialect}"), &answer.shown());
            }
        }
    }
}

#[tokio::test]
async fn one_wrong_project_in_the_setting_does_not_take_the_others() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP", "NOPE"]).open().await;
        let told = "`JIRA_MCP_PROJECTS` allows `NOPE`, which Jira does not have or hides from this account";
        let info = house.record("jira_info", json!({})).await;
        assert_eq!(info["warnings"], json!([told]));
        let projects = house.record(TOOL, json!({"kind": "project"})).await;
        assert_eq!((projects["total"].clone(), projects["note"].clone()), (json!(1), json!(told)));
        for kind in ["version", "component", "sprint"] {
            assert!(house.record(TOOL, json!({"kind": kind, "project": "SHOP"})).await["total"].as_u64() > Some(0));
            let error = house.error(TOOL, json!({"kind": kind, "project": "nope"})).await;
            assert_eq!((&error["code"], &error["message"]), (&json!("config_error"), &json!(told)), "{kind}");
        }
        // Jira refuses every query that names the project, whatever the rest of it says.
        let error = house.error("jira_search", json!({"jql": "project = SHOP"})).await;
        assert_eq!((&error["code"], &error["message"]), (&json!("config_error"), &json!(told)));
        // Another mistake stays what it is.
        let error: Value = house.error(TOOL, json!({"kind": "version", "project": "OPS"})).await;
        assert_eq!(error["code"], "project_not_allowed");
    }
    let house = cloud().projects(&["SHOP"]).open().await;
    assert_eq!(house.error("jira_search", json!({"jql": "status = Nonsense"})).await["code"], "jql_invalid");
    assert_eq!(house.record("jira_info", json!({})).await.get("warnings"), None);
}

#[tokio::test]
async fn many_allowed_projects_are_checked_by_one_list() {
    for setup in [cloud(), data_center()] {
        let many: &[&str] = &[
            "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9",
            "C1", "SHOP", "OPS", "C2",
        ];
        let house = setup.projects(many).open().await;
        let warning = house.record("jira_info", json!({})).await["warnings"][0].to_string();
        assert!(warning.contains("`A6` and 14 more"), "{warning}");
        let asked = house.handle().requests().iter().filter(|one| one.path.contains("/project")).count();
        assert_eq!(asked, 1);
        assert_eq!(house.record(TOOL, json!({"kind": "project"})).await["total"], 2);
    }
}
