//! Waits that a person would notice, told to a client that asked for progress.

use crate::jira::{Timing, Wait};
use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Waits that were not told yet, at most; more say nothing new.
const PENDING: usize = 16;

/// What a wait is told to.
pub(super) type OnWait = Arc<dyn Fn(&Wait) + Send + Sync>;

/// The progress of one call.
pub(super) struct Progress(Option<Listener>);

struct Listener {
    waits: mpsc::Receiver<Wait>,
    peer: Peer<RoleServer>,
    token: ProgressToken,
    timing: Timing,
}

impl Progress {
    /// The progress of the call that has this context, and what its waits are told to.
    pub(super) fn of(context: &RequestContext<RoleServer>, timing: Timing) -> (Self, OnWait) {
        let Some(token) = context.meta.get_progress_token() else {
            return (Self(None), Arc::new(|_| ()));
        };
        let (sender, waits) = mpsc::channel(PENDING);
        let on_wait: OnWait = Arc::new(move |wait| drop(sender.try_send(wait.clone())));
        (Self(Some(Listener { waits, peer: context.peer.clone(), token, timing })), on_wait)
    }

    /// Runs a call and tells its waits meanwhile. When it returns, no notification is on its way any more: progress
    /// must stop before the answer.
    pub(super) async fn report_until<T>(self, answer: impl Future<Output = T>) -> T {
        let Some(mut listener) = self.0 else {
            return answer.await;
        };
        let mut answer = pin!(answer);
        let mut told = 0.0;
        loop {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                Some(wait) = listener.waits.recv() => {
                    told += 1.0;
                    listener.tell(&wait, told).await;
                }
            }
        }
    }
}

impl Listener {
    async fn tell(&self, wait: &Wait, told: f64) {
        let seconds = self.timing.unscaled(wait.duration).as_secs_f64().ceil();
        let message = format!("{}: waiting {seconds} s", wait.reason);
        let notification = ProgressNotificationParam::new(self.token.clone(), told).with_message(message);
        if let Err(error) = self.peer.notify_progress(notification).await {
            tracing::debug!(%error, "progress could not be told");
        }
    }
}
