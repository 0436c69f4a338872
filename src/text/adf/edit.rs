//! Editing a stored document by the Markdown that was shown of it.
//!
//! The stored blocks are shown one by one and read back, so that each is known by what it means to a reader; blocks that
//! mean the same in the new text stay the stored nodes. Of a block that changed only the parts that changed are made anew,
//! down to the words of a line.

use serde_json::{Map, Value, json};

use super::blocks::Context;
use super::build::{Builder, Place};
use super::node::Node;
use super::pool::Pool;
use super::{Made, plain, rules, to_markdown};
use crate::text::edit::{Edit, Edited, guard, incoming, key, passage};
use crate::text::error::{Error, Kind};
use crate::text::markdown;
use crate::text::names::{Answers, Names};

mod blocks;
mod level;
mod line;
mod lists;
mod loss;
mod tables;
mod words;

/// Levels of JSON, two for each node. No answer that was parsed is deeper than 128; what is can't be copied without risk.
const MOST_LEVELS: usize = 256;

/// Makes a document of a new text.
pub(super) fn make(text: &str, answers: &Answers) -> Result<Made, Error> {
    let incoming = incoming::incoming(&Edit::Set(text.to_owned()))?;
    let Edit::Set(text) = &incoming.edit else { return Err(Error::new(Kind::Invalid, "no text was given")) };
    let mut warnings = incoming.warnings;
    if let Some(document) = raw(text) {
        return allowed(&document, None).map(|()| Made { document, warnings });
    }
    let read = markdown::parse(text)?;
    let mut builder = Builder::new(text, answers, Pool::default());
    let mut content = Vec::new();
    let mut places = Vec::new();
    for block in &read.blocks {
        places.push((content.len(), block.range.start));
        content.extend(builder.blocks(std::slice::from_ref(block), Place::Document)?);
    }
    warnings.extend(builder.warnings);
    let document = document(content);
    allowed(&document, Some((text, &places)))?;
    Ok(Made { document, warnings })
}

/// Where the nodes of a document come from: the index of the first node of each block, and the byte it begins at.
type Places = Vec<(usize, usize)>;

/// Checks what was made anew.
fn allowed(document: &Value, from: Option<(&str, &Places)>) -> Result<(), Error> {
    rules::check_new(document).map_err(|violation| refused(&violation, from))
}

fn refused(violation: &rules::Violation, from: Option<(&str, &Places)>) -> Error {
    let Some((source, places)) = from else {
        return Error::new(Kind::Invalid, format!("the document isn't one that Jira takes: {violation}"));
    };
    let index: Option<usize> = violation
        .path
        .strip_prefix("content[")
        .and_then(|rest| rest.split_once(']'))
        .and_then(|(index, _)| index.parse().ok());
    let message = match violation.node.as_str() {
        "" => violation.problem.clone(),
        node => format!("`{node}`: {}", violation.problem),
    };
    let error = Error::new(Kind::Invalid, message);
    let place = index.and_then(|index| places.iter().rev().find(|(first, _)| *first <= index));
    match place {
        Some((_, byte)) => error.at(source, *byte),
        None => error,
    }
}

/// Edits a stored document.
pub(super) fn edit(stored: &Value, edit: &Edit, names: &Names, answers: &Answers) -> Result<Edited<Value>, Error> {
    if is_deeper(stored, MOST_LEVELS) {
        return Err(Error::new(Kind::Conflict, "what is stored is nested too deep to be edited"));
    }
    let incoming::Incoming { edit, mut warnings } = incoming::incoming(edit)?;
    let mut editing = Editing { stored, names, answers, warnings: Vec::new() };
    let new = match &edit {
        Edit::Whole(text) | Edit::Set(text) => editing.whole(text)?,
        Edit::Append(text) => editing.beside(text, false)?,
        Edit::Prepend(text) => editing.beside(text, true)?,
        Edit::Replace { passage, with } => {
            editing.whole(&passage::replace(&to_markdown(stored, names), passage, with)?)?
        }
    };
    let lost = loss::lost(stored, &new, names);
    if matches!(edit, Edit::Whole(_)) {
        guard::check(&plain::line(super::node::Node(stored)), &plain::line(super::node::Node(&new)), &lost)?;
    }
    warnings.extend(editing.warnings);
    Ok(Edited { changed: new != *stored, stored: new, warnings, lost })
}

struct Editing<'a> {
    stored: &'a Value,
    names: &'a Names,
    answers: &'a Answers,
    warnings: Vec<String>,
}

