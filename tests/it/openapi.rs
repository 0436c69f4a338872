//! Holds what the client asks and what the embedded Jira answers against the published API descriptions.
//!
//! Neither was written from the other, and neither was written from the descriptions' types: a mistake would have to be
//! made twice. The descriptions are not part of the project; where they are missing the check says that it is skipped.

use crate::support::{cloud, data_center, required};
use crate::{tls, writes};
use mcp_server_jira::demo::{Dialect, Seen};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

/// Where the descriptions and the real answers differ, or the endpoint is in no description. Each was looked up.
/// `(part of what is reported, why)`; one that no longer applies fails `every_exception_is_needed`.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("/_edge/tenant_info", "undocumented, used by every client that needs the cloud id (Jira facts, item 57)"),
    (
        "/rest/pat/latest/tokens",
        "of an app that comes with Data Center, in no description; answers as clients in use read them",
    ),
    ("/secure/attachment/", "the file itself, not part of the REST description (Jira facts, item 46)"),
    ("'defaultLocale' was unexpected", "a recorded Cloud answer has it"),
    (
        "'untranslatedName' was unexpected",
        "real lists of fields have it, those of a site in another language above all",
    ),
    (
        "is not of type \"string\" at /visible",
        "the description's own example of Data Center's words of JQL has objects",
    ),
    ("/changelog/histories/*/items/*/from", "a field that was empty has no old value in any real changelog"),
    (
        "is not of type \"string\" at /properties/*/value",
        "a property's value is any JSON that was put there; Data Center's description knows only texts",
    ),
    ("GET /api/2/issue/{issueIdOrKey}/properties/{propertyKey} 200: {", "the same, when it is read"),
    (
        "POST /api/2/issue/{issueIdOrKey}/remotelink: status 201 is not declared",
        "the description has one status for a link that is new and one that was there",
    ),
    ("at /comments/*/properties/*/value", "a property's value is any JSON; the service desk keeps an object there"),
    (
        "issue/{issueIdOrKey}/transitions: query parameter `expand` is not declared",
        "the operation's own text asks for `expand=transitions.fields`",
    ),
];

static PLATFORM: LazyLock<Option<Document>> =
    LazyLock::new(|| Document::load("jira-cloud-platform-v3.openapi.json", ""));
static AGILE: LazyLock<Option<Document>> =
    LazyLock::new(|| Document::load("jira-software-cloud-agile-1.0.openapi.json", ""));
static SERVICE_DESK: LazyLock<Option<Document>> =
    LazyLock::new(|| Document::load("jira-service-management-cloud.openapi.json", ""));
static DATA_CENTER: LazyLock<Option<Document>> =
    LazyLock::new(|| Document::load("jira-software-data-center-10.3.openapi.json", "/rest"));

/// Whether the descriptions are there to check against; says so once when they are not.
pub fn available() -> bool {
    static SAID: LazyLock<bool> = LazyLock::new(|| {
        let there = [&PLATFORM, &AGILE, &SERVICE_DESK, &DATA_CENTER].iter().all(|document| document.is_some());
        if !there {
            println!("skipped: no API description");
            assert!(!required("shared"), "the API descriptions are required and missing");
        }
        there
    });
    *SAID
}

/// Everything that is wrong with the requests and the answers of a log, exceptions left out.
pub fn check(log: &[Seen], dialect: Dialect, context: &str) -> Vec<String> {
    let mut found = findings(log, dialect, context);
    found.retain(|one| !EXCEPTIONS.iter().any(|(part, _)| one.contains(part)));
    found
}

/// Everything that differs from the descriptions, each said once.
fn findings(log: &[Seen], dialect: Dialect, context: &str) -> Vec<String> {
    if !available() {
        return Vec::new();
    }
    let mut found: Vec<String> = log.iter().flat_map(|seen| look(seen, dialect, context)).collect();
    found.sort();
    found.dedup();
    found
}

