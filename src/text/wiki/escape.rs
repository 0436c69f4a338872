//! Backslashes where Markdown would take text for markup, and nowhere else.

/// A character of a paragraph and where it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) character: char,
    pub(super) origin: Origin,
}

/// Whose a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Ours: it is meant as Markdown.
    Markup,
    /// The writer's.
    Text,
    /// The writer's, in the text of a link.
    Label,
}

/// Where a paragraph stands; the rules for its lines differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Flow,
    /// The first line of a bullet's text, where `[ ]` and `[x]` are the state of a task.
    Bullet,
    Heading,
    Cell,
}

/// The Markdown for a paragraph.
pub(super) fn escape(glyphs: &[Glyph], place: Place) -> String {
    let marks = Marks::new(glyphs);
    let mut markdown = String::with_capacity(glyphs.len());
    let mut line_escape = None;
    for (at, glyph) in glyphs.iter().enumerate() {
        let starts_line = at == 0 || character(glyphs, at.checked_sub(1)) == Some('\n');
        if starts_line && matches!(place, Place::Flow | Place::Bullet) {
            let rest = glyphs.get(at..).unwrap_or_default();
            let task = at == 0 && place == Place::Bullet && is_task(rest);
            line_escape = line_start(rest).filter(|_| !task).map(|offset| at + offset);
        }
        let needed = match glyph.origin {
            Origin::Markup => place == Place::Cell && glyph.character == '|',
            Origin::Text | Origin::Label => line_escape == Some(at) || marks.escapes(glyphs, at, *glyph, place),
        };
        if needed {
            markdown.push('\\');
        }
        markdown.push(glyph.character);
    }
    markdown
}

fn character(glyphs: &[Glyph], at: Option<usize>) -> Option<char> {
    glyphs.get(at?).map(|glyph| glyph.character)
}

/// What the whole paragraph holds: a mark that has no partner in it needs no backslash.
struct Marks {
    stars: usize,
    underscores: usize,
    ticks: usize,
    tildes: usize,
    last_greater: usize,
    reference: bool,
}

impl Marks {
    fn new(glyphs: &[Glyph]) -> Self {
        let count = |wanted: char| glyphs.iter().filter(|glyph| glyph.character == wanted).count();
        let after = glyphs.iter().skip(1);
        let reference = glyphs.iter().zip(after).any(|(glyph, next)| {
            glyph.character == ']' && glyph.origin != Origin::Markup && matches!(next.character, '(' | '[' | ':')
        });
        Self {
            stars: count('*'),
            underscores: count('_'),
            ticks: count('`'),
            tildes: count('~'),
            last_greater: glyphs.iter().rposition(|glyph| glyph.character == '>').unwrap_or(0),
            reference,
        }
    }

    fn escapes(&self, glyphs: &[Glyph], at: usize, glyph: Glyph, place: Place) -> bool {
        let before = character(glyphs, at.checked_sub(1));
        let after = character(glyphs, Some(at + 1));
        let blank = |neighbour: Option<char>| neighbour.is_none_or(char::is_whitespace);
        let alone = blank(before) && blank(after);
        match glyph.character {
            '\\' => after.is_some_and(|next| next.is_ascii_punctuation() || next == '\n'),
            '`' => self.ticks > 1,
            '*' => self.stars > 1 && !alone,
            '_' => self.underscores > 1 && !alone && !inside_word(glyphs, at),
            '~' => self.tildes > 1 && !alone,
            '[' => glyph.origin == Origin::Label || self.reference || own_form(glyphs, at + 1, place),
            ']' => glyph.origin == Origin::Label,
            '<' => {
                at < self.last_greater && after.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next))
            }
            '!' => glyphs.get(at + 1).is_some_and(|next| next.character == '[' && next.origin == Origin::Markup),
            '#' => place == Place::Heading && before == Some(' ') && only(glyphs, at, '#'),
            '&' => reference(glyphs, at),
            '|' => place == Place::Cell,
            _ => false,
        }
    }
}

