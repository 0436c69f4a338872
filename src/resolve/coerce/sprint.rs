//! Sprints in fields: by name or id, or `current`, `next` and `backlog`.

use super::super::change::{Change, Item};
use super::super::matching::{Called, Match, pick, with_id};
use super::super::refusal::{Refusal, Trouble};
use super::super::sprint::label;
use super::{Coercion, Subject, opened, plain};
use crate::error::{Candidate, Code, Problem};
use crate::jira::types::{Board, Sprint};
use serde_json::{Value, json};

/// What people call the sprint that runs, the one after it, and none.
const CURRENT: [&str; 3] = ["current", "active", "current sprint"];
const NEXT: [&str; 3] = ["next", "next sprint", "future"];
const BACKLOG: [&str; 2] = ["backlog", "no sprint"];

impl Coercion<'_> {
    /// The sprint that is named, among those that an issue can still be put into.
    pub(super) async fn sprint(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let wanted = plain(&opened(value)).unwrap_or_default();
        let is = |words: &[&str]| words.iter().any(|word| wanted.eq_ignore_ascii_case(word));
        if is(&BACKLOG) {
            return Ok(Change::Clear);
        }
        let project = self.screen.project();
        let found = self.resolver.sprints(project, &["active", "future"]).await;
        let all = found.map_err(|failure| Trouble::at(failure, subject.spot))?.sprints;
        let of_state = |state: &str| all.iter().filter(|(sprint, _)| sprint.state == state).collect::<Vec<_>>();
        let several = if is(&CURRENT) {
            of_state("active")
        } else if is(&NEXT) {
            first_of_each_board(of_state("future"))
        } else {
            match pick(&wanted, &all, called) {
                Match::One(one) => vec![one],
                Match::Several(several) => several,
                Match::Nothing => Vec::new(),
            }
        };
        match several.as_slice() {
            [(sprint, _)] => Ok(Change::Set(item(sprint))),
            [] => Err(none(subject, value, &all).into()),
            several => Err(ambiguous(subject, value, several).into()),
        }
    }
}

fn called((sprint, board): &(Sprint, Board)) -> Called {
    Called::new(sprint.name.as_str(), sprint.id.as_str()).or_exactly(Some(label(sprint, board)))
}

/// Sprints of a board come in their order.
fn first_of_each_board(future: Vec<&(Sprint, Board)>) -> Vec<&(Sprint, Board)> {
    let mut first = Vec::<&(Sprint, Board)>::new();
    for one in future {
        if !first.iter().any(|held| held.1.id == one.1.id) {
            first.push(one);
        }
    }
    first
}

/// A sprint is written as its number (Jira facts, item 43).
fn item(sprint: &Sprint) -> Item {
    let wire = sprint.id.parse::<u64>().map_or_else(|_| sprint.id.as_str().into(), Value::from);
    Item { shown: json!([{"id": wire, "name": sprint.name, "state": sprint.state}]), wire }
}

/// What can be sent for each sprint: its name where no other has it.
fn sendable(all: &[(Sprint, Board)], (sprint, board): &(Sprint, Board)) -> String {
    let same_name = all.iter().filter(|(other, _)| other.name.eq_ignore_ascii_case(&sprint.name)).count();
    let same_label = all.iter().filter(|(other, at)| label(other, at) == label(sprint, board)).count();
    match (same_name, same_label) {
        (1, _) => sprint.name.clone(),
        (_, 1) => label(sprint, board),
        _ => with_id(&sprint.name, &sprint.id),
    }
}

fn none(subject: Subject<'_>, value: &Value, all: &[(Sprint, Board)]) -> Refusal {
    let mut known: Vec<String> = all.iter().map(|one| sendable(all, one)).collect();
    known.push("backlog".to_owned());
    let said = plain(value).unwrap_or_default();
    super::choice::not_among(subject, value, &said, known)
}

fn ambiguous(subject: Subject<'_>, value: &Value, several: &[&(Sprint, Board)]) -> Refusal {
    let owned: Vec<(Sprint, Board)> = several.iter().map(|one| (*one).clone()).collect();
    let send: Vec<String> = owned.iter().map(|one| sendable(&owned, one)).collect();
    let said = plain(value).unwrap_or_default();
    let message = format!("{} `{said}` may be any of {} sprints", subject.in_words(), owned.len());
    let mut refusal =
        Refusal::new(Code::AmbiguousName, Problem::Ambiguous, value, message).with(subject.spot.say(&send));
    let candidate = |((sprint, _), send): (&(Sprint, Board), &String)| Candidate {
        name: sprint.name.clone(),
        detail: sprint.state.clone(),
        send: send.as_str().into(),
    };
    refusal.field.candidates = owned.iter().zip(&send).map(candidate).collect();
    refusal
}
