//! Jira's wiki markup, read as Markdown.
//!
//! Data Center stores rich text as wiki markup, which a model reads badly and Markdown readers don't know. What Markdown
//! can't say keeps one readable form that can be turned back (`:::panel Title`, `<color red>…</color>`, `@Name`,
//! `[image: name #id]`), and text that Markdown would take for markup is escaped where it must be.
//!
//! The work is one pass that pairs everything that has an end (`spans`), one that cuts the text into blocks (`blocks`,
//! `lines`, `table`), one over each paragraph (`inline`, `links`), and two writers. Whatever is not closed is text, and
//! the time is near linear in the length of the source, for hostile sources too.

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

pub use edit::edit;

use super::error::Error;
use super::markdown;
use super::names::{Answers, Names};

/// The Markdown for a text in wiki markup; names stand for the ids that `names` knows.
///
/// It never fails: what isn't wiki markup is text. The result has `\n` line ends and none at its end.
pub fn to_markdown(source: &str, names: &Names) -> String {
    let source = spans::Source::new(source);
    let blocks = blocks::read(&source);
    write::Shown::new(&source, &blocks, names).markdown()
}

/// The wiki markup for Markdown; `answers` say whom it mentions.
///
/// What wiki markup can't say is written as readable text.
///
/// # Errors
///
/// Those of [`markdown::parse`].
pub fn from_markdown(markdown: &str, answers: &Answers) -> Result<String, Error> {
    let document = markdown::parse(markdown)?;
    Ok(from_markdown::Writer::new(markdown, answers).blocks(&document.blocks, from_markdown::Place::TOP))
}

/// The words of a text in wiki markup on one line, for a cell of a table of results.
///
/// Nothing in it is markup; an image is `[image: name]`, a link its text.
pub fn plain(source: &str) -> String {
    let source = spans::Source::new(source);
    let blocks = blocks::read(&source);
    plain::line(&source, &blocks)
}
