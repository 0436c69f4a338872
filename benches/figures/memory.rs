//! Resident memory at rest, after a thousand calls, and while paging through ten thousand issues.

use super::server::Server;
use super::table::Table;
use super::world::World;
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

pub fn measure(world: &World, table: &mut Table) {
    let mut server = Server::start(&world.url);
    server.ask("tools/list", json!({}));
    let listed = server.memory();
    for number in 0..1_000 {
        server.call("jira_get_issue", json!({"key": format!("SHOP-{}", number % 150 + 1)}));
    }
    let called = server.memory();
    table.row("resident memory after `tools/list`", format!("{listed:.1} MB"), "8 MB");
    table.row("resident memory after 1,000 calls", format!("{called:.1} MB"), "12 MB");
    drop(server);
    paging(world, table);
}

/// The embedded Jira holds fewer: after the last page it goes on with the second.
fn paging(world: &World, table: &mut Table) {
    let second = Arc::new(Mutex::new(Value::Null));
    let go_on = move |page: &mut Value| {
        let mut second = second.lock().unwrap();
        match page.get("nextPageToken") {
            Some(Value::String(token)) if second.is_null() => *second = token.clone().into(),
            Some(Value::String(_)) => {}
            _ => {
                page["nextPageToken"] = second.clone();
                page["isLast"] = false.into();
            }
        }
    };
    world.handle.misbehave(Rule::on("/search/jql", Fault::Change(Arc::new(go_on))));
    let mut server = Server::start(&world.url);
    let jql = "project = SHOP ORDER BY created DESC";
    let (mut arguments, mut seen, mut early) = (json!({"jql": jql, "limit": 100}), 0, 0.0);
    while seen < 10_000 {
        let page: Value = serde_json::from_str(&server.call("jira_search", arguments)).unwrap();
        seen += page["shown"].as_u64().unwrap();
        arguments = json!({"jql": jql, "cursor": page["cursor"]});
        // The log of the embedded Jira is no part of what is measured.
        world.handle.clear_requests();
        early = if early == 0.0 && seen >= 1_000 { server.memory() } else { early };
    }
    let measured = format!("{early:.1} MB after 1,000, {:.1} MB after 10,000", server.memory());
    table.row("resident memory while paging through 10,000 issues", measured, "flat");
    world.handle.clear_faults();
}
