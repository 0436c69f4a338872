//! Whose turn it is, how long it waits for it, and what ends the wait.

use super::*;
use crate::jira::pace::Turn;

const TOLD: [(&str, &str); 4] = [
    ("X-RateLimit-Limit", "1"),
    ("X-RateLimit-Remaining", "0"),
    ("X-RateLimit-FillRate", "1"),
    ("X-RateLimit-Interval-Seconds", "200"),
];

fn read(route: &'static str) -> Request {
    Request::get("rest/api/2", route, &[])
}

#[tokio::test]
async fn a_wait_for_a_turn_is_told_and_ends_with_the_call() {
    let server = Server::start(|_, _| status(200, &TOLD, "[]")).await;
    let client = data_center(&server);
    client.send(&call(), &read("field")).await.unwrap();
    let waits = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&waits);
    let call = Call { on_wait: Arc::new(move |wait: &Wait| heard.lock().unwrap().push(wait.clone())), ..call() };
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        call.cancelled.cancel();
    };
    let request = read("status");
    let begun = Instant::now();
    let (result, ()) = tokio::join!(client.send(&call, &request), cancel);
    let error = result.unwrap_err();
    assert_eq!((error.kind, error.sent, server.seen().len()), (Kind::Cancelled, false, 1));
    assert!(begun.elapsed() < Duration::from_millis(1_500), "the wait would have been 2 s");
    let waits = waits.lock().unwrap();
    assert_eq!((waits.len(), waits[0].reason.as_str()), (1, "to stay under Jira's limits"));
    assert!(waits[0].duration > Duration::from_millis(1_500));
}

#[tokio::test]
async fn a_wait_that_does_not_fit_is_answered_at_once() {
    let server = Server::start(|_, _| status(200, &TOLD, "[]")).await;
    let client = data_center(&server);
    client.send(&call(), &read("field")).await.unwrap();
    let begun = Instant::now();
    let error = client.send(&Call::with_budget(Duration::from_secs(1)), &read("status")).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_millis(500));
    assert_eq!((error.kind, error.sent, server.seen().len()), (Kind::RateLimited, false, 1));
    let told = error.retry_after.unwrap();
    assert!((Duration::from_secs(150)..=Duration::from_secs(200)).contains(&told), "{told:?}");
    // Who was turned away holds no place in the line.
    let (lane, now) = (turn::lane(&call(), &read("status")), Instant::now());
    let ticket = client.pace().enter(lane);
    let turn = client.pace().turn(ticket, now, Duration::from_secs(60));
    assert!(matches!(turn, Turn::Later(wait) if wait <= Duration::from_secs(2)), "{turn:?}");
}

#[tokio::test]
async fn a_write_finds_a_place_while_reads_hold_all_of_theirs() {
    let server = Server::start(|seen, _| match seen.target.contains("/issue/SHOP-1") {
        true => status(204, &[], ""),
        false => Reply::Late(Duration::from_millis(300), Box::new(json("[]"))),
    })
    .await;
    let client = cloud(&server);
    let call = call();
    let keys: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    let begun = Instant::now();
    let reads = futures_util::future::join_all(keys.iter().map(|key| client.remote_links(&call, key)));
    let write = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        client.send(&call, &write()).await.unwrap();
        begun.elapsed()
    };
    let (_, written) = tokio::join!(reads, write);
    assert!(written < Duration::from_millis(280), "{written:?}");
}

#[tokio::test]
async fn equal_reads_are_one_request_and_the_first_one_to_leave_takes_nobody_along() {
    let server = Server::start(|_, _| Reply::Late(Duration::from_millis(100), Box::new(json("[1]")))).await;
    let client = data_center(&server);
    let (first, call, request) = (call(), call(), read("field"));
    let leave = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        first.cancelled.cancel();
    };
    let others = futures_util::future::join_all((0..5).map(|_| client.send(&call, &request)));
    let (gone, others, ()) = tokio::join!(client.send(&first, &request), others, leave);
    assert_eq!(gone.unwrap_err().kind, Kind::Cancelled);
    assert!(others.into_iter().all(|answer| answer.unwrap().json == serde_json::json!([1])));
    assert_eq!(server.seen().len(), 2, "the second one leads when the first has left");
}

#[tokio::test]
async fn a_read_never_follows_one_that_began_before_a_write() {
    let server = Server::start(|seen, before| match seen.target.contains("field") {
        true => Reply::Late(Duration::from_millis(100), Box::new(json(&format!("[{before}]")))),
        false => status(204, &[], ""),
    })
    .await;
    let client = data_center(&server);
    let (call, request) = (call(), read("field"));
    let write_and_read = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        client.send(&call, &write()).await.unwrap();
        client.send(&call, &request).await.unwrap()
    };
    let (old, new) = tokio::join!(client.send(&call, &request), write_and_read);
    assert_ne!(old.unwrap().json, new.json);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn an_answer_that_is_a_failure_tells_of_the_limit_too() {
    let server = Server::start(|_, _| status(404, &TOLD, "{}")).await;
    let client = data_center(&server);
    client.send(&call(), &read("field")).await.unwrap_err();
    let error = client.send(&Call::with_budget(Duration::from_secs(1)), &read("status")).await.unwrap_err();
    assert_eq!((error.kind, server.seen().len()), (Kind::RateLimited, 1));
}
