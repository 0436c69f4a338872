//! What a Jira, a proxy or a network can do to a request.

use super::*;
use crate::jira::error::Fate;
use crate::jira::types::{Created, Written};

async fn field_error(reply: Reply) -> (Error, usize) {
    let server = Server::start(move |_, _| reply.clone()).await;
    let error = data_center(&server).fields(&call()).await.unwrap_err();
    (error, server.seen().len())
}

#[tokio::test]
async fn a_refused_read_waits_and_is_sent_again() {
    let server = Server::start(|_, before| match before {
        0 => status(429, &[("Retry-After", "3"), ("RateLimit-Reason", "jira-burst-based")], "<html>"),
        1 => status(503, &[], ""),
        _ => json("[]"),
    })
    .await;
    let client = data_center(&server);
    let waits = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&waits);
    let call = Call { on_wait: Arc::new(move |wait: &Wait| heard.lock().unwrap().push(wait.clone())), ..call() };
    let begun = Instant::now();
    assert!(client.fields(&call).await.unwrap().is_empty());
    assert!(begun.elapsed() >= Duration::from_millis(30 + 28), "3 s and 0.7 × 4 s, a hundredth");
    assert_eq!(server.seen().len(), 3);
    let reasons: Vec<String> = waits.lock().unwrap().iter().map(|wait| wait.reason.clone()).collect();
    assert!(reasons.contains(&"Jira asked to slow down".to_owned()), "{reasons:?}");
    assert_eq!(client.state().refused, 1);
    assert_eq!(client.state().slowed.len(), 1);
}

