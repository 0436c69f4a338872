//! Writing issues, comments, transitions and links, with Jira's refusals.

use serde_json::{Map, Value as Json, json};

use super::change::{assign, change, comment_body};
use super::issues::missing;
use crate::demo::answer::Answer;
use crate::demo::routes::{Call, unauthenticated};
use crate::demo::store::{Issue, Rich, ScreenField, Value};

/// Jira's refusal with a message per field.
pub(super) fn refused(errors: &Map<String, Json>) -> Answer {
    Answer::json(400, &json!({ "errorMessages": [], "errors": errors }))
}

/// The body as JSON, if this site takes it: of a text that it can't hold Jira says one word (Jira facts, item 47).
pub(super) fn body(call: &Call<'_>) -> Result<Json, Answer> {
    let body: Json = call.request.json().map_err(|message| Answer::error(400, message))?;
    if call.store.most_bytes.is_some_and(|most| body.to_string().len() > most) {
        return Err(Answer::error(413, "The content exceeds the limit."));
    }
    let refused = &call.store.refused_nodes;
    if call.api == 3 && !refused.is_empty() && holds_node(&body, refused) {
        return Err(Answer::error(400, "INVALID_INPUT"));
    }
    Ok(body)
}

/// The text of a comment in the body.
fn sent_comment(call: &Call<'_>) -> Result<Rich, Answer> {
    let text = comment_body(call, body(call)?.get("body"));
    text.map_err(|message| refused(&Map::from_iter([("comment".to_owned(), json!(message))])))
}

fn holds_node(json: &Json, kinds: &[String]) -> bool {
    let own = json.get("type").and_then(Json::as_str);
    own.is_some_and(|own| kinds.iter().any(|kind| kind == own))
        || match json {
            Json::Array(items) => items.iter().any(|item| holds_node(item, kinds)),
            Json::Object(members) => members.values().any(|member| holds_node(member, kinds)),
            _ => false,
        }
}

/// `POST issue`.
pub(crate) fn create(call: &mut Call<'_>) -> Answer {
    let Some(me) = call.caller else {
        return unauthenticated();
    };
    let body = match body(call) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let empty = Map::new();
    let fields = body.get("fields").and_then(Json::as_object).unwrap_or(&empty);
    let mut errors = Map::new();
    let project = fields
        .get("project")
        .and_then(|project| project.get("key").or_else(|| project.get("id")))
        .and_then(Json::as_str)
        .and_then(|key| call.view().project_index(key));
    let Some(project) = project else {
        errors.insert(
            "project".into(),
            json!(if call.cloud() { "Specify a valid project ID or key" } else { "project is required" }),
        );
        return refused(&errors);
    };
    let kind = fields.get("issuetype").and_then(|json| {
        let field = call.store.field("issuetype")?.clone();
        match call.store.read(&field, project, json, call.dialect, call.api) {
            Ok(Some(Value::Type(kind))) => Some(kind),
            _ => None,
        }
    });
    let Some(kind) = kind else {
        errors.insert(
            "issuetype".into(),
            json!(if call.cloud() { "Specify a valid issue type" } else { "valid issue type is required" }),
        );
        return refused(&errors);
    };
    let screen = call.store.screen(project, kind);
    let id = call.store.fresh_id();
    let mut issue = Issue {
        id,
        key: String::new(),
        former_keys: Vec::new(),
        project,
        values: [
            ("project".into(), Value::Project(project)),
            ("issuetype".into(), Value::Type(kind)),
            ("created".into(), Value::Time(call.now)),
            ("updated".into(), Value::Time(call.now)),
            ("creator".into(), Value::User(me)),
            ("reporter".into(), Value::User(me)),
        ]
        .into(),
        comments: Vec::new(),
        worklogs: Vec::new(),
        history: Vec::new(),
        attachments: Vec::new(),
        remote_links: Vec::new(),
        properties: std::collections::BTreeMap::new(),
        watchers: 1,
        votes: 0,
    };
    let medium = call.store.priorities.iter().position(|row| row.name == "Medium").unwrap_or_default();
    issue.values.insert("priority".into(), Value::Priority(medium));
    let first = call
        .store
        .projects
        .get(project)
        .and_then(|row| call.store.workflows.get(row.workflow))
        .and_then(|row| row.statuses.first().copied());
    issue.values.insert("status".into(), Value::Status(first.unwrap_or_default()));
    for (name, json) in fields.iter().filter(|(name, _)| !matches!(name.as_str(), "project" | "issuetype")) {
        if let Err(message) = assign(call, &mut issue, &screen, name, json) {
            errors.insert(name.clone(), json!(message));
        }
    }
    for on_screen in screen.iter().filter(|row| row.required && !row.has_default) {
        let id = on_screen.field.as_str();
        // A field of the other product is on no screen of this one.
        if !call.store.field(id).is_some_and(|field| call.view().has_field(field)) {
            continue;
        }
        if issue.get(id).is_none() && !errors.contains_key(id) {
            let name = call.store.field(id).map(|field| field.name.clone()).unwrap_or_default();
            let message = if id == "summary" {
                "You must specify a summary of the issue.".into()
            } else {
                format!("{name} is required.")
            };
            errors.insert(id.into(), json!(message));
        }
    }
    if !errors.is_empty() {
        return refused(&errors);
    }
    for property in body.get("properties").and_then(Json::as_array).into_iter().flatten() {
        if let (Some(key), Some(value)) = (property.get("key").and_then(Json::as_str), property.get("value")) {
            issue.properties.insert(key.to_owned(), value.clone());
        }
    }
    let Some(row) = call.store.projects.get_mut(project) else {
        return missing(call);
    };
    issue.key = format!("{}-{}", row.key, row.next_number);
    row.next_number += 1;
    // A new issue has no history of its own making.
    issue.history.clear();
    let key = issue.key.clone();
    call.store.put(issue);
    Answer::json(201, &json!({ "id": id.to_string(), "key": key, "self": call.view().link(&format!("issue/{id}")) }))
}

