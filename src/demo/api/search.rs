//! Search: token paging on Cloud, `startAt` paging on Data Center.

use serde_json::{Map, Value as Json, json};

use crate::demo::answer::Answer;
use crate::demo::jql;
use crate::demo::render::Wanted;
use crate::demo::request::{split_lists, strings};
use crate::demo::routes::Call;
use crate::demo::store::Issue;

/// The words for a query without a restriction (Jira facts, item 18).
const UNBOUNDED: &str = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";

/// What a search request asks for, from the query or the body.
struct Asked {
    jql: String,
    wanted: Wanted,
    most: Option<usize>,
    token: Option<String>,
    start: usize,
    reconcile: Vec<u64>,
    /// Whether a name that doesn't exist is an error; otherwise it is a warning, and finds nothing.
    validate: bool,
}

/// `GET|POST search/jql` (Cloud).
pub(crate) fn by_token(call: &Call<'_>) -> Answer {
    let mut asked = match read(call) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    if asked.wanted.fields.is_empty() {
        asked.wanted.fields.push("id".into());
    }
    if asked.reconcile.len() > 50 {
        return Answer::error(400, "The maximum number of issue ids to reconcile is 50.");
    }
    if asked.wanted.properties.len() > 5 {
        return Answer::error(400, "The number of properties must not exceed 5.");
    }
    let (issues, _) = match found(call, &asked, true) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    // The page shrinks as more is asked for (Jira facts, item 16).
    let bare = asked.wanted.fields.iter().all(|field| matches!(field.as_str(), "id" | "key"));
    let ceiling = if bare { 5_000 } else { 100 };
    let size = asked.most.unwrap_or(50).clamp(1, ceiling);
    let start = match &asked.token {
        None => 0,
        Some(token) => match open_token(token, &asked.jql) {
            Some(start) => start,
            None => return Answer::error(400, "The provided next page token is invalid or expired."),
        },
    };
    let view = call.view();
    let page: Vec<&Issue> = issues.iter().skip(start).take(size).copied().collect();
    let last = start + page.len() >= issues.len();
    let mut shown = Map::new();
    shown.insert("issues".into(), page.iter().map(|issue| view.issue_json(issue, &asked.wanted, true)).collect());
    describe(call, &asked.wanted, &mut shown);
    if !last {
        shown.insert("nextPageToken".into(), json!(seal_token(start + page.len(), &asked.jql)));
    }
    shown.insert("isLast".into(), json!(last));
    Answer::ok(&Json::Object(shown))
}

/// `POST search/approximate-count` (Cloud).
pub(crate) fn approximate_count(call: &Call<'_>) -> Answer {
    let asked = match read(call) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    match found(call, &asked, true) {
        Ok((issues, _)) => Answer::ok(&json!({ "count": issues.len() })),
        Err(answer) => answer,
    }
}

/// `GET|POST search` on Cloud: gone (Jira facts, item 21).
pub(crate) fn removed() -> Answer {
    Answer::error(
        410,
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
    )
}

/// `GET|POST search` (Data Center).
pub(crate) fn by_offset(call: &Call<'_>) -> Answer {
    let mut asked = match read(call) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    if asked.wanted.fields.is_empty() {
        asked.wanted.fields.push("*navigable".into());
    }
    let (issues, warnings) = match found(call, &asked, false) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let size = asked.most.unwrap_or(50).min(1_000);
    let view = call.view();
    let page: Vec<Json> =
        issues.iter().skip(asked.start).take(size).map(|issue| view.issue_json(issue, &asked.wanted, true)).collect();
    let mut shown = Map::new();
    shown.insert("expand".into(), json!("schema,names"));
    shown.insert("startAt".into(), json!(asked.start));
    shown.insert("maxResults".into(), json!(size));
    shown.insert("total".into(), json!(issues.len()));
    shown.insert("issues".into(), json!(page));
    describe(call, &asked.wanted, &mut shown);
    if !warnings.is_empty() {
        shown.insert("warningMessages".into(), json!(warnings));
    }
    Answer::ok(&Json::Object(shown))
}

