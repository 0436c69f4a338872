//! Labels and other lists of free words.

use super::super::change::{Change, Item};
use super::super::refusal::Refusal;
use super::{Subject, list, scalar};
use crate::error::{Code, Problem};
use serde_json::Value;

/// Labels: words without spaces.
pub(super) fn labels(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let held = held(subject);
    let parts = list::parts(value, |text| held.contains(&text));
    list::change(subject, value, &parts, |part| {
        // What is there can be taken away, whatever it is.
        if part.removes || !part.text.contains(char::is_whitespace) {
            return Ok(Item::plain(part.text.as_str()));
        }
        let message = format!("{} `{}` holds a space", subject.in_words(), part.text);
        let sent = Value::from(part.text.as_str());
        let refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, &sent, message);
        let joined = if subject.creates { one_word(&part.text) } else { meant(&part.text) };
        Err(if joined.trim_start_matches('-').is_empty() {
            scalar::dropped(refusal)
        } else {
            refusal.mended(subject.spot, joined)
        })
    })
}

/// The label that is meant: `remove old` says what `-old` does, as no label holds a space.
fn meant(text: &str) -> String {
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [verb, label] if ["remove", "delete", "drop"].contains(&verb.to_lowercase().as_str()) => {
            format!("-{}", one_word(label))
        }
        [verb, label] if verb.eq_ignore_ascii_case("add") => one_word(label),
        _ => one_word(text),
    }
}

/// The words as one label, without what a list reads as its own: commas, and signs before a value.
fn one_word(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let words = words.map(|word| word.trim_start_matches(['-', '+', '='])).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Lines of any text.
pub(super) fn texts(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let held = held(subject);
    let parts = list::parts(value, |text| held.contains(&text));
    list::change(subject, value, &parts, |part| Ok(Item::plain(part.text.as_str())))
}

fn held<'a>(subject: Subject<'a>) -> Vec<&'a str> {
    subject.held.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
