//! From a plain value to what Jira wants in a field, by the field's kind of values.
//!
//! What can be decided from the screen alone is decided purely; people, sprints, issues, groups and teams are looked up by
//! their own files. Nothing is guessed: a value is what it names, or it is refused with what there is.

pub mod choice;
pub mod date;
pub mod json;
pub mod labels;
pub mod list;
pub mod scalar;

mod group;
mod issue;
mod person;
mod sprint;
mod team;

use super::change::Change;
use super::field_type;
use super::refusal::{Refusal, Spot, Trouble};
use super::screen::WritableScreen;
use super::{Failure, Resolver};
use crate::args::{Argument, Edit, Reading, listed_text};
use crate::error::{About, Code, Problem, ToolError};
use crate::jira::types::{FieldMeta, FieldSchema};
use date::Today;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// What a value is for.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Where it stood.
    pub spot: &'a Spot,
    /// The field.
    pub meta: &'a FieldMeta,
    /// Of what it is a field, in words: `for Bug in SHOP`.
    pub place: &'a str,
    /// Whether it is for a new issue, of which nothing can be taken away.
    pub creates: bool,
    /// What the field holds now.
    pub held: Option<&'a Value>,
    /// The arguments of the `jira_lookup` that lists the field's values.
    pub lookup: &'a Value,
}

impl Subject<'_> {
    /// What people call the field here.
    pub fn name(&self) -> &str {
        self.spot.key()
    }

    /// The same in a sentence: an argument as it is, a field of Jira's as a literal.
    pub fn in_words(&self) -> String {
        match self.spot {
            Spot::Argument(name) => (*name).to_owned(),
            Spot::Entry(_, name) | Spot::Absent(name) => format!("`{name}`"),
        }
    }

    /// A refusal of a value that the field can't hold.
    pub fn not_allowed(&self, sent: &Value) -> Refusal {
        let message = format!("{} `{}` is not allowed {}", self.in_words(), listed_text(sent), self.place);
        Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, sent, message)
    }

    /// A refusal of a value that can't be read: `wanted` says what could.
    pub fn malformed(&self, sent: &Value, wanted: &str) -> Refusal {
        let message = format!("{} `{}` is not {wanted}", self.in_words(), listed_text(sent));
        let with = match self.spot {
            Spot::Argument(name) => format!("{name} as {wanted}"),
            Spot::Entry(_, name) | Spot::Absent(name) => format!("fields `{name}: …` as {wanted}"),
        };
        Refusal::new(Code::InvalidArgument, Problem::Malformed, sent, message).with(with)
    }
}

/// How the values of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// Markdown.
    Rich,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// An address of a page.
    Url,
    /// How long work takes.
    TimeTracking,
    /// One of the values that the screen lists.
    Choice,
    /// Several of them.
    Choices,
    /// One of them, and one of its children.
    Cascade,
    /// Words without spaces.
    Labels,
    /// Lines.
    Texts,
    /// One person.
    Person,
    /// People.
    People,
    /// One group of people.
    Group,
    /// Groups.
    Groups,
    /// A sprint.
    Sprint,
    /// An issue.
    Issue,
    /// A team of people that the site's owner made.
    Team,
    /// Anything in the form of Jira's own JSON.
    Other,
    /// Nothing that a write sets; another tool may.
    Elsewhere(Option<&'static str>),
}

impl Kind {
    /// The kind by the schema alone.
    pub fn of(schema: &FieldSchema) -> Self {
        match field_type(schema).as_str() {
            "text" => Self::Text,
            "rich text" => Self::Rich,
            "number" => Self::Number,
            "date" => Self::Date,
            "date-time" => Self::Moment,
            "url" => Self::Url,
            "time tracking" => Self::TimeTracking,
            "select" | "priority" | "resolution" | "security level" | "version" | "component" | "issue type"
            | "project" => Self::Choice,
            "multi-select" | "versions" | "components" => Self::Choices,
            "cascading" => Self::Cascade,
            "labels" => Self::Labels,
            "texts" => Self::Texts,
            "user" => Self::Person,
            "users" => Self::People,
            "group" => Self::Group,
            "groups" => Self::Groups,
            "sprint" => Self::Sprint,
            "issue" => Self::Issue,
            "team" => Self::Team,
            "status" => Self::Elsewhere(Some("jira_transition_issue")),
            "links" => Self::Elsewhere(Some("jira_link_issues")),
            "comments" => Self::Elsewhere(Some("jira_add_comment")),
            "attachments" | "worklogs" | "rank" | "read-only text" | "progress" | "votes" | "watches"
            | "status category" => Self::Elsewhere(None),
            _ => Self::Other,
        }
    }

