//! An issue: its fields in one map, and what hangs on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{Rich, Value};

/// An issue. System and custom fields live in one map under their ids; what isn't there is null.
#[derive(Clone)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) former_keys: Vec<String>,
    pub(crate) project: usize,
    pub(crate) values: BTreeMap<String, Value>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) worklogs: Vec<Worklog>,
    /// Oldest first.
    pub(crate) history: Vec<History>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) remote_links: Vec<RemoteLink>,
    pub(crate) properties: BTreeMap<String, Json>,
    pub(crate) watchers: u64,
    pub(crate) votes: u64,
}

/// A comment.
#[derive(Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) author: usize,
    pub(crate) body: Rich,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// Whether the customer of a service project sees it.
    pub(crate) public: bool,
    /// The role or group that alone sees it.
    pub(crate) visibility: Option<String>,
}

/// Logged work.
#[derive(Clone)]
pub(crate) struct Worklog {
    pub(crate) id: u64,
    pub(crate) author: usize,
    pub(crate) comment: Option<Rich>,
    pub(crate) started: Timestamp,
    pub(crate) created: Timestamp,
    pub(crate) seconds: u64,
}

/// One change of an issue.
#[derive(Clone)]
pub(crate) struct History {
    pub(crate) id: u64,
    pub(crate) author: usize,
    pub(crate) at: Timestamp,
    pub(crate) items: Vec<HistoryItem>,
}

/// One field in a change.
#[derive(Clone)]
pub(crate) struct HistoryItem {
    /// The id, for us; Jira does not always show it.
    pub(crate) field_id: String,
    /// What Jira calls the field there: an id for system fields, the name for custom fields.
    pub(crate) field: String,
    pub(crate) from: Option<String>,
    pub(crate) from_text: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) to_text: Option<String>,
}

/// A file on an issue.
#[derive(Clone)]
pub(crate) struct Attachment {
    pub(crate) id: u64,
    pub(crate) filename: String,
    pub(crate) mime: String,
    pub(crate) author: usize,
    pub(crate) created: Timestamp,
    pub(crate) source: Source,
}

/// Where a file's bytes come from.
#[derive(Clone)]
pub(crate) enum Source {
    /// They are here.
    Bytes(Arc<[u8]>),
    /// These bytes, and zeros after them up to a size.
    Padded(Arc<[u8]>, u64),
    /// So many bytes of noise, made while they are sent.
    Noise(u64),
    /// So many lines of a log, made while they are sent.
    Log(u64),
}

/// A web link.
#[derive(Clone)]
pub(crate) struct RemoteLink {
    pub(crate) id: u64,
    /// The name by which an application finds its link again.
    pub(crate) global_id: Option<String>,
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) summary: Option<String>,
    pub(crate) relationship: Option<String>,
    pub(crate) application: Option<(String, String)>,
    pub(crate) resolved: Option<bool>,
}

impl Issue {
    /// The value of a field.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    /// The number in the key.
    pub(crate) fn number(&self) -> u64 {
        self.key.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    /// The position of its status.
    pub(crate) fn status(&self) -> usize {
        match self.get("status") {
            Some(Value::Status(status)) => *status,
            _ => 0,
        }
    }

    /// The position of its type.
    pub(crate) fn kind(&self) -> usize {
        match self.get("issuetype") {
            Some(Value::Type(kind)) => *kind,
            _ => 0,
        }
    }

    /// The summary.
    pub(crate) fn summary(&self) -> &str {
        match self.get("summary") {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The id of its parent or epic.
    pub(crate) fn parent(&self) -> Option<u64> {
        match self.get("parent") {
            Some(Value::Issue(id)) => Some(*id),
            _ => None,
        }
    }

    /// A moment that a field holds.
    pub(crate) fn time(&self, field: &str) -> Option<Timestamp> {
        match self.get(field) {
            Some(Value::Time(at)) => Some(*at),
            _ => None,
        }
    }

    /// The seconds that were logged.
    pub(crate) fn logged(&self) -> u64 {
        self.worklogs.iter().map(|entry| entry.seconds).sum()
    }
}
