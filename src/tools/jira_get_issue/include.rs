//! The parts of an issue that a call may ask for besides its fields.

use crate::args::Choice;
use crate::compact::issue::Section;
use schemars::JsonSchema;

// The words of `include`, in the order in which parts are shown. No documentation: it would go to the model.
#[derive(Clone, Copy, PartialEq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Include {
    Comments,
    Links,
    Subtasks,
    Attachments,
    History,
    Transitions,
    Worklogs,
    AllFields,
}

impl Choice for Include {
    const ALL: &'static [(&'static str, Self)] = &[
        ("comments", Self::Comments),
        ("links", Self::Links),
        ("subtasks", Self::Subtasks),
        ("attachments", Self::Attachments),
        ("history", Self::History),
        ("transitions", Self::Transitions),
        ("worklogs", Self::Worklogs),
        ("all_fields", Self::AllFields),
    ];
    const ALSO: &'static [(&'static str, Self)] = &[
        ("changelog", Self::History),
        ("children", Self::Subtasks),
        ("files", Self::Attachments),
        ("fields", Self::AllFields),
    ];
}

impl Include {
    /// The part of the document that it adds.
    pub(super) fn section(self) -> Section {
        match self {
            Self::Comments => Section::Comments,
            Self::Links => Section::Links,
            Self::Subtasks => Section::Subtasks,
            Self::Attachments => Section::Attachments,
            Self::History => Section::History,
            Self::Transitions => Section::Transitions,
            Self::Worklogs => Section::Worklogs,
            Self::AllFields => Section::AllFields,
        }
    }
}
