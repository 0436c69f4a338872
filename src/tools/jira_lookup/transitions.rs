//! The steps that an issue can take now.

use super::at;
use super::list::{List, Row};
use super::missing::{Missing, refuse};
use super::scope::Scope;
use super::screen::is_required;
use crate::error::{About, ToolError};
use crate::jira::types::Transition;
use crate::resolve::matching::Called;
use serde_json::json;

/// Transitions by their name or the status to which they lead.
pub(super) async fn transitions(scope: Scope<'_>) -> Result<List, ToolError> {
    let Some(key) = scope.issue().await? else {
        let why = "transitions belong to an issue, whose key jira_search tells".to_owned();
        let mine = json!({"jql": "assignee = currentUser() AND statusCategory != Done ORDER BY updated DESC"});
        return Err(refuse(vec![Missing::new("issue", why, Vec::new(), None)], None).with_next("jira_search", mine));
    };
    let found = scope.resolver.jira.transitions(scope.resolver.call, key.as_str()).await;
    let found = found.map_err(|error| scope.failed(About::Issue("issue", &key), &error))?;
    let mut list = List::new("transitions", format!("of {key}"), found.iter().map(row).collect());
    if list.rows.is_empty() {
        // Jira answers an empty list for an issue that is not there, too (Jira facts, item 40).
        scope.resolver.issue_now("issue", &key, &["project"]).await.map_err(at("issue"))?;
        list.notes.push("the workflow or the permissions of this account allow none now".to_owned());
    }
    Ok(list)
}

fn row(one: &Transition) -> Row {
    let required: Vec<&str> =
        one.fields.iter().filter(|meta| is_required(meta)).map(|meta| meta.name.as_str()).collect();
    let called = Called::new(one.name.as_str(), one.id.as_str()).or(Some(one.to.name.as_str()));
    Row::of(called, [&one.name, &one.to.name, &one.id, &required.join(", ")])
}
