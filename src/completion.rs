//! What somebody may mean by the first letters that they typed: keys of their newest issues, keys and names of projects.
//!
//! This is asked at every stroke, so Jira hears of it rarely: one search serves for half a minute, whatever is typed
//! meanwhile, and the projects are those that names are resolved with. What is offered can be sent as it stands.

use crate::error::{About, Code, ToolError};
use crate::jira::cache::Cell;
use crate::jira::types::{Project, SearchQuery};
use crate::jql;
use crate::resolve::{Failure, Resolver};
use futures_util::FutureExt as _;
use std::sync::Arc;
use std::time::Duration;

/// Values in one answer, which the protocol bounds; as many issues are read.
const MOST: usize = 100;
/// Whose issues: what somebody works on or asked for, the newest first.
const MINE: &str = "assignee = currentUser() OR reporter = currentUser() ORDER BY updated DESC";

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An issue's key.
    Issue,
    /// A project's key or name.
    Project,
}

/// What may be meant, at most 100 values.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Completed {
    /// The values, the likeliest first.
    pub values: Vec<String>,
    /// How many there are in all, where that is known.
    pub total: Option<usize>,
    /// Whether there are more than these.
    pub more: bool,
}

/// The user's newest issues, as they were a moment ago.
#[derive(Debug, Default)]
pub struct Newest(Cell<Keys>);

#[derive(Debug)]
struct Keys {
    keys: Vec<String>,
    is_all: bool,
}

impl Newest {
    async fn keys(&self, lifetime: Duration, resolver: Resolver<'_>) -> Result<Arc<Keys>, ToolError> {
        let Resolver { tool, jira, policy, call } = resolver;
        let jql = policy.restrict(MINE).map_err(|error| unrestricted(&error))?;
        let search = SearchQuery { jql, fields: vec!["updated".to_owned()], limit: MOST, ..SearchQuery::default() };
        let load = async {
            let page = jira.search(call, &search).boxed().await?;
            let shown = page.issues.into_iter().map(|issue| issue.key).filter(|key| policy.allows_issue(key));
            Ok(Keys { keys: shown.collect(), is_all: page.next.is_none() })
        };
        match self.0.get(call, lifetime, load).await {
            Ok(keys) => Ok(keys),
            Err(error) => {
                let of_setting = resolver.refused_for_projects(&error).boxed().await;
                Err(of_setting.unwrap_or_else(|| ToolError::upstream(tool, About::Site("your newest issues"), &error)))
            }
        }
    }
}

/// What may be meant by `typed`; with nothing typed, what is likeliest.
///
/// # Errors
///
/// What the client fails with: no values would mean that there are none.
pub async fn complete(
    subject: Subject,
    typed: &str,
    newest: &Newest,
    lifetime: Duration,
    resolver: Resolver<'_>,
) -> Result<Completed, ToolError> {
    let typed = typed.trim().to_lowercase();
    match subject {
        Subject::Issue => {
            let known = newest.keys(lifetime, resolver).boxed().await?;
            let keys = known.keys.iter().filter(|key| key.to_lowercase().starts_with(&typed));
            Ok(completed(keys.cloned().collect(), known.is_all))
        }
        Subject::Project => {
            let failed = |failure: Failure| failure.at(resolver.tool, "project");
            let mut listing = resolver.projects(None).boxed().await.map_err(failed)?;
            let is_all = |total: Option<u64>, held: usize| total.is_some_and(|total| total <= held as u64);
            if !typed.is_empty() && !is_all(listing.total, listing.items.len()) {
                // A site with more projects than are read at once: Jira looks among all.
                listing = resolver.projects(Some(&typed)).boxed().await.map_err(failed)?;
            }
            Ok(completed(project_words(&listing.items, &typed), is_all(listing.total, listing.items.len())))
        }
    }
}

/// Keys that begin so, then names that do. With nothing typed keys are enough; a name that two projects have means neither.
fn project_words(projects: &[Project], typed: &str) -> Vec<String> {
    let begins = |word: &str| word.to_lowercase().starts_with(typed);
    let keys = projects.iter().map(|project| &project.key).filter(|key| begins(key));
    let is_unique = |name: &str| projects.iter().filter(|one| one.name.eq_ignore_ascii_case(name)).count() == 1;
    let names = projects.iter().map(|project| &project.name);
    let names = names.filter(|name| !typed.is_empty() && begins(name) && is_unique(name));
    let mut words: Vec<String> = Vec::new();
    for word in keys.chain(names) {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}

fn completed(mut values: Vec<String>, is_all: bool) -> Completed {
    let found = values.len();
    values.truncate(MOST);
    Completed { more: !is_all || found > values.len(), total: is_all.then_some(found), values }
}

fn unrestricted(error: &jql::Error) -> ToolError {
    ToolError::fatal(Code::Internal, format!("a query of this server can't be held to the allowed projects: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(key: &str, name: &str) -> Project {
        Project { key: key.into(), name: name.into(), ..Project::default() }
    }

    #[test]
    fn keys_come_before_names_and_nothing_comes_twice() {
        let projects = [project("SHOP", "Web Shop"), project("WEB", "Web"), project("OPS", "Operations")];
        assert_eq!(project_words(&projects, ""), ["SHOP", "WEB", "OPS"]);
        assert_eq!(project_words(&projects, "web"), ["WEB", "Web Shop", "Web"]);
        assert_eq!(project_words(&projects, "ops"), ["OPS"]);
        assert_eq!(project_words(&projects, "hop"), Vec::<String>::new());
    }

    #[test]
    fn a_name_that_two_projects_have_is_not_offered() {
        let projects = [project("A", "Web Shop"), project("B", "web shop"), project("C", "Web")];
        assert_eq!(project_words(&projects, "we"), ["Web"]);
    }

    #[test]
    fn a_total_is_told_only_where_it_is_known() {
        let keys = |count: usize| (0..count).map(|number| format!("A-{number}")).collect::<Vec<_>>();
        let told = |count, is_all| {
            let Completed { values, total, more } = completed(keys(count), is_all);
            (values.len(), total, more)
        };
        assert_eq!(told(0, true), (0, Some(0), false));
        assert_eq!(told(100, true), (100, Some(100), false));
        assert_eq!(told(130, true), (100, Some(130), true));
        assert_eq!(told(7, false), (7, None, true));
    }
}
