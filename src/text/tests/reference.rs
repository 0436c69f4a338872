//! Documents of other people: what an edit keeps of them, and what is left of them when Markdown is all there is.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::text::adf;
use crate::text::adf::tests::samples::shared;
use crate::text::clean;
use crate::text::edit::Edit;
use crate::text::names::{Answers, Names};

/// The documents of a folder that the published schema allows, by their name; empty when they are missing.
fn documents(folder: &str) -> BTreeMap<String, Value> {
    let Some(folder) = shared(&format!("jira/samples/{folder}")) else {
        println!("skipped: no sample documents");
        return BTreeMap::new();
    };
    let read = |path: &Path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = files.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path)));
    all.filter(|(_, document)| adf::rules::check(document).is_ok()).collect()
}

#[test]
fn an_edit_that_changes_nothing_gives_back_the_document() {
    let mut counts = Vec::new();
    for folder in ["adf-reference/valid", "adf-reference/invalid", "adf-markdown"] {
        let all = documents(folder);
        for (name, document) in &all {
            let shown = adf::to_markdown(document, &Names::default());
            let edited = adf::edit(document, &Edit::Whole(shown), &Names::default(), &Answers::default()).unwrap();
            assert_eq!(edited.stored.to_string(), document.to_string(), "{folder}/{name}");
            assert!(!edited.changed && edited.lost.is_empty() && edited.warnings.is_empty(), "{folder}/{name}");
        }
        counts.push(all.len());
    }
    println!("identical after an unchanged edit (valid, became valid, of a converter): {counts:?}");
    // One of the converter's documents puts a list into a task, which the schema forbids.
    assert!(counts == [75, 14, 9] || counts == [0, 0, 0], "{counts:?}");
}

#[test]
fn an_edit_beside_a_document_leaves_it_whole() {
    for (name, document) in documents("adf-reference/valid") {
        let names = Names::default();
        let appended = adf::edit(&document, &Edit::Append("Added.".into()), &names, &Answers::default()).unwrap();
        let content = |document: &Value| document["content"].as_array().unwrap().clone();
        let mut expected = content(&document);
        expected.push(json!({"type": "paragraph", "content": [{"type": "text", "text": "Added."}]}));
        assert_eq!(Value::from(content(&appended.stored)).to_string(), Value::from(expected).to_string(), "{name}");
        assert_eq!(adf::rules::check(&appended.stored), Ok(()), "{name}");
        let shown = adf::to_markdown(&document, &names);
        let back = adf::edit(&appended.stored, &Edit::Whole(shown), &names, &Answers::default()).unwrap();
        assert_eq!(back.stored.to_string(), document.to_string(), "{name}");
    }
}

