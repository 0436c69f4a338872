//! One write of a tool, entered in the audit log whatever comes of it.

use super::{Ctx, Reply, Spec};
use crate::args::IssueKey;
use crate::audit::{Line, Outcome};
use crate::error::{SideEffects, ToolError};
use crate::ledger::Digest;
use serde_json::{Map, Value};

/// A write that went well.
#[derive(Debug)]
pub(super) struct Written {
    /// The issue, under the key that it has now.
    pub(super) key: IssueKey,
    /// What came of it.
    pub(super) outcome: Outcome,
    /// The result.
    pub(super) record: Map<String, Value>,
}

/// How far a write came that did not fail.
pub(super) enum Work {
    /// It went well.
    Written(Written),
    /// Somebody must agree first: nothing was written, so nothing is entered.
    Ask(Reply),
}

impl From<Written> for Work {
    fn from(written: Written) -> Self {
        Self::Written(written)
    }
}

/// Does the work and enters it: under the issue's own key where it went well, else under the one that was asked for.
pub(super) async fn audited<W: Into<Work>>(
    spec: &Spec,
    asked: &IssueKey,
    digest: &Digest,
    ctx: &Ctx,
    work: impl Future<Output = Result<W, ToolError>>,
) -> Result<Reply, ToolError> {
    entered(spec, Some(asked), digest, ctx, work.await.map(Into::into))
}

/// The same for an issue that is yet to be made: without a key where it was not. The digest is known at the end.
pub(super) async fn audited_new(
    spec: &Spec,
    ctx: &Ctx,
    work: impl Future<Output = (Digest, Result<Work, ToolError>)>,
) -> Result<Reply, ToolError> {
    let (digest, result) = work.await;
    entered(spec, None, &digest, ctx, result)
}

fn entered(
    spec: &Spec,
    asked: Option<&IssueKey>,
    digest: &Digest,
    ctx: &Ctx,
    result: Result<Work, ToolError>,
) -> Result<Reply, ToolError> {
    let result = match result {
        Ok(Work::Ask(ask)) => return Ok(ask),
        Ok(Work::Written(written)) => Ok(written),
        Err(error) => Err(error),
    };
    let (key, outcome) = match &result {
        Ok(written) => (Some(&written.key), written.outcome),
        Err(error) => (asked, outcome_of(&error.side_effects)),
    };
    let line = Line { tool: spec.name, key: key.map(IssueKey::as_str), digest, outcome };
    ctx.shared.audit.write(ctx.shared.jira.now(), &line);
    Ok(Reply::Record(result?.record))
}

fn outcome_of(side_effects: &SideEffects) -> Outcome {
    match side_effects {
        SideEffects::None => Outcome::Refused,
        SideEffects::Partial(_) => Outcome::Partial,
        SideEffects::Possible(_) => Outcome::Unknown,
    }
}
