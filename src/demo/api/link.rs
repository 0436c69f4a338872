//! Links between issues, and to web pages.

use serde_json::{Map, Value as Json, json};

use super::issues::missing;
use super::write::{body, refused};
use crate::demo::answer::Answer;
use crate::demo::routes::{Call, unauthenticated};
use crate::demo::store::{Link, RemoteLink};

/// `POST issueLink`: `inwardIssue` is the source of the outward phrase; a duplicate succeeds (Jira facts, item 45).
pub(crate) fn issues(call: &mut Call<'_>) -> Answer {
    if call.caller.is_none() {
        return unauthenticated();
    }
    let body = match body(call) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let name = body
        .pointer("/type/name")
        .or_else(|| body.pointer("/type/id"))
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    let kind = call.store.link_types.iter().position(|row| row.name == name || row.id.to_string() == name);
    let Some(kind) = kind else {
        return Answer::error(404, format!("No issue link type with name '{name}' found."));
    };
    let end = |side: &str| {
        let side = body.get(side)?;
        let key = side.get("key").or_else(|| side.get("id")).and_then(Json::as_str)?;
        call.view().issue(key).map(|issue| issue.id)
    };
    let (Some(from), Some(to)) = (end("inwardIssue"), end("outwardIssue")) else {
        return missing(call);
    };
    if !call.store.links.iter().any(|row| row.kind == kind && row.from == from && row.to == to) {
        let id = call.store.fresh_id();
        call.store.links.push(Link { id, kind, from, to });
    }
    Answer::empty(201)
}

/// `POST issue/{key}/remotelink`: one with a known `globalId` is changed, 200; another is made, 201.
pub(crate) fn page(call: &mut Call<'_>, key: &str) -> Answer {
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
    let text = |pointer: &str| body.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    let (Some(url), Some(title)) = (text("/object/url"), text("/object/title")) else {
        let lacking = if text("/object/url").is_none() { "url" } else { "title" };
        return refused(&Map::from_iter([(lacking.to_owned(), json!(format!("'{lacking}' is required.")))]));
    };
    let global_id = text("/globalId");
    let known = issue.remote_links.iter_mut().find(|link| global_id.is_some() && link.global_id == global_id);
    let (status, id) = match known {
        Some(link) => {
            link.url = url;
            link.title = title;
            (200, link.id)
        }
        None => {
            let id = call.store.fresh_id();
            issue.remote_links.push(RemoteLink {
                id,
                global_id,
                url,
                title,
                summary: text("/object/summary"),
                relationship: text("/relationship"),
                application: None,
                resolved: None,
            });
            (201, id)
        }
    };
    call.store.put(issue);
    let own = call.view().link(&format!("issue/{key}/remotelink/{id}"));
    Answer::json(status, &json!({ "id": id, "self": own }))
}
