//! How fast an answer of Jira's becomes rows, against parsing the same bytes into plain JSON values.

use super::table::Table;
use super::world::World;
use jiff::tz::TimeZone;
use mcp_server_jira::compact::{View, time, value};
use mcp_server_jira::demo::account::{API_TOKEN, EMAIL};
use mcp_server_jira::jira::{lean, read};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const RECORDED: &str = "../shared/jira/samples/search-apache/search-50-issues.assembled.json";
const COLUMNS: [&str; 6] = ["issuetype", "status", "priority", "assignee", "updated", "summary"];
const MEASURED: Duration = Duration::from_secs(2);

pub fn measure(world: &World, table: &mut Table) {
    let recorded = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDED));
    let (what, json) = match recorded {
        Ok(json) => ("a recorded answer", json),
        Err(_) => {
            let required = std::env::var("JIRA_MCP_REQUIRE").unwrap_or_default();
            assert!(!required.split(',').any(|one| one == "shared"), "the recorded answers are required and missing");
            println!("skipped: no recorded answers; the embedded Jira's is compacted instead");
            ("an answer of the embedded Jira", embedded(world))
        }
    };
    let size = json.len() as f64 / 1e6;
    let ours = speed(size, || compact(&json));
    let plain = speed(size, || serde_json::from_slice::<Value>(&json).unwrap().to_string().len().min(1));
    let parsed = speed(size, || usize::from(serde_json::from_slice::<Value>(&json).unwrap().is_object()));
    let what = format!("{what} of 50 issues ({:.0} kB)", size * 1e3);
    table.row(format!("{what} to rows"), format!("{ours:.0} MB/s"), "");
    table.row("the same bytes parsed as `serde_json::Value`", format!("{parsed:.0} MB/s"), "");
    table.row("the same bytes parsed so and written again", format!("{plain:.0} MB/s"), "");
}

/// What a search does with a page.
fn compact(json: &[u8]) -> usize {
    let mut page = lean::parse(json).unwrap();
    let view = View { zone: &TimeZone::UTC, allows: &|_| true };
    let rows = read::issues(&mut page).into_iter().map(|issue| {
        let cells = COLUMNS.iter().map(|id| match issue.fields.get(*id) {
            Some(Value::String(moment)) if *id == "updated" => time::moment(moment, view.zone).into(),
            Some(held) => value::cell(held, None, &view),
            None => "".into(),
        });
        std::iter::once(Value::from(issue.key.as_str())).chain(cells).collect::<Value>()
    });
    rows.collect::<Value>().to_string().len()
}

fn speed(megabytes: f64, mut work: impl FnMut() -> usize) -> f64 {
    let begun = Instant::now();
    let mut rounds = 0.0;
    while begun.elapsed() < MEASURED {
        assert!(black_box(work()) > 0);
        rounds += 1.0;
    }
    rounds * megabytes / begun.elapsed().as_secs_f64()
}

fn embedded(world: &World) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let url = format!("{}/rest/api/3/search/jql?jql=project%20%3D%20SHOP&maxResults=50&fields=*all", world.url);
    let request = client.get(url).basic_auth(EMAIL, Some(API_TOKEN));
    runtime.block_on(async { request.send().await.unwrap().bytes().await.unwrap().to_vec() })
}
