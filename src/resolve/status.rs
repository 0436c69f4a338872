//! Statuses by name. Several statuses of one name are one to JQL and to people, so they are one here.

use super::matching::{Called, Match, pick, with_id};
use super::{Failure, Resolver, Unresolved};
use crate::error::{About, Candidate};
use crate::jira::types::Status;
use futures_util::future::join_all;
use serde_json::json;

/// What a status answers to.
pub fn called(status: &Status) -> Called {
    Called::new(status.name.as_str(), status.id.as_str())
}

/// The statuses, each name once.
pub fn distinct(statuses: impl IntoIterator<Item = Status>) -> Vec<Status> {
    let mut all: Vec<Status> = Vec::new();
    for status in statuses {
        if !all.iter().any(|one| one.name == status.name) {
            all.push(status);
        }
    }
    all
}

/// The status that a word names.
///
/// # Errors
///
/// The names that could have been said.
pub fn find<'a>(statuses: &'a [Status], wanted: &str, project: Option<&str>) -> Result<&'a Status, Unresolved> {
    let place = project.map(|key| format!("in {key}")).unwrap_or_default();
    match pick(wanted, statuses, called) {
        Match::One(one) => Ok(one),
        Match::Several(several) => {
            let candidate = |one: &Status| Candidate {
                name: one.name.clone(),
                detail: one.category_name.clone(),
                send: with_id(&one.name, &one.id).into(),
            };
            let candidates = several.into_iter().map(candidate).collect();
            Err(Unresolved::ambiguous("status", wanted, candidates).within(place))
        }
        Match::Nothing => {
            let known = statuses.iter().map(|one| one.name.clone()).collect();
            let lookup = match project {
                Some(key) => json!({"kind": "status", "project": key}),
                None => json!({"kind": "status"}),
            };
            Err(Unresolved::unknown("status", wanted, known).within(place).with_lookup(lookup))
        }
    }
}

impl Resolver<'_> {
    /// The statuses of a project's workflows, or of all that may be seen, each name once.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn statuses(&self, project: Option<&str>) -> Result<Vec<Status>, Failure> {
        match project {
            Some(key) => {
                let types = self.jira.project_statuses(self.call, key).await;
                let types = types.map_err(|error| self.failed(About::Project("project", key), &error))?;
                Ok(distinct(types.iter().flat_map(|(_, statuses)| statuses).cloned()))
            }
            None if self.policy.projects().is_some() => {
                let keys: Vec<String> = self.projects(None).await?.items.into_iter().map(|one| one.key).collect();
                let each = join_all(keys.iter().map(|key| self.jira.project_statuses(self.call, key))).await;
                let mut all = Vec::new();
                for (types, key) in each.into_iter().zip(&keys) {
                    let types = types.map_err(|error| self.failed(About::Project("project", key), &error))?;
                    all.extend(types.iter().flat_map(|(_, statuses)| statuses).cloned());
                }
                Ok(distinct(all))
            }
            None => {
                let all = self.jira.statuses(self.call).await;
                let all = all.map_err(|error| self.failed(About::Site("the list of statuses"), &error))?;
                Ok(distinct(all.iter().cloned()))
            }
        }
    }
}
