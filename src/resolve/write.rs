//! What a write asks for → what it does, field by field, with every problem in one error.

use super::change::{Change, Changes, FieldChange};
use super::coerce::{Coercion, Kind, Subject};
use super::refusal::{Mend, Refusal, Spot, Trouble, refuse};
use super::required::{missing, refusals};
use super::screen::{WritableScreen, is_nothing};
use super::{Failure, Resolver, coerce};
use crate::args::{Argument, Edit, FieldEntry, FieldValues, IssueKey, Labels, Reading, Text, is_filler, listed_text};
use crate::error::{Code, Field as Entry, Problem, ToolError, quoted};
use crate::jira::types::FieldMeta;
use futures_util::future::join_all;
use serde_json::{Value, json};

/// What empties a field.
const CLEAR: &str = "(clear)";
/// What takes an assignee away.
const UNASSIGNED: &str = "unassigned";

/// What the arguments of a write ask for. Arguments are called as the fields that they set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    arguments: Vec<(&'static str, Option<Sent>)>,
    fields: FieldValues,
}

#[derive(Clone, Debug, PartialEq)]
enum Sent {
    Plain(Value),
    Rich(Edit),
}

impl Asked {
    /// The same with an argument, which may be missing: `summary`, `assignee`, `priority`, `parent`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<Text>) -> Self {
        self.arguments.push((name, value.map(|text| Sent::Plain(text.0.into()))));
        self
    }

    /// The same with labels.
    #[must_use]
    pub fn with_labels(mut self, labels: Option<Labels>) -> Self {
        self.arguments.push(("labels", labels.map(|labels| Sent::Plain(labels.0.into()))));
        self
    }

    /// The same with a rich text: `description`.
    #[must_use]
    pub fn with_text(mut self, name: &'static str, text: Option<Edit>) -> Self {
        self.arguments.push((name, text.map(Sent::Rich)));
        self
    }

    /// The same with `fields`.
    #[must_use]
    pub fn with_fields(mut self, fields: Option<FieldValues>) -> Self {
        self.fields = fields.unwrap_or_default();
        self
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.fields.0.is_empty() && self.arguments.iter().all(|(_, value)| value.is_none())
    }

    /// The entries of `fields` as they would be sent again.
    pub fn lines(&self) -> Vec<String> {
        self.fields.0.iter().map(FieldEntry::line).collect()
    }

    fn has_argument(&self, name: &str) -> Option<&'static str> {
        self.arguments.iter().map(|(own, _)| *own).find(|own| *own == name)
    }
}

/// The error of an update that asks for nothing, with the form that empties a field.
pub fn nothing_to_do(tool: &str) -> ToolError {
    let message = "nothing is to be changed: every argument besides `key` is missing or holds nothing";
    let fix = format!(
        "call {tool} again with what is to be changed, such as priority `High`; to empty a field send fields `Due date: {CLEAR}`, to take the assignee away assignee `{UNASSIGNED}`"
    );
    let entry =
        Entry { problem: Some(Problem::Missing), takes: Some("Name: value, or Name: (clear)"), ..Entry::default() };
    ToolError::mendable(Code::InvalidArgument, message, fix).with_field("fields", entry)
}

/// A value with its field.
struct Job<'a> {
    spot: Spot,
    meta: &'a FieldMeta,
    value: Sent,
}

/// What is known of a write before its values are looked up.
#[derive(Default)]
struct Plan<'a> {
    jobs: Vec<Job<'a>>,
    problems: Vec<(Spot, Refusal)>,
    /// The values of fields that are likely meant, by the problem with their names.
    trials: Vec<(usize, Job<'a>)>,
    warnings: Vec<String>,
    like: Option<(Spot, IssueKey)>,
    again: bool,
}

