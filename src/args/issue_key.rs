//! An issue's key, also inside a pasted address.

use super::{Argument, Invalid, Reading};
use crate::error::{Field, Problem};
use schemars::JsonSchema;
use serde_json::Value;
use url::Url;

/// `SHOP-12`: upper-case, one project's key, a dash, digits.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct IssueKey(String);

impl IssueKey {
    /// Reads a bare key in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let (project, number) = text.trim().rsplit_once('-')?;
        let letter_first = project.starts_with(|c: char| c.is_ascii_alphabetic());
        let plain = project.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let digits = !number.is_empty() && number.len() <= 18 && number.bytes().all(|b| b.is_ascii_digit());
        (letter_first && plain && digits).then(|| Self(format!("{}-{number}", project.to_ascii_uppercase())))
    }

    /// The key as Jira writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The project's key.
    pub fn project(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(project, _)| project)
    }
}

impl std::fmt::Display for IssueKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Argument for IssueKey {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        };
        if text.starts_with("http://") || text.starts_with("https://") {
            return from_url(&text, reading);
        }
        let bare = text.trim_matches(|c: char| "\"'`[]()<>#".contains(c) || c.is_whitespace());
        Self::parse(bare).ok_or_else(|| malformed(&text, reading))
    }
}

fn from_url(text: &str, reading: Reading<'_>) -> Result<IssueKey, Invalid> {
    let Ok(url) = Url::parse(text) else {
        return Err(malformed(text, reading));
    };
    if let Ok(site) = Url::parse(reading.site) {
        let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
        if place(&url) != place(&site) {
            let Reading { name, site } = reading;
            return Err(Invalid {
                message: format!("{name} `{text}` is on another site; this server speaks to `{site}`"),
                fix: format!("{name} as the key or address of an issue on `{site}`"),
                field: Field::new(Problem::NotAllowed, text),
            });
        }
    }
    let selected = url.query_pairs().find(|(name, _)| name == "selectedIssue").map(|(_, key)| key.into_owned());
    let in_path = || url.path_segments()?.rev().find_map(IssueKey::parse);
    selected.and_then(|key| IssueKey::parse(&key)).or_else(in_path).ok_or_else(|| malformed(text, reading))
}

fn malformed(text: &str, reading: Reading<'_>) -> Invalid {
    let name = reading.name;
    let separators = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let keys: Vec<IssueKey> = text.split(separators).filter_map(IssueKey::parse).collect();
    let mut field = Field::new(Problem::Malformed, text);
    let (message, fix) = match keys.as_slice() {
        [] => {
            let fix =
                format!("{name} like `SHOP-123`: the project's key, a dash and a number; jira_search finds issues");
            (format!("{name} `{text}` is not an issue key"), fix)
        }
        [only] => {
            field.send = Some(only.as_str().into());
            (format!("{name} `{text}` is more than an issue key"), format!("{name} `{only}`"))
        }
        [first, ..] => {
            field.send = Some(first.as_str().into());
            let fix = format!("{name} `{first}`, once for each key, or call jira_search with all of them");
            (format!("{name} takes one issue key, not {}", keys.len()), fix)
        }
    };
    Invalid { message, fix, field }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SITE: &str = "https://acme.atlassian.net";

    fn read(value: Value) -> Result<String, Invalid> {
        IssueKey::read(&value, Reading { name: "key", site: SITE }).map(|key| key.to_string())
    }

    #[test]
    fn what_people_paste_is_read() {
        for sent in [
            "SHOP-1",
            " shop-1 ",
            "`SHOP-1`",
            "[SHOP-1]",
            "https://acme.atlassian.net/browse/SHOP-1",
            "https://acme.atlassian.net/browse/SHOP-1?focusedCommentId=10",
            "https://acme.atlassian.net/jira/software/projects/SHOP/boards/1?selectedIssue=SHOP-1",
            "https://ACME.atlassian.net/jira/servicedesk/projects/X/queues/custom/1/SHOP-1",
        ] {
            assert_eq!(read(json!(sent)), Ok("SHOP-1".to_owned()), "{sent}");
        }
        assert_eq!(read(json!(["SHOP-1"])), Ok("SHOP-1".to_owned()));
    }

    #[test]
    fn what_is_no_key_says_what_to_send() {
        let found = Some(json!("SHOP-1"));
        for (sent, send) in [
            ("SHOP-1, SHOP-2", &found),
            ("SHOP-1: broken cart", &found),
            ("SHOP-1/../../user", &found),
            ("SHOP", &None),
            ("12", &None),
            ("SHOP-", &None),
            ("-1", &None),
            ("SHOP-1x", &None),
            ("../user", &None),
            ("1SHOP-1", &None),
            ("SHOP-1234567890123456789", &None),
        ] {
            assert_eq!(&read(json!(sent)).unwrap_err().field.send, send, "{sent}");
        }
    }

    #[test]
    fn another_site_is_refused_by_host_and_port() {
        for sent in [
            "https://evil-acme.atlassian.net/browse/SHOP-1",
            "https://acme.atlassian.net.evil.com/browse/SHOP-1",
            "https://acme.atlassian.net:8443/browse/SHOP-1",
            "http://acme.atlassian.net@evil.com/browse/SHOP-1",
        ] {
            let invalid = read(json!(sent)).unwrap_err();
            assert!(invalid.message.contains(SITE), "{invalid:?}");
        }
    }
}