/// Whether a run of underscores has letters or digits on both sides. Runs longer than a name has are not looked through.
fn inside_word(glyphs: &[Glyph], at: usize) -> bool {
    const LONGEST_RUN: usize = 8;
    let beyond = |characters: &mut dyn Iterator<Item = &Glyph>| {
        characters
            .take(LONGEST_RUN)
            .find(|glyph| glyph.character != '_')
            .is_some_and(|glyph| glyph.character.is_alphanumeric())
    };
    let before = glyphs.get(..at).unwrap_or_default();
    let after = glyphs.get(at..).unwrap_or_default();
    beyond(&mut before.iter().rev()) && beyond(&mut after.iter())
}

/// Forms that stand for markup; those that wiki markup has none for, such as `[status: x]`, mean the same as text.
const FORMS: [&str; 9] = ["~", "image:", "file:", "anchor:", "card:", "embed:", "smart link:", "date:", "emoji:"];

/// What a cell's text may begin with in our Markdown.
const CELL_FORMS: [&str; 4] = ["header", "colspan", "rowspan", "code"];

/// Whether the text after a `[` poses as one of our forms.
fn own_form(glyphs: &[Glyph], at: usize, place: Place) -> bool {
    let begins = |form: &str| {
        let mut found = glyphs.get(at..).unwrap_or_default().iter().map(|glyph| glyph.character);
        form.chars().all(|wanted| found.next().is_some_and(|character| character.eq_ignore_ascii_case(&wanted)))
    };
    FORMS.iter().any(|form| begins(form)) || (place == Place::Cell && CELL_FORMS.iter().any(|form| begins(form)))
}

/// Whether a character reference begins here that Markdown would resolve.
fn reference(glyphs: &[Glyph], at: usize) -> bool {
    let text: String = glyphs.iter().skip(at).take(40).map(|glyph| glyph.character).collect();
    let body = text.split(';').next().unwrap_or_default().trim_start_matches('&');
    body.len() + 1 < text.len()
        && !body.is_empty()
        && body.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn only(glyphs: &[Glyph], at: usize, wanted: char) -> bool {
    let rest = glyphs.get(at..).unwrap_or_default();
    rest.iter().all(|glyph| glyph.character == wanted)
}

/// Whether a bullet's text begins with the state of a task or a decision, as people write it there.
fn is_task(rest: &[Glyph]) -> bool {
    ["[ ] ", "[x] ", "[d] ", "[?] "]
        .iter()
        .any(|state| rest.iter().take(4).map(|glyph| glyph.character).eq(state.chars()))
}

/// Where a backslash must stand so that the line isn't a list item, a heading, a rule, a quote or a fence.
fn line_start(rest: &[Glyph]) -> Option<usize> {
    if rest.first()?.origin == Origin::Markup {
        return None;
    }
    let characters = || rest.iter().map(|glyph| glyph.character).take_while(|c| *c != '\n');
    let first = characters().next()?;
    let blank_at = |at: usize| characters().nth(at).is_none_or(|c| c == ' ' || c == '\t');
    let starts = |text: &str| characters().take(text.len()).eq(text.chars());
    let run = |wanted: char, most: usize| characters().take(most).take_while(|c| *c == wanted).count();
    match first {
        '>' => Some(0),
        '#' if blank_at(run('#', 7)) && run('#', 7) < 7 => Some(0),
        '-' | '+' | '*' if blank_at(1) => Some(0),
        '[' if ["[ ]", "[x]", "[X]", "[d]", "[?]"].into_iter().any(starts) => Some(0),
        ':' | '~' | '`' if run(first, 3) == 3 => Some(0),
        '0'..='9' => {
            let digits = characters().take(10).take_while(char::is_ascii_digit).count();
            let delimiter = characters().nth(digits)?;
            (digits < 10 && matches!(delimiter, '.' | ')') && blank_at(digits + 1)).then_some(digits)
        }
        '=' if characters().all(|c| matches!(c, '=' | ' ')) => Some(0),
        '-' | '|' | ':' if characters().all(|c| matches!(c, '-' | '|' | ':' | ' ')) => Some(0),
        '*' | '_' if characters().all(|c| c == first || c == ' ') => Some(0),
        _ => None,
    }
}
