//! `jira_add_comment` against both dialects: once and never twice, whom it mentions, and who sees it on a service project.

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Arc;

const TOOL: &str = "jira_add_comment";

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &plain(house, &answer.shown()));
    answer
}

fn plain(house: &House, shown: &str) -> String {
    shown.replace(house.site().trim_end_matches('/'), "https://jira.test")
}

fn count(house: &House, key: &str) -> usize {
    house.handle().issue(key).unwrap()["fields"]["comment"]["comments"].as_array().unwrap().len()
}

fn writes(house: &House) -> usize {
    let searches = |path: &str| path.contains("/search");
    house.handle().requests().iter().filter(|seen| seen.method != "GET" && !searches(&seen.path)).count()
}

#[tokio::test]
async fn a_comment_is_added_with_whom_it_mentions() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let body = "Thanks @Jon Berg, **done** in SHOP-2.\n\n- one\n- two";
        shown(&house, &format!("plain_{dialect}"), json!({"key": "shop-30", "body": body})).await;
        let text = house.call("jira_get_issue", json!({"key": "SHOP-30", "include": "comments"})).await.text;
        assert!(text.contains("@Jon Berg, **done** in"), "{text}");
    }
}

/// Whom a text mentions, as people write names, and what is said of those that it doesn't.
#[tokio::test]
async fn names_are_read_as_people_write_them() {
    for setup in [cloud, data_center] {
        for (body, mentioned, warned) in [
            ("@priya.shah@example.com please", json!(["Priya Shah"]), None),
            ("@sean.obrien@nowhere.org please", Value::Null, Some("`@sean.obrien@nowhere.org` mentions nobody")),
            ("@Katrin Mueller please", json!(["Katrin M\u{fc}ller"]), None),
            ("@katrin please", json!(["Katrin M\u{fc}ller"]), None),
            ("It is @Sean O'Brien's turn", json!(["Sean O'Brien"]), None),
            ("@Ana Silva <ana.silva@example.com> please", json!(["Ana Silva"]), None),
            ("@lucia please", json!(["Luc\u{ed}a Ortiz"]), None),
            (
                "@Katrin Fischer please",
                Value::Null,
                Some("`@Katrin Fischer` mentions nobody: no person is called so; Katrin"),
            ),
        ] {
            let house = setup().open().await;
            let record = house.record(TOOL, json!({"key": "SHOP-30", "body": body})).await;
            assert_eq!(record.get("mentioned").cloned().unwrap_or_default(), mentioned, "{body}: {record:?}");
            let said = record.get("warnings").cloned().unwrap_or_default().to_string();
            assert!(warned.map_or(said == "null", |words| said.contains(words)), "{body}: {said}");
            let shown = house.call("jira_get_issue", json!({"key": "SHOP-30", "include": "comments"})).await.text;
            assert!(!shown.contains("Shah@example.com") && !shown.contains("silva@example.com"), "{shown}");
        }
        // One of several is meant as the warning says.
        let house = setup().open().await;
        let record = house.record(TOOL, json!({"key": "SHOP-30", "body": "@Ana Silva please"})).await;
        let said = record["warnings"][0].as_str().unwrap().to_owned();
        let id = said.split('`').find(|part| part.starts_with("[~")).unwrap().to_owned();
        let record = house.record(TOOL, json!({"key": "SHOP-30", "body": format!("{id} please")})).await;
        assert_eq!(record["mentioned"], json!(["Ana Silva"]), "{said}");
    }
}

#[tokio::test]
async fn the_same_comment_is_made_once_while_it_is_the_newest() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let before = count(&house, "SHOP-30");
        let arguments = json!({"key": "SHOP-30", "body": "Deployed."});
        let first = house.record(TOOL, arguments.clone()).await;
        shown(&house, &format!("repeated_{dialect}"), arguments.clone()).await;
        let again = house.record(TOOL, json!({"key": "shop-30", "body": " Deployed.\n"})).await;
        assert_eq!((&again["created"], &again["comment_id"]), (&json!(false), &first["comment_id"]));
        assert_eq!(count(&house, "SHOP-30"), before + 1);
        // On purpose, as the note says it.
        let third = house.record(TOOL, json!({"key": "SHOP-30", "body": "Deployed.", "again": "true"})).await;
        assert_eq!(third["created"], true);
        assert_eq!(count(&house, "SHOP-30"), before + 2);
        // Somebody else commented in between: saying it again makes sense.
        house.handle().add_comment("SHOP-30", "asilva", "And the other one?", true).unwrap();
        let fourth = house.record(TOOL, arguments).await;
        assert_eq!(fourth["created"], true);
        assert_eq!(count(&house, "SHOP-30"), before + 4);
        // Words that fill a place elsewhere are what is to be said here.
        for body in ["null", "n/a", "0"] {
            assert_eq!(house.record(TOOL, json!({"key": "SHOP-30", "body": body})).await["created"], true, "{body}");
        }
    }
}

#[tokio::test]
async fn on_a_service_project_it_is_an_internal_note() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let body = "*Refund* approved by @Jon Berg";
        let answer = shown(&house, &format!("internal_{dialect}"), json!({"key": "HELP-1", "body": body})).await;
        let first = answer.structured.as_ref().unwrap().as_object().unwrap().keys().next().unwrap().clone();
        assert_eq!(first, "visibility");
        let posts: Vec<String> = house
            .handle()
            .requests()
            .iter()
            .filter(|seen| seen.method == "POST")
            .map(|seen| seen.route().to_owned())
            .collect();
        assert_eq!(posts, ["/rest/servicedeskapi/request/HELP-1/comment"]);
        let body = house.handle().requests().into_iter().find(|seen| seen.method == "POST").unwrap().body;
        let mention = if dialect == "cloud" { "[~accountid:" } else { "[~jberg]" };
        assert!(String::from_utf8_lossy(&body).contains(mention), "{body:?}");
        // What is not offered is refused, and asking for what happens anyway is not.
        shown(&house, "public_is_off", json!({"key": "HELP-1", "body": "Hello", "public": true})).await;
        let record = house.record(TOOL, json!({"key": "HELP-1", "body": "Hello", "public": false})).await;
        assert_eq!(record["visibility"], "internal: the customer does not see this");
    }
}

