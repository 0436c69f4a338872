//! What the whole site knows by name, or one project's part of it.

use super::asked::Scope;
use super::at;
use super::list::{List, Row};
use crate::error::{About, ToolError};
use crate::jira::types::{IssueType, Named, Status};
use crate::resolve::matching::Called;
use crate::resolve::{field, field_type, issue_type, status};
use std::collections::HashSet;

/// How many labels are read.
const MOST_LABELS: usize = 1_000;

pub(super) async fn issue_types(scope: Scope<'_>) -> Result<List, ToolError> {
    if let Some(detail) = scope.named_project().await? {
        let rows = detail.issue_types.iter().map(type_row).collect();
        return Ok(List::new("issue types", format!("in {}", detail.project.key), rows));
    }
    let about = About::Site("the list of issue types");
    let types = scope.resolver.jira.issue_types(scope.resolver.call).await;
    let types = types.map_err(|error| scope.failed(about, &error))?;
    Ok(List::new("issue types", "", types.iter().map(type_row).collect()))
}

pub(super) async fn fields(scope: Scope<'_>) -> Result<List, ToolError> {
    let fields = scope.resolver.jira.fields(scope.resolver.call).await;
    let fields = fields.map_err(|error| scope.failed(About::Site("the list of fields"), &error))?;
    let rows = fields.iter().map(|one| {
        let kind = one.schema.as_ref().map(field_type).unwrap_or_default();
        Row::of(field::called(one), [&one.name, &one.id, &kind])
    });
    Ok(List::new("fields", "", rows.collect()))
}

pub(super) async fn statuses(scope: Scope<'_>) -> Result<List, ToolError> {
    let project = scope.named_project().await?;
    let key = project.as_ref().map(|detail| detail.project.key.as_str());
    let statuses = scope.resolver.statuses(key).await.map_err(at("project"))?;
    let row = |one: &Status| Row::of(status::called(one), [&one.name, &one.category_name]);
    let place = key.map(|key| format!("in {key}")).unwrap_or_default();
    Ok(List::new("statuses", place, statuses.iter().map(row).collect()))
}

pub(super) async fn priorities(scope: Scope<'_>) -> Result<List, ToolError> {
    let all = scope.resolver.jira.priorities(scope.resolver.call).await;
    let all = all.map_err(|error| scope.failed(About::Site("the list of priorities"), &error))?;
    Ok(List::new("priorities", "", all.iter().map(named_row).collect()))
}

pub(super) async fn resolutions(scope: Scope<'_>) -> Result<List, ToolError> {
    let all = scope.resolver.jira.resolutions(scope.resolver.call).await;
    let all = all.map_err(|error| scope.failed(About::Site("the list of resolutions"), &error))?;
    Ok(List::new("resolutions", "", all.iter().map(named_row).collect()))
}

pub(super) async fn link_types(scope: Scope<'_>) -> Result<List, ToolError> {
    let all = scope.resolver.jira.link_types(scope.resolver.call).await;
    let all = all.map_err(|error| scope.failed(About::Site("the list of link types"), &error))?;
    let rows = all.iter().map(|one| {
        let called = Called::new(one.name.as_str(), one.id.as_str());
        let called = called.or(Some(one.outward.as_str())).or(Some(one.inward.as_str()));
        Row::of(called, [&one.name, &one.outward, &one.inward])
    });
    Ok(List::new("link types", "", rows.collect()))
}

pub(super) async fn labels(scope: Scope<'_>) -> Result<List, ToolError> {
    let query = scope.asked.query.as_deref();
    let jira = scope.resolver.jira;
    let read = async |part: &str| {
        let listing = jira.labels(scope.resolver.call, part, MOST_LABELS).await;
        listing.map_err(|error| scope.failed(About::Site("the list of labels"), &error))
    };
    let mut listing = read("").await?;
    let more = listing.total.is_none_or(|all| all > listing.items.len() as u64);
    if more && let Some(query) = query {
        // What Jira suggests for the word, before what else is known.
        let known = listing.items;
        listing.items = read(query).await?.items;
        listing.items.extend(known);
    }
    let mut labels: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    labels.extend(listing.items.into_iter().filter(|label| seen.insert(label.clone())));
    let row = |label: &String| {
        let called = Called { names: vec![label.clone()], ids: Vec::new() };
        Row::of(called, [label])
    };
    let rows = labels.iter().map(row).collect();
    Ok(List { more, ..List::new("labels", "", rows) })
}

fn named_row(one: &Named) -> Row {
    Row::of(Called::new(one.name.as_str(), one.id.as_str()), [&one.name])
}

fn type_row(one: &IssueType) -> Row {
    // Data Center has no levels, but what lies below an issue is the same there.
    let level = one.level.or(one.subtask.then_some(-1));
    let cells = [one.name.as_str().into(), one.id.as_str().into(), one.subtask.into(), level.into()];
    Row::new(issue_type::called(one), cells)
}
