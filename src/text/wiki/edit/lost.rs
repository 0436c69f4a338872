//! What a text holds that Markdown can't say, so that whoever takes it out is told.

use crate::text::wiki::blocks::{Block, Kind};
use crate::text::wiki::inline::{self, Token};
use crate::text::wiki::spans::Source;
use std::ops::Range;

/// What there is, in order: the settings of macros and of images, each named.
pub(super) fn of(source: &Source, blocks: &[Block]) -> Vec<String> {
    let mut found = Vec::new();
    add(source, blocks, &mut found);
    found
}

fn add(source: &Source, blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(range) | Kind::Heading { text: range, .. } => images(source, range.clone(), found),
            Kind::Rule => {}
            Kind::List(items) => items.iter().for_each(|item| add(source, &item.blocks, found)),
            Kind::Table(rows) => {
                rows.iter().flat_map(|row| &row.cells).for_each(|cell| add(source, &cell.blocks, found));
            }
            Kind::Code { parameters, .. } => settings("a code block", source.text(parameters.clone()), found),
            Kind::Container { kind, parameters, blocks, .. } => {
                settings(&format!("a {}", kind.name()), source.text(parameters.clone()), found);
                add(source, blocks, found);
            }
        }
    }
}

fn settings(what: &str, parameters: &str, found: &mut Vec<String>) {
    let unsaid = |part: &&str| {
        part.split_once('=').is_some_and(|(name, _)| !matches!(name.trim(), "title" | "lang" | "language"))
    };
    let unsaid: Vec<&str> = parameters.split('|').filter(unsaid).map(str::trim).collect();
    if !unsaid.is_empty() {
        found.push(format!("{what} with `{}`", unsaid.join("|")));
    }
}

fn images(source: &Source, range: Range<usize>, found: &mut Vec<String>) {
    for (token, place) in inline::placed(source, range) {
        let Token::Image(name) = token else { continue };
        let settings = source.text(place).trim_matches('!').split_once('|').map(|(_, settings)| settings.trim());
        if let Some(settings) = settings.filter(|settings| !settings.is_empty()) {
            found.push(format!("an image `{name}` with `{settings}`"));
        }
    }
}
