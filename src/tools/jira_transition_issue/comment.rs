//! What is said with a step: inside its request, or after it.

use super::confirm::Taken;
use crate::args::{Edit, IssueKey};
use crate::error::{About, Code, SideEffects, ToolError};
use crate::jira::read;
use crate::jira::types::{Comment, Transition};
use crate::resolve::Resolver;
use crate::resolve::rich_text::{Written, not_taken};
use crate::resolve::transition::Move;
use crate::tools::Ctx;
use crate::tools::commenting::{self, Audience, Posting};
use crate::writes::Writer;
use jiff::Timestamp;
use serde_json::json;

/// The argument that it comes in.
const ARGUMENT: &str = "comment";

/// A comment that goes with a step.
pub(super) struct Remark {
    /// Who is to see it.
    pub(super) audience: Audience,
    /// Whether it goes into the step's own request.
    pub(super) is_inside: bool,
    /// As it is stored.
    pub(super) text: Written,
    edit: Edit,
    /// The comments that said the same before the step, by number.
    before: Vec<String>,
}

impl Remark {
    /// The comment in its stored form. A screen has a box for it, which Jira doesn't list among the screen's fields.
    pub(super) async fn of(
        text: &Edit,
        step: &Move,
        transition: &Transition,
        resolver: &Resolver<'_>,
        ctx: &Ctx,
    ) -> Result<Self, ToolError> {
        let audience = commenting::audience(&step.key, &step.issue, false, resolver).await?;
        let is_inside = audience == Audience::Everybody && !transition.fields.is_empty();
        let edit = text.clone();
        let text = commenting::written("comment", text, &step.key, &step.issue, audience, resolver).await?;
        let before = match is_inside {
            true => said(&text, &step.key, resolver, ctx).await?.into_iter().map(|one| one.id).collect(),
            false => Vec::new(),
        };
        Ok(Self { audience, is_inside, text, edit, before })
    }

    /// Makes sure that it is said, now that the step was taken, and answers its number; `None` where Jira took it and it could
    /// not be read.
    pub(super) async fn after(
        &self,
        taken: &Taken<'_>,
        resolver: &Resolver<'_>,
        ctx: &Ctx,
    ) -> Result<Option<String>, ToolError> {
        let key = &taken.step.key;
        if self.is_inside {
            // Told from earlier ones by their numbers: clocks differ. What can't be looked at is taken to be there, because Jira
            // took the request that held it.
            let Ok(said) = said(&self.text, key, resolver, ctx).await else { return Ok(None) };
            if let Some(new) = said.into_iter().find(|one| !self.before.contains(&one.id)) {
                return Ok(Some(new.id));
            }
        }
        let Self { edit: text, audience, .. } = self;
        let stored = &self.text.stored;
        let posting = Posting { key, argument: ARGUMENT, text, stored, audience: *audience, again: false };
        let posted = commenting::post(&posting, resolver, ctx).await;
        posted.map(|posted| Some(posted.id)).map_err(|error| self.half_done(error, taken))
    }

    /// The comment as it was sent, for the error of a Jira that refuses its text.
    pub(super) fn sent(&self) -> not_taken::Sent<'_> {
        not_taken::Sent { name: ARGUMENT, id: None, edit: &self.edit, stored: &self.text.stored }
    }

    /// The failure of a step after which nothing is said any more.
    pub(super) fn unsaid(&self, error: ToolError) -> ToolError {
        match error.side_effects {
            SideEffects::Partial(_) if !self.is_inside => {
                ToolError { message: format!("{}; the comment was not added", error.message), ..error }
            }
            _ => error,
        }
    }

    /// The step was taken and the comment is missing: the rest is one call of another tool, which knows of the attempt.
    fn half_done(&self, error: ToolError, taken: &Taken<'_>) -> ToolError {
        let key = &taken.step.key;
        let (mut done, is_there) = match error.side_effects {
            SideEffects::Partial(done) => (done, true),
            SideEffects::Possible(_) | SideEffects::None => (Vec::new(), false),
        };
        done.insert(0, taken.done());
        let moved = taken.done();
        let message = match error.code {
            Code::OutcomeUnknown => format!("{moved}, but whether the comment was added is not known"),
            _ if is_there => format!("{moved}; {}", error.message),
            _ => format!("{moved}, but the comment was not added: {}", error.message),
        };
        let half = ToolError { message, side_effects: SideEffects::Partial(done), ..error };
        if !half.retryable {
            return half;
        }
        let wait = half.retry_after_s.map(|seconds| format!(" in {seconds} s")).unwrap_or_default();
        let adds = commenting::ADDS;
        // A text that Jira refused is not sent again as it was.
        let mended = half.fields.iter().find(|(name, _)| name == ARGUMENT).and_then(|(_, field)| field.send.clone());
        let is_refused = matches!(half.code, Code::ValueNotAllowed | Code::InvalidArgument | Code::TooLarge);
        if mended.is_none() && is_refused {
            let fix = format!("call {adds} with key `{key}` and another text as body");
            return ToolError { fix: Some(fix), fields: Vec::new(), ..half };
        }
        let fix = format!("call {adds}{wait} with key `{key}` and the comment as body");
        let body = mended.unwrap_or_else(|| self.edit.markdown().into());
        let next = json!({"key": key.as_str(), "body": body});
        ToolError { fix: Some(fix), fields: Vec::new(), ..half }.with_next(commenting::ADDS, next)
    }
}

/// Whether a comment was made by an equal call a moment ago, whose answer was lost.
pub(super) async fn is_said(text: &Edit, step: &Move, resolver: &Resolver<'_>, ctx: &Ctx) -> bool {
    let Ok(audience) = commenting::audience(&step.key, &step.issue, false, resolver).await else { return false };
    let Ok(text) = commenting::written("comment", text, &step.key, &step.issue, audience, resolver).await else {
        return false;
    };
    let now = resolver.jira.now();
    let since =
        now.checked_sub(ctx.shared.timing.remember_undelivered).and_then(|since| Timestamp::try_from(since).ok());
    let said = said(&text, &step.key, resolver, ctx).await.unwrap_or_default();
    said.iter().filter_map(|one| read::moment(&one.created)).any(|made| since.is_none_or(|since| made >= since))
}

/// The comments of this account that say this.
async fn said(text: &Written, key: &IssueKey, resolver: &Resolver<'_>, ctx: &Ctx) -> Result<Vec<Comment>, ToolError> {
    let shared = &ctx.shared;
    let writer = Writer { jira: resolver.jira, ledger: &shared.ledger, call: resolver.call, random: &shared.random };
    let said = writer.said(key.as_str(), &text.stored).await;
    said.map_err(|error| ToolError::upstream(resolver.tool, About::Issue("key", key), &error))
}
