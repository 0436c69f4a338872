//! One request to Jira, before it is known where and with which credentials it goes.
//!
//! The path is built from a template whose places are filled with percent-encoded single segments, so that no key, id or file
//! name can ever reach another endpoint (Jira keys come from people and models, and so does `../`).

use super::error::{Error, Kind};
use super::retry::Effect;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::Value;

/// A request: what, never where.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: Method,
    /// Whether it changes anything. A search by POST does not.
    pub effect: Effect,
    /// The API it belongs to: `rest/api/3`.
    pub root: &'static str,
    /// The template of its path, which names its rate limit: `issue/{key}/comment`.
    pub route: &'static str,
    /// The filled path, encoded; absent when a part can't stand in a path.
    path: Option<String>,
    /// Query parameters, in order.
    pub query: Vec<(&'static str, String)>,
    /// The JSON body.
    pub body: Option<Value>,
    /// How the answer's body is read.
    pub reading: Reading,
    /// Whether it is sent without credentials, or an anonymous answer is as good.
    pub login: LoginUse,
    /// The issue that it writes to, for the limit of writes per issue.
    pub issue: Option<String>,
    /// Whether it counts against the limit that user searches share (Jira facts, item 9).
    pub searches_people: bool,
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Whole, as JSON.
    Json,
    /// A piece of a file.
    Piece {
        /// The first byte.
        from: u64,
        /// How many bytes at most.
        max_bytes: usize,
    },
    /// What was done is told as JSON, and was done all the same when that can't be read: then it is null.
    Receipt,
    /// Nothing is expected: any body is drained and ignored.
    Nothing,
}

/// What a request does with the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginUse {
    /// Sent, and an anonymous answer is a failure.
    Required,
    /// Sent, and an anonymous answer is as good.
    Optional,
    /// Not sent; only the operator's own headers are, for what stands before Jira.
    Gate,
    /// Not sent.
    None,
}

impl Request {
    /// A read by GET. `parts` fill the template's `{places}` in order.
    pub fn get(root: &'static str, route: &'static str, parts: &[&str]) -> Self {
        Self {
            method: Method::GET,
            effect: Effect::Read,
            root,
            route,
            path: fill(route, parts),
            query: Vec::new(),
            body: None,
            reading: Reading::Json,
            login: LoginUse::Required,
            issue: None,
            searches_people: false,
        }
    }

    /// A read by POST: a search, a count.
    pub fn ask(root: &'static str, route: &'static str, body: Value) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(root, route, &[]) }
    }

    /// A write. It is never sent again unless Jira surely did not do it.
    pub fn write(method: Method, root: &'static str, route: &'static str, parts: &[&str], body: Option<Value>) -> Self {
        Self { method, effect: Effect::Write, body, reading: Reading::Receipt, ..Self::get(root, route, parts) }
    }

    /// With one more query parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With one more query parameter, if there is a value.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With another way to read the body.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// With another use of the login.
    #[must_use]
    pub fn login(mut self, login: LoginUse) -> Self {
        self.login = login;
        self
    }

    /// A write to this issue.
    #[must_use]
    pub fn on_issue(mut self, key: &str) -> Self {
        self.issue = Some(key.to_owned());
        self
    }

    /// One of the user searches.
    #[must_use]
    pub fn searching_people(mut self) -> Self {
        self.searches_people = true;
        self
    }

    /// What it asks, without host, API root and query: `GET issue/SHOP-1`.
    pub fn asked(&self) -> String {
        format!("{} {}", self.method, self.path.as_deref().unwrap_or(self.route))
    }

    /// Root and path, encoded: `rest/api/3/issue/SHOP-1`.
    ///
    /// # Errors
    ///
    /// `Invalid`, unsent, when a part is empty, `.` or `..`, which no encoding makes a plain segment.
    pub fn path(&self) -> Result<String, Error> {
        match &self.path {
            Some(path) => Ok(format!("{}/{path}", self.root)),
            None => {
                let mut error = Error::unsent(Kind::Invalid, &self.asked());
                error.messages.push("an empty name, `.` or `..` can't be asked for".to_owned());
                Err(error)
            }
        }
    }
}

/// All but RFC 3986's unreserved characters.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One path segment, percent-encoded except for RFC 3986's unreserved characters. Absent for what can't be one.
pub fn encode_segment(part: &str) -> Option<String> {
    (!matches!(part, "" | "." | "..")).then(|| utf8_percent_encode(part, &RESERVED).to_string())
}

fn fill(route: &str, parts: &[&str]) -> Option<String> {
    let mut parts = parts.iter();
    let segments: Option<Vec<String>> = route
        .split('/')
        .map(|segment| if segment.starts_with('{') { encode_segment(parts.next()?) } else { Some(segment.to_owned()) })
        .collect();
    segments.map(|segments| segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_stay_single_segments() {
        let rows = [
            ("SHOP-1", "issue/SHOP-1/comment"),
            ("ABC-1/../../user", "issue/ABC-1%2F..%2F..%2Fuser/comment"),
            ("%2e%2e", "issue/%252e%252e/comment"),
            ("A?expand=x#y", "issue/A%3Fexpand%3Dx%23y/comment"),
            ("a\\b c", "issue/a%5Cb%20c/comment"),
            ("ü\0\r\n", "issue/%C3%BC%00%0D%0A/comment"),
        ];
        for (part, expected) in rows {
            let request = Request::get("rest/api/3", "issue/{key}/comment", &[part]);
            assert_eq!(request.path().unwrap(), format!("rest/api/3/{expected}"));
            assert_eq!(request.asked(), format!("GET {expected}"));
        }
    }

    #[test]
    fn what_no_encoding_helps_is_refused() {
        for part in ["", ".", ".."] {
            let error = Request::get("rest/api/3", "issue/{key}", &[part]).path().unwrap_err();
            assert_eq!((error.kind, error.sent, error.asked.as_str()), (Kind::Invalid, false, "GET issue/{key}"));
        }
    }

    proptest! {
        #[test]
        fn any_part_is_one_segment_after_url_parsing(part in ".*") {
            if let Ok(path) = Request::get("rest/api/3", "issue/{key}/comment", &[&part]).path() {
                let url = url::Url::parse(&format!("https://jira.example.com/jira/{path}")).unwrap();
                prop_assert_eq!(url.host_str(), Some("jira.example.com"));
                let segments: Vec<&str> = url.path_segments().unwrap().collect();
                prop_assert_eq!(segments.len(), 7);
                prop_assert_eq!(segments[6], "comment");
                prop_assert_eq!(url.query(), None);
                prop_assert_eq!(url.fragment(), None);
            }
        }
    }
}
