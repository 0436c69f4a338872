//! Texts of one line, numbers, addresses of pages and durations.

use super::super::change::{Change, Item};
use super::super::refusal::{Mend, Refusal};
use super::{Subject, plain};
use crate::error::{Code, Problem};
use serde_json::{Map, Number, Value, json};

/// What Jira holds in one line.
const MOST_CHARACTERS: usize = 255;

/// One line of at most 255 characters.
pub(super) fn text(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let Some(text) = plain(value) else {
        return Err(subject.malformed(value, "one line of text"));
    };
    if text.contains(['\n', '\r']) {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        return Err(too_much(subject, value, "holds more than one line", line));
    }
    let count = text.chars().count();
    if count > MOST_CHARACTERS {
        let message = format!("has {count} characters, of {MOST_CHARACTERS} at most");
        let cut: String = text.chars().take(MOST_CHARACTERS).collect();
        let mut refusal = too_much(subject, value, &message, cut);
        // Which words matter, only the caller knows.
        refusal.mend = None;
        refusal.field.closest = None;
        return Err(refusal.with(format!("{} of at most {MOST_CHARACTERS} characters", subject.name())));
    }
    Ok(Change::Set(Item::plain(text)))
}

fn too_much(subject: Subject<'_>, value: &Value, message: &str, instead: String) -> Refusal {
    let message = format!("{} {message}", subject.in_words());
    Refusal::new(Code::InvalidArgument, Problem::Malformed, value, message).mended(subject.spot, instead)
}

/// A number, also out of a text.
pub(super) fn number(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let text = plain(value).unwrap_or_default();
    if let Some(number) = read_number(&text) {
        return Ok(Change::Set(Item::plain(number)));
    }
    let refusal = subject.malformed(value, "a number");
    let first = text.split_whitespace().next().filter(|first| *first != text.trim());
    Err(match first.and_then(read_number) {
        // `5 points` names one number.
        Some(number) => refusal.mended(subject.spot, number.to_string()),
        None => refusal,
    })
}

/// Whole numbers stay whole. A comma is none of a number's: it means thousands here and tenths there.
fn read_number(text: &str) -> Option<Number> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".-+eE".contains(&byte));
    let number: f64 = text.parse().ok().filter(|_| plain)?;
    if number.fract() == 0.0 && number.abs() < 1e15 { Some((number as i64).into()) } else { Number::from_f64(number) }
}

/// The address of a page, with its scheme.
pub(super) fn url(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let text = plain(value).unwrap_or_default();
    let text = text.trim_start_matches('<').trim_end_matches('>');
    if url::Url::parse(text).is_ok_and(|url| url.has_host() || url.scheme() == "mailto") {
        return Ok(Change::Set(Item::plain(text)));
    }
    let refusal = subject.malformed(value, "an address like `https://example.com`");
    let with_scheme = format!("https://{text}");
    let looks_whole = text.contains('.') && !text.contains(char::is_whitespace) && !text.contains("://");
    match looks_whole && url::Url::parse(&with_scheme).is_ok() {
        true => Err(refusal.mended(subject.spot, with_scheme)),
        false => Err(refusal),
    }
}

/// How long work takes: `2h 30m` is the original estimate; `2h original, 30m remaining` names both.
pub(super) fn time_tracking(subject: Subject<'_>, value: &Value) -> Result<Change, Refusal> {
    let value = super::opened(value);
    let wanted = "a duration like `2h 30m`, or `3h original, 2h remaining`";
    let mut wire = Map::new();
    let mut put = |member: &str, text: &str| {
        duration(text).map(|duration| wire.insert(member.to_owned(), duration.into())).is_some()
    };
    let is_read = match &value {
        Value::Object(members) => members.iter().all(|(name, value)| {
            let member = member_of(name);
            member.zip(value.as_str()).is_some_and(|(member, text)| put(member, text))
        }),
        other => plain(other).unwrap_or_default().split(',').all(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let named = words.iter().find_map(|word| member_of(word));
            let rest: Vec<&str> = words.into_iter().filter(|word| member_of(word).is_none()).collect();
            put(named.unwrap_or(ORIGINAL), &rest.join(" "))
        }),
    };
    match is_read && !wire.is_empty() {
        true => Ok(Change::Set(Item::plain(Value::Object(wire)))),
        false => Err(subject.malformed(&value, wanted)),
    }
}

const ORIGINAL: &str = "originalEstimate";
const REMAINING: &str = "remainingEstimate";

fn member_of(word: &str) -> Option<&'static str> {
    let word = word.trim_end_matches(':').to_lowercase();
    ["original", "estimate", "estimated", "originalestimate"].contains(&word.as_str()).then_some(ORIGINAL).or([
        "remaining",
        "left",
        "remainingestimate",
    ]
    .contains(&word.as_str())
    .then_some(REMAINING))
}

/// `1w 2d 3h 30m`, as Jira writes it: numbers with a unit, each unit once.
fn duration(text: &str) -> Option<String> {
    const UNITS: [(&str, &str); 16] = [
        ("w", "w"),
        ("week", "w"),
        ("weeks", "w"),
        ("d", "d"),
        ("day", "d"),
        ("days", "d"),
        ("h", "h"),
        ("hour", "h"),
        ("hours", "h"),
        ("hrs", "h"),
        ("m", "m"),
        ("min", "m"),
        ("mins", "m"),
        ("minute", "m"),
        ("minutes", "m"),
        ("hr", "h"),
    ];
    let mut parts: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let (_, letter) = UNITS.iter().find(|(word, _)| unit.eq_ignore_ascii_case(word))?;
        number.parse::<f64>().ok()?;
        if parts.iter().any(|part| part.ends_with(letter)) {
            return None;
        }
        parts.push(format!("{number}{letter}"));
        rest = after.trim_start();
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A value that is one part of time tracking, for the fields that Jira shows of it.
pub(in super::super) fn part_of_time_tracking(id: &str, value: &Value) -> Option<Value> {
    let member = match id {
        "timeoriginalestimate" => ORIGINAL,
        "timeestimate" => REMAINING,
        _ => return None,
    };
    Some(json!({ member: plain(value)? }))
}

/// A refusal that leaves the field out.
pub(in super::super) fn dropped(refusal: Refusal) -> Refusal {
    Refusal { mend: Some(Mend::Drop), ..refusal }
}
