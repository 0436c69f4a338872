//! What stands around a query: fences, SQL's words, limits, a missing last quotation mark.

use std::ops::Range;

use super::between::{Between, betweens};
use super::edit::Edit;
use super::error::Error;
use super::lex::{Kind, Token, lex};
use super::print::shown;
use super::quote::quote;
use super::read::{Unreadable, attempt};

/// A query without what stands around it.
pub(super) struct Tidied {
    /// The query, perhaps with a quotation mark more at its end.
    pub(super) text: String,
    /// The tokens of what is JQL in it.
    pub(super) tokens: Vec<Token>,
    /// What is left out.
    pub(super) edits: Vec<Edit>,
    /// What else was done.
    pub(super) notes: Vec<String>,
}

/// Finds the JQL in a text.
pub(super) fn tidy(jql: &str) -> Result<Tidied, Unreadable> {
    let mut tidied = Tidied { text: jql.to_owned(), tokens: Vec::new(), edits: Vec::new(), notes: Vec::new() };
    let inner = unfenced(jql);
    if inner.start > 0 {
        tidied.edits.push(Edit::noted(0..inner.start, "", "the code fence around the query was left out"));
    }
    if inner.end < jql.len() {
        tidied.edits.push(Edit::noted(inner.end..jql.len(), "", ""));
    }
    tidied.lex(inner)?;
    refuse_comments(&tidied.text, &tidied.tokens)?;
    tidied.unquote();
    tidied.heads();
    tidied.tails();
    tidied.semicolons();
    tidied.betweens()?;
    Ok(tidied)
}

