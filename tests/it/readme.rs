//! The README says what is true.

use mcp_server_jira::config::TOOLSETS;
use mcp_server_jira::tools::{self, Effect};
use std::path::Path;

#[test]
fn the_table_of_tools_is_the_list() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let table: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `jira_")).collect();
    let expected: Vec<String> = tools::ALL
        .iter()
        .map(|tool| {
            let spec = tool.spec();
            let effect = match spec.effect {
                Effect::Read => "reads",
                Effect::Additive => "adds",
                Effect::Overwrites => "overwrites",
            };
            format!("| `{}` | {} | {effect} |", spec.name, spec.description)
        })
        .collect();
    assert_eq!(table, expected, "write these rows into README.md:\n{}", expected.join("\n"));
}

#[test]
fn the_tools_of_the_other_server_are_the_ones_that_are_read() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mcp-atlassian.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `jira_"));
    let told: Vec<String> = rows.map(|row| row.split(" | ").take(2).collect::<Vec<_>>().join(" | ")).collect();
    let read: Vec<String> = TOOLSETS
        .iter()
        .flat_map(|(_, tools)| *tools)
        .map(|(theirs, ours)| {
            format!("| `{theirs}` | {}", ours.map_or("not yet".to_owned(), |ours| format!("`{ours}`")))
        })
        .collect();
    assert_eq!(told, read);
}
