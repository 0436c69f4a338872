//! What a query asks of projects outside of the allowed ones.
//!
//! The restriction of the tree keeps their issues out of an answer. Two things it can't do: a key that a function or a
//! clause is given tells by the answer whether the issue exists and what it is linked to, and a project that was asked for
//! and left out is missed by nobody. The keys are found on the tokens, which need no grammar.

use super::lex::{Kind, Token, lex};
use super::nearest::folded;
use super::tree::{Clause, Node, Operand, Operator, Query, Term};
use super::words::is_key;

/// Fields whose values are never issues, so that a value in the form of a key is none.
const WITHOUT_ISSUES: [&str; 10] = [
    "labels",
    "label",
    "fixversion",
    "fixversions",
    "affectedversion",
    "component",
    "sprint",
    "status",
    "summary",
    "description",
];

/// The issue keys of a query wherever an issue may be named, with their places: not in a text search, nor where labels,
/// versions and the like are compared. A query that doesn't lex has none; nothing of it is sent.
pub fn keys(jql: &str) -> Vec<(String, usize)> {
    let tokens = lex(jql).unwrap_or_default();
    let written = |token: &Token| matches!(token.kind, Kind::Word | Kind::Text | Kind::SmartText);
    let is_named = |at: usize| tokens.get(..at).is_none_or(|before| !holds_no_issue(before));
    let keys =
        tokens.iter().enumerate().filter(|(at, token)| written(token) && is_key(token.value.trim()) && is_named(*at));
    keys.map(|(_, token)| (token.value.trim().to_owned(), token.position)).collect()
}

/// The projects that a query asks for: what a project is compared with, unless that is negated.
pub fn projects(query: &Query) -> Vec<&Term> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = query.condition.iter().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
            Node::Clause(clause) if names_projects(clause) => {
                found.extend(clause.operand.iter().flat_map(Operand::values));
            }
            Node::Clause(_) | Node::Not(_) | Node::Words(_) | Node::Other(_) => {}
        }
    }
    found
}

/// Whether no issue can meet a query, because it asks only for projects that are outside.
pub fn only_outside(query: &Query, is_outside: &dyn Fn(&Term) -> bool) -> bool {
    query.condition.as_ref().is_some_and(|condition| nothing(condition, is_outside))
}

fn nothing(node: &Node, is_outside: &dyn Fn(&Term) -> bool) -> bool {
    match node {
        // The parser bounds how deep conditions lie in one another.
        Node::And(nodes) => nodes.iter().any(|node| nothing(node, is_outside)),
        Node::Or(nodes) => nodes.iter().all(|node| nothing(node, is_outside)),
        Node::Clause(clause) if names_projects(clause) => {
            let values = clause.operand.iter().flat_map(Operand::values).collect::<Vec<_>>();
            let plain = clause.operand.iter().all(is_plain);
            plain && !values.is_empty() && values.into_iter().all(is_outside)
        }
        Node::Clause(_) | Node::Not(_) | Node::Words(_) | Node::Other(_) => false,
    }
}

fn names_projects(clause: &Clause) -> bool {
    folded(&clause.field.value) == "project" && matches!(clause.operator, Operator::Equal | Operator::In)
}

fn is_plain(operand: &Operand) -> bool {
    match operand {
        Operand::Value(_) => true,
        Operand::List { items, .. } => items.iter().all(is_plain),
        Operand::Function { .. } | Operand::Empty(_) => false,
    }
}

/// Whether what follows these tokens is the text of a search, or a value of a field that holds no issues.
fn holds_no_issue(before: &[Token]) -> bool {
    let mut before = before;
    // The beginning of the list that it stands in, if it does.
    while let [rest @ .., last] = before
        && matches!(last.kind, Kind::Comma | Kind::Word | Kind::Text | Kind::SmartText | Kind::Number)
        && !["and", "or", "in", "is", "was", "not"].into_iter().any(|word| last.is_word(word))
    {
        before = rest;
    }
    match before {
        [rest @ .., open] if open.kind == Kind::Open => match rest {
            [rest @ .., not, within] if within.is_word("in") && not.is_word("not") => of_such_a_field(rest),
            [rest @ .., within] if within.is_word("in") => of_such_a_field(rest),
            _ => false,
        },
        [.., operator] if operator.kind == Kind::Operator && operator.value.contains('~') => true,
        [rest @ .., operator] if operator.kind == Kind::Operator => of_such_a_field(rest),
        _ => false,
    }
}

fn of_such_a_field(before: &[Token]) -> bool {
    before.last().is_some_and(|field| WITHOUT_ISSUES.contains(&folded(&field.value).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jql::parse;

    #[test]
    fn a_key_is_found_wherever_an_issue_may_be_named() {
        for (jql, wanted) in [
            ("key = OPS-2", "OPS-2 at 7"),
            ("issue in linkedIssues(OPS-2)", "OPS-2 at 23"),
            ("issue in linkedIssues(\"ops-2\", \"blocks\")", "ops-2 at 23"),
            ("parent in (SHOP-1, ' OPS\\u002d2 ')", "SHOP-1 at 12; OPS-2 at 20"),
            ("cf[10014] = OPS-2 OR NOT key != SHOP-1", "OPS-2 at 13; SHOP-1 at 33"),
            ("labels in linkedIssues(OPS-2)", "OPS-2 at 24"),
            ("issue in (linkedIssues(OPS-2))", "OPS-2 at 24"),
            ("text ~ \"OPS-2\" AND summary !~ OPS-2", ""),
            ("labels = UTF-8 AND fixVersion not in (RC-1, \"RC-2\") AND \"labels\" in (UTF-8)", ""),
            ("text ~ a OR key = OPS-2", "OPS-2 at 19"),
            ("project = OPS AND created > -2d", ""),
        ] {
            let found: Vec<String> = keys(jql).into_iter().map(|(key, at)| format!("{key} at {at}")).collect();
            assert_eq!(found.join("; "), wanted, "{jql}");
        }
    }

    #[test]
    fn a_query_of_projects_outside_alone_is_told_from_one_of_others_too() {
        for (jql, named, only) in [
            ("project = OPS", "OPS", true),
            ("project in (OPS, HELP) AND status = Done", "OPS HELP", true),
            ("project = OPS OR project = HELP", "OPS HELP", true),
            ("project in (SHOP, OPS)", "SHOP OPS", false),
            ("project = OPS OR status = Done", "OPS", false),
            ("project = OPS OR project = SHOP", "OPS SHOP", false),
            ("project != OPS AND project not in (HELP)", "", false),
            ("NOT project = OPS", "", false),
            ("project in projectsLeadByUser()", "", false),
            ("project in (OPS, projectsLeadByUser())", "OPS", false),
            ("status = Done", "", false),
        ] {
            let query = parse(jql).unwrap();
            let found: Vec<&str> = projects(&query).into_iter().map(|term| term.value.as_str()).collect();
            assert_eq!(
                (found.join(" ").as_str(), only_outside(&query, &|term| term.value != "SHOP")),
                (named, only),
                "{jql}"
            );
        }
    }
}
