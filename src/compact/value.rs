//! One field's value in words, whatever its type.
//!
//! What decides is the shape that Jira sent, and the schema where shapes are alike. Names are shown, ids never;
//! a shape that nobody knows is left out rather than dumped.

use super::{View, sprint, time};
use crate::jira::types::FieldSchema;
use crate::text::{adf, clean, cut, wiki};
use serde_json::{Map, Number, Value};

/// The longest cell, in characters.
pub const CELL: usize = 200;

/// The value as one line, uncut; `None` when it is empty or holds nothing that a reader could use.
pub fn line(value: &Value, schema: Option<&FieldSchema>, view: &View<'_>) -> Option<String> {
    let words = match value {
        Value::Null => None,
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) if is_duration(schema) => number.as_u64().map(duration),
        Value::Number(number) if is_unset(number.as_f64()?, schema) => None,
        Value::Number(number) => Some(plain_number(number.as_f64()?)),
        Value::String(text) => string(text, schema, view),
        Value::Array(items) => Some(list(items, schema, view)),
        Value::Object(members) => object(members, value, view),
    };
    words.map(|words| clean::line(&words)).filter(|words| !words.is_empty())
}

/// The value as a cell: a string of at most 200 characters, a number or a boolean; `""` when it is empty.
pub fn cell(value: &Value, schema: Option<&FieldSchema>, view: &View<'_>) -> Value {
    match value {
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) if number.as_f64().is_some_and(|number| is_unset(number, schema)) => "".into(),
        Value::Number(number) if !is_duration(schema) => short_number(number),
        Value::Object(members) if let Some(count) = count(members) => short_number(count),
        other => line(other, schema, view).map_or_else(|| "".into(), |words| cut::cell(&words, CELL).into()),
    }
}

/// Whether the value is a text with paragraphs, to be shown as a fenced body rather than as a line.
pub fn is_rich(value: &Value, schema: Option<&FieldSchema>) -> bool {
    match value {
        Value::Object(members) => members.get("type").and_then(Value::as_str) == Some("doc"),
        Value::String(_) => is_wiki(schema),
        _ => false,
    }
}

/// Whether a field holds nothing that a reader could use: positions on a board, what a plugin keeps for itself.
pub fn is_noise(schema: Option<&FieldSchema>) -> bool {
    let custom = schema.and_then(|schema| schema.custom.as_deref()).unwrap_or_default();
    const NOISE: [&str; 6] =
        ["gh-lexo-rank", "gh-global-rank", "devsummarycf", "devsummary", "jsw-issue-color", "sd-request-feedback-date"];
    NOISE.iter().any(|one| custom.ends_with(one))
}

fn string(text: &str, schema: Option<&FieldSchema>, view: &View<'_>) -> Option<String> {
    if let Some(name) = sprint::name_in(text) {
        return Some(name);
    }
    if is_internal(text) {
        return None;
    }
    match schema.map(|schema| schema.kind.as_str()) {
        Some("datetime") => Some(time::moment(text, view.zone)),
        // An epic link of Data Center is the bare key of another issue.
        Some("any") if is_issue_key(text) => (view.allows)(text).then(|| text.to_owned()),
        _ if is_wiki(schema) => Some(wiki::plain(text)),
        _ => Some(text.to_owned()),
    }
}

/// What plugins keep in fields for themselves, known by its look where no schema tells: a rank (`0|z170ls:`), a Java object's text.
fn is_internal(text: &str) -> bool {
    let rank = text.split_once('|').is_some_and(|(bucket, rest)| {
        let lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        bucket.len() == 1 && lower(bucket) && rest.split_once(':').is_some_and(|(rank, end)| lower(rank) && lower(end))
    });
    rank || text == "{}" || text == "9223372036854775807" || is_summary(text) || is_java_object(text)
}