/// Where the query lies within Markdown's backticks.
fn unfenced(jql: &str) -> Range<usize> {
    let trimmed = jql.trim();
    let start = jql.len() - jql.trim_start().len();
    let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
    let body = trimmed.trim_start_matches('`');
    let ends = body.len() - body.trim_end_matches('`').len();
    if ticks == 0 || ticks != ends {
        return 0..jql.len();
    }
    let mut from = start + ticks;
    let mut body = body.trim_end_matches('`');
    let until = from + body.len();
    let language = ["jql", "sql", "text"].into_iter().find(|name| {
        let head = body.get(..name.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(name) && body.get(name.len()..).is_some_and(|rest| rest.starts_with(['\n', '\r']))
    });
    if let Some(language) = language {
        body = body.get(language.len()..).unwrap_or_default();
    }
    from = until - body.len();
    from..until
}

/// JQL has no comments, and what looks like one may be read as one by somebody after us.
fn refuse_comments(text: &str, tokens: &[Token]) -> Result<(), Unreadable> {
    for (at, token) in tokens.iter().enumerate() {
        let piece = token.piece(text);
        let next = tokens.get(at + 1).filter(|next| next.bytes.start == token.bytes.end);
        let slash = piece == "/" && next.is_some_and(|next| next.piece(text) == "*");
        let dashes = matches!(token.kind, Kind::Word | Kind::Number) && piece.contains("--");
        if piece == "#" || slash || dashes {
            let piece = if slash { "/*" } else { piece };
            let problem = "JQL has no comments, and what belongs to a value must stand in quotes";
            let error = Error::new(token.position, piece, problem);
            // What looks like a comment at the end most likely is one.
            let begins = piece == "#" || slash || piece.starts_with("--");
            let (before, rest) = text.split_at_checked(token.bytes.start).unwrap_or_default();
            // Where a value must stand, `#urgent` is one.
            let compared = at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(awaits_value);
            let corrected = match next.filter(|next| matches!(next.kind, Kind::Word | Kind::Number)) {
                Some(word) if compared && piece == "#" => {
                    let value = quote(&format!("#{}", word.piece(text)));
                    Some(format!("{before}{value}{}", text.get(word.bytes.end..).unwrap_or_default()))
                }
                // What follows a comment that ends is still part of the query.
                _ if slash && rest.contains("*/") => {
                    let after = rest.split_once("*/").map_or("", |(_, after)| after.trim_start());
                    Some(format!("{before}{after}").trim().to_owned())
                }
                _ if compared => None,
                _ => Some(before.trim().to_owned()).filter(|before| begins && !before.is_empty()),
            };
            return Err(Unreadable { error, corrected });
        }
    }
    Ok(())
}

/// Whether only a value can follow.
fn awaits_value(token: &Token) -> bool {
    matches!(token.kind, Kind::Operator | Kind::Comma | Kind::Open) || token.is_word("in")
}

impl Tidied {
    fn lex(&mut self, inner: Range<usize>) -> Result<(), Unreadable> {
        let body = self.text.get(inner.clone()).unwrap_or_default();
        let before = self.text.get(..inner.start).unwrap_or_default().chars().count();
        let mut inserted = None;
        let tokens = match lex(body) {
            Ok(tokens) => tokens,
            Err(mut error) => {
                let closed = closed(body, &error);
                let corrected = closed.as_ref().map(|closed| closed.text.clone());
                error.position += before;
                match closed {
                    Some(Closed { text, note: Some(note) }) if inner.end == self.text.len() => {
                        self.notes.push(note.to_owned());
                        inserted = body.bytes().zip(text.bytes()).position(|(old, new)| old != new);
                        let tokens = lex(&text)?;
                        self.text = format!("{}{text}", self.text.get(..inner.start).unwrap_or_default());
                        tokens
                    }
                    _ => return Err(Unreadable { error, corrected }),
                }
            }
        };
        let shifted = tokens.into_iter().map(|mut token| {
            token.position += before;
            // What was inserted is not in the query that its author knows.
            token.position -= usize::from(inserted.is_some_and(|at| token.bytes.start > at));
            token.bytes = token.bytes.start + inner.start..token.bytes.end + inner.start;
            token
        });
        self.tokens = shifted.collect();
        Ok(())
    }

    /// A query that stands in quotes as a whole.
    fn unquote(&mut self) {
        let [token] = self.tokens.as_slice() else { return };
        let (Kind::Text | Kind::SmartText, inner) = (token.kind, token.value.clone()) else { return };
        let Ok(tokens) = lex(&inner) else { return };
        let compares = tokens.windows(2).any(|pair| match pair {
            [field, operator] => {
                matches!(field.kind, Kind::Word | Kind::Text)
                    && operator.kind == Kind::Operator
                    && !matches!(operator.value.as_str(), "!" | "&" | "|" | "&&" | "||")
            }
            _ => false,
        });
        // Words in quotes may hold an operator; only what can be read was meant as a query.
        if compares && attempt(&inner).is_ok() {
            self.notes.push("the quotes around the whole query were left out".to_owned());
            let tokens = tokens.into_iter().map(|token| Token { position: token.position + 1, ..token });
            (self.text, self.tokens, self.edits) = (inner, tokens.collect(), Vec::new());
        }
    }

    /// Leaves out `SELECT … WHERE`, `find issues where`, `jql:`.
    fn heads(&mut self) {
        let is_label = |token: &Token| token.is_word("jql:") || token.is_word("query:");
        let mut left_out = usize::from(self.tokens.first().is_some_and(is_label));
        let first = self.tokens.get(left_out);
        let sql = first.is_some_and(|token| token.is_word("select"));
        let asks = ["select", "where", "find", "get", "show", "list", "search", "all", "issues"];
        if first.is_some_and(|token| asks.into_iter().any(|word| token.is_word(word))) {
            let mut ahead = self.tokens.iter().enumerate().skip(left_out);
            let ahead = ahead.by_ref().take_while(|(at, token)| sql || (*at < 6 && token.kind == Kind::Word));
            let found = ahead.into_iter().find_map(|(at, token)| token.is_word("where").then_some(at + 1));
            let order = self.tokens.iter().position(|token| sql && token.is_word("order"));
            left_out = found.or(order).unwrap_or(left_out);
        }
        let Some(last) = left_out.checked_sub(1).and_then(|at| self.tokens.get(at)) else { return };
        let Some(first) = self.tokens.first() else { return };
        let bytes = first.bytes.start..last.bytes.end;
        let piece = self.text.get(bytes.clone()).unwrap_or_default();
        let note = format!("`{piece}` is not JQL and was left out");
        self.edits.push(Edit::noted(bytes, "", note));
        self.tokens.drain(..left_out);
    }

    /// Writes `created between A and B` as two comparisons.
    fn betweens(&mut self) -> Result<(), Unreadable> {
        let Some((first, last)) = self.tokens.first().zip(self.tokens.last()) else { return Ok(()) };
        let (start, mut end) = (first.bytes.start, last.bytes.end);
        let found = betweens(&self.text, &self.tokens);
        for Between { bytes, with } in found.iter().rev() {
            let piece = self.text.get(bytes.clone()).unwrap_or_default();
            self.notes.push(format!("`{}` was read as `{}`", shown(piece), shown(with)));
            let shifted = |at: usize| if at >= bytes.end { at - bytes.len() + with.len() } else { at };
            for edit in &mut self.edits {
                edit.bytes = shifted(edit.bytes.start)..shifted(edit.bytes.end);
            }
            end = shifted(end);
            let (before, after) = (self.text.get(..bytes.start), self.text.get(bytes.end..));
            self.text = format!("{}{with}{}", before.unwrap_or_default(), after.unwrap_or_default());
        }
        if found.is_empty() { Ok(()) } else { self.lex(start..end) }
    }

    /// Reads a `;` between two comparisons as `AND`.
    fn semicolons(&mut self) {
        let compares = |token: &Token| token.kind == Kind::Operator && !matches!(token.value.as_str(), "!" | "&" | "|");
        let mut precedes = false;
        for at in 0..self.tokens.len() {
            let follows = self.tokens.iter().skip(at + 1).take(4).any(compares);
            let Some(token) = self.tokens.get_mut(at) else { break };
            precedes |= compares(token);
            if token.kind == Kind::Unknown && token.value == ";" && follows && precedes {
                self.edits.push(Edit::noted(token.bytes.clone(), " AND", "the `;` was read as `AND`"));
                (token.kind, token.value) = (Kind::Word, "AND".to_owned());
            }
        }
    }

    /// Leaves out `LIMIT 10`, `maxResults=10` and a last `;`.
    fn tails(&mut self) {
        while let Some(length) = tail(&self.tokens) {
            let start = self.tokens.len() - length;
            let Some((first, last)) = self.tokens.get(start).zip(self.tokens.last()) else { return };
            let bytes = first.bytes.start..last.bytes.end;
            let piece = self.text.get(bytes.clone()).unwrap_or_default();
            let note = match piece {
                ";" => "the `;` at the end was left out".to_owned(),
                _ => format!("`{piece}` is not JQL and was left out"),
            };
            self.edits.push(Edit::noted(bytes, "", note));
            self.tokens.truncate(start);
        }
    }
}

/// How many tokens at the end are no JQL.
fn tail(tokens: &[Token]) -> Option<usize> {
    let names = ["limit", "maxresults", "max_results", "offset", "startat", "start_at", "limit:", "maxresults:"];
    let named = |token: &Token| names.into_iter().any(|name| token.is_word(name));
    // A value may be called so: then an operator, a comma or a parenthesis stands before it.
    let follows = |rest: &[Token]| {
        let compared = |token: &Token| matches!(token.kind, Kind::Operator | Kind::Comma | Kind::Open);
        !rest.last().is_none_or(compared)
    };
    match tokens {
        [rest @ .., end] if end.kind == Kind::Unknown && end.value == ";" && !rest.is_empty() => Some(1),
        [rest @ .., name, equals, number]
            if named(name) && equals.value == "=" && number.kind == Kind::Number && follows(rest) =>
        {
            // `AND limit = 10` is a clause about a field that doesn't exist; it is left to the field's repair.
            let joined = rest.last().is_some_and(|token| token.is_word("and") || token.is_word("or"));
            (!joined).then_some(3)
        }
        [rest @ .., name, number] if named(name) && number.kind == Kind::Number && follows(rest) => Some(2),
        _ => None,
    }
}

/// A query whose last quotation mark got its partner.
struct Closed {
    text: String,
    /// What was done, if it can only belong there.
    note: Option<&'static str>,
}

/// Where the partner of an open quotation mark belongs: at the end if nothing after it looks like JQL, else before that.
fn closed(body: &str, error: &Error) -> Option<Closed> {
    let open = error.piece.chars().next().filter(|first| "\"'“‘’„‚".contains(*first))?;
    let close = match open {
        '“' | '„' => '”',
        '‘' | '‚' => '’',
        other => other,
    };
    let starts = body.len().checked_sub(error.piece.len())?;
    // Within a word it is an apostrophe.
    if body.get(..starts)?.ends_with(|before: char| before.is_alphanumeric()) {
        let inside = error.piece.get(open.len_utf8()..)?;
        let text = format!("{}\\'{inside}", body.get(..starts)?);
        let letter = inside.starts_with(char::is_alphabetic) && matches!(open, '\'' | '‘' | '’');
        let note = Some("an apostrophe was escaped");
        return (letter && lex(&text).is_ok()).then_some(Closed { text, note });
    }
    let inside = error.piece.get(open.len_utf8()..)?;
    let lower = inside.to_ascii_lowercase();
    let joins = [" and ", " or ", " order by ", ") "].into_iter().filter_map(|join| lower.find(join)).min();
    let looks = joins.is_some() || inside.contains(['=', '~', '<', '>', '(', ')', ',', '"', '“', '”']);
    let looks = looks || inside.trim().is_empty() || inside.ends_with('\\');
    let ends = starts + open.len_utf8() + joins.unwrap_or(inside.trim_end().len());
    let (head, rest) = body.split_at_checked(ends)?;
    let text = format!("{}{close}{rest}", head.trim_end());
    let note = (!looks).then_some("the missing quotation mark at the end was added");
    lex(&text).is_ok().then_some(Closed { text, note })
}
