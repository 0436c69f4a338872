//! What WAS and CHANGED mean: an issue's past, rebuilt from its changes.

use jiff::{Timestamp, ToSpan as _};

use super::check::{Checker, Item};
use super::dates::Moment;
use super::plan::{Test, Wanted};
use super::syntax::{FieldName, Operand, Operator, Predicate, PredicateKind};
use super::{Change, Field, Kind, Value, World, values};

/// The fields whose past can be searched, by id.
const FIELDS: &[&str] = &["assignee", "fixVersions", "fixVersion", "priority", "reporter", "resolution", "status"];

/// The wanted values; `None` among them is EMPTY.
type Values = Vec<Option<String>>;

/// What WAS asks for.
#[derive(Debug)]
pub(super) struct Spans {
    values: Values,
    limits: Limits,
}

/// What CHANGED asks for.
#[derive(Debug)]
pub(super) struct Changes {
    limits: Limits,
}

/// The predicates of a clause.
#[derive(Debug, Default)]
struct Limits {
    from: Option<Values>,
    to: Option<Values>,
    by: Option<Vec<String>>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    /// From the first moment to the last, both included.
    within: Vec<(Timestamp, Timestamp)>,
}

/// A time in which a field held a value.
struct Span {
    value: Option<(String, String)>,
    by: Option<String>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

/// Checks a WAS clause; `written` tells whether NOT and IN were there.
pub(super) fn was<W: World>(
    checker: &mut Checker<'_, W>,
    name: &FieldName,
    field: &Field,
    written: (bool, bool),
    operand: &Operand,
    predicates: &[Predicate],
    negated: bool,
) -> Option<Test> {
    let (shown, operator) = match written {
        (false, false) => ("was", Operator::Equals),
        (true, false) => ("was not", Operator::NotEquals),
        (false, true) => ("was in", Operator::In),
        (true, true) => ("was not in", Operator::NotIn),
    };
    supported(checker, name, field)?;
    let items = checker.items(operand)?;
    checker.usage(name, shown, operator, operand)?;
    let values = values(checker, name, field, items)?;
    let limits = limits(checker, name, field, predicates)?;
    if let Some(predicate) = predicates.iter().find(|one| matches!(one.kind, PredicateKind::From | PredicateKind::To)) {
        let (kind, value) = (predicate.kind.text(), predicate.operand.shown());
        checker.error(format!("The WAS operator does not support the use of the {kind} {value} predicate."));
        return None;
    }
    Some(Test::Was { spans: Spans { values, limits }, negated })
}

/// Checks a CHANGED clause.
pub(super) fn changed<W: World>(
    checker: &mut Checker<'_, W>,
    name: &FieldName,
    field: &Field,
    predicates: &[Predicate],
    negated: bool,
) -> Option<Test> {
    supported(checker, name, field)?;
    let limits = limits(checker, name, field, predicates)?;
    Some(Test::Changed { changes: Changes { limits }, negated })
}

impl Spans {
    /// Whether an issue held one of the values within the limits.
    pub(super) fn occur<W: World>(&self, world: &W, field: &Field, issue: W::Issue) -> bool {
        spans(world, field, issue).iter().any(|span| {
            let Limits { by, after, before, within, .. } = &self.limits;
            let past = |moment: Timestamp| span.end.is_none_or(|end| end > moment);
            let begun = |moment: Timestamp| span.start.is_none_or(|start| start <= moment);
            is_wanted(&self.values, span.value.as_ref())
                && by.as_ref().is_none_or(|people| span.by.as_ref().is_some_and(|by| people.contains(by)))
                && after.is_none_or(past)
                && before.is_none_or(|moment| span.start.is_none_or(|start| start < moment))
                && within.iter().all(|(first, last)| past(*first) && begun(*last))
        })
    }
}

impl Changes {
    /// Whether an issue has a change within the limits.
    pub(super) fn occur<W: World>(&self, world: &W, field: &Field, issue: W::Issue) -> bool {
        let Limits { from, to, by, after, before, within } = &self.limits;
        world.history(issue, field).iter().any(|change| {
            from.as_ref().is_none_or(|values| is_wanted(values, change.from.as_ref()))
                && to.as_ref().is_none_or(|values| is_wanted(values, change.to.as_ref()))
                && by.as_ref().is_none_or(|people| people.contains(&change.by))
                && after.is_none_or(|moment| change.at > moment)
                && before.is_none_or(|moment| change.at < moment)
                && within.iter().all(|(first, last)| *first <= change.at && change.at <= *last)
        })
    }
}

fn supported<W: World>(checker: &mut Checker<'_, W>, name: &FieldName, field: &Field) -> Option<()> {
    if FIELDS.contains(&field.id.as_str()) {
        return Some(());
    }
    checker.error(format!("History searches do not support the '{}' field.", name.name));
    None
}

fn values<W: World>(checker: &mut Checker<'_, W>, name: &FieldName, field: &Field, items: Vec<Item>) -> Option<Values> {
    let before = checker.errors.len();
    let mut values = Vec::new();
    for item in items {
        match item {
            Item::Empty => values.push(None),
            Item::Literal { text, .. } if field.id == "resolution" && text.eq_ignore_ascii_case("unresolved") => {
                values.push(None);
            }
            item => values.extend(checker.wanted(name, field, item).into_iter().filter_map(|wanted| match wanted {
                Wanted::Id(id) => Some(Some(id)),
                Wanted::Text(_) | Wanted::Number(_) | Wanted::Moment(_) => None,
            })),
        }
    }
    (checker.errors.len() == before).then_some(values)
}

fn limits<W: World>(
    checker: &mut Checker<'_, W>,
    name: &FieldName,
    field: &Field,
    predicates: &[Predicate],
) -> Option<Limits> {
    let mut limits = Limits::default();
    for Predicate { kind, operand } in predicates {
        let items = checker.items(operand)?;
        match kind {
            PredicateKind::From => limits.from = Some(values(checker, name, field, items)?),
            PredicateKind::To => limits.to = Some(values(checker, name, field, items)?),
            PredicateKind::By => limits.by = Some(people(checker, items)),
            PredicateKind::After => limits.after = Some(one_moment(checker, *kind, &items)?.start),
            PredicateKind::Before => limits.before = Some(one_moment(checker, *kind, &items)?.start),
            PredicateKind::On => {
                let moment = one_moment(checker, *kind, &items)?;
                let day = checker.clock.day(moment.start);
                let day = checker.clock.literal(&day.to_string())?;
                limits.within.push((day.start, day.end.checked_sub(1.nanosecond()).ok()?));
            }
            PredicateKind::During => match moments(checker, *kind, &items)?.as_slice() {
                [first, last] => limits.within.push((first.start, last.start)),
                _ => {
                    checker.error("The DURING predicate must be supplied with exactly 2 date values.".to_owned());
                    return None;
                }
            },
        }
    }
    Some(limits)
}

fn one_moment<W: World>(checker: &mut Checker<'_, W>, kind: PredicateKind, items: &[Item]) -> Option<Moment> {
    if items.len() == 1 {
        return moments(checker, kind, items)?.first().copied();
    }
    let kind = kind.text().to_uppercase();
    checker.error(format!("The {kind} predicate must be supplied with only 1 date value."));
    None
}

fn moments<W: World>(checker: &mut Checker<'_, W>, kind: PredicateKind, items: &[Item]) -> Option<Vec<Moment>> {
    let mut moments = Vec::new();
    for item in items {
        let Some(moment) = checker.moment(item) else {
            checker.error(values::invalid_date(item, &format!("predicate '{}'", kind.text())));
            return None;
        };
        moments.push(moment);
    }
    Some(moments)
}

/// The people of BY. Someone who doesn't exist made no change; Jira warns of it.
fn people<W: World>(checker: &mut Checker<'_, W>, items: Vec<Item>) -> Vec<String> {
    let mut people = Vec::new();
    for item in items {
        match item {
            Item::Ids { ids, .. } => people.extend(ids),
            Item::Literal { text, .. } => {
                let fields = checker.world.fields("assignee");
                let field = fields.iter().find(|field| field.kind == Kind::User);
                let ids = field.map(|field| checker.world.resolve(field, &text)).unwrap_or_default();
                if ids.is_empty() {
                    checker.warning(format!("The value '{text}' does not exist for the field 'by'."));
                }
                people.extend(ids);
            }
            Item::Time { .. } | Item::Empty => {}
        }
    }
    people
}

/// A value that was deleted since is still found by its name.
fn is_wanted(wanted: &Values, value: Option<&(String, String)>) -> bool {
    wanted.iter().any(|wanted| match (wanted, value) {
        (Some(wanted), Some((id, name))) => wanted == id || wanted == name,
        (None, None) => true,
        _ => false,
    })
}

/// The times in which a field held each of its values. The first values are those of today with all changes undone.
fn spans<W: World>(world: &W, field: &Field, issue: W::Issue) -> Vec<Span> {
    let history = world.history(issue, field);
    let mut held: Vec<(String, String)> = world.values(issue, field).iter().filter_map(identity).collect();
    for change in history.iter().rev() {
        swap(&mut held, change.to.as_ref(), change.from.as_ref());
    }
    let creator = first(world, issue, "creator").or_else(|| first(world, issue, "reporter"));
    let creator = creator.as_ref().and_then(identity).map(|(id, _)| id);
    let created = match first(world, issue, "created") {
        Some(Value::Time(time)) => Some(time),
        _ => None,
    };
    let open = |value: Option<(String, String)>| Span { value, by: creator.clone(), start: created, end: None };
    let mut spans: Vec<Span> = held.iter().cloned().map(|value| open(Some(value))).collect();
    if held.is_empty() {
        spans.push(open(None));
    }
    for change in &history {
        follow(&mut spans, &mut held, change);
    }
    spans
}

/// Ends the span that a change ends, and begins the one that it begins.
fn follow(spans: &mut Vec<Span>, held: &mut Vec<(String, String)>, change: &Change) {
    let was_empty = held.is_empty();
    swap(held, change.from.as_ref(), change.to.as_ref());
    let mut end = |gone: Option<&String>| {
        for span in spans.iter_mut().filter(|span| span.end.is_none()) {
            if span.value.as_ref().map(|(id, _)| id) == gone {
                span.end = Some(change.at);
            }
        }
    };
    if let Some((id, _)) = &change.from {
        end(Some(id));
    }
    if was_empty && !held.is_empty() {
        end(None);
    }
    let begin = |value| Span { value, by: Some(change.by.clone()), start: Some(change.at), end: None };
    if let Some(value) = &change.to {
        spans.push(begin(Some(value.clone())));
    }
    if held.is_empty() && !was_empty {
        spans.push(begin(None));
    }
}

fn swap(held: &mut Vec<(String, String)>, gone: Option<&(String, String)>, come: Option<&(String, String)>) {
    if let Some((id, _)) = gone {
        held.retain(|(held, _)| held != id);
    }
    held.extend(come.cloned());
}

fn first<W: World>(world: &W, issue: W::Issue, name: &str) -> Option<Value> {
    let field = world.fields(name).into_iter().next()?;
    world.values(issue, &field).into_iter().next()
}

fn identity(value: &Value) -> Option<(String, String)> {
    match value {
        Value::Entity { id, name, .. } => Some((id.clone(), name.clone())),
        Value::Text(text) => Some((text.clone(), text.clone())),
        Value::Number(_) | Value::Time(_) => None,
    }
}
