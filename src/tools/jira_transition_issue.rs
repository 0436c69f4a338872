//! `jira_transition_issue`: one step of the workflow, with what its screen asks for and a comment.
//!
//! A comment goes into the step's own request where there is a screen for it; without one Jira takes the request and drops the
//! comment silently. So there, and on a customer's request, where it would be public, it comes after the step: what is said of a
//! step is said only when it was taken.

mod comment;
mod confirm;
mod refused;

use self::comment::Remark;
use self::confirm::{Taken, moved};
use super::audited::{Work, Written, audited};
use super::commenting;
use super::confirmed::Teller;
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, Edit, FieldValues, IssueKey, Text};
use crate::audit::Outcome;
use crate::confirm::Preview;
use crate::error::ToolError;
use crate::jira::types::{Changes, Transition};
use crate::jira::{Error, Fate};
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::resolve::change::Settled;
use crate::resolve::transition::Move;
use crate::resolve::write::Asked;
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraTransitionIssue;

static SPEC: Spec = Spec {
    name: "jira_transition_issue",
    title: "Change an issue's status",
    description: include_str!("../../tools/jira_transition_issue.md").trim_ascii(),
    effect: Effect::Overwrites,
    idempotent: true,
    needs: Needs { permissions: &["TRANSITION_ISSUES"], scopes: commenting::SCOPES },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    key: IssueKey,
    /// Status or transition name
    to: Text,
    /// Markdown
    comment: Option<Edit>,
    /// Fields the transition asks for, each as Name: value
    fields: Option<FieldValues>,
    /// What the reading did to the arguments.
    #[schemars(skip)]
    warnings: Vec<String>,
}

impl Tool for JiraTransitionIssue {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        transition(arguments, ctx).boxed()
    }
}

async fn transition(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    let digest = Digest::of(arguments.given(), &[]);
    let input = read(arguments)?;
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    audited(&SPEC, &input.key, &digest, &ctx, work(&input, &digest, &resolver, &ctx)).await
}

fn read(mut arguments: Arguments<'_>) -> Result<Input, ToolError> {
    let key = arguments.required("key");
    let to = arguments.required("to");
    let comment = arguments.optional("comment");
    let fields = arguments.fields("fields");
    let ((key, to), warnings) = arguments.finish(key.zip(to))?;
    Ok(Input { key, to, comment, fields, warnings })
}

async fn work(input: &Input, digest: &Digest, resolver: &Resolver<'_>, ctx: &Ctx) -> Result<Work, ToolError> {
    let step = resolver.step("key", &input.key, &input.to.0).await?;
    let Some(transition) = step.step.clone() else {
        return Ok(already_there(input, step, resolver, ctx).await.into());
    };
    // Everything is known and checked before anything is sent, and told together.
    let plan = futures_util::join!(
        remark(input, &step, &transition, resolver, ctx),
        asked_of_screen(input, &step, &transition, resolver),
    );
    let (remark, (settled, mut warnings)) = match plan {
        (Ok(remark), Ok(settled)) => (remark, settled),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
        (Err(remark), Err(fields)) => return Err(fields.and(remark)),
    };
    let body = settled.edit_body(&step.issue.fields);
    let changes = Changes { fields: body.fields, update: body.update };
    let taken = Taken { step: &step, transition: &transition, settled: &settled };
    if let Some(question) = question(input, &taken, digest, ctx).await {
        return Ok(question);
    }
    let mut remark = remark;
    let mut sent = take(&taken, &changes, remark.as_ref(), resolver).await;
    // A screen without a box for comments: nothing was done, so the step is sent without, and the comment after it.
    if let (Err(error), Some(remark)) = (&sent, &mut remark)
        && remark.is_inside
        && refused::is_of_comment(error, remark)
    {
        remark.is_inside = false;
        sent = take(&taken, &changes, None, resolver).await;
    }
    let now = match &sent {
        Ok(()) => taken.confirmed(None, resolver).await,
        Err(error) if error.fate() == Fate::NotDone => {
            return Err(refused::refused(error, input, &taken, remark.as_ref(), resolver).await);
        }
        Err(error) => taken.confirmed(Some(error), resolver).await,
    };
    let now = now.map_err(|error| remark.iter().fold(error, |error, remark| remark.unsaid(error)))?;
    warnings.splice(0..0, input.warnings.iter().cloned());
    let mut record = Map::new();
    let mut mentioned = settled.mentioned.clone();
    let mut comment_id = None;
    if let Some(remark) = remark {
        comment_id = remark.after(&taken, resolver, ctx).await?;
        if comment_id.is_none() {
            warnings.push("Jira took the comment with the step, and it could not be read again".to_owned());
        }
        if let Some(visibility) = remark.audience.visibility() {
            record.insert("visibility".to_owned(), visibility.into());
        }
        warnings.extend(remark.text.warnings);
        mentioned.extend(remark.text.mentioned);
    }
    record.extend(moved(&step, &now));
    if transition.name != now {
        record.insert("via".to_owned(), transition.name.as_str().into());
    }
    // By its number the comment can be corrected: Jira's answer to the step tells nothing of it.
    if let Some(id) = comment_id {
        record.insert("comment_id".to_owned(), id.into());
    }
    if !mentioned.is_empty() {
        record.insert("mentioned".to_owned(), mentioned.into());
    }
    tell_warnings(&mut record, warnings);
    Ok(Written { key: step.key, outcome: Outcome::Done, record }.into())
}

