//! The write itself: what must not have changed is read again before it, and what became of it after.

use super::SPEC;
use crate::args::{Edit, IssueKey};
use crate::confirm::Preview;
use crate::error::{About, Code, Field, Problem, SideEffects, ToolError, listed};
use crate::jira::types::{Changes, Issue};
use crate::jira::{Error, Fate};
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::resolve::change::{Body, Change, FieldChange, Settled};
use crate::tools::Ctx;
use crate::tools::audited::Work;
use crate::tools::confirmed::{Teller, is_kept, refused, spot};
use crate::writes::Looks;
use serde_json::{Map, Value, json};

/// What is to be done to an issue as it was read.
pub(super) struct Plan<'a> {
    pub(super) key: &'a IssueKey,
    pub(super) issue: &'a Issue,
    pub(super) changed: &'a Settled,
    /// Fields whose new value is made of the stored one.
    pub(super) made_of_stored: &'a [String],
    /// The entries of `fields`.
    pub(super) lines: &'a [String],
}

impl Plan<'_> {
    /// Writes and tells what changed, by name; nothing is sent where nothing is to change.
    pub(super) async fn carry_out(
        &self,
        mut warnings: Vec<String>,
        resolver: &Resolver<'_>,
        ctx: &Ctx,
    ) -> Result<(Map<String, Value>, Vec<String>), ToolError> {
        let list = self.changed.list();
        if list.is_empty() {
            return Ok((Map::new(), warnings));
        }
        let body = self.changed.edit_body(&self.issue.fields);
        self.check_stored(list, &body, resolver).await?;
        let changes = Changes { fields: body.fields, update: body.update };
        let sent = resolver.jira.edit_issue(resolver.call, self.key.as_str(), &changes).await;
        let lost = match sent {
            Ok(()) => None,
            Err(error) if error.fate() == Fate::NotDone => {
                let about = About::Issue("key", self.key);
                return Err(refused(SPEC.name, about, self.changed, self.lines, &error));
            }
            Err(error) => Some(error).filter(|error| error.fate() == Fate::Unknown),
        };
        let teller = Teller::new(SPEC.name, ctx).await;
        let ids: Vec<&str> = list.iter().map(|one| one.id.as_str()).chain(["project"]).collect();
        let mut looks = Looks::new(resolver.jira, resolver.call);
        let mut now = resolver.issue_now("key", self.key, &ids).await.map(|(_, issue)| issue.fields);
        while lost.is_some() && !now.as_ref().is_ok_and(|now| is_kept(list, now)) && looks.again().await {
            now = resolver.issue_now("key", self.key, &ids).await.map(|(_, issue)| issue.fields);
        }
        match (now, lost) {
            (Ok(now), None) if !is_kept(list, &now) => Err(teller.not_kept(self.key, list, &now, None)),
            (Ok(now), Some(lost)) if !is_kept(list, &now) => Err(self.unknown(&lost, resolver)),
            (Ok(now), _) => {
                let before = &self.issue.fields;
                let teller = teller.knowing(self.key.as_str(), list, &[before, &now]).await;
                Ok((teller.changes(list, before, &now), warnings))
            }
            (Err(_), Some(lost)) => Err(self.unknown(&lost, resolver)),
            (Err(_), None) => {
                warnings.push(format!(
                    "Jira took the change and {} could not be read again: `after` is what was sent",
                    self.key
                ));
                Ok((teller.expected(self.key.as_str(), list, &self.issue.fields).await, warnings))
            }
        }
    }

    /// What must be asked before it is carried out; `None` to go on.
    pub(super) async fn question(&self, digest: &Digest, ctx: &Ctx) -> Option<Work> {
        if self.changed.list().is_empty() || !ctx.must_confirm(&SPEC) {
            return None;
        }
        let teller = Teller::new(SPEC.name, ctx).await;
        let expected = teller.expected(self.key.as_str(), self.changed.list(), &self.issue.fields).await;
        let preview = Preview::new(format!("update {}", self.key)).changes(expected);
        ctx.confirm(&SPEC, digest, self.issue.updated(), preview).map(Work::Ask)
    }

    /// Refuses to write a value over one that is no longer the one that it was made of: a text, or a list that Jira takes only
    /// as a whole.
    async fn check_stored(&self, list: &[FieldChange], body: &Body, resolver: &Resolver<'_>) -> Result<(), ToolError> {
        let is_whole_list = |one: &FieldChange| {
            matches!(one.change, Change::List { replace: false, .. }) && body.fields.contains_key(&one.id)
        };
        let is_made = |one: &&FieldChange| self.made_of_stored.contains(&one.id) || is_whole_list(one);
        let made: Vec<&FieldChange> = list.iter().filter(is_made).collect();
        if made.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = made.iter().map(|one| one.id.as_str()).chain(["project"]).collect();
        let read = resolver.issue_now("key", self.key, &ids).await;
        let (_, now) = read.map_err(|failure| failure.at(SPEC.name, "key"))?;
        let is_other = |one: &&&FieldChange| now.fields.get(&one.id) != self.issue.fields.get(&one.id);
        let names: Vec<String> = made.iter().filter(is_other).map(|one| spot(one)).collect();
        if names.is_empty() {
            return Ok(());
        }
        let key = self.key;
        let message = format!("somebody else changed {} of `{key}` at the same time", listed(&names, "and"));
        // An addition, a passage and a value of a list mean the same of what is there now; another text does not.
        let is_another = |one: &FieldChange| {
            self.changed.texts().any(|(text, edit)| text.id == one.id && matches!(edit, Edit::Whole(_)))
        };
        if !made.iter().filter(is_other).any(|one| is_another(one)) {
            let fix =
                format!("call {} again with the same arguments: they are then applied to what it holds now", SPEC.name);
            return Err(ToolError::mendable(Code::Conflict, message, fix));
        }
        let fix =
            format!("read it with jira_get_issue key `{key}`, then call {} again with the edit of that", SPEC.name);
        let mut error =
            ToolError::mendable(Code::Conflict, message, fix).with_next("jira_get_issue", json!({"key": key.as_str()}));
        for name in names {
            error = error.with_field(name, Field { problem: Some(Problem::NotAllowed), ..Field::default() });
        }
        Err(error)
    }

    /// The answer was lost, and the issue does not show the change yet: it may still come.
    fn unknown(&self, lost: &Error, resolver: &Resolver<'_>) -> ToolError {
        let timing = &resolver.jira.settings().timing;
        let seconds = timing.unscaled(timing.settling).as_secs().max(1);
        let key = self.key;
        let message = format!("Jira's answer was lost ({}), so it is not known whether `{key}` is changed", lost.kind);
        let fix = format!(
            "read the issue with jira_get_issue key `{key}` in {seconds} s, and call {} again with what it then lacks",
            SPEC.name
        );
        let names = self.changed.list().iter().map(|one| format!("{} of {key}", one.name));
        let mut error = ToolError::mendable(Code::OutcomeUnknown, message, fix)
            .with_next("jira_get_issue", json!({"key": key.as_str()}))
            .with_side_effects(SideEffects::Possible(names.collect()));
        error.retry_after_s = Some(seconds);
        error
    }
}
