//! What a line begins.

use super::spans::Source;

/// The deepest list that is one; longer runs of markers are text.
const DEEPEST_LIST: usize = 16;

/// What a line is, and where its text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Text,
    Heading { level: usize, text: usize },
    Rule,
    Quote { text: usize },
    Item { depth: usize, ordered: bool, text: usize },
    Row,
}

/// Reads the line whose first character that isn't blank is at `at`; `end` is where the line ends.
pub(super) fn line(source: &Source, at: usize, end: usize) -> Line {
    match source.byte(at) {
        Some(b'h') => heading(source, at, end),
        Some(b'b') if source.text(at..end).starts_with("bq. ") => Line::Quote { text: at + 4 },
        Some(b'|') => Line::Row,
        Some(b'*' | b'#' | b'-') => marker(source, at, end),
        _ => Line::Text,
    }
}

/// The end of the line that `at` is on, not beyond `limit`.
pub(super) fn line_end(source: &Source, at: usize, limit: usize) -> usize {
    source.text(at..limit).find('\n').map_or(limit, |length| at + length)
}

/// The first character at or after `at` that isn't a blank within the line.
pub(super) fn skip_blanks(source: &Source, at: usize, limit: usize) -> usize {
    let blanks = |byte: &u8| matches!(byte, b' ' | b'\t');
    at + source.text(at..limit).bytes().take_while(blanks).count()
}

fn heading(source: &Source, at: usize, end: usize) -> Line {
    let level = match source.byte(at + 1) {
        Some(digit @ b'1'..=b'6') => usize::from(digit - b'0'),
        _ => return Line::Text,
    };
    if source.byte(at + 2) != Some(b'.') || source.text(at + 3..end).trim().is_empty() {
        return Line::Text;
    }
    Line::Heading { level, text: at + 3 }
}

fn marker(source: &Source, at: usize, end: usize) -> Line {
    let line = source.text(at..end);
    let depth = line.bytes().take_while(|byte| matches!(byte, b'*' | b'#' | b'-')).count();
    let (marks, rest) = line.split_at_checked(depth).unwrap_or((line, ""));
    let dashes = marks.bytes().all(|byte| byte == b'-');
    if dashes && matches!(depth, 4 | 5) && rest.trim().is_empty() {
        return Line::Rule;
    }
    // Jira draws `--` and `---` as dashes, as in a signature.
    if depth > DEEPEST_LIST || (dashes && depth > 1) || !rest.starts_with([' ', '\t']) {
        return Line::Text;
    }
    Line::Item { depth, ordered: marks.ends_with('#'), text: at + depth }
}
