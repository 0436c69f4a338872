//! What a new issue may and must have.

use super::list::{List, Row};
use super::options::name_of;
use super::scope::Scope;
use crate::error::{About, ToolError};
use crate::jira::types::FieldMeta;
use crate::resolve::field::ALWAYS_GIVEN;
use crate::resolve::field_type;
use crate::resolve::matching::Called;
use crate::text::cut;

/// Characters of allowed values in a cell.
const MOST_ALLOWED: usize = 110;

/// The fields of a type's create screen, required ones first.
pub(super) async fn create_fields(scope: Scope<'_>) -> Result<List, ToolError> {
    let (detail, kind) = scope.needed_type("fields of a new issue", async || Ok(None)).await?;
    let key = detail.project.key.as_str();
    let screen = scope.resolver.jira.create_fields(scope.resolver.call, key, &kind.id).await;
    let screen = screen.map_err(|error| scope.failed(About::Project("project", key), &error))?;
    let fields = screen.iter().filter(|meta| !ALWAYS_GIVEN.contains(&meta.id.as_str()));
    let (required, others): (Vec<&FieldMeta>, Vec<&FieldMeta>) = fields.partition(|meta| is_required(meta));
    let rows = required.into_iter().chain(others).map(row).collect();
    Ok(List::new("fields", format!("of a new {} in {key}", cut::cell(&kind.name, 60)), rows))
}

/// Whether the field must be given: Jira refuses without it, and doesn't fill it.
pub(super) fn is_required(meta: &FieldMeta) -> bool {
    meta.required && !meta.has_default
}

/// The required fields that must be given besides those that every create has.
pub(super) fn required_names(screen: &[FieldMeta]) -> Vec<String> {
    let usual = |meta: &FieldMeta| ALWAYS_GIVEN.contains(&meta.id.as_str()) || meta.id == "summary";
    screen.iter().filter(|meta| is_required(meta) && !usual(meta)).map(|meta| meta.name.clone()).collect()
}

fn row(meta: &FieldMeta) -> Row {
    let called = Called::new(meta.name.as_str(), meta.id.as_str());
    let cells = [
        meta.name.as_str().into(),
        meta.id.as_str().into(),
        field_type(&meta.schema).into(),
        is_required(meta).into(),
        allowed(meta).into(),
    ];
    Row::new(called, cells)
}

/// The first allowed values; the rest has a look-up of its own.
fn allowed(meta: &FieldMeta) -> String {
    let names: Vec<String> = meta.allowed.iter().filter_map(name_of).map(|name| cut::cell(&name, 60)).collect();
    let mut length = 0;
    let fitting = names
        .iter()
        .take_while(|name| {
            length += name.chars().count() + 2;
            length <= MOST_ALLOWED
        })
        .count();
    let shown = names.iter().take(fitting.max(1)).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(fitting.max(1)) {
        0 => shown,
        left => format!("{shown}, … {left} more: jira_lookup option"),
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed, is_required, required_names};
    use crate::jira::types::FieldMeta;
    use serde_json::{Value, json};

    fn meta(id: &str, required: bool, has_default: bool, values: Vec<Value>) -> FieldMeta {
        FieldMeta {
            id: id.into(),
            name: id.to_uppercase(),
            required,
            has_default,
            allowed: values,
            ..FieldMeta::default()
        }
    }

    #[test]
    fn many_values_are_counted_not_shown() {
        let values =
            (0..60).map(|number| json!({"id": number.to_string(), "value": format!("Value {number}")})).collect();
        let cell = allowed(&meta("x", false, false, values));
        assert!(cell.starts_with("Value 0, Value 1, ") && cell.ends_with(" more: jira_lookup option"), "{cell}");
        assert!(cell.chars().count() <= 150);
        assert_eq!(allowed(&meta("x", false, false, vec![json!({"name": "High"})])), "High");
        assert_eq!(allowed(&meta("x", false, false, vec![])), "");
    }

    #[test]
    fn what_jira_fills_need_not_be_given() {
        assert!(is_required(&meta("x", true, false, vec![])) && !is_required(&meta("x", true, true, vec![])));
        let screen = [
            meta("project", true, false, vec![]),
            meta("summary", true, false, vec![]),
            meta("priority", true, true, vec![]),
            meta("team", true, false, vec![]),
        ];
        assert_eq!(required_names(&screen), ["TEAM"]);
    }
}
