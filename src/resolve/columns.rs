//! Column names people use → the ids of the fields that hold them.

mod refusal;

use crate::error::ToolError;
use crate::jira::types::{Field, FieldSchema};
use refusal::{Asking, refusal};
use serde::{Deserialize, Serialize};

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
const USUAL_NAMES: [(&str, &str); 15] = [
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
    ("comments", "comment"),
];

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
    if folded(name) == "epic" {
        return epic(fields);
    }
    let usual = USUAL_NAMES.iter().find(|(word, _)| folded(word) == folded(name)).map(|(_, id)| (*id).to_owned());
    let usual = usual.filter(|id| id == "comment" || fields.iter().any(|field| field.id == *id));
    usual.map_or_else(|| begun_by(name, fields), |id| vec![id])
}

/// Where an issue's epic stands: in the field of boards where there is one; `parent` is listed as a field on Cloud alone,
/// and on Data Center holds the issue of a sub-task, never an epic.
fn epic(fields: &[Field]) -> Vec<String> {
    let of_boards = |field: &&Field| {
        let custom = field.schema.as_ref().and_then(|schema| schema.custom.as_deref());
        custom.is_some_and(|custom| custom.ends_with("gh-epic-link"))
    };
    let parent = fields.iter().filter(|field| field.id == "parent");
    fields.iter().filter(of_boards).chain(parent).map(|field| field.id.clone()).collect()
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
    use super::{columns, ids_of};
    use crate::jira::types::{Field, FieldSchema};

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
        assert_eq!(ids_of("epic", &[field("parent", "Parent")]), ["parent"]);
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
