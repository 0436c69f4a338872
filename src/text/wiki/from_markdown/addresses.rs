//! Where links lead and what they are known by.

use crate::text::markdown::tree::{Inline, Mark, Piece};
use crate::text::wiki::links;

/// What a link is known by among those that were there before.
pub(in super::super) fn link_key(label: &str, href: &str, title: Option<&str>) -> String {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("[{label}]({href} {})", title.unwrap_or_default())
}

pub(super) fn label_text(label: &[&Inline]) -> String {
    let mut words = String::new();
    for piece in label {
        match &piece.piece {
            Piece::Text(text) => words.push_str(text),
            Piece::Break => words.push(' '),
            _ => words.push('\u{fffc}'),
        }
    }
    words
}

/// The text that a piece begins with.
pub(super) fn following(piece: &Inline) -> &str {
    match &piece.piece {
        Piece::Text(text) if !piece.marks.contains(&Mark::Code) => text,
        Piece::Break => " ",
        _ => "[",
    }
}

/// Whether an address is a link without brackets, between these neighbours.
pub(super) fn stands_alone(target: &str, before: Option<char>, after: &str) -> bool {
    // Punctuation that ends a sentence doesn't belong to it, unless more follows.
    let after = after.trim_start_matches(['.', ',', ';', ':', '!', '?', '\'', ')']);
    let ends = after.is_empty() || after.starts_with(char::is_whitespace);
    let begins = before.is_none_or(|before| !before.is_alphanumeric() && before != '\\');
    begins && ends && !target.contains('(') && links::address(target) == Some(target.len())
}

/// The target for an address, if wiki markup can have it.
pub(super) fn target(href: &str) -> Option<String> {
    let known = links::scheme(href).is_some_and(|scheme| href.len() > scheme.len())
        || (href.len() > 1 && href.starts_with(['#', '/']));
    if !known || href.contains(['\n', '\r']) {
        return None;
    }
    // Two of them could be an image.
    let bangs = href.matches('!').count() > 1;
    let mut target = String::with_capacity(href.len());
    for character in href.chars() {
        match character {
            '|' | '[' | ']' | '{' | '}' | '\\' | '\t' => target.push_str(&format!("%{:02X}", u32::from(character))),
            '!' if bangs => target.push_str("%21"),
            other => target.push(other),
        }
    }
    Some(target)
}
