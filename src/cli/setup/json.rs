//! Entries in a JSON file that may hold comments and trailing commas. What isn't changed stays to the byte. Pure.

use super::entry::{Change, Entry, Found};
use super::limits::LIMITS;
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstRootNode};

/// The entries below `top`: `mcpServers`.
///
/// # Errors
///
/// The file is not JSON; the end of a sentence that names the file.
pub(super) fn read(text: &str, top: &str) -> Result<Vec<Found>, String> {
    let root = parse(text)?;
    if root.value().is_none() {
        return Ok(Vec::new());
    }
    let object = root.object_value().ok_or_else(|| NO_OBJECT.to_owned())?;
    let Some(top_property) = object.get(top) else { return Ok(Vec::new()) };
    let entries = top_property.object_value().ok_or_else(|| format!("holds a `{top}` that is not an object"))?;
    Ok(entries
        .properties()
        .iter()
        .filter_map(|property| {
            let entry = property.object_value();
            let texts = |array: Option<CstArray>| array.map(|array| array.elements().iter().map(text_of).collect());
            let env = entry.as_ref().and_then(|entry| entry.object_value("env"));
            Some(Found {
                name: property.decoded_name()?,
                command: entry
                    .as_ref()
                    .and_then(|entry| entry.get("command")?.value())
                    .map(|value| text_of(&value))
                    .unwrap_or_default(),
                args: texts(entry.as_ref().and_then(|entry| entry.array_value("args"))).unwrap_or_default(),
                env: env
                    .iter()
                    .flat_map(CstObject::properties)
                    .filter_map(|variable| variable.decoded_name())
                    .collect(),
                limits: LIMITS
                    .iter()
                    .filter_map(|name| Some(((*name).to_owned(), written(&env.as_ref()?.get(name)?.value()?))))
                    .collect(),
            })
        })
        .collect())
}

/// The text after the changes; `typed` entries say that they are of type `stdio`.
///
/// # Errors
///
/// As in [`read`].
pub(super) fn apply(text: &str, top: &str, typed: bool, changes: &[Change]) -> Result<String, String> {
    let root = parse(text)?;
    let object = root.object_value_or_create().ok_or_else(|| NO_OBJECT.to_owned())?;
    let entries = object.object_value_or_create(top).ok_or_else(|| format!("holds a `{top}` that is not an object"))?;
    for change in changes {
        match change {
            Change::Put(entry) => put(&entries, entry, typed),
            Change::Drop(name) => {
                if let Some(property) = entries.get(name) {
                    property.remove();
                }
            }
            Change::Strip { name, env, args, .. } => {
                let Some(entry) = entries.object_value(name) else { continue };
                let variables = entry.object_value("env");
                for variable in env {
                    if let Some(property) = variables.as_ref().and_then(|variables| variables.get(variable)) {
                        property.remove();
                    }
                }
                let elements = entry.array_value("args").map(|array| array.elements()).unwrap_or_default();
                for (at, element) in elements.into_iter().enumerate() {
                    if args.contains(&at) {
                        element.remove();
                    }
                }
            }
        }
    }
    let text = root.to_string();
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}

/// In the place of an entry of the same name only what is ours is set: what the client's user decided beside it stays.
fn put(entries: &CstObject, entry: &Entry, typed: bool) {
    let Some(old) = entries.object_value(&entry.name) else {
        match entries.get(&entry.name) {
            Some(property) => property.set_value(CstInputValue::Object(values(entry, typed))),
            None => drop(entries.append(&entry.name, CstInputValue::Object(values(entry, typed)))),
        }
        return;
    };
    set(&old, values(entry, typed));
}

fn set(object: &CstObject, values: Vec<(String, CstInputValue)>) {
    for (name, value) in values {
        match (object.get(&name), value) {
            (Some(_), CstInputValue::Object(inner)) => set(&object.object_value_or_set(&name), inner),
            (Some(property), value) => property.set_value(value),
            (None, value) => drop(object.append(&name, value)),
        }
    }
}

/// A whole file with one entry, for a client that isn't known here.
pub(super) fn snippet(entry: &Entry) -> String {
    apply("", "mcpServers", false, &[Change::Put(entry.clone())]).unwrap_or_default()
}

const NO_OBJECT: &str = "is not a JSON object";

fn parse(text: &str) -> Result<CstRootNode, String> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    CstRootNode::parse(text, &options).map_err(|error| format!("is not JSON, line {}", error.line_display()))
}

fn text_of(node: &CstNode) -> String {
    node.as_string_lit().and_then(|text| text.decoded_value().ok()).unwrap_or_default()
}

/// A text, or what stands there instead of one: `true`.
fn written(node: &CstNode) -> String {
    if node.as_string_lit().is_some() { text_of(node) } else { node.to_string() }
}

fn values(entry: &Entry, typed: bool) -> Vec<(String, CstInputValue)> {
    let text = |text: &String| CstInputValue::String(text.clone());
    let mut values = Vec::new();
    if typed {
        values.push(("type".to_owned(), CstInputValue::from("stdio")));
    }
    values.push(("command".to_owned(), text(&entry.command)));
    values.push(("args".to_owned(), CstInputValue::Array(entry.args.iter().map(text).collect())));
    if !entry.env.is_empty() {
        let env = entry.env.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        values.push(("env".to_owned(), CstInputValue::Object(env)));
    }
    values
}
