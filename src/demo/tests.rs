//! The embedded Jira over HTTP, as a client without any of our own code sees it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::account::{API_TOKEN, CLOUD_ID, EMAIL, SCOPED_TOKEN};
use super::*;
use client::{ask, basic, get, send};

mod client;

fn options(mut options: Options) -> Options {
    options.clock = Arc::new(|| "2026-06-15T12:00:00Z".parse::<Timestamp>().unwrap());
    options.time_factor = 0.01;
    options
}

async fn cloud() -> Jira {
    Jira::start(options(Options::cloud())).await.unwrap()
}

async fn data_center() -> Jira {
    let mut options = options(Options::data_center());
    options.context_path = "/jira".into();
    Jira::start(options).await.unwrap()
}

#[tokio::test]
async fn the_company_stands_quickly_and_alike() {
    let begin = Instant::now();
    let jira = cloud().await;
    assert!(begin.elapsed() < Duration::from_millis(400), "{:?}", begin.elapsed());
    let again = cloud().await;
    let (first, second) = (jira.handle(), again.handle());
    assert_eq!(first.keys(), second.keys());
    assert_eq!(first.keys().iter().filter(|key| !key.starts_with("VAULT")).count(), 300);
    for key in ["SHOP-1", "SHOP-77", "OPS-14", "HELP-9"] {
        let strip = |issue: Option<Value>, jira: &Jira| issue.unwrap().to_string().replace(&jira.url(), "");
        assert_eq!(strip(first.issue(key), &jira), strip(second.issue(key), &again));
    }
}

