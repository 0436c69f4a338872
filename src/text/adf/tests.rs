//! Whole documents, and what holds for all of them.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::*;
use crate::text::clean;
use crate::text::names::AttachmentName;

mod build;
mod edit;
mod forms;
mod generated;
pub(in crate::text) mod samples;

fn names() -> Names {
    let attachment = |id: &str, name: &str| AttachmentName { id: id.into(), name: name.into() };
    Names {
        attachments: vec![
            attachment("10012", "screen_shot_1.png"),
            attachment("10013", "log.txt"),
            attachment("10014", "twice.pdf"),
            attachment("10015", "twice.pdf"),
        ],
        people: [("5b10a".to_owned(), "Robin Vale".to_owned())].into(),
    }
}

fn markdown(document: &Value) -> String {
    to_markdown(document, &names())
}

fn doc(content: Value) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn paragraph(content: Value) -> Value {
    json!({"type": "paragraph", "content": content})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn marked(text: &str, marks: &[&str]) -> Value {
    let marks: Vec<Value> = marks.iter().map(|mark| json!({"type": mark})).collect();
    json!({"type": "text", "text": text, "marks": marks})
}

/// The text of all text nodes, in order.
fn all_text(node: &Value, into: &mut String) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| all_text(node, into)),
        Value::Object(object) => {
            if let Some(Value::String(text)) = object.get("text") {
                into.push_str(&clean::block(text));
            }
            if let Some(content) = object.get("content") {
                all_text(content, into);
            }
        }
        _ => {}
    }
}

/// The first part of `text` that isn't found, in order, in `shown`.
fn missing(text: &str, shown: &str) -> Option<String> {
    let mut shown = shown.chars();
    let mut rest = text.chars().filter(|character| !character.is_whitespace());
    let mut left = rest.clone();
    while let Some(character) = rest.next() {
        // A pipe inside a form is an entity.
        if !shown.any(|other| other == character) {
            return Some(left.collect());
        }
        left = rest.clone();
    }
    None
}

/// What a CommonMark reader makes of inline Markdown: each character with its marks, sorted.
fn read_back(markdown: &str) -> Vec<(char, String)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut open: Vec<String> = Vec::new();
    let mut read = Vec::new();
    let mut add = |text: &str, open: &[String], extra: Option<&str>| {
        let mut marks: Vec<&str> = open.iter().map(String::as_str).chain(extra).collect();
        marks.sort_unstable();
        marks.dedup();
        let marks = marks.join(" ");
        read.extend(text.chars().map(|character| (character, marks.clone())));
    };
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) => add(&text, &open, None),
            Event::Code(text) => add(&text, &open, Some("code")),
            Event::SoftBreak => add(" ", &open, None),
            Event::HardBreak => add("\n", &open, None),
            Event::InlineHtml(tag) => match tag.trim_matches(['<', '>']) {
                "br/" => add("\n", &open, None),
                closing if closing.starts_with('/') => {
                    let closed = open.pop();
                    assert_eq!(closed.as_deref(), Some(html_mark(closing.trim_start_matches('/'))), "{markdown}");
                }
                opening => open.push(html_mark(opening).to_owned()),
            },
            Event::Start(Tag::Emphasis) => open.push("em".into()),
            Event::Start(Tag::Strong) => open.push("strong".into()),
            Event::Start(Tag::Strikethrough) => open.push("strike".into()),
            Event::Start(Tag::Link { dest_url, title, .. }) => open.push(format!("link({dest_url},{title})")),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {
                open.pop();
            }
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => panic!("{other:?} in {markdown:?}"),
        }
    }
    read
}

fn html_mark(tag: &str) -> &str {
    match tag {
        "b" => "strong",
        "i" => "em",
        "s" => "strike",
        "u" => "underline",
        other => other,
    }
}

/// What one paragraph's text nodes say, in the same form as [`read_back`].
fn said(content: &[Value]) -> Vec<(char, String)> {
    let mut said: Vec<(char, String)> = Vec::new();
    for node in content {
        if node["type"] == "hardBreak" {
            said.push(('\n', String::new()));
            continue;
        }
        let marks = node["marks"].as_array().cloned().unwrap_or_default();
        let mut marks: Vec<String> = marks
            .iter()
            .map(|mark| match mark["type"].as_str().unwrap() {
                "subsup" => mark["attrs"]["type"].as_str().unwrap().to_owned(),
                "link" => format!(
                    "link({},{})",
                    mark["attrs"]["href"].as_str().unwrap(),
                    mark["attrs"]["title"].as_str().unwrap_or_default()
                ),
                other => other.to_owned(),
            })
            .collect();
        marks.sort();
        marks.dedup();
        let marks = marks.join(" ");
        let text = clean::block(node["text"].as_str().unwrap());
        said.extend(text.chars().map(|character| (character, marks.clone())));
    }
    said
}

/// Leaves out what Markdown can't tell: spaces, and emphasis on them.
fn visible(characters: Vec<(char, String)>) -> Vec<(char, String)> {
    characters.into_iter().filter(|(character, _)| !character.is_whitespace()).collect()
}
