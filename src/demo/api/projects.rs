//! Projects with their statuses, versions and components.

use serde_json::{Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::request::split_lists;
use crate::demo::routes::Call;

fn missing(key: &str) -> Answer {
    let what = if key.bytes().all(|byte| byte.is_ascii_digit()) { "id" } else { "key" };
    Answer::error(404, format!("No project could be found with {what} '{key}'."))
}

/// `GET project`: every project that the caller sees.
pub(crate) fn all(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows: Vec<Json> =
        (0..view.store.projects.len()).filter(|row| view.sees_project(*row)).map(|row| view.project_row(row)).collect();
    Answer::ok(&json!(rows))
}

/// `GET project/search` (Cloud).
pub(crate) fn search(call: &Call<'_>) -> Answer {
    let view = call.view();
    let request = call.request;
    let text = request.query("query").unwrap_or_default().to_lowercase();
    let keys = split_lists(request.query_all("keys"));
    let ids = split_lists(request.query_all("id"));
    let kinds = split_lists(request.query("typeKey"));
    let expand = split_lists(request.query("expand"));
    let mut rows: Vec<usize> = (0..view.store.projects.len())
        .filter(|row| {
            view.sees_project(*row)
                && view.store.projects.get(*row).is_some_and(|project| {
                    (project.key.to_lowercase().contains(&text) || project.name.to_lowercase().contains(&text))
                        && (keys.is_empty() || keys.iter().any(|key| key.eq_ignore_ascii_case(&project.key)))
                        && (ids.is_empty() || ids.contains(&project.id.to_string()))
                        && (kinds.is_empty() || kinds.iter().any(|kind| kind == project.kind))
                })
        })
        .collect();
    rows.sort_by_key(|row| view.store.projects.get(*row).map(|project| project.key.clone()));
    let rows: Vec<Json> = rows
        .into_iter()
        .map(|row| {
            let mut shown = view.project_row(row);
            if let (Some(shown), Some(detail)) = (shown.as_object_mut(), view.project_detail(row).as_object()) {
                for name in ["description", "lead", "issueTypes"] {
                    if let (true, Some(value)) = (expand.iter().any(|part| part == name), detail.get(name)) {
                        shown.insert(name.into(), value.clone());
                    }
                }
            }
            shown
        })
        .collect();
    Answer::ok(&page::bean(request, &view.link("project/search"), rows, 50, 100))
}

/// `GET project/{key}`.
pub(crate) fn one(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    match view.project_index(key) {
        Some(row) => Answer::ok(&view.project_detail(row)),
        None => missing(key),
    }
}

/// `GET project/{key}/statuses`: per issue type.
pub(crate) fn statuses(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(project) = view.project_index(key).and_then(|row| view.store.projects.get(row)) else {
        return missing(key);
    };
    let workflow = view.store.workflows.get(project.workflow);
    let statuses: Vec<Json> =
        workflow.map(|workflow| workflow.statuses.iter().map(|row| view.status(*row)).collect()).unwrap_or_default();
    let rows: Vec<Json> = project
        .types
        .iter()
        .filter_map(|row| view.store.types.get(*row))
        .map(|kind| {
            json!({
                "self": view.link(&format!("issuetype/{}", kind.id)),
                "id": kind.id.to_string(),
                "name": kind.name,
                "subtask": kind.level < 0,
                "statuses": statuses,
            })
        })
        .collect();
    Answer::ok(&json!(rows))
}

/// `GET project/{key}/versions`, or the paged `version`.
pub(crate) fn versions(call: &Call<'_>, key: &str, paged: bool) -> Answer {
    let view = call.view();
    let Some(project) = view.project_index(key) else {
        return missing(key);
    };
    let text = call.request.query("query").unwrap_or_default().to_lowercase();
    let states = split_lists(call.request.query("status"));
    let rows: Vec<Json> = view
        .store
        .versions
        .iter()
        .filter(|version| {
            let state = if version.archived {
                "archived"
            } else if version.released {
                "released"
            } else {
                "unreleased"
            };
            version.project == project
                && version.name.to_lowercase().contains(&text)
                && (states.is_empty() || states.iter().any(|wanted| wanted == state))
        })
        .map(|version| view.version_detail(version))
        .collect();
    if paged {
        return Answer::ok(&page::bean(call.request, &view.link(&format!("project/{key}/version")), rows, 50, 50));
    }
    Answer::ok(&json!(rows))
}

/// `GET project/{key}/components`, or the paged `component` (Cloud).
pub(crate) fn components(call: &Call<'_>, key: &str, paged: bool) -> Answer {
    let view = call.view();
    let Some(project) = view.project_index(key) else {
        return missing(key);
    };
    let text = call.request.query("query").unwrap_or_default().to_lowercase();
    let rows: Vec<Json> = view
        .store
        .components
        .iter()
        .filter(|component| component.project == project && component.name.to_lowercase().contains(&text))
        .map(|component| {
            let mut row = view.component_detail(component);
            if let (true, Some(row)) = (paged, row.as_object_mut()) {
                let count = view
                    .store
                    .current()
                    .filter(|issue| matches!(issue.get("components"), Some(crate::demo::store::Value::Components(ids)) if ids.contains(&component.id)))
                    .count();
                row.insert("issueCount".into(), json!(count));
            }
            row
        })
        .collect();
    if paged {
        return Answer::ok(&page::bean(call.request, &view.link(&format!("project/{key}/component")), rows, 50, 50));
    }
    Answer::ok(&json!(rows))
}
