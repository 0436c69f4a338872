//! Two clients as they are often written: no pace of their own, at most four retries, and `Retry-After` obeyed or not.

use super::{AT_ONCE, Cut, Outcome, Speech, factor};
use crate::world::World;
use futures_util::{StreamExt, stream};
use mcp_server_jira::demo::Seen;
use reqwest::{Client, StatusCode};
use std::time::{Duration, Instant};

const RETRIES: usize = 4;

/// Makes these requests again.
pub fn run(world: &World, requests: &[Seen], speech: Speech, is_cut: bool, obeys: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let cut = Cut::new(&world.handle, speech, is_cut, requests.len());
    let begun = Instant::now();
    let one = |request: &Seen| {
        let sent = send(client.clone(), world.url.clone(), request.clone(), obeys);
        let cut = &cut;
        async move {
            let failed = !sent.await;
            cut.step();
            usize::from(failed)
        }
    };
    let all = stream::iter(requests.iter().map(one)).buffer_unordered(AT_ONCE).collect::<Vec<usize>>();
    let failed = runtime.block_on(all).into_iter().sum();
    cut.outcome(begun, failed)
}

/// Whether the request was let through in the end.
async fn send(client: Client, site: String, request: Seen, obeys: bool) -> bool {
    for _ in 0..=RETRIES {
        let url = format!("{site}{}", request.path);
        let mut again = client.request(request.method.parse().unwrap(), url).body(request.body.clone());
        for name in ["authorization", "content-type", "accept"] {
            if let Some(value) = request.header(name) {
                again = again.header(name, value);
            }
        }
        let answer = again.send().await.unwrap();
        if answer.status() != StatusCode::TOO_MANY_REQUESTS {
            return true;
        }
        let told = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
        if let Some(seconds) = told.filter(|_| obeys) {
            tokio::time::sleep(Duration::from_secs_f64(seconds * factor())).await;
        }
    }
    false
}
