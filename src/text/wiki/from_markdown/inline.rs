//! The pieces of a line as atoms: what each piece is in wiki markup.

use super::Writer;
use super::addresses::{following, label_text, link_key, stands_alone, target};
use super::escape;
use super::marks::{Atom, Kind, tidy};
use crate::text::clean;
use crate::text::markdown::tree::{Inline, Mark, Piece};
use crate::text::wiki::inline::Style;
use crate::text::wiki::{emoticons, links};

/// What lines there may be.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Lines {
    /// Whether they are in a cell.
    pub(in super::super) cell: bool,
    /// Whether all of it has to be on one line.
    pub(in super::super) one: bool,
}

/// The wiki markup for pieces.
pub(super) fn write(writer: &mut Writer<'_>, pieces: &[Inline], lines: Lines) -> String {
    let mut run = Run { writer, lines, atoms: Vec::new(), open: Vec::new() };
    for (at, piece) in pieces.iter().enumerate() {
        run.marks(piece, pieces.get(at..).unwrap_or_default());
        run.piece(piece);
    }
    run.close_to(0);
    let atoms = tidy(run.atoms);
    escape::write(&atoms, lines)
}

/// The wiki markup for a text without marks.
pub(super) fn text(text: &str, lines: Lines) -> String {
    let atoms: Vec<Atom> = text.chars().map(|character| Atom { character, kind: Kind::Text }).collect();
    escape::write(&atoms, lines)
}

/// A line of code.
pub(super) fn monospaced(line: &str) -> String {
    let markup = |character| Atom { character, kind: Kind::Markup };
    let code = line.chars().map(|character| Atom { character, kind: Kind::Code });
    let atoms: Vec<Atom> = "{{".chars().map(markup).chain(code).chain("}}".chars().map(markup)).collect();
    escape::write(&atoms, Lines { cell: false, one: true })
}

/// A mark that is open, and what ends it.
struct Opened {
    mark: Mark,
    end: End,
}

enum End {
    Style(Style),
    Markup(String),
    /// The address of a link that wiki markup can't have, as text.
    Text(String),
    /// A bare address: its text has been written.
    Bare,
}

struct Run<'a, 'b> {
    writer: &'a mut Writer<'b>,
    lines: Lines,
    atoms: Vec<Atom>,
    open: Vec<Opened>,
}

impl Run<'_, '_> {
    /// Closes the marks that a piece doesn't have and opens those that it has.
    fn marks(&mut self, piece: &Inline, rest: &[Inline]) {
        let wanted: Vec<&Mark> =
            piece.marks.iter().filter(|mark| !matches!(mark, Mark::Code | Mark::Background(_))).collect();
        let common = self.open.iter().zip(&wanted).take_while(|(opened, mark)| opened.mark == ***mark).count();
        self.close_to(common);
        for mark in wanted.into_iter().skip(common) {
            let end = self.begin(mark, rest);
            self.open.push(Opened { mark: mark.clone(), end });
        }
    }

