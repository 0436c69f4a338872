//! Character references, which Jira leaves alone in a text and a browser resolves.

/// The names that stand in Jira's texts because its editors write them.
const NAMED: [(&str, char); 6] =
    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{a0}')];

/// A longer one is none.
const LONGEST: usize = 12;

/// What a character reference stands for.
pub(super) enum Reference<'a> {
    /// This character.
    Character(char),
    /// A character whose name Markdown knows too.
    Named(&'a str),
}

/// The character reference at the start of a text, and its length.
pub(super) fn at(text: &str) -> Option<(usize, Reference<'_>)> {
    let rest = text.strip_prefix('&')?;
    let body_length = rest.bytes().take(LONGEST).position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'))?;
    let (body, after) = rest.split_at_checked(body_length)?;
    if !after.starts_with(';') || body.is_empty() {
        return None;
    }
    let length = body_length + 2;
    let number = match body.strip_prefix('#') {
        None => None,
        Some(digits) => Some(match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => digits.parse().ok()?,
        }),
    };
    if let Some(number) = number {
        let character = char::from_u32(number).filter(|character| !character.is_control())?;
        return Some((length, Reference::Character(character)));
    }
    if let Some((_, character)) = NAMED.iter().find(|(name, _)| *name == body) {
        return Some((length, Reference::Character(*character)));
    }
    let named = body.starts_with(|c: char| c.is_ascii_alphabetic()) && !body.contains('#');
    named.then(|| (length, Reference::Named(text.get(..length).unwrap_or_default())))
}

/// Whether a reference stands anywhere in a text.
pub(super) fn is_in(text: &str) -> bool {
    text.match_indices('&').any(|(start, _)| text.get(start..).and_then(at).is_some())
}
