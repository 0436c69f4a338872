//! The fields of an issue: which are facts, which are lines, which are texts, and which nobody needs.

use super::block::Item;
use super::{Sheet, links};
use crate::compact::{time, value};
use crate::jira::types::FieldSchema;
use crate::text::{clean, cut};
use serde_json::Value;
use std::collections::BTreeMap;

/// The fields of an issue, sorted by how they are shown.
pub(super) struct Sorted {
    pub(super) facts: Vec<Item>,
    pub(super) lines: Vec<Item>,
    pub(super) texts: Vec<Item>,
    pub(super) others: Vec<Item>,
}

/// Facts in their order, by id, with the word that a reader and the write tools know.
const FACTS: [(&str, &str); 16] = [
    ("resolution", "resolution"),
    ("priority", "priority"),
    ("assignee", "assignee"),
    ("reporter", "reporter"),
    ("created", "created"),
    ("updated", "updated"),
    ("parent", "parent"),
    (EPIC_LINK, "epic link"),
    ("duedate", "due"),
    ("labels", "labels"),
    ("components", "components"),
    ("versions", "affects versions"),
    ("fixVersions", "fix versions"),
    ("security", "security"),
    ("timetracking", "time"),
    (SPRINT, "sprint"),
];
const SPRINT: &str = "com.pyxis.greenhopper.jira:gh-sprint";
const EPIC_LINK: &str = "com.pyxis.greenhopper.jira:gh-epic-link";

/// System fields that the header and the parts show.
const ELSEWHERE: [&str; 10] = [
    "resolutiondate",
    "summary",
    "status",
    "issuetype",
    "project",
    "comment",
    "worklog",
    "attachment",
    "issuelinks",
    "subtasks",
];

/// A line longer than this is a text, so that it can be read to its end.
const LONGEST_LINE: usize = 300;
/// 2,000 and 300 tokens at 3.5 bytes.
const DESCRIPTION: usize = 7_000;
const OTHER_TEXT: usize = 1_050;

/// `SHOP-9 (was OLD-3) · Bug · In Progress · the summary`, and the address.
pub(super) fn head(sheet: &Sheet<'_>) -> String {
    let issue = sheet.issue;
    let mut line = issue.key.clone();
    if sheet.asked != issue.key {
        line.push_str(&format!(" (was {})", sheet.asked));
    }
    for (id, most) in [("issuetype", 60), ("status", 60), ("summary", 255)] {
        let words = issue.fields.get(id).and_then(|field| value::line(field, issue.known.schema(id), sheet.view));
        if let Some(words) = words {
            line.push_str(&format!(" · {}", cut::cell(&words, most)));
        }
    }
    format!("{line}\n{}", sheet.url)
}

/// Sorts every field that is set.
pub(super) fn sort(sheet: &Sheet<'_>) -> Sorted {
    let issue = sheet.issue;
    let mut sorted = Sorted { facts: Vec::new(), lines: Vec::new(), texts: Vec::new(), others: Vec::new() };
    for (id, word) in FACTS {
        // Epics became parents: where both are there, they are the same.
        if id == EPIC_LINK && issue.fields.get("parent").is_some_and(|parent| !parent.is_null()) {
            continue;
        }
        let found = if [EPIC_LINK, SPRINT].contains(&id) {
            issue.fields.iter().find(|(field, _)| custom_type(sheet, field) == Some(id))
        } else {
            issue.fields.get_key_value(id)
        };
        let words = found.and_then(|(field, value)| fact(sheet, field, value));
        match (words, id) {
            (Some(words), _) => sorted.add_fact(id, word, &words),
            (None, "assignee") => sorted.add_fact(id, word, "unassigned"),
            (None, _) => {}
        }
    }
    let hints = hints(sheet);
    if !hints.is_empty() {
        sorted.facts.push(Item::line("counts", format!("include to see: {}", hints.join(", "))));
    }
    if !sheet.zone_known {
        sorted.facts.push(Item::line("zone", "times are in UTC: the profile's time zone could not be read".to_owned()));
    }
    description(sheet, &mut sorted);
    custom(sheet, &mut sorted);
    if sheet.parts.all_fields {
        others(sheet, &mut sorted);
    }
    sorted
}

