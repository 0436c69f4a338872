//! Whether two durations are the same: `10h` is `1d 2h` where a day has eight hours.
//!
//! How long a day and a week are is a setting of the site. It need not be asked for: Jira tells a duration in words and in
//! seconds, and what was sent is the same if one length of days and weeks makes both out of the words.

use serde_json::{Map, Value};

/// Half an hour in seconds, of which days are made.
const HALF_HOUR: f64 = 1_800.0;

/// Whether time tracking holds this duration for a member: `originalEstimate`, `remainingEstimate`.
pub(super) fn holds(held: &Map<String, Value>, member: &str, sent: &Value) -> bool {
    let Some(sent) = sent.as_str() else { return false };
    let told = held.get(member).and_then(Value::as_str);
    if told == Some(sent) {
        return true;
    }
    let seconds = held.get(&format!("{member}Seconds")).and_then(Value::as_f64);
    match (told, seconds) {
        (Some(told), Some(seconds)) => is_same(sent, told, seconds),
        // What is used up may not be told at all.
        (None, seconds) => seconds.unwrap_or_default() == 0.0 && is_same(sent, "0m", 0.0),
        (Some(_), None) => false,
    }
}

/// Whether two texts can both be so many seconds.
fn is_same(one: &str, other: &str, total: f64) -> bool {
    let lengths = || (1..=48).flat_map(|day| (1..=7).map(move |week| (f64::from(day) * HALF_HOUR, f64::from(week))));
    lengths().any(|(day, week)| {
        let is = |text: &str| seconds(text, day, day * week).is_some_and(|all| (all - total).abs() < 1.0);
        is(one) && is(other)
    })
}

fn seconds(text: &str, day: f64, week: f64) -> Option<f64> {
    let part = |part: &str| {
        let number = part.trim_end_matches(char::is_alphabetic);
        let unit = match part.strip_prefix(number)? {
            "w" => week,
            "d" => day,
            "h" => 3_600.0,
            "m" => 60.0,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * unit)
    };
    text.split_whitespace().map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn same(sent: &str, told: &str, seconds: u64) -> bool {
        let held = json!({"originalEstimate": told, "originalEstimateSeconds": seconds});
        holds(held.as_object().unwrap(), "originalEstimate", &json!(sent))
    }

    #[test]
    fn what_jira_writes_down_otherwise_is_the_same() {
        assert!(same("10h", "1d 2h", 36_000), "days of eight hours");
        assert!(same("90m", "1h 30m", 5_400));
        assert!(same("9d", "1w 4d", 9 * 28_800), "weeks of five days");
        assert!(same("1.5h", "1h 30m", 5_400));
        assert!(same("7.5h", "1d", 27_000), "days of seven hours and a half");
        assert!(same("3h", "3h", 0), "the same words");
    }

    #[test]
    fn another_duration_is_another_one() {
        assert!(!same("10h", "1d 3h", 39_600));
        assert!(!same("1d", "2d", 57_600));
        assert!(!same("3h", "2h", 7_200));
        assert!(!same("soon", "1h", 3_600));
        assert!(!holds(&Map::new(), "originalEstimate", &json!("1h")));
        assert!(holds(&Map::new(), "remainingEstimate", &json!("0h")));
    }
}
