//! Links between issues, and from issues to web pages.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Fate};
use super::super::read;
use super::super::request::{Reading, Request};
use super::super::types::Written;
use reqwest::Method;
use serde_json::json;
use std::time::Instant;

impl Client {
    /// Links two issues so that a sentence reads: `from`, the type's `outward` phrase, `to`. A link that is there already is a
    /// success (Jira facts, item 45). `type_name` is the link type's own name, such as `Blocks`.
    ///
    /// `inwardIssue` is the source of the outward phrase. The published description says the opposite in one word ("from the
    /// outward issue"); Jira's own client and recorded links agree on this.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn link_issues(&self, call: &Call, type_name: &str, from: &str, to: &str) -> Result<(), Error> {
        let root = self.dialect(call).await?.root();
        let body = json!({"type": {"name": type_name}, "inwardIssue": {"key": from}, "outwardIssue": {"key": to}});
        let request = Request::write(Method::POST, root, "issueLink", &[], Some(body)).reading(Reading::Nothing);
        let result = self.json(call, &request.on_issue(from)).await;
        if result.as_ref().map_or_else(|error| error.fate() != Fate::NotDone, |_| true) {
            let now = Instant::now();
            let mut written = self.written();
            written.note(from, now);
            written.note(to, now);
        }
        result.map(drop)
    }

    /// Links an issue to a web page; tells the link's number. The address is the link's own name (`globalId`), so that the same
    /// page is linked once however often it is asked for. `relationship` says in words how the page belongs to the issue.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn add_remote_link(
        &self,
        call: &Call,
        key: &str,
        url: &str,
        title: &str,
        relationship: Option<&str>,
    ) -> Result<Written<String>, Error> {
        let root = self.dialect(call).await?.root();
        let mut body = json!({"globalId": url, "object": {"url": url, "title": title}});
        if let (Some(relationship), Some(members)) = (relationship, body.as_object_mut()) {
            members.insert("relationship".to_owned(), relationship.into());
        }
        let request = Request::write(Method::POST, root, "issue/{key}/remotelink", &[key], Some(body));
        let told = self.write(call, key, request).await?;
        Ok(read::text(&told, "id").map_or(Written::Unread, Written::Told))
    }
}
