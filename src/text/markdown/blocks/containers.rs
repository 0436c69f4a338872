//! Containers: what stands between two fences.

use std::collections::HashMap;

use super::{Block, BlockKind, Blocks, Child, Error, Fence, Inline, Piece, Reader};

/// A container that isn't closed yet.
struct Open {
    fence: Fence,
    at: usize,
    /// What stands before it, beside it.
    outer: Blocks,
}

impl Reader<'_> {
    /// Puts what stands between two fences into a container; a fence without its other half is text.
    pub(super) fn group(&self, children: Vec<Child>) -> Result<Blocks, Error> {
        let mut open: Vec<Open> = Vec::new();
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let mut current = Blocks::default();
        for child in children {
            let (fence, at) = match child {
                Child::Block(block, height) => {
                    current.push(block, height);
                    continue;
                }
                Child::Fence(fence, at) => (fence, at),
            };
            if !fence.rest.is_empty() {
                *counts.entry(fence.colons).or_default() += 1;
                open.push(Open { fence, at, outer: std::mem::take(&mut current) });
                continue;
            }
            if counts.get(&fence.colons).is_none_or(|&count| count == 0) {
                current.push(self.fence_as_text(&fence, at), 1);
                continue;
            }
            // Nothing in between is looked at twice: what was opened after it and not closed is text now.
            let Some(index) = open.iter().rposition(|open| open.fence.colons == fence.colons) else { continue };
            let above = open.split_off(index + 1);
            let Some(mut last) = open.pop() else { continue };
            for open in above.iter().chain([&last]) {
                if let Some(count) = counts.get_mut(&open.fence.colons) {
                    *count -= 1;
                }
            }
            let inner = self.unclosed(above, std::mem::take(&mut current));
            let height = self.deeper(inner.height, last.at)?;
            let (word, rest) = match last.fence.rest.split_once(char::is_whitespace) {
                Some((word, rest)) => (word.to_owned(), rest.trim().to_owned()),
                None => (last.fence.rest, String::new()),
            };
            let kind = BlockKind::Container { word, rest, blocks: inner.blocks };
            let range = self.source.range(&(last.at..at + fence.length));
            last.outer.push(Block { kind, range }, height);
            current = last.outer;
        }
        Ok(self.unclosed(open, current))
    }

    /// What stands after fences that are never closed, which are text.
    fn unclosed(&self, open: Vec<Open>, last: Blocks) -> Blocks {
        let mut all = Blocks::default();
        for Open { fence, at, outer } in open {
            all.extend(outer);
            all.push(self.fence_as_text(&fence, at), 1);
        }
        all.extend(last);
        all
    }

    fn fence_as_text(&self, fence: &Fence, at: usize) -> Block {
        let range = self.source.range(&(at..at + fence.length));
        let text = format!("{}{}", ":".repeat(fence.colons), fence.rest);
        let piece = Inline { piece: Piece::Text(text), marks: Vec::new(), range: range.clone() };
        Block { kind: BlockKind::Paragraph(vec![piece]), range }
    }
}
