//! From the tree to a plan: fields, operators and values are checked against a [`World`], and all semantic errors are collected.

use super::dates::{self, Clock, Moment};
use super::plan::{Node, Test};
use super::syntax::{Clause, FieldName, Operand, Operator, Query};
use super::text::Search;
use super::{Field, Kind, World, history};

/// The system's entity fields whose values have an order in queries.
const ORDERED: &[&str] =
    &["priority", "resolution", "fixVersions", "fixVersion", "versions", "affectedVersion", "affectsVersion"];

/// The functions that stand for one value; Jira refuses them bare after IN, and all others after `=`.
const SCALARS: &[&str] =
    &["currentUser", "currentLogin", "lastLogin", "earliestUnreleasedVersion", "latestReleasedVersion"];

/// Collects what is wrong with a query while it becomes a plan.
pub(super) struct Checker<'world, W> {
    pub(super) world: &'world W,
    pub(super) clock: Clock,
    pub(super) errors: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// A value of an operand: its functions called, its names not yet resolved.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Literal { text: String, number: bool },
    Ids { function: String, ids: Vec<String> },
    Time { function: String, moment: Moment },
    Empty,
}

impl<'world, W: World> Checker<'world, W> {
    pub(super) fn new(world: &'world W) -> Self {
        let clock = Clock { now: world.now(), zone: world.zone() };
        Self { world, clock, errors: Vec::new(), warnings: Vec::new() }
    }

    /// The plan of a query's restriction; without one, everything passes.
    pub(super) fn query(&mut self, query: &Query) -> Node {
        query.condition.as_ref().map_or(Node::All(Vec::new()), |clause| self.clause(clause, false))
    }

    pub(super) fn error(&mut self, message: String) {
        self.errors.push(message);
    }

    pub(super) fn warning(&mut self, message: String) {
        self.warnings.push(message);
    }

    /// NOT is pushed down to the clauses, as Jira does: `NOT status = Done` leaves EMPTY out just as `status != Done`.
    fn clause(&mut self, clause: &Clause, negated: bool) -> Node {
        match clause {
            Clause::Not(inner) => self.clause(inner, !negated),
            Clause::And(clauses) | Clause::Or(clauses) => {
                let nodes = clauses.iter().map(|clause| self.clause(clause, negated)).collect();
                if matches!(clause, Clause::And(_)) != negated { Node::All(nodes) } else { Node::Any(nodes) }
            }
            Clause::Compare { field, operator, operand } => {
                // Errors name the operator that was written.
                self.for_each_field(field, |checker, found| checker.compare(field, found, *operator, operand, negated))
            }
            Clause::Was { field, negated: not, list, operand, predicates } => {
                let negated = negated != *not;
                self.for_each_field(field, |checker, found| {
                    history::was(checker, field, found, (*not, *list), operand, predicates, negated)
                })
            }
            Clause::Changed { field, predicates } => self
                .for_each_field(field, |checker, found| history::changed(checker, field, found, predicates, negated)),
        }
    }

    /// A clause over all fields of a name: it holds if it holds for any, and is wrong only if it is wrong for all.
    fn for_each_field(&mut self, name: &FieldName, mut check: impl FnMut(&mut Self, &Field) -> Option<Test>) -> Node {
        let fields = self.world.fields(&name.name);
        if fields.is_empty() {
            let name = &name.name;
            self.error(format!("Field '{name}' does not exist or you do not have permission to view it."));
        }
        let (errors, warnings) = (self.errors.len(), self.warnings.len());
        let mut nodes = Vec::new();
        for field in fields {
            if let Some(test) = check(self, &field) {
                nodes.push(Node::Test(field, Box::new(test)));
            }
        }
        if !nodes.is_empty() && self.errors.len() > errors {
            self.errors.truncate(errors);
            self.warnings.truncate(warnings);
        }
        Node::Any(nodes)
    }

    fn compare(
        &mut self,
        name: &FieldName,
        field: &Field,
        operator: Operator,
        operand: &Operand,
        negated: bool,
    ) -> Option<Test> {
        let items = self.items(operand)?;
        self.usage(name, operator.text(), operator, operand)?;
        if !supports(field, operator) {
            let (operator, name) = (operator.text(), &name.name);
            self.error(format!("The operator '{operator}' is not supported by the '{name}' field."));
            return None;
        }
        if items.iter().any(|item| matches!(item, Item::Empty)) && !allows_empty(field) {
            self.error(format!("The field '{}' does not support searching for EMPTY values.", name.name));
            return None;
        }
        let operator = if negated { operator.inverse() } else { operator };
        let unresolved = field.id == "resolution"
            && matches!(operand, Operand::Value { text, .. } if text.eq_ignore_ascii_case("unresolved"));
        if matches!(operand, Operand::Empty) || unresolved {
            return Some(Test::Empty(!operator.is_negative()));
        }
        if matches!(operator, Operator::Contains | Operator::NotContains) {
            return self.contains(name, items, operator.is_negative());
        }
        if operator.is_ordering() {
            let bound = self.bound(name, field, items.into_iter().next()?)?;
            return Some(Test::Order { operator, bound });
        }
        let before = self.errors.len();
        let (mut wanted, mut empty) = (Vec::new(), false);
        for item in items {
            match item {
                Item::Empty => empty = true,
                Item::Literal { text, .. } if field.id == "resolution" && text.eq_ignore_ascii_case("unresolved") => {
                    empty = true;
                }
                item => wanted.extend(self.wanted(name, field, item)),
            }
        }
        (self.errors.len() == before).then_some(Test::Values { wanted, empty, negated: operator.is_negative() })
    }

