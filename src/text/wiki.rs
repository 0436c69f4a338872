//! Jira's wiki markup, read as Markdown, written from it and edited by it.
//!
//! Data Center stores rich text as wiki markup, which a model reads badly and Markdown readers don't know. What Markdown
//! can't say keeps one readable form that can be turned back (`:::panel Title`, `<color red>…</color>`, `@Name`,
//! `[image: name #id]`), and text that Markdown would take for markup is escaped where it must be.
//!
//! The work is one pass that pairs everything that has an end (`spans`), one that cuts the text into blocks (`blocks`,
//! `lines`, `table`), one over each paragraph (`inline`, `links`), and two writers. Whatever is not closed is text, and
//! the time is near linear in the length of the source, for hostile sources too. `from_markdown` is the way back, and
//! `edit` lays new Markdown over a stored source so that what didn't change keeps its bytes.

mod blocks;
mod edit;
mod emoticons;
mod emphasis;
mod entities;
mod escape;
mod from_markdown;
mod inline;
mod lines;
mod links;
mod macros;
mod plain;
mod spans;
mod table;
#[cfg(test)]
mod tests;
mod write;
mod write_inline;
mod write_table;

use super::edit::{Edit, Edited};
use super::error::Error;
use super::names::{Answers, Names};

/// The Markdown for a text in wiki markup; names stand for the ids that `names` knows.
///
/// It never fails: what isn't wiki markup is text. The result has `\n` line ends and none at its end.
pub fn to_markdown(source: &str, names: &Names) -> String {
    let source = spans::Source::new(source);
    let blocks = blocks::read(&source);
    write::Shown::new(&source, &blocks, names).markdown()
}

/// A text in wiki markup made of Markdown, and what was done to the Markdown on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The wiki markup.
    pub text: String,
    /// What is otherwise than it was written, for the caller.
    pub warnings: Vec<String>,
}

/// Makes wiki markup of Markdown; `answers` say whom it mentions.
///
/// What wiki markup can't say is written as readable text.
///
/// # Errors
///
/// Blocks that are nested too deep, with their place.
pub fn from_markdown(markdown: &str, answers: &Answers) -> Result<Made, Error> {
    edit::make(markdown, answers)
}

/// Edits a stored text by the Markdown that [`to_markdown`] shows of it with the same names.
///
/// Whatever the edit leaves alone stays as it is stored, byte for byte.
///
/// # Errors
///
/// Those of [`from_markdown`], a passage that isn't there once, and a whole text that would lose what Markdown can't say.
pub fn edit(stored: &str, edit: &Edit, names: &Names, answers: &Answers) -> Result<Edited<String>, Error> {
    edit::edit(stored, edit, names, answers)
}

/// The words of a text in wiki markup on one line, for a cell of a table of results.
///
/// Nothing in it is markup; an image is `[image: name]`, a link its text.
pub fn plain(source: &str) -> String {
    let source = spans::Source::new(source);
    let blocks = blocks::read(&source);
    plain::line(&source, &blocks)
}
