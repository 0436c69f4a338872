//! `jira_create_issue` against both dialects: what is made is what was asked for, once, and each refusal mends itself.

mod once;

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use mcp_server_jira::jira::Clock;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TOOL: &str = "jira_create_issue";

/// What small models put into arguments that they don't need.
const FILLERS: [&str; 7] = ["null", "\"none\"", "\"N/A\"", "\"\"", "[]", "{}", "0"];

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown().replace(house.site(), "https://SITE"));
    answer
}

fn posts(house: &House) -> usize {
    let sent = house.handle().requests();
    sent.iter().filter(|seen| seen.method == "POST" && seen.route().ends_with("/issue")).count()
}

fn both() -> [(Setup, &'static str); 2] {
    [(cloud(), "cloud"), (data_center(), "data_center")]
}

fn task(summary: &str) -> Value {
    json!({"project": "SHOP", "type": "Task", "summary": summary})
}

fn with(mut arguments: Value, name: &str, value: Value) -> Value {
    arguments[name] = value;
    arguments
}

fn key_of(answer: &Answer) -> String {
    assert!(!answer.is_error, "{}", answer.text);
    answer.structured.as_ref().unwrap()["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_issue_is_made_as_asked_and_told_as_jira_holds_it() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let plain = shown(&house, &format!("plain_{dialect}"), task("Pay by card")).await;
        assert_eq!(house.handle().issue(&key_of(&plain)).unwrap()["fields"]["summary"], "Pay by card");
        let full = json!({
            "project": "web shop", "type": "story", "summary": "Show the delivery day",
            "description": "As **customers** asked, see SHOP-1.\n\n- one\n- two\n\n@Jon Berg knows more.",
            "assignee": "jon berg", "priority": "high", "labels": ["delivery", "web"],
            "fields": ["Story Points: 5", "Fix versions: 2.2, 2.3", "Due date: 2026-07-01", "Severity: major",
                "Region: Europe > Norway", "Components: API", "Sprint: Sprint 5 (board Web)"],
        });
        let full = shown(&house, &format!("full_{dialect}"), full).await;
        let fields = house.handle().issue(&key_of(&full)).unwrap()["fields"].clone();
        assert_eq!(
            (&fields["assignee"]["displayName"], &fields["priority"]["name"]),
            (&json!("Jon Berg"), &json!("High"))
        );
        let description = fields["description"].to_string();
        match dialect {
            "cloud" => assert!(
                description.contains("inlineCard") && description.contains("\"type\":\"mention\""),
                "{description}"
            ),
            _ => assert!(description.contains("*customers*") && description.contains("[~jberg]"), "{description}"),
        }
    }
}

#[tokio::test]
async fn parents_are_sub_task_parents_and_epics() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let part = json!({"project": "SHOP", "type": "Sub-task", "summary": "A part", "parent": "shop-30"});
        let key = key_of(&shown(&house, &format!("sub_task_{dialect}"), part).await);
        assert_eq!(house.handle().issue(&key).unwrap()["fields"]["parent"]["key"], "SHOP-30");
        let mut epic = json!({"project": "SHOP", "type": "Epic", "summary": "Payments"});
        if dialect == "data_center" {
            epic["fields"] = json!(["Epic Name: Payments"]);
        }
        let epic = key_of(&house.call(TOOL, epic).await);
        let answer = house.call(TOOL, with(task("Below it"), "parent", json!(epic))).await;
        let set = &answer.structured.as_ref().unwrap()["set"];
        assert!(set.to_string().contains(&epic), "{set}");
        let missing = json!({"project": "SHOP", "type": "Sub-task", "summary": "A part"});
        shown(&house, &format!("sub_task_without_parent_{dialect}"), missing).await;
    }
}

