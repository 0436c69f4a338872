//! Replacing pieces of a query while the rest stays as it was, byte for byte.

use std::ops::Range;

/// One piece of a query and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// The piece; empty to insert.
    pub(super) bytes: Range<usize>,
    /// What comes there.
    pub(super) with: String,
    /// What to say about it; without, it is within a clause, which is shown before and after.
    pub(super) note: Option<String>,
}

impl Edit {
    pub(super) fn new(bytes: Range<usize>, with: impl Into<String>) -> Self {
        Self { bytes, with: with.into(), note: None }
    }

    pub(super) fn noted(bytes: Range<usize>, with: impl Into<String>, note: impl Into<String>) -> Self {
        Self { bytes, with: with.into(), note: Some(note.into()) }
    }
}

/// Replaces a value or a name: what was to be changed within it is void, what was to be inserted around it stays.
pub(super) fn replace(edits: &mut Vec<Edit>, edit: Edit) {
    edits.retain(|held| held.bytes.is_empty() || !within(&held.bytes, &edit.bytes));
    edits.push(edit);
}

/// Replaces a whole clause: everything that was to be changed in it is void.
pub(super) fn replace_clause(edits: &mut Vec<Edit>, edit: Edit) {
    edits.retain(|held| held.note.is_some() || !within(&held.bytes, &edit.bytes));
    edits.push(edit);
}

/// The piece of a query at `bytes` after the edits within it.
pub(super) fn applied(jql: &str, bytes: Range<usize>, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().filter(|edit| within(&edit.bytes, &bytes)).collect();
    // What is inserted at a place comes before what is replaced there.
    ordered.sort_by_key(|edit| (edit.bytes.start, !edit.bytes.is_empty()));
    let mut text = String::new();
    let mut at = bytes.start;
    for edit in ordered {
        if edit.bytes.start < at {
            continue;
        }
        join(&mut text, jql.get(at..edit.bytes.start).unwrap_or_default());
        join(&mut text, &edit.with);
        at = edit.bytes.end;
    }
    join(&mut text, jql.get(at..bytes.end).unwrap_or_default());
    text
}

/// Appends a piece. Two words never become one: `a=x, y` is `a in (x, y)`, though nothing stood between `a` and `=`.
fn join(text: &mut String, piece: &str) {
    let is_word = |character: char| !character.is_whitespace() && !"()[],\"'=<>~!&|".contains(character);
    if text.ends_with(is_word) && piece.starts_with(is_word) {
        text.push(' ');
    }
    text.push_str(piece);
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_replaced_and_the_rest_stays() {
        let mut edits = vec![
            Edit::new(2..2, "("),
            Edit::new(3..4, "X"),
            Edit::new(5..5, ")"),
            Edit::noted(5..5, "]", "a bracket was missing"),
        ];
        replace(&mut edits, Edit::new(2..5, "YY"));
        assert_eq!(applied("abcdefghi", 0..9, &edits), "ab(YY)]fghi");
        assert_eq!(applied("abcdefghi", 6..9, &edits), "ghi");
        assert_eq!(applied("a=x", 0..3, &[Edit::new(1..2, "in")]), "a in x");
        replace_clause(&mut edits, Edit::new(1..5, "Z"));
        assert_eq!(applied("abcdefghi", 0..9, &edits), "a Z]fghi");
    }
}
