//! Resources: the same text as the call's, under the same rules, and the protocol's errors.

use crate::completion;
use crate::support::{Setup, cloud, data_center, snapshot};
use crate::wire::{Era, Wire, in_both, shown};
use mcp_server_jira::demo::{Fault, RateLimit, Rule, Wait};
use mcp_server_jira::error::{Code, ToolError};
use mcp_server_jira::router::Router;
use mcp_server_jira::tools;
use serde_json::{Value, json};
use std::sync::Arc;

fn held() -> Setup {
    cloud().projects(&["SHOP", "OPS"])
}

async fn read(setup: impl Fn() -> Setup, uri: &str) -> Value {
    in_both(setup, "resources/read", json!({"uri": uri})).await
}

#[tokio::test]
async fn what_can_be_read_is_listed_without_asking_jira() {
    let list = in_both(cloud, "resources/list", json!({})).await;
    assert_eq!(list["result"]["resources"], json!([]));
    let list = in_both(held, "resources/list", json!({})).await;
    snapshot("_server", "resources", &shown("resources/list", &json!({}), &list));
    let list = in_both(cloud, "resources/templates/list", json!({})).await;
    snapshot("_server", "resource_templates", &shown("resources/templates/list", &json!({}), &list));
    let house = held().open().await;
    house.client.list_resources(None).await.unwrap();
    house.client.list_resource_templates(None).await.unwrap();
    assert!(house.handle().requests().is_empty());
}

#[tokio::test]
async fn a_resource_is_what_its_call_answers_and_costs_as_much() {
    for (setup, dialect) in [(cloud as fn() -> Setup, "cloud"), (data_center, "data_center")] {
        for (uri, tool, arguments) in [
            ("jira://issue/SHOP-1", "jira_get_issue", json!({"key": "SHOP-1"})),
            ("jira://issue/shop-2", "jira_get_issue", json!({"key": "shop-2"})),
            ("jira://project/SHOP", "jira_lookup", json!({"kind": "project", "project": "SHOP"})),
            ("jira://project/Operations", "jira_lookup", json!({"kind": "project", "project": "Operations"})),
        ] {
            let house = setup().open().await;
            let called = house.call(tool, arguments).await;
            let asked = house.handle().requests().len();
            let text = called.text.replace(house.site(), "http://127.0.0.1:PORT");
            let answer = read(setup, uri).await;
            let contents = &answer["result"]["contents"];
            assert_eq!(contents[0]["text"], text, "{uri} on {dialect}");
            assert_eq!((contents.as_array().unwrap().len(), &contents[0]["uri"]), (1, &json!(uri)));
            assert_eq!((&answer["result"]["ttlMs"], &answer["result"]["cacheScope"]), (&json!(0), &json!("private")));
            let house = setup().open().await;
            Wire::to(house.router.clone(), Era::Modern).await.ask("resources/read", json!({"uri": uri})).await;
            assert_eq!(house.handle().requests().len(), asked, "{uri} on {dialect}");
        }
    }
    for (case, uri) in [("read_issue", "jira://issue/SHOP-12"), ("read_project", "jira://project/SHOP")] {
        let answer = read(cloud, uri).await;
        snapshot("_server", case, &shown("resources/read", &json!({"uri": uri}), &answer));
    }
}

#[tokio::test]
async fn a_name_is_read_as_it_is_written_in_addresses() {
    let named = read(cloud, "jira://project/Web%20Shop").await;
    let keyed = read(cloud, "jira://project/SHOP").await;
    assert_eq!(named["result"]["contents"][0]["text"], keyed["result"]["contents"][0]["text"], "{named}");
}

#[tokio::test]
async fn what_is_not_there_or_hidden_is_not_found_and_says_how_to_go_on() {
    for (case, uri) in [
        ("no_such_issue", "jira://issue/SHOP-9999"),
        ("issue_of_another_project", "jira://issue/HELP-1"),
        ("project_not_allowed", "jira://project/HELP"),
        ("malformed_issue", "jira://issue/SHOP"),
        ("no_such_address", "test://static-text"),
    ] {
        let answer = read(held, uri).await;
        assert_eq!(answer["error"]["code"], -32602, "{uri}: {answer}");
        assert_eq!(answer["error"]["data"]["uri"], uri);
        assert!(answer["error"]["data"]["error"]["fix"].is_string(), "{answer}");
        snapshot("_server", &format!("read_{case}"), &shown("resources/read", &json!({"uri": uri}), &answer));
    }
}

#[tokio::test]
async fn an_address_that_is_not_ours_to_the_letter_is_not_found() {
    const STRANGE: [&str; 14] = [
        "",
        "jira://",
        "jira://issue",
        "jira://issue/",
        "jira://issue/none",
        "jira://project/none",
        "jira://project/0",
        "jira://issue/SHOP-1/comments",
        "jira://issue/SHOP-1?expand=names",
        "jira://issue/SHOP-1%2F..%2F..%2Fmyself",
        "jira://issue/%ff",
        "jira://issues/SHOP-1",
        "JIRA://ISSUE/SHOP-1",
        "https://evil.example/SHOP-1",
    ];
    for (era, code) in [(Era::Legacy, -32002), (Era::Modern, -32602)] {
        let house = held().open().await;
        let mut wire = Wire::to(house.router.clone(), era).await;
        for uri in STRANGE {
            let answer = wire.ask("resources/read", json!({"uri": uri})).await;
            assert_eq!(answer["error"]["code"], code, "{uri}: {answer}");
            assert_eq!(answer["error"]["data"]["uri"], uri);
        }
        assert!(house.handle().requests().iter().all(|request| request.status == Some(200)));
    }
}

