//! Points in time as people say them: `7 days ago`, `last week`, `today`.

use super::{Repairer, Verdict, Wrong};
use crate::jql::answers::Candidate;
use crate::jql::quote::quote;
use crate::jql::tree::{Clause, Operand, Operator, Term};
use crate::jql::words;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What words for a time mean.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meant {
    /// So many units from now.
    At { count: i64, unit: Unit },
    /// The time since then, up to now: `last 7 days`.
    Since { count: i64, unit: Unit },
    /// A whole unit, so many away: `last week` is -1.
    Whole { away: i64, unit: Unit },
    /// A function.
    Function(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Repairer<'_> {
    /// Repairs the times of a clause.
    pub(super) fn times(&mut self, clause: &Clause, operator: Operator, operand: &Operand) {
        let terms = operand.values();
        let [term] = terms.as_slice() else { return };
        let equal = matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In | Operator::NotIn);
        if equal && super::values::says_nothing(&term.value) {
            let is = if operator.negates() { "is not" } else { "is" };
            let field = self.text_of(&clause.field.span);
            self.write_clause(&clause.span, format!("{field} {is} EMPTY"));
            return;
        }
        let Some(meant) = meant(&term.value).filter(|_| !is_literal(&term.value)) else {
            if let Ok(Verdict::Write(text)) = self.time(term) {
                self.write(term, text);
            }
            return;
        };
        let (start, end) = meant.bounds();
        if !equal {
            let last = operator == Operator::LessEqual && matches!(meant, Meant::Whole { .. });
            self.write(term, if last { end } else { start });
            return;
        }
        let field = self.text_of(&clause.field.span);
        let not = operator.negates();
        let written = match (&meant, not) {
            (Meant::Since { .. }, false) => format!("{field} >= {start}"),
            (Meant::Since { .. }, true) => format!("{field} < {start}"),
            (Meant::Function(function), _) => return self.write(term, function.clone()),
            (_, false) => format!("({field} >= {} AND {field} <= {end})", meant.first()),
            (_, true) => format!("({field} < {} OR {field} > {end})", meant.first()),
        };
        self.write_clause(&clause.span, written);
    }

    /// What a value that stands for a time becomes. `Err` if it is none, which is then told.
    pub(super) fn time(&mut self, term: &Term) -> Result<Verdict, ()> {
        let value = term.value.trim();
        if is_literal(value) {
            return Ok(Verdict::Keep);
        }
        if let Some(meant) = meant(value) {
            return Ok(Verdict::Write(meant.bounds().0));
        }
        if let Some((written, zoned)) = timestamp(value) {
            if !zoned {
                return Ok(Verdict::Write(quote(&written)));
            }
            if let Some(there) = self.answers.zone.as_ref().and_then(|zone| in_zone(value, zone)) {
                return Ok(Verdict::Write(quote(&there)));
            }
            let message = format!(
                "`{value}` has a time zone, and JQL reads times in that of the profile: write it without, like `{written}`"
            );
            self.problem(&term.span, Wrong::Malformed, message, Vec::new(), None);
            return Err(());
        }
        let days = days(value);
        let fix = match days.as_slice() {
            [one] => Some(quote(one)),
            _ => None,
        };
        let message = format!("`{value}` is no date: write it like `2026-06-01`, `-7d` or `startOfWeek()`");
        let candidates = days.into_iter().map(|day| Candidate { name: day.clone(), detail: None, send: day });
        self.problem(&term.span, Wrong::Malformed, message, candidates.collect(), fix);
        Err(())
    }
}

impl Meant {
    /// The beginning, or the point itself, and the end.
    fn bounds(&self) -> (String, String) {
        match self {
            Self::At { count, unit } | Self::Since { count, unit } => {
                let end = format!("endOfDay({})", quote(&offset(*count, *unit)));
                match unit {
                    // Literals have no months and years.
                    Unit::Month | Unit::Year => (format!("startOfDay({})", quote(&offset(*count, *unit))), end),
                    _ => (offset(*count, *unit), end),
                }
            }
            Self::Whole { away, unit } => {
                let argument = if *away == 0 { String::new() } else { away.to_string() };
                let name = unit.name();
                (format!("startOf{name}({argument})"), format!("endOf{name}({argument})"))
            }
            Self::Function(function) => (function.clone(), function.clone()),
        }
    }

    /// The beginning of the whole that an equal time lies in: of the day, where a point is meant.
    fn first(&self) -> String {
        match self {
            Self::At { count, unit } => format!("startOfDay({})", quote(&offset(*count, *unit))),
            _ => self.bounds().0,
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Year => "Year",
            Self::Minute | Self::Hour | Self::Day => "Day",
        }
    }

    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "min" | "mins" | "minute" | "minutes" => Self::Minute,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "wk" | "week" | "weeks" => Self::Week,
            "mo" | "month" | "months" => Self::Month,
            "y" | "yr" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }
}

fn offset(count: i64, unit: Unit) -> String {
    let letter = match unit {
        Unit::Minute => 'm',
        Unit::Hour => 'h',
        Unit::Day => 'd',
        Unit::Week => 'w',
        Unit::Month => 'M',
        Unit::Year => 'y',
    };
    format!("{count}{letter}")
}

