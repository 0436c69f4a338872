//! One connection pool, and one exchange over it. What goes wrong below HTTP gets its name here.

use super::answer::Answer;
use super::body::{self, Unread, Window};
use super::error::{Error, Kind, Obstacle};
use super::request::{Reading, Request};
use super::settings::{Proxy, Settings, is_loopback};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use reqwest::{Certificate, Client, Identity, NoProxy, StatusCode, redirect};
use std::error::Error as _;
use std::io;
use std::path::Path;
use url::Url;

const CA_FILE: &str = "JIRA_MCP_CA_FILE";
const CLIENT_CERT: &str = "JIRA_MCP_CLIENT_CERT";
const CLIENT_KEY: &str = "JIRA_CLIENT_KEY";
const PROXY: &str = "HTTPS_PROXY";
const SITE: &str = "JIRA_URL";
const ASKED: &str = "prepare the connection";

/// The pool and the checked address.
#[derive(Clone, Debug)]
pub struct Transport {
    http: Client,
    /// Where paths are appended; ends with a slash.
    pub site: Url,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// What kind of failure it was.
    pub kind: Kind,
    /// Whether the request may have reached the host.
    pub sent: bool,
}

impl Transport {
    /// Builds the pool. Reads the certificate files; opens no connection.
    ///
    /// # Errors
    ///
    /// `NoSite` or `Configuration`.
    pub fn build(settings: &Settings) -> Result<Self, Error> {
        let refuse = |(setting, problem)| misconfigured(setting, problem);
        let site = site(settings)?;
        // Another part of the process may have installed one already; then that one is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let timing = &settings.timing;
        let mut builder = Client::builder()
            .user_agent(concat!("mcp-server-jira/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(timing.connect)
            .pool_idle_timeout(timing.idle)
            .tcp_nodelay(true);
        for (host, address) in settings.sites.resolved() {
            builder = builder.resolve(host, *address);
        }
        // A name that resolves to a given address must not be resolved by a proxy.
        let is_direct = is_loopback(&site) || !settings.sites.resolved().is_empty();
        builder = match (&settings.proxy, is_direct) {
            (_, true) => builder.no_proxy(),
            (Some(proxy), false) => builder.proxy(through(proxy).map_err(refuse)?),
            // The system may have one.
            (None, false) => builder,
        };
        if site.scheme() == "http" {
            builder = builder.tls_certs_only([]);
        } else {
            builder = builder.tls_certs_merge(roots(settings).map_err(refuse)?);
            if let Some(identity) = identity(settings).map_err(refuse)? {
                builder = builder.identity(identity);
            }
        }
        let http = builder.build().map_err(|error| refuse(build_problem(&error)))?;
        Ok(Self { http, site })
    }

    /// Makes a request to `base`, with these headers for the login.
    ///
    /// # Errors
    ///
    /// `Invalid` when the path would leave `base`, which encoding prevents.
    pub fn request(
        &self,
        request: &Request,
        base: &Url,
        path: &str,
        login: Option<&HeaderMap>,
    ) -> Result<reqwest::Request, Error> {
        let unbuildable = || Error::unsent(Kind::Invalid, &request.asked());
        let mut url = Url::parse(&format!("{base}{path}")).map_err(|_| unbuildable())?;
        if url.origin() != base.origin() || !url.path().starts_with(base.path()) {
            return Err(unbuildable());
        }
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut headers = login.cloned().unwrap_or_default();
        match request.reading {
            Reading::Json | Reading::Receipt | Reading::Nothing => {
                headers.insert(ACCEPT, HeaderValue::from_static("application/json"))
            }
            Reading::Piece { from, max_bytes } => {
                let last = from.saturating_add(max_bytes as u64).saturating_sub(1);
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
                headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
                let range = HeaderValue::try_from(format!("bytes={from}-{last}")).map_err(|_| unbuildable())?;
                headers.insert(RANGE, range)
            }
        };
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut built = reqwest::Request::new(request.method.clone(), url);
        *built.headers_mut() = headers;
        *built.body_mut() = body.map(reqwest::Body::from);
        Ok(built)
    }

    /// Sends it and reads the answer within its bounds. Owns all it needs, so that a write can be finished in the background.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`].
    pub async fn exchange(self, request: reqwest::Request, reading: Reading) -> Result<Answer, NoAnswer> {
        let response = self.http.execute(request).await.map_err(|error| no_answer(&error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let is_partial = status == StatusCode::PARTIAL_CONTENT;
        let range = headers.get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let total = range.and_then(body::total_of_range).or_else(|| response.content_length().filter(|_| !is_partial));
        // A piece from another place would be shown as if it were the one that was asked for.
        if let (Reading::Piece { from, .. }, true, Some(start)) =
            (reading, is_partial, range.and_then(body::start_of_range))
            && from != start
        {
            return Err(NoAnswer { kind: Kind::Malformed, sent: true });
        }
        let window = if status.is_success() { Window::of(reading, is_partial) } else { Window::REFUSAL };
        let failed = |kind| NoAnswer { kind, sent: true };
        let body = match body::read(response.bytes_stream(), window).await {
            Ok(body) => body,
            // The status says enough; a refusal is not worth its whole page.
            Err(_) if !status.is_success() => Vec::new(),
            // It was done; what was to be said of it is lost.
            Err(_) if matches!(reading, Reading::Receipt | Reading::Nothing) => Vec::new(),
            Err(Unread::Lost) => return Err(failed(Kind::Unreachable(Obstacle::Reset))),
            Err(Unread::TooLarge) => return Err(failed(Kind::BodyTooLarge)),
        };
        Ok(Answer { status: status.as_u16(), headers, body, total, ..Answer::default() })
    }
}

/// The configured address, checked, with a slash at its end.
///
/// # Errors
///
/// `NoSite` or `Configuration`.
pub fn site(settings: &Settings) -> Result<Url, Error> {
    let site = settings.site.as_ref().ok_or_else(|| Error::unsent(Kind::NoSite, ASKED))?;
    checked_site(site, settings).map_err(|problem| misconfigured(SITE, problem))
}

fn misconfigured(setting: &'static str, problem: String) -> Error {
    Error::unsent(Kind::Configuration { setting, problem }, ASKED)
}

/// The address with a trailing slash, or what is wrong with it.
fn checked_site(site: &Url, settings: &Settings) -> Result<Url, String> {
    let is_https = site.scheme() == "https";
    if !is_https && site.scheme() != "http" {
        return Err("must begin with `https://`".to_owned());
    }
    if !is_https && !settings.allow_http && !is_loopback(site) {
        return Err(
            "is plain http, which is only used for this machine itself or with `JIRA_MCP_ALLOW_HTTP=1`".to_owned()
        );
    }
    if !site.username().is_empty() || site.password().is_some() {
        return Err("holds a user name or password, which belong in `JIRA_EMAIL` and `JIRA_API_TOKEN`".to_owned());
    }
    if site.path().contains(['@', '\\']) {
        return Err("holds an `@` after the host, which is no Jira address".to_owned());
    }
    let mut site = site.clone();
    site.set_query(None);
    site.set_fragment(None);
    // Cloud has no context path; people paste the address of the page they are on.
    let path = if settings.sites.is_cloud_by_name(&site) {
        "/".to_owned()
    } else {
        format!("{}/", site.path().trim_end_matches('/'))
    };
    site.set_path(&path);
    Ok(site)
}

fn roots(settings: &Settings) -> Result<Vec<Certificate>, (&'static str, String)> {
    let mut roots = Vec::new();
    if let Some(path) = &settings.ca_file {
        let bytes = std::fs::read(path).map_err(|error| (CA_FILE, format!("can't be read: {}", error.kind())))?;
        roots.extend(certificates(&bytes).ok_or_else(|| (CA_FILE, "holds no certificate".to_owned()))?);
    }
    if let Some(bytes) = settings.sites.extra_root() {
        roots.extend(certificates(bytes).unwrap_or_default());
    }
    Ok(roots)
}

/// The certificates of a file in PEM or DER.
fn certificates(bytes: &[u8]) -> Option<Vec<Certificate>> {
    let certificates = if bytes.trim_ascii_start().starts_with(b"-----") {
        Certificate::from_pem_bundle(bytes).ok()?
    } else {
        vec![Certificate::from_der(bytes).ok()?]
    };
    (!certificates.is_empty()).then_some(certificates)
}

fn through(proxy: &Proxy) -> Result<reqwest::Proxy, (&'static str, String)> {
    let wrong = |_| (PROXY, "can't be used as a proxy".to_owned());
    let built = reqwest::Proxy::all(proxy.url.clone()).map_err(wrong)?;
    Ok(built.no_proxy(proxy.except.as_deref().and_then(NoProxy::from_string)))
}

fn identity(settings: &Settings) -> Result<Option<Identity>, (&'static str, String)> {
    let Some(path) = &settings.client_cert else {
        return Ok(None);
    };
    let read = |path: &Path, setting| {
        std::fs::read(path).map_err(|error| (setting, format!("can't be read: {}", error.kind())))
    };
    let mut bytes = read(path, CLIENT_CERT)?;
    if let Some(path) = &settings.client_key {
        bytes.push(b'\n');
        bytes.extend(read(path, CLIENT_KEY)?);
    }
    let identity = Identity::from_pem(&bytes);
    identity.map(Some).map_err(|_| (CLIENT_CERT, "must hold a certificate and its key in PEM".to_owned()))
}

fn build_problem(error: &reqwest::Error) -> (&'static str, String) {
    let causes = causes(error);
    if causes.contains("No CA certificates") {
        return (CA_FILE, "is not set, and this system has no trusted certificates".to_owned());
    }
    if causes.to_ascii_lowercase().contains("identity") {
        return (CLIENT_CERT, "can't be used as certificate and key".to_owned());
    }
    (CA_FILE, "can't be used: the TLS library refused the certificates".to_owned())
}

fn no_answer(error: &reqwest::Error) -> NoAnswer {
    let text = causes(error).to_ascii_lowercase();
    let is_connect = error.is_connect();
    let kind = if let Some(problem) = tls_problem(error) {
        Kind::Tls(problem)
    } else if text.contains("proxy") || text.contains("tunnel") {
        Kind::Proxy
    } else if error.is_dns() || text.contains("dns error") || text.contains("failed to lookup") {
        Kind::Unreachable(Obstacle::Dns)
    } else {
        Kind::Unreachable(match io_kind(error) {
            Some(io::ErrorKind::ConnectionRefused) => Obstacle::Refused,
            _ if is_connect => Obstacle::Other,
            _ => Obstacle::Reset,
        })
    };
    NoAnswer { kind, sent: !is_connect }
}

/// What the TLS library says, without the host's name.
fn tls_problem(error: &reqwest::Error) -> Option<String> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(tls) = tls_cause(cause) {
            return Some(describe_tls(tls));
        }
        source = cause.source();
    }
    None
}

/// An I/O error hides what it wraps from `source`, sometimes twice.
fn tls_cause<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    cause.downcast_ref::<rustls::Error>().or_else(|| tls_cause(cause.downcast_ref::<io::Error>()?.get_ref()?))
}

fn describe_tls(error: &rustls::Error) -> String {
    use rustls::CertificateError;
    match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::UnknownIssuer => "its certificate is signed by an authority that is not trusted here",
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            CertificateError::Revoked => "its certificate was revoked",
            // The verifier has no name of its own for it.
            CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
                "its own certificate is marked as an authority's (`CA:TRUE`), which a site's must not be"
            }
            _ => "its certificate is not valid",
        }
        .to_owned(),
        rustls::Error::AlertReceived(_) => {
            "the host refused the TLS handshake, perhaps for want of a client certificate".to_owned()
        }
        _ => "the host does not speak TLS as expected".to_owned(),
    }
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    let mut kind = None;
    while let Some(cause) = source {
        kind = cause.downcast_ref::<io::Error>().map(io::Error::kind).or(kind);
        source = cause.source();
    }
    kind
}

/// The words of what caused an error, to look for signs in; never shown. Its own words hold the address, and with it words of the
/// caller's.
fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
