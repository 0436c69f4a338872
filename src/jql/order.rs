//! Where a query's order begins.

use super::error::Error;
use super::lex::{Kind, Token, lex};

/// A query in its two parts, as they stand in it, without the blanks around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// What restricts the issues; empty if nothing does.
    pub restriction: &'a str,
    /// What comes after `ORDER BY`.
    pub order_by: Option<&'a str>,
}

/// Splits a query at its `ORDER BY`; one within quotes or parentheses is none.
///
/// # Errors
///
/// What [`lex`] refuses, parentheses that don't pair, and an `ORDER BY` without a field or with a second one after it.
pub fn split(jql: &str) -> Result<Split<'_>, Error> {
    let tokens = lex(jql)?;
    balanced(jql, &tokens)?;
    let mut depth = 0_usize;
    let mut found: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ if depth == 0 && begins_order(&tokens, at) => {
                if found.is_some() {
                    return Err(Error::new(token.position, token.piece(jql), "a query has only one `ORDER BY`"));
                }
                found = Some(at);
            }
            _ => {}
        }
    }
    let Some((order, by)) = found.and_then(|at| Some((tokens.get(at)?, tokens.get(at + 1)?))) else {
        return Ok(Split { restriction: jql.trim(), order_by: None });
    };
    let order_by = jql.get(by.bytes.end..).unwrap_or_default().trim();
    if order_by.is_empty() {
        return Err(Error::new(order.position, order.piece(jql), "`ORDER BY` names no field"));
    }
    Ok(Split { restriction: jql.get(..order.bytes.start).unwrap_or_default().trim(), order_by: Some(order_by) })
}

/// Refuses tokens whose parentheses don't pair: at no place may more be closed than were opened.
fn balanced(jql: &str, tokens: &[Token]) -> Result<(), Error> {
    let mut open: Vec<&Token> = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Open => open.push(token),
            Kind::Close if open.pop().is_none() => {
                return Err(Error::new(token.position, token.piece(jql), "a `)` closes nothing"));
            }
            _ => {}
        }
    }
    match open.last() {
        Some(token) => Err(Error::new(token.position, token.piece(jql), "a `(` is not closed")),
        None => Ok(()),
    }
}

fn begins_order(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is_word(word));
    word(at, "order") && word(at + 1, "by")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(jql: &str) -> (&str, Option<&str>) {
        let split = split(jql).unwrap();
        (split.restriction, split.order_by)
    }

    #[test]
    fn the_order_is_split_off() {
        assert_eq!(parts("a = 1 order  By x DESC, y"), ("a = 1", Some("x DESC, y")));
        assert_eq!(parts(" ORDER BY x "), ("", Some("x")));
        assert_eq!(parts("a = 1"), ("a = 1", None));
        assert_eq!(parts(""), ("", None));
        assert_eq!(parts("a in (b, c)ORDER BY \"x y\""), ("a in (b, c)", Some("\"x y\"")));
    }

    #[test]
    fn an_order_in_quotes_or_parentheses_is_none() {
        assert_eq!(parts("a ~ \"x ORDER BY y\""), ("a ~ \"x ORDER BY y\"", None));
        assert_eq!(parts("(a = 1 ORDER BY y)"), ("(a = 1 ORDER BY y)", None));
        assert_eq!(parts("\"order\" = by"), ("\"order\" = by", None));
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let problem = |jql: &str| split(jql).unwrap_err().to_string();
        assert_eq!(problem("a = 1 ORDER BY "), "`ORDER BY` names no field at `ORDER`, character 7");
        assert_eq!(problem("ORDER BY a ORDER BY b"), "a query has only one `ORDER BY` at `ORDER`, character 12");
        assert_eq!(problem("a) OR (b"), "a `)` closes nothing at `)`, character 2");
        assert_eq!(problem("(a = 1 ORDER BY b"), "a `(` is not closed at `(`, character 1");
        assert_eq!(problem("a ORDER BY b) OR (c"), "a `)` closes nothing at `)`, character 13");
    }
}
