//! Fields of a kind that nobody here knows: what is JSON of a fitting shape is sent as it is.

use super::super::change::{Change, Item};
use super::super::refusal::Refusal;
use super::{Subject, opened};
use serde_json::Value;

/// The value as it was sent, if it is JSON that such a field could hold.
pub(super) fn passed_through(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let value = opened(value);
    let fits = match subject.meta.schema.kind.as_str() {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        _ => value.is_object() || value.is_array() || value.is_number() || value.is_boolean(),
    };
    if fits {
        return Ok(Change::Set(Item::plain(value)));
    }
    let kind = super::field_type(&subject.meta.schema);
    let shape = if subject.meta.schema.kind == "array" { "a JSON list" } else { "JSON" };
    Err(subject.malformed(&value, &format!("{shape}, as Jira's REST API takes it for a field of type {kind}")))
}