#[tokio::test]
async fn cloud_pages_by_token() {
    let jira = cloud().await;
    let mut token = None;
    let mut seen = Vec::new();
    for _ in 0..20 {
        let mut body = json!({ "jql": "project = OPS order by key", "maxResults": 30, "fields": ["summary"] });
        if let Some(token) = &token {
            body["nextPageToken"] = json!(token);
        }
        let page = send(&jira, "POST", "/rest/api/3/search/jql", body).await.json();
        assert!(page.get("total").is_none() && page.get("startAt").is_none());
        seen.extend(page["issues"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()));
        token = page.get("nextPageToken").and_then(Value::as_str).map(str::to_owned);
        assert_eq!(page["isLast"], json!(token.is_none()));
        if token.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 70);
    let bare = get(&jira, "/rest/api/3/search/jql?jql=project%20%3D%20OPS").await.json();
    assert_eq!(bare["issues"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
    let count =
        send(&jira, "POST", "/rest/api/3/search/approximate-count", json!({ "jql": "project in (SHOP, OPS, HELP)" }))
            .await;
    assert_eq!(count.json(), json!({ "count": 300 }));
}

#[tokio::test]
async fn cloud_refuses_what_it_no_longer_does() {
    let jira = cloud().await;
    assert_eq!(get(&jira, "/rest/api/3/search?jql=project=SHOP").await.status, 410);
    let unbounded = get(&jira, "/rest/api/3/search/jql?jql=order%20by%20created").await;
    assert_eq!(unbounded.status, 400);
    assert!(unbounded.message().starts_with("Unbounded JQL queries are not allowed here."));
    assert_eq!(get(&jira, "/rest/api/3/mypermissions").await.status, 400);
    assert_eq!(get(&jira, "/rest/api/3/issue/createmeta/SHOP/issuetypes?maxResults=201").await.status, 400);
    let missing = get(&jira, "/rest/api/3/issue/VAULT-1").await;
    assert_eq!(
        (missing.status, missing.message().as_str()),
        (404, "Issue does not exist or you do not have permission to see it.")
    );
}

#[tokio::test]
async fn data_center_pages_by_offset() {
    let jira = data_center().await;
    let page = get(&jira, "/rest/api/2/search?jql=project=OPS&startAt=60&maxResults=20").await;
    let json = page.json();
    assert_eq!((json["total"].clone(), json["startAt"].clone()), (json!(70), json!(60)));
    assert_eq!(json["issues"].as_array().unwrap().len(), 10);
    assert_eq!(page.header("retry-after"), Some("0"));
    assert_eq!(get(&jira, "/rest/api/2/search/jql?jql=project=OPS").await.status, 404);
    assert_eq!(get(&jira, "/rest/api/2/issue/createmeta?projectKeys=OPS").await.status, 404);
    let types = get(&jira, "/rest/api/2/issue/createmeta/OPS/issuetypes").await.json();
    assert_eq!(types["isLast"], json!(true));
    assert_eq!(types["values"][1]["name"], json!("Aufgabe"));
}

#[tokio::test]
async fn wrong_credentials_are_an_anonymous_view_on_cloud() {
    let jira = cloud().await;
    let wrong = basic(EMAIL, "wrong");
    let found = ask(&jira, "GET", "/rest/api/3/search/jql?jql=created%20%3E%20-30d", Some(&wrong), None, "").await;
    assert_eq!((found.status, found.json()["issues"].clone()), (200, json!([])));
    assert_eq!(found.header("X-Seraph-LoginReason"), Some("AUTHENTICATED_FAILED"));
    assert_eq!(ask(&jira, "GET", "/rest/api/3/myself", Some(&wrong), None, "").await.status, 401);
    let other = data_center().await;
    assert_eq!(ask(&other, "GET", "/rest/api/2/search?jql=", Some("Bearer wrong"), None, "").await.status, 401);
}

#[tokio::test]
async fn a_scoped_token_works_only_under_the_gateway() {
    let jira = cloud().await;
    let scoped = basic(EMAIL, SCOPED_TOKEN);
    assert_eq!(ask(&jira, "GET", "/rest/api/3/myself", Some(&scoped), None, "").await.status, 401);
    let tenant = ask(&jira, "GET", "/_edge/tenant_info", None, None, "").await.json();
    assert_eq!(tenant["cloudId"], json!(CLOUD_ID));
    let path = format!("/ex/jira/{CLOUD_ID}/rest/api/3/myself");
    let me = ask(&jira, "GET", &path, Some(&scoped), None, "").await;
    assert_eq!((me.status, me.json()["displayName"].clone()), (200, json!("Robin Vale")));
    jira.handle().set_scopes(&["read:jira-work"]);
    let refused = ask(&jira, "GET", &path, Some(&scoped), None, "").await;
    assert_eq!((refused.status, refused.json()["message"].clone()), (401, json!("Unauthorized; scope does not match")));
}

#[tokio::test]
async fn faults_apply_as_often_as_they_are_asked_for() {
    let jira = cloud().await;
    let handle = jira.handle();
    let limit = RateLimit { wait: Wait::Seconds(3), reason: Some("jira-burst-based".into()), html: false };
    handle.misbehave(Rule::on("/myself", Fault::RateLimited(limit)).times(1));
    let refused = get(&jira, "/rest/api/3/myself").await;
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("3")));
    assert_eq!(get(&jira, "/rest/api/3/myself").await.status, 200);
    for (fault, status) in [
        (Fault::DropBeforeAnswer, 0),
        (Fault::DropMidBody, 200),
        (Fault::TruncatedJson, 200),
        (Fault::LoginPage, 200),
        (Fault::EmptyOk, 200),
    ] {
        handle.misbehave(Rule::on("/field", fault).times(1));
        let got = get(&jira, "/rest/api/3/field").await;
        assert_eq!(got.status, status);
        assert!(serde_json::from_slice::<Value>(&got.body).is_err());
    }
    assert!(get(&jira, "/rest/api/3/field").await.json().is_array());
    let log = handle.requests();
    assert_eq!(log[0].status, Some(429));
    assert!(log[0].faulty && !log[1].faulty);
    assert!(log.iter().any(|seen| seen.status.is_none()));
}

#[tokio::test]
async fn a_stalled_answer_never_comes() {
    let jira = cloud().await;
    jira.handle().misbehave(Rule::on("/myself", Fault::Stall));
    let waited = tokio::time::timeout(Duration::from_millis(200), get(&jira, "/rest/api/3/myself")).await;
    assert!(waited.is_err());
}

#[tokio::test]
async fn the_gzip_bomb_is_real_gzip() {
    let jira = cloud().await;
    jira.handle().misbehave(Rule::on("/myself", Fault::GzipBomb));
    let got = get(&jira, "/rest/api/3/myself").await;
    assert_eq!(got.header("content-encoding"), Some("gzip"));
    assert!(got.body.len() < 2_000_000);
    assert!(got.body.windows(3).any(|window| window == [0x1f, 0x8b, 8]));
}

