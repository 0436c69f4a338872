mod cloud;
mod contract;
mod embedded;
mod failures;
mod server;
mod settings;
mod turns;

use super::*;
use crate::jira::error::Obstacle;
use crate::jira::request::Reading;
use crate::jira::settings::{DialectSetting, Login, Secret, Sites};
use crate::jira::timing::Timing;
use reqwest::Method;
use server::{Reply, Server, json, status};
use url::Url;

const CANARY: &str = "canary-7f3a";

fn token() -> Login {
    Login::ApiToken { email: "robin@example.com".to_owned(), token: Secret::Value(CANARY.into()) }
}

/// A hundred times faster, but patient with a busy machine.
fn timing() -> Timing {
    Timing { connect: Duration::from_secs(5), budget: Duration::from_secs(5), ..Timing::real().scaled(0.01) }
}

fn settings(url: &str, dialect: DialectSetting) -> Settings {
    Settings { dialect, timing: timing(), ..Settings::new(Some(Url::parse(url).unwrap()), token()) }
}

fn cloud(server: &Server) -> Client {
    Client::new(settings(&server.url(), DialectSetting::Cloud))
}

fn data_center(server: &Server) -> Client {
    Client::new(settings(&server.url(), DialectSetting::DataCenter))
}

fn call() -> Call {
    Call::with_budget(Duration::from_secs(5))
}

fn write() -> Request {
    Request::write(Method::PUT, "rest/api/3", "issue/{key}", &["SHOP-1"], Some(serde_json::json!({"fields": {}})))
        .reading(Reading::Nothing)
        .on_issue("SHOP-1")
}

#[test]
fn its_futures_can_be_sent_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let client = Client::new(settings("http://127.0.0.1:1", DialectSetting::Auto));
    let call = call();
    let query = crate::jira::types::SearchQuery::default();
    is_send(&client.search(&call, &query));
    is_send(&client.myself(&call));
    is_send(&client.users(&call, "", 1));
}

