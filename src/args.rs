//! Arguments that parse themselves, leniently: what a small model sends is read as what it meant, or refused with the fix.
//!
//! A tool reads each argument by its name and then finishes: every problem is in one error, unknown names included. Where a tool
//! takes any field of Jira's, an unknown name is read as one, and it is the screen that refuses it with the nearest.
//! Fillers (`"none"`, `""`, `[]`, `{}`, `null`, `0`) count as missing in every optional argument.

mod aliases;
mod edit;
mod field_values;
mod issue_key;
mod labels;
mod values;

pub use crate::text::edit::Edit;
pub use field_values::{FieldEntry, FieldValues};
pub use issue_key::IssueKey;
pub use labels::Labels;
pub use values::{Choice, Choices, Flag, Limit, Names, ProjectKey, Text};

use self::aliases::{ALIASES, PAGES};
use crate::closest::closest;
use crate::error::{Code, Field, Problem, ToolError, quoted};
use crate::text::cut::cell;
use serde_json::{Map, Value};

/// What an argument type needs to know to read itself.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The argument's name, for messages.
    pub name: &'a str,
    /// The address of the site that this server speaks to; empty when none is configured.
    pub site: &'a str,
}

/// An argument that can't be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// What is wrong, as a sentence part: ``key `x` is not an issue key``.
    pub message: String,
    /// What to send, as a part after "call … again with".
    pub fix: String,
    /// The entry in `fields`.
    pub field: Field,
}

/// A type that reads itself from what a model sent.
pub trait Argument: Sized {
    /// Reads the value, or says what to send instead.
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid>;

    /// What the reading did to the value that the caller should know, such as a limit that was clamped.
    fn warning(&self, _name: &str) -> Option<String> {
        None
    }
}

/// What is known of a tool's arguments before a call.
pub trait Described {
    /// The tool's name, for messages.
    fn name(&self) -> &'static str;
    /// The arguments as a JSON Schema.
    fn schema(&self) -> &Map<String, Value>;
}

/// The arguments of one call, while they are read.
pub struct Arguments<'a> {
    tool: &'static str,
    site: &'a str,
    properties: Vec<&'static str>,
    given: Map<String, Value>,
    unknown: Vec<String>,
    missing: Vec<&'static str>,
    invalid: Vec<(String, Invalid)>,
    warnings: Vec<String>,
}

impl<'a> Arguments<'a> {
    /// Takes what was sent; `site` is the address of the site that this server speaks to.
    pub fn new(tool: &'static impl Described, given: Map<String, Value>, site: &'a str) -> Self {
        let properties = tool.schema().get("properties").and_then(Value::as_object);
        let properties: Vec<&'static str> =
            properties.map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default();
        let mut arguments = Self {
            tool: tool.name(),
            site,
            properties,
            given: Map::new(),
            unknown: Vec::new(),
            missing: Vec::new(),
            invalid: Vec::new(),
            warnings: Vec::new(),
        };
        for (name, value) in given {
            arguments.accept(name, value);
        }
        arguments
    }

    /// What is there under an argument's name, before reading; aliases are resolved.
    pub fn given(&self) -> &Map<String, Value> {
        &self.given
    }

    /// Reads an argument that must be there. `None` means that [`Self::finish`] will fail.
    pub fn required<T: Argument>(&mut self, name: &'static str) -> Option<T> {
        let missing = self.given.get(name).is_none_or(is_absent);
        if missing {
            let invalid = Invalid {
                message: format!("`{name}` is missing"),
                fix: format!("`{name}`"),
                field: Field { problem: Some(Problem::Missing), ..Field::default() },
            };
            self.invalid.push((name.to_owned(), invalid));
            self.missing.push(name);
            return None;
        }
        self.read(name)
    }

    /// Reads an argument that may be missing; a filler is missing.
    pub fn optional<T: Argument>(&mut self, name: &'static str) -> Option<T> {
        if self.given.get(name).is_none_or(is_filler) { None } else { self.read(name) }
    }

