//! Waits that a person would notice, told to a client that asked for progress.

use crate::jira::{Call, Timing, Wait};
use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Waits that were not told yet, at most; more say nothing new.
const PENDING: usize = 16;

/// What a wait is told to.
type OnWait = Arc<dyn Fn(&Wait) + Send + Sync>;

/// The progress of one call.
pub(super) struct Progress(Option<Listener>);

struct Listener {
    waits: mpsc::Receiver<Wait>,
    peer: Peer<RoleServer>,
    token: ProgressToken,
    told: f64,
    timing: Timing,
}

impl Progress {
    /// A call for the request that has this context, which the client may cancel, and its progress.
    pub(super) fn begin(context: &RequestContext<RoleServer>, timing: &Timing) -> (Self, Call) {
        let (progress, on_wait) = Self::of(context, timing.clone());
        (progress, Call { cancelled: context.ct.clone(), on_wait, ..Call::with_budget(timing.budget) })
    }

    /// The progress of the call, and what its waits are told to.
    fn of(context: &RequestContext<RoleServer>, timing: Timing) -> (Self, OnWait) {
        let Some(token) = context.meta.get_progress_token() else {
            return (Self(None), Arc::new(|_| ()));
        };
        let (sender, waits) = mpsc::channel(PENDING);
        let on_wait: OnWait = Arc::new(move |wait| drop(sender.try_send(wait.clone())));
        (Self(Some(Listener { waits, peer: context.peer.clone(), token, told: 0.0, timing })), on_wait)
    }

    /// Runs a call, or its next run, and tells its waits meanwhile. When it returns, no notification is on its way any more: progress
    /// must stop before the answer.
    pub(super) async fn report_until<T>(&mut self, answer: impl Future<Output = T>) -> T {
        let Some(listener) = &mut self.0 else {
            return answer.await;
        };
        let mut answer = pin!(answer);
        loop {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                Some(wait) = listener.waits.recv() => {
                    listener.told += 1.0;
                    listener.tell(&wait).await;
                }
            }
        }
    }
}

impl Listener {
    async fn tell(&self, wait: &Wait) {
        let seconds = self.timing.unscaled(wait.duration).as_secs_f64().ceil();
        let message = format!("{}: waiting {seconds} s", wait.reason);
        let notification = ProgressNotificationParam::new(self.token.clone(), self.told).with_message(message);
        if let Err(error) = self.peer.notify_progress(notification).await {
            tracing::debug!(%error, "progress could not be told");
        }
    }
}