#[tokio::test]
async fn fillers_change_nothing() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let held = async |answer: Answer| {
            let mut fields = house.handle().issue(&key_of(&answer)).unwrap()["fields"].clone();
            for own in [
                "created",
                "updated",
                "lastViewed",
                "summary",
                "customfield_10019",
                "watches",
                "votes",
                "comment",
                "worklog",
                "issuerestriction",
            ] {
                fields.as_object_mut().unwrap().remove(own);
            }
            fields.to_string()
        };
        let plain = held(house.call(TOOL, task("Without")).await).await;
        for filler in FILLERS {
            let value: Value = serde_json::from_str(filler).unwrap();
            let mut arguments = task(&format!("With {}", filler.replace(['"', '{', '}', '[', ']'], "_")));
            for name in ["description", "assignee", "priority", "labels", "parent", "fields"] {
                arguments[name] = value.clone();
            }
            assert_eq!(held(house.call(TOOL, arguments).await).await, plain, "{filler}");
        }
        let skipped = with(task("Skipped"), "fields", json!(["Severity: none", "Story Points: n/a", "Due date: null"]));
        let answer = house.call(TOOL, skipped).await;
        assert_eq!(
            answer.structured.as_ref().unwrap()["warnings"].as_array().map(Vec::len),
            Some(3),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn six_unusual_fields_are_given_on_the_second_call() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let arguments = json!({"project": "OPS", "type": "Compliance", "summary": "Yearly audit"});
        let answer = shown(&house, &format!("six_missing_{dialect}"), arguments.clone()).await;
        assert_eq!(posts(&house), 0, "nothing is sent");
        let error = answer.structured.as_ref().unwrap()["error"].clone();
        assert_eq!(error["code"], "missing_fields");
        // Only what stands in the error: a value that is usual, else allowed, else of the kind that it takes.
        let missing = error["fields"].as_object().unwrap();
        assert_eq!(missing.len(), 6, "{error}");
        let entries: Vec<String> = missing
            .iter()
            .map(|(name, field)| {
                let usual = field["usual"].as_object().and_then(|usual| usual.keys().next().cloned());
                let allowed = || field["allowed"][0].as_str().map(str::to_owned);
                let taken = || match field["takes"].as_str() {
                    Some(takes) if takes.contains("date") => "2026-07-01".to_owned(),
                    Some(takes) if takes.contains("number") => "1".to_owned(),
                    Some(takes) if takes.contains("person") => "me".to_owned(),
                    _ => "As agreed".to_owned(),
                };
                format!("{name}: {}", usual.or_else(allowed).unwrap_or_else(taken))
            })
            .collect();
        let made =
            shown(&house, &format!("six_given_{dialect}"), with(arguments.clone(), "fields", json!(entries))).await;
        key_of(&made);
        // Or from another issue, which the error names too.
        let like =
            error["fix"].as_str().unwrap().split("`like: ").nth(1).unwrap().split('`').next().unwrap().to_owned();
        let rest = entries.iter().filter(|entry| {
            let name = entry.split(": ").next().unwrap();
            missing[name].get("usual").is_none()
        });
        let entries: Vec<String> = rest.cloned().chain([format!("like: {like}")]).collect();
        let again = with(with(arguments, "fields", json!(entries)), "summary", json!("Next year's audit"));
        let answer = shown(&house, &format!("like_{dialect}"), again).await;
        key_of(&answer);
        assert!(answer.text.contains("copied from the other issue"), "{}", answer.text);
    }
}

#[tokio::test]
async fn every_problem_is_told_at_once_and_nothing_is_sent() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let wrong = json!({
            "project": "SHOP", "type": "Bug", "summary": "Wrong", "assignee": "Nobody Atall", "priority": "Urgent",
            "fields": ["Severity: Hihg", "Story Pionts: 5"],
        });
        shown(&house, &format!("many_wrong_{dialect}"), wrong).await;
        shown(&house, &format!("unknown_type_{dialect}"), json!({"project": "SHOP", "type": "Bgu", "summary": "x"}))
            .await;
        shown(&house, &format!("unknown_project_{dialect}"), json!({"project": "SHPO", "type": "Bug", "summary": "x"}))
            .await;
        shown(&house, &format!("missing_{dialect}"), json!({"project": "SHOP"})).await;
        assert_eq!(posts(&house), 0);
    }
}

