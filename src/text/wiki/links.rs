//! What stands between brackets, between exclamation marks, and the addresses that are links by themselves.

use std::ops::Range;

use super::entities;
use super::spans::{Source, Span};

/// What a `[…]` refers to.
#[derive(Debug)]
pub(super) enum Link<'a> {
    /// `[~user]`.
    Person(&'a str),
    /// `[^file.pdf]`, perhaps with a text.
    File { name: &'a str, label: Option<Range<usize>> },
    /// An address, perhaps with a text and a tooltip.
    Address { target: &'a str, label: Option<Range<usize>>, title: Option<&'a str> },
}

/// Schemes that Jira makes links of; others, such as `javascript:`, stay text.
const SCHEMES: [&str; 11] =
    ["http://", "https://", "ftp://", "ftps://", "sftp://", "ssh://", "irc://", "news:", "nntp:", "file:/", "mailto:"];

/// What Jira's editor writes in the place of a tooltip.
const STYLES: [&str; 4] = ["smart-link", "smart-card", "smart-embed", "smart-icon"];

/// Reads a `[…]`; none if it is only text in brackets.
pub(super) fn read(source: &Source, body: Range<usize>) -> Option<Link<'_>> {
    let parts = parts(source, body);
    let mut parts = parts.iter();
    let first = parts.next()?;
    let Some(second) = parts.next() else {
        return target(source.text(first.clone()), None);
    };
    let title = parts.next().map(|part| source.text(part.clone()).trim());
    let label = (!source.text(first.clone()).trim().is_empty()).then(|| first.clone());
    let link = target(source.text(second.clone()).trim(), label)?;
    Some(match link {
        Link::Address { target, label, .. } => Link::Address {
            target,
            label: label.filter(|label| source.text(label.clone()) != target),
            title: title.filter(|title| !title.is_empty() && !STYLES.contains(title)),
        },
        other => other,
    })
}

/// Whether the text between two exclamation marks names a picture and isn't an exclamation.
pub(super) fn is_image(body: &str) -> bool {
    if body.is_empty() || body.starts_with(char::is_whitespace) || body.ends_with(char::is_whitespace) {
        return false;
    }
    let name = image_name(body);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    let named = (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    !name.contains(['[', ']', '{', '}']) && (named || scheme(name).is_some())
}

/// Whether the name is that of a picture.
pub(super) fn is_picture(body: &str) -> bool {
    let name = image_name(body).to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".webp"].iter().any(|ending| name.ends_with(ending))
}

/// The name or address in an image, without its parameters.
pub(super) fn image_name(body: &str) -> &str {
    body.split('|').next().unwrap_or_default().trim()
}

/// The scheme that a text begins with, if Jira makes links of it.
pub(super) fn scheme(text: &str) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Whether no address goes on after this character.
pub(super) fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"|[]{}^`\\".contains(c)
}

/// The length of the address at the start of a text, without the punctuation that ends a sentence.
pub(super) fn address(text: &str) -> Option<usize> {
    let scheme = scheme(text)?;
    let whole = text.split(ends_address).next().unwrap_or_default();
    // A character that is written by its number is written so because it is no part of it.
    let numbered = whole.match_indices("&#").find(|(at, _)| text.get(*at..).and_then(entities::at).is_some());
    let whole = numbered.and_then(|(at, _)| whole.get(..at)).unwrap_or(whole);
    let open = whole.matches('(').count();
    let mut close = whole.matches(')').count();
    let mut kept = whole;
    while let Some(last) = kept.chars().next_back() {
        match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '-' | '+' => {}
            ')' if close > open => close -= 1,
            _ => break,
        }
        kept = kept.strip_suffix(last).unwrap_or_default();
    }
    (kept.len() > scheme.len()).then_some(kept.len())
}

fn target<'a>(text: &'a str, label: Option<Range<usize>>) -> Option<Link<'a>> {
    if let Some(user) = text.strip_prefix('~') {
        return (label.is_none() && !user.trim().is_empty()).then_some(Link::Person(user.trim()));
    }
    if let Some(name) = text.strip_prefix('^') {
        return (!name.trim().is_empty()).then(|| Link::File { name: name.trim(), label });
    }
    let blank = text.contains(|c: char| c.is_whitespace() || c.is_control());
    let blank = blank && (label.is_none() || scheme(text).is_none());
    let anchor = text.strip_prefix('#').is_some_and(|name| !name.is_empty());
    let path = label.is_some() && text.starts_with('/') && text.len() > 1;
    let address = scheme(text).is_some_and(|scheme| text.len() > scheme.len());
    (!blank && (anchor || path || address)).then_some(Link::Address { target: text, label, title: None })
}

/// The parts between `|`, except one inside an image or after a backslash.
fn parts(source: &Source, body: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = body.start;
    let mut at = body.start;
    while at < body.end {
        match source.byte(at) {
            Some(b'\\') => at += 2,
            Some(b'|') => {
                parts.push(start..at);
                at += 1;
                start = at;
            }
            Some(b'!' | b'{') => at = source.span(at, body.end).map_or(at + 1, Span::end),
            _ => at += 1,
        }
    }
    parts.push(start..body.end);
    parts
}
