//! One exchange: a request that goes out once, and what came of it.

use super::background::Background;
use super::turn::Place;
use super::{Client, Trail};
use crate::jira::answer::Answer;
use crate::jira::call::{Call, Stop};
use crate::jira::error::{Kind, Obstacle};
use crate::jira::request::Request;
use crate::jira::retry::Effect;
use crate::jira::transport::{NoAnswer, Transport};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

impl Client {
    /// One exchange. A write is finished in the background when its call ends early, because it may have been done already.
    pub(super) async fn exchange(
        &self,
        call: &Call,
        request: &Request,
        transport: &Transport,
        built: reqwest::Request,
        trail: &mut Trail,
        place: Place,
    ) -> Result<Answer, NoAnswer> {
        let stopped = |stop: Stop, sent: bool| NoAnswer { kind: stop.kind(), sent };
        call.check().map_err(|stop| stopped(stop, trail.sent))?;
        trail.attempts += 1;
        let before = std::mem::replace(&mut trail.sent, true);
        let sent_at = self.now();
        trail.sent_at = Some(sent_at);
        let late = call.time_left() + self.inner.settings.timing.late_write;
        let exchange = transport.clone().exchange(built, request.reading);
        let result = match request.effect {
            Effect::Read => call.within(exchange).await.map_err(|stop| stopped(stop, true))?,
            Effect::Write => {
                let (done, mut ended) = oneshot::channel();
                let flights = self.inner.flights.clone();
                flights.wrote();
                let exchange = async move {
                    let result = exchange.await;
                    flights.wrote();
                    result
                };
                // There is always room: no more are under way than have a place.
                let held = (place, Arc::clone(&self.inner.writes).try_acquire_owned().ok());
                let background = Background { call: call.clone(), request: request.clone(), sent_at, held };
                tokio::spawn(background.finish(late, exchange, done));
                match call.within(&mut ended).await {
                    Ok(Ok(result)) => result,
                    Ok(Err(_)) => Err(NoAnswer { kind: Kind::Unreachable(Obstacle::Reset), sent: true }),
                    Err(stop) => {
                        // What ended at the same moment is known; what did not is told late.
                        ended.close();
                        ended.try_recv().unwrap_or_else(|_| Err(stopped(stop, true)))
                    }
                }
            }
        };
        if let Err(NoAnswer { sent: false, .. }) = &result {
            trail.sent = before;
        }
        result
    }
}

/// A line of the log: never a body, never an address, which may hold names.
pub(super) fn note(request: &Request, result: &Result<Answer, NoAnswer>, attempt: u32, elapsed: Duration) {
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let status = result.as_ref().map_or(0, |answer| answer.status);
    tracing::debug!(method = %request.method, route = request.route, status, attempt, milliseconds, "jira");
}
