//! Which comment is meant: by its number, or one's own newest.

use crate::args::{Argument, Invalid, Reading};
use crate::error::{Field, Problem};
use schemars::JsonSchema;
use serde_json::Value;
use url::Url;

/// The comment that is meant.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub(super) enum Which {
    /// The newest one of this account.
    Last,
    /// The one with this number.
    Id(String),
}

/// What models say for the newest one.
const LAST: [&str; 4] = ["last", "latest", "newest", "mine"];

impl Argument for Which {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        if LAST.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Ok(Self::Last);
        }
        let id = focused(&text).unwrap_or_else(|| text.trim_matches(['#', '`', ' ']).to_owned());
        if !id.is_empty() && id.len() <= 18 && id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::Id(id));
        }
        let name = reading.name;
        Err(Invalid {
            message: format!("{name} `{text}` is no comment"),
            fix: format!(
                "{name} `last` for your newest one, or its number as jira_get_issue shows it, such as `#10042`"
            ),
            field: Field { allowed: vec!["last".to_owned()], ..Field::new(Problem::Malformed, value.clone()) },
        })
    }
}

/// The number in the address of a comment.
fn focused(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let (_, id) = url.query_pairs().find(|(name, _)| name == "focusedCommentId")?;
    Some(id.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_comment_is_named_in_many_ways() {
        let read = |sent: Value| Which::read(&sent, Reading { name: "comment", site: "" });
        for sent in [
            json!("#10042"),
            json!("10042"),
            json!(10042),
            json!(" `#10042` "),
            json!("https://acme.example/browse/SHOP-1?focusedCommentId=10042&page=x"),
        ] {
            assert_eq!(read(sent.clone()), Ok(Which::Id("10042".to_owned())), "{sent}");
        }
        for sent in [json!("last"), json!("Latest ")] {
            assert_eq!(read(sent.clone()), Ok(Which::Last), "{sent}");
        }
        for sent in [json!("the one about cards"), json!("#"), json!("../1"), json!(-1), json!(["1"])] {
            assert!(read(sent.clone()).is_err(), "{sent}");
        }
    }
}
