//! Lists: a line for each item, with the markers of all the lists around it.

use super::{Place, Writer};
use crate::text::cut;
use crate::text::markdown::tree::{Block, BlockKind, Item, List, ListKind};

/// The deepest list that wiki markup has.
const DEEPEST: usize = 16;

/// What became something else is named in few words.
const MOST_CHARACTERS: usize = 60;

/// An item with the markers before it, and the blocks that stand on its lines.
pub(in super::super) struct Flat<'a> {
    /// Such as `*#`.
    pub(in super::super) marker: String,
    /// `[ ]`, `[x]` and their like, for an item of a list that wiki markup hasn't.
    pub(in super::super) state: &'static str,
    /// What the item holds besides lists.
    pub(in super::super) blocks: Vec<&'a Block>,
}

impl Writer<'_> {
    pub(super) fn list(&mut self, list: &List, place: Place) -> String {
        if is_numbered_text(list) {
            return self.numbered(list, place);
        }
        self.warn_of(list);
        let items = flat(list);
        items.iter().map(|item| self.item(item, place)).collect::<Vec<_>>().join("\n")
    }

    /// A list that doesn't begin with 1, which no list in wiki markup does: lines with their numbers as text.
    fn numbered(&mut self, list: &List, place: Place) -> String {
        let ListKind::Ordered { start } = list.kind else { return String::new() };
        let mut lines = Vec::new();
        for (number, item) in (u64::from(start)..).zip(&list.items) {
            let text = self.blocks(&item.blocks, place);
            lines.push(format!("{number}. {text}").trim_end().to_owned());
        }
        lines.join("\n")
    }

    /// Says what of a list becomes something else.
    fn warn_of(&mut self, list: &List) {
        let mut waiting = vec![list];
        while let Some(list) = waiting.pop() {
            let begins = match list.kind {
                ListKind::Ordered { start } if start != 1 => Some(start),
                _ => None,
            };
            if let Some(start) = begins {
                self.warn(format!(
                    "the list that begins with `{start}.` begins with 1: wiki markup has no other first number"
                ));
            }
            for item in &list.items {
                let is_list = |block: &&Block| matches!(block.kind, BlockKind::List(_));
                let after = item.blocks.iter().skip_while(|block| !is_list(block)).find(|block| !is_list(block));
                if let Some(after) = after {
                    let text = self.markdown.get(after.range.clone()).unwrap_or_default();
                    let is_numbered = matches!(list.kind, ListKind::Ordered { .. });
                    let numbers = if is_numbered { ", and the numbers after it moved on" } else { "" };
                    self.warn(format!(
                        "`{}` became an item of its own{numbers}: in wiki markup no text of an item comes after a list in it",
                        cut::cell(text, MOST_CHARACTERS)
                    ));
                }
                let inner = item.blocks.iter().filter_map(|block| match &block.kind {
                    BlockKind::List(inner) => Some(inner),
                    _ => None,
                });
                waiting.extend(inner);
            }
        }
    }

    /// One item.
    pub(in super::super) fn item(&mut self, item: &Flat<'_>, place: Place) -> String {
        let text = self.item_body(item, place);
        format!("{} {text}", item.marker)
    }

    /// An item without its marker.
    pub(in super::super) fn item_body(&mut self, item: &Flat<'_>, place: Place) -> String {
        let mut lines: Vec<String> = Vec::new();
        for block in &item.blocks {
            let text = self.block(block, place.item());
            if !text.is_empty() {
                lines.push(text);
            }
        }
        let text = lines.join("\n");
        format!("{}{text}", item.state)
    }
}

/// Whether a list is written as lines of text, because of its first number; one that holds more than lines stays a list.
pub(in super::super) fn is_numbered_text(list: &List) -> bool {
    let is_line = |item: &Item| matches!(item.blocks.as_slice(), [] | [Block { kind: BlockKind::Paragraph(_), .. }]);
    matches!(list.kind, ListKind::Ordered { start } if start != 1) && list.items.iter().all(is_line)
}

/// The items of a list and of the lists in it, in order.
pub(in super::super) fn flat(list: &List) -> Vec<Flat<'_>> {
    let mut items = Vec::new();
    add(list, "", &mut items);
    items
}

fn add<'a>(list: &'a List, outer: &str, items: &mut Vec<Flat<'a>>) {
    let mark = match list.kind {
        ListKind::Ordered { .. } => '#',
        ListKind::Bullet | ListKind::Task | ListKind::Decision => '*',
    };
    let outer = if outer.len() >= DEEPEST { outer.get(..DEEPEST - 1).unwrap_or_default() } else { outer };
    let marker = format!("{outer}{mark}");
    let blank = || Flat { marker: marker.clone(), state: "", blocks: Vec::new() };
    for item in &list.items {
        let mut current = Some(Flat { state: state(list.kind, item), ..blank() });
        for block in &item.blocks {
            match &block.kind {
                BlockKind::List(inner) => {
                    items.extend(current.take());
                    add(inner, &marker, items);
                }
                // What follows a list in an item would belong to the list's last item, so it is an item of its own.
                _ => current.get_or_insert_with(blank).blocks.push(block),
            }
        }
        items.extend(current);
    }
}

fn state(kind: ListKind, item: &Item) -> &'static str {
    match (kind, item.done) {
        (ListKind::Task, false) => "[ ] ",
        (ListKind::Task, true) => "[x] ",
        (ListKind::Decision, false) => "[?] ",
        (ListKind::Decision, true) => "[d] ",
        (ListKind::Bullet | ListKind::Ordered { .. }, _) => "",
    }
}
