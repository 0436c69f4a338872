//! The kinds of things that can be looked up, and the columns of each: public contract.

use crate::args::Choice;
use schemars::JsonSchema;

// A doc comment here would be told to the model as the description of `kind`, which its words make needless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Kind {
    User,
    Project,
    IssueType,
    CreateFields,
    Field,
    Option,
    Transition,
    Status,
    Priority,
    Resolution,
    LinkType,
    Version,
    Component,
    Sprint,
    Label,
}

impl Choice for Kind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("user", Self::User),
        ("project", Self::Project),
        ("issue_type", Self::IssueType),
        ("create_fields", Self::CreateFields),
        ("field", Self::Field),
        ("option", Self::Option),
        ("transition", Self::Transition),
        ("status", Self::Status),
        ("priority", Self::Priority),
        ("resolution", Self::Resolution),
        ("link_type", Self::LinkType),
        ("version", Self::Version),
        ("component", Self::Component),
        ("sprint", Self::Sprint),
        ("label", Self::Label),
    ];
    const ALSO: &'static [(&'static str, Self)] = &[
        ("type", Self::IssueType),
        ("assignee", Self::User),
        ("reporter", Self::User),
        ("person", Self::User),
        ("people", Self::User),
        ("tag", Self::Label),
    ];
}

impl Kind {
    /// The kind as it is sent.
    pub(super) fn word(self) -> &'static str {
        let entry = Self::ALL.iter().find(|(_, kind)| *kind == self);
        entry.map_or("", |(word, _)| word)
    }

    /// Whether it has a use for an argument.
    pub(super) fn uses(self, argument: &str) -> bool {
        match self {
            Self::Option => true,
            Self::CreateFields => argument != "field",
            Self::Transition => matches!(argument, "query" | "issue"),
            Self::User
            | Self::Project
            | Self::IssueType
            | Self::Status
            | Self::Version
            | Self::Component
            | Self::Sprint => matches!(argument, "query" | "project" | "issue"),
            Self::Field | Self::Priority | Self::Resolution | Self::LinkType | Self::Label => argument == "query",
        }
    }

    /// The argument that is a part of the name, as `query` is, because it names what is listed.
    pub(super) fn read_as_query(self) -> Option<&'static str> {
        match self {
            Self::IssueType => Some("issue_type"),
            Self::Field | Self::CreateFields => Some("field"),
            _ => None,
        }
    }

    /// Whether its rows belong to one project.
    pub(super) fn needs_project(self) -> bool {
        matches!(self, Self::CreateFields | Self::Option | Self::Version | Self::Component | Self::Sprint)
    }

    /// The columns of its rows, a public contract.
    pub(super) fn cols(self) -> &'static [&'static str] {
        match self {
            Self::User => &["name", "email", "account_id", "active"],
            Self::Project => &["key", "name", "type"],
            Self::IssueType => &["name", "id", "subtask", "level"],
            Self::CreateFields => &["name", "id", "type", "required", "allowed"],
            Self::Field => &["name", "id", "type"],
            Self::Option => &["value", "id", "parent"],
            Self::Transition => &["name", "to", "id", "required_fields"],
            Self::Status => &["name", "category"],
            Self::Priority | Self::Resolution | Self::Label => &["name"],
            Self::LinkType => &["name", "outward", "inward"],
            Self::Version => &["name", "released", "archived", "release_date"],
            Self::Component => &["name", "lead"],
            Self::Sprint => &["name", "id", "state", "start", "end", "board", "goal"],
        }
    }
}
