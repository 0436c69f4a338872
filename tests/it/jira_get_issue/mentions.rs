//! Names of those whom a text mentions.

use super::TOOL;
use crate::support::{House, cloud, data_center};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::json;

/// SHOP-2 has nobody of them on it, and Robin Vale asks.
#[tokio::test]
async fn whoever_is_mentioned_has_a_name_for_one_request_at_most() {
    let wiki = |names: &[&str]| json!(names.iter().map(|name| format!("[~{name}] ")).collect::<String>());
    for (names, shown, requests) in [
        (["rvale"].as_slice(), "@Robin Vale", 0),
        (&["kmuller"], "@Katrin Müller", 1),
        (&["kmuller", "jberg", "kmuller"], "@Katrin Müller @Jon Berg @Katrin Müller", 1),
        // Who left can't be given work, so that no list of one request has him.
        (&["mokafor", "jberg"], "[~mokafor] @Jon Berg", 1),
        (&["nobody"], "[~nobody]", 1),
    ] {
        let house = data_center().open().await;
        house.handle().set_field("SHOP-2", "description", &wiki(names)).unwrap();
        mentioned(&house, shown, requests).await;
    }
    let house = cloud().open().await;
    let person = |key: &str, name: &str| {
        let id = house.handle().issue(key).unwrap()["fields"][name]["accountId"].clone();
        json!({"type": "mention", "attrs": {"id": id, "text": ""}})
    };
    let content = json!([person("SHOP-1", "reporter"), {"type": "text", "text": " "}, person("SHOP-1", "assignee"),
        {"type": "text", "text": " "}, {"type": "mention", "attrs": {"id": "gone"}}]);
    let issue = house.handle().issue("SHOP-1").unwrap();
    let name = |field: &str| issue["fields"][field]["displayName"].as_str().unwrap().to_owned();
    let shown = format!("@{} @{} @unknown", name("reporter"), name("assignee"));
    let document = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": content}]});
    house.handle().set_field("SHOP-2", "description", &document).unwrap();
    mentioned(&house, &shown, 1).await;
}

#[tokio::test]
async fn names_that_can_not_be_read_cost_nothing_else() {
    let house = data_center().open().await;
    house.handle().set_field("SHOP-2", "description", &json!("[~kmuller]")).unwrap();
    for fault in [Fault::json(403, &json!({"errorMessages": ["No."]})), Fault::EmptyOk, Fault::LoginPage] {
        house.handle().clear_faults();
        house.handle().misbehave(Rule::on("/user", fault));
        let answer = house.call(TOOL, json!({"key": "SHOP-2"})).await;
        assert!(!answer.is_error && answer.text.contains("[~kmuller]"), "{}", answer.text);
    }
}

/// Reads SHOP-2 twice: the second time whoever was looked for is known.
async fn mentioned(house: &House, shown: &str, requests: usize) {
    house.call(TOOL, json!({"key": "SHOP-3"})).await;
    for expected in [1 + requests, 1] {
        house.handle().clear_requests();
        let text = house.call(TOOL, json!({"key": "SHOP-2"})).await.text;
        assert!(text.contains(&format!(">>\n{shown}\n<<")), "{shown} in {text}");
        let asked: Vec<String> = house.handle().requests().into_iter().map(|seen| seen.path).collect();
        assert_eq!(asked.len(), expected, "{shown}: {asked:?}");
    }
}
