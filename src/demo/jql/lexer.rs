//! From text to tokens.
//!
//! The first mistake becomes the last token, so that a grammar mistake before it is reported first, as Jira does.

/// Where a token begins, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    line: usize,
    character: usize,
}

/// A piece of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The text without quotes and escapes.
    pub(super) text: String,
    /// The text as it was written.
    pub(super) raw: String,
    pub(super) position: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word, keywords included.
    Word,
    /// A bare whole number.
    Number,
    /// A quoted string.
    Quoted,
    /// An operator or a bracket.
    Symbol,
    /// A mistake: `text` is Jira's whole message.
    Mistake,
}

/// The words that a query can't use bare, besides the language's own.
const RESERVED: &str = "abort access add alias all alter any as audit avg begin between boolean break byte catch char character check \
     checkpoint collate collation column commit connect continue count create current date decimal declare decrement \
     default defaults define delete delimiter difference distinct divide do double drop else encoding end equals \
     escape exclusive exec execute exists explain false fetch field file first float for function go goto grant \
     greater group having identified if immediate increment index initial inner inout input insert int integer \
     intersect intersection into isempty isnull join last left less like limit lock long max min minus mode modify \
     modulo more multiply next noaudit notin nowait number object of option outer output power previous prior \
     privileges public raise raw remainder rename resource return returns revoke right row rowid rownum rows select \
     session set share size sqrt start strict string subtract sum synonym table then trans transaction trigger true \
     uid union unique update user validate values view when whenever where while with";

/// The words with a meaning in the grammar.
const KEYWORDS: &str = "after and asc before by cf changed desc during empty from in is not null on or order to was";

const ESCAPES: &str = "The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.";

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.split_whitespace().any(|reserved| reserved.eq_ignore_ascii_case(word))
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.split_whitespace().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Whether a character may stand in a bare word.
pub(super) fn is_bare(character: char) -> bool {
    !character.is_whitespace()
        && !"\"'\\=!<>~&|()[],".contains(character)
        && !is_reserved_character(character)
        && !is_illegal(character)
}

/// Whether a character must be escaped even in quotes.
pub(super) fn is_illegal(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{9}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

/// A character in the language's escape.
pub(super) fn escape(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}

/// The tokens of a query; a mistake ends them.
pub(super) fn tokens(query: &str) -> Vec<Token> {
    let mut lexer = Lexer { characters: query.chars().collect(), at: 0, position: Position { line: 1, character: 1 } };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token() {
        let mistake = token.kind == Kind::Mistake;
        tokens.push(token);
        if mistake {
            break;
        }
    }
    tokens
}

impl std::fmt::Display for Position {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "(line {}, character {})", self.line, self.character)
    }
}

