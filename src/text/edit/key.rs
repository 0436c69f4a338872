//! Whether two pieces of Markdown mean the same.
//!
//! A model that sends a text back may write another bullet, drop a needless escape or wrap a line; none of that is a change.
//! So trees are compared, not their sources, and of the trees only what a reader sees.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::markdown::tree::{Block, BlockKind, Inline, Item, List, Mark, Piece, Row};

/// A number that is equal for blocks that mean the same.
pub fn of_block(block: &Block) -> u64 {
    let mut hasher = DefaultHasher::new();
    block_into(block, &mut hasher);
    hasher.finish()
}

/// The same for several blocks.
pub fn of_blocks(blocks: &[Block]) -> u64 {
    let mut hasher = DefaultHasher::new();
    blocks_into(blocks, &mut hasher);
    hasher.finish()
}

/// The same for an item of a list.
pub fn of_item(item: &Item) -> u64 {
    let mut hasher = DefaultHasher::new();
    item_into(item, &mut hasher);
    hasher.finish()
}

/// The same for a table's row.
pub fn of_row(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    row_into(row, &mut hasher);
    hasher.finish()
}

/// What a piece is for comparing: an attachment is known by its name alone, since its id comes and goes with what is known.
pub fn of_piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        Piece::Break => "\n".to_owned(),
        Piece::Media { image, name, .. } => format!("\u{1}media {image} {name}"),
        // A colour that isn't said is the neutral one.
        Piece::Status { text, color } => {
            format!("\u{1}status {text} {}", color.as_deref().unwrap_or("neutral").to_ascii_lowercase())
        }
        other => format!("\u{1}{other:?}"),
    }
}

/// The marks of a piece for comparing, sorted; of a bare address the link is no mark, since plain text shows the same.
pub fn of_marks(inline: &Inline) -> Vec<String> {
    let text = match &inline.piece {
        Piece::Text(text) => Some(text),
        _ => None,
    };
    let mut marks: Vec<String> = inline
        .marks
        .iter()
        .filter(|mark| match mark {
            Mark::Link { href, title: None } => Some(href) != text,
            // A form shows no emphasis of its own.
            Mark::Code | Mark::Link { .. } => true,
            _ => text.is_some(),
        })
        .map(|mark| format!("{mark:?}").to_lowercase())
        .collect();
    marks.sort_unstable();
    marks
}

fn blocks_into(blocks: &[Block], hasher: &mut DefaultHasher) {
    blocks.len().hash(hasher);
    blocks.iter().for_each(|block| block_into(block, hasher));
}

fn block_into(block: &Block, hasher: &mut DefaultHasher) {
    std::mem::discriminant(&block.kind).hash(hasher);
    match &block.kind {
        BlockKind::Paragraph(content) => line_into(content, hasher),
        BlockKind::Heading { level, content } => {
            level.hash(hasher);
            line_into(content, hasher);
        }
        BlockKind::Quote(inner) => blocks_into(inner, hasher),
        BlockKind::Code { language, text } => (language, text).hash(hasher),
        BlockKind::Rule => {}
        BlockKind::List(list) => list_into(list, hasher),
        BlockKind::Table(table) => {
            table.rows.len().hash(hasher);
            table.rows.iter().for_each(|row| row_into(row, hasher));
        }
        BlockKind::Container { word, rest, blocks } => {
            (word, rest).hash(hasher);
            blocks_into(blocks, hasher);
        }
    }
}

fn list_into(list: &List, hasher: &mut DefaultHasher) {
    format!("{:?}", list.kind).hash(hasher);
    list.items.len().hash(hasher);
    list.items.iter().for_each(|item| item_into(item, hasher));
}

fn item_into(item: &Item, hasher: &mut DefaultHasher) {
    item.done.hash(hasher);
    blocks_into(&item.blocks, hasher);
}

fn row_into(row: &Row, hasher: &mut DefaultHasher) {
    row.cells.len().hash(hasher);
    for cell in &row.cells {
        (cell.header, cell.colspan, cell.rowspan).hash(hasher);
        blocks_into(&cell.blocks, hasher);
    }
}

/// Text counts by its characters and marks, however it is cut into pieces; marks on spaces can't be seen.
fn line_into(content: &[Inline], hasher: &mut DefaultHasher) {
    let mut last_marks: Option<Vec<String>> = None;
    for inline in content {
        let marks = of_marks(inline);
        match &inline.piece {
            Piece::Text(text) => {
                // Compared once: an address among the marks may be as long as the text.
                let mut are_other = last_marks.as_ref() != Some(&marks);
                for character in text.chars() {
                    if character.is_whitespace() {
                        ' '.hash(hasher);
                        continue;
                    }
                    if are_other {
                        marks.hash(hasher);
                        last_marks = Some(marks.clone());
                        are_other = false;
                    }
                    character.hash(hasher);
                }
            }
            piece => {
                marks.hash(hasher);
                last_marks = None;
                of_piece(piece).hash(hasher);
            }
        }
    }
}
