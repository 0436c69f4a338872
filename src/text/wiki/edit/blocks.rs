//! The blocks of one level, old and new.

use crate::text::edit::align::{self, Step, Words};
use crate::text::edit::key;
use crate::text::markdown;
use crate::text::markdown::tree::{Block as Tree, BlockKind};
use crate::text::names::{Answers, Names};
use crate::text::wiki::blocks::{Block, Kind};
use crate::text::wiki::from_markdown::flow::title_parameter;
use crate::text::wiki::from_markdown::inline::Lines;
use crate::text::wiki::from_markdown::{Place, Writer};
use crate::text::wiki::spans::{Container, Source};
use crate::text::wiki::write::Shown;
use std::ops::Range;

/// Writes new Markdown over an old source.
pub(super) struct Merge<'a> {
    pub(super) source: &'a Source,
    pub(super) names: &'a Names,
    pub(super) answers: &'a Answers,
    /// Writes what is new.
    pub(super) writer: Writer<'a>,
    /// Whether parts of a changed block are kept.
    pub(super) fine: bool,
}

/// A visible block of the old text, and what its Markdown reads as.
struct Before<'a> {
    index: usize,
    block: &'a Block,
    markdown: &'a str,
    trees: Vec<Tree>,
}

/// Pieces of a text with what stands between them.
pub(super) struct Output<'a> {
    source: &'a Source,
    text: String,
    separator: &'static str,
    /// Where the last piece came from: its number, and where it ended.
    last: Option<(usize, usize)>,
    empty: bool,
}

impl<'a> Output<'a> {
    pub(super) fn new(source: &'a Source, separator: &'static str) -> Self {
        Self { source, text: String::new(), separator, last: None, empty: true }
    }

    /// A piece that stood at `range` as the piece of that number; what stood before it stays if the piece before it does.
    pub(super) fn old(&mut self, number: usize, range: Range<usize>, text: &str) {
        match self.last {
            Some((last, end)) if last + 1 == number => self.text.push_str(self.source.text(end..range.start)),
            _ => self.separate(),
        }
        self.text.push_str(text);
        self.last = Some((number, range.end));
        self.empty = false;
    }

    /// Blocks that stay.
    fn all(&mut self, blocks: &[Block], numbers: Range<usize>) {
        for number in numbers {
            if let Some(block) = blocks.get(number) {
                let source = self.source;
                self.old(number, block.range.clone(), source.text(block.range.clone()));
            }
        }
    }

    pub(super) fn new_piece(&mut self, text: &str) {
        self.separate();
        self.text.push_str(text);
        self.last = None;
        self.empty = false;
    }

    fn separate(&mut self) {
        if !self.empty {
            self.text.push_str(self.separator);
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

impl Merge<'_> {
    /// The text of a region whose blocks were `old` and are to be `new`.
    pub(super) fn blocks(&mut self, old: &[Block], new: &[Tree], region: Range<usize>, place: Place) -> String {
        let shown = Shown::new(self.source, old, self.names);
        let before: Vec<Before<'_>> = old
            .iter()
            .zip(&shown.parts)
            .enumerate()
            .filter(|(_, (_, part))| !part.is_empty())
            .map(|(index, (block, part))| Before {
                index,
                block,
                markdown: part,
                trees: markdown::parse(part).map(|document| document.blocks).unwrap_or_default(),
            })
            .collect();
        let after = self.units(new);
        let old_keys: Vec<u64> = before.iter().map(|one| key::of_blocks(&one.trees)).collect();
        let new_keys: Vec<u64> = after.iter().map(|trees| key::of_blocks(trees)).collect();
        let old_words: Vec<Words> = before.iter().map(|one| Words::of(one.markdown)).collect();
        let new_words: Vec<Words> = after.iter().map(|trees| Words::of(self.slice(trees))).collect();
        let like = |i: usize, j: usize| match (before.get(i), after.get(j)) {
            (Some(before), Some(after)) if same_kind(&before.trees, after) => {
                1 + old_words.get(i).zip(new_words.get(j)).map_or(0, |(old, new)| old.like(new))
            }
            _ => 0,
        };
        let steps = align::steps(&old_keys, &new_keys, like);
        let source = self.source;
        let mut output = Output::new(source, if place.blank_lines { "\n\n" } else { "\n" });
        // What doesn't show stays between what does.
        let mut hidden = 0;
        for step in steps {
            if let Step::Kept(i, _) | Step::Changed(i, _) | Step::Gone(i) = step
                && let Some(one) = before.get(i)
            {
                output.all(old, hidden..one.index);
                hidden = one.index + 1;
            }
            match step {
                Step::Kept(i, _) => {
                    if let Some(one) = before.get(i) {
                        output.old(one.index, one.block.range.clone(), source.text(one.block.range.clone()));
                    }
                }
                Step::Changed(i, j) => {
                    if let (Some(one), Some(trees)) = (before.get(i), after.get(j)) {
                        let text = self.changed(one, trees, place);
                        if !text.is_empty() {
                            output.old(one.index, one.block.range.clone(), &text);
                        }
                    }
                }
                Step::New(j) => {
                    let text = after.get(j).map(|trees| self.writer.blocks(trees, place)).unwrap_or_default();
                    if !text.is_empty() {
                        output.new_piece(&text);
                    }
                }
                Step::Gone(_) => {}
            }
        }
        output.all(old, hidden..old.len());
        let head = region.start..old.first().map_or(region.end, |block| block.range.start);
        let tail = old.last().map_or(region.end, |block| block.range.end)..region.end;
        format!("{}{}{}", source.text(head), output.finish(), source.text(tail))
    }

    /// Blocks that are one in wiki markup: lists whose markers change from line to line.
    fn units<'b>(&self, blocks: &'b [Tree]) -> Vec<&'b [Tree]> {
        let goes_on = |one: &Tree, other: &Tree| self.writer.goes_on(one, other);
        blocks.chunk_by(goes_on).collect()
    }

