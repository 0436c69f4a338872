//! A comment as every tool that makes one makes it: who will see it is known before anything is sent, and looked at after.
//!
//! On a customer's request a comment made the usual way is public, whatever is sent with it. So there it goes through the service
//! desk, which obeys `public`; where that can't be had, or where it is not known whether there is a customer, nothing is posted.

use super::Ctx;
use crate::args::{Edit, IssueKey};
use crate::error::{About, Code, Field, Problem, SideEffects, ToolError};
use crate::jira::types::{Issue, Markup};
use crate::jira::{Error, Kind, read};
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::resolve::rich_text::not_taken::{self, not_taken};
use crate::resolve::rich_text::{Place, Written};
use crate::text::wiki;
use crate::writes::{CommentBody, MadeComment, NewComment, Outcome, Writer};
use serde_json::Value;
use std::time::Duration;

/// The tool that adds comments: whoever makes one on its behalf is remembered under its name, so that it is not made again by it.
pub(super) const ADDS: &str = "jira_add_comment";

/// What a tool that makes comments needs, also on a customer's request.
pub(super) const SCOPES: &[&str] =
    &["read:jira-work", "read:jira-user", "write:jira-work", "write:servicedesk-request"];

/// What an issue is read with: its project, and what texts may refer to.
pub(super) const FIELDS: &[&str] = &["project", "assignee", "reporter", "creator", "attachment", "updated"];

/// Projects in which there is no customer. Of a kind that is not known there may be one.
const WITHOUT_CUSTOMERS: [&str; 3] = ["software", "business", "product_discovery"];

/// Who sees a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody who sees the issue; there is no customer.
    Everybody,
    /// The people who work on a customer's request.
    Internal,
    /// The customer as well.
    Public,
}

impl Audience {
    /// What the result says first.
    pub(super) fn visibility(self) -> Option<&'static str> {
        match self {
            Self::Everybody => None,
            Self::Internal => Some("internal: the customer does not see this"),
            Self::Public => Some("public: the customer sees this"),
        }
    }
}

/// Who will see a comment on an issue that was read with its project; `public` is what was asked for.
///
/// # Errors
///
/// When Jira does not say what kind of project it is.
pub(super) async fn audience(
    key: &IssueKey,
    issue: &Issue,
    public: bool,
    resolver: &Resolver<'_>,
) -> Result<Audience, ToolError> {
    let told = issue.fields.get("project").and_then(|project| read::text(project, "projectTypeKey"));
    let kind = match told {
        Some(kind) => kind,
        None => match resolver.jira.project(resolver.call, key.project()).await {
            Ok(detail) => detail.project.type_key.clone(),
            Err(error) => return Err(ToolError::upstream(resolver.tool, About::Project("key", key.project()), &error)),
        },
    };
    match (kind.as_str(), public) {
        ("", _) => {
            let message = format!(
                "Jira does not say whether `{}` is a service project, where a customer might read the comment; nothing was sent",
                key.project()
            );
            Err(by_hand(Code::UpstreamError, message, key, resolver))
        }
        (kind, _) if WITHOUT_CUSTOMERS.contains(&kind) => Ok(Audience::Everybody),
        (_, false) => Ok(Audience::Internal),
        (_, true) => Ok(Audience::Public),
    }
}

