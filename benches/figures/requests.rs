//! How many requests and connections a call costs once what seldom changes is known.

use super::server::Server;
use super::table::Table;
use super::world::World;
use serde_json::json;

pub fn measure(world: &World, table: &mut Table) {
    let mut server = Server::start(&world.url);
    let all = json!(["comments", "links", "attachments", "history", "worklogs"]);
    let calls = [
        ("`jira_get_issue`", "jira_get_issue", json!({"key": "SHOP-1"}), "1"),
        (
            "`jira_get_issue` with comments, links, files, history, time",
            "jira_get_issue",
            json!({"key": "SHOP-2", "include": all}),
            "6",
        ),
        ("`jira_search`, first page", "jira_search", json!({"jql": "project = SHOP ORDER BY key"}), "2"),
        ("`jira_update_issue`", "jira_update_issue", json!({"key": "SHOP-3", "summary": "Another summary"}), "3"),
    ];
    for (_, tool, arguments, _) in &calls {
        server.call(tool, arguments.clone());
    }
    let connections = world.handle.connections();
    for (what, tool, arguments, budget) in calls {
        let mut arguments = arguments;
        if tool == "jira_update_issue" {
            arguments["summary"] = "A third summary".into();
        }
        world.handle.clear_requests();
        server.call(tool, arguments);
        table.row(format!("requests of {what}, warm"), world.handle.requests().len().to_string(), budget);
    }
    let opened = world.handle.connections() - connections;
    table.row("connections opened by these four calls, warm", opened.to_string(), "");
}
