//! A paragraph as tokens: its text and what is in it.

use std::ops::Range;

use super::emoticons;
use super::entities::{self, Reference};
use super::links::{self, Link};
use super::spans::{Source, Span};

/// One piece of a paragraph. Opens and closes of styles nest; colours need not, because Jira lets them overlap.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(String),
    Open(Style),
    Close(Style),
    Code(String),
    ColorOpen(&'a str),
    ColorClose,
    /// `\\`.
    Break,
    Newline,
    Emoji(&'static str),
    /// A character reference that Markdown knows as well.
    Reference(&'a str),
    Anchor(&'a str),
    Person(&'a str),
    Image(&'a str),
    File {
        name: &'a str,
        label: Option<Vec<Token<'a>>>,
    },
    Link {
        target: &'a str,
        label: Option<Vec<Token<'a>>>,
        title: Option<&'a str>,
    },
}

/// What wiki markup does to a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Strong,
    Emphasis,
    Deleted,
    Inserted,
    Superscript,
    Subscript,
    Citation,
}

impl Style {
    pub(super) const ALL: [Self; 7] = [
        Self::Strong,
        Self::Emphasis,
        Self::Deleted,
        Self::Inserted,
        Self::Superscript,
        Self::Subscript,
        Self::Citation,
    ];

    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Strong => "*",
            Self::Emphasis => "_",
            Self::Deleted => "-",
            Self::Inserted => "+",
            Self::Superscript => "^",
            Self::Subscript => "~",
            Self::Citation => "??",
        }
    }
}

/// The characters that a backslash makes text of.
pub(super) const ESCAPABLE: &str = "-#*_+?^~|![](){}@:;";

/// The tokens of a range.
pub(super) fn read(source: &Source, range: Range<usize>) -> Vec<Token<'_>> {
    tokens(source, range, true).into_iter().map(|(token, _)| token).collect()
}

/// The tokens of a range and where they stand; of text only the beginning counts.
pub(super) fn placed(source: &Source, range: Range<usize>) -> Vec<(Token<'_>, Range<usize>)> {
    tokens(source, range, true)
}

fn tokens(source: &Source, range: Range<usize>, links: bool) -> Vec<(Token<'_>, Range<usize>)> {
    let mut reader = Reader { source, end: range.end, links, tokens: Vec::new(), open: Vec::new(), before: None };
    let mut places = Vec::new();
    let mut at = range.start;
    while at < reader.end {
        let next = reader.next(at);
        places.resize(reader.tokens.len(), at..next);
        at = next;
    }
    reader.tokens.into_iter().zip(places).collect()
}

struct Reader<'a> {
    source: &'a Source,
    end: usize,
    /// Whether brackets are links: not in a link's text.
    links: bool,
    tokens: Vec<Token<'a>>,
    /// The marks that may be closed: what they are, and the tokens they are at.
    open: Vec<(Style, usize)>,
    /// The character of the source before the place that is read.
    before: Option<char>,
}

impl<'a> Reader<'a> {
    /// Reads one token and says where the next one begins.
    fn next(&mut self, at: usize) -> usize {
        let source = self.source;
        let rest = source.text(at..self.end);
        let Some(first) = rest.chars().next() else {
            return self.end;
        };
        let length = match first {
            '\\' => self.backslash(rest),
            '\n' => {
                self.open.clear();
                self.tokens.push(Token::Newline);
                Some(1)
            }
            '{' | '[' | '!' => self.span(at).or_else(|| self.braced_mark(rest)),
            '(' | ':' | ';' => emoticons::at(rest, self.before).map(|(length, emoji)| {
                self.tokens.push(Token::Emoji(emoji));
                length
            }),
            '&' => self.reference(rest),
            _ if first.is_ascii_alphabetic() => self.address(rest),
            _ => self.mark(rest),
        };
        let length = length.unwrap_or_else(|| {
            self.push_text(first.encode_utf8(&mut [0; 4]));
            first.len_utf8()
        });
        self.before = source.text(at..at + length).chars().next_back();
        at + length
    }

    fn push_text(&mut self, text: &str) {
        let mark = self.open.last().is_some_and(|(_, at)| at + 1 == self.tokens.len());
        match self.tokens.last_mut() {
            Some(Token::Text(last)) if !mark => last.push_str(text),
            _ => self.tokens.push(Token::Text(text.to_owned())),
        }
    }

    fn reference(&mut self, rest: &'a str) -> Option<usize> {
        let (length, reference) = entities::at(rest)?;
        match reference {
            Reference::Character(character) => self.push_text(character.encode_utf8(&mut [0; 4])),
            Reference::Named(name) => self.tokens.push(Token::Reference(name)),
        }
        Some(length)
    }

