//! Help with queries: reference data, suggestions, and parsing without searching.

use serde_json::{Map, Value as Json, json};

use crate::demo::answer::Answer;
use crate::demo::jql::{self, World as _};
use crate::demo::routes::Call;
use crate::demo::store::{Field, Shape};
use crate::demo::world::{Seen, sorts};

/// `GET jql/autocompletedata` (Jira facts, item 27).
pub(crate) fn reference(call: &Call<'_>) -> Answer {
    let view = call.view();
    let fields: Vec<Json> = view
        .store
        .fields
        .iter()
        .filter(|field| field.searchable && view.has_field(field))
        .map(|field| {
            let mut row = Map::new();
            let clause =
                field.clauses.first().map_or_else(|| format!("\"{}\"", field.name), |clause| (*clause).to_owned());
            row.insert("value".into(), json!(clause));
            let shown = match field.custom_id() {
                Some(number) => {
                    row.insert("cfid".into(), json!(format!("cf[{number}]")));
                    format!("{} - cf[{number}]", field.name)
                }
                None => field.name.clone(),
            };
            row.insert("displayName".into(), json!(shown));
            row.insert("orderable".into(), json!(sorts(field).to_string()));
            row.insert("searchable".into(), json!("true"));
            if suggests(field) {
                row.insert("auto".into(), json!("true"));
            }
            row.insert("operators".into(), json!(operators(field.shape)));
            row.insert("types".into(), json!([java_type(field.shape)]));
            Json::Object(row)
        })
        .collect();
    let functions: Vec<Json> = FUNCTIONS
        .iter()
        .map(|(name, list)| {
            let mut row = Map::new();
            row.insert("value".into(), json!(name));
            row.insert("displayName".into(), json!(name));
            if *list {
                row.insert("isList".into(), json!("true"));
            }
            row.insert("types".into(), json!(["java.util.Date"]));
            Json::Object(row)
        })
        .collect();
    Answer::ok(&json!({ "visibleFieldNames": fields, "visibleFunctionNames": functions, "jqlReservedWords": RESERVED }))
}

/// `GET jql/autocompletedata/suggestions`: at most 15, the match in bold.
pub(crate) fn suggestions(call: &Call<'_>) -> Answer {
    let view = call.view();
    let world = Seen::new(call.store, call.dialect, call.caller, call.now);
    let typed = call.request.query("fieldValue").unwrap_or_default();
    let mut rows: Vec<(String, String)> = Vec::new();
    for clause in call.request.query("fieldName").into_iter() {
        for found in world.fields(clause) {
            let Some(field) = view.store.field(&found.id) else {
                continue;
            };
            for (value, shown) in world.known_values(field) {
                if shown.to_lowercase().contains(&typed.to_lowercase()) && !rows.iter().any(|row| row.0 == value) {
                    rows.push((value, bold(&shown, typed)));
                }
            }
        }
    }
    rows.truncate(15);
    let rows: Vec<Json> =
        rows.into_iter().map(|(value, shown)| json!({ "value": value, "displayName": shown })).collect();
    Answer::ok(&json!({ "results": rows }))
}

/// `POST jql/parse` (Cloud): always 200, the errors stand beside each query (Jira facts, item 26).
///
/// `strict` tells all errors, `warn` tells them beside the structure, `none` only what is wrong with the syntax.
pub(crate) fn parse(call: &Call<'_>) -> Answer {
    let body = match call.request.json() {
        Ok(body) => body,
        Err(message) => return Answer::error(400, message),
    };
    let validation = call.request.query("validation").unwrap_or("strict");
    if !["strict", "warn", "none"].contains(&validation) {
        return Answer::error(400, format!("Invalid validation mode: {validation}"));
    }
    let queries: Vec<&str> =
        body.get("queries").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    if queries.is_empty() {
        return Answer::error(400, "Provide at least one query to parse.");
    }
    let world = Seen::new(call.store, call.dialect, call.caller, call.now);
    let rows: Vec<Json> = queries.iter().map(|query| parsed(&world, query, validation)).collect();
    Answer::ok(&json!({ "queries": rows }))
}

