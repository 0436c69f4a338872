//! Reads the test cases of Atlassian's own parser of wiki markup.
//!
//! They are not part of the project; where they are missing the check says that it is skipped.

mod cases;
mod javascript;

use crate::support::required;
use std::path::PathBuf;

#[test]
fn list() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/jira/samples/wiki/atlaskit-wikimarkup-transformer");
    let cases = cases::all(&root);
    let mut same = 0;
    let mut counts = std::collections::BTreeMap::new();
    for case in &cases {
        *counts.entry(case.name.split('/').next().unwrap()).or_insert(0) += 1;
        let ours = mcp_server_jira::text::wiki::to_markdown(&case.source, &Default::default());
        let theirs = mcp_server_jira::text::adf::to_markdown(&case.document, &Default::default());
        if ours == theirs { same += 1; } else {
            println!("=== {}\n--- wiki\n{}\n--- ours\n{}\n--- theirs\n{}", case.name, case.source, ours, theirs);
        }
    }
    println!("{same} of {} {counts:?}", cases.len());
}
