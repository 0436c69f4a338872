//! A query that is not run: what is wrong with it, where, and the query that would run.

use super::SPEC;
use crate::error::{Candidate, Code, Field, Problem, ToolError, listed};
use crate::jql::tree::{Operand, Query, Span};
use crate::jql::{self, Reading, Refused, Unreadable};

/// How many of a query's problems a sentence tells.
const MOST_TOLD: usize = 3;

/// The error for what isn't JQL and can't be read as it with certainty.
pub(super) fn unreadable(asked: &str, unreadable: &Unreadable) -> ToolError {
    let Unreadable { error, corrected } = unreadable;
    let field = Field { position: Some(error.position), ..Field::new(Problem::Malformed, asked) };
    let advice = format!("with the jql corrected at character {}", error.position);
    invalid(format!("the jql can't be read: {error}"), field, corrected.as_deref(), &advice)
}

/// The error for names that are not one thing each, with a query for each thing that may be meant.
///
/// What was read is the query that was sent, or what it was repaired to so far.
pub(super) fn refused(asked: &str, reading: &Reading, refused: &Refused) -> ToolError {
    let mut problems = refused.problems.iter();
    let Some(first) = problems.next() else {
        return ToolError::fatal(Code::Internal, "a query was refused without a reason");
    };
    let mut told: Vec<String> = vec![first.message.clone()];
    told.extend(problems.map(|problem| problem.message.clone()));
    told.dedup();
    told.truncate(MOST_TOLD);
    let read = reading.text();
    let field_at = field_at(&reading.query, first.position);
    let span = field_at.or_else(|| value_at(&reading.query, first.position));
    let written = |name: &str| if field_at.is_some() { jql::written_field(name) } else { jql::quote(name) };
    let with = |name: &str| {
        let bytes = span.map(|span| span.bytes.clone())?;
        let (before, after) = (read.get(..bytes.start)?, read.get(bytes.end..)?);
        Some(format!("{before}{}{after}", written(name)))
    };
    let candidates: Vec<Candidate> = first
        .candidates
        .iter()
        .filter_map(|one| {
            let detail = one.detail.clone().unwrap_or_default();
            Some(Candidate { name: one.name.clone(), detail, send: with(&one.send)?.into() })
        })
        .collect();
    let mut names: Vec<String> = first.candidates.iter().map(|one| one.send.clone()).collect();
    names.dedup();
    let advice = match names.is_empty() {
        true if field_at.is_some() => {
            format!("with another field in place of `{}`; jira_lookup with kind `field` lists them", first.piece)
        }
        true => format!("with the jql corrected at character {}", first.position),
        false => format!("with `{}` in the jql replaced by {}", first.piece, listed(&names, "or")),
    };
    let candidates = if refused.corrected.is_some() { Vec::new() } else { distinct(candidates) };
    let problem = if candidates.len() > 1 { Problem::Ambiguous } else { Problem::Unknown };
    let position = position_in(asked, &first.piece, first.position, read);
    let field = Field { position: Some(position), candidates, ..Field::new(problem, asked) };
    invalid(told.join("; "), field, refused.corrected.as_deref(), &advice)
}

fn invalid(message: String, mut field: Field, corrected: Option<&str>, advice: &str) -> ToolError {
    let tool = SPEC.name;
    let fix = match corrected {
        Some(corrected) => format!("call {tool} again with jql `{corrected}`"),
        None => format!("call {tool} again {advice}"),
    };
    field.send = corrected.map(Into::into);
    ToolError::mendable(Code::JqlInvalid, message, fix).with_field("jql", field)
}

/// Where the piece stands in the query that was sent to us: there, or where it stands alone; else where the repairs begin.
fn position_in(asked: &str, piece: &str, position: usize, read: &str) -> usize {
    let alike = asked.chars().zip(read.chars()).take_while(|(one, other)| one == other).count();
    if position <= alike {
        return position;
    }
    let mut places = asked.match_indices(piece).filter(|(_, piece)| !piece.is_empty());
    match (places.next(), places.next()) {
        (Some((at, _)), None) => asked.get(..at).unwrap_or_default().chars().count() + 1,
        _ => alike + 1,
    }
}

/// A thing that is found by two of its names is offered once.
fn distinct(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if kept.iter().all(|one| one.send != candidate.send) {
            kept.push(candidate);
        }
    }
    kept
}

/// The field's name that begins at a character.
fn field_at(query: &Query, position: usize) -> Option<&Span> {
    let clauses = query.clauses().into_iter().map(|clause| &clause.field.span);
    clauses.chain(query.order_by.iter().map(|sort| &sort.field.span)).find(|span| span.position == position)
}

/// The value that begins at a character.
fn value_at(query: &Query, position: usize) -> Option<&Span> {
    let clauses = query.clauses();
    let operands = clauses
        .into_iter()
        .flat_map(|clause| clause.operand.iter().chain(clause.predicates.iter().map(|predicate| &predicate.operand)));
    operands.flat_map(Operand::values).map(|value| &value.span).find(|span| span.position == position)
}
