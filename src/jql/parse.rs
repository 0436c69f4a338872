//! From tokens to the tree: conditions and how they are joined.
//!
//! The parser goes through the tokens once. How deep conditions lie in one another is bounded, because each level is a
//! call.

mod clause;
mod list;
mod operand;
mod operator;
mod order;
#[cfg(test)]
mod tests;

use super::edit::Edit;
use super::error::Error;
use super::lex::{Kind, Token};
use super::read::Unreadable;
use super::tree::{Form, Node, Query, Span, Term};

/// How deep parentheses and negations may lie in one another; Jira's own parser gives up earlier.
const DEEPEST: usize = 100;

/// Reads tokens one after the other.
pub(super) struct Parser<'a> {
    jql: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// What makes the query JQL.
    pub(super) edits: Vec<Edit>,
    /// Where `ORDER BY` begins, in bytes.
    pub(super) order_at: Option<usize>,
    /// Whether the condition can't be read and is taken as words.
    pub(super) only_said: bool,
}

type Read<T> = Result<T, Unreadable>;

/// How clauses are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

impl<'a> Parser<'a> {
    pub(super) fn new(jql: &'a str, tokens: Vec<Token>, edits: Vec<Edit>) -> Self {
        Self { jql, tokens, at: 0, depth: 0, edits, order_at: None, only_said: false }
    }

    /// The whole query.
    pub(super) fn query(&mut self) -> Read<Query> {
        let condition = match self.peek().is_none() || self.begins_order() {
            true => None,
            false => Some(self.all_or_words()?),
        };
        if self.surplus_parenthesis(condition.as_ref())? {
            self.at += 1;
        }
        let order_by = if self.begins_order() { self.order()? } else { Vec::new() };
        match self.peek() {
            None => Ok(Query { condition, order_by }),
            Some(_) if !order_by.is_empty() && self.join().is_some() => Err(self.order_in_between()),
            Some(_) => Err(self.unexpected()),
        }
    }

    /// The error of a condition after the order, which belongs to the end.
    fn order_in_between(&self) -> Unreadable {
        let order = self.order_at.unwrap_or_default();
        let piece = |bytes: std::ops::Range<usize>| self.jql.get(bytes).unwrap_or_default().trim();
        let begins = |at: usize| self.span(at, at + 1).bytes.start;
        let before = piece(begins(0)..order);
        let from = self.at + usize::from(before.is_empty());
        let rest = piece(begins(from)..self.span(0, self.tokens.len()).bytes.end);
        let corrected = format!("{before} {rest} {}", piece(order..begins(self.at))).trim().to_owned();
        Unreadable { corrected: Some(corrected), ..self.unexpected() }
    }

    /// The whole condition; what can't be read and compares nothing is words.
    fn all_or_words(&mut self) -> Read<Node> {
        let edits = self.edits.len();
        let refused = match self.alternatives() {
            // A comma belongs to no condition, but words may be listed.
            Ok(_) if self.kind_at(self.at) == Some(Kind::Comma) => self.unexpected(),
            Ok(node) => return Ok(node),
            Err(refused) => refused,
        };
        let ends = (0..self.tokens.len()).find(|at| self.order_at(*at)).unwrap_or(self.tokens.len());
        let compares = |at: usize| self.operator_at(at).is_some() || self.kind_at(at) == Some(Kind::Operator);
        let says = |token: &Token| {
            let joins = ["and", "or", "not"].into_iter().any(|word| token.is_word(word));
            token.kind == Kind::Word && !joins
        };
        let said = self.tokens.get(..ends).is_some_and(|tokens| tokens.iter().any(says));
        if !said || (0..ends).any(compares) {
            return Err(refused);
        }
        self.edits.truncate(edits);
        self.at = ends;
        self.only_said = true;
        let span = self.span(0, ends);
        let value = span.piece(self.jql).split_whitespace().collect::<Vec<_>>().join(" ").replace("\\'", "'");
        Ok(Node::Words(Term { value, form: Form::Bare, span }))
    }

