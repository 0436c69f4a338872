//! A typical call of each tool, the request that it is all about, and how often a write was carried out.

use crate::support::House;
use mcp_server_jira::demo::{Dialect, Fault, Handle, Rule};
use mcp_server_jira::tools::{self, Effect};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A typical call.
#[derive(Clone)]
pub struct Typical {
    pub tool: &'static str,
    pub arguments: Value,
    /// Method and end of the path of the request that it is all about.
    main: (&'static str, &'static str),
    pub writes: bool,
    /// What is written, and found again in Jira.
    words: String,
    /// What is linked to.
    other: String,
}

/// One of each tool, whose writes differ from those under another number; a tool without one fails here.
pub fn typical(number: usize, dialect: Dialect) -> Vec<Typical> {
    let words = format!("Paid by card, case {number}.");
    let other = format!("SHOP-{}", 40 + number % 200);
    let known = [
        (
            "jira_search",
            json!({"jql": "project = SHOP", "limit": 3}),
            match dialect {
                Dialect::Cloud => ("POST", "/search/jql"),
                Dialect::DataCenter => ("POST", "/search"),
            },
        ),
        ("jira_get_issue", json!({"key": "SHOP-1", "include": ["comments"]}), ("GET", "/issue/SHOP-1")),
        ("jira_lookup", json!({"kind": "user", "query": "Ana"}), ("GET", "/user/search")),
        ("jira_info", json!({}), ("GET", "/myself")),
        (
            "jira_create_issue",
            json!({"project": "SHOP", "type": "Task", "summary": words, "priority": "High"}),
            ("POST", "/issue"),
        ),
        ("jira_update_issue", json!({"key": "SHOP-30", "summary": words}), ("PUT", "/issue/SHOP-30")),
        ("jira_transition_issue", json!({"key": "SHOP-3", "to": STEP}), ("POST", "/issue/SHOP-3/transitions")),
        ("jira_add_comment", json!({"key": "SHOP-31", "body": words}), ("POST", "/issue/SHOP-31/comment")),
        (
            "jira_edit_comment",
            json!({"key": "SHOP-5", "comment": "last", "body": words}),
            ("PUT", "/issue/SHOP-5/comment/*"),
        ),
        ("jira_link_issues", json!({"from": "SHOP-32", "type": "blocks", "to": other}), ("POST", "/issueLink")),
    ];
    let specs = tools::ALL.iter().map(|tool| tool.spec());
    specs
        .map(|spec| {
            let (tool, arguments, main) = known.iter().find(|(name, ..)| *name == spec.name).expect(spec.name).clone();
            Typical {
                tool,
                arguments,
                main,
                writes: spec.effect != Effect::Read,
                words: words.clone(),
                other: other.clone(),
            }
        })
        .collect()
}

const STEP: &str = "In Progress";

impl Typical {
    /// The fault on the request that the call is all about.
    pub fn strike(&self, fault: Fault) -> Rule {
        let (method, path) = self.main;
        let rule = match path.strip_suffix('*') {
            Some(start) => Rule::on(start, fault),
            None => Rule::on(path, fault).to_its_end(),
        };
        rule.method(method)
    }

    /// How many times what it writes stands in Jira, whose issues were these before.
    pub fn stands(&self, house: &House, before: &HashSet<String>) -> usize {
        let issue = |key: &str| house.handle().issue(key).map(|issue| issue["fields"].clone()).unwrap_or_default();
        let said = |key: &str| {
            let comments = issue(key)["comment"]["comments"].as_array().cloned().unwrap_or_default();
            comments.iter().filter(|comment| comment["body"].to_string().contains(&self.words)).count()
        };
        match self.tool {
            "jira_create_issue" => house.handle().keys().iter().filter(|key| !before.contains(*key)).count(),
            "jira_update_issue" => usize::from(issue("SHOP-30")["summary"] == self.words.as_str()),
            "jira_transition_issue" => usize::from(issue("SHOP-3")["status"]["name"] == STEP),
            "jira_add_comment" => said("SHOP-31"),
            "jira_edit_comment" => said("SHOP-5"),
            "jira_link_issues" => {
                let links = issue("SHOP-32")["issuelinks"].as_array().cloned().unwrap_or_default();
                links.iter().filter(|link| link["outwardIssue"]["key"] == self.other.as_str()).count()
            }
            _ => 0,
        }
    }

    /// Undoes what was written, where the same could not be written again.
    pub fn undo(&self, jira: &Handle, before: &HashSet<String>) {
        match self.tool {
            "jira_create_issue" => {
                jira.keys().iter().filter(|key| !before.contains(*key)).for_each(|key| assert!(jira.delete_issue(key)));
            }
            "jira_transition_issue" => assert!(jira.set_status("SHOP-3", "To Do")),
            _ => {}
        }
    }
}
