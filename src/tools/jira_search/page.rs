//! One page of rows, and where the next one is.

use super::query::run;
use super::{CATEGORY, Plan, SPEC, shown, with_category};
use crate::compact::{View, comment, rows, time, value};
use crate::error::{About, ToolError};
use crate::jira::types::{Field, Issue, PageToken, SearchQuery};
use crate::resolve::columns::{self, Column, LAST_COMMENT};
use crate::text::cut;
use crate::tools::{Ctx, Reply};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The default columns and the fields behind them; `key` is no field.
const USUAL: [(&str, &str); 6] = [
    ("type", "issuetype"),
    ("status", "status"),
    ("priority", "priority"),
    ("assignee", "assignee"),
    ("updated", "updated"),
    ("summary", "summary"),
];

/// Whether a field is a column of every search.
pub(super) fn is_usual(id: &str) -> bool {
    id == "issuekey" || USUAL.iter().any(|(_, usual)| *usual == id)
}

/// What is left to show, behind a cursor.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// Rows that were read and did not fit.
    left: Vec<Value>,
    /// The query as it ran.
    jql: String,
    /// Where Jira goes on.
    next: Option<PageToken>,
    /// How many rows were shown before.
    shown: u64,
    total: Option<u64>,
    total_is_estimate: bool,
}

/// The first page, with the total beside it.
pub(super) async fn first(mut plan: Plan, ctx: &Ctx) -> Result<Reply, ToolError> {
    let state =
        State { left: Vec::new(), jql: String::new(), next: None, shown: 0, total: None, total_is_estimate: false };
    let state = read(&mut plan, state, true, ctx).await?;
    result(plan, state, ctx)
}

/// What did not fit before, else the next page.
pub(super) async fn next(mut plan: Plan, state: State, ctx: &Ctx) -> Result<Reply, ToolError> {
    plan.jql.clone_from(&state.jql);
    let state = if state.left.is_empty() { read(&mut plan, state, false, ctx).await? } else { state };
    result(plan, state, ctx)
}

async fn read(plan: &mut Plan, mut state: State, first: bool, ctx: &Ctx) -> Result<State, ToolError> {
    let mut fields: Vec<String> = USUAL.iter().map(|(_, id)| (*id).to_owned()).collect();
    for id in plan.columns.iter().flat_map(|column| &column.ids) {
        let id = if id == LAST_COMMENT { "comment" } else { id };
        if !fields.iter().any(|known| known == id) {
            fields.push(id.to_owned());
        }
    }
    let query =
        SearchQuery { fields, limit: plan.limit, page: state.next.take(), count: first, ..SearchQuery::default() };
    let client = &ctx.shared.jira;
    let has_columns = !plan.columns.is_empty();
    let fields = async {
        match has_columns {
            false => Ok(Arc::default()),
            true => client.fields(&ctx.call).await,
        }
    };
    let (page, zone, known) = futures_util::join!(
        run(plan, &query, ctx),
        ctx.zone(SPEC.name),
        ctx.upstream(SPEC.name, About::Site("the list of fields"), fields),
    );
    let mut page = page?;
    if plan.columns.iter().any(|column| column.ids.iter().any(|id| id == CATEGORY)) {
        page.issues.iter_mut().for_each(with_category);
    }
    // The rows are there: what only words them better must not lose them. A login that failed is another matter.
    let zone = match zone {
        Err(error) if error.retryable => {
            plan.warnings.push("times are in UTC: the profile could not be read".to_owned());
            TimeZone::UTC
        }
        zone => zone?,
    };
    let known = known.unwrap_or_default();
    let policy = &ctx.shared.policy;
    let view = View { zone: &zone, allows: &|key| policy.allows_issue(key) };
    let (shown, hidden): (Vec<_>, Vec<_>) = page.issues.iter().partition(|issue| policy.allows_issue(&issue.key));
    if !hidden.is_empty() {
        plan.warnings.push(format!("{} left out: not in a project that this server may touch", hidden.len()));
    }
    state.left = shown.into_iter().map(|issue| row(issue, &plan.columns, &known, &view)).collect();
    state.next = page.next;
    if first {
        state.total = page.total;
        state.total_is_estimate = page.total_is_estimate;
    }
    plan.warnings.extend(page.warnings);
    Ok(state)
}

