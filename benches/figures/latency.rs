//! What a call takes beyond the request that it makes, one at a time and sixteen at a time, on loopback.

use super::server::Server;
use super::table::{Table, at, sorted};
use super::world::World;
use mcp_server_jira::demo::account::{API_TOKEN, EMAIL};
use serde_json::json;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// Between calls, so that no wait for a turn is measured.
const APART: Duration = Duration::from_millis(20);
const VOLLEY: usize = 16;
const VOLLEYS_APART: Duration = Duration::from_millis(400);

pub fn measure(world: &World, table: &mut Table) {
    let mut server = Server::start(&world.url);
    let direct = Direct::new(&world.url);
    for number in 1..=5 {
        server.call("jira_get_issue", json!({"key": key(number)}));
        direct.get(&[number]);
    }
    one_at_a_time(&mut server, &direct, table);
    sixteen_at_a_time(&mut server, &direct, table);
}

/// Issue after issue of a project, as they come: long and short texts, with parents, mentions and tables, and without. In turns
/// with the direct request for the same issue, so that the machine's moods hit both alike.
fn one_at_a_time(server: &mut Server, direct: &Direct, table: &mut Table) {
    let (mut ours, mut theirs, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for number in (1..=150).chain(1..=150).chain(1..=100) {
        std::thread::sleep(APART);
        let direct = direct.get(&[number])[0];
        let begun = Instant::now();
        server.call("jira_get_issue", json!({"key": key(number)}));
        let call = milliseconds(begun);
        ours.push(call);
        theirs.push(direct);
        added.push(call - direct);
    }
    rows(table, "1 at a time", ours, theirs);
    let added = sorted(added);
    let measured = format!("{:.2} ms median, {:.2} ms 99th percentile", at(&added, 0.5), at(&added, 0.99));
    table.row("added by a call over a direct request, 1 at a time", measured, "0.3 ms median");
}

fn sixteen_at_a_time(server: &mut Server, direct: &Direct, table: &mut Table) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..25 {
        std::thread::sleep(VOLLEYS_APART);
        let numbers: Vec<usize> = (1..=VOLLEY).collect();
        theirs.extend(direct.get(&numbers));
        let mut sent = HashMap::new();
        for number in numbers {
            let params = json!({"name": "jira_get_issue", "arguments": {"key": key(number)}});
            let begun = Instant::now();
            sent.insert(server.send("tools/call", params), begun);
        }
        for _ in 0..VOLLEY {
            let (id, result) = server.receive();
            assert!(result["isError"] != true, "{result}");
            ours.push(milliseconds(sent[&id]));
        }
    }
    rows(table, "16 at a time", ours, theirs);
}

fn rows(table: &mut Table, how: &str, ours: Vec<f64>, theirs: Vec<f64>) {
    for (what, times) in [("a direct request", theirs), ("a call", ours)] {
        let times = sorted(times);
        let measured = format!("{:.2} ms median, {:.2} ms 99th percentile", at(&times, 0.5), at(&times, 0.99));
        table.row(format!("{what}, {how}"), measured, "");
    }
}

fn key(number: usize) -> String {
    format!("SHOP-{number}")
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// A client that only makes the request.
struct Direct {
    runtime: Runtime,
    client: reqwest::Client,
    url: String,
}

impl Direct {
    fn new(url: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            client: reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap(),
            url: url.to_owned(),
        }
    }

    /// Reads these issues at once: how long each took.
    fn get(&self, numbers: &[usize]) -> Vec<f64> {
        let get = |number: &usize| {
            let url = format!("{}/rest/api/3/issue/{}?fields=*all,-comment,-worklog", self.url, key(*number));
            let request = self.client.get(url).basic_auth(EMAIL, Some(API_TOKEN));
            async move {
                let begun = Instant::now();
                request.send().await.unwrap().bytes().await.unwrap();
                milliseconds(begun)
            }
        };
        self.runtime.block_on(futures_util::future::join_all(numbers.iter().map(get)))
    }
}
