//! Why a query found nothing, where that is not because nothing matches: a value that doesn't exist, or is hidden.

use super::query::resolver;
use super::{Plan, outside};
use crate::jira::types::SearchPage;
use crate::jql::tree::Clause;
use crate::jql::{self, Reading};
use crate::resolve::jql::Refusal;
use crate::tools::Ctx;

/// Adds to the plan's warnings which clause of the query that was read can't find anything. At most one request more.
pub(super) async fn explain(plan: &mut Plan, reading: &Reading, page: &mut SearchPage, ctx: &Ctx) {
    // Data Center says it beside the empty result.
    let mut problems = std::mem::take(&mut page.warnings);
    let clauses = reading.query.clauses();
    if problems.is_empty() {
        problems = resolver(ctx).jql_missing(&jql::questions(&reading.query), &plan.jql).await;
    }
    for problem in problems {
        let clause = clauses.iter().find(|clause| blames(clause, &problem));
        plan.warnings.push(match clause {
            Some(clause) => format!("`{}` finds nothing: {problem}", clause.span.piece(reading.text())),
            None => problem,
        });
    }
    outside::tell_held(plan, ctx);
}

/// Whether it is a value of this clause that is said not to exist.
fn blames(clause: &Clause, problem: &str) -> bool {
    let told = [problem.to_owned()];
    let values = clause.operand.iter().flat_map(|operand| operand.values());
    values.into_iter().any(|value| Refusal(&told).names(&value.value))
}
