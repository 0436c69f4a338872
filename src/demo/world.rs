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
        Self {
            store,
            dialect,
            caller,
            now,
        }
    }

    fn sees(&self, project: usize) -> bool {
        self.caller.is_some() && self.store.projects.get(project).is_some_and(|project| !project.hidden)
    }

    fn known(&self, field: &Field) -> bool {
        field.searchable && (field.scope != Scope::DataCenter || self.dialect == Dialect::DataCenter)
    }

    /// The values that a field can hold, as (what JQL takes, what is shown).
    pub(super) fn known_values(&self, field: &Field) -> Vec<(String, String)> {
        let store = self.store;
        let same = |name: &String| (name.clone(), name.clone());
        match field.shape {
            Shape::Status => store.statuses.iter().map(|row| same(&row.name)).collect(),
            Shape::Type => store.types.iter().map(|row| same(&row.name)).collect(),
            Shape::Priority => store.priorities.iter().map(|row| same(&row.name)).collect(),
            Shape::Resolution => store.resolutions.iter().map(|row| same(&row.name)).collect(),
            Shape::Project => {
                let rows = store.projects.iter().enumerate().filter(|(row, _)| self.sees(*row));
                rows.map(|(_, row)| (row.key.clone(), format!("{} ({})", row.name, row.key)))
                    .collect()
            }
            Shape::Versions | Shape::Version => store
                .versions
                .iter()
                .filter(|row| self.sees(row.project))
                .map(|row| same(&row.name))
                .collect(),
            Shape::Components => store
                .components
                .iter()
                .filter(|row| self.sees(row.project))
                .map(|row| same(&row.name))
                .collect(),
            Shape::Labels if field.custom.is_none() => store.labels.iter().map(same).collect(),
            Shape::Sprints => store
                .sprints
                .iter()
                .map(|row| (row.id.to_string(), row.name.clone()))
                .collect(),
            Shape::User | Shape::Users => store
                .people
                .iter()
                .map(|person| {
                    let id = if self.dialect == Dialect::Cloud {
                        &person.account_id
                    } else {
                        &person.name
                    };
                    let email = if person.email_hidden {
                        String::new()
                    } else {
                        format!(" - {}", person.email)
                    };
                    (id.clone(), format!("{}{email}", person.display))
                })
                .collect(),
            Shape::Choice | Shape::Choices | Shape::Cascade => {
                field.choices.iter().map(|row| same(&row.value)).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl<'a> World for Seen<'a> {
    type Issue = &'a Issue;

    fn now(&self) -> Timestamp {
        self.now
    }

    fn zone(&self) -> TimeZone {
        let person = self.caller.and_then(|caller| self.store.people.get(caller));
        person
            .and_then(|person| TimeZone::get(person.zone).ok())
            .unwrap_or(TimeZone::UTC)
    }

    fn me(&self) -> Option<String> {
        self.caller
            .and_then(|caller| self.store.people.get(caller))
            .map(|person| person.account_id.clone())
    }

    fn fields(&self, clause: &str) -> Vec<jql::Field> {
        let clause = clause.trim();
        if clause.eq_ignore_ascii_case("text") {
            return vec![jql::Field {
                id: "text".into(),
                name: "text".into(),
                kind: Kind::Text,
                orderable: false,
            }];
        }
        let bare = clause.trim_matches('"');
        let plain = bare
            .split_once('[')
            .filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("cf"));
        let custom_number = bare
            .to_lowercase()
            .strip_prefix("cf[")
            .and_then(|rest| rest.strip_suffix(']'))
            .map(str::to_owned);
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
                field.id.eq_ignore_ascii_case(bare)
                    || field.clauses.iter().any(|alias| alias.eq_ignore_ascii_case(bare))
                    || (field.custom.is_some() && named)
                    || (field.custom.is_some()
                        && custom_number.is_some()
                        && field.custom_id().map(|number| number.to_string()) == custom_number)
            })
            .filter_map(|field| {
                let kind = kind(field)?;
                Some(jql::Field {
                    id: field.id.clone(),
                    name: clause_name(field),
                    kind,
                    orderable: field.orderable || kind != Kind::Text || field.id == "summary",
                })
            })
            .collect()
    }

    fn resolve(&self, field: &jql::Field, literal: &str) -> Vec<String> {
        let store = self.store;
        let is = |name: &str, id: u64| {
            name.eq_ignore_ascii_case(literal)
                || name.to_lowercase() == literal.to_lowercase()
                || id.to_string() == literal
        };
        let Some(row) = store.field(&field.id) else {
            return Vec::new();
        };
        match row.shape {
            Shape::Status => store
                .statuses
                .iter()
                .filter(|row| is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::Category => {
                let all = [
                    super::store::Category::New,
                    super::store::Category::InProgress,
                    super::store::Category::Done,
                ];
                let found = all
                    .into_iter()
                    .filter(|row| is(row.name(), row.id()) || row.key().eq_ignore_ascii_case(literal));
                found.map(|row| row.id().to_string()).collect()
            }
            Shape::Type => store
                .types
                .iter()
                .filter(|row| is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::Priority => store
                .priorities
                .iter()
                .filter(|row| is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::Resolution => {
                if literal.eq_ignore_ascii_case("unresolved") {
                    return vec!["-1".into()];
                }
                store
                    .resolutions
                    .iter()
                    .filter(|row| is(&row.name, row.id))
                    .map(|row| row.id.to_string())
                    .collect()
            }
            Shape::Project => {
                let rows = store
                    .projects
                    .iter()
                    .enumerate()
                    .filter(|(position, _)| self.sees(*position));
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
            Shape::Sprints => store
                .sprints
                .iter()
                .filter(|row| is(&row.name, row.id))
                .map(|row| row.id.to_string())
                .collect(),
            Shape::User | Shape::Users => store
                .people
                .iter()
                .filter(|person| {
                    let own = if self.dialect == Dialect::Cloud {
                        person.account_id == literal
                    } else {
                        person.name.eq_ignore_ascii_case(literal) || person.key == literal
                    };
                    own || person.display.to_lowercase() == literal.to_lowercase()
                        || (!person.email_hidden && person.email.eq_ignore_ascii_case(literal))
                })
                .map(|person| person.account_id.clone())
                .collect(),
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
            Shape::Group => store
                .groups
                .iter()
                .filter(|group| group.eq_ignore_ascii_case(literal))
                .cloned()
                .collect(),
            _ => vec![literal.to_owned()],
        }
    }

    fn rank(&self, field: &jql::Field, id: &str) -> Option<i64> {
        let row = self.store.field(&field.id)?;
        match row.shape {
            Shape::Priority => {
                let position = self.store.priorities.iter().position(|row| row.id.to_string() == id)?;
                Some(self.store.priorities.len() as i64 - position as i64)
            }
            Shape::Versions => self
                .store
                .versions
                .iter()
                .position(|row| row.id.to_string() == id)
                .map(|position| position as i64),
            _ => None,
        }
    }

    fn values(&self, issue: &'a Issue, field: &jql::Field) -> Vec<jql::Value> {
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
                return issue
                    .attachments
                    .iter()
                    .map(|file| jql::Value::Text(file.filename.clone()))
                    .collect();
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
            "worklogDate" => {
                return issue
                    .worklogs
                    .iter()
                    .map(|entry| jql::Value::Time(entry.started))
                    .collect();
            }
            _ => {}
        }
        let id = if row.shape == Shape::Epic {
            "parent"
        } else {
            row.id.as_str()
        };
        match issue.get(id) {
            Some(value) => self.shown(row, value),
            // `resolution = Unresolved` is a value of its own in Jira, and EMPTY too.
            None => Vec::new(),
        }
    }

    fn history(&self, issue: &'a Issue, field: &jql::Field) -> Vec<Change> {
        let mut changes = Vec::new();
        for entry in &issue.history {
            let by = self
                .store
                .people
                .get(entry.author)
                .map(|person| person.account_id.clone())
                .unwrap_or_default();
            for item in entry.items.iter().filter(|item| item.field_id == field.id) {
                let side = |id: &Option<String>, text: &Option<String>| {
                    let text = text.clone()?;
                    Some((
                        id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| text.clone()),
                        text,
                    ))
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
        let store = self.store;
        let projects = |arguments: &[String]| -> Result<Vec<usize>, String> {
            if arguments.is_empty() {
                return Ok((0..store.projects.len()).filter(|row| self.sees(*row)).collect());
            }
            let find = |key: &String| {
                let row = store
                    .projects
                    .iter()
                    .position(|row| row.key.eq_ignore_ascii_case(key) || row.name.eq_ignore_ascii_case(key));
                row.filter(|row| self.sees(*row))
                    .ok_or_else(|| format!("Could not resolve the project '{key}' provided to function '{name}'."))
            };
            arguments.iter().map(find).collect()
        };
        let sprints = |state: &str| {
            Ok(store
                .sprints
                .iter()
                .filter(|row| row.state == state)
                .map(|row| row.id.to_string())
                .collect())
        };
        let versions = |released: bool| {
            projects(arguments).map(|projects| {
                let rows = store
                    .versions
                    .iter()
                    .filter(|row| projects.contains(&row.project) && row.released == released && !row.archived);
                rows.map(|row| row.id.to_string()).collect()
            })
        };
        Some(match name.to_lowercase().as_str() {
            "opensprints" => sprints("active"),
            "closedsprints" => sprints("closed"),
            "futuresprints" => sprints("future"),
            "releasedversions" => versions(true),
            "unreleasedversions" => versions(false),
            "latestreleasedversion" | "earliestunreleasedversion" => {
                let released = name.eq_ignore_ascii_case("latestReleasedVersion");
                projects(arguments).map(|projects| {
                    let mut rows: Vec<_> = store
                        .versions
                        .iter()
                        .filter(|row| projects.contains(&row.project) && row.released == released && !row.archived)
                        .collect();
                    rows.sort_by_key(|row| row.release);
                    let row = if released { rows.last() } else { rows.first() };
                    row.map(|row| row.id.to_string()).into_iter().collect()
                })
            }
            "membersof" => match arguments.first() {
                Some(group) if store.groups.iter().any(|row| row.eq_ignore_ascii_case(group)) => {
                    let half = group.eq_ignore_ascii_case("jira-administrators");
                    let rows = store
                        .people
                        .iter()
                        .enumerate()
                        .filter(|(row, person)| person.active && (!half || row % 4 == 0));
                    Ok(rows.map(|(_, person)| person.account_id.clone()).collect())
                }
                Some(group) => Err(format!(
                    "Function '{name}' can not generate a list of usernames for group '{group}'; the group does not exist."
                )),
                None => Err(format!("Function '{name}' expected '1' arguments but received '0'.")),
            },
            "linkedissues" => match arguments
                .first()
                .and_then(|key| store.issue(key))
                .filter(|issue| self.sees(issue.project))
            {
                Some(issue) => {
                    let wanted = arguments.get(1);
                    let ids = store.links.iter().filter_map(|link| {
                        let kind = store.link_types.get(link.kind)?;
                        let (side, other) = if link.from == issue.id {
                            (&kind.outward, link.to)
                        } else if link.to == issue.id {
                            (&kind.inward, link.from)
                        } else {
                            return None;
                        };
                        wanted
                            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(side))
                            .then(|| other.to_string())
                    });
                    Ok(ids.collect())
                }
                None => Err(format!(
                    "Issue '{}' could not be found in function '{name}'.",
                    arguments.first().cloned().unwrap_or_default()
                )),
            },
            "issuehistory" | "watchedissues" | "votedissues" => Ok(Vec::new()),
            "standardissuetypes" => Ok(store
                .types
                .iter()
                .filter(|row| row.level >= 0)
                .map(|row| row.id.to_string())
                .collect()),
            "subtaskissuetypes" => Ok(store
                .types
                .iter()
                .filter(|row| row.level < 0)
                .map(|row| row.id.to_string())
                .collect()),
            "projectsleadbyuser" | "componentsleadbyuser" => {
                let leader = match arguments.first() {
                    Some(text) => store
                        .people
                        .iter()
                        .position(|row| row.account_id == *text || row.name == *text || row.display == *text),
                    None => self.caller,
                };
                if name.to_lowercase().starts_with("projects") {
                    let rows = store
                        .projects
                        .iter()
                        .enumerate()
                        .filter(|(row, project)| self.sees(*row) && Some(project.lead) == leader);
                    Ok(rows.map(|(_, row)| row.id.to_string()).collect())
                } else {
                    let rows = store
                        .components
                        .iter()
                        .filter(|row| self.sees(row.project) && row.lead.is_some() && row.lead == leader);
                    Ok(rows.map(|row| row.id.to_string()).collect())
                }
            }
            _ => return None,
        })
    }
}

impl<'a> Seen<'a> {
    fn text_of(&self, issue: &'a Issue, field: &str) -> Vec<jql::Value> {
        if field == "comment" {
            return issue
                .comments
                .iter()
                .map(|row| jql::Value::Text(row.body.words()))
                .collect();
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
            Some(jql::Value::Entity {
                id: person.account_id.clone(),
                name: person.display.clone(),
                rank: *row as i64,
            })
        };
        let option = |id: &u64| {
            let choice = field.choice(*id)?;
            Some(entity(*id, &choice.value, *id as i64))
        };
        match value {
            Value::Text(text) => vec![jql::Value::Text(text.clone())],
            Value::Rich(text) => vec![jql::Value::Text(text.words())],
            Value::Number(number) => vec![jql::Value::Number(*number)],
            Value::Date(date) => one(date
                .to_zoned_datetime(self.zone())
                .ok()
                .map(|at| jql::Value::Time(at.timestamp()))),
            Value::Time(at) => vec![jql::Value::Time(*at)],
            Value::Choice(id) => one(option(id)),
            Value::Choices(ids) => ids.iter().filter_map(option).collect(),
            Value::Cascade(parent, child) => [Some(*parent), *child].iter().flatten().filter_map(option).collect(),
            Value::User(row) => one(person(row)),
            Value::Users(rows) => rows.iter().filter_map(person).collect(),
            Value::Group(name) => vec![jql::Value::Entity {
                id: name.clone(),
                name: name.clone(),
                rank: 0,
            }],
            Value::Labels(labels) => labels.iter().map(|label| jql::Value::Text(label.clone())).collect(),
            Value::Project(row) => one(store
                .projects
                .get(*row)
                .map(|row| entity(row.id, &row.name, row.id as i64))),
            Value::Type(row) => one(store
                .types
                .get(*row)
                .map(|kind| entity(kind.id, &kind.name, *row as i64))),
            Value::Status(row) => one(store
                .statuses
                .get(*row)
                .map(|status| entity(status.id, &status.name, *row as i64))),
            Value::Priority(row) => one(store
                .priorities
                .get(*row)
                .map(|priority| entity(priority.id, &priority.name, ranked(*row, store.priorities.len())))),
            Value::Resolution(row) => one(store
                .resolutions
                .get(*row)
                .map(|resolution| entity(resolution.id, &resolution.name, *row as i64))),
            Value::Versions(ids) => {
                let rows = store
                    .versions
                    .iter()
                    .enumerate()
                    .filter(|(_, row)| ids.contains(&row.id));
                rows.map(|(position, row)| entity(row.id, &row.name, position as i64))
                    .collect()
            }
            Value::Version(id) => one(store
                .versions
                .iter()
                .find(|row| row.id == *id)
                .map(|row| entity(row.id, &row.name, 0))),
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
            Value::Issue(id) => one(store
                .issue_by_id(*id)
                .map(|issue| entity(issue.id, &issue.key, issue.number() as i64))),
            Value::Raw(raw) => {
                let name = raw
                    .get("name")
                    .or_else(|| raw.pointer("/requestType/name"))
                    .and_then(serde_json::Value::as_str);
                one(name.map(|name| jql::Value::Text(name.to_owned())))
            }
        }
    }
}

fn entity(id: u64, name: &str, rank: i64) -> jql::Value {
    jql::Value::Entity {
        id: id.to_string(),
        name: name.to_owned(),
        rank,
    }
}

/// The name that JQL's messages use.
fn clause_name(field: &Field) -> String {
    field
        .clauses
        .first()
        .map_or_else(|| field.name.clone(), |clause| (*clause).to_owned())
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
        Shape::Other(_) | Shape::Others(_) => return None,
        _ => Kind::Entity,
    })
}
