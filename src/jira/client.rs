//! The one `send`: credentials, turn, exchange, classification, retry.
//!
//! Everything that waits does so within its call, and everything that waits on purpose in `pause`, which is the only function that
//! sleeps. The dialect and the gateway are found out on the way, once (`site`); whether an answer is for us, each time (`identity`).

use super::answer::Answer;
use super::auth::{self, Credentials};
use super::cache::Cell;
use super::call::{Call, Stop, Wait};
use super::dialect::Site;
use super::error::{Error, Kind};
use super::flights::{Flights, Role};
use super::gateway::Gateway;
use super::pace::{Lane, Pace, Slowed};
use super::request::{LoginUse, Request};
use super::retry::{self, Circumstances, Decision, Effect, Outcome};
use super::settings::Settings;
use super::transport::{self, NoAnswer, Transport};
use super::written::Written;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use identity::Identity;
use life::KnownLife;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use verdict::{Verdict, judge};

mod background;
mod exchange;
mod identity;
mod life;
mod site;
mod turn;
mod verdict;

/// How many requests are under way at once.
const CONCURRENCY: usize = 8;
/// How many of them at most no write waits for.
const READS: usize = 7;
/// The status of a refusal for the number of requests.
const TOO_MANY: u16 = 429;

/// The client. Clones are the same client.
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) settings: Settings,
    transport: OnceLock<Result<Transport, Error>>,
    credentials: Cell<Credentials>,
    site: Cell<Site>,
    gateway: Gateway,
    identity: Identity,
    life: KnownLife,
    pace: Mutex<Pace>,
    flights: Flights,
    places: Arc<Semaphore>,
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    pub(super) caches: super::api::Caches,
    written: Mutex<Written>,
}

/// What the client knows of Jira's patience, for `jira_info`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Routes that are slower than Jira's published rates, `everything` first.
    pub slowed: Vec<Slowed>,
    /// How many requests Jira refused for their number since the start.
    pub refused: u64,
}

/// What is reported of a request that fails.
struct Trail {
    asked: String,
    attempts: u32,
    started: Instant,
    sent: bool,
    sent_at: Option<SystemTime>,
}

impl Client {
    /// A client for these settings. No network, no files: a wrong setting is answered at the first call.
    pub fn new(settings: Settings) -> Self {
        let pace = Mutex::new(Pace::new(settings.timing.clone()));
        Self {
            inner: Arc::new(Inner {
                settings,
                transport: OnceLock::new(),
                credentials: Cell::default(),
                site: Cell::default(),
                gateway: Gateway::default(),
                identity: Identity::default(),
                life: KnownLife::default(),
                pace,
                flights: Flights::default(),
                places: Arc::new(Semaphore::new(CONCURRENCY)),
                reads: Arc::new(Semaphore::new(READS)),
                writes: Arc::new(Semaphore::new(CONCURRENCY)),
                caches: super::api::Caches::default(),
                written: Mutex::default(),
            }),
        }
    }

