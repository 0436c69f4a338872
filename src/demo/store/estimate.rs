//! Time tracking: one field of two estimates, each a number of seconds, in days of eight hours and weeks of five days.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{Issue, Store, Value};

const INVALID: &str = "The original estimate or the remaining estimate is not in the correct format.";

impl Store {
    /// Sets what a write names of it. Whoever gives the first estimate says as well how much is left.
    pub(crate) fn set_estimates(
        &mut self,
        issue: &mut Issue,
        json: &Json,
        by: usize,
        now: Timestamp,
    ) -> Result<(), String> {
        let members = json.as_object().ok_or("data was not an object")?;
        let read = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => seconds(text).map(Some).ok_or(INVALID),
            Some(_) => Err(INVALID),
        };
        let (original, remaining) = (read("originalEstimate")?, read("remainingEstimate")?);
        let is_first = issue.get("timeoriginalestimate").is_none() && issue.get("timeestimate").is_none();
        let left = remaining.or(original.filter(|_| is_first));
        for (field, estimate) in [("timeoriginalestimate", original), ("timeestimate", left)] {
            if let Some(seconds) = estimate {
                self.set(issue, field, Some(Value::Number(seconds)), by, now);
            }
        }
        Ok(())
    }
}

/// `1w 2d 3h 30m`; a number alone is minutes.
fn seconds(text: &str) -> Option<f64> {
    let mut all = 0.0;
    for part in text.split_whitespace() {
        let digits = part.trim_end_matches(char::is_alphabetic);
        let unit = match part.strip_prefix(digits)? {
            "w" => 5.0 * 8.0 * 3_600.0,
            "d" => 8.0 * 3_600.0,
            "h" => 3_600.0,
            "m" | "" => 60.0,
            _ => return None,
        };
        all += digits.parse::<f64>().ok()? * unit;
    }
    (!text.trim().is_empty()).then_some(all)
}
