//! What holds for every query: it is read or refused, what was read can be printed and read again, and no query leaves
//! the allowed projects.

use proptest::prelude::*;

use super::lex::{Kind, lex};
use super::repair::tests::{outcome, site};
use super::tree::{Node, Query};
use super::{guard, order, parse, print, questions, read};

/// Pieces of queries, right ones and those that models write.
const PIECES: [&str; 68] = [
    "between",
    "after",
    "until",
    "SHOP-1",
    "shop-2",
    "2026-01-01",
    "project",
    "status",
    "=",
    "==",
    "!=",
    "<>",
    "~",
    ">=",
    "in",
    "not in",
    "is",
    "is not",
    "was",
    "changed",
    "from",
    "to",
    "during",
    "(",
    ")",
    ",",
    "and",
    "OR",
    "not",
    "!",
    "&&",
    "|",
    "order by",
    "order",
    "desc",
    "ascending",
    "a",
    "Done",
    "In Progress",
    "\"x y\"",
    "'z'",
    "“q”",
    "\"",
    "’",
    "5",
    "-7d",
    "7 days ago",
    "empty",
    "null",
    "none",
    "me",
    "currentUser()",
    "startOfDay(-1)",
    "- 1d",
    "cf[10016]",
    "[",
    "]",
    "{",
    "}",
    "@",
    "#",
    "--",
    "/*",
    ";",
    "limit 10",
    "select",
    "where",
    "`",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(PIECES.to_vec()), prop::sample::select(vec![" ", " ", " ", ""])), 0..14)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

/// Queries of JQL's grammar.
fn queries() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "q[a-z]{0,4}",
        "\"([a-z() '#,]|\\\\\"|\\\\\\\\|ORDER BY|OR|-- ){0,6}\"",
        "'([a-z() \"]|\\\\'|ORDER BY){0,6}'",
        "-?[0-9]{1,3}",
        Just("openSprints()".to_owned()),
        Just("f(\"x\", 1)".to_owned()),
    ];
    let field =
        prop::sample::select(vec!["status", "\"Story Points\"", "cf[10016]", "issue.property[a].b", "filter", "key"]);
    let operator = prop::sample::select(vec!["=", "!=", "~", "!~", ">=", "<", "was", "WAS NOT"]);
    let list = prop::collection::vec(value.clone(), 1..4).prop_map(|values| values.join(","));
    let history = prop::sample::select(vec![" FROM a", " to \"b c\"", " by me", " during (\"a\", -1d)", ""]);
    let plain = value.prop_filter("lists belong after IN", |value| !value.starts_with("openSprints"));
    let clause = prop_oneof![
        (field.clone(), operator, plain).prop_map(|(field, operator, value)| format!("{field} {operator} {value}")),
        (field.clone(), prop::sample::select(vec!["in", "not IN", "was in"]), list)
            .prop_map(|(field, operator, list)| format!("{field} {operator} ({list})")),
        field.clone().prop_map(|field| format!("{field} is not EMPTY")),
        (field, history).prop_map(|(field, history)| format!("{field} changed{history}")),
        Just("project = SECRET".to_owned()),
    ];
    let tree = clause.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec![" AND ", " or ", " || ", " & "]), inner.clone())
                .prop_map(|(left, join, right)| format!("{left}{join}{right}")),
            inner.clone().prop_map(|inner| format!("NOT {inner}")),
            inner.clone().prop_map(|inner| format!("!({inner})")),
            inner.prop_map(|inner| format!("({inner})")),
        ]
    });
    let order = prop::sample::select(vec!["", " ORDER BY created", " order by \"Due (x\" DESC, key"]);
    (tree, order).prop_map(|(tree, order)| format!("{tree}{order}"))
}

