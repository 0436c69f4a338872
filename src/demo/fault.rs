//! What a test can ask the embedded Jira to do wrong.
//!
//! Faults are building blocks: a plain status with any headers and body covers most refusals, the others shape the
//! connection or the body in ways that a status can't.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Answer, Content, HTML, JSON, Step, Steps};
use super::options::Dialect;
use super::timing::Timing;

/// When a fault applies.
#[derive(Clone)]
pub struct Rule {
    /// Only this method; `None` is any.
    pub method: Option<String>,
    /// Part of the path with its query (`/issue/SHOP-1`, `search`); empty matches all.
    pub path: String,
    /// Whether the path, without its query, must end there: `/issue` is then no `/issue/bulkfetch`.
    pub is_end: bool,
    /// How often it applies; `None` is until the faults are cleared.
    pub times: Option<u32>,
    /// What happens.
    pub fault: Fault,
}

/// What happens instead of, or to, an honest answer.
#[derive(Clone)]
pub enum Fault {
    /// This answer; the request is not carried out.
    Status {
        /// The status.
        status: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// The content type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// The connection closes before the request's body is read; it is not carried out.
    DropMidRequest,
    /// The connection closes; the request is not carried out.
    DropBeforeAnswer,
    /// The headers and half of the honest body come, then the connection closes.
    DropMidBody,
    /// Half of the honest JSON comes as if it were all.
    TruncatedJson,
    /// Nothing comes for very long; the request is not carried out.
    Stall,
    /// Half of the honest body comes, then nothing for very long.
    StallMidBody,
    /// The honest answer comes after this long, in unscaled time.
    Delay(Duration),
    /// 200 with a login page.
    LoginPage,
    /// A redirect.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`.
        location: String,
    },
    /// 200 with no body at all.
    EmptyOk,
    /// The honest body under another content type.
    WrongContentType(String),
    /// The honest body in small pieces with pauses between them.
    Slow,
    /// A body that never ends.
    Endless,
    /// A body of so many bytes, as one JSON string.
    Huge(u64),
    /// Under two megabytes of gzip that unpack to 256 MB.
    GzipBomb,
    /// 429.
    RateLimited(RateLimit),
    /// As if the credentials were wrong: an anonymous view on Cloud, 401 on Data Center.
    Anonymous,
    /// As if a CAPTCHA had to be solved.
    Captcha,
    /// 503, with `Retry-After` in seconds if any.
    ServiceUnavailable(Option<u32>),
    /// The request is carried out, and then the fault shapes what is answered.
    Handled(Box<Fault>),
    /// The inner fault is answered at once, and the request is carried out after this long, in unscaled time.
    Later(Duration, Box<Fault>),
    /// The honest JSON, changed.
    Change(Arc<dyn Fn(&mut Value) + Send + Sync>),
}

/// What a 429 carries (Jira facts, items 6 to 10 and 14, 15).
#[derive(Clone, Debug, Default)]
pub struct RateLimit {
    /// How long to wait, as it is told.
    pub wait: Wait,
    /// `RateLimit-Reason`.
    pub reason: Option<String>,
    /// HTML instead of JSON, as Tomcat and some proxies send it.
    pub html: bool,
}

/// The forms in which a 429 says how long to wait.
#[derive(Clone, Debug, Default)]
pub enum Wait {
    /// It does not say.
    #[default]
    Unsaid,
    /// `Retry-After` in seconds; 0 does occur.
    Seconds(u32),
    /// `Beta-Retry-After` in seconds.
    BetaSeconds(u32),
    /// `Retry-After` as this date.
    Date(String),
    /// `X-RateLimit-Reset` as this moment.
    Reset(String),
}

impl Rule {
    /// A fault on every request whose path contains `path`, until it is cleared.
    pub fn on(path: impl Into<String>, fault: Fault) -> Self {
        Self { method: None, path: path.into(), is_end: false, times: None, fault }
    }

    /// Only where the path, without its query, ends with what was given.
    pub fn to_its_end(self) -> Self {
        Self { is_end: true, ..self }
    }

    /// Only for one method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only so many times.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    pub(super) fn matches(&self, method: &str, path: &str) -> bool {
        self.times != Some(0)
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && match self.is_end {
                true => path.split('?').next().is_some_and(|route| route.ends_with(&self.path)),
                false => path.contains(&self.path),
            }
    }
}

