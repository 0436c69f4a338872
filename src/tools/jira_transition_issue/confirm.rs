//! What came of a step: the issue is read again, and what Jira holds is what is told.

use super::SPEC;
use crate::error::{Code, Field, Problem, SideEffects, ToolError, quoted};
use crate::jira::types::{Issue, Status, Transition};
use crate::jira::{Error, read};
use crate::resolve::Resolver;
use crate::resolve::change::{FieldChange, Settled};
use crate::resolve::transition::Move;
use crate::writes::{self, Looks};
use serde_json::{Map, Value, json};

/// A step that was sent.
pub(super) struct Taken<'a> {
    /// Where the issue was.
    pub(super) step: &'a Move,
    /// What was sent.
    pub(super) transition: &'a Transition,
    /// With these fields.
    pub(super) settled: &'a Settled,
}

/// `key`, `from` and `to` of a result.
pub(super) fn moved(step: &Move, to: &str) -> Map<String, Value> {
    [("key", step.key.as_str()), ("from", step.from.name.as_str()), ("to", to)]
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .into_iter()
        .collect()
}

impl Taken<'_> {
    /// What was done, in words.
    pub(super) fn done(&self) -> String {
        format!("`{}` went from {} to {}", self.step.key, self.step.from.name, self.transition.to.name)
    }

    /// The status that the issue has now, if it is the one to which the step leads and the fields hold what was sent. `lost`:
    /// why there is no answer to the step itself.
    ///
    /// # Errors
    ///
    /// `conflict` with `side_effects: partial` where Jira holds something else, `outcome_unknown`.
    pub(super) async fn confirmed(&self, lost: Option<&Error>, resolver: &Resolver<'_>) -> Result<String, ToolError> {
        let mut looks = Looks::new(resolver.jira, resolver.call);
        let is_moved = |issue: &Issue| status(issue).id != self.step.from.id;
        let mut now = self.reread(resolver).await;
        while lost.is_some() && !now.as_ref().is_some_and(is_moved) && looks.again().await {
            now = self.reread(resolver).await;
        }
        let (from, to) = (&self.step.from, &self.transition.to);
        match (now, lost) {
            // Jira said that it did it; what can't be read now is no reason to doubt it.
            (None, None) => Ok(to.name.clone()),
            (Some(issue), None) if status(&issue).id == to.id => self.fields_confirmed(&issue),
            (Some(issue), Some(_)) if status(&issue).id == to.id && from.id != to.id => self.fields_confirmed(&issue),
            (Some(issue), None) => Err(self.elsewhere(&status(&issue))),
            (Some(issue), Some(_)) if status(&issue).id != from.id => Err(self.elsewhere(&status(&issue))),
            (_, Some(_)) => Err(self.unknown(resolver)),
        }
    }

    async fn reread(&self, resolver: &Resolver<'_>) -> Option<Issue> {
        let ids = self.settled.list().iter().map(|change| change.id.as_str());
        let fields: Vec<&str> = std::iter::once("status").chain(ids).collect();
        resolver.issue_now("key", &self.step.key, &fields).await.ok().map(|(_, issue)| issue)
    }

    fn fields_confirmed(&self, issue: &Issue) -> Result<String, ToolError> {
        let dropped: Vec<&FieldChange> = self.settled.list().iter().filter(|change| !holds(issue, change)).collect();
        if dropped.is_empty() {
            return Ok(status(issue).name);
        }
        let names = quoted(dropped.iter().map(|change| &change.name));
        let message = format!("{}, but Jira holds another value than was sent in {names}", self.done());
        let key = &self.step.key;
        let fix =
            format!("call jira_get_issue with key `{key}` to see what it holds, and jira_update_issue to change it");
        let mut error = ToolError::mendable(Code::Conflict, message, fix)
            .with_next("jira_get_issue", json!({"key": key.as_str(), "include": ["all_fields"]}))
            .with_side_effects(SideEffects::Partial(vec![self.done()]));
        for change in dropped {
            let field = Field { id: Some(change.id.clone()), problem: Some(Problem::NotAllowed), ..Field::default() };
            error = error.with_field(change.name.clone(), field);
        }
        Err(error)
    }

    /// The issue is neither where it was nor where it was to be, or it is still where it was though Jira said otherwise.
    fn elsewhere(&self, now: &Status) -> ToolError {
        let Move { key, from, .. } = self.step;
        let to = &self.transition.to.name;
        let (message, effects) = if now.id == from.id {
            let done =
                vec![format!("Jira took the transition {} and {key} is still in {}", self.transition.name, now.name)];
            (format!("Jira accepted the transition, but {key} is still in {}", now.name), SideEffects::Possible(done))
        } else {
            let done = vec![format!("`{key}` went from {} to {}", from.name, now.name)];
            (format!("`{key}` was to go to {to} and is in {} now", now.name), SideEffects::Partial(done))
        };
        let fix = format!("call jira_get_issue with key `{key}` and include `history` to see what moved it");
        ToolError::mendable(Code::Conflict, message, fix)
            .with_next("jira_get_issue", json!({"key": key.as_str(), "include": ["history"]}))
            .with_side_effects(effects)
    }

    fn unknown(&self, resolver: &Resolver<'_>) -> ToolError {
        let Move { key, from, .. } = self.step;
        let timing = &resolver.jira.settings().timing;
        let seconds = (timing.unscaled(timing.settling).as_secs_f64().ceil() as u64).max(1);
        let message = format!(
            "Jira's answer was lost; {key} is still in {}, and may yet go to {}",
            from.name, self.transition.to.name
        );
        let fix = format!(
            "call {} again in {seconds} s with the same arguments: an issue that is there by then stays as it is",
            SPEC.name
        );
        let may_be = format!("the transition {} of {key}", self.transition.name);
        let mut error = ToolError::mendable(Code::OutcomeUnknown, message, fix)
            .with_side_effects(SideEffects::Possible(vec![may_be]));
        error.retry_after_s = Some(seconds);
        error
    }
}

/// Whether the issue holds what was sent for a field; a text in whatever form Jira keeps it.
fn holds(issue: &Issue, change: &FieldChange) -> bool {
    let held = issue.fields.get(&change.id);
    let is_text = || {
        let is_rich = change.schema.kind == "string";
        is_rich && held.is_some_and(|held| writes::says(&change.after(None), held))
    };
    change.is_unchanged(held) || is_text()
}

fn status(issue: &Issue) -> Status {
    issue.fields.get("status").map(read::status).unwrap_or_default()
}
