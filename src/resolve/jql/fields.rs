//! The fields and functions that a query may name: pure.
//!
//! What a field holds is taken from its schema, never from its name. Some fields of queries are no fields of issues; they are
//! in no list but the one that Jira completes queries from.

use crate::jira::types::{Field as SiteField, FieldSchema, JqlReference};
use crate::jql::Questions;
use crate::jql::answers::{Field, Kind};
use crate::resolve::usual_names::{self, EPIC, EPIC_LINK, PARENT, POINTS, USUAL_NAMES, folded};

/// Fields that only queries have, on both products, and what they hold.
const BESIDE: [(&[&str], Kind); 14] = [
    (&["text"], Kind::Text),
    (&["filter", "request", "savedFilter", "searchRequest"], Kind::Other),
    (&["issueLinkType"], Kind::LinkType),
    (&["watcher"], Kind::User),
    (&["voter"], Kind::User),
    (&["worklogAuthor"], Kind::User),
    (&["worklogDate"], Kind::Date),
    (&["worklogComment"], Kind::Text),
    (&["category"], Kind::Other),
    (&["projectType"], Kind::Other),
    (&["hierarchyLevel"], Kind::Other),
    (&["parentEpic"], Kind::Parent),
    (&["attachments"], Kind::Other),
    (&["issue.property"], Kind::Other),
];

/// The functions of both products; apps add more.
const FUNCTIONS: [&str; 48] = [
    "approved",
    "approver",
    "breached",
    "cascadeOption",
    "choiceOption",
    "closedSprints",
    "completed",
    "componentsLeadByUser",
    "currentLogin",
    "currentUser",
    "earliestUnreleasedVersion",
    "elapsed",
    "endOfDay",
    "endOfMonth",
    "endOfWeek",
    "endOfYear",
    "everbreached",
    "futureSprints",
    "issueHistory",
    "issuesWithRemoteLinksByGlobalId",
    "lastLogin",
    "latestReleasedVersion",
    "linkedIssues",
    "membersOf",
    "myApproval",
    "myPending",
    "now",
    "openSprints",
    "organizationMembers",
    "paused",
    "pending",
    "pendingBy",
    "projectsLeadByUser",
    "projectsWhereUserHasPermission",
    "projectsWhereUserHasRole",
    "releasedVersions",
    "remaining",
    "running",
    "standardIssueTypes",
    "startOfDay",
    "startOfMonth",
    "startOfWeek",
    "startOfYear",
    "subtaskIssueTypes",
    "unreleasedVersions",
    "updatedBy",
    "votedIssues",
    "watchedIssues",
];

/// All fields that a query may name: those of issues, those that only queries have, and those that only Jira knows of.
pub(super) fn all(site: &[SiteField], reference: Option<&JqlReference>) -> Vec<Field> {
    let mut fields: Vec<Field> =
        site.iter().filter(|field| !field.clause_names.is_empty()).map(|field| of_site(field, site)).collect();
    for (names, kind) in BESIDE {
        if !names.iter().any(|name| find(&fields, name).is_some()) {
            fields.push(beside(names.iter().map(|name| (*name).to_owned()).collect(), kind));
        }
    }
    let Some(reference) = reference else { return fields };
    for told in &reference.fields {
        let id = told.clause_id.as_deref().unwrap_or(&told.clause_name);
        let known = fields.iter_mut().find(|field| answers_to(field, id));
        match known {
            Some(field) => {
                // Jira says it by clause name; several custom fields of one name each have their own row.
                field.orderable = Some(told.sorts);
            }
            None => {
                let mut names = vec![told.clause_name.clone()];
                names.extend(told.clause_id.clone());
                fields.push(Field { orderable: Some(told.sorts), ..beside(names, Kind::Other) });
            }
        }
    }
    fields
}

/// Gives fields the names that people usually use for them, where no field has that name itself.
pub(super) fn name_usually(fields: &mut [Field], site: &[SiteField], epics_are_parents: bool) {
    let named = |fields: &[Field], word: &str| {
        let own = |field: &Field| {
            let names = [&field.id, &field.name].into_iter().chain(&field.other_names).chain(&field.clause_names);
            names.into_iter().any(|name| folded(name) == folded(word))
        };
        fields.iter().any(own)
    };
    let mut meant: Vec<(&str, Vec<&str>)> = USUAL_NAMES.iter().map(|(word, id)| (*word, vec![*id])).collect();
    let points = usual_names::points(POINTS, site);
    meant.push((POINTS, points.into_iter().map(|field| field.id.as_str()).collect()));
    let link = site.iter().find(|field| !epics_are_parents && usual_names::is_epic_link(field));
    for word in [EPIC, EPIC_LINK] {
        meant.push((word, vec![link.map_or(PARENT, |field| field.id.as_str())]));
    }
    meant.retain(|(word, _)| !named(fields, word));
    for (word, ids) in meant {
        for field in fields.iter_mut().filter(|field| ids.contains(&field.id.as_str())) {
            field.other_names.push(word.to_owned());
        }
    }
}

