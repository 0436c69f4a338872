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
}

impl Kind {
    /// The kind as it is sent.
    pub(super) fn word(self) -> &'static str {
        let entry = Self::ALL.iter().find(|(_, kind)| *kind == self);
        entry.map_or("", |(word, _)| word)
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
