//! What a create needs: per project and type, in the new shape of both products and the old one of Cloud.

use serde_json::{Map, Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::render::View;
use crate::demo::request::split_lists;
use crate::demo::routes::Call;

/// `GET issue/createmeta/{project}/issuetypes` (Jira facts, item 33).
pub(crate) fn types(call: &Call<'_>, project: &str) -> Answer {
    let view = call.view();
    let Some(project) = view.project_index(project).and_then(|row| view.store.projects.get(row)) else {
        return missing(project);
    };
    let rows: Vec<Json> = project.types.iter().map(|kind| view.issue_type(*kind)).collect();
    paged(call, rows, "issueTypes")
}

/// `GET issue/createmeta/{project}/issuetypes/{id}`.
pub(crate) fn fields(call: &Call<'_>, key: &str, id: &str) -> Answer {
    let view = call.view();
    let Some(project) = view.project_index(key) else {
        return missing(key);
    };
    let kind = view.store.projects.get(project).and_then(|project| {
        project
            .types
            .iter()
            .copied()
            .find(|kind| view.store.types.get(*kind).is_some_and(|kind| kind.id.to_string() == id))
    });
    let Some(kind) = kind else {
        return Answer::error(404, format!("No issue type could be found with id '{id}' in the project."));
    };
    let rows: Vec<Json> = screen(&view, project, kind)
        .into_iter()
        .map(|(id, mut meta)| {
            if let Some(meta) = meta.as_object_mut() {
                meta.insert("fieldId".into(), json!(id));
            }
            meta
        })
        .collect();
    paged(call, rows, "fields")
}

/// `GET issue/createmeta?expand=…` (Cloud; removed from Data Center 9).
pub(crate) fn old(call: &Call<'_>) -> Answer {
    let view = call.view();
    let request = call.request;
    let keys = split_lists(request.query_all("projectKeys"));
    let ids = split_lists(request.query_all("projectIds"));
    let names = request.query_all("issuetypeNames");
    let kinds = split_lists(request.query_all("issuetypeIds"));
    let with_fields = request.query("expand").is_some_and(|text| text.contains("projects.issuetypes.fields"));
    let mut projects = Vec::new();
    for (row, project) in view.store.projects.iter().enumerate() {
        let chosen = (keys.is_empty() && ids.is_empty())
            || keys.iter().any(|key| key.eq_ignore_ascii_case(&project.key))
            || ids.contains(&project.id.to_string());
        if !chosen || !view.sees_project(row) {
            continue;
        }
        let mut types = Vec::new();
        for kind in &project.types {
            let Some(details) = view.store.types.get(*kind) else {
                continue;
            };
            if !(names.is_empty() || names.contains(&details.name.as_str()))
                || !(kinds.is_empty() || kinds.contains(&details.id.to_string()))
            {
                continue;
            }
            let mut shown = view.issue_type(*kind);
            if let (true, Some(shown)) = (with_fields, shown.as_object_mut()) {
                shown.insert("expand".into(), json!("fields"));
                shown.insert("fields".into(), Json::Object(screen(&view, row, *kind).into_iter().collect()));
            }
            types.push(shown);
        }
        projects.push(json!({
            "self": view.link(&format!("project/{}", project.id)),
            "id": project.id.to_string(),
            "key": project.key,
            "name": project.name,
            "avatarUrls": view.avatars("project", 10_400 + row as u64),
            "issuetypes": types,
        }));
    }
    Answer::ok(&json!({ "expand": "projects", "projects": projects }))
}

fn screen(view: &View<'_>, project: usize, kind: usize) -> Map<String, Json> {
    view.store
        .screen(project, kind)
        .into_iter()
        .filter(|on_screen| view.store.field(&on_screen.field).is_some_and(|field| view.has_field(field)))
        // Data Center knows no parent for stories: epics stand in Epic Link (Jira facts, item 42).
        .filter(|on_screen| view.cloud() || on_screen.field != "parent" || on_screen.required)
        .filter_map(|on_screen| Some((on_screen.field.clone(), view.field_meta(&on_screen, project, kind)?)))
        .collect()
}

fn missing(key: &str) -> Answer {
    Answer::error(404, format!("No project could be found with key '{key}'."))
}

/// Cloud and Data Center page these two alone in their own way.
fn paged(call: &Call<'_>, rows: Vec<Json>, name: &str) -> Answer {
    if call.cloud() && call.request.number("maxResults").is_some_and(|size| size > 200) {
        return Answer::json(
            400,
            &json!({
                "errorMessages": ["Parameter 'maxResults' must not exceed the limit '200'"],
                "errors": {},
                "httpStatusCode": { "empty": false, "present": true },
            }),
        );
    }
    let (start, size, total, page) = page::cut(call.request, rows, 50, 200);
    if call.cloud() {
        let mut shown = json!({ "startAt": start, "maxResults": size, "total": total });
        if let Some(shown) = shown.as_object_mut() {
            shown.insert(name.into(), json!(page));
        }
        return Answer::ok(&shown);
    }
    let last = start + page.len() >= total;
    Answer::ok(&json!({ "maxResults": size, "startAt": start, "total": total, "isLast": last, "values": page }))
}
