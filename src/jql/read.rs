//! What a query says, also where it isn't quite JQL.
//!
//! One parser reads both: where a query departs from the grammar and only one thing can be meant, the parser goes on and
//! notes an edit. A query without edits is JQL as Jira reads it.

use super::edit::{Edit, applied};
use super::error::Error;
use super::parse::Parser;
use super::print::shown;
use super::tidy::{self, Tidied};
use super::tree::Query;

/// A query as it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The tree, with places in the query as it was written.
    pub query: Query,
    /// The query as it was written.
    pub(super) asked: String,
    /// The query that the edits are of: the same, perhaps with a quotation mark more at its end.
    pub(super) text: String,
    /// What makes it JQL.
    pub(super) edits: Vec<Edit>,
    /// What was done besides the edits.
    pub(super) notes: Vec<String>,
    /// Where `ORDER BY` begins, in bytes.
    pub(super) order_at: Option<usize>,
    /// Whether its condition can't be read and is taken as words.
    only_said: bool,
}

/// A query that can't be read with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub error: Error,
    /// The query that was most likely meant, where one is clear.
    pub corrected: Option<String>,
}

impl Unreadable {
    /// The same error with the query as it is after the edits and one more.
    pub(super) fn with(error: Error, jql: &str, edits: &[Edit], edit: Edit) -> Self {
        let mut all = edits.to_vec();
        all.push(edit);
        Self { error, corrected: Some(applied(jql, 0..jql.len(), &all).trim().to_owned()) }
    }
}

impl From<Error> for Unreadable {
    fn from(error: Error) -> Self {
        Self { error, corrected: None }
    }
}

/// How many mistakes in a row are corrected to offer a query that can be read.
const CORRECTIONS: usize = 4;

/// Reads a query, forgivingly.
///
/// # Errors
///
/// What can't be read, or could mean two things. Whether the names in it exist is another question.
pub fn read(jql: &str) -> Result<Reading, Unreadable> {
    let mut refused = match attempt(jql) {
        Ok(reading) => return Ok(reading),
        Err(refused) => refused,
    };
    refused.error.position = refused.error.position.min(jql.chars().count() + 1);
    let mut offered = refused.corrected.take();
    for _ in 0..CORRECTIONS {
        let Some(text) = offered.take() else { break };
        match attempt(&text) {
            Ok(reading) => {
                // What is offered is sent as it stands, so it must be readable itself.
                refused.corrected = Some(reading.edited(&reading.edits)).filter(|corrected| attempt(corrected).is_ok());
                break;
            }
            Err(next) => offered = next.corrected,
        }
    }
    Err(refused)
}

pub(super) fn attempt(jql: &str) -> Result<Reading, Unreadable> {
    let Tidied { text, tokens, edits, notes } = tidy::tidy(jql)?;
    let mut parser = Parser::new(&text, tokens, edits);
    let query = parser.query()?;
    let Parser { edits, order_at, only_said, .. } = parser;
    Ok(Reading { query, asked: jql.to_owned(), text, edits, notes, order_at, only_said })
}

/// Reads a query that needs no repair.
///
/// # Errors
///
/// What [`read`] refuses, and the first thing that it would repair.
pub fn parse(jql: &str) -> Result<Query, Error> {
    let reading = read(jql).map_err(|unreadable| unreadable.error)?;
    let first = reading.edits.iter().min_by_key(|edit| edit.bytes.start);
    match first {
        None if reading.only_said => Err(Error::new(1, &shown(jql.trim()), "this is not JQL as Jira reads it")),
        None if reading.text == jql => Ok(reading.query),
        first => {
            let bytes = first.map_or(jql.len()..jql.len(), |edit| edit.bytes.clone());
            let position = jql.get(..bytes.start).unwrap_or_default().chars().count() + 1;
            let piece = jql.get(bytes).unwrap_or_default();
            Err(Error::new(position, &shown(piece), "this is not JQL as Jira reads it"))
        }
    }
}

impl Reading {
    /// The query that the places of the tree are in: as it was written, but for what was rewritten before it could be read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The query after its edits.
    pub(super) fn edited(&self, edits: &[Edit]) -> String {
        let text = applied(&self.text, 0..self.text.len(), edits);
        let trimmed = text.trim();
        // A blank after a backslash belongs to the last word.
        let escaped = trimmed.ends_with('\\') && text.trim_start().len() > trimmed.len();
        if escaped { format!("{trimmed} ") } else { trimmed.to_owned() }
    }
}