/// A tree without its places, to compare what was read twice.
fn shape(query: &Query) -> String {
    let text = format!("{query:?}");
    let mut parts = text.split("Span {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shape, part| shape + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// Whether the projects bind everything else: on the tree that the guard's text is read as.
fn enclosed(guarded: &str) -> bool {
    let query = parse(guarded).unwrap();
    let is_guard = |node: &Node| matches!(node, Node::Clause(clause) if clause.field.value == "project" && clause.operator.symbol() == "IN");
    match &query.condition {
        Some(Node::And(nodes)) => nodes.last().is_some_and(is_guard),
        Some(node) => is_guard(node),
        None => false,
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(jql in prop_oneof![pieces(), "(?s).{0,60}"]) {
        match read(&jql) {
            Ok(reading) => {
                let _ = questions(&reading.query);
                // Words that are no JQL become a search only when they are repaired.
                if reading.query.leaves().iter().any(|leaf| matches!(leaf, Node::Words(_))) {
                    return Ok(());
                }
                let edited = reading.edited(&reading.edits);
                let again = parse(&edited);
                prop_assert!(again.is_ok(), "{jql:?} became {edited:?}: {again:?}");
            }
            Err(refused) => {
                prop_assert!(refused.error.position >= 1);
                prop_assert!(refused.error.position <= jql.chars().count() + 1, "{refused:?}");
                if let Some(corrected) = refused.corrected.filter(|corrected| read(corrected).is_err()) {
                    prop_assert!(false, "{jql:?} was corrected to {corrected:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_repaired_can_be_read_and_needs_no_repair(jql in pieces()) {
        let Ok(repaired) = outcome(&jql, &site()) else { return Ok(()) };
        prop_assert!(parse(&repaired.jql).is_ok(), "{jql:?} became {:?}", repaired.jql);
        prop_assert_eq!(repaired.changed, repaired.jql != jql);
        let again = outcome(&repaired.jql, &site()).map(|again| again.jql);
        prop_assert_eq!(again.as_ref(), Ok(&repaired.jql), "{} is repaired twice", jql);
        if repaired.changed {
            prop_assert!(!repaired.warnings.is_empty() || repaired.jql == jql.trim(), "{jql:?} became {:?}", repaired.jql);
        }
    }

    #[test]
    fn printing_says_the_same(jql in queries()) {
        let query = parse(&jql).unwrap();
        let printed = print(&query);
        let again = parse(&printed).unwrap();
        prop_assert_eq!(shape(&query), shape(&again), "{} was printed as {}", jql, printed);
        prop_assert_eq!(print(&again), printed);
    }

    #[test]
    fn no_query_leaves_the_projects(jql in prop_oneof![queries(), pieces()]) {
        let Ok(guarded) = guard(&jql, &["SHOP", "OPS"]) else { return Ok(()) };
        prop_assert!(enclosed(&guarded), "{jql} became {guarded}");
        // The same on the tokens alone.
        let split = order::split(&guarded).unwrap();
        let tokens = lex(split.restriction).unwrap();
        let mut depth = 0_i32;
        for token in &tokens {
            depth += match token.kind {
                Kind::Open => 1,
                Kind::Close => -1,
                _ => 0,
            };
            let or = token.is_word("or") || token.value.starts_with('|');
            prop_assert!(depth > 0 || !or, "{guarded}");
            prop_assert!(depth >= 0);
        }
        prop_assert_eq!(depth, 0);
    }
}

#[test]
fn deep_queries_are_refused_and_long_ones_read() {
    for piece in ["(", "not ", "! ", "a in (", "("] {
        assert!(read(&piece.repeat(20_000)).is_err(), "{piece}");
    }
    let long = vec!["a = b"; 20_000].join(" AND ");
    assert_eq!(parse(&long).unwrap().clauses().len(), 20_000);
    let list = format!("a in ({})", vec!["x y"; 20_000].join(", "));
    assert_eq!(read(&list).unwrap().edits.len(), 20_000);
    let words = "word ".repeat(50_000);
    assert!(read(&format!("a = {words}")).is_ok());
    assert!(outcome(&vec!["assignee = me"; 5_000].join(" OR "), &site()).is_err());
}