impl Sorted {
    fn add_fact(&mut self, id: &str, word: &str, words: &str) {
        if words.chars().count() > LONGEST_LINE {
            self.texts.push(Item::text(id, format!("{word}:"), word, words, OTHER_TEXT));
        } else {
            self.facts.push(Item::line(id, format!("{word}: {words}")));
        }
    }
}

/// Parts that were not asked for and hold something, with how much; nothing counts that may not be shown.
fn hints(sheet: &Sheet<'_>) -> Vec<String> {
    let parts = &sheet.parts;
    let items = |id: &str| sheet.issue.fields.get(id).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let comments = sheet.issue.fields.get("comment").and_then(|comments| comments.get("total")).and_then(Value::as_u64);
    let subtasks = items("subtasks").iter().filter(|subtask| links::named(subtask, sheet.view).is_some()).count();
    let mut hints = Vec::new();
    let mut hint = |is_wanted: bool, word: &str, count: usize| {
        if is_wanted && count > 0 {
            hints.push(format!("{word} ({count})"));
        }
    };
    hint(parts.comments.is_none(), "comments", comments.and_then(|count| usize::try_from(count).ok()).unwrap_or(0));
    hint(!parts.subtasks, "subtasks", subtasks);
    hint(!parts.attachments && sheet.files_readable, "attachments", items("attachment").len());
    // Links to the web are asked for apart, so how many there are in all is not known here.
    if parts.links.is_none() && items("issuelinks").iter().any(|link| links::is_shown(link, sheet.view)) {
        hints.insert(usize::from(hints.first().is_some_and(|hint| hint.starts_with("comments"))), "links".to_owned());
    }
    // How many there are is not read for this; that none are named would say that there are none.
    if parts.comments.is_none() && comments.is_none() {
        hints.insert(0, "comments".to_owned());
    }
    hints
}

fn fact(sheet: &Sheet<'_>, id: &str, field: &Value) -> Option<String> {
    match id {
        "created" | "updated" => moment(sheet, field),
        "resolution" => {
            let words = value::line(field, None, sheet.view)?;
            let when = sheet.issue.fields.get("resolutiondate").and_then(|field| moment(sheet, field));
            Some(when.map_or_else(|| words.clone(), |when| format!("{words}, {when}")))
        }
        "parent" => Some(match links::parent(field, sheet.view) {
            Some(parent) => parent,
            None => "in a project that this server may not touch".to_owned(),
        }),
        _ if custom_type(sheet, id) == Some(SPRINT) => sprints(field, sheet),
        _ => value::line(field, sheet.issue.known.schema(id), sheet.view),
    }
}

