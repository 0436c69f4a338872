//! `jira_info` on both dialects.

use crate::support::{cloud, data_center, secret, snapshot};
use jiff::civil::date;
use mcp_server_jira::demo::{Fault, Rule, account};
use mcp_server_jira::jira::Login;
use serde_json::{Value, json};

#[tokio::test]
async fn who_one_is_and_what_may_be_done() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let answer = house.call("jira_info", json!({})).await;
        // The port is the only thing that differs from run to run.
        let shown = answer.shown().replace(house.site(), "http://127.0.0.1:PORT");
        snapshot("jira_info", dialect, &shown);
    }
}

#[tokio::test]
async fn restrictions_are_told() {
    let mut setup = cloud().projects(&["SHOP"]);
    setup.read_only = true;
    let house = setup.open().await;
    let record = house.record("jira_info", json!({"unused": "none"})).await;
    assert_eq!(record["projects"], json!(["SHOP"]));
    assert_eq!(record["default_project"], "SHOP");
    assert_eq!(record["read_only"], true);
}

#[tokio::test]
async fn the_end_of_the_key_is_told_in_time() {
    // Today is the 15th.
    for (day, days_left, is_ending) in [(20, 5, true), (29, 14, true), (30, 15, false)] {
        let end = date(2026, 6, day);
        let house = cloud().settings(move |settings| settings.expires = Some(end)).open().await;
        let record = house.record("jira_info", json!({})).await;
        assert_eq!(record["key"], json!({"ends": end.to_string(), "days_left": days_left}));
        let warned = record.get("warnings").map(Value::to_string).unwrap_or_default();
        assert_eq!(
            warned.contains("https://id.atlassian.com/manage-profile/security/api-tokens"),
            is_ending,
            "{warned}"
        );
    }
    assert!(!cloud().open().await.record("jira_info", json!({})).await.contains_key("key"));
}

#[tokio::test]
async fn a_key_is_known_from_the_day_it_was_first_seen() {
    let folder = std::env::temp_dir().join(format!("jira-info-seen-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (one, other, third) = (folder.clone(), folder.clone(), folder.clone());
    let house = cloud().settings(move |settings| settings.state_folder = Some(one)).open().await;
    let record = house.record("jira_info", json!({})).await;
    assert_eq!(record["key"], json!({"ends_by": "2027-06-15", "days_left": 365}));
    assert!(!record.contains_key("warnings"));
    // The same key in another process, a good year later: refused like any wrong one, and told as what it is.
    let year = std::time::Duration::from_secs(367 * 86_400);
    let house = cloud().settings(move |settings| {
        settings.state_folder = Some(other);
        let then = settings.clock.now() + year;
        settings.clock = mcp_server_jira::jira::Clock::new(move || then);
    });
    let house = house.open().await;
    house.handle().set_anonymous(true);
    let error = house.error("jira_info", json!({})).await;
    assert_eq!(error["code"], "auth_expired");
    assert!(error["fix"].as_str().unwrap().contains("https://id.atlassian.com/manage-profile/security/api-tokens"));
    // Data Center's tokens may live for ever.
    let house = data_center().settings(move |settings| settings.state_folder = Some(third)).open().await;
    assert!(!house.record("jira_info", json!({})).await.contains_key("key"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_login_that_is_refused_says_what_it_looks_like() {
    let house = cloud().settings(|settings| {
        settings.login = Login::ApiToken { email: account::EMAIL.to_owned(), token: secret("ATCTT3xFf=1A2B3C4D") };
    });
    let house = house.open().await;
    snapshot("_server", "organization_key", &house.call("jira_info", json!({})).await.shown());
    let house = cloud().settings(|settings| settings.expires = Some(date(2026, 6, 14))).open().await;
    house.record("jira_info", json!({})).await;
    house.handle().set_anonymous(true);
    snapshot("_server", "expired_token", &house.call("jira_info", json!({})).await.shown());
    // Nothing is made of a day that is over while Jira accepts the token, nor of another trouble.
    house.handle().set_anonymous(false);
    let refused = Fault::json(401, &json!({"code": 401, "message": "Unauthorized; scope does not match"}));
    house.handle().misbehave(Rule::on("/myself", refused));
    assert_eq!(house.error("jira_info", json!({})).await["code"], "auth_failed");
}

#[tokio::test]
async fn a_login_in_the_headers_is_a_login() {
    for (name, value, label) in [("authorization", "Bearer demo-personal-token", "header"), ("Cookie", "x=1", "cookie")]
    {
        let house = data_center().settings(move |settings| {
            if label == "header" {
                settings.login = Login::Missing;
            }
            settings.headers.push((name.to_owned(), value.to_owned().into()));
        });
        let record = house.open().await.record("jira_info", json!({})).await;
        let expected = if label == "header" { label } else { "personal_token" };
        assert_eq!(record["auth"], expected);
    }
}