#[tokio::test]
async fn what_jira_refuses_is_told_by_field() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let refusal = json!({"errorMessages": [], "errors": {"priority": "Priority can't be set today."}});
        house.handle().misbehave(Rule::on("/issue", Fault::json(400, &refusal)).method("POST"));
        let arguments = with(task("Refused"), "priority", json!("High"));
        shown(&house, &format!("refused_{dialect}"), arguments.clone()).await;
        house.handle().clear_faults();
        // Surely nothing was made, so the same call makes it.
        assert_eq!(house.record(TOOL, arguments).await["created"], true);
    }
}

/// Data Center indexes before it answers; Cloud does it later, and is asked to look at what was just written.
#[tokio::test]
async fn the_next_search_finds_what_was_made() {
    let house = cloud().open().await;
    house.handle().set_index_lag(Duration::from_secs(3_600));
    let key = key_of(&house.call(TOOL, task("Reconciled at once")).await);
    for jql in ["project = SHOP AND summary ~ Reconciled", "project = SHOP ORDER BY created DESC"] {
        let found = house.record("jira_search", json!({"jql": jql, "limit": 5})).await;
        assert!(found["rows"].to_string().contains(&key), "{jql}: {found:?}");
    }
    house.record("jira_update_issue", json!({"key": "SHOP-30", "summary": "Renamed at once"})).await;
    let found = house.record("jira_search", json!({"jql": "project = SHOP AND summary ~ Renamed"})).await;
    assert_eq!(found["rows"][0][0], "SHOP-30");
}

#[tokio::test]
async fn a_lost_answer_is_never_a_failure_with_nothing_done() {
    for (mut setup, dialect) in both() {
        // The time that passes is what settles an attempt.
        let began = Instant::now();
        setup = setup.settings(move |settings| {
            // Jira's clock stands still: what it makes must not look older than the attempt.
            let start = settings.clock.now() - Duration::from_secs(10);
            settings.clock = Clock::new(move || start + began.elapsed());
        });
        let house = setup.open().await;
        let before = house.handle().keys().len();
        // Made, and the answer lost: it is found.
        let drop = Fault::Handled(Box::new(Fault::DropBeforeAnswer));
        house.handle().misbehave(Rule::on("/issue", drop).method("POST").times(1));
        assert_eq!(house.record(TOOL, task("Made all the same")).await["created"], true);
        assert_eq!(house.handle().keys().len(), before + 1);
        let before = before + 1;
        let arguments = task("Cut off");
        house.handle().misbehave(Rule::on("/issue", Fault::DropBeforeAnswer).method("POST").times(1));
        let answer = house.call(TOOL, arguments.clone()).await;
        assert_eq!(house.handle().keys().len(), before);
        let wait = answer.structured.as_ref().unwrap()["error"]["retry_after_s"].as_u64().unwrap();
        // How long is left to wait is how long it took until here.
        let shown = answer.shown().replace(&format!("in {wait} s"), "in N s");
        let shown = shown.replace(&format!("\"retry_after_s\": {wait}"), "\"retry_after_s\": N");
        snapshot(TOOL, &format!("lost_{dialect}"), &shown);
        tokio::time::sleep(Duration::from_millis(wait * 10 + 50)).await;
        assert_eq!(house.record(TOOL, arguments).await["created"], true);
        assert_eq!(house.handle().keys().len(), before + 1);
    }
}

