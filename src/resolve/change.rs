//! What a write does to one field: how it is sent, how it reads before and after, and whether it changes anything: pure.

mod duration;

use crate::args::Edit;
use crate::error::ToolError;
use crate::jira::types::FieldSchema;
use crate::text::adf;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// One value, as a write sends it and as Jira then tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// As it is sent: `{"id": "3"}`, `"2026-12-01"`, `{"accountId": "…"}`.
    pub wire: Value,
    /// As Jira tells it, as far as is known: `{"id": "3", "name": "High"}`.
    pub shown: Value,
}

impl Item {
    /// A value that is told as it is sent.
    pub fn plain(value: impl Into<Value>) -> Self {
        let value = value.into();
        Self { shown: value.clone(), wire: value }
    }

    /// Whether this is what Jira holds.
    pub fn is(&self, held: &Value) -> bool {
        holds(held, &self.wire)
    }
}

/// What is to become of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It holds nothing.
    Clear,
    /// It holds this.
    Set(Item),
    /// A list: these are added and those removed; with `replace` it holds nothing but what is added.
    List {
        /// Whether what it holds now is dropped.
        replace: bool,
        /// What it holds afterwards.
        add: Vec<Item>,
        /// What it no longer holds.
        remove: Vec<Item>,
    },
    /// A text of several paragraphs, in Markdown: whoever knows Jira's formats makes it a value.
    Text(Edit),
}

/// What is to become of which field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// `customfield_10042`.
    pub id: String,
    /// The argument's name, or the field's display name: the key in results and errors.
    pub name: String,
    /// What kind of values it holds.
    pub schema: FieldSchema,
    /// What Jira lets be done to it: `set`, `add`, `remove`.
    pub operations: Vec<String>,
    /// What is to become of it.
    pub change: Change,
}

/// The body of a write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Field id → value.
    pub fields: Map<String, Value>,
    /// Field id → operations. No field is in both (Jira facts, item 36).
    pub update: Map<String, Value>,
}

/// What a write does, names and values resolved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Field by field, in the order in which they were asked for.
    pub list: Vec<FieldChange>,
    /// The fields that were copied from another issue, by name.
    pub copied: Vec<String>,
    /// Whether another one is to be made on purpose.
    pub again: bool,
    /// What was not done as it was sent.
    pub warnings: Vec<String>,
}

/// What a write does, down to the stored form of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    list: Vec<FieldChange>,
    /// The rich texts as they were asked for, by the field's id.
    texts: Vec<(String, Edit)>,
    /// Whom the texts mention that the stored ones did not, by display name.
    pub mentioned: Vec<String>,
}

impl Changes {
    /// The rich texts, which are yet to be given their stored form.
    pub fn texts(&self) -> impl Iterator<Item = (&FieldChange, &Edit)> {
        self.list.iter().filter_map(|one| match &one.change {
            Change::Text(text) => Some((one, text)),
            _ => None,
        })
    }

    /// Gives each rich text its stored form.
    ///
    /// # Errors
    ///
    /// Those of `stored`.
    pub fn settle(
        self,
        mut stored: impl FnMut(&FieldChange, &Edit) -> Result<Value, ToolError>,
    ) -> Result<Settled, ToolError> {
        let texts = self.texts().map(|(one, text)| (one.id.clone(), text.clone())).collect();
        let settled = self.list.into_iter().map(|mut one| {
            if let Change::Text(text) = &one.change {
                one.change = Change::Set(Item::plain(stored(&one, text)?));
            }
            Ok(one)
        });
        Ok(Settled { list: settled.collect::<Result<_, _>>()?, texts, mentioned: Vec::new() })
    }
}

impl Settled {
    /// Field by field.
    pub fn list(&self) -> &[FieldChange] {
        &self.list
    }

    /// The rich texts, each with what was asked for.
    pub fn texts(&self) -> impl Iterator<Item = (&FieldChange, &Edit)> {
        self.list.iter().filter_map(|one| {
            let (_, text) = self.texts.iter().find(|(id, _)| *id == one.id)?;
            Some((one, text))
        })
    }