    fn begin(&mut self, mark: &Mark, rest: &[Inline]) -> End {
        let style = match mark {
            Mark::Link { href, title } => return self.link(href, title.as_deref(), mark, rest),
            Mark::Color(color) => {
                let known =
                    !color.is_empty() && color.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.% -".contains(c));
                if !known {
                    return End::Markup(String::new());
                }
                self.markup(&format!("{{color:{color}}}"));
                return End::Markup("{color}".to_owned());
            }
            Mark::Underline => Style::Inserted,
            Mark::Sub => Style::Subscript,
            Mark::Sup => Style::Superscript,
            Mark::Cite => Style::Citation,
            Mark::Strike => Style::Deleted,
            Mark::Strong => Style::Strong,
            Mark::Em => Style::Emphasis,
            Mark::Background(_) | Mark::Code => return End::Markup(String::new()),
        };
        self.atoms.push(Atom::mark(style, true));
        End::Style(style)
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            match self.open.pop().map(|opened| opened.end) {
                Some(End::Style(style)) => self.atoms.push(Atom::mark(style, false)),
                Some(End::Markup(markup)) => self.markup(&markup),
                Some(End::Text(text)) => self.text(&text, Kind::Text),
                Some(End::Bare) | None => {}
            }
        }
    }

    fn link(&mut self, href: &str, title: Option<&str>, mark: &Mark, rest: &[Inline]) -> End {
        let label: Vec<&Inline> = rest.iter().take_while(|piece| piece.marks.contains(mark)).collect();
        let words = label_text(&label);
        if let Some(kept) = self.writer.kept(&link_key(&words, href, title)) {
            self.markup(&kept);
            return End::Bare;
        }
        let Some(target) = target(href) else {
            return End::Text(if words == href { String::new() } else { format!(" ({href})") });
        };
        let code = label.iter().any(|piece| piece.marks.contains(&Mark::Code));
        let shown = target.strip_prefix("mailto:").unwrap_or(&target);
        if title.is_none() && words == shown && !code && !target.starts_with('/') && !target.contains(' ') {
            let before = self.atoms.last().map(|atom| atom.character);
            let after = rest.get(label.len()).map_or("", following);
            let bare = shown == target && stands_alone(&target, before, after);
            self.markup(&if bare { target } else { format!("[{target}]") });
            return End::Bare;
        }
        self.markup("[");
        let title = title.map(|title| format!("|{}", escape::title(title))).unwrap_or_default();
        End::Markup(format!("|{target}{title}]"))
    }

    fn piece(&mut self, piece: &Inline) {
        if self.open.iter().any(|opened| matches!(opened.end, End::Bare)) {
            return;
        }
        match &piece.piece {
            Piece::Text(text) if piece.marks.contains(&Mark::Code) => {
                self.markup("{{");
                self.text(&text.replace('\n', " "), Kind::Code);
                self.markup("}}");
            }
            Piece::Text(text) => {
                let text = self.writer.with_lines(text, piece);
                self.text(&text, if self.in_label() { Kind::Label } else { Kind::Text });
            }
            Piece::Break if self.in_label() => self.text(" ", Kind::Label),
            // The blank keeps the next mark from being taken for escaped.
            Piece::Break => self.markup("\\\\ "),
            other => self.atom(other, piece),
        }
    }

    fn atom(&mut self, piece: &Piece, whole: &Inline) {
        let key = self.writer.markdown.get(whole.range.clone()).unwrap_or_default().to_owned();
        if let Some(kept) = self.writer.kept(&key) {
            return self.markup(&kept);
        }
        match piece {
            Piece::Mention { id, .. } if !self.in_label() => self.markup(&format!("[~{id}]")),
            Piece::Mention { id, name } => self.text(&format!("@{}", name.as_deref().unwrap_or(id)), Kind::Label),
            // A key in the text: Jira makes a link of it by itself.
            Piece::SmartLink(_) if !key.is_empty() && !key.starts_with(['<', '[']) => self.plain(&key),
            Piece::SmartLink(url) | Piece::Card(url) | Piece::Embed(url) => self.address(url),
            Piece::Date(date) => self.plain(date),
            Piece::Emoji(name) => self.plain(name),
            Piece::Media { image, name, alt, .. } => self.media(*image, name, alt.as_deref(), &key),
            Piece::Anchor(name) if !name.contains(['{', '}', '\n']) => self.markup(&format!("{{anchor:{name}}}")),
            // These have no wiki markup; their Markdown says it all, and reads back.
            Piece::Status { .. }
            | Piece::Placeholder(_)
            | Piece::Macro { .. }
            | Piece::Unknown { .. }
            | Piece::Anchor(_)
            | Piece::Text(_)
            | Piece::Break => self.plain(&key),
        }
    }

    fn media(&mut self, image: bool, name: &str, alt: Option<&str>, form: &str) {
        let plain = !name.contains(['[', ']', '|', '{', '}', '!', '\\', '\n']);
        if plain && image && links::is_image(name) {
            if self.atoms.last().is_some_and(|atom| atom.character.is_alphanumeric()) {
                self.markup(" ");
            }
            // What would end it, or begin something else, is a blank.
            let marks = ['!', '|', '{', '}', '[', ']', '\\', '"', ',', '=', '&'];
            let alt = alt.map(|alt| format!("|alt={}", clean::line(&alt.replace(marks, " ")))).unwrap_or_default();
            return self.markup(&format!("!{name}{alt}!"));
        }
        match (plain, links::scheme(name).is_some()) {
            (_, true) => match target(name).filter(|_| alt.is_some() && !self.in_label()) {
                Some(target) => {
                    self.markup("[");
                    self.text(alt.unwrap_or_default(), Kind::Label);
                    self.markup(&format!("|{target}]"));
                }
                None => self.address(name),
            },
            (true, false) if !self.in_label() => self.markup(&format!("[^{name}]")),
            _ => self.plain(form),
        }
    }

    /// An address by itself.
    fn address(&mut self, url: &str) {
        match target(url).filter(|target| !target.starts_with('/') && !target.contains(' ')) {
            Some(target) if !self.in_label() => self.markup(&format!("[{target}]")),
            _ => self.plain(url),
        }
    }

    fn plain(&mut self, text: &str) {
        self.text(text, if self.in_label() { Kind::Label } else { Kind::Text });
    }

    fn in_label(&self) -> bool {
        self.open.iter().any(|opened| matches!(opened.mark, Mark::Link { .. }) && matches!(opened.end, End::Markup(_)))
    }

    fn text(&mut self, text: &str, kind: Kind) {
        let styled = self.open.iter().any(|opened| matches!(opened.end, End::Style(_)));
        let one_line = self.lines.one || styled || self.in_label();
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if kind != Kind::Code
                && let Some((emoji, emoticon)) = emoticons::written(rest)
            {
                let before = self.atoms.last().map(|atom| atom.character);
                rest = rest.get(emoji.len()..).unwrap_or_default();
                // It could be part of a word, of another emoticon or of an address.
                let after_blank = before.is_none_or(char::is_whitespace);
                let touched = !after_blank || rest.starts_with(char::is_alphanumeric);
                let kept = if touched { Some(emoji.to_owned()) } else { self.writer.kept(emoji) };
                self.markup(kept.as_deref().unwrap_or(emoticon));
                continue;
            }
            if kind == Kind::Text
                && matches!(character, '@' | '[')
                && let Some(key) = self.writer.kept_mention(rest)
                && let Some(kept) = self.writer.kept(key)
            {
                self.markup(&kept);
                rest = rest.get(key.len()..).unwrap_or_default();
                continue;
            }
            match character {
                '\n' if one_line => self.atoms.push(Atom { character: ' ', kind }),
                '\n' => self.markup("\n"),
                _ => self.atoms.push(Atom { character, kind }),
            }
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }

    fn markup(&mut self, markup: &str) {
        self.atoms.extend(markup.chars().map(|character| Atom { character, kind: Kind::Markup }));
    }
}

