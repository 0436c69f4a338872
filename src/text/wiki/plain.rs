//! The words of a text on one line.

use super::blocks::{Block, Kind};
use super::inline::{self, Token};
use super::spans::Source;

/// All words, with one blank between what stood apart.
pub(super) fn line(source: &Source, blocks: &[Block]) -> String {
    let mut text = String::new();
    write(source, blocks, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write(source: &Source, blocks: &[Block], text: &mut String) {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(range) | Kind::Heading { text: range, .. } => {
                tokens(&inline::read(source, range.clone()), text);
            }
            Kind::Rule => {}
            Kind::List(items) => items.iter().for_each(|item| write(source, &item.blocks, text)),
            Kind::Table(rows) => {
                rows.iter().flat_map(|row| &row.cells).for_each(|cell| write(source, &cell.blocks, text))
            }
            Kind::Code { body, .. } => text.push_str(source.text(body.clone())),
            Kind::Container { parameters, blocks, .. } => {
                let mut named = source.text(parameters.clone()).split('|').filter_map(|part| part.split_once('='));
                if let Some((_, title)) = named.find(|(name, _)| name.trim() == "title") {
                    text.push_str(title.trim());
                    text.push_str(": ");
                }
                write(source, blocks, text);
            }
        }
        text.push(' ');
    }
}

fn tokens(tokens_of_text: &[Token<'_>], text: &mut String) {
    for token in tokens_of_text {
        match token {
            Token::Text(words) | Token::Code(words) => text.push_str(words),
            Token::Break | Token::Newline => text.push(' '),
            Token::Emoji(emoji) => text.push_str(emoji),
            Token::Reference(name) => text.push_str(name),
            Token::Person(user) => text.push_str(&format!("@{user}")),
            Token::Image(name) => text.push_str(&format!("[image: {name}]")),
            Token::File { name, label } => match label {
                Some(label) => tokens(label, text),
                None => text.push_str(&format!("[file: {name}]")),
            },
            Token::Link { target, label, .. } => match label {
                Some(label) => tokens(label, text),
                None => text.push_str(target.strip_prefix("mailto:").unwrap_or(target)),
            },
            Token::Open(_) | Token::Close(_) | Token::ColorOpen(_) | Token::ColorClose | Token::Anchor(_) => {}
        }
    }
}
