//! From the names that people use to the ids that Jira wants, one file per kind.
//!
//! One rule of matching for all kinds; a failure lists candidates that can be sent back as they stand.

pub mod change;
pub mod coerce;
pub mod columns;
pub mod failure;
pub mod field;
pub mod field_type;
pub mod issue;
pub mod issue_type;
pub mod jql;
pub mod link_type;
pub mod matching;
pub mod project;
pub mod refusal;
mod required;
pub mod rich_text;
pub mod screen;
pub mod sprint;
pub mod status;
pub mod text_names;
pub mod transition;
pub mod user;
mod usual_names;
pub mod write;

pub use failure::{Failure, Unresolved};
pub use field_type::field_type;

use crate::error::{About, ToolError};
use crate::jira::{Call, Client, Error};
use crate::policy::Policy;

/// What names are resolved with: whose call it is, and what it may see. One file per kind adds the methods.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    /// The tool that asks, for the sentences of errors.
    pub tool: &'static str,
    /// Where the names are.
    pub jira: &'a Client,
    /// Which projects may be seen.
    pub policy: &'a Policy,
    /// How long it may take.
    pub call: &'a Call,
}

impl Resolver<'_> {
    fn failed(&self, about: About<'_>, error: &Error) -> Failure {
        ToolError::upstream(self.tool, about, error).into()
    }
}
