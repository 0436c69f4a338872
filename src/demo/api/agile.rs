//! Boards and sprints.

use serde_json::{Map, Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::render::{View, moment_z};
use crate::demo::request::split_lists;
use crate::demo::routes::Call;
use crate::demo::store::{Board, Issue, Sprint, Value};

/// Everything below `/rest/agile/1.0`.
pub(crate) fn route(call: &Call<'_>, rest: &[&str]) -> Answer {
    match (call.request.method.as_str(), rest) {
        ("GET", ["board"]) => boards(call),
        ("GET", ["board", id]) => with_board(call, id, |view, board| Answer::ok(&show_board(view, board))),
        ("GET", ["board", id, "sprint"]) => with_board(call, id, |view, board| sprints(call, view, board)),
        ("GET", ["board", id, "configuration"]) => {
            with_board(call, id, |view, board| Answer::ok(&configuration(view, board)))
        }
        ("GET", ["sprint", id]) => {
            let view = call.view();
            match view.store.sprints.iter().find(|sprint| sprint.id.to_string() == *id) {
                Some(sprint) => Answer::ok(&show_sprint(&view, sprint)),
                None => Answer::error(404, "Sprint does not exist"),
            }
        }
        ("GET", ["epic", key]) => epic(call, key),
        _ => Answer::error(404, "null for uri"),
    }
}

fn with_board(call: &Call<'_>, id: &str, act: impl Fn(&View<'_>, &Board) -> Answer) -> Answer {
    let view = call.view();
    match view.store.boards.iter().find(|board| board.id.to_string() == id && view.sees_project(board.project)) {
        Some(board) => act(&view, board),
        None => Answer::error(
            404,
            "The requested board cannot be viewed because it either does not exist or you do not have permission to view it.",
        ),
    }
}

fn boards(call: &Call<'_>) -> Answer {
    let view = call.view();
    let request = call.request;
    let project = match request.query("projectKeyOrId") {
        None => None,
        Some(key) => match view.project_index(key) {
            Some(project) => Some(project),
            None => return Answer::error(400, format!("No project could be found with key or id '{key}'.")),
        },
    };
    let kinds = split_lists(request.query("type"));
    let name = request.query("name").unwrap_or_default().to_lowercase();
    let rows: Vec<Json> = view
        .store
        .boards
        .iter()
        .filter(|board| {
            view.sees_project(board.project)
                && project.is_none_or(|project| board.project == project)
                && (kinds.is_empty() || kinds.iter().any(|kind| kind == board.kind))
                && board.name.to_lowercase().contains(&name)
        })
        .map(|board| show_board(&view, board))
        .collect();
    Answer::ok(&page::bean(request, "", rows, 50, 50))
}

fn epic(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let level = |issue: &Issue| view.store.types.get(issue.kind()).map(|kind| kind.level);
    let Some(issue) = view.issue(key).filter(|issue| level(issue) == Some(1)) else {
        let message = "The requested epic does not exist or you do not have permission to view it.";
        return Answer::error(404, message);
    };
    let text = |field: &str| match issue.get(field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let done = view.store.statuses.get(issue.status()).is_some_and(|status| status.category.key() == "done");
    Answer::ok(&json!({
        "id": issue.id,
        "key": issue.key,
        "self": agile_link(&view, &format!("epic/{}", issue.id)),
        "name": text("customfield_10011"),
        "summary": text("summary"),
        "color": { "key": "color_1" },
        "done": done,
    }))
}

fn agile_link(view: &View<'_>, path: &str) -> String {
    format!("{}/rest/agile/1.0/{path}", view.base)
}

fn show_board(view: &View<'_>, board: &Board) -> Json {
    let mut shown = json!({
        "id": board.id,
        "self": agile_link(view, &format!("board/{}", board.id)),
        "name": board.name,
        "type": board.kind,
    });
    if let (true, Some(shown), Some(project)) =
        (view.cloud(), shown.as_object_mut(), view.store.projects.get(board.project))
    {
        let location = json!({
            "projectId": project.id,
            "displayName": format!("{} ({})", project.name, project.key),
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": project.kind,
            "avatarURI": format!("/rest/api/2/universal_avatar/view/type/project/avatar/{}", 10_400 + board.project),
            "name": format!("{} ({})", project.name, project.key),
        });
        shown.insert("location".into(), location);
        shown.insert("isPrivate".into(), json!(false));
    }
    shown
}

fn sprints(call: &Call<'_>, view: &View<'_>, board: &Board) -> Answer {
    if board.kind != "scrum" {
        return Answer::error(400, "The board does not support sprints");
    }
    let states = split_lists(call.request.query("state"));
    if let Some(bad) = states.iter().find(|state| !matches!(state.as_str(), "active" | "future" | "closed")) {
        return Answer::error(400, format!("'{bad}' is not a valid state."));
    }
    let rows: Vec<Json> = view
        .store
        .sprints
        .iter()
        .filter(|sprint| {
            sprint.board == board.id && (states.is_empty() || states.iter().any(|state| state == sprint.state))
        })
        .map(|sprint| show_sprint(view, sprint))
        .collect();
    Answer::ok(&page::bean(call.request, "", rows, 50, 50))
}

fn show_sprint(view: &View<'_>, sprint: &Sprint) -> Json {
    let mut shown = Map::new();
    shown.insert("id".into(), json!(sprint.id));
    shown.insert("self".into(), json!(agile_link(view, &format!("sprint/{}", sprint.id))));
    shown.insert("state".into(), json!(sprint.state));
    shown.insert("name".into(), json!(sprint.name));
    for (name, at) in [("startDate", sprint.start), ("endDate", sprint.end), ("completeDate", sprint.complete)] {
        if let Some(at) = at {
            shown.insert(name.into(), json!(moment_z(at)));
        }
    }
    shown.insert("originBoardId".into(), json!(sprint.board));
    shown.insert("goal".into(), json!(sprint.goal));
    Json::Object(shown)
}

fn configuration(view: &View<'_>, board: &Board) -> Json {
    let project = view.store.projects.get(board.project);
    let workflow = project.and_then(|project| view.store.workflows.get(project.workflow));
    let columns: Vec<Json> = workflow
        .map(|workflow| {
            workflow
                .statuses
                .iter()
                .filter_map(|row| view.store.statuses.get(*row))
                .map(|status| {
                    let own = view.link(&format!("status/{}", status.id));
                    json!({ "name": status.name, "statuses": [{ "id": status.id.to_string(), "self": own }] })
                })
                .collect()
        })
        .unwrap_or_default();
    let filter = 10_000 + board.id;
    let mut shown = json!({
        "id": board.id,
        "name": board.name,
        "type": board.kind,
        "self": agile_link(view, &format!("board/{}/configuration", board.id)),
        "filter": { "id": filter.to_string(), "self": view.link(&format!("filter/{filter}")) },
        "columnConfig": { "columns": columns, "constraintType": "none" },
        "ranking": { "rankCustomFieldId": 10_019 },
    });
    if let (true, Some(shown)) = (board.kind == "scrum", shown.as_object_mut()) {
        let field = json!({ "fieldId": "customfield_10016", "displayName": "Story Points" });
        shown.insert("estimation".into(), json!({ "type": "field", "field": field }));
    }
    shown
}