    /// Whether an operand has the shape that its operator takes.
    pub(super) fn usage(&mut self, name: &FieldName, shown: &str, operator: Operator, operand: &Operand) -> Option<()> {
        let list = match operand {
            Operand::List(_) => true,
            Operand::Function { name, .. } => {
                !dates::is_function(name) && !SCALARS.iter().any(|scalar| scalar.eq_ignore_ascii_case(name))
            }
            Operand::Value { .. } | Operand::Empty => false,
        };
        let empty = matches!(operand, Operand::Empty);
        let (name, value) = (&name.name, operand.shown());
        if matches!(operator, Operator::Is | Operator::IsNot) {
            if !empty {
                self.error(format!(
                    "Operator '{shown}' does not support searching for non-empty values for field '{name}'."
                ));
                return None;
            }
        } else if empty && (operator.is_list() || operator.is_ordering()) {
            self.error(format!(
                "Operator '{shown}' does not support the empty value representation 'EMPTY' for field '{name}'."
            ));
            return None;
        } else if operator.is_list() && !list {
            self.error(format!("Operator '{shown}' does not support the non-list value '{value}' for field '{name}'."));
            return None;
        } else if !operator.is_list() && list {
            self.error(format!("Operator '{shown}' does not support the list value '{value}' for field '{name}'."));
            return None;
        }
        Some(())
    }

    /// The values of an operand, lists flattened and functions called.
    pub(super) fn items(&mut self, operand: &Operand) -> Option<Vec<Item>> {
        match operand {
            Operand::Value { text, number } => Some(vec![Item::Literal { text: text.clone(), number: *number }]),
            Operand::Empty => Some(vec![Item::Empty]),
            Operand::List(operands) => {
                let lists: Vec<_> = operands.iter().map(|operand| self.items(operand)).collect();
                let lists: Option<Vec<_>> = lists.into_iter().collect();
                Some(lists?.concat())
            }
            Operand::Function { name, arguments } => match self.call(name, arguments, operand) {
                Ok(item) => Some(vec![item]),
                Err(message) => {
                    self.error(message);
                    None
                }
            },
        }
    }

    fn call(&mut self, name: &str, arguments: &[String], operand: &Operand) -> Result<Item, String> {
        let function = name.to_owned();
        if dates::is_function(name) {
            return self.clock.function(name, arguments).map(|moment| Item::Time { function, moment });
        }
        if name.eq_ignore_ascii_case("currentUser") {
            if !arguments.is_empty() {
                let count = arguments.len();
                return Err(format!("Function '{name}' expected '0' arguments but received '{count}'."));
            }
            return Ok(Item::Ids { function, ids: self.world.me().into_iter().collect() });
        }
        match self.world.function(name, arguments) {
            Some(ids) => Ok(Item::Ids { function, ids: ids? }),
            None => Err(format!("Unable to find JQL function '{}'.", operand.shown())),
        }
    }

    fn contains(&mut self, name: &FieldName, items: Vec<Item>, negated: bool) -> Option<Test> {
        let name = &name.name;
        let mut searches = Vec::new();
        for item in items {
            let texts = match item {
                Item::Literal { text, .. } => vec![text],
                Item::Ids { ids, .. } => ids,
                Item::Time { function, .. } => {
                    self.error(format!(
                        "A value provided by the function '{function}' is invalid for the field '{name}'."
                    ));
                    return None;
                }
                Item::Empty => Vec::new(),
            };
            for text in texts {
                if text.trim().is_empty() {
                    self.error(format!("The field '{name}' does not support searching for an empty string."));
                    return None;
                }
                let Some(search) = Search::new(&text) else {
                    self.error(format!("Unable to parse the text '{text}' for field '{name}'."));
                    return None;
                };
                searches.push(search);
            }
        }
        Some(Test::Text { searches, negated })
    }
}

fn is_the_issue(field: &Field) -> bool {
    ["issuekey", "key", "issue", "id"].iter().any(|id| field.id.eq_ignore_ascii_case(id))
}

fn allows_empty(field: &Field) -> bool {
    !is_the_issue(field) && field.id != "comment" && field.id != "text"
}

fn supports(field: &Field, operator: Operator) -> bool {
    let contains = matches!(operator, Operator::Contains | Operator::NotContains);
    match field.kind {
        Kind::Text if field.id == "text" => operator == Operator::Contains,
        Kind::Text => contains || matches!(operator, Operator::Is | Operator::IsNot),
        Kind::Number | Kind::Date => !contains,
        Kind::Issue => !contains && (!operator.is_ordering() || is_the_issue(field)),
        Kind::Entity => !contains && (!operator.is_ordering() || ORDERED.contains(&field.id.as_str())),
        Kind::Label | Kind::User => !contains && !operator.is_ordering(),
    }
}
