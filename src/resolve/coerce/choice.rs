//! Values that the screen lists: options, priorities, versions, components and the like, also with children.

use super::super::change::{Change, Item};
use super::super::matching::{Called, Match, fold, pick, with_id};
use super::super::refusal::Refusal;
use super::{Subject, list, opened, plain};
use crate::closest::{closest, closest_of};
use crate::error::{Candidate, Code, Problem};
use crate::resolve::failure::spoken;
use serde_json::{Map, Value};

/// More values than this are looked up, not listed.
const MOST_LISTED: usize = 20;
/// How many values a sentence holds.
const MOST_SAID: usize = 6;

/// How people call a value, whatever its shape.
pub fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        other => {
            let own =
                ["value", "name", "displayName", "title", "key"].iter().find_map(|name| other.get(*name)?.as_str())?;
            let child = other.get("child").and_then(|child| child.get("value")).and_then(Value::as_str);
            Some(child.map_or_else(|| own.to_owned(), |child| format!("{own} > {child}")))
        }
    }
}

/// The names of the values that a field takes, those of children with their parents.
pub fn names(allowed: &[Value]) -> Vec<String> {
    let mut all = Vec::new();
    for value in allowed {
        let Some(name) = name_of(value) else { continue };
        let children: Vec<String> = children(value).filter_map(name_of).collect();
        all.push(name.clone());
        all.extend(children.into_iter().map(|child| format!("{name} > {child}")));
    }
    all
}

/// One of the values.
pub(super) fn one(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let found = find(subject, value, &subject.meta.allowed)?;
    Ok(Change::Set(item(found)))
}

/// Several of the values.
pub(super) fn several(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let held = subject.held.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let allowed = &subject.meta.allowed;
    let named = |pool: &[Value], text: &str| pool.iter().filter_map(name_of).any(|name| fold(&name) == fold(text));
    let parts = list::parts(value, |text| named(allowed, text) || named(held, text));
    list::change(subject, value, &parts, |part| {
        let wanted = Value::from(part.text.as_str());
        if !part.removes {
            return find(subject, &wanted, allowed).map(item);
        }
        // What is there can be taken away, also where it may no longer be chosen.
        match pick(&part.text, held, called) {
            Match::One(one) => Ok(item(one)),
            _ => find(subject, &wanted, allowed)
                .map(item)
                .map_err(|_| list::not_there(subject, part, &held.iter().filter_map(name_of).collect::<Vec<_>>())),
        }
    })
}

/// A value, and one of its children: `Europe > Germany`.
pub(super) fn cascade(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let allowed = &subject.meta.allowed;
    let value = opened(value);
    let said = match (&value, value.get("child")) {
        (Value::Object(_), Some(child)) => {
            plain(&value).zip(plain(child)).map(|(own, child)| format!("{own} > {child}"))
        }
        (Value::Array(items), _) => {
            Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(" > ")).filter(|said| !said.is_empty())
        }
        _ => plain(&value),
    };
    let said = said.unwrap_or_default();
    let paths: Vec<Path<'_>> = allowed
        .iter()
        .flat_map(|own| {
            [Path { own, child: None }]
                .into_iter()
                .chain(children(own).map(move |child| Path { own, child: Some(child) }))
        })
        .collect();
    // `Europe > Germany`, `Europe>Germany` and Jira's own `Europe - Germany` are one.
    let halves = [" > ", ">", " - ", " / "].iter().find_map(|sign| said.split_once(sign));
    let spelled = halves.map_or_else(|| said.clone(), |(own, child)| format!("{} > {}", own.trim(), child.trim()));
    let found = match pick(&said, &paths, Path::called) {
        Match::Nothing => pick(&spelled, &paths, Path::called),
        found => found,
    };
    match found {
        Match::One(path) => Ok(Change::Set(path.item())),
        Match::Several(several) => {
            let candidates = several.into_iter().map(|path| Candidate {
                name: path.name(),
                detail: path.id(),
                send: with_id(&path.name(), &path.id()).into(),
            });
            Err(ambiguous(subject, &value, candidates.collect()))
        }
        Match::Nothing => Err(not_among(subject, &value, &spelled, names(allowed))),
    }
}

#[derive(Debug)]
struct Path<'a> {
    own: &'a Value,
    child: Option<&'a Value>,
}

