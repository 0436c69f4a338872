//! A query with the names that exist, or what keeps it from running.
//!
//! Nothing is repaired that could mean two things. What was repaired is said, clause by clause, and pieces that needed
//! nothing stay as they were written, byte for byte.

mod clause;
mod fields;
mod functions;
mod more;
mod order;
mod people;
mod status;
#[cfg(test)]
pub(super) mod tests;
mod text;
mod time;
mod values;

pub use fields::written as written_field;
pub use more::spoken;
pub use status::{is_state, state};
pub use time::has_zone;

use super::answers::{Answers, Candidate, Kind};
use super::edit::{Edit, applied, replace, replace_clause};
use super::print::shown;
use super::read::Reading;
use super::tree::{Node, Span, Term};

/// A query that can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The query.
    pub jql: String,
    /// Whether it differs from what was written.
    pub changed: bool,
    /// What was repaired, a sentence each.
    pub warnings: Vec<String>,
    /// The words that it searches for because it was no JQL.
    pub searched: Option<String>,
}

/// A query that names what doesn't exist, or could mean two things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
    /// The query with all of it corrected, where each correction is clear.
    pub corrected: Option<String>,
}

/// One thing that is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The first character concerned, counted from 1.
    pub position: usize,
    /// The piece concerned.
    pub piece: String,
    /// What is wrong, as a lower-case sentence without a full stop.
    pub message: String,
    /// What may stand in its place, the nearest first.
    pub candidates: Vec<Candidate>,
    /// In which way it is wrong.
    pub wrong: Wrong,
    /// What is listed where all that may stand in its place is listed.
    pub lists: Option<Lists>,
}

/// The ways in which a piece of a query can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It names nothing that exists.
    Unknown,
    /// It names several things.
    Ambiguous,
    /// It isn't written as Jira reads it.
    Malformed,
}

/// What a list holds that tells what may stand in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lists {
    /// Fields.
    Fields,
    /// The values of a field.
    Values {
        /// What they are.
        kind: Kind,
        /// The field's name.
        field: String,
        /// The value that was written.
        value: String,
    },
}

/// How many problems are told, and how many candidates for each.
const MOST_PROBLEMS: usize = 10;
const MOST_CANDIDATES: usize = 20;
const MOST_WARNINGS: usize = 10;

/// Each repair is weighed against the others, so their number is bounded.
const MOST_EDITS: usize = 500;

/// Reads a query with what is known of its names.
///
/// # Errors
///
/// Values, fields and functions that don't exist and that nothing is certainly meant by.
pub fn repair(reading: &Reading, answers: &Answers) -> Result<Repaired, Refused> {
    if answers.exact {
        return Ok(Repaired { jql: reading.asked.clone(), changed: false, warnings: Vec::new(), searched: None });
    }
    let mut repairer = Repairer {
        reading,
        answers,
        edits: reading.edits.clone(),
        fixes: Vec::new(),
        problems: Vec::new(),
        unclear: false,
        searched: None,
    };
    if !repairer.words_alone() {
        let siblings = more::siblings(&reading.query);
        let leaves = reading.query.leaves();
        let mut passed = 0;
        for (at, leaf) in leaves.iter().enumerate() {
            if at < passed {
                continue;
            }
            match leaf {
                Node::Clause(clause) if repairer.is_said(clause) && repairer.no_comparison(&clause.span) => {}
                Node::Clause(clause) => {
                    repairer.clause(clause);
                    passed = at + 1 + repairer.more(clause, leaves.get(at + 1..).unwrap_or_default(), &siblings);
                }
                Node::Words(words) => repairer.words(words),
                Node::Other(other) => drop(repairer.function_alone(other)),
                // What the parser doesn't know is Jira's to judge.
                _ => {}
            }
            if repairer.problems.len() >= MOST_PROBLEMS || repairer.edits.len() > MOST_EDITS {
                break;
            }
        }
    }
    repairer.order();
    if repairer.edits.len() > MOST_EDITS {
        let message = format!("the query needs more than {MOST_EDITS} repairs");
        repairer.problem(&EVERYWHERE, Wrong::Malformed, message, Vec::new(), None);
    }
    repairer.finish()
}

struct Repairer<'a> {
    reading: &'a Reading,
    answers: &'a Answers,
    edits: Vec<Edit>,
    /// What would correct the problems.
    fixes: Vec<(bool, Edit)>,
    problems: Vec<Problem>,
    /// Whether a problem has no clear correction.
    unclear: bool,
    /// The words that are searched for because the query was no JQL.
    searched: Option<String>,
}

