//! Why a text can't be written.

use std::fmt;

/// A text that can't be written, and what would be needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: Kind,
    /// One lower-case sentence without a full stop; literals stand in backticks.
    pub message: String,
    /// Where it is in the Markdown that was given.
    pub place: Option<Place>,
    /// What to do next, when there is something to do.
    pub next: Option<String>,
    /// What was meant, perhaps: the nearest passages, the places found, the nodes that would be lost.
    pub candidates: Vec<String>,
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text itself can't be written to Jira.
    Invalid,
    /// The passage to replace isn't there.
    NotFound,
    /// The passage to replace is there once with other marks, capitals, spaces or quotes: the candidate is how it is written.
    Alike,
    /// The passage to replace is there more than once.
    Ambiguous,
    /// Writing it would lose what is stored.
    Conflict,
}

/// A place in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The beginning of what stands there, one line.
    pub piece: String,
}

impl Error {
    /// A failure without a place, a next step or candidates.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), place: None, next: None, candidates: Vec::new() }
    }

    /// The failure at a byte of the source.
    #[must_use]
    pub fn at(mut self, source: &str, byte: usize) -> Self {
        self.place = Some(Place::of(source, byte));
        self
    }

    /// The failure with its next step.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

impl Place {
    /// The longest piece in characters.
    const LONGEST: usize = 60;

    /// The place of a byte in a source; one beyond its end is its end.
    pub fn of(source: &str, byte: usize) -> Self {
        let byte = (0..=byte.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
        let (before, after) = source.split_at_checked(byte).unwrap_or((source, ""));
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let piece = super::cut::cell(after.lines().next().unwrap_or_default(), Self::LONGEST);
        Place { line, piece }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.place {
            Some(place) => write!(formatter, " (line {}: `{}`)", place.line, place.piece),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
