//! What came of an edit, from what Jira holds.

use super::SPEC;
use crate::args::{Edit, IssueKey};
use crate::error::{Code, SideEffects, ToolError};
use crate::jira::types::Comment;
use crate::writes;
use serde_json::{Value, json};

/// An edit that was sent.
pub(super) struct Sent<'a> {
    /// The issue.
    pub(super) key: &'a IssueKey,
    /// The comment before.
    pub(super) before: &'a Comment,
    /// What was sent.
    pub(super) stored: &'a Value,
    /// What was asked for.
    pub(super) edit: &'a Edit,
}

impl Sent<'_> {
    /// Whether what Jira answered is what was sent, seen by those who saw it before.
    ///
    /// # Errors
    ///
    /// `side_effects: partial` with what is otherwise.
    pub(super) fn confirmed(&self, after: &Comment) -> Result<(), ToolError> {
        let id = &self.before.id;
        if self.before.public == Some(false) && after.public == Some(true) {
            let message = format!("the comment #{id} was internal and is public now: the customer sees it");
            return Err(ToolError::fatal(Code::UpstreamError, message)
                .with_fix(format!(
                    "tell the user at once: the comment #{id} on {} has to be looked at in Jira",
                    self.key
                ))
                .with_side_effects(SideEffects::Partial(vec![format!("comment #{id} was changed and is public")])));
        }
        if after.body == *self.stored || writes::says(self.stored, &after.body) {
            return Ok(());
        }
        let message = format!("Jira holds another text in the comment #{id} than was sent");
        Err(self
            .looking(ToolError::mendable(Code::Conflict, message, self.look()))
            .with_side_effects(SideEffects::Partial(vec![format!("comment #{id} was sent a new text")])))
    }

    /// The same where the answer was lost and the comment was read again: what says the same as before is no proof.
    ///
    /// # Errors
    ///
    /// Those of [`Self::confirmed`], and `outcome_unknown`.
    pub(super) fn looked_up(&self, after: Option<Comment>) -> Result<(), ToolError> {
        if let Some(after) = after.filter(|after| after.body != self.before.body) {
            return self.confirmed(&after);
        }
        let id = &self.before.id;
        let message = format!("Jira's answer was lost, so it is not known whether the comment #{id} was changed");
        let effects = SideEffects::Possible(vec![format!("comment #{id} changed")]);
        // An addition that is sent again is there twice.
        let error = match self.edit {
            Edit::Append(_) | Edit::Prepend(_) => {
                self.looking(ToolError::mendable(Code::OutcomeUnknown, message, self.look()))
            }
            _ => {
                let fix = format!("call {} again with the same arguments", SPEC.name);
                ToolError::mendable(Code::OutcomeUnknown, message, fix)
            }
        };
        Err(error.with_side_effects(effects))
    }

    fn look(&self) -> String {
        format!(
            "call jira_get_issue with key `{}` and include `comments`, and {} again only with what is not there yet",
            self.key, SPEC.name
        )
    }

    fn looking(&self, error: ToolError) -> ToolError {
        error.with_next("jira_get_issue", json!({"key": self.key.as_str(), "include": ["comments"]}))
    }
}
