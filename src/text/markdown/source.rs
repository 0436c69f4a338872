//! A part of the source that is read by itself, such as a table's cell, and where its bytes stand in the whole.

use std::ops::Range;

/// A text to be read and how its offsets are counted in the whole source.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) text: String,
    /// Offsets in `text` from which on the distance to the whole source is a new one, ascending.
    steps: Vec<(usize, usize)>,
}

impl Source {
    /// The whole.
    pub(super) fn whole(text: &str) -> Self {
        Source { text: text.to_owned(), steps: Vec::new() }
    }

    /// A source that is put together by [`Source::push`].
    pub(super) fn empty() -> Self {
        Source { text: String::new(), steps: Vec::new() }
    }

    /// Adds text that stands at an offset of the whole.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        self.steps.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// The offset in the whole.
    pub(super) fn original(&self, offset: usize) -> usize {
        let step = self.steps.partition_point(|step| step.0 <= offset).checked_sub(1).and_then(|at| self.steps.get(at));
        step.map_or(offset, |(from, to)| to + (offset - from))
    }

    /// The range in the whole.
    pub(super) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.original(range.start);
        // An end is where its last byte ends: what comes after may stand elsewhere.
        let end = range.end.checked_sub(1).map_or(0, |last| self.original(last) + 1);
        start..end.max(start)
    }
}
