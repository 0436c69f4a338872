//! The HTTP loop: one request in, one answer out, and a line in the log.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::account::Login;
use super::answer::{Answer, Content, HTML, Outflow};
use super::fault::{Fault, Rule};
use super::gate::refusal;
use super::handle::Handle;
use super::log::Seen;
use super::options::{Dialect, Options};
use super::pace::{Buckets, Limits, Told};
use super::render::View;
use super::request::Request;
use super::routes;
use super::seed;
use super::store::Store;
use super::timing::Timing;

/// A running embedded Jira; dropping it closes every connection.
pub struct Jira {
    core: Arc<Core>,
    stop: CancellationToken,
}

/// What all connections share.
pub(super) struct Core {
    pub(super) options: Options,
    pub(super) base: String,
    pub(super) timing: Timing,
    store: Mutex<Store>,
    switches: Mutex<Switches>,
    log: Mutex<Vec<Seen>>,
    /// How many connections were accepted.
    pub(super) connections: AtomicU64,
    counter: AtomicU64,
}

/// What tests can turn on.
#[derive(Default)]
pub(super) struct Switches {
    pub(super) rules: Vec<Rule>,
    pub(super) limits: Limits,
    pub(super) buckets: Buckets,
    pub(super) anonymous: bool,
    pub(super) forgetful: bool,
    pub(super) scopes: Option<Vec<String>>,
    /// The longest that something was carried out after it was asked for.
    pub(super) longest_delay: Duration,
}

/// A request as it came.
struct Asked {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Jira {
    /// Starts an embedded Jira on a free port of 127.0.0.1, inside the running tokio runtime.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let own = format!("http://{address}{}", options.context_path);
        let core = Arc::new(Core::new(options, own));
        let stop = CancellationToken::new();
        let jira = Self { core: Arc::clone(&core), stop: stop.clone() };
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    () = stop.cancelled() => return,
                    accepted = listener.accept() => accepted,
                };
                if let Ok((stream, _)) = accepted {
                    let _ = stream.set_nodelay(true);
                    core.connections.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(connection(Arc::clone(&core), stop.clone(), stream));
                }
            }
        });
        Ok(jira)
    }

    /// The site's URL, with the context path and without a slash at the end.
    pub fn url(&self) -> String {
        self.core.base.clone()
    }

    /// The switches and the log.
    pub fn handle(&self) -> Handle {
        Handle::new(Arc::clone(&self.core))
    }

    /// Serves one connection over any stream (TLS, a pipe) until it closes; the future may outlive the borrow.
    pub fn serve_on<S>(&self, stream: S) -> impl Future<Output = ()> + Send + use<S>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        connection(Arc::clone(&self.core), self.stop.clone(), stream)
    }
}

impl Drop for Jira {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Core {
    fn new(options: Options, own: String) -> Self {
        let timing = Timing::scaled(options.time_factor);
        let store = seed::company(options.seed, (options.clock)());
        let base = options.base_url.clone().unwrap_or(own);
        Self {
            options,
            base,
            timing,
            store: Mutex::new(store),
            switches: Mutex::default(),
            log: Mutex::default(),
            connections: AtomicU64::new(0),
            counter: AtomicU64::new(1),
        }
    }

    /// A number that no other answer has.
    pub(super) fn next_number(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request; `None` closes the connection without a word.
    async fn respond(self: &Arc<Self>, asked: Asked, fault: Option<Fault>) -> Option<Answer> {
        let Some(fault) = fault else {
            return Some(self.honest(&asked, None));
        };
        let honest = fault.carries_out().then(|| self.honest(&asked, Some(&fault)));
        if let Fault::Later(time, _) = &fault {
            let (core, time) = (Arc::clone(self), time.mul_f64(self.timing.second.as_secs_f64()));
            tokio::spawn(async move {
                let came = Instant::now();
                tokio::time::sleep(time).await;
                core.honest(&asked, None);
                let mut switches = core.switches();
                switches.longest_delay = switches.longest_delay.max(came.elapsed());
            });
        }
        fault.shape(honest, self.options.dialect, self.timing).await
    }

    fn take_fault(&self, method: &str, path: &str) -> Option<Fault> {
        let mut switches = self.switches();
        let rule = switches.rules.iter_mut().find(|rule| rule.matches(method, path))?;
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
        }
        Some(rule.fault.clone())
    }

