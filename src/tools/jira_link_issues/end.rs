//! What an issue is linked to: another issue, or a page somewhere on the web.

use crate::args::{Argument, Invalid, IssueKey, Reading};
use schemars::JsonSchema;
use serde_json::Value;
use url::Url;

/// The far end of a link.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub(super) enum End {
    /// An issue, also by its address on this site.
    Issue(IssueKey),
    /// A page.
    Page(String),
}

impl Argument for End {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let text = value.as_str().unwrap_or_default().trim().trim_matches(['<', '>', '`', '"']);
        let lower = text.to_ascii_lowercase();
        if !lower.starts_with("http://") && !lower.starts_with("https://") {
            return IssueKey::read(value, reading).map(Self::Issue);
        }
        let Ok(url) = Url::parse(text) else {
            return IssueKey::read(value, reading).map(Self::Issue);
        };
        // Confluence lives on the same host, and its titles may look like keys.
        let is_wiki = url.path().starts_with("/wiki/");
        match IssueKey::read(&url.as_str().into(), reading) {
            Ok(key) if !is_wiki => Ok(Self::Issue(key)),
            _ => Ok(Self::Page(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_of_this_site_is_its_issue_and_any_other_is_a_page() {
        let read = |sent: &str| End::read(&json!(sent), Reading { name: "to", site: "https://acme.example" });
        let issue = || Ok(End::Issue(IssueKey::parse("SHOP-2").unwrap()));
        for sent in ["shop-2", " SHOP-2 ", "https://acme.example/browse/SHOP-2", "HTTPS://acme.example/browse/SHOP-2"] {
            assert_eq!(read(sent), issue(), "{sent}");
        }
        for sent in [
            "https://docs.example.com/SHOP-2",
            "https://acme.example/wiki/spaces/ENG/pages/1/SHOP-2",
            "https://acme.example/projects/SHOP",
            "http://acme.example.evil.com/browse/SHOP-2",
        ] {
            assert_eq!(read(sent), Ok(End::Page(sent.to_owned())), "{sent}");
        }
        assert_eq!(read("<https://x.io/a>"), Ok(End::Page("https://x.io/a".to_owned())));
        assert!(read("the other one").is_err() && read("ftp://x.io").is_err() && read("https://").is_err());
    }
}
