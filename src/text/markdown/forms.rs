//! Our forms in a line of text: `[word: parts]`, `:short_name:`, `<color x>` and bare addresses.

use std::ops::Range;

use super::addresses;
use super::inline::{self, Text, Token};
use super::tree::{Mark, Piece};
use crate::text::clean;

/// The words of the bracketed forms.
const WORDS: [&str; 12] = [
    "status",
    "date",
    "emoji",
    "placeholder",
    "smart link",
    "card",
    "embed",
    "image",
    "file",
    "macro",
    "anchor",
    "unknown",
];

/// The longest account id or user name.
const LONGEST_ID: usize = 300;

/// Cuts text into forms and the text between them.
pub(super) fn scan(text: Text, tokens: &mut Vec<Token>) {
    if text.text.is_empty() {
        return;
    }
    let closing = closing_brackets(&text);
    let mut from = 0;
    let mut at = 0;
    while let Some(rest) = text.text.get(at..).filter(|rest| !rest.is_empty()) {
        // Whatever begins a form is one of these; all else is passed by in one go.
        let Some(next) = rest.find(['[', ':', '<', 'h', 'H']) else { break };
        at += next;
        let Some((length, found)) = form(&text, at, &closing) else {
            at += 1;
            continue;
        };
        plain(&text, from..at, tokens);
        let range = text.at(at)..text.at(at + length - 1) + 1;
        match found {
            Found::Piece(piece) => tokens.push(Token::Piece(piece, range)),
            Found::Open(mark, tag) => tokens.push(Token::OpenTag(mark, tag, range)),
            Found::Url(url) => tokens.extend([
                Token::Open(Mark::Link { href: url.clone(), title: None }),
                Token::Piece(Piece::Text(url), range.clone()),
                Token::Close("link", range),
            ]),
        }
        at += length;
        from = at;
    }
    plain(&text, from..text.text.len(), tokens);
}

/// What a form is.
pub(super) enum Found {
    Piece(Piece),
    /// An opening tag, and how it was written.
    Open(Mark, String),
    Url(String),
}

fn plain(text: &Text, range: Range<usize>, tokens: &mut Vec<Token>) {
    let Some(part) = text.text.get(range.clone()).filter(|part| !part.is_empty()) else { return };
    let place = text.at(range.start)..text.at(range.end - 1) + 1;
    tokens.push(Token::Piece(Piece::Text(clean::block(part).replace('\n', " ")), place));
}

/// The form at an offset, with its length in bytes.
fn form(text: &Text, at: usize, closing: &[(usize, usize)]) -> Option<(usize, Found)> {
    if text.is_literal(at) {
        return None;
    }
    let rest = text.text.get(at..)?;
    match rest.as_bytes().first()? {
        b'[' => {
            let found = closing.binary_search_by_key(&at, |pair| pair.0).ok()?;
            let end = closing.get(found)?.1;
            let piece = bracketed(text, at + 1..end)?;
            Some((end + 1 - at, Found::Piece(piece)))
        }
        b':' => {
            let length = short_name(text, at)?;
            Some((length, Found::Piece(Piece::Emoji(rest.get(..length)?.to_owned()))))
        }
        b'<' => {
            let end = rest.bytes().take(50).position(|byte| byte == b'>')?;
            let tag = rest.get(..=end)?;
            let mark = inline::color_mark(rest.get(1..end)?)?;
            Some((end + 1, Found::Open(mark, tag.to_owned())))
        }
        _ if !text.in_link => {
            let url = address(text, at)?;
            Some((url.len(), Found::Url(url.to_owned())))
        }
        _ => None,
    }
}

