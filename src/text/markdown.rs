//! Markdown, read into one tree for both of Jira's formats.
//!
//! The base is a CommonMark parser with GFM's tables and strikethrough; our own forms (`FORMS.md`) are recognised on top of
//! it. What is neither is text: nothing that a caller wrote is dropped.

pub(super) mod addresses;
pub mod tree;

mod blocks;
mod fences;
mod forms;
mod html;
mod inline;
mod lists;
mod source;
mod tables;
#[cfg(test)]
mod tests;

use super::error::Error;
use tree::Document;

/// How deep quotes, lists, containers and tables may be nested.
pub const MAX_DEPTH: usize = 100;

/// Reads Markdown in time linear to its length.
///
/// # Errors
///
/// Only when blocks are nested deeper than [`MAX_DEPTH`]; the place is that of the block.
pub fn parse(markdown: &str) -> Result<Document, Error> {
    let source = source::Source::whole(markdown);
    Ok(Document { blocks: blocks::read(&source, markdown, blocks::Part::Whole)?.blocks })
}

/// Reads what stands between two pipes of a table's row, `<br>` between its lines.
///
/// # Errors
///
/// Those of [`parse`].
pub(crate) fn parse_cell(cell: &str) -> Result<Vec<tree::Block>, Error> {
    tables::parse_cell(cell)
}