    /// Reads the fields that have no argument of their own; `name` is where they belong. An argument that the tool doesn't have
    /// is most likely one of them, and read as one: whether there is such a field, the screen knows.
    pub fn fields(&mut self, name: &'static str) -> Option<FieldValues> {
        let mut read: Option<FieldValues> = self.optional(name);
        // One is missing and one is strange: most likely the strange one is the missing one by another name.
        if self.unknown.is_empty() || (self.unknown.len() == 1 && !self.missing.is_empty()) {
            return read;
        }
        let strange = std::mem::take(&mut self.unknown);
        let (moved, rest) = std::mem::take(&mut self.invalid).into_iter().partition(|(name, _)| strange.contains(name));
        self.invalid = rest;
        for (argument, invalid) in moved {
            let value = invalid.field.sent.unwrap_or_default();
            let entry = FieldEntry::Argument(argument.clone(), value);
            self.warnings
                .push(format!("`{argument}` is no argument: it was read as {name} `{}`", cell(&entry.line(), 80)));
            read.get_or_insert_default().0.push(entry);
        }
        read
    }

    /// Adds a problem that the tool found by looking at several arguments together.
    pub fn refuse(&mut self, name: &str, invalid: Invalid) {
        self.invalid.push((name.to_owned(), invalid));
    }

    /// Ends the reading: the required arguments and the warnings, or one error with every problem.
    pub fn finish<T>(self, required: Option<T>) -> Result<(T, Vec<String>), ToolError> {
        if self.invalid.is_empty() {
            let nothing = || ToolError::fatal(Code::Internal, format!("{} lost an argument", self.tool));
            return required.map(|read| (read, self.warnings)).ok_or_else(nothing);
        }
        let messages: Vec<_> = self.invalid.iter().map(|(_, invalid)| invalid.message.as_str()).collect();
        let mut error = ToolError::mendable(Code::InvalidArgument, messages.join("; "), self.fix());
        for (name, invalid) in self.invalid {
            error = error.with_field(name, invalid.field);
        }
        Err(error)
    }

    fn fix(&self) -> String {
        let tool = self.tool;
        let without: Vec<String> = self.unknown.iter().map(|name| format!("`{name}`")).collect();
        let with: Vec<String> = match (self.missing.as_slice(), self.unknown.as_slice()) {
            // One is missing and one is strange: most likely the strange one is the missing one by another name.
            ([missing], [unknown]) if self.invalid.len() == 2 => {
                return format!("call {tool} again with `{missing}` instead of `{unknown}`");
            }
            _ => self.invalid.iter().map(|(_, invalid)| invalid.fix.clone()).filter(|fix| !fix.is_empty()).collect(),
        };
        let known = || quoted(&self.properties);
        match (with.is_empty(), without.is_empty()) {
            (false, true) => format!("call {tool} again with {}", with.join(" and ")),
            (false, false) => {
                format!("call {tool} again with {}, without {}", with.join(" and "), without.join(" and "))
            }
            (true, _) if self.properties.is_empty() => format!("call {tool} again without arguments"),
            (true, _) => format!("call {tool} again without {}; its arguments are {}", without.join(" and "), known()),
        }
    }

    fn accept(&mut self, name: String, value: Value) {
        if let Some(known) = self.property(&name) {
            let held = self.given.get(known).filter(|held| !is_filler(held));
            // A filler never stands in the way of a value, and the argument's own name wins over an alias.
            match held {
                Some(_) if is_filler(&value) => {}
                Some(held) if name != known => {
                    if folded(held) != folded(&value) {
                        self.warnings.push(format!("`{name}` was not used: `{known}` came as well"));
                    }
                }
                _ => drop(self.given.insert(known.to_owned(), value)),
            }
            return;
        }
        if is_filler(&value) {
            return;
        }
        let turns =
            self.properties.contains(&"cursor") && PAGES.contains(&name.to_lowercase().replace('_', "").as_str());
        let near = if turns { Some("cursor") } else { closest(&name, self.properties.iter().copied()) };
        let fix = near.map(|near| format!("`{near}` instead of `{name}`")).unwrap_or_default();
        if near.is_none() {
            self.unknown.push(name.clone());
            self.given.insert(name.clone(), value.clone());
        }
        let field = Field {
            closest: near.map(str::to_owned),
            allowed: self.properties.iter().map(|one| (*one).to_owned()).collect(),
            ..Field::new(Problem::Unknown, value)
        };
        let message = format!("{} has no argument `{name}`", self.tool);
        self.invalid.push((name, Invalid { message, fix, field }));
    }

