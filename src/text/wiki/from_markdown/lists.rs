//! Lists: a line for each item, with the markers of all the lists around it.

use super::{Place, Writer};
use crate::text::markdown::tree::{Block, BlockKind, Item, List, ListKind};

/// The deepest list that wiki markup has.
const DEEPEST: usize = 16;

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
        let items = flat(list);
        items.iter().map(|item| self.item(item, place)).collect::<Vec<_>>().join("\n")
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
