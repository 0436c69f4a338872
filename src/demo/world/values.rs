//! What an issue holds in a field, as JQL compares it.

use super::Seen;
use crate::demo::jql::{self, World as _};
use crate::demo::store::{Field, Issue, Person, Shape, Value};

/// Which fields a text search looks into.
const TEXT: [&str; 4] = ["summary", "description", "environment", "comment"];

impl<'a> Seen<'a> {
    /// The values that an issue holds in a field.
    pub(super) fn held(&self, issue: &'a Issue, field: &jql::Field) -> Vec<jql::Value> {
        if field.id == "text" {
            let mut texts: Vec<jql::Value> = TEXT.iter().flat_map(|id| self.text_of(issue, id)).collect();
            let custom = self
                .store
                .fields
                .iter()
                .filter(|row| row.custom.is_some() && matches!(row.shape, Shape::Text | Shape::Rich));
            texts.extend(custom.flat_map(|row| self.text_of(issue, &row.id)));
            return texts;
        }
        match field.id.as_str() {
            "filter" => {
                let finds = |jql: &str| jql::search(self, jql, &[issue]).is_ok_and(|found| !found.issues.is_empty());
                let rows = self.store.filters.iter().filter(|row| finds(&row.jql));
                return rows.map(|row| entity(row.id, &row.name, row.id as i64)).collect();
            }
            "worklogDate" => return issue.worklogs.iter().map(|entry| jql::Value::Time(entry.started)).collect(),
            "worklogAuthor" => {
                let authors = issue.worklogs.iter().filter_map(|entry| self.store.people.get(entry.author));
                let author = |person: &Person| jql::Value::Entity {
                    id: person.account_id.clone(),
                    name: person.display.clone(),
                    rank: 0,
                };
                return authors.map(author).collect();
            }
            "issueLinkType" => {
                let rows = self.store.links.iter().filter(|link| link.from == issue.id || link.to == issue.id);
                let kinds = rows.filter_map(|link| self.store.link_types.get(link.kind));
                return kinds.map(|kind| entity(kind.id, &kind.name, kind.id as i64)).collect();
            }
            _ => {}
        }
        let Some(row) = self.store.field(&field.id) else {
            return Vec::new();
        };
        match row.id.as_str() {
            "comment" => return self.text_of(issue, "comment"),
            "issuekey" => return vec![entity(issue.id, &issue.key, issue.number() as i64)],
            "statusCategory" => {
                let category = self.store.statuses.get(issue.status()).map(|status| status.category);
                return category
                    .map(|category| entity(category.id(), category.name(), category.id() as i64))
                    .into_iter()
                    .collect();
            }
            "watches" => return vec![jql::Value::Number(issue.watchers as f64)],
            "votes" => return vec![jql::Value::Number(issue.votes as f64)],
            "timespent" => {
                return Some(issue.logged())
                    .filter(|seconds| *seconds > 0)
                    .map(|seconds| jql::Value::Number(seconds as f64))
                    .into_iter()
                    .collect();
            }
            "attachment" => {
                return issue.attachments.iter().map(|file| jql::Value::Text(file.filename.clone())).collect();
            }
            "project" => {
                return self
                    .store
                    .projects
                    .get(issue.project)
                    .map(|row| entity(row.id, &row.name, row.id as i64))
                    .into_iter()
                    .collect();
            }
            _ => {}
        }
        let id = if row.shape == Shape::Epic { "parent" } else { row.id.as_str() };
        match issue.get(id) {
            Some(value) => self.shown(row, value),
            // `resolution = Unresolved` is a value of its own in Jira, and EMPTY too.
            None => Vec::new(),
        }
    }

    fn text_of(&self, issue: &'a Issue, field: &str) -> Vec<jql::Value> {
        if field == "comment" {
            return issue.comments.iter().map(|row| jql::Value::Text(row.body.words())).collect();
        }
        match issue.get(field) {
            Some(Value::Text(text)) => vec![jql::Value::Text(text.clone())],
            Some(Value::Rich(text)) => vec![jql::Value::Text(text.words())],
            _ => Vec::new(),
        }
    }

