//! A list that changed, item by item.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::blocks::{children, set};
use super::level::{self, At, Merger};
use super::replaced;
use crate::text::adf::build::{Place, kind_of, list_kind};
use crate::text::edit::align::{self, Lazy, Step};
use crate::text::edit::key;
use crate::text::error::Error;
use crate::text::markdown::tree::{Block, BlockKind, Item, List, ListKind};

impl Merger<'_> {
    /// The list and whatever cuts it; `None` when the stored items aren't those that were shown.
    pub(super) fn list(
        &mut self,
        object: &Map<String, Value>,
        old: &List,
        new: &List,
        place: Place,
        at: At,
    ) -> Result<Option<Vec<Value>>, Error> {
        let nodes = children(object);
        let groups = groups(nodes);
        let same = object.get("type").and_then(Value::as_str) == Some(list_kind(new.kind));
        if groups.len() != old.items.len() || !same || groups.first().is_none_or(|first| first.start > 0) {
            return Ok(None);
        }
        let steps = {
            let keys = |list: &List| list.items.iter().map(key::of_item).collect::<Vec<_>>();
            let (before, after) = (Lazy::new(&old.items, item_text), Lazy::new(&new.items, item_text));
            align::steps(&keys(old), &keys(new), |i, j| 10 + before.like(i, &after, j))
        };
        let mut lists: Vec<Value> = Vec::new();
        let mut items: Vec<Value> = Vec::new();
        let mut list = Value::Object(replaced(object, Vec::new()));
        if let ListKind::Ordered { start } = new.kind
            && old.kind != new.kind
        {
            set(&mut list, "order", Some(json!(start)));
        }
        let mut count = 0u32;
        for step in steps {
            let outside = match step {
                Step::Gone(_) => continue,
                Step::Kept(index, _) => {
                    let group = groups.get(index).cloned().unwrap_or_default();
                    items.extend_from_slice(nodes.get(group).unwrap_or_default());
                    Vec::new()
                }
                Step::New(to) => self.new_item(new.items.get(to), new.kind, place, &mut items)?,
                Step::Changed(index, to) => {
                    let group = groups.get(index).cloned().unwrap_or_default();
                    let stored = nodes.get(group).unwrap_or_default();
                    let (Some(before), Some(after)) = (old.items.get(index), new.items.get(to)) else { continue };
                    match self.item(stored, before, after, at)? {
                        Some(changed) => {
                            items.extend(changed);
                            Vec::new()
                        }
                        None => self.new_item(Some(after), new.kind, place, &mut items)?,
                    }
                }
            };
            count = count.saturating_add(1);
            if !outside.is_empty() {
                lists.push(filled(&list, std::mem::take(&mut items)));
                lists.extend(outside);
                let first = match new.kind {
                    ListKind::Ordered { start } => start.saturating_add(count),
                    _ => 1,
                };
                list = self.builder.list_node(new.kind, first, Vec::new());
            }
        }
        if !items.is_empty() {
            lists.push(filled(&list, items));
        }
        Ok(Some(lists))
    }

    fn new_item(
        &mut self,
        item: Option<&Item>,
        kind: ListKind,
        place: Place,
        items: &mut Vec<Value>,
    ) -> Result<Vec<Value>, Error> {
        let Some(item) = item else { return Ok(Vec::new()) };
        let (own, outside) = self.builder.item(item, kind, place)?;
        items.extend(own);
        Ok(outside)
    }

    fn item(&mut self, stored: &[Value], old: &Item, new: &Item, at: At) -> Result<Option<Vec<Value>>, Error> {
        let Some((node, nested)) = stored.split_first() else { return Ok(None) };
        let Some(object) = node.as_object() else { return Ok(None) };
        let mut changed = node.clone();
        let kind = kind_of(node);
        match (kind, old.done == new.done) {
            ("listItem", _) | (_, true) => {}
            ("decisionItem", _) => {
                set(&mut changed, "state", Some(if new.done { "DECIDED" } else { "UNDECIDED" }.into()))
            }
            _ => set(&mut changed, "state", Some(if new.done { "DONE" } else { "TODO" }.into())),
        }
        let (content, beside) = match kind {
            "listItem" | "blockTaskItem" => {
                let place = Place::inside(kind);
                // What an item can't hold cuts its list, which is done where items are made.
                if !new.blocks.iter().all(|block| self.builder.may_hold(block, place)) || !nested.is_empty() {
                    return Ok(None);
                }
                let mut content = self.level(children(object), &new.blocks, place, at.deeper())?;
                if content.is_empty() {
                    content.push(json!({"type": "paragraph"}));
                }
                (content, Vec::new())
            }
            "taskItem" | "decisionItem" => {
                let (line, rest) = match new.blocks.split_first() {
                    Some((Block { kind: BlockKind::Paragraph(line), .. }, rest)) => (line.as_slice(), rest),
                    _ => (&[][..], new.blocks.as_slice()),
                };
                let tasks = |block: &Block| matches!(&block.kind, BlockKind::List(list) if list.kind == ListKind::Task);
                if !rest.iter().all(|block| kind == "taskItem" && tasks(block)) {
                    return Ok(None);
                }
                let Some(line) = self.line(children(object), line) else { return Ok(None) };
                (line, self.level(nested, rest, Place::Task, at.deeper())?)
            }
            _ => return Ok(None),
        };
        if let Some(object) = changed.as_object_mut() {
            if content.is_empty() && !object.contains_key("content") {
                return Ok(Some(std::iter::once(changed).chain(beside).collect()));
            }
            object.insert("content".to_owned(), Value::Array(content));
        }
        Ok(Some(std::iter::once(changed).chain(beside).collect()))
    }
}

/// The nodes of each item: a list right inside a list belongs to the item before it.
fn groups(nodes: &[Value]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let nested = matches!(kind_of(node), "bulletList" | "orderedList" | "taskList" | "decisionList");
        match groups.last_mut() {
            Some(last) if nested => last.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    groups
}

fn filled(list: &Value, items: Vec<Value>) -> Value {
    let mut list = list.clone();
    if let Some(object) = list.as_object_mut() {
        object.insert("content".to_owned(), Value::Array(items));
    }
    list
}

fn item_text(item: &Item) -> String {
    item.blocks.iter().map(level::words).collect::<Vec<_>>().join(" ")
}
