//! What a stored text has and Markdown can't make, found again by its form.
//!
//! A form that comes back in an edited text means the stored node, wherever it stands now.

use std::collections::HashMap;

use serde_json::Value;

use super::blocks::Context;
use super::node::Node;
use super::{atoms, blocks, inline};
use crate::text::edit::key;
use crate::text::markdown;
use crate::text::markdown::tree::{Block, BlockKind, Inline, Piece};
use crate::text::names::Names;

/// More nodes than this that show the same are given out as the last one.
const MOST_ALIKE: usize = 1_000;

/// Stored nodes by their forms.
#[derive(Default)]
pub(super) struct Pool {
    atoms: HashMap<String, Stock>,
    /// Mentions by what they show, `@` included.
    mentions: HashMap<String, Stock>,
    blocks: HashMap<u64, Stock>,
    /// Containers without their content, by their opening line.
    shells: HashMap<(String, String), Stock>,
    /// The lengths of what mentions show, the longest first.
    lengths: Vec<usize>,
}

/// Nodes that show the same, in the order of the text.
#[derive(Default)]
struct Stock {
    nodes: Vec<Value>,
    next: usize,
}

impl Stock {
    fn add(&mut self, node: &Value) {
        if self.nodes.len() < MOST_ALIKE {
            self.nodes.push(node.clone());
        }
    }

    /// The next node; the last one is given out again and again.
    fn take(&mut self) -> Option<Value> {
        let at = self.next.min(self.nodes.len().checked_sub(1)?);
        self.next += 1;
        self.nodes.get(at).cloned()
    }
}

impl Pool {
    /// Collects the nodes of a stored text.
    pub(super) fn of(stored: &Value, names: &Names) -> Self {
        let mut pool = Pool::default();
        let context = Context::of(Node(stored), names);
        let mut waiting = vec![Node(stored)];
        while let Some(node) = waiting.pop() {
            pool.add(node, context);
            waiting.extend(node.children().into_iter().rev());
        }
        pool.lengths = pool.mentions.keys().map(String::len).collect();
        pool.lengths.sort_unstable_by(|a, b| b.cmp(a));
        pool.lengths.dedup();
        pool
    }

    /// Adds blocks that were taken out where they stood; they may stand elsewhere.
    pub(super) fn add_block(&mut self, block: &Block, node: &Value) {
        self.blocks.entry(key::of_block(block)).or_default().nodes.push(node.clone());
    }

    fn add(&mut self, node: Node<'_>, context: Context<'_>) {
        let names = context.names;
        match node.kind() {
            "mention" => {
                let shown = format!("@{}", atoms::mentioned(node, names));
                self.mentions.entry(shown).or_default().add(node.0);
            }
            "mediaSingle" | "mediaGroup" | "extension" | "syncBlock" | "blockCard" | "embedCard" => {
                if let [only] = read(&blocks::separated(blocks::blocks(&[node], context))).as_slice() {
                    self.blocks.entry(key::of_block(only)).or_default().add(node.0);
                }
            }
            "panel"
            | "layoutSection"
            | "layoutColumn"
            | "bodiedExtension"
            | "multiBodiedExtension"
            | "bodiedSyncBlock" => self.add_shell(node, context),
            "text" | "hardBreak" => {}
            kind if blocks::is_known(kind) => {}
            _ if inline::is_inline(node) => {
                if let Some(piece) = piece(&atoms::render(node, names, false)) {
                    self.atoms.entry(key::of_piece(&piece)).or_default().add(node.0);
                }
            }
            _ if !node.children().is_empty() => self.add_shell(node, context),
            _ => {}
        }
    }

    fn add_shell(&mut self, node: Node<'_>, context: Context<'_>) {
        let Some(object) = node.0.as_object() else { return };
        let mut shell = object.clone();
        shell.remove("content");
        let shell = Value::Object(shell);
        let shown = blocks::separated(blocks::blocks(&[Node(&shell)], context));
        if let [Block { kind: BlockKind::Container { word, rest, .. }, .. }] = read(&shown).as_slice() {
            self.shells.entry((word.clone(), rest.clone())).or_default().add(&shell);
        }
    }

    pub(super) fn atom(&mut self, piece: &Piece) -> Option<Value> {
        self.atoms.get_mut(&key::of_piece(piece))?.take()
    }

    pub(super) fn block(&mut self, block: &Block) -> Option<Value> {
        if self.blocks.is_empty() {
            return None;
        }
        self.blocks.get_mut(&key::of_block(block))?.take()
    }

    pub(super) fn shell(&mut self, word: &str, rest: &str) -> Option<Value> {
        self.shells.get_mut(&(word.to_owned(), rest.to_owned()))?.take()
    }

    /// The stored mention of a name that stands at the beginning of a text, and the length of its form.
    pub(super) fn mention(&mut self, text: &str) -> Option<(usize, Value)> {
        let length = self.mention_length(text)?;
        let node = self.mentions.get_mut(text.get(..length)?)?.take()?;
        Some((length, node))
    }

    /// The length of a mention's form at the beginning of a text.
    pub(super) fn mention_length(&self, text: &str) -> Option<usize> {
        self.lengths.iter().copied().find(|&length| {
            text.get(..length).is_some_and(|shown| self.mentions.contains_key(shown))
                && !text.get(length..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        })
    }
}

fn read(shown: &str) -> Vec<Block> {
    markdown::parse(shown).map(|document| document.blocks).unwrap_or_default()
}

/// The piece that a form is read as; `None` when it's read as text.
pub(super) fn piece(form: &str) -> Option<Piece> {
    let blocks = read(form);
    match blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph(content)) => match content.as_slice() {
            [Inline { piece, .. }] if !matches!(piece, Piece::Text(_)) => Some(piece.clone()),
            _ => None,
        },
        _ => None,
    }
}
