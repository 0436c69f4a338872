//! A request's turn: its tokens, and then a place among those under way.

use super::{Client, OwnedSemaphorePermit};
use crate::jira::call::Call;
use crate::jira::error::{Error, Kind};
use crate::jira::pace::{Lane, Ticket, Turn};
use crate::jira::request::Request;
use crate::jira::retry::Effect;
use std::sync::Arc;
use std::time::Instant;

/// A place among the requests under way. Reads that no write waits for have fewer of them.
pub(super) struct Place {
    _among_reads: Option<OwnedSemaphorePermit>,
    _among_all: OwnedSemaphorePermit,
}

/// A place in the line, given up however the wait for it ends.
struct Waiting<'a> {
    client: &'a Client,
    ticket: Ticket,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.client.pace().leave(self.ticket);
    }
}

impl Client {
    /// Waits for this request's turn in all the buckets that cover it, and for a place.
    pub(super) async fn take_turn(&self, call: &Call, request: &Request, lane: &Lane) -> Result<Place, Error> {
        loop {
            self.take_tokens(call, request, lane).await?;
            let place = self.take_place(call, lane).await;
            let is_held = self.pace().is_held(lane, Instant::now());
            match place {
                Ok(place) if !is_held => return Ok(place),
                // While it waited for a place, another was refused.
                Ok(_) => self.pace().give_back(lane, Instant::now()),
                Err(kind) => {
                    self.pace().give_back(lane, Instant::now());
                    return Err(Error::unsent(kind, &request.asked()));
                }
            }
        }
    }

    async fn take_tokens(&self, call: &Call, request: &Request, lane: &Lane) -> Result<(), Error> {
        let timing = &self.settings().timing;
        let ticket = self.pace().enter(lane.clone());
        let waiting = Waiting { client: self, ticket };
        loop {
            let patience = call.time_left().saturating_sub(timing.request_room);
            let turn = self.pace().turn(waiting.ticket, Instant::now(), patience);
            match turn {
                Turn::Now => return Ok(()),
                Turn::Later(wait) => {
                    let paused = self.pause(call, wait, "to stay under Jira's limits").await;
                    paused.map_err(|stop| Error::unsent(stop.kind(), &request.asked()))?;
                }
                Turn::TooLong(wait) => {
                    let retry_after = Some(timing.unscaled(wait));
                    return Err(Error { retry_after, ..Error::unsent(Kind::RateLimited, &request.asked()) });
                }
            }
        }
    }

    async fn take_place(&self, call: &Call, lane: &Lane) -> Result<Place, Kind> {
        let take = async {
            let among_reads = match lane.is_urgent {
                true => None,
                false => Arc::clone(&self.inner.reads).acquire_owned().await.ok(),
            };
            // The semaphores are never closed.
            let among_all = Arc::clone(&self.inner.places).acquire_owned().await.map_err(|_| Kind::Cancelled)?;
            Ok(Place { _among_reads: among_reads, _among_all: among_all })
        };
        call.within(take).await.map_err(|stop| stop.kind())?
    }
}

/// The line that this request stands in.
pub(super) fn lane(call: &Call, request: &Request) -> Lane {
    let is_write = request.effect == Effect::Write;
    Lane {
        method: request.method.clone(),
        route: request.route,
        issue: request.issue.clone().filter(|_| is_write),
        searches_people: request.searches_people,
        is_urgent: is_write || call.is_writing,
    }
}
