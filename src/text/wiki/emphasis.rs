//! Which delimiters Markdown reads for a mark: stars where they work, tags where they don't.

use super::inline::{Style, Token};

/// What stands for each mark among tokens; empty for the others. `before` is the character that they come after.
pub(super) fn delimiters(tokens: &[Token<'_>], before: Option<char>) -> Vec<&'static str> {
    let mut delimiters = vec![""; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(_) => open.push(at),
            Token::Close(style) => {
                let start = open.pop().unwrap_or(at);
                let (opening, closing) = pair(*style, &Around::new(tokens, start, at, before));
                for (at, delimiter) in [(start, opening), (at, closing)] {
                    if let Some(place) = delimiters.get_mut(at) {
                        *place = delimiter;
                    }
                }
            }
            _ => {}
        }
    }
    delimiters
}

/// What touches a marked piece of text, inside and outside.
struct Around {
    before: Option<char>,
    first: Option<char>,
    last: Option<char>,
    after: Option<char>,
    /// Whether stars of another mark touch it from outside.
    stars: bool,
}

impl Around {
    fn new(tokens: &[Token<'_>], start: usize, end: usize, before: Option<char>) -> Self {
        let previous = start.checked_sub(1).and_then(|at| tokens.get(at));
        let next = tokens.get(end + 1);
        let own = tokens.get(start);
        // Emphasis gives way to strong text beside it.
        let starry = |style: &Style| match own {
            Some(Token::Open(Style::Strong)) => *style == Style::Strong,
            _ => matches!(style, Style::Strong | Style::Emphasis),
        };
        let stars = matches!(previous, Some(Token::Close(style)) if starry(style))
            || matches!(next, Some(Token::Open(style)) if starry(style));
        Self {
            before: if start == 0 { before } else { previous.map(last_character) },
            first: tokens.get(start + 1).map(first_character),
            last: end.checked_sub(1).and_then(|at| tokens.get(at)).map(last_character),
            after: next.map(first_character),
            stars,
        }
    }

    /// CommonMark's flanking rules for both ends.
    fn flanked(&self) -> bool {
        let space = |character: Option<char>| character.is_none_or(char::is_whitespace);
        let word = |character: Option<char>| character.is_some_and(is_word);
        let side = |inner, outer| !space(inner) && (word(inner) || !word(outer));
        side(self.first, self.before) && side(self.last, self.after)
    }

    fn in_word(&self) -> bool {
        self.before.is_some_and(is_word) || self.after.is_some_and(is_word)
    }
}

fn pair(style: Style, around: &Around) -> (&'static str, &'static str) {
    let flanked = around.flanked();
    match style {
        Style::Strong if flanked && !around.stars => ("**", "**"),
        Style::Strong => ("<b>", "</b>"),
        Style::Emphasis if flanked && !around.stars => ("*", "*"),
        Style::Emphasis if flanked && !around.in_word() => ("_", "_"),
        Style::Emphasis => ("<i>", "</i>"),
        Style::Deleted if flanked => ("~~", "~~"),
        Style::Deleted => ("<s>", "</s>"),
        Style::Inserted => ("<u>", "</u>"),
        Style::Superscript => ("<sup>", "</sup>"),
        Style::Subscript => ("<sub>", "</sub>"),
        Style::Citation => ("<cite>", "</cite>"),
    }
}

/// What CommonMark takes for neither white space nor punctuation.
fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}

fn first_character(token: &Token<'_>) -> char {
    match token {
        Token::Text(text) => text.chars().next().unwrap_or(' '),
        Token::Break => '\\',
        Token::Newline => ' ',
        Token::Person(_) => '@',
        Token::Link { target, label: None, .. } => target.chars().next().unwrap_or('['),
        _ => '[',
    }
}

fn last_character(token: &Token<'_>) -> char {
    match token {
        Token::Text(text) => text.chars().next_back().unwrap_or(' '),
        Token::Break | Token::Newline => ' ',
        // A name, which ends in whatever it ends in.
        Token::Person(_) => '@',
        Token::Link { target, label: None, .. } => target.chars().next_back().unwrap_or(']'),
        _ => ']',
    }
}
