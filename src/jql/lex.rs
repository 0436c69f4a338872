//! The tokens of a query.
//!
//! Tokens keep their place in bytes, to cut the query by, and in characters, to tell people. The rules are those of
//! Jira's lexer (Jira's documentation, "Use advanced search with JQL", reserved characters): strings in double or single
//! quotes, escapes with a backslash also in bare words. Typographic quotes are no quotes to Jira; they are their own
//! kind here, so that a repair can find them.

use std::ops::Range;

use super::error::Error;

/// One token. `piece` of the query at `bytes` is its source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes of the query.
    pub bytes: Range<usize>,
    /// Its first character, counted from 1.
    pub position: usize,
    /// What it says: for strings and words without quotes and escapes, else its source text.
    pub value: String,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A bare word: a field, a keyword, a function, a value.
    Word,
    /// A string in `"` or `'`.
    Text,
    /// A string in typographic quotes, which Jira doesn't read.
    SmartText,
    /// An integer or decimal number, perhaps negative.
    Number,
    /// `=`, `!=`, `==`, `<`, `<=`, `>`, `>=`, `~`, `!~`, `!`, `&`, `&&`, `|` or `||`.
    Operator,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `[`.
    OpenBracket,
    /// `]`.
    CloseBracket,
    /// `,`.
    Comma,
    /// A character that Jira reserves and gives no meaning, such as `@` or `;`.
    Unknown,
}

impl Token {
    /// Whether it is a bare word that says this, in whatever case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.value.eq_ignore_ascii_case(word)
    }

    /// Its source text.
    pub fn piece<'a>(&self, jql: &'a str) -> &'a str {
        jql.get(self.bytes.clone()).unwrap_or_default()
    }
}

/// The tokens of a query; blanks between them are left out.
///
/// # Errors
///
/// A string that doesn't end, an escape that is none, or a control character outside strings. The position is where the
/// string or the escape begins.
pub fn lex(jql: &str) -> Result<Vec<Token>, Error> {
    let mut lexer = Lexer { jql, at: 0, position: 1, tokens: Vec::new() };
    while let Some(character) = lexer.peek() {
        lexer.token(character)?;
    }
    Ok(lexer.tokens)
}

/// Characters that stand for themselves only in strings.
const RESERVED: &str = "@#$%^*;?+{}/";

/// Operators, longer ones first.
const OPERATORS: [&str; 14] = ["==", "!=", "!~", "<=", ">=", "&&", "||", "=", "<", ">", "~", "!", "&", "|"];

const SMART_DOUBLE: [char; 4] = ['“', '”', '„', '‟'];
const SMART_SINGLE: [char; 4] = ['‘', '’', '‚', '‛'];

struct Lexer<'a> {
    jql: &'a str,
    at: usize,
    position: usize,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.jql.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        self.position += 1;
        Some(character)
    }

    fn token(&mut self, first: char) -> Result<(), Error> {
        if is_blank(first) {
            self.next();
            return Ok(());
        }
        let single = match first {
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '[' => Some(Kind::OpenBracket),
            ']' => Some(Kind::CloseBracket),
            ',' => Some(Kind::Comma),
            _ if RESERVED.contains(first) => Some(Kind::Unknown),
            _ => None,
        };
        if let Some(kind) = single {
            self.fixed(kind, 1);
            return Ok(());
        }
        if let Some(operator) = OPERATORS.iter().find(|operator| self.rest().starts_with(**operator)) {
            self.fixed(Kind::Operator, operator.len());
            return Ok(());
        }
        match first {
            '"' | '\'' => self.string(Kind::Text, |character| character == first),
            _ if SMART_DOUBLE.contains(&first) => self.string(Kind::SmartText, |c| SMART_DOUBLE.contains(&c)),
            _ if SMART_SINGLE.contains(&first) => self.string(Kind::SmartText, |c| SMART_SINGLE.contains(&c)),
            _ if first.is_control() => {
                let message = "a control character stands outside of quotes";
                Err(Error::new(self.position, &first.escape_unicode().to_string(), message))
            }
            _ => self.word(),
        }
    }

    /// A token of a number of ASCII characters.
    fn fixed(&mut self, kind: Kind, length: usize) {
        let (start, position) = (self.at, self.position);
        for _ in 0..length {
            self.next();
        }
        let value = self.jql.get(start..self.at).unwrap_or_default().to_owned();
        self.push(kind, start, position, value);
    }

    fn push(&mut self, kind: Kind, start: usize, position: usize, value: String) {
        self.tokens.push(Token { kind, bytes: start..self.at, position, value });
    }

    fn string(&mut self, kind: Kind, ends: impl Fn(char) -> bool) -> Result<(), Error> {
        let (start, position) = (self.at, self.position);
        self.next();
        let mut value = String::new();
        while let Some(character) = self.peek() {
            if ends(character) {
                self.next();
                self.push(kind, start, position, value);
                return Ok(());
            }
            if character == '\\' {
                value.push(self.escape()?);
            } else {
                value.push(character);
                self.next();
            }
        }
        let piece = self.jql.get(start..).unwrap_or_default();
        Err(Error::new(position, piece, "a quotation mark has no partner"))
    }

    fn word(&mut self) -> Result<(), Error> {
        let (start, position) = (self.at, self.position);
        let mut value = String::new();
        while let Some(character) = self.peek().filter(|character| in_word(*character)) {
            if character == '\\' {
                value.push(self.escape()?);
            } else {
                value.push(character);
                self.next();
            }
        }
        let kind = if is_number(self.jql.get(start..self.at).unwrap_or_default()) { Kind::Number } else { Kind::Word };
        self.push(kind, start, position, value);
        Ok(())
    }

    /// Reads an escape: a backslash with `t`, `n`, `r`, a quote, a backslash, a blank, or `u` and four digits.
    fn escape(&mut self) -> Result<char, Error> {
        let (start, position) = (self.at, self.position);
        self.next();
        let read = match self.next() {
            Some('t') => Some('\t'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some(character @ ('"' | '\'' | '\\' | ' ')) => Some(character),
            Some('u') => self.code_point(),
            _ => None,
        };
        read.ok_or_else(|| {
            let piece = self.jql.get(start..self.at).unwrap_or_default();
            Error::new(position, piece, "a backslash is no escape here, it must be doubled")
        })
    }

    fn code_point(&mut self) -> Option<char> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek()?.to_digit(16)?;
            value = value * 16 + digit;
            self.next();
        }
        char::from_u32(value)
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace()
}