#[tokio::test]
async fn every_exception_is_needed() {
    if !available() {
        return;
    }
    let mut found = Vec::new();
    for setup in [cloud(), data_center()] {
        let (dialect, house) = (setup.dialect, setup.open().await);
        let sections = ["comments", "links", "history", "transitions", "worklogs", "attachments"];
        house.record("jira_info", json!({})).await;
        for key in ["SHOP-1", "HELP-1"] {
            house.call("jira_get_issue", json!({"key": key, "include": sections})).await;
        }
        house.call("jira_search", json!({"jql": "sumary ~ checkout"})).await;
        house.call("jira_get_issue", json!({"key": "SHOP-7", "attachment": "#10704"})).await;
        found.extend(findings(&house.handle().requests(), dialect, ""));
    }
    let house = cloud().open().await;
    house.handle().speak_german();
    house.record("jira_lookup", json!({"kind": "field"})).await;
    found.extend(findings(&house.handle().requests(), Dialect::Cloud, ""));
    for setup in [cloud(), data_center()] {
        let (dialect, house) = (setup.dialect, setup.open().await);
        writes::write_everything(&house).await;
        found.extend(findings(&house.handle().requests(), dialect, ""));
    }
    let house = tls::behind_the_gateway().await;
    house.record("jira_info", json!({})).await;
    found.extend(findings(&house.handle().requests(), Dialect::Cloud, ""));
    let unneeded: Vec<_> = EXCEPTIONS.iter().filter(|(part, _)| !found.iter().any(|one| one.contains(part))).collect();
    assert!(unneeded.is_empty(), "no longer needed: {unneeded:?}\n{}", found.join("\n"));
    assert_eq!(EXCEPTIONS.len(), 12);
}

/// What a person chooses for a scoped token is what the requests need: no less, and no more.
#[tokio::test]
async fn the_scopes_are_those_of_the_requests() {
    if !available() {
        return;
    }
    let house = cloud().open().await;
    let sections = ["comments", "links", "history", "transitions", "worklogs", "attachments"];
    house.record("jira_info", json!({})).await;
    for key in ["SHOP-1", "HELP-1"] {
        house.call("jira_get_issue", json!({"key": key, "include": sections})).await;
    }
    house.call("jira_search", json!({"jql": "assignee = Ana"})).await;
    for kind in ["user", "project", "sprint", "priority", "label"] {
        house.call("jira_lookup", json!({"kind": kind, "query": "a", "project": "SHOP"})).await;
    }
    writes::write_everything(&house).await;
    let needed: BTreeSet<String> = house.handle().requests().iter().flat_map(scopes_of).collect();
    // It is asked for the plan alone, and going without it is no failure.
    let needed: BTreeSet<&str> =
        needed.iter().map(String::as_str).filter(|scope| !scope.starts_with("manage:")).collect();
    assert_eq!(needed, BTreeSet::from_iter(mcp_server_jira::tools::scopes()));
}

