//! What a query asks of projects that this server may not touch: refused where it asks for nothing else, said where it does.

use super::query::resolver;
use super::{Plan, SPEC};
use crate::error::{ToolError, listed};
use crate::jql::tree::Term;
use crate::jql::{self, outside};
use crate::tools::Ctx;

/// The beginning of the sentence that tells that this server is held to some projects.
const HELD: &str = "only ";

/// Refuses a query that names an issue of another project, before anything of it is sent: the answer would tell whether it
/// exists, or what it is linked to.
pub(super) fn check_keys(jql: &str, asked: &str, ctx: &Ctx) -> Result<(), ToolError> {
    let policy = &ctx.shared.policy;
    let other = outside::keys(jql).into_iter().find(|(key, _)| !policy.allows_issue(key));
    match other {
        Some((key, position)) => refuse(&key, position, asked, ctx),
        None => Ok(()),
    }
}

/// Refuses a query that asks for other projects alone, and says in the warnings which of several are left out.
pub(super) async fn check_projects(plan: &mut Plan, jql: &str, ctx: &Ctx) -> Result<(), ToolError> {
    let policy = &ctx.shared.policy;
    let (Some(allowed), Ok(query)) = (policy.projects(), jql::parse(jql)) else { return Ok(()) };
    let named = outside::projects(&query);
    let is_key = |term: &&Term| policy.allows_project(&term.value);
    if named.iter().all(is_key) {
        return Ok(());
    }
    // A project may be said by its name or id as well. What can't be looked up is left to Jira.
    let Ok(own) = resolver(ctx).projects(None).await else { return Ok(()) };
    let is_own = |term: &Term| {
        let same = |name: &String| name.to_lowercase() == term.value.to_lowercase();
        is_key(&term) || own.items.iter().any(|project| same(&project.name) || same(&project.id))
    };
    let mut others: Vec<&Term> = Vec::new();
    for term in named {
        if !is_own(term) && others.iter().all(|one| !one.value.eq_ignore_ascii_case(&term.value)) {
            others.push(term);
        }
    }
    let Some(first) = others.first() else { return Ok(()) };
    if outside::only_outside(&query, &|term| !is_own(term)) {
        return refuse(&first.value, first.span.position, &plan.asked, ctx);
    }
    let others: Vec<String> = others.into_iter().map(|term| term.value.clone()).collect();
    plan.warnings.push(format!("{}, which leaves out {}", held(allowed), listed(&others, "and")));
    Ok(())
}

/// The sentence that tells which projects can be searched, unless a warning has told it.
pub(super) fn tell_held(plan: &mut Plan, ctx: &Ctx) {
    if let Some(allowed) = ctx.shared.policy.projects()
        && !plan.warnings.iter().any(|one| one.starts_with(HELD))
    {
        plan.warnings.push(held(allowed));
    }
}

fn held(allowed: &[String]) -> String {
    format!("{HELD}{} can be searched: this server is held to it", allowed.join(", "))
}

fn refuse(sent: &str, position: usize, asked: &str, ctx: &Ctx) -> Result<(), ToolError> {
    let Err(mut error) = ctx.shared.policy.check_project("jql", sent) else { return Ok(()) };
    let allowed = listed(ctx.shared.policy.projects().unwrap_or_default(), "or");
    for (_, field) in &mut error.fields {
        field.sent = Some(asked.into());
        field.position = Some(position).filter(|_| asked.contains(sent));
    }
    Err(error.with_fix(format!("call {} again with a jql that asks only for {allowed}", SPEC.name)))
}
