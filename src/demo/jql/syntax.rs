//! The tree of a parsed query, in the shapes that `POST /jql/parse` answers with.

/// A whole query: what to find and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The restriction; `None` for an empty query or a lone ORDER BY.
    pub condition: Option<Clause>,
    /// The sort fields, most significant first.
    pub order: Vec<Sort>,
}

/// One restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Every one of them holds.
    And(Vec<Clause>),
    /// At least one of them holds.
    Or(Vec<Clause>),
    /// It doesn't hold.
    Not(Box<Clause>),
    /// A field's present value.
    Compare {
        /// The field.
        field: FieldName,
        /// The comparison.
        operator: Operator,
        /// What it is compared with.
        operand: Operand,
    },
    /// A field's value at some time.
    Was {
        /// The field.
        field: FieldName,
        /// Whether NOT was written.
        negated: bool,
        /// Whether IN was written.
        list: bool,
        /// The value or values.
        operand: Operand,
        /// When, and by whom.
        predicates: Vec<Predicate>,
    },
    /// That a field's value changed.
    Changed {
        /// The field.
        field: FieldName,
        /// From what, to what, when, and by whom.
        predicates: Vec<Predicate>,
    },
}

/// A field as the query names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName {
    /// The name without quotes; `cf[10016]` stays as it is, and so does `issue.property[key].path`.
    pub name: String,
    /// The entity property's key and path (without its leading dot), when the name has brackets.
    pub property: Option<(String, String)>,
}

/// The comparisons of present values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equals,
    /// `!=`
    NotEquals,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `~`
    Contains,
    /// `!~`
    NotContains,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// One value.
    Value {
        /// The text without quotes and escapes.
        text: String,
        /// Whether it was a number without quotes, which Jira reads as an id.
        number: bool,
    },
    /// Several values.
    List(Vec<Operand>),
    /// A function's result.
    Function {
        /// The name as written.
        name: String,
        /// The arguments without quotes.
        arguments: Vec<String>,
    },
    /// `EMPTY` or `NULL`.
    Empty,
}

/// A limit on the changes that a history search looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Its kind.
    pub kind: PredicateKind,
    /// Its value.
    pub operand: Operand,
}

/// The kinds of [`Predicate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredicateKind {
    /// The old value.
    From,
    /// The new value.
    To,
    /// The person.
    By,
    /// Later than.
    After,
    /// Earlier than.
    Before,
    /// On that day.
    On,
    /// Between two moments.
    During,
}

/// One field of ORDER BY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field.
    pub field: FieldName,
    /// `Some(true)` for DESC, `Some(false)` for ASC, `None` when the field's own default applies.
    pub descending: Option<bool>,
}

impl FieldName {
    /// The name, quoted where the language needs it.
    pub fn encoded(&self) -> String {
        if let (Some((key, path)), Some((entity, _))) = (&self.property, self.name.split_once('[')) {
            let dot = if path.is_empty() { "" } else { "." };
            return format!("{}[{}]{dot}{path}", encode(entity), encode(key));
        }
        if self.name.starts_with("cf[") { self.name.clone() } else { encode(&self.name) }
    }
}

impl Operator {
    /// The operator as Jira shows it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equals => "=",
            Self::NotEquals => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Contains => "~",
            Self::NotContains => "!~",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Is => "is",
            Self::IsNot => "is not",
        }
    }

    /// The operator that holds where this one doesn't; both leave EMPTY out.
    pub(super) fn inverse(self) -> Self {
        match self {
            Self::Equals => Self::NotEquals,
            Self::NotEquals => Self::Equals,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Contains => Self::NotContains,
            Self::NotContains => Self::Contains,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
        }
    }

    /// The name that some messages use.
    pub(super) fn constant(self) -> &'static str {
        match self {
            Self::Equals => "EQUALS",
            Self::NotEquals => "NOT_EQUALS",
            Self::Less => "LESS_THAN",
            Self::LessOrEqual => "LESS_THAN_EQUALS",
            Self::Greater => "GREATER_THAN",
            Self::GreaterOrEqual => "GREATER_THAN_EQUALS",
            Self::Contains => "LIKE",
            Self::NotContains => "NOT_LIKE",
            Self::In => "IN",
            Self::NotIn => "NOT_IN",
            Self::Is => "IS",
            Self::IsNot => "IS_NOT",
        }
    }

    pub(super) fn is_ordering(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual)
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }

    pub(super) fn is_negative(self) -> bool {
        matches!(self, Self::NotEquals | Self::NotContains | Self::NotIn | Self::IsNot)
    }
}

impl Operand {
    /// The operand in the language's own spelling.
    pub fn encoded(&self) -> String {
        match self {
            Self::Value { text, number: true } => text.clone(),
            Self::Value { text, number: false } => encode(text),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::encoded).collect();
                format!("({})", items.join(", "))
            }
            Self::Function { name, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|argument| encode(argument)).collect();
                format!("{}({})", encode(name), arguments.join(", "))
            }
            Self::Empty => "EMPTY".to_owned(),
        }
    }

    /// The operand as Jira's messages show it: strings always quoted, a function's arguments never.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Value { text, number: true } => text.clone(),
            Self::Value { text, number: false } => format!("\"{text}\""),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::shown).collect();
                format!("({})", items.join(", "))
            }
            Self::Function { name, arguments } => format!("{name}({})", arguments.join(", ")),
            Self::Empty => "EMPTY".to_owned(),
        }
    }
}

impl PredicateKind {
    /// The predicate's word.
    pub fn text(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::By => "by",
            Self::After => "after",
            Self::Before => "before",
            Self::On => "on",
            Self::During => "during",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::From, Self::To, Self::By, Self::After, Self::Before, Self::On, Self::During]
            .into_iter()
            .find(|kind| kind.text().eq_ignore_ascii_case(word))
    }
}

/// A string in the language's own spelling: bare when it can be, else in double quotes.
fn encode(text: &str) -> String {
    let bare = !text.is_empty()
        && text.chars().all(super::lexer::is_bare)
        && !super::lexer::is_reserved(text)
        && !super::lexer::is_keyword(text)
        && text.parse::<i64>().is_err();
    if bare {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if super::lexer::is_illegal(character) => quoted.push_str(&super::lexer::escape(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
