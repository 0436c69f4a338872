//! Operators, those of other languages included.

use super::{Parser, is_operator};
use crate::jql::lex::Kind;
use crate::jql::tree::{Operand, Operator};
use crate::jql::words::{gives_one, gives_several};

impl Parser<'_> {
    /// The operator at a token, and the token after it.
    pub(super) fn operator_at(&self, at: usize) -> Option<(Operator, usize)> {
        let token = self.tokens.get(at)?;
        let word = |offset: usize, word: &str| self.word_at(at + offset, word);
        if token.kind == Kind::Operator {
            let mut text = token.value.clone();
            let mut until = at + 1;
            while let Some(next) = self.tokens.get(until).filter(|next| next.kind == Kind::Operator) {
                let adjacent = self.tokens.get(until - 1).is_some_and(|last| last.bytes.end == next.bytes.start);
                if !adjacent || next.value == "!" {
                    break;
                }
                text.push_str(&next.value);
                until += 1;
            }
            let operator = match text.as_str() {
                "=" | "==" | "===" => Operator::Equal,
                "!=" | "<>" | "!==" => Operator::NotEqual,
                "<" => Operator::Less,
                "<=" | "=<" => Operator::LessEqual,
                ">" => Operator::Greater,
                ">=" | "=>" => Operator::GreaterEqual,
                "~" | "=~" | "~=" => Operator::Contains,
                "!~" | "!~=" => Operator::NotContains,
                _ => return None,
            };
            // `= in (a, b)` is a list with one operator too many.
            if matches!(operator, Operator::Equal | Operator::NotEqual)
                && self.word_at(until, "in")
                && self.kind_at(until + 1) == Some(Kind::Open)
            {
                let list = if operator == Operator::Equal { Operator::In } else { Operator::NotIn };
                return Some((list, until + 1));
            }
            return Some((operator, until));
        }
        if token.kind != Kind::Word {
            return None;
        }
        let words: &[(&[&str], Operator)] = &[
            (&["was", "not", "in"], Operator::WasNotIn),
            (&["was", "not"], Operator::WasNot),
            (&["was", "in"], Operator::WasIn),
            (&["was"], Operator::Was),
            (&["changed"], Operator::Changed),
            (&["is", "not", "in"], Operator::NotIn),
            (&["is", "in"], Operator::In),
            (&["is", "not"], Operator::IsNot),
            (&["is"], Operator::Is),
            (&["not", "in"], Operator::NotIn),
            (&["in"], Operator::In),
            (&["not", "like"], Operator::NotContains),
            (&["not", "contains"], Operator::NotContains),
            (&["does", "not", "contain"], Operator::NotContains),
            (&["like"], Operator::Contains),
            (&["contains"], Operator::Contains),
            (&["equals"], Operator::Equal),
            (&["after"], Operator::Greater),
            (&["since"], Operator::GreaterEqual),
            (&["before"], Operator::Less),
            (&["until"], Operator::LessEqual),
            (&["≥"], Operator::GreaterEqual),
            (&["≤"], Operator::LessEqual),
            (&["≠"], Operator::NotEqual),
        ];
        if word(0, "not") && self.tokens.get(at + 1).is_some_and(|next| is_operator(next, "=")) {
            return Some((Operator::NotEqual, at + 2));
        }
        words.iter().find_map(|(parts, operator)| {
            let all = parts.iter().enumerate().all(|(offset, part)| word(offset, part));
            all.then_some((*operator, at + parts.len()))
        })
    }

    /// The operator that says the same of this operand and that Jira takes with it.
    pub(super) fn suited(&self, operator: Operator, operand: &Operand) -> Operator {
        let several = match operand {
            Operand::List { .. } => true,
            Operand::Function { name, .. } => gives_several(&name.value) && !gives_one(&name.value),
            Operand::Value(_) | Operand::Empty(_) => false,
        };
        let empty = matches!(operand, Operand::Empty(_));
        match operator {
            Operator::Equal | Operator::Is if several => Operator::In,
            Operator::NotEqual | Operator::IsNot if several => Operator::NotIn,
            Operator::Is if !empty => Operator::Equal,
            Operator::IsNot if !empty => Operator::NotEqual,
            Operator::Was if several => Operator::WasIn,
            Operator::WasNot if several => Operator::WasNotIn,
            other => other,
        }
    }
}
