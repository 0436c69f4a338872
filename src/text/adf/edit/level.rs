//! The blocks of one level, stored and new.

use std::ops::Range;

use serde_json::Value;

use crate::text::adf::blocks::{self as shown, Context};
use crate::text::adf::build::{Builder, Place};
use crate::text::adf::node::Node;
use crate::text::edit::align::{self, Lazy, Step};
use crate::text::edit::key;
use crate::text::error::Error;
use crate::text::markdown;
use crate::text::markdown::tree::{Block, BlockKind};
use crate::text::names::Names;

/// Makes new nodes of stored ones and of what is to be read in them.
pub(super) struct Merger<'a> {
    pub(super) builder: Builder<'a>,
    pub(super) names: &'a Names,
    /// Where the nodes of the document come from: the index of the first of each block, and the byte it begins at.
    pub(super) places: Vec<(usize, usize)>,
}

/// How a level is shown.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) depth: usize,
    pub(super) in_cell: bool,
}

impl At {
    pub(super) const TOP: At = At { depth: 0, in_cell: false };

    pub(super) fn deeper(self) -> At {
        At { depth: self.depth + 1, ..self }
    }
}

/// Stored nodes that are shown together, and what they are shown as.
struct Segment {
    /// The nodes, with those after them that aren't shown.
    nodes: Range<usize>,
    /// How many of the nodes are shown.
    visible: usize,
    blocks: Vec<Block>,
}

impl Merger<'_> {
    /// The nodes for the new blocks; nodes whose blocks are among them stay, and nodes that aren't shown stay in any case.
    pub(super) fn level(&mut self, nodes: &[Value], new: &[Block], place: Place, at: At) -> Result<Vec<Value>, Error> {
        let (hidden, segments) = self.segments(nodes, at);
        let old: Vec<u64> = segments.iter().map(|segment| key_of(&segment.blocks)).collect();
        let (groups, keys) = grouped(new, &segments, &old);
        let steps = {
            let alone: Vec<Option<&Block>> = segments.iter().map(|segment| single(&segment.blocks)).collect();
            let news: Vec<Option<&Block>> =
                groups.iter().map(|group| single(new.get(group.clone()).unwrap_or_default())).collect();
            let text = |block: &Option<&Block>| block.map(words).unwrap_or_default();
            let (before, after) = (Lazy::new(&alone, text), Lazy::new(&news, text));
            align::steps(&old, &keys, |i, j| match (alone.get(i), news.get(j)) {
                (Some(Some(old)), Some(Some(new))) => likeness(old, new, before.like(i, &after, j)),
                _ => 0,
            })
        };
        let part = |range: Range<usize>| nodes.get(range).unwrap_or_default();
        // What goes here may come back elsewhere.
        for step in &steps {
            if let Step::Gone(index) = step
                && let Some(Segment { nodes, blocks, visible: 1 }) = segments.get(*index)
                && let ([block], [node, ..]) = (blocks.as_slice(), part(nodes.clone()))
            {
                self.builder.pool.add_block(block, node);
            }
        }
        let mut merged: Vec<Value> = part(0..hidden).to_vec();
        for step in steps {
            if let Step::Kept(_, to) | Step::Changed(_, to) | Step::New(to) = step
                && at.depth == 0
                && let Some(block) = groups.get(to).and_then(|group| new.get(group.start))
            {
                self.places.push((merged.len(), block.range.start));
            }
            match step {
                Step::Kept(index, _) => {
                    merged.extend_from_slice(
                        segments.get(index).map(|kept| part(kept.nodes.clone())).unwrap_or_default(),
                    );
                }
                Step::Changed(index, to) => {
                    let (Some(segment), Some(group)) = (segments.get(index), groups.get(to)) else { continue };
                    let news = new.get(group.clone()).unwrap_or_default();
                    let stored = part(segment.nodes.clone());
                    let (visible, unseen) = stored.split_at_checked(segment.visible).unwrap_or((stored, &[]));
                    let changed = match (visible, segment.blocks.as_slice(), news) {
                        ([node], [old], [new]) => self.block(node, old, new, place, at)?,
                        _ => None,
                    };
                    merged.extend(match changed {
                        Some(changed) => changed,
                        None => self.builder.blocks(news, place)?,
                    });
                    merged.extend_from_slice(unseen);
                }
                Step::Gone(index) => {
                    let Some(segment) = segments.get(index) else { continue };
                    merged.extend_from_slice(part(segment.nodes.start + segment.visible..segment.nodes.end));
                }
                Step::New(to) => {
                    let group = groups.get(to).cloned().unwrap_or_default();
                    merged.extend(self.builder.blocks(new.get(group).unwrap_or_default(), place)?);
                }
            }
        }
        Ok(merged)
    }

    /// Cuts the nodes where what they show is cut into blocks; says how many nodes before the first aren't shown.
    fn segments(&self, nodes: &[Value], at: At) -> (usize, Vec<Segment>) {
        let context = Context { names: self.names, depth: at.depth, in_cell: at.in_cell };
        let wrapped: Vec<Node<'_>> = nodes.iter().map(Node).collect();
        let pieces = shown::numbered(&wrapped, context);
        let mut text = String::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        for (block, _) in &pieces {
            let (gap, piece) = match at.in_cell {
                true => ("<br>", crate::text::adf::tables::cell_line(&block.text)),
                false => ("\n\n", block.text.clone()),
            };
            if !text.is_empty() {
                text.push_str(gap);
            }
            places.push(text.len()..text.len() + piece.len());
            text.push_str(&piece);
        }
        let read = match at.in_cell {
            true => markdown::parse_cell(&text),
            false => markdown::parse(&text).map(|document| document.blocks),
        };
        let mut blocks = read.unwrap_or_default().into_iter().peekable();
        let mut segments: Vec<Segment> = Vec::new();
        // Where what was read last ends in the text.
        let mut reached = 0;
        for ((_, range), place) in pieces.iter().zip(&places) {
            let goes_on = reached > place.start
                || segments.last().is_some_and(|last| range.start < last.nodes.start + last.visible);
            let mut own = Vec::new();
            while let Some(block) = blocks.next_if(|block| block.range.start < place.end) {
                reached = reached.max(block.range.end);
                own.push(block);
            }
            if own.is_empty() && !goes_on {
                // What is shown and means nothing, such as a marked space, is as good as not shown.
                continue;
            }
            match segments.last_mut().filter(|_| goes_on) {
                Some(last) => {
                    last.visible = last.visible.max(range.end - last.nodes.start);
                    last.nodes.end = last.nodes.end.max(range.end);
                    last.blocks.extend(own);
                }
                None => {
                    if let Some(last) = segments.last_mut() {
                        last.nodes.end = range.start;
                    }
                    segments.push(Segment { nodes: range.clone(), visible: range.len(), blocks: own });
                }
            }
        }
        let hidden = segments.first().map_or(nodes.len(), |first| first.nodes.start);
        if let Some(last) = segments.last_mut() {
            last.nodes.end = nodes.len();
            last.blocks.extend(blocks);
        }
        (hidden, segments)
    }
}

