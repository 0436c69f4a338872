//! Moments as people in the profile's zone read them.

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// `2026-11-23 14:05` in the zone. A date without a time is never shifted; what can't be read is shown as it is.
pub fn moment(text: &str, zone: &TimeZone) -> String {
    match parse(text) {
        Some(moment) => moment.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        None => text.to_owned(),
    }
}

/// A moment as Jira writes it: an offset without a colon on both products, `Z` from the agile part.
pub fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let formats = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%S%z"];
    formats.iter().find_map(|format| strtime::parse(format, text).ok()?.to_timestamp().ok())
}

#[cfg(test)]
mod tests {
    use super::moment;
    use jiff::tz::TimeZone;

    #[test]
    fn moments_are_shifted_and_dates_are_not() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(moment("2026-06-15T12:00:00.000+0000", &zone), "2026-06-15 14:00");
        assert_eq!(moment("2026-06-15T12:00:00.000-0700", &zone), "2026-06-15 21:00");
        assert_eq!(moment("2026-06-15T12:00:00.000Z", &zone), "2026-06-15 14:00");
        assert_eq!(moment("2026-06-15T12:00:00Z", &zone), "2026-06-15 14:00");
        assert_eq!(moment("2026-06-15", &zone), "2026-06-15");
        assert_eq!(moment("soon", &zone), "soon");
    }
}
