//! Lists: items of one kind, told by what their text begins with.

use std::ops::Range;

use super::blocks::Blocks;
use super::tree::{Block, BlockKind, Inline, Item, List, ListKind, Piece};

/// An item whose kind isn't known yet.
pub(super) struct RawItem {
    pub(super) blocks: Blocks,
    pub(super) range: Range<usize>,
}

/// Parts the items of a list by their kind.
pub(super) fn lists(number: Option<u64>, items: Vec<RawItem>, whole: &str) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for (index, mut item) in items.into_iter().enumerate() {
        let state = take_state(&mut item.blocks.blocks, whole);
        let kind = match (state, number) {
            (Some(' ' | 'x' | 'X'), _) => ListKind::Task,
            (Some(_), _) => ListKind::Decision,
            (None, Some(start)) => {
                let number = start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
                ListKind::Ordered { start: u32::try_from(number).unwrap_or(u32::MAX) }
            }
            (None, None) => ListKind::Bullet,
        };
        let done = matches!(state, Some('x' | 'X' | 'd' | 'D'));
        let item = Item { done, blocks: item.blocks.blocks, range: item.range };
        match lists.last_mut() {
            Some(last) if std::mem::discriminant(&last.kind) == std::mem::discriminant(&kind) => last.items.push(item),
            _ => lists.push(List { kind, items: vec![item] }),
        }
    }
    lists
}

/// Takes `[ ]` and the like from the beginning of an item.
fn take_state(blocks: &mut Vec<Block>, whole: &str) -> Option<char> {
    let Some(Block { kind: BlockKind::Paragraph(content), range: block }) = blocks.first_mut() else {
        return None;
    };
    let Some(Inline { piece: Piece::Text(text), range, marks }) = content.first_mut() else {
        return None;
    };
    let mut letters = text.chars();
    let (Some('['), Some(state), Some(']')) = (letters.next(), letters.next(), letters.next()) else {
        return None;
    };
    let rest = letters.as_str();
    let blank = rest.is_empty() || rest.starts_with([' ', '\t']);
    let written = range.start == block.start && whole.get(range.start..).is_some_and(|rest| rest.starts_with('['));
    if !matches!(state, ' ' | 'x' | 'X' | 'd' | 'D' | '?') || !blank || !marks.is_empty() || !written {
        return None;
    }
    let rest = rest.trim_start().to_owned();
    range.start += text.len() - rest.len();
    range.end = range.end.max(range.start);
    block.start = range.start;
    if rest.is_empty() {
        content.remove(0);
    } else {
        *text = rest;
    }
    if content.is_empty() {
        blocks.remove(0);
    }
    Some(state)
}
