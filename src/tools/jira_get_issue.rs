//! `jira_get_issue`: one issue with the parts that were asked for, or one of its files.

mod fetch;
mod file;
mod include;
mod parts;

use self::fetch::{fetch, zone};
use self::include::Include;
use super::{Ctx, Effect, Needs, Reply, Resource, Spec, Tool};
use crate::args::{Arguments, Choices, IssueKey, Text};
use crate::compact::View;
use crate::compact::issue::{self, Rest, Section, Sheet};
use crate::completion::Subject;
use crate::error::{Code, ToolError};
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, try_join};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraGetIssue;

static SPEC: Spec = Spec {
    name: "jira_get_issue",
    title: "Read an issue",
    description: include_str!("../../tools/jira_get_issue.md").trim_ascii(),
    effect: Effect::Read,
    idempotent: true,
    needs: Needs { permissions: &["BROWSE_PROJECTS"], scopes: &["read:jira-work", "read:jira-user"] },
    schema: LazyLock::new(schema::input::<Input>),
};

static RESOURCE: Resource = Resource {
    name: "issue",
    title: "Jira issue",
    description: "An issue by its key: its facts and its description",
    mime_type: "text/markdown",
    subject: Subject::Issue,
    arguments: |key| Map::from_iter([("key".to_owned(), key.into())]),
};

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    key: IssueKey,
    /// Extra sections
    include: Option<Choices<Include>>,
    /// Name or id of one attachment, to read it
    attachment: Option<Text>,
    /// To read on
    #[schemars(rename = "cursor")]
    _cursor: Option<Text>,
}

impl Tool for JiraGetIssue {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn attachment_argument(&self) -> Option<&'static str> {
        Some("attachment")
    }

    fn resource(&self) -> Option<&'static Resource> {
        Some(&RESOURCE)
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        get(arguments, ctx).boxed()
    }
}

/// Where a text goes on.
#[derive(Serialize, Deserialize)]
enum State {
    Issue { key: IssueKeyText, rest: Vec<Rest> },
    File { key: IssueKeyText, place: file::Place },
}

/// A key in a cursor, parsed again when it comes back.
type IssueKeyText = String;

async fn get(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    if let Some(resumed) = ctx.shared.cursors.resume(SPEC.name, arguments.given())? {
        let sent = resumed.arguments;
        return match resumed.state {
            State::Issue { key, rest } => read(&kept(&key)?, &[], Some(rest), sent, &ctx).await,
            State::File { key, place } => file::go_on(&kept(&key)?, place, sent, &ctx).await,
        };
    }
    let sent = arguments.given().clone();
    let input = parse(arguments)?;
    let include = input.include.map(|Choices(include)| include).unwrap_or_default();
    match input.attachment {
        Some(Text(name)) => file::begin(&input.key, &name, !include.is_empty(), sent, &ctx).await,
        None => {
            let sections: Vec<Section> = include.into_iter().map(Include::section).collect();
            read(&input.key, &sections, None, sent, &ctx).await
        }
    }
}

fn parse(mut arguments: Arguments<'_>) -> Result<Input, ToolError> {
    let key = arguments.required("key");
    let include = arguments.optional("include");
    let attachment = arguments.optional("attachment");
    let (key, _) = arguments.finish(key)?;
    Ok(Input { key, include, attachment, _cursor: None })
}

async fn read(
    asked: &IssueKey,
    include: &[Section],
    plan: Option<Vec<Rest>>,
    sent: Map<String, Value>,
    ctx: &Ctx,
) -> Result<Reply, ToolError> {
    let wanted = parts::Wanted { include, plan: plan.as_deref() };
    let issue_and_parts = async {
        let issue = fetch(asked, &wanted.fields(), ctx).await?;
        let parts = wanted.read(&issue, ctx).await;
        Ok((issue, parts))
    };
    let ((issue, parts), zone) = try_join(issue_and_parts, zone(ctx).map(Ok)).await?;
    let (zone_known, zone) = (zone.is_some(), zone.unwrap_or(TimeZone::UTC));
    let policy = &ctx.shared.policy;
    // Where the profile gave its zone, it is here.
    let me = if zone_known { ctx.shared.jira.myself(&ctx.call).await.ok() } else { None };
    let names = parts::names(&issue, &parts, me.as_deref(), ctx).await;
    let sheet = Sheet {
        issue: &issue,
        asked: asked.as_str(),
        url: &ctx.shared.jira.issue_url(&issue.key),
        view: &View { zone: &zone, allows: &|key| policy.allows_issue(key) },
        zone_known,
        files_readable: ctx.shared.switches.attachments,
        restricted: policy.projects().is_some(),
        marker: &ctx.shared.random.word(),
        markdown: &|text| parts::markdown(text, &names),
        parts,
    };
    let last_line = more(&issue.key, "000000").len();
    let page = issue::page(&sheet, plan.as_deref(), ctx.shared.limits.most_bytes(), last_line);
    if page.rest.is_empty() {
        return Ok(Reply::Text(page.text));
    }
    let state = State::Issue { key: asked.to_string(), rest: page.rest };
    Ok(Reply::Text(page.text + &keep(&issue.key, &sent, &state, ctx)))
}

/// Keeps a place and gives the line that leads there.
fn keep(key: &str, sent: &Map<String, Value>, state: &State, ctx: &Ctx) -> String {
    let shown = Map::from_iter([("key".to_owned(), key.into())]);
    more(key, &ctx.shared.cursors.keep(&ctx.shared.random, SPEC.name, sent, shown, state))
}

fn more(key: &str, cursor: &str) -> String {
    format!("\n\nmore: {} {}", SPEC.name, json!({"key": key, "cursor": cursor}))
}

fn kept(key: &str) -> Result<IssueKey, ToolError> {
    IssueKey::parse(key).ok_or_else(|| ToolError::fatal(Code::Internal, "a kept place has no issue key"))
}
