//! A call that is cancelled anywhere on its way: nothing is answered, and the same call again does its work once in all.

use crate::faults::calls::{Typical, typical};
use crate::support::{House, Setup};
use mcp_server_jira::demo::{Dialect, Fault, Rule};
use rmcp::model::{CallToolRequest, CallToolRequestParams, ClientRequest};
use rmcp::service::PeerRequestOptions;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// How long a request is under way, in real time.
const UNDER_WAY: Duration = Duration::from_millis(5);

/// Every request takes half a second of Jira's: whatever a call waits for, it waits for while one is under way, or between two.
fn slow(house: &House) {
    let honest = Fault::Delay(Duration::from_millis(500));
    house.handle().misbehave(Rule::on("", honest));
}

/// Cancels a call once so many of its requests have reached Jira: while the last of them is under way, or when it was answered.
async fn cancel_after(house: &House, call: &Typical, requests: usize, is_answered: bool) {
    let arguments = call.arguments.as_object().cloned().unwrap_or_default();
    let request = CallToolRequest::new(CallToolRequestParams::new(call.tool).with_arguments(arguments));
    let request = ClientRequest::CallToolRequest(request);
    let sent = house.client.send_cancellable_request(request, PeerRequestOptions::default()).await.unwrap();
    let begun = Instant::now();
    // A call that knows more already makes fewer of them.
    while house.handle().requests().len() < requests && begun.elapsed() < UNDER_WAY * 100 {
        tokio::time::sleep(UNDER_WAY / 20).await;
    }
    if is_answered {
        tokio::time::sleep(UNDER_WAY).await;
    }
    // A call that was quicker has nobody left to tell.
    let _ = sent.cancel(None).await;
}

async fn cancelled_at_every_moment(column: usize, dialect: Dialect) {
    let setup = || Setup { dialect, ..Setup::default() };
    let jira = setup().jira().await;
    let requests = {
        let (house, call) = (setup().open_on(jira.clone()).await, typical(90, dialect).swap_remove(column));
        slow(&house);
        let before = house.handle().keys().into_iter().collect();
        house.handle().clear_requests();
        house.call(call.tool, call.arguments.clone()).await;
        house.handle().clear_faults();
        call.undo(&house.handle(), &before);
        house.handle().requests().len()
    };
    for step in 0..2 * (requests + 1) {
        let (house, call) = (setup().open_on(jira.clone()).await, typical(step, dialect).swap_remove(column));
        let before: HashSet<String> = house.handle().keys().into_iter().collect();
        house.handle().clear_requests();
        slow(&house);
        cancel_after(&house, &call, step / 2, step % 2 == 1).await;
        // What was sent is finished in the background.
        tokio::time::sleep(Duration::from_millis(40)).await;
        house.handle().clear_faults();
        let again = house.call(call.tool, call.arguments.clone()).await;
        assert!(!again.is_error, "{} at {step}: {}", call.tool, again.text);
        let stands = call.stands(&house, &before);
        assert_eq!(stands, usize::from(call.writes), "{} at {step}: {}", call.tool, again.text);
        call.undo(&house.handle(), &before);
        house.handle().clear_requests();
    }
}

#[tokio::test]
async fn a_call_can_be_cancelled_at_every_moment() {
    for dialect in [Dialect::Cloud, Dialect::DataCenter] {
        let columns = (0..typical(0, dialect).len()).map(|column| cancelled_at_every_moment(column, dialect));
        futures_util::future::join_all(columns).await;
    }
}
