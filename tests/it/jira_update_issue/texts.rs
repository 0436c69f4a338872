//! Descriptions: an edit leaves every other node as it is stored, and never takes what somebody else wrote.

use super::{TOOL, asked, both, fields, shown};
use crate::support::House;
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Arc;

/// Issues whose descriptions hold what Markdown can't say.
const KEYS: [&str; 6] = ["SHOP-1", "SHOP-2", "SHOP-3", "SHOP-4", "SHOP-9", "SHOP-14"];

/// A stored description as a list of its blocks: nodes, or lines of markup.
fn blocks(house: &House, key: &str) -> Vec<String> {
    match &fields(house, key)["description"] {
        Value::String(markup) => markup.lines().map(str::to_owned).collect(),
        document => document["content"].as_array().unwrap().iter().map(Value::to_string).collect(),
    }
}

/// The description as it was shown, fence and all.
async fn markdown(house: &House, key: &str) -> String {
    let text = house.call("jira_get_issue", json!({"key": key})).await.text;
    let (_, from) = text.split_once("description:\n").unwrap();
    let marker = from.split(['<', '>', ' ']).find(|word| word.len() == 6).unwrap();
    let end = format!("<<end {marker}>>");
    format!("{}{end}", from.split(&end).next().unwrap())
}

#[tokio::test]
async fn an_edit_leaves_all_other_nodes_as_they_are_stored() {
    for (setup, _) in both() {
        let house = setup.open().await;
        for key in KEYS {
            let before = blocks(&house, key);
            let update = async |edit: Value| house.record(TOOL, json!({"key": key, "description": edit})).await;
            update(json!({"append": "At the **end**."})).await;
            let after = blocks(&house, key);
            assert_eq!(after[..before.len()], before[..], "{key}");
            assert!(after.last().unwrap().contains("end"), "{key}: {after:?}");
            update(json!("{\"prepend\": \"At the start.\"}")).await;
            let both_ends = blocks(&house, key);
            assert_eq!(both_ends[both_ends.len() - after.len()..], after[..], "{key}");
            update(json!({"replace": "At the start.", "with": "At the very start."})).await;
            let replaced = blocks(&house, key);
            assert_eq!(replaced[1..], both_ends[1..], "{key}");
            assert!(replaced[0].contains("At the very start."), "{key}: {}", replaced[0]);
        }
    }
}

#[tokio::test]
async fn what_is_sent_back_as_it_was_shown_changes_nothing() {
    for (setup, _) in both() {
        let house = setup.open().await;
        // SHOP-9 is too long to be shown whole.
        for key in KEYS.into_iter().filter(|key| *key != "SHOP-9") {
            let before = fields(&house, key)["description"].clone();
            let shown = markdown(&house, key).await;
            house.handle().clear_requests();
            let record = house.record(TOOL, json!({"key": key, "description": shown})).await;
            assert!(record.contains_key("unchanged"), "{key}: {record:?}\n{shown}");
            assert_eq!((&record["changed"], &record["unchanged"]), (&json!({}), &json!(["Description"])), "{key}");
            assert_eq!(asked(&house, key), ["GET"], "{key}");
            assert_eq!(fields(&house, key)["description"], before, "{key}");
        }
    }
}

#[tokio::test]
async fn a_text_that_would_lose_something_is_refused_with_both_ways_on() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let before = fields(&house, "SHOP-3")["description"].clone();
        let arguments = json!({"key": "SHOP-3", "description": "Only this."});
        let answer = shown(&house, &format!("would_lose_{dialect}"), arguments).await;
        assert_eq!(answer.structured.as_ref().unwrap()["error"]["code"], "conflict");
        assert_eq!(fields(&house, "SHOP-3")["description"], before);
        // One of the ways, as the error gives it.
        let record = house.record(TOOL, House::mended(&answer)).await;
        assert_eq!(record["changed"]["Description"]["after"], "Only this.");
    }
}

