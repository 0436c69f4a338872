//! A query that can't leave the allowed projects.
//!
//! The query is put into one pair of parentheses and the projects are asked for beside it. That holds only if the query
//! can't close that pair itself, so a query is refused unless all of it lexes and its parentheses pair.

use super::error::Error;
use super::lex::{Kind, lex};
use super::order::{self, Split};
use super::quote::quote;

/// `(query) AND project in ("A", "B") ORDER BY …`; an empty query becomes the projects alone.
///
/// Without projects no issue is allowed, so the restriction is then one that no issue meets.
///
/// # Errors
///
/// What [`order::split`] refuses, typographic quotes and reserved characters outside quotes, and an order that holds more
/// than fields and directions.
pub fn restrict(jql: &str, projects: &[impl AsRef<str>]) -> Result<String, Error> {
    let split = order::split(jql)?;
    check(jql, &split)?;
    let allowed = allowed(projects);
    let mut restricted = match split.restriction.is_empty() {
        true => allowed,
        false => format!("({}) AND {allowed}", split.restriction),
    };
    if let Some(order_by) = split.order_by {
        restricted.push_str(" ORDER BY ");
        restricted.push_str(order_by);
    }
    Ok(restricted)
}

/// The condition that an issue is in one of the projects.
pub(super) fn allowed(projects: &[impl AsRef<str>]) -> String {
    let keys: Vec<String> = projects.iter().map(|key| quote(key.as_ref())).collect();
    match keys.is_empty() {
        true => "(project is EMPTY AND project is not EMPTY)".to_owned(),
        false => format!("project in ({})", keys.join(", ")),
    }
}

