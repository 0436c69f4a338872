//! Texts that Jira refuses although they are as its editor writes them: the error alone leads to one that it takes.

use crate::support::{Answer, House, cloud, data_center, snapshot};
use serde_json::{Value, json};

const TEXT: &str = "Before.\n\n| Card | State |\n| --- | --- |\n| Visa | **done** |\n\n:::info\nMind the gap.\n:::\n\n- [ ] try it\n- [x] pay";

/// One call of each tool that writes a text, the argument with the text, and where Jira then holds it.
fn calls() -> Vec<(&'static str, Value, &'static str)> {
    let done = json!(["Resolution: Done"]);
    vec![
        ("jira_create_issue", json!({"project": "SHOP", "type": "Task", "summary": "Pay"}), "description"),
        ("jira_update_issue", json!({"key": "SHOP-30"}), "description"),
        ("jira_transition_issue", json!({"key": "SHOP-7", "to": "Done", "fields": done}), "comment"),
        ("jira_add_comment", json!({"key": "SHOP-31"}), "body"),
        ("jira_edit_comment", json!({"key": "SHOP-5", "comment": "last"}), "body"),
    ]
}

/// What Jira holds: the description, or the newest comment.
fn held(house: &House, answer: &Answer, argument: &str) -> Value {
    let key = answer.structured.as_ref().unwrap()["key"].as_str().unwrap();
    let fields = house.handle().issue(key).unwrap()["fields"].clone();
    if argument == "description" {
        return fields["description"].clone();
    }
    let comments = fields["comment"]["comments"].as_array().unwrap();
    comments
        .iter()
        .find(|one| one["body"].to_string().contains("Visa"))
        .map(|one| one["body"].clone())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_text_that_this_site_can_not_hold_is_offered_without_what_is_rare() {
    for (tool, mut arguments, argument) in calls() {
        let house = cloud().open().await;
        house.handle().refuse_nodes(&["table", "panel", "taskList"]);
        arguments[argument] = json!(TEXT);
        let answer = house.call(tool, arguments).await;
        assert!(answer.is_error, "{}", answer.text);
        snapshot(tool, "refused_text", &answer.shown());
        let error = &answer.structured.as_ref().unwrap()["error"];
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("invalid_argument"), &json!("none")));
        for kind in ["table", "panel", "taskList"] {
            assert!(error["message"].as_str().unwrap().contains(&format!("`{kind}`")), "{error}");
        }
        let worked = house.call(tool, House::mended(&answer)).await;
        assert!(!worked.is_error, "{tool}: {}", worked.text);
        let told = held(&house, &worked, argument).to_string();
        for words in ["Visa", "done", "Mind the gap.", "try it", "pay"] {
            assert!(told.contains(words), "{tool}: {told}");
        }
    }
}

/// A rich field stands in `fields`, and goes back with all of them; an edit stays an edit.
#[tokio::test]
async fn an_entry_and_an_edit_are_offered_in_their_own_form() {
    let house = cloud().open().await;
    house.handle().refuse_nodes(&["taskList"]);
    let fields = json!(["Severity: Minor", "Release notes: - [ ] try it"]);
    let answer = house.call("jira_update_issue", json!({"key": "SHOP-30", "fields": fields})).await;
    let entry = &answer.structured.as_ref().unwrap()["error"]["fields"]["Release notes"];
    let send = entry["send"].clone();
    assert_eq!(send, json!(["Severity: Minor", "Release notes: - \u{2610} try it"]), "{}", answer.text);
    house.record("jira_update_issue", json!({"key": "SHOP-30", "fields": send})).await;
    let edit = json!({"key": "SHOP-1", "description": {"append": "- [x] paid"}});
    let before = house.handle().issue("SHOP-1").unwrap()["fields"]["description"]["content"].clone();
    // What is stored already may be what is refused; of that the text says nothing.
    house.handle().refuse_nodes(&["taskItem"]);
    let answer = house.call("jira_update_issue", edit).await;
    let told = answer.structured.as_ref().unwrap()["error"].clone();
    if told["code"] == "invalid_argument" {
        assert!(told["fields"]["description"]["send"].as_str().unwrap().contains("\"append\""), "{told}");
    }
    assert_eq!(house.handle().issue("SHOP-1").unwrap()["fields"]["description"]["content"], before);
}

#[tokio::test]
async fn what_is_too_long_is_said_to_be_and_shorter_works() {
    for setup in [cloud, data_center] {
        for (tool, mut arguments, argument) in calls() {
            let house = setup().open().await;
            house.handle().limit_bodies(Some(2_000));
            arguments[argument] = json!("word ".repeat(1_000));
            let answer = house.call(tool, arguments.clone()).await;
            let error = &answer.structured.as_ref().unwrap()["error"];
            assert_eq!(
                (&error["code"], &error["side_effects"]),
                (&json!("too_large"), &json!("none")),
                "{tool} {error}"
            );
            assert_eq!(error["fields"][argument]["takes"], "a shorter text", "{tool}");
            arguments[argument] = json!("word");
            house.record(tool, arguments).await;
        }
    }
}
