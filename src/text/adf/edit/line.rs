//! A line of text that changed, word by word.
//!
//! The stored nodes and the new pieces are cut into words and forms. A word that stayed is cut out of its stored node with
//! all of that node's marks, shown or not; what is left whole is the stored node itself.

use std::ops::Range;

use serde_json::Value;

use super::level::{At, Merger};
use crate::text::adf::inline::marks::{self, Mark as ShownMark};
use crate::text::adf::node::Node;
use crate::text::adf::{atoms, build, inline, pool};
use crate::text::clean;
use crate::text::edit::align;
use crate::text::edit::key;
use crate::text::markdown::tree::{Inline, Mark, Piece};

/// What one word or form is to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Seen {
    text: String,
    marks: Vec<String>,
}

impl Seen {
    fn space() -> Self {
        Seen { text: " ".to_owned(), marks: Vec::new() }
    }

    fn is_space(&self) -> bool {
        self.text == " "
    }

    fn is_break(&self) -> bool {
        self.text == "\n"
    }
}

/// A stored word: a part of a text node, or a whole node.
struct Stored {
    seen: Seen,
    node: usize,
    part: Option<Range<usize>>,
}

/// A new word: a part of a piece.
struct Word {
    seen: Seen,
    piece: usize,
    part: Range<usize>,
}

/// A part of the new line.
enum Part {
    Stored { node: usize, part: Option<Range<usize>> },
    New { piece: usize, part: Range<usize> },
}