/// `PUT issue/{key}`: `fields` and `update`, 204 (Jira facts, item 36).
pub(crate) fn edit(call: &mut Call<'_>, key: &str) -> Answer {
    if call.caller.is_none() {
        return unauthenticated();
    }
    let Some(mut issue) = call.view().issue(key).cloned() else {
        return missing(call);
    };
    let body = match body(call) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let screen = call.store.screen(issue.project, issue.kind());
    match change(call, &mut issue, &screen, &body) {
        Ok(comments) => {
            let id = issue.id;
            call.store.put(issue);
            add_comments(call, id, comments);
        }
        Err(errors) => return refused(&errors),
    }
    if call.request.query("returnIssue") == Some("true") {
        let view = call.view();
        if let Some(issue) = view.issue(key) {
            return Answer::ok(&view.issue_json(issue, &crate::demo::render::Wanted::default(), false));
        }
    }
    Answer::empty(204)
}

fn add_comments(call: &mut Call<'_>, issue: u64, comments: Vec<Rich>) {
    let (by, now) = (call.caller.unwrap_or_default(), call.now);
    for text in comments {
        call.store.add_comment(issue, by, text, true, now);
    }
}

/// `POST issue/{key}/comment`. A `jsdPublic` in the body is ignored: the comment is public.
pub(crate) fn comment(call: &mut Call<'_>, key: &str) -> Answer {
    let Some(me) = call.caller else {
        return unauthenticated();
    };
    let Some(id) = call.view().issue(key).map(|issue| issue.id) else {
        return missing(call);
    };
    let text = match sent_comment(call) {
        Ok(text) => text,
        Err(answer) => return answer,
    };
    let now = call.now;
    let made = call.store.add_comment(id, me, text, true, now);
    let view = call.view();
    let shown = view
        .issue(key)
        .and_then(|issue| issue.comments.iter().find(|row| Some(row.id) == made).map(|row| view.comment(issue, row)));
    shown.map_or_else(|| missing(call), |shown| Answer::json(201, &shown))
}

/// `PUT issue/{key}/comment/{id}`: own comments only; what keeps a comment internal stays.
pub(crate) fn edit_comment(call: &mut Call<'_>, key: &str, id: &str) -> Answer {
    let Some(me) = call.caller else {
        return unauthenticated();
    };
    let Some(mut issue) = call.view().issue(key).cloned() else {
        return missing(call);
    };
    let text = match sent_comment(call) {
        Ok(text) => text,
        Err(answer) => return answer,
    };
    let now = call.now;
    let Some(row) = issue.comments.iter_mut().find(|row| row.id.to_string() == id) else {
        return Answer::error(404, format!("Can not find a comment for the id: {id}."));
    };
    if row.author != me {
        return Answer::error(400, format!("You do not have the permission to edit this comment {id}."));
    }
    row.body = text;
    row.updated = now;
    issue.values.insert("updated".into(), Value::Time(now));
    call.store.put(issue);
    let view = call.view();
    let shown = view.issue(key).and_then(|issue| {
        issue.comments.iter().find(|row| row.id.to_string() == id).map(|row| view.comment(issue, row))
    });
    shown.map_or_else(|| missing(call), |shown| Answer::ok(&shown))
}

/// `POST issue/{key}/transitions` (Jira facts, item 40).
pub(crate) fn transition(call: &mut Call<'_>, key: &str) -> Answer {
    let Some(me) = call.caller else {
        return unauthenticated();
    };
    let Some(mut issue) = call.view().issue(key).cloned() else {
        return missing(call);
    };
    let body = match body(call) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let id = body.pointer("/transition/id");
    let id =
        id.and_then(Json::as_str).map(str::to_owned).or_else(|| id.and_then(Json::as_u64).map(|id| id.to_string()));
    let Some(id) = id else {
        return Answer::error(400, "Missing 'transition' identifier");
    };
    let found = call.store.transitions(&issue).into_iter().find(|row| row.id.to_string() == id).cloned();
    let Some(found) = found else {
        return Answer::error(400, format!("Transition id '{id}' is not valid for this issue."));
    };
    let mut screen = found.screen.clone();
    if !screen.is_empty() {
        screen.push(ScreenField::optional("comment"));
    }
    let comments = match change(call, &mut issue, &screen, &body) {
        Ok(comments) => comments,
        Err(errors) => return refused(&errors),
    };
    let lacking: Map<String, Json> = screen
        .iter()
        .filter(|row| row.required && issue.get(&row.field).is_none())
        .map(|row| {
            (
                row.field.clone(),
                json!(format!("{} is required.", call.store.field(&row.field).map_or("", |field| field.name.as_str()))),
            )
        })
        .collect();
    if !lacking.is_empty() {
        return refused(&lacking);
    }
    let now = call.now;
    call.store.set(&mut issue, "status", Some(Value::Status(found.to)), me, now);
    let done = call.store.statuses.get(found.to).is_some_and(|status| status.category.key() == "done");
    if done {
        issue.values.entry("resolution".into()).or_insert(Value::Resolution(0));
        issue.values.insert("resolutiondate".into(), Value::Time(now));
    } else {
        issue.values.remove("resolution");
        issue.values.remove("resolutiondate");
    }
    let issue_id = issue.id;
    call.store.put(issue);
    // Without a screen there is no box for a comment, and Jira says nothing of it.
    if !found.screen.is_empty() {
        add_comments(call, issue_id, comments);
    }
    Answer::empty(204)
}
