//! One project at a glance: enough to create and search in it without another look-up.

use super::scope::Scope;
use super::screen::required_names;
use super::{at, sprints};
use crate::error::{About, ToolError};
use crate::jira::Kind;
use crate::jira::types::{ProjectDetail, Status};
use crate::resolve::status;
use crate::text::cut;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

/// 400 tokens at 3.5 bytes.
const MOST_BYTES: usize = 1_400;
/// Types whose required fields are read.
const MOST_TYPES: usize = 12;
/// The categories as Jira calls them in every language, in the order of work.
const CATEGORIES: [&str; 3] = ["new", "indeterminate", "done"];

/// What a digest is made of.
#[derive(Debug, Default)]
struct Parts {
    project: [String; 4],
    types: Vec<(String, Vec<String>)>,
    statuses: Vec<(String, Vec<String>)>,
    components: Vec<String>,
    versions: Vec<String>,
    sprints: Vec<String>,
    notes: Vec<String>,
}

/// The digest of a project, at most 400 tokens.
pub(super) async fn digest(scope: Scope<'_>, detail: &ProjectDetail) -> Result<Map<String, Value>, ToolError> {
    let project = &detail.project;
    let key = project.key.as_str();
    let lead = detail.lead.as_ref().map(|lead| lead.name.clone()).unwrap_or_default();
    let mut parts = Parts {
        project: [project.key.clone(), project.name.clone(), project.type_key.clone(), lead],
        components: detail.components.iter().map(|one| one.name.clone()).collect(),
        versions: detail
            .versions
            .iter()
            .filter(|one| !one.released && !one.archived)
            .map(|one| one.name.clone())
            .collect(),
        notes: scope.asked.notes.clone(),
        ..Parts::default()
    };
    types(scope, detail, &mut parts).await?;
    parts.statuses = by_category(scope.resolver.statuses(Some(key)).await.map_err(at("project"))?);
    if project.type_key == "software" {
        match sprints::of_project(scope, key, &["active"]).await {
            Ok(found) => parts.sprints = sprints::labels(&found.sprints),
            // The digest is worth having without its boards, as long as it says so.
            Err(_) => parts.notes.push("the open sprint could not be read".to_owned()),
        }
    }
    Ok(fitted(&parts))
}

/// The types that can be created here, with what they require; without the permission all types, and a note.
async fn types(scope: Scope<'_>, detail: &ProjectDetail, parts: &mut Parts) -> Result<(), ToolError> {
    let key = detail.project.key.as_str();
    let about = About::Project("project", key);
    let (jira, call) = (scope.resolver.jira, scope.resolver.call);
    let creatable = match jira.create_types(call, key).await {
        Ok(types) => types.to_vec(),
        Err(error) if matches!(error.kind, Kind::Forbidden | Kind::NotFound) => Vec::new(),
        Err(error) => return Err(scope.failed(about, &error)),
    };
    if creatable.is_empty() {
        parts.types = detail.issue_types.iter().map(|one| (one.name.clone(), Vec::new())).collect();
        parts.notes.push(format!("this account may not create issues in {key}, so required fields are unknown"));
        return Ok(());
    }
    let read = creatable.iter().take(MOST_TYPES);
    let screens = join_all(read.map(|one| jira.create_fields(call, key, &one.id))).await;
    let mut screens = screens.into_iter();
    for one in &creatable {
        let required = match screens.next() {
            Some(screen) => required_names(&screen.map_err(|error| scope.failed(about, &error))?),
            None => Vec::new(),
        };
        parts.types.push((one.name.clone(), required));
    }
    if creatable.len() > MOST_TYPES {
        parts.notes.push(format!("required fields were read of the first {MOST_TYPES} types only"));
    }
    Ok(())
}

/// The names by category, in the order of work, under the names that the profile's language has for them.
fn by_category(statuses: Vec<Status>) -> Vec<(String, Vec<String>)> {
    let place = |one: &Status| CATEGORIES.iter().position(|known| *known == one.category).unwrap_or(CATEGORIES.len());
    let mut statuses = statuses;
    statuses.sort_by_key(place);
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for status in status::distinct(statuses) {
        let category = if status.category_name.is_empty() { &status.category } else { &status.category_name };
        match groups.iter_mut().find(|(name, _)| name == category) {
            Some((_, names)) => names.push(status.name),
            None => groups.push((category.clone(), vec![status.name])),
        }
    }
    groups
}

