//! A paragraph's tokens as Markdown.

use std::collections::HashMap;

use super::emphasis;
use super::entities;
use super::escape::{Glyph, Origin, Place, escape};
use super::inline::Token;
use crate::text::clean;
use crate::text::markdown::addresses;
use crate::text::names::Names;

/// Names, looked up in the same time however many attachments an issue has.
pub(super) struct Known<'a> {
    /// The id of each attachment whose name only one has.
    attachments: HashMap<&'a str, Option<&'a str>>,
    people: &'a HashMap<String, String>,
}

impl<'a> Known<'a> {
    pub(super) fn new(names: &'a Names) -> Self {
        let mut attachments = HashMap::new();
        for attachment in &names.attachments {
            attachments
                .entry(attachment.name.as_str())
                .and_modify(|id| *id = None)
                .or_insert(Some(attachment.id.as_str()));
        }
        Self { attachments, people: &names.people }
    }

    fn person(&self, user: &str) -> Option<String> {
        let account = user.strip_prefix("accountid:").unwrap_or(user);
        let name = self.people.get(user).or_else(|| self.people.get(account))?;
        Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// `[image: name #id]` or `[file: name #id]`.
    fn attachment(&self, kind: &str, name: &str) -> String {
        let shown = name.replace('[', "\\[").replace(']', "\\]");
        match self.attachments.get(name).copied().flatten() {
            Some(id) => format!("[{kind}: {shown} #{id}]"),
            None => format!("[{kind}: {shown}]"),
        }
    }
}

/// The Markdown for the tokens of a paragraph, a heading or a cell.
pub(super) fn markdown(tokens: &[Token<'_>], known: &Known<'_>, place: Place) -> String {
    let mut writer = Writer { known, place, origin: Origin::Text, glyphs: Vec::new(), in_address: false };
    writer.tokens(tokens);
    writer.trim_line();
    escape(&writer.glyphs, place)
}

/// Code with more backticks around it than in it.
pub(super) fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let touches = text.starts_with('`') || text.ends_with('`');
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let space = if touches || spaced { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

struct Writer<'a> {
    known: &'a Known<'a>,
    place: Place,
    /// What text is at the moment: in a link's label it is escaped more.
    origin: Origin,
    glyphs: Vec<Glyph>,
    /// Whether nothing but delimiters came after a bare address.
    in_address: bool,
}

impl Writer<'_> {
    fn tokens(&mut self, tokens: &[Token<'_>]) {
        let end = tokens.iter().rposition(is_visible).map_or(0, |last| last + 1);
        let delimiters = emphasis::delimiters(tokens, self.outside());
        for (at, token) in tokens.iter().enumerate().take(end) {
            match token {
                Token::Text(text) => self.text(text),
                Token::Open(_) | Token::Close(_) => self.markup(delimiters.get(at).copied().unwrap_or_default()),
                Token::Code(text) => self.markup(&code(&clean::block(text).replace('\n', " "))),
                Token::ColorOpen(value) => self.markup(&format!("<color {}>", value.trim())),
                Token::ColorClose => self.markup("</color>"),
                Token::Break => self.line_break(tokens.get(at + 1..).unwrap_or_default()),
                Token::Newline => self.newline(),
                Token::Emoji(emoji) => self.markup(emoji),
                Token::Reference(name) => self.markup(name),
                Token::Anchor(name) => self.markup(&format!("[anchor: {}]", name.trim())),
                Token::Person(user) => match self.known.person(user) {
                    Some(name) => self.text(&format!("@{name}")),
                    None => self.markup(&format!("[~{user}]")),
                },
                Token::Image(name) => self.markup(&self.known.attachment("image", name)),
                Token::File { name, label } => {
                    if let Some(label) = label {
                        self.tokens(label);
                        self.markup(" ");
                    }
                    self.markup(&self.known.attachment("file", name));
                }
                Token::Link { target, label, title } => {
                    let rest = tokens.get(at + 1..).unwrap_or_default();
                    self.link(target, label.as_deref(), *title, rest);
                }
            }
        }
    }

    /// The character before what is written now.
    fn outside(&self) -> Option<char> {
        self.glyphs.last().map(|glyph| glyph.character)
    }

    fn text(&mut self, text: &str) {
        // Cleaned here, so that a line of hidden characters is no line.
        for character in clean::block(text).chars() {
            match character {
                '\n' => self.newline(),
                // What ends an address can't close anything: all others of its kind are escaped.
                '_' | '~' if self.in_address => self.push(character, Origin::Markup),
                _ => self.push(character, self.origin),
            }
        }
    }

    fn markup(&mut self, text: &str) {
        for character in text.chars() {
            self.push(character, Origin::Markup);
        }
    }

    fn push(&mut self, character: char, origin: Origin) {
        self.in_address &= matches!(character, '_' | '~');
        let starts_line = self.glyphs.last().is_none_or(|glyph| glyph.character == '\n');
        if starts_line && matches!(character, ' ' | '\t') {
            return;
        }
        self.glyphs.push(Glyph { character, origin });
    }

    /// Blanks at a line's end would be a line break.
    fn trim_line(&mut self) {
        while self.glyphs.last().is_some_and(|glyph| matches!(glyph.character, ' ' | '\t')) {
            self.glyphs.pop();
        }
    }

    fn newline(&mut self) {
        self.trim_line();
        if !matches!(self.place, Place::Flow | Place::Bullet) {
            self.markup("<br>");
        } else if self.glyphs.last().is_some_and(|glyph| glyph.character != '\n') {
            self.markup("\n");
        }
    }

    fn line_break(&mut self, rest: &[Token<'_>]) {
        self.trim_line();
        match self.place {
            Place::Flow | Place::Bullet => self.markup("\\\n"),
            // A line that ends here as well is one break, not two.
            _ if matches!(rest.first(), Some(Token::Newline)) => {}
            _ => self.markup("<br/>"),
        }
    }

    fn link(&mut self, target: &str, label: Option<&[Token<'_>]>, title: Option<&str>, rest: &[Token<'_>]) {
        let mail = target.strip_prefix("mailto:");
        if label.is_none() && mail.is_none() && !target.starts_with('#') {
            let begins = addresses::may_follow(self.outside()) || self.outside() == Some('>');
            let is_plain = !target.contains(['*', '_', '`', '~', '\\', '[', ']', '<', '>']);
            // Markdown reads references in addresses too, and one may end with what follows.
            let following = match rest.first() {
                Some(Token::Text(text)) if text.starts_with(';') => ";",
                _ => "",
            };
            let refers = entities::is_in(&format!("{target}{following}"));
            if !refers && (is_plain || begins && addresses::is_bare(target)) && ends_before(rest) {
                self.markup(target);
                self.in_address = true;
                return;
            }
        }
        let outer = std::mem::replace(&mut self.origin, Origin::Label);
        self.markup("[");
        match label {
            Some(label) => self.tokens(label),
            None => self.text(mail.unwrap_or(target)),
        }
        self.origin = outer;
        self.markup("](");
        let simple = !target.contains(|c: char| c.is_whitespace() || "()\\".contains(c));
        let target = target.replace('<', "%3C").replace('>', "%3E");
        let target = if entities::is_in(&target) { target.replace('&', "&amp;") } else { target };
        match simple {
            true => self.markup(&target),
            false => self.markup(&format!("<{target}>")),
        }
        if let Some(title) = title {
            let title = title.replace('\\', "\\\\").replace('"', "\\\"");
            self.markup(&format!(" \"{title}\""));
        }
        self.markup(")");
    }
}

/// Whether what follows a bare address isn't read as a part of it.
fn ends_before(rest: &[Token<'_>]) -> bool {
    for token in rest {
        match token {
            Token::Close(_) | Token::ColorClose => {}
            Token::Newline | Token::Break => return true,
            Token::Text(text) => {
                let after = text.trim_start_matches(['.', ',', ';', ':', '!', '?', '\'', ')', '*', '_', '~', ']']);
                if !after.is_empty() {
                    return after.starts_with(char::is_whitespace);
                }
            }
            _ => return false,
        }
    }
    true
}

/// Whether a token shows: a break or a blank at the end of a paragraph does not.
fn is_visible(token: &Token<'_>) -> bool {
    match token {
        Token::Text(text) => !text.trim().is_empty(),
        Token::Break | Token::Newline => false,
        _ => true,
    }
}
