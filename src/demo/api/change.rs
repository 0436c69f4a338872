//! The `fields` and `update` of a write, applied to an issue field by field.

use serde_json::{Map, Value as Json, json};

use crate::demo::routes::Call;
use crate::demo::store::{Issue, Rich, ScreenField, Shape, Value, check_length, off_screen};

/// Applies `fields` and `update`; answers the comments to add.
pub(super) fn change(
    call: &mut Call<'_>,
    issue: &mut Issue,
    screen: &[ScreenField],
    body: &Json,
) -> Result<Vec<Rich>, Map<String, Json>> {
    let mut errors = Map::new();
    let mut comments = Vec::new();
    let fields = body.get("fields").and_then(Json::as_object).cloned().unwrap_or_default();
    let updates = body.get("update").and_then(Json::as_object).cloned().unwrap_or_default();
    for (name, json) in &fields {
        if updates.contains_key(name) {
            errors.insert(
                name.clone(),
                json!(format!("Field '{name}' cannot be updated in both 'fields' and 'update'.")),
            );
        } else if let Err(message) = assign(call, issue, screen, name, json) {
            errors.insert(name.clone(), json!(message));
        }
    }
    for (name, operations) in &updates {
        for operation in operations.as_array().into_iter().flatten().filter_map(Json::as_object) {
            for (verb, value) in operation {
                let done = if name == "comment" && verb == "add" {
                    comment_body(call, value.get("body")).map(|text| comments.push(text))
                } else {
                    operate(call, issue, screen, name, verb, value)
                };
                if let Err(message) = done {
                    errors.insert(name.clone(), json!(message));
                }
            }
        }
    }
    if errors.is_empty() { Ok(comments) } else { Err(errors) }
}

fn operate(
    call: &mut Call<'_>,
    issue: &mut Issue,
    screen: &[ScreenField],
    name: &str,
    verb: &str,
    value: &Json,
) -> Result<(), String> {
    if verb == "set" {
        if name == "parent" && value.get("none") == Some(&json!(true)) {
            return assign(call, issue, screen, name, &Json::Null);
        }
        return assign(call, issue, screen, name, value);
    }
    let field = call.store.field(name).cloned().ok_or_else(|| off_screen(name))?;
    let one = call.store.read(&field, issue.project, &json!([value]), call.dialect, call.api)?;
    let before = issue.get(name).cloned();
    let after = merge(before, one, verb).ok_or_else(|| {
        format!("Field with id '{name}' and name '{}' does not support operation '{verb}'", field.name)
    })?;
    let by = call.caller.unwrap_or_default();
    call.store.set(issue, name, after, by, call.now);
    Ok(())
}

/// Adds to or removes from a list; the outer `None` is an operation that the field does not know.
fn merge(before: Option<Value>, one: Option<Value>, verb: &str) -> Option<Option<Value>> {
    fn lists<T: PartialEq>(mut old: Vec<T>, new: Vec<T>, verb: &str) -> Option<Vec<T>> {
        match verb {
            "add" => {
                for item in new {
                    if !old.contains(&item) {
                        old.push(item);
                    }
                }
            }
            "remove" => old.retain(|item| !new.contains(item)),
            _ => return None,
        }
        Some(old)
    }
    macro_rules! list {
        ($kind:ident, $new:expr) => {{
            let old = match before {
                Some(Value::$kind(old)) => old,
                _ => Vec::new(),
            };
            let all = lists(old, $new, verb)?;
            Some((!all.is_empty()).then_some(Value::$kind(all)))
        }};
    }
    match one? {
        Value::Labels(new) => list!(Labels, new),
        Value::Versions(new) => list!(Versions, new),
        Value::Components(new) => list!(Components, new),
        Value::Choices(new) => list!(Choices, new),
        Value::Users(new) => list!(Users, new),
        _ => None,
    }
}

/// Sets one field if the screen has it.
pub(super) fn assign(
    call: &mut Call<'_>,
    issue: &mut Issue,
    screen: &[ScreenField],
    name: &str,
    json: &Json,
) -> Result<(), String> {
    let field = call.store.field(name).cloned().ok_or_else(|| off_screen(name))?;
    let shown = screen.iter().any(|row| row.field == name) && call.view().has_field(&field);
    if !shown || matches!(name, "status" | "project") {
        return Err(off_screen(name));
    }
    if name == "summary" && json.as_str().is_some_and(|text| text.contains('\n')) {
        return Err("The summary is invalid because it contains newline characters.".into());
    }
    if name == "summary" && json.as_str().is_some_and(|text| text.chars().count() > 255) {
        let words = if call.cloud() {
            "Summary can't exceed 255 characters."
        } else {
            "Summary must be less than 255 characters."
        };
        return Err(words.into());
    }
    if name == "summary" && json.as_str().is_none_or(|text| text.trim().is_empty()) {
        return Err("You must specify a summary of the issue.".into());
    }
    let value = call.store.read(&field, issue.project, json, call.dialect, call.api)?;
    if value.is_none() && screen.iter().any(|row| row.field == name && row.required) {
        return Err(format!("{} is required.", field.name));
    }
    let by = call.caller.unwrap_or_default();
    if let (Shape::Estimates, Some(Value::Raw(json))) = (field.shape, &value) {
        return call.store.set_estimates(issue, json, by, call.now);
    }
    let target = if field.shape == Shape::Epic { "parent" } else { name };
    call.store.set(issue, target, value, by, call.now);
    Ok(())
}

/// The body of a comment in the form of the API version.
pub(super) fn comment_body(call: &Call<'_>, json: Option<&Json>) -> Result<Rich, String> {
    let text = match json {
        Some(Json::String(text)) if call.api == 2 && !text.trim().is_empty() => Rich::Wiki(text.as_str().into()),
        Some(document) if call.api == 3 && document.get("type").and_then(Json::as_str) == Some("doc") => {
            Rich::Adf(document.clone().into())
        }
        Some(Json::String(_)) if call.api == 2 => return Err("Comment body can not be empty!".into()),
        _ => return Err("Comment body is not valid!".into()),
    };
    check_length(&text)?;
    Ok(text)
}
