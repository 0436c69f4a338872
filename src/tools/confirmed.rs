//! What Jira holds after a write, beside what was asked of it: the one place where a write learns whether it was kept.

mod people;

use super::Ctx;
use crate::args::{Edit, IssueKey};
use crate::compact::{View, change, value};
use crate::error::{About, Code, Field, Problem, SideEffects, ToolError, listed};
use crate::jira::{Error, Kind};
use crate::resolve::change::{Change, FieldChange, Settled};
use crate::resolve::rich_text::not_taken::{Sent, not_taken};
use crate::text::cut;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Values in a sentence.
const MOST_CHARACTERS: usize = 80;

/// How what Jira holds is told: in the profile's zone, and without issues that may not be named.
pub(super) struct Teller<'a> {
    zone: TimeZone,
    ctx: &'a Ctx,
    /// Names of people whom texts mention by id.
    people: HashMap<String, String>,
}

impl<'a> Teller<'a> {
    /// For a call of this tool. A zone that can't be read is no reason not to tell.
    pub(super) async fn new(tool: &str, ctx: &'a Ctx) -> Self {
        Self { zone: ctx.zone(tool).await.unwrap_or(TimeZone::UTC), ctx, people: HashMap::new() }
    }

    /// The same, which knows by name whom the texts mention that these fields hold; `key` is the issue's, or empty.
    pub(super) async fn knowing(mut self, key: &str, list: &[FieldChange], held: &[&Map<String, Value>]) -> Self {
        let texts = people::texts(list.iter().map(|one| (one.id.as_str(), &one.schema)), held);
        self.people = people::mentioned(key, &texts, self.ctx).await;
        self
    }

    /// What the changed fields hold, by name.
    pub(super) fn values(&self, list: &[FieldChange], held: &Map<String, Value>) -> Map<String, Value> {
        let cell = |one: &FieldChange| (one.name.clone(), self.cell(one, held.get(&one.id)));
        list.iter().map(cell).collect()
    }

