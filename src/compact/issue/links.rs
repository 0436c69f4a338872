//! Other issues that an issue names, and web pages: nothing of a project that may not be shown, not even a summary.

use super::block::{Block, Item, Section, Style};
use super::{Read, Sheet};
use crate::compact::{View, value};
use crate::jira::types::{Issue, RemoteLink};
use crate::text::{clean, cut};
use serde_json::Value;
use url::Url;

/// Sentences such as `blocks SHOP-2 (Done): the summary`, then web pages.
pub(super) fn links(sheet: &Sheet<'_>, remote: &Read<Vec<RemoteLink>>) -> Block {
    let issue_links =
        sheet.issue.fields.get("issuelinks").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut items: Vec<Item> = issue_links.iter().filter_map(|link| sentence(link, sheet.view)).collect();
    let mut hidden = issue_links.len() - items.len();
    let mut failed = None;
    match remote {
        Ok(remote) => {
            let shown = remote.iter().filter(|link| !names_hidden_issue(&link.url, sheet));
            let before = items.len();
            items.extend(shown.map(web));
            hidden += remote.len() - (items.len() - before);
        }
        Err(why) => failed = Some(format!("web links: {}", cut::cell(why, 160))),
    }
    let mut block = Block::whole(Section::Links, Style::Counted, items);
    block.notes.extend(hidden_note(hidden, "link"));
    match failed {
        // The heading says why only above items, so an empty block needs a line of its own.
        Some(why) if block.items.is_empty() => Block::failed(Section::Links, &why),
        failed => Block { failed, ..block },
    }
}

/// `SHOP-12 (To Do): the summary`; of an issue above others, how to find them.
pub(super) fn subtasks(sheet: &Sheet<'_>) -> Block {
    let issue = sheet.issue;
    let all = issue.fields.get("subtasks").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let items: Vec<Item> =
        all.iter().filter_map(|subtask| Some(Item::line(text(subtask, "key"), named(subtask, sheet.view)?))).collect();
    let hidden = all.len() - items.len();
    let mut notes: Vec<String> = hidden_note(hidden, "subtask").into_iter().collect();
    if items.is_empty()
        && let Some(condition) = children(issue)
    {
        notes.push(format!("its child issues: jira_search with jql `{condition}`"));
    }
    let mut block = Block::whole(Section::Subtasks, Style::Counted, items);
    block.notes = notes;
    block
}

/// The JQL that finds the issues below this one, where it can have any that are not sub-tasks.
///
/// Cloud says at which level a type stands; elsewhere an epic is known by its name in the field made for it.
fn children(issue: &Issue) -> Option<String> {
    let level = issue.fields.get("issuetype").and_then(|kind| kind.get("hierarchyLevel")).and_then(Value::as_i64);
    if let Some(level) = level {
        return (level > 0).then(|| format!("parent = {}", issue.key));
    }
    let name = issue.fields.get(&issue.known.of_type("com.pyxis.greenhopper.jira:gh-epic-label")?.id)?;
    name.as_str().filter(|name| !name.is_empty())?;
    let link = issue.known.of_type("com.pyxis.greenhopper.jira:gh-epic-link");
    let link = link.map_or_else(|| "Epic Link".to_owned(), |field| clean::line(&field.name).replace(['"', '\\'], ""));
    Some(format!("\"{link}\" = {}", issue.key))
}

/// Whether a link to an issue may be shown.
pub(super) fn is_shown(link: &Value, view: &View<'_>) -> bool {
    sentence(link, view).is_some()
}

/// `SHOP-3: the summary`; `None` when the issue may not be shown.
pub(super) fn parent(issue: &Value, view: &View<'_>) -> Option<String> {
    let mut issue = issue.clone();
    if let Some(fields) = issue.get_mut("fields").and_then(Value::as_object_mut) {
        fields.remove("status");
    }
    named(&issue, view)
}

/// `SHOP-3 (In Progress): the summary`; `None` when the issue may not be shown.
pub(super) fn named(issue: &Value, view: &View<'_>) -> Option<String> {
    let key = issue.get("key").and_then(Value::as_str).filter(|key| (view.allows)(key))?;
    let field = |name: &str| issue.get("fields").and_then(|fields| fields.get(name));
    let status = field("status").and_then(|status| value::line(status, None, view));
    let summary = field("summary").and_then(Value::as_str).map(|summary| cut::cell(summary, 100));
    let mut named = clean::line(key);
    if let Some(status) = status {
        named.push_str(&format!(" ({})", cut::cell(&status, 60)));
    }
    if let Some(summary) = summary.filter(|summary| !summary.is_empty()) {
        named.push_str(&format!(": {summary}"));
    }
    Some(named)
}

/// Whether a text is an issue's key of a project that may not be shown, or holds one.
pub(super) fn holds_hidden_key(text: &str, view: &View<'_>) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    words.map(str::to_ascii_uppercase).any(|word| value::is_issue_key(&word) && !(view.allows)(&word))
}

fn sentence(link: &Value, view: &View<'_>) -> Option<Item> {
    let (direction, other) = match link.get("outwardIssue") {
        Some(other) => ("outward", other),
        None => ("inward", link.get("inwardIssue")?),
    };
    let words = link.get("type").and_then(|kind| kind.get(direction)).and_then(Value::as_str).unwrap_or("linked to");
    Some(Item::line(text(link, "id"), format!("{} {}", cut::cell(words, 60), named(other, view)?)))
}

fn web(link: &RemoteLink) -> Item {
    let title = cut::cell(&link.title, 160);
    let address = cut::cell(&link.url, 400);
    let relationship = link.relationship.as_deref().map(|words| cut::cell(words, 60)).filter(|words| !words.is_empty());
    let words = relationship.unwrap_or_else(|| "web link".to_owned());
    let line = if title.is_empty() || title == address {
        format!("{words}: {address}")
    } else {
        format!("{words}: {title} {address}")
    };
    Item::line(format!("web {}", link.id), line)
}

/// Whether an address of this site leads to an issue or project that may not be shown.
fn names_hidden_issue(address: &str, sheet: &Sheet<'_>) -> bool {
    let (Ok(address), Ok(site)) = (Url::parse(address), Url::parse(sheet.url)) else {
        return holds_hidden_key(address, sheet.view);
    };
    if address.host_str() != site.host_str() {
        return false;
    }
    let after_host = address.as_str().split_once("://").map_or("", |(_, rest)| rest);
    let place = after_host.split_once('/').map_or("", |(_, place)| place);
    let segments: Vec<&str> = address.path_segments().map(Iterator::collect).unwrap_or_default();
    let hidden_project = segments.windows(2).any(|pair| match pair {
        ["projects", key] => !(sheet.view.allows)(&format!("{}-1", key.to_ascii_uppercase())),
        _ => false,
    });
    hidden_project || holds_hidden_key(place, sheet.view)
}

fn hidden_note(hidden: usize, what: &str) -> Option<String> {
    match hidden {
        0 => None,
        1 => Some(format!("1 {what} to a project that this server may not touch")),
        _ => Some(format!("{hidden} {what}s to projects that this server may not touch")),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
