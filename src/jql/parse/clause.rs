//! One clause: a field, an operator and what follows.

use super::{Parser, Read};
use crate::jql::edit::Edit;
use crate::jql::error::Error;
use crate::jql::lex::{Kind, Token};
use crate::jql::print::sole_word;
use crate::jql::quote::quote;
use crate::jql::tree::{Clause, Form, Node, Operand, Operator, Predicate, PredicateKind, Span, Term};

impl Parser<'_> {
    /// Reads a clause, or the words or the unknown piece in its place.
    pub(super) fn clause(&mut self) -> Read<Node> {
        let from = self.at;
        if let Some(clause) = self.with_colon()? {
            return Ok(clause);
        }
        self.head();
        if self.at == from {
            return Err(self.unexpected());
        }
        let Some((operator, until)) = self.operator_at(self.at) else {
            return self.without_operator(from);
        };
        let mut field = self.name(from, self.at);
        let operator_at = self.span(self.at, until);
        let like = self.word_at(until - 1, "like");
        self.at = until;
        // What Jira writes the same needs no repair; `contains` and `<>` do.
        let written = operator_at.piece(self.jql).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut operator = operator;
        if operator == Operator::Changed {
            let predicates = self.predicates()?;
            let span = self.span(from, self.at);
            let clause = Clause { field, operator, operator_at, operand: None, predicates, span };
            return Ok(Node::Clause(Box::new(clause)));
        }
        let operand = match self.is_set(operator) {
            Some(set) => {
                operator = if set { Operator::IsNot } else { Operator::Is };
                let span = self.span(self.at, self.at + 1);
                self.at += 1;
                self.edits.push(Edit::new(span.bytes.clone(), "EMPTY"));
                Operand::Empty(Term { value: "EMPTY".into(), form: Form::Bare, span })
            }
            None => self.operand(operator)?,
        };
        operator = self.suited(operator, &operand);
        if like {
            self.without_wildcards(&operand);
        }
        if !written.eq_ignore_ascii_case(operator.symbol()) {
            self.edits.push(Edit::new(operator_at.bytes.clone(), operator.written()));
        }
        let predicates = if operator.is_historical() { self.predicates()? } else { Vec::new() };
        let span = self.span(from, self.at);
        field.span.position = span.position;
        Ok(Node::Clause(Box::new(Clause { field, operator, operator_at, operand: Some(operand), predicates, span })))
    }

    /// Reads `project: SHOP` and `project:SHOP`, as other trackers have it.
    fn with_colon(&mut self) -> Read<Option<Node>> {
        let from = self.at;
        let Some(token) = self.peek().filter(|token| token.kind == Kind::Word).cloned() else { return Ok(None) };
        let Some((name, value)) = token.value.split_once(':').filter(|_| self.operator_at(from + 1).is_none()) else {
            return Ok(None);
        };
        let plain = sole_word(name, Form::Bare)
            && name.starts_with(char::is_alphabetic)
            && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let follows =
            self.tokens.get(from + 1).is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Number | Kind::Text));
        let follows = follows && self.join_at(from + 1).is_none() && !self.order_at(from + 1);
        if !plain || name.len() + 1 + value.len() != token.bytes.len() || (value.is_empty() && !follows) {
            return Ok(None);
        }
        let colon = token.bytes.start + name.len();
        let place = |bytes: std::ops::Range<usize>, before: usize| Span { bytes, position: token.position + before };
        let field_at = place(token.bytes.start..colon, 0);
        let field = Term { value: name.to_owned(), form: Form::Bare, span: field_at };
        let operator_at = place(colon..colon + 1, name.chars().count());
        self.edits.push(Edit::new(operator_at.bytes.clone(), if value.is_empty() { " =" } else { " = " }));
        self.at += 1;
        let operand = match value.is_empty() {
            true => self.operand(Operator::Equal)?,
            false => {
                let span = place(colon + 1..token.bytes.end, name.chars().count() + 1);
                let plain = value.trim_matches('`');
                if !sole_word(value, Form::Bare) {
                    self.edits.push(Edit::new(span.bytes.clone(), quote(plain)));
                }
                Operand::Value(Term { value: plain.to_owned(), form: Form::Bare, span })
            }
        };
        let span = self.span(from, self.at);
        let operator = self.suited(Operator::Equal, &operand);
        if operator != Operator::Equal {
            self.edits.retain(|edit| edit.bytes != operator_at.bytes);
            self.edits.push(Edit::new(operator_at.bytes.clone(), format!(" {} ", operator.written())));
        }
        let operand = Some(operand);
        let clause = Clause { field, operator, operator_at, operand, predicates: Vec::new(), span };
        Ok(Some(Node::Clause(Box::new(clause))))
    }

    /// Whether `a:b` stands right after another: other trackers join them by a blank.
    pub(super) fn follows_with_colon(&self) -> bool {
        let has_colon = |token: &Token| {
            let parts = token.value.split_once(':').filter(|_| token.kind == Kind::Word);
            parts.is_some_and(|(name, value)| {
                let plain =
                    name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
                plain && !value.is_empty() && !value.starts_with('/')
            })
        };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(has_colon) && self.peek().is_some_and(has_colon)
    }

    /// Goes on to the operator, or to the end of what stands in the clause's place.
    fn head(&mut self) {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close if depth == 0 => return,
                Kind::Close => depth -= 1,
                _ if depth > 0 => {}
                Kind::Comma | Kind::Operator => return,
                _ if self.join().is_some() || self.order_at(self.at) => return,
                _ if self.at > from && self.operator_at(self.at).is_some() => return,
                _ => {}
            }
            self.at += 1;
        }
        if depth > 0 {
            // A parenthesis that isn't closed belongs to no name.
            self.at = from;
        }
    }

    /// A name made of the tokens from `from` up to `to`.
    pub(super) fn name(&mut self, from: usize, to: usize) -> Term {
        let span = self.span(from, to);
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        let piece = span.piece(self.jql).to_owned();
        let (value, form) = match tokens {
            [token] => match token.kind {
                Kind::Word if token.value == piece => (piece, Form::Bare),
                Kind::Number => (piece, Form::Number),
                _ => (token.value.clone(), Form::Quoted),
            },
            // `cf[10014]`, `issue.property[key].path`, `"Points"[Number]`.
            tokens if tokens.iter().any(|token| matches!(token.kind, Kind::OpenBracket | Kind::Open)) => {
                (piece, Form::Verbatim)
            }
            _ => (piece.split_whitespace().collect::<Vec<_>>().join(" "), Form::Quoted),
        };
        let needs_quotes = match tokens {
            [token] => matches!(token.kind, Kind::SmartText | Kind::Unknown) || !sole_word(&value, form),
            _ => form == Form::Quoted,
        };
        if needs_quotes {
            self.edits.push(Edit::new(span.bytes.clone(), quote(&value)));
        }
        Term { value, form, span }
    }

    /// What stands in a clause's place and compares nothing.
    fn without_operator(&self, from: usize) -> Read<Node> {
        let span = self.span(from, self.at);
        let tokens = self.tokens.get(from..self.at).unwrap_or_default();
        let piece = span.piece(self.jql);
        Ok(match tokens {
            [token] if matches!(token.kind, Kind::Text | Kind::SmartText) => {
                Node::Words(Term { value: token.value.clone(), form: Form::Quoted, span })
            }
            tokens if tokens.iter().all(|token| matches!(token.kind, Kind::Word | Kind::Number | Kind::Unknown)) => {
                let value = piece.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\'", "'");
                Node::Words(Term { value, form: Form::Bare, span })
            }
            tokens => {
                // No version of Jira reads these outside quotes.
                if let Some(token) = tokens.iter().find(|token| matches!(token.kind, Kind::Unknown | Kind::SmartText)) {
                    let problem = "a reserved character must stand in quotes";
                    return Err(Error::new(token.position, token.piece(self.jql), problem).into());
                }
                Node::Other(Term { value: piece.to_owned(), form: Form::Verbatim, span })
            }
        })
    }

    /// `is set` and `is not set` say whether there is a value.
    fn is_set(&self, operator: Operator) -> Option<bool> {
        let after = self.at + 1;
        let alone = self.tokens.get(after).is_none_or(|token| token.kind == Kind::Close)
            || self.join_at(after).is_some()
            || self.order_at(after);
        match operator {
            Operator::Is if self.word_at(self.at, "set") && alone => Some(true),
            Operator::IsNot if self.word_at(self.at, "set") && alone => Some(false),
            _ => None,
        }
    }

    /// `LIKE '%x%'` looks for words, as `~` does by itself.
    fn without_wildcards(&mut self, operand: &Operand) {
        // Only what was noted since the operand began can be about its values.
        let begins = operand.span().bytes.start;
        let from = self.edits.iter().rposition(|edit| edit.bytes.start < begins).map_or(0, |at| at + 1);
        let mut written = Vec::new();
        let mut own = self.edits.split_off(from);
        for value in operand.values() {
            let bare = value.value.trim_matches('%');
            if bare != value.value && !bare.trim().is_empty() {
                written.push(Edit::new(value.span.bytes.clone(), quote(bare)));
            }
        }
        own.retain(|edit| edit.bytes.is_empty() || !written.iter().any(|new: &Edit| new.bytes == edit.bytes));
        own.append(&mut written);
        self.edits.append(&mut own);
    }

    fn predicates(&mut self) -> Read<Vec<Predicate>> {
        let mut predicates = Vec::new();
        while let Some(kind) = self.predicate_at(self.at) {
            self.at += 1;
            let operator = if kind == PredicateKind::During { Operator::WasIn } else { Operator::Was };
            predicates.push(Predicate { kind, operand: self.operand(operator)? });
        }
        Ok(predicates)
    }

    /// The predicate that begins at a token.
    pub(super) fn predicate_at(&self, at: usize) -> Option<PredicateKind> {
        PredicateKind::ALL.into_iter().find(|kind| self.word_at(at, kind.keyword()))
    }

    /// The error of two clauses with nothing between them.
    pub(super) fn not_joined(&self, field: &Span) -> super::Unreadable {
        let error = Error::new(field.position, field.piece(self.jql), "an `AND` or `OR` is missing");
        self.unreadable(error, Edit::new(field.bytes.start..field.bytes.start, "AND "))
    }
}
