//! `jira_transition_issue` against both dialects: steps, screens, comments inside and after the step, and what is lost on the way.

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Arc;

const TOOL: &str = "jira_transition_issue";

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown().replace(house.site().trim_end_matches('/'), "https://jira.test"));
    answer
}

/// A house in which SHOP-7 is to be done and HELP-1 waits for support.
async fn house(setup: Setup) -> House {
    let house = setup.open().await;
    assert_eq!(status(&house, "SHOP-7"), "To Do");
    assert_eq!(status(&house, "HELP-1"), "Waiting for support");
    house
}

fn field(house: &House, key: &str, name: &str) -> Value {
    house.handle().issue(key).unwrap()["fields"][name].clone()
}

fn status(house: &House, key: &str) -> String {
    field(house, key, "status")["name"].as_str().unwrap().to_owned()
}

/// The comments, whether each is public, and their words.
fn comments(house: &House, key: &str) -> Vec<(Option<bool>, String)> {
    let all = field(house, key, "comment")["comments"].as_array().unwrap().clone();
    let read = |one: &Value| (one["jsdPublic"].as_bool(), words(&one["body"]));
    all.iter().map(read).collect()
}

fn words(body: &Value) -> String {
    match body {
        Value::String(text) => text.clone(),
        Value::Object(node) => {
            let own = node.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            own + &node.get("content").map(words).unwrap_or_default()
        }
        Value::Array(nodes) => nodes.iter().map(words).collect(),
        _ => String::new(),
    }
}

fn writes(house: &House) -> usize {
    let searches = |path: &str| path.contains("/search") || path.contains("/preview");
    house.handle().requests().iter().filter(|seen| seen.method != "GET" && !searches(&seen.path)).count()
}

#[tokio::test]
async fn a_step_is_taken_by_status_or_name_and_read_again() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = house(setup).await;
        shown(&house, &format!("by_status_{dialect}"), json!({"key": "shop-7", "to": "in progress"})).await;
        assert_eq!(status(&house, "SHOP-7"), "In Progress");
        let record = house.record(TOOL, json!({"key": "SHOP-7", "to": "Send to review"})).await;
        assert_eq!((&record["from"], &record["to"]), (&json!("In Progress"), &json!("In Review")));
        // Already there, and no step leads there: nothing is sent.
        let before = writes(&house);
        shown(&house, "already_there", json!({"key": "SHOP-7", "to": "in review"})).await;
        shown(
            &house,
            "already_there_with_more",
            json!({"key": "SHOP-7", "to": "In Review", "comment": "Please look", "fields": ["Resolution: Done"]}),
        )
        .await;
        assert_eq!(writes(&house), before);
    }
}

#[tokio::test]
async fn fillers_change_nothing() {
    let fillers = [json!("none"), json!("null"), json!("N/A"), json!(""), json!([]), json!({}), json!(0), json!(null)];
    for filler in fillers {
        let house = house(cloud()).await;
        let before = house.handle().issue("SHOP-7").unwrap();
        let arguments = json!({"key": "SHOP-7", "to": "In Progress", "comment": filler, "fields": filler});
        house.record(TOOL, arguments).await;
        let after = house.handle().issue("SHOP-7").unwrap();
        let changed: Vec<&String> = after["fields"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, value)| before["fields"].get(*name) != Some(*value))
            .map(|(name, _)| name)
            .collect();
        let told_by_jira = ["status", "statusCategory", "statuscategorychangedate", "updated"];
        assert!(changed.iter().all(|name| told_by_jira.contains(&name.as_str())), "{filler}: {changed:?}");
        assert!(changed.iter().any(|name| *name == "status"));
    }
}