    fn shown(&self, field: &Field, value: &Value) -> Vec<jql::Value> {
        let store = self.store;
        let ranked = |position: usize, all: usize| all as i64 - position as i64;
        let one = |value: Option<jql::Value>| value.into_iter().collect();
        let person = |row: &usize| {
            let person = store.people.get(*row)?;
            Some(jql::Value::Entity { id: person.account_id.clone(), name: person.display.clone(), rank: *row as i64 })
        };
        let option = |id: &u64| {
            let choice = field.choice(*id)?;
            Some(entity(*id, &choice.value, *id as i64))
        };
        match value {
            Value::Text(text) => vec![jql::Value::Text(text.clone())],
            Value::Rich(text) => vec![jql::Value::Text(text.words())],
            Value::Number(number) => vec![jql::Value::Number(*number)],
            Value::Date(date) => {
                one(date.to_zoned_datetime(self.zone()).ok().map(|at| jql::Value::Time(at.timestamp())))
            }
            Value::Time(at) => vec![jql::Value::Time(*at)],
            Value::Choice(id) => one(option(id)),
            Value::Choices(ids) => ids.iter().filter_map(option).collect(),
            Value::Cascade(parent, child) => [Some(*parent), *child].iter().flatten().filter_map(option).collect(),
            Value::User(row) => one(person(row)),
            Value::Users(rows) => rows.iter().filter_map(person).collect(),
            Value::Group(name) => vec![jql::Value::Entity { id: name.clone(), name: name.clone(), rank: 0 }],
            Value::Labels(labels) => labels.iter().map(|label| jql::Value::Text(label.clone())).collect(),
            Value::Project(row) => one(store.projects.get(*row).map(|row| entity(row.id, &row.name, row.id as i64))),
            Value::Type(row) => one(store.types.get(*row).map(|kind| entity(kind.id, &kind.name, *row as i64))),
            Value::Status(row) => {
                one(store.statuses.get(*row).map(|status| entity(status.id, &status.name, *row as i64)))
            }
            Value::Priority(row) => one(store
                .priorities
                .get(*row)
                .map(|priority| entity(priority.id, &priority.name, ranked(*row, store.priorities.len())))),
            Value::Resolution(row) => {
                one(store.resolutions.get(*row).map(|resolution| entity(resolution.id, &resolution.name, *row as i64)))
            }
            Value::Versions(ids) => {
                let rows = store.versions.iter().enumerate().filter(|(_, row)| ids.contains(&row.id));
                rows.map(|(position, row)| entity(row.id, &row.name, position as i64)).collect()
            }
            Value::Version(id) => {
                one(store.versions.iter().find(|row| row.id == *id).map(|row| entity(row.id, &row.name, 0)))
            }
            Value::Components(ids) => store
                .components
                .iter()
                .filter(|row| ids.contains(&row.id))
                .map(|row| entity(row.id, &row.name, 0))
                .collect(),
            Value::Sprints(ids) => store
                .sprints
                .iter()
                .filter(|row| ids.contains(&row.id))
                .map(|row| entity(row.id, &row.name, row.id as i64))
                .collect(),
            Value::Issue(id) => {
                one(store.issue_by_id(*id).map(|issue| entity(issue.id, &issue.key, issue.number() as i64)))
            }
            Value::Raw(raw) => {
                let name =
                    raw.get("name").or_else(|| raw.pointer("/requestType/name")).and_then(serde_json::Value::as_str);
                one(name.map(|name| jql::Value::Text(name.to_owned())))
            }
        }
    }
}

fn entity(id: u64, name: &str, rank: i64) -> jql::Value {
    jql::Value::Entity { id: id.to_string(), name: name.to_owned(), rank }
}
