//! Arguments that are missing, in the wrong place, without effect, or wrong, and the way out of each error.

use super::{TOOL, shown};
use crate::support::{Answer, House, cloud, data_center};
use serde_json::{Value, json};

/// Calls again with what each error says, until there is a result; says after how many calls.
async fn recovered(house: &House, arguments: Value) -> (Answer, usize) {
    let mut answer = house.call(TOOL, arguments).await;
    for calls in 1..8 {
        if !answer.is_error {
            return (answer, calls);
        }
        answer = house.call(TOOL, House::mended(&answer)).await;
    }
    panic!("no way out: {}", answer.text);
}

#[tokio::test]
async fn what_is_missing_is_named_with_what_there_is() {
    let house = cloud().open().await;
    for (case, arguments) in [
        ("kind", json!({})),
        ("wrong_kind", json!({"kind": "colour"})),
        ("version", json!({"kind": "version"})),
        ("sprint", json!({"kind": "sprint"})),
        ("create_fields", json!({"kind": "create_fields"})),
        ("create_fields_type", json!({"kind": "create_fields", "project": "SHOP"})),
        ("option", json!({"kind": "option", "project": "SHOP", "issue_type": "Bug"})),
        ("option_field_of_issue", json!({"kind": "option", "issue": "SHOP-1"})),
        ("option_everything", json!({"kind": "option"})),
        ("option_but_field", json!({"kind": "option", "field": "Severity"})),
        ("transition", json!({"kind": "transition"})),
    ] {
        let answer = shown(&house, &format!("missing_{case}"), arguments).await;
        assert!(answer.is_error, "{case}");
        let error = &answer.structured.as_ref().unwrap()["error"];
        assert_eq!(error["code"], "invalid_argument", "{case}");
    }
}

#[tokio::test]
async fn what_is_missing_is_mended_by_what_the_errors_say() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        for (kind, most) in [("version", 2), ("component", 2), ("sprint", 2), ("create_fields", 3), ("option", 4)] {
            let (answer, calls) = recovered(&house, json!({"kind": kind})).await;
            assert!(calls <= most, "{kind}: {calls} calls: {}", answer.text);
        }
        for arguments in [
            json!({"kind": "option", "project": "SHOP", "issue_type": "Bug"}),
            json!({"kind": "option", "issue": "SHOP-1"}),
            json!({"kind": "option", "issue": "SHOP-1", "field": "Wombat"}),
        ] {
            let (answer, calls) = recovered(&house, arguments).await;
            assert_eq!(calls, 2, "{}", answer.text);
            assert_ne!(answer.structured.unwrap()["total"], 0, "a field without values was suggested");
        }
    }
}

#[tokio::test]
async fn only_fields_with_values_are_suggested() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        for arguments in [
            json!({"kind": "option", "project": "SHOP", "issue_type": "Bug"}),
            json!({"kind": "option", "project": "SHOP", "issue_type": "Bug", "field": "Sumary"}),
            json!({"kind": "option", "issue": "SHOP-1", "field": "Sumary"}),
        ] {
            let error = house.error(TOOL, arguments.clone()).await;
            let allowed = error["fields"]["field"]["allowed"].as_array().unwrap().clone();
            assert!(allowed.len() > 5, "{error}");
            for field in allowed {
                let mut again = arguments.clone();
                again["field"] = field.clone();
                assert_ne!(house.record(TOOL, again).await["total"], 0, "{field}");
            }
            // The call that lists all fields is there, complete.
            assert_eq!(error["next"]["tool"], TOOL);
            assert_eq!(error["next"]["arguments"], error["fields"]["field"]["lookup"]);
            assert_ne!(house.record(TOOL, error["next"]["arguments"].clone()).await["total"], 0);
        }
        // Of two fields of one name the one with values is meant.
        let team = json!({"kind": "option", "project": "SHOP", "issue_type": "Bug", "field": "Team"});
        shown(&house, &format!("option_team_{dialect}"), team).await;
    }
}

#[tokio::test]
async fn an_issue_is_read_for_its_project_and_type() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let screen = json!({"kind": "create_fields", "issue": "SHOP-3", "query": "severity"});
        let answer = shown(&house, &format!("create_fields_of_issue_{dialect}"), screen).await;
        assert!(!answer.is_error);
        let rows = async |arguments: Value| house.record(TOOL, arguments).await["rows"].clone();
        let kind = "create_fields";
        let of_issue = rows(json!({"kind": kind, "issue": "SHOP-3"})).await;
        let text = house.call("jira_get_issue", json!({"key": "SHOP-3"})).await.text;
        let issue_type = ["Bug", "Story", "Task", "Epic"].into_iter().find(|one| text.contains(&format!("{one} ")));
        let of_type = rows(json!({"kind": kind, "project": "SHOP", "issue_type": issue_type})).await;
        assert_eq!(of_issue, of_type);
        // What is named counts more than the issue's.
        let named = rows(json!({"kind": kind, "issue": "SHOP-3", "issue_type": "Epic"})).await;
        assert_eq!(named, rows(json!({"kind": kind, "project": "SHOP", "issue_type": "Epic"})).await);
        // In any place where an issue's key may stand.
        assert_eq!(rows(json!({"kind": kind, "query": "shop-3"})).await, of_issue);
        assert_eq!(rows(json!({"kind": kind, "project": "SHOP-3"})).await, of_issue);
        // The type of an issue elsewhere may not exist here, and is then asked for.
        let (_, calls) = recovered(&house, json!({"kind": kind, "issue": "SHOP-3", "project": "OPS"})).await;
        assert_eq!(calls, 2);
        let digest = house.record(TOOL, json!({"kind": "project", "issue": "OPS-1"})).await;
        assert_eq!(digest["project"]["key"], "OPS");
    }
}

