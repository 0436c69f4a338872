//! Writing comments, and reading one.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::request::Request;
use super::super::types::{Comment, RequestComment, Written};
use reqwest::Method;
use serde_json::{Value, json};

/// The service desk's own API, the same in both dialects.
const SERVICE_DESK: &str = "rest/servicedeskapi";

impl Client {
    /// One comment by its number.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn comment(&self, call: &Call, key: &str, id: &str) -> Result<Comment, Error> {
        let dialect = self.dialect(call).await?;
        let request = Request::get(dialect.root(), "issue/{key}/comment/{id}", &[key, id])
            .with_some("expand", dialect.comment_expand());
        Ok(read::comment(&self.json(call, &request).await?))
    }

    /// Adds a comment; the body is ADF or wiki markup as [`Self::markup`] says. On a service project the customer sees it,
    /// whatever else is sent: there, [`Self::add_request_comment`].
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn add_comment(&self, call: &Call, key: &str, body: &Value) -> Result<Written<Comment>, Error> {
        let root = self.dialect(call).await?.root();
        let body = json!({"body": body});
        let told = self.write(call, key, Request::write(Method::POST, root, "issue/{key}/comment", &[key], Some(body)));
        Ok(comment_of(&told.await?))
    }

    /// Writes a comment anew. Who sees it stays as it was.
    ///
    /// # Errors
    ///
    /// The client's; `Invalid` for another person's comment (Jira facts, item 65).
    pub async fn edit_comment(
        &self,
        call: &Call,
        key: &str,
        id: &str,
        body: &Value,
    ) -> Result<Written<Comment>, Error> {
        let root = self.dialect(call).await?.root();
        let body = json!({"body": body});
        let request = Request::write(Method::PUT, root, "issue/{key}/comment/{id}", &[key, id], Some(body));
        Ok(comment_of(&self.write(call, key, request).await?))
    }

    /// Adds a comment to a customer's request, internal unless `public`. The body is wiki markup in both dialects. The answer
    /// tells who sees it, which must be looked at.
    ///
    /// # Errors
    ///
    /// The client's; `NotFound` also where the issue is no request or the service desk is not installed.
    pub async fn add_request_comment(
        &self,
        call: &Call,
        key: &str,
        body: &str,
        public: bool,
    ) -> Result<Written<RequestComment>, Error> {
        let body = json!({"body": body, "public": public});
        let request = Request::write(Method::POST, SERVICE_DESK, "request/{key}/comment", &[key], Some(body));
        let told = self.write(call, key, request).await?;
        Ok(match read::text(&told, "id") {
            Some(id) => Written::Told(RequestComment { id, public: told.get("public").and_then(Value::as_bool) }),
            None => Written::Unread,
        })
    }
}

fn comment_of(told: &Value) -> Written<Comment> {
    let comment = read::comment(told);
    if comment.id.is_empty() { Written::Unread } else { Written::Told(comment) }
}
