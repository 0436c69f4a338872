//! Markdown, written as wiki markup.
//!
//! Everything that wiki markup can say is said in it; what it can't say stays readable text, and no text is lost. Whatever
//! wiki markup would read as markup and Markdown doesn't is escaped, so that reading the result gives the same Markdown.

mod code;
mod escape;
mod flow;
mod inline;
mod lists;
mod marks;
mod tables;

use super::spans::Container;
use crate::text::markdown::tree::{Block, BlockKind, Inline};
use std::collections::{HashMap, VecDeque};

pub(super) use code::header as code_header;

/// Writes trees that were parsed from one Markdown source.
pub(super) struct Writer<'a> {
    /// The Markdown that the ranges of the tree are of; it still has the line ends that are spaces in the tree.
    markdown: &'a str,
    kept: Kept,
}

/// How pieces of a stored text are written: by what they look like in Markdown, each in order of appearance.
pub(super) type Kept = HashMap<String, VecDeque<String>>;

/// Where blocks stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Whether a blank line may separate blocks.
    pub(super) blank_lines: bool,
    /// Whether a line can be a heading, a list, a table or a rule.
    pub(super) line_blocks: bool,
    /// Whether a `|` ends the cell that this is in.
    pub(super) cell: bool,
    /// The containers around it, as bits: wiki markup can't nest one in its like.
    inside: u8,
}

impl Place {
    /// At the beginning of a text.
    pub(super) const TOP: Self = Self { blank_lines: true, line_blocks: true, cell: false, inside: 0 };

    /// In an item of a list that stands here.
    pub(super) fn item(self) -> Self {
        Self { blank_lines: false, line_blocks: false, ..self }
    }

    /// In a cell of a table that stands here.
    pub(super) fn cell(self) -> Self {
        Self { blank_lines: false, line_blocks: true, cell: true, ..self }
    }

    /// In a container; none if one of its kind is around it already.
    pub(super) fn within(self, kind: Container) -> Option<Self> {
        let bit = 1 << kind as u8;
        (self.inside & bit == 0).then_some(Self {
            blank_lines: true,
            line_blocks: true,
            cell: self.cell,
            inside: self.inside | bit,
        })
    }
}

impl<'a> Writer<'a> {
    /// A writer that keeps the source of pieces that were there before.
    pub(super) fn new(markdown: &'a str, kept: Kept) -> Self {
        Self { markdown, kept }
    }

    /// The wiki markup for blocks.
    pub(super) fn blocks(&mut self, blocks: &[Block], place: Place) -> String {
        let mut written = String::new();
        for block in blocks {
            let text = self.block(block, place);
            if text.is_empty() {
                continue;
            }
            if !written.is_empty() {
                written.push_str(if place.blank_lines { "\n\n" } else { "\n" });
            }
            written.push_str(&text);
        }
        written
    }

    /// The wiki markup for a paragraph's or a heading's pieces.
    pub(super) fn inline(&mut self, pieces: &[Inline], lines: inline::Lines) -> String {
        inline::write(self, pieces, lines)
    }

    /// One block, without a line end at its end.
    pub(super) fn block(&mut self, block: &Block, place: Place) -> String {
        let lines = inline::Lines { cell: place.cell, one: false };
        match &block.kind {
            BlockKind::Paragraph(pieces) => self.inline(pieces, lines),
            BlockKind::Heading { level, content } => {
                let text = self.inline(content, inline::Lines { one: true, ..lines });
                match place.line_blocks {
                    _ if text.is_empty() => text,
                    true => format!("h{level}. {text}"),
                    false => self.bold(content, lines),
                }
            }
            BlockKind::Rule if place.line_blocks => "----".to_owned(),
            BlockKind::Rule => String::new(),
            BlockKind::Quote(blocks) => self.quote(blocks, place),
            BlockKind::Code { language, text } => code::write(language, text),
            BlockKind::List(list) => self.list(list, place),
            BlockKind::Table(table) => self.table(table, place),
            BlockKind::Container { word, rest, blocks } => self.container(word, rest, blocks, place),
        }
    }

    /// A heading where none can be.
    fn bold(&mut self, pieces: &[Inline], lines: inline::Lines) -> String {
        use crate::text::markdown::tree::Mark;
        let mut pieces = pieces.to_vec();
        for piece in pieces.iter_mut().filter(|piece| !piece.marks.contains(&Mark::Strong)) {
            piece.marks.insert(0, Mark::Strong);
        }
        self.inline(&pieces, lines)
    }
}