impl Path<'_> {
    fn name(&self) -> String {
        let own = name_of(self.own).unwrap_or_default();
        match self.child {
            Some(child) => format!("{own} > {}", name_of(child).unwrap_or_default()),
            None => own,
        }
    }

    fn id(&self) -> String {
        id_of(self.child.unwrap_or(self.own)).unwrap_or_default()
    }

    fn called(path: &Self) -> Called {
        Called::new(path.name(), path.id()).or(path.child.and_then(name_of))
    }

    fn item(&self) -> Item {
        let Item { mut wire, mut shown } = item(self.own);
        if let (Some(child), Some(wire), Some(shown)) =
            (self.child.map(item), wire.as_object_mut(), shown.as_object_mut())
        {
            wire.insert("child".to_owned(), child.wire);
            shown.insert("child".to_owned(), child.shown);
        }
        Item { wire, shown }
    }
}

fn children(value: &Value) -> impl Iterator<Item = &Value> {
    value.get("children").and_then(Value::as_array).into_iter().flatten()
}

fn called(value: &Value) -> Called {
    let name = name_of(value).unwrap_or_default();
    Called { names: vec![name], ids: id_of(value).into_iter().collect() }
}

fn id_of(value: &Value) -> Option<String> {
    match value.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The value that is named, by name or id.
fn find<'a>(subject: Subject<'_>, value: &Value, pool: &'a [Value]) -> Result<&'a Value, Refusal> {
    let said = plain(&opened(value)).unwrap_or_default();
    match pick(&said, pool, called) {
        Match::One(one) => Ok(one),
        Match::Several(several) => {
            let candidates = several.into_iter().map(|one| {
                let (name, id) = (name_of(one).unwrap_or_default(), id_of(one).unwrap_or_default());
                Candidate { send: with_id(&name, &id).into(), name, detail: id }
            });
            Err(ambiguous(subject, value, candidates.collect()))
        }
        Match::Nothing => Err(not_among(subject, value, &said, names(pool))),
    }
}

/// A value by its id, or as Jira tells it where it has none.
fn item(told: &Value) -> Item {
    let reference = ["id", "name", "value"].iter().find_map(|name| Some((*name, told.get(*name)?.clone())));
    let wire = match reference {
        Some((name, value)) => Value::Object(Map::from_iter([(name.to_owned(), value)])),
        None => told.clone(),
    };
    let mut shown = told.clone();
    if let Some(members) = shown.as_object_mut() {
        members.shift_remove("children");
    }
    Item { wire, shown }
}

/// The refusal of a value that is none of those, the near ones first.
pub(super) fn not_among(subject: Subject<'_>, value: &Value, said: &str, known: Vec<String>) -> Refusal {
    let near: Vec<String> =
        closest_of(said, known.iter().map(String::as_str), MOST_SAID).into_iter().map(str::to_owned).collect();
    let sure = closest(said, known.iter().map(String::as_str)).map(str::to_owned);
    let rest: Vec<String> = known.iter().filter(|name| !near.contains(name)).cloned().collect();
    let ordered: Vec<String> = near.iter().cloned().chain(rest).collect();
    let mut refusal = subject.not_allowed(value);
    if known.is_empty() {
        refusal.message = format!("{}: Jira lists no value that could be chosen", refusal.message);
        return super::scalar::dropped(refusal);
    }
    let said_values: &[String] = if known.len() > MOST_LISTED && !near.is_empty() { &near } else { &ordered };
    refusal.with = subject.spot.say(said_values);
    if known.len() > MOST_SAID.min(said_values.len()) {
        refusal.also = Some(format!("jira_lookup with {} lists all {}", spoken(subject.lookup), known.len()));
        refusal.field.lookup = Some(subject.lookup.clone());
    }
    refusal.field.allowed = ordered;
    match sure {
        Some(near) => {
            let with = std::mem::take(&mut refusal.with);
            let mut refusal = refusal.mended(subject.spot, near);
            if matches!(subject.spot, super::Spot::Argument(_)) {
                refusal.with = with;
            }
            refusal
        }
        None => refusal,
    }
}

fn ambiguous(subject: Subject<'_>, value: &Value, candidates: Vec<Candidate>) -> Refusal {
    let message =
        format!("{} `{}` may be any of {}", subject.in_words(), crate::args::listed_text(value), candidates.len());
    let send: Vec<String> = candidates.iter().filter_map(|one| one.send.as_str().map(str::to_owned)).collect();
    let mut refusal =
        Refusal::new(Code::AmbiguousName, Problem::Ambiguous, value, message).with(subject.spot.say(&send));
    refusal.field.candidates = candidates;
    refusal
}
