//! Values without a field: `priority = High or Highest`, where one more follows a clause, and `project SHOP`, where the
//! operator is missing.

use super::fields::{Found, called, find, spelled as field_written};
use super::people::is_oneself;
use super::values::{known, written};
use super::{Repairer, Verdict};
use crate::jql::answers::{Field, Kind, Person};
use crate::jql::edit::Edit;
use crate::jql::nearest::closest;
use crate::jql::print::shown;
use crate::jql::quote::quote;
use crate::jql::tree::{Clause, Form, Node, Operand, Operator, Query, Term};
use crate::jql::words::is_key;

/// How many words a field's name has that is looked for at the beginning of others.
const LONGEST_NAME: usize = 4;

/// Where the words begin that follow a clause, or such words, in the same chain of `AND` or `OR`.
pub(super) fn siblings(query: &Query) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = query.condition.iter().collect();
    while let Some(node) = open.pop() {
        let nodes = match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.as_slice(),
            Node::Not(inner) => std::slice::from_ref(inner.as_ref()),
            Node::Clause(_) | Node::Words(_) | Node::Other(_) => continue,
        };
        open.extend(nodes);
        for pair in nodes.windows(2) {
            if let [Node::Clause(_) | Node::Words(_), Node::Words(words)] = pair {
                found.push(words.span.bytes.start);
            }
        }
    }
    found
}

/// The fields and values that words may say without an operator: for each beginning that is a field's name, the rest.
pub fn spoken<'a>(fields: &'a [Field], words: &str) -> Option<(&'a Field, String, String)> {
    let words: Vec<&str> = words.split_whitespace().collect();
    (1..words.len().min(LONGEST_NAME + 1)).rev().find_map(|length| {
        let (name, rest) = words.split_at_checked(length)?;
        let name = name.join(" ");
        Some((called(fields, &name)?, name, rest.join(" ")))
    })
}

/// A value that words say, as a query has it.
struct Said {
    text: String,
    /// Whether nothing else can be meant by them.
    certain: bool,
}

impl<'a> Repairer<'a> {
    /// Reads the words after a clause as more of its values; says how many leaves they are.
    ///
    /// `AND` between values of a field that holds only one means the same as `OR`: nothing else could be meant.
    pub(super) fn more(&mut self, clause: &Clause, leaves: &[&Node], siblings: &[usize]) -> usize {
        let compares = matches!(clause.operator, Operator::Equal | Operator::NotEqual | Operator::In | Operator::NotIn);
        let Some(operand) = clause.operand.as_ref().filter(|operand| compares && is_plain(operand)) else { return 0 };
        let Some(field) = self.field_called(&clause.field) else { return 0 };
        let mut said: Vec<(&Term, Said)> = Vec::new();
        let mut joined = None;
        let mut end = clause.span.bytes.end;
        for leaf in leaves {
            let Node::Words(words) = leaf else { break };
            let between = self.reading.text.get(end..words.span.bytes.start).unwrap_or_default().trim().to_lowercase();
            let all = match between.as_str() {
                "and" | "&" | "&&" => true,
                "or" | "|" | "||" => false,
                _ => break,
            };
            if joined.is_some_and(|joined| joined != all) {
                break;
            }
            let Some(one) = self.one_more(field, words) else { break };
            joined = Some(all);
            end = words.span.bytes.end;
            said.push((words, one));
        }
        let Some(all) = joined else { return 0 };
        self.extend(clause, operand, field, &said, all, siblings);
        said.len()
    }

    /// Writes a clause with more values.
    fn extend(
        &mut self,
        clause: &Clause,
        operand: &Operand,
        field: &Field,
        said: &[(&Term, Said)],
        all: bool,
        siblings: &[usize],
    ) {
        let name = self.text_of(&clause.field.span);
        let not = clause.operator.negates();
        let end = said.last().map_or(clause.span.bytes.end, |(words, _)| words.span.bytes.end);
        let bytes = clause.span.bytes.start..end;
        // What became a condition about something else is no value of a list.
        let is_rebuilt = self.edits.iter().any(|edit| edit.bytes == clause.span.bytes);
        let several = matches!(field.kind, Kind::Version | Kind::Component | Kind::Label | Kind::Sprint | Kind::Option);
        let written = if is_rebuilt || (all && several && !not) {
            let mut text = self.text_of(&clause.span);
            for (words, one) in said {
                let before = self.reading.text.get(..words.span.bytes.start).unwrap_or_default();
                let join = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
                text.push_str(&format!(" {join} {name} {} {}", if not { "!=" } else { "=" }, one.text));
            }
            text
        } else {
            let values = operand.values().into_iter().map(|term| self.text_of(&term.span));
            let values: Vec<String> = values.chain(said.iter().map(|(_, one)| one.text.clone())).collect();
            format!("{name} {} ({})", if not { "not in" } else { "in" }, values.join(", "))
        };
        let is_certain = |(words, one): &(&Term, Said)| one.certain && siblings.contains(&words.span.bytes.start);
        let piece = shown(self.reading.text.get(bytes.clone()).unwrap_or_default());
        if !said.iter().all(is_certain) {
            let span = said.iter().fold(clause.span.clone(), |span, (words, _)| span.to(&words.span));
            let message = format!("`{piece}` compares only the first value");
            self.clause_problem(&span, message, written);
            return;
        }
        self.edits.retain(|edit| edit.bytes.start < bytes.start || edit.bytes.end > bytes.end);
        let note = format!("`{piece}` was read as `{}`", shown(&written));
        self.edits.push(Edit::noted(bytes, written, note));
    }

