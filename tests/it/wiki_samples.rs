//! Reads the test cases of Atlassian's own parser of wiki markup.
//!
//! Each case has a source and the document that Jira's editor makes of it. Both are shown as Markdown, the source by our
//! reader of wiki markup and the document by our reader of documents, and must come to the same words in the same
//! constructs. The cases are not part of the project; where they are missing the check says that it is skipped.

mod cases;
mod exceptions;
mod javascript;
mod profile;

use crate::support::required;
use exceptions::EXCEPTIONS;
use mcp_server_jira::text::names::Names;
use mcp_server_jira::text::{adf, wiki};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Cases in the samples.
const CASES: usize = 366;

#[test]
fn each_case_comes_to_what_its_document_says() {
    let samples = "../shared/jira/samples/wiki/atlaskit-wikimarkup-transformer";
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(samples);
    if !root.exists() {
        println!("skipped: no samples of wiki markup");
        assert!(!required("shared"), "the samples of wiki markup are required and missing");
        return;
    }
    let cases = cases::all(&root);
    let names = Names::default();
    let mut differ = BTreeSet::new();
    let mut report = String::new();
    for case in &cases {
        let ours = profile::of(&wiki::to_markdown(&case.source, &names));
        let theirs = profile::of(&adf::to_markdown(&case.document, &names));
        if ours != theirs {
            differ.insert(case.name.as_str());
            if !EXCEPTIONS.iter().any(|(name, _)| *name == case.name) {
                let (ours, theirs) = (ours.join("\n"), theirs.join("\n"));
                report.push_str(&format!("\n{}\n{}\nis read as\n{ours}\nand means\n{theirs}\n", case.name, case.source));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    let unneeded: Vec<_> = EXCEPTIONS.iter().filter(|(name, _)| !differ.contains(name)).collect();
    assert!(unneeded.is_empty(), "no longer needed: {unneeded:#?}");
    assert_eq!((cases.len(), EXCEPTIONS.len()), (CASES, 70));
    println!("{} of {} cases come to what their documents say", cases.len() - differ.len(), cases.len());
}
