//! What goes wrong between a person's settings and Jira: each is one clear error, and nothing ever becomes an empty list.

use crate::support::{House, Setup, cloud, data_center, secret, snapshot};
use mcp_server_jira::demo::{self, Fault, RateLimit, Rule, Wait};
use mcp_server_jira::jira::Login;
use serde_json::{Value, json};

/// One call of each tool, as an agent would make it.
fn calls() -> [(&'static str, Value); 6] {
    [
        ("jira_search", json!({"jql": "project = SHOP"})),
        ("jira_get_issue", json!({"key": "SHOP-1"})),
        ("jira_lookup", json!({"kind": "priority"})),
        ("jira_info", json!({})),
        ("jira_create_issue", json!({"project": "SHOP", "type": "Task", "summary": "Pay by card"})),
        ("jira_update_issue", json!({"key": "SHOP-1", "priority": "High"})),
    ]
}

/// Every tool fails with the same code; the search's whole answer is reviewed.
async fn all_fail(house: &House, case: &str, code: &str) {
    for (tool, arguments) in calls() {
        let answer = house.call(tool, arguments).await;
        assert!(answer.is_error, "{case}: {tool} answered {}", answer.text);
        let error = &answer.structured.as_ref().unwrap()["error"];
        assert_eq!(error["code"], code, "{case}: {tool}: {}", answer.text);
        assert!(error["fix"].is_string(), "{case}: {tool}");
        if tool == "jira_search" {
            snapshot("_server", case, &answer.shown());
        }
    }
}

#[tokio::test]
async fn settings_that_are_missing_or_wrong() {
    let house = cloud().settings(|settings| settings.site = None).open().await;
    all_fail(&house, "no_site", "config_error").await;

    let house = cloud().settings(|settings| settings.login = Login::Missing).open().await;
    all_fail(&house, "no_credentials", "config_error").await;
    assert!(house.handle().requests().is_empty(), "nothing is asked without credentials");

    let wrong = |settings: &mut mcp_server_jira::jira::Settings| {
        settings.login = Login::ApiToken { email: demo::account::EMAIL.to_owned(), token: secret("wrong-token") };
    };
    all_fail(&cloud().settings(wrong).open().await, "wrong_token_cloud", "auth_failed").await;
    let wrong = |settings: &mut mcp_server_jira::jira::Settings| {
        settings.login = Login::PersonalToken(secret("wrong-token"));
    };
    all_fail(&data_center().settings(wrong).open().await, "wrong_token_data_center", "auth_failed").await;
}

#[tokio::test]
async fn answers_that_are_not_the_accounts_view() {
    for (case, fault, code) in [
        ("anonymous_200", Fault::Anonymous, "auth_failed"),
        ("login_page", Fault::LoginPage, "auth_failed"),
        ("captcha", Fault::Captcha, "captcha_required"),
    ] {
        for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
            let house = setup.open().await;
            house.handle().misbehave(Rule::on("/rest/", fault.clone()));
            all_fail(&house, &format!("{case}_{dialect}"), code).await;
        }
    }
}

#[tokio::test]
async fn anonymous_answers_are_noticed_in_the_middle_of_a_session() {
    let house = cloud().open().await;
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    house.handle().misbehave(Rule::on("/search", Fault::Anonymous));
    let error = house.error("jira_search", json!({"jql": "project = OPS"})).await;
    assert_eq!(error["code"], "auth_failed");
    house.handle().clear_faults();
    house.record("jira_search", json!({"jql": "project = OPS"})).await;
}

#[tokio::test]
async fn a_host_that_cannot_be_reached() {
    let nobody = |settings: &mut mcp_server_jira::jira::Settings| {
        settings.site = Some("http://127.0.0.1:9".parse().unwrap());
    };
    all_fail(&cloud().settings(nobody).open().await, "refused_connection", "upstream_error").await;
}

#[tokio::test]
async fn plain_http_elsewhere_is_refused_before_anything_is_sent() {
    let plain = |settings: &mut mcp_server_jira::jira::Settings| {
        settings.site = Some("http://jira.example.com".parse().unwrap());
    };
    all_fail(&cloud().settings(plain).open().await, "plain_http", "config_error").await;
}

