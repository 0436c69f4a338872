//! The workflow of a type of issues, where an ordinary account may read it.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Kind};
use super::super::types::WorkflowStep;
use std::sync::Arc;

impl Client {
    /// The steps of the workflow that issues of a type have in a project, both by number. Cached, as is that nothing is told:
    /// Cloud shows a workflow to whoever has one of the project's permissions *Administer projects* and *View (read-only)
    /// workflow* (`POST workflows/preview`), and answers everybody else, and most tokens with scopes, 401. Data Center shows
    /// workflows through REST to its administrators only, so it isn't asked.
    ///
    /// # Errors
    ///
    /// The client's, but not that it may not be read: that is no step at all.
    pub async fn workflow(
        &self,
        call: &Call,
        project: &str,
        issue_type: &str,
    ) -> Result<Arc<Vec<WorkflowStep>>, Error> {
        let load = async {
            let dialect = self.dialect(call).await?;
            let Some(request) = dialect.workflow(project, issue_type) else { return Ok(Vec::new()) };
            match self.json(call, &request).await {
                Ok(told) => Ok(dialect.read_workflow(&told)),
                Err(error) if is_untold(&error.kind) => Ok(Vec::new()),
                Err(error) => Err(error),
            }
        };
        let key = (project.to_owned(), issue_type.to_owned());
        self.inner.caches.workflows.get(key, call, self.metadata_lifetime(), load).await
    }
}

/// Whether the account may not read it, or this Jira knows no such question.
fn is_untold(kind: &Kind) -> bool {
    use Kind::{Forbidden, Gone, Invalid, NotFound, ScopeMissing, TokenExpired, Unauthorized};
    matches!(kind, Forbidden | Gone | Invalid | NotFound | ScopeMissing | TokenExpired | Unauthorized)
}
