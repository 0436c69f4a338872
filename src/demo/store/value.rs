//! The values that issues hold in fields.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// A field's value, without the dialect that shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// One line of text, or a URL.
    Text(String),
    /// Rich text.
    Rich(Rich),
    Number(f64),
    Date(Date),
    Time(Timestamp),
    /// The id of an option.
    Choice(u64),
    Choices(Vec<u64>),
    /// Parent and child option.
    Cascade(u64, Option<u64>),
    /// The position of a person.
    User(usize),
    Users(Vec<usize>),
    Group(String),
    Labels(Vec<String>),
    /// Positions in the store's tables.
    Project(usize),
    Type(usize),
    Status(usize),
    Priority(usize),
    Resolution(usize),
    /// Ids.
    Versions(Vec<u64>),
    Version(u64),
    Components(Vec<u64>),
    Sprints(Vec<u64>),
    /// The id of an issue.
    Issue(u64),
    /// Anything that is shown as it stands.
    Raw(Json),
}

/// Rich text in both dialects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rich {
    /// Paragraphs without markup, separated by empty lines.
    Plain(Arc<str>),
    /// Written by hand for both dialects.
    Both { adf: Arc<Json>, wiki: Arc<str> },
    /// Written through REST v3.
    Adf(Arc<Json>),
    /// Written through REST v2.
    Wiki(Arc<str>),
}

impl Rich {
    /// As an Atlassian document.
    pub(crate) fn adf(&self) -> Json {
        match self {
            Self::Plain(text) | Self::Wiki(text) => document(text),
            Self::Both { adf, .. } | Self::Adf(adf) => Json::clone(adf),
        }
    }

    /// As wiki markup.
    pub(crate) fn wiki(&self) -> String {
        match self {
            Self::Plain(text) | Self::Wiki(text) => text.to_string(),
            Self::Both { wiki, .. } => wiki.to_string(),
            Self::Adf(adf) => {
                let mut text = String::new();
                collect(adf, &mut text);
                text.trim_end().to_owned()
            }
        }
    }

    /// The bare words, for searching.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Plain(text) | Self::Wiki(text) => text.to_string(),
            Self::Both { adf, .. } | Self::Adf(adf) => {
                let mut text = String::new();
                collect(adf, &mut text);
                text
            }
        }
    }
}

/// Paragraphs of plain text as a document; a single line break becomes a hard break.
fn document(text: &str) -> Json {
    let paragraphs: Vec<Json> = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let mut content = Vec::new();
            for (line, words) in paragraph.split('\n').enumerate() {
                if line > 0 {
                    content.push(json!({ "type": "hardBreak" }));
                }
                if !words.is_empty() {
                    content.push(json!({ "type": "text", "text": words }));
                }
            }
            json!({ "type": "paragraph", "content": content })
        })
        .collect();
    json!({ "type": "doc", "version": 1, "content": paragraphs })
}

fn collect(node: &Json, text: &mut String) {
    let kind = node.get("type").and_then(Json::as_str).unwrap_or_default();
    match kind {
        "text" => text.push_str(node.get("text").and_then(Json::as_str).unwrap_or_default()),
        "hardBreak" => text.push('\n'),
        "mention" | "emoji" | "status" => {
            text.push_str(node.pointer("/attrs/text").and_then(Json::as_str).unwrap_or_default());
        }
        "inlineCard" | "blockCard" => {
            text.push_str(node.pointer("/attrs/url").and_then(Json::as_str).unwrap_or_default());
        }
        _ => {}
    }
    for child in node.get("content").and_then(Json::as_array).into_iter().flatten() {
        collect(child, text);
    }
    if matches!(kind, "paragraph" | "heading" | "codeBlock") {
        text.push_str("\n\n");
    }
}
