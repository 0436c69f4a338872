//! A server that does what a test tells it to, bytes and all, so that it can misbehave below HTTP too.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    /// With the query, byte for byte.
    pub(super) target: String,
    pub(super) headers: HashMap<String, String>,
    pub(super) body: String,
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Announces more bytes than it sends.
    Truncated(String),
    /// Sends the head and then nothing.
    Stalls,
    /// Closes without a word.
    Hangs,
    /// Answers after a while.
    Late(Duration, Box<Reply>),
}

pub(super) fn json(body: &str) -> Reply {
    Reply::Answer(200, vec![("Content-Type", "application/json".to_owned())], body.to_owned())
}

pub(super) fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
    Reply::Answer(status, headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), body.to_owned())
}

type Handler = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

/// A running server; it ends with its runtime.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    most: Arc<AtomicUsize>,
    abandoned: Arc<AtomicUsize>,
}

impl Server {
    /// Over plain HTTP. The handler gets the request and how many came before it.
    pub(super) async fn start(handler: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::run(None, handler).await
    }

    /// Over TLS with a certificate for these names; returns the authority's certificate too.
    pub(super) async fn start_tls(
        names: &[&str],
        handler: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> (Self, Vec<u8>) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let certificate = made.cert.der().clone();
        let key = tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        (Self::run(Some(acceptor), handler).await, certificate.to_vec())
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// `GET /path?query`, in order.
    pub(super) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect()
    }

    /// How many requests were under way at once, at most.
    pub(super) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    /// How many requests the client left before their late answer.
    pub(super) fn abandoned(&self) -> usize {
        self.abandoned.load(Ordering::SeqCst)
    }

    async fn run(
        acceptor: Option<tokio_rustls::TlsAcceptor>,
        handler: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let most = Arc::new(AtomicUsize::new(0));
        let now = Arc::new(AtomicUsize::new(0));
        let abandoned = Arc::new(AtomicUsize::new(0));
        let handler: Arc<Handler> = Arc::new(handler);
        let server =
            Self { address, seen: Arc::clone(&seen), most: Arc::clone(&most), abandoned: Arc::clone(&abandoned) };
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (seen, handler, acceptor) = (Arc::clone(&seen), Arc::clone(&handler), acceptor.clone());
                let (now, most, abandoned) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&abandoned));
                tokio::spawn(async move {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    match acceptor {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &seen, &*handler, &abandoned).await;
                            }
                        }
                        None => serve(stream, &seen, &*handler, &abandoned).await,
                    }
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<Seen>>,
    handler: &Handler,
    abandoned: &AtomicUsize,
) {
    let Some(seen) = read(&mut stream).await else { return };
    let before = {
        let mut log = log.lock().unwrap();
        log.push(seen.clone());
        log.len() - 1
    };
    let mut reply = handler(&seen, before);
    if let Reply::Late(wait, then) = reply {
        // Nothing more is sent on this connection, so that anything that comes is its end.
        if tokio::time::timeout(wait, stream.read(&mut [0; 1])).await.is_ok() {
            abandoned.fetch_add(1, Ordering::SeqCst);
            return;
        }
        reply = *then;
    }
    let bytes = match reply {
        Reply::Answer(status, headers, body) => {
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let length = body.len();
            format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        }
        Reply::Truncated(body) => {
            let length = body.len() + 10;
            format!("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
        }
        Reply::Stalls => {
            let _ = stream.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\n{").await;
            tokio::time::sleep(Duration::from_secs(30)).await;
            return;
        }
        Reply::Hangs | Reply::Late(..) => return,
    };
    let _ = stream.write_all(bytes.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return None,
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => body.extend_from_slice(&chunk[..count]),
            _ => return None,
        }
    }
    Some(Seen { method, target, headers, body: String::from_utf8(body).unwrap() })
}
