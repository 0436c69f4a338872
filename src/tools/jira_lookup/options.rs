//! The allowed values of a field, on the screen of a new issue or of one that there is.

use super::asked::{Missing, Scope, refuse};
use super::list::{List, Row};
use super::{SPEC, at};
use crate::error::{About, ToolError};
use crate::jira::types::FieldMeta;
use crate::resolve::field::{ALWAYS_GIVEN, find_on_screen};
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
            (screen, format!("of {key}"), None)
        }
        None => {
            let (detail, kind) = scope.needed_type("allowed values").await?;
            let key = detail.project.key.as_str();
            let screen = jira.create_fields(call, key, &kind.id).await;
            let screen = screen.map_err(|error| scope.failed(About::Project("project", key), &error))?;
            let lookup = json!({"kind": "create_fields", "project": key, "issue_type": kind.name});
            (screen.to_vec(), format!("of {} in {key}", cut::cell(&kind.name, 60)), Some(lookup))
        }
    };
    let Some(wanted) = &scope.asked.field else {
        let with_values = screen.iter().filter(|meta| !meta.allowed.is_empty());
        let with_values = with_values.filter(|meta| !ALWAYS_GIVEN.contains(&meta.id.as_str()));
        let with_values = with_values.map(|meta| meta.name.clone()).collect();
        let why = "allowed values belong to a field".to_owned();
        return Err(refuse(vec![Missing::new("field", why, with_values, lookup)]));
    };
    let site = jira.fields(call).await;
    let site = site.map_err(|error| scope.failed(About::Site("the list of fields"), &error))?;
    let meta = find_on_screen(&screen, &site, wanted, &place, lookup);
    let meta = meta.map_err(|unresolved| at("field")(unresolved.into()))?;
    let mut list = List::new("values", format!("of {} {place}", cut::cell(&meta.name, 60)), rows(&meta.allowed));
    if list.rows.is_empty() {
        list.notes.push(without_list(meta));
    }
    Ok(list)
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

/// What a field takes that has no list of values, and which look-up helps.
fn without_list(meta: &FieldMeta) -> String {
    let kind = field_type(&meta.schema);
    let tool = SPEC.name;
    match kind.as_str() {
        "user" | "users" => format!("it takes people: call {tool} with kind `user`"),
        "labels" => format!("it takes any word: call {tool} with kind `label` for those in use"),
        "sprint" => format!("it takes a sprint: call {tool} with kind `sprint`"),
        "version" | "versions" => format!("it takes versions: call {tool} with kind `version`"),
        "issue" => "it takes an issue key".to_owned(),
        other => format!("it is a field of type {other} without a list of values"),
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