/// The fullest form that fits: longer lists first, longer names before shorter ones.
fn fitted(parts: &Parts) -> Map<String, Value> {
    let sizes = [60, 24].into_iter().flat_map(|characters| [12, 9, 7, 5, 4, 3, 2, 1].map(|most| (most, characters)));
    let mut smallest = Map::new();
    for (most, characters) in sizes {
        smallest = record(parts, most, characters);
        if serde_json::to_string(&smallest).is_ok_and(|text| text.len() <= MOST_BYTES) {
            break;
        }
    }
    smallest
}

fn record(parts: &Parts, most: usize, characters: usize) -> Map<String, Value> {
    let name = |text: &String| cut::cell(text, characters);
    let names = |all: &[String]| {
        let shown: Vec<Value> = all.iter().take(most).map(|text| name(text).into()).collect();
        with_rest(shown, all.len(), |rest| rest.into())
    };
    let [key, title, kind, lead] = &parts.project;
    let types =
        parts.types.iter().take(most).map(|(one, required)| json!({"name": name(one), "required": names(required)}));
    let types = with_rest(types.collect(), parts.types.len(), |rest| json!({"name": rest, "required": []}));
    let statuses: Map<String, Value> =
        parts.statuses.iter().take(6).map(|(one, all)| (name(one), names(all))).collect();
    let mut record = Map::new();
    record.insert("kind".into(), "project".into());
    record.insert("project".into(), json!({"key": key, "name": name(title), "type": name(kind), "lead": name(lead)}));
    record.insert("types".into(), types);
    record.insert("statuses".into(), statuses.into());
    record.insert("components".into(), names(&parts.components));
    record.insert("versions".into(), names(&parts.versions));
    if !parts.sprints.is_empty() {
        let mut shown: Vec<String> = parts.sprints.iter().take(most.min(3)).map(name).collect();
        let left = parts.sprints.len() - shown.len();
        if left > 0 {
            shown.push(format!("… {left} more"));
        }
        record.insert("sprint".into(), shown.join(", ").into());
    }
    if !parts.notes.is_empty() {
        record.insert("note".into(), parts.notes.join("; ").into());
    }
    record
}

fn with_rest(mut shown: Vec<Value>, all: usize, rest: impl Fn(String) -> Value) -> Value {
    let left = all.saturating_sub(shown.len());
    if left > 0 {
        shown.push(rest(format!("… {left} more")));
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_project_still_fits() {
        let long = |what: &str, count: usize| -> Vec<String> {
            (0..count).map(|number| format!("{what} {number} {}", "long name ".repeat(15))).collect()
        };
        let parts = Parts {
            project: ["SHOP".into(), long("Project", 1).concat(), "software".into(), "Ana Silva".into()],
            types: long("Type", 40).into_iter().map(|name| (name, long("Field", 30))).collect(),
            statuses: ["To Do", "In Progress", "Done"].map(|name| (name.to_owned(), long("Status", 50))).to_vec(),
            components: long("Component", 300),
            versions: long("Version", 300),
            sprints: long("Sprint", 3),
            notes: Vec::new(),
        };
        let text = serde_json::to_string(&fitted(&parts)).unwrap();
        assert!(text.len() <= MOST_BYTES, "{} bytes", text.len());
        assert!(text.contains("… 299 more"), "{text}");
    }

    #[test]
    fn a_small_project_is_whole() {
        let parts = Parts {
            project: ["OPS", "Operations", "software", ""].map(str::to_owned),
            types: vec![("Task".into(), vec![]), ("Bug".into(), vec!["Team".into()])],
            statuses: vec![("To Do".into(), vec!["Backlog".into()])],
            ..Parts::default()
        };
        assert_eq!(
            serde_json::to_string(&fitted(&parts)).unwrap(),
            r#"{"kind":"project","project":{"key":"OPS","name":"Operations","type":"software","lead":""},"types":[{"name":"Task","required":[]},{"name":"Bug","required":["Team"]}],"statuses":{"To Do":["Backlog"]},"components":[],"versions":[]}"#
        );
    }

    #[test]
    fn statuses_stand_in_the_order_of_work() {
        let status = |name: &str, category: &str| Status {
            name: name.into(),
            category: category.into(),
            category_name: category.to_uppercase(),
            ..Status::default()
        };
        let groups = by_category(vec![
            status("Fertig", "done"),
            status("Offen", "new"),
            status("In Arbeit", "indeterminate"),
            status("Offen", "new"),
        ]);
        let names: Vec<_> = groups.iter().map(|(name, all)| (name.as_str(), all.len())).collect();
        assert_eq!(names, [("NEW", 1), ("INDETERMINATE", 1), ("DONE", 1)]);
    }
}
