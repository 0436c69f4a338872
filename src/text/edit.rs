//! Editing a stored text by the Markdown that was shown of it: what both of Jira's formats share.
//!
//! A caller saw Markdown and sends back Markdown, whole or as one edit. Only what differs from what was shown may change
//! in what is stored, and nothing that Markdown can't say may go unnoticed.

pub mod align;
pub mod guard;
pub mod incoming;
pub mod key;
pub mod passage;

/// What a caller wants to be done to a stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The text is this Markdown; what is equal to what was shown stays as it is stored.
    Whole(String),
    /// This Markdown comes after what is stored.
    Append(String),
    /// This Markdown comes before what is stored.
    Prepend(String),
    /// One passage, as it was shown and found exactly once, becomes another one.
    Replace {
        /// The passage.
        passage: String,
        /// What takes its place; empty to take it out.
        with: String,
    },
    /// The text is this Markdown, whatever is stored.
    Set(String),
}

impl Edit {
    /// The Markdown that was written.
    pub fn markdown(&self) -> &str {
        match self {
            Self::Whole(text) | Self::Append(text) | Self::Prepend(text) | Self::Set(text) => text,
            Self::Replace { with, .. } => with,
        }
    }

    /// The same edit with other Markdown.
    #[must_use]
    pub fn with_markdown(&self, text: String) -> Self {
        match self {
            Self::Whole(_) => Self::Whole(text),
            Self::Append(_) => Self::Append(text),
            Self::Prepend(_) => Self::Prepend(text),
            Self::Replace { passage, .. } => Self::Replace { passage: passage.clone(), with: text },
            Self::Set(_) => Self::Set(text),
        }
    }
}

/// The stored text after an edit, in its own format.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited<T> {
    /// What is to be stored.
    pub stored: T,
    /// Whether it differs from what was stored.
    pub changed: bool,
    /// What was done to the given text, for the caller.
    pub warnings: Vec<String>,
    /// What an edit took out that Markdown can't say again, such as "a panel" or "an image `x.png`".
    pub lost: Vec<String>,
}

/// What to do instead of a refused whole text.
pub(crate) const WAYS_ON: &str = "change a part with {\"replace\": \"a passage\", \"with\": \"…\"} or {\"append\": \"…\"}, or overwrite all with {\"set\": \"…\"}";
