//! What one call of a tool may cost: how long it may take, who may stop it, and who is told that it waits.

use super::error::{Error, Kind};
use serde_json::Value;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Whether it is going to write: what it reads before comes before what others read.
    pub is_writing: bool,
    /// Told what became of a write that was finished in the background after the call had ended: once for each such write.
    pub on_late: Option<OnLate>,
    /// What is done when the answer was handed over; filled by [`Self::when_delivered`].
    pub delivery: Delivery,
}

/// What a write came to that ended after its call: what Jira told of it (null when that could not be read), or the failure.
pub type Late = Result<Value, Error>;

/// Who is told of it.
pub type OnLate = Arc<dyn Fn(&Late) + Send + Sync>;

/// What is to be done when the answer was handed to a client that still wants it.
type Hook = Box<dyn FnOnce() + Send>;

/// What is to be done then, for all clones of a call.
#[derive(Clone, Default)]
pub struct Delivery(Arc<Mutex<Vec<Hook>>>);

/// Why something was not awaited to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The client no longer wants the answer.
    Cancelled,
    /// The call's time was up.
    OutOfTime,
}

impl Call {
    /// A call that nobody cancels or watches.
    pub fn with_budget(budget: Duration) -> Self {
        Self {
            deadline: Instant::now() + budget,
            cancelled: CancellationToken::new(),
            on_wait: Arc::new(|_| ()),
            is_writing: false,
            on_late: None,
            delivery: Delivery::default(),
        }
    }

    /// The same call, whose late writes are told to `hook`.
    #[must_use]
    pub fn with_late(&self, hook: impl Fn(&Late) + Send + Sync + 'static) -> Self {
        Self { on_late: Some(Arc::new(hook)), ..self.clone() }
    }

    /// Does something when the answer was handed to a client that still wants it, and never otherwise.
    pub fn when_delivered(&self, hook: impl FnOnce() + Send + 'static) {
        self.delivery.0.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(hook));
    }

    /// Says that the answer was handed over. A call that was cancelled has nobody to hand it to.
    pub fn delivered(&self) {
        let hooks = std::mem::take(&mut *self.delivery.0.lock().unwrap_or_else(PoisonError::into_inner));
        if !self.cancelled.is_cancelled() {
            hooks.into_iter().for_each(|hook| hook());
        }
    }

    /// What is left of the budget; zero when it is spent.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether the call still lives: something that begins unasked, such as a write of its own task, is asked for here first.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the call is cancelled or its time is up.
    pub fn check(&self) -> Result<(), Stop> {
        if self.cancelled.is_cancelled() {
            Err(Stop::Cancelled)
        } else if self.time_left().is_zero() {
            Err(Stop::OutOfTime)
        } else {
            Ok(())
        }
    }

    /// Awaits something as long as the call lives.
    ///
    /// # Errors
    ///
    /// [`Stop`] when the call is cancelled or its time is up.
    pub async fn within<T>(&self, future: impl Future<Output = T>) -> Result<T, Stop> {
        self.check()?;
        tokio::select! {
            biased;
            () = self.cancelled.cancelled() => Err(Stop::Cancelled),
            result = tokio::time::timeout_at(self.deadline.into(), future) => result.map_err(|_| Stop::OutOfTime),
        }
    }
}

impl Stop {
    /// The kind of failure that it is.
    pub fn kind(self) -> Kind {
        match self {
            Self::Cancelled => Kind::Cancelled,
            Self::OutOfTime => Kind::Timeout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_delivered_once_and_never_to_a_client_that_left() {
        let count = Arc::new(Mutex::new(0));
        let counting = |call: &Call| {
            let count = Arc::clone(&count);
            call.when_delivered(move || *count.lock().unwrap() += 1);
        };
        let call = Call::with_budget(Duration::from_secs(5));
        counting(&call);
        call.clone().delivered();
        call.delivered();
        assert_eq!(*count.lock().unwrap(), 1);
        let gone = Call::with_budget(Duration::from_secs(5));
        counting(&gone);
        gone.cancelled.cancel();
        gone.delivered();
        assert_eq!(*count.lock().unwrap(), 1);
    }

    #[tokio::test]
    async fn nothing_begins_when_the_time_is_up() {
        let call = Call::with_budget(Duration::ZERO);
        assert_eq!(call.within(async { "ready" }).await, Err(Stop::OutOfTime));
        assert_eq!(Call::with_budget(Duration::from_secs(5)).within(async { "ready" }).await, Ok("ready"));
    }
}
