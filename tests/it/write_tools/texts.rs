//! Texts that Jira refuses although they are as its editor writes them: the error alone leads to one that it takes.

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
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

/// A document as Cloud stores it, as an object and as a text, in both dialects.
#[tokio::test]
async fn a_document_is_taken_wherever_a_text_is() {
    let document = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [
        {"type": "text", "text": "Visa "}, {"type": "text", "text": "done", "marks": [{"type": "strong"}]}
    ]}]});
    for (setup, stored) in [(cloud as fn() -> Setup, "\"marks\":[{\"type\":\"strong\"}]"), (data_center, "Visa *done*")]
    {
        for (tool, arguments, argument) in calls() {
            for sent in [document.clone(), json!(document.to_string())] {
                let house = setup().open().await;
                let mut arguments = arguments.clone();
                arguments[argument] = sent;
                let answer = house.call(tool, arguments).await;
                assert!(!answer.is_error, "{tool}: {}", answer.text);
                let held = held(&house, &answer, argument).to_string();
                assert!(held.contains(stored) && !held.contains("\\\"doc"), "{tool}: {held}");
            }
        }
        // One that Jira would not take is not repeated.
        let house = setup().open().await;
        let wrong = json!({"type": "paragraph", "content": [{"type": "text", "text": "word ".repeat(500)}]});
        let answer = house.call("jira_update_issue", json!({"key": "SHOP-30", "description": wrong})).await;
        assert!(answer.is_error && answer.text.len() < 1_500, "{}", answer.text);
    }
}

/// People are notified: whoever writes is told whom.
#[tokio::test]
async fn whom_a_text_mentions_is_listed() {
    for setup in [cloud, data_center] {
        for (tool, mut arguments, argument) in calls() {
            let house = setup().open().await;
            arguments[argument] = json!("Visa for @Priya Shah and @priya");
            let record = house.record(tool, arguments).await;
            assert_eq!(record["mentioned"], json!(["Priya Shah"]), "{tool}: {record:?}");
        }
    }
}

/// What only begins like an edit overwrites nothing.
#[tokio::test]
async fn an_edit_that_can_not_be_read_changes_nothing() {
    for setup in [cloud, data_center] {
        let house = setup().open().await;
        let before = house.handle().issue("SHOP-1").unwrap()["fields"]["description"].clone();
        for sent in ["{append: hello}", "{\"append\": \"hello}", "{\"append\":\"a\",\"note\":\"b\"}"] {
            let error = house.error("jira_update_issue", json!({"key": "SHOP-1", "description": sent})).await;
            assert_eq!(error["code"], "invalid_argument", "{error}");
            assert!(error["fix"].as_str().unwrap().contains("`{\"append\": \"…\"}`"), "{error}");
        }
        assert_eq!(house.handle().issue("SHOP-1").unwrap()["fields"]["description"], before);
        let sent = json!({"key": "SHOP-1", "description": "{'append': 'hello'}"});
        house.record("jira_update_issue", sent).await;
        let after = house.handle().issue("SHOP-1").unwrap()["fields"]["description"].to_string();
        assert!(
            after.contains("hello") && !after.contains("append") && after.len() > before.to_string().len(),
            "{after}"
        );
    }
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

/// How much is too much, where Jira names its limit.
#[tokio::test]
async fn what_is_too_long_by_a_limit_that_is_known_is_counted() {
    for setup in [cloud, data_center] {
        for (tool, mut arguments, argument) in calls() {
            let house = setup().open().await;
            arguments[argument] = json!("word ".repeat(6_600));
            let answer = house.call(tool, arguments).await;
            let error = &answer.structured.as_ref().unwrap()["error"];
            assert_eq!(
                (&error["code"], &error["side_effects"]),
                (&json!("too_large"), &json!("none")),
                "{tool} {error}"
            );
            assert!(
                error["message"].as_str().unwrap().contains("32999 characters, 232 more than the 32767"),
                "{error}"
            );
            assert!(answer.text.len() < 1_500, "{error}");
        }
    }
}
