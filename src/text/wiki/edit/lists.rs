//! The items of a list that changed.

use super::blocks::{Merge, Output};
use crate::text::edit::align::{self, Step, Words};
use crate::text::edit::key;
use crate::text::markdown::tree::{Block as Tree, BlockKind};
use crate::text::wiki::blocks::Item;
use crate::text::wiki::from_markdown::Place;
use crate::text::wiki::from_markdown::lists::{Flat, flat, is_numbered_text};

impl Merge<'_> {
    /// A list item by item; none when its Markdown doesn't have an item for each of its items.
    pub(super) fn items(&mut self, items: &[Item], was: &[Tree], is: &[Tree], place: Place) -> Option<String> {
        let (before, after) = (all(was)?, all(is)?);
        if before.len() != items.len() {
            return None;
        }
        let keys = |flat: &[Flat<'_>]| flat.iter().map(content_key).collect::<Vec<_>>();
        let old_words: Vec<Words> = items.iter().map(|item| Words::of(self.source.text(item.body.clone()))).collect();
        let new_words: Vec<Words> = after.iter().map(|item| self.words(item)).collect();
        let like =
            |i: usize, j: usize| 1 + old_words.get(i).zip(new_words.get(j)).map_or(0, |(old, new)| old.like(new));
        let source = self.source;
        let mut output = Output::new(source, "\n");
        for step in align::steps(&keys(&before), &keys(&after), like) {
            let (number, changed, new) = match step {
                Step::Kept(i, j) => (i, false, after.get(j)?),
                Step::Changed(i, j) => (i, true, after.get(j)?),
                Step::New(j) => {
                    let item = after.get(j)?;
                    output.new_piece(&self.writer.item(item, place));
                    continue;
                }
                Step::Gone(_) => continue,
            };
            let (item, old) = (items.get(number)?, before.get(number)?);
            let marker = match old.marker == new.marker {
                true => source.text(item.start..item.body.start),
                false => new.marker.as_str(),
            };
            let body = match (changed, old.state.is_empty() && new.state.is_empty()) {
                (false, _) => source.text(item.body.clone()).to_owned(),
                (true, true) => {
                    let blocks: Vec<Tree> = new.blocks.iter().map(|block| (*block).clone()).collect();
                    let text = self.blocks(&item.blocks, &blocks, item.body.clone(), place.item());
                    if text.starts_with([' ', '\t']) { text } else { format!(" {text}") }
                }
                (true, false) => format!(" {}", self.writer.item_body(new, place)),
            };
            output.old(number, item.start..item.body.end, &format!("{marker}{body}"));
        }
        Some(output.finish())
    }

    fn words(&self, item: &Flat<'_>) -> Words {
        let start = item.blocks.first().map_or(0, |block| block.range.start);
        let end = item.blocks.last().map_or(0, |block| block.range.end);
        Words::of(self.writer.markdown.get(start..end).unwrap_or_default())
    }
}

/// The items of lists that follow one another; none if there is something else among them.
fn all(trees: &[Tree]) -> Option<Vec<Flat<'_>>> {
    let mut items = Vec::new();
    for tree in trees {
        let BlockKind::List(list) = &tree.kind else { return None };
        if is_numbered_text(list) {
            return None;
        }
        items.extend(flat(list));
    }
    Some(items)
}

fn content_key(item: &Flat<'_>) -> (&'static str, Vec<u64>) {
    (item.state, item.blocks.iter().map(|block| key::of_block(block)).collect())
}