#[tokio::test]
async fn a_wait_longer_than_the_call_is_told_at_once_and_stops_the_others() {
    let quota = [("Retry-After", "1847"), ("RateLimit-Reason", "jira-quota-tenant-based")];
    let server = Server::start(move |_, _| status(429, &quota, r#"{"errorMessages":["slow"]}"#)).await;
    let client = data_center(&server);
    let error = client.fields(&call()).await.unwrap_err();
    assert_eq!((&error.kind, error.retry_after), (&Kind::RateLimited, Some(Duration::from_secs(1_847))));
    assert_eq!((error.attempts, error.sent, error.messages.as_slice()), (1, false, ["slow".to_owned()].as_slice()));
    let next = client.statuses(&call()).await.unwrap_err();
    assert_eq!((next.kind, next.sent, server.seen().len()), (Kind::RateLimited, false, 1));
    assert!(next.retry_after.unwrap() > Duration::from_secs(1_000));
}

#[tokio::test]
async fn a_lost_connection_is_survived_by_reads() {
    for broken in [Reply::Hangs, Reply::Truncated("[".to_owned())] {
        let reply = broken.clone();
        let server = Server::start(move |_, before| if before == 0 { reply.clone() } else { json("[]") }).await;
        assert!(data_center(&server).fields(&call()).await.is_ok(), "{broken:?}");
        assert_eq!(server.seen().len(), 2, "{broken:?}");
        let (error, asked) = field_error(broken).await;
        assert_eq!((error.kind, error.attempts, asked), (Kind::Unreachable(Obstacle::Reset), 5, 5));
        assert!(error.sent);
    }
}

#[tokio::test]
async fn a_name_in_the_address_is_no_sign_of_a_proxy() {
    for name in ["PROXY", "TUNNEL"] {
        let server = Server::start(|_, _| Reply::Hangs).await;
        let error = cloud(&server).project(&call(), name).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unreachable(Obstacle::Reset), "{name}");
    }
}

#[tokio::test]
async fn a_write_is_sent_again_only_when_it_was_refused() {
    let rows: [(Reply, usize, Kind); 3] = [
        (status(503, &[("Retry-After", "1")], ""), 1, Kind::Unavailable),
        (Reply::Hangs, 1, Kind::Unreachable(Obstacle::Reset)),
        (status(502, &[], ""), 1, Kind::Unavailable),
    ];
    for (reply, requests, kind) in rows {
        let server = Server::start(move |_, _| reply.clone()).await;
        let error = cloud(&server).send(&call(), &write()).await.unwrap_err();
        assert_eq!((error.kind, error.sent, server.seen().len()), (kind, true, requests));
    }
    let server = Server::start(|_, before| status(if before == 0 { 429 } else { 204 }, &[], "")).await;
    let answer = cloud(&server).send(&call(), &write()).await.unwrap();
    assert_eq!((answer.status, server.seen().len()), (204, 2));
    assert_eq!(server.seen()[1].body, r#"{"fields":{}}"#);
}

#[tokio::test]
async fn what_was_done_is_done_though_its_answer_cannot_be_read() {
    let fields = serde_json::Map::new();
    for broken in [
        Reply::Truncated(r#"{"id":"1","#.to_owned()),
        status(201, &[], r#"{"id":"1","#),
        status(201, &[], ""),
        status(201, &[], "[]"),
    ] {
        let server = Server::start(move |_, _| broken.clone()).await;
        let written = cloud(&server).create_issue(&call(), &fields, None).await.unwrap();
        assert_eq!((written, server.seen().len()), (Written::Unread, 1));
    }
    let server = Server::start(|_, _| status(201, &[], r#"{"id":"1","key":"SHOP-7"}"#)).await;
    let written = cloud(&server).create_issue(&call(), &fields, None).await.unwrap();
    assert_eq!(written, Written::Told(Created { id: "1".into(), key: "SHOP-7".into() }));
}

#[tokio::test]
async fn what_became_of_a_write_is_told() {
    let rows = [
        (status(500, &[], ""), Fate::Unknown),
        (Reply::Hangs, Fate::Unknown),
        (status(400, &[], "{}"), Fate::NotDone),
        (status(302, &[("Location", "https://sso.example/login")], ""), Fate::NotDone),
        (status(200, &[("Content-Type", "text/html")], "<html>log in"), Fate::NotDone),
        (status(200, &[("Content-Type", "text/html")], "<html>ok"), Fate::Unknown),
        (status(429, &[("Retry-After", "9999")], ""), Fate::NotDone),
    ];
    for (reply, fate) in rows {
        let answer = reply.clone();
        let server = Server::start(move |_, _| answer.clone()).await;
        let error = cloud(&server).send(&call(), &write()).await.unwrap_err();
        assert_eq!((error.fate(), error.sent_at.is_some()), (fate, true), "{reply:?}");
    }
}

#[tokio::test]
async fn a_write_that_ends_late_is_told_once_and_waited_for() {
    for (reply, fate) in [
        (status(201, &[], r#"{"key":"SHOP-7"}"#), None),
        (status(400, &[], "{}"), Some(Fate::NotDone)),
        (Reply::Hangs, Some(Fate::Unknown)),
    ] {
        let late = Reply::Late(Duration::from_millis(100), Box::new(reply));
        let server = Server::start(move |_, _| late.clone()).await;
        let mut settings = settings(&server.url(), DialectSetting::Cloud);
        settings.timing.drain = Duration::from_secs(5);
        let client = Client::new(settings);
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let quick = Call::with_budget(Duration::from_millis(50));
        let quick = quick.with_late(move |late| heard.lock().unwrap().push(late.clone()));
        let error = client.create_issue(&quick, &serde_json::Map::new(), None).await.unwrap_err();
        assert_eq!((&error.kind, error.fate()), (&Kind::Timeout, Fate::Unknown));
        client.drain().await;
        let told = told.lock().unwrap().clone();
        assert_eq!(told.len(), 1);
        match (&told[0], fate) {
            (Ok(created), None) => assert_eq!(created["key"], "SHOP-7"),
            (Err(error), Some(fate)) => assert_eq!(error.fate(), fate),
            other => panic!("{other:?}"),
        }
    }
    // What ended in time is never late.
    let server = Server::start(|_, _| status(201, &[], "{}")).await;
    let call = call().with_late(|late| panic!("{late:?}"));
    cloud(&server).create_issue(&call, &serde_json::Map::new(), None).await.unwrap();
}

#[tokio::test]
async fn a_cancelled_write_is_finished_and_a_cancelled_read_stops() {
    let read = Request::get("rest/api/3", "field", &[]);
    for (request, abandoned) in [(write(), 0), (read, 1)] {
        let late = Reply::Late(Duration::from_millis(100), Box::new(status(204, &[], "")));
        let server = Server::start(move |_, _| late.clone()).await;
        let client = cloud(&server);
        let call = call();
        let cancel = async {
            while server.seen().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            call.cancelled.cancel();
        };
        let (result, ()) = tokio::join!(client.send(&call, &request), cancel);
        let error = result.unwrap_err();
        assert_eq!((error.kind, error.sent), (Kind::Cancelled, true));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(server.abandoned(), abandoned, "{}", request.method);
        let late = client.fields(&call).await.unwrap_err();
        assert_eq!((late.kind, late.sent), (Kind::Cancelled, false));
    }
}

#[tokio::test]
async fn a_write_that_was_only_refused_was_surely_not_done() {
    let server = Server::start(|_, _| status(429, &[("Retry-After", "200")], "")).await;
    let call = call();
    let cancel = async {
        while server.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        call.cancelled.cancel();
    };
    let (client, request) = (cloud(&server), write());
    let (result, ()) = tokio::join!(client.send(&call, &request), cancel);
    let error = result.unwrap_err();
    assert_eq!((error.kind, error.attempts, error.sent), (Kind::Cancelled, 1, false));
}

#[tokio::test]
async fn the_time_of_the_call_is_the_time() {
    for slow in [Reply::Stalls, Reply::Late(Duration::from_secs(30), Box::new(json("[]")))] {
        let server = Server::start(move |_, _| slow.clone()).await;
        let begun = Instant::now();
        let call = Call::with_budget(Duration::from_millis(150));
        let error = data_center(&server).fields(&call).await.unwrap_err();
        assert_eq!((error.kind, error.sent), (Kind::Timeout, true));
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn what_is_not_jiras_answer_is_never_an_empty_list() {
    let html = [("Content-Type", "text/html")];
    let rows = [
        (status(200, &html, "<html><form action=login>"), Kind::LoginPage),
        (status(200, &[], ""), Kind::Malformed),
        (status(204, &[], ""), Kind::Malformed),
        (json("[1,}"), Kind::Malformed),
        (json("{}"), Kind::Malformed),
        (json("null"), Kind::Malformed),
        (status(200, &[("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")], "[]"), Kind::Anonymous),
        (status(200, &[("X-AUSERNAME", "anonymous")], "[]"), Kind::Anonymous),
    ];
    for (reply, kind) in rows {
        let (error, asked) = field_error(reply.clone()).await;
        assert_eq!((error.kind, asked, error.sent), (kind, 1, true), "{reply:?}");
    }
    let huge = json(&format!("[\"{}\"]", "x".repeat(crate::jira::body::JSON_BYTES)));
    assert_eq!(field_error(huge).await.0.kind, Kind::BodyTooLarge);
}

#[tokio::test]
async fn redirects_are_never_followed() {
    let other = Server::start(|_, _| json("[]")).await;
    let there = format!("{}/rest?x=1", other.url());
    let server = Server::start(move |_, _| status(302, &[("Location", &there)], "")).await;
    let error = cloud(&server).fields(&call()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Redirected { host: other.url() });
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn jiras_own_words_are_kept() {
    let body =
        r#"{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{"a":"b"}}"#;
    let (error, asked) = field_error(status(404, &[], body)).await;
    assert_eq!((error.kind.clone(), error.status, asked), (Kind::NotFound, Some(404), 1));
    assert_eq!(error.messages, ["Issue does not exist or you do not have permission to see it."]);
    assert_eq!(error.field_messages, [("a".to_owned(), "b".to_owned())]);
    assert_eq!(error.asked, "GET field");
}

#[tokio::test]
async fn a_long_refusal_costs_its_beginning_only() {
    let sentence = "A value with ID '12345' does not exist for the field 'project'.";
    let body = serde_json::json!({"errorMessages": vec![sentence; 20_000], "errors": {}}).to_string();
    let (error, asked) = field_error(status(400, &[], &body)).await;
    assert_eq!((error.kind, asked, error.messages), (Kind::Invalid, 1, vec![sentence.to_owned()]));
    let page = format!("<html><form action=login>{}", "x".repeat(crate::jira::body::JSON_BYTES + 1));
    assert_eq!(field_error(status(403, &[], &page)).await.0.kind, Kind::LoginPage);
}

#[tokio::test]
async fn nobody_listening_is_told_at_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::new(settings(&url, DialectSetting::Cloud));
    let error = client.fields(&call()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (Kind::Unreachable(Obstacle::Refused), 1));
    assert!(!error.sent);
    let error = client.send(&call(), &write()).await.unwrap_err();
    assert!(!error.sent, "the write surely did not happen");
}

#[tokio::test]
async fn a_file_is_read_in_pieces_even_where_ranges_are_ignored() {
    let file = crate::jira::types::Attachment { id: "7".into(), name: "a/b ü.txt".into(), ..Default::default() };
    let ranged = Server::start(|_, _| status(206, &[("Content-Range", "bytes 4-6/10")], "efg")).await;
    let piece = cloud(&ranged).attachment_piece(&call(), &file, 4, 3).await.unwrap();
    assert_eq!((piece.bytes.as_slice(), piece.total), (b"efg".as_slice(), Some(10)));
    assert_eq!(ranged.lines(), ["GET /rest/api/3/attachment/content/7?redirect=false"]);
    assert_eq!(ranged.seen()[0].headers["range"], "bytes=4-6");
    assert_eq!(ranged.seen()[0].headers["accept-encoding"], "identity");
    let whole = Server::start(|_, _| status(200, &[], "abcdefghij")).await;
    let piece = data_center(&whole).attachment_piece(&call(), &file, 4, 3).await.unwrap();
    assert_eq!((piece.bytes.as_slice(), piece.total), (b"efg".as_slice(), Some(10)));
    assert_eq!(whole.lines(), ["GET /secure/attachment/7/a%2Fb%20%C3%BC.txt"]);
    let behind = Server::start(|_, _| status(416, &[], "")).await;
    assert!(cloud(&behind).attachment_piece(&call(), &file, 99, 3).await.unwrap().bytes.is_empty());
    let login = Server::start(|_, _| status(200, &[("Content-Type", "text/html")], "<html>log in")).await;
    let error = data_center(&login).attachment_piece(&call(), &file, 0, 3_000).await.unwrap_err();
    assert_eq!(error.kind, Kind::LoginPage);
}