    fn alternatives(&mut self) -> Read<Node> {
        let mut nodes = vec![self.conjunction()?];
        while self.join() == Some(Join::Or) {
            self.at += 1;
            nodes.push(self.conjunction()?);
        }
        Ok(single(nodes, Node::Or))
    }

    fn conjunction(&mut self) -> Read<Node> {
        let mut nodes = vec![self.negation()?];
        loop {
            if self.join() == Some(Join::And) {
                self.at += 1;
            } else if self.follows_with_colon() {
                let end = self.end();
                self.edits.push(Edit::noted(end..end, " AND", "`AND` was put between the conditions"));
            } else {
                break;
            }
            nodes.push(self.negation()?);
        }
        Ok(single(nodes, Node::And))
    }

    fn negation(&mut self) -> Read<Node> {
        let negates = self.peek().is_some_and(|token| token.is_word("not") || is_operator(token, "!"));
        let opens = self.peek().is_some_and(|token| token.kind == Kind::Open);
        if !negates && !opens {
            return self.clause();
        }
        let Some(token) = self.next() else { return Err(self.unexpected()) };
        if self.depth >= DEEPEST {
            let message = "the query is nested too deeply";
            return Err(Error::new(token.position, token.piece(self.jql), message).into());
        }
        self.depth += 1;
        let node = match negates {
            true => Node::Not(Box::new(self.negation()?)),
            false => {
                let inner = self.alternatives()?;
                self.closing(&token, &inner)?;
                inner
            }
        };
        self.depth -= 1;
        Ok(node)
    }

    /// Reads the `)` of a condition. One that is missing at the end is added if it can belong nowhere else.
    fn closing(&mut self, open: &Token, inner: &Node) -> Read<()> {
        if self.peek().is_some_and(|token| token.kind == Kind::Close) {
            self.at += 1;
            return Ok(());
        }
        let end = self.end();
        if self.peek().is_some() && !self.begins_order() {
            return Err(self.unexpected());
        }
        // Only ANDs: wherever it closes, the same issues are found, unless the whole is negated.
        let negated = open.bytes.start > 0 && self.before(open).is_some_and(|token| token.is_word("not"));
        let flat = match inner {
            Node::And(nodes) => nodes.iter().all(|node| !matches!(node, Node::Or(_))) && !negated,
            Node::Or(_) => false,
            Node::Not(_) | Node::Clause(_) | Node::Words(_) | Node::Other(_) => true,
        };
        let edit = Edit::noted(end..end, ")", "the missing `)` at the end was added");
        if !flat {
            let error = Error::new(open.position, open.piece(self.jql), "a `(` is not closed");
            return Err(self.unreadable(error, edit));
        }
        self.edits.push(edit);
        Ok(())
    }

    /// Whether a `)` that nothing opened stands at the end and may be left out.
    fn surplus_parenthesis(&mut self, condition: Option<&Node>) -> Read<bool> {
        let Some(token) = self.peek().filter(|token| token.kind == Kind::Close).cloned() else { return Ok(false) };
        let edit = Edit::noted(token.bytes.clone(), "", "the `)` that nothing opened was left out");
        self.at += 1;
        let last = self.peek().is_none() || self.begins_order();
        self.at -= 1;
        let joined = matches!(condition, None | Some(Node::Or(_) | Node::Not(_)));
        if joined || !last {
            let error = Error::new(token.position, ")", "a `)` closes nothing");
            return Err(match last && condition.is_some() {
                true => self.unreadable(error, edit),
                // What it was to close most likely began with the query.
                false if condition.is_some() => {
                    let start = self.span(0, 1).bytes.start;
                    self.unreadable(error, Edit::new(start..start, "("))
                }
                false => error.into(),
            });
        }
        self.edits.push(edit);
        Ok(true)
    }

