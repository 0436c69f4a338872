//! A call that is cancelled anywhere on its way: nothing is answered, and the same call again does its work once in all.

use crate::faults::calls::{Typical, typical};
use crate::support::{House, Setup};
use mcp_server_jira::demo::{Dialect, Fault, Rule};
use rmcp::model::{CallToolRequest, CallToolRequestParams, ClientRequest};
use rmcp::service::PeerRequestOptions;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// At how many moments, spread over the whole call, it is cancelled.
const MOMENTS: u32 = 8;

/// Every request takes half a second of Jira's, so that each has a moment of its own.
fn slow(house: &House) {
    let honest = Fault::Delay(Duration::from_millis(500));
    house.handle().misbehave(Rule::on("", honest));
}

async fn cancel_after(house: &House, call: &Typical, moment: Duration) {
    let arguments = call.arguments.as_object().cloned().unwrap_or_default();
    let request = CallToolRequest::new(CallToolRequestParams::new(call.tool).with_arguments(arguments));
    let request = ClientRequest::CallToolRequest(request);
    let sent = house.client.send_cancellable_request(request, PeerRequestOptions::default()).await.unwrap();
    tokio::time::sleep(moment).await;
    // A call that was quicker has nobody left to tell.
    let _ = sent.cancel(None).await;
}

async fn cancelled_at_every_moment(column: usize, dialect: Dialect) {
    let setup = || Setup { dialect, ..Setup::default() };
    let jira = setup().jira().await;
    let whole = {
        let (house, call) = (setup().open_on(jira.clone()).await, typical(90, dialect).swap_remove(column));
        slow(&house);
        let (before, begun) = (house.handle().keys().into_iter().collect(), Instant::now());
        house.call(call.tool, call.arguments.clone()).await;
        house.handle().clear_faults();
        call.undo(&house.handle(), &before);
        begun.elapsed()
    };
    for step in 0..MOMENTS {
        let (house, call) = (setup().open_on(jira.clone()).await, typical(step as usize, dialect).swap_remove(column));
        let before: HashSet<String> = house.handle().keys().into_iter().collect();
        slow(&house);
        cancel_after(&house, &call, whole * step / MOMENTS).await;
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