impl Fault {
    /// A plain JSON answer, for refusals that need no special headers.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Status { status, headers: Vec::new(), content_type: JSON.into(), body: body.to_string() }
    }

    /// Whether the request is carried out all the same.
    pub(super) fn carries_out(&self) -> bool {
        matches!(
            self,
            Self::DropMidBody
                | Self::TruncatedJson
                | Self::StallMidBody
                | Self::Delay(_)
                | Self::WrongContentType(_)
                | Self::Slow
                | Self::Anonymous
                | Self::Captcha
                | Self::Handled(_)
                | Self::Change(_)
        )
    }

    /// Shapes the answer; `honest` is absent unless the request was carried out. `None` closes the connection.
    pub(super) async fn shape(&self, honest: Option<Answer>, dialect: Dialect, timing: Timing) -> Option<Answer> {
        match self {
            Self::Handled(inner) => Box::pin(inner.shape(honest, dialect, timing)).await,
            Self::Status { status, headers, content_type, body } => {
                let mut answer = Answer::text(*status, content_type, body.clone());
                answer.headers.clone_from(headers);
                Some(answer)
            }
            Self::DropMidRequest | Self::DropBeforeAnswer => None,
            Self::Later(_, inner) => Box::pin(inner.shape(None, dialect, timing)).await,
            Self::Stall => {
                tokio::time::sleep(timing.stall).await;
                None
            }
            Self::Delay(time) => {
                tokio::time::sleep(time.mul_f64(timing.second.as_secs_f64())).await;
                honest
            }
            Self::LoginPage => {
                Some(Answer::text(200, HTML, LOGIN_PAGE).with("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"))
            }
            Self::Redirect { status, location } => Some(Answer::empty(*status).with("Location", location.clone())),
            Self::EmptyOk => Some(Answer::empty(200)),
            Self::ServiceUnavailable(wait) => {
                let answer = Answer::text(503, HTML, "<html><body><h1>503 Service Unavailable</h1></body></html>");
                Some(match wait {
                    Some(seconds) => answer.with("Retry-After", seconds.to_string()),
                    None => answer,
                })
            }
            Self::RateLimited(limit) => Some(limit.answer(dialect)),
            Self::Endless => Some(stream(Box::new(endless()), None, None)),
            Self::Huge(size) => Some(stream(huge(*size), Some(*size), None)),
            Self::GzipBomb => Some(stream(Box::new(std::iter::once(Step::Bytes(gzip_bomb()))), None, Some("gzip"))),
            Self::Anonymous | Self::Captcha => honest,
            Self::DropMidBody => honest.map(|answer| {
                reshape(answer, |half, _| vec![Step::Bytes(half), Step::Wait(timing.breath), Step::Break], true)
            }),
            Self::StallMidBody => honest.map(|answer| {
                reshape(answer, |half, _| vec![Step::Bytes(half), Step::Wait(timing.stall), Step::Break], true)
            }),
            Self::TruncatedJson => honest.map(|answer| reshape(answer, |half, _| vec![Step::Bytes(half)], false)),
            Self::Slow => honest.map(|answer| slow(answer, timing.slow_step)),
            Self::WrongContentType(content_type) => honest.map(|mut answer| {
                answer.content_type = Some(content_type.clone());
                answer
            }),
            Self::Change(change) => honest.map(|mut answer| {
                if let Content::Whole(bytes) = &answer.content
                    && let Ok(mut value) = serde_json::from_slice::<Value>(bytes)
                {
                    change(&mut value);
                    answer.content = Content::Whole(Bytes::from(value.to_string()));
                }
                answer
            }),
        }
    }
}

impl RateLimit {
    /// The answer of a refused request.
    pub(super) fn answer(&self, dialect: Dialect) -> Answer {
        let mut answer = if self.html {
            Answer::text(429, HTML, TOO_MANY)
        } else {
            let body = json!({
                "errorMessages": ["The request has been rate-limited. Please try again later."],
                "errors": {},
                "status": 429
            });
            Answer::json(429, &body)
        };
        answer = match &self.wait {
            Wait::Unsaid => answer,
            Wait::Seconds(seconds) => {
                answer.with(if dialect == Dialect::Cloud { "Retry-After" } else { "retry-after" }, seconds.to_string())
            }
            Wait::BetaSeconds(seconds) => answer.with("Beta-Retry-After", seconds.to_string()),
            Wait::Date(date) => answer.with("Retry-After", date.clone()),
            Wait::Reset(moment) => answer.with("X-RateLimit-Reset", moment.clone()),
        };
        match &self.reason {
            Some(reason) => answer.with("RateLimit-Reason", reason.clone()),
            None => answer,
        }
    }
}

