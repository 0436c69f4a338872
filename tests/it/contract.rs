//! What is advertised: every tool's contract as reviewed data, and the rules that all of them keep.

use crate::support::{Setup, cloud, snapshot};
use mcp_server_jira::schema::KEYWORDS;
use mcp_server_jira::{server, tools};
use serde_json::{Value, json};
use std::sync::LazyLock;
use tiktoken_rs::CoreBPE;

static O200K: LazyLock<CoreBPE> = LazyLock::new(|| tiktoken_rs::o200k_base().unwrap());

/// Tokens in the encoding that budgets are counted in.
pub fn tokens(text: &str) -> usize {
    O200K.encode_ordinary(text).len()
}

#[tokio::test]
async fn every_contract_is_as_reviewed() {
    let house = cloud().open().await;
    let listed = house.client.list_tools(None).await.unwrap().tools;
    let names: Vec<&str> = listed.iter().map(|tool| tool.name.as_ref()).collect();
    let expected: Vec<&str> = tools::ALL.iter().map(|tool| tool.spec().name).collect();
    assert_eq!(names, expected, "the list has its own order");
    for tool in listed {
        let contract = serde_json::to_string_pretty(&tool).unwrap();
        snapshot(&tool.name, "contract", &contract);
    }
}

#[test]
fn every_tool_keeps_the_rules_of_all_clients() {
    for tool in tools::ALL {
        let reads = tool.spec().effect == tools::Effect::Read;
        assert!(reads || tool.resource().is_none(), "{}: what is read by address changes nothing", tool.spec().name);
        let tool = server::advertised(*tool, &every_switch());
        let name = tool.name.as_ref();
        assert!(name.len() <= 30 && name.starts_with("jira_"), "{name}");
        let description = tool.description.as_deref().unwrap();
        assert!(description.chars().count() <= 400, "{name}: a description of {} characters", description.len());
        assert!(tool.output_schema.is_none(), "{name}: clients hide errors of tools with an output schema");
        let annotations = tool.annotations.clone().unwrap();
        for hint in [
            annotations.read_only_hint,
            annotations.destructive_hint,
            annotations.idempotent_hint,
            annotations.open_world_hint,
        ] {
            assert!(hint.is_some(), "{name}: a hint is left to its default");
        }
        let schema = Value::Object(tool.input_schema.as_ref().clone());
        assert_eq!(schema["type"], "object");
        let properties = schema["properties"].as_object().unwrap();
        let required = schema["required"].as_array().unwrap();
        let first: Vec<&String> = properties.keys().take(required.len()).collect();
        assert_eq!(json!(first), json!(required), "{name}: required arguments come first");
        for (argument, property) in properties {
            assert!(property["type"] != "object", "{name}.{argument} is an object");
            only_portable(property, &format!("{name}.{argument}"));
        }
    }
}

#[tokio::test]
async fn attachments_that_are_off_are_not_offered() {
    let house = Setup { attachments: false, ..cloud() }.open().await;
    let tools = house.client.list_tools(None).await.unwrap().tools;
    let offered = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name == name).unwrap();
        Value::Object(tool.input_schema.as_ref().clone())["properties"].get("attachment").is_some()
    };
    assert!(!offered("jira_get_issue"));
    let info = house.record("jira_info", json!({})).await;
    assert!(info["tools"]["off"]["jira_get_issue attachment"].is_string());
}

#[test]
fn the_list_stays_within_its_budget() {
    let cost = |tool: &rmcp::model::Tool| {
        let schema = serde_json::to_string(&tool.input_schema).unwrap();
        tokens(&format!("{} {} {schema}", tool.name, tool.description.as_deref().unwrap_or_default()))
    };
    let mut all = 0;
    let mut reading = 0;
    for tool in tools::ALL {
        let advertised = server::advertised(*tool, &every_switch());
        let tokens = cost(&advertised);
        println!("{:28} {tokens:4} tokens", advertised.name);
        assert!(tokens <= 240, "{} costs {tokens} tokens", advertised.name);
        all += tokens;
        if tool.spec().effect == tools::Effect::Read {
            reading += tokens;
        }
    }
    println!("{:28} {all:4} tokens, {reading} of them read-only", "all tools");
    assert!(all <= 1_600 && reading <= 800);
    assert!(server::INSTRUCTIONS.chars().count() <= 900);
}

/// Everything that can be offered is.
fn every_switch() -> tools::Switches {
    tools::Switches { attachments: true, public_comments: true, ..tools::Switches::default() }
}

fn only_portable(schema: &Value, place: &str) {
    for (keyword, value) in schema.as_object().unwrap() {
        assert!(KEYWORDS.contains(&keyword.as_str()), "{place} uses `{keyword}`");
        if keyword == "items" {
            only_portable(value, place);
        }
        if keyword == "type" {
            assert!(value.is_string(), "{place} has several types");
        }
    }
}
