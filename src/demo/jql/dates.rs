//! Moments as queries write them: literals, periods, and the functions of the calendar.
//!
//! Literals are read in the caller's zone with minute precision (Jira facts, item 25); weeks begin on Sunday, as in Jira's default locale.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

/// The clock of one search.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
}

/// A moment in a query, with the span that equality accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The moment itself, the first of its span.
    pub(super) start: Timestamp,
    /// The first moment after its span: a minute later, or a day when no time was written.
    pub(super) end: Timestamp,
}

/// The functions that [`Clock::function`] answers.
pub(super) fn is_function(name: &str) -> bool {
    name.eq_ignore_ascii_case("now") || Edge::of(name).is_some()
}

impl Clock {
    /// A literal: `2026-06-15`, `2026/6/15 12:30`, `-7d`, `4w 2d`. `None` when it is none of these.
    pub(super) fn literal(&self, text: &str) -> Option<Moment> {
        let text = text.trim();
        if let Some(span) = period(text) {
            let start = self.shift(self.now, span)?;
            return Some(Moment { start, end: after_a_minute(start)? });
        }
        let (date, time) = match text.split_once(' ') {
            Some((date, time)) => (date, Some(time.trim_start())),
            None => (text, None),
        };
        let date = parse_date(date)?;
        match time {
            None => Some(Moment {
                start: self.instant(date.to_datetime(jiff::civil::Time::midnight()))?,
                end: self.instant(date.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()))?,
            }),
            Some(time) => {
                let (hour, minute) = time.split_once(':')?;
                let time = jiff::civil::Time::new(number(hour, 2)?, number(minute, 2)?, 0, 0).ok()?;
                let start = self.instant(date.to_datetime(time))?;
                Some(Moment { start, end: after_a_minute(start)? })
            }
        }
    }

    /// A function of the calendar; the error is Jira's message. The name must be one that [`is_function`] accepts.
    pub(super) fn function(&self, name: &str, arguments: &[String]) -> Result<Moment, String> {
        let start = match Edge::of(name) {
            None if arguments.is_empty() => Some(self.now),
            None => {
                let count = arguments.len();
                return Err(format!("Function '{name}' expected '0' arguments but received '{count}'."));
            }
            Some(edge) => match arguments {
                [] => self.edge(edge, Span::new()),
                [increment] => match edge.increment(increment) {
                    Some(span) => self.edge(edge, span),
                    None => {
                        return Err(format!(
                            "Duration for function '{name}' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier."
                        ));
                    }
                },
                _ => {
                    let count = arguments.len();
                    return Err(format!(
                        "Function '{name}' expected between '0' and '1' arguments but received '{count}'."
                    ));
                }
            },
        };
        start
            .and_then(|start| Some(Moment { start, end: after_a_minute(start)? }))
            .ok_or_else(|| format!("A date provided by the function '{name}' is out of range."))
    }

    /// The day of a moment, in the caller's zone.
    pub(super) fn day(&self, moment: Timestamp) -> Date {
        self.local(moment).date()
    }

    /// Whether a moment is exactly midnight in the caller's zone, as plain dates are.
    pub(super) fn is_midnight(&self, moment: Timestamp) -> bool {
        self.local(moment).time() == jiff::civil::Time::midnight()
    }

    /// The edge, moved: the period is cut first and shifted then, so that `endOfMonth("+15d")` is in the next month.
    fn edge(&self, edge: Edge, shift: Span) -> Option<Timestamp> {
        let day = self.local(self.now).date();
        let first = match edge.unit {
            Unit::Day => day,
            Unit::Week => {
                let passed = i64::from(day.weekday().to_sunday_zero_offset());
                day.checked_sub(Span::new().try_days(passed).ok()?).ok()?
            }
            Unit::Month => day.first_of_month(),
            Unit::Year => day.first_of_year(),
        };
        let midnight = |date: Date| date.to_datetime(jiff::civil::Time::midnight());
        if !edge.end {
            return self.instant(midnight(first).checked_add(shift).ok()?);
        }
        let next = match edge.unit {
            Unit::Day => first.checked_add(1.day()),
            Unit::Week => first.checked_add(1.week()),
            Unit::Month => first.checked_add(1.month()),
            Unit::Year => first.checked_add(1.year()),
        };
        let moved = self.instant(midnight(next.ok()?).checked_add(shift).ok()?)?;
        moved.checked_sub(1.millisecond()).ok()
    }

    fn shift(&self, moment: Timestamp, span: Span) -> Option<Timestamp> {
        Some(moment.to_zoned_datetime(self.zone.clone()).checked_add(span).ok()?.timestamp())
    }

    fn local(&self, moment: Timestamp) -> DateTime {
        moment.to_zoned_datetime(self.zone.clone()).datetime()
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        Some(local.to_zoned_datetime(self.zone.clone()).ok()?.timestamp())
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The start or the end of a period.
#[derive(Clone, Copy)]
struct Edge {
    unit: Unit,
    end: bool,
}

impl Edge {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (end, unit) = match name.strip_prefix("startof") {
            Some(unit) => (false, unit),
            None => (true, name.strip_prefix("endof")?),
        };
        let unit = match unit {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        };
        Some(Self { unit, end })
    }

    /// `(+/-)n(yMwdhm)`; without a unit it counts in the function's own.
    fn increment(self, text: &str) -> Option<Span> {
        let text = text.trim();
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let letters = unsigned.trim_start_matches(|character: char| character.is_ascii_digit());
        let count = number::<i64>(unsigned.strip_suffix(letters)?, 9)?;
        let count = if text.starts_with('-') { -count } else { count };
        let span = Span::new();
        match letters {
            "y" => span.try_years(count),
            "M" => span.try_months(count),
            "w" => span.try_weeks(count),
            "d" => span.try_days(count),
            "h" => span.try_hours(count),
            "m" => span.try_minutes(count),
            "" => match self.unit {
                Unit::Day => span.try_days(count),
                Unit::Week => span.try_weeks(count),
                Unit::Month => span.try_months(count),
                Unit::Year => span.try_years(count),
            },
            _ => return None,
        }
        .ok()
    }
}

/// A period: `-7d`, `4w 2d`. A leading minus holds for all of it.
fn period(text: &str) -> Option<Span> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mut weeks, mut days, mut hours, mut minutes) = (0_i64, 0_i64, 0_i64, 0_i64);
    let mut count = String::new();
    let mut units = 0;
    for character in unsigned.chars() {
        let unit = match character {
            '0'..='9' => {
                count.push(character);
                continue;
            }
            ' ' if count.is_empty() => continue,
            'w' => &mut weeks,
            'd' => &mut days,
            'h' => &mut hours,
            'm' => &mut minutes,
            _ => return None,
        };
        *unit = unit.checked_add(number::<i64>(&count, 9)?)?;
        count.clear();
        units += 1;
    }
    if units == 0 || !count.is_empty() {
        return None;
    }
    let span =
        Span::new().try_weeks(weeks).ok()?.try_days(days).ok()?.try_hours(hours).ok()?.try_minutes(minutes).ok()?;
    Some(if text.starts_with('-') { -span } else { span })
}

fn parse_date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok()
}

/// A number of at most so many plain digits.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<T> {
    let plain = !text.is_empty() && text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn after_a_minute(moment: Timestamp) -> Option<Timestamp> {
    moment.checked_add(1.minute()).ok()
}
