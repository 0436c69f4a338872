//! Issues by key, behind the gate.
//!
//! Issues move: an old key of another project may lead to an issue that may be shown, and the other way round. So what
//! counts is the key under which Jira answers, and of an issue that may not be shown nothing is told, not even that key.

use super::{Failure, Resolver};
use crate::args::IssueKey;
use crate::error::{About, Code, Field, Problem, ToolError, listed};
use crate::jira::types::Issue;
use crate::jira::{Error, Kind};
use crate::policy::Policy;

/// What Jira answered for a key, if it may be shown under the key that it has now. `argument` is where the key stood.
///
/// # Errors
///
/// `project_not_allowed`, also for an issue that doesn't exist under a key that may not be asked for, and what the client
/// failed with.
pub fn shown(
    tool: &str,
    argument: &'static str,
    asked: &IssueKey,
    answer: Result<Issue, Error>,
    policy: &Policy,
) -> Result<Issue, ToolError> {
    let as_asked = || policy.check_issue(asked).map_err(|error| at(error, tool, argument));
    let issue = match answer {
        Ok(issue) => issue,
        Err(error) => {
            // Whether there is such an issue elsewhere is none of the agent's business either.
            if tells_of_the_issue(&error.kind) {
                as_asked()?;
            }
            return Err(ToolError::upstream(tool, About::Issue(argument, asked), &error));
        }
    };
    if !policy.allows_issue(&issue.key) {
        as_asked()?;
        return Err(moved_away(tool, argument, asked, policy.projects().unwrap_or_default()));
    }
    if IssueKey::parse(&issue.key).is_none() {
        let message = format!("Jira answered for `{asked}` with a key that is none");
        return Err(ToolError::fatal(Code::UpstreamError, message));
    }
    Ok(issue)
}

impl Resolver<'_> {
    /// The key under which Jira holds an issue now, inside the allowed projects.
    ///
    /// Where all projects are allowed nothing is asked: a moved key works as well as the new one.
    ///
    /// # Errors
    ///
    /// `project_not_allowed`, and what the client fails with.
    pub async fn issue(&self, argument: &'static str, key: &IssueKey) -> Result<IssueKey, Failure> {
        if self.policy.projects().is_none() {
            return Ok(key.clone());
        }
        Ok(self.issue_now(argument, key, &["project"]).await?.0)
    }

    /// An issue with these fields and the key under which Jira holds it now, which proves that it is there.
    ///
    /// # Errors
    ///
    /// `not_found_or_hidden`, `project_not_allowed`, and what else the client fails with.
    pub async fn issue_now(
        &self,
        argument: &'static str,
        key: &IssueKey,
        fields: &[&str],
    ) -> Result<(IssueKey, Issue), Failure> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let answer = self.jira.issue(self.call, key.as_str(), Some(&fields)).await;
        let issue = shown(self.tool, argument, key, answer, self.policy)?;
        let now = IssueKey::parse(&issue.key).unwrap_or_else(|| key.clone());
        Ok((now, issue))
    }
}

fn tells_of_the_issue(kind: &Kind) -> bool {
    use Kind::{Conflict, Forbidden, Gone, Invalid, Locked, NotFound, TooLarge, Unprocessable};
    matches!(kind, NotFound | Forbidden | Invalid | Conflict | Gone | TooLarge | Unprocessable | Locked)
}

fn moved_away(tool: &str, argument: &'static str, asked: &IssueKey, allowed: &[String]) -> ToolError {
    let message = format!("`{asked}` is no longer in a project that this server may touch");
    let fix = call_again(tool, argument, allowed);
    ToolError::mendable(Code::ProjectNotAllowed, message, fix)
        .with_field(argument, Field::new(Problem::NotAllowed, asked.as_str()))
}

/// The gate calls every issue `key`, and knows no tools.
fn at(mut error: ToolError, tool: &str, argument: &str) -> ToolError {
    let mut allowed = Vec::new();
    for (name, field) in &mut error.fields {
        argument.clone_into(name);
        // Projects are no values of an argument that takes an issue.
        allowed = std::mem::take(&mut field.allowed);
    }
    ToolError { fix: Some(call_again(tool, argument, &allowed)), ..error }
}

fn call_again(tool: &str, argument: &str, allowed: &[String]) -> String {
    format!("call {tool} again with {argument} as an issue of {}", listed(allowed, "or"))
}
