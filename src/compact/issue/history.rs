//! Changes, newest first, as `status: To Do → In Progress`.

use super::block::{Block, Item, Section};
use super::links::holds_hidden_key;
use super::parts::{person, windowed};
use super::{Read, Sheet, Window};
use crate::compact::{time, value};
use crate::jira::types::{Change, ChangeItem};
use crate::text::{clean, cut};

/// A longer value is a text: only how long it was is said.
const LONGEST_VALUE: usize = 200;

/// Fields of the history whose values are sentences or names about other issues.
const ABOUT_ISSUES: [&str; 10] = [
    "Link",
    "Parent",
    "Parent Link",
    "Epic Link",
    "Epic Child",
    "Epic Issue",
    "IssueParentAssociation",
    "RemoteIssueLink",
    "RemoteWorkItemLink",
    "Key",
];

/// The changes of an issue.
pub(super) fn history(sheet: &Sheet<'_>, history: &Read<Window<Change>>) -> Block {
    windowed(Section::History, history, |change| {
        let items: Vec<String> = change.items.iter().map(|item| words(item, sheet)).collect();
        let when = time::moment(&change.created, sheet.view.zone);
        let head = format!("{} {}: {}", clean::line(&when), person(change.author.as_ref()), items.join("; "));
        // A change has no id that is known here: when and what is one.
        let id = format!("{} {}", change.created, head.len());
        if head.chars().count() > 600 {
            let head_only = format!("{} {}:", clean::line(&when), person(change.author.as_ref()));
            Item::text(id, head_only, "change", &items.join("\n"), 1_050)
        } else {
            Item::line(id, head)
        }
    })
}

fn words(item: &ChangeItem, sheet: &Sheet<'_>) -> String {
    let field = cut::cell(&item.field, 80);
    if is_hidden(item, sheet) {
        return format!("{field}: (names a project that this server may not touch)");
    }
    let side = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        let length = text.chars().count();
        if length > LONGEST_VALUE || text.trim().contains('\n') {
            return format!("(a text of {length} characters)");
        }
        let text = clean::line(text);
        if text.is_empty() { "(none)".to_owned() } else { text }
    };
    format!("{field}: {} → {}", side(&item.from), side(&item.to))
}

fn is_hidden(item: &ChangeItem, sheet: &Sheet<'_>) -> bool {
    let about_issues = ABOUT_ISSUES.iter().any(|name| name.eq_ignore_ascii_case(&item.field));
    let names_hidden = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default().trim();
        let is_key = value::is_issue_key(&text.to_ascii_uppercase());
        (about_issues || is_key) && holds_hidden_key(text, sheet.view)
    };
    let moved = sheet.restricted && item.field.eq_ignore_ascii_case("project");
    moved || names_hidden(&item.from) || names_hidden(&item.to)
}
