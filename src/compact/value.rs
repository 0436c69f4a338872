//! One field's value in words, whatever its type.

use super::View;
use crate::jira::types::FieldSchema;
use serde_json::Value;

/// The value as one line, uncut; `None` when it is empty or holds nothing that a reader could use.
pub fn line(_value: &Value, _schema: Option<&FieldSchema>, _view: &View<'_>) -> Option<String> {
    None
}

/// The value as a cell: a string of at most 200 characters, a number or a boolean; `""` when it is empty.
pub fn cell(value: &Value, schema: Option<&FieldSchema>, view: &View<'_>) -> Value {
    line(value, schema, view).map_or_else(|| "".into(), Value::from)
}

/// Whether the value is a text with paragraphs, to be shown as a fenced body rather than as a line.
pub fn is_rich(_value: &Value, _schema: Option<&FieldSchema>) -> bool {
    false
}
