//! What must hold for any input of the text module, one function per direction, and for any query.
//!
//! The modules are compiled by themselves, by links to their sources: a fuzzer is built with a nightly compiler and a sanitizer,
//! and the rest of the server would take minutes of it for nothing.

#[allow(dead_code, reason = "the server uses what the fuzzer doesn't")]
pub mod closest;
#[allow(dead_code, reason = "the server uses what the fuzzer doesn't")]
pub mod jql;
#[allow(dead_code, reason = "the server uses what the fuzzer doesn't")]
pub mod text;

use jql::tree::Node;
use serde_json::Value;
use text::edit::Edit;
use text::names::{Answers, Names};
use text::{adf, fence, markdown, wiki};

/// A document, however malformed, is shown as Markdown that can be read; written back unchanged it's the same.
pub fn adf_to_markdown(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(data) else { return };
    let shown = adf::to_markdown(&document, &Names::default());
    assert!(!shown.ends_with('\n'), "{shown:?}");
    assert!(!adf::plain(&document).contains('\n'));
    markdown::parse(&shown).unwrap();
    if adf::rules::check(&document).is_ok() {
        let edited = adf::edit(&document, &unchanged(&shown), &Names::default(), &Answers::default());
        assert!(edited.is_err() || edited.is_ok_and(|edited| edited.stored.to_string() == document.to_string()));
    } else {
        assert!(adf::rules::check_new(&document).is_err());
    }
}

/// Markdown becomes a document that Jira takes and that says the same again.
pub fn markdown_to_adf(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(made) = adf::to_adf(source, &Answers::default()) else { return };
    if !source.trim_start().starts_with(['{', '"']) {
        assert_eq!(adf::rules::check_new(&made.document), Ok(()), "{source:?}");
    }
    let shown = adf::to_markdown(&made.document, &Names::default());
    markdown::parse(&shown).unwrap();
}

/// A text in wiki markup is shown as Markdown that can be read; written back unchanged it's the same.
pub fn wiki_to_markdown(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let shown = wiki::to_markdown(source, &Names::default());
    assert!(!shown.ends_with('\n'), "{shown:?}");
    assert!(!wiki::plain(source).contains('\n'));
    if let Ok(edited) = wiki::edit(source, &unchanged(&shown), &Names::default(), &Answers::default()) {
        assert_eq!(edited.stored, source);
    }
}

/// Markdown becomes wiki markup that can be shown.
pub fn markdown_to_wiki(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(written) = wiki::from_markdown(source, &Answers::default()) else { return };
    wiki::to_markdown(&written.text, &Names::default());
}

/// A stored text is edited: a line is taken out, changed or added, in both formats.
///
/// The first byte says where, the second what; the Markdown after the first line feed is what is put there, and what comes
/// before it is the stored text.
pub fn edit(data: &[u8]) {
    let [place, what, rest @ ..] = data else { return };
    let Ok(rest) = std::str::from_utf8(rest) else { return };
    let (stored, put) = rest.split_once("\n%%\n").unwrap_or((rest, "put"));
    let (names, answers) = (Names::default(), Answers::default());

    if let Ok(made) = adf::to_adf(stored, &answers) {
        let document = made.document;
        let valid = adf::rules::check(&document).is_ok();
        let edit = change(&adf::to_markdown(&document, &names), *place, *what, put);
        if let Ok(edited) = adf::edit(&document, &edit, &names, &answers) {
            assert!(!valid || is_json(put) || adf::rules::check(&edited.stored).is_ok(), "{edit:?} of {document}");
            assert_eq!(edited.changed, edited.stored != document);
        }
        // What was added can be taken away again.
        if let Ok(added) = adf::edit(&document, &Edit::Append("Added.".into()), &names, &answers) {
            let before = adf::to_markdown(&document, &names);
            if let Ok(back) = adf::edit(&added.stored, &unchanged(&before), &names, &answers) {
                assert_eq!(back.stored.to_string(), document.to_string());
            }
        }
    }
    let edit = change(&wiki::to_markdown(stored, &names), *place, *what, put);
    if let Ok(edited) = wiki::edit(stored, &edit, &names, &answers) {
        assert_eq!(edited.changed, edited.stored != stored);
    }
}

/// A query is read or refused; what Jira can read is printed so that it stays as it is, and the guard keeps it inside.
pub fn jql(data: &[u8]) {
    let Ok(query) = std::str::from_utf8(data) else { return };
    if let Ok(tree) = jql::parse(query) {
        let printed = jql::print(&tree);
        assert_eq!(jql::print(&jql::parse(&printed).unwrap()), printed, "{query:?}");
    }
    if let Ok(guarded) = jql::guard(query, &["SHOP", "OPS"]) {
        let projects = match jql::parse(&guarded).unwrap().condition {
            Some(Node::And(nodes)) => nodes.into_iter().next_back(),
            condition => condition,
        };
        let kept = matches!(projects, Some(Node::Clause(clause)) if clause.field.value == "project");
        assert!(kept, "{query:?} became {guarded:?}");
    }
    match jql::read(query) {
        Ok(reading) => {
            jql::questions(&reading.query);
            if let Ok(repaired) = jql::repair(&reading, &jql::Answers::default()) {
                assert!(jql::read(&repaired.jql).is_ok(), "{query:?} became {:?}", repaired.jql);
            }
        }
        Err(refused) => {
            assert!((1..=query.chars().count() + 1).contains(&refused.error.position), "{query:?}: {refused:?}");
            assert!(refused.corrected.is_none_or(|corrected| jql::read(&corrected).is_ok()), "{query:?}");
        }
    }
}

/// What a caller sends back that changes nothing: the text as it was shown, in its fence.
fn unchanged(shown: &str) -> Edit {
    Edit::Whole(fence::fence("7f3a", "description", shown))
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '"'])
}

fn change(shown: &str, place: u8, what: u8, put: &str) -> Edit {
    let lines: Vec<&str> = shown.split('\n').collect();
    let at = usize::from(place) % lines.len();
    let with = |line: Option<&str>| {
        let changed = lines.iter().enumerate().filter_map(|(number, old)| if number == at { line } else { Some(*old) });
        Edit::Whole(changed.collect::<Vec<_>>().join("\n"))
    };
    match what % 6 {
        0 => with(None),
        1 => with(Some(put)),
        2 => with(Some(&format!("{}{put}", lines[at]))),
        3 => Edit::Replace { passage: lines[at].to_owned(), with: put.to_owned() },
        4 => Edit::Prepend(put.to_owned()),
        _ => Edit::Set(put.to_owned()),
    }
}
