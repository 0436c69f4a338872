//! Escaping text so that a Markdown reader sees the same text.
//!
//! Every backslash costs tokens and readability, so only what Markdown, or one of our own forms, would take for markup at
//! that very place is escaped: `snake_case`, `2 * 3`, `a < b` and `[brackets]` stay as they are.

use crate::text::markdown::addresses;

/// Words that open one of the bracketed forms.
const FORM_WORDS: [&str; 16] = [
    "card",
    "code",
    "colspan",
    "date",
    "embed",
    "emoji",
    "file",
    "header",
    "image",
    "macro",
    "media",
    "placeholder",
    "rowspan",
    "smart link",
    "status",
    "unknown",
];

/// Which characters have to be escaped in one run of inline content, because they could pair up there.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    pub(super) star: bool,
    pub(super) underscore: bool,
    pub(super) tilde: bool,
    pub(super) backtick: bool,
    pub(super) bracket: bool,
}

impl Needs {
    /// Where the surroundings aren't known.
    pub(super) const ALL: Needs = Needs { star: true, underscore: true, tilde: true, backtick: true, bracket: true };
}

/// What stands around a piece of text.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// Markup, not the beginning of a line, comes before it.
    pub(super) after_markup: bool,
    /// Markup, not the end of a line, comes after it.
    pub(super) before_markup: bool,
    /// A form that ends in `]` comes before it.
    pub(super) after_bracket: bool,
    /// A link comes after it.
    pub(super) before_link: bool,
    /// It is part of a link's text or of a form.
    pub(super) in_brackets: bool,
    /// A bare address comes before it, outside of all marks.
    pub(super) after_address: bool,
}

/// Escapes a piece of text without line ends.
pub(super) fn inline(text: &str, needs: Needs, place: Place) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied();
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut index = if place.after_address { ending(&characters) } else { 0 };
    escaped.extend(characters.iter().take(index));
    // In an address that isn't bare no other one begins.
    let mut looked_at = 0;
    while let Some(character) = at(index) {
        let previous = index.checked_sub(1).and_then(at);
        if index >= looked_at
            && !place.in_brackets
            && let Some((length, is_bare)) = address(&characters, index)
        {
            looked_at = index + length;
            if is_bare {
                escaped.extend(characters.iter().skip(index).take(length));
                index = looked_at;
                continue;
            }
        }
        let next = at(index + 1);
        let mut run = 1;
        let escape = match character {
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next.is_whitespace()),
            '`' | '*' | '_' | '~' => {
                while at(index + run) == Some(character) {
                    run += 1;
                }
                let around = Around { previous, next: at(index + run), place };
                match character {
                    '*' => needs.star && !around.spaces(),
                    '_' => needs.underscore && !around.spaces() && !around.words(),
                    '~' => run > 2 || (needs.tilde && !around.spaces()),
                    _ => run > 2 || needs.backtick,
                }
            }
            '[' => place.in_brackets || needs.bracket || opens_form(characters.get(index + 1..).unwrap_or_default()),
            ']' => place.in_brackets,
            '(' | ':' if previous.is_none() && place.after_bracket => true,
            ':' => is_short_name(&characters, index),
            '!' => next.is_none() && place.before_link,
            '<' => next.map_or(place.before_markup, |next| next.is_ascii_alphabetic() || "/!?".contains(next)),
            '&' => is_entity(characters.get(index + 1..).unwrap_or_default()),
            _ => false,
        };
        for _ in 0..run {
            if escape {
                escaped.push('\\');
            }
            escaped.push(character);
        }
        index += run;
    }
    escaped
}

/// How many delimiters end an address without being a part of it. They can't close anything: all marks are closed there, and
/// all other delimiters are escaped.
fn ending(characters: &[char]) -> usize {
    let run = characters.iter().take_while(|character| "*_~".contains(**character)).count();
    let mut after = characters.iter().skip(run).skip_while(|character| ".,;:!?)".contains(**character));
    if after.next().is_none_or(|next| next.is_whitespace()) { run } else { 0 }
}

/// How many characters the address has that begins at an index, and whether it is read as a whole without escapes.
fn address(characters: &[char], index: usize) -> Option<(usize, bool)> {
    let rest = characters.get(index..).filter(|rest| matches!(rest.first(), Some('h' | 'H')))?;
    let before = index.checked_sub(1).and_then(|before| characters.get(before)).copied();
    let scheme: String = rest.iter().take("https://x".len()).collect();
    if !addresses::may_follow(before) || addresses::length(&scheme).is_none() {
        return None;
    }
    let all: String = rest.iter().take_while(|character| !character.is_whitespace()).collect();
    let (url, after) = all.split_at_checked(addresses::length(&all)?)?;
    // What follows must not be read as a part of it, with the backslash that it may get.
    let ends = after.chars().all(|character| ".,;:!?')_".contains(character));
    // A `_` there can't close anything, as all others are escaped.
    let underscores = after.chars().take_while(|character| *character == '_').count();
    Some((url.chars().count() + underscores, ends && addresses::is_bare(url)))
}

/// Escapes the inside of a bracketed form or a name; `|` separates a form's parts, so it becomes an entity.
pub(super) fn form(text: &str) -> String {
    let place = Place { after_markup: true, before_markup: true, in_brackets: true, ..Place::default() };
    inline(text, Needs::ALL, place).replace('|', "&#124;")
}

