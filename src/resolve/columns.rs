//! Column names people use → the ids of the fields that hold them.

mod refusal;

use super::usual_names::{self, EPIC, EPIC_LINK, PARENT, folded};
use crate::error::ToolError;
use crate::jira::types::{Field, FieldSchema};
use refusal::{Asking, refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One column of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name that was asked for.
    pub heading: String,
    /// The fields behind it: several where custom fields share a name, and the one with a value is shown.
    pub ids: Vec<String>,
}

impl Column {
    /// The values that an issue's fields hold for it, with the ids of their fields.
    ///
    /// An epic may stand in two fields at once, and is one value; the issue that a sub-task belongs to is none.
    pub fn values<'a>(&'a self, fields: &'a Map<String, Value>) -> Vec<(&'a str, &'a Value)> {
        let held = self.ids.iter().filter_map(|id| Some((id.as_str(), fields.get(id)?)));
        match folded(&self.heading).as_str() {
            EPIC | EPIC_LINK => held.filter(|(id, value)| *id != PARENT || is_epic(value)).take(1).collect(),
            _ => held.collect(),
        }
    }
}

/// The newest comment as a column: no field of Jira's, but what people ask for.
pub const LAST_COMMENT: &str = "last_comment";

/// The one column that a name means.
pub fn column(tool: &'static str, argument: &'static str, name: &str, fields: &[Field]) -> Result<Column, ToolError> {
    let ids = ids_of(name, fields);
    if !ids.is_empty() {
        return Ok(Column { heading: name.to_owned(), ids });
    }
    let names = [name.to_owned()];
    Err(refusal(Asking { tool, argument, takes_one: true }, &names, &names.iter().collect::<Vec<_>>(), fields))
}

/// The columns for the names, in their order; all that are unknown are told in one error.
pub fn columns(
    tool: &'static str,
    argument: &'static str,
    names: &[String],
    fields: &[Field],
) -> Result<Vec<Column>, ToolError> {
    let names = &each(names, fields);
    let found: Vec<(&String, Vec<String>)> = names.iter().map(|name| (name, ids_of(name, fields))).collect();
    let unknown: Vec<&String> = found.iter().filter(|(_, ids)| ids.is_empty()).map(|(name, _)| *name).collect();
    if unknown.is_empty() {
        let column = |(heading, ids): (&String, Vec<String>)| Column { heading: heading.clone(), ids };
        return Ok(found.into_iter().map(column).collect());
    }
    Err(refusal(Asking { tool, argument, takes_one: false }, names, &unknown, fields))
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
    if [EPIC, EPIC_LINK].contains(&folded(name).as_str()) {
        return epic(fields);
    }
    let usual = usual_names::id_of(name).filter(|id| *id == "comment" || fields.iter().any(|field| field.id == *id));
    match (usual, usual_names::points(name, fields).as_slice()) {
        (Some(id), _) => vec![id.to_owned()],
        (None, [only]) => vec![only.id.clone()],
        (None, _) => begun_by(name, fields),
    }
}

/// Where an issue's epic stands: in the field of boards where there is one, and as the issue above.
fn epic(fields: &[Field]) -> Vec<String> {
    let parent = fields.iter().filter(|field| field.id == PARENT);
    fields.iter().filter(|field| usual_names::is_epic_link(field)).chain(parent).map(|field| field.id.clone()).collect()
}

/// Whether an issue above is an epic. Only Cloud tells levels, and only there is an epic an issue above: on Data Center it is the
/// issue of a sub-task (Jira facts, item 42).
fn is_epic(parent: &Value) -> bool {
    let level = parent.pointer("/fields/issuetype/hierarchyLevel");
    level.and_then(Value::as_i64) == Some(1)
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

/// The names, where one element of the list may hold several with commas between.
fn each(names: &[String], fields: &[Field]) -> Vec<String> {
    let mut all = Vec::new();
    for name in names {
        let parts = name.split(',').map(str::trim).filter(|part| !part.is_empty());
        match name.contains(',') && ids_of(name, fields).is_empty() {
            true => all.extend(parts.map(str::to_owned)),
            false => all.push(name.clone()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Column, columns, ids_of};
    use crate::jira::types::{Field, FieldSchema};
    use serde_json::json;

    fn field(id: &str, name: &str) -> Field {
        Field { id: id.into(), name: name.into(), ..Field::default() }
    }

    #[test]
    fn one_element_may_hold_several_names() {
        let fields = [field("status", "Status"), field("assignee", "Assignee"), field("c", "Cost, net")];
        let names = ["status, assignee".to_owned(), "Cost, net".to_owned()];
        let found = columns("jira_search", "fields", &names, &fields).unwrap();
        let headings: Vec<&str> = found.iter().map(|one| one.heading.as_str()).collect();
        assert_eq!(headings, ["status", "assignee", "Cost, net"]);
    }

    #[test]
    fn the_epic_is_read_where_each_jira_keeps_it() {
        let custom = Some("com.pyxis.greenhopper.jira:gh-epic-link".to_owned());
        let schema = Some(FieldSchema { custom, ..FieldSchema::default() });
        let link = Field { schema, ..field("customfield_1", "Epic Link") };
        assert_eq!(ids_of("epic", std::slice::from_ref(&link)), ["customfield_1"]);
        assert_eq!(ids_of("Epic", &[field("parent", "Parent"), link]), ["customfield_1", "parent"]);
        for name in ["epic", "Epic Link", "epicLink", "epic_link"] {
            assert_eq!(ids_of(name, &[field("parent", "Parent"), field("c", "Design link")]), ["parent"]);
        }
    }

    #[test]
    fn the_issue_of_a_sub_task_is_no_epic() {
        let column = |heading: &str| Column { heading: heading.into(), ids: vec!["link".into(), "parent".into()] };
        let above = |level: Option<i64>| json!({"key": "SHOP-1", "fields": {"issuetype": {"hierarchyLevel": level}}});
        for (fields, found) in [
            (json!({"link": "SHOP-1", "parent": above(Some(1))}), Some("link")),
            (json!({"parent": above(Some(1))}), Some("parent")),
            (json!({"link": "SHOP-1", "parent": above(None)}), Some("link")),
            (json!({"parent": above(Some(0))}), None),
            (json!({"parent": above(Some(2))}), None),
            (json!({"parent": above(None)}), None),
            (json!({"parent": "SHOP-1"}), None),
        ] {
            let ids = |heading: &str| -> Vec<String> {
                let column = column(heading);
                column.values(fields.as_object().unwrap()).iter().map(|(id, _)| (*id).to_owned()).collect()
            };
            assert_eq!(ids("Epic"), found.into_iter().collect::<Vec<_>>(), "{fields}");
            assert_eq!(ids("Parent").len(), fields.as_object().unwrap().len(), "{fields}");
        }
    }

    #[test]
    fn the_only_beginning_is_a_name_and_a_shared_name_is_one_column() {
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
