//! What the whole site knows by name, or one project's part of it.

use super::at;
use super::list::{List, Row};
use super::scope::Scope;
use crate::error::{About, Code, ToolError};
use crate::jira::types::{IssueType, Named, SearchQuery, Status};
use crate::resolve::matching::Called;
use crate::resolve::{field, field_type, issue_type, status};
use futures_util::future::join_all;
use std::collections::HashSet;

/// How many labels are read.
const MOST_LABELS: usize = 1_000;

pub(super) async fn issue_types(scope: Scope<'_>) -> Result<List, ToolError> {
    if let Some(detail) = scope.named_project().await? {
        let rows = detail.issue_types.iter().map(type_row).collect();
        return Ok(List::new("issue types", format!("in {}", detail.project.key), rows));
    }
    if scope.resolver.policy.projects().is_some() {
        // The site's list would name what only other projects have.
        let allowed = scope.resolver.projects(None).await.map_err(at("project"))?.items;
        let (jira, call) = (scope.resolver.jira, scope.resolver.call);
        let details = join_all(allowed.iter().map(|one| jira.project(call, &one.key))).await;
        let mut types: Vec<IssueType> = Vec::new();
        for (detail, one) in details.into_iter().zip(&allowed) {
            let detail = detail.map_err(|error| scope.failed(About::Project("project", &one.key), &error))?;
            let new: Vec<IssueType> =
                detail.issue_types.iter().filter(|new| types.iter().all(|held| held.id != new.id)).cloned().collect();
            types.extend(new);
        }
        return Ok(List::new("issue types", "", types.iter().map(type_row).collect()));
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
    if scope.resolver.policy.projects().is_some() {
        return labels_in_use(scope).await;
    }
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
    Ok(List { more, ..List::new("labels", "", label_rows(listing.items)) })
}

/// Labels belong to no project, and Jira lists those of all: what the allowed projects use is read from their issues.
async fn labels_in_use(scope: Scope<'_>) -> Result<List, ToolError> {
    let wanted = "labels IS NOT EMPTY ORDER BY updated DESC";
    let jql = scope.resolver.policy.restrict(wanted).map_err(|error| {
        ToolError::fatal(Code::Internal, format!("the labels can't be held to the allowed projects: {error}"))
    })?;
    let query = SearchQuery { jql, fields: vec!["labels".to_owned()], limit: MOST_LABELS, page: None, count: false };
    let page = scope.resolver.jira.search(scope.resolver.call, &query).await;
    let page = match page {
        Ok(page) => page,
        Err(error) => {
            let of_setting = scope.resolver.refused_for_projects(&error).await;
            return Err(of_setting.unwrap_or_else(|| scope.failed(About::Site("the list of labels"), &error)));
        }
    };
    let allowed = page.issues.iter().filter(|issue| scope.resolver.policy.allows_issue(&issue.key));
    let labels = allowed.filter_map(|issue| issue.fields.get("labels")?.as_array()).flatten();
    let labels = labels.filter_map(|label| label.as_str().map(str::to_owned)).collect();
    Ok(List { more: page.next.is_some(), ..List::new("labels", "", label_rows(labels)) })
}

fn label_rows(labels: Vec<String>) -> Vec<Row> {
    let mut seen = HashSet::new();
    let labels = labels.into_iter().filter(|label| seen.insert(label.clone()));
    let row = |label: String| Row::of(Called { names: vec![label.clone()], ids: Vec::new() }, [&label]);
    labels.map(row).collect()
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
