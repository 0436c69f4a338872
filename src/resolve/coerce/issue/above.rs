//! Whether an issue can stand above another one: as its parent, or as its epic.
//!
//! Cloud tells the level of each type, and a parent stands one level above. Data Center tells none: there an epic is what has
//! a name as one, and of what has none its boards are asked (Jira facts, item 42).

use super::super::super::refusal::{Refusal, Trouble};
use super::super::super::screen::{Target, has_type};
use super::super::{Coercion, Subject};
use crate::args::IssueKey;
use crate::error::{Candidate, Code, Problem};
use crate::jira::read;
use crate::jira::types::{FieldMeta, Issue, SearchQuery};
use crate::jql;
use crate::resolve::change::is_empty;
use crate::text::{clean, cut};
use serde_json::Value;

/// Issues that are offered instead.
const MOST_OFFERED: usize = 5;
/// Issues that are read to find them: not all stand where they must.
const MOST_READ: usize = 20;
/// Their summaries are cut.
const MOST_CHARACTERS: usize = 60;

/// What a field holds an issue as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// What stands one level above, whatever its type.
    Parent,
    /// The epic, in the field that boards have for it.
    Epic,
    /// What stands above in a plan.
    Plan,
}

impl Above {
    /// `None` for a field whose issue stands beside, such as a picker's.
    pub(super) fn of(meta: &FieldMeta) -> Option<Self> {
        if meta.schema.system.as_deref() == Some("parent") {
            return Some(Self::Parent);
        }
        let kinds = [("gh-epic-link", Self::Epic), ("jpo-custom-field-parent", Self::Plan)];
        kinds.into_iter().find(|(key, _)| has_type(&meta.schema, key)).map(|(_, above)| above)
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Parent | Self::Plan => "parent",
            Self::Epic => "epic",
        }
    }
}

impl Coercion<'_> {
    /// The field in which an epic has its name, where the site has one.
    pub(super) fn epic_name(&self) -> Option<&str> {
        let is_it = |one: &&crate::jira::types::Field| {
            one.schema.as_ref().is_some_and(|schema| has_type(schema, "gh-epic-label"))
        };
        self.screen.site.iter().find(is_it).map(|field| field.id.as_str())
    }

    /// Refuses an issue that can't stand above this one, with some that can.
    pub(super) async fn check_above(
        &self,
        above: Above,
        subject: Subject<'_>,
        value: &Value,
        key: &IssueKey,
        issue: &Issue,
    ) -> Result<(), Trouble> {
        let Some(message) = self.why_not_above(above, key, issue).await else { return Ok(()) };
        let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, value, message);
        refusal.field.candidates = self.instead(above).await;
        let keys: Vec<String> = refusal.field.candidates.iter().map(|one| one.name.clone()).collect();
        refusal.with = match keys.is_empty() {
            true => format!("{} as the key of another issue", subject.name()),
            false => subject.spot.say(&keys),
        };
        refusal.also = Some("jira_search finds issues".to_owned());
        Err(refusal.into())
    }

    async fn why_not_above(&self, above: Above, key: &IssueKey, issue: &Issue) -> Option<String> {
        let word = above.in_words();
        if self.own_key() == Some(key) {
            return Some(format!("`{key}` can't be its own {word}"));
        }
        let kind = issue.fields.get("issuetype").map(read::issue_type).unwrap_or_default();
        let own = &self.screen.issue_type;
        if above == Above::Parent && own.subtask && key.project() != self.screen.project() {
            let project = self.screen.project();
            return Some(format!("`{key}` is not in {project}, as the parent of a sub-task must be"));
        }
        let (told, own_level) = (kind.level.is_some(), own.level);
        if above != Above::Plan
            && let (Some(level), Some(own_level)) = (kind.level, own_level)
            && level != own_level + 1
        {
            return Some(format!("`{key}` is of type {}, which can't be the {word} of a {}", kind.name, own.name));
        }
        if above == Above::Parent && own.subtask && kind.subtask {
            return Some(format!("`{key}` is a sub-task itself, which can't be a parent"));
        }
        if above == Above::Epic && !told && !self.is_epic(key, issue).await {
            return Some(format!("`{key}` is of type {}, which is no epic", kind.name));
        }
        None
    }

    /// What is not sure to be none counts as one: then Jira decides.
    async fn is_epic(&self, key: &IssueKey, issue: &Issue) -> bool {
        let is_named = self.epic_name().is_some_and(|id| !is_empty(issue.fields.get(id)));
        is_named || self.resolver.jira.is_epic(self.resolver.call, key.as_str()).await.unwrap_or(true)
    }

    fn own_key(&self) -> Option<&IssueKey> {
        match &self.screen.target {
            Target::Edit(key) | Target::Transition(key) => Some(key),
            Target::Create { .. } => None,
        }
    }

    /// Issues of the project that can stand there, those first that were worked on last. A question that fails offers none.
    async fn instead(&self, above: Above) -> Vec<Candidate> {
        let Some(restriction) = self.stand_there(above).await else { return Vec::new() };
        let project = jql::quote(self.screen.project());
        let jql = format!("project = {project} AND {restriction} ORDER BY updated DESC");
        let fields = ["summary", "issuetype"].map(str::to_owned).to_vec();
        let query = SearchQuery { jql, fields, limit: MOST_READ, page: None, count: false };
        let Ok(page) = self.resolver.jira.search(self.resolver.call, &query).await else { return Vec::new() };
        let own = self.own_key().map(IssueKey::as_str);
        let shown = page.issues.into_iter().filter(|issue| {
            let kind = issue.fields.get("issuetype").map(read::issue_type).unwrap_or_default();
            let is_above = match (kind.level, self.screen.issue_type.level) {
                (Some(level), Some(own)) if above != Above::Plan => level == own + 1,
                _ => !kind.subtask,
            };
            is_above && Some(issue.key.as_str()) != own && self.resolver.policy.allows_issue(&issue.key)
        });
        let offered = |issue: Issue| Candidate {
            detail: read::text(&Value::Object(issue.fields), "summary")
                .map(|text| cut::cell(&clean::line(&text), MOST_CHARACTERS))
                .unwrap_or_default(),
            send: issue.key.as_str().into(),
            name: issue.key,
        };
        shown.take(MOST_OFFERED).map(offered).collect()
    }

    /// What issues have in common that can stand there, as a restriction; `None` where it is not known.
    async fn stand_there(&self, above: Above) -> Option<String> {
        let own = &self.screen.issue_type;
        if above == Above::Epic && own.level.is_none() {
            let number = self.epic_name()?.strip_prefix("customfield_")?;
            return Some(format!("cf[{number}] IS NOT EMPTY"));
        }
        let types = self.resolver.jira.create_types(self.resolver.call, self.screen.project()).await.ok()?;
        let fits = |level: Option<i64>, subtask: bool| match (level, own.level) {
            (Some(level), Some(own)) => level == own + 1,
            _ => own.subtask && !subtask,
        };
        let ids = types.iter().filter(|kind| fits(kind.level, kind.subtask)).map(|kind| kind.id.clone());
        let ids: Vec<String> = ids.collect();
        (above != Above::Plan && !ids.is_empty()).then(|| format!("issuetype IN ({})", ids.join(", ")))
    }
}
