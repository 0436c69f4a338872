//! The README says what is true.

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
