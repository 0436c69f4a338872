//! What Jira wants of a new issue or of a step of the workflow and was not given: told with what others hold, or copied from
//! one.
//!
//! What other issues hold is told only where it says something about the next one: never people, free text, days and sprints.

use super::change::{Change, FieldChange, Item, is_empty};
use super::coerce::{Coercion, Kind, Subject, choice, from_screen};
use super::field::ALWAYS_GIVEN;
use super::refusal::{Mend, Refusal, Spot};
use super::screen::{Target, WritableScreen};
use super::write::field_change;
use super::{Failure, Resolver};
use crate::args::IssueKey;
use crate::error::{Code, Field as Entry, Problem, listed};
use crate::jira::types::{FieldMeta, Issue, SearchQuery};
use crate::jql;
use crate::text::cut;
use serde_json::{Value, json};
use std::collections::HashMap;

/// How many of the newest issues are read.
const MOST_READ: usize = 20;
/// How many values of theirs are told.
const MOST_TOLD: usize = 3;
/// Values listed before a look-up is named.
const MOST_LISTED: usize = 6;
const MOST_CHARACTERS: usize = 60;

/// The fields that Jira wants and that nothing gives, in the screen's order; those in `wrong` are there, but can't be read. An edit
/// changes what is asked for and nothing else.
pub(super) fn missing<'a>(screen: &'a WritableScreen, list: &[FieldChange], wrong: &[&str]) -> Vec<&'a FieldMeta> {
    if matches!(screen.target, Target::Edit(_)) {
        return Vec::new();
    }
    let is_given = |meta: &&FieldMeta| match list.iter().find(|one| one.id == meta.id) {
        Some(one) => one.change != Change::Clear,
        None => wrong.contains(&meta.id.as_str()) || !is_empty(screen.held.get(&meta.id)),
    };
    let must_be = |meta: &&FieldMeta| meta.required && !meta.has_default && !ALWAYS_GIVEN.contains(&meta.id.as_str());
    screen.fields.iter().filter(must_be).filter(|meta| !is_given(meta)).collect()
}

/// What the newest issues of the project and type hold, by field id, and the newest one that has all of it.
#[derive(Debug, Default)]
pub(super) struct Usual {
    values: HashMap<String, Vec<(String, usize)>>,
    like: Option<String>,
}

/// The refusals for what is missing, all with one message.
pub(super) fn refusals(
    screen: &WritableScreen,
    missing: &[&FieldMeta],
    usual: &Usual,
    argument: impl Fn(&str) -> Option<&'static str>,
) -> Vec<(Spot, Refusal)> {
    let names: Vec<String> =
        missing.iter().map(|meta| format!("`{}`", cut::cell(&meta.name, MOST_CHARACTERS))).collect();
    let names = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    };
    let subject = if screen.creates() { format!("a new {}", screen.place) } else { screen.place.clone() };
    let message = format!("{subject} needs {names}");
    let copyable: Vec<String> =
        missing.iter().filter(|meta| usual.values.contains_key(&meta.id)).map(|meta| meta.name.clone()).collect();
    let like = usual
        .like
        .as_ref()
        .filter(|_| screen.creates())
        .map(|key| format!("`like: {key}` in fields takes {} from there", listed(&copyable, "and")));
    missing
        .iter()
        .map(|meta| {
            let spot = match argument(&meta.id) {
                Some(name) => Spot::Argument(name),
                None => Spot::Absent(screen.sendable(meta)),
            };
            (spot.clone(), refusal(screen, meta, &spot, usual, message.clone(), like.clone()))
        })
        .collect()
}

/// Whether more than one issue holds the first value, and most do.
fn is_usual(held: &[(String, usize)]) -> bool {
    let all: usize = held.iter().map(|(_, count)| *count).sum();
    held.first().is_some_and(|(_, count)| *count > 1 && count * 2 > all)
}

fn refusal(
    screen: &WritableScreen,
    meta: &FieldMeta,
    spot: &Spot,
    usual: &Usual,
    message: String,
    like: Option<String>,
) -> Refusal {
    let kind = Kind::of(&meta.schema);
    let all = choice::names(&meta.allowed);
    // What others hold may no longer be chosen.
    let may_be = |words: &str| {
        all.is_empty()
            || all.iter().any(|one| one == words)
            || words.split(", ").all(|part| all.iter().any(|one| one == part))
    };
    let held = usual.values.get(&meta.id).cloned().unwrap_or_default();
    let held: Vec<(String, usize)> = held.into_iter().filter(|(words, _)| may_be(words)).collect();
    let takes = kind.takes().filter(|_| all.is_empty());
    let first: Vec<String> = held.iter().map(|(value, _)| value.clone()).filter(|value| all.contains(value)).collect();
    let rest = all.iter().filter(|name| !first.contains(name)).cloned();
    let allowed: Vec<String> = first.iter().cloned().chain(rest).collect();
    let lookup = match kind {
        Kind::Person | Kind::People => Some(json!({"kind": "user"})),
        Kind::Sprint => Some(screen.lookup(meta)),
        _ => (all.len() > MOST_LISTED).then(|| screen.lookup(meta)),
    };
    // The only value that there is needs no choice.
    let mend = allowed.first().filter(|_| allowed.len() == 1).map(|only| Mend::Send(only.as_str().into()));
    let with = match (held.first().map(|(value, _)| value).or(allowed.first()), spot, takes) {
        (Some(_), Spot::Argument(_), _) if allowed.len() > 1 => spot.say(&allowed),
        // A step that ends an issue is not to be taken with what one other issue happened to end with.
        (Some(_), ..) if allowed.len() > 1 && !screen.creates() && !is_usual(&held) => spot.say(&allowed),
        (Some(value), ..) => spot.say(std::slice::from_ref(value)),
        (None, Spot::Argument(name), Some(takes)) => format!("{name} as {takes}"),
        (None, _, Some(takes)) => spot.say(&[format!("<{takes}>")]),
        (None, ..) => spot.say(&["<value>".to_owned()]),
    };
    Refusal {
        code: Code::MissingFields,
        message,
        with,
        also: like,
        field: Box::new(Entry {
            id: matches!(spot, Spot::Absent(_)).then(|| meta.id.clone()),
            problem: Some(Problem::Missing),
            allowed,
            usual: held,
            takes,
            lookup,
            ..Entry::default()
        }),
        mend,
    }
}

