//! `created between A and B`, which SQL has and JQL hasn't: two comparisons.

use std::ops::Range;

use super::lex::{Kind, Token};

/// A comparison with two ends, and what JQL has for it.
pub(super) struct Between {
    /// Where it stands, in bytes of the query.
    pub(super) bytes: Range<usize>,
    /// The two comparisons, in parentheses.
    pub(super) with: String,
}

/// Words that points in time begin with.
const TIMES: [&str; 14] = [
    "now",
    "today",
    "yesterday",
    "tomorrow",
    "last",
    "past",
    "previous",
    "this",
    "current",
    "next",
    "start",
    "beginning",
    "end",
    "the",
];

/// All of them in a query. Only numbers and times have something between them; `between Ana and Bob` are words.
pub(super) fn betweens(text: &str, tokens: &[Token]) -> Vec<Between> {
    let mut found: Vec<Between> = Vec::new();
    for at in (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(|token| token.is_word("between"))) {
        let begins = found.last().map_or(0, |last| last.bytes.end);
        found.extend(between(text, tokens, at).filter(|between| begins <= between.bytes.start));
    }
    found
}

fn between(text: &str, tokens: &[Token], at: usize) -> Option<Between> {
    let names = |token: &&Token| {
        let word = token.kind == Kind::Word && !joins(token) && !token.is_word("not");
        word || matches!(token.kind, Kind::Text | Kind::Number | Kind::OpenBracket | Kind::CloseBracket)
    };
    let named = tokens.get(..at)?.iter().rev().take_while(names).count();
    let from = at - named;
    let before = from.checked_sub(1).and_then(|before| tokens.get(before));
    // After an operator it is a value, and `not` within the clause negates it.
    let whole = before.is_none_or(|before| before.kind == Kind::Open || joins(before) || before.is_word("not"));
    if named == 0 || !whole {
        return None;
    }
    let low = at + 1..ends(tokens, at + 1);
    tokens.get(low.end).filter(|join| join.is_word("and"))?;
    let high = low.end + 1..ends(tokens, low.end + 1);
    if !measures(tokens, &low) || !measures(tokens, &high) {
        return None;
    }
    let piece = |part: &Range<usize>| text.get(bytes(tokens, part)?);
    let (field, low, high_piece) = (piece(&(from..at))?, piece(&low)?, piece(&high)?);
    let with = format!("({field} >= {low} AND {field} <= {high_piece})");
    Some(Between { bytes: bytes(tokens, &(from..high.end))?, with })
}

/// The token after a value that begins at a token.
fn ends(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return at,
            Kind::Close => depth -= 1,
            _ if depth > 0 => {}
            Kind::Comma | Kind::Operator => return at,
            _ if joins(token) || token.is_word("order") || token.is_word("sort") => return at,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether a value begins like a number or a time.
fn measures(tokens: &[Token], value: &Range<usize>) -> bool {
    let Some([first, rest @ ..]) = tokens.get(value.clone()) else { return false };
    let counts = first.value.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '+');
    let called = first.kind == Kind::Word && rest.first().is_some_and(|next| next.kind == Kind::Open);
    counts || called || TIMES.iter().any(|word| first.is_word(word))
}

fn joins(token: &Token) -> bool {
    let sign = token.kind == Kind::Operator && matches!(token.value.as_str(), "&" | "&&" | "|" | "||" | "!");
    sign || token.is_word("and") || token.is_word("or")
}

fn bytes(tokens: &[Token], part: &Range<usize>) -> Option<Range<usize>> {
    let (first, last) = (tokens.get(part.start)?, tokens.get(part.end.checked_sub(1)?)?);
    (first.bytes.start < last.bytes.end).then_some(first.bytes.start..last.bytes.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jql::lex::lex;

    #[test]
    fn two_ends_are_two_comparisons() {
        for (jql, wanted) in [
            ("a between 1 and 2", Some("(a >= 1 AND a <= 2)")),
            ("x = 1 and not a b between -7d and now() order by c", Some("(a b >= -7d AND a b <= now())")),
            ("cf[1] between last week and \"2026-01-01\"", Some("(cf[1] >= last week AND cf[1] <= \"2026-01-01\")")),
            ("meeting between Ana and Bob", None),
            ("text ~ rest between 1 and 2", None),
            ("a not between 1 and 2", None),
            ("a between 1", None),
            ("between 1 and 2", None),
        ] {
            let found = betweens(jql, &lex(jql).unwrap());
            assert_eq!(found.first().map(|between| between.with.as_str()), wanted, "{jql}");
        }
    }
}
