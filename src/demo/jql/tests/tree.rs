//! What the tree holds and how it is written again.

use crate::demo::jql::{Clause, FieldName, Operand, Operator, PredicateKind, parse};
use proptest::prelude::*;

#[test]
fn a_query_becomes_a_tree() {
    let query = parse("issue.property[\"spaces here\"].value in (\"a b\", 3) AND status CHANGED AFTER startOfMonth(-1M) ORDER BY updated DESC, key").unwrap();
    let Some(Clause::And(clauses)) = query.condition else { panic!("no conjunction") };
    let Clause::Compare { field, operator, operand } = &clauses[0] else { panic!("no comparison") };
    assert_eq!(field.property, Some(("spaces here".into(), "value".into())));
    assert_eq!(field.name, "issue.property[spaces here].value");
    assert_eq!(field.encoded(), "issue.property[\"spaces here\"].value");
    assert_eq!(*operator, Operator::In);
    assert_eq!(operand.encoded(), "(\"a b\", 3)");
    let Clause::Changed { predicates, .. } = &clauses[1] else { panic!("no change") };
    assert_eq!(predicates[0].kind, PredicateKind::After);
    assert_eq!(predicates[0].operand.encoded(), "startOfMonth(-1M)");
    assert_eq!(query.order.iter().map(|sort| sort.descending).collect::<Vec<_>>(), [Some(true), None]);
}

#[test]
fn quotes_and_escapes_are_read() {
    let value = |jql: &str| match parse(jql).unwrap().condition {
        Some(Clause::Compare { operand, .. }) => operand,
        other => panic!("{other:?}"),
    };
    let text = |text: &str| Operand::Value { text: text.into(), number: false };
    assert_eq!(value("a = 'it\\'s \"x\" \\u00e4\\n'"), text("it's \"x\" ä\n"));
    assert_eq!(value("a = a\\ b\\u0040c"), text("a b@c"));
    assert_eq!(value("a = '\\ud83d\\ude00'"), text("😀"));
    assert_eq!(value("a = '\\ud83d\\u0061'"), text("\u{fffd}a"));
    assert_eq!(value("a = \"12\""), text("12"));
    assert_eq!(value("a = -12"), Operand::Value { text: "-12".into(), number: true });
    assert_eq!(value("a = \"empty\""), text("empty"));
    assert_eq!(value("a = NULL"), Operand::Empty);
    assert_eq!(FieldName { name: "Story Points".into(), property: None }.encoded(), "\"Story Points\"");
}

proptest! {
    #[test]
    fn an_encoded_value_is_read_back(text in any::<String>()) {
        let operand = Operand::Value { text: text.clone(), number: false };
        let Ok(query) = parse(&format!("a = {}", operand.encoded())) else {
            return Err(TestCaseError::fail(operand.encoded()));
        };
        let Some(Clause::Compare { operand: read, .. }) = query.condition else {
            return Err(TestCaseError::fail("no comparison"));
        };
        prop_assert_eq!(read, operand);
    }
}
