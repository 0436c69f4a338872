//! Taking a step of the workflow.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::request::{Reading, Request};
use super::super::types::Changes;
use reqwest::Method;
use serde_json::{Value, json};

impl Client {
    /// Takes a step, with what its screen asks for and a comment (ADF or wiki markup as [`Self::markup`] says) in the same request.
    /// The step's screen must allow the comment; on a service project the customer would see it.
    ///
    /// # Errors
    ///
    /// The client's; a step that the issue can't take now is `Invalid` (Jira facts, item 40).
    pub async fn do_transition(
        &self,
        call: &Call,
        key: &str,
        transition_id: &str,
        changes: &Changes,
        comment: Option<&Value>,
    ) -> Result<(), Error> {
        let root = self.dialect(call).await?.root();
        let mut changes = changes.clone();
        if let Some(body) = comment {
            changes.update.insert("comment".to_owned(), json!([{"add": {"body": body}}]));
        }
        let mut body = changes.body();
        body.insert("transition".to_owned(), json!({"id": transition_id}));
        let request = Request::write(Method::POST, root, "issue/{key}/transitions", &[key], Some(Value::Object(body)));
        self.write(call, key, request.reading(Reading::Nothing)).await.map(drop)
    }
}