    /// `api_token`, `scoped_token` (once the gateway is in use), `personal_token`, `basic`, `header`, `cookie` or `none`.
    pub fn auth_kind(&self) -> &'static str {
        auth::kind(&self.inner.settings, self.inner.gateway.is_in_use())
    }

    /// The configured site without a trailing slash, never one that an answer named (Jira facts, item 63); empty without a site.
    pub fn site_url(&self) -> String {
        let site = transport::site(&self.inner.settings);
        site.map(|site| site.as_str().trim_end_matches('/').to_owned()).unwrap_or_default()
    }

    /// The page of an issue: `https://acme.atlassian.net/browse/SHOP-1`.
    pub fn issue_url(&self, key: &str) -> String {
        let key = super::request::encode_segment(key).unwrap_or_default();
        format!("{}/browse/{key}", self.site_url())
    }

    /// What time it is, on the injected clock.
    pub fn now(&self) -> std::time::SystemTime {
        self.settings().clock.now()
    }

    /// How patient Jira is.
    pub fn state(&self) -> State {
        let pace = self.pace();
        State { slowed: pace.slowed(Instant::now()), refused: pace.refusals() }
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Sends a request whose answer is JSON. On the heap, because what waits for several answers holds as many of these.
    pub(super) fn json<'a>(&'a self, call: &'a Call, request: &'a Request) -> BoxFuture<'a, Result<Value, Error>> {
        async move { Ok(self.send(call, request).await?.json) }.boxed()
    }

    /// Sends a request: the one way to Jira. Equal reads that are under way at the same time are sent once.
    pub(super) async fn send(&self, call: &Call, request: &Request) -> Result<Answer, Error> {
        let (Effect::Read, Ok(path)) = (request.effect, request.path()) else {
            return self.send_alone(call, request).await;
        };
        loop {
            match self.inner.flights.board(request, &path, call) {
                Role::Lead(lead) => {
                    let outcome = self.send_alone(&lead.call(call), request).await;
                    lead.land(&outcome);
                    return outcome;
                }
                Role::Follow(landed) => match call.within(landed).await {
                    Ok(Ok(outcome)) => return outcome,
                    Ok(Err(_)) => {}
                    Err(stop) => return Err(Error::unsent(stop.kind(), &request.asked())),
                },
            }
        }
    }

    async fn send_alone(&self, call: &Call, request: &Request) -> Result<Answer, Error> {
        let mut trail =
            Trail { asked: request.asked(), attempts: 0, started: Instant::now(), sent: false, sent_at: None };
        // Boxed: as a part of every future that asks Jira, it would be moved and kept many times over.
        let answer = Box::pin(self.try_send(call, request, &mut trail)).await.map_err(|error| Error {
            asked: trail.asked.clone(),
            attempts: trail.attempts,
            elapsed: trail.started.elapsed(),
            sent: trail.sent,
            sent_at: trail.sent_at,
            effect: request.effect,
            ..error
        });
        match answer {
            Ok(answer) => {
                self.key_works(request);
                Ok(answer)
            }
            Err(error) => Err(self.hinted(error)),
        }
    }

    async fn try_send(&self, call: &Call, request: &Request, trail: &mut Trail) -> Result<Answer, Error> {
        let transport = self.transport()?;
        let path = request.path()?;
        let credentials = match request.login {
            LoginUse::None | LoginUse::Gate => None,
            LoginUse::Required | LoginUse::Optional => Some(self.credentials(call).await?),
        };
        let gate = (request.login == LoginUse::Gate).then(|| auth::gate(&self.inner.settings)).transpose()?;
        let mut tries_gateway = false;
        loop {
            let through_gateway = credentials.is_some() && (tries_gateway || self.inner.gateway.is_in_use());
            let base = if through_gateway { self.gateway_base(call).await } else { None };
            let base = base.unwrap_or_else(|| transport.site.clone());
            let leaves_site = base.origin() != transport.site.origin();
            let login = credentials.as_deref().map(|both| if leaves_site { &both.gateway } else { &both.site });
            let login = login.or(gate.as_ref());
            let built = transport.request(request, &base, &path, login)?;
            let lane = turn::lane(call, request);
            let place = self.take_turn(call, request, &lane).await?;
            let begun = Instant::now();
            let mut result = self.exchange(call, request, transport, built, trail, place).await;
            exchange::note(request, &result, trail.attempts, begun.elapsed());
            if let (Ok(answer), Some(login)) = (&mut result, login)
                && !matches!(answer.status, 200..=299)
            {
                auth::withhold(&mut answer.body, login);
            }
            let verdict = judge(&mut result, request);
            if matches!(verdict.outcome, Outcome::Status(status) if status != TOO_MANY) {
                // Whatever else it says, it says how much is left.
                self.pace().accepted(&lane, &verdict.limits, Instant::now());
            }
            if let Ok(answer) = &result
                && let Some(kind) = self.disowned(call, request, answer, verdict.failure.as_ref()).await
            {
                return Err(verdict.error(kind, None));
            }
            let kind = match (verdict.failure.clone(), result) {
                (Some(kind), _) | (None, Err(NoAnswer { kind, .. })) => kind,
                (None, Ok(answer)) => {
                    if tries_gateway {
                        self.inner.gateway.use_from_now_on();
                    }
                    return Ok(Answer { attempts: trail.attempts, elapsed: trail.started.elapsed(), ..answer });
                }
            };
            if tries_gateway && kind == Kind::ScopeMissing {
                self.inner.gateway.use_from_now_on();
            }
            let refused_by_site = kind == Kind::Unauthorized || kind == Kind::TokenExpired;
            if refused_by_site && !through_gateway && credentials.is_some() && self.may_use_gateway(call, request).await
            {
                tries_gateway = self.gateway_base(call).await.is_some();
                if tries_gateway {
                    // A refused login comes before the work.
                    trail.sent = false;
                    continue;
                }
            }
            let is_refused = verdict.outcome == Outcome::Status(TOO_MANY);
            trail.sent &= !is_refused;
            match self.decide(call, request, trail.attempts, &verdict, &lane, begun) {
                Decision::GiveUp { retry_after } => return Err(verdict.error(kind, retry_after)),
                Decision::TooLong { retry_after } => return Err(verdict.error(kind, Some(retry_after))),
                Decision::Wait(wait) => {
                    let reason = if is_refused { "Jira asked to slow down" } else { "Jira did not answer" };
                    self.pause(call, wait, reason).await.map_err(|stop| verdict.error(stop.kind(), None))?;
                }
            }
        }
    }

    fn decide(
        &self,
        call: &Call,
        request: &Request,
        attempts: u32,
        verdict: &Verdict,
        lane: &Lane,
        begun: Instant,
    ) -> Decision {
        let Verdict { outcome, ref limits, .. } = *verdict;
        let Settings { timing, clock, .. } = &self.inner.settings;
        let (effect, time_left, now) = (request.effect, call.time_left(), clock.now());
        let with = |jitter| {
            retry::decide(&Circumstances { outcome, limits, effect, attempts, time_left, now, jitter }, timing)
        };
        if outcome == Outcome::Status(TOO_MANY) {
            // The others wait in a line and are spaced, so they need no jitter.
            let wait = match with(1.0) {
                Decision::Wait(wait) => wait,
                Decision::TooLong { retry_after } => timing.seconds(retry_after.as_secs_f64()),
                Decision::GiveUp { retry_after } => {
                    retry_after.map_or(timing.backoff_base, |told| timing.seconds(told.as_secs_f64()))
                }
            };
            self.pace().refused(lane, limits, wait, begun, Instant::now());
        }
        with(jitter())
    }

    /// The only function that sleeps.
    async fn pause(&self, call: &Call, duration: Duration, reason: &str) -> Result<(), Stop> {
        if duration >= self.inner.settings.timing.notice {
            (call.on_wait)(&Wait { duration, reason: reason.to_owned() });
        }
        call.within(tokio::time::sleep(duration)).await
    }

    async fn credentials(&self, call: &Call) -> Result<Arc<Credentials>, Error> {
        // Read once for the life of the process: a command that prints the token may ask a person.
        self.inner.credentials.get(call, Duration::MAX, auth::credentials(call, &self.inner.settings)).await
    }

    fn transport(&self) -> Result<&Transport, Error> {
        self.inner.transport.get_or_init(|| Transport::build(&self.inner.settings)).as_ref().map_err(Clone::clone)
    }

    /// Waits, within a bound, until no write goes on in the background: the process is about to end.
    pub async fn drain(&self) {
        let all = u32::try_from(CONCURRENCY).unwrap_or(u32::MAX);
        let idle = self.inner.writes.acquire_many(all);
        if tokio::time::timeout(self.inner.settings.timing.drain, idle).await.is_err() {
            tracing::warn!("a write was under way when the server ended");
        }
    }

    /// What was written lately.
    pub(super) fn written(&self) -> MutexGuard<'_, Written> {
        self.inner.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.inner.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A factor from 0.7 to 1.3; 1 when the system has no randomness.
fn jitter() -> f64 {
    let random = getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX));
    0.7 + 0.6 * random
}

#[cfg(test)]
mod tests;