    /// What changes something in an issue with these fields, and what does not.
    pub fn split(self, held: &Map<String, Value>) -> (Self, Vec<FieldChange>) {
        let (unchanged, changed) = self.list.into_iter().partition(|one| one.is_unchanged(held.get(&one.id)));
        (Self { list: changed, texts: self.texts, mentioned: self.mentioned }, unchanged)
    }

    /// What is sent for a new issue.
    pub fn create_body(&self) -> Body {
        let mut body = Body::default();
        for one in &self.list {
            let value = match &one.change {
                Change::List { add, .. } => add.iter().map(|item| item.wire.clone()).collect(),
                // A field that is not sent gets Jira's default; this one is to hold nothing.
                Change::Clear | Change::Text(_) => Value::Null,
                Change::Set(item) => item.wire.clone(),
            };
            body.fields.insert(one.id.clone(), value);
        }
        body
    }

    /// What is sent for an issue with these fields: lists as additions and removals where Jira knows them for the field, so that
    /// what somebody else adds meanwhile stays.
    pub fn edit_body(&self, held: &Map<String, Value>) -> Body {
        let mut body = Body::default();
        for one in &self.list {
            one.write(held.get(&one.id), &mut body);
        }
        body
    }
}

impl FieldChange {
    /// Whether an issue that holds this needs no write.
    pub fn is_unchanged(&self, held: Option<&Value>) -> bool {
        let items = held.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match &self.change {
            Change::Clear => is_empty(held),
            Change::Text(_) => false,
            Change::Set(item) => held.is_some_and(|held| item.is(held)),
            Change::List { replace, add, remove } => {
                let is_there = |item: &Item| items.iter().any(|one| item.is(one));
                let is_wanted = |one: &Value| add.iter().any(|item| item.is(one));
                add.iter().all(is_there) && !remove.iter().any(is_there) && (!replace || items.iter().all(is_wanted))
            }
        }
    }

    /// Whether an issue that was read after the write holds what was sent. Jira writes texts down in its own way: what counts
    /// are their words.
    pub fn is_kept(&self, held: Option<&Value>) -> bool {
        let same_words = || match &self.change {
            Change::Set(item) => {
                let (sent, held) = (words(&item.wire), held.and_then(words));
                sent.is_some() && sent == held.or_else(|| Some(String::new()))
            }
            _ => false,
        };
        self.is_unchanged(held) || same_words()
    }

    /// What the field then holds, in the shape in which Jira tells it.
    pub fn after(&self, held: Option<&Value>) -> Value {
        match &self.change {
            Change::Clear => Value::Null,
            Change::Text(text) => text.markdown().into(),
            Change::Set(item) => merged(held, item),
            Change::List { .. } => self.items(held).into_iter().map(|item| item.shown).collect(),
        }
    }

    fn items(&self, held: Option<&Value>) -> Vec<Item> {
        let Change::List { replace, add, remove } = &self.change else {
            return Vec::new();
        };
        let held = held.and_then(Value::as_array).filter(|_| !replace).map(Vec::as_slice).unwrap_or_default();
        let kept = held.iter().filter(|one| !remove.iter().any(|item| item.is(one)));
        let mut items: Vec<Item> = kept.map(|one| Item { wire: reference(one), shown: one.clone() }).collect();
        for item in add {
            if !items.iter().any(|held| item.is(&held.shown)) {
                items.push(item.clone());
            }
        }
        items
    }