#[tokio::test]
async fn the_index_lags_behind_a_write_and_reconciles() {
    let jira = cloud().await;
    let handle = jira.handle();
    handle.set_index_lag(Duration::from_secs(30));
    let body = json!({ "fields": { "project": { "key": "SHOP" }, "issuetype": { "name": "Task" }, "summary": "Brandnew" }, "properties": [{ "key": "mine", "value": 1 }] });
    let made = send(&jira, "POST", "/rest/api/3/issue", body).await;
    assert_eq!(made.status, 201);
    let (id, key) = (made.json()["id"].as_str().unwrap().to_owned(), made.json()["key"].as_str().unwrap().to_owned());
    assert_eq!(key, "SHOP-181");
    let found = "/rest/api/3/search/jql?jql=summary%20~%20Brandnew";
    assert_eq!(get(&jira, found).await.json()["issues"], json!([]));
    let reconciled = get(&jira, &format!("{found}&reconcileIssues={id}")).await.json();
    assert_eq!(reconciled["issues"].as_array().unwrap().len(), 1);
    tokio::time::sleep(Duration::from_millis(320)).await;
    assert_eq!(get(&jira, found).await.json()["issues"].as_array().unwrap().len(), 1);
    assert_eq!(get(&jira, &format!("/rest/api/3/issue/{key}/properties/mine")).await.json()["value"], json!(1));
}

#[tokio::test]
async fn a_moved_issue_answers_under_its_new_key() {
    let jira = cloud().await;
    assert_eq!(get(&jira, "/rest/api/3/issue/OPS-99").await.json()["key"], json!("SHOP-19"));
    let key = jira.handle().move_issue("SHOP-30", "OPS").unwrap();
    assert_eq!(get(&jira, "/rest/api/3/issue/SHOP-30").await.json()["key"], json!(key));
}

#[tokio::test]
async fn links_to_hidden_projects_are_left_out() {
    let jira = cloud().await;
    let issue = get(&jira, "/rest/api/3/issue/SHOP-1?fields=issuelinks").await.json();
    let text = issue.to_string();
    assert!(text.contains("OPS-2") && text.contains("HELP-2") && !text.contains("VAULT"));
}

#[tokio::test]
async fn the_dialects_show_one_store() {
    let (cloud, server) = (cloud().await, data_center().await);
    let one = get(&cloud, "/rest/api/3/issue/SHOP-1").await.json();
    let two = get(&server, "/rest/api/2/issue/SHOP-1").await.json();
    assert_eq!(one["fields"]["summary"], two["fields"]["summary"]);
    assert_eq!(one["fields"]["description"]["type"], json!("doc"));
    assert!(two["fields"]["description"].as_str().unwrap().contains("h3. Steps"));
    assert_eq!(one["fields"]["parent"]["key"], json!("SHOP-2"));
    assert_eq!(two["fields"]["customfield_10014"], json!("SHOP-2"));
    assert!(one["fields"]["customfield_10020"][1]["name"] == json!("Sprint 5"));
    assert!(
        two["fields"]["customfield_10020"][1]
            .as_str()
            .unwrap()
            .contains("[id=37,rapidViewId=1,state=ACTIVE,name=Sprint 5,")
    );
    let nulls = one["fields"].as_object().unwrap().values().filter(|value| value.is_null()).count();
    assert!(nulls > 40, "{nulls}");
}

#[tokio::test]
async fn a_transition_asks_for_its_required_field() {
    let jira = cloud().await;
    let path = "/rest/api/3/issue/SHOP-1/transitions";
    let lacking = send(&jira, "POST", path, json!({ "transition": { "id": "41" } })).await;
    assert_eq!(
        (lacking.status, lacking.json()["errors"]["resolution"].clone()),
        (400, json!("Resolution is required."))
    );
    let done = send(
        &jira,
        "POST",
        path,
        json!({ "transition": { "id": "41" }, "fields": { "resolution": { "name": "Done" } } }),
    )
    .await;
    assert_eq!(done.status, 204);
    let wrong = send(&jira, "POST", path, json!({ "transition": { "id": "41" } })).await;
    assert_eq!(wrong.message(), "Transition id '41' is not valid for this issue.");
}

#[tokio::test]
async fn files_redirect_to_another_host_and_come_in_parts() {
    let jira = cloud().await;
    let away = get(&jira, "/rest/api/3/attachment/content/10704").await;
    assert_eq!(away.status, 303);
    assert!(away.header("location").unwrap().starts_with("https://api.media."));
    let authorization = basic(EMAIL, API_TOKEN);
    let path = "/rest/api/3/attachment/content/10704?redirect=false";
    let part = ask(&jira, "GET", path, Some(&authorization), None, "Range: bytes=0-95\r\n").await;
    assert_eq!((part.status, part.body.len()), (206, 96));
    let whole =
        ask(&jira, "GET", "/rest/api/3/attachment/content/10705?redirect=false", Some(&authorization), None, "").await;
    assert_eq!(whole.body.len(), 40 * 1024 * 1024);
}