#[tokio::test]
async fn a_status_that_cannot_be_reached_lists_those_that_can() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = house(setup).await;
        let answer =
            shown(&house, &format!("unreachable_{dialect}"), json!({"key": "SHOP-7", "to": "In Review"})).await;
        assert_eq!(writes(&house), 0);
        let message = answer.structured.as_ref().unwrap()["error"]["message"].as_str().unwrap();
        assert_eq!(message.contains("To Do → In Progress → In Review"), dialect == "cloud", "{message}");
        // The error alone leads on: one step, and then what was asked for.
        let mut mended = House::mended(&answer);
        house.record(TOOL, mended.clone()).await;
        mended["to"] = json!("In Review");
        house.record(TOOL, mended).await;
        assert_eq!(status(&house, "SHOP-7"), "In Review");
        let answer = shown(&house, "unknown_status", json!({"key": "SHOP-7", "to": "Finished"})).await;
        assert_eq!(answer.structured.unwrap()["error"]["code"], "unknown_name");
    }
}

/// Who may not read the workflow is told what can be reached, and nothing of why there is no more; and is not asked again.
#[tokio::test]
async fn a_workflow_that_may_not_be_read_is_no_failure() {
    let house = house(cloud()).await;
    let refusal = json!({"errorMessages": ["You are not authorised to perform this operation."], "errors": {}});
    house.handle().misbehave(Rule::on("/workflows/preview", Fault::json(401, &refusal)));
    for _ in 0..2 {
        let error = house.error(TOOL, json!({"key": "SHOP-7", "to": "In Review"})).await;
        assert_eq!(error["message"], "`SHOP-7` can't go from To Do to In Review in one step");
        assert_eq!(error["fields"]["to"]["allowed"], json!(["In Progress", "Done"]));
    }
    let asked = house.handle().requests();
    assert_eq!(asked.iter().filter(|seen| seen.route().ends_with("/workflows/preview")).count(), 1);
}

#[tokio::test]
async fn what_the_screen_asks_for_is_told_and_filled() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = house(setup).await;
        let arguments =
            json!({"key": "SHOP-7", "to": "Done", "comment": "Not worth it.", "fields": ["Story Points: 5"]});
        let answer = shown(&house, &format!("missing_{dialect}"), arguments).await;
        assert_eq!(writes(&house), 0);
        let error = &answer.structured.as_ref().unwrap()["error"];
        let wanted = error["fields"]["Resolution"]["allowed"][1].as_str().unwrap();
        assert_eq!(wanted, "Won't Do");
        let arguments = json!({"key": "SHOP-7", "to": "Done", "fields": ["resolution: Won't Do", "Fix versions: 9.9"]});
        shown(&house, &format!("wrong_value_{dialect}"), arguments).await;
        let arguments =
            json!({"key": "SHOP-7", "to": "Done", "comment": "Not worth it.", "fields": ["resolution: Won't Do"]});
        shown(&house, &format!("with_screen_{dialect}"), arguments).await;
        assert_eq!(field(&house, "SHOP-7", "resolution")["name"], "Won't Do");
        assert_eq!(comments(&house, "SHOP-7").last().unwrap().1, "Not worth it.");
        assert_eq!(writes(&house), 1, "one request for all of it");
        // By its number the comment can be corrected.
        let id = field(&house, "SHOP-7", "comment")["comments"].as_array().unwrap().last().unwrap()["id"].clone();
        let edit = json!({"key": "SHOP-7", "comment": id, "body": "Not worth it now."});
        house.record("jira_edit_comment", edit).await;
    }
}

#[tokio::test]
async fn a_comment_that_jira_would_drop_comes_after_the_step() {
    for setup in [cloud(), data_center()] {
        let house = house(setup).await;
        let count = comments(&house, "SHOP-7").len();
        // No screen: no box for a comment.
        house.record(TOOL, json!({"key": "SHOP-7", "to": "In Progress", "comment": "Begun."})).await;
        assert_eq!(comments(&house, "SHOP-7").len(), count + 1);
        assert_eq!(writes(&house), 2);
        // Jira tells of a screen, and drops the comment all the same.
        let pretend = Fault::Change(Arc::new(|told: &mut Value| {
            for step in told["transitions"].as_array_mut().into_iter().flatten() {
                let field = json!({"required": false, "name": "Labels", "schema": {"type": "array", "items": "string", "system": "labels"}, "operations": ["add"]});
                step["fields"] = json!({"labels": field});
            }
        }));
        house.handle().misbehave(Rule::on("/transitions", pretend).method("GET"));
        house.record(TOOL, json!({"key": "SHOP-7", "to": "In Review", "comment": "Look."})).await;
        assert_eq!(comments(&house, "SHOP-7").len(), count + 2);
        // A screen without a box: Jira refuses the request, and nothing was done.
        house.handle().clear_faults();
        let off = json!({"errorMessages": [], "errors": {"comment": "Field 'comment' cannot be set. It is not on the appropriate screen, or unknown."}});
        let fault = Fault::Status {
            status: 400,
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: off.to_string(),
        };
        house.handle().misbehave(Rule::on("/transitions", fault).method("POST").times(1));
        // The same words as before are another comment here.
        let arguments = json!({"key": "SHOP-7", "to": "Done", "comment": "Begun.", "fields": ["Resolution: Done"]});
        house.record(TOOL, arguments).await;
        assert_eq!(comments(&house, "SHOP-7").len(), count + 3);
        assert_eq!(status(&house, "SHOP-7"), "Done");
    }
}

