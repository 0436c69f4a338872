//! From the inline events of a CommonMark parser to pieces with marks.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::forms;
use super::html;
use super::source::Source;
use super::tree::{Inline, Mark, Piece};
use crate::text::clean;

/// Reads the inline events of one block.
pub(super) fn read(events: Vec<(Event<'_>, Range<usize>)>, source: &Source, in_html: bool) -> Vec<Inline> {
    let mut tokens = tokens(events, source, in_html);
    unpaired_as_text(&mut tokens);
    let mut pieces = pieces(tokens);
    for piece in &mut pieces {
        piece.range = source.range(&piece.range);
    }
    pieces
}

/// Text with what is known of each character.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// Offsets of characters that were escaped or written as entities, ascending: they are no markup.
    pub(super) literal: Vec<usize>,
    /// Offsets from which on text stands at an offset of the source, ascending.
    pub(super) steps: Vec<(usize, usize)>,
    /// Whether it's part of a link's text.
    pub(super) in_link: bool,
}

impl Text {
    /// The offset in the source of an offset in the text.
    pub(super) fn at(&self, offset: usize) -> usize {
        let step = self.steps.partition_point(|step| step.0 <= offset).checked_sub(1).and_then(|at| self.steps.get(at));
        step.map_or(0, |(from, to)| to + (offset - from))
    }

    pub(super) fn is_literal(&self, offset: usize) -> bool {
        self.literal.binary_search(&offset).is_ok()
    }
}

/// A part of a line: marks are opened and closed between pieces.
pub(super) enum Token {
    Piece(Piece, Range<usize>),
    Open(Mark),
    Close(&'static str, Range<usize>),
    /// The same for tags, which may lack their other half.
    OpenTag(Mark, String, Range<usize>),
    CloseTag(&'static str, String, Range<usize>),
}

fn tokens(events: Vec<(Event<'_>, Range<usize>)>, source: &Source, in_html: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut text = Text::default();
    let mut links = 0usize;
    let mut events = events.into_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Text(part) => {
                add(&mut text, &part, &range, source, in_html);
                continue;
            }
            Event::SoftBreak => {
                text.steps.push((text.text.len(), range.start));
                text.text.push(' ');
                continue;
            }
            _ => {
                text.in_link = links > 0;
                forms::scan(std::mem::take(&mut text), &mut tokens);
            }
        }
        match event {
            Event::Code(code) => tokens.extend([
                Token::Open(Mark::Code),
                Token::Piece(Piece::Text(clean::block(&code).replace('\n', " ")), range.clone()),
                Token::Close("code", range),
            ]),
            Event::HardBreak => tokens.push(Token::Piece(Piece::Break, range)),
            Event::InlineHtml(tag) | Event::Html(tag) => tokens.push(tag_token(&tag, range)),
            Event::Start(Tag::Emphasis) => tokens.push(Token::Open(Mark::Em)),
            Event::Start(Tag::Strong) => tokens.push(Token::Open(Mark::Strong)),
            Event::Start(Tag::Strikethrough) => tokens.push(Token::Open(Mark::Strike)),
            Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. }) if links == 0 => {
                events.by_ref().find(|(event, _)| matches!(event, Event::End(TagEnd::Link)));
                tokens.push(Token::Piece(Piece::SmartLink(clean::line(&dest_url)), range));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                links += 1;
                let mailto = if link_type == LinkType::Email { "mailto:" } else { "" };
                let href = format!("{mailto}{}", clean::line(&dest_url));
                let title = Some(clean::line(&title)).filter(|title| !title.is_empty());
                tokens.push(Token::Open(Mark::Link { href, title }));
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let mut depth = 1;
                let mut alt = String::new();
                events.by_ref().find(|(event, _)| {
                    match event {
                        Event::Start(Tag::Image { .. }) => depth += 1,
                        Event::End(TagEnd::Image) => depth -= 1,
                        Event::Text(text) | Event::Code(text) => alt.push_str(text),
                        Event::SoftBreak | Event::HardBreak => alt.push(' '),
                        _ => {}
                    }
                    depth == 0
                });
                let alt = Some(clean::line(&alt)).filter(|alt| !alt.is_empty());
                let piece = Piece::Media { image: true, name: clean::line(&dest_url), id: None, alt };
                tokens.push(Token::Piece(piece, range));
            }
            Event::End(TagEnd::Emphasis) => tokens.push(Token::Close("em", range)),
            Event::End(TagEnd::Strong) => tokens.push(Token::Close("strong", range)),
            Event::End(TagEnd::Strikethrough) => tokens.push(Token::Close("strike", range)),
            Event::End(TagEnd::Link) => {
                links = links.saturating_sub(1);
                tokens.push(Token::Close("link", range));
            }
            Event::FootnoteReference(label) => {
                tokens.push(Token::Piece(Piece::Text(format!("[{}]", clean::line(&label))), range));
            }
            _ => {}
        }
    }
    forms::scan(text, &mut tokens);
    tokens
}

