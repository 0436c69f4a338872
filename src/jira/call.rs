//! What one call of a tool may cost: how long it may take, who may stop it, and who is told that it waits.

use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A wait that is about to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long, at most.
    pub duration: Duration,
    /// Why, as one lower-case sentence: `Jira asked to slow down`.
    pub reason: String,
}

/// The bounds of one call. Cloned freely: all clones are the same call.
#[derive(Clone)]
pub struct Call {
    /// The moment by which the answer must stand, all waiting included.
    pub deadline: Instant,
    /// Fires when the client no longer wants the answer.
    pub cancelled: CancellationToken,
    /// Told before each wait that a person would notice.
    pub on_wait: Arc<dyn Fn(&Wait) + Send + Sync>,
}

impl Call {
    /// A call that nobody cancels or watches.
    pub fn with_budget(budget: Duration) -> Self {
        Self {
            deadline: Instant::now() + budget,
            cancelled: CancellationToken::new(),
            on_wait: Arc::new(|_| ()),
        }
    }

    /// What is left of the budget; zero when it is spent.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}
