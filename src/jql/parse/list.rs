//! Lists: in parentheses, in the brackets of other languages, or bare.

use super::operand::Place;
use super::{DEEPEST, Parser, Read};
use crate::jql::edit::Edit;
use crate::jql::error::Error;
use crate::jql::lex::{Kind, Token};
use crate::jql::print::shown;
use crate::jql::tree::{Operand, Span};
use crate::jql::words::is_key;

impl Parser<'_> {
    /// Reads a list in parentheses, or in the brackets of other languages.
    pub(super) fn list(&mut self) -> Read<Operand> {
        let from = self.at;
        let Some(open) = self.next() else { return Err(self.unexpected()) };
        if self.depth >= DEEPEST {
            let message = "the query is nested too deeply";
            return Err(Error::new(open.position, open.piece(self.jql), message).into());
        }
        self.depth += 1;
        let mut items = Vec::new();
        loop {
            if self.closes_list(&open, from)? {
                break;
            }
            match self.opens_list(self.at) {
                true => items.push(self.list()?),
                false => items.push(self.item(Place::List)?),
            }
            if self.kind_at(self.at) == Some(Kind::Comma) {
                self.at += 1;
                if self.list_ends(&open) {
                    let bytes = self.span(self.at - 1, self.at).bytes;
                    self.edits.push(Edit::new(bytes, ""));
                }
            } else if self.between_keys() {
                let end = self.end();
                self.edits.push(Edit::new(end..end, ","));
            } else if !self.list_ends(&open) {
                return Err(self.unexpected());
            }
        }
        self.depth -= 1;
        if items.is_empty() {
            let span = self.span(from, self.at);
            return Err(Error::new(span.position, &shown(span.piece(self.jql)), "a list holds no value").into());
        }
        Ok(Operand::List { items, span: self.span(from, self.at) })
    }

    /// Whether an issue's key stands before and after: keys hold no blanks, so a comma is missing.
    pub(super) fn between_keys(&self) -> bool {
        let key = |at: usize| self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && is_key(&token.value));
        self.at.checked_sub(1).is_some_and(key) && key(self.at)
    }

    fn list_ends(&self, open: &Token) -> bool {
        let Some(token) = self.peek() else { return true };
        is_partner(open, token) || self.join().is_some() || self.begins_order()
    }

    /// Reads the end of a list. No list goes beyond an `AND` or the end, so a `)` that is missing belongs there.
    fn closes_list(&mut self, open: &Token, from: usize) -> Read<bool> {
        if !self.list_ends(open) {
            return Ok(false);
        }
        let bracket = open.kind != Kind::Open;
        if bracket {
            self.edits.push(Edit::new(open.bytes.clone(), "("));
        }
        match self.peek().filter(|token| is_partner(open, token)).cloned() {
            Some(close) => {
                self.at += 1;
                if bracket {
                    self.edits.push(Edit::new(close.bytes, ")"));
                }
            }
            None if self.at == from + 1 => return Err(self.unexpected()),
            None => {
                let end = self.end();
                self.edits.push(Edit::new(end..end, ")"));
            }
        }
        Ok(true)
    }

    /// Reads the rest of a list that stands without parentheses.
    pub(super) fn open_list(&mut self, first: Operand, place: Place) -> Read<Operand> {
        let start = first.span().clone();
        let mut items = vec![first];
        while self.kind_at(self.at) == Some(Kind::Comma) {
            let comma = self.span(self.at, self.at + 1);
            self.at += 1;
            let ends = self.peek().is_none_or(|token| token.kind == Kind::Close);
            if ends || self.join().is_some() || self.begins_order() {
                self.edits.push(Edit::new(comma.bytes, ""));
                break;
            }
            // `a = 1, b = 2`: what follows is no item but a clause.
            if self.operator_at(self.at + 1).is_some() && self.compares_at(self.at + 1) {
                let error = Error::new(comma.position, ",", "an `AND` or `OR` is missing");
                return Err(self.unreadable(error, Edit::new(comma.bytes, " AND")));
            }
            items.push(self.item(place)?);
        }
        let span = items.last().map_or(start.clone(), |last| start.to(last.span()));
        Ok(Operand::List { items, span })
    }

    pub(super) fn enclose(&mut self, span: &Span) {
        self.edits.push(Edit::new(span.bytes.start..span.bytes.start, "("));
        self.edits.push(Edit::new(span.bytes.end..span.bytes.end, ")"));
    }

    pub(super) fn opens_list(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            matches!(token.kind, Kind::Open | Kind::OpenBracket) || token.kind == Kind::Unknown && token.value == "{"
        })
    }
}

fn is_partner(open: &Token, token: &Token) -> bool {
    match open.kind {
        Kind::Open => token.kind == Kind::Close,
        Kind::OpenBracket => token.kind == Kind::CloseBracket,
        _ => token.kind == Kind::Unknown && token.value == "}",
    }
}
