//! What only Cloud does.

use super::super::read;
use super::super::request::{Reading, Request};
use super::super::types::{PageToken, SearchPage, SearchQuery, Status, WorkflowStep};
use super::Also;
use serde_json::{Value, json};

const ROOT: &str = "rest/api/3";

/// Token paging; no total (Jira facts, items 16 and 17). By POST, because queries grow longer than addresses may be.
pub fn search(query: &SearchQuery, page_size: usize, also: &Also) -> Request {
    // Without fields not even the key is sure to come.
    let fields = if query.fields.is_empty() { json!(["key"]) } else { json!(query.fields) };
    let mut body = json!({"jql": query.jql, "maxResults": page_size, "fields": fields});
    if let Some(body) = body.as_object_mut() {
        if let Some(PageToken::Token(token) | PageToken::Reconciled(token, _)) = &query.page {
            body.insert("nextPageToken".to_owned(), json!(token));
        }
        if !also.reconcile.is_empty() {
            body.insert("reconcileIssues".to_owned(), json!(also.reconcile));
        }
        if let Some(property) = &also.property {
            body.insert("properties".to_owned(), json!([property]));
        }
    }
    Request::ask(ROOT, "search/jql", body)
}

/// Several issues at once; those that don't exist are left out (Jira facts, item 22).
pub fn issues_by_key(keys: &[String], fields: &[&str], property: Option<&str>) -> Request {
    let mut body = json!({"issueIdsOrKeys": keys, "fields": fields});
    if let (Some(property), Some(body)) = (property, body.as_object_mut()) {
        body.insert("properties".to_owned(), json!([property]));
    }
    Request::ask(ROOT, "issue/bulkfetch", body)
}

/// The last page has no token, or says so; a short page says nothing. The next page must name the same issues.
pub fn read_search(mut told: Value, reconciled: &[u64]) -> SearchPage {
    let is_last = told.get("isLast").and_then(Value::as_bool) == Some(true);
    let token = read::text(&told, "nextPageToken").filter(|token| !is_last && !token.is_empty());
    SearchPage {
        issues: read::issues(&mut told),
        next: token.map(|token| match reconciled {
            [] => PageToken::Token(token),
            issues => PageToken::Reconciled(token, issues.to_vec()),
        }),
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

/// By the numbers of both.
pub fn workflow(project: &str, issue_type: &str) -> Request {
    Request::ask(ROOT, "workflows/preview", json!({"projectId": project, "issueTypeIds": [issue_type]}))
}

/// Statuses are named by references that hold within the answer; what makes new issues is no step.
pub fn read_workflow(told: &Value) -> Vec<WorkflowStep> {
    let statuses = read::list(told, "statuses");
    let status = |reference: &str| {
        let known = statuses.iter().find(|one| read::text(one, "statusReference").as_deref() == Some(reference))?;
        Some(Status { id: read::text(known, "id")?, name: read::text(known, "name")?, ..Status::default() })
    };
    let step = |told: &Value| {
        let to = status(&read::text(told, "toStatusReference")?)?;
        let left = read::list(told, "links").iter().filter_map(|link| read::text(link, "fromStatusReference"));
        let from = match read::text(told, "type").as_deref() {
            Some("GLOBAL") => None,
            Some("DIRECTED") => Some(left.filter_map(|reference| Some(status(&reference)?.id)).collect()),
            _ => return None,
        };
        Some(WorkflowStep { from, to })
    };
    let workflow = read::list(told, "workflows").first();
    workflow.map(|workflow| read::list(workflow, "transitions").iter().filter_map(step).collect()).unwrap_or_default()
}

/// Without the redirect to the media host (Jira facts, item 46).
pub fn attachment_content(id: &str) -> Request {
    Request::get(ROOT, "attachment/content/{id}", &[id])
        .with("redirect", false)
        .reading(Reading::Piece { from: 0, max_bytes: 0 })
}