    fn write(&self, held: Option<&Value>, body: &mut Body) {
        let can = |operation: &str| self.operations.iter().any(|one| one == operation);
        match &self.change {
            // Only a parent is taken away so (Jira facts, item 36).
            Change::Clear if self.schema.system.as_deref() == Some("parent") => {
                body.update.insert(self.id.clone(), json!([{"set": {"none": true}}]));
            }
            Change::Clear if self.schema.kind == "array" && !self.is_sprint() => {
                body.fields.insert(self.id.clone(), json!([]));
            }
            Change::Clear | Change::Text(_) => {
                body.fields.insert(self.id.clone(), Value::Null);
            }
            Change::Set(item) => {
                body.fields.insert(self.id.clone(), item.wire.clone());
            }
            Change::List { replace: false, add, remove }
                if (add.is_empty() || can("add")) && (remove.is_empty() || can("remove")) =>
            {
                let operation =
                    |verb: &str, item: &Item| Value::Object(Map::from_iter([(verb.to_owned(), item.wire.clone())]));
                let items = held.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let is_there = |item: &&Item| items.iter().any(|one| item.is(one));
                let added = add.iter().filter(|item| !is_there(item)).map(|item| operation("add", item));
                let removed = remove.iter().filter(is_there).map(|item| operation("remove", item));
                body.update.insert(self.id.clone(), added.chain(removed).collect());
            }
            Change::List { .. } => {
                let all = self.items(held).into_iter().map(|item| item.wire).collect();
                body.fields.insert(self.id.clone(), all);
            }
        }
    }

    fn is_sprint(&self) -> bool {
        self.schema.custom.as_deref().is_some_and(|custom| custom.ends_with(":gh-sprint"))
    }
}

/// Whether a field holds nothing.
pub fn is_empty(held: Option<&Value>) -> bool {
    match held {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        Some(_) => false,
    }
}

/// The words of a text in either dialect, with single spaces between them.
fn words(text: &Value) -> Option<String> {
    let plain = match text {
        Value::String(text) => text.clone(),
        Value::Object(members) if members.get("type").and_then(Value::as_str) == Some("doc") => adf::plain(text),
        _ => return None,
    };
    Some(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a write calls a thing that Jira told: its id, or the name where it has none.
fn reference(told: &Value) -> Value {
    let member = ["accountId", "id", "name", "value", "key"].iter().find(|name| told.get(**name).is_some());
    match member.and_then(|name| Some((*name, told.get(*name)?))) {
        Some((name, value)) => Value::Object(Map::from_iter([(name.to_owned(), value.clone())])),
        None => told.clone(),
    }
}

/// Time tracking is one field of several values, of which a write changes some.
fn merged(held: Option<&Value>, item: &Item) -> Value {
    match (held, &item.shown) {
        (Some(Value::Object(held)), Value::Object(shown)) if shown.keys().all(|name| name.ends_with("Estimate")) => {
            let mut all = held.clone();
            all.extend(shown.clone());
            Value::Object(all)
        }
        (_, shown) => shown.clone(),
    }
}

/// Whether what Jira holds is what would be sent, in whatever shape Jira tells it: an object has all members that are sent;
/// a sprint, a team and an epic are sent as a bare id or key.
fn holds(held: &Value, wire: &Value) -> bool {
    match (held, wire) {
        (Value::Object(held), Value::Object(sent)) => {
            // A value with a child is another one than its parent alone.
            let same_depth = !sent.contains_key("id") || sent.contains_key("child") == held.contains_key("child");
            same_depth
                && sent.iter().all(|(name, value)| match name.as_str() {
                    "originalEstimate" | "remainingEstimate" => duration::holds(held, name, value),
                    _ => held.get(name).is_some_and(|own| holds(own, value)),
                })
        }
        (Value::Array(items), Value::Array(sent)) => {
            items.len() == sent.len() && sent.iter().all(|one| items.iter().any(|held| holds(held, one)))
        }
        (Value::Array(items), one) => items.iter().any(|held| holds(held, one)),
        (Value::Object(held), one) => {
            ["id", "key"].iter().any(|name| held.get(*name).is_some_and(|own| holds(own, one)))
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::String(text), Value::Number(number)) => {
            text == &number.to_string() || text.contains(&format!("[id={number},"))
        }
        (Value::Number(number), Value::String(text)) => text == &number.to_string(),
        (Value::String(a), Value::String(b)) => a == b || is_same_moment(a, b),
        (a, b) => a == b,
    }
}

fn is_same_moment(a: &str, b: &str) -> bool {
    moment(a).is_some_and(|a| moment(b) == Some(a))
}

/// A moment as Jira writes it, with or without the offset's colon; a date alone is none.
fn moment(text: &str) -> Option<Timestamp> {
    let plain = || jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?.to_timestamp().ok();
    text.parse().ok().or_else(plain)
}