fn in_word(character: char) -> bool {
    !is_blank(character)
        && !character.is_control()
        && !"()[],\"'=!<>~&|".contains(character)
        && !RESERVED.contains(character)
        && !SMART_DOUBLE.contains(&character)
        && !SMART_SINGLE.contains(&character)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.split('.');
    let number = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    number(parts.next()) && parts.next().is_none_or(|part| number(Some(part))) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(jql: &str) -> Vec<(Kind, String)> {
        let tokens = lex(jql).unwrap();
        tokens.into_iter().map(|token| (token.kind, token.value)).collect()
    }

    #[test]
    fn a_query_is_its_tokens() {
        let expected = [
            (Kind::Word, "project"),
            (Kind::Word, "in"),
            (Kind::Open, "("),
            (Kind::Word, "SHOP-1"),
            (Kind::Comma, ","),
            (Kind::Text, "a \"b\""),
            (Kind::Close, ")"),
            (Kind::Operator, "&&"),
            (Kind::Word, "cf"),
            (Kind::OpenBracket, "["),
            (Kind::Number, "10014"),
            (Kind::CloseBracket, "]"),
            (Kind::Operator, ">="),
            (Kind::Number, "-1.5"),
            (Kind::Word, "due"),
            (Kind::Operator, "!~"),
            (Kind::Text, "it's"),
            (Kind::Unknown, "@"),
            (Kind::SmartText, "so"),
            (Kind::Word, "-1d"),
        ];
        let expected: Vec<_> = expected.map(|(kind, value)| (kind, value.to_owned())).into();
        let jql = r#"project in(SHOP-1,"a \"b\"")&&cf[10014]>=-1.5 due !~ 'it\'s' @ “so” -1d"#;
        assert_eq!(kinds(jql), expected);
    }

    #[test]
    fn positions_count_characters_from_one() {
        let tokens = lex("é = \"漢字\" AND x").unwrap();
        let positions: Vec<_> = tokens.iter().map(|token| token.position).collect();
        assert_eq!(positions, [1, 3, 5, 10, 14]);
        assert_eq!(tokens[2].piece("é = \"漢字\" AND x"), "\"漢字\"");
    }

    #[test]
    fn what_does_not_end_is_an_error_where_it_begins() {
        assert_eq!(lex("a = \"b) OR c").unwrap_err(), Error::new(5, "\"b) OR c", "a quotation mark has no partner"));
        assert_eq!(lex("a = 'b\\'").unwrap_err().position, 5);
        assert_eq!(lex("a = \"b\\q\"").unwrap_err().piece, "\\q");
        assert_eq!(lex("a = \"\\u12\"").unwrap_err().position, 6);
        assert_eq!(lex("a = b\\").unwrap_err().piece, "\\");
        assert_eq!(lex("a\u{0}b").unwrap_err().position, 2);
    }

    proptest! {
        #[test]
        fn spans_and_gaps_give_the_query_back(jql in "(?s)([a-z(), =!<>~&|\\[\\]\"'“”‘’@\n\\\\0-9é漢-]|AND|\\\\u0041){0,40}") {
            let Ok(tokens) = lex(&jql) else { return Ok(()) };
            let mut end = 0;
            let mut rebuilt = String::new();
            for token in &tokens {
                let gap = jql.get(end..token.bytes.start).unwrap();
                prop_assert!(gap.chars().all(char::is_whitespace));
                prop_assert_eq!(jql.get(..token.bytes.start).unwrap().chars().count() + 1, token.position);
                prop_assert!(!token.bytes.is_empty());
                rebuilt.push_str(gap);
                rebuilt.push_str(token.piece(&jql));
                end = token.bytes.end;
            }
            prop_assert!(jql.get(end..).unwrap().chars().all(char::is_whitespace));
            rebuilt.push_str(jql.get(end..).unwrap());
            prop_assert_eq!(rebuilt, jql);
        }

        #[test]
        fn any_text_ends(jql in "(?s).{0,60}") {
            let _ = lex(&jql);
        }
    }
}
