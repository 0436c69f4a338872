//! The switches and the log of a running embedded Jira, cheap to clone.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value as Json;

use super::fault::Rule;
use super::log::Seen;
use super::pace::{Limit, Limits};
use super::seed;
use super::server::Core;
use super::store::Rich;

/// A grip on a running embedded Jira.
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
}

impl Handle {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Adds a rule; the first that matches applies.
    pub fn misbehave(&self, rule: Rule) {
        self.core.switches().rules.push(rule);
    }

    /// Forgets all rules.
    pub fn clear_faults(&self) {
        self.core.switches().rules.clear();
    }

    /// The longest that something was really carried out after it was asked for: a loaded machine adds to what was wished.
    /// Forgotten once it is told.
    pub fn take_longest_delay(&self) -> Duration {
        std::mem::take(&mut self.core.switches().longest_delay)
    }

    /// Everything that was asked and answered so far.
    pub fn requests(&self) -> Vec<Seen> {
        self.core.log().clone()
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> u64 {
        self.core.connections.load(Ordering::Relaxed)
    }

    /// Empties the log.
    pub fn clear_requests(&self) {
        self.core.log().clear();
    }

    /// Enforces one rate limit, or none, on full buckets: per user on Data Center, per method and route on Cloud.
    pub fn limit(&self, limit: Option<Limit>) {
        self.enforce(Limits { bucket: limit, ..Limits::default() });
    }

    /// Enforces these limits on full buckets.
    pub fn enforce(&self, limits: Limits) {
        let mut switches = self.core.switches();
        switches.limits = limits;
        switches.buckets.clear();
    }

    /// Changes the limits and leaves the buckets as they are, as an administrator does at work.
    pub fn change_limits(&self, limits: Limits) {
        self.core.switches().limits = limits;
    }

    /// Treats every request as if its credentials were wrong.
    pub fn set_anonymous(&self, on: bool) {
        self.core.switches().anonymous = on;
    }

    /// Treats every request as if it came without credentials, and says no more of it than Jira does then.
    pub fn forget_login(&self, on: bool) {
        self.core.switches().forgetful = on;
    }

    /// What the scoped token may do from now on.
    pub fn set_scopes(&self, scopes: &[&str]) {
        self.core.switches().scopes = Some(scopes.iter().map(|scope| (*scope).to_owned()).collect());
    }

    /// How long the search index lags behind writes, in unscaled time.
    pub fn set_index_lag(&self, lag: Duration) {
        let factor = self.core.timing.second.as_secs_f64();
        self.core.store().lag = lag.mul_f64(factor);
    }

    /// Makes the index lag as a busy Jira's does.
    pub fn lag_as_usual(&self) {
        self.core.store().lag = self.core.timing.usual_lag;
    }

    /// Refuses documents with nodes of these kinds (`table`), as sites do whose editor has none.
    pub fn refuse_nodes(&self, kinds: &[&str]) {
        self.core.store().refused_nodes = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    }

    /// Refuses writes whose bodies are longer than so many bytes.
    pub fn limit_bodies(&self, most: Option<usize>) {
        self.core.store().most_bytes = most;
    }

    /// Speaks German from now on: names of the system are translated.
    pub fn speak_german(&self) {
        seed::translate(&mut self.core.store());
    }

    /// Moves an issue to another project, where it gets the next free key. Answers the new key.
    pub fn move_issue(&self, key: &str, project: &str) -> Option<String> {
        let now = (self.core.options.clock)();
        self.core.store().move_issue(key, project, now)
    }

    /// Deletes an issue; false if there is none.
    pub fn delete_issue(&self, key: &str) -> bool {
        let mut store = self.core.store();
        let id = store.issue(key).map(|issue| issue.id);
        if let Some(id) = id {
            store.delete(id);
        }
        id.is_some()
    }

    /// Adds a comment of plain text by a person (any id of theirs). Answers the comment's id.
    pub fn add_comment(&self, key: &str, author: &str, text: &str, public: bool) -> Option<u64> {
        let now = (self.core.options.clock)();
        let mut store = self.core.store();
        let author = store.person(author)?;
        let id = store.issue(key)?.id;
        store.add_comment(id, author, Rich::Plain(text.into()), public, now)
    }

    /// Sets a field as a write through REST would, by somebody else (Ana Silva), as JSON in the dialect's own form.
    ///
    /// # Errors
    /// Jira's words when the value does not fit.
    pub fn set_field(&self, key: &str, field: &str, value: &Json) -> Result<(), String> {
        let now = (self.core.options.clock)();
        let (dialect, mut store) = (self.core.options.dialect, self.core.store());
        let mut issue = store.issue(key).cloned().ok_or("no such issue")?;
        store.set_json(&mut issue, field, value, dialect, seed::ANA, now)?;
        store.put(issue);
        Ok(())
    }

    /// Moves an issue's status without a transition, by somebody else (Ana Silva); false if there is none of that name.
    pub fn set_status(&self, key: &str, status: &str) -> bool {
        let now = (self.core.options.clock)();
        let mut store = self.core.store();
        let row = store.statuses.iter().position(|row| row.name.eq_ignore_ascii_case(status));
        let (Some(row), Some(mut issue)) = (row, store.issue(key).cloned()) else {
            return false;
        };
        store.set(&mut issue, "status", Some(super::store::Value::Status(row)), seed::ANA, now);
        store.put(issue);
        true
    }

    /// A person's account id, by any id of theirs.
    pub fn account_id(&self, person: &str) -> Option<String> {
        let store = self.core.store();
        store.person(person).and_then(|row| store.people.get(row)).map(|person| person.account_id.clone())
    }

    /// Makes a person inactive, or active again; false if there is none.
    pub fn set_active(&self, person: &str, active: bool) -> bool {
        let mut store = self.core.store();
        let row = store.person(person).and_then(|row| store.people.get_mut(row));
        row.map(|person| person.active = active).is_some()
    }

    /// Hides a project from Robin Vale, or shows it; false if there is none.
    pub fn hide_project(&self, key: &str, hidden: bool) -> bool {
        let mut store = self.core.store();
        let row = store.project(key).and_then(|row| store.projects.get_mut(row));
        row.map(|project| project.hidden = hidden).is_some()
    }

    /// An issue as `GET issue/{key}` would show it now, without a request in the log.
    pub fn issue(&self, key: &str) -> Option<Json> {
        self.core.with_view(|view| {
            view.issue(key).map(|issue| view.issue_json(issue, &super::render::Wanted::default(), false))
        })
    }

    /// The keys of all issues that exist now, hidden ones too.
    pub fn keys(&self) -> Vec<String> {
        self.core.store().current().map(|issue| issue.key.clone()).collect()
    }

    /// How long ago, by the demo's clock, an issue was last changed.
    pub fn age(&self, key: &str) -> Option<SignedDuration> {
        let now = (self.core.options.clock)();
        let store = self.core.store();
        store.issue(key)?.time("updated").map(|at| now.duration_since(at))
    }
}
