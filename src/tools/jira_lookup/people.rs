//! People: everybody, or those who can be given work in a project or an issue.

use super::asked::Scope;
use super::at;
use super::list::{List, Row};
use crate::error::ToolError;
use crate::jira::types::User;
use crate::resolve::user::{self, Among, MOST_READ, query_of};

/// People by the beginning of their name or e-mail, as Jira compares it.
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
    let found = resolver.people(query.map(query_of), among).await.map_err(at("query"))?;
    let assignable = |user: &&User| user.active || matches!(among, Among::Everybody);
    let mut rows: Vec<Row> = found.items.iter().filter(assignable).map(row).collect();
    let more = found.total.map_or(found.items.len() >= MOST_READ, |all| all > found.items.len() as u64);
    if !rows.is_empty() {
        return Ok(List { chosen: true, more, ..List::new(what, place, rows) });
    }
    let mut notes = Vec::new();
    if let Some(query) = query {
        if matches!(among, Among::Everybody)
            && let Some(user) = resolver.user_by_id(query_of(query)).await.map_err(at("query"))?
        {
            return Ok(List { chosen: true, ..List::new(what, place, vec![row(&user)]) });
        }
        let near = resolver.people_like(query, among).await.map_err(at("query"))?;
        rows = near.iter().filter(assignable).map(row).collect();
        notes.push("Jira compares the beginnings of names and of visible e-mail addresses".to_owned());
    }
    if rows.is_empty() {
        notes.extend(resolver.blindness().await.map_err(at("query"))?);
    }
    // The near ones are those who share the beginning, never everybody.
    Ok(List { more: !rows.is_empty(), notes, ..List::new(what, place, rows) })
}

fn row(user: &User) -> Row {
    let email = user::email(user).unwrap_or_default();
    Row::new(user::called(user), [user.name.as_str().into(), email.into(), user.id.as_str().into(), user.active.into()])
}
