//! `jira_edit_comment` against both dialects: the newest and by number, whole and in part, own ones only.

use crate::support::{Answer, House, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Arc;

const TOOL: &str = "jira_edit_comment";

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown());
    answer
}

async fn said(house: &House, key: &str, body: &str) -> String {
    let record = house.record("jira_add_comment", json!({"key": key, "body": body})).await;
    record["comment_id"].as_str().unwrap().to_owned()
}

/// The newest comment as it is shown.
async fn read(house: &House, key: &str) -> String {
    house.call("jira_get_issue", json!({"key": key, "include": "comments"})).await.text
}

fn puts(house: &House) -> usize {
    house.handle().requests().iter().filter(|seen| seen.method == "PUT").count()
}

#[tokio::test]
async fn ones_newest_comment_is_written_anew_or_in_part() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let id = said(&house, "SHOP-30", "Deployed to **staging**.\n\nThanks @Jon Berg").await;
        house.handle().add_comment("SHOP-30", "asilva", "When to production?", true).unwrap();
        let whole =
            json!({"key": "shop-30", "comment": "last", "body": "Deployed to **production**.\n\nThanks @Jon Berg"});
        shown(&house, &format!("whole_{dialect}"), whole.clone()).await;
        assert_eq!(puts(&house), 1);
        shown(&house, &format!("unchanged_{dialect}"), whole).await;
        assert_eq!(puts(&house), 1);
        for body in [
            json!({"append": "Tomorrow."}),
            json!("{\"prepend\": \"Update:\"}"),
            json!({"replace": "production", "with": "both"}),
        ] {
            let record = house.record(TOOL, json!({"key": "SHOP-30", "comment": format!("#{id}"), "body": body})).await;
            assert_eq!(record["changed"], true);
        }
        let text = read(&house, "SHOP-30").await;
        assert!(text.contains("Update:\n\nDeployed to **both**.\n\nThanks @Jon Berg\n\nTomorrow."), "{text}");
        assert!(text.contains("When to production?"));
    }
}

#[tokio::test]
async fn another_persons_comment_is_never_touched() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let other = house.handle().add_comment("SHOP-30", "asilva", "When to production?", true).unwrap();
        let arguments = json!({"key": "SHOP-30", "comment": other, "body": "Tomorrow"});
        let answer = house.call(TOOL, arguments).await;
        let error = answer.structured.as_ref().unwrap()["error"].clone();
        snapshot(TOOL, "not_own", &answer.shown().replace(&other.to_string(), "10"));
        assert_eq!(puts(&house), 0);
        // What the error says leads on.
        let next = &error["next"];
        house.record(next["tool"].as_str().unwrap(), next["arguments"].clone()).await;
    }
}

#[tokio::test]
async fn a_comment_that_is_not_there_names_ones_own() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let error = house.call(TOOL, json!({"key": "OPS-20", "comment": "last", "body": "Tomorrow"})).await;
        if error.is_error {
            snapshot(TOOL, "none_of_ones_own", &error.shown());
        }
        let id = said(&house, "SHOP-30", "Deployed.").await;
        let answer = house.call(TOOL, json!({"key": "SHOP-30", "comment": "#999999", "body": "Deployed twice."})).await;
        snapshot(TOOL, "unknown_id", &answer.shown().replace(&id, "10"));
        house.record(TOOL, House::mended(&answer)).await;
        assert!(read(&house, "SHOP-30").await.contains("Deployed twice."));
        shown(&house, "no_id", json!({"key": "SHOP-30", "comment": "the one about cards", "body": "x"})).await;
    }
}

#[tokio::test]
async fn an_edit_of_what_is_not_there_says_what_is() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        said(&house, "SHOP-30", "Deployed to staging.").await;
        let body = json!({"replace": "Deployed to stagging", "with": "Deployed to production"});
        shown(&house, "no_such_passage", json!({"key": "SHOP-30", "comment": "last", "body": body})).await;
        assert_eq!(puts(&house), 0);
        // The same words are what was meant, others may not be.
        let body = json!({"replace": "deployed to **STAGING**", "with": "Deployed to production"});
        let answer = house.call(TOOL, json!({"key": "SHOP-30", "comment": "last", "body": body})).await;
        house.record(TOOL, House::mended(&answer)).await;
        assert!(read(&house, "SHOP-30").await.contains("Deployed to production"));
    }
}