#[tokio::test]
async fn the_dialect_is_asked_for_once_by_all_who_want_it() {
    for (deployment, expected) in [("Cloud", "cloud"), ("Server", "data_center"), ("DataCenter", "data_center")] {
        let told = format!(r#"{{"version":"1","deploymentType":"{deployment}","baseUrl":"https://x"}}"#);
        let server = Server::start(move |_, _| json(&told)).await;
        let client = Client::new(settings(&server.url(), DialectSetting::Auto));
        let call = call();
        let names = futures_util::future::join_all((0..10).map(|_| client.dialect_name(&call))).await;
        assert!(names.into_iter().all(|name| name.unwrap() == expected));
        assert_eq!(client.server_info(&call).await.unwrap().version, "1");
        assert_eq!(server.lines(), ["GET /rest/api/2/serverInfo"]);
    }
}

#[tokio::test]
async fn the_context_path_is_kept_and_keys_stay_single_segments() {
    let server = Server::start(|_, _| json(r#"{"id":"1","key":"SHOP-1","fields":{}}"#)).await;
    let client = Client::new(settings(&format!("{}/jira/", server.url()), DialectSetting::DataCenter));
    let issue = client.issue(&call(), "ABC-1/../../user", None).await.unwrap();
    assert_eq!(issue.key, "SHOP-1");
    assert_eq!(server.lines(), ["GET /jira/rest/api/2/issue/ABC-1%2F..%2F..%2Fuser?fields=*all"]);
    assert_eq!(client.site_url(), format!("{}/jira", server.url()));
    assert_eq!(client.issue_url("SHOP-1"), format!("{}/jira/browse/SHOP-1", server.url()));
    let seen = &server.seen()[0];
    assert!(seen.headers["authorization"].starts_with("Basic "));
    assert_eq!(seen.headers["accept"], "application/json");
    let dots = client.issue(&call(), "..", None).await.unwrap_err();
    assert_eq!((dots.kind, dots.sent, server.seen().len()), (Kind::Invalid, false, 1));
}

#[tokio::test]
async fn no_more_than_seven_reads_are_under_way() {
    let server = Server::start(|_, _| Reply::Late(Duration::from_millis(20), Box::new(json("[]")))).await;
    let client = data_center(&server);
    let call = call();
    let users: Vec<String> = (0..40).map(|number| number.to_string()).collect();
    let all = futures_util::future::join_all(users.iter().map(|key| client.remote_links(&call, key))).await;
    assert!(all.into_iter().all(|links| links.unwrap().is_empty()));
    assert_eq!(server.most_at_once(), READS);
}

#[tokio::test]
async fn what_is_held_is_not_asked_again() {
    let server = Server::start(|_, _| json(r#"[{"id":"summary","name":"Summary"}]"#)).await;
    let client = data_center(&server);
    let call = call();
    for _ in 0..3 {
        assert_eq!(client.fields(&call).await.unwrap()[0].id, "summary");
    }
    assert_eq!(server.lines(), ["GET /rest/api/2/field"]);
}

#[tokio::test]
async fn a_route_that_never_names_us_is_no_failed_login() {
    let us = [("X-AAccountId", "712020%3Aabc")];
    let server = Server::start(move |seen, _| match seen.target.as_str() {
        "/rest/api/3/myself" => status(200, &us, r#"{"accountId":"712020:abc","displayName":"Robin"}"#),
        "/rest/api/3/field" => status(200, &us, "[]"),
        "/rest/api/3/issue/SHOP-9?fields=*all" => status(404, &[], "{}"),
        _ => json("[]"),
    })
    .await;
    let client = cloud(&server);
    let call = call();
    client.myself(&call).await.unwrap();
    client.fields(&call).await.unwrap();
    assert_eq!(server.seen().len(), 2);
    for _ in 0..3 {
        client.remote_links(&call, "SHOP-1").await.unwrap();
        assert_eq!(client.issue(&call, "SHOP-9", None).await.unwrap_err().kind, Kind::NotFound);
    }
    let asked = server.lines().iter().filter(|line| line.ends_with("/myself")).count();
    assert_eq!((asked, server.seen().len()), (3, 10), "{:?}", server.lines());
}

#[tokio::test]
async fn an_answer_for_another_account_is_not_ours() {
    let named = |name: &'static str, body: &str| status(200, &[("X-AUSERNAME", name)], body);
    let server = Server::start(move |seen, _| match seen.target.as_str() {
        "/rest/api/2/myself" => named("robin", r#"{"name":"robin"}"#),
        "/rest/api/2/field" => named("ana", "[]"),
        _ => named("Robin", "[]"),
    })
    .await;
    let client = data_center(&server);
    client.myself(&call()).await.unwrap();
    assert!(client.statuses(&call()).await.unwrap().is_empty());
    assert_eq!(client.fields(&call()).await.unwrap_err().kind, Kind::Anonymous);
}

#[tokio::test]
async fn people_count_against_their_own_limit_and_are_held() {
    let server = Server::start(|_, _| json(r#"[{"accountId":"a","displayName":"Ana"}]"#)).await;
    let client = cloud(&server);
    for _ in 0..2 {
        let people = client.users(&call(), "ana & co", 5).await.unwrap();
        assert_eq!((people.items[0].name.as_str(), people.total), ("Ana", Some(1)));
    }
    assert_eq!(server.lines(), ["GET /rest/api/3/user/search?maxResults=5&query=ana+%26+co"]);
}

#[tokio::test]
async fn a_jira_that_does_not_sort_comments_is_asked_for_the_end() {
    let comment = |n: usize| format!(r#"{{"id":"{n}","created":"2026-06-{:02}T00:00:00.000+0000"}}"#, n + 1);
    let server = Server::start(move |seen, _| {
        let start = if seen.target.contains("startAt=17") { 17 } else { 0 };
        let items: Vec<String> = (start..start + 3).map(comment).collect();
        json(&format!(r#"{{"startAt":{start},"total":20,"comments":[{}]}}"#, items.join(",")))
    })
    .await;
    let comments = data_center(&server).comments(&call(), "SHOP-1", 3, 0).await.unwrap();
    assert_eq!(comments.items.iter().map(|comment| comment.id.as_str()).collect::<Vec<_>>(), ["19", "18", "17"]);
    assert_eq!(comments.total, Some(20));
}

#[tokio::test]
async fn a_count_that_stalls_does_not_hold_the_rows() {
    let server = Server::start(|seen, _| {
        if seen.target.contains("approximate-count") {
            return Reply::Late(Duration::from_secs(30), Box::new(json("{}")));
        }
        json(r#"{"issues":[{"id":"1","key":"SHOP-1","fields":{}}],"nextPageToken":"next"}"#)
    })
    .await;
    let mut settings = settings(&server.url(), DialectSetting::Cloud);
    settings.timing.count = Duration::from_millis(50);
    let client = Client::new(settings);
    let query =
        crate::jira::types::SearchQuery { jql: "project = SHOP".into(), limit: 1, count: true, ..Default::default() };
    let begun = Instant::now();
    let page = client.search(&call(), &query).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!((page.issues.len(), page.total), (1, None));
    assert!(page.warnings[0].contains("the total is unknown"), "{:?}", page.warnings);
}

#[tokio::test]
async fn a_write_whose_time_is_up_is_not_sent() {
    let server = Server::start(|_, _| status(204, &[], "")).await;
    let client = cloud(&server);
    client.send(&call(), &write()).await.unwrap();
    let error = client.send(&Call::with_budget(Duration::ZERO), &write()).await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((error.kind, error.sent, server.seen().len()), (Kind::Timeout, false, 1));
}

#[tokio::test]
async fn a_jira_that_does_not_sort_comments_does_not_repeat_the_newest() {
    let comment = |n: usize| format!(r#"{{"id":"{n}","created":"2026-06-{:02}T00:00:00.000+0000"}}"#, n + 1);
    let server = Server::start(move |seen, _| {
        let start = if seen.target.contains("startAt=3") { 3 } else { 0 };
        let items: Vec<String> = (start..(start + 3).min(5)).map(comment).collect();
        json(&format!(r#"{{"startAt":{start},"total":5,"comments":[{}]}}"#, items.join(",")))
    })
    .await;
    let comments = data_center(&server).comments(&call(), "SHOP-1", 3, 3).await.unwrap();
    assert_eq!(comments.items.iter().map(|comment| comment.id.as_str()).collect::<Vec<_>>(), ["1", "0"]);
}

#[tokio::test]
async fn projects_are_read_to_the_limit() {
    let server = Server::start(|seen, _| {
        let start = if seen.target.contains("startAt=100") { 100 } else { 0 };
        let items: Vec<String> =
            (start..(start + 100).min(150)).map(|n| format!(r#"{{"id":"{n}","key":"P{n}","name":"{n}"}}"#)).collect();
        json(&format!(r#"{{"startAt":{start},"total":150,"values":[{}]}}"#, items.join(",")))
    })
    .await;
    let projects = cloud(&server).projects(&call(), None, 1_000).await.unwrap();
    assert_eq!((projects.items.len(), projects.total, server.seen().len()), (150, Some(150), 2));
    let projects = cloud(&server).projects(&call(), None, 120).await.unwrap();
    assert_eq!((projects.items.len(), projects.total), (120, Some(150)));
}
