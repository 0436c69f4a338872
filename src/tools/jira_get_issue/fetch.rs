//! The issue itself behind the gate, and the zone that its times are shown in.

use super::SPEC;
use crate::args::IssueKey;
use crate::error::ToolError;
use crate::jira::types::Issue;
use crate::resolve::issue::shown;
use crate::tools::Ctx;
use jiff::tz::TimeZone;

/// The issue, when it may be shown under the key that it has now.
pub(super) async fn fetch(asked: &IssueKey, fields: &[String], ctx: &Ctx) -> Result<Issue, ToolError> {
    let answer = ctx.shared.jira.issue_with_names(&ctx.call, asked.as_str(), Some(fields)).await;
    shown(SPEC.name, "key", asked, answer, &ctx.shared.policy)
}

/// The zone of the profile; `None` when it could not be read, which is no reason to show nothing.
pub(super) async fn zone(ctx: &Ctx) -> Option<TimeZone> {
    ctx.zone(SPEC.name).await.ok()
}
