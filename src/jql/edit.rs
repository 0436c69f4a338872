//! Replacing pieces of a query while the rest stays as it was, byte for byte.

use std::ops::Range;

/// One piece of a query and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// The piece; empty to insert.
    pub(super) bytes: Range<usize>,
    /// What comes there.
    pub(super) with: String,
    /// What to say about it; without, the clause around it is shown before and after.
    pub(super) note: Option<String>,
}

impl Edit {
    pub(super) fn new(bytes: Range<usize>, with: impl Into<String>) -> Self {
        Self { bytes, with: with.into(), note: None }
    }

    pub(super) fn noted(bytes: Range<usize>, with: impl Into<String>, note: impl Into<String>) -> Self {
        Self { bytes, with: with.into(), note: Some(note.into()) }
    }

    fn covers(&self, other: &Self) -> bool {
        !self.bytes.is_empty() && self.bytes.start <= other.bytes.start && other.bytes.end <= self.bytes.end
    }
}

/// The edits in order of place, without those that a later and larger one made void.
pub(super) fn settled(edits: &[Edit]) -> Vec<&Edit> {
    let mut by_place: Vec<(usize, &Edit)> = edits.iter().enumerate().collect();
    // Of edits that begin together the one that reaches furthest comes first, then the latest.
    by_place.sort_by_key(|(order, edit)| (edit.bytes.start, !edit.bytes.is_empty(), usize::MAX - edit.bytes.end, usize::MAX - order));
    let mut kept: Vec<&Edit> = Vec::new();
    for (_, edit) in by_place {
        match kept.last() {
            Some(last) if last.covers(edit) => {}
            Some(last) if last.bytes.end > edit.bytes.start => {}
            _ => kept.push(edit),
        }
    }
    kept
}

/// The piece of a query at `bytes` after the edits within it.
pub(super) fn applied(jql: &str, bytes: Range<usize>, edits: &[Edit]) -> String {
    let mut text = String::new();
    let mut at = bytes.start;
    for edit in settled(edits) {
        if edit.bytes.start < at || edit.bytes.end > bytes.end {
            continue;
        }
        text.push_str(jql.get(at..edit.bytes.start).unwrap_or_default());
        text.push_str(&edit.with);
        at = edit.bytes.end;
    }
    text.push_str(jql.get(at..bytes.end).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_edit_of_more_replaces_earlier_ones_of_less() {
        let edits = [
            Edit::new(4..5, "X"),
            Edit::new(2..5, "YY"),
            Edit::new(0..0, "("),
            Edit::new(9..9, ")"),
            Edit::new(9..9, "]"),
        ];
        assert_eq!(applied("abcdefghi", 0..9, &edits), "(abYYfghi])");
        assert_eq!(applied("abcdefghi", 2..6, &edits), "YYf");
        assert_eq!(applied("abc", 0..3, &[Edit::new(0..1, "1"), Edit::new(0..1, "2")]), "2bc");
    }
}
