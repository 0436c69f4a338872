//! Characters with what they are meant as, and the marks between them.

use crate::text::wiki::inline::Style;

/// One character to be written, or a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Atom {
    /// For a mark its first character.
    pub(super) character: char,
    pub(super) kind: Kind,
}

/// What an [`Atom`] is meant as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// The writer's text.
    Text,
    /// The writer's text, in the text of a link.
    Label,
    /// The writer's text, in code.
    Code,
    /// Wiki markup as it stands.
    Markup,
    Open(Style),
    Close(Style),
}

impl Atom {
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Label | Kind::Code)
    }

    pub(super) fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Open(_) | Kind::Close(_))
    }

    pub(super) fn mark(style: Style, open: bool) -> Self {
        let character = style.mark().chars().next().unwrap_or_default();
        Self { character, kind: if open { Kind::Open(style) } else { Kind::Close(style) } }
    }

    fn is_blank(&self) -> bool {
        !self.is_mark() && self.kind != Kind::Code && matches!(self.character, ' ' | '\t' | '\n' | '\u{a0}')
    }
}

/// Moves blanks out of the ends of marks, where wiki markup has none, and drops marks around nothing.
pub(super) fn tidy(atoms: Vec<Atom>) -> Vec<Atom> {
    let mut tidied: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut opens: Vec<Atom> = Vec::new();
    for atom in atoms {
        match atom.kind {
            Kind::Open(_) => opens.push(atom),
            Kind::Close(_) => {
                // Nothing but blanks since it was opened, and they are before it already.
                if opens.pop().is_some() {
                    continue;
                }
                let end = tidied.iter().rposition(|atom| !atom.is_blank()).map_or(0, |last| last + 1);
                tidied.insert(end, atom);
            }
            _ if atom.is_blank() => tidied.push(atom),
            _ => {
                tidied.append(&mut opens);
                tidied.push(atom);
            }
        }
    }
    tidied
}
