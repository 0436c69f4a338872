//! Markdown, written as wiki markup.
//!
//! Everything that wiki markup can say is said in it; what it can't say stays readable text, and no text is lost. Whatever
//! wiki markup would read as markup and Markdown doesn't is escaped, so that reading the result gives the same Markdown.

pub(super) mod addresses;
mod code;
mod escape;
pub(super) mod flow;
pub(super) mod inline;
pub(super) mod lists;
mod marks;
pub(super) mod tables;
#[cfg(test)]
mod tests;

use super::spans::Container;
use crate::text::markdown::tree::{Block, BlockKind, Inline, ListKind, Mark};
use crate::text::names::{self, Answers};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// More warnings than this say nothing new.
const MOST_WARNINGS: usize = 5;

/// Writes trees that were parsed from one Markdown source.
pub(super) struct Writer<'a> {
    /// The Markdown that the ranges of the tree are of; it still has the line ends that are spaces in the tree.
    pub(super) markdown: &'a str,
    answers: &'a Answers,
    /// The pieces of the block that this one takes the place of.
    pub(super) kept: Kept,
    /// The pieces of the whole stored text.
    kept_anywhere: Kept,
    /// What became something else, for the caller, each once.
    pub(super) warnings: Vec<String>,
}

/// How pieces of a stored text are written, by what they look like in Markdown.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// Each in order of appearance.
    pieces: HashMap<String, VecDeque<String>>,
    /// How long the mentions are among them, so that looking for one takes the same time however many there are.
    mentions: BTreeSet<usize>,
}

impl Kept {
    /// Adds a piece that comes after those that are there.
    pub(super) fn add(&mut self, shown: String, source: &str) {
        if shown.starts_with('@') || shown.starts_with("[~") {
            self.mentions.insert(shown.len());
        }
        self.pieces.entry(shown).or_default().push_back(source.to_owned());
    }

    /// The next piece that looks so; the last one serves again and again.
    fn take(&mut self, shown: &str) -> Option<String> {
        let queue = self.pieces.get_mut(shown)?;
        match queue.len() {
            0 | 1 => queue.front().cloned(),
            _ => queue.pop_front(),
        }
    }

    fn first(&self, shown: &str) -> Option<&String> {
        self.pieces.get(shown)?.front()
    }

    /// The longest mention that a text begins with.
    fn mention<'t>(&self, text: &'t str) -> Option<&'t str> {
        let shown = |length: &usize| text.get(..*length).filter(|shown| self.pieces.contains_key(*shown));
        self.mentions.iter().rev().find_map(shown)
    }
}

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
    /// A writer for a text in whose place there was none.
    pub(super) fn new(markdown: &'a str, answers: &'a Answers) -> Self {
        Self::keeping(markdown, answers, Kept::default())
    }

    /// A writer that keeps the source of pieces that were there before.
    pub(super) fn keeping(markdown: &'a str, answers: &'a Answers, kept_anywhere: Kept) -> Self {
        Self { markdown, answers, kept: Kept::default(), kept_anywhere, warnings: Vec::new() }
    }

    fn warn(&mut self, warning: String) {
        if self.warnings.len() < MOST_WARNINGS && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The wiki markup for blocks.
    pub(super) fn blocks(&mut self, blocks: &[Block], place: Place) -> String {
        let mut written = String::new();
        let mut previous = None;
        for block in blocks {
            let text = self.block(block, place);
            if text.is_empty() {
                continue;
            }
            if !written.is_empty() {
                let goes_on = previous.is_some_and(|previous| self.goes_on(previous, block));
                written.push_str(if place.blank_lines && !goes_on { "\n\n" } else { "\n" });
            }
            written.push_str(&text);
            previous = Some(block);
        }
        written
    }

    /// Whether a list goes on with other markers on the next line, which is one list in wiki markup.
    pub(super) fn goes_on(&self, before: &Block, after: &Block) -> bool {
        let (BlockKind::List(first), BlockKind::List(second)) = (&before.kind, &after.kind) else { return false };
        if lists::is_numbered_text(first) || lists::is_numbered_text(second) {
            return false;
        }
        let same = |one: ListKind, other: ListKind| match (one, other) {
            (ListKind::Ordered { .. }, ListKind::Ordered { .. }) => true,
            _ => one == other,
        };
        let text = self.markdown.get(before.range.start..after.range.start).unwrap_or_default();
        let gap = text.get(text.trim_end().len()..).unwrap_or_default();
        !same(first.kind, second.kind) && gap.matches('\n').count() == 1
    }

    /// The wiki markup for a paragraph's or a heading's pieces.
    pub(super) fn inline(&mut self, pieces: &[Inline], lines: inline::Lines) -> String {
        let mut pieces = pieces.to_vec();
        names::resolve_line(&mut pieces, self.answers);
        inline::write(self, &pieces, lines)
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
        let mut pieces = pieces.to_vec();
        for piece in pieces.iter_mut().filter(|piece| !piece.marks.contains(&Mark::Strong)) {
            piece.marks.insert(0, Mark::Strong);
        }
        self.inline(&pieces, lines)
    }
}
