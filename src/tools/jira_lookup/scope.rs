//! The project, the issue and the issue type that a look-up is about.

use super::asked::Asked;
use super::missing::{Missing, refuse};
use super::{SPEC, at, site};
use crate::args::IssueKey;
use crate::error::{About, ToolError};
use crate::jira::Error;
use crate::jira::types::{IssueType, ProjectDetail};
use crate::resolve::matching::Fit;
use crate::resolve::{Resolver, issue_type, project};
use serde_json::json;
use std::sync::Arc;

/// What was asked, and what it is resolved with.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) asked: &'a Asked,
    pub(super) resolver: Resolver<'a>,
}

/// The other way to say of which issues a look-up is.
const LIKE_AN_ISSUE: &str = "`issue` instead of project and issue_type";

/// The project that stands in `query`, when the kind needs one and none is named.
pub(super) async fn project_in_query(asked: &Asked, resolver: Resolver<'_>) -> Result<Option<String>, ToolError> {
    let is_named = asked.project.is_some() || asked.issue.is_some() || asked.default_project.is_some();
    let Some(query) = asked.query.as_deref().filter(|_| asked.kind.needs_project() && !is_named) else {
        return Ok(None);
    };
    let found = resolver.projects(Some(query)).await.map_err(at("query"))?.items;
    let is_meant = |fit: Option<Fit>| fit.is_some_and(|fit| fit <= Fit::Folded);
    let mut meant = found.into_iter().filter(|one| is_meant(project::called(one).fit(query)));
    match (meant.next(), meant.next()) {
        (Some(only), None) => Ok(Some(only.key)),
        _ => Ok(None),
    }
}

impl<'a> Scope<'a> {
    /// A request's failure as this tool's error.
    pub(super) fn failed(&self, about: About<'_>, error: &Error) -> ToolError {
        ToolError::upstream(SPEC.name, about, error)
    }

    /// The project that was named, or that of the issue that was named.
    pub(super) async fn named_project(&self) -> Result<Option<Arc<ProjectDetail>>, ToolError> {
        if let Some(project) = &self.asked.project {
            return self.resolver.project(project).await.map(Some).map_err(at("project"));
        }
        let Some(issue) = self.issue().await? else {
            return Ok(None);
        };
        self.resolver.project(issue.project()).await.map(Some).map_err(at("issue"))
    }

    /// The project that was named or is the default one.
    pub(super) async fn project(&self) -> Result<Option<Arc<ProjectDetail>>, ToolError> {
        match (self.named_project().await?, &self.asked.default_project) {
            (Some(project), _) => Ok(Some(project)),
            (None, Some(key)) => self.resolver.project(key).await.map(Some).map_err(at("project")),
            (None, None) => Ok(None),
        }
    }

    /// The project, for `what` that belongs to one.
    pub(super) async fn needed_project(&self, what: &str) -> Result<Arc<ProjectDetail>, ToolError> {
        match self.project().await? {
            Some(project) => Ok(project),
            None => Err(refuse(vec![self.missing_project(what).await?], None)),
        }
    }

    /// The issue, under the key that it has now.
    pub(super) async fn issue(&self) -> Result<Option<IssueKey>, ToolError> {
        match &self.asked.issue {
            Some(key) => self.resolver.issue("issue", key).await.map(Some).map_err(at("issue")),
            None => Ok(None),
        }
    }

    /// The project and the type of an issue that could be made, by name or like the named issue. What is missing is told at
    /// once, `also` what else is.
    pub(super) async fn needed_type(
        &self,
        what: &str,
        also: impl AsyncFnOnce() -> Result<Option<Missing>, ToolError>,
    ) -> Result<(Arc<ProjectDetail>, IssueType), ToolError> {
        let asked = self.asked;
        let (mut project, mut like) = (asked.project.clone(), None);
        if let Some(key) = &asked.issue {
            let read = self.resolver.issue_now("issue", key, &["issuetype"]).await.map_err(at("issue"))?;
            project = project.or_else(|| Some(read.0.project().to_owned()));
            like = read.1.fields.get("issuetype").map(|held| {
                let text = |name: &str| held.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
                (text("id"), text("name"))
            });
        }
        let project = project.as_ref().or(asked.default_project.as_ref());
        let detail = match project {
            Some(project) => Some(self.resolver.project(project).await.map_err(at("project"))?),
            None => None,
        };
        let why = format!("{what} belong to an issue type");
        let Some(detail) = detail else {
            let mut missing = vec![self.missing_project(what).await?];
            if asked.issue_type.is_none() {
                let lookup = json!({"kind": "issue_type"});
                let names = site::issue_types(*self).await?.rows.into_iter();
                let names = names.filter_map(|row| row.called.names.into_iter().next());
                missing.push(Missing::new("issue_type", why, names.collect(), Some(lookup)));
            }
            missing.extend(also().await?);
            return Err(refuse(missing, Some(LIKE_AN_ISSUE)));
        };
        let key = detail.project.key.clone();
        let types = self.resolver.creatable_types(&key).await.map_err(at("project"))?;
        let found = match (&asked.issue_type, like) {
            (Some(wanted), _) => issue_type::find(&types, wanted, &key),
            (None, Some((id, name))) => match types.iter().find(|one| one.id == id) {
                Some(same) => Ok(same),
                None => issue_type::find(&types, &name, &key),
            },
            (None, None) => {
                let names = types.iter().map(|one| one.name.clone()).collect();
                let lookup = json!({"kind": "issue_type", "project": key});
                let missing = Missing::new("issue_type", why, names, Some(lookup));
                let missing = [missing].into_iter().chain(also().await?).collect();
                return Err(refuse(missing, Some(LIKE_AN_ISSUE)));
            }
        };
        let found = found.map_err(|unresolved| unresolved.error(SPEC.name, "issue_type"))?;
        Ok((detail, found.clone()))
    }

    async fn missing_project(&self, what: &str) -> Result<Missing, ToolError> {
        let projects = self.resolver.projects(None).await.map_err(at("project"))?;
        let keys = projects.items.into_iter().map(|project| project.key).collect();
        let why = format!("{what} belong to a project");
        Ok(Missing::new("project", why, keys, Some(json!({"kind": "project"}))))
    }
}
