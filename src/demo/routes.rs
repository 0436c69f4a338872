//! Which route answers which path, for both dialects.

use jiff::Timestamp;
use serde_json::json;

use super::account::Account;
use super::answer::{Answer, HTML};
use super::api;
use super::options::Dialect;
use super::render::View;
use super::request::Request;
use super::store::Store;

/// One request on its way through a route.
pub(super) struct Call<'a> {
    pub(super) store: &'a mut Store,
    pub(super) request: &'a Request,
    pub(super) dialect: Dialect,
    /// 2 or 3.
    pub(super) api: u8,
    /// The URL that `self` links start with.
    pub(super) base: &'a str,
    /// The site's own URL, also when the request came through the gateway.
    pub(super) site: &'a str,
    /// The position of the caller; `None` is anonymous.
    pub(super) caller: Option<usize>,
    pub(super) now: Timestamp,
    pub(super) account: &'a Account,
}

impl Call<'_> {
    /// The caller's view.
    pub(super) fn view(&self) -> View<'_> {
        View {
            store: self.store,
            dialect: self.dialect,
            api: self.api,
            base: self.base,
            caller: self.caller,
            now: self.now,
        }
    }

    /// Whether this is Cloud.
    pub(super) fn cloud(&self) -> bool {
        self.dialect == Dialect::Cloud
    }
}

/// 401 in Jira's words.
pub(super) fn unauthenticated() -> Answer {
    Answer::json(
        401,
        &json!({ "message": "Client must be authenticated to access this resource.", "status-code": 401 }),
    )
}

/// A path with its keys and ids replaced, which is what Cloud's burst limits count by.
pub(super) fn template(segments: &[String]) -> String {
    segments
        .iter()
        .map(|part| if part.bytes().any(|byte| byte.is_ascii_digit()) && part.len() > 1 { "{}" } else { part.as_str() })
        .collect::<Vec<_>>()
        .join("/")
}

/// Answers a request honestly.
pub(super) fn route(call: &mut Call<'_>) -> Answer {
    let request = call.request;
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let cloud = call.cloud();
    match segments.as_slice() {
        ["rest", "api", version, rest @ ..] => {
            call.api = match (*version, cloud) {
                ("3", true) => 3,
                ("2" | "latest", _) => 2,
                _ => return not_found(call),
            };
            platform(call, rest)
        }
        ["rest", "agile", "1.0" | "latest", rest @ ..] => {
            call.api = 2;
            if call.caller.is_none() {
                return unauthenticated();
            }
            api::agile::route(call, rest)
        }
        ["rest", "servicedeskapi", rest @ ..] => {
            call.api = 2;
            if call.caller.is_none() {
                return unauthenticated();
            }
            api::service_desk::route(call, rest)
        }
        ["rest", "pat", "latest" | "1.0", "tokens"] if !cloud => {
            if call.caller.is_none() {
                return unauthenticated();
            }
            api::about::personal_tokens(call)
        }
        ["_edge", "tenant_info"] if cloud => Answer::ok(&json!({ "cloudId": call.account.cloud_id })),
        ["secure", "attachment", id, _] if !cloud => api::attachments::content(call, id),
        ["media", id, "binary"] if cloud => api::attachments::media(call, id),
        ["browse", _] => {
            Answer::text(200, HTML, "<!DOCTYPE html><html><head><title>Jira</title></head><body></body></html>")
        }
        _ => not_found(call),
    }
}

