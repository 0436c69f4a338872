//! Values by any of their names, and the words that people use for them.

use super::{Lists, MOST_CANDIDATES, Repairer, Verdict, Wrong, status};
use crate::jql::answers::{Candidate, Category, Field, Kind, Known, Values};
use crate::jql::nearest::{closest, folded, nearest, same};
use crate::jql::print::sole_word;
use crate::jql::quote::quote;
use crate::jql::tree::{Clause, Form, Operator, Term};
use crate::jql::words;

/// Words for a value that is not set.
const NOTHING: [&str; 9] = ["none", "null", "empty", "nothing", "unset", "blank", "na", "nil", "undefined"];

/// Jira's own word for no resolution, which stands in no list of resolutions.
const UNRESOLVED: &str = "Unresolved";

/// Numbers in words, from none.
const NUMBERS: [&str; 11] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// Whether a word says that nothing is set.
pub(super) fn says_nothing(word: &str) -> bool {
    NOTHING.contains(&folded(word).as_str())
}

impl Repairer<'_> {
    /// What a value of a field becomes. `Err` if it doesn't exist, which is then told.
    pub(super) fn value(&mut self, field: &Field, term: &Term, history: bool) -> Result<Verdict, ()> {
        match field.kind {
            Kind::User => return self.person(term),
            Kind::StatusCategory => return self.category(field, term),
            Kind::Issue | Kind::Parent if self.knows_all(field) => return self.issue(field, term),
            Kind::Number => return self.number(field, term),
            Kind::Label | Kind::Issue | Kind::Other | Kind::Text | Kind::Date | Kind::DateTime => {
                return Ok(Verdict::Keep);
            }
            Kind::Parent => {
                return Ok(if says_nothing(&term.value) { Verdict::Empty } else { Verdict::Keep });
            }
            Kind::Sprint if term.form == Form::Number => return Ok(Verdict::Keep),
            Kind::Resolution if same(&term.value, UNRESOLVED) => return Ok(Verdict::Keep),
            _ => {}
        }
        let Some(values) = self.answers.values.get(&field.id) else { return Ok(Verdict::Keep) };
        if let Some(verdict) = known(values, field.kind, &term.value) {
            return Ok(verdict);
        }
        if let Some(verdict) = self.word_for(field.kind, values, term) {
            if !history || !matches!(verdict, Verdict::Condition { .. } | Verdict::Several(_)) {
                return Ok(verdict);
            }
            // History is asked by status; a category has none.
            let meant = status::categories(&term.value).unwrap_or_default();
            let of_it = values.known.iter().filter(|known| known.category.is_some_and(|one| meant.contains(&one)));
            let candidates = of_it.take(MOST_CANDIDATES).map(candidate).collect();
            let message =
                format!("no {} is called `{}`, and history knows no words for states", thing(field.kind), term.value);
            self.problem(&term.span, Wrong::Unknown, message, candidates, None);
            return Err(());
        }
        self.unknown(field, values, term)
    }

    /// A value that none is: the nearest one where that may be guessed.
    fn unknown(&mut self, field: &Field, values: &Values, term: &Term) -> Result<Verdict, ()> {
        let named = |name: &str| values.known.iter().find(|known| called(known).any(|own| own == name));
        let names = || values.known.iter().flat_map(called);
        if let Some(near) = closest(&term.value, names()).filter(|_| field.kind.forgives()).and_then(named) {
            return Ok(Verdict::Write(sent(near)));
        }
        if !values.complete {
            return Ok(Verdict::Keep);
        }
        let thing = thing(field.kind);
        let message = match field.kind {
            Kind::Option => format!("`{}` has no option `{}`", field.name, term.value),
            _ => format!("there is no {thing} `{}`, or you may not see it", term.value),
        };
        // Several things may have one name: each is offered.
        let all_named = |name: &str| -> Vec<&Known> {
            values.known.iter().filter(|known| called(known).any(|own| own == name)).collect()
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let nearest = nearest(&term.value, names(), MOST_CANDIDATES, true);
        for found in nearest.into_iter().flat_map(all_named).map(candidate).take(MOST_CANDIDATES) {
            if candidates.iter().all(|held| held.send != found.send) {
                candidates.push(found);
            }
        }
        // Offered, never taken: here a digit may differ.
        let near = crate::closest::closest(&term.value, names()).map(all_named).unwrap_or_default();
        let near: Vec<String> = near.into_iter().map(sent).collect();
        let only = near.first().filter(|first| near.iter().all(|one| one == *first)).cloned();
        let wrong = if near.len() > 1 && only.is_none() { Wrong::Ambiguous } else { Wrong::Unknown };
        self.problem(&term.span, wrong, message, candidates, only);
        self.lists(Lists::Values { kind: field.kind, field: field.name.clone(), value: term.value.clone() });
        Err(())
    }

    /// What a word means that is no value of the field.
    pub(super) fn word_for(&self, kind: Kind, values: &Values, term: &Term) -> Option<Verdict> {
        let word = folded(&term.value);
        if kind.may_be_empty() && says_nothing(&term.value) {
            return Some(Verdict::Empty);
        }
        let several = |function: &str| Some(Verdict::Several(function.to_owned()));
        match (kind, word.as_str()) {
            (Kind::Status, _) if values.complete => {
                self.state(&term.value).map(|(holds, not)| Verdict::Condition { holds, not })
            }
            (Kind::Resolution, "open" | "notresolved") => Some(Verdict::Empty),
            (Kind::Resolution, _)
                if closest(&term.value, values.known.iter().flat_map(called).chain([UNRESOLVED]))
                    == Some(UNRESOLVED) =>
            {
                Some(Verdict::Write(UNRESOLVED.to_owned()))
            }
            (Kind::Sprint, "current" | "currentsprint" | "active" | "activesprint" | "thissprint" | "opensprint") => {
                several("openSprints()")
            }
            (Kind::Sprint, "next" | "nextsprint" | "future" | "futuresprint" | "upcoming" | "upcomingsprint") => {
                several("futureSprints()")
            }
            (Kind::Sprint, "last" | "lastsprint" | "previous" | "previoussprint" | "closed" | "closedsprint") => {
                several("closedSprints()")
            }
            (Kind::Sprint, "backlog") => Some(Verdict::Empty),
            (Kind::Version, "unreleased") => several("unreleasedVersions()"),
            (Kind::Version, "released") => several("releasedVersions()"),
            _ if term.form == Form::Bare && words::gives_several(&term.value) => several(&format!("{}()", term.value)),
            _ => None,
        }
    }

    /// Whether Jira said that the field has no such value.
    fn is_refused(&self, field: &Field, term: &Term) -> bool {
        let values = self.answers.values.get(&field.id).filter(|values| values.complete);
        values.is_some_and(|values| known(values, field.kind, &term.value).is_none())
    }

    fn knows_all(&self, field: &Field) -> bool {
        self.answers.values.get(&field.id).is_some_and(|values| values.complete)
    }

    /// An issue by its key, or by its summary where only one is called so.
    fn issue(&mut self, field: &Field, term: &Term) -> Result<Verdict, ()> {
        let values = self.answers.values.get(&field.id);
        if let Some(verdict) = values.and_then(|values| known(values, field.kind, &term.value)) {
            return Ok(verdict);
        }
        if field.kind == Kind::Parent && says_nothing(&term.value) {
            return Ok(Verdict::Empty);
        }
        let message = match words::is_key(&term.value) {
            true => format!("there is no issue `{}`, or you may not see it", term.value),
            false => format!("`{}` is compared with an issue's key, and `{}` is none", field.name, term.value),
        };
        let titled = values.into_iter().flat_map(|values| &values.known).filter(|known| !known.other_names.is_empty());
        let candidates: Vec<Candidate> = titled
            .map(|known| Candidate { detail: known.other_names.first().cloned(), ..candidate(known) })
            .take(MOST_CANDIDATES)
            .collect();
        self.problem(&term.span, Wrong::Unknown, message, candidates, None);
        self.lists(Lists::Values { kind: field.kind, field: field.name.clone(), value: term.value.clone() });
        Err(())
    }

    fn category(&mut self, field: &Field, term: &Term) -> Result<Verdict, ()> {
        let names = self.answers.categories.clone();
        let all = [
            (Category::New, names.new, ["new", "to do", "2"]),
            (Category::Indeterminate, names.indeterminate, ["indeterminate", "in progress", "4"]),
            (Category::Done, names.done, ["done", "complete", "3"]),
        ];
        let takes =
            |name: &String, other: &[&str]| same(name, &term.value) || other.iter().any(|one| same(one, &term.value));
        if !self.is_refused(field, term) && all.iter().any(|(_, name, other)| takes(name, other)) {
            return Ok(Verdict::Keep);
        }
        let meant = status::categories(&term.value);
        match meant {
            Some([one]) => {
                let name = all.iter().find(|(category, ..)| category == one).map(|(_, name, _)| written(name));
                Ok(name.map_or(Verdict::Keep, Verdict::Write))
            }
            Some(_) => {
                let (holds, not) = self.state(&term.value).unwrap_or_default();
                Ok(Verdict::Condition { holds, not })
            }
            None => {
                let near = closest(&term.value, all.iter().map(|(_, name, _)| name.as_str())).map(written);
                let message = format!("there is no status category `{}`", term.value);
                let candidates =
                    all.iter().map(|(_, name, _)| Candidate { name: name.clone(), detail: None, send: name.clone() });
                self.problem(&term.span, Wrong::Unknown, message, candidates.collect(), near);
                Err(())
            }
        }
    }

    fn number(&mut self, field: &Field, term: &Term) -> Result<Verdict, ()> {
        if term.value.trim().parse::<f64>().is_ok() {
            return Ok(Verdict::Keep);
        }
        let message = format!("`{}` holds numbers, and `{}` is none", field.name, term.value);
        let count = NUMBERS.iter().position(|word| same(word, &term.value)).map(|count| count.to_string());
        self.problem(&term.span, Wrong::Malformed, message, Vec::new(), count);
        Err(())
    }

    /// Several values with only blanks between, each of which exists: a list is offered. Says whether they were.
    pub(super) fn listed(&mut self, field: &Field, clause: &Clause, operator: Operator, term: &Term) -> bool {
        let parts: Vec<&str> = term.value.split_whitespace().collect();
        let equal = matches!(operator, Operator::Equal | Operator::NotEqual);
        let Some(values) = self.answers.values.get(&field.id) else { return false };
        let exists = |value: &str| known(values, field.kind, value).is_some();
        let several = equal && term.form == Form::Bare && parts.len() > 1 && !exists(&term.value);
        if !several || !parts.iter().all(|part| exists(part)) {
            return false;
        }
        let message = format!("`{}` are several values with no commas between", term.value);
        let parts: Vec<String> = parts.into_iter().map(written).collect();
        let within = if operator.negates() { "not in" } else { "in" };
        let list = format!("{} {within} ({})", self.text_of(&clause.field.span), parts.join(", "));
        self.clause_problem(&clause.span, message, list);
        true
    }
}

