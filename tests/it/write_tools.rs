//! What holds for every tool that writes: the gate, consent, the audit log, and arguments that only fill a place.
//!
//! A tool that writes and has no call here fails the first test.

mod confirm;
mod fillers;
mod policy;
mod texts;

use crate::support::House;
use mcp_server_jira::tools::{self, Effect, Spec};
use serde_json::{Value, json};

/// Words that may stand in no log.
pub const CANARY: &str = "Canary of the cellar";

/// One call of a tool that writes, as an agent would make it.
pub struct Case {
    pub spec: &'static Spec,
    pub arguments: Value,
    /// The issue that it is about; `None` for one that is yet to be made.
    pub key: Option<&'static str>,
}

/// A call of each.
pub fn calls() -> Vec<Case> {
    let known = [
        ("jira_create_issue", json!({"project": "SHOP", "type": "Task", "summary": CANARY}), None),
        ("jira_update_issue", json!({"key": "SHOP-30", "summary": CANARY}), Some("SHOP-30")),
        ("jira_transition_issue", json!({"key": "SHOP-3", "to": "In Progress"}), Some("SHOP-3")),
        ("jira_add_comment", json!({"key": "SHOP-31", "body": CANARY}), Some("SHOP-31")),
        ("jira_edit_comment", json!({"key": "SHOP-5", "comment": "last", "body": CANARY}), Some("SHOP-5")),
        ("jira_link_issues", json!({"from": "SHOP-32", "type": "blocks", "to": "SHOP-33"}), Some("SHOP-32")),
    ];
    let writing = tools::ALL.iter().map(|tool| tool.spec()).filter(|spec| spec.effect != Effect::Read);
    writing
        .map(|spec| {
            let (_, arguments, key) = known.iter().find(|(name, ..)| *name == spec.name).expect(spec.name);
            Case { spec, arguments: arguments.clone(), key: *key }
        })
        .collect()
}

/// How many requests changed something, or would have.
pub fn writes(house: &House) -> usize {
    // Jira is also asked by POST where the question is long.
    let asks = |route: &str| ["/search", "/jql", "/bulkfetch", "/count"].iter().any(|word| route.contains(word));
    house.handle().requests().iter().filter(|seen| seen.method != "GET" && !asks(seen.route())).count()
}