#[tokio::test]
async fn a_public_comment_is_asked_for_where_that_is_switched_on() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = Setup { public_comments: true, ..setup }.open().await;
        shown(&house, &format!("public_{dialect}"), json!({"key": "HELP-1", "body": "Hello", "public": true})).await;
        let record = house.record(TOOL, json!({"key": "HELP-1", "body": "Hello"})).await;
        assert_eq!(record["visibility"], "internal: the customer does not see this");
        assert_eq!(record["created"], true, "the same words for others are another comment");
        let filler = house.record(TOOL, json!({"key": "HELP-1", "body": "Hello again", "public": "none"})).await;
        assert_eq!(filler["visibility"], "internal: the customer does not see this");
    }
    let offered = async |on: bool| {
        let house = Setup { public_comments: on, ..cloud() }.open().await;
        let tools = house.client.list_tools(None).await.unwrap().tools;
        let tool = tools.iter().find(|tool| tool.name == TOOL).unwrap();
        Value::Object(tool.input_schema.as_ref().clone())["properties"].get("public").is_some()
    };
    assert!(offered(true).await && !offered(false).await);
}

#[tokio::test]
async fn nothing_is_posted_where_it_could_be_read_by_the_customer() {
    let refusal = |status: u16| Fault::Status {
        status,
        headers: Vec::new(),
        content_type: "application/json".into(),
        body: json!({"errorMessage": "No.", "i18nErrorMessage": {"i18nKey": "x", "parameters": []}}).to_string(),
    };
    for setup in [cloud, data_center] {
        for (case, status) in [("no_request", 404), ("no_licence", 403)] {
            let house = setup().open().await;
            let before = count(&house, "HELP-1");
            house.handle().misbehave(Rule::on("/servicedeskapi/request", refusal(status)));
            shown(&house, case, json!({"key": "HELP-1", "body": "Hello"})).await;
            assert_eq!(count(&house, "HELP-1"), before);
        }
        // A project whose kind is not told.
        let house = setup().open().await;
        let untold = Fault::Change(Arc::new(|told: &mut Value| {
            for place in ["/projectTypeKey", "/fields/project/projectTypeKey"] {
                if let Some(kind) = told.pointer_mut(place) {
                    *kind = Value::Null;
                }
            }
        }));
        house.handle().misbehave(Rule::on("/rest/api", untold));
        shown(&house, "no_kind", json!({"key": "SHOP-30", "body": "Hello"})).await;
        assert_eq!(writes(&house), 0);
    }
}

#[tokio::test]
async fn a_note_that_became_public_is_said_at_once() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let leak = Fault::Change(Arc::new(|told: &mut Value| told["public"] = json!(true)));
        house.handle().misbehave(Rule::on("/servicedeskapi/request", leak).method("POST"));
        shown(&house, "became_public", json!({"key": "HELP-1", "body": "Hello"})).await;
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_never_posted_twice() {
    let dropped = || Fault::Handled(Box::new(Fault::DropBeforeAnswer));
    for setup in [cloud, data_center] {
        for (key, path) in [("SHOP-30", "/issue/SHOP-30/comment"), ("HELP-1", "/request/HELP-1/comment")] {
            let house = setup().open().await;
            let before = count(&house, key);
            house.handle().misbehave(Rule::on(path, dropped()).method("POST").times(1));
            let arguments = json!({"key": key, "body": "Deployed."});
            let record = house.record(TOOL, arguments).await;
            assert_eq!(record["created"], true);
            assert_eq!(count(&house, key), before + 1);

            let house = setup().open().await;
            house.handle().misbehave(Rule::on(path, Fault::DropBeforeAnswer).method("POST").times(1));
            let arguments = json!({"key": key, "body": "Deployed."});
            let answer = house.call(TOOL, arguments.clone()).await;
            if key == "SHOP-30" {
                snapshot(TOOL, "lost", &plain(&house, &answer.shown()));
            }
            let error = &answer.structured.as_ref().unwrap()["error"];
            assert_eq!((&error["code"], &error["side_effects"]), (&json!("outcome_unknown"), &json!("possible")));
            // It may still come: until it has settled nothing is sent again.
            let again = house.error(TOOL, arguments).await;
            assert_eq!(again["code"], "outcome_unknown");
            assert_eq!(count(&house, key), before);
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_send() {
    let house = cloud().open().await;
    for (case, arguments) in [
        ("comment_for_body", json!({"key": "SHOP-30", "reply": "Hello"})),
        ("nothing_to_replace", json!({"key": "SHOP-30", "body": {"replace": "a", "with": "b"}})),
        ("no_text", json!({"key": "SHOP-30", "body": {"set": " "}})),
    ] {
        shown(&house, case, arguments).await;
    }
    assert_eq!(writes(&house), 0);
    let house = cloud().projects(&["SHOP"]).open().await;
    let error = house.error(TOOL, json!({"key": "OPS-1", "body": "Hello"})).await;
    assert_eq!((&error["code"], writes(&house)), (&json!("project_not_allowed"), 0));
    // A word that fills a place is a text where a text is asked for.
    let house = cloud().open().await;
    assert_eq!(house.record(TOOL, json!({"key": "SHOP-30", "body": "none"})).await["created"], true);
}