/// Escapes the beginning of a rendered line that a Markdown reader would take for a block.
pub(super) fn line_start(line: &str) -> String {
    let at = match line.chars().next() {
        Some('#') => {
            let after = line.trim_start_matches('#');
            (line.len() - after.len() <= 6 && starts_blank(after)).then_some(0)
        }
        Some('>') => Some(0),
        Some(':') => line.starts_with(":::").then_some(0),
        Some('[') => (is_definition(line) || is_task(line)).then_some(0),
        Some('-' | '+' | '*' | '_' | '=' | '|') => {
            let bullet = line.strip_prefix(['-', '+', '*']).is_some_and(starts_blank);
            (bullet || is_rule(line)).then_some(0)
        }
        Some('0'..='9') => {
            let after = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
            let digits = line.len() - after.len();
            (digits <= 9 && after.strip_prefix(['.', ')']).is_some_and(starts_blank)).then_some(digits)
        }
        _ => None,
    };
    match at.and_then(|at| line.split_at_checked(at)) {
        Some((before, after)) => format!("{before}\\{after}"),
        None => line.to_owned(),
    }
}

/// Letters and digits, without the few symbols that count as letters.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}')
}

struct Around {
    previous: Option<char>,
    next: Option<char>,
    place: Place,
}

impl Around {
    fn spaces(&self) -> bool {
        self.previous.map_or(!self.place.after_markup, char::is_whitespace)
            && self.next.map_or(!self.place.before_markup, char::is_whitespace)
    }

    fn words(&self) -> bool {
        self.previous.is_some_and(is_word) && self.next.is_some_and(is_word)
    }
}

fn opens_form(after: &[char]) -> bool {
    FORM_WORDS.iter().any(|word| {
        let mut letters = after.iter();
        word.chars().all(|letter| letters.next().is_some_and(|other| other.eq_ignore_ascii_case(&letter)))
            && letters.next().is_none_or(|next| matches!(next, ':' | ' ' | ']'))
    })
}

/// Whether the colon at `index` opens what would be read as an emoji's `:short_name:`.
fn is_short_name(characters: &[char], index: usize) -> bool {
    let touches = |character: Option<&char>| character.is_some_and(|&other| is_word(other) || other == ':');
    if touches(index.checked_sub(1).and_then(|before| characters.get(before))) {
        return false;
    }
    let name = characters.get(index + 1..).unwrap_or_default();
    let length = name.iter().take(100).take_while(|&&c| c.is_ascii_alphanumeric() || "_+-".contains(c)).count();
    name.first().is_some_and(|first| first.is_ascii_alphabetic() || "+-".contains(*first))
        && name.get(length) == Some(&':')
        && !name.get(length + 1).is_some_and(|&other| is_word(other))
}

fn is_entity(after: &[char]) -> bool {
    let name: String = after.iter().take(40).take_while(|&&character| character != ';').collect();
    after.get(name.chars().count()) == Some(&';')
        && !name.is_empty()
        && name.strip_prefix('#').unwrap_or(&name).chars().all(|character| character.is_ascii_alphanumeric())
}

fn starts_blank(text: &str) -> bool {
    text.is_empty() || text.starts_with([' ', '\t'])
}

/// A rule, a heading's underline, or the second line of a table.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    let all = |allowed: &str| line.chars().all(|character| allowed.contains(character));
    all("=") || all("_ \t") || all("* \t") || (all("|-: \t") && line.contains('-'))
}

/// A reference or footnote definition.
fn is_definition(line: &str) -> bool {
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => return line.get(at + 1..).is_some_and(|after| after.starts_with(':')),
            _ => {}
        }
    }
    false
}

fn is_task(line: &str) -> bool {
    let mut characters = line.chars();
    matches!(
        (characters.next(), characters.next(), characters.next()),
        (Some('['), Some(' ' | '\t' | 'x' | 'X' | 'd' | 'D' | '?'), Some(']'))
    ) && starts_blank(characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "snake_case and __dunder__x",
            "2 * 3 ~ 6",
            "a < b && c > d, x <3",
            "[brackets] and f(x)[0]",
            r"C:\temp\new",
            "std::vec::Vec at 12:30:45, R&D",
            "Wow! #1, 50% + $5 | a - b",
            "see https://example.org/a_b?c=d&e=f",
        ] {
            let needs = Needs { bracket: false, ..Needs::ALL };
            let expected = text.replace("__dunder__x", r"\_\_dunder__x");
            assert_eq!(inline(text, needs, Place::default()), expected);
        }
    }

    #[test]
    fn markup_is_escaped() {
        let place = Place::default();
        assert_eq!(inline("*a* _b_ ~c~ `d`", Needs::ALL, place), r"\*a\* \_b\_ \~c\~ \`d\`");
        assert_eq!(inline("<b> &amp; &#65; a\\*", Needs::ALL, place), r"\<b> \&amp; \&#65; a\\\*");
        assert_eq!(
            inline("[status: x] [image]", Needs { bracket: false, ..Needs::ALL }, place),
            r"\[status: x] \[image]"
        );
        assert_eq!(inline(":smile: a:b:c", Needs::ALL, place), r"\:smile: a:b:c");
        assert_eq!(form("a]|b"), r"a\]&#124;b");
    }

    #[test]
    fn blocks_are_escaped_at_a_line_start() {
        for (line, escaped) in [
            ("# a", r"\# a"),
            ("#a", "#a"),
            ("- a", r"\- a"),
            ("-a", "-a"),
            ("+", r"\+"),
            ("12. a", r"12\. a"),
            ("12.5 a", "12.5 a"),
            ("---", r"\---"),
            ("===", r"\==="),
            ("* * *", r"\* * *"),
            ("| --- | :-: |", r"\| --- | :-: |"),
            (":::info", r"\:::info"),
            ("> a", r"\> a"),
            ("[ ] a", r"\[ ] a"),
            ("[d] a", r"\[d] a"),
            ("[a]: b", r"\[a]: b"),
            ("[a](b) [c]: d", "[a](b) [c]: d"),
        ] {
            assert_eq!(line_start(line), escaped);
        }
    }
}
