//! The small tables: people, projects, workflows, versions, boards.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Store;

/// A person or an app.
#[derive(Clone)]
pub(crate) struct Person {
    /// Cloud's id.
    pub(crate) account_id: String,
    /// Data Center's unchanging key.
    pub(crate) key: String,
    /// Data Center's user name.
    pub(crate) name: String,
    pub(crate) display: String,
    pub(crate) email: String,
    /// The profile hides the address: Cloud leaves it out.
    pub(crate) email_hidden: bool,
    pub(crate) active: bool,
    /// `atlassian`, `app` or `customer`.
    pub(crate) account_type: &'static str,
    pub(crate) zone: &'static str,
}

/// A project.
#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `software` or `service_desk`.
    pub(crate) kind: &'static str,
    pub(crate) lead: usize,
    /// Positions of its issue types, in the scheme's order.
    pub(crate) types: Vec<usize>,
    pub(crate) workflow: usize,
    /// Robin Vale has no permission to see it.
    pub(crate) hidden: bool,
    /// The number that the next issue's key gets.
    pub(crate) next_number: u64,
    /// Create screens: fields beside the usual ones, per type position.
    pub(crate) extra: Vec<(usize, Vec<ScreenField>)>,
    /// The id of its service desk, if it is a service project.
    pub(crate) desk: Option<u64>,
}

/// A field on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScreenField {
    pub(crate) field: String,
    pub(crate) required: bool,
    pub(crate) has_default: bool,
}

/// An issue type.
#[derive(Clone)]
pub(crate) struct IssueType {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) description: String,
    /// 1 for epics, 0 for the usual level, -1 for sub-tasks.
    pub(crate) level: i64,
    pub(crate) avatar: u64,
}

/// A status category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    /// `new`
    New,
    /// `indeterminate`
    InProgress,
    /// `done`
    Done,
}

/// A status.
#[derive(Clone)]
pub(crate) struct Status {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) category: Category,
}

/// A priority; the table's order is its rank, highest first.
#[derive(Clone)]
pub(crate) struct Priority {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) color: &'static str,
}

/// A resolution.
#[derive(Clone)]
pub(crate) struct Resolution {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) description: String,
}

/// The statuses of a project and the ways between them.
#[derive(Clone)]
pub(crate) struct Workflow {
    /// Positions of its statuses; new issues start in the first.
    pub(crate) statuses: Vec<usize>,
    pub(crate) transitions: Vec<Transition>,
}

/// A way from statuses to a status.
#[derive(Clone)]
pub(crate) struct Transition {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// Positions of the statuses it leaves; empty is global.
    pub(crate) from: Vec<usize>,
    pub(crate) to: usize,
    /// The fields of its screen.
    pub(crate) screen: Vec<ScreenField>,
}

/// A version of a project.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) id: u64,
    pub(crate) project: usize,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) released: bool,
    pub(crate) archived: bool,
    pub(crate) start: Option<Date>,
    pub(crate) release: Option<Date>,
}

/// A component of a project.
#[derive(Clone)]
pub(crate) struct Component {
    pub(crate) id: u64,
    pub(crate) project: usize,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) lead: Option<usize>,
}

/// A type of link.
#[derive(Clone)]
pub(crate) struct LinkType {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) inward: String,
    pub(crate) outward: String,
}

/// A link between two issues: `from` `outward` `to`.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) id: u64,
    pub(crate) kind: usize,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// A board.
#[derive(Clone)]
pub(crate) struct Board {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// `scrum` or `kanban`.
    pub(crate) kind: &'static str,
    pub(crate) project: usize,
}

/// A sprint.
#[derive(Clone)]
pub(crate) struct Sprint {
    pub(crate) id: u64,
    pub(crate) board: u64,
    pub(crate) name: String,
    /// `closed`, `active` or `future`.
    pub(crate) state: &'static str,
    pub(crate) goal: String,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    pub(crate) complete: Option<Timestamp>,
}

impl Category {
    /// Jira's number.
    pub(crate) fn id(self) -> u64 {
        match self {
            Self::New => 2,
            Self::InProgress => 4,
            Self::Done => 3,
        }
    }

    /// Jira's key.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "indeterminate",
            Self::Done => "done",
        }
    }

    /// The name in English.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "To Do",
            Self::InProgress => "In Progress",
            Self::Done => "Done",
        }
    }

    /// The colour.
    pub(crate) fn color(self) -> &'static str {
        match self {
            Self::New => "blue-gray",
            Self::InProgress => "yellow",
            Self::Done => "green",
        }
    }
}

impl ScreenField {
    /// A required field.
    pub(crate) fn required(field: &str) -> Self {
        Self { field: field.into(), required: true, has_default: false }
    }

    /// An optional field.
    pub(crate) fn optional(field: &str) -> Self {
        Self { field: field.into(), required: false, has_default: false }
    }

    /// A field that Jira fills when it is absent.
    pub(crate) fn with_default(field: &str) -> Self {
        Self { field: field.into(), required: true, has_default: true }
    }
}

impl Project {
    /// The create screen of a type.
    pub(crate) fn screen(&self, kind: usize, store: &Store) -> Vec<ScreenField> {
        let level = store.types.get(kind).map_or(0, |kind| kind.level);
        let mut fields = vec![
            ScreenField::required("summary"),
            ScreenField::required("issuetype"),
            ScreenField::required("project"),
            ScreenField::with_default("reporter"),
            ScreenField::optional("description"),
            ScreenField::optional("assignee"),
            ScreenField { field: "priority".into(), required: false, has_default: true },
            ScreenField::optional("labels"),
            ScreenField::optional("components"),
            ScreenField::optional("fixVersions"),
            ScreenField::optional("duedate"),
            ScreenField::optional("attachment"),
            ScreenField::optional("issuelinks"),
        ];
        if level < 0 {
            fields.push(ScreenField::required("parent"));
        } else if level == 0 && self.kind == "software" {
            fields.push(ScreenField::optional("parent"));
        }
        for (extra_kind, extra) in &self.extra {
            if *extra_kind == kind {
                fields.extend(extra.iter().cloned());
            }
        }
        fields
    }
}

/// A query that was saved under a name.
#[derive(Clone)]
pub(crate) struct Filter {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) jql: String,
}
