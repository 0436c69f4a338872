//! Words that are no JQL: what people type into a search box.

use super::fields::{Found, called, find, written};
use super::{Repairer, Wrong};
use crate::jql::answers::Kind;
use crate::jql::edit::{Edit, replace};
use crate::jql::print::shown;
use crate::jql::quote::quote;
use crate::jql::tree::{Clause, Form, Node, Span, Term};
use crate::jql::words::is_key;

impl Repairer<'_> {
    /// Reads a query that compares nothing as a search for its words; says whether it was one.
    pub(super) fn words_alone(&mut self) -> bool {
        let leaves = self.reading.query.leaves();
        let said = leaves.iter().all(|leaf| match leaf {
            Node::Words(words) => self.compares(&words.value).is_none() && self.says(&words.value).is_none(),
            Node::Other(other) if leaves.len() == 1 && self.function_of(other).is_some() => false,
            // `coupon in Safari` is a clause only if there is such a field.
            Node::Clause(clause) => {
                let compares = self.compares(clause.span.piece(&self.reading.text)).is_some();
                self.is_said(clause)
                    && !compares
                    && clause.operand.as_ref().is_none_or(|operand| !operand.values().is_empty())
            }
            // Words with quotes among them; what begins with a field may be JQL that only Jira knows.
            Node::Other(other) => {
                let first = other.value.split_whitespace().next().unwrap_or_default();
                let term = Term { value: first.to_owned(), form: Form::Bare, span: other.span.clone() };
                let unknown = matches!(find(&self.answers.fields, &term), Found::Nothing);
                unknown
            }
            Node::And(_) | Node::Or(_) | Node::Not(_) => false,
        });
        let start = leaves.first().map(|leaf| begins(leaf));
        let end = leaves.last().map(|leaf| ends(leaf));
        let (true, Some(start), Some(end)) = (said, start, end) else { return false };
        let leads = self.reading.text.get(..start).unwrap_or_default();
        let follows = self.reading.text.get(end..).unwrap_or_default();
        // A NOT before words is an attempt at JQL; parentheses around them go with them.
        if leads.trim_end().ends_with('!') || matches!(self.reading.query.condition, Some(Node::Not(_))) {
            return false;
        }
        let blank = |character: char| character.is_whitespace();
        let start = leads.trim_end_matches(|c| c == '(' || blank(c)).len();
        let start = start + leads.get(start..).unwrap_or_default().find('(').unwrap_or(leads.len() - start);
        let closes = follows.trim_start_matches(|c| c == ')' || blank(c));
        let closes = follows.get(..follows.len() - closes.len()).unwrap_or_default();
        let end = end + closes.rfind(')').map_or(0, |at| at + 1);
        let piece = self.reading.text.get(start..end).unwrap_or_default().to_owned();
        let words = match leaves.as_slice() {
            [Node::Words(words)] => words.value.clone(),
            _ => piece.clone(),
        };
        let Some(search) = search(&words) else { return false };
        self.edits.retain(|edit| edit.bytes.start < start || edit.bytes.end > end);
        let note = format!("`{}` is no JQL and was read as `{}`", shown(&piece), shown(&search));
        self.searched = search.starts_with("text ").then_some(words);
        self.edits.push(Edit::noted(start..end, search, note));
        true
    }

    /// Words between clauses: which field they belong to can only be proposed.
    pub(super) fn words(&mut self, words: &Term) {
        if self.spoken(words) {
            return;
        }
        if let Some((holds, not)) = self.status_words(&words.value) {
            // `not done` is one thing to say.
            let before = self.reading.text.get(..words.span.bytes.start).unwrap_or_default().trim_end();
            let negated = before.len().checked_sub(3).filter(|at| {
                let alone =
                    before.get(..*at).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
                alone && before.get(*at..).is_some_and(|word| word.eq_ignore_ascii_case("not"))
            });
            match negated {
                Some(at) => {
                    let bytes = at..words.span.bytes.end;
                    let piece = self.reading.text.get(bytes.clone()).unwrap_or_default();
                    let note = format!("`{}` was read as `{not}`", shown(piece));
                    replace(&mut self.edits, Edit::noted(bytes, not, note));
                }
                None => self.write(words, holds),
            }
            return;
        }
        if self.no_comparison(&words.span) {
            return;
        }
        let search = search(&words.value);
        if let Some(key) = search.as_ref().filter(|search| search.starts_with("key ")) {
            self.write(words, key.clone());
            return;
        }
        let message = format!("`{}` compares nothing: a field and an operator are missing", shown(&words.value));
        self.problem(&words.span, Wrong::Malformed, message, Vec::new(), search);
    }
}

