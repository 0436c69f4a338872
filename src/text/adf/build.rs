//! From Markdown's tree to ADF.
//!
//! Jira's editor allows fewer combinations than Markdown. Where the same text can be said otherwise it is: a list that holds
//! a table is cut around it, a heading in an item is bold text, a quote in a quote is one quote. What can't be said is an
//! error that names the place. What refers to something stored (media, macros) is taken from the stored text.

use serde_json::{Map, Value, json};

use super::pool::Pool;
use crate::text::error::{Error, Kind};
use crate::text::markdown::tree::{Block, BlockKind, Inline, ListKind, Piece};
use crate::text::names::Answers;

mod containers;
mod inline;
mod lists;
mod media;
mod place;
mod tables;

pub(super) use containers::panel;
pub(super) use inline::push;
pub(super) use place::Place;

/// Builds nodes of one text.
pub(super) struct Builder<'a> {
    /// The Markdown, to name places in it.
    pub(super) source: &'a str,
    pub(super) answers: &'a Answers,
    pub(super) pool: Pool,
    pub(super) warnings: Vec<String>,
    /// What makes local ids of this text differ from those of another.
    salt: u64,
    /// How many local ids were made.
    made: u64,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str, answers: &'a Answers, pool: Pool) -> Self {
        Builder { source, answers, pool, warnings: Vec::new(), salt: hash(source), made: 0 }
    }

    /// Builds blocks that may stand at a place.
    pub(super) fn blocks(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Value>, Error> {
        let mut built = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, place, &mut built)?;
        }
        Ok(built)
    }

    /// Builds blocks that have to be at least one.
    pub(super) fn filled(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Value>, Error> {
        let mut built = self.blocks(blocks, place)?;
        if built.is_empty() {
            built.push(json!({"type": "paragraph"}));
        }
        Ok(built)
    }

    fn block(&mut self, block: &Block, place: Place, into: &mut Vec<Value>) -> Result<(), Error> {
        if let Some(stored) = self.pool.block(block).filter(|node| place.holds(kind_of(node))) {
            into.push(stored);
            return Ok(());
        }
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(content, place, into),
            BlockKind::Heading { content, .. } if !place.holds("heading") => {
                let mut line = content.clone();
                inline::embolden(&mut line);
                into.push(node("paragraph", None, self.line(&line)));
            }
            BlockKind::Heading { level, content } => {
                let content = self.line(content);
                into.push(node("heading", Some(json!({"level": level})), content));
            }
            BlockKind::Quote(inner) if !place.holds("blockquote") => into.extend(self.blocks(inner, place)?),
            BlockKind::Quote(inner) => {
                let content = self.blocks(inner, Place::Quote)?;
                if !content.is_empty() {
                    into.push(node("blockquote", None, content));
                }
            }
            BlockKind::Code { language, text } => {
                self.fits("codeBlock", place, block)?;
                into.push(code(language, text));
            }
            BlockKind::Rule => {
                self.fits("rule", place, block)?;
                into.push(json!({"type": "rule"}));
            }
            BlockKind::List(list) => self.list(list, block, place, into)?,
            BlockKind::Table(table) => {
                self.fits("table", place, block)?;
                into.push(self.table(table)?);
            }
            BlockKind::Container { word, rest, blocks } => self.container(word, rest, blocks, block, place, into)?,
        }
        Ok(())
    }

    fn fits(&self, kind: &str, place: Place, block: &Block) -> Result<(), Error> {
        if place.holds(kind) {
            return Ok(());
        }
        let message = format!("{} can't stand in {}", name_of(kind), place.name());
        let next = format!("put it before or after {}", place.name());
        Err(Error::new(Kind::Invalid, message).at(self.source, block.range.start).next(next))
    }

    fn paragraph(&mut self, content: &[Inline], place: Place, into: &mut Vec<Value>) {
        if place.holds("mediaSingle")
            && let Some(media) = self.external(content)
        {
            into.push(media);
            return;
        }
        if let [Inline { piece, marks, .. }] = content
            && marks.is_empty()
        {
            let card = match piece {
                Piece::Card(url) if place.holds("blockCard") && inline::is_web(url) => {
                    Some(json!({"type": "blockCard", "attrs": {"url": url}}))
                }
                Piece::Embed(url) if place.holds("embedCard") && inline::is_web(url) => {
                    Some(json!({"type": "embedCard", "attrs": {"url": url, "layout": "center"}}))
                }
                _ => None,
            };
            if let Some(card) = card {
                into.push(card);
                return;
            }
        }
        let line = self.line(content);
        into.push(node("paragraph", None, line));
    }

    /// Ids that Jira's editor wants on tasks and decisions; equal input makes equal ones.
    fn local_id(&mut self) -> String {
        self.made += 1;
        let (high, low) = (hash((self.salt, self.made, 0)), hash((self.salt, self.made, 1)));
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0xfff,
            low & 0xffff_ffff_ffff
        )
    }
}

fn hash(value: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The type of a node.
pub(super) fn kind_of(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// A node; content is left out when there is none.
pub(super) fn node(kind: &str, attrs: Option<Value>, content: Vec<Value>) -> Value {
    let mut node = Map::new();
    node.insert("type".to_owned(), kind.into());
    if let Some(attrs) = attrs {
        node.insert("attrs".to_owned(), attrs);
    }
    if !content.is_empty() {
        node.insert("content".to_owned(), Value::Array(content));
    }
    Value::Object(node)
}

pub(super) fn list_kind(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Bullet => "bulletList",
        ListKind::Ordered { .. } => "orderedList",
        ListKind::Task => "taskList",
        ListKind::Decision => "decisionList",
    }
}

/// A code block; the language is the info string's first word.
pub(super) fn code(language: &str, text: &str) -> Value {
    let language = language.split_whitespace().next();
    let content = if text.is_empty() { Vec::new() } else { vec![json!({"type": "text", "text": text})] };
    node("codeBlock", language.map(|language| json!({"language": language})), content)
}

fn name_of(kind: &str) -> &'static str {
    match kind {
        "codeBlock" => "a code block",
        "rule" => "a rule",
        "table" => "a table",
        "panel" => "a panel",
        "expand" | "nestedExpand" => "an expand",
        "taskList" => "a task list",
        "decisionList" => "a decision list",
        "bulletList" | "orderedList" => "a list",
        _ => "this block",
    }
}
