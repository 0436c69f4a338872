//! The fields after `ORDER BY`.

use super::{Parser, Read};
use crate::jql::edit::Edit;
use crate::jql::error::Error;
use crate::jql::lex::Kind;
use crate::jql::tree::{Direction, Form, Sort};

/// How many fields an order may have (Jira facts, item 18).
const MOST: usize = 7;

impl Parser<'_> {
    /// Reads `ORDER BY` and its fields, to the end.
    pub(super) fn order(&mut self) -> Read<Vec<Sort>> {
        let from = self.at;
        self.order_at = Some(self.span(from, from + 1).bytes.start);
        if self.word_at(from, "sort") {
            let bytes = self.span(from, from + 1).bytes;
            self.edits.push(Edit::noted(bytes, "ORDER", "`sort by` was read as `ORDER BY`"));
        }
        if self.word_at(from + 1, "by") {
            self.at += 2;
        } else {
            self.at += 1;
            let end = self.end();
            self.edits.push(Edit::noted(end..end, " BY", "`ORDER` was read as `ORDER BY`"));
        }
        if self.peek().is_none() {
            let error = Error::new(self.span(from, from + 2).position, "ORDER", "`ORDER BY` names no field");
            let edit = Edit::new(self.span(from, from + 2).bytes, "");
            return Err(self.unreadable(error, edit));
        }
        let mut sorts = vec![self.sort()?];
        while self.kind_at(self.at) == Some(Kind::Comma) {
            let comma = self.at;
            self.at += 1;
            if self.peek().is_none() {
                let bytes = self.span(comma, comma + 1).bytes;
                self.edits.push(Edit::noted(bytes, "", "the `,` at the end was left out"));
                break;
            }
            sorts.push(self.sort()?);
        }
        let (kept, dropped) = sorts.split_at_checked(MOST).unwrap_or((&sorts, &[]));
        if let (Some(last), Some(end), Some(first)) = (kept.last(), dropped.last(), dropped.first()) {
            let note = format!("Jira orders by {MOST} fields at most: `{}` and later were left out", first.field.value);
            self.edits.push(Edit::noted(last.span.bytes.end..end.span.bytes.end, "", note));
            // What was to be changed in them is void.
            let cut = last.span.bytes.end;
            self.edits.retain(|edit| edit.note.is_some() || edit.bytes.start <= cut);
            sorts.truncate(MOST);
        }
        Ok(sorts)
    }

    fn sort(&mut self) -> Read<Sort> {
        let from = self.at;
        while self
            .peek()
            .is_some_and(|token| !matches!(token.kind, Kind::Comma | Kind::Open | Kind::Close | Kind::Operator))
            && !self.direction_at(self.at)
            && !self.order_at(self.at)
            && self.join().is_none()
        {
            self.at += 1;
        }
        if self.at == from {
            return Err(self.unexpected());
        }
        let mut field = self.name(from, self.at);
        // `-created` is how other interfaces write a descending order.
        let descends = field.form == Form::Bare && field.value.len() > 1 && field.value.starts_with('-');
        if descends && !self.direction_at(self.at) {
            field.value.remove(0);
            let (start, end) = (field.span.bytes.start, field.span.bytes.end);
            self.edits.push(Edit::new(start..start + 1, ""));
            self.edits.push(Edit::new(end..end, " DESC"));
            field.span.bytes.start += 1;
            return Ok(Sort { field, direction: Some(Direction::Descending), span: self.span(from, self.at) });
        }
        let mut direction = None;
        if self.direction_at(self.at) {
            let span = self.span(self.at, self.at + 1);
            let word = span.piece(self.jql).to_ascii_lowercase();
            let found = if word.starts_with("asc") { Direction::Ascending } else { Direction::Descending };
            if word.len() > 4 {
                let with = if found == Direction::Ascending { "ASC" } else { "DESC" };
                self.edits.push(Edit::noted(span.bytes, with, format!("`{word}` was read as `{with}`")));
            }
            direction = Some(found);
            self.at += 1;
        }
        Ok(Sort { field, direction, span: self.span(from, self.at) })
    }

    fn direction_at(&self, at: usize) -> bool {
        ["asc", "desc", "ascending", "descending"].into_iter().any(|word| self.word_at(at, word))
    }
}
