//! Inline nodes without inner text: mentions, dates, statuses, cards, media and macros.
//!
//! Each has one readable form that a reader of Markdown can tell from text; `FORMS.md` lists them.

use serde_json::Value;

use super::escape;
use super::node::{Node, line_of};
use crate::text::names::{AttachmentName, Names};

/// What stands for a name where there is none.
const UNNAMED: &str = "unnamed";

/// The form of an inline node, or of a block that has no inside.
pub(super) fn render(node: Node<'_>, names: &Names, in_link: bool) -> String {
    match node.kind() {
        "mention" => format!("@{}", escape::form(&mentioned(node, names))),
        "emoji" => emoji(node),
        "date" => format!("[date: {}]", date(node)),
        "status" => status(node),
        "placeholder" => bracketed("placeholder", node.line("text")),
        "inlineCard" => smart_link(node, in_link),
        "blockCard" => bracketed("card", card_url(node)),
        "embedCard" => bracketed("embed", card_url(node)),
        "media" | "mediaInline" => media(node, names, false, None),
        "extension" | "inlineExtension" => macro_form(node),
        "syncBlock" => "[macro: syncBlock]".to_owned(),
        _ => unknown(node),
    }
}

/// The name that a mention shows, without `@`; never an account id.
pub(super) fn mentioned(node: Node<'_>, names: &Names) -> String {
    known_mention(node, names).unwrap_or_else(|| "unknown".to_owned())
}

/// The name that a mention tells, or that is known for its id.
pub(super) fn known_mention(node: Node<'_>, names: &Names) -> Option<String> {
    let id = node.line("id");
    node.line("text")
        .map(|text| text.trim_start_matches('@').trim().to_owned())
        .filter(|name| !name.is_empty() && Some(name) != id.as_ref())
        .or_else(|| id.and_then(|id| names.people.get(&id)).and_then(|name| line_of(&Value::from(name.as_str()))))
}

