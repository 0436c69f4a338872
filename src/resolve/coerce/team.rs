//! Atlassian's teams: Jira has no list of them, but issues hold some, with their names.

use super::super::change::{Change, Item};
use super::super::matching::{Called, Match, pick};
use super::super::refusal::Trouble;
use super::{Coercion, Subject, choice, opened};
use crate::error::About;
use crate::jira::types::SearchQuery;
use crate::jql;
use serde_json::Value;

/// Issues that are read for the names of their teams.
const MOST_READ: usize = 100;

impl Coercion<'_> {
    /// The team with this id, or the one of this name that an issue holds.
    pub(super) async fn team(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let value = opened(value);
        let own = value.get("id").or_else(|| value.get("teamId")).and_then(Value::as_str);
        let wanted = own.map_or_else(|| super::plain(&value).unwrap_or_default(), str::to_owned);
        let teams = self.teams(subject).await?;
        let called = |team: &Value| {
            let id = team.get("id").and_then(Value::as_str).unwrap_or_default();
            Called::new(choice::name_of(team).unwrap_or_default(), id)
        };
        match pick(&wanted, &teams, called) {
            Match::One(team) => {
                let id = team.get("id").cloned().unwrap_or_default();
                Ok(Change::Set(Item { wire: id, shown: team.clone() }))
            }
            // A team that no issue holds yet is known by its id alone.
            _ if looks_like_an_id(&wanted) => Ok(Change::Set(Item::plain(wanted))),
            _ => {
                let mut refusal = choice::not_among(subject, &value, &wanted, choice::names(&teams));
                refusal.message = format!("{}: no issue that was read holds a team of that name", refusal.message);
                refusal.field.takes = Some("a team that an issue holds, or a team's id");
                refusal.also = None;
                refusal.field.lookup = None;
                Err(refusal.into())
            }
        }
    }

    async fn teams(&self, subject: Subject<'_>) -> Result<Vec<Value>, Trouble> {
        let id = &subject.meta.id;
        let field = id.strip_prefix("customfield_").map_or_else(|| jql::quote(id), |number| format!("cf[{number}]"));
        let wanted = format!("{field} IS NOT EMPTY ORDER BY updated DESC");
        let jql = self.resolver.policy.restrict(&wanted).unwrap_or(wanted);
        let query = SearchQuery { jql, fields: vec![id.clone()], limit: MOST_READ, page: None, count: false };
        let page = self.resolver.jira.search(self.resolver.call, &query).await;
        let page = page.map_err(|error| self.failed(subject, About::Site("the teams of issues"), &error))?;
        let shown = page.issues.into_iter().filter(|issue| self.resolver.policy.allows_issue(&issue.key));
        let mut teams: Vec<Value> = Vec::new();
        for team in shown.filter_map(|mut issue| issue.fields.remove(id)).filter(Value::is_object) {
            if !teams.iter().any(|held| held.get("id") == team.get("id")) {
                teams.push(team);
            }
        }
        Ok(teams)
    }
}

/// A UUID, also with what older sites put behind it.
fn looks_like_an_id(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.len() >= 36 && text.split('-').count() >= 5 && text.split('-').take(5).all(is_part)
}
