//! The files of an issue, by name.

use super::Sheet;
use super::block::{Block, Item, Section, Style};
use crate::compact::time;
use crate::jira::types::{Attachment, Issue, User};
use crate::text::{clean, cut};
use jiff::tz::TimeZone;
use serde_json::Value;

/// The files that an issue holds, in Jira's order.
pub fn of(issue: &Issue) -> Vec<Attachment> {
    let all = issue.fields.get("attachment").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(read).collect()
}

/// Whether a file is a picture by its type or its name.
fn is_picture(file: &Attachment) -> bool {
    const ENDINGS: [&str; 13] =
        [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".heic", ".heif", ".avif", ".tif", ".tiff", ".ico"];
    let name = file.name.to_lowercase();
    file.mime_type.starts_with("image/") || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The issue's only picture; `None` where it has none or several.
pub fn only_image(files: &[Attachment]) -> Option<&Attachment> {
    let mut images = files.iter().filter(|file| is_picture(file));
    images.next().filter(|_| images.next().is_none())
}

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
    let items = of(sheet.issue).into_iter().map(|file| {
        let line = format!("#{} · {} · {}", file.id, cut::cell(&file.name, 200), detail(&file, sheet.view.zone));
        Item::line(file.id, line)
    });
    Block::whole(Section::Attachments, Style::Counted, items.collect())
}

fn read(value: &Value) -> Option<Attachment> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = match value.get("id")? {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let author = value.get("author").and_then(|author| author.get("displayName")).and_then(Value::as_str);
    Some(Attachment {
        id,
        name: text("filename"),
        size: value.get("size").and_then(Value::as_u64).unwrap_or(0),
        mime_type: text("mimeType"),
        author: author.map(|name| User { name: name.to_owned(), ..User::default() }),
        created: text("created"),
    })
}
