//! The allowed values of a field, on the screen of a new issue or of one that there is.

use super::SPEC;
use super::list::{List, Row};
use super::missing::{Missing, refuse};
use super::scope::Scope;
use crate::error::{About, ToolError, listed};
use crate::jira::types::{Field, FieldMeta};
use crate::resolve::field::{Screen, type_has_values, with_values};
use crate::resolve::field_type;
use crate::resolve::matching::Called;
use crate::text::cut;
use serde_json::{Value, json};

/// The values that a field takes; children of a cascading one with their parent.
pub(super) async fn options(scope: Scope<'_>) -> Result<List, ToolError> {
    let jira = scope.resolver.jira;
    let call = scope.resolver.call;
    let (screen, place, lookup) = match scope.issue().await? {
        Some(key) => {
            let screen = jira.edit_fields(call, key.as_str()).await;
            let screen = screen.map_err(|error| scope.failed(About::Issue("issue", &key), &error))?;
            (screen, format!("of {key}"), json!({"kind": "create_fields", "issue": key.as_str()}))
        }
        None => {
            let field = async || missing_field(scope).await;
            let (detail, kind) = scope.needed_type("allowed values", field).await?;
            let key = detail.project.key.as_str();
            let screen = jira.create_fields(call, key, &kind.id).await;
            let screen = screen.map_err(|error| scope.failed(About::Project("project", key), &error))?;
            let lookup = json!({"kind": "create_fields", "project": key, "issue_type": kind.name});
            (screen.to_vec(), format!("of {} in {key}", cut::cell(&kind.name, 60)), lookup)
        }
    };
    let Some(wanted) = &scope.asked.field else {
        let missing = Missing::new("field", WHY.to_owned(), with_values(&screen), Some(lookup.clone()));
        return Err(refuse(vec![missing], None).with_next(SPEC.name, lookup));
    };
    let site = jira.fields(call).await;
    let site = site.map_err(|error| scope.failed(About::Site("the list of fields"), &error))?;
    let on_screen = Screen { fields: &screen, site: &site, place: &place, lookup: &lookup };
    let meta = match on_screen.find_with_values(wanted) {
        Ok(meta) => meta,
        Err(unresolved) => return Err(unresolved.error(SPEC.name, "field").with_next(SPEC.name, lookup)),
    };
    let mut list = List::new("values", format!("of {} {place}", cut::cell(&meta.name, 60)), rows(&meta.allowed));
    if list.rows.is_empty() {
        list.notes.push(elsewhere(meta).unwrap_or_else(|| {
            let others: Vec<String> = with_values(&screen).iter().map(|name| cut::cell(name, 60)).collect();
            let kind = field_type(&meta.schema);
            let none = format!("it is a field of type {kind} without a list of values");
            match others.is_empty() {
                true => none,
                false => format!("{none}; fields {place} with values: {}", listed(&others, "and")),
            }
        }));
    }
    Ok(list)
}

/// Why a field is needed.
const WHY: &str = "allowed values belong to a field";

/// The field, before it is known on which screen: the fields of the site that have values.
async fn missing_field(scope: Scope<'_>) -> Result<Option<Missing>, ToolError> {
    if scope.asked.field.is_some() {
        return Ok(None);
    }
    let site = scope.resolver.jira.fields(scope.resolver.call).await;
    let site = site.map_err(|error| scope.failed(About::Site("the list of fields"), &error))?;
    let has_values = |field: &&Field| field.schema.as_ref().is_some_and(|schema| type_has_values(&field_type(schema)));
    let mut names: Vec<String> = Vec::new();
    for field in site.iter().filter(has_values) {
        // Which of several of one name is meant, only a screen can tell.
        if !names.contains(&field.name) {
            names.push(field.name.clone());
        }
    }
    Ok(Some(Missing::new("field", WHY.to_owned(), names, Some(json!({"kind": "field"})))))
}

/// How people call an allowed value, whatever its shape.
pub(super) fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        other => ["value", "name", "displayName", "key"]
            .iter()
            .find_map(|member| other.get(*member)?.as_str())
            .map(str::to_owned),
    }
}

fn rows(values: &[Value]) -> Vec<Row> {
    let mut rows = Vec::new();
    for value in values {
        let Some(name) = name_of(value) else { continue };
        rows.push(row(value, &name, ""));
        for child in value.get("children").and_then(Value::as_array).into_iter().flatten() {
            rows.extend(name_of(child).map(|own| row(child, &own, &name)));
        }
    }
    rows
}

fn row(value: &Value, name: &str, parent: &str) -> Row {
    let id = match value.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    let path = (!parent.is_empty()).then(|| format!("{parent} > {name}"));
    Row::of(Called::new(name, id.as_str()).or(path), [name, &id, parent])
}

/// What a field takes that has no list of its own, and which look-up helps.
fn elsewhere(meta: &FieldMeta) -> Option<String> {
    let tool = SPEC.name;
    match field_type(&meta.schema).as_str() {
        "user" | "users" => Some(format!("it takes people: call {tool} with kind `user`")),
        "labels" => Some(format!("it takes any word: call {tool} with kind `label` for those in use")),
        "sprint" => Some(format!("it takes a sprint: call {tool} with kind `sprint`")),
        "version" | "versions" => Some(format!("it takes versions: call {tool} with kind `version`")),
        "issue" => Some("it takes an issue key".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_stand_below_their_parent() {
        let values = [
            json!({"id": "1", "value": "Europe", "children": [{"id": "2", "value": "Lisbon"}]}),
            json!({"id": "3", "value": "Asia"}),
        ];
        let cells: Vec<_> = rows(&values).into_iter().map(|row| Value::from(row.cells)).collect();
        assert_eq!(cells, [json!(["Europe", "1", ""]), json!(["Lisbon", "2", "Europe"]), json!(["Asia", "3", ""])]);
    }

    #[test]
    fn values_of_any_shape_have_a_name() {
        assert_eq!(name_of(&json!({"id": "1", "name": "High"})).as_deref(), Some("High"));
        assert_eq!(name_of(&json!("plain")).as_deref(), Some("plain"));
        assert_eq!(name_of(&json!({"id": "1"})), None);
    }
}