/// What a value becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// It stays as it is.
    Keep,
    /// This stands in its place.
    Write(String),
    /// Nothing is set.
    Empty,
    /// This function gives it, as a list.
    Several(String),
    /// A condition about something else, and the same negated.
    Condition { holds: String, not: String },
}

impl Repairer<'_> {
    fn text_of(&self, span: &Span) -> String {
        applied(&self.reading.text, span.bytes.clone(), &self.edits)
    }

    fn write(&mut self, term: &Term, with: impl Into<String>) {
        replace(&mut self.edits, Edit::new(term.span.bytes.clone(), with));
    }

    fn write_clause(&mut self, span: &Span, with: impl Into<String>) {
        replace_clause(&mut self.edits, Edit::new(span.bytes.clone(), with));
    }

    /// Says what is wrong, and what would correct it.
    fn problem(&mut self, span: &Span, wrong: Wrong, message: String, candidates: Vec<Candidate>, fix: Option<String>) {
        let piece = shown(span.piece(&self.reading.text));
        self.problems.push(Problem { position: span.position, piece, message, candidates, wrong, lists: None });
        match fix {
            Some(fix) => self.fixes.push((false, Edit::new(span.bytes.clone(), fix))),
            None => self.unclear = true,
        }
    }

    /// Says of the last problem where all that may stand in its place is listed.
    fn lists(&mut self, lists: Lists) {
        if let Some(last) = self.problems.last_mut() {
            last.lists = Some(lists);
        }
    }

    /// Says what is wrong with a clause, and the clause that would be right.
    fn clause_problem(&mut self, span: &Span, message: String, fix: String) {
        let piece = shown(span.piece(&self.reading.text));
        let (candidates, wrong) = (Vec::new(), Wrong::Malformed);
        self.problems.push(Problem { position: span.position, piece, message, candidates, wrong, lists: None });
        self.fixes.push((true, Edit::new(span.bytes.clone(), fix)));
    }

    fn finish(self) -> Result<Repaired, Refused> {
        let Self { reading, mut edits, fixes, problems, unclear, searched, .. } = self;
        if problems.is_empty() {
            let jql = match edits.is_empty() && reading.notes.is_empty() {
                true => reading.asked.clone(),
                false => reading.edited(&edits),
            };
            return Ok(Repaired { changed: jql != reading.asked, warnings: warnings(reading, &edits), jql, searched });
        }
        for (whole, fix) in fixes {
            match whole {
                true => replace_clause(&mut edits, fix),
                false => replace(&mut edits, fix),
            }
        }
        let corrected = (!unclear && problems.len() < MOST_PROBLEMS).then(|| reading.edited(&edits));
        Err(Refused { problems, corrected })
    }
}

/// What was repaired: each clause before and after, then the rest.
fn warnings(reading: &Reading, edits: &[Edit]) -> Vec<String> {
    let spans = reading.query.leaves().into_iter().map(|leaf| match leaf {
        Node::Clause(clause) => &clause.span,
        Node::Words(term) | Node::Other(term) => &term.span,
        Node::And(_) | Node::Or(_) | Node::Not(_) => &EVERYWHERE,
    });
    let spans: Vec<&Span> = spans.chain(reading.query.order_by.iter().map(|sort| &sort.span)).collect();
    let unnoted: Vec<Edit> = edits.iter().filter(|edit| edit.note.is_none()).cloned().collect();
    let mut said: Vec<String> = reading.notes.clone();
    for span in spans {
        if !unnoted.iter().any(|edit| span.bytes.start <= edit.bytes.start && edit.bytes.end <= span.bytes.end) {
            continue;
        }
        let (before, after) = (span.piece(&reading.text), applied(&reading.text, span.bytes.clone(), &unnoted));
        let (from, to) = (shown(before), shown(&after));
        let warning = match from == to {
            false => format!("`{from}` was read as `{to}`"),
            // A long clause is cut before what was repaired in it.
            true => format!("something in `{from}` was repaired, `jql` shows it"),
        };
        if before != after && !said.contains(&warning) {
            said.push(warning);
        }
    }
    said.extend(edits.iter().filter_map(|edit| edit.note.clone()).filter(|note| !note.is_empty()));
    if said.len() > MOST_WARNINGS {
        let more = said.len() - MOST_WARNINGS;
        said.truncate(MOST_WARNINGS);
        said.push(format!("{more} more repairs of this kind were made"));
    }
    said
}

/// Leaves are never joined ones.
static EVERYWHERE: Span = Span { bytes: 0..0, position: 1 };
