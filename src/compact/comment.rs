//! The newest comment as one cell.

use super::{View, time, value};
use crate::text::{clean, cut, wiki};
use serde_json::Value;

/// `2026-06-12 14:05 Ana Silva: the text`; empty when there is no comment.
///
/// Jira's `comment` field lists the oldest first on both products; which one is newest is read from the dates all the same.
pub fn last(field: Option<&Value>, view: &View<'_>) -> String {
    let comments = field.and_then(|field| field.get("comments")).and_then(Value::as_array);
    let created = |comment: &Value| comment.get("created").and_then(Value::as_str).and_then(time::parse);
    let Some(comment) = comments.and_then(|all| all.iter().max_by_key(|comment| created(comment))) else {
        return String::new();
    };
    let text = |name: &str| comment.get(name).and_then(Value::as_str).unwrap_or_default();
    let author = comment.get("author").and_then(|author| value::line(author, None, view)).unwrap_or_default();
    let body = match comment.get("body") {
        Some(Value::String(markup)) => wiki::plain(markup),
        Some(document) => value::line(document, None, view).unwrap_or_default(),
        None => String::new(),
    };
    let line = format!("{} {author}: {body}", time::moment(text("created"), view.zone));
    cut::cell(&clean::line(&line), value::CELL)
}
