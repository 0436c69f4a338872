//! What Jira's headers say of its limits, in all the forms that they have been seen in (Jira facts, items 6 to 10, 14, 15).
//!
//! Pure: header names and values in, numbers out. Nothing that can't be read is an error; it is as if it were absent.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::HeaderMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What an answer's headers say of limits. Seconds are Jira's, not yet scaled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// `Retry-After`, also in its `Beta-` form.
    pub retry_after: Option<RetryAfter>,
    /// `X-RateLimit-Reset`: when the limit is full again.
    pub reset: Option<SystemTime>,
    /// The longest `t=` of an exhausted policy in `RateLimit: "policy";r=0;t=600`.
    pub exhausted_for: Option<f64>,
    /// Which limit it was.
    pub reason: Option<Reason>,
    /// Data Center's bucket.
    pub bucket: Option<BucketState>,
    /// Cloud's bucket, of which it is not told what flows in.
    pub announced: Option<Announced>,
    /// `X-RateLimit-NearLimit`: less than a fifth is left.
    pub near: bool,
    /// What is left of the route's burst, from `RateLimit: "jira-burst-based";r=11;t=1`.
    pub burst_left: Option<f64>,
    /// The tightest quota that is told; it is not told while it is far away.
    pub quota: Option<QuotaState>,
}

/// `X-RateLimit-Limit` and `X-RateLimit-Remaining` without a fill rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Announced {
    /// How many requests fit.
    pub limit: f64,
    /// How many are left.
    pub remaining: f64,
}

/// A quota, from `RateLimit: "tenant-app-quota";r=11000;t=600`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuotaState {
    /// The points that are left.
    pub left: f64,
    /// Seconds until it is full again.
    pub seconds: f64,
}

/// The two forms of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryAfter {
    /// So many seconds; 0 is really sent.
    Seconds(f64),
    /// Not before this moment.
    At(SystemTime),
}

/// Which limit refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Too many requests a second to one route: slow that route.
    Burst,
    /// Too many writes to one issue: delay writes to it.
    PerIssue,
    /// A quota of the hour, or a reason that we don't know: stop everything.
    Quota,
}

/// Data Center's token bucket, which stands on every answer (Jira facts, item 14).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BucketState {
    /// How many requests fit.
    pub limit: f64,
    /// How many are left.
    pub remaining: f64,
    /// Requests per second that come back.
    pub per_second: f64,
}

impl Limits {
    /// Reads the headers.
    pub fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| text(name).and_then(|value| value.parse::<f64>().ok()).filter(|n| n.is_finite());
        let policies: Vec<Policy> = ["ratelimit", "beta-ratelimit"]
            .iter()
            .flat_map(|name| headers.get_all(*name))
            .filter_map(|value| value.to_str().ok())
            .flat_map(read_structured)
            .collect();
        let exhausted = policies.iter().filter(|policy| policy.left <= 0.0);
        let quotas = policies.iter().filter(|policy| !policy.is_burst);
        let [limit, remaining] = ["limit", "remaining"]
            .map(|what| number(&format!("x-ratelimit-{what}")).or_else(|| number(&format!("x-beta-ratelimit-{what}"))));
        let bucket =
            read_bucket(limit, remaining, number("x-ratelimit-fillrate"), number("x-ratelimit-interval-seconds"));
        let near = text("x-ratelimit-nearlimit").or_else(|| text("x-beta-ratelimit-nearlimit"));
        Self {
            retry_after: text("retry-after").or_else(|| text("beta-retry-after")).and_then(read_retry_after),
            reset: text("x-ratelimit-reset").or_else(|| text("x-beta-ratelimit-reset")).and_then(date),
            exhausted_for: exhausted.map(|policy| policy.seconds).reduce(f64::max),
            reason: text("ratelimit-reason").or_else(|| text("x-beta-ratelimit-reason")).map(read_reason),
            announced: limit
                .zip(remaining)
                .filter(|(limit, _)| bucket.is_none() && *limit >= 1.0)
                .map(|(limit, remaining)| Announced { limit, remaining: remaining.clamp(0.0, limit) }),
            bucket,
            near: near.is_some_and(|near| near.eq_ignore_ascii_case("true")),
            burst_left: policies.iter().filter(|policy| policy.is_burst).map(|policy| policy.left).reduce(f64::min),
            quota: quotas
                .map(|policy| QuotaState { left: policy.left, seconds: policy.seconds })
                .min_by(|a, b| a.per_second().total_cmp(&b.per_second())),
        }
    }
}

impl QuotaState {
    /// The points that may be spent each second so that it lasts.
    pub fn per_second(&self) -> f64 {
        self.left / self.seconds.max(1.0)
    }
}

/// One policy of a structured header that tells what is left.
struct Policy {
    is_burst: bool,
    left: f64,
    seconds: f64,
}

fn read_retry_after(text: &str) -> Option<RetryAfter> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Some(RetryAfter::Seconds(seconds)),
        Ok(_) => None,
        Err(_) => date(text).map(RetryAfter::At),
    }
}

/// A moment in any of the forms that headers have: RFC 3339, an HTTP date, seconds since 1970.
pub fn date(text: &str) -> Option<SystemTime> {
    let moment =
        text.parse::<Timestamp>().ok().or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(text).ok()).or_else(
            || text.parse::<i64>().ok().filter(|n| *n > 1_000_000_000).and_then(|n| Timestamp::from_second(n).ok()),
        )?;
    let since_1970 = Duration::try_from(moment.duration_since(Timestamp::UNIX_EPOCH)).ok()?;
    UNIX_EPOCH.checked_add(since_1970)
}

