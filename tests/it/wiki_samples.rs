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
use cases::Case;
use exceptions::{EXCEPTIONS, RETURN_EXCEPTIONS};
use mcp_server_jira::text::names::{Answers, Names};
use mcp_server_jira::text::{adf, wiki};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Cases in the samples.
const CASES: usize = 366;

#[test]
fn each_case_comes_to_what_its_document_says() {
    let Some(cases) = samples() else { return };
    let names = Names::default();
    let differ = compare(&cases, EXCEPTIONS, |case| {
        (wiki::to_markdown(&case.source, &names), adf::to_markdown(&case.document, &names))
    });
    assert_eq!((cases.len(), EXCEPTIONS.len()), (CASES, 70));
    println!("{} of {} cases come to what their documents say", cases.len() - differ, cases.len());
}

#[test]
fn each_document_comes_back_by_way_of_wiki_markup() {
    let Some(cases) = samples() else { return };
    let names = Names::default();
    let differ = compare(&cases, RETURN_EXCEPTIONS, |case| {
        let markdown = adf::to_markdown(&case.document, &names);
        let written = wiki::from_markdown(&markdown, &Answers::default()).unwrap();
        (wiki::to_markdown(&written.text, &names), markdown)
    });
    assert_eq!(RETURN_EXCEPTIONS.len(), 6);
    println!("{} of {} documents come back by way of wiki markup", cases.len() - differ, cases.len());
}

/// The cases, if they are there.
fn samples() -> Option<Vec<Case>> {
    let samples = "../shared/jira/samples/wiki/atlaskit-wikimarkup-transformer";
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(samples);
    if !root.exists() {
        println!("skipped: no samples of wiki markup");
        assert!(!required("shared"), "the samples of wiki markup are required and missing");
        return None;
    }
    Some(cases::all(&root))
}

/// Holds two Markdown texts of each case against each other; says how many cases differ, all of them exceptions.
fn compare(cases: &[Case], exceptions: &[(&str, &str)], texts: impl Fn(&Case) -> (String, String)) -> usize {
    let mut differ = BTreeSet::new();
    let mut report = String::new();
    for case in cases {
        let (ours, theirs) = texts(case);
        let (ours, theirs) = (profile::of(&ours), profile::of(&theirs));
        if ours == theirs {
            continue;
        }
        differ.insert(case.name.as_str());
        if !exceptions.iter().any(|(name, _)| *name == case.name) {
            let (ours, theirs) = (ours.join("\n"), theirs.join("\n"));
            report.push_str(&format!("\n{}\n{}\ncomes to\n{ours}\nand means\n{theirs}\n", case.name, case.source));
        }
    }
    assert!(report.is_empty(), "{report}");
    let unneeded: Vec<_> = exceptions.iter().filter(|(name, _)| !differ.contains(name)).collect();
    assert!(unneeded.is_empty(), "no longer needed: {unneeded:#?}");
    differ.len()
}