    fn join(&self) -> Option<Join> {
        self.join_at(self.at)
    }

    fn join_at(&self, at: usize) -> Option<Join> {
        let token = self.tokens.get(at)?;
        let is = |word, short, long| token.is_word(word) || is_operator(token, short) || is_operator(token, long);
        if is("and", "&", "&&") {
            return Some(Join::And);
        }
        is("or", "|", "||").then_some(Join::Or)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn before(&self, token: &Token) -> Option<&Token> {
        let at = self.tokens.partition_point(|other| other.bytes.start < token.bytes.start);
        self.tokens.get(at.checked_sub(1)?)
    }

    fn word_at(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word(word))
    }

    fn kind_at(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn begins_order(&self) -> bool {
        self.order_at(self.at)
    }

    /// `sort by` is what people say for `ORDER BY`.
    fn order_at(&self, at: usize) -> bool {
        let order = self.word_at(at, "order");
        // Without its `BY` it is one only if a direction ends the query.
        let directed = || {
            let last = self.tokens.len().saturating_sub(1);
            let direction = ["asc", "desc", "ascending", "descending"].into_iter().any(|word| self.word_at(last, word));
            at > 0 && at + 2 == last && direction && self.kind_at(at + 1) == Some(Kind::Word)
        };
        ((order || self.word_at(at, "sort")) && self.word_at(at + 1, "by")) || (order && directed())
    }

    /// Where what was read so far ends, in bytes.
    fn end(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.bytes.end)
    }

    /// Where the tokens from `from` up to `to` stand.
    fn span(&self, from: usize, to: usize) -> Span {
        let first = self.tokens.get(from);
        let start = first.map_or(self.jql.len(), |token| token.bytes.start);
        let position = first.map_or(1, |token| token.position);
        let last = to.checked_sub(1).and_then(|at| self.tokens.get(at));
        Span { bytes: start..last.map_or(start, |token| token.bytes.end).max(start), position }
    }

    /// An error about the next token, or about the end.
    fn unexpected(&self) -> Unreadable {
        let Some(token) = self.peek() else {
            let position = self.jql.trim_end().chars().count() + 1;
            return self.dangling(Error::new(position, "", "the query ends where something must follow"));
        };
        let piece = token.piece(self.jql);
        let error = match token.kind {
            Kind::Unknown => Error::new(token.position, piece, "a reserved character must stand in quotes"),
            Kind::Close => Error::new(token.position, piece, "a `)` stands where something else must"),
            _ => Error::new(token.position, piece, "this can't stand here"),
        };
        self.dangling(error)
    }

    /// An `AND` or `OR` with nothing beside it is most likely too much.
    fn dangling(&self, error: Error) -> Unreadable {
        let previous = self.at.checked_sub(1).filter(|at| self.join_at(*at).is_some());
        let not = self.at.checked_sub(1).filter(|at| self.word_at(*at, "not"));
        let surplus = not.or(previous).or_else(|| Some(self.at).filter(|at| self.join_at(*at).is_some()));
        let Some(token) = surplus.and_then(|at| self.tokens.get(at)) else { return error.into() };
        let next = self.tokens.partition_point(|other| other.bytes.start < token.bytes.end);
        let end = self.tokens.get(next).map_or(token.bytes.end, |next| next.bytes.start);
        self.unreadable(error, Edit::new(token.bytes.start..end, ""))
    }

    /// An error whose correction is one more edit, if the query can then be read.
    fn unreadable(&self, error: Error, edit: Edit) -> Unreadable {
        Unreadable::with(error, self.jql, &self.edits, edit)
    }
}

fn single(mut nodes: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match (nodes.len(), nodes.pop()) {
        (1, Some(node)) => node,
        (_, last) => {
            nodes.extend(last);
            join(nodes)
        }
    }
}

fn is_operator(token: &Token, operator: &str) -> bool {
    token.kind == Kind::Operator && token.value == operator
}
