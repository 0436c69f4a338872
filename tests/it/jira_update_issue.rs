//! `jira_update_issue` against both dialects: each field before and after, and nothing that was not asked for.

mod above;
mod texts;
mod values;

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Map, Value, json};
use std::sync::Arc;

const TOOL: &str = "jira_update_issue";

/// What small models put into arguments that they don't need.
const FILLERS: [&str; 7] = ["null", "\"none\"", "\"N/A\"", "\"\"", "[]", "{}", "0"];

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown().replace(house.site(), "https://SITE"));
    answer
}

fn both() -> [(Setup, &'static str); 2] {
    [(cloud(), "cloud"), (data_center(), "data_center")]
}

fn fields(house: &House, key: &str) -> Map<String, Value> {
    house.handle().issue(key).unwrap()["fields"].as_object().unwrap().clone()
}

/// The requests to an issue since the log was emptied.
fn asked(house: &House, key: &str) -> Vec<String> {
    let ours = |path: &str| path.ends_with(&format!("/issue/{key}"));
    let requests = house.handle().requests();
    requests.iter().filter(|seen| ours(seen.route())).map(|seen| seen.method.clone()).collect()
}

fn writes(house: &House) -> usize {
    house.handle().requests().iter().filter(|seen| seen.method != "GET").count()
}

#[tokio::test]
async fn each_field_is_told_before_and_after_with_three_requests() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        house.record(TOOL, json!({"key": "SHOP-30", "priority": "Low"})).await;
        house.handle().clear_requests();
        let arguments = json!({
            "key": "shop-30", "summary": "A better name", "assignee": "me", "priority": "highest",
            "fields": ["Due date: 2026-08-01", "Story Points: 8"],
        });
        shown(&house, &format!("changed_{dialect}"), arguments.clone()).await;
        assert_eq!(asked(&house, "SHOP-30"), ["GET", "PUT", "GET"]);
        let held = fields(&house, "SHOP-30");
        assert_eq!((&held["summary"], &held["duedate"]), (&json!("A better name"), &json!("2026-08-01")));
        // Once more: all of it is so already.
        house.handle().clear_requests();
        let answer = shown(&house, &format!("unchanged_{dialect}"), arguments).await;
        assert_eq!(answer.structured.unwrap()["changed"], json!({}));
        assert_eq!(asked(&house, "SHOP-30"), ["GET"]);
    }
}

#[tokio::test]
async fn fillers_change_nothing_but_what_was_meant() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let before = fields(&house, "SHOP-30");
        for filler in FILLERS {
            let value: Value = serde_json::from_str(filler).unwrap();
            let mut arguments = json!({"key": "SHOP-30"});
            for name in ["summary", "description", "assignee", "priority", "labels", "parent", "fields"] {
                arguments[name] = value.clone();
            }
            let error = house.error(TOOL, arguments.clone()).await;
            assert_eq!(error["code"], "invalid_argument");
            assert!(error["fix"].as_str().unwrap().contains("(clear)"), "{error}");
            for (name, meant) in [("priority", "Lowest"), ("summary", "Meant"), ("assignee", "Jon Berg")] {
                let mut arguments = arguments.clone();
                arguments[name] = meant.into();
                house.record(TOOL, arguments).await;
                let after = fields(&house, "SHOP-30");
                for (id, value) in &before {
                    if !["priority", "summary", "assignee", "updated"].contains(&id.as_str()) {
                        assert_eq!(Some(value), after.get(id), "{filler}: {id}");
                    }
                }
            }
        }
        shown(&house, &format!("nothing_to_do_{dialect}"), json!({"key": "SHOP-30", "labels": []})).await;
        let skipped = json!({"key": "SHOP-30", "fields": ["Browsers: none", "Due date: n/a"]});
        assert_eq!(house.error(TOOL, skipped).await["code"], "invalid_argument");
    }
}

#[tokio::test]
async fn lists_are_added_to_and_removed_from_beside_another_writer() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let set = |field: &str, value: Value| house.handle().set_field("SHOP-30", field, &value).unwrap();
        set("labels", json!(["old", "kept"]));
        set("components", json!([{"name": "API"}]));
        // Between our read and our write somebody else adds a label.
        let handle = house.handle();
        let other = Fault::Change(Arc::new(move |_: &mut Value| {
            handle.set_field("SHOP-30", "labels", &json!(["old", "kept", "theirs"])).unwrap();
        }));
        house.handle().misbehave(Rule::on("/issue/SHOP-30", other).method("GET").times(1));
        let arguments = json!({"key": "SHOP-30", "labels": ["new", "-old"], "fields": ["Components: Search"]});
        shown(&house, &format!("lists_{dialect}"), arguments).await;
        let held = fields(&house, "SHOP-30");
        assert_eq!(held["labels"], json!(["kept", "theirs", "new"]));
        assert_eq!(held["components"].as_array().unwrap().len(), 2);
        let replaced = json!({"key": "SHOP-30", "labels": ["=only"], "fields": ["Components: =Checkout, API", "Browsers: Firefox"]});
        shown(&house, &format!("replaced_{dialect}"), replaced).await;
        assert_eq!(fields(&house, "SHOP-30")["labels"], json!(["only"]));
    }
}