#[tokio::test]
async fn on_a_service_project_the_comment_is_internal_and_comes_after() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = house(setup).await;
        let arguments =
            json!({"key": "HELP-1", "to": "Resolved", "comment": "Refunded.", "fields": ["Resolution: Done"]});
        shown(&house, &format!("service_{dialect}"), arguments).await;
        let last = comments(&house, "HELP-1").pop().unwrap();
        assert_eq!(last.1, "Refunded.");
        let text = house.call("jira_get_issue", json!({"key": "HELP-1", "include": "comments"})).await.text;
        assert!(text.contains("internal"), "{text}");
        let step = house
            .handle()
            .requests()
            .into_iter()
            .find(|seen| seen.method == "POST" && seen.route().ends_with("/transitions"));
        assert!(!String::from_utf8_lossy(&step.unwrap().body).contains("Refunded"));
        // A service desk that refuses: the step stands, the comment is not posted any other way, and both are said.
        let refusal = Fault::Status {
            status: 403,
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: json!({"errorMessage": "You do not have a licence.", "i18nErrorMessage": {"i18nKey": "x", "parameters": []}}).to_string(),
        };
        house.handle().misbehave(Rule::on("/servicedeskapi/request", refusal));
        let count = comments(&house, "HELP-1").len();
        let arguments = json!({"key": "HELP-1", "to": "Closed", "comment": "Done with."});
        shown(&house, &format!("service_refused_{dialect}"), arguments).await;
        assert_eq!((status(&house, "HELP-1").as_str(), comments(&house, "HELP-1").len()), ("Closed", count));
    }
}

