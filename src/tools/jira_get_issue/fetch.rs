//! The issue itself behind the gate, and the zone that its times are shown in.
//!
//! Issues move: an old key of another project may lead to an issue that may be shown, and the other way round. So what
//! counts is the key under which Jira answers, and of an issue that may not be shown nothing is told, not even that key.

use super::SPEC;
use crate::args::IssueKey;
use crate::error::{About, Code, Field, Problem, ToolError, listed};
use crate::jira;
use crate::jira::types::Issue;
use crate::tools::Ctx;
use jiff::tz::TimeZone;

/// The issue, when it may be shown under the key that it has now.
pub(super) async fn fetch(asked: &IssueKey, fields: &[String], ctx: &Ctx) -> Result<Issue, ToolError> {
    let policy = &ctx.shared.policy;
    let as_asked = policy.check_issue(asked);
    let issue = match ctx.shared.jira.issue_with_names(&ctx.call, asked.as_str(), Some(fields)).await {
        Ok(issue) => issue,
        Err(error) => {
            // Whether there is such an issue elsewhere is none of the agent's business either.
            if tells_of_the_issue(&error.kind) {
                as_asked?;
            }
            return Err(ToolError::upstream(SPEC.name, About::Issue("key", asked), &error));
        }
    };
    if !policy.allows_issue(&issue.key) {
        as_asked?;
        return Err(moved_away(asked, policy.projects().unwrap_or_default()));
    }
    if IssueKey::parse(&issue.key).is_none() {
        let message = format!("Jira answered for `{asked}` with a key that is none");
        return Err(ToolError::fatal(Code::UpstreamError, message));
    }
    Ok(issue)
}

/// The zone of the profile; `None` when it could not be read, which is no reason to show nothing.
pub(super) async fn zone(ctx: &Ctx) -> Option<TimeZone> {
    ctx.zone(SPEC.name).await.ok()
}

fn tells_of_the_issue(kind: &jira::Kind) -> bool {
    use jira::Kind::{Conflict, Forbidden, Gone, Invalid, Locked, NotFound, TooLarge, Unprocessable};
    matches!(kind, NotFound | Forbidden | Invalid | Conflict | Gone | TooLarge | Unprocessable | Locked)
}

fn moved_away(asked: &IssueKey, allowed: &[String]) -> ToolError {
    let message = format!("`{asked}` is no longer in a project that this server may touch");
    let fix = format!("use an issue of {}", listed(allowed, "or"));
    ToolError::mendable(Code::ProjectNotAllowed, message, fix)
        .with_field("key", Field { allowed: allowed.to_vec(), ..Field::new(Problem::NotAllowed, asked.as_str()) })
}
