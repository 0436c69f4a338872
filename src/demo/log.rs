//! What the embedded Jira saw and answered, for tests to look at.

use bytes::Bytes;
use jiff::Timestamp;

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When it came, on the demo's clock.
    pub at: Timestamp,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, with its query and any context path.
    pub path: String,
    /// Every request header, name in lower case.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub body: Bytes,
    /// The status that was answered; `None` when the connection was dropped instead.
    pub status: Option<u16>,
    /// The answer's content type.
    pub content_type: Option<String>,
    /// Every header of the answer, name as sent.
    pub answer_headers: Vec<(String, String)>,
    /// The answer's body; empty for streamed bodies (large attachments, endless answers).
    pub answer: Bytes,
    /// Whether a fault that a test asked for shaped the answer.
    pub faulty: bool,
}

impl Seen {
    /// The first request header of a name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}
