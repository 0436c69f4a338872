//! How a query comes to run: as it was sent where Jira accepts it and its names exist, else repaired, and that is said.
//!
//! Jira is asked first, because only it knows all of its language; when it refuses, its words tell which names to look up.
//! Two things it would not refuse are mended before: what isn't JQL as people write it, and people who don't exist, for whom
//! Jira silently finds nothing.

use super::explain::explain;
use super::{Plan, SPEC, outside, refusal};
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::types::{SearchPage, SearchQuery};
use crate::jira::{Error, Kind};
use crate::jql::answers::Answers;
use crate::jql::{self, Reading, Repaired};
use crate::resolve::Resolver;
use crate::resolve::jql::Refusal;
use crate::tools::Ctx;
use futures_util::FutureExt;

/// Times that Jira may be asked for one page: as it was sent, repaired, its repaired names' values repaired, bounded.
const MOST_TRIES: usize = 4;

/// What Jira answers to the plan's query. The plan then holds the query as it ran, and what was changed in it.
pub(super) async fn run(plan: &mut Plan, search: &SearchQuery, ctx: &Ctx) -> Result<SearchPage, ToolError> {
    // What goes on was settled by its first page.
    if search.page.is_some() || ctx.shared.switches.exact_jql {
        if search.page.is_none() {
            plan.jql = restricted(&plan.asked, &plan.asked, ctx)?;
            outside::check_projects(plan, &plan.asked.clone(), ctx).boxed().await?;
        }
        let page = send(plan, search, ctx).await;
        let mut page = match page {
            Ok(page) => page,
            Err(error) => return Err(refused(plan, &error, ctx).await),
        };
        if let (true, Ok(reading)) = (page.issues.is_empty() && search.page.is_none(), jql::read(&plan.asked)) {
            explain(plan, &reading, &mut page, ctx).boxed().await;
        }
        return Ok(page);
    }
    let mut reading = jql::read(&plan.asked).map_err(|error| refusal::unreadable(&plan.asked, &error))?;
    let mut questions = jql::questions(&reading.query);
    let resolver = resolver(ctx);
    let as_read = jql::repair(&reading, &Answers::default()).ok();
    if let Some(as_read) = &as_read {
        outside::check_keys(&as_read.jql, &plan.asked, ctx)?;
    }
    let mut runs = match as_read {
        Some(runs) if !runs.changed && !resolver.jql_names_people(&questions).boxed().await => runs,
        _ => {
            let answers = resolver.jql_answers(&questions, None).boxed().await;
            repair(plan, &reading, &answers, ctx)?
        }
    };
    let mut warnings = std::mem::take(&mut runs.warnings);
    for tries in 1.. {
        plan.jql = restricted(&runs.jql, &plan.asked, ctx)?;
        let told = plan.warnings.len();
        outside::check_projects(plan, &runs.jql, ctx).boxed().await?;
        let error = match send(plan, search, ctx).await {
            Ok(mut page) => {
                if let (true, Some(words)) = (page.issues.is_empty(), &runs.searched) {
                    return Err(not_found(plan, words, ctx).await);
                }
                plan.warnings.append(&mut warnings);
                if page.issues.is_empty() {
                    explain(plan, &reading, &mut page, ctx).boxed().await;
                }
                return Ok(page);
            }
            Err(error) => error,
        };
        plan.warnings.truncate(told);
        if error.kind != Kind::Invalid || tries >= MOST_TRIES {
            return Err(refused(plan, &error, ctx).await);
        }
        let mut again = match bounded(&runs.jql, plan) {
            Some(bounded) => bounded,
            None => {
                match jql::read(&runs.jql) {
                    // A name that was repaired has values that could not be asked about before.
                    Ok(repaired) if tries > 1 => {
                        questions = jql::questions(&repaired.query);
                        reading = repaired;
                    }
                    // It is repaired once more from the beginning, which says all again.
                    _ => warnings.clear(),
                }
                let answers = resolver.jql_answers(&questions, Some(Refusal(&error.messages))).boxed().await;
                repair(plan, &reading, &answers, ctx)?
            }
        };
        if again.jql == runs.jql {
            return Err(refused(plan, &error, ctx).await);
        }
        warnings.append(&mut again.warnings);
        runs = again;
    }
    Err(ToolError::fatal(Code::Internal, "a search ended without an answer"))
}

pub(super) fn resolver(ctx: &Ctx) -> Resolver<'_> {
    let shared = &ctx.shared;
    Resolver { tool: SPEC.name, jira: &shared.jira, policy: &shared.policy, call: &ctx.call }
}

async fn send(plan: &Plan, search: &SearchQuery, ctx: &Ctx) -> Result<SearchPage, Error> {
    let search = SearchQuery { jql: plan.jql.clone(), ..search.clone() };
    ctx.shared.jira.search(&ctx.call, &search).boxed().await
}

/// The query as it may run: inside the allowed projects.
fn restricted(jql: &str, asked: &str, ctx: &Ctx) -> Result<String, ToolError> {
    outside::check_keys(jql, asked, ctx)?;
    ctx.shared.policy.restrict(jql).map_err(|error| {
        let message = format!("the jql can't be held to the allowed projects: {error}");
        let fix = format!("call {} again with the jql corrected at character {}", SPEC.name, error.position);
        let field = Field { position: Some(error.position), ..Field::new(Problem::Malformed, asked) };
        ToolError::mendable(Code::JqlInvalid, message, fix).with_field("jql", field)
    })
}

/// A query without any restriction with one that changes nothing. Inside the allowed projects it is restricted.
fn bounded(jql: &str, plan: &Plan) -> Option<Repaired> {
    let query = jql::parse(jql).ok().filter(|_| plan.jql == jql)?;
    let (jql, warning) = jql::bounded(&query, jql, &[] as &[&str])?;
    Some(Repaired { jql, changed: true, warnings: vec![warning], searched: None })
}

/// The error for a refusal of Jira's that no repair mends. For an allowed project that it doesn't show the setting is at fault.
async fn refused(plan: &Plan, error: &Error, ctx: &Ctx) -> ToolError {
    let of_setting = resolver(ctx).refused_for_projects(error).await;
    of_setting.unwrap_or_else(|| ToolError::upstream(SPEC.name, About::Jql("jql", &plan.asked, &plan.jql), error))
}

/// Repairs the query that was read: the one that was sent, or what it was repaired to so far.
fn repair(plan: &Plan, reading: &Reading, answers: &Answers, ctx: &Ctx) -> Result<Repaired, ToolError> {
    let default_project = ctx.shared.policy.default_project();
    jql::repair(reading, answers).map_err(|refused| refusal::refused(&plan.asked, reading, &refused, default_project))
}

/// The error for words that no issue holds. The types of issues tell what `bugs` means.
async fn not_found(plan: &Plan, words: &str, ctx: &Ctx) -> ToolError {
    let types = ctx.shared.jira.issue_types(&ctx.call).boxed().await.unwrap_or_default();
    let types: Vec<String> = types.iter().map(|of_type| of_type.name.clone()).collect();
    refusal::not_found(&plan.asked, words, &types)
}