fn read_reason(text: &str) -> Reason {
    let text = text.to_ascii_lowercase();
    if text.contains("per-issue") {
        Reason::PerIssue
    } else if text.contains("burst") {
        Reason::Burst
    } else {
        Reason::Quota
    }
}

/// `"tenant-app-quota";r=0;t=2788, "jira-burst-based";r=11;t=1`: those that say both what is left and until when.
fn read_structured(text: &str) -> Vec<Policy> {
    let read = |policy: &str| {
        let mut parts = policy.split(';');
        let name = parts.next()?.to_ascii_lowercase();
        let parameter = |name: &str| {
            policy.split(';').skip(1).find_map(|part| {
                let (key, value) = part.split_once('=')?;
                let number = if key.trim() == name { value.trim().parse::<f64>().ok() } else { None };
                number.filter(|number| number.is_finite() && *number >= 0.0)
            })
        };
        Some(Policy { is_burst: name.contains("burst"), left: parameter("r")?, seconds: parameter("t")? })
    };
    text.split(',').filter_map(read).collect()
}

fn read_bucket(
    limit: Option<f64>,
    remaining: Option<f64>,
    fill: Option<f64>,
    interval: Option<f64>,
) -> Option<BucketState> {
    let (limit, remaining, fill, interval) = (limit?, remaining?, fill?, interval?);
    (limit >= 1.0 && fill > 0.0 && interval > 0.0).then(|| BucketState {
        limit,
        remaining: remaining.clamp(0.0, limit),
        per_second: fill / interval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn limits(headers: &[(&str, &str)]) -> Limits {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        Limits::read(&map)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(limits(&[("Retry-After", "7")]).retry_after, Some(RetryAfter::Seconds(7.0)));
        assert_eq!(limits(&[("retry-after", "0")]).retry_after, Some(RetryAfter::Seconds(0.0)));
        assert_eq!(limits(&[("Beta-Retry-After", "3")]).retry_after, Some(RetryAfter::Seconds(3.0)));
        let date = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let read = limits(&[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")]).retry_after;
        assert_eq!(read, Some(RetryAfter::At(date)));
        for nonsense in ["", "soon", "-1", "NaN"] {
            assert_eq!(limits(&[("Retry-After", nonsense)]).retry_after, None, "{nonsense}");
        }
    }

    #[test]
    fn the_reset_is_an_iso_date_even_without_seconds() {
        let with = limits(&[("X-RateLimit-Reset", "2026-03-26T16:00:00Z")]).reset;
        let without = limits(&[("X-Beta-Ratelimit-Reset", "2026-03-26T16:00Z")]).reset;
        assert!(with.is_some());
        assert_eq!(with, without);
    }

    #[test]
    fn only_an_exhausted_policy_makes_us_wait() {
        let one = limits(&[("Beta-RateLimit", "\"tenant-app-quota\";r=0;t=2788, \"jira-burst-based\";r=11;t=9000")]);
        assert_eq!(one.exhausted_for, Some(2788.0));
        assert_eq!(limits(&[("RateLimit", "\"global-app-quota\";r=11000;t=600")]).exhausted_for, None);
        assert_eq!(limits(&[("RateLimit", "\"a\";t=600")]).exhausted_for, None);
    }

    #[test]
    fn what_is_left_of_a_quota_and_of_a_burst_is_told_apart() {
        let both = limits(&[
            ("Beta-RateLimit", "\"global-app-quota\";r=11000;t=600, \"tenant-app-quota\";r=900;t=600"),
            ("RateLimit", "\"jira-burst-based\";r=11;t=1"),
        ]);
        assert_eq!(both.quota, Some(QuotaState { left: 900.0, seconds: 600.0 }));
        assert_eq!((both.burst_left, both.exhausted_for), (Some(11.0), None));
    }

    #[test]
    fn cloud_says_how_much_is_left_and_not_what_flows_in() {
        let told = limits(&[("X-Ratelimit-Limit", "350"), ("X-Ratelimit-Remaining", "349")]);
        assert_eq!(told.announced, Some(Announced { limit: 350.0, remaining: 349.0 }));
        assert_eq!((told.bucket, told.near), (None, false));
        assert!(limits(&[("X-RateLimit-NearLimit", "true")]).near);
        assert_eq!(limits(&[("X-RateLimit-Limit", "0"), ("X-RateLimit-Remaining", "0")]).announced, None);
    }

    #[test]
    fn an_unknown_reason_stops_everything() {
        assert_eq!(limits(&[("RateLimit-Reason", "jira-burst-based")]).reason, Some(Reason::Burst));
        assert_eq!(limits(&[("RateLimit-Reason", "jira-per-issue-on-write")]).reason, Some(Reason::PerIssue));
        assert_eq!(limits(&[("RateLimit-Reason", "jira-cost-based")]).reason, Some(Reason::Quota));
        assert_eq!(limits(&[]).reason, None);
    }

    #[test]
    fn a_bucket_needs_all_four_headers() {
        let headers = [
            ("x-ratelimit-limit", "5"),
            ("x-ratelimit-remaining", "1"),
            ("x-ratelimit-fillrate", "5"),
            ("x-ratelimit-interval-seconds", "2"),
        ];
        let bucket = limits(&headers).bucket;
        assert_eq!(bucket, Some(BucketState { limit: 5.0, remaining: 1.0, per_second: 2.5 }));
        assert_eq!(limits(&headers[..2]).bucket, None);
    }
}