#[tokio::test]
async fn a_passage_must_be_there_once() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let replace = |passage: &str| json!({"key": "SHOP-30", "description": {"replace": passage, "with": "Third"}});
        for (case, passage) in [("absent", "*first* LINE  here"), ("twice", "line")] {
            let text = json!({"set": "First line here.\n\nSecond line there."});
            house.record(TOOL, json!({"key": "SHOP-30", "description": text})).await;
            let answer = shown(&house, &format!("passage_{case}_{dialect}"), replace(passage)).await;
            assert!(answer.is_error);
            house.record(TOOL, House::mended(&answer)).await;
        }
    }
}

/// What is sent because an error says so takes the place of nothing but the words that were meant.
#[tokio::test]
async fn a_passage_that_is_not_there_costs_no_other_words() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let text = "1. Open the cart\n2. The button **Pay now** stays grey, whatever is clicked\n3. Close it";
        house.record(TOOL, json!({"key": "SHOP-30", "description": {"set": text}})).await;
        let replace = |passage: &str| {
            let edit = json!({"replace": passage, "with": "The button **Pay** is grey"});
            json!({"key": "SHOP-30", "description": edit})
        };
        let answer = house.call(TOOL, replace("The button is grey, whatever is pressed")).await;
        let error = &answer.structured.as_ref().unwrap()["error"];
        assert!(!error.to_string().contains("\"send\""), "{error}");
        assert!(error["fix"].as_str().unwrap().contains("`2. The button **Pay now** stays grey"), "{error}");
        assert_eq!(error["next"], json!({"tool": "jira_get_issue", "arguments": {"key": "SHOP-30"}}));
        let error = house.error(TOOL, replace("Nothing of the kind")).await;
        assert!(!error.to_string().contains("Open the cart"), "{error}");
        let answer = house.call(TOOL, replace("The button *Pay now* stays grey")).await;
        house.record(TOOL, House::mended(&answer)).await;
        let shown = markdown(&house, "SHOP-30").await;
        let whole = text.replace("The button **Pay now** stays grey", "The button **Pay** is grey");
        assert!(shown.contains(&whole), "{shown}");
    }
}

#[tokio::test]
async fn a_description_that_somebody_else_changed_is_not_overwritten() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let theirs = match dialect {
            "cloud" => json!({"type": "doc", "version": 1, "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "Theirs."}]}]}),
            _ => json!("Theirs."),
        };
        let (handle, text) = (house.handle(), theirs.clone());
        let other = Fault::Change(Arc::new(move |_: &mut Value| {
            handle.set_field("SHOP-1", "description", &text).unwrap();
        }));
        house.handle().misbehave(Rule::on("/issue/SHOP-1", other).method("GET").times(1));
        let arguments = json!({"key": "SHOP-1", "description": {"append": "Ours."}});
        shown(&house, &format!("conflict_{dialect}"), arguments.clone()).await;
        assert_eq!(fields(&house, "SHOP-1")["description"], theirs);
        // The same edit of what is there now.
        house.record(TOOL, arguments).await;
        let held = fields(&house, "SHOP-1")["description"].to_string();
        assert!(held.contains("Theirs.") && held.contains("Ours."), "{held}");
    }
}

#[tokio::test]
async fn people_are_mentioned_only_by_names_that_are_theirs() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let text = "@Ana Silva and @Jon and @Nobody Atall, `@Ana Silva`, ana.silva@example.com, UTF-8";
        let answer =
            shown(&house, &format!("mentions_{dialect}"), json!({"key": "SHOP-30", "description": {"set": text}}))
                .await;
        assert!(answer.text.contains("`@Nobody` mentions nobody"), "{}", answer.text);
        let held = fields(&house, "SHOP-30")["description"].to_string();
        let mentions = held.matches(if dialect == "cloud" { "\"type\":\"mention\"" } else { "[~" }).count();
        assert!(mentions >= 1 && !held.contains("UTF-8\",\"marks"), "{held}");
    }
}