#[tokio::test]
async fn a_comment_that_fails_after_the_step_is_one_call_away() {
    for setup in [cloud(), data_center()] {
        let house = house(setup).await;
        let count = comments(&house, "SHOP-7").len();
        let down =
            Fault::Status { status: 500, headers: Vec::new(), content_type: "text/html".into(), body: "<p>".into() };
        house.handle().misbehave(Rule::on("/comment", down).method("POST"));
        let arguments = json!({"key": "SHOP-7", "to": "In Progress", "comment": "Begun."});
        let answer = shown(&house, "comment_failed", arguments.clone()).await;
        house.handle().clear_faults();
        // The same call again changes nothing and says what is left to do.
        let again = house.record(TOOL, arguments).await;
        assert!(again["warnings"][0].as_str().unwrap().contains("jira_add_comment"), "{again:?}");
        let next = &answer.structured.as_ref().unwrap()["error"]["next"];
        assert_eq!(next["tool"], "jira_add_comment");
        // It knows of the attempt: its outcome is unknown until it has settled.
        let answer = house.call("jira_add_comment", next["arguments"].clone()).await;
        assert_eq!(answer.structured.unwrap()["error"]["code"], "outcome_unknown");
        assert_eq!(comments(&house, "SHOP-7").len(), count);
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up() {
    let dropped = || Fault::Handled(Box::new(Fault::DropBeforeAnswer));
    for setup in [cloud, data_center] {
        // Jira took the step, comment and all.
        let house = house(setup()).await;
        house.handle().misbehave(Rule::on("/transitions", dropped()).method("POST").times(1));
        let arguments =
            json!({"key": "SHOP-7", "to": "Done", "comment": "Not worth it.", "fields": ["Resolution: Done"]});
        house.record(TOOL, arguments.clone()).await;
        let count = comments(&house, "SHOP-7").len();
        let again = house.record(TOOL, arguments).await;
        assert_eq!((&again["unchanged"], again.get("warnings").is_some()), (&json!(true), true), "fields are told of");
        assert_eq!(comments(&house, "SHOP-7").len(), count);
        assert!(!again["warnings"].to_string().contains("comment"), "{again:?}");
    }
    for setup in [cloud, data_center] {
        // Jira took nothing.
        let house = house(setup()).await;
        house.handle().misbehave(Rule::on("/transitions", Fault::DropBeforeAnswer).method("POST").times(1));
        let arguments = json!({"key": "SHOP-7", "to": "In Progress", "comment": "Begun."});
        shown(&house, "lost", arguments.clone()).await;
        assert_eq!(status(&house, "SHOP-7"), "To Do");
        house.record(TOOL, arguments).await;
        assert_eq!(comments(&house, "SHOP-7").last().unwrap().1, "Begun.");
    }
}

#[tokio::test]
async fn what_jira_did_otherwise_is_no_success() {
    for setup in [cloud(), data_center()] {
        let house = house(setup).await;
        // A rule of Jira's that moves the issue on, and one that takes a field away.
        let version = "Fix versions: (clear)";
        let on = Fault::Change(Arc::new(|issue: &mut Value| {
            if issue["fields"]["status"]["name"] == "Done" {
                issue["fields"]["fixVersions"] = json!([{"id": "1", "name": "x"}]);
            }
        }));
        house.handle().misbehave(Rule::on("/issue/SHOP-7?", on));
        let arguments = json!({"key": "SHOP-7", "to": "Done", "fields": ["Resolution: Done", version]});
        let error = house.error(TOOL, arguments).await;
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("conflict"), &json!("partial")), "{error}");
        assert_eq!(error["done"][0], "`SHOP-7` went from To Do to Done");

        house.handle().clear_faults();
        house.handle().set_status("SHOP-7", "To Do");
        let on = Fault::Change(Arc::new(|issue: &mut Value| {
            if issue["fields"]["status"]["name"] == "In Progress" {
                issue["fields"]["status"]["name"] = json!("In Review");
                issue["fields"]["status"]["id"] = json!("99999");
            }
        }));
        house.handle().misbehave(Rule::on("/issue/SHOP-7?", on));
        shown(&house, "moved_on", json!({"key": "SHOP-7", "to": "In Progress", "comment": "Begun."})).await;
    }
}

#[tokio::test]
async fn somebody_elses_step_in_between_is_told() {
    for setup in [cloud, data_center] {
        for (there, to, code) in
            [("In Progress", "In Progress", "conflict"), ("Done", "In Progress", "transition_not_allowed")]
        {
            let house = house(setup()).await;
            let handle = house.handle();
            // After the steps were listed, and before one is taken.
            let meanwhile = Fault::Change(Arc::new(move |_: &mut Value| {
                handle.set_status("SHOP-7", there);
            }));
            house.handle().misbehave(Rule::on("/transitions", meanwhile).method("GET").times(1));
            let arguments = json!({"key": "SHOP-7", "to": to, "comment": "Begun."});
            let count = comments(&house, "SHOP-7").len();
            let error = house.error(TOOL, arguments).await;
            assert_eq!((&error["code"], &error["side_effects"]), (&json!(code), &json!("none")), "{error}");
            assert_eq!(comments(&house, "SHOP-7").len(), count, "nothing is said of a step that was not taken");
        }
    }
}

#[tokio::test]
async fn the_gate_is_on_the_issue_as_read() {
    let house = cloud().projects(&["SHOP"]).open().await;
    let error = house.error(TOOL, json!({"key": "OPS-1", "to": "Done"})).await;
    assert_eq!(error["code"], "project_not_allowed");
    assert_eq!(writes(&house), 0);
    let house = cloud().open().await;
    let error = house.error(TOOL, json!({"key": "SHOP-99999", "to": "Done"})).await;
    assert_eq!(error["code"], "not_found_or_hidden");
}
