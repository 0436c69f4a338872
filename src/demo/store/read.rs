//! Values out of the JSON of a write, refused in Jira's words.

use serde_json::{Value as Json, json};

use super::{Choice, Field, Rich, SECURITY_LEVELS, Shape, Store, TEAMS, Value};
use crate::demo::options::Dialect;

/// The words for a field that can't be set (Jira facts, item 41).
pub(crate) fn off_screen(id: &str) -> String {
    format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown.")
}

/// Refuses text over Jira's default limit.
pub(crate) fn check_length(text: &Rich) -> Result<(), String> {
    if text.words().chars().count() > 32_767 {
        return Err("The entered text is too long. It exceeds the allowed limit of 32,767 characters.".into());
    }
    Ok(())
}

impl Store {
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
                        "Operation value must be an Atlassian Document (see the Atlassian Document Format)".into()
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
                Value::Choices(items.iter().map(|item| choice(field, &field.choices, item)).collect::<Result<_, _>>()?)
            }
            Shape::Cascade => {
                let parent = choice(field, &field.choices, json)?;
                let children = field
                    .choices
                    .iter()
                    .find(|row| row.id == parent)
                    .map(|row| row.children.as_slice())
                    .unwrap_or_default();
                let child = json.get("child").map(|child| choice(field, children, child)).transpose()?;
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
                let name = json.get("name").and_then(Json::as_str).ok_or("data was not an object")?;
                let known = self
                    .groups
                    .iter()
                    .find(|group| group.as_str() == name)
                    .ok_or_else(|| format!("Group named '{name}' does not exist."))?;
                Value::Group(known.clone())
            }
            Shape::Labels => {
                let labels: Vec<String> =
                    list("data was not an array")?.iter().filter_map(Json::as_str).map(str::to_owned).collect();
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
                let types = self.projects.get(project).map(|project| project.types.as_slice()).unwrap_or_default();
                let row = types
                    .iter()
                    .copied()
                    .find(|row| self.types.get(*row).is_some_and(|kind| named(json, kind.id, &kind.name)));
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
                let row = self.versions.iter().find(|row| row.project == project && named(json, row.id, &row.name));
                Value::Version(row.ok_or_else(|| format!("Version name '{}' is not valid", said(json)))?.id)
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
                if !self.sprints.iter().any(|sprint| sprint.id == id && sprint.state != "closed") {
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
                    parent.ok_or("Could not find valid 'id' or 'key' using which issue parent can be set.")?.id,
                )
            }
            // Written by its id alone, and read with its name.
            Shape::Team => {
                let id = json.as_str().unwrap_or_default();
                let (id, name) = TEAMS.iter().find(|(own, _)| *own == id).ok_or("Team id is not valid.")?;
                Value::Raw(json!({ "id": id, "name": name, "title": name, "isVisible": true }))
            }
            Shape::Security => {
                let level = SECURITY_LEVELS.iter().find(|(id, name, _)| named(json, *id, name));
                let (id, name, description) = level.ok_or("The issue security level is not valid.")?;
                Value::Raw(json!({ "id": id.to_string(), "name": name, "description": description }))
            }
            Shape::Estimates => Value::Raw(json.clone()),
            _ => return Err(off_screen(&field.id)),
        };
        if let Value::Rich(text) = &value {
            check_length(text)?;
        }
        Ok(Some(match value {
            Value::Labels(labels) if labels.is_empty() => return Ok(None),
            other => other,
        }))
    }

    fn read_person(&self, json: &Json, dialect: Dialect, field: &str) -> Result<usize, String> {
        let names: &[&str] = if dialect == Dialect::Cloud { &["accountId", "id"] } else { &["name", "key"] };
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
    json.get("name").or_else(|| json.get("id")).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn choice(field: &Field, choices: &[Choice], json: &Json) -> Result<u64, String> {
    let found = choices.iter().find(|row| match (json.get("id"), json.get("value")) {
        (Some(Json::String(text)), _) => *text == row.id.to_string(),
        (_, Some(Json::String(text))) => *text == row.value,
        _ => false,
    });
    match found {
        Some(row) if !row.disabled => Ok(row.id),
        _ if !json.is_object() => Err("Specify a valid 'id' or 'name' for ".to_owned() + &field.name),
        _ => {
            let sent = json.get("value").or_else(|| json.get("id")).and_then(Json::as_str).unwrap_or_default();
            Err(format!("Option '{sent}' is not valid for the field '{}'. Specify a valid value.", field.name))
        }
    }
}
