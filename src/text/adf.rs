//! The Atlassian Document Format, read as Markdown.
//!
//! A reader gets CommonMark with tables, strikethrough and task lists. What Markdown can't say has a readable form of its
//! own, so that an edit can find the stored node again: `FORMS.md` is the list of them. Nothing that a person sees in Jira
//! is left out silently, and no document, however malformed, stops the reading.

use serde_json::Value;

use super::edit::{Edit, Edited};
use super::error::Error;
use super::names::{Answers, Names};

mod atoms;
mod blocks;
mod build;
mod edit;
mod escape;
mod inline;
mod lists;
mod mentions;
mod node;
mod plain;
mod pool;
pub mod rules;
mod simpler;
mod tables;
mod unnamed;

#[cfg(test)]
pub(super) mod tests;

pub use simpler::{kinds, simpler};

/// How deep containers, lists and quotes are followed; what is deeper is shown as one line of text.
pub const MAX_DEPTH: usize = 100;

/// Reads a document (or any part of one) as Markdown: blocks separated by a blank line, no newline at the end.
///
/// Hidden characters are dropped as in [`super::clean::block`]. A string is read as plain text, `null` as no text.
pub fn to_markdown(document: &Value, names: &Names) -> String {
    blocks::document(node::Node(document), names)
}

/// Reads a document as one line of plain text without any markup, for a table's cell.
pub fn plain(document: &Value) -> String {
    plain::line(node::Node(document))
}

/// The account ids of those whom a document mentions without telling their names, in its order, each once.
pub fn unnamed_mentions(document: &Value) -> Vec<String> {
    mentions::unnamed(node::Node(document))
}

/// A document made of a text, and what was done to the text on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The document.
    pub document: Value,
    /// What is otherwise than it was written, for the caller.
    pub warnings: Vec<String>,
}

/// Makes a document of Markdown, or of a whole document that is written as JSON.
///
/// # Errors
///
/// What Jira's editor couldn't have written, with its place.
pub fn to_adf(markdown: &str, answers: &Answers) -> Result<Made, Error> {
    edit::make(markdown, answers)
}

/// The document that a text is, if it is one, written as JSON.
pub fn document_in(text: &str) -> Option<Value> {
    edit::raw(text)
}

/// Edits a stored document by the Markdown that [`to_markdown`] shows of it with the same names.
///
/// Whatever the edit leaves alone stays as it is stored, byte for byte.
///
/// # Errors
///
/// Those of [`to_adf`], a passage that isn't there once, and a whole text that would lose what Markdown can't say.
pub fn edit(stored: &Value, edit: &Edit, names: &Names, answers: &Answers) -> Result<Edited<Value>, Error> {
    edit::edit(stored, edit, names, answers)
}

/// The length of the longest run of a character.
fn longest_run(text: &str, of: char) -> usize {
    text.split(|character| character != of).map(|run| run.len() / of.len_utf8()).max().unwrap_or(0)
}
