//! Completion: what is offered while somebody types, how rarely Jira hears of it, and that a failure is none.

use crate::support::{Setup, cloud, data_center, snapshot};
use crate::wire::{Era, Wire, in_both, shown};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::time::Duration;

fn held() -> Setup {
    cloud().projects(&["OPS"])
}

/// What completes an issue's key.
pub fn issue(typed: &str) -> Value {
    json!({"ref": {"type": "ref/resource", "uri": "jira://issue/{key}"}, "argument": {"name": "key", "value": typed}})
}

fn project(typed: &str) -> Value {
    json!({"ref": {"type": "ref/prompt", "name": "report_bug"}, "argument": {"name": "project", "value": typed}})
}

fn values(answer: &Value) -> Vec<String> {
    let values = answer["result"]["completion"]["values"].as_array().unwrap_or_else(|| panic!("{answer}"));
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn keys_and_names_are_offered_as_reviewed() {
    for (case, params) in [
        ("completed_issue", issue("shop-1")),
        ("completed_project", project("o")),
        ("completed_nothing", project("zz")),
    ] {
        let answer = in_both(cloud, "completion/complete", params.clone()).await;
        snapshot("_server", case, &shown("completion/complete", &params, &answer));
        let on_server = in_both(data_center, "completion/complete", params).await;
        assert_eq!(values(&on_server), values(&answer));
    }
}

#[tokio::test]
async fn what_is_offered_can_be_read_and_is_the_users() {
    let house = cloud().open().await;
    let mut wire = Wire::to(house.router.clone(), Era::Modern).await;
    let offered = values(&wire.ask("completion/complete", issue("")).await);
    assert!((5..=100).contains(&offered.len()), "{offered:?}");
    let mine =
        json!({"jql": "(assignee = currentUser() OR reporter = currentUser()) ORDER BY updated DESC", "limit": 100});
    let rows = house.record("jira_search", mine).await["rows"].clone();
    let rows: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_eq!(offered, rows);
    for name in values(&wire.ask("completion/complete", project("o")).await) {
        house.record("jira_lookup", json!({"kind": "project", "project": name})).await;
    }
}

#[tokio::test]
async fn typing_on_asks_jira_once() {
    // Half a minute, however slow the machine is.
    let unscaled = |setup: Setup| setup.settings(|settings| settings.timing.offer_lifetime = Duration::from_secs(30));
    let house = unscaled(cloud()).open().await;
    let mut wire = Wire::to(house.router.clone(), Era::Legacy).await;
    let mut offered = usize::MAX;
    for typed in ["", "S", "SH", "SHOP", "SHOP-", "SHOP-1", "SHOP-1x"] {
        let now = values(&wire.ask("completion/complete", issue(typed)).await);
        assert!(now.iter().all(|key| key.starts_with(typed)) && now.len() <= offered, "{typed}: {now:?}");
        offered = now.len();
    }
    assert_eq!(offered, 0);
    let searches = house.handle().requests();
    assert_eq!(searches.iter().filter(|request| request.path.contains("/search")).count(), 1);
}

#[tokio::test]
async fn only_allowed_projects_are_offered() {
    let answer = in_both(held, "completion/complete", issue("")).await;
    let keys = values(&answer);
    assert!(!keys.is_empty() && keys.iter().all(|key| key.starts_with("OPS-")), "{keys:?}");
    assert_eq!(answer["result"]["completion"]["total"], keys.len());
    assert_eq!(values(&in_both(held, "completion/complete", issue("SHOP")).await), Vec::<String>::new());
    assert_eq!(values(&in_both(held, "completion/complete", project("")).await), ["OPS"]);
    assert_eq!(values(&in_both(held, "completion/complete", project("sh")).await), Vec::<String>::new());
}

#[tokio::test]
async fn what_people_write_freely_is_not_completed() {
    let free =
        json!({"ref": {"type": "ref/prompt", "name": "report_bug"}, "argument": {"name": "problem", "value": "a"}});
    let answer = in_both(cloud, "completion/complete", free).await;
    assert_eq!(answer["result"]["completion"], json!({"values": [], "total": 0, "hasMore": false}));
}

#[tokio::test]
async fn what_can_not_be_completed_is_told_with_the_names() {
    let argument = json!({"name": "key", "value": "a"});
    for (params, message) in [
        (
            json!({"ref": {"type": "ref/prompt", "name": "report_bugs"}, "argument": argument}),
            "unknown prompt `report_bugs`; the nearest is `report_bug`",
        ),
        (
            json!({"ref": {"type": "ref/prompt", "name": "report_bug"}, "argument": argument}),
            "prompt `report_bug` has no argument `key`, only `problem`, `project`",
        ),
        (
            json!({"ref": {"type": "ref/resource", "uri": "jira://issue/SHOP-1"}, "argument": argument}),
            "`uri` must be a template: `jira://issue/{key}`, `jira://project/{key}`",
        ),
        (
            json!({"ref": {"type": "ref/resource", "uri": "jira://issue/{key}"}, "argument": {"name": "id", "value": ""}}),
            "the only variable of `jira://issue/{key}` is `key`",
        ),
        (
            json!({"ref": "jira://issue/{key}", "argument": argument}),
            "malformed completion/complete: `ref` must name a prompt or a template, and `argument` hold `name` and `value`",
        ),
    ] {
        let answer = in_both(cloud, "completion/complete", params).await;
        assert_eq!(answer["error"], json!({"code": -32602, "message": message}));
    }
}

#[tokio::test]
async fn a_failure_is_not_an_empty_list() {
    for era in [Era::Legacy, Era::Modern] {
        let house = cloud().open().await;
        house.handle().misbehave(Rule::on("/search", Fault::json(403, &json!({"errorMessages": ["no"]}))));
        let mut wire = Wire::to(house.router.clone(), era).await;
        let answer = wire.ask("completion/complete", issue("S")).await;
        assert_eq!(answer["error"]["code"], -32603, "{answer}");
        assert_eq!(answer["error"]["data"]["error"]["code"], "permission_denied");
    }
}