#[tokio::test]
async fn what_somebody_else_wrote_meanwhile_is_not_lost() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        said(&house, "SHOP-30", "Deployed.").await;
        let earlier = Fault::Change(Arc::new(|told: &mut Value| {
            for comment in told["comments"].as_array_mut().into_iter().flatten() {
                let is_wiki = comment["body"].is_string();
                let document = json!({"type": "doc", "version": 1, "content": []});
                comment["body"] = if is_wiki { json!("Deploying.") } else { document };
            }
        }));
        house.handle().misbehave(Rule::on("/comment?", earlier).method("GET").times(1));
        let arguments = json!({"key": "SHOP-30", "comment": "last", "body": {"append": "Twice."}});
        let answer = house.call(TOOL, arguments.clone()).await;
        snapshot(TOOL, "changed_meanwhile", &answer.shown());
        assert_eq!(puts(&house), 0);
        house.record(TOOL, arguments).await;
        assert!(read(&house, "SHOP-30").await.contains("Deployed.\n\nTwice."));
    }
}

#[tokio::test]
async fn a_passage_that_is_not_there_is_looked_for_among_the_comments() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        said(&house, "SHOP-30", "Deployed.").await;
        let body = json!({"replace": "Something else", "with": "x"});
        let error = house.error(TOOL, json!({"key": "SHOP-30", "comment": "last", "body": body})).await;
        assert_eq!(error["next"]["arguments"], json!({"key": "SHOP-30", "include": ["comments"]}), "{error}");
    }
}

#[tokio::test]
async fn who_sees_it_stays_as_it_was() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        said(&house, "HELP-1", "Refund approved.").await;
        house.record(TOOL, json!({"key": "HELP-1", "comment": "last", "body": "Refund paid."})).await;
        let text = read(&house, "HELP-1").await;
        let line = text.lines().find(|line| line.contains("Robin Vale") && line.contains("internal"));
        assert!(line.is_some() && text.contains("Refund paid."), "{text}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up() {
    let dropped = || Fault::Handled(Box::new(Fault::DropBeforeAnswer));
    for setup in [cloud, data_center] {
        let house = setup().open().await;
        said(&house, "SHOP-30", "Deployed.").await;
        house.handle().misbehave(Rule::on("/comment/", dropped()).method("PUT").times(1));
        let record =
            house.record(TOOL, json!({"key": "SHOP-30", "comment": "last", "body": {"append": "Twice."}})).await;
        assert_eq!(record["changed"], true);

        house.handle().misbehave(Rule::on("/comment/", Fault::DropBeforeAnswer).method("PUT").times(1));
        let error = house.error(TOOL, json!({"key": "SHOP-30", "comment": "last", "body": {"append": "More."}})).await;
        assert_eq!((&error["code"], &error["next"]["tool"]), (&json!("outcome_unknown"), &json!("jira_get_issue")));
        house.handle().misbehave(Rule::on("/comment/", Fault::DropBeforeAnswer).method("PUT").times(1));
        let whole = json!({"key": "SHOP-30", "comment": "last", "body": "Deployed once."});
        let error = house.error(TOOL, whole.clone()).await;
        assert_eq!((&error["code"], error.get("next")), (&json!("outcome_unknown"), None));
        house.record(TOOL, whole).await;
        assert_eq!(read(&house, "SHOP-30").await.matches("Deployed once.").count(), 1);
    }
}

#[tokio::test]
async fn the_gate_is_on_the_issue_as_read() {
    let house = cloud().projects(&["SHOP"]).open().await;
    let error = house.error(TOOL, json!({"key": "OPS-1", "comment": "last", "body": "x"})).await;
    assert_eq!((&error["code"], puts(&house)), (&json!("project_not_allowed"), 0));
}
