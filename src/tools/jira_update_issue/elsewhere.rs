//! What an update can't do: another tool does it, or nobody.

use crate::args::IssueKey;
use crate::error::{Field, ToolError};
use serde_json::{Value, json};

/// The tool that changes statuses.
const MOVES: &str = "jira_transition_issue";

/// The same error, if nothing of the call is left when what can't be done is left out: what then helps is another tool, or
/// nothing. `is_all`: whether `fields` was all that was asked.
pub(super) fn elsewhere(error: ToolError, key: &IssueKey, is_all: bool) -> ToolError {
    if let [(_, field)] = error.fields.as_slice()
        && field.id.as_deref() == Some("status")
        && let Some(Value::String(to)) = &field.sent
    {
        return moved(error.clone(), key, to);
    }
    let is_empty = |field: &Field| field.send.as_ref().and_then(Value::as_array).is_some_and(Vec::is_empty);
    if !is_all || error.fields.is_empty() || !error.fields.iter().all(|(_, field)| is_empty(field)) {
        return error;
    }
    let others = error
        .fix
        .as_deref()
        .unwrap_or_default()
        .split("; ")
        .filter(|part| part.starts_with("jira_") && !part.starts_with("jira_lookup"));
    let others: Vec<&str> = others.collect();
    let others = (!others.is_empty()).then(|| others.join("; "));
    let fields = error.fields.into_iter().map(|(name, field)| (name, Field { send: None, ..field })).collect();
    if others.is_some() {
        return ToolError { fields, fix: others, ..error };
    }
    let fix = "tell the user that it can't be done, or ask what to write instead".to_owned();
    ToolError { fields, fix: Some(fix), retryable: false, ..error }
}

fn moved(error: ToolError, key: &IssueKey, to: &str) -> ToolError {
    let fields =
        error.fields.into_iter().map(|(name, field)| (name, Field { send: None, allowed: Vec::new(), ..field }));
    let fix = format!("call {MOVES} with key `{key}` and to `{to}`");
    ToolError { fields: fields.collect(), fix: Some(fix), ..error }
        .with_next(MOVES, json!({"key": key.as_str(), "to": to}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Problem};

    fn refused(id: &str, send: Value) -> ToolError {
        let field = Field { id: Some(id.to_owned()), send: Some(send), ..Field::new(Problem::NotEditable, "Done") };
        ToolError::mendable(Code::NotEditable, "no", "call jira_update_issue again").with_field("Name", field)
    }

    #[test]
    fn a_status_is_another_tools() {
        let key = IssueKey::parse("SHOP-1").unwrap();
        let error = elsewhere(refused("status", json!([])), &key, true);
        assert_eq!(error.next, Some((MOVES.to_owned(), json!({"key": "SHOP-1", "to": "Done"}))));
    }

    #[test]
    fn what_another_tool_does_is_told() {
        let key = IssueKey::parse("SHOP-1").unwrap();
        let fix = "call jira_update_issue again without `Comment`; jira_add_comment writes comments";
        let error = elsewhere(ToolError { fix: Some(fix.to_owned()), ..refused("comment", json!([])) }, &key, true);
        assert_eq!((error.retryable, error.fix.as_deref()), (true, Some("jira_add_comment writes comments")));
    }

    #[test]
    fn what_leaves_nothing_of_the_call_is_nobodys_to_mend() {
        let key = IssueKey::parse("SHOP-1").unwrap();
        assert!(!elsewhere(refused("created", json!([])), &key, true).retryable);
        assert!(elsewhere(refused("created", json!([])), &key, false).retryable);
        assert!(elsewhere(refused("created", json!(["Severity: Major"])), &key, true).retryable);
    }
}