fn platform(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    let method = call.request.method.as_str();
    let cloud = call.cloud();
    // Reads that Jira answers without a login; everything else asks for one (Jira facts, item 61).
    let open = matches!(
        rest,
        [
            "serverInfo"
                | "search"
                | "field"
                | "issuetype"
                | "status"
                | "priority"
                | "resolution"
                | "issueLinkType"
                | "project"
                | "issue"
                | "jql"
                | "mypermissions"
                | "label",
            ..
        ]
    );
    if call.caller.is_none() && (!open || !matches!(method, "GET" | "POST")) {
        return unauthenticated();
    }
    match (method, rest) {
        ("GET", ["serverInfo"]) => api::about::server_info(call),
        ("GET", ["myself"]) => api::about::myself(call),
        ("GET", ["mypermissions"]) => api::about::my_permissions(call),
        ("GET", ["instance", "license"]) if cloud => api::about::license(),
        ("GET", ["field"]) => api::catalog::fields(call),
        ("GET", ["issuetype"]) => api::catalog::issue_types(call),
        ("GET", ["status"]) => api::catalog::statuses(call),
        ("GET", ["statuses", "search"]) if cloud => api::catalog::status_search(call),
        ("GET", ["priority"]) => api::catalog::priorities(call),
        ("GET", ["priority", "search"]) if cloud => api::catalog::priority_search(call),
        ("GET", ["priority", "page"]) if !cloud => api::catalog::priority_search(call),
        ("GET", ["resolution"]) => api::catalog::resolutions(call),
        ("GET", ["resolution", "search"]) if cloud => api::catalog::resolution_search(call),
        ("GET", ["resolution", "page"]) if !cloud => api::catalog::resolution_search(call),
        ("GET", ["label"]) if cloud => api::catalog::labels(call),
        ("GET", ["issueLinkType"]) => api::catalog::link_types(call),
        ("GET", ["project"]) => api::projects::all(call),
        ("GET", ["project", "search"]) if cloud => api::projects::search(call),
        ("GET", ["project", key]) => api::projects::one(call, key),
        ("GET", ["project", key, "statuses"]) => api::projects::statuses(call, key),
        ("GET", ["project", key, "versions"]) => api::projects::versions(call, key, false),
        ("GET", ["project", key, "version"]) => api::projects::versions(call, key, true),
        ("GET", ["project", key, "components"]) => api::projects::components(call, key, false),
        ("GET", ["project", key, "component"]) if cloud => api::projects::components(call, key, true),
        ("GET" | "POST", ["search", "jql"]) if cloud => api::search::by_token(call),
        ("POST", ["search", "approximate-count"]) if cloud => api::search::approximate_count(call),
        ("GET" | "POST", ["search"]) if cloud => api::search::removed(),
        ("GET" | "POST", ["search"]) => api::search::by_offset(call),
        ("GET", ["jql", "autocompletedata"]) => api::jql_help::reference(call),
        ("GET", ["jql", "autocompletedata", "suggestions"]) => api::jql_help::suggestions(call),
        ("POST", ["jql", "parse"]) if cloud => api::jql_help::parse(call),
        ("GET", ["user"]) => api::users::one(call),
        ("GET", ["user", "search"]) => api::users::search(call),
        ("GET", ["user", "assignable", "search"]) => api::users::assignable(call),
        ("GET", ["groups", "picker"]) => api::users::groups(call),
        ("GET", ["user", "bulk"]) if cloud => api::users::bulk(call),
        ("GET", ["attachment", id]) => api::attachments::one(call, id),
        ("GET", ["attachment", "content", id]) if cloud => api::attachments::content(call, id),
        ("GET", ["issue", "createmeta"]) if cloud => api::create_meta::old(call),
        ("GET", ["issue", "createmeta", project, "issuetypes"]) => api::create_meta::types(call, project),
        ("GET", ["issue", "createmeta", project, "issuetypes", id]) => api::create_meta::fields(call, project, id),
        ("POST", ["issue", "bulkfetch"]) if cloud => api::issues::bulk_fetch(call),
        ("POST", ["issue"]) => api::write::create(call),
        ("GET", ["issue", key]) => api::issues::one(call, key),
        ("PUT", ["issue", key]) => api::write::edit(call, key),
        ("GET", ["issue", key, "editmeta"]) => api::issues::edit_meta(call, key),
        ("GET", ["issue", key, "comment"]) => api::issues::comments(call, key),
        ("POST", ["issue", key, "comment"]) => api::write::comment(call, key),
        ("GET", ["issue", key, "comment", id]) => api::issues::comment(call, key, id),
        ("PUT", ["issue", key, "comment", id]) => api::write::edit_comment(call, key, id),
        ("GET", ["issue", key, "changelog"]) if cloud => api::issues::changelog(call, key),
        ("GET", ["issue", key, "worklog"]) => api::issues::worklogs(call, key),
        ("GET", ["issue", key, "remotelink"]) => api::issues::remote_links(call, key),
        ("POST", ["issue", key, "remotelink"]) => api::link::page(call, key),
        ("GET", ["issue", key, "transitions"]) => api::issues::transitions(call, key),
        ("POST", ["issue", key, "transitions"]) => api::write::transition(call, key),
        ("GET", ["issue", key, "properties"]) => api::issues::properties(call, key),
        ("GET", ["issue", key, "properties", name]) => api::issues::property(call, key, name),
        ("POST", ["issueLink"]) => api::link::issues(call),
        _ => not_found(call),
    }
}

fn not_found(call: &Call<'_>) -> Answer {
    if call.cloud() {
        return Answer::text(
            404,
            HTML,
            "<!DOCTYPE html><html><head><title>Oops, you've found a dead link. - JIRA</title></head><body></body></html>",
        );
    }
    Answer::text(
        404,
        "application/xml;charset=UTF-8",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><status><status-code>404</status-code><message>null for uri: /rest/api/2</message></status>",
    )
}