impl Editing<'_> {
    fn whole(&mut self, text: &str) -> Result<Value, Error> {
        if let Some(document) = raw(text) {
            return allowed(&document, None).map(|()| document);
        }
        let shown = to_markdown(self.stored, self.names);
        let new = markdown::parse(text)?.blocks;
        // What can't be read back, because it's nested too deep, can't have been read by anyone either.
        let old = markdown::parse(&shown).map(|document| document.blocks).unwrap_or_default();
        if text.trim_end() == shown || (!shown.is_empty() && key::of_blocks(&old) == key::of_blocks(&new)) {
            return Ok(self.stored.clone());
        }
        let builder = Builder::new(text, self.answers, Pool::of(self.stored, self.names));
        let context = Context::of(Node(self.stored), self.names);
        let mut merger = level::Merger { builder, context, places: Vec::new() };
        let content = match content(self.stored) {
            Some(nodes) => merger.level(nodes, &new, Place::Document, level::At::TOP)?,
            None => merger.level(&[], &new, Place::Document, level::At::TOP)?,
        };
        self.warnings.append(&mut merger.builder.warnings);
        let document = with_content(self.stored, content);
        self.allowed(&document, Some((text, &merger.places)))?;
        Ok(document)
    }

    /// Checks an edited document, unless what is stored breaks the rules itself: then Jira takes more than they say.
    fn allowed(&self, document: &Value, from: Option<(&str, &Places)>) -> Result<(), Error> {
        match rules::check(document) {
            Err(violation) if content(self.stored).is_none() || rules::check(self.stored).is_ok() => {
                Err(refused(&violation, from))
            }
            _ => Ok(()),
        }
    }

    fn beside(&mut self, text: &str, first: bool) -> Result<Value, Error> {
        let added = match raw(text) {
            Some(document) => {
                allowed(&document, None)?;
                content(&document).cloned().unwrap_or_default()
            }
            None => {
                let read = markdown::parse(text)?;
                let builder = Builder::new(text, self.answers, Pool::of(self.stored, self.names));
                let context = Context::of(Node(self.stored), self.names);
                let mut merger = level::Merger { builder, context, places: Vec::new() };
                let built = merger.level(&[], &read.blocks, Place::Document, level::At::TOP)?;
                self.warnings.append(&mut merger.builder.warnings);
                self.allowed(&document(built.clone()), Some((text, &merger.places)))?;
                built
            }
        };
        let stored = match (content(self.stored), self.stored) {
            (Some(content), _) => content.clone(),
            // A text of an older time.
            (None, Value::String(text)) if !text.is_empty() => {
                let shown = to_markdown(self.stored, self.names);
                Builder::new(&shown, self.answers, Pool::default())
                    .blocks(&markdown::parse(&shown)?.blocks, Place::Document)?
            }
            _ => Vec::new(),
        };
        let (mut all, rest) = if first { (added, stored) } else { (stored, added) };
        all.extend(rest);
        Ok(with_content(self.stored, all))
    }
}

/// The document that a text is, when it's one in JSON.
pub(super) fn raw(text: &str) -> Option<Value> {
    let mut text = text.trim().to_owned();
    // It may be a string inside a string.
    for _ in 0..2 {
        if text.starts_with('{') && text.contains("\"doc\"") {
            let document: Value = serde_json::from_str(&text).ok()?;
            return (document.get("type").and_then(Value::as_str) == Some("doc")).then_some(document);
        }
        if !text.starts_with('"') {
            return None;
        }
        text = serde_json::from_str::<String>(&text).ok()?.trim().to_owned();
    }
    None
}

/// Whether a value is nested deeper, found without recursion.
fn is_deeper(value: &Value, levels: usize) -> bool {
    let mut waiting = vec![(value, 0)];
    while let Some((value, depth)) = waiting.pop() {
        if depth > levels {
            return true;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().map(|value| (value, depth + 1))),
            Value::Object(members) => waiting.extend(members.values().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    false
}

/// The nodes of a document.
fn content(stored: &Value) -> Option<&Vec<Value>> {
    match stored.get("type").and_then(Value::as_str) {
        Some("doc") => {
            stored.get("content").and_then(Value::as_array).filter(|nodes| nodes.iter().all(Value::is_object))
        }
        _ => None,
    }
}

fn document(content: Vec<Value>) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn with_content(stored: &Value, content: Vec<Value>) -> Value {
    match stored.as_object().filter(|object| object.get("type").and_then(Value::as_str) == Some("doc")) {
        Some(object) => Value::Object(replaced(object, content)),
        None => document(content),
    }
}

/// A node with other content.
fn replaced(object: &Map<String, Value>, content: Vec<Value>) -> Map<String, Value> {
    let mut object = object.clone();
    object.insert("content".to_owned(), Value::Array(content));
    object
}