impl Writer<'_> {
    /// The source of a piece that was there before: in this place, else anywhere in the text.
    fn kept(&mut self, shown: &str) -> Option<String> {
        self.kept.take(shown).or_else(|| self.kept_anywhere.first(shown).cloned())
    }

    /// The mention that a text begins with, as it was shown.
    fn kept_mention<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.kept.mention(text).or_else(|| self.kept_anywhere.mention(text))
    }

    /// A text with the line ends that the Markdown has where the tree has spaces.
    pub(in super::super) fn with_lines(&self, text: &str, piece: &Inline) -> String {
        let source = self.markdown.get(piece.range.clone()).unwrap_or_default();
        if !source.contains('\n') {
            return text.to_owned();
        }
        let mut rest = source;
        let mut restored = String::with_capacity(text.len());
        for character in text.chars() {
            if character == ' ' && rest.trim_start_matches(' ').starts_with('\n') {
                restored.push('\n');
                // Indentation, and the marks of the quotes that it is in.
                rest = rest.trim_start_matches(' ').trim_start_matches(['\n', ' ', '\t', '>']);
                continue;
            }
            restored.push(character);
            rest = match rest.strip_prefix(character) {
                Some(after) => after,
                None => match rest.strip_prefix('\\') {
                    Some(after) => after.strip_prefix(character).unwrap_or(after),
                    None => rest.split_once(';').map_or("", |(_, after)| after),
                },
            };
        }
        restored
    }
}
