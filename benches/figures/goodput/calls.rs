//! What an agent that works through a backlog might ask.

use super::CALLS;
use serde_json::{Value, json};

/// Reads of issues and searches, people, and every eighth a comment.
pub fn mixed() -> Vec<(&'static str, Value)> {
    let one = |number: usize| {
        let key = format!("SHOP-{}", number % 140 + 1);
        match number % 8 {
            0 => ("jira_add_comment", json!({"key": key, "body": format!("Looked at in round {number}")})),
            1 | 2 => ("jira_search", json!({"jql": format!("project = SHOP AND key = {key}"), "limit": 5})),
            3 => ("jira_lookup", json!({"kind": "transition", "issue": key})),
            4 => ("jira_get_issue", json!({"key": key, "include": ["comments"]})),
            _ => ("jira_get_issue", json!({"key": key})),
        }
    };
    (0..CALLS).map(one).collect()
}