fn add(text: &mut Text, part: &str, range: &Range<usize>, source: &Source, in_html: bool) {
    let own = source.text.get(range.clone()).unwrap_or_default();
    let start = text.text.len();
    text.steps.push((start, range.start));
    let before = source.text.get(..range.start).unwrap_or_default();
    let entity = own.len() != part.len();
    if entity {
        text.literal.extend(part.char_indices().map(|(at, _)| start + at));
    } else if part.starts_with(|first: char| first.is_ascii_punctuation() && first != '\\')
        && before.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
    {
        text.literal.push(start);
    }
    if in_html && part.contains(html::MARK) {
        // The mark stands at the beginning of a line only, so the rest stands after it.
        let rest = part.trim_start_matches(html::MARK);
        text.text.push_str(rest);
        if let Some(step) = text.steps.last_mut() {
            step.1 += part.len() - rest.len();
        }
        return;
    }
    text.text.push_str(part);
}

/// Tags of our forms are marks; of other HTML the tag is text.
fn tag_token(tag: &str, range: Range<usize>) -> Token {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim();
    let lower = inner.to_ascii_lowercase();
    if lower.trim_end_matches('/').trim_end() == "br" {
        return Token::Piece(Piece::Break, range);
    }
    if let Some(name) = lower.strip_prefix('/').and_then(|name| mark_of(name.trim())) {
        return Token::CloseTag(kind(&name), tag.to_owned(), range);
    }
    if let Some(mark) = mark_of(&lower).filter(|_| !matches!(lower.as_str(), "color" | "bg")) {
        return Token::OpenTag(mark, tag.to_owned(), range);
    }
    match color_mark(inner) {
        Some(mark) => Token::OpenTag(mark, tag.to_owned(), range),
        None => Token::Piece(Piece::Text(clean::line(tag)), range),
    }
}

/// `color x` or `bg x`, the inside of an opening tag.
pub(super) fn color_mark(inner: &str) -> Option<Mark> {
    let (name, value) = inner.split_once(' ')?;
    let value = value.trim();
    let plain = !value.is_empty()
        && value.len() <= 32
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.%-".contains(c));
    match name.to_ascii_lowercase().as_str() {
        "color" if plain => Some(Mark::Color(value.to_owned())),
        "bg" if plain => Some(Mark::Background(value.to_owned())),
        _ => None,
    }
}

fn mark_of(tag: &str) -> Option<Mark> {
    Some(match tag {
        "b" | "strong" => Mark::Strong,
        "i" | "em" => Mark::Em,
        "s" | "del" | "strike" => Mark::Strike,
        "u" | "ins" => Mark::Underline,
        "sub" => Mark::Sub,
        "sup" => Mark::Sup,
        "cite" => Mark::Cite,
        "code" | "kbd" | "tt" => Mark::Code,
        "color" => Mark::Color(String::new()),
        "bg" => Mark::Background(String::new()),
        _ => return None,
    })
}

pub(super) fn kind(mark: &Mark) -> &'static str {
    match mark {
        Mark::Link { .. } => "link",
        Mark::Color(_) => "color",
        Mark::Background(_) => "bg",
        Mark::Underline => "u",
        Mark::Sub => "sub",
        Mark::Sup => "sup",
        Mark::Cite => "cite",
        Mark::Strike => "strike",
        Mark::Strong => "strong",
        Mark::Em => "em",
        Mark::Code => "code",
    }
}