impl Resolver<'_> {
    /// What a write does, with all names and values resolved; for a new issue and a step of the workflow also whether everything
    /// is there that Jira wants.
    ///
    /// # Errors
    ///
    /// One error with every problem, or what the client fails with.
    pub async fn changes(&self, screen: &WritableScreen, asked: &Asked) -> Result<Changes, ToolError> {
        let at = |failure: Failure| failure.at(self.tool, "fields");
        let today = self.today().await.map_err(at)?;
        let coercion = Coercion { resolver: *self, screen, today };
        let lines = asked.lines();
        let mut plan = plan(screen, asked, &self.jira.site_url());
        let found = join_all(plan.jobs.iter().map(|job| coerced(&coercion, job))).await;
        // Fields whose values are there, but can't be sent as they are.
        let mut wrong: Vec<&str> = Vec::new();
        for (at, job) in &plan.trials {
            let trial = coerced(&coercion, job).await;
            if let Some((_, refusal)) = plan.problems.get_mut(*at) {
                refusal.mend = mended_with_value(refusal.mend.take(), &job.spot, trial);
            }
            wrong.push(job.meta.id.as_str());
        }
        let mut list: Vec<FieldChange> = Vec::new();
        for (job, result) in plan.jobs.iter().zip(found) {
            match result {
                Ok(change) => {
                    if let Err(refusal) = join(&mut list, job, change) {
                        plan.problems.push((job.spot.clone(), refusal));
                    }
                }
                Err(Trouble::Refused(refusal)) => {
                    let mut refusal = *refusal;
                    if matches!(job.spot, Spot::Entry(..)) {
                        refusal.field.id.get_or_insert_with(|| job.meta.id.clone());
                    }
                    wrong.push(job.meta.id.as_str());
                    plan.problems.push((job.spot.clone(), refusal));
                }
                Err(Trouble::Failed(error)) => return Err(*error),
            }
        }
        let argument = |name: &str| asked.has_argument(name);
        let mut missing = missing(screen, &list, &wrong);
        let mut copied = Vec::new();
        if let Some((spot, key)) = &plan.like
            && !missing.is_empty()
        {
            match self.copied(&coercion, &missing, key).await {
                Ok(from) => {
                    missing.retain(|meta| !from.iter().any(|one| one.id == meta.id));
                    copied = from.iter().map(|one| one.name.clone()).collect();
                    list.extend(from);
                }
                Err(failure) => match Trouble::at(failure, spot) {
                    Trouble::Refused(refusal) => plan.problems.push((spot.clone(), *refusal)),
                    Trouble::Failed(error) => return Err(*error),
                },
            }
        }
        if !missing.is_empty() {
            let usual = self.usual(screen, &missing).await;
            plan.problems.extend(refusals(screen, &missing, &usual, argument));
        }
        if plan.problems.is_empty() {
            return Ok(Changes { list, copied, again: plan.again, warnings: plan.warnings });
        }
        plan.problems.sort_by_key(|(spot, _)| match spot {
            Spot::Argument(name) => (asked.arguments.iter().position(|(own, _)| own == name).unwrap_or_default(), 0),
            Spot::Entry(at, _) => (usize::MAX, *at),
            Spot::Absent(_) => (usize::MAX, usize::MAX),
        });
        let is_of_fields = plan.problems.iter().any(|(spot, _)| !matches!(spot, Spot::Argument(_)));
        let error = refuse(self.tool, plan.problems, &lines);
        Err(match asked.fields.strange().as_slice() {
            // What goes into `fields` would be there twice.
            strange if is_of_fields && !strange.is_empty() => {
                let fix = format!("{}; without the argument {}", error.fix.unwrap_or_default(), quoted(strange));
                ToolError { fix: Some(fix), ..error }
            }
            _ => error,
        })
    }
}

