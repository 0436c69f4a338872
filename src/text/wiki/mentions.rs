//! Who is mentioned in a text.

use super::blocks::{Block, Kind};
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
        match &block.kind {
            Kind::Paragraph(range) | Kind::Heading { text: range, .. } => {
                for token in inline::read(source, range.clone()) {
                    if let Token::Person(user) = token
                        && !found.iter().any(|known| known == user)
                    {
                        found.push(user.to_owned());
                    }
                }
            }
            Kind::Rule | Kind::Code { .. } => {}
            Kind::List(items) => items.iter().for_each(|item| walk(source, &item.blocks, found)),
            Kind::Table(rows) => {
                rows.iter().flat_map(|row| &row.cells).for_each(|cell| walk(source, &cell.blocks, found))
            }
            Kind::Container { blocks, .. } => walk(source, blocks, found),
        }
    }
}
