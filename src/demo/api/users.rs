//! Looking for people, by Cloud's account ids and by Data Center's user names.

use serde_json::{Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::render::View;
use crate::demo::routes::Call;
use crate::demo::store::Person;

/// `GET user`.
pub(crate) fn one(call: &Call<'_>) -> Answer {
    let view = call.view();
    let request = call.request;
    let position = if call.cloud() {
        let Some(id) = request.query("accountId") else {
            return Answer::error(400, "The accountId query parameter must be provided");
        };
        view.store.people.iter().position(|person| person.account_id == id)
    } else {
        view.store.people.iter().position(|person| {
            request.query("username").is_some_and(|name| person.name.eq_ignore_ascii_case(name))
                || request.query("key") == Some(person.key.as_str())
        })
    };
    match position {
        Some(position) => Answer::ok(&view.profile(position, "en_US")),
        None if call.cloud() => {
            Answer::error(404, "Specified user does not exist or you do not have required permissions")
        }
        None => {
            let name = request.query("username").unwrap_or_default();
            Answer::error(404, format!("The user named '{name}' does not exist"))
        }
    }
}

/// `GET groups/picker`: groups whose name holds the query, in any case.
pub(crate) fn groups(call: &Call<'_>) -> Answer {
    let view = call.view();
    let wanted = call.request.query("query").unwrap_or_default().to_lowercase();
    let found: Vec<Json> = view
        .store
        .groups
        .iter()
        .filter(|group| group.to_lowercase().contains(&wanted))
        .map(|group| {
            let mut shown = view.group(group);
            if let Some(shown) = shown.as_object_mut() {
                shown.remove("self");
                shown.insert("html".into(), json!(group));
                shown.insert("labels".into(), json!([]));
            }
            shown
        })
        .collect();
    let total = found.len();
    Answer::ok(
        &json!({ "header": format!("Showing {total} of {total} matching groups"), "total": total, "groups": found }),
    )
}

/// `GET user/search`: a bare array (Jira facts, item 53).
pub(crate) fn search(call: &Call<'_>) -> Answer {
    let request = call.request;
    let wanted = request.query(if call.cloud() { "query" } else { "username" });
    let id = call.cloud().then(|| request.query("accountId")).flatten();
    if wanted.is_none() && id.is_none() {
        return Answer::error(
            400,
            if call.cloud() {
                "One of the following query parameters must be specified: [query, accountId, property]."
            } else {
                "The username query parameter was not provided"
            },
        );
    }
    let inactive = request.query("includeInactive") == Some("true") || call.cloud();
    matching(call, wanted, id, inactive, |_| true, 1_000)
}

/// `GET user/assignable/search`.
pub(crate) fn assignable(call: &Call<'_>) -> Answer {
    let view = call.view();
    let request = call.request;
    let issue = request.query("issueKey").or(request.query("issueId"));
    match (request.query("project"), issue) {
        (_, Some(key)) if view.issue(key).is_none() => return Answer::no_issue(),
        (Some(key), None) if view.project_index(key).is_none() => {
            return Answer::error(404, format!("No project could be found with key '{key}'."));
        }
        (None, None) => return Answer::error(400, "Either 'project' or 'issueKey' is required."),
        _ => {}
    }
    let wanted = request.query(if call.cloud() { "query" } else { "username" });
    let id = call.cloud().then(|| request.query("accountId")).flatten();
    matching(call, wanted, id, false, |person| person.account_type == "atlassian", 100)
}

/// `GET user/bulk` (Cloud).
pub(crate) fn bulk(call: &Call<'_>) -> Answer {
    let ids = call.request.query_all("accountId");
    if ids.is_empty() {
        return Answer::error(400, "The accountId query parameter must be provided");
    }
    let view = call.view();
    let rows: Vec<Json> = (0..view.store.people.len())
        .filter(|row| view.store.people.get(*row).is_some_and(|person| ids.contains(&person.account_id.as_str())))
        .map(|row| view.person(row))
        .collect();
    Answer::ok(&page::bean(call.request, &view.link("user/bulk"), rows, 10, 200))
}

fn matching(
    call: &Call<'_>,
    text: Option<&str>,
    id: Option<&str>,
    inactive: bool,
    also: impl Fn(&Person) -> bool,
    most: usize,
) -> Answer {
    let view = call.view();
    let rows: Vec<usize> = view
        .store
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| (inactive || person.active) && also(person))
        .filter(|(_, person)| id.is_none_or(|id| person.account_id == id))
        .filter(|(_, person)| text.is_none_or(|text| fits(&view, person, text)))
        .map(|(row, _)| row)
        .collect();
    let (_, _, _, rows) = page::cut(call.request, rows, 50, most);
    Answer::ok(&json!(rows.into_iter().map(|row| view.person(row)).collect::<Vec<_>>()))
}

/// A prefix of any word of the display name, or of the e-mail address if it may be seen.
fn fits(view: &View<'_>, person: &Person, text: &str) -> bool {
    let text = text.to_lowercase();
    let name = person.display.to_lowercase();
    if text.is_empty() || (!view.cloud() && text == ".") {
        return true;
    }
    name.starts_with(&text)
        || name.split([' ', '-']).any(|word| word.starts_with(&text))
        || (!person.email_hidden && person.email.to_lowercase().starts_with(&text))
        || (!view.cloud() && person.name.to_lowercase().starts_with(&text))
}