/// Each value with its field; what can't be is a problem.
fn plan<'a>(screen: &'a WritableScreen, asked: &Asked, site: &str) -> Plan<'a> {
    let mut plan = Plan::default();
    for (name, value) in &asked.arguments {
        let Some(value) = value else { continue };
        let spot = Spot::Argument(name);
        let meta = if *name == "parent" { screen.parent() } else { screen.by_id(name) };
        match meta {
            Some(meta) => plan.jobs.push(Job { spot, meta, value: value.clone() }),
            None => {
                let sent = match value {
                    Sent::Plain(value) => value.clone(),
                    Sent::Rich(text) => text.markdown().into(),
                };
                plan.problems.push((spot, screen.not_editable(name, name, &sent)));
            }
        }
    }
    for (at, entry) in asked.fields.0.iter().enumerate() {
        plan.entry(screen, at, entry, site);
    }
    plan
}

impl<'a> Plan<'a> {
    fn entry(&mut self, screen: &'a WritableScreen, at: usize, entry: &FieldEntry, site: &str) {
        let (name, value) = match entry {
            FieldEntry::Pair(name, value) | FieldEntry::Argument(name, value) => (name.trim(), value.clone()),
            FieldEntry::Line(line) => match screen.split(line) {
                Some((name, value)) => (name, Value::from(value)),
                None => {
                    let message = format!("fields `{line}` has no name and colon before its value");
                    let refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, &json!(line), message);
                    self.problems.push((Spot::Entry(at, line.clone()), refusal.with("fields like `Name: value`")));
                    return;
                }
            },
        };
        if self.reserved(screen, at, name, &value, site) {
            return;
        }
        match screen.find(name, &value) {
            Ok(meta) if is_nothing(meta, &value) => {
                let name = screen.sendable(meta);
                self.warnings.push(format!(
                    "`{name}: {}` was skipped; `{name}: {CLEAR}` empties the field",
                    listed_text(&value)
                ));
            }
            Ok(meta) => {
                let part =
                    screen.site.iter().find(|field| field.name.eq_ignore_ascii_case(name) && field.id != meta.id);
                let part = part.and_then(|field| coerce::scalar::part_of_time_tracking(&field.id, &value));
                let spot = Spot::Entry(at, screen.sendable(meta));
                self.jobs.push(Job { spot, meta, value: Sent::Plain(part.unwrap_or(value)) });
            }
            // A filler asks for nothing, whatever it is called.
            Err(_) if is_filler(&value) => self.warnings.push(format!("`{name}: {}` was skipped", listed_text(&value))),
            Err(refusal) => {
                let near = refusal.field.closest.as_ref().and_then(|near| screen.find(near, &value).ok());
                if let Some(meta) = near {
                    let spot = Spot::Entry(at, screen.sendable(meta));
                    self.trials.push((self.problems.len(), Job { spot, meta, value: Sent::Plain(value) }));
                }
                self.problems.push((Spot::Entry(at, name.to_owned()), refusal));
            }
        }
    }

    /// `like` and `again` are words of ours for a new issue, where no field is called so.
    fn reserved(&mut self, screen: &WritableScreen, at: usize, name: &str, value: &Value, site: &str) -> bool {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        let is_field = screen.fields.iter().any(|meta| meta.name.eq_ignore_ascii_case(name));
        if !screen.creates() || is_field || !(is("like") || is("again")) {
            return false;
        }
        if is("again") {
            self.again = !is_filler(value) && !listed_text(value).eq_ignore_ascii_case("false");
            return true;
        }
        if is_filler(value) {
            return true;
        }
        let spot = Spot::Entry(at, "like".to_owned());
        match IssueKey::read(value, Reading { name: "like", site }) {
            Ok(key) => self.like = Some((spot, key)),
            Err(invalid) => {
                let refusal = Refusal {
                    code: Code::InvalidArgument,
                    message: invalid.message,
                    with: format!("fields `like: KEY` with {}", invalid.fix),
                    also: None,
                    mend: invalid.field.send.clone().map(Mend::Send),
                    field: Box::new(invalid.field),
                };
                self.problems.push((spot, refusal));
            }
        }
        true
    }
}