    fn backslash(&mut self, rest: &str) -> Option<usize> {
        let next = rest.chars().nth(1)?;
        if next == '\\' {
            self.tokens.push(Token::Break);
            return Some(2);
        }
        if !ESCAPABLE.contains(next) {
            return None;
        }
        self.push_text(next.encode_utf8(&mut [0; 4]));
        Some(1 + next.len_utf8())
    }

    /// What the pairing pass found here.
    fn span(&mut self, at: usize) -> Option<usize> {
        let source = self.source;
        let span = source.span(at, self.end)?;
        let token = match span {
            Span::Monospaced { body, .. } => Token::Code(unescape(source.text(body.clone()))),
            Span::ColorOpen { value, .. } => Token::ColorOpen(source.text(value.clone())),
            Span::ColorClose { .. } => Token::ColorClose,
            Span::Nothing { end } => return Some(end - at),
            Span::Anchor { name, .. } => Token::Anchor(source.text(name.clone())),
            Span::Image { body, .. } => Token::Image(links::image_name(source.text(body.clone()))),
            Span::Unknown { end } => {
                self.push_text(source.text(at..*end));
                return Some(span.end() - at);
            }
            Span::Brackets { body, .. } if self.links => self.link(body.clone())?,
            Span::Brackets { .. } => return None,
            // Only blocks that are nested too deep come here.
            Span::Code { .. } | Span::Container { .. } => return None,
        };
        self.tokens.push(token);
        Some(span.end() - at)
    }

    fn link(&self, body: Range<usize>) -> Option<Token<'a>> {
        let source = self.source;
        let words = |label| tokens(source, label, false).into_iter().map(|(token, _)| token).collect();
        let inside = |label: Option<Range<usize>>| label.map(words);
        Some(match links::read(source, body)? {
            Link::Person(user) => Token::Person(user),
            Link::File { name, label } => Token::File { name, label: inside(label) },
            Link::Address { target, label, title } => Token::Link { target, label: inside(label), title },
        })
    }

    fn address(&mut self, rest: &'a str) -> Option<usize> {
        if !self.links || self.before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let length = links::address(rest)?;
        self.tokens.push(Token::Link { target: rest.get(..length)?, label: None, title: None });
        Some(length)
    }

    /// `{*}`, a mark that words may touch.
    fn braced_mark(&mut self, rest: &str) -> Option<usize> {
        let inner = rest.strip_prefix('{')?;
        let style = Style::ALL
            .into_iter()
            .find(|style| inner.strip_prefix(style.mark()).is_some_and(|rest| rest.starts_with('}')))?;
        let length = style.mark().len() + 2;
        (self.close(style) || self.open(style, rest.get(..length)?)).then_some(length)
    }

    fn mark(&mut self, rest: &str) -> Option<usize> {
        let style = Style::ALL.into_iter().find(|style| rest.starts_with(style.mark()))?;
        let mark = style.mark();
        let character = mark.chars().next();
        let after = rest.get(mark.len()..).and_then(|rest| rest.chars().next());
        // `--` is a dash and `**` is nothing.
        if self.before == character || after == character {
            return None;
        }
        let word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        let space = |neighbour: Option<char>| neighbour.is_none_or(char::is_whitespace);
        let closes = !space(self.before) && !word(after);
        let opens = !space(after) && (!word(self.before) || style == Style::Superscript);
        ((closes && self.close(style)) || (opens && self.open(style, mark))).then_some(mark.len())
    }

    /// Opens a style unless it is open: the first mark counts, as in `*a * b*`.
    fn open(&mut self, style: Style, written: &str) -> bool {
        if self.open.iter().any(|(open, _)| *open == style) {
            return false;
        }
        self.open.push((style, self.tokens.len()));
        self.tokens.push(Token::Text(written.to_owned()));
        true
    }

    /// Closes the innermost open mark of a style; the marks opened since then are text.
    fn close(&mut self, style: Style) -> bool {
        let Some(depth) = self.open.iter().rposition(|(open, _)| *open == style) else {
            return false;
        };
        let Some((_, at)) = self.open.drain(depth..).next() else {
            return false;
        };
        if let Some(token) = self.tokens.get_mut(at) {
            *token = Token::Open(style);
        }
        self.tokens.push(Token::Close(style));
        true
    }
}

/// The text of code: what a backslash protects there is itself.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        let protects = character == '\\' && after.starts_with(|next| ESCAPABLE.contains(next));
        rest = match entities::at(rest) {
            Some((length, Reference::Character(character))) => {
                plain.push(character);
                rest.get(length..).unwrap_or_default()
            }
            _ if protects => {
                plain.extend(after.chars().next());
                after.get(1..).unwrap_or_default()
            }
            _ => {
                plain.push(character);
                after
            }
        };
    }
    plain
}