fn row(issue: &Issue, columns: &[Column], known: &[Field], view: &View<'_>) -> Value {
    let usual = USUAL.iter().map(|(_, id)| match issue.fields.get(*id) {
        // The one default column that is a moment: its schema is known without asking.
        Some(Value::String(moment)) if *id == "updated" => time::moment(moment, view.zone).into(),
        Some(held) => value::cell(held, None, view),
        None => "".into(),
    });
    let extra = columns.iter().map(|column| extra_cell(issue, column, known, view));
    std::iter::once(Value::from(issue.key.as_str())).chain(usual).chain(extra).collect()
}

fn extra_cell(issue: &Issue, column: &Column, known: &[Field], view: &View<'_>) -> Value {
    if column.ids.iter().any(|id| id == LAST_COMMENT) {
        return comment::last(issue.fields.get("comment"), view).into();
    }
    let held = column.values(&issue.fields).into_iter();
    let cells = held.map(|(id, held)| value::cell(held, columns::schema_of(id, known), view));
    let mut cells: Vec<Value> = cells.filter(|cell| cell != "").collect();
    match cells.len() {
        0 => "".into(),
        1 => cells.remove(0),
        // Two fields of one name, both set.
        _ => {
            let words = cells.iter().map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned));
            cut::cell(&words.collect::<Vec<_>>().join("; "), value::CELL).into()
        }
    }
}

fn result(plan: Plan, state: State, ctx: &Ctx) -> Result<Reply, ToolError> {
    let headings = ["key"].into_iter().chain(USUAL.iter().map(|(heading, _)| *heading));
    let cols: Vec<&str> = headings.chain(plan.columns.iter().map(|column| column.heading.as_str())).collect();
    let most_bytes = ctx.shared.limits.most_bytes();
    let jql = shown(&plan.jql, most_bytes / 16);
    let warnings: Vec<String> = plan.warnings.iter().take(5).map(|one| cut::cell(one, 200)).collect();
    let frame = json!({"jql": jql, "cols": cols, "warnings": warnings}).to_string().len();
    // The counts, the cursor and the note take up to 200 bytes.
    let fitted = rows::fit(state.left, most_bytes.saturating_sub(frame + 200));

    let shown = fitted.shown.len() as u64;
    let so_far = state.shown + shown;
    let more = !fitted.left.is_empty() || state.next.is_some();
    let mut record = Map::new();
    record.insert("shown".into(), shown.into());
    if let Some(total) = state.total {
        record.insert("total".into(), total.into());
        if state.total_is_estimate {
            record.insert("total_is_estimate".into(), true.into());
        }
    }
    record.insert("jql".into(), jql.clone().into());
    record.insert("cols".into(), cols.into());
    record.insert("rows".into(), fitted.shown.into());
    if !warnings.is_empty() {
        record.insert("warnings".into(), warnings.into());
    }
    if more {
        let left = state.total.map(|total| total.saturating_sub(so_far)).filter(|left| *left > 0);
        let state = State { left: fitted.left, jql: plan.jql.clone(), shown: so_far, ..state };
        let seen = Map::from_iter([("jql".to_owned(), jql.into())]);
        let handle = ctx.shared.cursors.keep(&ctx.shared.random, SPEC.name, &plan.sent, seen, &state);
        record.insert("cursor".into(), handle.into());
        let about = if state.total_is_estimate { "about " } else { "" };
        let note = left.map_or("more: call again with cursor".to_owned(), |left| {
            format!("{about}{left} more: call again with cursor")
        });
        record.insert("note".into(), note.into());
    }
    Ok(Reply::Record(record))
}
