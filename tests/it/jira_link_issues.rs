//! `jira_link_issues` against both dialects: sentences in both directions, pages, repetition, the gate, and lost answers.

use crate::support::{Answer, House, Setup, cloud, data_center, snapshot};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::Arc;

const TOOL: &str = "jira_link_issues";

async fn shown(house: &House, case: &str, arguments: Value) -> Answer {
    let answer = house.call(TOOL, arguments).await;
    snapshot(TOOL, case, &answer.shown());
    answer
}

/// What Jira shows of an issue's links: words and key.
fn links(house: &House, key: &str) -> Vec<String> {
    let issue = house.handle().issue(key).unwrap();
    let links = issue["fields"]["issuelinks"].as_array().unwrap();
    let read = |link: &Value| match link.get("outwardIssue") {
        Some(other) => format!("{} {}", link["type"]["outward"].as_str().unwrap(), other["key"].as_str().unwrap()),
        None => {
            let other = &link["inwardIssue"];
            format!("{} {}", link["type"]["inward"].as_str().unwrap(), other["key"].as_str().unwrap())
        }
    };
    links.iter().map(read).collect()
}

fn writes(house: &House) -> usize {
    let searches = |path: &str| path.contains("/search");
    house.handle().requests().iter().filter(|seen| seen.method != "GET" && !searches(&seen.path)).count()
}

#[tokio::test]
async fn a_link_reads_as_the_sentence_that_was_asked_for() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let arguments = json!({"from": "SHOP-30", "type": "blocks", "to": "SHOP-31"});
        shown(&house, &format!("outward_{dialect}"), arguments).await;
        assert!(links(&house, "SHOP-30").contains(&"blocks SHOP-31".to_owned()));
        assert!(links(&house, "SHOP-31").contains(&"is blocked by SHOP-30".to_owned()));
        let arguments = json!({"from": "SHOP-32", "type": "is_blocked_by", "to": "shop-33"});
        shown(&house, &format!("inward_{dialect}"), arguments).await;
        assert!(links(&house, "SHOP-33").contains(&"blocks SHOP-32".to_owned()));
    }
}

#[tokio::test]
async fn a_link_that_is_there_is_a_success_with_nothing_sent() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        for (from, words, to) in [
            ("SHOP-30", "blocks", "SHOP-31"),
            ("SHOP-30", "blocks", "SHOP-31"),
            ("SHOP-31", "is blocked by", "SHOP-30"),
            ("SHOP-30", "Blocks", "https://SITE/browse/SHOP-31"),
        ] {
            let to = to.replace("https://SITE", house.site().trim_end_matches('/'));
            let record = house.record(TOOL, json!({"from": from, "type": words, "to": to})).await;
            assert!(record["sentence"].as_str().unwrap().starts_with(from));
        }
        assert_eq!(writes(&house), 1);
        // What reads alike both ways is one link, whoever is named first.
        house.record(TOOL, json!({"from": "SHOP-34", "type": "relates to", "to": "SHOP-35"})).await;
        house.record(TOOL, json!({"from": "SHOP-35", "type": "relates to", "to": "SHOP-34"})).await;
        assert_eq!(writes(&house), 2);
    }
}

#[tokio::test]
async fn a_page_is_linked_once_in_the_words_that_were_sent() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let arguments = json!({"from": "SHOP-30", "type": "relates to", "to": "https://docs.example.com/pay?a=1#b"});
        let first = shown(&house, &format!("page_{dialect}"), arguments.clone()).await;
        let again = house.call(TOOL, arguments).await;
        assert_eq!((first.text, writes(&house)), (again.text, 1));
        // Other words don't rename a link that somebody made.
        let other = json!({"from": "SHOP-30", "type": "none", "to": "https://docs.example.com/pay?a=1#b"});
        assert!(house.record(TOOL, other).await["sentence"].as_str().unwrap().contains(" relates to "));
        let plain = json!({"from": "SHOP-30", "type": "none", "to": "https://docs.example.com/2"});
        let record = house.record(TOOL, plain).await;
        assert_eq!(record["sentence"], "SHOP-30 links to https://docs.example.com/2");
        let text = house.call("jira_get_issue", json!({"key": "SHOP-30", "include": "links"})).await.text;
        assert!(text.contains("docs.example.com/pay?a=1#b"), "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_at_once_and_mended_by_what_is_told() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let wrong = shown(&house, "wrong_words", json!({"from": "SHOP-30", "type": "blok", "to": "SHOP-31"})).await;
        house.record(TOOL, House::mended(&wrong)).await;
        assert_eq!(links(&house, "SHOP-30").iter().filter(|link| *link == "blocks SHOP-31").count(), 1);
        shown(&house, "all_wrong", json!({"from": "SHOP-99999", "type": "hates", "to": "NOPE-1"})).await;
        shown(&house, "itself", json!({"from": "SHOP-30", "type": "blocks", "to": "SHOP-30"})).await;
        let error = house.error(TOOL, json!({"from": "SHOP-30", "type": "blocks"})).await;
        assert!(error["fix"].as_str().unwrap().contains("`to`"));
        assert_eq!(writes(&house), 1);
    }
}

#[tokio::test]
async fn both_ends_pass_the_gate() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP"]).open().await;
        for (from, to) in [("OPS-1", "SHOP-30"), ("SHOP-30", "OPS-1"), ("SHOP-30", "OPS-99999")] {
            let error = house.error(TOOL, json!({"from": from, "type": "blocks", "to": to})).await;
            assert_eq!(error["code"], "project_not_allowed");
        }
        assert_eq!(writes(&house), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up() {
    let drop = || Fault::Handled(Box::new(Fault::DropBeforeAnswer));
    for (done, fault) in [(true, drop()), (true, Fault::DropMidBody), (false, Fault::DropBeforeAnswer)] {
        for setup in [cloud(), data_center()] {
            for (to, path) in [("SHOP-31", "/issueLink"), ("https://docs.example.com/1", "/remotelink")] {
                let house = again(&setup).open().await;
                house.handle().misbehave(Rule::on(path, fault.clone()).method("POST").times(1));
                let arguments = json!({"from": "SHOP-30", "type": "blocks", "to": to});
                let answer = house.call(TOOL, arguments.clone()).await;
                // An empty answer can't be cut in half.
                assert_eq!(!answer.is_error, done, "{}", answer.text);
                if answer.is_error {
                    let error = &answer.structured.as_ref().unwrap()["error"];
                    assert_eq!(
                        (&error["code"], &error["side_effects"]),
                        (&json!("outcome_unknown"), &json!("possible"))
                    );
                    house.record(TOOL, arguments).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_link_that_jira_reads_the_other_way_is_no_success() {
    let house = cloud().open().await;
    let swap = Fault::Change(Arc::new(|issue: &mut Value| {
        for link in issue["fields"]["issuelinks"].as_array_mut().into_iter().flatten() {
            let link = link.as_object_mut().unwrap();
            if let Some(other) = link.remove("outwardIssue") {
                link.insert("inwardIssue".to_owned(), other);
            }
        }
    }));
    house.handle().misbehave(Rule::on("/issue/SHOP-30", swap));
    shown(&house, "other_way_round", json!({"from": "SHOP-30", "type": "blocks", "to": "SHOP-31"})).await;
}

/// Another house like it.
fn again(setup: &Setup) -> Setup {
    Setup { dialect: setup.dialect, ..Setup::default() }
}
