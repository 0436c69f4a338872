//! A checked query, and what it says about one issue.

use std::cmp::Ordering;

use jiff::{Timestamp, ToSpan as _};

use super::dates::{Clock, Moment};
use super::history::{Changes, Spans};
use super::syntax::Operator;
use super::text::Search;
use super::{Field, Value, World};

/// A restriction whose names are resolved.
#[derive(Debug)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Test(Field, Box<Test>),
}

/// What one clause asks of one field.
#[derive(Debug)]
pub(super) enum Test {
    /// EMPTY, or not.
    Empty(bool),
    /// One of the wanted values, or EMPTY; negated: some value, but none of them.
    Values { wanted: Vec<Wanted>, empty: bool, negated: bool },
    /// A comparison.
    Order { operator: Operator, bound: Bound },
    /// Words in text; negated: some text, but none with the words.
    Text { searches: Vec<Search>, negated: bool },
    /// A value at some time.
    Was { spans: Spans, negated: bool },
    /// A change at some time.
    Changed { changes: Changes, negated: bool },
}

/// A value to be equal to.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Id(String),
    /// In lower case.
    Text(String),
    Number(f64),
    Moment(Moment),
}

/// A value to be compared with.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Number(f64),
    Moment(Timestamp),
    Rank {
        rank: Option<i64>,
        id: String,
    },
    /// A project's prefix and a number: issues of other projects are neither smaller nor greater.
    Key((String, i64)),
    IssueId(i64),
}

/// The issues that satisfy a plan, in the given order.
pub(super) fn matching<W: World>(world: &W, clock: &Clock, mut plan: Node, issues: &[W::Issue]) -> Vec<W::Issue> {
    learn_ranks(world, &mut plan, issues);
    issues.iter().copied().filter(|issue| plan.holds(world, clock, *issue)).collect()
}

/// A key's project prefix in upper case and its number.
pub(super) fn key(text: &str) -> Option<(String, i64)> {
    let (project, number) = text.rsplit_once('-')?;
    let named = project.chars().next().is_some_and(char::is_alphabetic)
        && project.chars().all(|character| character.is_alphanumeric() || character == '_');
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if named && digits { Some((project.to_uppercase(), number.parse().ok()?)) } else { None }
}

/// Takes ranks that the store didn't tell from the issues that hold the value.
fn learn_ranks<W: World>(world: &W, node: &mut Node, issues: &[W::Issue]) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter_mut().for_each(|node| learn_ranks(world, node, issues)),
        Node::Test(field, test) => {
            if let Test::Order { bound: Bound::Rank { rank: rank @ None, id: wanted }, .. } = test.as_mut() {
                let mut values = issues.iter().flat_map(|issue| world.values(*issue, field));
                *rank = values.find_map(|value| match value {
                    Value::Entity { id, rank, .. } if id == *wanted => Some(rank),
                    _ => None,
                });
            }
        }
    }
}

impl Node {
    fn holds<W: World>(&self, world: &W, clock: &Clock, issue: W::Issue) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.holds(world, clock, issue)),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(world, clock, issue)),
            Self::Test(field, test) => match test.as_ref() {
                Test::Was { spans, negated } => spans.occur(world, field, issue) != *negated,
                Test::Changed { changes, negated } => changes.occur(world, field, issue) != *negated,
                test => test.accepts(clock, field, &world.values(issue, field)),
            },
        }
    }
}

impl Test {
    fn accepts(&self, clock: &Clock, field: &Field, values: &[Value]) -> bool {
        match self {
            Self::Empty(empty) => values.is_empty() == *empty,
            Self::Values { wanted, empty, negated } => {
                let found = values.iter().any(|value| wanted.iter().any(|wanted| wanted.is(clock, field, value)));
                if *negated { !values.is_empty() && !found } else { found || *empty && values.is_empty() }
            }
            Self::Order { operator, bound } => values
                .iter()
                .any(|value| compare(clock, field, value, bound).is_some_and(|order| fits(*operator, order))),
            Self::Text { searches, negated } => {
                let found =
                    values.iter().filter_map(text).any(|text| searches.iter().any(|search| search.matches(text)));
                found != *negated && !values.is_empty()
            }
            Self::Was { .. } | Self::Changed { .. } => false,
        }
    }
}

impl Wanted {
    fn is(&self, clock: &Clock, field: &Field, value: &Value) -> bool {
        match (self, value) {
            (Self::Id(wanted), Value::Entity { id, .. }) => wanted == id,
            (Self::Id(wanted), Value::Text(text)) => wanted == text,
            (Self::Text(wanted), Value::Text(text)) => *wanted == text.to_lowercase(),
            (Self::Text(wanted), Value::Entity { id, name, .. }) => wanted == id || *wanted == name.to_lowercase(),
            (Self::Number(wanted), Value::Number(number)) => wanted == number,
            (Self::Moment(wanted), Value::Time(time)) if is_plain_date(clock, field, *time) => {
                let (first, last) = (clock.day(wanted.start), clock.day(last_moment(wanted)));
                (first..=last).contains(&clock.day(*time))
            }
            (Self::Moment(wanted), Value::Time(time)) => wanted.start <= *time && *time < wanted.end,
            _ => false,
        }
    }
}

fn compare(clock: &Clock, field: &Field, value: &Value, bound: &Bound) -> Option<Ordering> {
    match (value, bound) {
        (Value::Number(number), Bound::Number(bound)) => number.partial_cmp(bound),
        (Value::Time(time), Bound::Moment(bound)) if is_plain_date(clock, field, *time) => {
            Some(clock.day(*time).cmp(&clock.day(*bound)))
        }
        (Value::Time(time), Bound::Moment(bound)) => Some(time.cmp(bound)),
        (Value::Entity { rank, .. }, Bound::Rank { rank: bound, .. }) => Some(rank.cmp(bound.as_ref()?)),
        (Value::Entity { name, .. }, Bound::Key((project, number))) => {
            let (own, own_number) = key(name)?;
            (own == *project).then(|| own_number.cmp(number))
        }
        (Value::Entity { id, .. }, Bound::IssueId(bound)) => Some(id.parse::<i64>().ok()?.cmp(bound)),
        _ => None,
    }
}

fn fits(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        _ => false,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Entity { name: text, .. } => Some(text),
        Value::Number(_) | Value::Time(_) => None,
    }
}

/// Plain dates are compared by day. [`Value`] has no type of their own, so a custom field's midnight counts as one.
fn is_plain_date(clock: &Clock, field: &Field, time: Timestamp) -> bool {
    field.id == "duedate" || field.id.starts_with("customfield_") && clock.is_midnight(time)
}

fn last_moment(moment: &Moment) -> Timestamp {
    moment.end.checked_sub(1.nanosecond()).map_or(moment.start, |last| last.max(moment.start))
}