/// Every kind of list, each with somebody else who adds to it between our read and our write.
#[tokio::test]
async fn every_list_is_changed_by_what_is_added_and_removed() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let people = |names: &[&str]| -> Value {
            let id = |name: &&str| match dialect {
                "cloud" => json!({"accountId": house.handle().account_id(name).unwrap()}),
                _ => json!({"name": name}),
            };
            names.iter().map(id).collect()
        };
        let named = |names: &[&str]| -> Value { names.iter().map(|name| json!({"name": name})).collect() };
        let options = |names: &[&str]| -> Value { names.iter().map(|name| json!({"value": name})).collect() };
        let plain = |names: &[&str]| -> Value { json!(names) };
        // Field, how it is written, what it holds, what somebody else adds, what is added to it here.
        type Words = &'static str;
        type List<'a> = (Words, Words, &'a dyn Fn(&[&str]) -> Value, [Words; 2], Words, Words);
        let lists: [List<'_>; 6] = [
            ("labels", "Labels", &plain, ["a", "b"], "c", "d"),
            ("customfield_10053", "Customer tags", &plain, ["a", "b"], "c", "d"),
            ("components", "Components", &named, ["API", "Search"], "Accounts", "Checkout"),
            ("fixVersions", "Fix versions", &named, ["2.1", "2.2"], "2.3", "Later"),
            ("customfield_10043", "Browsers", &options, ["Chrome", "Edge"], "Firefox", "Safari"),
            ("customfield_10048", "Stakeholders", &people, ["asilva", "jberg"], "rvale", "Priya Shah"),
        ];
        for (id, name, wire, [kept, removed], theirs, added) in lists {
            let set = |values: &[&str]| house.handle().set_field("SHOP-1", id, &wire(values)).unwrap();
            let shown = || fields(&house, "SHOP-1")[id].as_array().cloned().unwrap_or_default();
            set(&[kept, removed]);
            let old = shown();
            set(&[kept, removed, theirs]);
            let with_theirs = shown();
            set(&[kept, removed]);
            let (handle, all) = (house.handle(), wire(&[kept, removed, theirs]));
            let other = Fault::Change(Arc::new(move |_: &mut Value| handle.set_field("SHOP-1", id, &all).unwrap()));
            house.handle().misbehave(Rule::on("/issue/SHOP-1", other).method("GET").times(1));
            let removed = if id == "customfield_10048" { "Jon Berg" } else { removed };
            let arguments = json!({"key": "SHOP-1", "fields": [format!("{name}: {added}, -{removed}")]});
            let answer = house.call(TOOL, arguments).await;
            assert!(!answer.is_error, "{dialect} {name}: {}", answer.text);
            let held = shown();
            assert_eq!(held.len(), 3, "{dialect} {name}: {held:?}");
            assert!(held.contains(&old[0]) && !held.contains(&old[1]), "{dialect} {name}: {held:?}");
            assert!(held.contains(with_theirs.last().unwrap()), "{dialect} {name}: theirs is gone: {held:?}");
            // All that it then holds is what is asked for.
            let replaced = json!({"key": "SHOP-1", "fields": [format!("{name}: ={added}")]});
            house.record(TOOL, replaced).await;
            assert_eq!(shown().len(), 1, "{dialect} {name}");
        }
    }
}

#[tokio::test]
async fn fields_are_emptied_only_by_the_word_for_it() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        house.record(TOOL, json!({"key": "SHOP-30", "assignee": "me", "labels": ["x"], "fields": ["Due date: 2026-08-01", "Severity: Minor"]})).await;
        let arguments = json!({
            "key": "SHOP-30", "assignee": "unassigned",
            "fields": ["Due date: (clear)", "Labels: (clear)", "Severity: (clear)"],
        });
        shown(&house, &format!("cleared_{dialect}"), arguments).await;
        let held = fields(&house, "SHOP-30");
        for id in ["assignee", "duedate"] {
            assert!(held.get(id).is_none_or(Value::is_null), "{id}: {}", held[id]);
        }
        for arguments in [
            json!({"key": "SHOP-30", "description": "(clear)"}),
            json!({"key": "SHOP-30", "fields": ["Summary: (clear)"]}),
        ] {
            let error = house.error(TOOL, arguments.clone()).await;
            assert_eq!(error["side_effects"], "none", "{arguments}");
        }
    }
}