impl Resolver<'_> {
    /// What the newest issues of the screen's project and type hold in these fields. Only help: a failure is nothing known.
    pub(super) async fn usual(&self, screen: &WritableScreen, missing: &[&FieldMeta]) -> Usual {
        let ids: Vec<String> =
            missing.iter().filter(|meta| Kind::of(&meta.schema).is_copied()).map(|meta| meta.id.clone()).collect();
        if ids.is_empty() {
            return Usual::default();
        }
        let (project, kind) = (jql::quote(screen.project()), &screen.issue_type.id);
        let jql = format!("project = {project} AND issuetype = {kind} ORDER BY created DESC");
        let fields = ids.clone();
        let query = SearchQuery { jql, fields, limit: MOST_READ, page: None, count: false };
        match self.jira.search(self.call, &query).await {
            Ok(page) => counted(&ids, &page.issues),
            Err(_) => Usual::default(),
        }
    }

    /// The fields that an issue has a value for that may be copied and that can be set.
    pub(super) async fn copied(
        &self,
        coercion: &Coercion<'_>,
        missing: &[&FieldMeta],
        key: &IssueKey,
    ) -> Result<Vec<FieldChange>, Failure> {
        let copyable: Vec<&FieldMeta> =
            missing.iter().copied().filter(|meta| Kind::of(&meta.schema).is_copied()).collect();
        let ids: Vec<&str> = copyable.iter().map(|meta| meta.id.as_str()).chain(["issuetype"]).collect();
        let (_, issue) = self.issue_now("fields", key, &ids).await?;
        let copy = |meta: &&FieldMeta| {
            let held = issue.fields.get(&meta.id)?;
            copy(coercion, meta, held).map(|change| field_change(meta, change))
        };
        Ok(copyable.iter().filter_map(copy).collect())
    }
}

/// What an issue holds as a change of another one; `None` where it may not be chosen there.
fn copy(coercion: &Coercion<'_>, meta: &FieldMeta, held: &Value) -> Option<Change> {
    let kind = Kind::of(&meta.schema);
    if is_empty(Some(held)) {
        return None;
    }
    let as_it_is = match (kind, held) {
        (Kind::Team, team) => Some(Item { wire: team.get("id")?.clone(), shown: team.clone() }),
        (Kind::Group, group) => Some(Item { wire: json!({"name": group.get("name")?}), shown: group.clone() }),
        (Kind::Groups, groups) => {
            let names: Option<Vec<Value>> =
                groups.as_array()?.iter().map(|group| Some(json!({"name": group.get("name")?}))).collect();
            Some(Item { wire: names?.into(), shown: groups.clone() })
        }
        _ => None,
    };
    if let Some(item) = as_it_is {
        return Some(Change::Set(item));
    }
    let value = match held {
        Value::Array(items) => items.iter().filter_map(choice::name_of).map(Value::from).collect(),
        one => Value::from(choice::name_of(one)?),
    };
    let (spot, lookup) = (Spot::Absent(meta.name.clone()), Value::Null);
    let subject = Subject { spot: &spot, meta, place: "", creates: true, held: None, lookup: &lookup };
    from_screen(subject, &value, &coercion.today)?.ok()
}

fn counted(ids: &[String], issues: &[Issue]) -> Usual {
    let mut usual = Usual::default();
    for id in ids {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for words in issues.iter().filter_map(|issue| words(issue.fields.get(id)?)) {
            match counts.iter_mut().find(|(held, _)| *held == words) {
                Some((_, count)) => *count += 1,
                None => counts.push((words, 1)),
            }
        }
        // Of equally many the newest stays first.
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.truncate(MOST_TOLD);
        if !counts.is_empty() {
            usual.values.insert(id.clone(), counts);
        }
    }
    let has_all = |issue: &&Issue| usual.values.keys().all(|id| issue.fields.get(id).and_then(words).is_some());
    usual.like = issues.iter().find(has_all).filter(|_| !usual.values.is_empty()).map(|issue| issue.key.clone());
    usual
}

/// A value as it can be sent again.
fn words(held: &Value) -> Option<String> {
    match held {
        Value::Array(items) => {
            let all: Vec<String> = items.iter().filter_map(choice::name_of).collect();
            Some(all.join(", ")).filter(|words| !words.is_empty())
        }
        one => choice::name_of(one),
    }
}
