//! The values that a query may hold, in the form in which they are compared: pure.

use crate::jira::types::{Board, IssueType, LinkType, Named, Project, Sprint, Status};
use crate::jql::answers::{Category, Known, Values};
use crate::resolve::sprint::label;

/// A value, and for a status the name of its category.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The value.
    pub(super) known: Known,
    /// The name of a status's category.
    pub(super) category_name: Option<String>,
}

/// A value of an id and a name.
pub(super) fn row(id: &str, name: &str) -> Row {
    let known = Known { id: id.to_owned(), name: name.to_owned(), ..Known::default() };
    Row { known, category_name: None }
}

/// Statuses with what their categories mean.
pub(super) fn statuses(all: &[Status]) -> Vec<Row> {
    let category = |status: &Status| match status.category.as_str() {
        "new" => Some(Category::New),
        "indeterminate" => Some(Category::Indeterminate),
        "done" => Some(Category::Done),
        _ => None,
    };
    let row = |status: &Status| {
        let known = Known { category: category(status), ..row(&status.id, &status.name).known };
        Row { known, category_name: Some(status.category_name.clone()).filter(|name| !name.is_empty()) }
    };
    all.iter().map(row).collect()
}

/// Priorities, resolutions.
pub(super) fn named(all: &[Named]) -> Vec<Row> {
    all.iter().map(|one| row(&one.id, &one.name)).collect()
}

/// Issue types, also by their names before translation.
pub(super) fn issue_types(all: &[IssueType]) -> Vec<Row> {
    let with_names = |one: &IssueType| {
        let mut row = row(&one.id, &one.name);
        row.known.other_names.extend(one.untranslated_name.clone());
        row
    };
    all.iter().map(with_names).collect()
}

/// Link types, also by their directions.
pub(super) fn link_types(all: &[LinkType]) -> Vec<Row> {
    let with_directions = |one: &LinkType| {
        let mut row = row(&one.id, &one.name);
        row.known.keys = vec![one.outward.clone(), one.inward.clone()];
        row
    };
    all.iter().map(with_directions).collect()
}

/// Projects by key, name and id; a query says the key. Each stands twice, so that what is near its key or its name is found.
pub(super) fn projects(all: &[Project]) -> Vec<Row> {
    let called = |one: &Project, name: &str| {
        let mut row = row(&one.id, name);
        row.known.send.clone_from(&one.key);
        row
    };
    all.iter().flat_map(|one| [called(one, &one.key), called(one, &one.name)]).collect()
}

/// A sprint, also by the form in which sprints of one name are told apart.
pub(super) fn sprint(sprint: &Sprint, board: &Board) -> Row {
    let mut row = suggested(&sprint.id, &sprint.name);
    row.known.other_names.push(label(sprint, board));
    row
}

/// A value as Jira suggests it: what a query takes, and what people see.
pub(super) fn suggested(value: &str, shown: &str) -> Row {
    let mut row = row(value, shown);
    value.clone_into(&mut row.known.send);
    row
}

/// Whether a value answers to this, in any case.
pub(super) fn among(values: &Values, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let same = |name: &String| name.to_lowercase() == wanted;
    values.known.iter().any(|known| same(&known.id) || same(&known.name) || known.keys.iter().any(same))
}
