//! Cloud: the gateway, over TLS with a name that resolves here, and searches without totals.

use super::*;
use crate::jira::types::{PageToken, SearchQuery};

const SITE: &str = "acme.atlassian.net";
const ID: &str = "1324a887-45db-1bf4-1e99-ef0ff456d421";

/// A site that refuses scoped tokens, and its gateway, in one server told apart by the path and the host.
fn scoped(seen: &server::Seen) -> Reply {
    let is_gateway = seen.headers["host"].starts_with("api.atlassian.com");
    match seen.target.as_str() {
        "/_edge/tenant_info" if !is_gateway => json(&format!(r#"{{"cloudId":"{ID}"}}"#)),
        "/rest/api/2/serverInfo" if !is_gateway && !seen.headers.contains_key("authorization") => {
            json(r#"{"version":"1001.0.0-SNAPSHOT","deploymentType":"Cloud"}"#)
        }
        path if is_gateway && path.starts_with(&format!("/ex/jira/{ID}/rest/api/3/")) => {
            json(r#"[{"id":"summary","name":"Summary"}]"#)
        }
        _ => status(401, &[], r#"{"errorMessages":["Client must be authenticated"]}"#),
    }
}

fn tls_settings(url: &str, server: &Server, root: &[u8]) -> Settings {
    let mut settings = settings(url, DialectSetting::Auto);
    settings.headers.push(("X-Edge".into(), CANARY.into()));
    settings.sites = Sites::default().with_extra_root(root.to_vec());
    for host in [SITE, "api.atlassian.com", "jira.example.com"] {
        settings.sites = settings.sites.with_resolved(host, server.address);
    }
    settings
}

async fn tls_server(handler: impl Fn(&server::Seen, usize) -> Reply + Send + Sync + 'static) -> (Server, Vec<u8>) {
    Server::start_tls(&[SITE, "api.atlassian.com", "jira.example.com"], handler).await
}

#[tokio::test]
async fn a_scoped_token_goes_through_the_gateway_from_then_on() {
    let (server, root) = tls_server(|seen, _| scoped(seen)).await;
    let client = Client::new(tls_settings(&format!("https://{SITE}/jira/your-work?x=1"), &server, &root));
    assert_eq!(client.auth_kind(), "api_token");
    assert_eq!(client.fields(&call()).await.unwrap()[0].id, "summary");
    assert_eq!(client.auth_kind(), "scoped_token");
    assert!(client.statuses(&call()).await.is_ok());
    assert_eq!(
        server.lines(),
        [
            "GET /rest/api/3/field".to_owned(),
            "GET /_edge/tenant_info".to_owned(),
            format!("GET /ex/jira/{ID}/rest/api/3/field"),
            format!("GET /ex/jira/{ID}/rest/api/3/status"),
        ]
    );
    let seen = server.seen();
    assert!(!seen[1].headers.contains_key("authorization") && !seen[1].headers.contains_key("x-edge"));
    assert!(seen[2].headers.contains_key("authorization") && !seen[2].headers.contains_key("x-edge"));
    assert_eq!(client.site_url(), format!("https://{SITE}"));
    assert_eq!(client.issue_url("SHOP-1"), format!("https://{SITE}/browse/SHOP-1"));
}

#[tokio::test]
async fn a_cloud_behind_its_own_domain_is_found_without_credentials() {
    let (server, root) = tls_server(|seen, _| scoped(seen)).await;
    let client = Client::new(tls_settings("https://jira.example.com", &server, &root));
    assert_eq!(client.fields(&call()).await.unwrap()[0].id, "summary");
    assert_eq!(client.auth_kind(), "scoped_token");
}

#[tokio::test]
async fn a_cloud_by_the_settings_is_asked_before_a_token_goes_elsewhere() {
    let (server, root) = tls_server(|seen, _| scoped(seen)).await;
    let settings =
        Settings { dialect: DialectSetting::Cloud, ..tls_settings("https://jira.example.com", &server, &root) };
    let client = Client::new(settings);
    assert_eq!(client.fields(&call()).await.unwrap()[0].id, "summary");
    assert_eq!(client.auth_kind(), "scoped_token");
    let info = "GET /rest/api/2/serverInfo";
    let gateway = format!("GET /ex/jira/{ID}/rest/api/3/field");
    let expected = ["GET /rest/api/3/field", info, info, "GET /_edge/tenant_info", &gateway];
    assert_eq!(server.lines(), expected);
    assert!(!server.seen()[2].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_data_centers_credentials_never_leave_its_host() {
    let (server, root) = tls_server(|seen, _| match seen.target.as_str() {
        "/rest/api/2/serverInfo" => json(r#"{"version":"10.3.1","deploymentType":"Server"}"#),
        "/_edge/tenant_info" => json(&format!(r#"{{"cloudId":"{ID}"}}"#)),
        _ => status(401, &[], ""),
    })
    .await;
    for dialect in [DialectSetting::Auto, DialectSetting::Cloud] {
        let settings = Settings { dialect, ..tls_settings("https://jira.example.com", &server, &root) };
        let error = Client::new(settings).fields(&call()).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unauthorized);
    }
    assert!(server.seen().iter().all(|seen| seen.headers["host"] == "jira.example.com"), "{:?}", server.lines());
    assert!(!server.lines().iter().any(|line| line.contains("_edge")), "{:?}", server.lines());
    assert_eq!(server.lines().iter().filter(|line| line.ends_with("serverInfo")).count(), 2, "{:?}", server.lines());
}

#[tokio::test]
async fn wrong_credentials_stay_wrong_behind_the_gateway_and_an_odd_id_is_no_gateway() {
    let (server, root) = tls_server(|seen, _| match seen.target.as_str() {
        "/_edge/tenant_info" => json(&format!(r#"{{"cloudId":"{ID}"}}"#)),
        _ => status(401, &[], "{}"),
    })
    .await;
    let client = Client::new(tls_settings(&format!("https://{SITE}"), &server, &root));
    assert_eq!(client.fields(&call()).await.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(client.auth_kind(), "api_token");
    let (server, root) = tls_server(|seen, _| match seen.target.as_str() {
        "/_edge/tenant_info" => json(r#"{"cloudId":"../../evil"}"#),
        _ => status(401, &[], "{}"),
    })
    .await;
    let client = Client::new(tls_settings(&format!("https://{SITE}"), &server, &root));
    assert_eq!(client.fields(&call()).await.unwrap_err().kind, Kind::Unauthorized);
    assert!(server.seen().iter().all(|seen| seen.headers["host"] == SITE));
}

#[tokio::test]
async fn an_untrusted_certificate_is_told_as_such() {
    let (server, _) = tls_server(|_, _| json("[]")).await;
    let (_, another_root) = tls_server(|_, _| json("[]")).await;
    let client = Client::new(tls_settings(&format!("https://{SITE}"), &server, &another_root));
    let error = client.fields(&call()).await.unwrap_err();
    assert!(matches!(error.kind, Kind::Tls(_)), "{error:?}");
    assert!(!error.sent);
    let (server, root) = Server::start_tls(&["other.example.com"], |_, _| json("[]")).await;
    let client = Client::new(tls_settings(&format!("https://{SITE}"), &server, &root));
    let error = client.fields(&call()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Tls("its certificate is for another name".to_owned()));
}

fn query(limit: usize) -> SearchQuery {
    SearchQuery { jql: "project = SHOP".into(), fields: vec!["summary".into()], limit, page: None, count: true }
}

fn rows(numbers: std::ops::Range<usize>, token: Option<&str>) -> Reply {
    let issues: Vec<_> =
        numbers.map(|n| serde_json::json!({"id": n.to_string(), "key": format!("SHOP-{n}")})).collect();
    json(&serde_json::json!({"issues": issues, "nextPageToken": token}).to_string())
}

#[tokio::test]
async fn short_pages_are_put_together_and_counted_beside() {
    let server = Server::start(|seen, _| {
        let body: Value = serde_json::from_str(&seen.body).unwrap();
        match (seen.target.as_str(), body["nextPageToken"].as_str(), body["maxResults"].as_u64()) {
            ("/rest/api/3/search/approximate-count", _, _) => json(r#"{"count":153}"#),
            (_, None, Some(5)) => rows(1..3, Some("a")),
            (_, Some("a"), Some(3)) => rows(3..6, Some("b")),
            (_, Some("b"), Some(5)) => rows(6..7, None),
            other => panic!("{other:?}"),
        }
    })
    .await;
    let client = cloud(&server);
    let page = client.search(&call(), &query(5)).await.unwrap();
    assert_eq!(page.issues.iter().map(|issue| issue.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4", "5"]);
    assert_eq!((page.total, page.total_is_estimate), (Some(153), true));
    assert_eq!(page.next, Some(PageToken::Token("b".into())));
    let last = client.search(&call(), &SearchQuery { page: page.next, ..query(5) }).await.unwrap();
    assert_eq!((last.issues.len(), last.next, last.total), (1, None, None));
}

#[tokio::test]
async fn the_count_is_dropped_for_a_whole_result_and_its_failure_is_a_warning() {
    let server = Server::start(|seen, _| match seen.target.as_str() {
        "/rest/api/3/search/jql" => rows(1..3, None),
        _ => Reply::Late(Duration::from_secs(30), Box::new(json("{}"))),
    })
    .await;
    let begun = Instant::now();
    let page = cloud(&server).search(&call(), &query(5)).await.unwrap();
    assert_eq!((page.total, page.total_is_estimate, page.warnings.len()), (Some(2), false, 0));
    assert!(begun.elapsed() < Duration::from_secs(3));
    let server = Server::start(|seen, _| match seen.target.as_str() {
        "/rest/api/3/search/jql" => rows(1..6, Some("a")),
        _ => status(500, &[], ""),
    })
    .await;
    let page = cloud(&server).search(&call(), &query(5)).await.unwrap();
    assert_eq!((page.total, page.issues.len()), (None, 5));
    assert_eq!(page.warnings, ["the total is unknown: counting failed, Jira is not available"]);
}

#[tokio::test]
async fn data_center_pages_by_offset_and_tells_its_total() {
    let server = Server::start(|seen, _| {
        let body: Value = serde_json::from_str(&seen.body).unwrap();
        let start = body["startAt"].as_u64().unwrap();
        let end = (start + body["maxResults"].as_u64().unwrap().min(2)).min(5);
        let issues: Vec<_> = (start..end).map(|n| serde_json::json!({"id": n, "key": format!("SHOP-{n}")})).collect();
        json(&serde_json::json!({"startAt": start, "total": 5, "issues": issues}).to_string())
    })
    .await;
    let client = data_center(&server);
    let page = client.search(&call(), &query(3)).await.unwrap();
    assert_eq!((page.issues.len(), page.total, page.next.clone()), (3, Some(5), Some(PageToken::Offset(3))));
    let last = client.search(&call(), &SearchQuery { page: page.next, ..query(3) }).await.unwrap();
    assert_eq!((last.issues.len(), last.total, last.next), (2, Some(5), None));
    assert_eq!(client.count(&call(), "x").await.unwrap(), Some(5));
}
