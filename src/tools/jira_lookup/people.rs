//! People: everybody, or those who can be given work in a project or an issue.

use super::at;
use super::list::{List, Row};
use super::scope::Scope;
use crate::error::ToolError;
use crate::jira::types::User;
use crate::resolve::user::{self, Among};

/// People by name or e-mail: as Jira compares them, and where it finds nobody by their words in any order, without diacritics.
pub(super) async fn users(scope: Scope<'_>) -> Result<List, ToolError> {
    let issue = scope.issue().await?;
    let project = match &issue {
        Some(_) => None,
        None => scope.named_project().await?,
    };
    let (among, what, place) = match (&issue, &project) {
        (Some(key), _) => (Among::Issue(key), "assignable users", format!("for {key}")),
        (None, Some(detail)) => {
            let key = detail.project.key.as_str();
            (Among::Project(key), "assignable users", format!("in {key}"))
        }
        (None, None) => (Among::Everybody, "users", String::new()),
    };
    let resolver = scope.resolver;
    let query = scope.asked.query.as_deref();
    if query.is_some_and(user::is_me) {
        let me = resolver.user("me", Among::Everybody).await.map_err(at("query"))?;
        return Ok(List { chosen: true, ..List::new(what, place, vec![row(&me)]) });
    }
    let assignable = |user: &&User| user.active || matches!(among, Among::Everybody);
    let listed = |people: &[User]| people.iter().filter(assignable).map(row).collect::<Vec<Row>>();
    let Some(query) = query else {
        let found = resolver.people(None, among).await.map_err(at("query"))?;
        let more = !user::is_complete(&found);
        let mut list = List { more, ..List::new(what, place, listed(&found.items)) };
        if list.rows.is_empty() {
            list.notes.extend(resolver.blindness().await.map_err(at("query"))?);
        }
        return Ok(list);
    };
    let found = resolver.people_called(query, among).await.map_err(at("query"))?;
    let rows = listed(&found.people);
    if !rows.is_empty() {
        return Ok(List { chosen: true, more: !found.complete, ..List::new(what, place, rows) });
    }
    // The near ones are those who share the beginning, never everybody.
    let rows = listed(&found.near);
    let mut notes = vec!["Jira compares the beginnings of names and of visible e-mail addresses".to_owned()];
    if rows.is_empty() {
        notes.extend(resolver.blindness().await.map_err(at("query"))?);
    }
    Ok(List { more: !rows.is_empty(), notes, ..List::new(what, place, rows) })
}

fn row(user: &User) -> Row {
    let email = user::email(user).unwrap_or_default();
    Row::new(user::called(user), [user.name.as_str().into(), email.into(), user.id.as_str().into(), user.active.into()])
}
