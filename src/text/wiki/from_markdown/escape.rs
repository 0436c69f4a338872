//! Backslashes and character references where wiki markup would take text for markup, and nowhere else.

use std::ops::Range;

use super::inline::Lines;
use super::marks::{Atom, Kind};
use crate::text::wiki::inline::{ESCAPABLE, Style};
use crate::text::wiki::spans::is_known_macro;
use crate::text::wiki::{emoticons, entities, links, macros};

/// How far ahead a character looks for what it would begin.
const AHEAD: usize = 16;

/// The wiki markup for atoms.
pub(super) fn write(atoms: &[Atom], lines: Lines) -> String {
    let braces = braces(atoms);
    let mut written = String::with_capacity(atoms.len());
    let mut start = 0;
    while start <= atoms.len() {
        let rest = atoms.get(start..).unwrap_or_default();
        let length = rest.iter().position(is_line_end).unwrap_or(rest.len());
        let line = Line::new(rest.get(..length).unwrap_or_default(), lines);
        line.write(braces.get(start..).unwrap_or_default(), &mut written);
        start += length + 1;
        if start <= atoms.len() {
            trim(&mut written);
            written.push('\n');
        }
    }
    trim(&mut written);
    written
}

/// A tooltip as the last part of a link.
pub(super) fn title(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len());
    for character in title.chars() {
        match character {
            '|' | '[' | ']' | '{' | '}' | '!' | '\\' | '&' => escaped.push_str(&format!("&#{};", u32::from(character))),
            '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

fn is_line_end(atom: &Atom) -> bool {
    atom.kind == Kind::Markup && atom.character == '\n'
}

fn trim(written: &mut String) {
    written.truncate(written.trim_end_matches([' ', '\t']).len());
}

/// Which marks need braces, because a word or a mark of the same kind touches them.
fn braces(atoms: &[Atom]) -> Vec<bool> {
    let mut braces = vec![false; atoms.len()];
    let mut open = Vec::new();
    for (at, atom) in atoms.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| atoms.get(at)).map(|atom| atom.character);
        let after = atoms.get(at + 1).map(|atom| atom.character);
        let same = before == Some(atom.character) || after == Some(atom.character);
        let space = |neighbour: Option<char>| neighbour.is_none_or(char::is_whitespace);
        let word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        match atom.kind {
            Kind::Open(_) => open.push((at, same || word(before) || before == Some('\\') || space(after))),
            Kind::Close(_) => {
                let (start, opening) = open.pop().unwrap_or((at, false));
                let needed = opening || same || word(after) || space(before);
                for mark in [start, at] {
                    if let Some(flag) = braces.get_mut(mark) {
                        *flag = needed;
                    }
                }
            }
            _ => {}
        }
    }
    braces
}

/// One line of the source to be.
struct Line<'a> {
    atoms: &'a [Atom],
    lines: Lines,
    /// For each style, the last place that could close it.
    closers: [Option<usize>; 7],
    last_bang: Option<usize>,
    last_bracket: Option<usize>,
    /// Where addresses stand that are links by themselves: nothing in them is a reference.
    addresses: Vec<Range<usize>>,
}

impl<'a> Line<'a> {
    fn new(atoms: &'a [Atom], lines: Lines) -> Self {
        let last = |wanted: char| atoms.iter().rposition(|atom| atom.character == wanted);
        let mut line = Self {
            atoms,
            lines,
            closers: [None; 7],
            last_bang: last('!'),
            last_bracket: last(']'),
            addresses: Vec::new(),
        };
        line.addresses = line.find_addresses();
        for at in 0..atoms.len() {
            let closes = |style: &Style| line.closes(at, *style);
            if let Some(index) = Style::ALL.iter().position(closes)
                && let Some(closer) = line.closers.get_mut(index)
            {
                *closer = Some(at);
            }
        }
        line
    }

    fn find_addresses(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in 0..self.atoms.len() {
            let is_inside = found.last().is_some_and(|last| at < last.end);
            let is_word = self.character(at.checked_sub(1)).is_some_and(char::is_alphanumeric);
            // The colon of `mailto:` is written so that it begins no address.
            let begins = links::scheme(&self.ahead(at)).is_some_and(|scheme| scheme != "mailto:");
            if is_inside || is_word || !begins {
                continue;
            }
            let rest = self.atoms.get(at..).unwrap_or_default();
            let is_part = |atom: &&Atom| atom.is_text() && !links::ends_address(atom.character);
            let text: String = rest.iter().take_while(is_part).map(|atom| atom.character).collect();
            if let Some(address) = links::address(&text).and_then(|length| text.get(..length)) {
                found.push(at..at + address.chars().count());
            }
        }
        found
    }

