//! What is needed to write to an issue, asked for together with the issue.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::types::{FieldMeta, Issue, Transition};
use serde_json::Value;

impl Client {
    /// An issue with all its fields, and those that can be edited, in one request. Fields without a value are left out of the
    /// issue.
    ///
    /// # Errors
    ///
    /// As [`Self::issue`].
    pub async fn issue_to_edit(&self, call: &Call, key: &str) -> Result<(Issue, Vec<FieldMeta>), Error> {
        let (issue, told) = self.issue_expanded(call, key, "editmeta").await?;
        let fields = told.get("fields").filter(|fields| fields.is_object());
        match fields {
            Some(fields) => Ok((issue, read::screen(Some(fields)))),
            // Jira leaves the expansion out where it can't be read.
            None => Ok((issue, self.edit_fields(call, key).await?)),
        }
    }

    /// An issue with all its fields, and the steps that it can take now, at once.
    ///
    /// # Errors
    ///
    /// As [`Self::issue`].
    pub async fn issue_to_move(&self, call: &Call, key: &str) -> Result<(Issue, Vec<Transition>), Error> {
        // Expanded with the issue, the steps come without their screens.
        let (issue, steps) = futures_util::join!(self.issue(call, key, None), self.transitions(call, key));
        Ok((issue?, steps?))
    }

    async fn issue_expanded(&self, call: &Call, key: &str, expand: &str) -> Result<(Issue, Value), Error> {
        let request = self.platform(call, "issue/{key}", &[key]).await?.with("fields", "*all").with("expand", expand);
        let mut told = self.json(call, &request).await?;
        let expanded = told.get_mut(expand).map(Value::take).unwrap_or_default();
        let issue = read::issue(told);
        if issue.key.is_empty() {
            return Err(super::malformed(&request));
        }
        self.written().learn(&issue.key, &issue.id);
        Ok((issue, expanded))
    }

    /// The names of groups that hold `query`, as far as Jira lists them.
    ///
    /// # Errors
    ///
    /// The client's; `Forbidden` without the permission to browse users and groups.
    pub async fn groups(&self, call: &Call, query: &str) -> Result<Vec<String>, Error> {
        let request = self.platform(call, "groups/picker", &[]).await?.with("query", query).with("maxResults", 50);
        let told = self.json(call, &request).await?;
        Ok(read::list(&told, "groups").iter().filter_map(|group| read::text(group, "name")).collect())
    }
}
