//! An object of texts as people and other languages write it: `{'append': 'it\'s new'}`.
//!
//! Only what can mean but one thing is read: names with or without quotes, and texts in quotes.

use serde_json::{Map, Value};

/// The quotes that open a text, and what closes it.
const QUOTES: [(char, char); 4] = [('\'', '\''), ('"', '"'), ('\u{2018}', '\u{2019}'), ('\u{201c}', '\u{201d}')];

/// Whether a character opens or closes a text in quotes.
pub(super) fn is_quote(character: char) -> bool {
    QUOTES.iter().any(|(open, close)| character == *open || character == *close)
}

/// The members of an object that is the whole text.
pub(super) fn members(text: &str) -> Option<Map<String, Value>> {
    let mut rest = text.strip_prefix('{')?.trim_start();
    let mut members = Map::new();
    while !rest.starts_with('}') {
        let (name, after) = quoted(rest).or_else(|| bare(rest))?;
        let after = after.trim_start().strip_prefix(':')?.trim_start();
        let (value, after) = quoted(after)?;
        if members.insert(name, Value::String(value)).is_some() {
            return None;
        }
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if rest.starts_with('}') => {}
            None => return None,
        }
    }
    (rest == "}").then_some(members)
}

/// The name that a text begins with.
fn bare(text: &str) -> Option<(String, &str)> {
    let (name, rest) = text.split_at_checked(text.find(|character: char| !character.is_ascii_alphabetic())?)?;
    (!name.is_empty()).then(|| (name.to_owned(), rest))
}

/// The text in quotes that a text begins with, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let open = text.chars().next()?;
    let (_, close) = QUOTES.iter().find(|(quote, _)| *quote == open)?;
    let mut value = String::new();
    let mut characters = text.get(open.len_utf8()..)?.chars();
    loop {
        match characters.next()? {
            end if end == *close => return Some((value, characters.as_str())),
            '\\' => value.push(match characters.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                same @ ('\\' | '\'' | '"' | '/') => same,
                // Others mean different things in different languages.
                _ => return None,
            }),
            other => value.push(other),
        }
    }
}