#[tokio::test]
async fn an_issue_goes_below_another_and_out_again() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let epic = house.record("jira_search", json!({"jql": "project = SHOP AND issuetype = Epic", "limit": 1})).await;
        let epic = epic["rows"][0][0].as_str().unwrap().to_owned();
        let answer = house.call(TOOL, json!({"key": "SHOP-30", "parent": epic})).await;
        assert!(answer.text.contains(&format!("\"after\":\"{epic}\"")), "{}", answer.text);
        let name = answer.structured.unwrap()["changed"].as_object().unwrap().keys().next().unwrap().clone();
        shown(
            &house,
            &format!("out_of_epic_{dialect}"),
            json!({"key": "SHOP-30", "fields": [format!("{name}: (clear)")]}),
        )
        .await;
    }
}

#[tokio::test]
async fn every_problem_is_told_at_once_and_nothing_is_sent() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let wrong = json!({
            "key": "SHOP-1", "priority": "Urgent", "assignee": "Nobody Atall", "labels": ["-nothing here"],
            "fields": ["Severity: Hihg", "Story Pionts: 5", "Status: Done"],
        });
        shown(&house, &format!("many_wrong_{dialect}"), wrong).await;
        shown(&house, &format!("hidden_{dialect}"), json!({"key": "SHOP-99999", "priority": "High"})).await;
        assert_eq!(writes(&house), 0);
    }
}

#[tokio::test]
async fn what_jira_refuses_drops_or_does_not_answer() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let put = |fault: Fault| Rule::on("/issue/SHOP-30", fault).method("PUT").times(1);
        let refusal = json!({"errorMessages": [], "errors": {"priority": "Priority can't be set today."}});
        house.handle().misbehave(put(Fault::json(400, &refusal)));
        house.handle().set_field("SHOP-30", "priority", &json!({"name": "Medium"})).unwrap();
        let arguments = json!({"key": "SHOP-30", "priority": "High", "fields": ["Due date: 2026-08-01"]});
        shown(&house, &format!("refused_{dialect}"), arguments.clone()).await;
        // Jira says yes and keeps nothing, as a rule of a workflow makes it.
        let yes = Fault::Status {
            status: 204,
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: String::new(),
        };
        house.handle().misbehave(put(yes));
        let answer = shown(&house, &format!("dropped_{dialect}"), arguments.clone()).await;
        assert_eq!(answer.structured.unwrap()["error"]["side_effects"], "partial");
        // The answer is lost, before the change and after it.
        house.handle().misbehave(put(Fault::DropBeforeAnswer));
        let answer = shown(&house, &format!("lost_{dialect}"), arguments.clone()).await;
        assert_eq!(answer.structured.unwrap()["error"]["side_effects"], "possible");
        house.handle().misbehave(put(Fault::Handled(Box::new(Fault::DropBeforeAnswer))));
        let record = house.record(TOOL, arguments).await;
        assert_eq!(record["changed"]["Priority"], json!({"before": "Medium", "after": "High"}));
    }
}

#[tokio::test]
async fn what_may_not_be_touched_is_not() {
    for (setup, dialect) in both() {
        let house = setup.projects(&["SHOP"]).open().await;
        shown(&house, &format!("other_project_{dialect}"), json!({"key": "OPS-1", "priority": "High"})).await;
        let error = house.error(TOOL, json!({"key": "SHOP-30", "parent": "OPS-1"})).await;
        assert_eq!(error["code"], "project_not_allowed", "{error}");
        let gone = house.handle().move_issue("SHOP-31", "OPS").unwrap();
        let error = house.error(TOOL, json!({"key": "SHOP-31", "priority": "High"})).await;
        assert_eq!(error["code"], "project_not_allowed", "{error}");
        assert!(!error.to_string().contains(&gone));
        assert_eq!(writes(&house), 0);
        // An old key of an issue that is here now.
        let record = house.record(TOOL, json!({"key": "OPS-99", "priority": "Lowest"})).await;
        assert_eq!(record["key"], "SHOP-19");
    }
}

#[tokio::test]
async fn what_is_above_is_set_by_any_of_its_names_and_another_tools_fields_lead_there() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        for line in ["Parent: SHOP-2", "Epic Link: SHOP-23", "epic: SHOP-2"] {
            let record = house.record(TOOL, json!({"key": "SHOP-30", "fields": [line]})).await;
            assert!(record["changed"].to_string().contains(line.split(": ").nth(1).unwrap()), "{line}: {record:?}");
        }
        for (line, tool) in [
            ("Comment: hi", "jira_add_comment"),
            ("Linked Issues: SHOP-3", "jira_link_issues"),
            ("Resolution: Done", "jira_transition_issue"),
            ("Status: In Progress", "jira_transition_issue"),
        ] {
            let error = house.error(TOOL, json!({"key": "SHOP-30", "fields": [line]})).await;
            assert!(error["fix"].as_str().unwrap().contains(tool) && error["retryable"] == true, "{line}: {error}");
        }
    }
}