/// The scopes that a request's operation needs, by the descriptions of Cloud.
fn scopes_of(seen: &Seen) -> Vec<String> {
    let path = seen.route().replace("/rest/api/2/", "/rest/api/3/").replace("/rest/api/latest/", "/rest/api/3/");
    let documents = PLATFORM.iter().chain(AGILE.iter()).chain(SERVICE_DESK.iter());
    let operation = documents.filter_map(|document| document.operation(&seen.method.to_lowercase(), &path)).next();
    let ways = operation.and_then(|(_, operation)| operation["security"].as_array()).cloned().unwrap_or_default();
    let scopes = ways.iter().filter_map(|way| way["OAuth2"].as_array()).flatten();
    scopes.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What was found wrong with an answer of an endpoint.
type Held = HashMap<(String, Vec<u8>), Vec<String>>;

struct Document {
    root: Value,
    prefix: &'static str,
    validators: Mutex<HashMap<String, &'static jsonschema::Validator>>,
    held: Mutex<Held>,
}

fn look(seen: &Seen, dialect: Dialect, context: &str) -> Vec<String> {
    let path = seen.route();
    let path = path.strip_prefix(context).unwrap_or(path);
    // Behind the gateway the same paths stand under the site's id.
    let path = match path.strip_prefix("/ex/jira/") {
        Some(rest) => rest.find('/').map_or(rest, |slash| &rest[slash..]),
        None => path,
    };
    // Cloud's second version has the operations of its third.
    let path = if dialect == Dialect::Cloud { path.replace("/rest/api/2/", "/rest/api/3/") } else { path.to_owned() };
    let path =
        path.replace("/rest/api/latest/", if dialect == Dialect::Cloud { "/rest/api/3/" } else { "/rest/api/2/" });
    let documents: Vec<&Document> = match dialect {
        Dialect::Cloud => PLATFORM.iter().chain(AGILE.iter()).chain(SERVICE_DESK.iter()).collect(),
        // The service desk answers alike on both.
        Dialect::DataCenter => DATA_CENTER.iter().chain(SERVICE_DESK.iter()).collect(),
    };
    let method = seen.method.to_lowercase();
    for document in documents {
        if let Some((template, operation)) = document.operation(&method, &path) {
            return document.hold(seen, template, operation, dialect);
        }
    }
    if seen.status == Some(404) || seen.status == Some(410) {
        return Vec::new();
    }
    vec![format!("{} {path}: no such endpoint in the description", seen.method)]
}

impl Document {
    fn load(name: &str, prefix: &'static str) -> Option<Self> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/jira/openapi").join(name);
        let text = std::fs::read_to_string(path).ok()?;
        let mut root: Value = serde_json::from_str(&text).unwrap();
        nullable(&mut root);
        anything(&mut root);
        Some(Self { root, prefix, validators: Mutex::default(), held: Mutex::default() })
    }

    /// The operation of a path; the template with the fewest placeholders wins.
    fn operation(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let path = path.strip_prefix(self.prefix)?;
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.split('/').collect();
            wanted.len() == parts.len()
                && wanted
                    .iter()
                    .zip(&parts)
                    .all(|(want, part)| want == part || (want.starts_with('{') && !part.is_empty()))
        };
        let paths = self.root["paths"].as_object()?;
        let fitting = paths.iter().filter(|(template, item)| fits(template) && item.get(method).is_some());
        let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
        Some((template, &item[method]))
    }

    fn hold(&self, seen: &Seen, template: &str, operation: &Value, dialect: Dialect) -> Vec<String> {
        let place = format!("{} {template}", seen.method);
        let mut found = Vec::new();
        let shared = self.root["paths"][template].get("parameters");
        let parameters: Vec<&Value> = operation
            .get("parameters")
            .into_iter()
            .chain(shared)
            .filter_map(Value::as_array)
            .flatten()
            .map(|one| self.follow(one))
            .collect();
        let declared = |name: &str| parameters.iter().any(|one| one["in"] == "query" && one["name"] == name);
        let query = seen.path.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap_or_default();
            if !declared(name) {
                found.push(format!("{place}: query parameter `{name}` is not declared"));
            }
        }
        for one in &parameters {
            let missing = one["in"] == "query"
                && one["required"] == true
                && !query.split('&').any(|pair| pair.split('=').next() == one["name"].as_str());
            if missing {
                found.push(format!("{place}: query parameter {} is required", one["name"]));
            }
        }
        if !seen.body.is_empty() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            match serde_json::from_slice::<Value>(&seen.body) {
                Ok(body) if schema.is_object() => {
                    found.extend(self.against(&format!("{place} request"), schema, &body))
                }
                Ok(_) => found.push(format!("{place}: takes no body")),
                Err(_) => found.push(format!("{place}: the body is no JSON")),
            }
        }
        let Some(status) = seen.status.filter(|_| !seen.faulty) else {
            return found;
        };
        let json = seen.content_type.as_deref().is_some_and(|kind| kind.starts_with("application/json"));
        let answer = &operation["responses"][status.to_string()];
        if (200..300).contains(&status) && answer.is_null() {
            found.push(format!("{place}: status {status} is not declared"));
        }
        let schema = &answer["content"]["application/json"]["schema"];
        if json && schema.is_object() && !seen.answer.is_empty() {
            found.extend(self.hold_answer(&format!("{place} {status}"), schema, &seen.answer, dialect));
        }
        found
    }

    /// What is wrong with an answer. Remembered, because most answers are the same in every test.
    fn hold_answer(&self, place: &str, schema: &Value, answer: &[u8], dialect: Dialect) -> Vec<String> {
        let known = (place.to_owned(), answer.to_vec());
        if let Some(found) = self.held.lock().unwrap().get(&known) {
            return found.clone();
        }
        let found: Vec<String> = match serde_json::from_slice::<Value>(answer) {
            // Data Center's description gives the item where a list is answered.
            Ok(Value::Array(items)) if dialect == Dialect::DataCenter && !self.is_array(schema) => {
                items.iter().flat_map(|item| self.against(place, schema, item)).collect()
            }
            Ok(body) => self.against(place, schema, &body),
            Err(_) => vec![format!("{place}: the answer is no JSON")],
        };
        self.held.lock().unwrap().insert(known, found.clone());
        found
    }

    fn is_array(&self, schema: &Value) -> bool {
        self.follow(schema)["type"] == "array"
    }

    fn follow<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.root.pointer(reference.trim_start_matches('#')).unwrap_or(value),
            None => value,
        }
    }

    fn against(&self, place: &str, schema: &Value, body: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        let wrong = validator.iter_errors(body).take(5);
        wrong
            .map(|error| {
                format!("{place}: {} at {}", cut(&error.to_string()), general(&error.instance_path().to_string()))
            })
            .collect()
    }

    /// One validator per schema for the whole run: building one takes longer than using it.
    fn validator(&self, schema: &Value) -> &'static jsonschema::Validator {
        let mut validators = self.validators.lock().unwrap();
        if let Some(known) = validators.get(&schema.to_string()) {
            return known;
        }
        let mut whole = Map::from_iter([("components".to_owned(), self.root["components"].clone())]);
        whole.insert("allOf".to_owned(), json!([schema]));
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft4).should_validate_formats(false);
        let built: &'static _ = Box::leak(Box::new(options.build(&Value::Object(whole)).unwrap()));
        validators.insert(schema.to_string(), built);
        built
    }
}

/// OpenAPI 3.0 says `nullable` where JSON Schema lists `null` among the types.
fn nullable(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("nullable") == Some(&json!(true)) {
                if let Some(Value::String(one)) = members.get("type") {
                    let types = json!([one, "null"]);
                    members.insert("type".to_owned(), types);
                }
                if let Some(Value::Array(values)) = members.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
            members.values_mut().for_each(nullable);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable),
        _ => {}
    }
}

/// Java's `Object`, which holds anything, is described as `type: object` and nothing else.
fn anything(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for inner in ["additionalProperties", "items"] {
                let known = ["properties", "additionalProperties", "$ref"];
                if members
                    .get(inner)
                    .is_some_and(|one| one["type"] == "object" && !known.iter().any(|key| one.get(key).is_some()))
                {
                    members.insert(inner.to_owned(), json!({}));
                }
            }
            members.values_mut().for_each(anything);
        }
        Value::Array(items) => items.iter_mut().for_each(anything),
        _ => {}
    }
}

/// `/issues/3/fields` as `/issues/*/fields`: one report for all items of a list.
fn general(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn cut(text: &str) -> String {
    if text.len() <= 160 {
        text.to_owned()
    } else {
        format!("…{}", text.chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect::<String>())
    }
}
