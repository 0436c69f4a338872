//! A line of text that changed, word by word.
//!
//! The stored nodes and the new pieces are cut into words and forms. A word that stayed is cut out of its stored node with
//! all of that node's marks, shown or not; what is left whole is the stored node itself.

use std::ops::Range;

use serde_json::Value;

use super::level::Merger;
use super::words::{self, Seen};
use crate::text::adf::node::Node;
use crate::text::adf::{build, inline};
use crate::text::edit::align;
use crate::text::markdown::tree::{Inline, Piece};

/// A part of the new line.
enum Part {
    Stored { node: usize, part: Option<Range<usize>> },
    New { piece: usize, part: Range<usize> },
}

impl Merger<'_> {
    /// The nodes for the new pieces; `None` when a stored node is no inline node.
    pub(super) fn line(&mut self, nodes: &[Value], new: &[Inline]) -> Option<Vec<Value>> {
        if !nodes.iter().all(|node| node.is_object() && inline::is_inline(Node(node))) {
            return None;
        }
        let glyphs = self.glyphs(nodes);
        let stored = self.stored(nodes, &glyphs);
        let unseen = words::unseen(&stored);
        let visible: Vec<usize> = (0..stored.len()).filter(|&at| !unseen.get(at).copied().unwrap_or(false)).collect();
        let old: Vec<&Seen> = visible.iter().filter_map(|&at| stored.get(at)).map(|word| &word.seen).collect();
        let found = self.new_words(new, &glyphs);
        let now: Vec<&Seen> = found.iter().map(|word| &word.seen).collect();
        let mut kept: Vec<Option<usize>> = vec![None; found.len()];
        for (from, to) in align::equal(&old, &now) {
            if let (Some(slot), Some(at)) = (kept.get_mut(to), visible.get(from)) {
                *slot = Some(*at);
            }
        }
        let mut parts = Vec::with_capacity(found.len());
        let hidden_after = |at: usize, parts: &mut Vec<Part>| {
            let mut next = at;
            while unseen.get(next).copied().unwrap_or(false) {
                if let Some(word) = stored.get(next) {
                    parts.push(Part::Stored { node: word.node, part: word.part.clone() });
                }
                next += 1;
            }
        };
        hidden_after(0, &mut parts);
        let last = visible.last().copied();
        let end_is_kept = last.is_none_or(|last| kept.contains(&Some(last)));
        for (word, kept) in found.iter().zip(kept) {
            match kept.and_then(|at| stored.get(at).map(|word| (at, word))) {
                Some((at, word)) => {
                    parts.push(Part::Stored { node: word.node, part: word.part.clone() });
                    hidden_after(at + 1, &mut parts);
                }
                None => parts.push(Part::New { piece: word.piece, part: word.part.clone() }),
            }
        }
        if let Some(last) = last.filter(|_| !end_is_kept) {
            hidden_after(last + 1, &mut parts);
        }
        Some(self.joined(nodes, new, parts))
    }

    /// Puts parts that touch together again.
    fn joined(&mut self, nodes: &[Value], new: &[Inline], parts: Vec<Part>) -> Vec<Value> {
        let mut line: Vec<Value> = Vec::new();
        // Whether the last node is exactly a stored one, so that nothing may be added to it.
        let mut is_stored = false;
        let mut parts = parts.into_iter().peekable();
        let mut last_node: Option<usize> = None;
        while let Some(part) = parts.next() {
            match part {
                Part::Stored { node, part } => {
                    let Some(stored) = nodes.get(node) else { continue };
                    let mut range = part;
                    while let (Some(range), Some(Part::Stored { node: next, part: Some(more) })) =
                        (&mut range, parts.peek())
                    {
                        if *next != node || more.start != range.end {
                            break;
                        }
                        range.end = more.end;
                        parts.next();
                    }
                    let text = stored.get("text").and_then(Value::as_str).unwrap_or_default();
                    match range.filter(|range| *range != (0..text.len())) {
                        None => {
                            line.push(stored.clone());
                            is_stored = true;
                        }
                        Some(range) => {
                            add(&mut line, is_stored, with_text(stored, text.get(range).unwrap_or_default()));
                            is_stored = false;
                        }
                    }
                    last_node = Some(node);
                }
                Part::New { piece, part } => {
                    let mut run = vec![(piece, part)];
                    while let Some(Part::New { .. }) = parts.peek() {
                        if let Some(Part::New { piece, part }) = parts.next() {
                            match run.last_mut() {
                                Some((last, range)) if *last == piece && range.end == part.start => {
                                    range.end = part.end
                                }
                                _ => run.push((piece, part)),
                            }
                        }
                    }
                    let next_node = match parts.peek() {
                        Some(Part::Stored { node, .. }) => Some(*node),
                        _ => None,
                    };
                    let run: Vec<Inline> =
                        run.into_iter().filter_map(|(piece, part)| Some(piece_part(new.get(piece)?, part))).collect();
                    let mut built = self.builder.line(&run);
                    // Text put into a stored text has that text's marks, those included that aren't shown.
                    if let ([only], Some(inside)) = (built.as_mut_slice(), last_node.filter(|_| last_node == next_node))
                        && let Some(stored) = nodes.get(inside)
                        && let Some(text) = only.get("text").and_then(Value::as_str).map(str::to_owned)
                        && same_marks(only, stored)
                    {
                        *only = with_text(stored, &text);
                    }
                    for node in built {
                        add(&mut line, is_stored, node);
                        is_stored = false;
                    }
                    last_node = None;
                }
            }
        }
        line
    }
}

fn add(line: &mut Vec<Value>, after_stored: bool, node: Value) {
    if after_stored && line.last().is_some_and(|last| last.get("marks") != node.get("marks")) {
        line.push(node);
    } else {
        build::push(line, node);
    }
}

/// Whether a reader sees the same marks on both.
fn same_marks(one: &Value, other: &Value) -> bool {
    let marks = |node: &Value| words::marks_of("", &words::shown_marks(Node(node)), true);
    Node(other).kind() == "text" && marks(one) == marks(other)
}

fn with_text(node: &Value, text: &str) -> Value {
    let mut node = node.clone();
    if let Some(slot) = node.get_mut("text") {
        *slot = text.into();
    }
    node
}

fn piece_part(inline: &Inline, part: Range<usize>) -> Inline {
    let Inline { piece: Piece::Text(text), marks, range } = inline else { return inline.clone() };
    let own = text.get(part.clone()).unwrap_or_default();
    let start = (range.start + part.start).min(range.end);
    let range = if own.len() == text.len() { range.clone() } else { start..(start + part.len()).min(range.end) };
    Inline { piece: Piece::Text(own.to_owned()), marks: marks.clone(), range }
}