    fn property(&self, name: &str) -> Option<&'static str> {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let wanted: String = plain(name);
        let own = self.properties.iter().copied().find(|property| plain(property) == wanted);
        own.or_else(|| {
            let (property, _) = ALIASES
                .iter()
                .find(|(property, aliases)| self.properties.contains(property) && aliases.contains(&wanted.as_str()))?;
            Some(*property)
        })
    }

    fn read<T: Argument>(&mut self, name: &'static str) -> Option<T> {
        let value = self.given.get(name)?;
        match T::read(value, Reading { name, site: self.site }) {
            Ok(read) => {
                self.warnings.extend(read.warning(name));
                Some(read)
            }
            Err(invalid) => {
                self.invalid.push((name.to_owned(), invalid));
                None
            }
        }
    }
}

/// Whether a value is one of those that small models put into arguments that they don't need.
pub fn is_filler(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => is_filler_text(text),
        Value::Array(items) => items.iter().all(is_filler),
        Value::Object(members) => members.is_empty(),
    }
}

/// A value as two sendings of it are compared: without case, outer space, and the difference between `"10"` and 10.
pub fn folded(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_lowercase(),
        Value::Array(items) => items.iter().map(folded).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A value as one text, a list with commas.
pub fn listed_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(listed_text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn is_filler_text(text: &str) -> bool {
    let text = text.trim();
    ["", "0", "[]", "{}"].contains(&text) || ["none", "null", "n/a"].iter().any(|one| text.eq_ignore_ascii_case(one))
}

/// A required argument is missing only when nothing is there: `none` may be what was asked for, and is then refused by its type.
fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_absent),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::ALL;
    use proptest::prelude::*;
    use serde_json::json;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,40}".prop_map(Value::from),
            "(?i)(none|null|n/a|me|SHOP-[0-9]{1,3}|https://acme.example/browse/SHOP-1|\\[\"a\\]|\\{)"
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-z_]{0,6}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused_in_bounds(value in any_json(), name in "[a-zA-Z_]{1,12}") {
            let reading = Reading { name: "argument", site: "https://acme.example" };
            let refusals = [
                IssueKey::read(&value, reading).err(),
                Text::read(&value, reading).err(),
                Names::read(&value, reading).err(),
                Limit::read(&value, reading).err(),
                ProjectKey::read(&value, reading).err(),
                Flag::read(&value, reading).err(),
                FieldValues::read(&value, reading).err(),
                Edit::read(&value, reading).err(),
                Labels::read(&value, reading).err(),
            ];
            for invalid in refusals.into_iter().flatten() {
                prop_assert!(!invalid.message.is_empty() && !invalid.fix.is_empty());
            }
            for tool in ALL {
                let given = Map::from_iter([(name.clone(), value.clone()), ("key".to_owned(), value.clone())]);
                let mut arguments = Arguments::new(tool.spec(), given, reading.site);
                let limit = arguments.optional::<Limit>("limit");
                if let Err(error) = arguments.finish(Some(limit)) {
                    let text = serde_json::to_string(&error.to_map()).unwrap();
                    prop_assert!(text.len() <= 2_100, "{} bytes: {text}", text.len());
                    prop_assert!(error.fix.is_some());
                }
            }
        }
    }

    #[test]
    fn every_argument_of_a_schema_has_an_alias_table_that_ends_in_it() {
        // An alias of an argument that no tool has would never be read.
        let properties: Vec<&String> = ALL
            .iter()
            .filter_map(|tool| tool.spec().schema.get("properties")?.as_object())
            .flat_map(Map::keys)
            .collect();
        for (argument, _) in ALIASES {
            assert!(properties.iter().any(|property| *property == argument), "{argument}");
        }
    }

    #[test]
    fn fillers_are_those_and_no_others() {
        for filler in [
            json!(null),
            json!(""),
            json!(" "),
            json!([]),
            json!({}),
            json!(0),
            json!("0"),
            json!("None"),
            json!("N/A"),
            json!("null"),
            json!(["", null]),
        ] {
            assert!(is_filler(&filler), "{filler}");
        }
        for value in [json!(false), json!(1), json!("nil"), json!("no"), json!("-"), json!(["a"]), json!({"a": null})] {
            assert!(!is_filler(&value), "{value}");
        }
    }
}
