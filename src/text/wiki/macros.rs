//! The macro tokens of wiki markup: what stands in braces.

use std::ops::Range;

/// The macro token at a brace: `{name}` or `{name:parameters}` on one line.
pub(super) fn token(text: &str, at: usize) -> Option<Token<'_>> {
    let rest = text.get(at + 1..)?;
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    let name = rest.get(..length).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let after = at + 1 + length;
    match text.as_bytes().get(after)? {
        b'}' => Some(Token { name, parameters: after..after, end: after + 1 }),
        b':' => {
            let start = after + 1;
            let count = text.get(start..)?.bytes().take_while(|b| !matches!(b, b'{' | b'}' | b'\n')).count();
            let end = start + count;
            (text.as_bytes().get(end) == Some(&b'}')).then_some(Token { name, parameters: start..end, end: end + 1 })
        }
        _ => None,
    }
}

/// A `{name:parameters}` as it stands.
pub(super) struct Token<'a> {
    pub(super) name: &'a str,
    pub(super) parameters: Range<usize>,
    pub(super) end: usize,
}