async fn coerced(coercion: &Coercion<'_>, job: &Job<'_>) -> Result<Change, Trouble> {
    let screen = coercion.screen;
    let lookup = screen.lookup(job.meta);
    let place = format!("for {}", screen.place);
    let subject = Subject {
        spot: &job.spot,
        meta: job.meta,
        place: &place,
        creates: screen.creates(),
        held: screen.held.get(&job.meta.id),
        lookup: &lookup,
    };
    let value = match &job.value {
        Sent::Rich(text) if text.markdown().trim().eq_ignore_ascii_case(CLEAR) => {
            let message = format!("{} is not emptied by a word", subject.in_words());
            let mut refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, &json!(CLEAR), message);
            refusal.also = Some(format!("to empty it send fields `{}: {CLEAR}`", screen.sendable(job.meta)));
            refusal.mend = Some(Mend::Drop);
            return Err(refusal.into());
        }
        Sent::Rich(text) => return Ok(Change::Text(text.clone())),
        Sent::Plain(value) => value,
    };
    if clears(job.meta, value) {
        return cleared(subject, value);
    }
    coercion.change(subject, value).await
}

/// What mends an entry whose name was wrong, once its value was tried: nothing where the value is wrong in its own way.
fn mended_with_value(mend: Option<Mend>, spot: &Spot, trial: Result<Change, Trouble>) -> Option<Mend> {
    match trial {
        Ok(_) => mend,
        Err(Trouble::Refused(refusal)) => match refusal.mend? {
            Mend::Send(value) => Some(Mend::Line(format!("{}: {}", spot.key(), listed_text(&value)))),
            _ => None,
        },
        Err(Trouble::Failed(_)) => None,
    }
}

fn clears(meta: &FieldMeta, value: &Value) -> bool {
    let text = coerce::plain(value).unwrap_or_default();
    let is_assignee = meta.schema.system.as_deref() == Some("assignee");
    text.eq_ignore_ascii_case(CLEAR) || (is_assignee && text.eq_ignore_ascii_case(UNASSIGNED))
}

fn cleared(subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
    if let Kind::Elsewhere(tool) = Kind::of(&subject.meta.schema) {
        return Err(coerce::elsewhere(subject, value, tool).into());
    }
    let never = ["summary", "project", "issuetype"].contains(&subject.meta.id.as_str());
    // What is missing in a new issue is told with all that is missing.
    if !never && (subject.creates || !subject.meta.required) {
        return Ok(Change::Clear);
    }
    let message = format!("{} can't be emptied {}", subject.in_words(), subject.place);
    let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, value, message);
    refusal.with = format!("another {}", subject.name());
    refusal.field.allowed = coerce::choice::names(&subject.meta.allowed);
    refusal.mend = Some(Mend::Drop);
    Err(refusal.into())
}

/// Adds a change; two of one field are one where they are lists or say the same.
fn join(list: &mut Vec<FieldChange>, job: &Job<'_>, change: Change) -> Result<(), Refusal> {
    let Some(held) = list.iter_mut().find(|one| one.id == job.meta.id) else {
        list.push(field_change(job.meta, change));
        return Ok(());
    };
    match (&mut held.change, change) {
        (held, change) if *held == change => Ok(()),
        (Change::List { replace: a, add, remove }, Change::List { replace: b, add: more, remove: less }) if *a == b => {
            add.extend(more);
            remove.extend(less);
            Ok(())
        }
        _ => {
            let sent = match &job.value {
                Sent::Plain(value) => value.clone(),
                Sent::Rich(text) => text.markdown().into(),
            };
            let message = format!("`{}` is given twice with different values", held.name);
            let mut refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, &sent, message);
            refusal.with = format!("one value for `{}`", held.name);
            Err(refusal)
        }
    }
}

pub(super) fn field_change(meta: &FieldMeta, change: Change) -> FieldChange {
    FieldChange {
        id: meta.id.clone(),
        name: meta.name.clone(),
        schema: meta.schema.clone(),
        operations: meta.operations.clone(),
        change,
    }
}

#[cfg(test)]
mod tests;