#[tokio::test]
async fn a_project_in_the_query_is_read_as_the_project() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        for query in ["SHOP", "shop", "web shop"] {
            for kind in ["version", "component", "sprint"] {
                let in_query = house.record(TOOL, json!({"kind": kind, "query": query})).await;
                assert_eq!(
                    in_query,
                    house.record(TOOL, json!({"kind": kind, "project": "SHOP"})).await,
                    "{kind} {query}"
                );
            }
        }
        let arguments = json!({"kind": "option", "query": "SHOP", "issue_type": "Bug", "field": "Severity"});
        assert_ne!(house.record(TOOL, arguments).await["total"], 0);
        for kind in ["create_fields", "option"] {
            let error = house.error(TOOL, json!({"kind": kind, "query": "SHOP"})).await;
            assert_eq!(error["fields"]["project"], Value::Null, "{kind}: {error}");
            let types = error["fields"]["issue_type"]["allowed"].to_string();
            assert!(types.contains("Story") && !types.contains("Aufgabe"), "{kind}: {types}");
        }
        // A part of a name is none, and where a project is known it is a query.
        assert_eq!(house.error(TOOL, json!({"kind": "version", "query": "sho"})).await["code"], "invalid_argument");
        let record = house.record(TOOL, json!({"kind": "version", "query": "OPS", "project": "SHOP"})).await;
        assert_eq!(record["total"], 0);
    }
    let house = cloud().projects(&["SHOP", "HELP"]).open().await;
    let error = house.error(TOOL, json!({"kind": "version", "query": "OPS"})).await;
    assert_eq!(error["fields"]["project"]["allowed"], json!(["SHOP", "HELP"]));
}

#[tokio::test]
async fn arguments_without_effect_are_told() {
    let house = cloud().open().await;
    let arguments = json!({"kind": "priority", "project": "SHOP", "issue_type": "Bug", "field": "none", "issue": "?"});
    let answer = shown(&house, "not_used", arguments).await;
    assert!(!answer.is_error, "what has no effect can't be wrong");
    let note = async |arguments: Value| house.record(TOOL, arguments).await.get("note").cloned();
    let nothing = json!({"kind": "priority", "query": "zqxw", "project": "SHOP"});
    let told = note(nothing).await.unwrap().to_string();
    assert!(told.contains("match `zqxw`") && told.contains("`project` was not used"), "{told}");
    let digest = note(json!({"kind": "project", "project": "SHOP", "query": "versions", "field": "x"})).await.unwrap();
    assert_eq!(
        digest,
        "`field` was not used: kind `project` has no use for it; `query` was not used: `project` came as well"
    );
    let alias = note(json!({"kind": "transition", "issue": "SHOP-1", "key": "SHOP-2"})).await.unwrap();
    assert_eq!(alias, "`key` was not used: `issue` came as well");
    let fillers = json!({"kind": "priority", "project": "none", "issue_type": "", "field": [], "issue": "null"});
    assert_eq!(note(fillers).await, None);
}

#[tokio::test]
async fn the_issue_that_a_transition_needs_is_found_by_the_next_call() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let error = house.error(TOOL, json!({"kind": "transition"})).await;
        let next = &error["next"];
        let found = house.record(next["tool"].as_str().unwrap(), next["arguments"].clone()).await;
        let key = found["rows"][0][0].clone();
        assert_ne!(house.record(TOOL, json!({"kind": "transition", "issue": key})).await["total"], 0);
    }
}

#[tokio::test]
async fn an_unknown_name_recovers_in_one_step() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let option = |field: &str| json!({"kind": "option", "project": "SHOP", "issue_type": "Bug", "field": field});
        for (case, code, arguments) in [
            ("project", "unknown_name", json!({"kind": "component", "project": "SHPO"})),
            ("type", "unknown_name", json!({"kind": "create_fields", "project": "SHOP", "issue_type": "Bgu"})),
            ("field", "unknown_name", option("Severty")),
            ("short_name", "unknown_name", option("Wombat")),
        ] {
            let answer = shown(&house, &format!("unknown_{case}_{dialect}"), arguments).await;
            assert_eq!(answer.structured.as_ref().unwrap()["error"]["code"], code, "{case}");
            let again = house.call(TOOL, House::mended(&answer)).await;
            assert!(!again.is_error, "{case}: {}", again.text);
        }
        for issue in ["SHOP-99999", "VAULT-1"] {
            let error = house.error(TOOL, json!({"kind": "transition", "issue": issue})).await;
            assert_eq!(error["code"], "not_found_or_hidden", "{issue}");
        }
    }
}