/// A new comment's text as it is to be stored. `argument` is where it stood.
///
/// # Errors
///
/// `invalid_argument` for what can't be stored, and what the client fails with.
pub(super) async fn written(
    argument: &'static str,
    text: &Edit,
    key: &IssueKey,
    issue: &Issue,
    audience: Audience,
    resolver: &Resolver<'_>,
) -> Result<Written, ToolError> {
    let again = format!("call {} again with {argument} as Markdown", resolver.tool);
    if let Edit::Replace { with, .. } = text {
        let field = Field { send: Some(with.as_str().into()), ..Field::new(Problem::Malformed, "replace") };
        let message = format!("{argument} is a new comment, in which there is no passage to replace");
        return Err(ToolError::mendable(Code::InvalidArgument, message, again).with_field(argument, field));
    }
    if text.markdown().trim().is_empty() {
        let field = Field { takes: Some("text"), ..Field::new(Problem::Missing, "") };
        let message = format!("{argument} holds no text");
        return Err(ToolError::mendable(Code::InvalidArgument, message, again).with_field(argument, field));
    }
    let site = resolver.jira.markup(resolver.call).await;
    let site = site.map_err(|error| ToolError::upstream(resolver.tool, About::Issue("key", key), &error))?;
    let markup = if audience == Audience::Everybody { site } else { Markup::Wiki };
    let place =
        Place { name: argument, id: None, markup, issue: Some(issue), stored: None, people: &[], is_comment: true };
    let mut written = resolver.rich_text(&place, text).await?;
    if let (Markup::Adf, Value::String(wiki)) = (site, &written.stored) {
        written.stored = with_account_ids(wiki).into();
    }
    Ok(written)
}

/// Wiki markup whose mentions read as Cloud reads them: people are named by account id there, and it says so.
fn with_account_ids(wiki: &str) -> String {
    wiki::mentions(wiki)
        .iter()
        .fold(wiki.to_owned(), |text, id| text.replace(&format!("[~{id}]"), &format!("[~accountid:{id}]")))
}

/// A comment to make.
#[derive(Clone, Copy)]
pub(super) struct Posting<'a> {
    /// The issue.
    pub(super) key: &'a IssueKey,
    /// The argument that it came in.
    pub(super) argument: &'static str,
    /// As it was sent; its Markdown is what tells it from others.
    pub(super) text: &'a Edit,
    /// As it is stored: ADF, or wiki markup; for a request always wiki markup.
    pub(super) stored: &'a Value,
    /// Who is to see it.
    pub(super) audience: Audience,
    /// Whether another one is wanted on purpose.
    pub(super) again: bool,
}

/// A comment that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Posted {
    /// Jira's number for it.
    pub(super) id: String,
    /// How long ago an equal call made it; `None` where this one did.
    pub(super) earlier: Option<Duration>,
}

/// Makes a comment, never twice, and makes sure that who sees it are those who were to.
///
/// # Errors
///
/// `side_effects: partial` where somebody else sees it, `outcome_unknown`, and what the client fails with.
pub(super) async fn post(posting: &Posting<'_>, resolver: &Resolver<'_>, ctx: &Ctx) -> Result<Posted, ToolError> {
    let Posting { key, stored, audience, .. } = *posting;
    let shared = &ctx.shared;
    let writer = Writer { jira: resolver.jira, ledger: &shared.ledger, call: resolver.call, random: &shared.random };
    let body = match audience {
        Audience::Everybody => CommentBody::Plain(stored),
        Audience::Internal | Audience::Public => {
            CommentBody::Request { body: stored.as_str().unwrap_or_default(), public: audience == Audience::Public }
        }
    };
    let digest = digest(posting);
    let new = NewComment { tool: ADDS, digest: &digest, again: posting.again, key: key.as_str(), body };
    match writer.comment(&new).await {
        Ok(Outcome::Made(made)) => seen(made, None, posting, resolver).await,
        Ok(Outcome::Earlier { made, age, .. }) => seen(made, Some(age), posting, resolver).await,
        Ok(Outcome::Unknown { retry_after }) => Err(unknown(key, retry_after, resolver)),
        Err(error) => Err(refused(&error, posting, resolver)),
    }
}

/// The same for the same comment on the same issue, from whichever tool it comes.
fn digest(posting: &Posting<'_>) -> Digest {
    let audience = if posting.audience == Audience::Public { "public" } else { "" };
    let (key, body) = (posting.key.as_str(), posting.text.markdown().trim());
    Digest::of_parts(&[("key", key), ("body", body), ("audience", audience)])
}