/// The issues that a query matches, as they are now, without those that the caller can't see, and Jira's warnings.
fn found<'a>(
    call: &'a Call<'_>,
    asked: &Asked,
    must_be_bounded: bool,
) -> Result<(Vec<&'a Issue>, Vec<String>), Answer> {
    let visible: Vec<&Issue> = call
        .store
        .indexed(&asked.reconcile)
        .into_iter()
        .filter(|issue| call.view().sees_project(issue.project))
        .collect();
    let world = crate::demo::world::Seen::new(call.store, call.dialect, call.caller, call.now);
    let found = match jql::search(&world, &asked.jql, &visible) {
        Ok(found) => found,
        Err(messages) if !asked.validate && jql::parse(&asked.jql).is_ok() => return Ok((Vec::new(), messages)),
        Err(messages) => return Err(Answer::errors(400, &messages)),
    };
    if must_be_bounded && !found.bounded {
        return Err(Answer::error(400, UNBOUNDED));
    }
    let issues = found.issues.into_iter().filter_map(|issue| call.store.issue_by_id(issue.id)).collect();
    Ok((issues, found.warnings))
}

fn describe(call: &Call<'_>, wanted: &Wanted, shown: &mut Map<String, Json>) {
    let view = call.view();
    let columns = view.columns(wanted);
    if wanted.expand.iter().any(|part| part == "names") {
        shown.insert("names".into(), view.names(&columns));
    }
    if wanted.expand.iter().any(|part| part == "schema") {
        shown.insert("schema".into(), view.schemas(&columns));
    }
}

/// Reads a search request, refusing what Jira refuses.
fn read(call: &Call<'_>) -> Result<Asked, Answer> {
    let request = call.request;
    if request.method == "GET" {
        let reconcile = request.list("reconcileIssues").iter().filter_map(|id| id.parse().ok()).collect();
        return Ok(Asked {
            jql: request.query("jql").unwrap_or_default().to_owned(),
            wanted: Wanted {
                fields: request.list("fields"),
                expand: request.list("expand"),
                properties: request.list("properties"),
            },
            most: request.number("maxResults"),
            token: request.query("nextPageToken").map(str::to_owned),
            start: request.number("startAt").unwrap_or(0),
            reconcile,
            validate: request.query("validateQuery") != Some("false"),
        });
    }
    let body = request.json().map_err(|message| Answer::error(400, message))?;
    let known: &[&str] = if call.cloud() {
        &["jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "reconcileIssues"]
    } else {
        &["jql", "startAt", "maxResults", "fields", "expand", "properties", "validateQuery", "fieldsByKeys"]
    };
    if let Some(unknown) = body.as_object().and_then(|body| body.keys().find(|key| !known.contains(&key.as_str()))) {
        return Err(Answer::error(400, invalid_payload(call, unknown)));
    }
    let strings = |name: &str| strings(&body, name);
    let number = |name: &str| body.get(name).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok());
    // Cloud takes one string with commas, Data Center a list (Jira facts, item 16).
    let expand = match body.get("expand") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::String(text)) if call.cloud() => split_lists([text.as_str()]),
        Some(Json::Array(_)) if !call.cloud() => strings("expand"),
        Some(_) => return Err(Answer::error(400, invalid_payload(call, "expand"))),
    };
    Ok(Asked {
        jql: body.get("jql").and_then(Json::as_str).unwrap_or_default().to_owned(),
        wanted: Wanted { fields: strings("fields"), expand, properties: strings("properties") },
        most: number("maxResults"),
        token: body.get("nextPageToken").and_then(Json::as_str).map(str::to_owned),
        start: number("startAt").unwrap_or(0),
        reconcile: body
            .get("reconcileIssues")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_u64)
            .collect(),
        validate: body.get("validateQuery").and_then(Json::as_bool) != Some(false),
    })
}

fn invalid_payload(call: &Call<'_>, name: &str) -> String {
    if call.cloud() {
        "Invalid request payload. Refer to the REST API documentation and try again.".into()
    } else {
        format!(
            "Unrecognized field \"{name}\" (class com.atlassian.jira.rest.v2.search.SearchRequestBean), not marked as ignorable"
        )
    }
}

/// A token that says where to go on, bound to its query and not to be read.
fn seal_token(start: usize, jql: &str) -> String {
    use base64::Engine as _;
    let plain = format!("{:08x}:{start}", fingerprint(jql));
    base64::engine::general_purpose::STANDARD.encode(plain)
}

fn open_token(token: &str, jql: &str) -> Option<usize> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(token).ok()?;
    let plain = String::from_utf8(bytes).ok()?;
    let (print, start) = plain.split_once(':')?;
    (print == format!("{:08x}", fingerprint(jql))).then(|| start.parse().ok()).flatten()
}

fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
