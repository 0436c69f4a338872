//! What the tools and their answers cost a model, in the o200k encoding.

use super::server::Server;
use super::table::Table;
use super::world::World;
use serde_json::{Value, json};

pub fn measure(world: &World, table: &mut Table) {
    let mut server = Server::start(&world.url);
    let listed = server.ask("tools/list", json!({}));
    let text = |tool: &Value, member: &str| tool[member].as_str().unwrap().to_owned();
    let cost =
        |tool: &Value| count(&format!("{} {} {}", text(tool, "name"), text(tool, "description"), tool["inputSchema"]));
    let tools = listed["tools"].as_array().unwrap();
    let dearest = tools.iter().max_by_key(|tool| cost(tool)).unwrap();
    table.row("`tools/list`, all core tools", tokens(tools.iter().map(cost).sum()), "1,600 tokens");
    table.row(format!("the dearest tool, `{}`", text(dearest, "name")), tokens(cost(dearest)), "240 tokens");
    let search = server.call("jira_search", json!({"jql": "project = SHOP ORDER BY created DESC"}));
    table.row("a search of 20 issues", tokens(count(&search)), "900 tokens");
    let bare = |key: &str, server: &mut Server| {
        let issue = server.call("jira_get_issue", json!({"key": key}));
        count(issue.split("<<description").next().unwrap_or_default())
    };
    let most = ["SHOP-1", "SHOP-40", "OPS-1"].map(|key| bare(key, &mut server)).into_iter().max().unwrap();
    table.row("an issue without its description, the dearest of 3", tokens(most), "200 tokens");
}

fn tokens(number: usize) -> String {
    format!("{number} tokens")
}

fn count(text: &str) -> usize {
    thread_local!(static O200K: tiktoken_rs::CoreBPE = tiktoken_rs::o200k_base().unwrap());
    O200K.with(|encoding| encoding.encode_ordinary(text).len())
}
