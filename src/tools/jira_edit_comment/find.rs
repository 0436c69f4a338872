//! The comment that is meant, if it is one's own.

use super::which::Which;
use super::{SPEC, upstream};
use crate::args::{Edit, IssueKey};
use crate::error::{Candidate, Code, Field, Problem, ToolError};
use crate::jira::types::{Comment, User};
use crate::jira::{Error, Kind};
use crate::resolve::Resolver;
use crate::text::{adf, cut, wiki};
use crate::tools::commenting;
use serde_json::{Value, json};

/// How many comments are read at once, and how often, in search of one's own.
const PAGE: usize = 50;
const PAGES: usize = 4;
/// How much of a comment is shown to tell it from others.
const MOST_CHARACTERS: usize = 60;

/// A comment that may be written anew.
pub(super) async fn own(
    key: &IssueKey,
    which: &Which,
    body: &Edit,
    resolver: &Resolver<'_>,
) -> Result<Comment, ToolError> {
    let me = resolver.jira.myself(resolver.call).await.map_err(|error| upstream(key, &error))?;
    let id = match which {
        Which::Last => {
            return match newest(key, &me, 1, resolver).await?.pop() {
                Some(comment) => Ok(comment),
                None => Err(none(key, body)),
            };
        }
        Which::Id(id) => id,
    };
    match resolver.jira.comment(resolver.call, key.as_str(), id).await {
        Ok(comment) if comment.author.as_ref().is_some_and(|author| author.id == me.id) => Ok(comment),
        Ok(comment) => Err(anothers(key, &comment, body)),
        Err(error) if error.kind == Kind::NotFound => Err(unknown(key, id, &me, body, resolver).await),
        Err(error) => Err(upstream(key, &error)),
    }
}

/// Jira says of another's comment, and of one that may no longer be changed, that the request is wrong (Jira facts, item 65).
pub(super) fn refused(key: &IssueKey, held: &Comment, error: &Error) -> ToolError {
    let error = upstream(key, error);
    match error.code {
        Code::InvalidArgument => ToolError {
            code: Code::PermissionDenied,
            message: format!("Jira does not let this account edit the comment #{}: {}", held.id, error.message),
            fix: Some("ask the user whether the account may edit its comments in this project".to_owned()),
            retryable: false,
            ..error
        },
        _ => error,
    }
}

/// The newest comments of this account.
async fn newest(key: &IssueKey, me: &User, wanted: usize, resolver: &Resolver<'_>) -> Result<Vec<Comment>, ToolError> {
    let mut found = Vec::new();
    for page in 0..PAGES {
        let listing = resolver.jira.comments(resolver.call, key.as_str(), PAGE, page * PAGE).await;
        let items = listing.map_err(|error| upstream(key, &error))?.items;
        let is_last = items.len() < PAGE;
        found.extend(items.into_iter().filter(|one| one.author.as_ref().is_some_and(|author| author.id == me.id)));
        if is_last || found.len() >= wanted {
            break;
        }
    }
    found.truncate(wanted);
    Ok(found)
}

fn none(key: &IssueKey, body: &Edit) -> ToolError {
    let message = format!("this account wrote none of the newest {} comments on `{key}`", PAGE * PAGES);
    let fix = format!("call {} with key `{key}` and the text as body", commenting::ADDS);
    adding(ToolError::mendable(Code::NotFoundOrHidden, message, fix), key, body)
        .with_field("comment", Field::new(Problem::Unknown, "last"))
}

fn anothers(key: &IssueKey, comment: &Comment, body: &Edit) -> ToolError {
    let author = comment.author.as_ref().map_or("a deleted account", |author| author.name.as_str());
    let author = cut::cell(author, MOST_CHARACTERS);
    let message = format!("the comment #{} was written by `{author}`: only own comments are edited", comment.id);
    let fix = format!("call {} with key `{key}` to say it in a comment of your own", commenting::ADDS);
    adding(ToolError::mendable(Code::PermissionDenied, message, fix), key, body)
        .with_field("comment", Field::new(Problem::NotAllowed, format!("#{}", comment.id)))
}

async fn unknown(key: &IssueKey, id: &str, me: &User, body: &Edit, resolver: &Resolver<'_>) -> ToolError {
    let own = newest(key, me, 3, resolver).await.unwrap_or_default();
    if own.is_empty() {
        let message = format!("`{key}` has no comment #{id}, and this account wrote none of the newest ones");
        let fix = format!("call {} with key `{key}` and the text as body", commenting::ADDS);
        return adding(ToolError::mendable(Code::NotFoundOrHidden, message, fix), key, body)
            .with_field("comment", Field::new(Problem::Unknown, format!("#{id}")));
    }
    let candidates: Vec<Candidate> = own.iter().map(candidate).collect();
    let names: Vec<String> = candidates.iter().map(|one| one.name.clone()).collect();
    let message = format!("`{key}` has no comment #{id}");
    let listed = crate::error::listed(&names, "or");
    let fix = format!("call {} again with comment {listed}, the newest of yours", SPEC.name);
    ToolError::mendable(Code::NotFoundOrHidden, message, fix)
        .with_field("comment", Field { candidates, ..Field::new(Problem::Unknown, format!("#{id}")) })
}

/// A stored text as a line shows it.
pub(super) fn plain(stored: &Value) -> String {
    match stored {
        Value::String(markup) => wiki::plain(markup),
        document => adf::plain(document),
    }
}

fn candidate(comment: &Comment) -> Candidate {
    let text = plain(&comment.body);
    let name = format!("#{}", comment.id);
    Candidate { send: name.as_str().into(), name, detail: cut::cell(&text, MOST_CHARACTERS) }
}

/// The call that says it in a new comment, where it is a whole text.
fn adding(error: ToolError, key: &IssueKey, body: &Edit) -> ToolError {
    match body {
        Edit::Replace { .. } => error,
        other => error.with_next(commenting::ADDS, json!({"key": key.as_str(), "body": other.markdown()})),
    }
}