/// `Sprint 5 (active), Sprint 4 (closed)`: those that are still to end come first.
fn sprints(field: &Value, sheet: &Sheet<'_>) -> Option<String> {
    let mut sprints: Vec<(bool, String)> = field
        .as_array()?
        .iter()
        .rev()
        .filter_map(|sprint| {
            let name = value::line(sprint, None, sheet.view)?;
            let state = match sprint {
                // Data Center writes a Java object's text (Jira facts, item 43).
                Value::String(text) => text.split_once("state=").map(|(_, after)| after.split([',', ']']).next()),
                other => other.get("state").and_then(Value::as_str).map(Some),
            };
            let state = clean::line(state.flatten().unwrap_or_default()).to_lowercase();
            let words = if state.is_empty() { name } else { format!("{name} ({state})") };
            Some((state == "closed", words))
        })
        .collect();
    sprints.sort_by_key(|(closed, _)| *closed);
    let words: Vec<String> = sprints.into_iter().map(|(_, words)| words).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn moment(sheet: &Sheet<'_>, field: &Value) -> Option<String> {
    Some(time::moment(&clean::line(field.as_str()?), sheet.view.zone))
}

fn description(sheet: &Sheet<'_>, sorted: &mut Sorted) {
    for (id, most) in [("description", DESCRIPTION), ("environment", OTHER_TEXT)] {
        let text = sheet.issue.fields.get(id).map(|field| (sheet.markdown)(field)).unwrap_or_default();
        if !text.trim().is_empty() {
            sorted.texts.insert(0, Item::text(id, format!("{id}:"), id, &text, most));
        }
    }
    // The description first, whatever else is a text.
    if let Some(place) = sorted.texts.iter().position(|text| text.id == "description") {
        let description = sorted.texts.remove(place);
        sorted.texts.insert(0, description);
    } else {
        sorted.facts.push(Item::line("description", "no description".to_owned()));
    }
}

/// Custom fields by display name; several of one name are one.
fn custom(sheet: &Sheet<'_>, sorted: &mut Sorted) {
    let issue = sheet.issue;
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, field) in &issue.fields {
        let schema = issue.known.schema(id);
        if !is_custom(id, schema) || is_unneeded(sheet, id) {
            continue;
        }
        let name = display_name(sheet, id);
        if value::is_rich(field, schema) {
            let text = (sheet.markdown)(field);
            if !text.trim().is_empty() {
                sorted.texts.push(Item::text(id, format!("{name}:"), &name, &text, OTHER_TEXT));
            }
        } else if let Some(words) = value::line(field, schema, sheet.view).filter(|words| words != "{}") {
            let held = named.entry(name).or_default();
            if !held.contains(&words) {
                held.push(words);
            }
        }
    }
    for (name, values) in named {
        let words = values.join("; ");
        if words.chars().count() > LONGEST_LINE {
            sorted.texts.push(Item::text(name.as_str(), format!("{name}:"), &name, &words, OTHER_TEXT));
        } else {
            sorted.lines.push(Item::line(name.as_str(), format!("{name}: {words}")));
        }
    }
}

/// What is set and shown nowhere else, with ids.
fn others(sheet: &Sheet<'_>, sorted: &mut Sorted) {
    let issue = sheet.issue;
    for (id, field) in &issue.fields {
        let schema = issue.known.schema(id);
        let shown = if is_custom(id, schema) {
            !is_unneeded(sheet, id) || custom_type(sheet, id) == Some(SPRINT) || is_epic_link(sheet, id)
        } else {
            ELSEWHERE.contains(&id.as_str())
                || FACTS.iter().any(|(fact, _)| fact == id)
                || ["description", "environment"].contains(&id.as_str())
        };
        if shown {
            continue;
        }
        if let Some(words) = value::line(field, schema, sheet.view) {
            let line = format!("{} [{id}]: {}", display_name(sheet, id), cut::cell(&words, LONGEST_LINE));
            sorted.others.push(Item::line(id, line));
        }
    }
}

fn is_custom(id: &str, schema: Option<&FieldSchema>) -> bool {
    id.starts_with("customfield_") || schema.is_some_and(|schema| schema.custom.is_some())
}

/// Whether a custom field is shown as a fact, or is one that tells a reader nothing.
fn is_unneeded(sheet: &Sheet<'_>, id: &str) -> bool {
    let custom = custom_type(sheet, id).unwrap_or_default();
    // Colours and states of boards, baselines of plans, charts and the search's own bookkeeping.
    const QUIET: [&str; 6] = [
        ":gh-epic-color",
        ":gh-epic-status",
        ":jpo-custom-field-baseline-start",
        ":jpo-custom-field-baseline-end",
        ".charting:timeinstatus",
        ".charting:firstresponsedate",
    ];
    custom == SPRINT
        || is_epic_link(sheet, id)
        || value::is_noise(sheet.issue.known.schema(id))
        || QUIET.iter().any(|quiet| custom.ends_with(quiet))
}

fn is_epic_link(sheet: &Sheet<'_>, id: &str) -> bool {
    custom_type(sheet, id) == Some(EPIC_LINK)
}

fn custom_type<'a>(sheet: &'a Sheet<'_>, id: &str) -> Option<&'a str> {
    sheet.issue.known.schema(id)?.custom.as_deref()
}

fn display_name(sheet: &Sheet<'_>, id: &str) -> String {
    cut::cell(sheet.issue.known.get(id).map_or(id, |field| field.name.as_str()), 80)
}