fn parsed(world: &Seen<'_>, text: &str, validation: &str) -> Json {
    let mut row = Map::new();
    row.insert("query".into(), json!(text));
    let query = match jql::parse(text) {
        Ok(query) => query,
        Err(errors) => {
            row.insert("errors".into(), json!(errors));
            return Json::Object(row);
        }
    };
    let checked = if validation == "none" { Ok(Vec::new()) } else { jql::validate(world, &query) };
    if checked.is_ok() || validation != "strict" {
        row.insert("structure".into(), json!({}));
    }
    match checked {
        Ok(warnings) if warnings.is_empty() => {}
        Ok(warnings) => drop(row.insert("warnings".into(), json!(warnings))),
        Err(errors) => drop(row.insert("errors".into(), json!(errors))),
    }
    Json::Object(row)
}

fn bold(shown: &str, typed: &str) -> String {
    let at = shown.to_lowercase().find(&typed.to_lowercase()).filter(|_| !typed.is_empty());
    let parts =
        at.and_then(|at| Some((shown.get(..at)?, shown.get(at..at + typed.len())?, shown.get(at + typed.len()..)?)));
    parts.map_or_else(|| shown.to_owned(), |(before, inside, after)| format!("{before}<b>{inside}</b>{after}"))
}

fn suggests(field: &Field) -> bool {
    !matches!(field.shape, Shape::Text | Shape::Rich | Shape::Number | Shape::Date | Shape::Time | Shape::Url)
}

fn operators(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Text | Shape::Rich | Shape::Url => &["~", "!~", "is not", "is"],
        Shape::Number | Shape::Date | Shape::Time => &["=", "!=", "in", "not in", "<", "<=", ">", ">=", "is not", "is"],
        Shape::Status | Shape::Priority | Shape::Resolution | Shape::User | Shape::Versions => {
            &["=", "!=", "in", "not in", "is not", "is", "was", "was not", "was in", "was not in", "changed"]
        }
        _ => &["=", "!=", "in", "not in", "is not", "is"],
    }
}

fn java_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Number => "java.lang.Number",
        Shape::Date | Shape::Time => "java.util.Date",
        Shape::User | Shape::Users => "com.atlassian.jira.user.ApplicationUser",
        Shape::Project => "com.atlassian.jira.project.Project",
        Shape::Status => "com.atlassian.jira.issue.status.Status",
        Shape::Type => "com.atlassian.jira.issue.issuetype.IssueType",
        Shape::Priority => "com.atlassian.jira.issue.priority.Priority",
        Shape::Versions | Shape::Version => "com.atlassian.jira.project.version.Version",
        Shape::Components => "com.atlassian.jira.bc.project.component.ProjectComponent",
        _ => "java.lang.String",
    }
}

const FUNCTIONS: [(&str, bool); 28] = [
    ("currentUser()", false),
    ("currentLogin()", false),
    ("lastLogin()", false),
    ("now()", false),
    ("startOfDay()", false),
    ("startOfWeek()", false),
    ("startOfMonth()", false),
    ("startOfYear()", false),
    ("endOfDay()", false),
    ("endOfWeek()", false),
    ("endOfMonth()", false),
    ("endOfYear()", false),
    ("openSprints()", true),
    ("closedSprints()", true),
    ("futureSprints()", true),
    ("releasedVersions()", true),
    ("unreleasedVersions()", true),
    ("latestReleasedVersion(\"\")", false),
    ("earliestUnreleasedVersion(\"\")", false),
    ("linkedIssues(\"\")", true),
    ("membersOf(\"\")", true),
    ("issueHistory()", true),
    ("watchedIssues()", true),
    ("votedIssues()", true),
    ("standardIssueTypes()", true),
    ("subtaskIssueTypes()", true),
    ("projectsLeadByUser()", true),
    ("componentsLeadByUser()", true),
];

const RESERVED: [&str; 24] = [
    "and", "or", "not", "in", "is", "was", "changed", "order", "by", "asc", "desc", "empty", "null", "select", "from",
    "where", "set", "to", "on", "before", "after", "during", "like", "update",
];
