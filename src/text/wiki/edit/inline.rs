//! The lines of a paragraph that changed.

use super::blocks::Merge;
use crate::text::edit::align;
use crate::text::markdown::tree::Inline;
use crate::text::names::Names;
use crate::text::wiki::blocks::{Block, Kind};
use crate::text::wiki::escape::Place as Shown;
use crate::text::wiki::from_markdown::addresses::link_key;
use crate::text::wiki::from_markdown::inline::Lines;
use crate::text::wiki::from_markdown::{Kept, Writer};
use crate::text::wiki::inline::{self, Token};
use crate::text::wiki::spans::Source;
use crate::text::wiki::write_inline::{self, Known};
use std::ops::Range;

/// What the pieces of a text are written as, by the Markdown that they were shown as.
pub(super) fn kept_of(source: &Source, blocks: &[Block], names: &Names) -> Kept {
    let mut kept = Kept::default();
    let known = Known::new(names);
    add(source, blocks, &known, &mut kept);
    kept
}

fn add(source: &Source, blocks: &[Block], known: &Known<'_>, kept: &mut Kept) {
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(range) | Kind::Heading { text: range, .. } => pieces(source, range.clone(), known, kept),
            Kind::List(items) => items.iter().for_each(|item| add(source, &item.blocks, known, kept)),
            Kind::Table(rows) => {
                rows.iter().flat_map(|row| &row.cells).for_each(|cell| add(source, &cell.blocks, known, kept));
            }
            Kind::Container { blocks, .. } => add(source, blocks, known, kept),
            Kind::Rule | Kind::Code { .. } => {}
        }
    }
}

fn pieces(source: &Source, range: Range<usize>, known: &Known<'_>, kept: &mut Kept) {
    for (token, place) in inline::placed(source, range) {
        let key = match &token {
            Token::Image(_)
            | Token::File { label: None, .. }
            | Token::Person(_)
            | Token::Emoji(_)
            | Token::Anchor(_) => write_inline::markdown(std::slice::from_ref(&token), known, Shown::Flow),
            Token::Link { target, label, title } => {
                let words = match label {
                    Some(label) => words(label),
                    None => target.strip_prefix("mailto:").unwrap_or(target).to_owned(),
                };
                link_key(&words, target, title.as_deref())
            }
            _ => continue,
        };
        kept.add(key, source.text(place));
    }
}

fn words(label: &[Token<'_>]) -> String {
    let piece = |token: &Token<'_>| match token {
        Token::Text(text) | Token::Code(text) => text.clone(),
        Token::Emoji(emoji) => (*emoji).to_owned(),
        Token::Open(_) | Token::Close(_) => String::new(),
        Token::Break | Token::Newline => " ".to_owned(),
        _ => "\u{fffc}".to_owned(),
    };
    label.iter().map(piece).collect()
}

impl Merge<'_> {
    /// A paragraph's or a heading's text: lines that are written as before keep their bytes.
    pub(super) fn line(
        &mut self,
        range: Range<usize>,
        before: (&str, &[Inline]),
        after: &[Inline],
        lines: Lines,
    ) -> String {
        let stored = self.source.text(range.clone());
        let mut kept = Kept::default();
        pieces(self.source, range, &Known::new(self.names), &mut kept);
        let mut old = Writer::keeping(before.0, self.answers, Kept::default());
        old.kept = kept.clone();
        let was = old.inline(before.1, lines);
        self.writer.kept = kept;
        let is = self.writer.inline(after, lines);
        self.writer.kept = Kept::default();
        let body = stored.trim_start_matches([' ', '\t']);
        let lead = stored.get(..stored.len() - body.len()).unwrap_or_default();
        let trimmed = body.trim_end_matches([' ', '\t']);
        let trail = body.get(trimmed.len()..).unwrap_or_default();
        let stored_lines: Vec<&str> = trimmed.split('\n').collect();
        let was_lines: Vec<&str> = was.split('\n').collect();
        let mut is_lines: Vec<&str> = is.split('\n').collect();
        if was_lines.len() == stored_lines.len() {
            for (before, after) in align::equal(&was_lines, &is_lines.clone()) {
                if let (Some(line), Some(place)) = (stored_lines.get(before), is_lines.get_mut(after)) {
                    *place = line;
                }
            }
        }
        format!("{lead}{}{trail}", is_lines.join("\n"))
    }
}
