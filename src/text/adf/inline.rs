//! Inline content: text with marks, and the nodes among it, as one string.
//!
//! Marks are written in delimiters where CommonMark reads them back, and in tags where it wouldn't: `**「強調」**です` is no
//! emphasis to a Markdown reader, `<b>「強調」</b>です` is.

use super::atoms;
use super::escape::{self, Needs, Place};
use super::node::Node;
use crate::text::clean;
use crate::text::markdown::addresses::is_bare;
use crate::text::names::Names;

mod delimiters;
pub(super) mod marks;

use marks::Mark;

/// Stands for a line break inside rendered inline content; clean text has no control characters.
pub(super) const BREAK: char = '\u{1}';

/// Whether a node belongs into a line of text.
pub(super) fn is_inline(node: Node<'_>) -> bool {
    match node.kind() {
        "text" | "hardBreak" | "mention" | "emoji" | "date" | "status" | "inlineCard" | "mediaInline"
        | "inlineExtension" | "placeholder" => true,
        known if super::blocks::is_known(known) => false,
        // What isn't known is shown in the line, unless it holds nodes.
        _ => node.children().is_empty(),
    }
}

/// Renders inline nodes; [`BREAK`] stands for each hard break. `extra` is put on top of every node's marks.
pub(super) fn render(nodes: &[Node<'_>], names: &Names, in_cell: bool, extra: Option<Mark>) -> String {
    let items = delimiters::without_spaces_at_the_ends(items(nodes, names, in_cell, extra));
    let needs = needs(&items, in_cell);
    let mut tokens = Vec::new();
    let run = Run { items: &items, start: 0, needs, whole: &items, in_cell };
    run.write(&mut Vec::new(), &mut tokens);
    delimiters::join(tokens)
}

/// Renders the inline nodes of a caption in italics.
pub(super) fn caption(nodes: &[Node<'_>], names: &Names, in_cell: bool) -> String {
    let nodes: Vec<Node<'_>> = nodes.iter().copied().filter(|node| is_inline(*node)).collect();
    render(&nodes, names, in_cell, Some(Mark::Em))
}

/// A form inside the link that a node's marks make of it, if there is one.
pub(super) fn linked(node: Node<'_>, form: &str) -> Option<String> {
    let marks = marks::of(node);
    let link = marks.iter().find(|mark| matches!(mark, Mark::Link { .. }))?;
    Some(format!("{}{form}{}", link.opening_tag(), link.closing_tag()))
}

/// What a piece of inline content is.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Text still to be escaped.
    Text(String),
    /// A form, ready to be shown.
    Atom(String),
    Break,
}

#[derive(Clone, Debug, PartialEq)]
struct Item {
    piece: Piece,
    marks: Vec<Mark>,
}

impl Item {
    fn text(&self) -> Option<&str> {
        match &self.piece {
            Piece::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it's a link, and nothing else, whose text is where it leads.
    fn is_address(&self) -> bool {
        matches!(self.marks.as_slice(), [Mark::Link { href, title: None }] if self.text() == Some(href))
    }

    fn is_code(&self) -> bool {
        self.marks.contains(&Mark::Code)
    }

    fn is_space(&self) -> bool {
        match &self.piece {
            Piece::Text(text) => !self.is_code() && text.chars().all(char::is_whitespace),
            Piece::Atom(_) => false,
            Piece::Break => true,
        }
    }
}

/// A part of the items that is written under the same outer marks.
#[derive(Clone, Copy)]
struct Run<'a> {
    items: &'a [Item],
    /// Where the part begins in the whole.
    start: usize,
    whole: &'a [Item],
    needs: Needs,
    in_cell: bool,
}

impl<'a> Run<'a> {
    /// Opens the mark that lasts longest first, so that marks nest instead of being closed and opened again.
    fn write(self, applied: &mut Vec<Mark>, tokens: &mut Vec<delimiters::Token<'a>>) {
        let mut index = 0;
        while let Some(item) = self.items.get(index) {
            let length = |mark: &Mark| {
                let rest = self.items.get(index..).unwrap_or_default();
                rest.iter().take_while(|item| item.marks.contains(mark)).count()
            };
            // The first of equals wins: marks are sorted from the outermost on.
            let open = item.marks.iter().filter(|mark| !applied.contains(mark)).rev().max_by_key(|mark| length(mark));
            let Some(mark) = open else {
                tokens.push(delimiters::Token::Raw(self.piece(item, self.start + index, applied)));
                index += 1;
                continue;
            };
            let end = index + length(mark);
            let inner =
                Run { items: self.items.get(index..end).unwrap_or_default(), start: self.start + index, ..self };
            if *mark == Mark::Code {
                tokens.push(delimiters::Token::Raw(inner.code()));
            } else if let Some(url) = inner.bare_url(mark, applied) {
                tokens.push(delimiters::Token::Raw(url));
            } else {
                tokens.push(delimiters::Token::Open(mark));
                applied.push(mark.clone());
                inner.write(applied, tokens);
                applied.pop();
                tokens.push(delimiters::Token::Close(mark));
            }
            index = end;
        }
    }

    fn piece(self, item: &Item, index: usize, applied: &[Mark]) -> String {
        let (previous, next) = self.neighbours(index);
        match &item.piece {
            Piece::Break => BREAK.to_string(),
            Piece::Atom(form) => {
                let word = |item: Option<&Item>, end: fn(&str) -> Option<char>| {
                    item.and_then(Item::text).and_then(end).is_some_and(|c| escape::is_word(c) || c == ':')
                };
                let colon = |item: Option<&Item>| matches!(item.map(|item| &item.piece), Some(Piece::Atom(form)) if form.starts_with(':'));
                let touched = word(previous, |text| text.chars().next_back())
                    || word(next, |text| text.chars().next())
                    || colon(previous)
                    || colon(next);
                if form.starts_with(':') && touched { format!("[emoji: {form}]") } else { form.clone() }
            }
            Piece::Text(text) => {
                let link = |item: &Item| item.marks.iter().any(|mark| matches!(mark, Mark::Link { .. }));
                let place = Place {
                    after_markup: self.in_cell || previous.is_some() || !applied.is_empty(),
                    before_markup: self.in_cell || next.is_some() || !applied.is_empty(),
                    after_bracket: matches!(previous.map(|item| &item.piece), Some(Piece::Atom(form)) if form.ends_with(']') || form.starts_with(':')),
                    before_link: next.is_some_and(link),
                    in_brackets: applied.iter().any(|mark| matches!(mark, Mark::Link { .. })),
                    after_address: applied.is_empty() && previous.is_some_and(Item::is_address),
                };
                escape::inline(text, self.needs, place)
            }
        }
    }

    fn neighbours(self, index: usize) -> (Option<&'a Item>, Option<&'a Item>) {
        (index.checked_sub(1).and_then(|before| self.whole.get(before)), self.whole.get(index + 1))
    }

    fn code(self) -> String {
        let mut text = String::new();
        for item in self.items {
            match &item.piece {
                Piece::Text(part) | Piece::Atom(part) => text.push_str(part),
                Piece::Break => text.push(' '),
            }
        }
        if self.in_cell && text.contains("\\|") {
            // A table's reader splits the cell there, whatever stands around it.
            return escape::inline(
                &text,
                Needs::ALL,
                Place { after_markup: true, before_markup: true, ..Place::default() },
            );
        }
        code_span(&text)
    }

    /// The address itself, where a link's text is its address and nothing around it would be read as part of it.
    fn bare_url(self, mark: &Mark, applied: &[Mark]) -> Option<String> {
        let (Mark::Link { href, title: None }, [item]) = (mark, self.items) else {
            return None;
        };
        if !applied.is_empty() || !item.is_address() {
            return None;
        }
        let (before, after) = self.neighbours(self.start);
        let is_last = self.start + 2 == self.whole.len();
        let free_before = match before {
            None | Some(Item { piece: Piece::Break, .. }) => true,
            Some(item) => item.marks.is_empty() && item.text().is_some_and(|text| text.ends_with([' ', '('])),
        };
        let free_after = match after {
            None | Some(Item { piece: Piece::Break, .. }) => true,
            Some(item) => item.text().filter(|_| item.marks.is_empty()).is_some_and(|text| {
                let rest = text.trim_start_matches(['*', '_', '~']);
                let rest = rest.trim_start_matches(['.', ',', ';', ':', '!', '?', ')']);
                rest.starts_with(char::is_whitespace) || (rest.is_empty() && is_last)
            }),
        };
        (free_before && free_after && is_bare(href)).then(|| href.clone())
    }
}

/// A code span with as many backticks as its text needs.
pub(super) fn code_span(text: &str) -> String {
    let longest = super::longest_run(text, '`');
    let ticks = "`".repeat((1..=longest + 1).find(|&count| !has_run(text, count)).unwrap_or(longest + 1));
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
    let padding = if spaced || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{padding}{text}{padding}{ticks}")
}

fn has_run(text: &str, count: usize) -> bool {
    text.split(|character| character != '`').any(|run| run.len() == count)
}

fn items(nodes: &[Node<'_>], names: &Names, in_cell: bool, extra: Option<Mark>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for node in nodes {
        let mut marks = marks::of(*node);
        if let Some(extra) = extra.as_ref().filter(|extra| !marks.contains(extra)) {
            marks.push(extra.clone());
            marks.sort_by_key(Mark::rank);
        }
        match node.kind() {
            "text" => {
                let text = clean::block(&node.text());
                if marks.contains(&Mark::Code) {
                    push(&mut items, Piece::Text(text.replace('\n', " ")), marks);
                    continue;
                }
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        push(&mut items, Piece::Break, marks.clone());
                    }
                    push(&mut items, Piece::Text(line.to_owned()), marks.clone());
                }
            }
            "hardBreak" => push(&mut items, Piece::Break, marks),
            kind => {
                marks.retain(|mark| *mark != Mark::Code);
                let own = atoms::card_url(*node);
                if kind == "inlineCard" {
                    // A link can't hold a link; the card says where it leads.
                    marks.retain(|mark| !matches!(mark, Mark::Link { href, .. } if Some(href) == own.as_ref()));
                }
                let in_link = marks.iter().any(|mark| matches!(mark, Mark::Link { .. }));
                let form = atoms::render(*node, names, in_link || in_cell && own.is_some_and(|url| url.contains('|')));
                push(&mut items, Piece::Atom(form), marks);
            }
        }
    }
    items
}