/// The field that a query means by a name, as Jira reads it.
pub(super) fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| answers_to(field, name))
}

/// What a query calls a field for certain.
pub(super) fn clause_name(field: &Field) -> String {
    field.clause_names.first().unwrap_or(&field.id).clone()
}

/// Whether both products have the function.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The functions of the site; those of the products where it wasn't asked.
pub(super) fn functions(questions: &Questions, reference: Option<&JqlReference>) -> Vec<String> {
    if questions.functions.is_empty() {
        return Vec::new();
    }
    let known = FUNCTIONS.iter().map(|name| (*name).to_owned());
    match reference {
        Some(reference) if !reference.functions.is_empty() => {
            reference.functions.iter().map(|(name, _)| name.clone()).collect()
        }
        _ => known.collect(),
    }
}

fn answers_to(field: &Field, name: &str) -> bool {
    let name = name.to_lowercase();
    field.id.to_lowercase() == name || field.clause_names.iter().any(|clause| clause.to_lowercase() == name)
}

fn beside(names: Vec<String>, kind: Kind) -> Field {
    let name = names.first().cloned().unwrap_or_default();
    Field { id: name.clone(), name, other_names: Vec::new(), clause_names: names, kind, orderable: None }
}

fn of_site(field: &SiteField, site: &[SiteField]) -> Field {
    let mut clause_names = field.clause_names.clone();
    // A name that several fields share means all of them, and one of the system's means that.
    let is_shared = |name: &String| {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        site.iter().filter(|other| other.clause_names.iter().any(same)).count() > 1
    };
    clause_names.sort_by_key(|name| (is_shared(name), name.to_lowercase().starts_with("cf["), name.contains('[')));
    if field.custom
        && let Some(at) = clause_names.iter().position(|name| name.to_lowercase().starts_with("cf["))
        && clause_names.first().is_some_and(is_shared)
    {
        clause_names.swap(0, at);
    }
    Field {
        id: field.id.clone(),
        name: field.name.clone(),
        other_names: field.untranslated_name.iter().cloned().collect(),
        clause_names,
        kind: field.schema.as_ref().map_or_else(|| without_schema(&field.id), kind),
        orderable: None,
    }
}

fn without_schema(id: &str) -> Kind {
    match id {
        "issuekey" => Kind::Issue,
        _ => Kind::Other,
    }
}

/// What the values of a field are, by its schema (Jira facts, items 31, 42 and 43).
fn kind(schema: &FieldSchema) -> Kind {
    let custom = schema.custom.as_deref().and_then(|key| key.rsplit(':').next()).unwrap_or_default();
    match custom {
        "gh-sprint" => return Kind::Sprint,
        "gh-epic-link" | "jpo-custom-field-parent" => return Kind::Parent,
        "labels" => return Kind::Label,
        _ => {}
    }
    let system = schema.system.as_deref().unwrap_or_default();
    match (schema.kind.as_str(), schema.items.as_deref().unwrap_or_default(), system) {
        (_, _, "issuekey") => Kind::Issue,
        (_, _, "parent") => Kind::Parent,
        ("status", ..) => Kind::Status,
        ("statusCategory", ..) => Kind::StatusCategory,
        ("priority", ..) => Kind::Priority,
        ("issuetype", ..) => Kind::IssueType,
        ("resolution", ..) => Kind::Resolution,
        ("project", ..) => Kind::Project,
        ("version", ..) | ("array", "version", _) => Kind::Version,
        ("array", "component", _) => Kind::Component,
        ("user", ..) | ("array", "user", _) => Kind::User,
        ("option" | "option-with-child", ..) | ("array", "option", _) => Kind::Option,
        ("array", "string", "labels") => Kind::Label,
        // Times of work are numbers that queries write as durations.
        ("number", _, "") => Kind::Number,
        ("date", ..) => Kind::Date,
        ("datetime", ..) => Kind::DateTime,
        ("string" | "comments-page", ..) => Kind::Text,
        _ => Kind::Other,
    }
}
