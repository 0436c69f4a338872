//! How fast long texts are turned into Markdown and back, beside the other converter in Rust, in one run.
//!
//! Run by hand with scripts/bench-text.sh. Nothing passes or fails on time; a reader compares.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use text::edit::Edit;
use text::names::{Answers, Names};
use text::{adf, wiki};

#[allow(dead_code, reason = "the server uses what the bench doesn't")]
pub mod text;

/// Descriptions and comments as people write them, from the embedded Jira.
const DOCUMENTS: &[&str] = &[
    include_str!("../../../src/demo/texts/bug_report.json"),
    include_str!("../../../src/demo/texts/meeting.json"),
    include_str!("../../../src/demo/texts/answer.json"),
    include_str!("../../../src/demo/texts/orders.json"),
    include_str!("../../../src/demo/texts/outline.json"),
    include_str!("../../../src/demo/texts/lists.json"),
    include_str!("../../../src/demo/texts/tables.json"),
    include_str!("../../../src/demo/texts/panels.json"),
    include_str!("../../../src/demo/texts/media.json"),
    include_str!("../../../src/demo/texts/escapes.json"),
];

fn main() {
    let (names, answers) = (Names::default(), Answers::default());
    println!("ADF and Markdown, MB/s of what is read");
    for times in [1, 20, 200] {
        let document = long(times);
        let size = document.to_string().len();
        let markdown = adf::to_markdown(&document, &names);
        let theirs = jc_adf::to_markdown(&document);
        let mut edited = markdown.clone();
        edited.insert_str(edited.find("\n\n").unwrap_or(0), " and so on");
        println!(
            "a document of {} KB, {} KB of Markdown ({} KB by jc-adf):",
            size / 1000,
            markdown.len() / 1000,
            theirs.len() / 1000
        );
        row("ADF to Markdown", size, || drop(adf::to_markdown(&document, &names)));
        row("ADF to Markdown, jc-adf", size, || drop(jc_adf::to_markdown(&document)));
        row("Markdown to ADF", markdown.len(), || drop(adf::to_adf(&markdown, &answers).unwrap()));
        row("Markdown to ADF, jc-adf", theirs.len(), || drop(jc_adf::to_adf(&theirs)));
        row("an edit of one paragraph", markdown.len(), || {
            drop(adf::edit(&document, &Edit::Whole(edited.clone()), &names, &answers).unwrap());
        });
        row("the rules", size, || drop(adf::rules::check(&document)));
        let source = wiki::from_markdown(&markdown, &answers).unwrap().text;
        row("Markdown to wiki markup", markdown.len(), || drop(wiki::from_markdown(&markdown, &answers).unwrap()));
        row("wiki markup to Markdown", source.len(), || drop(wiki::to_markdown(&source, &names)));
    }
}

/// All documents one after another, so often.
fn long(times: usize) -> Value {
    let read = |text: &&str| serde_json::from_str::<Value>(text).unwrap()["content"].as_array().unwrap().clone();
    let content: Vec<Value> = std::iter::repeat_n(DOCUMENTS, times).flatten().flat_map(read).collect();
    json!({"type": "doc", "version": 1, "content": content})
}

/// The mean of a second's runs, in time on the processor where that is told: other work on the machine isn't counted.
fn row(name: &str, bytes: usize, work: impl Fn()) {
    let (start, start_on_processor) = (Instant::now(), on_processor());
    let mut runs = 0;
    while start.elapsed() < Duration::from_secs(1) {
        work();
        runs += 1;
    }
    let taken = match (start_on_processor, on_processor()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => start.elapsed(),
    };
    let seconds = taken.as_secs_f64() / f64::from(runs);
    println!("  {name:<28} {:>8.1} MB/s {:>10.2} ms", bytes as f64 / seconds / 1e6, seconds * 1e3);
}

fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
