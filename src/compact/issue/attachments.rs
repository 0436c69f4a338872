//! The files of an issue, by name.

use super::Sheet;
use super::block::{Block, Item, Section, Style};
use crate::compact::time;
use crate::jira::read;
use crate::jira::types::Attachment;
use crate::text::{clean, cut};
use jiff::tz::TimeZone;

/// `12 kB · 2026-06-14 17:30 · Ana Silva`: what tells files of one name apart.
pub fn detail(file: &Attachment, zone: &TimeZone) -> String {
    let author = file.author.as_ref().map(|author| format!(" · {}", cut::cell(&author.name, 80))).unwrap_or_default();
    format!("{} · {}{author}", size(file.size), clean::line(&time::moment(&file.created, zone)))
}

/// `812 B`, `12 kB`, `3.4 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// `#10012 · log.txt · 12 kB · 2026-06-14 17:30 · Ana Silva`.
pub(super) fn block(sheet: &Sheet<'_>) -> Block {
    let items = read::attachments(sheet.issue).into_iter().map(|file| {
        let line = format!("#{} · {} · {}", file.id, cut::cell(&file.name, 200), detail(&file, sheet.view.zone));
        Item::line(file.id, line)
    });
    Block::whole(Section::Attachments, Style::Counted, items.collect())
}