#[tokio::test]
async fn jira_that_refuses_for_a_while() {
    let refuse = |seconds| {
        Fault::RateLimited(RateLimit {
            wait: Wait::Seconds(seconds),
            reason: Some("jira-burst-based".into()),
            html: false,
        })
    };
    // A refusal that passes within the budget is waited for and never seen.
    let house = cloud().open().await;
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    house.handle().misbehave(Rule::on("/search/jql", refuse(2)).times(1));
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    // One that doesn't is answered at once, with the time.
    house.handle().misbehave(Rule::on("/search/jql", refuse(3_600)));
    let answer = house.call("jira_search", json!({"jql": "project = SHOP"})).await;
    let error = &answer.structured.as_ref().unwrap()["error"];
    assert_eq!(error["code"], "rate_limited");
    assert_eq!(error["retry_after_s"], 3_600);
    snapshot("_server", "rate_limited", &answer.shown());
}

#[tokio::test]
async fn jira_that_is_broken_never_answers_with_nothing() {
    for (case, fault, code) in [
        ("dropped", Fault::DropBeforeAnswer, "upstream_error"),
        ("dropped_mid_body", Fault::DropMidBody, "upstream_error"),
        ("truncated", Fault::TruncatedJson, "upstream_error"),
        ("empty", Fault::EmptyOk, "upstream_error"),
        ("wrong_content_type", Fault::WrongContentType("text/html".into()), "upstream_error"),
        ("unavailable", Fault::ServiceUnavailable(Some(1)), "upstream_error"),
        ("endless", Fault::Endless, "too_large"),
        ("gzip_bomb", Fault::GzipBomb, "too_large"),
    ] {
        for setup in [cloud(), data_center()] {
            let house = setup.open().await;
            house.record("jira_info", json!({})).await;
            house.handle().misbehave(Rule::on("/search", fault.clone()));
            let error = house.error("jira_search", json!({"jql": "project = SHOP"})).await;
            assert_eq!(error["code"], code, "{case}: {error}");
            house.handle().clear_faults();
            // The next call works.
            house.record("jira_search", json!({"jql": "project = SHOP"})).await;
        }
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for setup in [cloud(), data_center()] {
        let elsewhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = elsewhere.local_addr().unwrap();
        let house = setup.open().await;
        for status in [301, 302, 303, 307, 308] {
            let location = format!("http://{address}/latest/meta-data");
            house.handle().clear_faults();
            house.handle().misbehave(Rule::on("/rest/", Fault::Redirect { status, location }));
            for (tool, arguments) in calls() {
                let answer = house.call(tool, arguments).await;
                assert!(answer.is_error && !answer.text.contains(&address.to_string()), "{}", answer.text);
            }
        }
        let visit = tokio::time::timeout(std::time::Duration::from_millis(50), elsewhere.accept()).await;
        assert!(visit.is_err(), "a redirect was followed");
    }
}

#[tokio::test]
async fn another_site_is_not_this_one() {
    let house = cloud().open().await;
    let answer = house.call("jira_get_issue", json!({"key": "https://evil.example.com/browse/SHOP-1"})).await;
    snapshot("_server", "another_site", &answer.shown().replace(house.site(), "http://127.0.0.1:PORT"));
    for (case, key) in [("malformed_key", "SHOP"), ("key_with_a_title", "SHOP-1: Checkout button does nothing")] {
        snapshot("_server", case, &house.call("jira_get_issue", json!({"key": key})).await.shown());
    }
    let here = format!("{}/browse/shop-1?focusedId=1", house.site());
    assert!(!house.call("jira_get_issue", json!({"key": here})).await.is_error);
}

#[tokio::test]
async fn a_context_path_is_kept() {
    let house = Setup { context_path: "/jira", ..data_center() }.open().await;
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    assert!(house.handle().requests().iter().all(|seen| seen.path.starts_with("/jira/")));
}
