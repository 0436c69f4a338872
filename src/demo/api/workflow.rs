//! A workflow as those see it who may only look.

use serde_json::{Value as Json, json};

use super::write::body;
use crate::demo::answer::Answer;
use crate::demo::render::View;
use crate::demo::routes::Call;
use crate::demo::store::{Project, Workflow};

/// `POST workflows/preview` (Cloud): by the numbers of a project and of types.
pub(crate) fn preview(call: &Call<'_>) -> Answer {
    let body = match body(call) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let view = call.view();
    let project = body.get("projectId").and_then(Json::as_str).and_then(|id| view.project_index(id));
    let Some(project) = project.and_then(|row| view.store.projects.get(row)) else {
        return Answer::error(404, "The project could not be found.");
    };
    let asked: Vec<&str> =
        body.get("issueTypeIds").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let types = project.types.iter().filter_map(|row| view.store.types.get(*row)).map(|kind| kind.id.to_string());
    let types: Vec<String> = types.filter(|id| asked.contains(&id.as_str())).collect();
    let Some(workflow) = view.store.workflows.get(project.workflow).filter(|_| !types.is_empty()) else {
        return Answer::error(400, "At least one of workflowNames, workflowIds and issueTypeIds is required.");
    };
    Answer::ok(
        &json!({ "statuses": statuses(&view, workflow), "workflows": [shown(&view, project, workflow, &types)] }),
    )
}

fn statuses(view: &View<'_>, workflow: &Workflow) -> Vec<Json> {
    let rows = workflow.statuses.iter().filter_map(|row| view.store.statuses.get(*row));
    rows.map(|status| {
        let category = match status.category.key() {
            "new" => "TODO",
            "done" => "DONE",
            _ => "IN_PROGRESS",
        };
        json!({
            "id": status.id.to_string(),
            "name": status.name,
            "rawName": status.name,
            "description": status.description,
            "scope": { "type": "GLOBAL" },
            "statusCategory": category,
            "statusReference": reference(status.id),
        })
    })
    .collect()
}

/// A name that holds within one answer.
fn reference(status: u64) -> String {
    format!("status-{status}")
}

fn shown(view: &View<'_>, project: &Project, workflow: &Workflow, types: &[String]) -> Json {
    let name = |row: usize| view.store.statuses.get(row).map(|status| reference(status.id)).unwrap_or_default();
    let first = workflow.statuses.first().copied().unwrap_or_default();
    let initial = json!({
        "id": "1", "name": "Create", "description": "", "type": "INITIAL", "links": [], "toStatusReference": name(first),
        "actions": [], "triggers": [], "validators": [],
    });
    let steps = workflow.transitions.iter().map(|step| {
        let links: Vec<Json> = step
            .from
            .iter()
            .map(|row| json!({ "fromPort": 0, "fromStatusReference": name(*row), "toPort": 0 }))
            .collect();
        json!({
            "id": step.id.to_string(),
            "name": step.name,
            "description": "",
            "type": if step.from.is_empty() { "GLOBAL" } else { "DIRECTED" },
            "links": links,
            "toStatusReference": name(step.to),
            "actions": [],
            "triggers": [],
            "validators": [],
        })
    });
    let statuses: Vec<Json> =
        workflow.statuses.iter().map(|row| json!({ "deprecated": false, "statusReference": name(*row) })).collect();
    json!({
        "id": format!("workflow-{}", project.workflow),
        "name": format!("{} workflow", project.name),
        "description": "",
        "queryContext": [{ "project": project.id.to_string(), "issueTypes": types }],
        "scope": { "type": "GLOBAL" },
        "statuses": statuses,
        "transitions": std::iter::once(initial).chain(steps).collect::<Vec<_>>(),
        "version": { "id": "1", "versionNumber": 1 },
    })
}