const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Log in - Demo Company Jira</title></head><body><form action=\"/login.jsp\" method=\"post\"><input name=\"os_username\"><input name=\"os_password\" type=\"password\"></form></body></html>";

const TOO_MANY: &str = "<!doctype html><html lang=\"en\"><head><title>HTTP Status 429 \u{2013} Too Many Requests</title></head><body><h1>HTTP Status 429 \u{2013} Too Many Requests</h1><p><b>Message</b> Rate limit exceeded.</p><p><b>Description</b> The user has sent too many requests in a given amount of time.</p></body></html>";

fn stream(steps: Steps, length: Option<u64>, encoding: Option<&str>) -> Answer {
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        content_type: Some(JSON.into()),
        content: Content::Steps(steps, length),
    };
    match encoding {
        Some(name) => answer.with("Content-Encoding", name),
        None => answer,
    }
}

/// Cuts an honest body in half and lets `steps` decide what is sent; `promise` announces the full length.
fn reshape(mut answer: Answer, steps: impl Fn(Bytes, Bytes) -> Vec<Step>, promise: bool) -> Answer {
    if let Content::Whole(bytes) = &answer.content {
        let mut rest = bytes.clone();
        let half = rest.split_to(bytes.len() / 2);
        let length = promise.then_some(bytes.len() as u64);
        answer.content = Content::Steps(Box::new(steps(half, rest).into_iter()), length);
    }
    answer
}

fn slow(mut answer: Answer, pause: Duration) -> Answer {
    if let Content::Whole(bytes) = &answer.content {
        let size = bytes.len().div_ceil(8).max(1);
        let pieces: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        let length = bytes.len() as u64;
        let steps = pieces.into_iter().flat_map(move |piece| [Step::Wait(pause), Step::Bytes(piece)]);
        answer.content = Content::Steps(Box::new(steps), Some(length));
    }
    answer
}

fn endless() -> impl Iterator<Item = Step> {
    let spaces = Bytes::from(vec![b' '; 65_536]);
    std::iter::once(Step::Bytes(Bytes::from_static(b"{\"issues\":[")))
        .chain(std::iter::repeat_with(move || Step::Bytes(spaces.clone())))
}

fn huge(size: u64) -> Steps {
    let filler = Bytes::from(vec![b'x'; 65_536]);
    let inner = size.saturating_sub(2);
    let pieces = inner / 65_536;
    let rest = usize::try_from(inner % 65_536).unwrap_or_default();
    let tail = filler.slice(..rest);
    let quote = || std::iter::once(Step::Bytes(Bytes::from_static(b"\"")));
    Box::new(
        quote()
            .chain((0..pieces).map(move |_| Step::Bytes(filler.clone())))
            .chain(std::iter::once(Step::Bytes(tail)))
            .chain(quote()),
    )
}

/// One fixed-Huffman deflate block: a space, then runs of 258 more of it. The checksum at the end is wrong, because
/// nobody should read that far.
fn gzip_bomb() -> Bytes {
    const RUNS: usize = 256 * 1024 * 1024 / 258;
    let mut bytes: Vec<u8> = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut bits = Bits::default();
    bits.push(&mut bytes, 0b1, 1);
    bits.push(&mut bytes, 0b01, 2);
    // A literal below 144 is `0x30 + literal` in eight bits, most significant bit first.
    bits.push(&mut bytes, u32::from((0x30 + b' ').reverse_bits()), 8);
    for _ in 0..RUNS {
        // Length 258 is code 285: 11000101, distance 1 is 00000.
        bits.push(&mut bytes, u32::from(0b1100_0101_u8.reverse_bits()), 13);
    }
    bits.push(&mut bytes, 0, 7);
    bits.flush(&mut bytes);
    bytes.extend_from_slice(&[0; 8]);
    Bytes::from(bytes)
}

#[derive(Default)]
struct Bits {
    held: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bytes: &mut Vec<u8>, value: u32, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            bytes.push(self.held.to_le_bytes()[0]);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn flush(&mut self, bytes: &mut Vec<u8>) {
        if self.count > 0 {
            bytes.push(self.held.to_le_bytes()[0]);
        }
    }
}