fn key_of(blocks: &[Block]) -> u64 {
    match blocks {
        [one] => key::of_block(one),
        several => key::of_blocks(several),
    }
}

/// Groups the new blocks as the stored ones are: several that mean what one segment does belong together.
fn grouped(new: &[Block], segments: &[Segment], old: &[u64]) -> (Vec<Range<usize>>, Vec<u64>) {
    let mut lengths: Vec<usize> = segments.iter().map(|segment| segment.blocks.len()).filter(|&len| len > 1).collect();
    lengths.sort_unstable();
    lengths.dedup();
    // Such segments are oddities; of many lengths only the shortest are tried.
    lengths.truncate(4);
    let known: std::collections::HashSet<u64> = old.iter().copied().collect();
    let mut groups = Vec::new();
    let mut keys = Vec::new();
    let mut at = 0;
    while at < new.len() {
        let several = lengths.iter().rev().find_map(|&length| {
            let key = key::of_blocks(new.get(at..at + length)?);
            known.contains(&key).then_some((length, key))
        });
        let (length, key) = several.unwrap_or_else(|| (1, new.get(at).map(key::of_block).unwrap_or_default()));
        groups.push(at..at + length);
        keys.push(key);
        at += length;
    }
    (groups, keys)
}

fn single(blocks: &[Block]) -> Option<&Block> {
    match blocks {
        [block] => Some(block),
        _ => None,
    }
}

/// Whether one block can be made of another, and how much it looks like that: 0 if it can't.
fn likeness(old: &Block, new: &Block, words: u32) -> u32 {
    let same = |same: bool, likeness: u32| if same { likeness } else { 0 };
    match (&old.kind, &new.kind) {
        (BlockKind::Container { word, .. }, BlockKind::Container { word: other, .. }) => {
            10 + words + same(word == other, 50)
        }
        (BlockKind::List(old), BlockKind::List(new)) => {
            same(std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind), 10 + words)
        }
        // Only what is still mostly the same text was turned from one into the other.
        (BlockKind::Heading { .. }, BlockKind::Paragraph(_)) | (BlockKind::Paragraph(_), BlockKind::Heading { .. }) => {
            same(words > 50, words)
        }
        (old, new) => same(std::mem::discriminant(old) == std::mem::discriminant(new), 10 + words),
    }
}

/// The words of a block.
pub(super) fn words(block: &Block) -> String {
    use crate::text::markdown::tree::Piece;
    let mut text = String::new();
    let mut waiting = vec![block];
    while let Some(block) = waiting.pop() {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                for inline in content {
                    match &inline.piece {
                        Piece::Text(part) => text.push_str(part),
                        piece => text.push_str(&format!(" {} ", key::of_piece(piece))),
                    }
                }
                text.push(' ');
            }
            BlockKind::Code { text: code, .. } => text.push_str(code),
            BlockKind::Rule => {}
            BlockKind::Quote(inner) => waiting.extend(inner.iter().rev()),
            BlockKind::Container { rest, blocks, .. } => {
                text.push_str(rest);
                text.push(' ');
                waiting.extend(blocks.iter().rev());
            }
            BlockKind::List(list) => waiting.extend(list.items.iter().rev().flat_map(|item| item.blocks.iter().rev())),
            BlockKind::Table(table) => {
                let cells = table.rows.iter().rev().flat_map(|row| row.cells.iter().rev());
                waiting.extend(cells.flat_map(|cell| cell.blocks.iter().rev()));
            }
        }
    }
    text
}
