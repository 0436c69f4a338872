use crate::jql::tree::{Form, Node, Operand, Operator, Query};
use crate::jql::{parse, print, read};

/// A condition with every group in brackets.
fn grouped(node: &Node, jql: &str) -> String {
    let all = |nodes: &[Node], join: &str| {
        let parts: Vec<String> = nodes.iter().map(|node| grouped(node, jql)).collect();
        format!("[{}]", parts.join(join))
    };
    match node {
        Node::And(nodes) => all(nodes, " & "),
        Node::Or(nodes) => all(nodes, " | "),
        Node::Not(inner) => format!("!{}", grouped(inner, jql)),
        Node::Clause(clause) => clause.span.piece(jql).to_owned(),
        Node::Words(term) => format!("words {}", term.value),
        Node::Other(term) => format!("other {}", term.value),
    }
}

fn only(query: &Query) -> (Operator, Operand) {
    let clauses = query.clauses();
    let clause = clauses[0];
    (clause.operator, clause.operand.clone().unwrap())
}

#[test]
fn and_binds_tighter_than_or_and_not_tightest() {
    for (jql, wanted) in [
        ("a=1 or b=2 and c=3", "[a=1 | [b=2 & c=3]]"),
        ("(a=1 || b=2) && c=3", "[[a=1 | b=2] & c=3]"),
        ("not a=1 and !b=2 | !(c=3 & d=4)", "[[!a=1 & !b=2] | ![c=3 & d=4]]"),
        ("NOT NOT a=1", "!!a=1"),
        ("((a=1))", "a=1"),
        ("a=1 AND labels CONTAINSALL (x, y)", "[a=1 & other labels CONTAINSALL (x, y)]"),
        ("a=1 and login bug", "[a=1 & words login bug]"),
    ] {
        let query = parse(jql).unwrap();
        assert_eq!(grouped(query.condition.as_ref().unwrap(), jql), wanted);
    }
}

#[test]
fn every_operator_is_read_and_printed() {
    for (jql, operator) in [
        ("a = b", Operator::Equal),
        ("a != b", Operator::NotEqual),
        ("a < 1", Operator::Less),
        ("a <= 1", Operator::LessEqual),
        ("a > 1", Operator::Greater),
        ("a >= 1", Operator::GreaterEqual),
        ("a ~ b", Operator::Contains),
        ("a !~ b", Operator::NotContains),
        ("a IN (b, \"c d\")", Operator::In),
        ("a NOT IN (b)", Operator::NotIn),
        ("a IS EMPTY", Operator::Is),
        ("a IS NOT NULL", Operator::IsNot),
        ("a WAS b", Operator::Was),
        ("a WAS NOT b", Operator::WasNot),
        ("a WAS IN (b)", Operator::WasIn),
        ("a WAS NOT IN (b)", Operator::WasNotIn),
    ] {
        let query = parse(jql).unwrap();
        assert_eq!(only(&query).0, operator);
        assert_eq!(print(&query), jql);
        assert_eq!(parse(&jql.to_lowercase()).unwrap().clauses()[0].operator, operator);
    }
    let history = "status CHANGED FROM \"To Do\" TO Done BY currentUser() AFTER -7d BEFORE now() ON \"2026-06-01\" \
                   DURING (\"2026-01-01\", endOfDay(\"-1d\"))";
    let query = parse(history).unwrap();
    assert_eq!(query.clauses()[0].predicates.len(), 7);
    assert_eq!(print(&query), history);
}

#[test]
fn fields_and_values_keep_their_form_and_place() {
    let jql = "é = 1 AND \"Story Points\" = \"a \\\"b\\\"\" AND cf[10016] = -2 AND issue.property[a].b = it\\'s";
    let query = parse(jql).unwrap();
    let fields: Vec<(&str, Form, usize)> = query
        .clauses()
        .iter()
        .map(|clause| (clause.field.value.as_str(), clause.field.form, clause.field.span.position))
        .collect();
    let wanted = [
        ("é", Form::Bare, 1),
        ("Story Points", Form::Quoted, 11),
        ("cf[10016]", Form::Verbatim, 42),
        ("issue.property[a].b", Form::Verbatim, 61),
    ];
    assert_eq!(fields, wanted);
    let values: Vec<String> = query
        .clauses()
        .iter()
        .flat_map(|clause| clause.operand.iter().flat_map(Operand::values).map(|value| value.value.clone()))
        .collect();
    assert_eq!(values, ["1", "a \"b\"", "-2", "it's"]);
}

#[test]
fn what_is_no_jql_as_it_stands_is_an_error_with_its_place() {
    for (jql, wanted) in [
        ("a = b c", "this is not JQL as Jira reads it at `b c`, character 5"),
        ("a == b", "this is not JQL as Jira reads it at `==`, character 3"),
        ("a = b ORDER BY c descending", "this is not JQL as Jira reads it at `descending`, character 18"),
        ("a = @b", "this is not JQL as Jira reads it at `@b`, character 5"),
        ("a, b", "this is not JQL as Jira reads it at `a, b`, character 1"),
        ("a and", "this is not JQL as Jira reads it at `a and`, character 1"),
        ("a = (b", "this is not JQL as Jira reads it at `=`, character 3"),
        ("a = 1 OR", "the query ends where something must follow at character 9"),
        ("a = 1 ORDER BY b OR c = 1", "this can't stand here at `OR`, character 18"),
        ("a = \"b", "this is not JQL as Jira reads it at character 7"),
    ] {
        assert_eq!(parse(jql).unwrap_err().to_string(), wanted, "{jql}");
    }
    assert!(read("a = 1 ORDER BY b OR c = 1").is_err());
}