#[tokio::test]
async fn what_jira_does_not_keep_is_an_error_of_an_issue_that_exists() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let handle = house.handle();
        let rule = Fault::Change(Arc::new(move |told: &mut Value| {
            handle.set_field(told["key"].as_str().unwrap(), "priority", &json!({"name": "Low"})).unwrap();
        }));
        house.handle().misbehave(Rule::on("/issue", rule).method("POST"));
        let answer =
            shown(&house, &format!("not_kept_{dialect}"), with(task("Urgent"), "priority", json!("High"))).await;
        let error = &answer.structured.as_ref().unwrap()["error"];
        assert_eq!((&error["side_effects"], &error["retryable"]), (&json!("partial"), &json!(false)));
        assert!(error["done"][0].as_str().unwrap().ends_with(" created"));
    }
}

#[tokio::test]
async fn a_field_that_is_sent_as_an_argument_is_set_and_told() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let record = house
            .record(
                TOOL,
                json!({"project": "SHOP", "type": "Story", "title": "Pay", "due_date": "2026-12-01", "components": "API",
                    "epic": "SHOP-2", "story_points": 3}),
            )
            .await;
        let told = house.call("jira_get_issue", json!({"key": record["key"], "include": ["all_fields"]})).await;
        let text = told.text;
        for held in ["2026-12-01", "API", "SHOP-2", "Story Points: 3"] {
            assert!(text.contains(held), "{held}: {text}");
        }
        assert_eq!(record["warnings"].as_array().unwrap().len(), 3, "{record:?}");
        // What no field is called is refused as before, with nothing made.
        let error =
            house.error(TOOL, json!({"project": "SHOP", "type": "Task", "summary": "x", "dry_run": true})).await;
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("unknown_name"), &json!("none")));
    }
}

#[tokio::test]
async fn an_issue_that_can_not_be_read_again_is_told_as_made() {
    let house = cloud().open().await;
    house.handle().misbehave(Rule::on("/issue/SHOP-", Fault::ServiceUnavailable(None)).method("GET"));
    let record = house.record(TOOL, task("Unread")).await;
    assert_eq!((&record["created"], record.get("set")), (&json!(true), None));
    assert!(record["warnings"][0].as_str().unwrap().contains("could not be read again"));
}

#[tokio::test]
async fn a_customer_sees_what_is_created_for_them() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let arguments =
            json!({"project": "HELP", "type": "Service Request", "summary": "New laptop", "description": "Please."});
        let answer = shown(&house, &format!("service_{dialect}"), arguments).await;
        assert!(answer.text.contains("the customer sees"), "{}", answer.text);
    }
}

#[tokio::test]
async fn other_projects_are_refused_and_the_only_one_is_usual() {
    for (setup, dialect) in both() {
        let house = setup.projects(&["SHOP"]).open().await;
        shown(
            &house,
            &format!("other_project_{dialect}"),
            json!({"project": "OPS", "type": "Aufgabe", "summary": "x"}),
        )
        .await;
        let error = house.error(TOOL, with(task("x"), "parent", json!("OPS-1"))).await;
        assert_eq!(error["code"], "project_not_allowed", "{error}");
        assert_eq!(posts(&house), 0);
        for project in [json!(""), json!(null), json!("none")] {
            let arguments = json!({"project": project, "type": "Task", "summary": format!("Usual {project}")});
            assert!(house.record(TOOL, arguments).await["key"].as_str().unwrap().starts_with("SHOP-"));
        }
        // Of an issue elsewhere not even a link is made.
        let record = house.record(TOOL, with(task("Named"), "description", json!("See OPS-1 and SHOP-1."))).await;
        let description =
            house.handle().issue(record["key"].as_str().unwrap()).unwrap()["fields"]["description"].to_string();
        assert!(!description.contains("browse/OPS-1"), "{description}");
    }
}

#[tokio::test]
async fn read_only_sends_nothing() {
    let house = Setup { read_only: true, ..cloud() }.open().await;
    let error = house.error(TOOL, task("x")).await;
    assert_eq!(error["code"], "read_only");
    assert!(house.handle().requests().is_empty());
}
