//! Writes that outlive their calls: what was sent may be done, so its end is waited for, and told.

use super::verdict::judge;
use crate::jira::answer::Answer;
use crate::jira::call::Call;
use crate::jira::error::{Error, Kind};
use crate::jira::request::Request;
use crate::jira::transport::NoAnswer;
use std::time::{Duration, SystemTime};
use tokio::sync::oneshot;

/// A write that goes on when its call has ended. It keeps its place among those under way until it was told.
pub(super) struct Background<H> {
    pub(super) call: Call,
    pub(super) request: Request,
    pub(super) sent_at: SystemTime,
    /// Freed when it was told.
    pub(super) held: H,
}

impl<H> Background<H> {
    /// Finishes it, at most for so long; what came of it is sent to the call, and told late when nobody takes it.
    pub(super) async fn finish(
        self,
        late: Duration,
        exchange: impl Future<Output = Result<Answer, NoAnswer>>,
        done: oneshot::Sender<Result<Answer, NoAnswer>>,
    ) {
        let too_late = |_| Err(NoAnswer { kind: Kind::Timeout, sent: true });
        let result = tokio::time::timeout(late, exchange).await.unwrap_or_else(too_late);
        if let (Err(mut result), Some(on_late)) = (done.send(result), &self.call.on_late) {
            let verdict = judge(&mut result, &self.request);
            let is_sent = !matches!(result, Err(NoAnswer { sent: false, .. }));
            on_late(&match (verdict.failure.clone(), result) {
                (Some(kind), _) | (None, Err(NoAnswer { kind, .. })) => Err(Error {
                    asked: self.request.asked(),
                    attempts: 1,
                    sent: is_sent,
                    sent_at: Some(self.sent_at),
                    effect: self.request.effect,
                    ..verdict.error(kind, None)
                }),
                (None, Ok(answer)) => Ok(answer.json),
            });
        }
        drop(self.held);
    }
}