    fn slice(&self, trees: &[Tree]) -> &str {
        let start = trees.first().map_or(0, |tree| tree.range.start);
        let end = trees.last().map_or(0, |tree| tree.range.end);
        self.writer.markdown.get(start..end).unwrap_or_default()
    }

    fn changed(&mut self, before: &Before<'_>, after: &[Tree], place: Place) -> String {
        let kept = if self.fine { self.partly(before, after, place) } else { None };
        kept.unwrap_or_else(|| self.writer.blocks(after, place))
    }

    /// A changed block with the parts that didn't change; none when it has to be written as a whole.
    fn partly(&mut self, before: &Before<'_>, after: &[Tree], place: Place) -> Option<String> {
        let block = before.block;
        let source = self.source;
        let lines = Lines { cell: place.cell, one: false };
        if let Kind::List(items) = &block.kind {
            return self.items(items, &before.trees, after, place);
        }
        let ([was], [is]) = (before.trees.as_slice(), after) else { return None };
        match (&block.kind, &was.kind, &is.kind) {
            (Kind::Paragraph(range), BlockKind::Paragraph(was), BlockKind::Paragraph(is)) => {
                Some(self.line(range.clone(), (before.markdown, was), is, lines))
            }
            (
                Kind::Heading { level, text },
                BlockKind::Heading { content: was, .. },
                BlockKind::Heading { level: new, content },
            ) if *level == usize::from(*new) => {
                let written = self.line(text.clone(), (before.markdown, was), content, Lines { one: true, ..lines });
                Some(format!("{}{written}", source.text(block.range.start..text.start)))
            }
            (Kind::Table(rows), BlockKind::Table(was), BlockKind::Table(is)) => self.rows(rows, was, is, place),
            (Kind::Code { body, .. }, BlockKind::Code { language: old, .. }, BlockKind::Code { language, text })
                if old == language =>
            {
                self.code(block, body, text)
            }
            (Kind::Container { kind: Container::Quote, body, blocks, .. }, _, BlockKind::Quote(is)) => {
                let line = source.text(block.range.clone()).starts_with("bq.");
                let inner = if line { place.item() } else { place.within(Container::Quote)? };
                let content = self.blocks(blocks, is, body.clone(), inner);
                let fits = !line || (is.len() == 1 && !content.contains('\n'));
                fits.then(|| self.around(block, body, None, &content))
            }
            (
                Kind::Container { kind, parameters, body, blocks },
                BlockKind::Container { word: old, rest: title, .. },
                BlockKind::Container { word, rest, blocks: is },
            ) if old == word => {
                let opening = (title != rest).then(|| with_title(*kind, source.text(parameters.clone()), rest));
                let content = self.blocks(blocks, is, body.clone(), place.within(*kind)?);
                Some(self.around(block, body, opening, &content))
            }
            _ => None,
        }
    }

    /// A macro with another body, and perhaps another beginning.
    fn around(&self, block: &Block, body: &Range<usize>, opening: Option<String>, content: &str) -> String {
        let opening = opening.unwrap_or_else(|| self.source.text(block.range.start..body.start).to_owned());
        format!("{opening}{content}{}", self.source.text(body.end..block.range.end))
    }

    /// A code macro with another code.
    fn code(&self, block: &Block, body: &Range<usize>, text: &str) -> Option<String> {
        let stored = self.source.text(body.clone());
        let closing = self.source.text(body.end..block.range.end);
        if text.contains(closing) {
            return None;
        }
        let lead = if stored.starts_with('\n') || text.starts_with('\n') { "\n" } else { "" };
        let trimmed = stored.trim_end_matches([' ', '\t']);
        let trimmed = trimmed.strip_suffix('\n').unwrap_or(trimmed);
        let trail = match stored.get(trimmed.len()..).unwrap_or_default() {
            "" if text.ends_with(['\n', ' ', '\t']) => "\n",
            other => other,
        };
        Some(self.around(block, body, None, &format!("{lead}{text}{trail}")))
    }
}

/// The beginning of a macro with another title and its other parameters as they were.
fn with_title(kind: Container, parameters: &str, title: &str) -> String {
    let is_title = |part: &&str| part.split_once('=').is_some_and(|(name, _)| name.trim() == "title");
    let title = title_parameter(title);
    let title = title.strip_prefix(':').unwrap_or_default();
    let others = parameters.split('|').filter(|part| !part.is_empty() && !is_title(part));
    let all: Vec<&str> = Some(title).into_iter().filter(|title| !title.is_empty()).chain(others).collect();
    match all.is_empty() {
        true => format!("{{{}}}", kind.name()),
        false => format!("{{{}:{}}}", kind.name(), all.join("|")),
    }
}

fn same_kind(old: &[Tree], new: &[Tree]) -> bool {
    match (old.first().map(|tree| &tree.kind), new.first().map(|tree| &tree.kind)) {
        (Some(BlockKind::Container { word: old, .. }), Some(BlockKind::Container { word: new, .. })) => old == new,
        (Some(old), Some(new)) => std::mem::discriminant(old) == std::mem::discriminant(new),
        _ => false,
    }
}
