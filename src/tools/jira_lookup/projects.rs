//! The projects that this server may touch.

use super::at;
use super::list::{List, Row};
use super::scope::Scope;
use crate::error::ToolError;
use crate::jira::types::Project;
use crate::policy::Policy;
use crate::resolve::project;

/// Projects by key or name.
pub(super) async fn projects(scope: Scope<'_>) -> Result<List, ToolError> {
    let query = scope.asked.query.as_deref();
    let mut found = scope.resolver.projects(query).await.map_err(at("query"))?;
    if found.items.is_empty() && query.is_some() {
        found = scope.resolver.projects(None).await.map_err(at("query"))?;
    }
    let hidden = scope.resolver.hidden_projects().await.map_err(at("query"))?;
    let more = found.total.is_none_or(|all| all > found.items.len() as u64);
    let rows = found.items.iter().map(row).collect();
    let mut list = List { more, ..List::new("projects", "", rows) };
    if scope.resolver.policy.projects().is_some() {
        list.place = "that this server may touch".to_owned();
    }
    if !hidden.is_empty() {
        list.notes.push(Policy::hidden_in_words(&hidden));
    }
    Ok(list)
}

fn row(one: &Project) -> Row {
    Row::of(project::called(one), [&one.key, &one.name, &one.type_key])
}
