//! Entries in a TOML file. What isn't changed stays to the byte. Pure.

use super::entry::{Change, Entry, Found};
use super::limits::LIMITS;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// The entries below `top`: `mcp_servers`.
///
/// # Errors
///
/// The file is not TOML; the end of a sentence that names the file.
pub(super) fn read(text: &str, top: &str) -> Result<Vec<Found>, String> {
    let document = parse(text)?;
    let Some(entries) = document.get(top) else { return Ok(Vec::new()) };
    let entries = entries.as_table_like().ok_or_else(|| no_table(top))?;
    Ok(entries
        .iter()
        .map(|(name, item)| {
            let args = item.get("args").and_then(Item::as_array);
            let env = item.get("env").and_then(Item::as_table_like);
            Found {
                name: name.to_owned(),
                command: item.get("command").and_then(Item::as_str).unwrap_or_default().to_owned(),
                args: args.iter().flat_map(|args| args.iter()).map(text_of).collect(),
                env: env.iter().flat_map(|env| env.iter()).map(|(name, _)| name.to_owned()).collect(),
                limits: LIMITS
                    .iter()
                    .filter_map(|name| Some(((*name).to_owned(), written(env?.get(name)?.as_value()?))))
                    .collect(),
            }
        })
        .collect())
}

/// The text after the changes.
///
/// # Errors
///
/// As in [`read`].
pub(super) fn apply(text: &str, top: &str, changes: &[Change]) -> Result<String, String> {
    let mut document = parse(text)?;
    let mut empty = Table::new();
    empty.set_implicit(true);
    let entries = document.entry(top).or_insert(Item::Table(empty));
    let is_inline = entries.is_inline_table();
    let entries = entries.as_table_like_mut().ok_or_else(|| no_table(top))?;
    for change in changes {
        match change {
            Change::Put(entry) => put(entries, entry, is_inline),
            Change::Drop(name) => {
                entries.remove(name);
            }
            Change::Strip { name, env, args, .. } => {
                let Some(entry) = entries.get_mut(name) else { continue };
                if let Some(variables) = entry.get_mut("env").and_then(Item::as_table_like_mut) {
                    for variable in env {
                        variables.remove(variable);
                    }
                }
                if let Some(array) = entry.get_mut("args").and_then(Item::as_array_mut) {
                    for at in args.iter().rev() {
                        array.remove(*at);
                    }
                }
            }
        }
    }
    Ok(document.to_string())
}

/// In the place of an entry of the same name only what is ours is set: what the client's user decided beside it stays.
fn put(entries: &mut dyn TableLike, entry: &Entry, is_inline: bool) {
    let args: Array = entry.args.iter().map(String::as_str).collect();
    let settings = [("command", Value::from(entry.command.as_str())), ("args", Value::Array(args))];
    if entries.get(&entry.name).and_then(Item::as_table_like).is_none() {
        let new = if is_inline { Item::Value(InlineTable::new().into()) } else { Item::Table(Table::new()) };
        entries.insert(&entry.name, new);
    }
    let Some(table) = entries.get_mut(&entry.name).and_then(Item::as_table_like_mut) else { return };
    for (name, value) in settings {
        table.insert(name, Item::Value(value));
    }
    if entry.env.is_empty() {
        return;
    }
    let env = table.entry("env").or_insert(Item::Value(InlineTable::new().into()));
    if let Some(env) = env.as_table_like_mut() {
        for (name, value) in &entry.env {
            env.insert(name, Item::Value(Value::from(value.as_str())));
        }
    }
}

fn parse(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("is not TOML, line {}", before.matches('\n').count() + 1)
    })
}

fn no_table(top: &str) -> String {
    format!("holds a `{top}` that is not a table")
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text, or what stands there instead of one: `true`.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned)
}