/// The comment, if those see it who were to.
async fn seen(
    made: MadeComment,
    earlier: Option<Duration>,
    posting: &Posting<'_>,
    resolver: &Resolver<'_>,
) -> Result<Posted, ToolError> {
    let wanted = match posting.audience {
        Audience::Everybody => return Ok(Posted { id: made.id, earlier }),
        Audience::Internal => false,
        Audience::Public => true,
    };
    let key = posting.key;
    let public = match made.public {
        Some(public) => Some(public),
        None => resolver.jira.comment(resolver.call, key.as_str(), &made.id).await.ok().and_then(|told| told.public),
    };
    let is = match public {
        Some(public) if public == wanted => return Ok(Posted { id: made.id, earlier }),
        Some(true) => "public: the customer sees it",
        Some(false) => "internal: the customer does not see it",
        None => "there, and Jira does not say whether the customer sees it",
    };
    let word = if wanted { "public" } else { "internal" };
    let message = format!("the comment #{} on `{key}` was to be {word} and is {is}", made.id);
    let url = url(resolver, key, &made.id);
    let fix = format!("tell the user at once: it can be changed or deleted at {url}");
    Err(ToolError::fatal(Code::UpstreamError, message)
        .with_fix(fix)
        .with_side_effects(SideEffects::Partial(vec![format!("comment #{} on {key} is {is}", made.id)])))
}

/// Where a comment is.
pub(super) fn url(resolver: &Resolver<'_>, key: &IssueKey, id: &str) -> String {
    format!("{}?focusedCommentId={id}", resolver.jira.issue_url(key.as_str()))
}

fn unknown(key: &IssueKey, retry_after: Duration, resolver: &Resolver<'_>) -> ToolError {
    let seconds = (retry_after.as_secs_f64().ceil() as u64).max(1);
    let message = format!("Jira's answer was lost, so it is not known whether the comment on `{key}` was made");
    let fix = format!(
        "call {} again in {seconds} s with the same arguments: it looks for the comment and does not make it twice",
        resolver.tool
    );
    let mut error = ToolError::mendable(Code::OutcomeUnknown, message, fix)
        .with_side_effects(SideEffects::Possible(vec![format!("a comment on {key}")]));
    error.retry_after_s = Some(seconds);
    error
}

/// A comment that was not made. A service desk that does not take it is no reason to post it where the customer reads it.
fn refused(error: &Error, posting: &Posting<'_>, resolver: &Resolver<'_>) -> ToolError {
    let key = posting.key;
    if posting.audience == Audience::Everybody {
        let Posting { argument, text, stored, .. } = *posting;
        let sent = not_taken::Sent { name: argument, id: None, edit: text, stored };
        if let Some(refusal) = not_taken(resolver.tool, error, &[sent], &[]) {
            return refusal;
        }
        if let Some(refusal) = not_taken::refused(resolver.tool, error, sent) {
            return refusal;
        }
        return ToolError::upstream(resolver.tool, About::Issue("key", key), error);
    }
    let (code, why) = match error.kind {
        Kind::NotFound | Kind::Gone => {
            (Code::Unsupported, "its service desk knows no request of that key, so no internal note can be made")
        }
        Kind::Forbidden => (
            Code::PermissionDenied,
            "this account may not comment through its service desk, which takes an agent's licence",
        ),
        _ => return ToolError::upstream(resolver.tool, About::Issue("key", key), error),
    };
    let message = format!("`{key}` is in a service project, and {why}; no comment was posted");
    by_hand(code, message, key, resolver)
}

fn by_hand(code: Code, message: String, key: &IssueKey, resolver: &Resolver<'_>) -> ToolError {
    let url = resolver.jira.issue_url(key.as_str());
    ToolError::fatal(code, message).with_fix(format!("ask the user to comment at {url}"))
}
