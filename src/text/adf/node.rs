//! Reading a node without trusting its shape.
//!
//! Stored documents come from many editors and importers, so nothing is assumed: a string stands for a text node, an
//! object where an array belongs for its only element, a number for its digits.

use serde_json::Value;

use crate::text::clean;

/// One value of a document tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'a>(pub(super) &'a Value);

impl<'a> Node<'a> {
    /// The node's type; empty when there is none.
    pub(super) fn kind(self) -> &'a str {
        match self.0 {
            Value::String(_) | Value::Number(_) | Value::Bool(_) => "text",
            Value::Object(object) => match object.get("type") {
                Some(Value::String(kind)) => kind,
                _ if object.contains_key("text") => "text",
                _ => "",
            },
            _ => "",
        }
    }

    /// The text of a text node as it is stored.
    pub(super) fn text(self) -> String {
        scalar(self.0).or_else(|| self.0.get("text").and_then(scalar)).unwrap_or_default()
    }

    /// The nodes inside.
    pub(super) fn children(self) -> Vec<Node<'a>> {
        match self.0 {
            Value::Array(_) => list(Some(self.0)),
            other => list(other.get("content")),
        }
    }

    /// The marks, each read like a node.
    pub(super) fn marks(self) -> Vec<Node<'a>> {
        list(self.0.get("marks"))
    }

    /// An attribute as it is stored.
    pub(super) fn attribute(self, name: &str) -> Option<&'a Value> {
        self.0.get("attrs")?.get(name)
    }

    /// An attribute as one clean line; `None` when it is absent, empty or not a single value.
    pub(super) fn line(self, name: &str) -> Option<String> {
        self.attribute(name).and_then(line_of)
    }

    /// A numeric attribute that is a whole number, also when it is written as a string or with decimals.
    pub(super) fn number(self, name: &str) -> Option<i64> {
        let text = self.attribute(name).and_then(scalar)?;
        let text = text.trim();
        // A float beyond the integers saturates, which is all that a limit needs.
        text.parse().ok().or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|n| n as i64))
    }
}

/// A single value as one clean line, if there is anything to see in it.
pub(super) fn line_of(value: &Value) -> Option<String> {
    scalar(value).map(|text| clean::line(&text)).filter(|line| !line.is_empty())
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn list(value: Option<&Value>) -> Vec<Node<'_>> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().filter(|value| !value.is_null()).map(Node).collect(),
        Some(other) => vec![Node(other)],
    }
}
