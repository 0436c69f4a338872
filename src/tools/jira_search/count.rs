//! Issues counted per value of one field.

use super::{Plan, SPEC};
use crate::compact::{View, rows, value};
use crate::error::{About, ToolError};
use crate::jira::types::SearchQuery;
use crate::resolve::columns;
use crate::text::cut;
use crate::tools::{Ctx, Reply};
use serde_json::{Map, Value, json};

/// Enough for a project's open issues; more would be a report, and many requests.
const MOST_ISSUES: usize = 2_000;

/// The rows `[value, count]`, largest first.
pub(super) async fn count(mut plan: Plan, field: &str, ctx: &Ctx) -> Result<Reply, ToolError> {
    let client = &ctx.shared.jira;
    let fields = ctx.upstream(SPEC.name, About::Site("the list of fields"), client.fields(&ctx.call)).await?;
    let ids = columns::column(SPEC.name, "count_by", field, &fields)?.ids;
    let query = SearchQuery { jql: plan.jql.clone(), fields: ids.clone(), limit: MOST_ISSUES, page: None, count: true };
    let page = ctx.upstream(SPEC.name, About::Jql("jql", &plan.jql), client.search(&ctx.call, &query)).await?;
    let zone = ctx.zone(SPEC.name).await?;
    let policy = &ctx.shared.policy;
    let view = View { zone: &zone, allows: &|key| policy.allows_issue(key) };

    let mut counted = 0_u64;
    let mut several = false;
    let mut counts: Vec<(Value, u64)> = Vec::new();
    for issue in page.issues.iter().filter(|issue| policy.allows_issue(&issue.key)) {
        counted += 1;
        let held = ids.iter().find_map(|id| Some((id, issue.fields.get(id)?)));
        let cells: Vec<Value> = match held {
            Some((id, Value::Array(items))) if !items.is_empty() => {
                items.iter().map(|item| value::cell(item, columns::schema_of(id, &fields), &view)).collect()
            }
            Some((id, held)) => vec![value::cell(held, columns::schema_of(id, &fields), &view)],
            None => vec!["".into()],
        };
        several |= cells.len() > 1;
        for cell in cells {
            match counts.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, count)) => *count += 1,
                None => counts.push((cell, 1)),
            }
        }
    }
    counts
        .sort_by(|(left, most), (right, least)| least.cmp(most).then_with(|| left.to_string().cmp(&right.to_string())));

    let values = counts.len();
    let rows = counts.into_iter().take(plan.limit).map(|(cell, count)| json!([cell, count])).collect();
    let most_bytes = ctx.shared.limits.most_bytes();
    let jql = cut::cell(&plan.jql, most_bytes / 16);
    let fitted = rows::fit(rows, most_bytes.saturating_sub(jql.len() + 600));
    let hidden = values - fitted.shown.len();

    plan.warnings.extend(page.warnings);
    let mut note = Vec::new();
    if page.next.is_some() {
        let all = page.total.filter(|total| *total > counted).map(|total| format!(" of about {total}"));
        note.push(format!("only the first {counted}{} issues were counted: narrow the jql", all.unwrap_or_default()));
    }
    if hidden > 0 {
        note.push(format!("{hidden} more values: raise limit (at most 100) or narrow the jql"));
    }
    if several {
        note.push("an issue with several values is counted once for each".to_owned());
    }
    let mut record = Map::new();
    record.insert("shown".into(), fitted.shown.len().into());
    record.insert("total".into(), counted.into());
    record.insert("jql".into(), jql.into());
    record.insert("cols".into(), json!([field, "count"]));
    record.insert("rows".into(), fitted.shown.into());
    if !plan.warnings.is_empty() {
        let warnings: Vec<String> = plan.warnings.iter().take(5).map(|one| cut::cell(one, 200)).collect();
        record.insert("warnings".into(), warnings.into());
    }
    if !note.is_empty() {
        record.insert("note".into(), note.join("; ").into());
    }
    Ok(Reply::Record(record))
}
