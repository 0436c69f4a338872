//! Prompts: what they say, what they cost, and where they are not offered.

use crate::contract::tokens;
use crate::support::{Setup, cloud, data_center, snapshot};
use crate::wire::{in_both, shown};
use mcp_server_jira::prompts::ALL;
use serde_json::{Map, Value, json};

fn read_only() -> Setup {
    Setup { read_only: true, ..cloud() }
}

#[tokio::test]
async fn every_prompt_is_as_reviewed() {
    let list = in_both(cloud, "prompts/list", json!({})).await;
    snapshot("_server", "prompts", &shown("prompts/list", &json!({}), &list));
    assert_eq!((&list["result"]["ttlMs"], &list["result"]["cacheScope"]), (&json!(3_600_000), &json!("public")));
    let example = |name: &str| match name {
        "issue" => "SHOP-1",
        "project" => "SHOP",
        "problem" => "the coupon field forgets its text",
        _ => "Customers can pay an order in two parts.\n\nThe second part is due within 30 days.",
    };
    for prompt in ALL {
        let arguments = prompt.arguments.iter().map(|one| (one.name.to_owned(), json!(example(one.name))));
        let params = json!({"name": prompt.name, "arguments": arguments.collect::<Map<_, _>>()});
        let answer = in_both(cloud, "prompts/get", params.clone()).await;
        snapshot("_server", &format!("prompt_{}", prompt.name), &shown("prompts/get", &params, &answer));
    }
}

#[test]
fn a_prompt_is_short_and_found_under_its_name() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let files = std::fs::read_dir(root.join("tools/prompts")).unwrap().count();
    assert_eq!(files, ALL.len(), "a file in tools/prompts is no prompt");
    for prompt in ALL {
        let tokens = tokens(prompt.text);
        println!("{:28} {tokens:4} tokens", prompt.name);
        assert!(tokens <= 150, "{} costs {tokens} tokens", prompt.name);
        assert!(root.join(format!("tools/prompts/{}.md", prompt.name)).exists());
        assert!(readme.contains(&format!("`{}`", prompt.name)), "the README does not name {}", prompt.name);
        assert!(!prompt.description.is_empty() && prompt.arguments.iter().all(|one| !one.description.is_empty()));
    }
}

#[tokio::test]
async fn the_queries_in_prompts_run_as_they_stand() {
    let house = cloud().open().await;
    let server = data_center().open().await;
    let mut run = 0;
    for query in ALL.iter().flat_map(|prompt| prompt.text.split('`').skip(1).step_by(2)).filter(|one| one.contains('='))
    {
        for house in [&house, &server] {
            let record = house.record("jira_search", json!({"jql": query})).await;
            assert_eq!(record["jql"], query);
            assert!(!record.contains_key("warnings"), "{record:?}");
        }
        run += 1;
    }
    assert_eq!(run, 1);
}

#[tokio::test]
async fn a_prompt_whose_tools_are_off_is_not_offered() {
    let list = in_both(read_only, "prompts/list", json!({})).await;
    let prompts = list["result"]["prompts"].as_array().unwrap();
    let names: Vec<&str> = prompts.iter().map(|prompt| prompt["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["triage_issue", "standup"]);
    let off = in_both(read_only, "prompts/get", json!({"name": "report_bug", "arguments": {"problem": "x"}})).await;
    assert_eq!(
        off["error"],
        json!({"code": -32602, "message": "prompt `report_bug` needs `jira_create_issue`, which is off here"})
    );
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_with_the_names() {
    for (params, message) in [
        (json!({"name": "standup_"}), "unknown prompt `standup_`; the nearest is `standup`"),
        (
            json!({"name": "zzz"}),
            "unknown prompt `zzz`; the prompts are `triage_issue`, `report_bug`, `standup`, `plan_from_specification`",
        ),
        (json!({"name": "triage_issue"}), "prompt `triage_issue`: `issue` is missing"),
        (
            json!({"name": "triage_issue", "arguments": {"key": "SHOP-1"}}),
            "prompt `triage_issue`: `key` is no argument of it; `issue` is missing",
        ),
        (
            json!({"name": "triage_issue", "arguments": ["SHOP-1"]}),
            "malformed prompts/get: `name` must be a string and `arguments` an object",
        ),
    ] {
        let answer = in_both(cloud, "prompts/get", params).await;
        assert_eq!(answer["error"], json!({"code": -32602, "message": message}));
    }
    let paged = in_both(cloud, "prompts/list", json!({"cursor": "x"})).await;
    assert_eq!(paged["error"]["code"], -32602);
}

#[tokio::test]
async fn a_prompt_asks_jira_nothing() {
    let house = cloud().open().await;
    house.client.list_prompts(None).await.unwrap();
    let params = json!({"name": "triage_issue", "arguments": {"issue": "SHOP-1"}});
    let params: rmcp::model::GetPromptRequestParams = serde_json::from_value(params).unwrap();
    let prompt = house.client.get_prompt(params).await.unwrap();
    assert!(Value::to_string(&serde_json::to_value(prompt.messages).unwrap()).contains("SHOP-1"));
    assert!(house.handle().requests().is_empty());
}