    /// What they held and hold, by name.
    pub(super) fn changes(
        &self,
        list: &[FieldChange],
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Map<String, Value> {
        let cells = |one: &FieldChange| {
            let told = |held: &Map<String, Value>| held.get(&one.id).map(|held| self.named(held, one));
            let (before, after) = (told(before), told(after));
            let cells = |view: &View<'_>| change::cells(before.as_ref(), after.as_ref(), &one.schema, view);
            (one.name.clone(), self.view(cells))
        };
        list.iter().map(cells).collect()
    }

    /// What they hold and would hold, by name, of an issue of this key, or of a new one without.
    pub(super) async fn expected(
        self,
        key: &str,
        list: &[FieldChange],
        before: &Map<String, Value>,
    ) -> Map<String, Value> {
        let after = list.iter().map(|one| (one.id.clone(), one.after(before.get(&one.id)))).collect();
        self.knowing(key, list, &[before, &after]).await.changes(list, before, &after)
    }

    /// The error of a write of which Jira kept only a part; `done` is what it did besides the fields that it kept.
    pub(super) fn not_kept(
        &self,
        key: &IssueKey,
        list: &[FieldChange],
        held: &Map<String, Value>,
        done: Option<String>,
    ) -> ToolError {
        let short = |value: Value| match value {
            Value::String(text) => cut::cell(&text, MOST_CHARACTERS),
            other => other.to_string(),
        };
        let (kept, dropped): (Vec<_>, Vec<_>) = list.iter().partition(|one| one.is_kept(held.get(&one.id)));
        let told: Vec<String> = dropped
            .iter()
            .map(|one| {
                let now = short(self.cell(one, held.get(&one.id)));
                let now = if now.is_empty() { "nothing".to_owned() } else { format!("`{now}`") };
                format!("`{}` holds {now}", one.name)
            })
            .collect();
        let message = format!("Jira took the write to `{key}` and did not keep all of it: {}", told.join(", "));
        let names: Vec<String> = dropped.iter().map(|one| one.name.clone()).collect();
        let fix = format!(
            "tell the user that {} of {key} could not be set: a rule of this Jira or somebody else changed it meanwhile",
            listed(&names, "and")
        );
        let kept = kept.iter().map(|one| format!("{} of {key} set", one.name));
        let done: Vec<String> = done.into_iter().chain(kept).collect();
        let done = if done.is_empty() { vec![format!("a write to {key}, nothing of which was kept")] } else { done };
        let mut error = ToolError::fatal(Code::ValueNotAllowed, message)
            .with_fix(fix)
            .with_side_effects(SideEffects::Partial(done));
        for one in dropped {
            let sent = short(self.cell(one, Some(&one.after(None))));
            let field = Field { id: Some(one.id.clone()), ..Field::new(Problem::NotAllowed, sent) };
            error = error.with_field(one.name.as_str(), field);
        }
        error
    }

    fn cell(&self, one: &FieldChange, held: Option<&Value>) -> Value {
        let held = held.map(|held| self.named(held, one));
        self.view(|view| held.map_or_else(|| "".into(), |held| value::cell(&held, Some(&one.schema), view)))
    }

    fn named(&self, held: &Value, one: &FieldChange) -> Value {
        let is_text = !self.people.is_empty() && value::is_rich(held, Some(&one.schema));
        if is_text { people::named(held, &self.people) } else { held.clone() }
    }

    fn view<T>(&self, tell: impl FnOnce(&View<'_>) -> T) -> T {
        let policy = &self.ctx.shared.policy;
        tell(&View { zone: &self.zone, allows: &|key| policy.allows_issue(key) })
    }
}

/// Whether Jira holds all that was asked.
pub(super) fn is_kept(list: &[FieldChange], held: &Map<String, Value>) -> bool {
    list.iter().all(|one| one.is_kept(held.get(&one.id)))
}

/// Where a value stands in a call: an argument of its own, or an entry of `fields` by the display name.
pub(super) fn spot(one: &FieldChange) -> String {
    const ARGUMENTS: [&str; 6] = ["summary", "description", "assignee", "priority", "labels", "parent"];
    if ARGUMENTS.contains(&one.id.as_str()) { one.id.clone() } else { one.name.clone() }
}

/// The refusal of a text of a write, if that is why Jira refused it; `lines` are the entries of `fields`, `also` is another text.
pub(super) fn text_refused(
    tool: &str,
    settled: &Settled,
    lines: &[String],
    also: Option<Sent<'_>>,
    error: &Error,
) -> Option<ToolError> {
    let named: Vec<(&FieldChange, &Edit, String)> = settled.texts().map(|(one, edit)| (one, edit, spot(one))).collect();
    let of_fields = named.iter().filter_map(|(one, edit, name)| match &one.change {
        Change::Set(item) => {
            let id = Some(one.id.as_str()).filter(|id| *id != name.as_str());
            Some(Sent { name: name.as_str(), id, edit, stored: &item.wire })
        }
        _ => None,
    });
    let texts: Vec<Sent<'_>> = of_fields.chain(also).collect();
    not_taken(tool, error, &texts, lines)
}

/// What Jira refused of a write that surely was not done: the fields that it names, by the names that can be sent.
pub(super) fn refused(tool: &str, about: About<'_>, settled: &Settled, lines: &[String], error: &Error) -> ToolError {
    if let Some(refusal) = text_refused(tool, settled, lines, None, error) {
        return refusal;
    }
    let list = settled.list();
    if error.kind != Kind::Invalid || error.field_messages.is_empty() {
        return ToolError::upstream(tool, about, error);
    }
    let name = |id: &str| list.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), spot);
    let names: Vec<String> = error.field_messages.iter().map(|(id, _)| name(id)).collect();
    let words: Vec<String> =
        error.field_messages.iter().map(|(id, words)| format!("`{}: {words}`", name(id))).collect();
    let words: Vec<String> = error.messages.iter().map(|words| format!("`{words}`")).chain(words).collect();
    let message = format!("Jira refused the values; Jira says: {}", words.join(", "));
    let fix = format!("call {tool} again with another value for {}", listed(&names, "and"));
    let mut refusal = ToolError::mendable(Code::ValueNotAllowed, message, fix);
    for ((id, _), name) in error.field_messages.iter().zip(&names) {
        let field =
            Field { id: (id != name).then(|| id.clone()), problem: Some(Problem::NotAllowed), ..Field::default() };
        refusal = refusal.with_field(name.as_str(), field);
    }
    refusal
}
