//! `jira_update_issue`: fields of an issue, each told as it was and as it is.
//!
//! What already is as it was asked for is not sent. Lists are changed by what is added and removed, so that what somebody else
//! adds meanwhile stays.

mod elsewhere;
mod write;

use super::audited::{Work, Written, audited};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, Edit, FieldValues, IssueKey, Labels, Text};
use crate::audit::Outcome;
use crate::error::ToolError;
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::resolve::write::{Asked, nothing_to_do};
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraUpdateIssue;

static SPEC: Spec = Spec {
    name: "jira_update_issue",
    title: "Edit an issue",
    description: include_str!("../../tools/jira_update_issue.md").trim_ascii(),
    effect: Effect::Overwrites,
    // What is appended twice is there twice.
    idempotent: false,
    needs: Needs { permissions: &["EDIT_ISSUES"], scopes: &["read:jira-work", "read:jira-user", "write:jira-work"] },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    key: IssueKey,
    // The name says it all to the model; the type's own description is for its maintainers.
    #[schemars(with = "Option<String>")]
    summary: Option<Text>,
    /// Markdown
    description: Option<Edit>,
    /// Name, e-mail, me or unassigned
    assignee: Option<Text>,
    #[schemars(with = "Option<String>")]
    priority: Option<Text>,
    /// Labels to add; -label removes one
    labels: Option<Labels>,
    /// Epic or parent key
    parent: Option<Text>,
    /// Other fields, each as Name: value
    fields: Option<FieldValues>,
}

impl Input {
    /// Whether all that is asked stands in `fields`.
    fn is_only_fields(&self) -> bool {
        let Self { summary, description, assignee, priority, labels, parent, .. } = self;
        let texts = [summary, assignee, priority, parent].iter().all(|text| text.is_none());
        texts && description.is_none() && labels.is_none()
    }
}

impl Tool for JiraUpdateIssue {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        update(arguments, ctx).boxed()
    }
}

async fn update(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    let digest = Digest::of(arguments.given(), &[]);
    let (input, warnings) = read(arguments)?;
    let key = input.key.clone();
    let is_all = input.is_only_fields();
    let asked = asked(input);
    if asked.is_empty() {
        return Err(nothing_to_do(SPEC.name));
    }
    let work = work(&key, &asked, warnings, &digest, &ctx);
    let work = work.map(|done| done.map_err(|error| elsewhere::elsewhere(error, &key, is_all)));
    audited(&SPEC, &key, &digest, &ctx, work).await
}

fn read(mut arguments: Arguments<'_>) -> Result<(Input, Vec<String>), ToolError> {
    let key = arguments.required("key");
    let summary = arguments.optional("summary");
    let description = arguments.optional("description");
    let assignee = arguments.optional("assignee");
    let priority = arguments.optional("priority");
    let labels = arguments.optional("labels");
    let parent = arguments.optional("parent");
    let fields = arguments.fields("fields");
    let (key, warnings) = arguments.finish(key)?;
    Ok((Input { key, summary, description, assignee, priority, labels, parent, fields }, warnings))
}

fn asked(input: Input) -> Asked {
    Asked::default()
        .with("summary", input.summary)
        .with_text("description", input.description)
        .with("assignee", input.assignee)
        .with("priority", input.priority)
        .with_labels(input.labels)
        .with("parent", input.parent)
        .with_fields(input.fields)
}

async fn work(
    asked: &IssueKey,
    what: &Asked,
    warnings: Vec<String>,
    digest: &Digest,
    ctx: &Ctx,
) -> Result<Work, ToolError> {
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    let read = resolver.edit_screen("key", asked).await;
    let (key, screen, issue) = read.map_err(|failure| failure.at(SPEC.name, "key"))?;
    let changes = resolver.changes(&screen, what).await?;
    if changes.list.is_empty() {
        return Err(nothing_to_do(SPEC.name));
    }
    // A text is made of what is stored, so nobody may have changed it until it is written.
    let edits = changes.texts().filter(|(_, text)| !matches!(text, Edit::Set(_)));
    let made_of_stored: Vec<String> = edits.map(|(change, _)| change.id.clone()).collect();
    let (settled, more) = resolver.settled(changes, Some(&issue)).await?;
    let warnings: Vec<String> = warnings.into_iter().chain(more).collect();
    let (changed, unchanged) = settled.split(&issue.fields);
    let plan = write::Plan {
        key: &key,
        issue: &issue,
        changed: &changed,
        made_of_stored: &made_of_stored,
        lines: &what.lines(),
    };
    if let Some(question) = plan.question(digest, ctx).await {
        return Ok(question);
    }
    let (told, mut warnings) = plan.carry_out(warnings, &resolver, ctx).await?;
    let outcome = if told.is_empty() { Outcome::Unchanged } else { Outcome::Done };
    let mut record = Map::from_iter([("key".to_owned(), key.as_str().into()), ("changed".to_owned(), told.into())]);
    if !unchanged.is_empty() {
        let names: Vec<Value> = unchanged.into_iter().map(|one| one.name.into()).collect();
        record.insert("unchanged".to_owned(), names.into());
    }
    if !changed.mentioned.is_empty() {
        record.insert("mentioned".to_owned(), changed.mentioned.into());
    }
    if !warnings.is_empty() {
        warnings.dedup();
        record.insert("warnings".to_owned(), warnings.into());
    }
    Ok(Written { key, outcome, record }.into())
}
