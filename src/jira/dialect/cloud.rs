//! What only Cloud does.

use super::super::read;
use super::super::request::{Reading, Request};
use super::super::types::{PageToken, SearchPage, SearchQuery};
use serde_json::{Value, json};

const ROOT: &str = "rest/api/3";

/// Token paging; no total (Jira facts, items 16 and 17). By POST, because queries grow longer than addresses may be.
pub fn search(query: &SearchQuery, page_size: usize) -> Request {
    // Without fields not even the key is sure to come.
    let fields = if query.fields.is_empty() { json!(["key"]) } else { json!(query.fields) };
    let mut body = json!({"jql": query.jql, "maxResults": page_size, "fields": fields});
    if let (Some(PageToken::Token(token)), Some(body)) = (&query.page, body.as_object_mut()) {
        body.insert("nextPageToken".to_owned(), json!(token));
    }
    Request::ask(ROOT, "search/jql", body)
}

/// The last page has no token, or says so; a short page says nothing.
pub fn read_search(mut told: Value) -> SearchPage {
    let is_last = told.get("isLast").and_then(Value::as_bool) == Some(true);
    let token = read::text(&told, "nextPageToken").filter(|token| !is_last && !token.is_empty());
    SearchPage {
        issues: read::issues(&mut told),
        next: token.map(PageToken::Token),
        warnings: read::warnings(&told),
        ..SearchPage::default()
    }
}

/// An estimate (Jira facts, item 19).
pub fn count(jql: &str) -> Request {
    Request::ask(ROOT, "search/approximate-count", json!({"jql": jql}))
}

/// All that is wrong with a query, syntax and names (Jira facts, item 26).
pub fn check_jql(jql: &str) -> Request {
    Request::ask(ROOT, "jql/parse", json!({"queries": [jql]})).with("validation", "strict")
}

/// Filtered by Jira on key and name.
pub fn projects(query: Option<&str>, limit: usize) -> Request {
    Request::get(ROOT, "project/search", &[]).with("maxResults", limit.clamp(1, 100)).with_some("query", query)
}

/// Those of them that exist (Jira facts, item 53).
pub fn users_by_id(ids: &[&str]) -> Request {
    let request = Request::get(ROOT, "user/bulk", &[]).with("maxResults", ids.len());
    ids.iter().fold(request, |request, id| request.with("accountId", id))
}

/// Oldest first (Jira facts, item 50).
pub fn history_page(key: &str, start: u64, count: usize) -> Request {
    Request::get(ROOT, "issue/{key}/changelog", &[key]).with("startAt", start).with("maxResults", count)
}

/// Oldest first.
pub fn worklog_page(key: &str, start: u64, count: usize) -> Request {
    Request::get(ROOT, "issue/{key}/worklog", &[key]).with("startAt", start).with("maxResults", count)
}

/// Without the redirect to the media host (Jira facts, item 46).
pub fn attachment_content(id: &str) -> Request {
    Request::get(ROOT, "attachment/content/{id}", &[id])
        .with("redirect", false)
        .reading(Reading::Piece { from: 0, max_bytes: 0 })
}
