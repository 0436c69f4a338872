//! As much of JavaScript as the samples are written in: literals, arrays, objects and calls.

use serde_json::{Map, Value, json};

/// A word, a string or a mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Word(String),
    Text(String),
    Mark(char),
}

/// Cuts a source into pieces; comments and blanks are dropped.
pub fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if matches!(first, '\'' | '"' | '`') {
            let (text, after) = literal(rest);
            pieces.push(Piece::Text(text));
            rest = after;
        } else if first.is_alphanumeric() || matches!(first, '_' | '$') {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
            pieces.push(Piece::Word(rest[..length].to_owned()));
            rest = &rest[length..];
        } else {
            if !first.is_whitespace() {
                pieces.push(Piece::Mark(first));
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    pieces
}

/// The text of the literal that a source begins with, and what follows it.
fn literal(source: &str) -> (String, &str) {
    let quote = source.chars().next().unwrap();
    let mut text = String::new();
    let mut characters = source[1..].char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return (text, &source[at + 2..]);
        }
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next().unwrap().1 {
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            '\n' => {}
            'u' => {
                let digits: String = (0..4).map(|_| characters.next().unwrap().1).collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
            }
            other => text.push(other),
        }
    }
    panic!("a literal without an end: {source:?}")
}

/// Reads the expression that pieces begin with and says how many it took.
///
/// A call becomes `{"call": name, "arguments": [[…], …]}`, with one list for each pair of parentheses; any other name a
/// string, so that `undefined` and the names of constants do no harm. Jest's `Object {` and `Array [` are the literals.
pub fn expression(pieces: &[Piece]) -> (Value, usize) {
    match &pieces[0] {
        Piece::Text(text) if pieces.get(1) == Some(&Piece::Mark('+')) => {
            let (rest, taken) = expression(&pieces[2..]);
            (json!(format!("{text}{}", rest.as_str().unwrap())), taken + 2)
        }
        Piece::Text(text) => (json!(text), 1),
        Piece::Mark('[') => {
            let (items, taken) = list(&pieces[1..], ']');
            (Value::Array(items), taken + 1)
        }
        Piece::Mark('{') => object(pieces),
        Piece::Mark('-') => {
            let (number, taken) = expression(&pieces[1..]);
            (json!(-number.as_i64().unwrap()), taken + 1)
        }
        Piece::Word(word) if matches!(word.as_str(), "Object" | "Array") => {
            let (value, taken) = expression(&pieces[1..]);
            (value, taken + 1)
        }
        Piece::Word(word) => {
            let mut taken = 1;
            let mut arguments = Vec::new();
            while pieces.get(taken) == Some(&Piece::Mark('(')) {
                let (items, more) = list(&pieces[taken + 1..], ')');
                arguments.push(Value::Array(items));
                taken += more + 1;
            }
            let value = match word.as_str() {
                _ if !arguments.is_empty() => json!({"call": word, "arguments": arguments}),
                "true" => json!(true),
                "false" => json!(false),
                "null" | "undefined" => Value::Null,
                _ => word.parse::<i64>().map_or_else(|_| json!(word), |number| json!(number)),
            };
            (value, taken)
        }
        Piece::Mark(mark) => panic!("no expression begins with {mark}"),
    }
}

fn list(pieces: &[Piece], end: char) -> (Vec<Value>, usize) {
    let mut items = Vec::new();
    let mut at = 0;
    while pieces[at] != Piece::Mark(end) {
        if pieces[at] == Piece::Mark(',') {
            at += 1;
            continue;
        }
        let (item, taken) = expression(&pieces[at..]);
        items.push(item);
        at += taken;
    }
    (items, at + 1)
}

fn object(pieces: &[Piece]) -> (Value, usize) {
    let mut members = Map::new();
    let mut at = 1;
    while pieces[at] != Piece::Mark('}') {
        if pieces[at] == Piece::Mark(',') {
            at += 1;
            continue;
        }
        let (Piece::Word(name) | Piece::Text(name)) = &pieces[at] else { panic!("no name: {:?}", pieces[at]) };
        if pieces.get(at + 1) != Some(&Piece::Mark(':')) {
            at += 1;
            continue;
        }
        let (value, taken) = expression(&pieces[at + 2..]);
        members.insert(name.clone(), value);
        at += taken + 2;
    }
    (Value::Object(members), at + 1)
}
