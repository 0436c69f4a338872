//! An issue, and what hangs on it.

use super::User;
use crate::jira::fields::Fields;
use serde_json::{Map, Value};
use std::sync::Arc;

/// An issue as Jira holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issue {
    /// Jira's number for it.
    pub id: String,
    /// The key now; a moved issue answers under its new one (Jira facts, item 30).
    pub key: String,
    /// Field id → value as Jira sent it, nulls left out.
    pub fields: Map<String, Value>,
    /// The fields that are known by name and kind, when asked for.
    pub known: Arc<Fields>,
    /// Entity properties, those that were asked for.
    pub properties: Map<String, Value>,
}

impl Issue {
    /// When it was changed last, as Jira wrote it, if it was asked for.
    pub fn updated(&self) -> Option<&str> {
        self.fields.get("updated").and_then(Value::as_str)
    }
}

/// One comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comment {
    /// Jira's number for it.
    pub id: String,
    /// Who wrote it; absent for a deleted account.
    pub author: Option<User>,
    /// ADF on Cloud (an object), wiki markup on Data Center (a string).
    pub body: Value,
    /// As Jira wrote it.
    pub created: String,
    /// As Jira wrote it.
    pub updated: String,
    /// On a service project: whether the customer sees it.
    pub public: Option<bool>,
}

/// One change of an issue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Who did it.
    pub author: Option<User>,
    /// As Jira wrote it.
    pub created: String,
    /// What changed.
    pub items: Vec<ChangeItem>,
}

/// One field of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeItem {
    /// The field's name as the history keeps it, often untranslated.
    pub field: String,
    /// The field's id, often missing (Jira facts, item 50).
    pub field_id: Option<String>,
    /// The old value in words.
    pub from: Option<String>,
    /// The new value in words.
    pub to: Option<String>,
}

/// Time spent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worklog {
    /// Jira's number for it.
    pub id: String,
    /// Who worked.
    pub author: Option<User>,
    /// When the work began, as Jira wrote it.
    pub started: String,
    /// `3h 20m`.
    pub time_spent: String,
    /// ADF on Cloud, wiki markup on Data Center, or null.
    pub comment: Value,
}

/// A link to a web page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteLink {
    /// Jira's number for it.
    pub id: String,
    /// Where it leads.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// How it belongs to the issue, such as `mentioned in`.
    pub relationship: Option<String>,
}

/// A file of an issue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Jira's number for it.
    pub id: String,
    /// The file's name, as uploaded.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// What the uploader said it is; not to be trusted.
    pub mime_type: String,
    /// Who uploaded it.
    pub author: Option<User>,
    /// As Jira wrote it.
    pub created: String,
}

/// A piece of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The bytes from the offset that was asked for.
    pub bytes: Vec<u8>,
    /// The size of the whole file, when known.
    pub total: Option<u64>,
}