    /// The address that begins last before a place, unless something in it was written so that it ends there.
    fn address_before(&self, at: usize, last_protected: Option<usize>) -> Option<&Range<usize>> {
        let after = self.addresses.partition_point(|one| one.start < at);
        let address = self.addresses.get(after.checked_sub(1)?)?;
        last_protected.is_none_or(|last| last < address.start).then_some(address)
    }

    /// Whether all of it could be of one address.
    fn goes_on(&self, part: Range<usize>) -> bool {
        let part = self.atoms.get(part).unwrap_or_default();
        part.iter().all(|atom| !links::ends_address(atom.character))
    }

    fn write(&self, braces: &[bool], written: &mut String) {
        let first = self.atoms.iter().position(|atom| !matches!(atom.character, ' ' | '\t')).unwrap_or(0);
        let line_start = self.line_start(first);
        let mut verbatim = first;
        let mut open: Vec<Style> = Vec::new();
        // Where a character was last written so that it is text: an address ends there.
        let mut last_protected: Option<usize> = None;
        for (at, atom) in self.atoms.iter().enumerate().skip(first) {
            if let Kind::Open(style) | Kind::Close(style) = atom.kind {
                match atom.kind {
                    Kind::Open(_) => open.push(style),
                    _ => open.retain(|one| *one != style),
                }
                match braces.get(at) {
                    Some(true) => written.push_str(&format!("{{{}}}", style.mark())),
                    _ => written.push_str(style.mark()),
                }
                continue;
            }
            if atom.kind == Kind::Markup || at < verbatim {
                written.push(atom.character);
                continue;
            }
            if line_start == Some(at) {
                protect(atom.character, written);
                continue;
            }
            if atom.character == '{' && atom.kind != Kind::Code {
                verbatim = verbatim.max(self.unknown_macro(at).unwrap_or(0));
                if at < verbatim {
                    written.push('{');
                    continue;
                }
            }
            let address = (atom.character == '&').then(|| self.address_before(at, last_protected)).flatten();
            match self.needs(at, *atom, &open) {
                true if address.is_some_and(|one| one.contains(&at)) => written.push('&'),
                // By its name it would go on with the address.
                true if address.is_some_and(|one| self.goes_on(one.start..at)) => {
                    written.push_str("&#38;");
                    last_protected = Some(at);
                }
                true => {
                    protect(atom.character, written);
                    last_protected = Some(at);
                }
                false => written.push(atom.character),
            }
        }
    }

    fn character(&self, at: Option<usize>) -> Option<char> {
        self.atoms.get(at?).map(|atom| atom.character)
    }

    /// The writer's characters from a place on, as far as a look ahead goes.
    fn ahead(&self, at: usize) -> String {
        self.text(at, AHEAD)
    }

    fn text(&self, at: usize, most: usize) -> String {
        let rest = self.atoms.get(at..).unwrap_or_default();
        rest.iter().take(most).take_while(|atom| atom.is_text()).map(|atom| atom.character).collect()
    }

    fn needs(&self, at: usize, atom: Atom, open: &[Style]) -> bool {
        let before = self.character(at.checked_sub(1));
        let after = self.character(Some(at + 1));
        let label = atom.kind == Kind::Label;
        match atom.character {
            '*' | '_' | '-' | '+' | '^' | '~' | '?' => self.mark(at, open),
            '\\' => match after {
                None => self.lines.cell,
                Some(next) => next == '\\' || ESCAPABLE.contains(next),
            },
            '&' => entities::at(&self.ahead(at)).is_some(),
            '(' | ':' | ';' => {
                let address = self.text(at.saturating_sub(6), 8).starts_with("mailto:");
                // Jira draws them in words too.
                emoticons::begins(&self.ahead(at)) || (atom.character == ':' && address)
            }
            '{' => after == Some('{') || before == Some('{') || self.macro_here(at),
            '}' => atom.kind == Kind::Code && (after == Some('}') || before == Some('}')),
            '[' => label || self.lines.cell || self.brackets(at),
            ']' => label,
            '!' => self.image(at, after),
            '|' => label || self.lines.cell,
            _ => false,
        }
    }