    fn honest(&self, asked: &Asked, fault: Option<&Fault>) -> Answer {
        let Asked { method, path, query, headers, body } = asked;
        let options = &self.options;
        let Some(path) = path.strip_prefix(options.context_path.as_str()) else {
            return Answer::text(
                404,
                HTML,
                "<!doctype html><html><head><title>HTTP Status 404 \u{2013} Not Found</title></head></html>",
            );
        };
        let prefix = format!("/ex/jira/{}", options.account.cloud_id);
        let cloud = options.dialect == Dialect::Cloud;
        let (path, gateway) = match path.strip_prefix(&prefix) {
            Some(rest) if cloud && rest.starts_with('/') => (rest, true),
            _ => (path, false),
        };
        let request = Request::new(method.clone(), path, query, headers.clone(), body.clone());
        let login = self.login(&request, method, path, gateway, fault);
        let base = if gateway { format!("{}{prefix}", self.base) } else { self.base.clone() };
        let (told, limited) = if login == Login::Known { self.pace(method, &request) } else { (Told::default(), None) };
        let answer = match (limited, refusal(login, options.dialect, gateway, &request)) {
            (Some(answer), _) | (None, Some(answer)) => answer,
            (None, None) => {
                let caller = (login == Login::Known).then_some(seed::ROBIN);
                let mut store = self.store();
                store.catch_up();
                let mut call = routes::Call {
                    store: &mut store,
                    request: &request,
                    dialect: options.dialect,
                    api: 3,
                    base: &base,
                    caller,
                    now: (options.clock)(),
                    site: &self.base,
                    account: &options.account,
                };
                routes::route(&mut call)
            }
        };
        self.decorate(answer, login, &told)
    }
}

async fn connection(
    core: Arc<Core>,
    stop: CancellationToken,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let core = Arc::clone(&core);
        async move { exchange(core, request).await }
    });
    let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = stop.cancelled() => {}
        _ = serving => {}
    }
}

async fn exchange(core: Arc<Core>, request: hyper::Request<Incoming>) -> io::Result<hyper::Response<Outflow>> {
    let (head, body) = request.into_parts();
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let method = head.method.as_str().to_owned();
    let (path, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
    let at = (core.options.clock)();
    let full = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let fault = core.take_fault(&method, &full);
    let faulty = fault.is_some();
    let (body, answer) = if let Some(Fault::DropMidRequest) = fault {
        (Bytes::new(), None)
    } else {
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let asked = Asked { method: method.clone(), path, query, headers: headers.clone(), body: body.clone() };
        (body, core.respond(asked, fault).await)
    };
    let mut seen = Seen {
        at,
        method,
        path: full,
        headers,
        body,
        status: None,
        content_type: None,
        answer_headers: Vec::new(),
        answer: Bytes::new(),
        faulty,
    };
    let Some(answer) = answer else {
        core.log().push(seen);
        return Err(io::Error::other("the demo dropped the connection"));
    };
    seen.status = Some(answer.status);
    seen.content_type.clone_from(&answer.content_type);
    seen.answer_headers.clone_from(&answer.headers);
    if let Content::Whole(bytes) = &answer.content {
        seen.answer = bytes.clone();
    }
    core.log().push(seen);
    Ok(response(answer))
}

fn response(answer: Answer) -> hyper::Response<Outflow> {
    let mut builder = hyper::Response::builder().status(answer.status);
    if let Some(content_type) = answer.content_type {
        builder = builder.header("Content-Type", content_type);
    }
    for (name, value) in answer.headers {
        builder = builder.header(name, value);
    }
    builder
        .body(Outflow::new(answer.content))
        .unwrap_or_else(|_| hyper::Response::new(Outflow::new(Content::Whole(Bytes::new()))))
}

impl Core {
    /// Runs something on Robin's view of the store.
    pub(super) fn with_view<T>(&self, act: impl FnOnce(&View<'_>) -> T) -> T {
        let store = self.store();
        act(&View {
            store: &store,
            dialect: self.options.dialect,
            api: if self.options.dialect == Dialect::Cloud { 3 } else { 2 },
            base: &self.base,
            caller: Some(seed::ROBIN),
            now: (self.options.clock)(),
        })
    }
}
