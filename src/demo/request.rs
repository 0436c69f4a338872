//! A request, taken apart once: decoded path segments, query, JSON body, and which API version it speaks.

use bytes::Bytes;
use serde_json::Value;

/// What the routes look at.
pub(super) struct Request {
    /// The method, in capitals.
    pub(super) method: String,
    /// The decoded path segments below the context and gateway paths.
    pub(super) segments: Vec<String>,
    query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// The body as it came.
    pub(super) body: Bytes,
}

impl Request {
    /// Takes a request apart; `path` is already relative to Jira's root.
    pub(super) fn new(method: String, path: &str, query: &str, headers: Vec<(String, String)>, body: Bytes) -> Self {
        let segments = path.split('/').filter(|part| !part.is_empty()).map(|part| decode(part, false)).collect();
        let query = query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                (decode(name, true), decode(value, true))
            })
            .collect();
        Self { method, segments, query, headers, body }
    }

    /// The first value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a query parameter, in order.
    pub(super) fn query_all(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Every value of a parameter that may be repeated or separated by commas.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        split_lists(self.query_all(name))
    }

    /// A number in the query.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.query(name).and_then(|text| text.parse().ok())
    }

    /// The first header of a name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The JSON object in the body; `Err` holds Jira's words.
    pub(super) fn json(&self) -> Result<Value, String> {
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(value) if value.is_object() => Ok(value),
            _ => Err("Invalid request payload. Refer to the REST API documentation and try again.".into()),
        }
    }
}

/// The strings of a list in a body; none where there is no list.
pub(super) fn strings(body: &Value, name: &str) -> Vec<String> {
    let items = body.get(name).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Splits values at commas and drops the empty parts.
pub(super) fn split_lists<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    values
        .into_iter()
        .flat_map(|value| value.split(','))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn decode(text: &str, plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' if plus_is_space => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let value = ahead.next().and_then(hex).zip(ahead.next().and_then(hex));
                match value {
                    Some((high, low)) => {
                        bytes.push(high << 4 | low);
                        rest = ahead;
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_decoded_once() {
        let request = Request::new(
            "GET".into(),
            "/rest/api/3/issue/A%2FB",
            "jql=a+%3D%20%22x%22&fields=a,b&fields=c&bad=%zz",
            vec![],
            Bytes::new(),
        );
        assert_eq!(request.segments[4], "A/B");
        assert_eq!(request.query("jql"), Some("a = \"x\""));
        assert_eq!(request.list("fields"), ["a", "b", "c"]);
        assert_eq!(request.query("bad"), Some("%zz"));
    }
}
