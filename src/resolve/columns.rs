//! Column names people use → the ids of the fields that hold them.

use crate::args::{closest, closest_of};
use crate::error::{Code, Field as Entry, Problem, ToolError, listed};
use crate::jira::types::{Field, FieldSchema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One column of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name that was asked for.
    pub heading: String,
    /// The fields behind it: several where custom fields share a name, and the one with a value is shown.
    pub ids: Vec<String>,
}

/// The newest comment as a column: no field of Jira's, but what people ask for.
pub const LAST_COMMENT: &str = "last_comment";

/// What models call fields whose names they don't know, and the ids that are meant. The site's own names win.
const USUAL_NAMES: [(&str, &str); 16] = [
    ("type", "issuetype"),
    ("issue_type", "issuetype"),
    ("fix_version", "fixVersions"),
    ("fix_versions", "fixVersions"),
    ("fixversion", "fixVersions"),
    ("affected_version", "versions"),
    ("due", "duedate"),
    ("due_date", "duedate"),
    ("links", "issuelinks"),
    ("component", "components"),
    ("label", "labels"),
    ("created_at", "created"),
    ("updated_at", "updated"),
    ("resolved", "resolutiondate"),
    ("epic", "parent"),
    ("comments", "comment"),
];

/// The one column that a name means.
pub fn column(tool: &str, argument: &'static str, name: &str, fields: &[Field]) -> Result<Column, ToolError> {
    let ids = ids_of(name, fields);
    if !ids.is_empty() {
        return Ok(Column { heading: name.to_owned(), ids });
    }
    let names = [name.to_owned()];
    let mut error = refusal(tool, argument, &names, &names.iter().collect::<Vec<_>>(), fields);
    // The argument takes one name: what is sent and what is to be sent are a text, not a list.
    for (_, entry) in &mut error.fields {
        for value in [&mut entry.sent, &mut entry.send] {
            *value = value.take().and_then(|list| list.get(0).cloned());
        }
    }
    Err(error)
}

/// The columns for the names, in their order; all that are unknown are told in one error.
pub fn columns(
    tool: &str,
    argument: &'static str,
    names: &[String],
    fields: &[Field],
) -> Result<Vec<Column>, ToolError> {
    let found: Vec<(&String, Vec<String>)> = names.iter().map(|name| (name, ids_of(name, fields))).collect();
    let unknown: Vec<&String> = found.iter().filter(|(_, ids)| ids.is_empty()).map(|(name, _)| *name).collect();
    if unknown.is_empty() {
        let column = |(heading, ids): (&String, Vec<String>)| Column { heading: heading.clone(), ids };
        return Ok(found.into_iter().map(column).collect());
    }
    Err(refusal(tool, argument, names, &unknown, fields))
}

/// The ids that a name means; several where custom fields share it, none where there is no such field.
pub fn ids_of(name: &str, fields: &[Field]) -> Vec<String> {
    let name = bare(name);
    let same = |text: &str| text.eq_ignore_ascii_case(name) || text.to_lowercase() == name.to_lowercase();
    if same(LAST_COMMENT) {
        return vec![LAST_COMMENT.to_owned()];
    }
    let passes: [&dyn Fn(&Field) -> bool; 4] = [
        &|field| field.id.eq_ignore_ascii_case(name),
        &|field| same(&field.name),
        &|field| field.untranslated_name.as_deref().is_some_and(same),
        &|field| field.clause_names.iter().any(|clause| same(clause)),
    ];
    for pass in passes {
        let ids: Vec<String> = fields.iter().filter(|field| pass(field)).map(|field| field.id.clone()).collect();
        if !ids.is_empty() {
            return ids;
        }
    }
    let usual = USUAL_NAMES.iter().find(|(word, _)| folded(word) == folded(name)).map(|(_, id)| (*id).to_owned());
    let usual = usual.filter(|id| id == "comment" || fields.iter().any(|field| field.id == *id));
    usual.map_or_else(|| begun_by(name, fields), |id| vec![id])
}

/// The fields of the only name that begins so.
fn begun_by(beginning: &str, fields: &[Field]) -> Vec<String> {
    let beginning = beginning.to_lowercase();
    let begins = |field: &&Field| !beginning.is_empty() && field.name.to_lowercase().starts_with(&beginning);
    let begun: Vec<&Field> = fields.iter().filter(begins).collect();
    let one_name =
        begun.windows(2).all(|pair| matches!(pair, [a, b] if a.name.to_lowercase() == b.name.to_lowercase()));
    if one_name { begun.into_iter().map(|field| field.id.clone()).collect() } else { Vec::new() }
}

/// What kind of values a field holds, if Jira tells.
pub fn schema_of<'a>(id: &str, fields: &'a [Field]) -> Option<&'a FieldSchema> {
    fields.iter().find(|field| field.id == id)?.schema.as_ref()
}

/// `Team [customfield_10114]`, as candidates are written, means the field in brackets.
fn bare(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')).map_or(name, |(_, id)| id.trim())
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn refusal(tool: &str, argument: &'static str, names: &[String], unknown: &[&String], fields: &[Field]) -> ToolError {
    let known = || fields.iter().map(|field| field.name.as_str()).chain([LAST_COMMENT]);
    let near: Vec<(&str, Option<&str>)> = unknown.iter().map(|name| (name.as_str(), closest(name, known()))).collect();
    let mended: Option<Vec<Value>> = names
        .iter()
        .map(|name| match near.iter().find(|(unknown, _)| unknown == name) {
            Some((_, near)) => near.map(Value::from),
            None => Some(name.as_str().into()),
        })
        .collect();
    let allowed: Vec<String> =
        unknown.iter().flat_map(|name| closest_of(name, known(), 6)).map(str::to_owned).collect();
    let quoted: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("no field is called {}", quoted.join(" or "));
    let fix = match (&mended, allowed.is_empty()) {
        (Some(mended), _) => format!("call {tool} again with {argument} {}", Value::from(mended.clone())),
        (None, false) => format!("call {tool} again with {argument} from {}", listed(&allowed, "or")),
        (None, true) => {
            format!("call jira_lookup with kind `field` for the names, then {tool} again with {argument} from there")
        }
    };
    let closest = match near.as_slice() {
        [(_, Some(only))] => Some((*only).to_owned()),
        _ => None,
    };
    let entry = Entry {
        sent: Some(names.into()),
        problem: Some(Problem::Unknown),
        send: mended.map(Value::from),
        closest,
        allowed,
        lookup: Some(json!({"kind": "field", "query": unknown.first()})),
        ..Entry::default()
    };
    ToolError::mendable(Code::UnknownName, message, fix).with_field(argument, entry)
}

#[cfg(test)]
mod tests {
    use super::ids_of;
    use crate::jira::types::Field;

    #[test]
    fn the_only_beginning_is_a_name_and_a_shared_name_is_one_column() {
        let field = |id: &str, name: &str| Field { id: id.into(), name: name.into(), ..Field::default() };
        let fields = [
            field("a", "Story Points"),
            field("b", "Team"),
            field("c", "Team"),
            field("d", "Due date"),
            field("e", "Due time"),
        ];
        assert_eq!(ids_of("story", &fields), ["a"]);
        assert_eq!(ids_of("te", &fields), ["b", "c"]);
        assert_eq!(ids_of("Team [c]", &fields), ["c"]);
        assert!(ids_of("due d", &fields) == ["d"] && ids_of("due t", &fields) == ["e"]);
        assert!(ids_of("points", &fields).is_empty());
    }
}