impl Repairer<'_> {
    /// Whether a clause is made of words and its field is none.
    pub(super) fn is_said(&self, clause: &Clause) -> bool {
        let symbol = clause.operator_at.piece(&self.reading.text).contains(['=', '<', '>', '~', '!', ':']);
        !symbol && matches!(find(&self.answers.fields, &clause.field), Found::Nothing)
    }

    /// Tells of words that begin with a field and compare it in a way that JQL doesn't know; says whether they do.
    ///
    /// Searching for such words finds nothing, which looks like an answer.
    pub(super) fn no_comparison(&mut self, span: &Span) -> bool {
        let piece = span.piece(&self.reading.text);
        let Some((field, kind)) = self.compares(piece) else { return false };
        let (example, fix) = match kind.is_time() {
            true => (">= -7d", None),
            false => ("= …", search(piece)),
        };
        let message = format!("`{}` is no comparison in JQL: write it like `{field} {example}`", shown(piece));
        self.problem(span, Wrong::Malformed, message, Vec::new(), fix);
        true
    }

    /// The field that words begin with, if what follows looks like a comparison.
    fn compares(&self, text: &str) -> Option<(String, Kind)> {
        let words: Vec<&str> = text.split_whitespace().collect();
        (1..words.len().min(LONGEST_NAME + 1)).rev().find_map(|length| {
            let (name, rest) = words.split_at_checked(length)?;
            rest.iter().find(|word| OPERATORS.iter().any(|operator| operator.eq_ignore_ascii_case(word)))?;
            let field = called(&self.answers.fields, &name.join(" "))?;
            Some((written(field.clause_names.first().unwrap_or(&field.id)), field.kind))
        })
    }
}

/// Words that compare, in JQL or in other languages.
const OPERATORS: [&str; 19] = [
    "is", "was", "not", "in", "like", "contains", "equals", "equal", "changed", "between", "after", "before", "since",
    "until", "than", "greater", "less", "more", "within",
];

/// How many words a field's name has that is looked for at the beginning of others.
const LONGEST_NAME: usize = 4;

fn begins(leaf: &Node) -> usize {
    match leaf {
        Node::Clause(clause) => clause.span.bytes.start,
        Node::Words(term) | Node::Other(term) => term.span.bytes.start,
        Node::And(_) | Node::Or(_) | Node::Not(_) => 0,
    }
}

fn ends(leaf: &Node) -> usize {
    match leaf {
        Node::Clause(clause) => clause.span.bytes.end,
        Node::Words(term) | Node::Other(term) => term.span.bytes.end,
        Node::And(_) | Node::Or(_) | Node::Not(_) => 0,
    }
}

/// The search for words; an issue's key is looked up as one. `None` if no word is left.
fn search(words: &str) -> Option<String> {
    if is_key(words) {
        return Some(format!("key = {words}"));
    }
    let joins = |word: &str| word.eq_ignore_ascii_case("or") || word.eq_ignore_ascii_case("and");
    let keys: Vec<&str> = words.split([' ', ',', '(', ')']).filter(|word| !word.is_empty() && !joins(word)).collect();
    if keys.len() > 1 && keys.iter().all(|key| is_key(key)) {
        return Some(format!("key in ({})", keys.join(", ")));
    }
    // What the text search reads as an operator is no part of a word.
    let plain: String = words.chars().map(|c| if "+&|!(){}[]^~*?\\/:\"".contains(c) { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().map(|word| match word {
        "AND" | "OR" | "NOT" => word.to_lowercase(),
        _ => word.trim_start_matches('-').to_owned(),
    });
    let plain = plain.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then(|| format!("text ~ {}", quote(&plain)))
}
