//! The embedded Jira's own JQL: what a query means over a [`World`] of issues.
//!
//! It shares no code with the server's JQL, so that a mistake in one can't hide in the other.
//!
//! A query goes through [`parse`] to a tree, is checked against the world into a plan, and the plan is held against each issue.
//! The errors are Jira's own words (Jira facts, item 29): a syntax error is one message with its position, semantic errors come all at once.

mod check;
mod dates;
mod history;
mod lexer;
mod order;
mod parser;
mod plan;
mod syntax;
mod text;
mod values;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use parser::parse;
pub use syntax::{Clause, FieldName, Operand, Operator, Predicate, PredicateKind, Query, Sort};

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<I> {
    /// The matching issues in the order of ORDER BY; without it, newest first, equals as given.
    pub issues: Vec<I>,
    /// Whether the query has a restriction; Cloud's `search/jql` refuses those without (Jira facts, item 18).
    pub bounded: bool,
    /// What Jira answers beside the result: people who don't exist.
    pub warnings: Vec<String>,
}

/// Finds the issues that satisfy a query. The error holds Jira's `errorMessages`.
pub fn search<W: World>(world: &W, jql: &str, issues: &[W::Issue]) -> Result<Found<W::Issue>, Vec<String>> {
    let query = parse(jql)?;
    let (plan, order, checker) = checked(world, &query);
    if !checker.errors.is_empty() {
        return Err(checker.errors);
    }
    let matching = plan::matching(world, &checker.clock, plan, issues);
    Ok(Found {
        issues: order::sort(world, &order, matching),
        bounded: query.condition.is_some(),
        warnings: checker.warnings,
    })
}

/// Checks a parsed query's names and values, as `jql/parse` does in its strict mode. Answers with the warnings, or with the errors.
pub fn validate<W: World>(world: &W, query: &Query) -> Result<Vec<String>, Vec<String>> {
    let (_, _, checker) = checked(world, query);
    if checker.errors.is_empty() { Ok(checker.warnings) } else { Err(checker.errors) }
}

fn checked<'world, W: World>(world: &'world W, query: &Query) -> (plan::Node, order::Order, check::Checker<'world, W>) {
    let mut checker = check::Checker::new(world);
    let plan = checker.query(query);
    let order = order::order(world, query, &mut checker.errors);
    once(&mut checker.errors);
    once(&mut checker.warnings);
    (plan, order, checker)
}

/// Keeps the first of equal messages.
fn once(messages: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    messages.retain(|message| seen.insert(message.clone()));
}

/// How a field's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text: `~` only (`summary`, `description`, `comment`, `text`, text custom fields).
    Text,
    /// Exact strings (`labels`, `issuekey` as an entity, …): `=`, `in`.
    Label,
    /// Things with an id, a name and a rank: status, priority, issue type, project, version, component, sprint, select options, resolution.
    Entity,
    /// People, by id or name.
    User,
    /// Numbers.
    Number,
    /// Dates and date-times.
    Date,
    /// Issues by key or id: `key`, `parent`, `issue in linkedIssues()`.
    Issue,
}

/// A searchable field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's id: `status`, `customfield_10016`. Jira treats some fields in their own way, and knows them by these ids:
    /// `issuekey`, `comment`, `text`, `resolution`, `priority`, `fixVersions`, `versions`, `duedate`, `votes`, `status`, `assignee`, `reporter`,
    /// `created`, `updated`, `resolutiondate`, `lastViewed`, `watches`; `customfield_…` marks all others.
    pub id: String,
    /// The name used in messages.
    pub name: String,
    /// How values are compared.
    pub kind: Kind,
    /// Whether ORDER BY accepts it.
    pub orderable: bool,
}

/// One value that an issue holds in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text or a label.
    Text(String),
    /// A number.
    Number(f64),
    /// A moment; plain dates are midnight in the caller's zone.
    Time(Timestamp),
    /// Anything with an id (an entity, a user, an issue); `rank` orders it.
    Entity {
        /// The stored id.
        id: String,
        /// The display name (an issue's key).
        name: String,
        /// The sort position (a priority's rank, an issue's number). The greater rank is the greater value: the highest priority has the greatest.
        rank: i64,
    },
}

/// One change of a field in an issue's history, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// The id of the person who did it.
    pub by: String,
    /// The old value's id and name, if any.
    pub from: Option<(String, String)>,
    /// The new value's id and name, if any.
    pub to: Option<(String, String)>,
}

/// What the evaluator asks of the store that it searches.
pub trait World {
    /// An issue, by position in the store.
    type Issue: Copy;
    /// The present moment, on the injected clock.
    fn now(&self) -> Timestamp;
    /// The caller's profile zone: literals are read in it (Jira facts, item 25).
    fn zone(&self) -> TimeZone;
    /// The caller's id; `None` when anonymous.
    fn me(&self) -> Option<String>;
    /// The field of a clause name: an id, a display name in any case, `cf[10016]`, an alias (`type`, `issuetype`, `fixVersion`, `key`, `id`, `created`, `createdDate` …).
    /// Several custom fields may share a name: all are returned.
    fn fields(&self, clause: &str) -> Vec<Field>;
    /// The ids that a literal means in a field (name in any case, id, key; a user's name, id or e-mail as the dialect allows). Empty: no such value.
    fn resolve(&self, field: &Field, literal: &str) -> Vec<String>;
    /// The rank of a value by its id, for `priority > Medium`. By default, it is taken from the issues that hold the value.
    fn rank(&self, _field: &Field, _id: &str) -> Option<i64> {
        None
    }
    /// The values that an issue holds in a field; empty means EMPTY.
    fn values(&self, issue: Self::Issue, field: &Field) -> Vec<Value>;
    /// The history of one field of an issue, oldest first (`was`, `changed`).
    fn history(&self, issue: Self::Issue, field: &Field) -> Vec<Change>;
    /// The ids that a function without a built-in meaning stands for (`openSprints()`, `releasedVersions(SHOP)`, `membersOf("x")`, `linkedIssues(SHOP-1)`, `projectsLeadByUser()` …);
    /// `None`: no such function. As in Jira, they stand after IN; `latestReleasedVersion(SHOP)`, `earliestUnreleasedVersion(SHOP)`, `currentLogin()` and `lastLogin()` alone stand after `=` (a moment as RFC 3339 text).
    /// Time functions (`now()`, `startOfDay("-1d")` …), `currentUser()` and `EMPTY` are the evaluator's own.
    fn function(&self, name: &str, arguments: &[String]) -> Option<Result<Vec<String>, String>>;
}

#[cfg(test)]
mod tests;
