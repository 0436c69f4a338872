//! `jira_edit_comment`: a comment of one's own, written anew or in part. Another person's is never touched.
//!
//! Who sees it stays as it was: Jira keeps that with the comment, whatever is written.

mod confirm;
mod find;
mod which;

use self::which::Which;
use super::audited::{Work, Written, audited};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool, commenting};
use crate::args::{Arguments, Edit, IssueKey};
use crate::audit::Outcome;
use crate::confirm::Preview;
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::types::{Comment, Issue, Written as Answered};
use crate::jira::{Error, Fate};
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::resolve::rich_text::{self, Place, not_taken};
use crate::schema;
use crate::writes::Looks;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraEditComment;

static SPEC: Spec = Spec {
    name: "jira_edit_comment",
    title: "Edit a comment",
    description: include_str!("../../tools/jira_edit_comment.md").trim_ascii(),
    effect: Effect::Overwrites,
    // What is appended twice is there twice.
    idempotent: false,
    needs: Needs {
        permissions: &["EDIT_OWN_COMMENTS"],
        scopes: &["read:jira-work", "read:jira-user", "write:jira-work"],
    },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    key: IssueKey,
    /// Its #id, or last for your newest
    comment: Which,
    /// Markdown, the new text
    body: Edit,
}

impl Tool for JiraEditComment {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        edit(arguments, ctx).boxed()
    }
}

async fn edit(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    let digest = Digest::of(arguments.given(), &[]);
    let input = read(arguments)?;
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    audited(&SPEC, &input.key, &digest, &ctx, work(&input, &digest, &resolver, &ctx)).await
}

fn read(mut arguments: Arguments<'_>) -> Result<Input, ToolError> {
    let key = arguments.required("key");
    let comment = arguments.required("comment");
    let body = arguments.required("body");
    let (((key, comment), body), _) = arguments.finish(key.zip(comment).zip(body))?;
    Ok(Input { key, comment, body })
}

async fn work(input: &Input, digest: &Digest, resolver: &Resolver<'_>, ctx: &Ctx) -> Result<Work, ToolError> {
    let read = resolver.issue_now("key", &input.key, commenting::FIELDS).await;
    let (key, issue) = read.map_err(|failure| failure.at(SPEC.name, "key"))?;
    let held = find::own(&key, &input.comment, &input.body, resolver).await?;
    let text = stored(input, &issue, &held, resolver).await?;
    if !text.changed {
        let record = told(&key, &held.id, false, text);
        return Ok(Written { outcome: Outcome::Unchanged, record, key }.into());
    }
    if is_empty(&text.stored) {
        let message = format!("nothing would be left of the comment #{}", held.id);
        let fix = format!("call {} again with body as the new text; to delete a comment ask the user", SPEC.name);
        return Err(ToolError::mendable(Code::InvalidArgument, message, fix)
            .with_field("body", Field { takes: Some("text"), ..Field::new(Problem::Missing, input.body.markdown()) }));
    }
    let preview = Preview::new(format!("change the comment #{} on {key}", held.id)).change(
        "Comment",
        find::plain(&held.body),
        find::plain(&text.stored),
    );
    if let Some(question) = ctx.confirm(&SPEC, digest, Some(&held.updated), preview) {
        return Ok(Work::Ask(question));
    }
    // Names in the text were looked up meanwhile: what somebody else wrote in that time must not be lost.
    let now = resolver.jira.comment(resolver.call, key.as_str(), &held.id).await;
    let now = now.map_err(|error| upstream(&key, &error))?;
    if now.body != held.body {
        let message = format!("the comment #{} was changed by somebody else meanwhile", held.id);
        let fix =
            format!("call {} again with the same arguments: they are then applied to what it says now", SPEC.name);
        return Err(ToolError::mendable(Code::Conflict, message, fix));
    }
    let sent = resolver.jira.edit_comment(resolver.call, key.as_str(), &held.id, &text.stored).await;
    let edit = confirm::Sent { key: &key, before: &held, stored: &text.stored, edit: &input.body };
    match sent {
        Ok(Answered::Told(after)) => edit.confirmed(&after)?,
        Err(error) if error.fate() == Fate::NotDone => {
            let sent = not_taken::Sent { name: "body", id: None, edit: &input.body, stored: &text.stored };
            let of_text = not_taken::not_taken(SPEC.name, &error, &[sent], &[])
                .or_else(|| not_taken::refused(SPEC.name, &error, sent));
            return Err(of_text.unwrap_or_else(|| find::refused(&key, &held, &error)));
        }
        Ok(Answered::Unread) | Err(_) => {
            let mut looks = Looks::new(resolver.jira, resolver.call);
            let mut after = resolver.jira.comment(resolver.call, key.as_str(), &held.id).await.ok();
            while !after.as_ref().is_some_and(|after| after.body != held.body) && looks.again().await {
                after = resolver.jira.comment(resolver.call, key.as_str(), &held.id).await.ok();
            }
            edit.looked_up(after)?;
        }
    }
    Ok(Written { outcome: Outcome::Done, record: told(&key, &held.id, true, text), key }.into())
}

/// The new text in its stored form: everything that the edit leaves alone stays as it is.
async fn stored(
    input: &Input,
    issue: &Issue,
    held: &Comment,
    resolver: &Resolver<'_>,
) -> Result<rich_text::Written, ToolError> {
    let markup = resolver.jira.markup(resolver.call).await;
    let markup = markup.map_err(|error| upstream(&input.key, &error))?;
    let people: Vec<_> = held.author.iter().cloned().collect();
    let place = Place {
        name: "body",
        id: None,
        markup,
        issue: Some(issue),
        stored: Some(&held.body),
        people: &people,
        is_comment: true,
    };
    resolver.rich_text(&place, &input.body).await
}

fn upstream(key: &IssueKey, error: &Error) -> ToolError {
    ToolError::upstream(SPEC.name, About::Issue("key", key), error)
}

fn is_empty(stored: &Value) -> bool {
    match stored {
        Value::String(wiki) => wiki.trim().is_empty(),
        document => document.get("content").and_then(Value::as_array).is_none_or(Vec::is_empty),
    }
}

fn told(key: &IssueKey, id: &str, changed: bool, text: rich_text::Written) -> Map<String, Value> {
    let mut record = Map::new();
    record.insert("key".to_owned(), key.as_str().into());
    record.insert("comment_id".to_owned(), id.into());
    record.insert("changed".to_owned(), changed.into());
    if !text.mentioned.is_empty() {
        record.insert("mentioned".to_owned(), text.mentioned.into());
    }
    if !text.warnings.is_empty() {
        record.insert("warnings".to_owned(), text.warnings.into());
    }
    record
}
