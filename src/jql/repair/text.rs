//! Words that are no JQL: what people type into a search box.

use super::Repairer;
use super::fields::{Found, find};
use crate::jql::edit::Edit;
use crate::jql::print::shown;
use crate::jql::quote::quote;
use crate::jql::tree::{Form, Node, Term};

impl Repairer<'_> {
    /// Reads a query that compares nothing as a search for its words; says whether it was one.
    pub(super) fn words_alone(&mut self) -> bool {
        let leaves = self.reading.query.leaves();
        let said = leaves.iter().all(|leaf| match leaf {
            Node::Words(_) => true,
            // `coupon in Safari` is a clause only if there is such a field.
            Node::Clause(clause) => {
                let symbol = clause.operator_at.piece(&self.reading.text).contains(['=', '<', '>', '~', '!']);
                let unknown = matches!(find(&self.answers.fields, &clause.field), Found::Nothing);
                !symbol && unknown && clause.operand.as_ref().is_none_or(|operand| !operand.values().is_empty())
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
        self.edits.push(Edit::noted(start..end, search, note));
        true
    }

    /// Words between clauses: which field they belong to can only be proposed.
    pub(super) fn words(&mut self, words: &Term) {
        if let Some((holds, _)) = self.status_words(&words.value) {
            self.write(words, holds);
            return;
        }
        let search = search(&words.value);
        if let Some(key) = search.as_ref().filter(|search| search.starts_with("key ")) {
            self.write(words, key.clone());
            return;
        }
        let message = format!("`{}` compares nothing: a field and an operator are missing", shown(&words.value));
        self.problem(&words.span, message, Vec::new(), search);
    }
}

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
    let keys: Vec<&str> = words.split([' ', ',']).filter(|part| !part.is_empty()).collect();
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

/// Whether it is written as an issue's key.
fn is_key(text: &str) -> bool {
    let Some((project, number)) = text.rsplit_once('-') else { return false };
    let letters = project.len() > 1
        && project.starts_with(|first: char| first.is_ascii_alphabetic())
        && project.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    letters && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}
