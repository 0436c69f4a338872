//! What is written, and what Jira tells of it.

use serde_json::{Map, Value, json};

/// What Jira told of something that it did.
#[derive(Clone, Debug, PartialEq)]
pub enum Written<T> {
    /// What it told.
    Told(T),
    /// It did it, and what it told could not be read.
    Unread,
}

/// An issue that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// Jira's number for it.
    pub id: String,
    /// `SHOP-7`.
    pub key: String,
}

/// The entity property that an issue is made with, so that it is found again when the answer is lost.
pub const TAG: &str = "mcp-server-jira.request";

/// The value of that property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The digest of the canonical arguments.
    pub digest: String,
    /// A word of this one attempt: the same arguments may be meant to make several issues.
    pub attempt: String,
}

impl Tag {
    /// The property's value as Jira keeps it.
    pub fn value(&self) -> Value {
        json!({"digest": self.digest, "attempt": self.attempt})
    }

    /// Whether a property is of this attempt.
    pub fn is(&self, value: &Value) -> bool {
        let member = |name: &str| value.get(name).and_then(Value::as_str);
        member("digest") == Some(&self.digest) && member("attempt") == Some(&self.attempt)
    }
}

/// What an edit or a transition changes. A field must not stand in both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Field id → the new value.
    pub fields: Map<String, Value>,
    /// Field id → a list of operations: `[{"add": "x"}, {"remove": "y"}]`.
    pub update: Map<String, Value>,
}

impl Changes {
    /// The members of a request's body; empty ones are left out.
    pub fn body(&self) -> Map<String, Value> {
        let both = [("fields", &self.fields), ("update", &self.update)];
        let filled = both.into_iter().filter(|(_, members)| !members.is_empty());
        filled.map(|(name, members)| (name.to_owned(), Value::Object(members.clone()))).collect()
    }
}

/// What rich text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// An Atlassian document, as JSON.
    Adf,
    /// Wiki markup, as a string.
    Wiki,
}

/// How a parent is given.
#[derive(Clone, Debug, PartialEq)]
pub enum ParentAs {
    /// In [`Changes::fields`]: field id and value.
    Field(String, Value),
    /// In [`Changes::update`]: field id and operations.
    Update(String, Value),
}

/// A comment on a customer's request, as the service desk tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestComment {
    /// Jira's number for it.
    pub id: String,
    /// Whether the customer sees it; absent when the service desk did not say.
    pub public: Option<bool>,
}
