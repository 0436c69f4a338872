//! Comments, worklogs and transitions as items.

use super::block::{Block, Item, Section, Style};
use super::{Read, Sheet, Window};
use crate::compact::time;
use crate::jira::types::{Comment, Transition, User, Worklog};
use crate::text::{clean, cut};
use serde_json::Value;

/// 300 tokens at 3.5 bytes.
const TEXT: usize = 1_050;

/// `#10045 · Ana Silva · 2026-06-14 17:30 · internal`, and the text.
pub(super) fn comments(sheet: &Sheet<'_>, comments: &Read<Window<Comment>>) -> Block {
    let service = is_service(sheet);
    let unknown = comments.iter().flat_map(|window| &window.items).any(|comment| comment.public.is_none());
    let mut block = windowed(Section::Comments, comments, |comment| {
        let mut head =
            format!("#{} · {} · {}", comment.id, person(comment.author.as_ref()), moment(sheet, &comment.created));
        if comment.updated != comment.created && !comment.updated.is_empty() {
            head.push_str(&format!(" · edited {}", moment(sheet, &comment.updated)));
        }
        match comment.public.filter(|_| service) {
            Some(true) => head.push_str(" · public: the customer sees this"),
            Some(false) => head.push_str(" · internal"),
            None => {}
        }
        Item::text(comment.id.as_str(), head, "comment", &(sheet.markdown)(&comment.body), TEXT)
    });
    if service && unknown {
        block.notes.push("which of them the customer sees is not known".to_owned());
    }
    block
}

/// `#10100 · Ana Silva · 2026-06-10 09:00 · 3h 20m`, and the text when there is one.
pub(super) fn worklogs(sheet: &Sheet<'_>, worklogs: &Read<Window<Worklog>>) -> Block {
    windowed(Section::Worklogs, worklogs, |worklog| {
        let spent = cut::cell(&worklog.time_spent, 40);
        let (author, started) = (person(worklog.author.as_ref()), moment(sheet, &worklog.started));
        let head = format!("#{} · {author} · {started} · {spent}", worklog.id);
        let text = if worklog.comment.is_null() { String::new() } else { (sheet.markdown)(&worklog.comment) };
        if text.trim().is_empty() {
            return Item::line(worklog.id.as_str(), head);
        }
        Item::text(worklog.id.as_str(), head, "worklog", &text, TEXT)
    })
}

/// `Start progress → In Progress, needs Resolution (Done, Won't Do)`.
pub(super) fn transitions(sheet: &Sheet<'_>, transitions: &Read<Vec<Transition>>) -> Block {
    match transitions {
        Ok(all) => {
            let items = all.iter().map(|one| Item::line(one.id.as_str(), transition(one, sheet))).collect();
            Block::whole(Section::Transitions, Style::Counted, items)
        }
        Err(why) => Block::failed(Section::Transitions, why),
    }
}

fn transition(transition: &Transition, sheet: &Sheet<'_>) -> String {
    let (name, to) = (cut::cell(&transition.name, 80), cut::cell(&transition.to.name, 80));
    let mut line = if name == to || to.is_empty() { name } else { format!("{name} → {to}") };
    let required = transition.fields.iter().filter(|field| field.required && !field.has_default);
    let required: Vec<String> = required
        .map(|field| {
            let allowed = field.allowed.iter().filter_map(|one| crate::compact::value::line(one, None, sheet.view));
            let mut allowed: Vec<String> = allowed.map(|one| cut::cell(&one, 40)).collect();
            let left = allowed.len().saturating_sub(6);
            allowed.truncate(6);
            if left > 0 {
                allowed.push(format!("{left} more"));
            }
            let name = cut::cell(&field.name, 80);
            if allowed.is_empty() { name } else { format!("{name} ({})", allowed.join(", ")) }
        })
        .collect();
    if !required.is_empty() {
        line.push_str(&format!(", needs {}", required.join(", ")));
    }
    line
}

/// A block of a list that is read in stretches, newest first.
pub(super) fn windowed<T>(section: Section, list: &Read<Window<T>>, item: impl Fn(&T) -> Item) -> Block {
    match list {
        Ok(window) => Block {
            notes: if window.items.len() > 1 { vec!["newest first".to_owned()] } else { Vec::new() },
            first: window.first,
            total: window.total.map(|total| usize::try_from(total).unwrap_or(usize::MAX)),
            ..Block::whole(section, Style::Counted, window.items.iter().map(item).collect())
        },
        Err(why) => Block::failed(section, why),
    }
}

/// The name that people see.
pub(super) fn person(user: Option<&User>) -> String {
    user.map(|user| cut::cell(&user.name, 80)).filter(|name| !name.is_empty()).unwrap_or_else(|| "(unknown)".to_owned())
}

fn moment(sheet: &Sheet<'_>, text: &str) -> String {
    clean::line(&time::moment(text, sheet.view.zone))
}

/// Cloud says of every comment that the customer sees it; it means something on service projects only.
fn is_service(sheet: &Sheet<'_>) -> bool {
    let project = sheet.issue.fields.get("project");
    project.and_then(|project| project.get("projectTypeKey")).and_then(Value::as_str) == Some("service_desk")
}