/// Refuses what Jira might read otherwise than we do, and an order with operators in it, which is none.
fn check(jql: &str, split: &Split<'_>) -> Result<(), Error> {
    let order_starts = jql.trim_end().len() - split.order_by.map_or(0, str::len);
    for token in &lex(jql)? {
        let refuse = |problem| Err(Error::new(token.position, token.piece(jql), problem));
        match token.kind {
            // To Jira a parenthesis between typographic quotes is a parenthesis.
            Kind::SmartText => return refuse("typographic quotes are not quotes, use `\"`"),
            Kind::Unknown => return refuse("a reserved character must stand in quotes"),
            _ => {}
        }
        let joins = ["and", "or", "not"].into_iter().any(|word| token.is_word(word));
        let joins = joins || matches!(token.kind, Kind::Operator | Kind::Open | Kind::Close);
        if joins && token.bytes.start >= order_starts {
            return refuse("an order holds only fields, `ASC` and `DESC`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROJECTS: [&str; 2] = ["SHOP", "OPS"];
    const ALLOWED: &str = "project in (\"SHOP\", \"OPS\")";

    #[test]
    fn a_query_is_kept_inside_the_projects() {
        let restricted = |jql: &str| restrict(jql, &PROJECTS).unwrap();
        assert_eq!(restricted("a = 1 OR b = 2"), format!("(a = 1 OR b = 2) AND {ALLOWED}"));
        assert_eq!(restricted(" "), ALLOWED);
        assert_eq!(restricted("order by created"), format!("{ALLOWED} ORDER BY created"));
        assert_eq!(
            restricted("a = 1 order by b desc, cf[10014]"),
            format!("(a = 1) AND {ALLOWED} ORDER BY b desc, cf[10014]")
        );
        assert_eq!(
            restrict("a = 1", &[] as &[&str]).unwrap(),
            "(a = 1) AND (project is EMPTY AND project is not EMPTY)"
        );
        assert_eq!(restrict("", &["A\") OR (\"B"]).unwrap(), "project in (\"A\\\") OR (\\\"B\")");
    }

    #[test]
    fn a_query_that_would_leave_them_is_refused() {
        for jql in [
            ") OR (project = SECRET",
            "a = 1) OR (project = SECRET",
            "a = \"1) OR project = SECRET",
            "a = 1 ORDER BY b) OR (c = 1",
            "a = 1 ORDER BY b OR project = SECRET",
            "a = 'x\\') OR (project = SECRET",
            "(a = 1",
            "a = “x) OR (project = SECRET",
            "a = “x) OR (project = SECRET”",
            "a = ‘x) OR (project = SECRET’",
            "a = @b",
        ] {
            assert!(restrict(jql, &PROJECTS).is_err(), "{jql} passed");
        }
    }

    /// Queries of JQL's grammar: clauses, AND, OR, NOT, nested parentheses, an order.
    fn queries() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            "[a-zA-Z]{1,6}",
            "\"([a-z() ']|\\\\\"|\\\\\\\\|ORDER BY|OR){0,6}\"",
            "'([a-z() \"]|\\\\'|ORDER BY){0,6}'",
            "-?[0-9]{1,3}",
        ];
        let clause = prop_oneof![
            ("[a-z]{1,5}", prop::sample::select(vec!["=", "!=", "~", "!~", ">=", "<", "is", "was"]), value.clone())
                .prop_map(|(field, operator, value)| format!("{field} {operator} {value}")),
            prop::collection::vec(value, 1..4).prop_map(|values| format!("project in ({})", values.join(","))),
            Just("assignee = currentUser()".to_owned()),
        ];
        let tree = clause.prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                (inner.clone(), prop::sample::select(vec![" AND ", " or ", " OR "]), inner.clone())
                    .prop_map(|(left, join, right)| format!("{left}{join}{right}")),
                inner.clone().prop_map(|inner| format!("NOT {inner}")),
                inner.prop_map(|inner| format!("({inner})")),
            ]
        });
        let order = prop_oneof![Just(""), Just(" ORDER BY created"), Just(" order by \"Due (x\" DESC, key")];
        (tree, order).prop_map(|(tree, order)| format!("{tree}{order}"))
    }

    /// Any text, mostly of what could break out.
    fn attacks() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "(",
            ")",
            "\"",
            "'",
            "\\",
            " OR ",
            "project = X",
            " ORDER BY ",
            "a",
            "“",
            "”",
            "\\u0022",
            "\\u0029",
            "\n",
            ",",
            "[",
            "]",
            "@",
        ]);
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    /// Checks on the tokens of the result: one pair encloses the query, and after it come only the projects and the order.
    fn enclosed(restricted: &str) -> bool {
        let tokens = lex(restricted).unwrap();
        let mut depth = 0;
        let mut first_pair_ends = None;
        for (at, token) in tokens.iter().enumerate() {
            depth += match token.kind {
                Kind::Open => 1,
                Kind::Close => -1,
                _ => 0,
            };
            if depth == 0 && first_pair_ends.is_none() {
                first_pair_ends = Some(at);
            }
        }
        let Some(end) = first_pair_ends else { return false };
        let after: Vec<&str> = tokens[end + 1..].iter().map(|token| token.piece(restricted)).collect();
        let guard = ["AND", "project", "in", "(", "\"SHOP\"", ",", "\"OPS\"", ")"];
        let order = after.get(guard.len()..).unwrap_or_default();
        depth == 0
            && closes_last(restricted, tokens[end].bytes.start)
            && after.starts_with(&guard)
            && (order.is_empty() || order.starts_with(&["ORDER", "BY"]))
    }

    /// The same asked without the lexer: character by character, the first pair is open until `end`.
    fn closes_last(restricted: &str, end: usize) -> bool {
        let mut quote = None;
        let mut escaped = false;
        let mut depth = 0;
        for (at, character) in restricted.char_indices() {
            match (quote, character) {
                _ if escaped => escaped = false,
                (_, '\\') => escaped = true,
                (Some(open), _) if open == character => quote = None,
                (None, '"' | '\'') => quote = Some(character),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at == end;
            }
        }
        false
    }

    proptest! {
        #[test]
        fn the_query_stays_in_one_pair(jql in queries()) {
            let restricted = restrict(&jql, &PROJECTS).unwrap();
            prop_assert!(enclosed(&restricted), "{restricted}");
            let split = order::split(&jql).unwrap();
            let beginning = format!("({}) AND ", split.restriction);
            prop_assert!(restricted.starts_with(&beginning));
        }

        #[test]
        fn whatever_passes_stays_in_one_pair(jql in attacks()) {
            let Ok(restricted) = restrict(&jql, &PROJECTS) else { return Ok(()) };
            let alone = restricted.starts_with(ALLOWED);
            prop_assert!(alone || enclosed(&restricted), "{restricted}");
        }
    }
}