fn is_reserved_character(character: char) -> bool {
    "{}*/%+$#@?;^`".contains(character)
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
    position: Position,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        if character == '\n' {
            self.position.line += 1;
            self.position.character = 1;
        } else {
            self.position.character += 1;
        }
        Some(character)
    }

    fn token(&mut self) -> Option<Token> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
        let (start, position) = (self.at, self.position);
        let read = match self.peek()? {
            quote @ ('"' | '\'') => self.quoted(quote),
            character if is_bare(character) || character == '\\' => self.word(),
            _ => self.symbol(),
        };
        let raw: String = self.characters.get(start..self.at).unwrap_or_default().iter().collect();
        Some(match read {
            Ok((kind, text)) => Token { kind, text, raw, position },
            Err(text) => Token { kind: Kind::Mistake, text, raw, position },
        })
    }

    fn quoted(&mut self, quote: char) -> Result<(Kind, String), String> {
        let start = self.position;
        self.next();
        let mut text = String::new();
        loop {
            match self.peek() {
                None => {
                    let shown = on_one_line(&text);
                    let what = if shown.trim().is_empty() { String::new() } else { format!(" '{shown}'") };
                    return Err(mistake(&format!("The quoted string{what} has not been completed."), start));
                }
                Some(character) if character == quote => {
                    self.next();
                    return Ok((Kind::Quoted, text));
                }
                Some('\\') => text.push(self.escaped()?),
                Some(character) if is_illegal(character) => return Err(self.illegal(character)),
                Some(character) => {
                    self.next();
                    text.push(character);
                }
            }
        }
    }

    fn word(&mut self) -> Result<(Kind, String), String> {
        let start = self.position;
        let mut text = String::new();
        let mut escaped = false;
        while let Some(character) = self.peek() {
            if character == '\\' {
                escaped = true;
                text.push(self.escaped()?);
            } else if is_bare(character) {
                self.next();
                text.push(character);
            } else {
                break;
            }
        }
        let digits = text.strip_prefix('-').unwrap_or(&text);
        if !escaped && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            if text.parse::<i64>().is_err() {
                let limits = "Numbers must be between -9,223,372,036,854,775,808 and 9,223,372,036,854,775,807.";
                return Err(mistake(&format!("'{text}' is not a valid number. {limits}"), start));
            }
            return Ok((Kind::Number, text));
        }
        if !escaped && is_reserved(&text) {
            let advice = "You must surround it in quotation marks to use it in a query.";
            return Err(mistake(&format!("'{text}' is a reserved JQL word. {advice}"), start));
        }
        // An escape takes a keyword's meaning away, as quotes do.
        let kind = if escaped && is_keyword(&text) { Kind::Quoted } else { Kind::Word };
        Ok((kind, text))
    }

    fn symbol(&mut self) -> Result<(Kind, String), String> {
        let Some(first) = self.peek() else {
            return Ok((Kind::Symbol, String::new()));
        };
        if is_illegal(first) {
            return Err(self.illegal(first));
        }
        if is_reserved_character(first) {
            let advice = format!("You must enclose it in a string or use the escape '{}' instead.", escape(first));
            return Err(mistake(
                &format!("The character '{first}' is a reserved JQL character. {advice}"),
                self.position,
            ));
        }
        self.next();
        let mut text = String::from(first);
        if let Some(second) = self.peek()
            && ["!=", "!~", "<=", ">=", "&&", "||"].contains(&format!("{first}{second}").as_str())
        {
            self.next();
            text.push(second);
        }
        Ok((Kind::Symbol, text))
    }

    fn escaped(&mut self) -> Result<char, String> {
        let start = self.position;
        let mut written = String::from('\\');
        self.next();
        let Some(first) = self.next() else {
            return Err(mistake(&format!("The escape sequence has not been completed. {ESCAPES}"), start));
        };
        written.push(first);
        let plain = match first {
            '\'' | '"' | '\\' | ' ' => Some(first),
            't' => Some('\t'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            _ => None,
        };
        if let Some(character) = plain {
            return Ok(character);
        }
        if first == 'u' {
            let Some(unit) = self.hexadecimal(&mut written) else {
                return Err(illegal_escape(&written, start));
            };
            if !(0xd800..=0xdbff).contains(&unit) {
                // Half of a surrogate pair is no character.
                return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            let mut second = String::new();
            let (at, position) = (self.at, self.position);
            if self.next() == Some('\\')
                && self.next() == Some('u')
                && let Some(low @ 0xdc00..=0xdfff) = self.hexadecimal(&mut second)
            {
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (self.at, self.position) = (at, position);
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        Err(illegal_escape(&written, start))
    }

    /// Four hexadecimal digits; what was read is added to `written`, the first wrong character included.
    fn hexadecimal(&mut self, written: &mut String) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let character = self.next()?;
            written.push(character);
            code = code * 16 + character.to_digit(16)?;
        }
        Some(code)
    }

    fn illegal(&self, character: char) -> String {
        let Position { line, character: column } = self.position;
        let code = u32::from(character);
        let advice = format!("must be escaped. Use the escape '{}' instead.", escape(character));
        mistake(&format!("The character 'U+{code:04X}' on line {line} at position {column} {advice}"), self.position)
    }
}

fn mistake(sentence: &str, position: Position) -> String {
    format!("Error in the JQL Query: {sentence} {position}")
}

fn illegal_escape(written: &str, position: Position) -> String {
    mistake(&format!("'{}' is an illegal JQL escape sequence. {ESCAPES}", on_one_line(written)), position)
}

fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
