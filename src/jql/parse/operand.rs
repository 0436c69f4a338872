//! What a field is compared with: values, lists, functions.

use super::{Parser, Read};
use crate::jql::edit::Edit;
use crate::jql::lex::Kind;
use crate::jql::print::sole_word;
use crate::jql::quote::quote;
use crate::jql::tree::{Form, Operand, Operator, Span, Term};
use crate::jql::words;

/// Where a value stands, which decides what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// After an operator.
    Alone,
    /// After an operator or predicate that may have predicates after it.
    BeforePredicates,
    /// In a list.
    List,
    /// In a function's parentheses.
    Argument,
}

impl Parser<'_> {
    /// Reads what follows an operator.
    pub(super) fn operand(&mut self, operator: Operator) -> Read<Operand> {
        let operand = self.whole_operand(operator)?;
        self.check_joined()?;
        Ok(operand)
    }

    fn whole_operand(&mut self, operator: Operator) -> Read<Operand> {
        let from = self.at;
        if self.opens_list(from) {
            return self.list();
        }
        let place = if operator.is_historical() { Place::BeforePredicates } else { Place::Alone };
        let first = self.item(place)?;
        if self.kind_at(self.at) == Some(Kind::Comma) && !matches!(first, Operand::List { .. }) {
            let list = self.open_list(first, place)?;
            return match list {
                Operand::List { mut items, .. } if items.len() == 1 && !operator.takes_list() => {
                    items.pop().ok_or_else(|| self.unexpected())
                }
                list => {
                    self.enclose(&list.span().clone());
                    Ok(list)
                }
            };
        }
        // A function may give the list itself.
        let gives_list = matches!(&first, Operand::Function { name, .. } if !words::gives_one(&name.value));
        if operator.takes_list() && !gives_list {
            let span = first.span().clone();
            self.enclose(&span);
            return Ok(Operand::List { items: vec![first], span });
        }
        Ok(first)
    }

    /// Reads one value or function.
    pub(super) fn item(&mut self, place: Place) -> Read<Operand> {
        let from = self.at;
        let named = self.peek().is_some_and(|token| token.kind == Kind::Word);
        if named && self.kind_at(from + 1) == Some(Kind::Open) {
            return self.function();
        }
        self.value(place)
    }

    fn function(&mut self) -> Read<Operand> {
        let from = self.at;
        let span = self.span(from, from + 1);
        if !sole_word(span.piece(self.jql), Form::Bare) {
            return Err(self.unexpected());
        }
        let name = Term { value: span.piece(self.jql).to_owned(), form: Form::Bare, span };
        self.at += 2;
        let mut arguments = Vec::new();
        while self.kind_at(self.at) != Some(Kind::Close) {
            if let Operand::Value(term) | Operand::Empty(term) = self.value(Place::Argument)? {
                arguments.push(term);
            }
            match self.kind_at(self.at) {
                Some(Kind::Comma) => self.at += 1,
                Some(Kind::Close) => {}
                None => {
                    let end = self.end();
                    self.edits.push(Edit::new(end..end, ")"));
                    return Ok(Operand::Function { name, arguments, span: self.span(from, self.at) });
                }
                _ => return Err(self.unexpected()),
            }
        }
        self.at += 1;
        let span = self.span(from, self.at);
        Ok(self.shifted(name, arguments, span, from))
    }

    /// `now() - 7d` is `-7d`, and `startOfDay() - 1d` is `startOfDay("-1d")`.
    fn shifted(&mut self, name: Term, arguments: Vec<Term>, span: Span, from: usize) -> Operand {
        let signed = self.peek().map(|token| token.piece(self.jql).to_owned());
        let (shift, used) = match signed.as_deref() {
            Some(sign @ ("-" | "+")) => match self.tokens.get(self.at + 1) {
                Some(next) => (format!("{sign}{}", next.piece(self.jql)), 2),
                None => return Operand::Function { name, arguments, span },
            },
            Some(word) if word.starts_with('-') => (word.to_owned(), 1),
            _ => return Operand::Function { name, arguments, span },
        };
        let now = name.value.eq_ignore_ascii_case("now");
        let moves = is_duration(&shift) && arguments.is_empty() && (now || words::is_time(&name.value));
        if !moves {
            return Operand::Function { name, arguments, span };
        }
        self.at += used;
        let span = self.span(from, self.at);
        let value = shift.trim_start_matches('+').to_owned();
        if now {
            self.edits.push(Edit::new(span.bytes.clone(), value.clone()));
            return Operand::Value(Term { value, form: Form::Bare, span });
        }
        let with = format!("{}({})", name.value, quote(&shift));
        self.edits.push(Edit::new(span.bytes.clone(), with));
        let argument = Term { value: shift, form: Form::Quoted, span: span.clone() };
        Operand::Function { name, arguments: vec![argument], span }
    }

    /// Reads one value, which may be several words that need quotes.
    fn value(&mut self, place: Place) -> Read<Operand> {
        let from = self.at;
        if self.kind_at(from) == Some(Kind::Text) || self.kind_at(from) == Some(Kind::SmartText) {
            self.at += 1;
            return Ok(Operand::Value(self.name(from, self.at)));
        }
        while self.at < self.tokens.len() && !self.ends_value(from, place) {
            self.at += 1;
        }
        // `project = SHOP status = Done`: what stands before the second operator is its field.
        if self.at > from + 1 && matches!(place, Place::Alone | Place::BeforePredicates) && self.compares_at(self.at) {
            let field = self.span(self.at - 1, self.at);
            return Err(self.not_joined(&field));
        }
        if self.at == from {
            return Err(self.unexpected());
        }
        let empty = self.at == from + 1 && (self.word_at(from, "empty") || self.word_at(from, "null"));
        if empty {
            let span = self.span(from, self.at);
            return Ok(Operand::Empty(Term { value: span.piece(self.jql).to_owned(), form: Form::Bare, span }));
        }
        let span = self.span(from, self.at);
        if let Some(token) =
            self.tokens.get(from).filter(|_| self.at == from + 1 && sole_word(span.piece(self.jql), Form::Bare))
        {
            let form = if token.kind == Kind::Number { Form::Number } else { Form::Bare };
            return Ok(Operand::Value(Term { value: token.value.clone(), form, span }));
        }
        // `\ ` in a bare word is an escape; between words the source text counts.
        let tokens = self.tokens.get(from..self.at).unwrap_or_default();
        // Markdown's backticks are quotes to those who write them.
        let value = match tokens {
            [token] => token.value.trim_matches('`').to_owned(),
            [first, .., last] if first.value.starts_with('`') && last.value.ends_with('`') => {
                let piece = span.piece(self.jql).trim_matches('`');
                piece.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => span.piece(self.jql).split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let escaped = matches!(tokens, [token] if token.kind == Kind::Word && token.value != span.piece(self.jql));
        if !escaped {
            self.edits.push(Edit::new(span.bytes.clone(), quote(&value)));
        }
        Ok(Operand::Value(Term { value, form: if escaped { Form::Quoted } else { Form::Bare }, span }))
    }

    fn ends_value(&self, from: usize, place: Place) -> bool {
        let Some(token) = self.peek() else { return true };
        match token.kind {
            Kind::Comma | Kind::Close | Kind::Open | Kind::Text | Kind::SmartText | Kind::Operator => return true,
            Kind::CloseBracket if place == Place::List => return true,
            Kind::Unknown if place == Place::List && token.value == "}" => return true,
            _ => {}
        }
        if self.join().is_some() || self.begins_order() {
            return true;
        }
        let beyond = self.at > from;
        (place == Place::List && beyond && self.between_keys())
            || (place == Place::BeforePredicates && beyond && self.predicate_at(self.at).is_some())
            || (beyond && self.at > from + 1 && self.compares_at(self.at))
    }

    /// Whether an operator stands here that can't be part of a value.
    pub(super) fn compares_at(&self, at: usize) -> bool {
        let Some((operator, until)) = self.operator_at(at) else { return false };
        let lists = self.opens_list(until) && operator.takes_list();
        let empty = self.word_at(until, "empty") || self.word_at(until, "null");
        self.kind_at(at) == Some(Kind::Operator) || lists || empty
    }

    /// Refuses what follows a value as if a clause began there.
    fn check_joined(&self) -> Read<()> {
        let ended = self.peek().is_none_or(|token| token.kind == Kind::Close)
            || self.join().is_some()
            || self.begins_order()
            || self.predicate_at(self.at).is_some();
        if ended {
            return Ok(());
        }
        let rest = self.tokens.len().min(self.at + 4);
        match (self.at..rest).any(|at| self.operator_at(at).is_some()) && self.kind_at(self.at) != Some(Kind::Comma) {
            true => Err(self.not_joined(&self.span(self.at, self.at + 1))),
            false => Err(self.unexpected()),
        }
    }
}

/// Whether a text is a signed number of a unit of time.
fn is_duration(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']).trim_end_matches(['y', 'M', 'w', 'd', 'h', 'm']);
    let unit = text.len() - text.trim_end_matches(|last: char| last.is_ascii_alphabetic()).len();
    !digits.is_empty() && unit == 1 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
