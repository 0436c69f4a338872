//! Huge, deep and hostile texts: each direction takes linear time, no stack overflows, nothing panics.

use serde_json::{Value, json};

use documents::{document, documents, node, paragraph};
use linear::assert_all_linear;
use shapes::{MARKDOWN, Shape, WIKI};

use crate::text::edit::Edit;
use crate::text::names::{Answers, Names};
use crate::text::{adf, markdown, wiki};

mod documents;
mod linear;
mod shapes;

/// The length of the small texts; the large ones are four times as long.
fn length() -> usize {
    if is_thorough() { 16 * 1024 } else { 1024 }
}

/// Whether randomised tests run their full number of cases, so that there's time for more and longer texts here too.
fn is_thorough() -> bool {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<usize>().ok());
    cases.is_some_and(|cases| cases >= 1000)
}

fn repeated((open, part, close): Shape, length: usize) -> String {
    format!("{open}{}{close}", part.repeat((length / part.len()).max(1)))
}

fn texts(shapes: &[Shape]) -> impl Iterator<Item = (String, String, String)> {
    shapes.iter().map(|shape| (format!("{shape:?}"), repeated(*shape, length()), repeated(*shape, 4 * length())))
}

/// Editing takes longest: every fifth shape, unless there is time for all.
fn some_of(shapes: &[Shape]) -> impl Iterator<Item = (String, String, String)> {
    texts(shapes).step_by(if is_thorough() { 1 } else { 5 })
}

#[test]
fn markdown_is_read_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(markdown::parse(text)));
}

#[test]
fn markdown_becomes_wiki_markup_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(wiki::from_markdown(text, &Answers::default())));
}

#[test]
fn markdown_becomes_a_document_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(adf::to_adf(text, &Answers::default())));
}

#[test]
fn documents_are_edited_in_linear_time() {
    assert_all_linear(some_of(MARKDOWN), |text| {
        let Ok(stored) = adf::to_adf(text, &Answers::default()) else { return };
        for edit in edits(&adf::to_markdown(&stored.document, &Names::default())) {
            drop(adf::edit(&stored.document, &edit, &Names::default(), &Answers::default()));
        }
    });
}

#[test]
fn wiki_markup_is_edited_in_linear_time() {
    assert_all_linear(some_of(WIKI), |source| {
        for edit in edits(&wiki::to_markdown(source, &Names::default())) {
            drop(wiki::edit(source, &edit, &Names::default(), &Answers::default()));
        }
    });
}

