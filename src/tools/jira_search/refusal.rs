//! A query that is not run: what is wrong with it, where, and the query that would run.

use super::SPEC;
use crate::error::{Candidate, Code, Field, Problem, ToolError, listed};
use crate::jql::answers::{Categories, Kind};
use crate::jql::tree::{Operand, Query, Span};
use crate::jql::{self, Lists, Reading, Refused, Unreadable, Wrong};
use crate::text::cut;
use serde_json::{Value, json};

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
pub(super) fn refused(asked: &str, reading: &Reading, refused: &Refused, default_project: Option<&str>) -> ToolError {
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
    let lookup = first.lists.as_ref().and_then(|lists| lookup(lists, &reading.query, default_project));
    let advice = match names.is_empty() {
        true if field_at.is_some() => {
            format!("with another field in place of `{}`; jira_lookup with kind `field` lists them", first.piece)
        }
        true if lookup.is_some() => {
            let kind = lookup.as_ref().and_then(|lookup| lookup["kind"].as_str()).unwrap_or_default();
            format!("with another {kind} in place of {}; jira_lookup with kind `{kind}` lists them", first.piece)
        }
        true if matches!(first.lists, Some(Lists::Values { kind: Kind::Issue | Kind::Parent, .. })) => {
            format!("with another issue in place of {}; words of its summary, as the whole jql, find it", first.piece)
        }
        true => format!("with the jql corrected at character {}", first.position),
        false => format!("with `{}` in the jql replaced by {}", first.piece, listed(&names, "or")),
    };
    let candidates = if refused.corrected.is_some() { Vec::new() } else { distinct(candidates) };
    let problem = match first.wrong {
        Wrong::Unknown => Problem::Unknown,
        Wrong::Ambiguous => Problem::Ambiguous,
        Wrong::Malformed => Problem::Malformed,
    };
    let position = position_in(asked, &first.piece, first.position, read);
    let is_open = refused.corrected.is_none();
    let next = lookup.clone().filter(|_| is_open && candidates.is_empty());
    let lookup = lookup.filter(|_| is_open);
    let field = Field { position: Some(position), candidates, lookup, ..Field::new(problem, asked) };
    let error = invalid(told.join("; "), field, refused.corrected.as_deref(), &advice);
    match next {
        Some(arguments) => error.with_next("jira_lookup", arguments),
        None => error,
    }
}

/// The arguments of the lookup that lists what may stand in a query's place; `None` where none does.
fn lookup(lists: &Lists, query: &Query, default_project: Option<&str>) -> Option<Value> {
    let Lists::Values { kind, field, .. } = lists else { return Some(json!({"kind": "field"})) };
    let projects = jql::outside::projects(query);
    let project = match projects.as_slice() {
        [only] => Some(only.value.as_str()),
        [] => default_project,
        _ => None,
    };
    let of_project = |kind: &str| Some(json!({"kind": kind, "project": project?}));
    match kind {
        Kind::Status => Some(json!({"kind": "status"})),
        Kind::Priority => Some(json!({"kind": "priority"})),
        Kind::Resolution => Some(json!({"kind": "resolution"})),
        Kind::LinkType => Some(json!({"kind": "link_type"})),
        Kind::Project => Some(json!({"kind": "project"})),
        Kind::User => Some(json!({"kind": "user"})),
        Kind::Label => Some(json!({"kind": "label"})),
        Kind::IssueType => of_project("issue_type").or_else(|| Some(json!({"kind": "issue_type"}))),
        Kind::Version => of_project("version"),
        Kind::Component => of_project("component"),
        Kind::Sprint => of_project("sprint"),
        Kind::Option => Some(json!({"kind": "option", "field": field, "project": project?})),
        _ => None,
    }
}

/// Queries that run everywhere and are what is asked for most.
const READY: [(&str, &str); 2] = [
    ("my open issues", "assignee = currentUser() AND statusCategory != Done"),
    ("changed lately", "updated >= -7d ORDER BY updated DESC"),
];