    /// Whether it holds several values, which an update adds to.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Choices | Self::Labels | Self::Texts | Self::People | Self::Groups)
    }

    /// Whether what other issues hold says anything about a new one, and may be told.
    pub fn is_copied(self) -> bool {
        matches!(
            self,
            Self::Choice
                | Self::Choices
                | Self::Cascade
                | Self::Labels
                | Self::Number
                | Self::Group
                | Self::Groups
                | Self::Team
        )
    }

    /// What is to be sent, in words, where no list of values exists.
    pub fn takes(self) -> Option<&'static str> {
        Some(match self {
            Self::Text | Self::Texts => "text",
            Self::Rich => "Markdown",
            Self::Number => "a number",
            Self::Date => "a date such as 2026-12-01 or today",
            Self::Moment => "a time such as 2026-12-01 14:00",
            Self::Url => "an address such as https://example.com",
            Self::TimeTracking => "a duration such as 2h 30m",
            Self::Person => "a person's name, or me",
            Self::People => "names of people, or me",
            Self::Labels => "words without spaces",
            Self::Group | Self::Groups => "a group's name",
            Self::Sprint => "a sprint's name, or current",
            Self::Issue => "an issue key",
            Self::Team => "a team's name",
            Self::Other => "JSON as Jira's REST API takes it",
            Self::Choice | Self::Choices | Self::Cascade | Self::Elsewhere(_) => return None,
        })
    }
}

/// The one text in a value, also in Jira's own objects: `{"name": "High"}`, `{"value": "Red"}`.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(items) => match items.as_slice() {
            [only] => plain(only),
            _ => None,
        },
        Value::Object(members) => {
            let names = ["value", "name", "key", "accountId", "emailAddress", "displayName", "id"];
            names.iter().find_map(|name| plain(members.get(*name)?))
        }
        Value::Null => None,
    }
}

/// A value out of a text that holds JSON's brackets, where a list or an object is meant.
pub fn opened(value: &Value) -> Value {
    let inner = value.as_str().map(str::trim).filter(|text| text.starts_with(['[', '{']));
    inner.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(|| value.clone())
}

/// The value of a field that the screen alone decides; `None` for one that has to be looked up.
pub fn from_screen(subject: Subject<'_>, value: &Value, today: &Today) -> Option<Result<Change, Refusal>> {
    Some(match Kind::of(&subject.meta.schema) {
        Kind::Text => scalar::text(subject, value),
        Kind::Rich => rich(subject, value),
        Kind::Number => scalar::number(subject, value),
        Kind::Date => date::day(subject, value, today),
        Kind::Moment => date::moment(subject, value, today),
        Kind::Url => scalar::url(subject, value),
        Kind::TimeTracking => scalar::time_tracking(subject, value),
        Kind::Choice => choice::one(subject, value),
        Kind::Choices => choice::several(subject, value),
        Kind::Cascade => choice::cascade(subject, value),
        Kind::Labels => labels::labels(subject, value),
        Kind::Texts => labels::texts(subject, value),
        Kind::Other => json::passed_through(subject, value),
        Kind::Elsewhere(tool) => Err(elsewhere(subject, value, tool)),
        Kind::Person | Kind::People | Kind::Group | Kind::Groups | Kind::Sprint | Kind::Issue | Kind::Team => {
            return None;
        }
    })
}

fn rich(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let read = Edit::read(value, Reading { name: subject.name(), site: "" });
    read.map(Change::Text).map_err(|invalid| Refusal {
        code: Code::InvalidArgument,
        message: invalid.message,
        with: invalid.fix,
        also: None,
        field: Box::new(invalid.field),
        mend: None,
    })
}

/// The refusal of a field that a write never sets.
pub(super) fn elsewhere(subject: Subject<'_>, value: &Value, tool: Option<&'static str>) -> Refusal {
    let message = format!("{} is not set by a field", subject.in_words());
    let refusal = Refusal::new(Code::NotEditable, Problem::NotEditable, value, message);
    let also = tool.map(|tool| format!("{tool} does that"));
    Refusal { also, mend: Some(super::refusal::Mend::Drop), ..refusal }
}

/// What values are looked up with.
pub(super) struct Coercion<'a> {
    pub(super) resolver: Resolver<'a>,
    pub(super) screen: &'a WritableScreen,
    pub(super) today: Today,
}

impl Coercion<'_> {
    /// What a value does to its field.
    pub(super) async fn change(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        if let Some(decided) = from_screen(subject, value, &self.today) {
            return decided.map_err(Trouble::from);
        }
        match Kind::of(&subject.meta.schema) {
            Kind::Person => self.person(subject, value).await,
            Kind::People => self.people(subject, value).await,
            Kind::Group => self.group(subject, value).await,
            Kind::Groups => self.groups(subject, value).await,
            Kind::Sprint => self.sprint(subject, value).await,
            Kind::Issue => self.issue(subject, value).await,
            _ => self.team(subject, value).await,
        }
    }

    fn failed(&self, subject: Subject<'_>, about: About<'_>, error: &crate::jira::Error) -> Trouble {
        Trouble::at(ToolError::upstream(self.resolver.tool, about, error).into(), subject.spot)
    }
}

impl Resolver<'_> {
    /// The day and the zone of the Jira profile, in which dates are read.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub(super) async fn today(&self) -> Result<Today, Failure> {
        let me = self.jira.myself(self.call).await;
        let me = me.map_err(|error| self.failed(About::Site("this account"), &error))?;
        let zone = me.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        let now = Timestamp::try_from(self.jira.now()).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(Today { now: now.to_zoned_datetime(zone) })
    }
}

#[cfg(test)]
mod tests;
