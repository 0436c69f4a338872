//! HTML blocks, which Jira doesn't have.
//!
//! CommonMark passes them through. Here their tags are forms or text like everywhere else, so the block is read again as
//! Markdown, with a mark before each line that would begin an HTML block.

use super::blocks::Blocks;
use super::source::Source;
use super::tree::{Block, BlockKind, Inline, Piece};

/// Stands before a line's first `<`; no text has it, since it is no character.
pub(super) const MARK: char = '\u{FDD0}';

/// Adds a line of an HTML block to the source that is read instead.
pub(super) fn push_line(inner: &mut Source, line: &str, at: usize) {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let content = line.get(indent..).unwrap_or_default();
    if content.starts_with('<') {
        inner.push(&MARK.to_string(), at + indent);
    }
    inner.push(content, at + indent);
}

/// The content as one paragraph of text.
pub(super) fn as_text(inner: &Source) -> Blocks {
    let text = inner.text.replace(MARK, "").replace('\n', " ").trim().to_owned();
    if text.is_empty() {
        return Blocks::default();
    }
    let range = inner.range(&(0..inner.text.len()));
    let piece = Inline { piece: Piece::Text(text), marks: Vec::new(), range: range.clone() };
    Blocks { blocks: vec![Block { kind: BlockKind::Paragraph(vec![piece]), range }], height: 1 }
}