/// What the development panel keeps: `{"cachedValue":…}`, `{pullrequest={dataType=…`.
fn is_summary(text: &str) -> bool {
    const KINDS: [&str; 9] = [
        "summaryBean",
        "pullrequest",
        "repository",
        "branch",
        "commit",
        "review",
        "build",
        "deployment-environment",
        "json",
    ];
    let Some(inside) = text.strip_prefix('{') else { return false };
    inside.starts_with("\"cachedValue\"")
        || KINDS.iter().any(|kind| inside.strip_prefix(kind).is_some_and(|after| after.starts_with('=')))
}

/// `com.example.Thing@1f3a[…]`: a class's full name and where the object lies.
fn is_java_object(text: &str) -> bool {
    let text = text.strip_prefix('[').unwrap_or(text);
    let Some((class, after)) = text.split_once('@') else { return false };
    let address = after.bytes().take_while(u8::is_ascii_hexdigit).count();
    let ends = after.get(address..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', ']', ',', '{']));
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_$".contains(c));
    let class_name = class.rsplit('.').next().unwrap_or_default();
    address > 0
        && ends
        && class.matches('.').count() > 1
        && class.split('.').all(part)
        && class_name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn object(members: &Map<String, Value>, value: &Value, view: &View<'_>) -> Option<String> {
    let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if text("type") == Some("doc") {
        return Some(adf::plain(value));
    }
    if members.contains_key("inwardIssue") || members.contains_key("outwardIssue") {
        return link(members, view);
    }
    if let Some(key) = text("key").filter(|key| is_issue_key(key)) {
        return (view.allows)(key).then(|| key.to_owned());
    }
    if let Some(key) = text("key").filter(|_| members.contains_key("projectTypeKey")) {
        return Some(key.to_owned());
    }
    if let Some(time) = tracking(members) {
        return Some(time);
    }
    if let Some(parent) = text("value") {
        let child = members.get("child").and_then(|child| child.get("value")).and_then(Value::as_str);
        return Some(child.map_or_else(|| parent.to_owned(), |child| format!("{parent} > {child}")));
    }
    if let Some(done) = progress(members) {
        return done;
    }
    if let Some(count) = count(members).and_then(Number::as_f64) {
        // Nobody voting or watching is nothing to tell.
        return (count > 0.0).then(|| plain_number(count));
    }
    if let Some(request) = members.get("requestType").and_then(|request| request.get("name")).and_then(Value::as_str) {
        return Some(request.to_owned());
    }
    let named = ["displayName", "name", "title", "filename", "label", "key"].iter().find_map(|name| text(name));
    named.map(str::to_owned)
}

/// Items in one line; people of one name are told apart by their e-mail addresses where Jira gives them.
fn list(items: &[Value], schema: Option<&FieldSchema>, view: &View<'_>) -> String {
    let name = |item: &Value| item.get("displayName").and_then(Value::as_str).map(str::to_owned);
    let is_shared = |item: &Value| {
        name(item).is_some_and(|own| items.iter().filter(|other| name(other).as_ref() == Some(&own)).count() > 1)
    };
    let words = items.iter().filter_map(|item| {
        let words = line(item, schema, view)?;
        let email =
            item.get("emailAddress").and_then(Value::as_str).filter(|email| !email.is_empty() && is_shared(item));
        Some(email.map_or_else(|| words.clone(), |email| format!("{words} <{email}>")))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Votes, watchers, or how many comments or worklogs there are.
fn count(members: &Map<String, Value>) -> Option<&Number> {
    let is_list = ["comments", "worklogs"].iter().any(|list| members.contains_key(*list));
    let names: &[&str] = if is_list { &["total"] } else { &["votes", "watchCount"] };
    names.iter().find_map(|name| members.get(*name)?.as_number())
}

/// `3h 30m of 16h`, of seconds; `Some(None)` when nothing was estimated or spent.
fn progress(members: &Map<String, Value>) -> Option<Option<String>> {
    let seconds = |name: &str| members.get(name).and_then(Value::as_u64);
    let (done, total) = (seconds("progress")?, seconds("total")?);
    Some((total > 0).then(|| format!("{} of {}", duration(done), duration(total))))
}

/// `blocks SHOP-2`; nothing of an issue that may not be shown.
fn link(members: &Map<String, Value>, view: &View<'_>) -> Option<String> {
    let (direction, other) = match members.get("outwardIssue") {
        Some(other) => ("outward", other),
        None => ("inward", members.get("inwardIssue")?),
    };
    let key = other.get("key")?.as_str()?;
    let words = members.get("type")?.get(direction)?.as_str()?;
    (view.allows)(key).then(|| format!("{words} {key}"))
}

fn tracking(members: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let parts = [("timeSpent", "spent"), ("remainingEstimate", "remaining"), ("originalEstimate", "estimated")];
    let known = parts.iter().filter_map(|(name, word)| Some(format!("{} {word}", text(name)?)));
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn is_wiki(schema: Option<&FieldSchema>) -> bool {
    let Some(schema) = schema else { return false };
    let system = matches!(schema.system.as_deref(), Some("description" | "environment"));
    system || schema.custom.as_deref().is_some_and(|custom| custom.ends_with(":textarea"))
}

/// Estimates and time spent are plain numbers of seconds, told apart by the system field's name only.
fn is_duration(schema: Option<&FieldSchema>) -> bool {
    let system = schema.and_then(|schema| schema.system.as_deref()).unwrap_or_default();
    ["timeestimate", "timeoriginalestimate", "timespent"].iter().any(|name| system.ends_with(name))
}

/// What stands for nothing: the largest rank, and the ratio of work to no estimate (`-1`).
fn is_unset(number: f64, schema: Option<&FieldSchema>) -> bool {
    let is_ratio = schema.and_then(|schema| schema.system.as_deref()) == Some("workratio");
    number >= i64::MAX as f64 || (is_ratio && number < 0.0)
}

/// Hours and minutes, because how long a day is differs from site to site.
fn duration(seconds: u64) -> String {
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}

fn short_number(number: &Number) -> Value {
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).into(),
        _ => number.clone().into(),
    }
}

fn plain_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// Whether a text is an issue's key and nothing else.
pub fn is_issue_key(text: &str) -> bool {
    let Some((project, number)) = text.rsplit_once('-') else {
        return false;
    };
    let letters = project.starts_with(|c: char| c.is_ascii_uppercase())
        && project.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    letters && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use serde_json::json;

    fn shown(value: Value) -> Option<String> {
        shown_as(value, FieldSchema::default())
    }

    fn shown_as(value: Value, schema: FieldSchema) -> Option<String> {
        let view = View { zone: &TimeZone::UTC, allows: &|key| !key.starts_with("OPS-") };
        line(&value, Some(&schema), &view)
    }

    fn kind(kind: &str) -> FieldSchema {
        FieldSchema { kind: kind.into(), ..FieldSchema::default() }
    }

    #[test]
    fn every_usual_shape_is_a_name() {
        for (value, words) in [
            (json!({"self": "x", "displayName": "Ana Silva", "accountId": "5b1"}), "Ana Silva"),
            (json!({"self": "x", "value": "EU", "id": "1"}), "EU"),
            (json!({"value": "EU", "child": {"value": "Spain"}}), "EU > Spain"),
            (json!([{"name": "1.2"}, {"name": "1.3"}]), "1.2, 1.3"),
            (json!(["a", "b"]), "a, b"),
            (json!({"id": "1", "key": "SHOP", "name": "Web Shop", "projectTypeKey": "software"}), "SHOP"),
            (json!({"id": "1", "key": "SHOP-3", "fields": {"summary": "x"}}), "SHOP-3"),
            (json!([{"id": 1, "name": "Sprint 5", "state": "active", "boardId": 1}]), "Sprint 5"),
            (
                json!([
                    "com.atlassian.greenhopper.service.sprint.Sprint@a8[id=1,rapidViewId=1,state=ACTIVE,name=Sprint 5,goal=a, b]"
                ]),
                "Sprint 5",
            ),
            (json!({"votes": 3, "hasVoted": false}), "3"),
            (json!({"comments": [], "total": 7}), "7"),
            (json!({"progress": 12_600, "total": 57_600, "percent": 21}), "3h 30m of 16h"),
            (
                json!([{"displayName": "Ana", "emailAddress": "a@x.io"}, {"displayName": "Ana", "emailAddress": "b@x.io"}, {"displayName": "Jo", "emailAddress": "j@x.io"}]),
                "Ana <a@x.io>, Ana <b@x.io>, Jo",
            ),
            (json!([{"displayName": "Ana"}, {"displayName": "Ana"}]), "Ana, Ana"),
            (json!("{a} = {b}"), "{a} = {b}"),
            (json!("mail john.r.Doe@fab"), "mail john.r.Doe@fab"),
            (json!({"timeSpent": "3h", "remainingEstimate": "1d"}), "3h spent, 1d remaining"),
            (json!(5.0), "5"),
            (json!(2.5), "2.5"),
            (
                json!([{"type": {"outward": "blocks", "inward": "is blocked by"}, "outwardIssue": {"key": "SHOP-2"}}]),
                "blocks SHOP-2",
            ),
            (json!("  two\nlines\u{202e} "), "two lines"),
        ] {
            assert_eq!(shown(value.clone()).as_deref(), Some(words), "{value}");
        }
    }

    #[test]
    fn what_is_empty_unknown_or_hidden_is_nothing() {
        for value in [
            json!(null),
            json!(""),
            json!([]),
            json!({}),
            json!({"self": "https://x", "iconUrl": "https://x/y.png", "id": "1"}),
            json!({"key": "OPS-1", "fields": {"summary": "secret"}}),
            json!([{"type": {"outward": "blocks"}, "outwardIssue": {"key": "OPS-1"}}]),
            json!("0|z170ls:"),
            json!("{}"),
            json!({"progress": 0, "total": 0}),
            json!({"votes": 0, "hasVoted": false}),
            json!({"watchCount": 0}),
            json!("9223372036854775807"),
            json!(9_223_372_036_854_775_807_i64),
            json!("{pullrequest={dataType=pullrequest, state=OPEN}, json={\"cachedValue\":{}}}"),
            json!("{\"cachedValue\":{\"errors\":[]}}"),
            json!("com.atlassian.servicedesk.Thing@1f3a[id=1]"),
        ] {
            assert_eq!(shown(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn the_schema_tells_alike_shapes_apart() {
        assert_eq!(shown_as(json!("2026-06-15T12:00:00.000+0200"), kind("datetime")).unwrap(), "2026-06-15 10:00");
        assert_eq!(shown_as(json!("2026-06-15"), kind("date")).unwrap(), "2026-06-15");
        let spent = FieldSchema { system: Some("timespent".into()), ..kind("number") };
        assert_eq!(shown_as(json!(12_000), spent).unwrap(), "3h 20m");
        assert_eq!(shown_as(json!("OPS-7"), kind("any")), None);
        let rich = FieldSchema {
            custom: Some("com.atlassian.jira.plugin.system.customfieldtypes:textarea".into()),
            ..kind("string")
        };
        assert!(is_rich(&json!("*bold*"), Some(&rich)));
        assert!(!is_rich(&json!("a title"), Some(&kind("string"))));
    }

    #[test]
    fn cells_keep_numbers_and_are_cut() {
        let view = View { zone: &TimeZone::UTC, allows: &|_| true };
        assert_eq!(cell(&json!(5.0), None, &view), json!(5));
        assert_eq!(cell(&json!({"votes": 0}), None, &view), json!(0));
        assert_eq!(cell(&json!({"watchCount": 3}), None, &view), json!(3));
        assert_eq!(cell(&json!({"comments": [], "total": 7}), None, &view), json!(7));
        let ratio = FieldSchema { system: Some("workratio".into()), ..kind("number") };
        assert_eq!(cell(&json!(-1), Some(&ratio), &view), json!(""));
        assert_eq!(line(&json!(-1), Some(&ratio), &view), None);
        assert_eq!(line(&json!(-1), None, &view).unwrap(), "-1");
        assert_eq!(cell(&json!(true), None, &view), json!(true));
        assert_eq!(cell(&json!(null), None, &view), json!(""));
        assert_eq!(cell(&json!("x".repeat(300)), None, &view).as_str().unwrap().chars().count(), CELL);
    }
}