/// Adds a piece; text goes on in the item before it when the marks are the same.
fn push(items: &mut Vec<Item>, piece: Piece, marks: Vec<Mark>) {
    match (piece, items.last_mut()) {
        (Piece::Text(text), _) if text.is_empty() => {}
        (Piece::Text(text), Some(Item { piece: Piece::Text(before), marks: same })) if *same == marks => {
            before.push_str(&text);
        }
        (piece, _) => items.push(Item { piece, marks }),
    }
}

/// Finds what could pair up: a lone `*` is no emphasis.
fn needs(items: &[Item], in_cell: bool) -> Needs {
    if in_cell {
        return Needs::ALL;
    }
    let mut joined = String::new();
    let (mut strong, mut strike, mut code) = (false, false, false);
    for item in items {
        strong |= item.marks.iter().any(|mark| matches!(mark, Mark::Strong | Mark::Em));
        strike |= item.marks.contains(&Mark::Strike);
        code |= item.is_code();
        match &item.piece {
            Piece::Text(_) if item.is_code() => joined.push(BREAK),
            Piece::Text(text) => joined.push_str(text),
            Piece::Atom(_) | Piece::Break => joined.push(BREAK),
        }
    }
    let several = |of: char| {
        let texts = items.iter().filter(|item| !item.is_code()).filter_map(|item| match &item.piece {
            Piece::Text(text) | Piece::Atom(text) => Some(text),
            Piece::Break => None,
        });
        let runs = texts.flat_map(|text| text.split(move |character| character != of)).filter(|run| !run.is_empty());
        runs.take(2).count() == 2
    };
    Needs {
        star: strong || several('*'),
        underscore: several('_'),
        tilde: strike || several('~'),
        backtick: code || several('`'),
        bracket: joined.contains("]("),
    }
}