/// The value of this name: exactly, in any case, by another of its names, or as people see it alike.
pub(super) fn known(values: &Values, kind: Kind, wanted: &str) -> Option<Verdict> {
    let taken = |known: &Known| {
        let own = [&known.id, &known.name, &known.send].into_iter().chain(&known.keys);
        own.filter(|name| !name.is_empty()).any(|name| same(name, wanted))
    };
    if values.known.iter().any(taken) {
        return Some(Verdict::Keep);
    }
    let plain = folded(wanted);
    let other = |known: &&Known| known.other_names.iter().any(|name| same(name, wanted));
    let alike = |known: &&Known| kind.forgives() && !plain.is_empty() && folded(&known.name) == plain;
    let found: Vec<&Known> = values.known.iter().filter(other).collect();
    let found = if found.is_empty() { values.known.iter().filter(alike).collect() } else { found };
    let first = found.first()?;
    found.iter().all(|known| sent(known) == sent(first)).then(|| Verdict::Write(sent(first)))
}

/// What people and Jira call a value.
fn called(known: &Known) -> impl Iterator<Item = &str> {
    let all = std::iter::once(&known.name).chain(&known.keys).chain(&known.other_names);
    all.map(String::as_str).filter(|name| !name.is_empty())
}

/// A value as a query says it.
fn sent(known: &Known) -> String {
    written(if known.send.is_empty() { &known.name } else { &known.send })
}

pub(super) fn written(name: &str) -> String {
    if sole_word(name, Form::Bare) { name.to_owned() } else { quote(name) }
}

fn candidate(known: &Known) -> Candidate {
    let send = if known.send.is_empty() { &known.name } else { &known.send };
    let detail = Some(send.clone()).filter(|send| *send != known.name);
    Candidate { name: known.name.clone(), detail, send: send.clone() }
}

fn thing(kind: Kind) -> &'static str {
    match kind {
        Kind::Status => "status",
        Kind::Priority => "priority",
        Kind::IssueType => "issue type",
        Kind::Resolution => "resolution",
        Kind::LinkType => "link type",
        Kind::Project => "project",
        Kind::Version => "version",
        Kind::Component => "component",
        Kind::Sprint => "sprint",
        _ => "value",
    }
}
