//! Days and moments, in the zone of the Jira profile: `2026-12-01`, `tomorrow`, `in 3 days`, `2026-12-01 14:00`.
//!
//! Whether `01/12/2026` begins with its day or its month depends on who wrote it, so it is never taken.

use super::super::change::{Change, Item};
use super::super::refusal::Refusal;
use super::{Subject, plain};
use crate::error::{Candidate, Code, Problem};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde_json::Value;

/// Now, in the zone of the Jira profile.
#[derive(Clone, Debug)]
pub struct Today {
    /// The moment.
    pub now: ZonedDateTime,
}

/// A day.
pub(super) fn day(subject: Subject<'_>, value: &Value, today: &Today) -> Result<Change, Refusal> {
    let text = plain(value).unwrap_or_default();
    if let Some(date) = date(&text, today.now.date()) {
        return Ok(Change::Set(Item::plain(date.to_string())));
    }
    // The day of a moment is written in it.
    let written = text.get(..10).filter(|_| text.chars().nth(10).is_some_and(|c| c == 'T' || c == ' '));
    if let Some(date) = written.and_then(iso) {
        return Ok(Change::Set(Item::plain(date.to_string())));
    }
    Err(ambiguous(subject, value, &text, "").unwrap_or_else(|| subject.malformed(value, "a date like `2026-12-01`")))
}

/// A moment; a day alone is its first.
pub(super) fn moment(subject: Subject<'_>, value: &Value, today: &Today) -> Result<Change, Refusal> {
    let text = plain(value).unwrap_or_default();
    if let Some(at) = at(&text, today) {
        let zoned = at.to_zoned_datetime(today.now.time_zone().clone());
        return Ok(Change::Set(Item::plain(zoned.strftime("%Y-%m-%dT%H:%M:%S.000%z").to_string())));
    }
    let (day, time) = text.split_once(' ').unwrap_or((&text, ""));
    let time = if time.is_empty() { String::new() } else { format!(" {time}") };
    let refusal = ambiguous(subject, value, day, &time);
    Err(refusal.unwrap_or_else(|| subject.malformed(value, "a time like `2026-12-01 14:00`")))
}

fn at(text: &str, today: &Today) -> Option<Timestamp> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        return Some(today.now.timestamp());
    }
    let with_offset = || jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?.to_timestamp().ok();
    if let Some(at) = text.parse().ok().or_else(with_offset) {
        return Some(at);
    }
    let zone = today.now.time_zone();
    let local = |date: Date, time: Time| zone.to_timestamp(date.to_datetime(time)).ok();
    if let Some(date) = date(text, today.now.date()) {
        return local(date, Time::midnight());
    }
    let (day, clock) = text.rsplit_once(['T', ' '])?;
    let day = day.trim_end_matches(" at").trim_end_matches(',');
    local(date(day, today.now.date())?, time(clock)?)
}

/// `14:00`, `9:30`, `14:00:05`.
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    parts.next().is_none().then(|| Time::new(hour, minute, second, 0).ok()).flatten()
}

/// A day as people write it, where it can only be that day.
fn date(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().to_lowercase();
    let days = match text.as_str() {
        "today" => Some(0),
        "tomorrow" => Some(1),
        "yesterday" => Some(-1),
        _ => from_now(&text),
    };
    match days {
        Some(days) => today.checked_add(days.days()).ok(),
        None => iso(&text).or_else(|| with_month_name(&text)),
    }
}

/// `2026-12-01`, `2026/12/1`.
fn iso(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && year.len() == 4;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| is_whole)
}

/// `in 3 days`, `3 weeks ago`, `+3d`, `-1w`.
fn from_now(text: &str) -> Option<i64> {
    let ago = text.ends_with(" ago") || text.starts_with('-');
    let text = text.trim_start_matches("in ").trim_end_matches(" ago");
    let signed = text.starts_with(['+', '-']);
    let text = text.trim_start_matches(['+', '-']).trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(end)?;
    let days = match unit.trim() {
        "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        _ => return None,
    };
    let number: i64 = number.parse().ok().filter(|number| *number < 100_000)?;
    // `3d` alone is a duration.
    (signed || unit.len() > 1).then_some(if ago { -number * days } else { number * days })
}

/// `1 Dec 2026`, `December 1, 2026`.
fn with_month_name(text: &str) -> Option<Date> {
    let text = text.replace(',', "");
    ["%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y"].iter().find_map(|form| Date::strptime(form, &text).ok())
}

/// A date whose day and month could be either way round, with both readings to send.
fn ambiguous(subject: Subject<'_>, value: &Value, text: &str, time: &str) -> Option<Refusal> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let (first, second): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let day_first = Date::new(year, second, first).ok();
    let month_first = Date::new(year, first, second).ok().filter(|date| Some(*date) != day_first);
    let send = |date: Date| format!("{date}{time}");
    let name = subject.in_words();
    Some(match (day_first, month_first) {
        (Some(only), None) | (None, Some(only)) => {
            subject.malformed(value, "a date like `2026-12-01`").mended(subject.spot, send(only))
        }
        (Some(day_first), Some(month_first)) => {
            let message = format!("{name} `{text}` may begin with its day or with its month");
            let mut refusal = Refusal::new(Code::AmbiguousName, Problem::Ambiguous, value, message)
                .with(subject.spot.say(&[send(day_first), send(month_first)]));
            let candidate = |date: Date, detail: &str| Candidate {
                name: date.strftime("%-d %B %Y").to_string(),
                detail: detail.to_owned(),
                send: send(date).into(),
            };
            refusal.field.candidates =
                vec![candidate(day_first, "the day comes first"), candidate(month_first, "the month comes first")];
            refusal
        }
        (None, None) => return None,
    })
}