/// The offsets of each opening bracket and the closing one that belongs to it, by the opening one.
fn closing_brackets(text: &Text) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, character) in text.text.match_indices(['[', ']']) {
        if text.is_literal(at) {
            continue;
        }
        if character == "[" {
            open.push(at);
        } else if let Some(start) = open.pop() {
            pairs.push((start, at));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn bracketed(text: &Text, inside: Range<usize>) -> Option<Piece> {
    let all = text.text.get(inside.clone())?;
    if let Some(id) = all.strip_prefix('~').filter(|id| id.len() <= LONGEST_ID) {
        let id = id.strip_prefix("accountid:").unwrap_or(id).trim();
        let plain = !id.is_empty() && !id.contains(char::is_whitespace);
        return plain.then(|| Piece::Mention { id: id.to_owned(), name: None });
    }
    // Brackets may be nested deeply, so little is looked at before it's known to be a form.
    let word = WORDS.iter().find(|word| all.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    let start = inside.start + word.len() + all.get(word.len()..)?.strip_prefix(':').map(|_| 1)?;
    if text.text.get(start..inside.end)?.trim_start().starts_with(['|', ']']) {
        return None;
    }
    let mut parts = parts(text, start..inside.end).into_iter();
    let first = parts.next().filter(|first| !first.text.is_empty())?;
    let second =
        parts.map(|part| part.text).reduce(|all, part| format!("{all} | {part}")).filter(|part| !part.is_empty());
    let whole = match &second {
        Some(second) => format!("{} | {second}", first.text),
        None => first.text.clone(),
    };
    Some(match *word {
        "status" => Piece::Status { text: first.text, color: second },
        "date" => Piece::Date(whole),
        "emoji" => Piece::Emoji(whole),
        "placeholder" => Piece::Placeholder(whole),
        "smart link" => Piece::SmartLink(whole),
        "card" => Piece::Card(whole),
        "embed" => Piece::Embed(whole),
        "image" | "file" => {
            let (name, id) = match first.id {
                Some(at) if second.is_none() => {
                    (first.text.get(..at)?.trim_end().to_owned(), first.text.get(at + 1..).map(str::to_owned))
                }
                _ => (whole, None),
            };
            Piece::Media { image: *word == "image", name, id, alt: None }
        }
        "macro" => Piece::Macro { key: first.text, title: second },
        "anchor" => Piece::Anchor(whole),
        "unknown" => Piece::Unknown { kind: first.text, text: second },
        _ => return None,
    })
}

struct Part {
    text: String,
    /// Where ` #12` begins, if it ends like that.
    id: Option<usize>,
}

/// The parts between ` | `, cleaned.
fn parts(text: &Text, range: Range<usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = range.start;
    let Some(all) = text.text.get(range.clone()) else { return parts };
    let bars = all.match_indices('|').map(|(at, _)| range.start + at).filter(|at| !text.is_literal(*at));
    for end in bars.chain([range.end]) {
        let raw = text.text.get(from..end).unwrap_or_default();
        let id = raw.rfind('#').filter(|&hash| {
            let digits = raw.get(hash + 1..).unwrap_or_default().trim_end();
            let spaced = raw.get(..hash).is_some_and(|before| before.ends_with(' '));
            let digit = |digit: char| digit.is_ascii_digit();
            !text.is_literal(from + hash) && spaced && !digits.is_empty() && digits.chars().all(digit)
        });
        let cleaned = clean::line(raw);
        let id = id.and_then(|_| cleaned.rfind('#'));
        parts.push(Part { text: cleaned, id });
        from = end + 1;
    }
    parts
}

/// The length of `:short_name:`, or of several that touch, which are one emoji with its tone.
fn short_name(text: &Text, at: usize) -> Option<usize> {
    let before = text.text.get(..at)?.chars().next_back();
    if before.is_some_and(|before| is_word(before) || before == ':') {
        return None;
    }
    let rest = text.text.get(at..)?;
    let mut length = 0;
    while let Some(name) = rest.get(length..).and_then(|rest| rest.strip_prefix(':')) {
        let end = name.bytes().take(100).position(|c| !(c.is_ascii_alphanumeric() || b"_+-".contains(&c)));
        let Some(end) = end.filter(|&end| end > 0 && name.as_bytes().get(end) == Some(&b':')) else { break };
        let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || "+-".contains(first));
        if text.is_literal(at + length + 1 + end) || !starts {
            break;
        }
        length += end + 2;
    }
    let after = rest.get(length..).and_then(|after| after.chars().next());
    (length > 0 && !after.is_some_and(|after| is_word(after) || after == ':')).then_some(length)
}

/// A bare address, without the punctuation that ends the sentence.
fn address(text: &Text, at: usize) -> Option<&str> {
    let (before, rest) = text.text.split_at_checked(at)?;
    let length = addresses::length(rest).filter(|_| addresses::may_follow(before.chars().next_back()))?;
    rest.get(..length)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}')
}