/// A date node's day in UTC as `2026-11-23`, or what is stored if that isn't a time in milliseconds.
pub(super) fn date(node: Node<'_>) -> String {
    node.number("timestamp")
        .and_then(|milliseconds| jiff::Timestamp::from_millisecond(milliseconds).ok())
        .map(|time| jiff::tz::TimeZone::UTC.to_datetime(time).date().to_string())
        .or_else(|| node.line("timestamp").map(|text| escape::form(&text)))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The address of a card, or the name that its data gives.
pub(super) fn card_url(node: Node<'_>) -> Option<String> {
    let data = node.attribute("data");
    let inner = |name: &str| data.and_then(|data| data.get(name)).and_then(line_of);
    node.line("url").or_else(|| inner("url")).or_else(|| inner("@id")).or_else(|| inner("name"))
}

/// `[image: name #id]` or `[file: name #id]`.
///
/// Media ids aren't attachment ids (Jira facts, item 69), so the attachment is found by its file name when only one has it.
/// `unnamed` is what a picture without a name is.
pub(super) fn media(node: Node<'_>, names: &Names, single: bool, unnamed: Option<&AttachmentName>) -> String {
    if let Some(url) = node.line("url").filter(|_| node.line("id").is_none()) {
        return format!("[image: {}]", escape::form(&url));
    }
    let shown = shown_name(node);
    let unnamed = unnamed.filter(|_| is_unnamed_image(node, names, single));
    let known = attachment(node, names).or(unnamed);
    let name = shown.or_else(|| known.map(|known| known.name.clone())).unwrap_or_else(|| UNNAMED.to_owned());
    let word = if unnamed.is_some() || is_image(node, &name, single) { "image" } else { "file" };
    let mut form = escape::form(&name);
    match known {
        Some(known) => form = format!("{form} #{}", escape::form(&known.id)),
        // A name that ends like an id must not be read as one.
        None => {
            if let Some((before, digits)) = form.rsplit_once(" #")
                && digits.chars().all(|digit| digit.is_ascii_digit())
            {
                form = format!("{before} \\#{digits}");
            }
        }
    }
    format!("[{word}: {form}]")
}

/// The name that a medium has of its own.
pub(super) fn shown_name(node: Node<'_>) -> Option<String> {
    ["alt", "__fileName", "fileName"].iter().find_map(|name| node.line(name))
}

/// Whether a medium is a picture of the issue that nothing in the text names.
pub(super) fn is_unnamed_image(node: Node<'_>, names: &Names, single: bool) -> bool {
    let is_external = node.line("url").is_some() && node.line("id").is_none();
    let has_name = shown_name(node).is_some() || attachment(node, names).is_some();
    !is_external && !has_name && is_image(node, UNNAMED, single)
}

/// The attachment that a medium is: the only one of its name, or without a name the one of its id.
fn attachment<'a>(node: Node<'_>, names: &'a Names) -> Option<&'a AttachmentName> {
    let (shown, id) = (shown_name(node), node.line("id"));
    let mut found = names.attachments.iter().filter(|attachment| match &shown {
        Some(name) => attachment.name == *name,
        None => Some(&attachment.id) == id.as_ref(),
    });
    found.next().filter(|_| found.next().is_none())
}

/// A macro's key, with its title or text when that says more.
pub(super) fn macro_form(node: Node<'_>) -> String {
    format!("[macro: {}]", with_detail(macro_key(node), macro_title(node)))
}

/// What names a macro.
pub(super) fn macro_key(node: Node<'_>) -> String {
    node.line("extensionKey").or_else(|| macro_title(node)).unwrap_or_else(|| node.kind().to_owned())
}

/// The title or fallback text of a macro.
pub(super) fn macro_title(node: Node<'_>) -> Option<String> {
    let parameters = node.attribute("parameters");
    node.line("text")
        .or_else(|| parameters.and_then(|given| given.get("macroMetadata")?.get("title")).and_then(line_of))
        .or_else(|| parameters.and_then(|given| given.get("extensionTitle")).and_then(line_of))
}

/// A node's type as a clean line.
pub(super) fn type_name(node: Node<'_>) -> String {
    line_of(&Value::from(node.kind())).unwrap_or_else(|| "node".to_owned())
}

/// What a person may see of a node whose form isn't known: its text, and the attributes that are named like something to read.
pub(super) fn readable(node: Node<'_>) -> Option<String> {
    let mut seen: Vec<String> = node.0.get("text").and_then(line_of).into_iter().collect();
    for name in ["title", "text", "name", "label", "description", "url", "href", "link"] {
        let value = node.attribute(name);
        let nested = |inner: &str| value.and_then(|value| value.get(inner)).and_then(line_of);
        let line = value.and_then(line_of).or_else(|| nested("text")).or_else(|| nested("url"));
        if let Some(line) = line.filter(|line| !seen.contains(line)) {
            seen.push(line);
        }
    }
    (!seen.is_empty()).then(|| seen.join(", "))
}

fn bracketed(word: &str, text: Option<String>) -> String {
    format!("[{word}: {}]", text.map_or_else(|| "?".to_owned(), |text| escape::form(&text)))
}

fn with_detail(name: String, detail: Option<String>) -> String {
    match detail.filter(|detail| *detail != name) {
        Some(detail) => format!("{} | {}", escape::form(&name), escape::form(&detail)),
        None => escape::form(&name),
    }
}

fn emoji(node: Node<'_>) -> String {
    let glyph = node.line("text").filter(|text| !text.starts_with(':'));
    match glyph {
        Some(glyph) => escape::form(&glyph),
        None => match node.line("shortName").or_else(|| node.line("text")) {
            Some(name) => short_name(&name).unwrap_or_else(|| bracketed("emoji", Some(name))),
            None => bracketed("emoji", None),
        },
    }
}

/// `:name:` when the name has only the characters that are read back as one.
fn short_name(name: &str) -> Option<String> {
    let name = name.trim_matches(':');
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '+' | '-'))
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-:".contains(letter));
    plain.then(|| format!(":{name}:"))
}

fn status(node: Node<'_>) -> String {
    let text = node.line("text").map_or_else(|| "?".to_owned(), |text| escape::form(&text));
    match node.line("color").filter(|color| color != "neutral") {
        Some(color) => format!("[status: {text} | {}]", escape::form(&color)),
        None => format!("[status: {text}]"),
    }
}

fn smart_link(node: Node<'_>, in_link: bool) -> String {
    match card_url(node) {
        Some(url) if !in_link && is_autolink(&url) => format!("<{url}>"),
        url => bracketed("smart link", url),
    }
}

/// Whether `<url>` is an autolink to CommonMark.
fn is_autolink(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    (2..=32).contains(&scheme.len())
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter))
        && !url.contains(|character: char| character.is_whitespace() || "<>\\|".contains(character))
}

fn is_image(node: Node<'_>, name: &str, single: bool) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "svg" | "heic" | "heif" | "avif" | "tif" | "tiff" | "ico" => {
            true
        }
        known if !known.is_empty() && known.len() <= 5 && known.chars().all(char::is_alphanumeric) => false,
        _ => single || node.line("type").as_deref() == Some("image"),
    }
}

/// A node that this version doesn't know: its type and whatever of it is made for reading.
fn unknown(node: Node<'_>) -> String {
    format!("[unknown: {}]", with_detail(type_name(node), readable(node)))
}
