//! What the literals of a query mean, and which values a field knows.

use super::Seen;
use crate::demo::jql;
use crate::demo::options::Dialect;
use crate::demo::store::{Category, Choice, Field, Person, Shape};

impl<'a> Seen<'a> {
    /// The values that a field can hold, as (what JQL takes, what is shown).
    pub(crate) fn known_values(&self, field: &Field) -> Vec<(String, String)> {
        let store = self.store;
        let same = |name: &String| (name.clone(), name.clone());
        match field.shape {
            Shape::Status => store.statuses.iter().map(|row| same(&row.name)).collect(),
            Shape::Type => store.types.iter().map(|row| same(&row.name)).collect(),
            Shape::Priority => store.priorities.iter().map(|row| same(&row.name)).collect(),
            Shape::Resolution => store.resolutions.iter().map(|row| same(&row.name)).collect(),
            Shape::Project => {
                let rows = store.projects.iter().enumerate().filter(|(row, _)| self.sees(*row));
                rows.map(|(_, row)| (row.key.clone(), format!("{} ({})", row.name, row.key))).collect()
            }
            Shape::Versions | Shape::Version => {
                store.versions.iter().filter(|row| self.sees(row.project)).map(|row| same(&row.name)).collect()
            }
            Shape::Components => {
                store.components.iter().filter(|row| self.sees(row.project)).map(|row| same(&row.name)).collect()
            }
            Shape::Labels if field.custom.is_none() => store.labels.iter().map(same).collect(),
            Shape::Sprints => store.sprints.iter().map(|row| (row.id.to_string(), row.name.clone())).collect(),
            Shape::User | Shape::Users => store
                .people
                .iter()
                .map(|person| {
                    let id = if self.dialect == Dialect::Cloud { &person.account_id } else { &person.name };
                    let email = if person.email_hidden { String::new() } else { format!(" - {}", person.email) };
                    (id.clone(), format!("{}{email}", person.display))
                })
                .collect(),
            Shape::Choice | Shape::Choices | Shape::Cascade => {
                field.choices.iter().map(|row| same(&row.value)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The ids that a literal means in a field.
    pub(super) fn ids_of(&self, field: &jql::Field, literal: &str) -> Vec<String> {
        let store = self.store;
        let is = |name: &str, id: u64| {
            name.eq_ignore_ascii_case(literal)
                || store.untranslated(name).is_some_and(|made| made.eq_ignore_ascii_case(literal))
                || name.to_lowercase() == literal.to_lowercase()
                || id.to_string() == literal
        };
        match field.id.as_str() {
            "filter" => {
                return store
                    .filters
                    .iter()
                    .filter(|row| is(&row.name, row.id))
                    .map(|row| row.id.to_string())
                    .collect();
            }
            "worklogAuthor" => return self.people_called(literal),
            "issueLinkType" => {
                let rows = store.link_types.iter();
                let named =
                    rows.filter(|row| [&row.name, &row.inward, &row.outward].iter().any(|name| is(name, row.id)));
                return named.map(|row| row.id.to_string()).collect();
            }
            _ => {}
        }
        let Some(row) = store.field(&field.id) else {
            return Vec::new();
        };
        match row.shape {
            Shape::Status => {
                store.statuses.iter().filter(|row| is(&row.name, row.id)).map(|row| row.id.to_string()).collect()
            }
            Shape::Category => {
                let all = [Category::New, Category::InProgress, Category::Done];
                let found =
                    all.into_iter().filter(|row| is(row.name(), row.id()) || row.key().eq_ignore_ascii_case(literal));
                found.map(|row| row.id().to_string()).collect()
            }
            Shape::Type => {
                store.types.iter().filter(|row| is(&row.name, row.id)).map(|row| row.id.to_string()).collect()
            }
            Shape::Priority => {
                store.priorities.iter().filter(|row| is(&row.name, row.id)).map(|row| row.id.to_string()).collect()
            }
            Shape::Resolution => {
                if literal.eq_ignore_ascii_case("unresolved") {
                    return vec!["-1".into()];
                }
                store.resolutions.iter().filter(|row| is(&row.name, row.id)).map(|row| row.id.to_string()).collect()
            }
            Shape::Project => {
                let rows = store.projects.iter().enumerate().filter(|(position, _)| self.sees(*position));
                rows.filter(|(_, row)| is(&row.name, row.id) || is(&row.key, row.id))
                    .map(|(_, row)| row.id.to_string())
                    .collect()
            }
            Shape::Versions | Shape::Version => store
                .versions
                .iter()
                .filter(|row| self.sees(row.project) && is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::Components => store
                .components
                .iter()
                .filter(|row| self.sees(row.project) && is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::Sprints => {
                store.sprints.iter().filter(|row| is(&row.name, row.id)).map(|row| row.id.to_string()).collect()
            }
            Shape::User | Shape::Users => self.people_called(literal),
            Shape::Choice | Shape::Choices | Shape::Cascade => {
                let nested = |row: &'a Choice| std::iter::once(row).chain(&row.children);
                row.choices
                    .iter()
                    .flat_map(nested)
                    .filter(|row| is(&row.value, row.id))
                    .map(|row| row.id.to_string())
                    .collect()
            }
            Shape::Issue | Shape::Epic | Shape::Other("issuekey") => {
                let issue = store.issue(literal).filter(|issue| self.sees(issue.project));
                issue.map(|issue| issue.id.to_string()).into_iter().collect()
            }
            Shape::Group => store.groups.iter().filter(|group| group.eq_ignore_ascii_case(literal)).cloned().collect(),
            _ => vec![literal.to_owned()],
        }
    }

    /// The account ids of the people whom a literal means: by id, name or address.
    fn people_called(&self, literal: &str) -> Vec<String> {
        let is = |person: &&Person| {
            let own = if self.dialect == Dialect::Cloud {
                person.account_id == literal
            } else {
                person.name.eq_ignore_ascii_case(literal) || person.key == literal
            };
            own || person.display.to_lowercase() == literal.to_lowercase()
                || (!person.email_hidden && person.email.eq_ignore_ascii_case(literal))
        };
        self.store.people.iter().filter(is).map(|person| person.account_id.clone()).collect()
    }
}
