//! The parser's place among the tokens, and how it says what it expected there.

use super::super::lexer::{Kind, Token};
use super::{Parsed, Parser};

/// How deep brackets and NOT may nest: more than any query needs, less than the stack holds.
const DEPTH: usize = 100;

impl Parser {
    /// Reads something that may contain itself.
    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(match self.peek()? {
                None => "Error in the JQL Query: Expecting a field name at the end of the query.".to_owned(),
                Some(token) => {
                    format!("Error in the JQL Query: Unable to parse the query at '{}'. {}", token.raw, token.position)
                }
            });
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// The next token; a mistake of the lexer surfaces here.
    pub(super) fn peek(&self) -> Parsed<Option<&Token>> {
        match self.tokens.get(self.at) {
            Some(token) if token.kind == Kind::Mistake => Err(token.text.clone()),
            token => Ok(token),
        }
    }

    pub(super) fn is_word(&self, word: &str) -> Parsed<bool> {
        Ok(self.peek()?.is_some_and(|token| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word)))
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> Parsed<bool> {
        Ok(self.peek()?.is_some_and(|token| token.kind == Kind::Symbol && token.text == symbol))
    }

    pub(super) fn take_word(&mut self, word: &str) -> Parsed<bool> {
        let found = self.is_word(word)?;
        self.at += usize::from(found);
        Ok(found)
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> Parsed<bool> {
        let found = self.is_symbol(symbol)?;
        self.at += usize::from(found);
        Ok(found)
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        // Jira shows these two words as its grammar writes them.
        let shown = if word == "in" { "IN" } else { word };
        if self.take_word(word)? { Ok(()) } else { Err(self.missing(shown)) }
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.take_symbol(symbol)? { Ok(()) } else { Err(self.missing(symbol)) }
    }

    pub(super) fn missing(&self, expected: &str) -> String {
        if self.tokens.get(self.at).is_some() {
            self.unexpected(&format!("Expecting '{expected}'"))
        } else {
            format!("Error in the JQL Query: Expecting '{expected}' before the end of the query.")
        }
    }

    pub(super) fn unexpected(&self, expecting: &str) -> String {
        let Some(token) = self.tokens.get(self.at) else {
            return format!("Error in the JQL Query: {expecting} before the end of the query.");
        };
        format!("Error in the JQL Query: {expecting} but got '{}'. {}", token.raw, token.position)
    }

    pub(super) fn unexpected_to_quote(&self, expected: &str, usage: &str) -> String {
        let Some(Token { raw, position, .. }) = self.tokens.get(self.at) else {
            return format!("Error in the JQL Query: Expecting {expected} at the end of the query.");
        };
        format!(
            "Error in the JQL Query: Expecting {expected} but got '{raw}'. \
             You must surround '{raw}' in quotation marks to use it as {usage}. {position}"
        )
    }

    /// The one message that says "in JQL Query" (Jira facts, item 29).
    pub(super) fn unexpected_operand(&self, token: &Token) -> String {
        let Token { raw, position, .. } = token;
        format!(
            "Error in JQL Query: Expecting either a value, list or function but got '{raw}'. \
             You must surround '{raw}' in quotation marks to use it as a value. {position}"
        )
    }
}
