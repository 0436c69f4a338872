//! `jira_search`: one row per issue, or one per value of a field.

mod count;
mod explain;
mod outside;
mod page;
mod query;
mod refusal;

use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, IssueKey, Limit, Names, Text};
use crate::error::{About, ToolError};
use crate::jira::types::Issue;
use crate::resolve::columns::{self, Column};
use crate::schema;
use crate::text::{clean, cut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraSearch;

static SPEC: Spec = Spec {
    name: "jira_search",
    title: "Search issues",
    description: include_str!("../../tools/jira_search.md").trim_ascii(),
    effect: Effect::Read,
    idempotent: true,
    needs: Needs { permissions: &["BROWSE_PROJECTS"], scopes: &["read:jira-work", "read:jira-user"] },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// JQL query
    jql: Text,
    /// Extra columns by field name
    fields: Option<Names>,
    /// Count per value of this field instead of rows
    count_by: Option<Text>,
    /// 1 to 100, default 20
    limit: Option<Limit>,
    /// From the last result, to get more
    #[schemars(rename = "cursor")]
    _cursor: Option<Text>,
}

impl Tool for JiraSearch {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        search(arguments, ctx).boxed()
    }
}

/// A search that was understood: what runs, and what is shown of it.
struct Plan {
    sent: Map<String, Value>,
    /// The query as it was sent to us.
    asked: String,
    /// The query as it ran, which its first page settles: repaired, and inside the allowed projects.
    jql: String,
    columns: Vec<Column>,
    limit: usize,
    warnings: Vec<String>,
}

async fn search(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    if let Some(resumed) = ctx.shared.cursors.resume(SPEC.name, arguments.given())? {
        let (input, _) = read(Arguments::new(&SPEC, resumed.arguments.clone(), &site))?;
        let plan = plan(&input, resumed.arguments, Vec::new(), &ctx).await?;
        return page::next(plan, resumed.state, &ctx).await;
    }
    let sent = arguments.given().clone();
    let (input, warnings) = read(arguments)?;
    let plan = plan(&input, sent, warnings, &ctx).await?;
    match &input.count_by {
        Some(Text(field)) => count::count(plan, field, &ctx).await,
        None => page::first(plan, &ctx).await,
    }
}

fn read(mut arguments: Arguments<'_>) -> Result<(Input, Vec<String>), ToolError> {
    let is_address = |jql: &str| ["http://", "https://"].iter().any(|scheme| jql.starts_with(scheme));
    let given = arguments.given().get("jql").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let address = is_address(&given) && !given.contains(char::is_whitespace);
    let jql = match address {
        true => arguments.required::<IssueKey>("jql").map(|key| Text(format!("key = {key}"))),
        false => arguments.required("jql"),
    };
    let fields = arguments.optional("fields");
    let count_by = arguments.optional("count_by");
    let limit = arguments.optional("limit");
    let (jql, mut warnings) = arguments.finish(jql).map_err(refusal::missing)?;
    if address {
        warnings.push(format!("`{given}` was read as `{}`", jql.0));
    }
    Ok((Input { jql, fields, count_by, limit, _cursor: None }, warnings))
}

async fn plan(input: &Input, sent: Map<String, Value>, warnings: Vec<String>, ctx: &Ctx) -> Result<Plan, ToolError> {
    let names = input.fields.as_ref().map(|names| names.0.as_slice()).unwrap_or_default();
    let columns = if names.is_empty() {
        Vec::new()
    } else {
        let fields =
            ctx.upstream(SPEC.name, About::Site("the list of fields"), ctx.shared.jira.fields(&ctx.call)).await?;
        let mut columns = columns::columns(SPEC.name, "fields", names, &fields)?;
        // Small models name the columns that are there anyway.
        columns.retain(|column| !matches!(column.ids.as_slice(), [only] if page::is_usual(only)));
        columns
    };
    let asked = input.jql.0.clone();
    Ok(Plan { sent, jql: asked.clone(), asked, columns, limit: input.limit.unwrap_or_default().rows, warnings })
}

/// The field of an issue's status category.
const CATEGORY: &str = "statusCategory";

/// Gives an issue its status category as a field of its own, which only Cloud does: everywhere the status holds it.
fn with_category(issue: &mut Issue) {
    if issue.fields.get(CATEGORY).is_none_or(Value::is_null)
        && let Some(category) = issue.fields.get("status").and_then(|status| status.get(CATEGORY)).cloned()
    {
        issue.fields.insert(CATEGORY.to_owned(), category);
    }
}

/// The query as a result shows it: as it ran, with only its hidden characters left out.
fn shown(jql: &str, most_chars: usize) -> String {
    let shown: String = jql.chars().filter(|character| !clean::is_hidden(*character)).collect();
    match shown.char_indices().nth(most_chars) {
        None => shown,
        Some(_) => cut::cell(&shown, most_chars),
    }
}
