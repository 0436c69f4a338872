//! Issues as a public Jira really answered them, through the whole server: what costs thousands of tokens there costs hundreds here.
//!
//! The recorded answers are not part of the project; where they are missing the check says that it is skipped.

use crate::contract::tokens;
use crate::support::{data_center, required};
use mcp_server_jira::demo::{Fault, Rule};
use serde_json::{Value, json};
use std::path::Path;

#[tokio::test]
async fn recorded_issues_are_read_without_noise() {
    let path = "../shared/jira/samples/search-apache/search-50-issues.assembled.json";
    let Ok(text) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
        println!("skipped: no recorded answers");
        assert!(!required("shared"), "the recorded answers are required and missing");
        return;
    };
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let issues = recorded["issues"].as_array().unwrap();
    let house = data_center().open().await;
    house.record("jira_info", json!({})).await;

    house.handle().misbehave(Rule::on("/api/2/search", Fault::json(200, &recorded)));
    let answer = house.call("jira_search", json!({"jql": "project = ARROW", "limit": 50})).await;
    let record = answer.structured.clone().unwrap();
    assert_eq!(record["shown"], issues.len());
    println!("{:<28} {:>8} {:>6}", "recorded", "before", "after");
    println!("{:<28} {:>8} {:>6}", "search of 50 issues", tokens(&text), tokens(&answer.text));

    let (mut before, mut after) = (0, 0);
    for issue in issues {
        house.handle().clear_faults();
        house.handle().misbehave(Rule::on("/api/2/issue/", Fault::json(200, issue)));
        // Held to the contract like every answer: no null, no self link, no avatar.
        let answer = house.call("jira_get_issue", json!({"key": issue["key"]})).await;
        assert!(!answer.is_error, "{}", answer.text);
        let summary = issue["fields"]["summary"].as_str().unwrap().split_whitespace().next().unwrap();
        assert!(answer.text.contains(summary), "{}", answer.text);
        let ours_alone = without_bodies(&answer.text);
        for noise in ["null", "accountId", "issues.apache.org/jira/rest", "iconUrl"] {
            assert!(!ours_alone.contains(noise), "{noise} in {}", answer.text);
        }
        let (raw, ours) = (tokens(&issue.to_string()), tokens(&answer.text));
        println!("{:<28} {raw:>8} {ours:>6}", issue["key"].as_str().unwrap());
        before += raw;
        after += ours;
    }
    println!("{:<28} {before:>8} {after:>6}", "all 50 one by one");
    assert!(after * 4 < before, "compaction saves less than three quarters: {after} of {before}");
}

/// An answer without what people wrote: that may hold any word.
fn without_bodies(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        inside = (inside || line.starts_with("<<")) && !line.starts_with("<<end ");
        !inside
    });
    lines.collect::<Vec<_>>().join("\n")
}