impl Merger<'_> {
    /// The nodes for the new pieces; `None` when a stored node is no inline node.
    pub(super) fn line(&mut self, nodes: &[Value], new: &[Inline], _at: At) -> Option<Vec<Value>> {
        if !nodes.iter().all(|node| node.is_object() && inline::is_inline(Node(node))) {
            return None;
        }
        let glyphs = self.glyphs(nodes);
        let stored = self.stored(nodes, &glyphs);
        let unseen = unseen(&stored);
        let visible: Vec<usize> = (0..stored.len()).filter(|&at| !unseen.get(at).copied().unwrap_or(false)).collect();
        let old: Vec<&Seen> = visible.iter().filter_map(|&at| stored.get(at)).map(|word| &word.seen).collect();
        let words = self.new_words(new, &glyphs);
        let now: Vec<&Seen> = words.iter().map(|word| &word.seen).collect();
        let mut kept: Vec<Option<usize>> = vec![None; words.len()];
        for (from, to) in align::equal(&old, &now) {
            if let (Some(slot), Some(at)) = (kept.get_mut(to), visible.get(from)) {
                *slot = Some(*at);
            }
        }
        let mut parts = Vec::with_capacity(words.len());
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
        for (word, kept) in words.iter().zip(kept) {
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

    /// What the nodes show that are read as text: names after `@`, and emoji.
    fn glyphs(&self, nodes: &[Value]) -> Vec<String> {
        let mut glyphs: Vec<String> = nodes
            .iter()
            .map(Node)
            .filter(|node| matches!(node.kind(), "mention" | "emoji"))
            .filter_map(|node| {
                let shown = self.shown(node);
                pool::piece(&shown).is_none().then(|| text_of(&shown))
            })
            .filter(|shown| shown.chars().count() > 1)
            .collect();
        glyphs.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        glyphs.dedup();
        glyphs
    }

    fn shown(&self, node: Node<'_>) -> String {
        let in_link = marks::of(node).iter().any(|mark| matches!(mark, ShownMark::Link { .. }));
        atoms::render(node, self.names, in_link)
    }

    fn stored(&self, nodes: &[Value], glyphs: &[String]) -> Vec<Stored> {
        let mut stored = Vec::new();
        for (index, value) in nodes.iter().enumerate() {
            let node = Node(value);
            let whole = |seen: Seen| Stored { seen, node: index, part: None };
            let marks = shown_marks(node);
            match node.kind() {
                "text" => {
                    let text = node.text();
                    let marks = marks_of(&text, &marks, true);
                    if clean::block(&text) != text || value.get("text").and_then(Value::as_str).is_none() {
                        stored.push(whole(Seen { text: clean::block(&text), marks }));
                        continue;
                    }
                    let code = marks.iter().any(|mark| mark == "code");
                    for part in cut(&text, glyphs) {
                        let seen = seen(text.get(part.clone()).unwrap_or_default(), &marks, code);
                        stored.push(Stored { seen, node: index, part: Some(part) });
                    }
                    if text.is_empty() {
                        stored.push(whole(Seen::space()));
                    }
                }
                "hardBreak" => stored.push(whole(Seen { text: "\n".to_owned(), marks: Vec::new() })),
                _ => {
                    let shown = self.shown(node);
                    let seen = match pool::piece(&shown) {
                        Some(piece) => Seen { text: key::of_piece(&piece), marks: marks_of("", &marks, false) },
                        None => Seen { text: text_of(&shown), marks: Vec::new() },
                    };
                    stored.push(whole(seen));
                }
            }
        }
        stored
    }

    fn new_words(&self, new: &[Inline], glyphs: &[String]) -> Vec<Word> {
        let mut words = Vec::new();
        for (index, inline) in new.iter().enumerate() {
            match &inline.piece {
                Piece::Text(text) => {
                    let marks = key::of_marks(inline);
                    let code = inline.marks.contains(&Mark::Code);
                    for part in cut(text, glyphs) {
                        let own = text.get(part.clone()).unwrap_or_default();
                        let glyph = glyphs.iter().any(|glyph| glyph == own);
                        let seen = if glyph && !code {
                            Seen { text: own.to_owned(), marks: Vec::new() }
                        } else {
                            seen(own, &marks, code)
                        };
                        words.push(Word { seen, piece: index, part });
                    }
                }
                Piece::Break => {
                    words.push(Word {
                        seen: Seen { text: "\n".to_owned(), marks: Vec::new() },
                        piece: index,
                        part: 0..0,
                    });
                }
                piece => {
                    let seen = Seen { text: key::of_piece(piece), marks: key::of_marks(inline) };
                    words.push(Word { seen, piece: index, part: 0..0 });
                }
            }
        }
        words
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
    let marks = |node: &Value| marks_of("", &shown_marks(Node(node)), true);
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
    let mut inline = inline.clone();
    if let Piece::Text(text) = &mut inline.piece {
        let length = text.len();
        *text = text.get(part.clone()).unwrap_or_default().to_owned();
        if part != (0..length) {
            let start = (inline.range.start + part.start).min(inline.range.end);
            inline.range = start..(start + part.len()).min(inline.range.end);
        }
    }
    inline
}

/// Spaces where a line begins or ends aren't shown.
fn unseen(stored: &[Stored]) -> Vec<bool> {
    let mut unseen = vec![false; stored.len()];
    let mut at_start = true;
    for (word, slot) in stored.iter().zip(&mut unseen) {
        let code = word.seen.marks.iter().any(|mark| mark == "code");
        let space = word.seen.is_space() && !code;
        *slot = space && at_start || word.seen.text.is_empty();
        at_start = word.seen.is_break() || at_start && *slot;
    }
    let mut at_end = true;
    for (word, slot) in stored.iter().zip(&mut unseen).rev() {
        *slot |= word.seen.is_space() && at_end;
        at_end = word.seen.is_break() || at_end && *slot;
    }
    unseen
}

fn seen(text: &str, marks: &[String], code: bool) -> Seen {
    match text {
        // In code a line feed is shown as a space.
        "\n" if code => Seen { text: " ".to_owned(), marks: marks.to_vec() },
        "\n" => Seen { text: "\n".to_owned(), marks: Vec::new() },
        space if !code && space.chars().all(char::is_whitespace) => Seen::space(),
        other => Seen { text: other.to_owned(), marks: marks.to_vec() },
    }
}

/// Cuts text into words and single other characters; what the line shows as one form is one.
fn cut(text: &str, glyphs: &[String]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut in_word = false;
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        // Few characters can begin a form, and few forms are in a line.
        let glyph = if character.is_alphanumeric() {
            None
        } else {
            glyphs.iter().find(|glyph| rest.starts_with(glyph.as_str()))
        };
        if let Some(glyph) = glyph {
            skip_to = at + glyph.len();
            parts.push(at..skip_to);
            in_word = false;
            continue;
        }
        let end = at + character.len_utf8();
        let word = character.is_alphanumeric();
        match parts.last_mut() {
            Some(last) if word && in_word => last.end = end,
            _ => parts.push(at..end),
        }
        in_word = word;
    }
    parts
}

/// The text that a form is read as.
fn text_of(form: &str) -> String {
    let blocks = crate::text::markdown::parse(form).map(|document| document.blocks).unwrap_or_default();
    match blocks.first().map(|block| &block.kind) {
        Some(crate::text::markdown::tree::BlockKind::Paragraph(content)) => content
            .iter()
            .map(|inline| match &inline.piece {
                Piece::Text(text) => text.clone(),
                piece => key::of_piece(piece),
            })
            .collect(),
        _ => form.to_owned(),
    }
}

fn shown_marks(node: Node<'_>) -> Vec<Mark> {
    marks::of(node)
        .into_iter()
        .map(|mark| match mark {
            ShownMark::Link { href, title } => Mark::Link { href, title },
            ShownMark::Color(color) => Mark::Color(color),
            ShownMark::Background(color) => Mark::Background(color),
            ShownMark::Underline => Mark::Underline,
            ShownMark::Sub => Mark::Sub,
            ShownMark::Sup => Mark::Sup,
            ShownMark::Strike => Mark::Strike,
            ShownMark::Strong => Mark::Strong,
            ShownMark::Em => Mark::Em,
            ShownMark::Code => Mark::Code,
        })
        .collect()
}

/// The marks as they are compared.
fn marks_of(text: &str, marks: &[Mark], is_text: bool) -> Vec<String> {
    let piece = if is_text { Piece::Text(text.to_owned()) } else { Piece::Break };
    key::of_marks(&Inline { piece, marks: marks.to_vec(), range: 0..0 })
}
