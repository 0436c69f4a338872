//! The service desk's own API, as far as comments on requests need it.

use serde_json::{Value as Json, json};

use crate::demo::answer::Answer;
use crate::demo::render::{View, moment};
use crate::demo::routes::Call;
use crate::demo::store::{Comment, Issue, Rich};

/// Everything below `/rest/servicedeskapi`.
pub(crate) fn route(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.request.method.as_str(), rest) {
        ("GET", ["servicedesk"]) => desks(call),
        ("GET", ["servicedesk", id]) => desk(call, id),
        ("GET", ["request", key]) => with_request(call, key, |view, issue| Answer::ok(&request(view, issue))),
        ("GET", ["request", key, "comment"]) => with_request(call, key, |view, issue| {
            let rows: Vec<Json> = issue.comments.iter().map(|row| comment(view, issue, row)).collect();
            listing(call, rows)
        }),
        ("POST", ["request", key, "comment"]) => add_comment(call, key),
        _ => error(404, "The requested resource was not found."),
    }
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "errorMessage": message, "i18nErrorMessage": { "i18nKey": "sd.error", "parameters": [] } }),
    )
}

fn listing(call: &Call<'_>, rows: Vec<Json>) -> Answer {
    let start = call.request.number("start").unwrap_or(0);
    let limit = call.request.number("limit").unwrap_or(50).min(100);
    let total = rows.len();
    let values: Vec<Json> = rows.into_iter().skip(start).take(limit).collect();
    let last = start + values.len() >= total;
    Answer::ok(
        &json!({ "_expands": [], "size": values.len(), "start": start, "limit": limit, "isLastPage": last, "_links": { "base": call.base, "context": "" }, "values": values }),
    )
}

fn with_request(call: &Call<'_>, key: &str, act: impl Fn(&View<'_>, &Issue) -> Answer) -> Answer {
    let view = call.view();
    match view.issue(key).filter(|issue| view.is_service(issue)) {
        Some(issue) => act(&view, issue),
        None => error(404, "The customer request was not found or you do not have permission to view it."),
    }
}

fn desk_row(view: &View<'_>, row: usize) -> Option<Json> {
    let project = view.store.projects.get(row)?;
    let id = project.desk?;
    Some(json!({
        "id": id.to_string(),
        "projectId": project.id.to_string(),
        "projectName": project.name,
        "projectKey": project.key,
        "_links": { "self": format!("{}/rest/servicedeskapi/servicedesk/{id}", view.base) },
    }))
}

fn desks(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows = (0..view.store.projects.len())
        .filter(|row| view.sees_project(*row))
        .filter_map(|row| desk_row(&view, row))
        .collect();
    listing(call, rows)
}

fn desk(call: &Call<'_>, id: &str) -> Answer {
    let view = call.view();
    let row = (0..view.store.projects.len())
        .filter(|row| view.sees_project(*row))
        .filter_map(|row| desk_row(&view, row))
        .find(|row| row.get("id").and_then(Json::as_str) == Some(id));
    match row {
        Some(row) => Answer::ok(&row),
        None => error(404, "The Service Desk you are trying to view does not exist."),
    }
}

fn date(at: jiff::Timestamp) -> Json {
    json!({
        "iso8601": moment(at),
        "jira": at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string(),
        "friendly": at.strftime("%d/%b/%y %-I:%M %p").to_string(),
        "epochMillis": at.as_millisecond(),
    })
}

fn request(view: &View<'_>, issue: &Issue) -> Json {
    let status = view.store.statuses.get(issue.status());
    json!({
        "_expands": ["participant", "status", "sla", "requestType", "serviceDesk", "attachment", "action", "comment"],
        "issueId": issue.id.to_string(),
        "issueKey": issue.key,
        "requestTypeId": "31",
        "serviceDeskId": view.store.projects.get(issue.project).and_then(|project| project.desk).map(|id| id.to_string()),
        "createdDate": date(issue.time("created").unwrap_or(view.now)),
        "currentStatus": {
            "status": status.map(|status| status.name.clone()),
            "statusCategory": status.map(|status| status.category.key().to_uppercase()),
            "statusDate": date(issue.time("updated").unwrap_or(view.now)),
        },
        "requestFieldValues": [
            { "fieldId": "summary", "label": "Summary", "value": issue.summary() },
        ],
        "_links": {
            "jiraRest": view.link(&format!("issue/{}", issue.id)),
            "web": format!("{}/servicedesk/customer/portal/1/{}", view.base, issue.key),
            "self": format!("{}/rest/servicedeskapi/request/{}", view.base, issue.id),
        },
    })
}

fn comment(view: &View<'_>, issue: &Issue, row: &Comment) -> Json {
    json!({
        "_expands": ["attachment", "renderedBody"],
        "id": row.id.to_string(),
        "body": row.body.wiki(),
        "public": row.public,
        "author": person(view, row.author),
        "created": date(row.created),
        "_links": { "self": format!("{}/rest/servicedeskapi/request/{}/comment/{}", view.base, issue.id, row.id) },
    })
}

/// `POST request/{key}/comment`: the one way that `public` is obeyed.
fn add_comment(call: &mut Call<'_>, key: &str) -> Answer {
    let Ok(body) = call.request.json() else {
        return error(400, "Request body is not valid JSON.");
    };
    let Some(text) = body.get("body").and_then(Json::as_str).filter(|text| !text.trim().is_empty()) else {
        return error(400, "The comment body can't be empty.");
    };
    let public = body.get("public").and_then(Json::as_bool).unwrap_or(true);
    let Some(id) = call.view().issue(key).filter(|issue| call.view().is_service(issue)).map(|issue| issue.id) else {
        return error(404, "The customer request was not found or you do not have permission to view it.");
    };
    let (author, now) = (call.caller.unwrap_or_default(), call.now);
    let Some(made) = call.store.add_comment(id, author, Rich::Wiki(text.into()), public, now) else {
        return error(404, "The customer request was not found.");
    };
    let view = call.view();
    let row = view
        .store
        .issue_by_id(id)
        .and_then(|issue| issue.comments.iter().find(|row| row.id == made).map(|row| comment(&view, issue, row)));
    row.map_or_else(|| error(500, "The comment was lost."), |row| Answer::json(201, &row))
}

/// A person as the service desk tells of them: without pictures and the kind of account.
fn person(view: &View<'_>, who: usize) -> Json {
    let mut told = view.person(who);
    if let Some(told) = told.as_object_mut() {
        told.retain(|name, _| !matches!(name.as_str(), "self" | "avatarUrls" | "accountType"));
    }
    told
}