/// What is done to a text: a change in its midst, a passage of it, and something after it.
fn edits(shown: &str) -> Vec<Edit> {
    let middle = (0..=shown.len() / 2).rev().find(|at| shown.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = shown.split_at(middle);
    vec![
        Edit::Whole(format!("{before}changed{after}")),
        Edit::Replace { passage: after.to_owned(), with: "changed".to_owned() },
        Edit::Append("added".to_owned()),
    ]
}

#[test]
fn wiki_markup_becomes_markdown_in_linear_time() {
    assert_all_linear(texts(WIKI), |text| {
        let (shown, line) = (wiki::to_markdown(text, &Names::default()), wiki::plain(text));
        assert!(shown.len() < 40 * text.len() && line.len() < 40 * text.len(), "{text:?} grew");
    });
}

fn pairs() -> impl Iterator<Item = (String, Value, Value)> {
    documents(length()).into_iter().zip(documents(4 * length())).map(|((name, small), (_, large))| (name, small, large))
}

#[test]
fn documents_become_markdown_in_linear_time() {
    assert_all_linear(pairs(), |document| {
        adf::to_markdown(document, &Names::default());
        adf::plain(document);
        drop(adf::rules::check(document));
    });
}

/// Nodes that hold one another, a thousand deep.
fn deep() -> Vec<Value> {
    let wraps: [(&str, &[&str]); 7] = [
        ("lists", &["listItem", "bulletList"]),
        ("quotes", &["blockquote"]),
        ("panels", &["panel"]),
        ("tables", &["tableCell", "tableRow", "table"]),
        ("tasks", &["taskList"]),
        ("expands", &["nestedExpand", "expand"]),
        ("unknown", &["somethingNew"]),
    ];
    let nest = |(_, kinds): (&str, &[&str])| {
        let mut inner = paragraph("x");
        for kind in kinds.iter().cycle().take(1000 / kinds.len() * kinds.len()) {
            inner = node(kind, json!({}), vec![inner]);
        }
        document(vec![inner])
    };
    wraps.into_iter().map(nest).collect()
}

#[test]
fn a_thousand_levels_are_no_trouble() {
    for document in deep() {
        let shown = adf::to_markdown(&document, &Names::default());
        assert!(shown.contains('x') && adf::plain(&document).contains('x'), "{shown}");
        drop(adf::rules::check(&document));
        for edit in edits(&shown) {
            drop(adf::edit(&document, &edit, &Names::default(), &Answers::default()));
        }
    }
    for (open, close) in
        [("> ", ""), ("- ", ""), ("1. ", ""), (":::info\n", ":::\n"), ("[", "]"), ("**a ", "**"), ("<u>", "</u>")]
    {
        let text = format!("{}x{}", open.repeat(1000), close.repeat(1000));
        drop(markdown::parse(&text));
        drop(wiki::from_markdown(&text, &Answers::default()));
    }
    for (open, close) in [
        ("{quote}\n", "{quote}\n"),
        ("{panel:title=a}\n", "{panel}\n"),
        ("{panel:title=a}", "{panel}"),
        ("{color:red}", "{color}"),
        ("*", ""),
    ] {
        let text = format!("{} x {}", open.repeat(1000), close.repeat(1000));
        assert!(wiki::to_markdown(&text, &Names::default()).contains('x'));
    }
}

#[test]
fn long_texts_are_read_and_made() {
    // Making it all without optimisation would take seconds.
    let megabyte: usize = if is_thorough() || !cfg!(debug_assertions) { 1 << 20 } else { 1 << 18 };
    const SENTENCE: &str = "A sentence of *plain* words, with a full stop.\n\n";
    let long = |part: &str| part.repeat(megabyte / part.len());
    let (answers, names) = (Answers::default(), Names::default());
    let made = adf::to_adf(&long(SENTENCE), &answers).unwrap();
    assert!(adf::to_markdown(&made.document, &names).len() > megabyte - SENTENCE.len());
    assert!(wiki::from_markdown(&long(SENTENCE), &answers).unwrap().text.len() > megabyte / 2);
    assert!(wiki::to_markdown(&SENTENCE.repeat((1 << 20) / SENTENCE.len()), &names).len() > 1 << 19);
    let stored = document(vec![paragraph(&"Words, and *more* of [them]. ".repeat((1 << 20) / 29))]);
    assert!(adf::to_markdown(&stored, &names).len() > 1 << 20);
    if is_thorough() {
        for part in ["> ", "[", "*a_", "- ", "<u>", "|", ":::info\n"] {
            drop(adf::to_adf(&long(part), &answers));
            drop(wiki::from_markdown(&long(part), &answers));
        }
        for part in ["{quote}\n", "{color:red}", "*", "[", "|", "{panel}\n"] {
            wiki::to_markdown(&long(part), &names);
        }
    }
}

#[test]
fn other_line_ends_make_no_empty_lines() {
    for source in ["a\u{b}", "\u{b}a", "+i\u{85}", "* a\u{2028}", "a\u{c}\n\nb"] {
        let shown = wiki::to_markdown(source, &Names::default());
        assert!(
            !shown.starts_with('\n') && !shown.ends_with('\n') && !shown.contains("\n\n\n"),
            "{source:?}: {shown:?}"
        );
    }
}