/// What must be asked before it is sent; `None` to go on.
async fn question(input: &Input, taken: &Taken<'_>, digest: &Digest, ctx: &Ctx) -> Option<Work> {
    if !ctx.must_confirm(&SPEC) {
        return None;
    }
    let Move { key, issue, from, .. } = taken.step;
    let teller = Teller::new(SPEC.name, ctx).await;
    let fields = teller.expected(key.as_str(), taken.settled.list(), &issue.fields).await;
    let comment = input.comment.as_ref().map(Edit::markdown).unwrap_or_default();
    let preview = Preview::new(format!("move {key} to {}", taken.transition.to.name))
        .change("Status", from.name.as_str(), taken.transition.to.name.as_str())
        .changes(fields)
        .change("Comment", "", comment);
    ctx.confirm(&SPEC, digest, issue.updated(), preview).map(Work::Ask)
}

/// Sends the step, with the comment that goes into it.
async fn take(
    taken: &Taken<'_>,
    changes: &Changes,
    remark: Option<&Remark>,
    resolver: &Resolver<'_>,
) -> Result<(), Error> {
    let comment = remark.filter(|remark| remark.is_inside).map(|remark| &remark.text.stored);
    let (key, id) = (taken.step.key.as_str(), taken.transition.id.as_str());
    resolver.jira.do_transition(resolver.call, key, id, changes, comment).await
}

/// The issue has the status, and no step leads there: nothing is sent, and what was to be sent with the step is not either.
async fn already_there(input: &Input, step: Move, resolver: &Resolver<'_>, ctx: &Ctx) -> Written {
    let mut record = moved(&step, &step.from.name);
    record.insert("unchanged".to_owned(), true.into());
    let mut warnings = input.warnings.clone();
    if let Some(text) = &input.comment
        && !comment::is_said(text, &step, resolver, ctx).await
    {
        warnings.push("the comment was not added, because no step was taken: jira_add_comment adds one".to_owned());
    }
    if input.fields.as_ref().is_some_and(|fields| !fields.0.is_empty()) {
        warnings.push(
            "fields were not set, because no step was taken: jira_update_issue sets those that need none".to_owned(),
        );
    }
    tell_warnings(&mut record, warnings);
    Written { key: step.key, outcome: Outcome::Unchanged, record }
}

/// The comment, and where it goes.
async fn remark(
    input: &Input,
    step: &Move,
    transition: &Transition,
    resolver: &Resolver<'_>,
    ctx: &Ctx,
) -> Result<Option<Remark>, ToolError> {
    match &input.comment {
        None => Ok(None),
        Some(text) => Remark::of(text, step, transition, resolver, ctx).await.map(Some),
    }
}

/// What the step's screen asks for, in its stored form, with all that is missing or wrong in one error.
async fn asked_of_screen(
    input: &Input,
    step: &Move,
    transition: &Transition,
    resolver: &Resolver<'_>,
) -> Result<(Settled, Vec<String>), ToolError> {
    let screen = resolver.transition_screen(&step.key, &step.issue, transition).await;
    let screen = screen.map_err(|failure| failure.at(SPEC.name, "fields"))?;
    let asked = Asked::default().with_fields(input.fields.clone());
    let changes = resolver.changes(&screen, &asked).await?;
    resolver.settled(changes, Some(&step.issue)).await
}

fn tell_warnings(record: &mut Map<String, Value>, warnings: Vec<String>) {
    if !warnings.is_empty() {
        record.insert("warnings".to_owned(), warnings.into());
    }
}
