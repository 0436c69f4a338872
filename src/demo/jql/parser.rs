//! From tokens to the tree, in Jira's words where it fails.

mod cursor;

use super::lexer::{self, Kind, Token};
use super::syntax::{Clause, FieldName, Operand, Operator, Predicate, PredicateKind, Query, Sort};

const OPERATORS: &str =
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";

/// Parses a query. The error holds the one syntax error that Jira reports: with its position, or "… of the query." when something is missing at the end.
pub fn parse(jql: &str) -> Result<Query, Vec<String>> {
    let mut parser = Parser { tokens: lexer::tokens(jql), at: 0, depth: 0 };
    parser.query().map_err(|error| vec![error])
}

/// The error is Jira's whole message.
type Parsed<T> = Result<T, String>;

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn query(&mut self) -> Parsed<Query> {
        let condition =
            if self.peek()?.is_none() || self.is_word("order")? { None } else { Some(self.alternatives()?) };
        let mut order = Vec::new();
        if self.take_word("order")? {
            self.expect_word("by")?;
            order = self.sorts()?;
        } else if self.peek()?.is_some() {
            return Err(self.unexpected("Expecting either 'OR' or 'AND'"));
        }
        Ok(Query { condition, order })
    }

    fn alternatives(&mut self) -> Parsed<Clause> {
        let first = self.conjunction()?;
        let mut clauses = vec![first];
        while self.take_word("or")? || self.take_symbol("||")? || self.take_symbol("|")? {
            clauses.push(self.conjunction()?);
        }
        Ok(if clauses.len() == 1 { clauses.remove(0) } else { Clause::Or(clauses) })
    }

    fn conjunction(&mut self) -> Parsed<Clause> {
        let first = self.negation()?;
        let mut clauses = vec![first];
        while self.take_word("and")? || self.take_symbol("&&")? || self.take_symbol("&")? {
            clauses.push(self.negation()?);
        }
        Ok(if clauses.len() == 1 { clauses.remove(0) } else { Clause::And(clauses) })
    }

    fn negation(&mut self) -> Parsed<Clause> {
        self.nested(|parser| {
            if parser.take_word("not")? || parser.take_symbol("!")? {
                return Ok(Clause::Not(Box::new(parser.negation()?)));
            }
            if parser.take_symbol("(")? {
                let clause = parser.alternatives()?;
                parser.expect_symbol(")")?;
                return Ok(clause);
            }
            parser.clause()
        })
    }

    fn clause(&mut self) -> Parsed<Clause> {
        let field = self.field()?;
        if self.take_word("changed")? {
            let predicates = self.predicates()?;
            if let Some(token) = self.peek()?
                && (token.kind != Kind::Word
                    || !["and", "or", "order"].iter().any(|word| word.eq_ignore_ascii_case(&token.text)))
                && token.kind != Kind::Symbol
            {
                let (written, advice) = (token.text.clone(), "You must prefix the");
                return Err(format!(
                    "The CHANGED operator does not support the use of values without predicates. \
                     {advice} {written} value with a suitable predicate. {}",
                    token.position
                ));
            }
            return Ok(Clause::Changed { field, predicates });
        }
        if self.take_word("was")? {
            let negated = self.take_word("not")?;
            let list = self.take_word("in")?;
            let operand = self.operand()?;
            let predicates = self.predicates()?;
            return Ok(Clause::Was { field, negated, list, operand, predicates });
        }
        let operator = self.operator()?;
        let operand = self.operand()?;
        let position = self.peek()?.map(|token| token.position);
        let predicates = self.predicates()?;
        if let (Some(position), false) = (position, predicates.is_empty()) {
            let shown: Vec<String> =
                predicates.iter().map(|one| format!("{} {}", one.kind.text(), one.operand.shown())).collect();
            return Err(format!(
                "The {} operator does not support the use of the {} predicate. {position}",
                operator.constant(),
                shown.join(" ")
            ));
        }
        Ok(Clause::Compare { field, operator, operand })
    }

    fn operator(&mut self) -> Parsed<Operator> {
        const SYMBOLS: &[Operator] = &[
            Operator::Equals,
            Operator::NotEquals,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
            Operator::Contains,
            Operator::NotContains,
        ];
        for operator in SYMBOLS {
            if self.take_symbol(operator.text())? {
                return Ok(*operator);
            }
        }
        if self.take_word("in")? {
            return Ok(Operator::In);
        }
        if self.take_word("not")? {
            self.expect_word("in")?;
            return Ok(Operator::NotIn);
        }
        if self.take_word("is")? {
            if self.is_symbol("!")? {
                return Err(self.unexpected("Expecting 'NOT'"));
            }
            return Ok(if self.take_word("not")? { Operator::IsNot } else { Operator::Is });
        }
        Err(match self.peek()? {
            None => format!("Error in the JQL Query: Expecting operator before the end of the query. {OPERATORS}"),
            Some(token) => format!(
                "Error in the JQL Query: Expecting operator but got '{}'. {OPERATORS} {}",
                token.raw, token.position
            ),
        })
    }

    fn field(&mut self) -> Parsed<FieldName> {
        let Some(token) = self.peek()?.cloned() else {
            return Err("Error in the JQL Query: Expecting a field name at the end of the query.".to_owned());
        };
        if token.kind == Kind::Word && token.text.eq_ignore_ascii_case("cf") {
            self.at += 1;
            return self.custom_field();
        }
        let bare = token.kind == Kind::Number || token.kind == Kind::Word && !lexer::is_keyword(&token.text);
        if !bare && token.kind != Kind::Quoted {
            return Err(if token.raw == "[" {
                format!(
                    "Error in the JQL Query: Expecting a field name but got '['. Did you mean 'cf['? {}",
                    token.position
                )
            } else {
                self.unexpected_to_quote("a field name", "a field name")
            });
        }
        if token.text.trim().is_empty() {
            return Err(format!("Error in the JQL Query: A field name cannot be empty. {}", token.position));
        }
        self.at += 1;
        if !self.take_symbol("[")? {
            return Ok(FieldName { name: token.text, property: None });
        }
        let key = self.argument()?;
        self.expect_symbol("]")?;
        let path = match self.peek()? {
            Some(next) if next.kind == Kind::Word && next.text.starts_with('.') => {
                let path = next.text.trim_start_matches('.').to_owned();
                self.at += 1;
                path
            }
            _ => String::new(),
        };
        let dot = if path.is_empty() { "" } else { "." };
        Ok(FieldName { name: format!("{}[{key}]{dot}{path}", token.text), property: Some((key, path)) })
    }

    fn custom_field(&mut self) -> Parsed<FieldName> {
        const EXPECTED: &str = "Expecting a custom field id (a positive number)";
        self.expect_symbol("[")?;
        let id = match self.peek()? {
            None => {
                return Err(format!("Error in the JQL Query: {EXPECTED} before the end of the query."));
            }
            Some(token) if token.kind == Kind::Number && !token.text.starts_with('-') => token.text.clone(),
            Some(_) => return Err(self.unexpected(EXPECTED)),
        };
        self.at += 1;
        self.expect_symbol("]")?;
        Ok(FieldName { name: format!("cf[{id}]"), property: None })
    }

    fn operand(&mut self) -> Parsed<Operand> {
        let Some(token) = self.peek()?.cloned() else {
            return Err(
                "Error in the JQL Query: Expecting either a value, list or function before the end of the query."
                    .to_owned(),
            );
        };
        if self.take_symbol("(")? {
            return self.nested(Self::list);
        }
        let keyword = token.kind == Kind::Word && lexer::is_keyword(&token.text);
        if keyword && ["empty", "null"].iter().any(|word| word.eq_ignore_ascii_case(&token.text)) {
            self.at += 1;
            return Ok(Operand::Empty);
        }
        if keyword || token.kind == Kind::Symbol {
            return Err(self.unexpected_operand(&token));
        }
        self.at += 1;
        if !self.take_symbol("(")? {
            return Ok(Operand::Value { text: token.text, number: token.kind == Kind::Number });
        }
        if token.text.trim().is_empty() {
            return Err(format!("Error in the JQL Query: A function name cannot be empty. {}", token.position));
        }
        Ok(Operand::Function { name: token.text, arguments: self.arguments()? })
    }

    fn list(&mut self) -> Parsed<Operand> {
        let mut items = vec![self.operand()?];
        while self.take_symbol(",")? {
            items.push(self.operand()?);
        }
        self.expect_symbol(")")?;
        Ok(Operand::List(items))
    }

    fn arguments(&mut self) -> Parsed<Vec<String>> {
        let mut arguments = Vec::new();
        if self.take_symbol(")")? {
            return Ok(arguments);
        }
        if self.peek()?.is_none() || self.is_symbol(",")? {
            self.expect_symbol(")")?;
        }
        loop {
            arguments.push(self.argument()?);
            if self.take_symbol(")")? {
                return Ok(arguments);
            }
            if !self.take_symbol(",")? {
                return Err(match self.peek()? {
                    None => "Error in the JQL Query: Expecting ')' before the end of the query.".to_owned(),
                    Some(_) => self.unexpected("Expecting ')' or ','"),
                });
            }
            if let Some(token) = self.peek()?
                && token.raw == ")"
            {
                return Err(format!("Error in the JQL Query: Function argument must be specified. {}", token.position));
            }
        }
    }

    fn argument(&mut self) -> Parsed<String> {
        let Some(token) = self.peek()?.cloned() else {
            return Err("Error in the JQL Query: Expecting a function argument at the end of the query.".to_owned());
        };
        let usable = match token.kind {
            Kind::Word => !lexer::is_keyword(&token.text),
            Kind::Number | Kind::Quoted => true,
            Kind::Symbol | Kind::Mistake => false,
        };
        if !usable {
            return Err(self.unexpected_to_quote("a function argument", "an argument"));
        }
        self.at += 1;
        Ok(token.text)
    }

    fn predicates(&mut self) -> Parsed<Vec<Predicate>> {
        let mut predicates = Vec::new();
        while let Some(token) = self.peek()?
            && token.kind == Kind::Word
            && let Some(kind) = PredicateKind::of(&token.text)
        {
            self.at += 1;
            predicates.push(Predicate { kind, operand: self.operand()? });
        }
        Ok(predicates)
    }

    fn sorts(&mut self) -> Parsed<Vec<Sort>> {
        let mut sorts = Vec::new();
        loop {
            let field = self.field()?;
            let descending = if self.take_word("desc")? {
                Some(true)
            } else if self.take_word("asc")? {
                Some(false)
            } else {
                None
            };
            sorts.push(Sort { field, descending });
            if self.take_symbol(",")? {
                continue;
            }
            if self.peek()?.is_none() {
                return Ok(sorts);
            }
            return Err(self.unexpected(match descending {
                None => "Expecting either 'ASC' or 'DESC'",
                Some(_) => "Expecting ','",
            }));
        }
    }
}
