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
        let item = HistoryItem {
            field_id: field.to_owned(),
            field: name,
            from,
            from_text,
            to,
            to_text,
        };
        // Everything that one write changes stands in one entry.
        match issue
            .history
            .last_mut()
            .filter(|entry| entry.at == now && entry.author == by)
        {
            Some(entry) => entry.items.push(item),
            None => {
                let id = self.fresh_id();
                issue.history.push(History {
                    id,
                    author: by,
                    at: now,
                    items: vec![item],
                });
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
        let target = if field.shape == Shape::Epic { "parent" } else { id };
        self.set(issue, target, value, by, now);
        Ok(())
    }

    /// Reads a value as a write sends it; `None` clears the field.
    pub(crate) fn read(
        &self,
        field: &Field,
        project: usize,
        json: &Json,
        dialect: Dialect,
        api: u8,
    ) -> Result<Option<Value>, String> {
        if json.is_null() {
            return Ok(None);
        }
        let text = |wrong: &str| json.as_str().map(str::to_owned).ok_or_else(|| wrong.to_owned());
        let list = |wrong: &str| json.as_array().cloned().ok_or_else(|| wrong.to_owned());
        let value = match field.shape {
            Shape::Text | Shape::Url | Shape::Rank => Value::Text(text("Operation value must be a string")?),
            Shape::Rich if api == 3 => {
                if json.get("type").and_then(Json::as_str) != Some("doc")
                    || !json.get("content").is_some_and(Json::is_array)
                {
                    return Err(
                        "Operation value must be an Atlassian Document (see the Atlassian Document Format)".into(),
                    );
                }
                Value::Rich(Rich::Adf(json.clone().into()))
            }
            Shape::Rich => Value::Rich(Rich::Wiki(text("Operation value must be a string")?.into())),
            Shape::Number => Value::Number(json.as_f64().ok_or("Operation value must be a number")?),
            Shape::Date => {
                let wrong = "Error parsing date string: expected format yyyy-MM-dd";
                Value::Date(text(wrong)?.parse().map_err(|_| wrong.to_owned())?)
            }
            Shape::Time => {
                let wrong = "Error parsing time: expected format yyyy-MM-dd'T'HH:mm:ss.SSSZ";
                let text = text(wrong)?;
                let at = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", &text)
                    .ok()
                    .and_then(|parts| parts.to_timestamp().ok());
                Value::Time(at.or_else(|| text.parse().ok()).ok_or(wrong)?)
            }
            Shape::Choice => Value::Choice(choice(field, &field.choices, json)?),
            Shape::Choices => {
                let items = list("data was not an array")?;
                Value::Choices(
                    items
                        .iter()
                        .map(|item| choice(field, &field.choices, item))
                        .collect::<Result<_, _>>()?,
                )
            }
            Shape::Cascade => {
                let parent = choice(field, &field.choices, json)?;
                let children = field
                    .choices
                    .iter()
                    .find(|row| row.id == parent)
                    .map(|row| row.children.as_slice())
                    .unwrap_or_default();
                let child = json
                    .get("child")
                    .map(|child| choice(field, children, child))
                    .transpose()?;
                Value::Cascade(parent, child)
            }
            Shape::User => Value::User(self.read_person(json, dialect, &field.id)?),
            Shape::Users => {
                let people: Result<_, _> = list("data was not an array")?
                    .iter()
                    .map(|item| self.read_person(item, dialect, &field.id))
                    .collect();
                Value::Users(people?)
            }
            Shape::Group => {
                let name = json
                    .get("name")
                    .and_then(Json::as_str)
                    .ok_or("data was not an object")?;
                let known = self
                    .groups
                    .iter()
                    .find(|group| group.as_str() == name)
                    .ok_or_else(|| format!("Group named '{name}' does not exist."))?;
                Value::Group(known.clone())
            }
            Shape::Labels => {
                let labels: Vec<String> = list("data was not an array")?
                    .iter()
                    .filter_map(Json::as_str)
                    .map(str::to_owned)
                    .collect();
                if let Some(bad) = labels.iter().find(|label| label.contains(char::is_whitespace)) {
                    return Err(format!("The label '{bad}' contains spaces which is invalid."));
                }
                Value::Labels(labels)
            }
            Shape::Priority => {
                let row = self.priorities.iter().position(|row| named(json, row.id, &row.name));
                Value::Priority(row.ok_or("The priority selected is invalid.")?)
            }
            Shape::Resolution => {
                let row = self.resolutions.iter().position(|row| named(json, row.id, &row.name));
                Value::Resolution(row.ok_or("The resolution selected is invalid.")?)
            }
            Shape::Type => {
                let types = self
                    .projects
                    .get(project)
                    .map(|project| project.types.as_slice())
                    .unwrap_or_default();
                let row = types.iter().copied().find(|row| {
                    self.types
                        .get(*row)
                        .is_some_and(|kind| named(json, kind.id, &kind.name))
                });
                Value::Type(row.ok_or(if dialect == Dialect::Cloud {
                    "Specify a valid issue type"
                } else {
                    "issue type is required"
                })?)
            }
            Shape::Versions => {
                let find = |item: &Json| {
                    self.versions
                        .iter()
                        .find(|row| row.project == project && named(item, row.id, &row.name))
                        .map(|row| row.id)
                };
                let wrong = |item: &Json| format!("Version name '{}' is not valid", said(item));
                Value::Versions(
                    list("data was not an array")?
                        .iter()
                        .map(|item| find(item).ok_or_else(|| wrong(item)))
                        .collect::<Result<_, _>>()?,
                )
            }
            Shape::Version => {
                let row = self
                    .versions
                    .iter()
                    .find(|row| row.project == project && named(json, row.id, &row.name));
                Value::Version(
                    row.ok_or_else(|| format!("Version name '{}' is not valid", said(json)))?
                        .id,
                )
            }
            Shape::Components => {
                let find = |item: &Json| {
                    self.components
                        .iter()
                        .find(|row| row.project == project && named(item, row.id, &row.name))
                        .map(|row| row.id)
                };
                let wrong = |item: &Json| format!("Component name '{}' is not valid", said(item));
                Value::Components(
                    list("data was not an array")?
                        .iter()
                        .map(|item| find(item).ok_or_else(|| wrong(item)))
                        .collect::<Result<_, _>>()?,
                )
            }
            Shape::Sprints => {
                // A sprint is written as one number (Jira facts, item 43).
                let id = json
                    .as_u64()
                    .or_else(|| json.as_str().and_then(|text| text.parse().ok()))
                    .ok_or("Number value expected as the Sprint id.")?;
                if !self
                    .sprints
                    .iter()
                    .any(|sprint| sprint.id == id && sprint.state != "closed")
                {
                    return Err("Issue can be assigned only active or future sprints.".into());
                }
                Value::Sprints(vec![id])
            }
            Shape::Issue | Shape::Epic => {
                let key = json
                    .as_str()
                    .or_else(|| json.get("key").and_then(Json::as_str))
                    .or_else(|| json.get("id").and_then(Json::as_str));
                let parent = key
                    .and_then(|key| self.issue(key))
                    .filter(|issue| self.projects.get(issue.project).is_some_and(|row| !row.hidden));
                Value::Issue(
                    parent
                        .ok_or("Could not find valid 'id' or 'key' using which issue parent can be set.")?
                        .id,
                )
            }
            Shape::Team => Value::Raw(json.clone()),
            _ => return Err(off_screen(&field.id)),
        };
        Ok(Some(match value {
            Value::Labels(labels) if labels.is_empty() => return Ok(None),
            other => other,
        }))
    }

    fn read_person(&self, json: &Json, dialect: Dialect, field: &str) -> Result<usize, String> {
        let names: &[&str] = if dialect == Dialect::Cloud {
            &["accountId", "id"]
        } else {
            &["name", "key"]
        };
        let id = names.iter().find_map(|name| json.get(*name).and_then(Json::as_str));
        let Some(id) = id else {
            return Err(format!("data was not an object: {field}"));
        };
        let row = self.people.iter().position(|person| {
            let ids: [&str; 2] = if dialect == Dialect::Cloud {
                [&person.account_id, &person.account_id]
            } else {
                [&person.name, &person.key]
            };
            ids.contains(&id) && person.active
        });
        row.ok_or_else(|| {
            if dialect == Dialect::Cloud {
                format!("User with accountId '{id}' cannot be assigned issues.")
            } else {
                format!("User '{id}' does not exist.")
            }
        })
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
        changed.comments.push(Comment {
            id,
            author,
            body,
            created: now,
            updated: now,
            public,
            visibility: None,
        });
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
            Value::User(row) => self
                .people
                .get(*row)
                .map_or((None, None), |row| both(row.account_id.clone(), row.display.clone())),
            Value::Status(row) => self
                .statuses
                .get(*row)
                .map_or((None, None), |row| both(row.id.to_string(), row.name.clone())),
            Value::Priority(row) => self
                .priorities
                .get(*row)
                .map_or((None, None), |row| both(row.id.to_string(), row.name.clone())),
            Value::Resolution(row) => self
                .resolutions
                .get(*row)
                .map_or((None, None), |row| both(row.id.to_string(), row.name.clone())),
            Value::Type(row) => self
                .types
                .get(*row)
                .map_or((None, None), |row| both(row.id.to_string(), row.name.clone())),
            Value::Issue(id) => self
                .issue_by_id(*id)
                .map_or((None, None), |row| both(id.to_string(), row.key.clone())),
            Value::Labels(labels) => (Some(String::new()), Some(labels.join(" "))),
            Value::Sprints(ids) => {
                let names: Vec<&str> = self
                    .sprints
                    .iter()
                    .filter(|row| ids.contains(&row.id))
                    .map(|row| row.name.as_str())
                    .collect();
                both(
                    ids.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
                    names.join(", "),
                )
            }
            Value::Versions(ids) => {
                let names: Vec<&str> = self
                    .versions
                    .iter()
                    .filter(|row| ids.contains(&row.id))
                    .map(|row| row.name.as_str())
                    .collect();
                both(ids.first().map(u64::to_string).unwrap_or_default(), names.join(", "))
            }
            Value::Components(ids) => {
                let names: Vec<&str> = self
                    .components
                    .iter()
                    .filter(|row| ids.contains(&row.id))
                    .map(|row| row.name.as_str())
                    .collect();
                both(ids.first().map(u64::to_string).unwrap_or_default(), names.join(", "))
            }
            Value::Choice(id) => (
                Some(id.to_string()),
                self.field(field).and_then(|row| row.choice_name(value)),
            ),
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

fn named(json: &Json, id: u64, name: &str) -> bool {
    match (json.get("id"), json.get("name")) {
        (Some(Json::String(text)), _) => *text == id.to_string(),
        (Some(Json::Number(number)), _) => number.as_u64() == Some(id),
        (_, Some(Json::String(text))) => text == name,
        _ => false,
    }
}

fn said(json: &Json) -> String {
    json.get("name")
        .or_else(|| json.get("id"))
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn choice(field: &Field, choices: &[super::Choice], json: &Json) -> Result<u64, String> {
    let found = choices.iter().find(|row| match (json.get("id"), json.get("value")) {
        (Some(Json::String(text)), _) => *text == row.id.to_string(),
        (_, Some(Json::String(text))) => *text == row.value,
        _ => false,
    });
    match found {
        Some(row) if !row.disabled => Ok(row.id),
        _ if !json.is_object() => Err("Specify a valid 'id' or 'name' for ".to_owned() + &field.name),
        _ => {
            let sent = json
                .get("value")
                .or_else(|| json.get("id"))
                .and_then(Json::as_str)
                .unwrap_or_default();
            Err(format!(
                "Option '{sent}' is not valid for the field '{}'. Specify a valid value.",
                field.name
            ))
        }
    }
}
