//! A query from its tree.

use super::lex::{Kind, lex};
use super::quote::quote;
use super::tree::{Clause, Direction, Form, Node, Operand, Query, Sort, Term};
use super::words;

/// The query that a tree says, equivalent to the one it was read from.
pub fn print(query: &Query) -> String {
    let mut text = query.condition.as_ref().map(condition).unwrap_or_default();
    if !query.order_by.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str("ORDER BY ");
        text.push_str(&order(&query.order_by));
    }
    text
}

/// A condition, in parentheses where they are needed within others.
pub fn condition(node: &Node) -> String {
    let mut text = String::new();
    write(node, Level::Or, &mut text);
    text
}

/// How tightly what stands around a condition binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
}

fn write(node: &Node, around: Level, text: &mut String) {
    let own = match node {
        Node::Or(_) => Level::Or,
        Node::And(_) => Level::And,
        _ => Level::Not,
    };
    // What the parser doesn't know might join looser than it looks.
    let enclosed = own < around || matches!(node, Node::Other(_));
    if enclosed {
        text.push('(');
    }
    match node {
        Node::Or(nodes) => joined(nodes, " OR ", Level::And, text),
        Node::And(nodes) => joined(nodes, " AND ", Level::Not, text),
        Node::Not(inner) => {
            text.push_str("NOT ");
            write(inner, Level::Not, text);
        }
        Node::Clause(clause) => text.push_str(&self::clause(clause)),
        Node::Words(words) | Node::Other(words) => text.push_str(&term(words)),
    }
    if enclosed {
        text.push(')');
    }
}

fn joined(nodes: &[Node], join: &str, around: Level, text: &mut String) {
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            text.push_str(join);
        }
        write(node, around, text);
    }
}

fn clause(clause: &Clause) -> String {
    let mut parts = vec![term(&clause.field), clause.operator.symbol().to_owned()];
    parts.extend(clause.operand.as_ref().map(operand));
    for predicate in &clause.predicates {
        parts.push(predicate.kind.keyword().to_owned());
        parts.push(operand(&predicate.operand));
    }
    parts.join(" ")
}

fn operand(value: &Operand) -> String {
    match value {
        Operand::Value(value) | Operand::Empty(value) => term(value),
        Operand::List { items, .. } => format!("({})", items.iter().map(operand).collect::<Vec<_>>().join(", ")),
        Operand::Function { name, arguments, .. } => {
            format!("{}({})", term(name), arguments.iter().map(term).collect::<Vec<_>>().join(", "))
        }
    }
}

fn order(sorts: &[Sort]) -> String {
    let sort = |sort: &Sort| {
        let direction = match sort.direction {
            None => "",
            Some(Direction::Ascending) => " ASC",
            Some(Direction::Descending) => " DESC",
        };
        format!("{}{direction}", term(&sort.field))
    };
    sorts.iter().map(sort).collect::<Vec<_>>().join(", ")
}

fn term(term: &Term) -> String {
    match term.form {
        Form::Verbatim => term.value.clone(),
        Form::Bare | Form::Number if keyword_or_word(&term.value) => term.value.clone(),
        Form::Bare | Form::Number | Form::Quoted => quote(&term.value),
    }
}

fn keyword_or_word(value: &str) -> bool {
    let empty = ["empty", "null"].into_iter().any(|keyword| keyword.eq_ignore_ascii_case(value));
    empty || sole_word(value, Form::Bare)
}

/// Whether a name or value may stand without quotes, or has them.
pub(super) fn sole_word(value: &str, form: Form) -> bool {
    if matches!(form, Form::Quoted | Form::Verbatim) {
        return true;
    }
    let tokens = lex(value).unwrap_or_default();
    let one =
        matches!(tokens.as_slice(), [token] if matches!(token.kind, Kind::Word | Kind::Number) && token.value == value);
    // Backticks are quotes to those who write them, and would be read as such.
    one && !words::is_reserved(value) && !value.starts_with('`')
}

/// The longest piece of a query that is shown in a message, in characters.
const SHOWN: usize = 80;

/// A piece of a query for a message: on one line, and cut.
pub(super) fn shown(piece: &str) -> String {
    let line = piece.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}
