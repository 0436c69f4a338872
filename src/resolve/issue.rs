//! Issues by key, and the gate again for those that moved.

use super::{Failure, Resolver};
use crate::args::IssueKey;
use crate::error::{About, ToolError};

impl Resolver<'_> {
    /// The key under which Jira holds an issue now, inside the allowed projects.
    ///
    /// Where all projects are allowed nothing is asked: a moved key works as well as the new one.
    ///
    /// # Errors
    ///
    /// `project_not_allowed`, and what the client fails with.
    pub async fn issue(&self, argument: &'static str, key: &IssueKey) -> Result<IssueKey, Failure> {
        self.check(argument, key)?;
        if self.policy.projects().is_none() {
            return Ok(key.clone());
        }
        self.issue_now(argument, key).await
    }

    /// The key under which Jira holds an issue now, which proves that it is there.
    ///
    /// # Errors
    ///
    /// `not_found_or_hidden`, `project_not_allowed`, and what else the client fails with.
    pub async fn issue_now(&self, argument: &'static str, key: &IssueKey) -> Result<IssueKey, Failure> {
        let issue = self.jira.issue(self.call, key.as_str(), Some(&["project".to_owned()])).await;
        let issue = issue.map_err(|error| self.failed(About::Issue(argument, key), &error))?;
        let now = IssueKey::parse(&issue.key).unwrap_or_else(|| key.clone());
        self.check(argument, &now)?;
        Ok(now)
    }

    fn check(&self, argument: &'static str, key: &IssueKey) -> Result<(), ToolError> {
        self.policy.check_issue(key).map_err(|mut error| {
            // The gate calls every issue `key`.
            for (name, _) in &mut error.fields {
                argument.clone_into(name);
            }
            error
        })
    }
}
