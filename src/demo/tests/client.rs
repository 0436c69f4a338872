//! A client of a few lines, which knows HTTP and nothing else.

use base64::Engine as _;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::demo::Jira;
use crate::demo::account::{API_TOKEN, EMAIL, PERSONAL_TOKEN};

/// An answer, taken apart.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Got {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(super) fn message(&self) -> String {
        self.json()["errorMessages"][0].as_str().unwrap_or_default().to_owned()
    }
}

pub(super) fn basic(user: &str, secret: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{secret}")))
}

/// One request on a connection of its own; status 0 when the connection broke before an answer.
pub(super) async fn ask(
    jira: &Jira,
    method: &str,
    path: &str,
    authorization: Option<&str>,
    body: Option<Value>,
    more: &str,
) -> Got {
    let url = jira.url();
    let rest = url.strip_prefix("http://").unwrap();
    let (host, context) =
        rest.split_once('/').map_or((rest, String::new()), |(host, context)| (host, format!("/{context}")));
    let mut stream = TcpStream::connect(host).await.unwrap();
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let authorization = authorization.map(|value| format!("Authorization: {value}\r\n")).unwrap_or_default();
    let length = body.len();
    let request = format!(
        "{method} {context}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{authorization}{more}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let status = head.get(9..12).and_then(|text| text.parse().ok()).unwrap_or(0);
    Got { status, head, body: bytes.get(split + 4..).unwrap_or_default().to_vec() }
}

pub(super) async fn get(jira: &Jira, path: &str) -> Got {
    let authorization =
        if jira.url().ends_with("/jira") { format!("Bearer {PERSONAL_TOKEN}") } else { basic(EMAIL, API_TOKEN) };
    ask(jira, "GET", path, Some(&authorization), None, "").await
}

pub(super) async fn send(jira: &Jira, method: &str, path: &str, body: Value) -> Got {
    let authorization =
        if jira.url().ends_with("/jira") { format!("Bearer {PERSONAL_TOKEN}") } else { basic(EMAIL, API_TOKEN) };
    ask(jira, method, path, Some(&authorization), Some(body), "").await
}
