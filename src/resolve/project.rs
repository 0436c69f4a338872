//! Projects by key or name; only those that this server may touch exist here.

use super::matching::{Called, Match, pick};
use super::{Failure, Resolver, Unresolved};
use crate::args::closest_of;
use crate::error::{About, Candidate};
use crate::jira::Kind;
use crate::jira::types::{Listing, Project, ProjectDetail};
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
        let items = if allowed.len() > MOST_SINGLY {
            let all = self.jira.projects(self.call, None, 1_000).await;
            let all = all.map_err(|error| self.failed(About::Site("the list of projects"), &error))?;
            let seen = |project: &Project| self.policy.allows_project(&project.key);
            all.items.iter().filter(|project| seen(project)).cloned().collect()
        } else {
            let details = join_all(allowed.iter().map(|key| self.jira.project(self.call, key))).await;
            let mut items = Vec::new();
            for (detail, key) in details.into_iter().zip(allowed) {
                match detail {
                    Ok(detail) if self.policy.allows_project(&detail.project.key) => items.push(detail.project.clone()),
                    Ok(_) => {}
                    // A key in the setting that the account can't see is no reason to fail for the others.
                    Err(error) if matches!(error.kind, Kind::NotFound | Kind::Forbidden) => {}
                    Err(error) => return Err(self.failed(About::Project("project", key), &error)),
                }
            }
            items
        };
        Ok(Listing { total: Some(items.len() as u64), items })
    }

    async fn no_project(&self, wanted: &str, key: &str) -> Result<Failure, Failure> {
        if is_key(key) {
            // The error of the gate lists the keys that may be used.
            self.policy.check_project("project", key)?;
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
