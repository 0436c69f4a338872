//! Changing issues: every change leaves a line in the history, and the index follows later.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::read::off_screen;
use super::{Comment, History, HistoryItem, Issue, Rich, Shape, Store, Value};
use crate::demo::options::Dialect;

impl Store {
    /// Sets or clears a field, with its history; `put` makes it visible.
    pub(crate) fn set(&mut self, issue: &mut Issue, field: &str, value: Option<Value>, by: usize, now: Timestamp) {
        let before = issue.get(field).cloned();
        if before == value {
            return;
        }
        let (from, from_text) = self.history_value(field, before.as_ref());
        let (to, to_text) = self.history_value(field, value.as_ref());
        let name = match self.field(field) {
            Some(row) if row.custom.is_some() => row.name.clone(),
            Some(_) if field == "parent" => "IssueParentAssociation".into(),
            _ => history_name(field).to_owned(),
        };
        match value {
            Some(value) => issue.values.insert(field.to_owned(), value),
            None => issue.values.remove(field),
        };
        issue.values.insert("updated".into(), Value::Time(now));
        let item = HistoryItem { field_id: field.to_owned(), field: name, from, from_text, to, to_text };
        // Everything that one write changes stands in one entry.
        match issue.history.last_mut().filter(|entry| entry.at == now && entry.author == by) {
            Some(entry) => entry.items.push(item),
            None => {
                let id = self.fresh_id();
                issue.history.push(History { id, author: by, at: now, items: vec![item] });
            }
        }
        if field == "status" {
            issue.values.insert("statuscategorychangedate".into(), Value::Time(now));
        }
    }

    /// Sets a field from the JSON of a write. The error is Jira's word about this field.
    pub(crate) fn set_json(
        &mut self,
        issue: &mut Issue,
        id: &str,
        json: &Json,
        dialect: Dialect,
        by: usize,
        now: Timestamp,
    ) -> Result<(), String> {
        let Some(field) = self.field(id).cloned() else {
            return Err(off_screen(id));
        };
        let api = if dialect == Dialect::Cloud { 3 } else { 2 };
        let value = self.read(&field, issue.project, json, dialect, api)?;
        if let (Shape::Estimates, Some(Value::Raw(json))) = (field.shape, &value) {
            return self.set_estimates(issue, json, by, now);
        }
        let target = if field.shape == Shape::Epic { "parent" } else { id };
        self.set(issue, target, value, by, now);
        Ok(())
    }

    /// Adds a comment. Answers its id.
    pub(crate) fn add_comment(
        &mut self,
        issue: u64,
        author: usize,
        body: Rich,
        public: bool,
        now: Timestamp,
    ) -> Option<u64> {
        let mut changed = self.issue_by_id(issue)?.clone();
        let id = self.fresh_id();
        changed.comments.push(Comment { id, author, body, created: now, updated: now, public, visibility: None });
        changed.values.insert("updated".into(), Value::Time(now));
        self.put(changed);
        Some(id)
    }

    /// Moves an issue to another project. Answers its new key.
    pub(crate) fn move_issue(&mut self, key: &str, project: &str, now: Timestamp) -> Option<String> {
        let mut issue = self.issue(key)?.clone();
        let target = self.project(project)?;
        let row = self.projects.get_mut(target)?;
        let new_key = format!("{}-{}", row.key, row.next_number);
        row.next_number += 1;
        let old_key = std::mem::replace(&mut issue.key, new_key.clone());
        issue.former_keys.push(old_key);
        issue.project = target;
        issue.values.insert("project".into(), Value::Project(target));
        issue.values.insert("updated".into(), Value::Time(now));
        for field in ["components", "fixVersions", "versions"] {
            issue.values.remove(field);
        }
        self.put(issue);
        Some(new_key)
    }

    /// The id and the words of a value in the history.
    pub(crate) fn history_value(&self, field: &str, value: Option<&Value>) -> (Option<String>, Option<String>) {
        let Some(value) = value else { return (None, None) };
        let both = |id: String, name: String| (Some(id), Some(name));
        match value {
            Value::Text(text) => (None, Some(text.clone())),
            Value::Rich(text) => (None, Some(text.wiki())),
            Value::Number(number) => (None, Some(number.to_string())),
            Value::Date(date) => both(date.to_string(), date.to_string()),
            Value::Time(at) => both(at.to_string(), at.to_string()),
            Value::User(row) => {
                self.people.get(*row).map_or((None, None), |row| both(row.account_id.clone(), row.display.clone()))
            }
            Value::Status(row) => {
                self.statuses.get(*row).map_or((None, None), |row| both(row.id.to_string(), row.name.clone()))
            }
            Value::Priority(row) => {
                self.priorities.get(*row).map_or((None, None), |row| both(row.id.to_string(), row.name.clone()))
            }
            Value::Resolution(row) => {
                self.resolutions.get(*row).map_or((None, None), |row| both(row.id.to_string(), row.name.clone()))
            }
            Value::Type(row) => {
                self.types.get(*row).map_or((None, None), |row| both(row.id.to_string(), row.name.clone()))
            }
            Value::Issue(id) => self.issue_by_id(*id).map_or((None, None), |row| both(id.to_string(), row.key.clone())),
            Value::Labels(labels) => (Some(String::new()), Some(labels.join(" "))),
            Value::Sprints(ids) => {
                let names: Vec<&str> =
                    self.sprints.iter().filter(|row| ids.contains(&row.id)).map(|row| row.name.as_str()).collect();
                both(ids.iter().map(u64::to_string).collect::<Vec<_>>().join(", "), names.join(", "))
            }
            Value::Versions(ids) => {
                let names: Vec<&str> =
                    self.versions.iter().filter(|row| ids.contains(&row.id)).map(|row| row.name.as_str()).collect();
                both(ids.first().map(u64::to_string).unwrap_or_default(), names.join(", "))
            }
            Value::Components(ids) => {
                let names: Vec<&str> =
                    self.components.iter().filter(|row| ids.contains(&row.id)).map(|row| row.name.as_str()).collect();
                both(ids.first().map(u64::to_string).unwrap_or_default(), names.join(", "))
            }
            Value::Choice(id) => (Some(id.to_string()), self.field(field).and_then(|row| row.choice_name(value))),
            other => (None, self.field(field).and_then(|row| row.choice_name(other))),
        }
    }
}

/// What the history calls a system field.
pub(crate) fn history_name(field: &str) -> &str {
    match field {
        "fixVersions" => "Fix Version",
        "versions" => "Version",
        "components" => "Component",
        other => other,
    }
}
