//! Bare addresses, which are read as a whole before emphasis is, as GFM does it.
//!
//! The CommonMark parser below knows no bare addresses and would take the `__init__` of one for emphasis. So where it finds
//! text that begins one, the characters that it would take for markup are masked, and the source is read again: what is
//! inside of code, tags and links keeps its meaning, because that is told first.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// Stands for a masked character: a letter is no markup wherever it is.
const MASK: u8 = b'x';

/// The schemes that begin a bare address.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The length in bytes of the address that a text begins with, without the punctuation that ends the sentence.
pub(in crate::text) fn length(text: &str) -> Option<usize> {
    let scheme = SCHEMES.into_iter().find(|scheme| begins(text, scheme))?;
    // Told first, so that all that is looked through is an address.
    let host = text.get(scheme.len()..)?;
    if !host.starts_with(|first: char| first.is_alphanumeric() || first == '[') {
        return None;
    }
    let end = text.find(|c: char| {
        c.is_whitespace() || "<>\"`|".contains(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
    });
    let mut url = text.get(..end.unwrap_or(text.len()))?;
    let (mut opened, mut closed) = (url.matches('(').count(), url.matches(')').count());
    loop {
        match url.chars().next_back()? {
            ')' if closed <= opened => break,
            last @ (')' | '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | ']' | '\\') => {
                if last == ')' {
                    closed -= 1;
                }
                url = url.get(..url.len() - 1)?;
            }
            '(' => {
                opened -= 1;
                url = url.get(..url.len() - 1)?;
            }
            _ => break,
        }
    }
    (url.len() > scheme.len()).then_some(url.len())
}

/// Whether an address may begin after a character.
pub(in crate::text) fn may_follow(before: Option<char>) -> bool {
    before.is_none_or(|before| before.is_whitespace() || "([\"'*_~".contains(before) || !before.is_ascii())
}

/// Whether an address may be shown without anything around it, because it is read back to the letter.
pub(in crate::text) fn is_bare(url: &str) -> bool {
    length(url) == Some(url.len())
        && url.chars().all(|c| c.is_ascii_graphic() && c != '\\')
        && !has_reference(url)
        && [('(', ')'), ('[', ']')]
            .iter()
            .all(|(open, close)| url.matches(*open).count() == url.matches(*close).count())
}

/// Whether something in an address could be read as a character reference.
fn has_reference(url: &str) -> bool {
    url.split('&').skip(1).any(|part| {
        let name = part.strip_prefix('#').unwrap_or(part);
        name.trim_start_matches(|character: char| character.is_ascii_alphanumeric()).starts_with(';')
    })
}

/// Masks in the source what the parser would take for markup inside of bare addresses; gives the places masked, ascending.
pub(super) fn mask(source: &mut String, options: Options) -> Vec<usize> {
    if !source.contains("://") {
        return Vec::new();
    }
    let places: Vec<usize> = find(source, options).into_iter().flat_map(|range| markup(source, range)).collect();
    if !places.is_empty() {
        let mut bytes = std::mem::take(source).into_bytes();
        for place in &places {
            if let Some(byte) = bytes.get_mut(*place) {
                *byte = MASK;
            }
        }
        // Only single bytes were put in the place of single bytes.
        *source = String::from_utf8(bytes).unwrap_or_default();
    }
    places
}

/// Where the delimiters of an address are; an escaped one is left to the parser, and a character reference, as in GFM.
fn markup(source: &str, range: Range<usize>) -> Vec<usize> {
    let mut places = Vec::new();
    let mut escaped = false;
    for (at, character) in source.get(range.clone()).unwrap_or_default().char_indices() {
        if matches!(character, '*' | '_' | '~') && !escaped {
            places.push(range.start + at);
        }
        escaped = character == '\\' && !escaped;
    }
    places
}

/// The addresses in text, in the order of the source. One ends before a link, a picture, code or a tag at the latest.
fn find(source: &str, options: Options) -> Vec<Range<usize>> {
    // In pictures, code blocks and HTML blocks there are none, nor where the text is the address already.
    let mut closed = 0usize;
    let mut after_text = false;
    let mut texts: Vec<(Range<usize>, bool)> = Vec::new();
    let mut ends: Vec<usize> = Vec::new();
    let mut last_end = 0;
    let mut links: Vec<bool> = Vec::new();
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let is_text = matches!(event, Event::Text(_));
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, .. }) => {
                ends.push(range.start);
                links.push(true);
            }
            Event::Start(Tag::Link { .. }) => {
                closed += 1;
                ends.push(range.start);
                links.push(false);
            }
            Event::End(TagEnd::Link) => match links.pop() {
                Some(true) => ends.push(last_end.max(ends.last().copied().unwrap_or(0))),
                _ => closed = closed.saturating_sub(1),
            },
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                closed += 1;
                ends.push(range.start);
            }
            Event::End(TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock) => closed = closed.saturating_sub(1),
            Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => ends.push(range.start),
            Event::Text(_) if closed == 0 => {
                last_end = range.end;
                texts.push((range, after_text));
            }
            _ => {}
        }
        after_text = is_text;
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (range, after_text) in texts {
        in_text(source, range, after_text, &ends, &mut found);
    }
    found
}

/// Adds the addresses that begin in a piece of text.
fn in_text(source: &str, range: Range<usize>, after_text: bool, ends: &[usize], found: &mut Vec<Range<usize>>) {
    let mut at = range.start.max(found.last().map_or(0, |last| last.end));
    while let Some(next) = source.get(at..range.end).and_then(|text| text.find(['h', 'H'])) {
        let start = at + next;
        at = start + 1;
        let is_first = start == range.start && !after_text;
        let before = source.get(..start).and_then(|text| text.chars().next_back());
        if !(is_first || may_follow(before)) {
            continue;
        }
        let end = ends.get(ends.partition_point(|end| *end <= start)).copied().unwrap_or(source.len());
        if let Some(length) = source.get(start..end).and_then(length) {
            found.push(start..start + length);
            at = start + length;
        }
    }
}

fn begins(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