    /// Whether a mark of a style could close here.
    fn closes(&self, at: usize, style: Style) -> bool {
        let Some(atom) = self.atoms.get(at) else { return false };
        if let Kind::Open(own) | Kind::Close(own) = atom.kind {
            return own == style;
        }
        let mark = style.mark();
        let character = mark.chars().next();
        if Some(atom.character) != character || !atom.is_text() {
            return false;
        }
        let before = self.character(at.checked_sub(1));
        let after = self.character(Some(at + mark.len()));
        let whole = mark.len() == 1 || self.character(Some(at + 1)) == character;
        whole
            && before.is_some_and(|before| !before.is_whitespace())
            && before != character
            && after != character
            && !after.is_some_and(char::is_alphanumeric)
    }

    fn mark(&self, at: usize, open: &[Style]) -> bool {
        let Some(first) = self.character(Some(at)) else { return false };
        let Some(index) = Style::ALL.iter().position(|style| style.mark().starts_with(first)) else { return false };
        let Some(style) = Style::ALL.get(index).copied() else { return false };
        let length = style.mark().len();
        if length > 1 && self.character(Some(at + 1)) != Some(first) {
            return false;
        }
        let before = self.character(at.checked_sub(1));
        let after = self.character(Some(at + length));
        if before == Some(first) || after == Some(first) {
            return false;
        }
        let word = before.is_some_and(char::is_alphanumeric) && style != Style::Superscript;
        let opens = after.is_some_and(|after| !after.is_whitespace()) && !word;
        let closed = self.closers.get(index).copied().flatten().is_some_and(|last| last > at);
        (opens && closed) || (open.contains(&style) && self.closes(at, style))
    }

    /// The end of the macro that begins here and that only its author knows.
    fn unknown_macro(&self, at: usize) -> Option<usize> {
        let text = self.macro_text(at);
        let token = macros::token(&text, 0)?;
        let count = text.get(..token.end)?.chars().count();
        (!is_known_macro(token.name)).then_some(at + count)
    }

    /// Whether a macro that is known or a mark in braces begins here.
    fn macro_here(&self, at: usize) -> bool {
        let text = self.macro_text(at);
        let inner = text.strip_prefix('{').unwrap_or_default();
        let braced = |style: &Style| inner.strip_prefix(style.mark()).is_some_and(|rest| rest.starts_with('}'));
        Style::ALL.iter().any(braced) || macros::token(&text, 0).is_some()
    }

    /// From a brace to the next one. It ends at the next opening one, so that all of them together are no longer than the line.
    fn macro_text(&self, at: usize) -> String {
        let rest = self.atoms.get(at..).unwrap_or_default();
        let inside =
            rest.iter().skip(1).take_while(|atom| atom.is_text() && !matches!(atom.character, '{' | '}')).count();
        rest.iter().take(inside + 2).filter(|atom| atom.is_text()).map(|atom| atom.character).collect()
    }

    /// Whether a bracket could begin a link.
    fn brackets(&self, at: usize) -> bool {
        if self.last_bracket.is_none_or(|last| last < at) {
            return false;
        }
        let rest = self.atoms.get(at + 1..).unwrap_or_default();
        let inside: String =
            rest.iter().map(|atom| atom.character).take_while(|character| !matches!(character, '[' | ']')).collect();
        inside.starts_with(['~', '^', '#']) || inside.contains('|') || links::scheme(&inside).is_some()
    }

    fn image(&self, at: usize, after: Option<char>) -> bool {
        let opens = after.is_some_and(|after| !after.is_whitespace());
        opens && (self.lines.cell || self.last_bang.is_some_and(|last| last > at))
    }

    /// Where a line that poses as a heading, an item, a rule or a row has to be broken.
    fn line_start(&self, first: usize) -> Option<usize> {
        let text = self.text(first, 24);
        let bytes = text.as_bytes();
        let heading = matches!(bytes, [b'h', b'1'..=b'6', b'.', ..]);
        if heading || text.starts_with("bq. ") {
            return Some(first + 2);
        }
        if text.starts_with('|') {
            return Some(first);
        }
        let marks = text.bytes().take_while(|byte| matches!(byte, b'*' | b'#' | b'-')).count();
        let after = text.get(marks..).and_then(|rest| rest.chars().next());
        // A rule may have blanks after it; a list has one after its marks.
        let ends = after.is_none_or(|after| matches!(after, ' ' | '\t'));
        (marks > 0 && ends).then_some(first)
    }
}

/// A character that is text, whatever stands around it.
fn protect(character: char, written: &mut String) {
    if ESCAPABLE.contains(character) {
        written.push('\\');
        written.push(character);
    } else if character == '&' {
        written.push_str("&amp;");
    } else {
        written.push_str(&format!("&#{};", u32::from(character)));
    }
}
