//! Projects by key or name; only those that this server may touch exist here.

use super::matching::{Called, Match, pick};
use super::{Failure, Resolver, Unresolved};
use crate::closest::closest_of;
use crate::error::{About, Candidate, ToolError, listed};
use crate::jira::types::{Listing, Project, ProjectDetail};
use crate::jira::{Error, Kind};
use crate::policy::Policy;
use futures_util::future::join_all;
use serde_json::json;
use std::sync::Arc;

/// How many projects are read to find one, or the nearest ones.
const MOST_READ: usize = 200;
/// With more allowed projects than this, one list is cheaper than a request for each.
const MOST_SINGLY: usize = 20;

/// What a project answers to.
pub fn called(project: &Project) -> Called {
    Called { names: vec![project.name.clone(), project.key.clone()], ids: vec![project.id.clone()] }
}

impl Resolver<'_> {
    /// The project with this key or name.
    ///
    /// # Errors
    ///
    /// `unknown_name`, `ambiguous_name`, `project_not_allowed`, and what the client fails with.
    pub async fn project(&self, wanted: &str) -> Result<Arc<ProjectDetail>, Failure> {
        let key = wanted.trim().to_uppercase();
        if is_key(&key) && self.policy.allows_project(&key) {
            match self.jira.project(self.call, &key).await {
                // A renamed project answers under its new key.
                Ok(detail) if self.policy.allows_project(&detail.project.key) => return Ok(detail),
                Ok(_) => {}
                Err(error) if error.kind == Kind::NotFound => {}
                Err(error) => return Err(self.failed(About::Project("project", &key), &error)),
            }
        }
        let found = self.projects(Some(wanted)).await?.items;
        let found = match pick(wanted, &found, called) {
            Match::One(project) => project,
            Match::Several(several) => {
                let candidates = several.into_iter().map(candidate).collect();
                return Err(Unresolved::ambiguous("project", wanted, candidates).into());
            }
            Match::Nothing => return Err(self.no_project(wanted, &key).await?),
        };
        let detail = self.jira.project(self.call, &found.key).await;
        detail.map_err(|error| self.failed(About::Project("project", &found.key), &error))
    }

    /// The projects that may be seen; those that Jira finds for a part of a key or name, when one is given.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn projects(&self, part: Option<&str>) -> Result<Listing<Project>, Failure> {
        let Some(allowed) = self.policy.projects() else {
            let listing = self.jira.projects(self.call, part, MOST_READ).await;
            let listing = listing.map_err(|error| self.failed(About::Site("the list of projects"), &error))?;
            return Ok(Listing::clone(&listing));
        };
        let (items, hidden) = self.allowed_projects(allowed).await?;
        if items.is_empty() && !hidden.is_empty() {
            return Err(Policy::hidden_projects(&hidden).into());
        }
        Ok(Listing { total: Some(items.len() as u64), items })
    }

    /// The keys of allowed projects that Jira doesn't show: one is no reason to fail for the others, but the setting is wrong.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn hidden_projects(&self) -> Result<Vec<String>, Failure> {
        match self.policy.projects() {
            Some(allowed) => Ok(self.allowed_projects(allowed).await?.1),
            None => Ok(Vec::new()),
        }
    }

    /// The error of the setting, when a query that was held to the allowed projects was refused because of one of them.
    ///
    /// Jira refuses a query that names a project that it doesn't show, in words of the profile's language, so it is asked for them.
    pub async fn refused_for_projects(&self, error: &Error) -> Option<ToolError> {
        if error.kind != Kind::Invalid {
            return None;
        }
        let hidden = self.hidden_projects().await.unwrap_or_default();
        (!hidden.is_empty()).then(|| Policy::hidden_projects(&hidden))
    }

    /// The allowed projects that Jira shows, and the keys of the others.
    async fn allowed_projects(&self, allowed: &[String]) -> Result<(Vec<Project>, Vec<String>), Failure> {
        if allowed.len() > MOST_SINGLY {
            let all = self.jira.projects(self.call, None, 1_000).await;
            let all = all.map_err(|error| self.failed(About::Site("the list of projects"), &error))?;
            let seen = |project: &&Project| self.policy.allows_project(&project.key);
            let items: Vec<Project> = all.items.iter().filter(seen).cloned().collect();
            let is_whole = all.total.is_some_and(|total| total <= all.items.len() as u64);
            let hidden = |key: &&String| is_whole && !items.iter().any(|one| one.key.eq_ignore_ascii_case(key));
            let hidden = allowed.iter().filter(hidden).cloned().collect();
            return Ok((items, hidden));
        }
        let details = join_all(allowed.iter().map(|key| self.jira.project(self.call, key))).await;
        let (mut items, mut hidden) = (Vec::new(), Vec::new());
        for (detail, key) in details.into_iter().zip(allowed) {
            match detail {
                Ok(detail) if self.policy.allows_project(&detail.project.key) => items.push(detail.project.clone()),
                // A project that was renamed out of the setting is as good as gone.
                Ok(_) => hidden.push(key.clone()),
                Err(error) if matches!(error.kind, Kind::NotFound | Kind::Forbidden) => hidden.push(key.clone()),
                Err(error) => return Err(self.failed(About::Project("project", key), &error)),
            }
        }
        Ok((items, hidden))
    }

    async fn no_project(&self, wanted: &str, key: &str) -> Result<Failure, Failure> {
        if is_key(key) {
            // The error of the gate lists the keys that may be used.
            self.policy.check_project("project", key).map_err(|error| {
                let allowed = listed(self.policy.projects().unwrap_or_default(), "or");
                error.with_fix(format!("call {} again with project {allowed}", self.tool))
            })?;
            if self.policy.projects().is_some() {
                return Err(Policy::hidden_projects(&[key.to_owned()]).into());
            }
        }
        let all = self.projects(None).await?;
        let keys: Vec<String> = all.items.iter().map(|project| project.key.clone()).collect();
        let names: Vec<String> = all.items.iter().map(|project| project.name.clone()).collect();
        let near = |known: &[String]| !closest_of(wanted, known.iter().map(String::as_str), 1).is_empty();
        let known = if near(&keys) || !near(&names) { keys } else { names };
        Ok(Unresolved::unknown("project", wanted, known).with_lookup(json!({"kind": "project"})).into())
    }
}

fn candidate(project: &Project) -> Candidate {
    Candidate { name: project.name.clone(), detail: project.key.clone(), send: project.key.as_str().into() }
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