fn meant(text: &str) -> Option<Meant> {
    let lower = text.trim().to_lowercase();
    let (negative, rest) = match lower.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, lower.strip_prefix('+').unwrap_or(&lower)),
    };
    let signed = rest.len() < lower.len();
    let parts = parts(rest);
    let words: Vec<&str> = parts.iter().map(String::as_str).filter(|word| *word != "the").collect();
    let function = |name: &str| words::is_time(name).then(|| Meant::Function(format!("{}()", text.trim())));
    let counted = |count: &str, unit: &str, back: bool| {
        let count = number(count)?;
        Some((if back { -count } else { count }, Unit::read(unit)?))
    };
    match words.as_slice() {
        ["now"] => Some(Meant::Function("now()".into())),
        ["today" | "yesterday" | "tomorrow"] => named_whole(&words),
        [one] => function(one),
        ["start" | "beginning" | "end", "of", unit @ ..] => {
            let (start, end) = named_whole(unit)?.bounds();
            Some(Meant::Function(if words.first() == Some(&"end") { end } else { start }))
        }
        ["this" | "current" | "last" | "previous" | "past" | "next", _] => named_whole(&words),
        [count, unit] => counted(count, unit, negative || !signed).map(|(count, unit)| Meant::At { count, unit }),
        ["in" | "within", "last" | "past" | "previous", count, unit]
        | ["last" | "past" | "previous" | "within", count, unit] => {
            counted(count, unit, true).map(|(count, unit)| Meant::Since { count, unit })
        }
        [count, unit, "ago"] => counted(count, unit, true).map(|(count, unit)| Meant::At { count, unit }),
        ["next" | "in", count, unit] | [count, unit, "from", "now"] => {
            counted(count, unit, false).map(|(count, unit)| Meant::At { count, unit })
        }
        _ => None,
    }
}

/// A whole day, week, month or year by its name: `today`, `last week`, `month`.
fn named_whole(words: &[&str]) -> Option<Meant> {
    let (away, unit) = match words {
        ["today"] => (0, "day"),
        ["yesterday"] => (-1, "day"),
        ["tomorrow"] => (1, "day"),
        ["this" | "current", unit] | [unit] => (0, *unit),
        ["last" | "previous" | "past", unit] => (-1, *unit),
        ["next", unit] => (1, *unit),
        _ => return None,
    };
    let unit = Unit::read(unit).filter(|unit| !matches!(unit, Unit::Minute | Unit::Hour))?;
    Some(Meant::Whole { away, unit })
}

/// The words of a text; a number ends where letters begin.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut last = ' ';
    for character in text.chars() {
        let blank = character.is_whitespace() || character == '_';
        if !blank {
            let begins = last == ' ' || last.is_ascii_digit() != character.is_ascii_digit();
            match parts.last_mut().filter(|_| !begins) {
                Some(part) => part.push(character),
                None => parts.push(character.to_string()),
            }
        }
        last = if blank { ' ' } else { character };
    }
    parts
}

fn number(word: &str) -> Option<i64> {
    match word {
        "a" | "an" | "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        digits => digits.parse().ok().filter(|count| *count <= 100_000),
    }
}

/// Whether Jira reads the text as a time: `2026-06-01`, `2026/06/01 10:00`, `-7d`, `4w 2d`.
fn is_literal(text: &str) -> bool {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let period = |part: &str| {
        let digits = part.trim_end_matches(|last: char| "yMwdhm".contains(last));
        part.len() - digits.len() <= 1 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !unsigned.is_empty() && unsigned.split_whitespace().all(period) {
        return true;
    }
    let (day, time) = text.split_once(' ').unwrap_or((text, "0:00"));
    let parts = |text: &str, by: &[char], lengths: &[std::ops::RangeInclusive<usize>]| {
        let parts: Vec<&str> = text.split(by).collect();
        let fits = |(part, length): (&&str, &std::ops::RangeInclusive<usize>)| {
            length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        parts.len() == lengths.len() && parts.iter().zip(lengths).all(fits)
    };
    let day = parts(day, &['-'], &[4..=4, 1..=2, 1..=2]) || parts(day, &['/'], &[4..=4, 1..=2, 1..=2]);
    day && parts(time.trim(), &[':'], &[1..=2, 2..=2])
}

/// A timestamp as JQL writes it, and whether it has a time zone.
fn timestamp(text: &str) -> Option<(String, bool)> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let minutes = time.get(..5)?;
    let rest = time.get(5..)?;
    let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '.');
    let written = format!("{day} {minutes}");
    let zoned = !zone.is_empty();
    let known = zone.is_empty() || zone.eq_ignore_ascii_case("z") || zone.starts_with(['+', '-']);
    (is_literal(&written) && known).then_some((written, zoned))
}

/// Whether a value of a query is a timestamp of a time zone, so that the profile's must be known.
pub fn has_zone(text: &str) -> bool {
    timestamp(text.trim()).is_some_and(|(_, zoned)| zoned)
}

/// A timestamp as it is written in a time zone, to the minute.
fn in_zone(text: &str, zone: &TimeZone) -> Option<String> {
    let at: Timestamp = text.trim().parse().ok()?;
    Some(at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
}

/// The days that a date in another order may mean.
fn days(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return Vec::new() };
    let number = |part: &str| part.parse::<u16>().ok();
    let (Some(first), Some(second), Some(third)) = (number(first), number(second), number(third)) else {
        return Vec::new();
    };
    let tries = [(first, second, third), (third, second, first), (third, first, second)];
    let mut days: Vec<String> = Vec::new();
    for (year, month, day) in tries {
        let written = format!("{year:04}-{month:02}-{day:02}");
        if (1900..=2999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && !days.contains(&written)
        {
            days.push(written);
        }
    }
    days
}
