//! Reading issues and what hangs on them.

use serde_json::{Map, Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::render::Wanted;
use crate::demo::request::strings;
use crate::demo::routes::Call;

/// `GET issue/{idOrKey}`; an old key answers under the new one (Jira facts, item 30).
pub(crate) fn one(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let request = call.request;
    let wanted = Wanted {
        fields: request.list("fields"),
        expand: request.list("expand"),
        properties: request.list("properties"),
    };
    Answer::ok(&view.issue_json(issue, &wanted, false))
}

/// The answer for an issue that the caller can't see.
pub(crate) fn missing(call: &Call<'_>) -> Answer {
    match (call.cloud(), call.caller) {
        (false, Some(_)) => Answer::error(404, "Issue Does Not Exist"),
        (false, None) => Answer::errors(
            401,
            &["You do not have the permission to see the specified issue.".into(), "Login Required".into()],
        ),
        (true, _) => Answer::no_issue(),
    }
}

/// `POST issue/bulkfetch` (Cloud): ascending by id, unknown issues silently left out (Jira facts, item 22).
pub(crate) fn bulk_fetch(call: &Call<'_>) -> Answer {
    let body = match call.request.json() {
        Ok(body) => body,
        Err(message) => return Answer::error(400, message),
    };
    let strings = |name: &str| strings(&body, name);
    if body.get("expand").is_some_and(|expand| !expand.is_array()) {
        return Answer::error(400, "Invalid request payload. Refer to the REST API documentation and try again.");
    }
    let keys = strings("issueIdsOrKeys");
    if keys.is_empty() {
        return Answer::error(400, "issueIdsOrKeys must not be empty");
    }
    if keys.len() > 100 {
        return Answer::error(400, "The number of issues to fetch must not exceed 100.");
    }
    let view = call.view();
    let mut fields = strings("fields");
    if fields.is_empty() {
        fields.push("*navigable".into());
    }
    let wanted = Wanted { fields, expand: strings("expand"), properties: strings("properties") };
    let mut issues: Vec<_> = keys.iter().filter_map(|key| view.issue(key)).collect();
    issues.sort_by_key(|issue| issue.id);
    issues.dedup_by_key(|issue| issue.id);
    let rows: Vec<Json> = issues.into_iter().map(|issue| view.issue_json(issue, &wanted, false)).collect();
    Answer::ok(&json!({ "issues": rows, "issueErrors": [] }))
}

/// `GET issue/{key}/editmeta`.
pub(crate) fn edit_meta(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    match view.issue(key) {
        Some(issue) => Answer::ok(&json!({ "fields": view.edit_meta(issue) })),
        None => missing(call),
    }
}

/// `GET issue/{key}/comment`: oldest first unless `orderBy=-created`.
pub(crate) fn comments(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let mut rows: Vec<_> = issue.comments.iter().filter(|row| view.sees_comment(row)).collect();
    match call.request.query("orderBy") {
        None | Some("created" | "+created") => rows.sort_by_key(|row| (row.created, row.id)),
        Some("-created") => rows.sort_by_key(|row| std::cmp::Reverse((row.created, row.id))),
        Some(other) => return Answer::error(400, format!("Can not order by field: {other}")),
    }
    let rows: Vec<Json> = rows.into_iter().map(|row| view.comment(issue, row)).collect();
    let (usual, most) = if call.cloud() { (100, 5_000) } else { (1_048_576, 1_048_576) };
    let (start, size, total, rows) = page::cut(call.request, rows, usual, most);
    Answer::ok(&json!({ "startAt": start, "maxResults": size, "total": total, "comments": rows }))
}

/// `GET issue/{key}/comment/{id}`.
pub(crate) fn comment(call: &Call<'_>, key: &str, id: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    match issue.comments.iter().find(|row| row.id.to_string() == id && view.sees_comment(row)) {
        Some(row) => Answer::ok(&view.comment(issue, row)),
        None => Answer::error(404, format!("Can not find a comment for the id: {id}.")),
    }
}

/// `GET issue/{key}/changelog` (Cloud): oldest first (Jira facts, item 50).
pub(crate) fn changelog(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let rows: Vec<Json> = issue.history.iter().map(|entry| view.history(entry)).collect();
    Answer::ok(&page::bean(call.request, &view.link(&format!("issue/{key}/changelog")), rows, 100, 100))
}

/// `GET issue/{key}/worklog`.
pub(crate) fn worklogs(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let rows: Vec<Json> = issue.worklogs.iter().map(|entry| view.worklog(issue, entry)).collect();
    let (start, size, total, rows) =
        if call.cloud() { page::cut(call.request, rows, 5_000, 5_000) } else { (0, rows.len(), rows.len(), rows) };
    Answer::ok(&json!({ "startAt": start, "maxResults": size, "total": total, "worklogs": rows }))
}

/// `GET issue/{key}/remotelink`.
pub(crate) fn remote_links(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let rows: Vec<Json> = issue.remote_links.iter().map(|link| view.remote_link(issue, link)).collect();
    Answer::ok(&json!(rows))
}

/// `GET issue/{key}/transitions`; an unknown transition is an empty list (Jira facts, item 40).
pub(crate) fn transitions(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let with_fields = call.request.list("expand").iter().any(|part| part == "transitions.fields");
    let only = call.request.query("transitionId");
    let rows: Vec<Json> = view
        .transitions(issue, with_fields)
        .into_iter()
        .filter(|row| only.is_none_or(|id| row.get("id").and_then(Json::as_str) == Some(id)))
        .collect();
    Answer::ok(&json!({ "expand": "transitions", "transitions": rows }))
}

/// `GET issue/{key}/properties`.
pub(crate) fn properties(call: &Call<'_>, key: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let rows: Vec<Json> = issue
        .properties
        .keys()
        .map(|name| json!({ "self": view.link(&format!("issue/{}/properties/{name}", issue.key)), "key": name }))
        .collect();
    Answer::ok(&json!({ "keys": rows }))
}

/// `GET issue/{key}/properties/{name}`.
pub(crate) fn property(call: &Call<'_>, key: &str, name: &str) -> Answer {
    let view = call.view();
    let Some(issue) = view.issue(key) else {
        return missing(call);
    };
    let mut shown = Map::new();
    let Some(value) = issue.properties.get(name) else {
        return Answer::error(404, format!("The property {name} does not exist."));
    };
    shown.insert("key".into(), json!(name));
    shown.insert("value".into(), value.clone());
    Answer::ok(&Json::Object(shown))
}
