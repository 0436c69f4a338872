//! Projects and what belongs to them.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::types::{Component, IssueType, Listing, Project, ProjectDetail, Status, Version};
use std::sync::Arc;

/// Requests that one list of projects may take; Cloud sends a hundred at once.
const PAGES: usize = 20;

impl Client {
    /// The projects whose key or name holds `query`, in Jira's order. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn projects(
        &self,
        call: &Call,
        query: Option<&str>,
        limit: usize,
    ) -> Result<Arc<Listing<Project>>, Error> {
        let query = query.filter(|query| !query.is_empty());
        let load = async {
            let dialect = self.dialect(call).await?;
            let first = dialect.projects(query, limit);
            let told = self.list(call, &first).await?;
            let mut listing = dialect.read_projects(&told, query, limit);
            for _ in 1..PAGES {
                let held = listing.items.len();
                if held >= limit || listing.total.is_none_or(|total| total <= held as u64) {
                    break;
                }
                let told = self.list(call, &first.clone().with("startAt", held)).await?;
                let came = dialect.read_projects(&told, query, limit);
                if came.items.is_empty() {
                    break;
                }
                listing.items.extend(came.items);
            }
            listing.items.truncate(limit);
            Ok(listing)
        };
        let key = (query.map(str::to_lowercase), limit);
        self.inner.caches.projects.get(key, call, self.metadata_lifetime(), load).await
    }

    /// One project by key or id, with its types, components and versions. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn project(&self, call: &Call, key: &str) -> Result<Arc<ProjectDetail>, Error> {
        let load = async {
            let request = self.platform(call, "project/{key}", &[key]).await?;
            let told = self.json(call, &request.with("expand", "lead,issueTypes")).await?;
            Ok(ProjectDetail {
                project: read::project(&told),
                lead: told.get("lead").and_then(read::user),
                issue_types: read::list(&told, "issueTypes").iter().map(read::issue_type).collect(),
                components: read::list(&told, "components").iter().map(read::component).collect(),
                versions: read::list(&told, "versions").iter().map(read::version).collect(),
            })
        };
        self.inner.caches.project.get(key.to_owned(), call, self.metadata_lifetime(), load).await
    }

    /// The statuses that each of a project's types can have. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn project_statuses(&self, call: &Call, key: &str) -> Result<Arc<Vec<(IssueType, Vec<Status>)>>, Error> {
        let load = async {
            let request = self.platform(call, "project/{key}/statuses", &[key]).await?;
            let told = self.list(call, &request).await?;
            let statuses = |told| read::list(told, "statuses").iter().map(read::status).collect();
            Ok(read::items(&told).iter().map(|told| (read::issue_type(told), statuses(told))).collect())
        };
        self.inner.caches.project_statuses.get(key.to_owned(), call, self.metadata_lifetime(), load).await
    }

    /// A project's versions whose name holds `query`, in Jira's order. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn versions(
        &self,
        call: &Call,
        project: &str,
        query: &str,
        limit: usize,
    ) -> Result<Listing<Version>, Error> {
        let load = async {
            let request = self.platform(call, "project/{key}/versions", &[project]).await?;
            Ok(read::items(&self.list(call, &request).await?).iter().map(read::version).collect())
        };
        let held: Arc<Vec<Version>> =
            self.inner.caches.versions.get(project.to_owned(), call, self.metadata_lifetime(), load).await?;
        Ok(filtered(&held, |version| &version.name, query, limit))
    }

    /// A project's components whose name holds `query`, in Jira's order. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn components(
        &self,
        call: &Call,
        project: &str,
        query: &str,
        limit: usize,
    ) -> Result<Listing<Component>, Error> {
        let load = async {
            let request = self.platform(call, "project/{key}/components", &[project]).await?;
            Ok(read::items(&self.list(call, &request).await?).iter().map(read::component).collect())
        };
        let held: Arc<Vec<Component>> =
            self.inner.caches.components.get(project.to_owned(), call, self.metadata_lifetime(), load).await?;
        Ok(filtered(&held, |component| &component.name, query, limit))
    }
}

fn filtered<T: Clone>(all: &[T], name: impl Fn(&T) -> &String, query: &str, limit: usize) -> Listing<T> {
    let query = query.to_lowercase();
    let matching: Vec<&T> = all.iter().filter(|item| name(item).to_lowercase().contains(&query)).collect();
    let total = Some(matching.len() as u64);
    Listing { items: matching.into_iter().take(limit).cloned().collect(), total }
}
