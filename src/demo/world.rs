//! The store as the JQL evaluator sees it.

mod functions;
mod names;
mod values;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::jql::{self, Change, Kind, World};
use super::options::Dialect;
use super::store::{Field, Issue, Scope, Shape, Store};

/// What one caller can search.
pub(super) struct Seen<'a> {
    store: &'a Store,
    dialect: Dialect,
    caller: Option<usize>,
    now: Timestamp,
}

impl<'a> Seen<'a> {
    /// A caller's view of the store.
    pub(super) fn new(store: &'a Store, dialect: Dialect, caller: Option<usize>, now: Timestamp) -> Self {
        Self { store, dialect, caller, now }
    }

    fn sees(&self, project: usize) -> bool {
        self.caller.is_some() && self.store.projects.get(project).is_some_and(|project| !project.hidden)
    }

    fn known(&self, field: &Field) -> bool {
        field.searchable && (field.scope != Scope::DataCenter || self.dialect == Dialect::DataCenter)
    }
}

impl<'a> World for Seen<'a> {
    type Issue = &'a Issue;

    fn now(&self) -> Timestamp {
        self.now
    }

    fn zone(&self) -> TimeZone {
        let person = self.caller.and_then(|caller| self.store.people.get(caller));
        person.and_then(|person| TimeZone::get(person.zone).ok()).unwrap_or(TimeZone::UTC)
    }

    fn me(&self) -> Option<String> {
        self.caller.and_then(|caller| self.store.people.get(caller)).map(|person| person.account_id.clone())
    }

    fn fields(&self, clause: &str) -> Vec<jql::Field> {
        let clause = clause.trim();
        if clause.eq_ignore_ascii_case("text") {
            return vec![jql::Field { id: "text".into(), name: "text".into(), kind: Kind::Text, orderable: false }];
        }
        // Neither is a field of an issue, so neither is in the list of fields.
        let beside = BESIDE.iter().find(|(_, names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(clause)));
        if let Some((id, _, kind)) = beside {
            return vec![jql::Field { id: (*id).into(), name: (*id).into(), kind: *kind, orderable: false }];
        }
        let bare = clause.trim_matches('"');
        let plain = bare.split_once('[').filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("cf"));
        let custom_number =
            bare.to_lowercase().strip_prefix("cf[").and_then(|rest| rest.strip_suffix(']')).map(str::to_owned);
        self.store
            .fields
            .iter()
            .filter(|field| self.known(field))
            .filter(|field| {
                let named = field.name.eq_ignore_ascii_case(bare)
                    || plain.is_some_and(|(name, kind)| {
                        field.name.eq_ignore_ascii_case(name)
                            && kind.trim_end_matches(']').eq_ignore_ascii_case(bracket(field.shape))
                    });
                field.clauses.iter().any(|alias| alias.eq_ignore_ascii_case(bare))
                    || (field.custom.is_some() && named)
                    || (field.custom.is_some()
                        && custom_number.is_some()
                        && field.custom_id().map(|number| number.to_string()) == custom_number)
            })
            .filter_map(|field| {
                let kind = kind(field)?;
                Some(jql::Field { id: field.id.clone(), name: clause_name(field), kind, orderable: sorts(field) })
            })
            .collect()
    }

    fn rank(&self, field: &jql::Field, id: &str) -> Option<i64> {
        let row = self.store.field(&field.id)?;
        match row.shape {
            Shape::Priority => {
                let position = self.store.priorities.iter().position(|row| row.id.to_string() == id)?;
                Some(self.store.priorities.len() as i64 - position as i64)
            }
            Shape::Versions => {
                self.store.versions.iter().position(|row| row.id.to_string() == id).map(|position| position as i64)
            }
            _ => None,
        }
    }

    fn history(&self, issue: &'a Issue, field: &jql::Field) -> Vec<Change> {
        let mut changes = Vec::new();
        for entry in &issue.history {
            let by = self.store.people.get(entry.author).map(|person| person.account_id.clone()).unwrap_or_default();
            for item in entry.items.iter().filter(|item| item.field_id == field.id) {
                let side = |id: &Option<String>, text: &Option<String>| {
                    let text = text.clone()?;
                    Some((id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| text.clone()), text))
                };
                changes.push(Change {
                    at: entry.at,
                    by: by.clone(),
                    from: side(&item.from, &item.from_text),
                    to: side(&item.to, &item.to_text),
                });
            }
        }
        changes
    }

    fn resolve(&self, field: &jql::Field, literal: &str) -> Vec<String> {
        self.ids_of(field, literal)
    }

    fn values(&self, issue: &'a Issue, field: &jql::Field) -> Vec<jql::Value> {
        self.held(issue, field)
    }

    fn function(&self, name: &str, arguments: &[String]) -> Option<Result<Vec<String>, String>> {
        self.called(name, arguments)
    }
}

/// Fields of queries that are no fields of issues: id, names, kind.
const BESIDE: [(&str, &[&str], Kind); 4] = [
    ("filter", &["filter", "request", "savedFilter", "searchRequest"], Kind::Entity),
    ("issueLinkType", &["issueLinkType"], Kind::Entity),
    ("worklogAuthor", &["worklogAuthor"], Kind::User),
    ("worklogDate", &["worklogDate"], Kind::Date),
];

/// Whether ORDER BY takes a field: all but those that hold other things than values, and long texts that people add to.
pub(super) fn sorts(field: &Field) -> bool {
    let listed = matches!(field.shape, Shape::Others(_) | Shape::Other("comments-page"));
    kind(field).is_some() && !listed && !(field.custom.is_some() && matches!(field.shape, Shape::Rich))
}

/// The name that JQL's messages use.
fn clause_name(field: &Field) -> String {
    field.clauses.first().map_or_else(|| field.name.clone(), |clause| (*clause).to_owned())
}

fn bracket(shape: Shape) -> &'static str {
    match shape {
        Shape::Choice => "Dropdown",
        Shape::Text => "Short text",
        Shape::Rich => "Paragraph",
        Shape::Number => "Number",
        Shape::Date => "Date",
        Shape::Labels => "Labels",
        _ => "",
    }
}

fn kind(field: &Field) -> Option<Kind> {
    Some(match field.shape {
        Shape::Text | Shape::Rich | Shape::Url | Shape::Other("comments-page") | Shape::Others("attachment") => {
            Kind::Text
        }
        Shape::Labels | Shape::Rank | Shape::RequestType | Shape::Team => Kind::Label,
        Shape::Number | Shape::Other("watches" | "votes" | "number") => Kind::Number,
        Shape::Date | Shape::Time => Kind::Date,
        Shape::User | Shape::Users => Kind::User,
        Shape::Issue | Shape::Epic | Shape::Other("issuekey") => Kind::Issue,
        Shape::Other(_) | Shape::Others(_) | Shape::Security | Shape::Estimates => return None,
        _ => Kind::Entity,
    })
}