#[tokio::test]
async fn an_issue_that_moved_out_of_the_allowed_projects_is_not_shown() {
    for (era, code) in [(Era::Legacy, -32002), (Era::Modern, -32602)] {
        let house = cloud().projects(&["SHOP"]).open().await;
        house.handle().move_issue("SHOP-30", "OPS").unwrap();
        let mut wire = Wire::to(house.router.clone(), era).await;
        let answer = wire.ask("resources/read", json!({"uri": "jira://issue/SHOP-30"})).await;
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["error"]["data"]["error"]["code"], "project_not_allowed");
    }
}

#[tokio::test]
async fn a_jira_that_fails_is_not_taken_for_an_absence() {
    for era in [Era::Legacy, Era::Modern] {
        let house = cloud().open().await;
        house.handle().misbehave(Rule::on("/issue/SHOP-1", Fault::json(403, &json!({"errorMessages": ["no"]}))));
        let mut wire = Wire::to(house.router.clone(), era).await;
        let answer = wire.ask("resources/read", json!({"uri": "jira://issue/SHOP-1"})).await;
        assert_eq!(answer["error"]["code"], -32603, "{answer}");
        assert_eq!(answer["error"]["data"]["error"]["code"], "permission_denied");
    }
}

#[tokio::test]
async fn a_read_that_is_cancelled_is_not_answered_and_ends() {
    for era in [Era::Legacy, Era::Modern] {
        let house = cloud().open().await;
        house.handle().misbehave(Rule::on("/issue/SHOP-1", Fault::Stall));
        let mut wire = Wire::to(house.router.clone(), era).await;
        let id = wire.begin("resources/read", json!({"uri": "jira://issue/SHOP-1"})).await;
        wire.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}})).await;
        // The next answer is the next request's.
        wire.ask("resources/read", json!({"uri": "jira://issue/SHOP-2"})).await;
    }
}

#[tokio::test]
async fn waits_are_told_as_those_of_calls() {
    for era in [Era::Legacy, Era::Modern] {
        let house = cloud().open().await;
        let mut wire = Wire::to(house.router.clone(), era).await;
        for (method, path, mut params) in [
            ("resources/read", "/issue/SHOP-1", json!({"uri": "jira://issue/SHOP-1"})),
            ("completion/complete", "/search", completion::issue("S")),
        ] {
            let slower = RateLimit { wait: Wait::Seconds(5), ..RateLimit::default() };
            house.handle().misbehave(Rule::on(path, Fault::RateLimited(slower)).times(1));
            params["_meta"] = json!({"progressToken": method});
            let id = wire.begin(method, params).await;
            let mut told = Vec::new();
            let answer = loop {
                let message = wire.next().await;
                if message.get("id").is_some() {
                    break message;
                }
                assert_eq!(message["params"]["progressToken"], method, "{message}");
                told.push(message["params"]["progress"].as_f64().unwrap());
            };
            assert!(answer["id"] == id && answer.get("result").is_some(), "{answer}");
            assert!(!told.is_empty() && told.is_sorted(), "{method}: {told:?}");
        }
    }
}

#[tokio::test]
async fn wrong_settings_do_not_stop_the_lists() {
    for era in [Era::Legacy, Era::Modern] {
        let house = cloud().open().await;
        let refusal = ToolError::fatal(Code::ConfigError, "no `JIRA_URL`");
        let router = Router::new(tools::ALL, house.router.shared().clone(), Some(refusal));
        let mut wire = Wire::to(Arc::new(router), era).await;
        for list in ["prompts/list", "resources/list", "resources/templates/list"] {
            assert!(wire.ask(list, json!({})).await.get("result").is_some(), "{list}");
        }
        let uri = json!({"uri": "jira://issue/SHOP-1"});
        for (method, params) in [("resources/read", uri), ("completion/complete", completion::issue(""))] {
            let answer = wire.ask(method, params).await;
            assert_eq!(answer["error"]["code"], -32603, "{answer}");
            assert_eq!(answer["error"]["data"]["error"]["code"], "config_error");
        }
        assert!(house.handle().requests().is_empty());
    }
}

#[tokio::test]
async fn a_template_whose_tool_is_off_is_not_offered() {
    let setup = || Setup { off: |spec| spec.name == "jira_get_issue", ..cloud() };
    let list = in_both(setup, "resources/templates/list", json!({})).await;
    let templates = list["result"]["resourceTemplates"].as_array().unwrap();
    assert_eq!((templates.len(), &templates[0]["uriTemplate"]), (1, &json!("jira://project/{key}")));
    let answer = read(setup, "jira://issue/SHOP-1").await;
    assert_eq!(answer["error"]["data"]["error"]["code"], "tool_disabled", "{answer}");
    let template = json!({"type": "ref/resource", "uri": "jira://issue/{key}"});
    let params = json!({"ref": template, "argument": {"name": "key", "value": ""}});
    let answer = in_both(setup, "completion/complete", params).await;
    assert_eq!(answer["error"]["message"], "`uri` must be a template: `jira://project/{key}`");
}
