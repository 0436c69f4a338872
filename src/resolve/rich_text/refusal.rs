//! Why a text can't be stored, as the agent sees it.

use super::Place;
use crate::args::Edit;
use crate::error::{Candidate, Code, Field, Problem, ToolError};
use crate::text::cut;
use crate::text::error::{Error, Kind};
use serde_json::{Value, json};

/// A longer text is not sent back to be sent again.
const MOST_BYTES: usize = 500;
/// Passages and things lost are named in few words.
const MOST_CHARACTERS: usize = 120;

/// The error for a text that could not be stored in its place.
pub(super) fn refused(tool: &str, place: &Place<'_>, text: &Edit, error: Error) -> ToolError {
    let (code, problem) = match error.kind {
        Kind::Conflict => (Code::Conflict, Problem::NotAllowed),
        Kind::Invalid => (Code::InvalidArgument, Problem::Malformed),
        Kind::NotFound | Kind::Alike => (Code::InvalidArgument, Problem::Unknown),
        Kind::Ambiguous => (Code::InvalidArgument, Problem::Ambiguous),
    };
    let name = place.name;
    let message = format!("{name} can't be written: {error}");
    let fix = match (&error.next, error.kind) {
        (_, Kind::NotFound) => {
            let near = match error.candidates.first() {
                Some(line) => format!("; the line most like it is `{line}`"),
                None => String::new(),
            };
            format!("call {tool} again with a passage of {name} exactly as jira_get_issue shows it now{near}")
        }
        (Some(next), _) => format!("call {tool} again: {next}"),
        (None, _) => format!("call {tool} again with {name} written in another way"),
    };
    let sent = match text {
        Edit::Replace { passage, .. } => passage.as_str(),
        other => other.markdown(),
    };
    let mut field = Field {
        id: place.id.map(str::to_owned),
        candidates: candidates(text, &error),
        ..Field::new(problem, cut::cell(sent, MOST_CHARACTERS))
    };
    if error.kind == Kind::Invalid
        && let Some(passage) = &error.place
    {
        field.sent = Some(passage.piece.as_str().into());
    }
    let is_lost = matches!(error.kind, Kind::NotFound | Kind::Alike) && field.candidates.is_empty();
    let refusal = ToolError::mendable(code, message, fix).with_field(name, field);
    match place.issue.filter(|_| is_lost) {
        Some(issue) if place.is_comment => {
            refusal.with_next("jira_get_issue", json!({"key": issue.key, "include": ["comments"]}))
        }
        Some(issue) => refusal.with_next("jira_get_issue", json!({"key": issue.key})),
        None => refusal,
    }
}

/// What can be sent instead: the edit of a passage that is there, or the text without regard to what is stored.
fn candidates(text: &Edit, error: &Error) -> Vec<Candidate> {
    let edits: Vec<(String, &str, Value)> = match (error.kind, text) {
        (Kind::Alike, Edit::Replace { with, .. }) => {
            let edit = |passage: &String| {
                let name = cut::cell(passage, MOST_CHARACTERS);
                (name, "the same words as they are written there", json!({"replace": passage, "with": with}))
            };
            error.candidates.iter().map(edit).collect()
        }
        (Kind::Ambiguous, Edit::Replace { passage, with }) => {
            let edit = |place: &String| {
                let (line, text) = place.strip_prefix("line ")?.split_once(": ")?;
                let is_once = text.matches(passage.as_str()).count() == 1 && !text.ends_with('…');
                let edit = json!({"replace": text, "with": text.replacen(passage.as_str(), with, 1)});
                is_once.then(|| (format!("line {line}"), "the passage in this line", edit))
            };
            error.candidates.iter().filter_map(edit).collect()
        }
        (Kind::Conflict, Edit::Whole(text)) => {
            vec![("set".to_owned(), "overwrites all that is stored", json!({"set": text}))]
        }
        _ => Vec::new(),
    };
    let candidate = |(name, detail, edit): (String, &str, Value)| {
        // An edit as the argument takes it: a text.
        Candidate { name, detail: detail.to_owned(), send: edit.to_string().into() }
    };
    let all = edits.into_iter().map(candidate);
    all.filter(|one| one.send.as_str().is_some_and(|send| send.len() <= MOST_BYTES)).collect()
}