    /// The value of a field that words say, if they do.
    fn one_more(&mut self, field: &Field, words: &Term) -> Option<Said> {
        let certain = |text: String| Some(Said { text, certain: true });
        if field.kind == Kind::Label {
            return Some(Said { text: written(&words.value), certain: false })
                .filter(|_| words.value.split_whitespace().count() == 1);
        }
        if field.kind == Kind::User && matches!(self.answers.people.get(&words.value), Some(Person::Several(_))) {
            // It is told who they are.
            return self.person(words).is_err().then(|| Said { text: written(&words.value), certain: true });
        }
        certain(self.value_said(field, &words.value)?)
    }

    /// The clause that words say which begin with a field's name, or which are a project's key.
    pub(super) fn says(&self, words: &str) -> Option<String> {
        let projects = self.answers.fields.iter().find(|field| field.kind == Kind::Project);
        let keys = projects.and_then(|field| self.answers.values.get(&field.id));
        if keys.is_some_and(|keys| keys.known.iter().any(|known| known.send == words && known.name == words)) {
            return Some(format!("project = {}", written(words)));
        }
        let (field, name, rest) = spoken(&self.answers.fields, words)?;
        let name = field_written(field, &name);
        if let Some(value) = self.value_said(field, &rest) {
            return Some(format!("{name} = {value}"));
        }
        let values = self.answers.values.get(&field.id)?;
        let term = Term { value: rest, form: Form::Quoted, span: super::EVERYWHERE.clone() };
        match self.word_for(field.kind, values, &term)? {
            Verdict::Condition { holds, .. } => Some(holds),
            Verdict::Several(function) => Some(format!("{name} in {function}")),
            Verdict::Empty => Some(format!("{name} is EMPTY")),
            Verdict::Keep | Verdict::Write(_) => None,
        }
    }

    /// Gives words the operator that they lack; says whether they are a field and its value.
    pub(super) fn spoken(&mut self, words: &Term) -> bool {
        let Some(clause) = self.says(&words.value) else { return false };
        self.write(words, clause);
        true
    }

    /// A word as a value of a field, where it surely is one.
    fn value_said(&self, field: &Field, word: &str) -> Option<String> {
        match field.kind {
            Kind::User if is_oneself(word) => Some("currentUser()".to_owned()),
            Kind::User => match self.answers.people.get(word)? {
                Person::One { send, .. } => Some(quote(send)),
                Person::Several(_) | Person::Nobody(_) => None,
            },
            Kind::Number => word.trim().parse::<f64>().is_ok().then(|| word.trim().to_owned()),
            Kind::Issue | Kind::Parent => is_key(word).then(|| word.to_owned()),
            _ => {
                let values = self.answers.values.get(&field.id)?;
                match known(values, field.kind, word) {
                    Some(Verdict::Write(text)) => return Some(text),
                    Some(_) => return Some(written(word)),
                    None => {}
                }
                let names = || values.known.iter().map(|known| known.name.as_str());
                let near = closest(word, names()).filter(|_| field.kind.forgives());
                let state = field.kind == Kind::Status && super::is_state(word);
                near.filter(|_| !state).map(written)
            }
        }
    }

    fn field_called(&self, term: &Term) -> Option<&'a Field> {
        match find(&self.answers.fields, term) {
            Found::Accepted(found) => found.first().copied(),
            Found::Renamed(field, _) => Some(field),
            Found::Several(_) | Found::Unchecked | Found::Nothing => None,
        }
    }
}

fn is_plain(operand: &Operand) -> bool {
    match operand {
        Operand::Value(_) => true,
        Operand::List { items, .. } => items.iter().all(is_plain),
        Operand::Function { .. } | Operand::Empty(_) => false,
    }
}
