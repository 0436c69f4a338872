//! Changing issues, and the shapes of what is written to them.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Fate};
use super::super::request::{Reading, Request};
use super::super::types::{Changes, Markup, ParentAs};
use reqwest::Method;
use serde_json::Value;
use std::time::Instant;

/// The field that leads from an issue to its epic on Data Center.
const EPIC_LINK: &str = "com.pyxis.greenhopper.jira:gh-epic-link";

impl Client {
    /// Changes fields of an issue. Jira tells nothing of what became of them: who must know reads the issue again.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn edit_issue(&self, call: &Call, key: &str, changes: &Changes) -> Result<(), Error> {
        let root = self.dialect(call).await?.root();
        let body = Value::Object(changes.body());
        let request = Request::write(Method::PUT, root, "issue/{key}", &[key], Some(body));
        self.write(call, key, request.reading(Reading::Nothing)).await.map(drop)
    }

    /// What rich text is written in here.
    ///
    /// # Errors
    ///
    /// What finding out the dialect failed with.
    pub async fn markup(&self, call: &Call) -> Result<Markup, Error> {
        Ok(self.dialect(call).await?.markup())
    }

    /// A person as a field's value, by the id that [`super::super::types::User`] holds.
    ///
    /// # Errors
    ///
    /// What finding out the dialect failed with.
    pub async fn person(&self, call: &Call, id: &str) -> Result<Value, Error> {
        Ok(self.dialect(call).await?.person(id))
    }

    /// How an issue is put below another, or (`parent` absent) below none. `is_subtask` is the type of the issue itself.
    /// `None` where this site has no field for it: a Data Center without epics.
    ///
    /// # Errors
    ///
    /// The client's, for finding Data Center's Epic Link among the fields.
    pub async fn parent(&self, call: &Call, parent: Option<&str>, is_subtask: bool) -> Result<Option<ParentAs>, Error> {
        let dialect = self.dialect(call).await?;
        if let Some(plain) = dialect.parent(parent, is_subtask) {
            return Ok(Some(plain));
        }
        let fields = self.fields(call).await?;
        let epic_link = fields.of_type(EPIC_LINK);
        Ok(epic_link.map(|field| ParentAs::Field(field.id.clone(), parent.into())))
    }

    /// A write to an issue, which searches name from then on.
    pub(super) async fn write(&self, call: &Call, key: &str, request: Request) -> Result<Value, Error> {
        let result = self.json(call, &request.on_issue(key)).await;
        if result.as_ref().map_or_else(|error| error.fate() != Fate::NotDone, |_| true) {
            self.written().note(key, Instant::now());
        }
        result
    }
}
