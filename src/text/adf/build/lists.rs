//! Lists, cut where an item holds what no item may.

use serde_json::{Value, json};

use super::{Builder, Place, kind_of, list_kind, node};
use crate::text::error::Error;
use crate::text::markdown::tree::{Block, BlockKind, Item, List, ListKind};

impl Builder<'_> {
    pub(super) fn list(
        &mut self,
        list: &List,
        block: &Block,
        place: Place,
        into: &mut Vec<Value>,
    ) -> Result<(), Error> {
        let kind = list_kind(list.kind);
        self.fits(kind, place, block)?;
        let mut number = match list.kind {
            ListKind::Ordered { start } => start,
            _ => 1,
        };
        let mut items: Vec<Value> = Vec::new();
        let mut first = number;
        for item in &list.items {
            let (own, outside) = self.item(item, list.kind, place)?;
            items.extend(own);
            number = number.saturating_add(1);
            if !outside.is_empty() {
                into.push(self.list_node(list.kind, first, std::mem::take(&mut items)));
                into.extend(outside);
                first = number;
            }
        }
        if !items.is_empty() {
            into.push(self.list_node(list.kind, first, items));
        }
        Ok(())
    }

    pub(in crate::text::adf) fn list_node(&mut self, kind: ListKind, first: u32, items: Vec<Value>) -> Value {
        let attrs = match kind {
            ListKind::Bullet => None,
            ListKind::Ordered { .. } if first == 1 => None,
            ListKind::Ordered { .. } => Some(json!({"order": first})),
            ListKind::Task | ListKind::Decision => Some(json!({"localId": self.local_id()})),
        };
        node(list_kind(kind), attrs, items)
    }

    /// An item with the nested lists that stand beside it, and the blocks that no item of its kind may hold.
    pub(in crate::text::adf) fn item(
        &mut self,
        item: &Item,
        kind: ListKind,
        place: Place,
    ) -> Result<(Vec<Value>, Vec<Value>), Error> {
        match kind {
            ListKind::Bullet | ListKind::Ordered { .. } => {
                let (mut inner, mut outside) = (Vec::new(), Vec::new());
                for block in &item.blocks {
                    // A list in it is made for the place outside: what cuts the one list cuts the other.
                    let list = matches!(block.kind, BlockKind::List(_));
                    let mut built = Vec::new();
                    let held = !list && self.may_hold(block, Place::Item);
                    self.block(block, if held { Place::Item } else { place }, &mut built)?;
                    for node in built {
                        // Once the list is cut, all that follows comes after the cut.
                        match outside.is_empty() && Place::Item.holds(kind_of(&node)) {
                            true => inner.push(node),
                            false => outside.push(node),
                        }
                    }
                }
                if inner.is_empty() {
                    inner.push(json!({"type": "paragraph"}));
                }
                Ok((vec![node("listItem", None, inner)], outside))
            }
            ListKind::Task | ListKind::Decision => {
                let (first, rest) = match item.blocks.split_first() {
                    Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) => (self.line(content), rest),
                    _ => (Vec::new(), item.blocks.as_slice()),
                };
                let (name, state) = match (kind, item.done) {
                    (ListKind::Task, true) => ("taskItem", "DONE"),
                    (ListKind::Task, false) => ("taskItem", "TODO"),
                    (_, true) => ("decisionItem", "DECIDED"),
                    (_, false) => ("decisionItem", "UNDECIDED"),
                };
                let mut line = first;
                let (mut own, mut outside) = (Vec::new(), Vec::new());
                for block in rest {
                    match &block.kind {
                        BlockKind::Paragraph(content) if own.is_empty() && outside.is_empty() => {
                            // Such an item has but one line.
                            line.push(json!({"type": "hardBreak"}));
                            line.extend(self.line(content));
                        }
                        BlockKind::List(List { kind: ListKind::Task, .. })
                            if kind == ListKind::Task && outside.is_empty() =>
                        {
                            self.block(block, Place::Task, &mut own)?;
                        }
                        _ => self.block(block, place, &mut outside)?,
                    }
                }
                let attrs = json!({"localId": self.local_id(), "state": state});
                own.insert(0, node(name, Some(attrs), line));
                Ok((own, outside))
            }
        }
    }

    /// Whether a block can be said at a place, as it is or otherwise.
    pub(in crate::text::adf) fn may_hold(&self, block: &Block, place: Place) -> bool {
        match &block.kind {
            BlockKind::Paragraph(_) | BlockKind::Heading { .. } => true,
            BlockKind::Quote(inner) => inner.iter().all(|block| self.may_hold(block, place)),
            BlockKind::Code { .. } => place.holds("codeBlock"),
            BlockKind::Rule => place.holds("rule"),
            BlockKind::List(list) => place.holds(list_kind(list.kind)),
            BlockKind::Table(_) => place.holds("table"),
            BlockKind::Container { .. } => false,
        }
    }
}
