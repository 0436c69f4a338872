//! What Jira tells, in one shape for both dialects.
//!
//! Issue fields stay JSON, because their shapes are the site's own; everything else has the few members that somebody uses.
//! A member that a Jira leaves out, or sends in another shape, is absent here and never fails the call.

mod issue;
mod jql;
mod search;
mod workflow;
mod write;

pub use issue::{Attachment, Change, ChangeItem, Comment, Issue, Piece, RemoteLink, Worklog};
pub use jql::{JqlField, JqlReference};
pub use search::{PageToken, SearchPage, SearchQuery};
pub use workflow::WorkflowStep;
pub use write::{Changes, Created, Markup, ParentAs, RequestComment, TAG, Tag, Written};

use serde_json::Value;

/// A bounded list and how much there is in all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing<T> {
    /// The items that were read.
    pub items: Vec<T>,
    /// How many there are in all, when Jira says; `None` means that there may be more than `items`.
    pub total: Option<u64>,
}

/// A person. The id is an account id on Cloud and a user name on Data Center.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// What Jira wants when a person is named.
    pub id: String,
    /// The name that people see; never empty (falls back to the id).
    pub name: String,
    /// Absent where the person hides it (Jira facts, item 52).
    pub email: Option<String>,
    /// Whether the account can be given work.
    pub active: bool,
    /// The profile's zone, an IANA name; only of oneself.
    pub time_zone: Option<String>,
}

/// What kind of values a field holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSchema {
    /// Jira's `type`: `string`, `number`, `array`, `option`, `user`, `date`, `datetime`, `any` …
    pub kind: String,
    /// The `type` of an array's items.
    pub items: Option<String>,
    /// The system field's name, for system fields.
    pub system: Option<String>,
    /// The custom field's type key, such as `com.pyxis.greenhopper.jira:gh-sprint`.
    pub custom: Option<String>,
}

/// A field of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// `summary`, `customfield_10016`.
    pub id: String,
    /// The display name, in the profile's language.
    pub name: String,
    /// The name before translation, when Jira tells it and it differs.
    pub untranslated_name: Option<String>,
    /// Whether it was made on this site.
    pub custom: bool,
    /// Names that JQL accepts for it.
    pub clause_names: Vec<String>,
    /// Absent for a few system fields (`issuekey`, `thumbnail`).
    pub schema: Option<FieldSchema>,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// Jira's number for it.
    pub id: String,
    /// `SHOP`.
    pub key: String,
    /// `Web Shop`.
    pub name: String,
    /// `software`, `service_desk`, `business`.
    pub type_key: String,
}

/// A project with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectDetail {
    /// The project itself.
    pub project: Project,
    /// Who leads it.
    pub lead: Option<User>,
    /// Its issue types.
    pub issue_types: Vec<IssueType>,
    /// Its components.
    pub components: Vec<Component>,
    /// Its versions, in Jira's order (oldest first).
    pub versions: Vec<Version>,
}

/// An issue type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueType {
    /// Jira's number for it.
    pub id: String,
    /// The name, in the profile's language.
    pub name: String,
    /// The name before translation, when Jira tells it and it differs.
    pub untranslated_name: Option<String>,
    /// Whether it lives below another issue.
    pub subtask: bool,
    /// -1 sub-task, 0 standard, 1 epic, more above; absent on Data Center.
    pub level: Option<i64>,
}

/// A status, with the category that means the same in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Jira's number for it.
    pub id: String,
    /// The name, in the profile's language.
    pub name: String,
    /// The category's key: `new`, `indeterminate`, `done`, `undefined`.
    pub category: String,
    /// The category's name, in the profile's language: `To Do`, `In Progress`, `Done`.
    pub category_name: String,
}

/// Something with an id and a name: a priority, a resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Jira's number for it.
    pub id: String,
    /// The name, in the profile's language.
    pub name: String,
}

/// A link type in both directions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkType {
    /// Jira's number for it.
    pub id: String,
    /// `Blocks`.
    pub name: String,
    /// `blocks`.
    pub outward: String,
    /// `is blocked by`.
    pub inward: String,
}

/// A version of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Jira's number for it.
    pub id: String,
    /// `1.2`.
    pub name: String,
    /// Whether it is out.
    pub released: bool,
    /// Whether it is hidden from choices.
    pub archived: bool,
    /// `2026-11-23`.
    pub release_date: Option<String>,
}

/// A component of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Jira's number for it.
    pub id: String,
    /// `API`.
    pub name: String,
    /// Who leads it.
    pub lead: Option<User>,
}

/// A board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// Jira's number for it.
    pub id: String,
    /// `Web`.
    pub name: String,
    /// `scrum`, `kanban`, `simple`. Only scrum boards have sprints (a `simple` one may).
    pub kind: String,
}

/// A sprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sprint {
    /// Jira's number for it.
    pub id: String,
    /// `Sprint 5`.
    pub name: String,
    /// `active`, `future`, `closed`.
    pub state: String,
    /// When it began or is to begin, as Jira wrote it.
    pub start: Option<String>,
    /// When it ended or is to end, as Jira wrote it.
    pub end: Option<String>,
    /// The board that it was made on.
    pub board_id: Option<String>,
    /// What it is for.
    pub goal: Option<String>,
}

/// A field on a create, edit or transition screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldMeta {
    /// `customfield_10016`.
    pub id: String,
    /// The display name.
    pub name: String,
    /// Whether Jira refuses without it.
    pub required: bool,
    /// Whether Jira fills it when it is missing.
    pub has_default: bool,
    /// What kind of values it holds.
    pub schema: FieldSchema,
    /// The allowed values as Jira sent them (objects with `id` and `name` or `value`, cascading ones with `children`).
    pub allowed: Vec<Value>,
    /// What an edit may do: `set`, `add`, `remove`, `edit`, `copy`.
    pub operations: Vec<String>,
}

/// A step of the workflow that an issue can take now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transition {
    /// What Jira wants when the step is taken.
    pub id: String,
    /// The button's name.
    pub name: String,
    /// Where it leads.
    pub to: Status,
    /// The fields on its screen.
    pub fields: Vec<FieldMeta>,
}

/// The site, as it tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerInfo {
    /// `10.3.1`, or `1001.0.0-SNAPSHOT` on every Cloud.
    pub version: String,
    /// The address people use, when Jira tells it.
    pub base_url: Option<String>,
}
