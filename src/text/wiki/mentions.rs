//! Who is mentioned in a text.

use super::blocks::Block;
use super::inline::{self, Token};
use super::spans::Source;

/// The user names in the order of the text, each once.
pub(super) fn read(source: &Source, blocks: &[Block]) -> Vec<String> {
    let mut found = Vec::new();
    walk(source, blocks, &mut found);
    found
}

fn walk(source: &Source, blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(range) | Block::Heading { text: range, .. } => {
                for token in inline::read(source, range.clone()) {
                    if let Token::Person(user) = token
                        && !found.iter().any(|known| known == user)
                    {
                        found.push(user.to_owned());
                    }
                }
            }
            Block::Rule | Block::Code { .. } => {}
            Block::List(items) => items.iter().for_each(|item| walk(source, &item.blocks, found)),
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| walk(source, &cell.blocks, found)),
            Block::Container { blocks, .. } => walk(source, blocks, found),
        }
    }
}
