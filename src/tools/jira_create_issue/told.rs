//! What is told of an issue that was made, by this call or by an equal one before it.

use super::{Ready, SPEC, resolver};
use crate::args::IssueKey;
use crate::audit::Outcome;
use crate::error::{Code, SideEffects, ToolError, listed};
use crate::tools::Ctx;
use crate::tools::audited::Written;
use crate::tools::confirmed::{Teller, is_kept};
use serde_json::{Map, Value};
use std::time::Duration;

/// An issue that this call made, as Jira holds it.
pub(super) async fn made(key: &str, ready: Ready, ctx: &Ctx) -> Result<Written, ToolError> {
    let key = parsed(key)?;
    let list = ready.settled.list();
    let mut record = record(&key, true, ctx);
    let mut warnings = ready.warnings;
    let ids: Vec<&str> = list.iter().map(|one| one.id.as_str()).chain(["project"]).collect();
    match resolver(ctx).issue_now("key", &key, &ids).await {
        Ok((_, issue)) => {
            let teller = Teller::new(SPEC.name, ctx).await.knowing(key.as_str(), list, &[&issue.fields]).await;
            if !is_kept(list, &issue.fields) {
                let done = format!("{key} created");
                return Err(teller.not_kept(&key, list, &issue.fields, Some(done)));
            }
            record.insert("set".to_owned(), teller.values(list, &issue.fields).into());
        }
        // It is there: that it could not be read must not look as if it had to be made again.
        Err(_) => warnings.push(format!("{key} was created and could not be read again: jira_get_issue shows it")),
    }
    if !ready.copied.is_empty() {
        warnings.push(format!("{} copied from the other issue", listed(&ready.copied, "and")));
    }
    if ready.is_service {
        warnings.push("the customer sees the summary and the description".to_owned());
    }
    if !ready.settled.mentioned.is_empty() {
        record.insert("mentioned".to_owned(), ready.settled.mentioned.into());
    }
    if !warnings.is_empty() {
        record.insert("warnings".to_owned(), warnings.into());
    }
    Ok(Written { key, outcome: Outcome::Done, record })
}

/// An issue that an equal call made a while ago.
pub(super) async fn earlier(
    key: &str,
    age: Duration,
    changed: bool,
    ready: Ready,
    ctx: &Ctx,
) -> Result<Written, ToolError> {
    let key = parsed(key)?;
    ctx.shared.policy.check_issue(&key)?;
    let mut record = record(&key, false, ctx);
    let seconds = age.as_secs();
    record.insert("already_created_s".to_owned(), seconds.into());
    let changed = if changed { ", and it was changed since" } else { "" };
    let note = format!(
        "the same call created it {seconds} s ago{changed}; to create another one on purpose call {} again with fields `again: true`",
        SPEC.name
    );
    record.insert("note".to_owned(), note.into());
    if !ready.warnings.is_empty() {
        record.insert("warnings".to_owned(), ready.warnings.into());
    }
    Ok(Written { key, outcome: Outcome::Earlier, record })
}

/// An issue that may have been made.
pub(super) fn unknown(project: &str, retry_after: Duration) -> ToolError {
    let seconds = (retry_after.as_secs_f64().ceil() as u64).max(1);
    let message = format!("Jira's answer was lost, so it is not known whether the issue in `{project}` was created");
    let fix = format!(
        "call {} again in {seconds} s with the same arguments: it looks for the issue and does not create it twice",
        SPEC.name
    );
    let mut error = ToolError::mendable(Code::OutcomeUnknown, message, fix)
        .with_side_effects(SideEffects::Possible(vec![format!("an issue in {project}")]));
    error.retry_after_s = Some(seconds);
    error
}

fn record(key: &IssueKey, created: bool, ctx: &Ctx) -> Map<String, Value> {
    Map::from_iter([
        ("key".to_owned(), key.as_str().into()),
        ("url".to_owned(), ctx.shared.jira.issue_url(key.as_str()).into()),
        ("created".to_owned(), created.into()),
    ])
}

fn parsed(key: &str) -> Result<IssueKey, ToolError> {
    IssueKey::parse(key).ok_or_else(|| {
        ToolError::fatal(Code::UpstreamError, "Jira created an issue and told no key of it")
            .with_fix("find the newest own issue with jira_search")
            .with_side_effects(SideEffects::Partial(vec!["an issue was created".to_owned()]))
    })
}
