//! What a query asks of Jira's names, and the answers.
//!
//! The two steps keep this module pure: [`questions`](fn@super::questions) says what a query names, somebody looks it up,
//! [`repair`](fn@super::repair) reads the query with the answers. A question without an answer is no problem: what can't be
//! checked is sent as it stands, and Jira judges it.

use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What a query names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Every field of the conditions with the values it is compared with, each field once, as first written.
    pub fields: Vec<NamedField>,
    /// The functions, without parentheses, each once.
    pub functions: Vec<String>,
    /// The fields of the order, each once.
    pub order_by: Vec<String>,
    /// The people after `BY`, who belong to no field.
    pub people: Vec<Named>,
    /// What stands where a clause should and compares nothing.
    pub words: Vec<Spoken>,
}

/// Words in a clause's place: a value more of the clause before, a field and its value, or words to search for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// What they say.
    pub value: String,
    /// The field of the clause before them.
    pub after: Option<String>,
}

/// A field and the values it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedField {
    /// The field, as written but without quotes: `assignee`, `issue_type`, `cf[10014]`.
    pub name: String,
    /// The values, each once.
    pub values: Vec<Named>,
    /// Whether the query can't be read without knowing the field's values.
    pub needed: bool,
}

/// A value of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Named {
    /// What it says.
    pub value: String,
    /// Whether it stands in quotes: then it isn't a word for something else.
    pub quoted: bool,
}

/// What is known of the names in a query.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Nothing is repaired: the query is sent as it was written.
    pub exact: bool,
    /// All fields that may stand in a query; empty if they aren't known.
    pub fields: Vec<Field>,
    /// All functions, without parentheses; empty if they aren't known.
    pub functions: Vec<String>,
    /// The values of fields, by the field's id.
    pub values: BTreeMap<String, Values>,
    /// The people who were asked for, by the value in the query.
    pub people: BTreeMap<String, Person>,
    /// What the three status categories are called in a query.
    pub categories: Categories,
    /// The time zone of the profile, in which Jira reads the times of a query; `None` if it isn't known.
    pub zone: Option<TimeZone>,
}

/// A field that may stand in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its id: `duedate`, `customfield_10016`.
    pub id: String,
    /// Its name for the account.
    pub name: String,
    /// Its other names, such as the untranslated one.
    pub other_names: Vec<String>,
    /// What a query may call it, the best first and without quotes: `["cf[10016]", "Story Points"]`.
    pub clause_names: Vec<String>,
    /// What its values are.
    pub kind: Kind,
    /// Whether an order may hold it; `None` if that isn't known.
    pub orderable: Option<bool>,
}

/// What the values of a field are. Meaning is taken from this, never from the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A status.
    Status,
    /// A status category.
    StatusCategory,
    /// A priority.
    Priority,
    /// An issue type.
    IssueType,
    /// A resolution.
    Resolution,
    /// A type of links.
    LinkType,
    /// A project.
    Project,
    /// One or more versions.
    Version,
    /// One or more components.
    Component,
    /// One or more sprints.
    Sprint,
    /// One or more people.
    User,
    /// One or more options of a select field.
    Option,
    /// Labels.
    Label,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A point in time.
    DateTime,
    /// A text.
    Text,
    /// An issue: `key`, `parent`.
    Issue,
    /// The issue above: like [`Kind::Issue`], and it may be empty.
    Parent,
    /// Anything else.
    Other,
}

impl Kind {
    /// Whether a value that is one slip away from a known one is that one. These names are few, and none is a number.
    pub fn forgives(self) -> bool {
        matches!(self, Self::Status | Self::Priority | Self::IssueType | Self::Resolution | Self::LinkType)
    }

    /// Whether `none` says that nothing is set.
    pub fn may_be_empty(self) -> bool {
        matches!(
            self,
            Self::User
                | Self::Version
                | Self::Component
                | Self::Sprint
                | Self::Parent
                | Self::Resolution
                | Self::Date
                | Self::DateTime
        )
    }

    /// Whether its values are points in time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::DateTime)
    }
}

/// The values of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The known ones.
    pub known: Vec<Known>,
    /// Whether these are all. Only then is a value that isn't among them a mistake.
    pub complete: bool,
}

/// A value that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Its name for the account.
    pub name: String,
    /// Names that people also use for it and Jira might not: the translated or untranslated one.
    pub other_names: Vec<String>,
    /// What Jira takes besides id and name, such as a project's key.
    pub keys: Vec<String>,
    /// What a query should say for it; empty for the name.
    pub send: String,
    /// For a status its category.
    pub category: Option<Category>,
}

/// The categories of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Jira's key `new`.
    New,
    /// Jira's key `indeterminate`.
    Indeterminate,
    /// Jira's key `done`.
    Done,
}

/// What the status categories are called in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories {
    /// The name of [`Category::New`].
    pub new: String,
    /// The name of [`Category::Indeterminate`].
    pub indeterminate: String,
    /// The name of [`Category::Done`].
    pub done: String,
}

impl Default for Categories {
    fn default() -> Self {
        Self { new: "To Do".into(), indeterminate: "In Progress".into(), done: "Done".into() }
    }
}

/// Who a value in a field of people means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// Exactly one account.
    One {
        /// What a query says for it: an account id on Cloud, a user name on Data Center. Equal to the value if it is that.
        send: String,
        /// Its name, for messages.
        name: String,
    },
    /// Several accounts.
    Several(Vec<Candidate>),
    /// No account, with those that are near.
    Nobody(Vec<Candidate>),
}

/// One of the values that may have been meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// What people call it.
    pub name: String,
    /// What tells it apart.
    pub detail: Option<String>,
    /// The value to write in its place, without quotes.
    pub send: String,
}
