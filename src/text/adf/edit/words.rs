//! A line cut into words and forms, each known by what a reader sees.

use std::ops::Range;

use serde_json::Value;

use super::level::Merger;
use crate::text::adf::inline::marks::{self, Mark as ShownMark};
use crate::text::adf::node::Node;
use crate::text::adf::{atoms, pool};
use crate::text::clean;
use crate::text::edit::key;
use crate::text::markdown::tree::{Inline, Mark, Piece};

/// What one word or form is to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Seen {
    text: String,
    marks: Marks,
}

/// Marks as one number, since an address may be long and every word of a link has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Marks {
    key: u64,
    code: bool,
}

impl Marks {
    fn of(inline: &Inline) -> Self {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let marks = key::of_marks(inline);
        let mut hasher = DefaultHasher::new();
        marks.hash(&mut hasher);
        Marks { key: hasher.finish(), code: marks.iter().any(|mark| mark == "code") }
    }
}

impl Seen {
    fn space() -> Self {
        Seen { text: " ".to_owned(), marks: Marks::default() }
    }

    pub(super) fn is_space(&self) -> bool {
        self.text == " "
    }

    pub(super) fn is_break(&self) -> bool {
        self.text == "\n"
    }
}

/// A stored word: a part of a text node, or a whole node.
pub(super) struct Stored {
    pub(super) seen: Seen,
    pub(super) node: usize,
    pub(super) part: Option<Range<usize>>,
}

/// A new word: a part of a piece.
pub(super) struct Word {
    pub(super) seen: Seen,
    pub(super) piece: usize,
    pub(super) part: Range<usize>,
}

impl Merger<'_> {
    /// What the nodes show that are read as text: names after `@`, and emoji.
    pub(super) fn glyphs(&self, nodes: &[Value]) -> Vec<String> {
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
        atoms::render(node, self.context.names, in_link)
    }

    pub(super) fn stored(&self, nodes: &[Value], glyphs: &[String]) -> Vec<Stored> {
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
                    for part in cut(&text, glyphs) {
                        let seen = seen(text.get(part.clone()).unwrap_or_default(), marks);
                        stored.push(Stored { seen, node: index, part: Some(part) });
                    }
                    if text.is_empty() {
                        stored.push(whole(Seen::space()));
                    }
                }
                "hardBreak" => stored.push(whole(Seen { text: "\n".to_owned(), marks: Marks::default() })),
                _ => {
                    let shown = self.shown(node);
                    let seen = match pool::piece(&shown) {
                        Some(piece) => Seen { text: key::of_piece(&piece), marks: marks_of("", &marks, false) },
                        None => Seen { text: text_of(&shown), marks: Marks::default() },
                    };
                    stored.push(whole(seen));
                }
            }
        }
        stored
    }

    pub(super) fn new_words(&self, new: &[Inline], glyphs: &[String]) -> Vec<Word> {
        let mut words = Vec::new();
        for (index, inline) in new.iter().enumerate() {
            match &inline.piece {
                Piece::Text(text) => {
                    let marks = Marks::of(inline);
                    for part in cut(text, glyphs) {
                        let own = text.get(part.clone()).unwrap_or_default();
                        let glyph = glyphs.iter().any(|glyph| glyph == own);
                        let seen = if glyph && !marks.code {
                            Seen { text: own.to_owned(), marks: Marks::default() }
                        } else {
                            seen(own, marks)
                        };
                        words.push(Word { seen, piece: index, part });
                    }
                }
                Piece::Break => {
                    words.push(Word {
                        seen: Seen { text: "\n".to_owned(), marks: Marks::default() },
                        piece: index,
                        part: 0..0,
                    });
                }
                piece => {
                    let seen = Seen { text: key::of_piece(piece), marks: Marks::of(inline) };
                    words.push(Word { seen, piece: index, part: 0..0 });
                }
            }
        }
        words
    }
}

/// Spaces where a line begins or ends aren't shown.
pub(super) fn unseen(stored: &[Stored]) -> Vec<bool> {
    let mut unseen = vec![false; stored.len()];
    let mut at_start = true;
    for (word, slot) in stored.iter().zip(&mut unseen) {
        let code = word.seen.marks.code;
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

fn seen(text: &str, marks: Marks) -> Seen {
    match text {
        // In code a line feed is shown as a space.
        "\n" if marks.code => Seen { text: " ".to_owned(), marks },
        "\n" => Seen { text: "\n".to_owned(), marks: Marks::default() },
        space if !marks.code && space.chars().all(char::is_whitespace) => Seen::space(),
        other => Seen { text: other.to_owned(), marks },
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

pub(super) fn shown_marks(node: Node<'_>) -> Vec<Mark> {
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
pub(super) fn marks_of(text: &str, marks: &[Mark], is_text: bool) -> Marks {
    let piece = if is_text { Piece::Text(text.to_owned()) } else { Piece::Break };
    Marks::of(&Inline { piece, marks: marks.to_vec(), range: 0..0 })
}
