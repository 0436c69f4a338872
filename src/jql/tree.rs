//! A query as a tree.
//!
//! Every part keeps its place in the query, so that a repair replaces only the piece concerned and a message can point at
//! it. What the parser doesn't know is kept as it stands ([`Node::Other`]): a newer Jira may know it.

mod operator;

use std::ops::Range;

pub use operator::Operator;

/// A whole query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What restricts the issues; `None` if nothing does.
    pub condition: Option<Node>,
    /// The fields after `ORDER BY`.
    pub order_by: Vec<Sort>,
}

/// A place in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it stands, in bytes of the query.
    pub bytes: Range<usize>,
    /// Its first character, counted from 1.
    pub position: usize,
}

impl Span {
    /// Its source text.
    pub fn piece<'a>(&self, jql: &'a str) -> &'a str {
        jql.get(self.bytes.clone()).unwrap_or_default()
    }

    /// From the beginning of this to the end of the other.
    pub(super) fn to(&self, end: &Self) -> Self {
        Self { bytes: self.bytes.start..end.bytes.end.max(self.bytes.start), position: self.position }
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// All of these; two or more.
    And(Vec<Self>),
    /// One of these; two or more.
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A field compared with something.
    Clause(Box<Clause>),
    /// Words where a clause should be: nothing in them compares.
    Words(Term),
    /// What the parser doesn't know, with paired parentheses and without `AND`, `OR` and `ORDER BY` outside them.
    Other(Term),
}

/// A field compared with something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The field.
    pub field: Term,
    /// How it is compared.
    pub operator: Operator,
    /// Where the operator stands.
    pub operator_at: Span,
    /// What it is compared with; `None` only for [`Operator::Changed`].
    pub operand: Option<Operand>,
    /// What follows `CHANGED` and the `WAS` operators.
    pub predicates: Vec<Predicate>,
    /// The whole clause.
    pub span: Span,
}

/// A name or value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it says, without quotes and escapes; for [`Form::Verbatim`] its source text.
    pub value: String,
    /// How it was written.
    pub form: Form,
    /// Where it stands.
    pub span: Span,
}

/// How a name or value was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One bare word.
    Bare,
    /// A number outside quotes.
    Number,
    /// In quotes, or several words that need them.
    Quoted,
    /// Something that must be kept as it stands, such as `cf[10014]`.
    Verbatim,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// One value.
    Value(Term),
    /// Several, in parentheses.
    List {
        /// What stands between the commas.
        items: Vec<Self>,
        /// From parenthesis to parenthesis.
        span: Span,
    },
    /// A function's result.
    Function {
        /// Its name.
        name: Term,
        /// Its arguments.
        arguments: Vec<Term>,
        /// From the name to the closing parenthesis.
        span: Span,
    },
    /// The keyword `EMPTY` or `NULL`.
    Empty(Term),
}

impl Operand {
    /// Where it stands.
    pub fn span(&self) -> &Span {
        match self {
            Self::Value(term) | Self::Empty(term) => &term.span,
            Self::List { span, .. } | Self::Function { span, .. } => span,
        }
    }

    /// The values in it, those of lists within lists included; not those that functions are given.
    pub fn values(&self) -> Vec<&Term> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Term>) {
        match self {
            Self::Value(term) => found.push(term),
            // The parser bounds how deep lists lie in one another.
            Self::List { items, .. } => items.iter().for_each(|item| item.collect(found)),
            Self::Function { .. } | Self::Empty(_) => {}
        }
    }
}

/// What narrows a question about history: `FROM "To Do"`, `AFTER -7d`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Which one.
    pub kind: PredicateKind,
    /// What follows the keyword.
    pub operand: Operand,
}

/// The keywords of predicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PredicateKind {
    /// `FROM`, a value of the field.
    From,
    /// `TO`, a value of the field.
    To,
    /// `BY`, a person.
    By,
    /// `AFTER`, a date.
    After,
    /// `BEFORE`, a date.
    Before,
    /// `ON`, a date.
    On,
    /// `DURING`, two dates in parentheses.
    During,
}

impl PredicateKind {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::From, Self::To, Self::By, Self::After, Self::Before, Self::On, Self::During];

    /// As it is written.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::From => "FROM",
            Self::To => "TO",
            Self::By => "BY",
            Self::After => "AFTER",
            Self::Before => "BEFORE",
            Self::On => "ON",
            Self::During => "DURING",
        }
    }
}

/// One field of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field.
    pub field: Term,
    /// The direction; `None` is Jira's own for the field.
    pub direction: Option<Direction>,
    /// Field and direction.
    pub span: Span,
}

/// The directions of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `ASC`
    Ascending,
    /// `DESC`
    Descending,
}

impl Query {
    /// Its clauses, in the order in which they stand.
    pub fn clauses(&self) -> Vec<&Clause> {
        self.leaves()
            .into_iter()
            .filter_map(|leaf| match leaf {
                Node::Clause(clause) => Some(clause.as_ref()),
                _ => None,
            })
            .collect()
    }

    /// Its clauses, words and unknown pieces, in the order in which they stand.
    pub fn leaves(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut open: Vec<&Node> = self.condition.iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
                Node::Not(inner) => open.push(inner),
                Node::Clause(_) | Node::Words(_) | Node::Other(_) => found.push(node),
            }
        }
        found
    }
}
