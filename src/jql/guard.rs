//! The two things added to a query before it is sent: the allowed projects, and a restriction where there is none.

use super::error::Error;
use super::print::{condition, print};
use super::quote::quote;
use super::read::parse;
use super::restrict::{allowed, restrict};
use super::tree::Query;

/// A query that can't leave the allowed projects: `(query) AND project in ("A", "B") ORDER BY …`.
///
/// It is the tree that is restricted and printed, so what is sent is what was understood. The guard on the tokens is
/// asked first; it needs no grammar, so a mistake in one of them is caught by the other. A saved filter, a function or
/// the key of a moved issue may still stand for issues elsewhere; they meet the same restriction.
///
/// # Errors
///
/// What the guard on the tokens refuses, and a query that isn't JQL as it stands.
pub fn guard(jql: &str, projects: &[impl AsRef<str>]) -> Result<String, Error> {
    restrict(jql, projects)?;
    let Query { condition: asked, order_by } = parse(jql)?;
    let allowed = allowed(projects);
    let restricted = match asked {
        Some(asked) => format!("({}) AND {allowed}", condition(&asked)),
        None => allowed,
    };
    let order = print(&Query { condition: None, order_by });
    Ok(if order.is_empty() { restricted } else { format!("{restricted} {order}") })
}

/// A query that Jira Cloud doesn't refuse for having no restriction (Jira facts, item 18), and what to say about it.
///
/// `None` if the query has one already. The restriction is met by every issue, so the answer stays the same: the visible
/// projects if they are known and few, else a day before all issues.
pub fn bounded(query: &Query, jql: &str, projects: &[impl AsRef<str>]) -> Option<(String, String)> {
    if query.condition.is_some() {
        return None;
    }
    let few = !projects.is_empty() && projects.len() <= FEW;
    let every = match few {
        true => {
            let keys: Vec<String> = projects.iter().map(|key| quote(key.as_ref())).collect();
            format!("project in ({})", keys.join(", "))
        }
        false => format!("created >= {}", quote(BEFORE_ALL)),
    };
    let warning = format!("Jira needs a restriction, so `{every}` was added, which every issue meets");
    let jql = jql.trim();
    Some((if jql.is_empty() { every } else { format!("{every} {jql}") }, warning))
}

/// More projects would make a long query.
const FEW: usize = 20;

/// A day before Jira was written; JQL's dates are `yyyy-MM-dd` (Jira's documentation, "JQL fields", created).
const BEFORE_ALL: &str = "1970-01-01";

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [&str; 0] = [];

    #[test]
    fn the_tree_is_restricted_and_the_order_kept_apart() {
        let guarded = |jql: &str| guard(jql, &["SHOP"]).unwrap();
        assert_eq!(guarded("a = 1 or b = 2"), "(a = 1 OR b = 2) AND project in (\"SHOP\")");
        assert_eq!(guarded("order by a desc"), "project in (\"SHOP\") ORDER BY a DESC");
        assert_eq!(guarded(""), "project in (\"SHOP\")");
        assert_eq!(
            guarded("filter = X and !(a in (b, f('x'))) order by \"c d\", e"),
            "(filter = X AND NOT a IN (b, f(\"x\"))) AND project in (\"SHOP\") ORDER BY \"c d\", e"
        );
        assert_eq!(guard("a = 1", &NONE).unwrap(), "(a = 1) AND (project is EMPTY AND project is not EMPTY)");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for jql in ["a = 1) OR (b = 2", "a = b c", "a = 1 -- b", "a = 1 # b", "a /* b */ = 1", "a == 1", "a = “b”"]
        {
            assert!(guard(jql, &["SHOP"]).is_err(), "{jql} passed");
        }
    }

    #[test]
    fn a_query_without_a_restriction_gets_one_that_all_issues_meet() {
        let bounded = |jql: &str, keys: &[&str]| bounded(&parse(jql).unwrap(), jql, keys).map(|(jql, _)| jql);
        assert_eq!(bounded("a = 1", &[]), None);
        assert_eq!(bounded("", &[]).as_deref(), Some("created >= \"1970-01-01\""));
        assert_eq!(
            bounded("ORDER BY created", &["A", "B"]).as_deref(),
            Some("project in (\"A\", \"B\") ORDER BY created")
        );
    }
}
