//! ORDER BY.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::syntax::Query;
use super::{Field, Kind, Value, World, plan};

/// The most fields that ORDER BY takes (Jira facts, item 18).
const LIMIT: usize = 7;

/// The fields that come in descending order when neither ASC nor DESC is written.
const DESCENDING: &[&str] = &["created", "updated", "resolutiondate", "lastViewed", "priority", "votes", "watches"];

/// The checked sort fields, most significant first; true is descending.
pub(super) type Order = Vec<(Field, bool)>;

/// Resolves ORDER BY; what is wrong goes to `errors`. Without it, the newest come first.
pub(super) fn order<W: World>(world: &W, query: &Query, errors: &mut Vec<String>) -> Order {
    if query.order.len() > LIMIT {
        errors.push(format!("Error in the JQL Query: ORDER BY accepts a maximum of {LIMIT} fields."));
    }
    if query.order.is_empty() {
        return world.fields("created").into_iter().take(1).map(|field| (field, true)).collect();
    }
    let mut order = Vec::new();
    for sort in &query.order {
        let name = &sort.field.name;
        let fields = world.fields(name);
        if fields.is_empty() {
            errors.push(format!("Not able to sort using field '{name}'."));
        } else if let Some(field) = fields.into_iter().find(|field| field.orderable) {
            let descending = sort.descending.unwrap_or_else(|| DESCENDING.contains(&field.id.as_str()));
            order.push((field, descending));
        } else {
            errors.push(format!("Field '{name}' does not support sorting."));
        }
    }
    order
}

/// Sorts issues; equals stay in the given order. EMPTY counts as greatest, so that it is last in ascending order.
pub(super) fn sort<W: World>(world: &W, order: &Order, issues: Vec<W::Issue>) -> Vec<W::Issue> {
    let mut keyed: Vec<(Vec<Option<Key>>, W::Issue)> = issues
        .into_iter()
        .map(|issue| {
            let keys = order
                .iter()
                .map(|(field, _)| world.values(issue, field).into_iter().next().map(|value| Key::new(field, value)));
            (keys.collect(), issue)
        })
        .collect();
    keyed.sort_by(|(left, _), (right, _)| {
        left.iter()
            .zip(right)
            .zip(order)
            .map(|((left, right), (_, descending))| {
                let order = match (left, right) {
                    (Some(left), Some(right)) => left.compare(right),
                    (left, right) => left.is_none().cmp(&right.is_none()),
                };
                if *descending { order.reverse() } else { order }
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    keyed.into_iter().map(|(_, issue)| issue).collect()
}

/// What a value is sorted by.
enum Key {
    Number(f64),
    Time(Timestamp),
    /// A rank or an issue's number, within a project's prefix or before a name.
    Text(String, i64, String),
}

impl Key {
    fn new(field: &Field, value: Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number),
            Value::Time(time) => Self::Time(time),
            Value::Text(text) => Self::Text(text.to_lowercase(), 0, text),
            Value::Entity { name, rank, .. } => match field.kind {
                Kind::Issue => match plan::key(&name) {
                    Some((project, number)) => Self::Text(project, number, String::new()),
                    None => Self::Text(name, rank, String::new()),
                },
                Kind::User | Kind::Label => Self::Text(name.to_lowercase(), 0, name),
                _ => Self::Text(String::new(), rank, name.to_lowercase()),
            },
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => left.total_cmp(right),
            (Self::Time(left), Self::Time(right)) => left.cmp(right),
            (Self::Text(a, b, c), Self::Text(x, y, z)) => (a, b, c).cmp(&(x, y, z)),
            _ => Ordering::Equal,
        }
    }
}