#[tokio::test]
async fn a_limit_refuses_and_recovers() {
    let jira = data_center().await;
    jira.handle().limit(Some(Limit { capacity: 2, fill: 2, interval_s: 1 }));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(get(&jira, "/rest/api/2/myself").await.status);
    }
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count()
            + statuses.iter().filter(|status| **status == 429).count(),
        3
    );
    tokio::time::sleep(Duration::from_millis(15)).await;
    assert_eq!(get(&jira, "/rest/api/2/myself").await.status, 200);
}

#[tokio::test]
async fn internal_comments_keep_their_visibility() {
    let jira = cloud().await;
    let comments = get(&jira, "/rest/api/3/issue/HELP-1/comment?orderBy=-created").await.json();
    assert_eq!(comments["comments"][0]["jsdPublic"], json!(false));
    let body = json!({ "body": { "type": "doc", "version": 1, "content": [] }, "jsdPublic": false });
    assert_eq!(send(&jira, "POST", "/rest/api/3/issue/HELP-1/comment", body).await.json()["jsdPublic"], json!(true));
    let made =
        send(&jira, "POST", "/rest/servicedeskapi/request/HELP-1/comment", json!({ "body": "x", "public": false }))
            .await;
    assert_eq!((made.status, made.json()["public"].clone()), (201, json!(false)));
}

#[tokio::test]
async fn a_handle_changes_what_others_would() {
    let jira = cloud().await;
    let handle = jira.handle();
    handle.set_field("SHOP-1", "priority", &json!({ "name": "Lowest" })).unwrap();
    assert!(handle.set_field("SHOP-1", "priority", &json!({ "name": "Urgent" })).is_err());
    assert!(handle.set_status("SHOP-1", "in review"));
    assert!(handle.add_comment("SHOP-1", "jon.berg@example.com", "Seen again", true).is_some());
    let issue = get(&jira, "/rest/api/3/issue/SHOP-1").await.json();
    assert_eq!(issue["fields"]["priority"]["name"], json!("Lowest"));
    assert_eq!(issue["fields"]["status"]["name"], json!("In Review"));
    assert_eq!(issue["fields"]["updated"], json!("2026-06-15T12:00:00.000+0000"));
    let history = get(&jira, "/rest/api/3/issue/SHOP-1/changelog").await.json();
    let last = history["values"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["author"]["displayName"], json!("Ana Silva"));
    assert!(handle.delete_issue("SHOP-1"));
    assert_eq!(get(&jira, "/rest/api/3/issue/SHOP-1").await.status, 404);
    assert!(handle.hide_project("OPS", true));
    assert_eq!(get(&jira, "/rest/api/3/project/OPS").await.status, 404);
}

#[tokio::test]
async fn any_stream_can_be_served() {
    let jira = cloud().await;
    let (mut ours, theirs) = tokio::io::duplex(64 * 1024);
    tokio::spawn(jira.serve_on(theirs));
    ours.write_all(b"GET /rest/api/3/serverInfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    ours.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("\"deploymentType\":\"Cloud\""));
}

#[tokio::test]
async fn one_person_may_not_edit_anothers_comment() {
    let jira = cloud().await;
    let body = json!({ "body": { "type": "doc", "version": 1, "content": [] } });
    assert_eq!(send(&jira, "PUT", "/rest/api/3/issue/SHOP-1/comment/10003", body.clone()).await.status, 200);
    assert_eq!(send(&jira, "PUT", "/rest/api/3/issue/SHOP-1/comment/10002", body).await.status, 400);
    let plain = json!({ "body": "no document" });
    let refused = send(&jira, "POST", "/rest/api/3/issue/SHOP-1/comment", plain).await.json();
    assert_eq!(refused["errors"]["comment"], json!("Comment body is not valid!"));
}

#[tokio::test]
async fn a_control_needs_its_six_fields() {
    let jira = data_center().await;
    let body = json!({ "fields": { "project": { "key": "OPS" }, "issuetype": { "name": "Compliance" }, "summary": "Access review" } });
    let refused = send(&jira, "POST", "/rest/api/2/issue", body).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["errors"].as_object().unwrap().len(), 6);
}
