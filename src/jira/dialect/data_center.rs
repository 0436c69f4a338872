//! What only Data Center does.

use super::super::read;
use super::super::request::{Reading, Request};
use super::super::types::{Attachment, Listing, PageToken, Project, SearchPage, SearchQuery};
use serde_json::{Value, json};

const ROOT: &str = "rest/api/2";

/// Offset paging with a total (Jira facts, item 21). The query is validated, which is the default: a name that does not exist must
/// be an error and not an empty result.
pub fn search(query: &SearchQuery, page_size: usize) -> Request {
    let start = match &query.page {
        Some(PageToken::Offset(start)) => *start,
        Some(PageToken::Token(_) | PageToken::Reconciled(..)) | None => 0,
    };
    let body = json!({
        "jql": query.jql, "startAt": start, "maxResults": page_size, "fields": query.fields, "validateQuery": true,
    });
    Request::ask(ROOT, "search", body)
}

/// There is more while the page ends before the total.
pub fn read_search(mut told: Value) -> SearchPage {
    let issues = read::issues(&mut told);
    let start = told.get("startAt").and_then(Value::as_u64).unwrap_or_default();
    let total = told.get("total").and_then(Value::as_u64);
    let end = start.saturating_add(issues.len() as u64);
    let has_more = !issues.is_empty() && total.is_some_and(|total| end < total);
    SearchPage {
        issues,
        next: has_more.then_some(PageToken::Offset(end)),
        total,
        total_is_estimate: false,
        warnings: read::warnings(&told),
    }
}

/// The exact number.
pub fn count(jql: &str) -> Request {
    let body = json!({"jql": jql, "startAt": 0, "maxResults": 0, "fields": ["key"], "validateQuery": true});
    Request::ask(ROOT, "search", body)
}

/// All of them at once; Data Center neither filters nor pages them.
pub fn projects() -> Request {
    Request::get(ROOT, "project", &[])
}

/// Those whose key or name holds the query, in Jira's order.
pub fn read_projects(told: &Value, query: Option<&str>, limit: usize) -> Listing<Project> {
    let wanted = query.unwrap_or_default().to_lowercase();
    let fits = |project: &Project| {
        project.key.to_lowercase().contains(&wanted) || project.name.to_lowercase().contains(&wanted)
    };
    let mut items: Vec<Project> = read::items(told).iter().map(read::project).filter(fits).collect();
    let total = Some(items.len() as u64);
    items.truncate(limit);
    Listing { items, total }
}

/// The path is built from id and name; the `content` address in answers is never followed.
pub fn attachment_content(attachment: &Attachment) -> Request {
    Request::get("secure", "attachment/{id}/{name}", &[&attachment.id, &attachment.name])
        .reading(Reading::Piece { from: 0, max_bytes: 0 })
}
