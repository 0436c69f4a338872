//! A list of names as it is answered: matched, ordered, cut, and never silently empty: pure.

use super::Kind;
use crate::closest::closest_of;
use crate::compact::rows;
use crate::compact::value::CELL;
use crate::resolve::matching::{Called, ranked};
use crate::text::cut;
use serde_json::{Map, Value};

/// More rows than this help nobody.
const MOST_ROWS: usize = 50;
/// Names in a note, when nothing matches.
const MOST_NEAR: usize = 6;

/// One thing: what it answers to, and its cells.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) called: Called,
    pub(super) cells: Vec<Value>,
}

/// The things of a kind.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// The kind in words, as several: `issue types`.
    pub(super) what: &'static str,
    /// Whose they are: `of SHOP`, or nothing.
    pub(super) place: String,
    /// The things that were read, in the order in which they are shown without a query.
    pub(super) rows: Vec<Row>,
    /// Whether Jira itself chose the rows by the query, so that rows that don't match here are shown after those that do.
    pub(super) chosen: bool,
    /// Whether Jira may hold more than was read.
    pub(super) more: bool,
    /// What a reader must know about the list.
    pub(super) notes: Vec<String>,
}

impl Row {
    /// A thing with cells of text.
    pub(super) fn of<const N: usize>(called: Called, cells: [&str; N]) -> Self {
        Self::new(called, cells.map(Value::from))
    }

    /// A thing with cells of any plain type.
    pub(super) fn new<const N: usize>(called: Called, cells: [Value; N]) -> Self {
        Self { called, cells: cells.into_iter().map(cleaned).collect() }
    }
}

impl List {
    /// All things of a kind. `place` says whose they are, such as `of SHOP`.
    pub(super) fn new(what: &'static str, place: impl Into<String>, rows: Vec<Row>) -> Self {
        Self { what, place: place.into(), rows, chosen: false, more: false, notes: Vec::new() }
    }

    /// The result: at most 50 rows and `bytes` bytes.
    pub(super) fn record(mut self, kind: Kind, query: Option<&str>, bytes: usize) -> Map<String, Value> {
        let held: Vec<Called> = self.rows.iter().map(|row| row.called.clone()).collect();
        let matched = match query {
            Some(query) => self.matching(query),
            None => std::mem::take(&mut self.rows),
        };
        let total = matched.len();
        let mut notes = Vec::new();
        if total == 0 {
            notes.push(self.nothing(query, &held));
        }
        notes.append(&mut self.notes);
        let cols: Vec<Value> = kind.cols().iter().map(|name| Value::from(*name)).collect();
        // What stands around the rows: the keys, the columns, the notes, and the note of what was left out.
        let around =
            260 + Value::from(cols.as_slice()).to_string().len() + notes.iter().map(String::len).sum::<usize>();
        let rows = matched.into_iter().take(MOST_ROWS).map(|row| Value::from(row.cells)).collect();
        let shown = rows::fit(rows, bytes.saturating_sub(around)).shown;
        if shown.len() < total || (self.more && total > 0) {
            notes.push(self.rest(total - shown.len(), query));
        }
        let mut record = Map::new();
        record.insert("kind".into(), kind.word().into());
        record.insert("shown".into(), shown.len().into());
        record.insert("total".into(), total.into());
        // What was read is not all that there is; the note says so too.
        if self.more {
            record.insert("total_is_estimate".into(), true.into());
        }
        record.insert("cols".into(), cols.into());
        record.insert("rows".into(), shown.into());
        if !notes.is_empty() {
            record.insert("note".into(), notes.join("; ").into());
        }
        record
    }

    fn matching(&mut self, query: &str) -> Vec<Row> {
        let rows = std::mem::take(&mut self.rows);
        let (fitting, others): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.called.fit(query).is_some());
        let mut matched = ranked(query, fitting, |row| row.called.clone());
        if self.chosen {
            matched.extend(others);
        }
        matched
    }

    fn nothing(&self, query: Option<&str>, held: &[Called]) -> String {
        let what = self.what_where();
        let Some(query) = query else {
            return format!("there are no {what}");
        };
        let none = format!("no {what} match `{}`", cut::cell(query, 60));
        if held.is_empty() {
            return none;
        }
        let mut names: Vec<&str> = Vec::new();
        for name in held.iter().flat_map(|called| &called.names) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let mut near = closest_of(query, names.iter().copied(), MOST_NEAR);
        if near.is_empty() {
            // One word of a name may be what was misspelt.
            let by_word = |name: &&str| !closest_of(query, name.split_whitespace(), 1).is_empty();
            near = names.iter().copied().filter(by_word).take(MOST_NEAR).collect();
        }
        let (count, near) = (held.len(), quoted(near));
        let first = held.iter().filter_map(|called| called.names.first().map(String::as_str));
        match (near.is_empty(), self.more) {
            (false, false) => format!("{none}; the closest of {count}: {near}"),
            (false, true) => format!("{none}; the closest that were read: {near}"),
            (true, false) if count <= MOST_NEAR => format!("{none}; there are {count}: {}", quoted(first.collect())),
            (true, false) => format!("{none}; there are {count}, such as {}", quoted(first.take(MOST_NEAR).collect())),
            (true, true) => format!("{none}; there are others, such as {}", quoted(first.take(MOST_NEAR).collect())),
        }
    }

    fn rest(&self, left: usize, query: Option<&str>) -> String {
        let narrower = match query {
            Some(_) => "a narrower query",
            None => "a query, part of the name",
        };
        match (left, self.more) {
            (0, _) => format!("Jira may hold more: call again with {narrower}"),
            (left, false) => format!("{left} more: call again with {narrower}"),
            (left, true) => format!("{left} more, and Jira may hold others: call again with {narrower}"),
        }
    }

    fn what_where(&self) -> String {
        if self.place.is_empty() { self.what.to_owned() } else { format!("{} {}", self.what, self.place) }
    }
}

fn quoted(names: Vec<&str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", cut::cell(name, 60))).collect();
    names.join(", ")
}

fn cleaned(cell: Value) -> Value {
    match cell {
        Value::String(text) => cut::cell(&text, CELL).into(),
        Value::Null => "".into(),
        other => other,
    }
}
