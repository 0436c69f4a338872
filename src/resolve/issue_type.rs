//! Issue types by name, by the name before translation, or by id.

use super::matching::{Called, Match, pick, with_id};
use super::{Failure, Resolver, Unresolved};
use crate::error::{About, Candidate, Code, ToolError};
use crate::jira::types::IssueType;
use serde_json::json;

/// What an issue type answers to.
pub fn called(one: &IssueType) -> Called {
    Called::new(one.name.as_str(), one.id.as_str()).or(one.untranslated_name.as_deref())
}

/// The issue type of a project that a word names.
///
/// # Errors
///
/// The names that could have been said.
pub fn find<'a>(types: &'a [IssueType], wanted: &str, project: &str) -> Result<&'a IssueType, Unresolved> {
    match pick(wanted, types, called) {
        Match::One(one) => Ok(one),
        Match::Several(several) => {
            let candidate = |one: &IssueType| Candidate {
                name: one.name.clone(),
                detail: one.id.clone(),
                send: with_id(&one.name, &one.id).into(),
            };
            let candidates = several.into_iter().map(candidate).collect();
            Err(Unresolved::ambiguous("issue type", wanted, candidates).within(format!("in {project}")))
        }
        Match::Nothing => {
            let known = types.iter().map(|one| one.name.clone()).collect();
            Err(Unresolved::unknown("issue type", wanted, known)
                .within(format!("in {project}"))
                .with_lookup(json!({"kind": "issue_type", "project": project})))
        }
    }
}

impl Resolver<'_> {
    /// The types of which this account may make issues in a project; never empty.
    ///
    /// # Errors
    ///
    /// `permission_denied` when there are none, and what the client fails with.
    pub async fn creatable_types(&self, project: &str) -> Result<Vec<IssueType>, Failure> {
        let types = self.jira.create_types(self.call, project).await;
        let types = types.map_err(|error| self.failed(About::Project("project", project), &error))?;
        if types.is_empty() {
            let message = format!("this account may not create issues in `{project}`");
            let error = ToolError::fatal(Code::PermissionDenied, message)
                .with_fix("ask the user to get the permission from a Jira administrator, or use another project");
            return Err(error.into());
        }
        Ok(types.to_vec())
    }
}
