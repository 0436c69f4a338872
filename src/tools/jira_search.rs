//! `jira_search`: one row per issue, or one per value of a field.

mod count;
mod page;

use super::{Ctx, Effect, Reply, Spec, Tool};
use crate::args::{Arguments, Limit, Names, Text};
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::types::{SearchPage, SearchQuery};
use crate::resolve::Resolver;
use crate::resolve::columns::{self, Column};
use crate::schema;
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
    /// The query as it was sent, for messages.
    asked: String,
    /// The query as it runs: inside the allowed projects.
    jql: String,
    columns: Vec<Column>,
    limit: usize,
    warnings: Vec<String>,
}

impl Plan {
    /// What a failure is about. Inside the allowed projects the query runs in parentheses: Jira counts one character more.
    fn about(&self) -> About<'_> {
        About::Jql("jql", &self.asked, usize::from(self.jql != self.asked))
    }
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

/// What Jira answers to the plan's query. A refusal for an allowed project that it doesn't show is the setting's fault.
async fn run(query: &SearchQuery, plan: &Plan, ctx: &Ctx) -> Result<SearchPage, ToolError> {
    let shared = &ctx.shared;
    let error = match shared.jira.search(&ctx.call, query).await {
        Ok(page) => return Ok(page),
        Err(error) => error,
    };
    let resolver = Resolver { tool: SPEC.name, jira: &shared.jira, policy: &shared.policy, call: &ctx.call };
    let of_setting = resolver.refused_for_projects(&error).await;
    Err(of_setting.unwrap_or_else(|| ToolError::upstream(SPEC.name, plan.about(), &error)))
}

fn read(mut arguments: Arguments<'_>) -> Result<(Input, Vec<String>), ToolError> {
    let jql = arguments.required("jql");
    let fields = arguments.optional("fields");
    let count_by = arguments.optional("count_by");
    let limit = arguments.optional("limit");
    let (jql, warnings) = arguments.finish(jql)?;
    Ok((Input { jql, fields, count_by, limit, _cursor: None }, warnings))
}

async fn plan(input: &Input, sent: Map<String, Value>, warnings: Vec<String>, ctx: &Ctx) -> Result<Plan, ToolError> {
    let jql = ctx.shared.policy.restrict(&input.jql.0).map_err(|error| {
        let message = format!("the jql can't be held to the allowed projects: {error}");
        let fix = format!("call {} again with the jql corrected at character {}", SPEC.name, error.position);
        let field = Field { position: Some(error.position), ..Field::new(Problem::Malformed, input.jql.0.as_str()) };
        ToolError::mendable(Code::JqlInvalid, message, fix).with_field("jql", field)
    })?;
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
    Ok(Plan { sent, asked, jql, columns, limit: input.limit.unwrap_or_default().rows, warnings })
}
