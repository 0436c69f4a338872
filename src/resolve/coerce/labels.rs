//! Labels and other lists of free words.

use super::super::change::{Change, Item};
use super::super::refusal::Refusal;
use super::{Subject, list};
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
        let joined = part.text.split_whitespace().collect::<Vec<_>>().join("-");
        Err(Refusal::new(Code::InvalidArgument, Problem::Malformed, &sent, message).mended(subject.spot, joined))
    })
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
