//! The site's lists: fields, types, statuses, priorities, resolutions, labels, link types.

use serde_json::{Value as Json, json};

use super::page;
use crate::demo::answer::Answer;
use crate::demo::routes::Call;

/// `GET field`.
pub(crate) fn fields(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows: Vec<Json> =
        view.store.fields.iter().filter(|field| view.has_field(field)).map(|field| view.field_row(field)).collect();
    Answer::ok(&json!(rows))
}

/// `GET issuetype`.
pub(crate) fn issue_types(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows: Vec<Json> = (0..view.store.types.len()).map(|row| view.issue_type(row)).collect();
    Answer::ok(&json!(rows))
}

/// `GET status`.
pub(crate) fn statuses(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows: Vec<Json> = (0..view.store.statuses.len()).map(|row| view.status(row)).collect();
    Answer::ok(&json!(rows))
}

/// `GET statuses/search` (Cloud).
pub(crate) fn status_search(call: &Call<'_>) -> Answer {
    let view = call.view();
    let text = call.request.query("searchString").unwrap_or_default().to_lowercase();
    let wanted = call.request.query("statusCategory");
    let rows: Vec<Json> = view
        .store
        .statuses
        .iter()
        .filter(|status| status.name.to_lowercase().contains(&text))
        .filter_map(|status| {
            let category = match status.category.key() {
                "new" => "TODO",
                "done" => "DONE",
                _ => "IN_PROGRESS",
            };
            let row = json!({
                "id": status.id.to_string(),
                "name": status.name,
                "statusCategory": category,
                "scope": { "type": "GLOBAL" },
                "description": status.description,
            });
            wanted.is_none_or(|wanted| wanted == category).then_some(row)
        })
        .collect();
    Answer::ok(&page::bean(call.request, &view.link("statuses/search"), rows, 200, 200))
}

/// `GET priority`.
pub(crate) fn priorities(call: &Call<'_>) -> Answer {
    Answer::ok(&json!(priority_rows(call)))
}

/// `GET priority/search` (Cloud), `GET priority/page` (Data Center).
pub(crate) fn priority_search(call: &Call<'_>) -> Answer {
    let own = call.view().link("priority/search");
    Answer::ok(&page::bean(call.request, &own, priority_rows(call), 50, 1_000))
}

fn priority_rows(call: &Call<'_>) -> Vec<Json> {
    let view = call.view();
    (0..view.store.priorities.len()).map(|row| view.priority_detail(row)).collect()
}

/// `GET resolution`.
pub(crate) fn resolutions(call: &Call<'_>) -> Answer {
    Answer::ok(&json!(resolution_rows(call)))
}

/// `GET resolution/search` (Cloud), `GET resolution/page` (Data Center).
pub(crate) fn resolution_search(call: &Call<'_>) -> Answer {
    let own = call.view().link("resolution/search");
    Answer::ok(&page::bean(call.request, &own, resolution_rows(call), 50, 1_000))
}

fn resolution_rows(call: &Call<'_>) -> Vec<Json> {
    let view = call.view();
    (0..view.store.resolutions.len()).map(|row| view.resolution(row)).collect()
}

/// `GET label` (Cloud).
pub(crate) fn labels(call: &Call<'_>) -> Answer {
    let rows: Vec<Json> =
        if call.caller.is_some() { call.store.labels.iter().map(|label| json!(label)).collect() } else { Vec::new() };
    Answer::ok(&page::bean(call.request, &call.view().link("label"), rows, 1_000, 1_000))
}

/// `GET issueLinkType`.
pub(crate) fn link_types(call: &Call<'_>) -> Answer {
    let view = call.view();
    let rows: Vec<Json> = view.store.link_types.iter().map(|kind| view.link_type(kind)).collect();
    Answer::ok(&json!({ "issueLinkTypes": rows }))
}
