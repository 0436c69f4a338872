//! What people call fields whose names they don't know: pure. Columns and queries mean the same by them.
//!
//! The site's own names win; these are looked at after them.

use crate::jira::types::Field;

/// What people call the issue of the first level above the standard one.
pub(super) const EPIC: &str = "epic";
/// The field in which boards keep it, which Jira Cloud has no more.
pub(super) const EPIC_LINK: &str = "epiclink";
/// The field of the issue above, of whatever level.
pub(super) const PARENT: &str = "parent";

/// What people call the estimate of a story.
pub(super) const POINTS: &str = "points";

/// The words, and the ids that are meant.
pub(super) const USUAL_NAMES: [(&str, &str); 21] = [
    ("type", "issuetype"),
    ("issue_type", "issuetype"),
    ("state", "status"),
    ("title", "summary"),
    ("owner", "assignee"),
    ("assigned_to", "assignee"),
    ("fix_version", "fixVersions"),
    ("fix_versions", "fixVersions"),
    ("fixversion", "fixVersions"),
    ("affected_version", "versions"),
    ("due", "duedate"),
    ("due_date", "duedate"),
    ("links", "issuelinks"),
    ("component", "components"),
    ("label", "labels"),
    ("tags", "labels"),
    ("created_at", "created"),
    ("updated_at", "updated"),
    ("resolved", "resolutiondate"),
    ("resolved_at", "resolutiondate"),
    ("comments", "comment"),
];

/// The id of the field that a word usually means.
pub(super) fn id_of(name: &str) -> Option<&'static str> {
    USUAL_NAMES.iter().find(|(word, _)| folded(word) == folded(name)).map(|(_, id)| *id)
}

/// The fields that `points` means: numbers whose name says points. Several may; then nobody knows which is meant.
pub(super) fn points<'a>(name: &str, fields: &'a [Field]) -> Vec<&'a Field> {
    let says = |name: &str| {
        let mut words = name.split_whitespace();
        words.any(|word| word.eq_ignore_ascii_case("point") || word.eq_ignore_ascii_case("points"))
    };
    let counts = |field: &&Field| {
        let number = field.schema.as_ref().is_some_and(|schema| schema.kind == "number");
        number && (says(&field.name) || field.untranslated_name.as_deref().is_some_and(says))
    };
    if folded(name) == POINTS { fields.iter().filter(counts).collect() } else { Vec::new() }
}

/// Whether it is the field of boards that holds an issue's epic, by its schema.
pub(super) fn is_epic_link(field: &Field) -> bool {
    let custom = field.schema.as_ref().and_then(|schema| schema.custom.as_deref());
    custom.is_some_and(|custom| custom.ends_with("gh-epic-link"))
}

/// A name as people see it alike: `issue_type` and `Issue Type` are one.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
