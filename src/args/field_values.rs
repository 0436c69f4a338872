//! `fields`: any other field by its name, as `"Name: value"` or as a JSON member.
//!
//! Where a name ends and its value begins, only the fields of a screen can tell, because names hold colons too. So an entry
//! is kept whole here, and split by those who know the names.

use super::{Argument, Invalid, Reading, is_filler, listed_text};
use crate::error::{Field, Problem};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The entries, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldValues(pub Vec<FieldEntry>);

/// One field with its value.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldEntry {
    /// `Name: value`, not yet split.
    Line(String),
    /// A member of an object: the name and the value are apart.
    Pair(String, Value),
    /// The same, sent as an argument that the tool doesn't have.
    Argument(String, Value),
}

impl FieldEntry {
    /// The entry as the argument's schema wants it, to be sent back.
    pub fn line(&self) -> String {
        match self {
            Self::Line(line) => line.clone(),
            Self::Pair(name, value) | Self::Argument(name, value) => format!("{name}: {}", listed_text(value)),
        }
    }
}

impl FieldValues {
    /// The names of the arguments that are none.
    pub fn strange<'a>(&'a self) -> Vec<&'a str> {
        let name = |entry: &'a FieldEntry| match entry {
            FieldEntry::Argument(name, _) => Some(name.as_str()),
            FieldEntry::Line(_) | FieldEntry::Pair(..) => None,
        };
        self.0.iter().filter_map(name).collect()
    }

    /// The entries as two sendings of them are compared: by name, without the case of names and the space around values. Those
    /// of the name `without` and those that only fill a place are left out.
    pub fn folded(&self, without: &str) -> Vec<String> {
        let mut all: Vec<(String, String)> = self.0.iter().map(FieldEntry::line).map(|line| apart(&line)).collect();
        all.retain(|(name, value)| name != without && !is_filler(&Value::from(value.as_str())));
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.into_iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }
}

impl JsonSchema for FieldValues {
    fn schema_name() -> Cow<'static, str> {
        "FieldValues".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": {"type": "string"}})
    }

    fn inline_schema() -> bool {
        true
    }
}

impl Argument for FieldValues {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let mut entries = Vec::new();
        if take(value, &mut entries) {
            return Ok(Self(entries));
        }
        let name = reading.name;
        Err(Invalid {
            message: format!("{name} is not a list of fields"),
            fix: format!("{name} like `[\"Story Points: 5\", \"Fix versions: 1.2\"]`"),
            field: Field::new(Problem::Malformed, value.clone()),
        })
    }
}

/// A line at its first colon: enough to compare lines, whatever the name is.
fn apart(line: &str) -> (String, String) {
    let (name, value) = line.split_once([':', '=']).unwrap_or((line, ""));
    (name.trim().to_lowercase(), value.trim().to_owned())
}

/// Reads entries from any of the shapes in which models write them; `false` when there are none in it.
fn take(value: &Value, entries: &mut Vec<FieldEntry>) -> bool {
    match value {
        _ if is_filler(value) => true,
        Value::Array(items) => items.iter().all(|item| take(item, entries)),
        Value::Object(members) => {
            entries.extend(pairs(members));
            true
        }
        Value::String(text) => {
            let inner = Some(text.trim()).filter(|text| text.starts_with(['[', '{']));
            match inner.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
                Some(inner) => take(&inner, entries),
                None => {
                    entries.push(FieldEntry::Line(text.trim().to_owned()));
                    true
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `{"Story Points": 5}`, or `{"name": "Story Points", "value": 5}`.
fn pairs(members: &Map<String, Value>) -> Vec<FieldEntry> {
    if let (2, Some(value)) = (members.len(), members.get("value")) {
        let name = ["name", "field", "id", "key"].iter().find_map(|name| members.get(*name)?.as_str());
        if let Some(name) = name {
            return vec![FieldEntry::Pair(name.to_owned(), value.clone())];
        }
    }
    members.iter().map(|(name, value)| FieldEntry::Pair(name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Vec<String>, Invalid> {
        let read = FieldValues::read(&value, Reading { name: "fields", site: "" })?;
        Ok(read.0.iter().map(FieldEntry::line).collect())
    }

    #[test]
    fn every_shape_is_the_same_list() {
        let wanted = ["Story Points: 5", "Fix versions: 1.2, 1.3"];
        for sent in [
            json!(["Story Points: 5", "Fix versions: 1.2, 1.3"]),
            json!({"Story Points": 5, "Fix versions": ["1.2", "1.3"]}),
            json!("{\"Story Points\": 5, \"Fix versions\": [\"1.2\", \"1.3\"]}"),
            json!("[\"Story Points: 5\", \"Fix versions: 1.2, 1.3\"]"),
            json!([{"Story Points": "5"}, {"Fix versions": "1.2, 1.3"}]),
            json!([{"name": "Story Points", "value": 5}, {"field": "Fix versions", "value": "1.2, 1.3"}]),
            json!(["{\"Story Points\": 5}", null, "", "Fix versions: 1.2, 1.3", {}]),
        ] {
            assert_eq!(read(sent.clone()).unwrap(), wanted, "{sent}");
        }
        assert_eq!(read(json!("Story Points: 5")).unwrap(), ["Story Points: 5"]);
        assert_eq!(read(json!(["[Draft] Team: Red"])).unwrap(), ["[Draft] Team: Red"], "a name may begin so");
    }

    #[test]
    fn what_means_the_same_folds_to_the_same() {
        let folded =
            |value: Value| FieldValues::read(&value, Reading { name: "fields", site: "" }).unwrap().folded("again");
        let plain = folded(json!(["Story Points: 5", "Team: Red"]));
        for same in [
            json!({"team": "Red", "Story Points": 5}),
            json!(["story points:5", "Team:  Red", "Due date: none", "again: true", "Again: false"]),
        ] {
            assert_eq!(folded(same.clone()), plain, "{same}");
        }
        for other in [
            json!(["Story Points: 5"]),
            json!(["Story Points: 6", "Team: Red"]),
            json!(["Story Points: 5", "Team: red"]),
        ] {
            assert_ne!(folded(other.clone()), plain, "{other}");
        }
    }

    #[test]
    fn what_holds_no_field_is_refused() {
        for sent in [json!(5), json!(true), json!(["a: b", 7])] {
            let invalid = read(sent).unwrap_err();
            assert!(invalid.fix.contains("Story Points: 5") && invalid.field.sent.is_some());
        }
    }
}
