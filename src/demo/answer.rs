//! Answers as Jira shapes them: JSON, its error collections, pages of HTML, and bodies that come in steps.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use serde_json::{Value, json};

/// The words of a missing or hidden issue (Jira facts, item 66).
pub(super) const NO_ISSUE: &str = "Issue does not exist or you do not have permission to see it.";

/// The JSON content type of both products.
pub(super) const JSON: &str = "application/json;charset=UTF-8";
/// The HTML content type of both products.
pub(super) const HTML: &str = "text/html;charset=UTF-8";

/// One answer before it becomes bytes.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) content_type: Option<String>,
    pub(super) content: Content,
}

/// What an answer holds.
pub(super) enum Content {
    /// Bytes that are all here.
    Whole(Bytes),
    /// Bytes that are made while they are sent, and their number if it is known.
    Steps(Steps, Option<u64>),
}

/// The pieces of a body.
pub(super) type Steps = Box<dyn Iterator<Item = Step> + Send + Sync>;

/// One piece of a body.
pub(super) enum Step {
    /// Bytes.
    Bytes(Bytes),
    /// Silence.
    Wait(Duration),
    /// The connection breaks.
    Break,
}

impl Answer {
    /// JSON with a status.
    pub(super) fn json(status: u16, value: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: Some(JSON.into()),
            content: Content::Whole(Bytes::from(value.to_string())),
        }
    }

    /// 200 with JSON.
    pub(super) fn ok(value: &Value) -> Self {
        Self::json(200, value)
    }

    /// 204, or any other status without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), content_type: None, content: Content::Whole(Bytes::new()) }
    }

    /// Text of any type.
    pub(super) fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: Some(content_type.into()),
            content: Content::Whole(Bytes::from(body.into())),
        }
    }

    /// Jira's error collection (Jira facts, item 64).
    pub(super) fn errors(status: u16, messages: &[String]) -> Self {
        Self::json(status, &json!({ "errorMessages": messages, "errors": {} }))
    }

    /// An error collection with one message.
    pub(super) fn error(status: u16, message: impl Into<String>) -> Self {
        Self::errors(status, &[message.into()])
    }

    /// 404 with the words for a missing or hidden issue.
    pub(super) fn no_issue() -> Self {
        Self::error(404, NO_ISSUE)
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A body that hyper sends.
pub(super) struct Outflow {
    steps: Steps,
    length: Option<u64>,
    waiting: Option<Pin<Box<tokio::time::Sleep>>>,
    done: bool,
}

impl Outflow {
    /// A body out of an answer's content.
    pub(super) fn new(content: Content) -> Self {
        match content {
            Content::Whole(bytes) => {
                let length = bytes.len() as u64;
                let done = bytes.is_empty();
                Self { steps: Box::new(std::iter::once(Step::Bytes(bytes))), length: Some(length), waiting: None, done }
            }
            Content::Steps(steps, length) => Self { steps, length, waiting: None, done: length == Some(0) },
        }
    }
}

impl Body for Outflow {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(sleep) = self.waiting.as_mut() {
                match sleep.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(()) => self.waiting = None,
                }
            }
            match self.steps.next() {
                Some(Step::Bytes(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Wait(duration)) => self.waiting = Some(Box::pin(tokio::time::sleep(duration))),
                Some(Step::Break) => {
                    return Poll::Ready(Some(Err(io::Error::other("the demo dropped the connection"))));
                }
                None => {
                    self.done = true;
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.done
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map(SizeHint::with_exact).unwrap_or_default()
    }
}