/// Makes text of the tags that are never closed or were never opened.
fn unpaired_as_text(tokens: &mut [Token]) {
    let mut open: std::collections::HashMap<&'static str, Vec<usize>> = std::collections::HashMap::new();
    let mut unpaired = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::OpenTag(mark, ..) => open.entry(kind(mark)).or_default().push(index),
            Token::CloseTag(kind, ..) if open.get_mut(kind).and_then(Vec::pop).is_none() => unpaired.push(index),
            _ => {}
        }
    }
    unpaired.extend(open.into_values().flatten());
    for index in unpaired {
        if let Some(token) = tokens.get_mut(index)
            && let Token::OpenTag(_, tag, range) | Token::CloseTag(_, tag, range) = token
        {
            *token = Token::Piece(Piece::Text(std::mem::take(tag)), range.clone());
        }
    }
}

/// Gives each piece the marks that are open where it stands.
fn pieces(tokens: Vec<Token>) -> Vec<Inline> {
    // At most one of a kind counts, the outermost; the others only wait for their end.
    let mut open: Vec<(Mark, bool)> = Vec::new();
    let mut pieces: Vec<Inline> = Vec::new();
    let mut empty_link: Option<usize> = None;
    for token in tokens {
        match token {
            Token::Open(mark) | Token::OpenTag(mark, _, _) => {
                if matches!(mark, Mark::Link { .. }) {
                    empty_link = Some(pieces.len());
                }
                let counts = !open.iter().any(|(other, counts)| *counts && rank(other) == rank(&mark));
                open.push((mark, counts));
            }
            Token::Close(closed, range) | Token::CloseTag(closed, _, range) => {
                let Some(at) = open.iter().rposition(|(mark, _)| kind(mark) == closed) else { continue };
                let (mark, counted) = open.remove(at);
                if closed == "link"
                    && empty_link.take() == Some(pieces.len())
                    && let Mark::Link { href, .. } = &mark
                    && !href.is_empty()
                {
                    // A link without text shows where it leads.
                    let text = Piece::Text(href.clone());
                    let mut marks = marks(&open);
                    marks.push(mark);
                    push(&mut pieces, Inline { piece: text, marks, range });
                    continue;
                }
                if counted && let Some(other) = open.iter_mut().find(|(other, _)| rank(other) == rank(&mark)) {
                    other.1 = true;
                }
            }
            Token::Piece(piece, range) => {
                let marks = marks(&open);
                push(&mut pieces, Inline { piece, marks, range });
            }
        }
    }
    trim(&mut pieces);
    pieces
}

/// Marks of one rank exclude each other.
fn rank(mark: &Mark) -> &'static str {
    match mark {
        Mark::Sup => "sub",
        other => kind(other),
    }
}

fn marks(open: &[(Mark, bool)]) -> Vec<Mark> {
    open.iter().filter(|(_, counts)| *counts).map(|(mark, _)| mark.clone()).collect()
}

fn push(pieces: &mut Vec<Inline>, inline: Inline) {
    if matches!(&inline.piece, Piece::Text(text) if text.is_empty()) {
        return;
    }
    if let Some(last) = pieces.last_mut()
        && last.marks == inline.marks
        && let (Piece::Text(before), Piece::Text(text)) = (&mut last.piece, &inline.piece)
    {
        before.push_str(text);
        last.range.end = last.range.end.max(inline.range.end);
        return;
    }
    pieces.push(inline);
}

/// Takes away spaces where a line begins or ends: they can't be seen.
fn trim(pieces: &mut Vec<Inline>) {
    let code = |inline: &Inline| inline.marks.contains(&Mark::Code);
    let mut after_break = true;
    for inline in pieces.iter_mut() {
        let is_code = code(inline);
        if let Piece::Text(text) = &mut inline.piece
            && after_break
            && !is_code
        {
            let kept = text.trim_start_matches([' ', '\t']).to_owned();
            inline.range.start = (inline.range.start + text.len() - kept.len()).min(inline.range.end);
            *text = kept;
        }
        after_break = match &inline.piece {
            Piece::Text(text) => after_break && text.is_empty(),
            piece => *piece == Piece::Break,
        };
    }
    let mut before_break = true;
    for inline in pieces.iter_mut().rev() {
        let is_code = code(inline);
        if let Piece::Text(text) = &mut inline.piece
            && before_break
            && !is_code
        {
            text.truncate(text.trim_end_matches([' ', '\t']).len());
        }
        before_break = match &inline.piece {
            Piece::Text(text) => before_break && text.is_empty(),
            piece => *piece == Piece::Break,
        };
    }
    pieces.retain(|inline| !matches!(&inline.piece, Piece::Text(text) if text.is_empty()));
}
