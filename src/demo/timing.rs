//! Every duration of the embedded Jira, so that one factor makes tests fast.

use std::time::Duration;

/// How long things take, already multiplied by the factor.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long a stalled answer stays silent; longer than any client should wait.
    pub stall: Duration,
    /// The pause between two pieces of a slow body.
    pub slow_step: Duration,
    /// The pause after which a broken body breaks, so that its first half has left.
    pub breath: Duration,
    /// How long the search index lags behind a write when a test asks for the usual lag.
    pub usual_lag: Duration,
    /// One second of a rate limit's window.
    pub second: Duration,
}

impl Timing {
    /// The durations of real time, multiplied by `factor` (1 is real time).
    pub fn scaled(factor: f64) -> Self {
        let factor = if factor.is_finite() && factor > 0.0 { factor } else { 1.0 };
        Self {
            stall: Duration::from_secs(600).mul_f64(factor),
            slow_step: Duration::from_millis(500).mul_f64(factor),
            breath: Duration::from_millis(200).mul_f64(factor),
            usual_lag: Duration::from_secs(3).mul_f64(factor),
            second: Duration::from_secs(1).mul_f64(factor),
        }
    }
}