/// What a document says in terms that Markdown has: blocks, their texts with marks, lists, tables and code.
///
/// Stored files and macros can't be made of their forms alone, because Jira gives them ids and parameters; what is left is
/// the form as a text, and of a macro with a body its body.
fn meaning(node: &Value, into: &mut Vec<String>) {
    let kind = node["type"].as_str().unwrap_or_default();
    let attribute = |name: &str| match &node["attrs"][name] {
        Value::String(text) => clean::line(text),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let children = node["content"].as_array().cloned().unwrap_or_default();
    let name = match kind {
        "doc" => String::new(),
        // Not shown; nothing of it can come back.
        "paragraph" | "heading" if line(&children).trim().is_empty() => return,
        "paragraph" => format!("paragraph {}", line(&children)),
        "heading" => format!("heading {} {}", attribute("level"), line(&children)),
        "codeBlock" => {
            let text: String = children.iter().filter_map(|text| text["text"].as_str()).collect();
            format!("code {} {:?}", attribute("language"), clean::block(&text))
        }
        "orderedList" => format!("orderedList {}", or_one(attribute("order"))),
        "taskItem" | "decisionItem" => format!("{kind} {} {}", attribute("state"), line(&children)),
        "tableCell" | "tableHeader" => {
            format!("{kind} {} {}", or_one(attribute("colspan")), or_one(attribute("rowspan")))
        }
        "mediaSingle" | "mediaGroup" | "extension" if !node.to_string().contains("\"external\"") => {
            into.extend([format!("<paragraph {}", adf::to_markdown(node, &Names::default())), ">".to_owned()]);
            return;
        }
        "bodiedExtension" => String::new(),
        "panel" => format!("panel {}", attribute("panelType")),
        "expand" | "nestedExpand" => format!("expand {}", attribute("title")),
        "caption" => format!("caption {}", line(&children)),
        // Its alternative text isn't shown.
        "media" => format!("media {}", attribute("url")),
        "blockCard" | "embedCard" => format!("{kind} {}", attribute("url")),
        other => other.to_owned(),
    };
    if !name.is_empty() {
        into.push(format!("<{name}"));
    }
    if !matches!(kind, "paragraph" | "heading" | "codeBlock" | "taskItem" | "decisionItem" | "caption") {
        children.iter().for_each(|child| meaning(child, into));
    }
    if !name.is_empty() {
        into.push(">".to_owned());
    }
}

/// The texts of all text nodes but code blocks', as they are cleaned.
fn texts(node: &Value) -> Vec<String> {
    let own = node["text"].as_str().map(clean::block).into_iter();
    let children = node["content"].as_array().cloned().unwrap_or_default();
    let inner = children.iter().filter(|_| node["type"] != "codeBlock").flat_map(texts);
    own.chain(inner).collect()
}

/// A span or a first number is 1 where it isn't said.
fn or_one(number: String) -> String {
    if number.is_empty() { "1".to_owned() } else { number }
}

/// The texts of a line with the marks that Markdown has, equal marks together.
fn line(nodes: &[Value]) -> String {
    let mut runs: Vec<(String, String)> = Vec::new();
    for node in nodes {
        let attribute = |name: &str| clean::line(node["attrs"][name].as_str().unwrap_or_default());
        let text = match node["type"].as_str().unwrap_or_default() {
            "text" => clean::block(node["text"].as_str().unwrap_or_default()),
            "hardBreak" => "\n".to_owned(),
            "mention" => format!("@{}", attribute("text").trim_start_matches('@')),
            "emoji" => attribute(if attribute("text").is_empty() { "shortName" } else { "text" }),
            "status" => format!("(status {} {})", attribute("text"), attribute("color")),
            "date" => format!("(date {})", attribute("timestamp").parse::<i64>().unwrap_or_default() / 86_400_000),
            "inlineCard" => format!("(card {})", attribute("url")),
            "inlineExtension" | "mediaInline" => adf::to_markdown(node, &Names::default()),
            other => format!("({other} {})", attribute("text")),
        };
        let marks = node["marks"].as_array().cloned().unwrap_or_default();
        let mut marks: Vec<String> = marks
            .iter()
            .filter_map(|mark| match mark["type"].as_str()? {
                "link" => Some(format!("link {} {}", mark["attrs"]["href"], mark["attrs"]["title"])),
                "textColor" | "backgroundColor" => {
                    Some(format!("{} {}", mark["type"], mark["attrs"]["color"]).to_lowercase())
                }
                "subsup" => mark["attrs"]["type"].as_str().map(str::to_owned),
                known @ ("strong" | "em" | "strike" | "underline" | "code") => Some(known.to_owned()),
                _ => None,
            })
            .collect();
        marks.sort();
        let marks = marks.join(",");
        match runs.last_mut() {
            Some((last, texts)) if *last == marks => texts.push_str(&text),
            _ => runs.push((marks, text)),
        }
    }
    // Spaces at the ends of a line aren't shown.
    let shown: Vec<String> = runs
        .into_iter()
        .map(|(marks, text)| if marks.is_empty() { text } else { format!("{{{marks}: {text}}}") })
        .collect();
    shown.concat().trim().to_owned()
}

#[test]
fn markdown_alone_keeps_what_it_can_say() {
    let said = |document: &Value| {
        let mut said = Vec::new();
        meaning(document, &mut said);
        said
    };
    let make = |shown: &str| adf::to_adf(shown, &Answers::default()).unwrap();
    let mut counts = Vec::new();
    for folder in ["adf-reference/valid", "adf-reference/invalid", "adf-markdown"] {
        let all = documents(folder);
        // Documents with a file or a macro, of which the caller is told.
        let mut warned = 0;
        for (name, document) in &all {
            let shown = adf::to_markdown(document, &Names::default());
            let made = make(&shown);
            assert_eq!(adf::rules::check_new(&made.document), Ok(()), "{folder}/{name}: {shown}");
            assert_eq!(said(&made.document), said(document), "{folder}/{name}: {shown}");
            // The test's own reading leaves out no text.
            assert!(
                texts(document).iter().all(|text| said(document).concat().contains(text.trim())),
                "{folder}/{name}"
            );
            warned += usize::from(!made.warnings.is_empty());
            // What was made says the same again.
            let again = adf::to_markdown(&made.document, &Names::default());
            assert_eq!(said(&make(&again).document), said(&made.document), "{folder}/{name}: {shown} {again}");
        }
        counts.push((all.len(), warned));
    }
    println!("kept by Markdown alone, of these with a warning (valid, became valid, of a converter): {counts:?}");
    assert!(counts == [(75, 13), (14, 0), (9, 1)] || counts == [(0, 0); 3], "{counts:?}");
}

#[test]
fn documents_that_break_the_rules_are_not_written() {
    let Some(folder) = shared("jira/samples/adf-reference/invalid") else {
        println!("skipped: no sample documents");
        return;
    };
    let mut refused = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let written = std::fs::read_to_string(&path).unwrap();
        let document: Value = serde_json::from_str(&written).unwrap();
        let Err(violation) = adf::rules::check(&document) else { continue };
        if document["type"] == "doc" {
            let error = adf::to_adf(&written, &Answers::default()).unwrap_err();
            assert!(error.to_string().contains(&violation.problem), "{}: {error}", path.display());
            assert!(error.to_string().contains(&violation.path), "{}: {error}", path.display());
        }
        refused += 1;
    }
    println!("documents refused with a place: {refused}");
    assert_eq!(refused, 113);
}