/// The error for an empty query, with queries that are ready to be sent.
pub(super) fn missing(error: ToolError) -> ToolError {
    let is_missing = |(name, field): &(String, Field)| name == "jql" && field.problem == Some(Problem::Missing);
    let alone = matches!(error.fields.as_slice(), [only] if is_missing(only));
    let bare = format!("call {} again with `jql`", SPEC.name);
    if !alone || error.fix.as_ref() != Some(&bare) {
        return error;
    }
    let mut error =
        error.with_fix(format!("{bare}, such as {}", listed(&READY.map(|(_, query)| query.to_owned()), "or")));
    for (_, field) in &mut error.fields {
        field.candidates = READY.map(|(name, query)| ready(name, query.to_owned())).into();
    }
    error
}

fn ready(name: &str, query: String) -> Candidate {
    Candidate { name: name.to_owned(), detail: String::new(), send: query.into() }
}

/// Words that say nothing about an issue.
const EMPTY_WORDS: [&str; 27] = [
    "a", "all", "an", "and", "any", "are", "assigned", "by", "every", "find", "get", "for", "in", "is", "issue",
    "issues", "jira", "list", "of", "on", "show", "that", "the", "ticket", "tickets", "to", "with",
];

const ONESELF: [&str; 5] = ["i", "me", "mine", "my", "myself"];

/// The error for words that no issue holds: they may have been meant as a query.
pub(super) fn not_found(asked: &str, words: &str, types: &[String]) -> ToolError {
    let plain = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    let mut conditions: Vec<String> = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for word in words.split(plain).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let condition = match jql::state(&lower, &Categories::default()) {
            _ if ONESELF.contains(&lower.as_str()) => Some("assignee = currentUser()".to_owned()),
            Some((holds, _)) => Some(holds),
            None => type_of(&lower, types).map(|of_type| format!("issuetype = {}", jql::written_field(of_type))),
        };
        match condition {
            Some(condition) if !conditions.contains(&condition) => conditions.push(condition),
            Some(_) => {}
            None if EMPTY_WORDS.contains(&lower.as_str()) => {}
            None => rest.push(word),
        }
    }
    let all = conditions.join(" AND ");
    let message = format!("no issue holds the words `{}`, and they are no JQL", cut::cell(words, 120));
    let field = Field { position: Some(1), ..Field::new(Problem::Unknown, asked) };
    if rest.is_empty() && !conditions.is_empty() {
        return invalid(message, field, Some(&all), "");
    }
    let each: Vec<String> = rest.iter().take(4).map(|word| format!("text ~ {}", jql::quote(word))).collect();
    let mut queries = match (conditions.is_empty(), each.as_slice()) {
        (false, [_, ..]) => {
            vec![("with one of the words", format!("{all} AND ({})", each.join(" OR "))), ("without the words", all)]
        }
        (true, [_, _, ..]) => vec![("with one of the words", each.join(" OR "))],
        _ => Vec::new(),
    };
    queries.extend(READY.map(|(name, query)| (name, query.to_owned())));
    let listed_queries: Vec<String> = queries.iter().map(|(_, query)| query.clone()).collect();
    let advice = format!("with one of these queries: {}", listed(&listed_queries, "or"));
    let candidates = queries.into_iter().map(|(name, query)| ready(name, query)).collect();
    invalid(message, Field { candidates, ..field }, None, &advice)
}

/// The type that a word names, also in the plural.
fn type_of<'a>(word: &str, types: &'a [String]) -> Option<&'a str> {
    let is = |name: &&String| {
        let name = name.to_lowercase();
        let plural = name.strip_suffix('y').map(|stem| format!("{stem}ies"));
        name == word || format!("{name}s") == word || plural.as_deref() == Some(word)
    };
    types.iter().find(is).map(String::as_str)
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
