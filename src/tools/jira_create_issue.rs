//! `jira_create_issue`: a new issue, checked before it is sent, made once, and read again.

mod told;

use super::audited::{Work, audited_new};
use super::confirmed::{Teller, refused};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, Edit, FieldValues, Labels, ProjectKey, Text};
use crate::confirm::Preview;
use crate::error::{About, ToolError};
use crate::ledger::Digest;
use crate::policy::Policy;
use crate::resolve::write::Asked;
use crate::resolve::{Failure, Resolver, issue_type};
use crate::schema;
use crate::writes::{NewIssue, Outcome, Writer};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraCreateIssue;

static SPEC: Spec = Spec {
    name: "jira_create_issue",
    title: "Create an issue",
    description: include_str!("../../tools/jira_create_issue.md").trim_ascii(),
    effect: Effect::Additive,
    idempotent: false,
    needs: Needs { permissions: &["CREATE_ISSUES"], scopes: &["read:jira-work", "read:jira-user", "write:jira-work"] },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// Project key
    project: ProjectKey,
    /// Issue type name
    #[schemars(rename = "type")]
    kind: Text,
    // The name says it all to the model; the type's own description is for its maintainers.
    #[schemars(with = "String")]
    summary: Text,
    /// Markdown
    description: Option<Edit>,
    /// Name, e-mail or me
    assignee: Option<Text>,
    #[schemars(with = "Option<String>")]
    priority: Option<Text>,
    #[schemars(with = "Option<Vec<String>>")]
    labels: Option<Labels>,
    /// Epic or parent key
    parent: Option<Text>,
    /// Other fields, each as Name: value
    fields: Option<FieldValues>,
}

impl Tool for JiraCreateIssue {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        create(arguments, ctx).boxed()
    }
}

async fn create(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    let given = arguments.given().clone();
    let (input, warnings) = read(arguments, &ctx.shared.policy)?;
    let work = async {
        match prepared(&input, &ctx).await {
            Ok(mut ready) => {
                ready.warnings.splice(0..0, warnings);
                let digest = digest(given, &input, ready.again);
                let written = made(ready, &digest, &ctx).await;
                (digest, written)
            }
            Err(error) => (digest(given, &input, false), Err(error)),
        }
    };
    audited_new(&SPEC, &ctx, work).await
}

fn read(mut arguments: Arguments<'_>, policy: &Policy) -> Result<(Input, Vec<String>), ToolError> {
    let project = match policy.default_project() {
        Some(usual) => arguments.optional("project").or_else(|| Some(ProjectKey(usual.to_owned()))),
        None => arguments.required("project"),
    };
    let kind = arguments.required("type");
    let summary = arguments.required("summary");
    let description = arguments.optional("description");
    let assignee = arguments.optional("assignee");
    let priority = arguments.optional("priority");
    let labels = arguments.optional("labels");
    let parent = arguments.optional("parent");
    let fields = arguments.optional("fields");
    let (((project, kind), summary), warnings) = arguments.finish(project.zip(kind).zip(summary))?;
    Ok((Input { project, kind, summary, description, assignee, priority, labels, parent, fields }, warnings))
}

/// The same for calls that ask for the same issue: `again` says how often it is wanted, not which one.
fn digest(mut given: Map<String, Value>, input: &Input, again: bool) -> Digest {
    if let Some(fields) = &input.fields {
        let lines = fields.lines_without(if again { "again" } else { "" });
        given.insert("fields".to_owned(), lines.into());
    }
    Digest::of(&given, &[])
}

/// An issue that can be sent: everything is known and checked.
struct Ready {
    project: String,
    type_id: String,
    type_name: String,
    summary: String,
    is_service: bool,
    settled: crate::resolve::change::Settled,
    copied: Vec<String>,
    again: bool,
    warnings: Vec<String>,
}

async fn prepared(input: &Input, ctx: &Ctx) -> Result<Ready, ToolError> {
    let resolver = resolver(ctx);
    let at = |argument: &'static str| move |failure: Failure| failure.at(SPEC.name, argument);
    let project = resolver.project(&input.project.0).await.map_err(at("project"))?;
    let key = project.project.key.clone();
    let types = resolver.creatable_types(&key).await.map_err(at("project"))?;
    let kind = issue_type::find(&types, &input.kind.0, &key).map_err(|unknown| unknown.error(SPEC.name, "type"))?;
    let screen = resolver.create_screen(&project, kind).await.map_err(at("type"))?;
    let asked = Asked::default()
        .with("summary", Some(input.summary.clone()))
        .with_text("description", input.description.clone())
        .with("assignee", input.assignee.clone())
        .with("priority", input.priority.clone())
        .with_labels(input.labels.clone())
        .with("parent", input.parent.clone())
        .with_fields(input.fields.clone());
    let mut changes = resolver.changes(&screen, &asked).await?;
    let (again, copied) = (changes.again, std::mem::take(&mut changes.copied));
    let (settled, warnings) = resolver.settled(changes, None).await?;
    Ok(Ready {
        project: key,
        type_id: kind.id.clone(),
        type_name: kind.name.clone(),
        summary: input.summary.0.clone(),
        is_service: project.project.type_key == "service_desk",
        settled,
        copied,
        again,
        warnings,
    })
}

/// What must be asked before it is made; `None` to go on.
async fn question(ready: &Ready, digest: &Digest, ctx: &Ctx) -> Option<Work> {
    if !ctx.must_confirm(&SPEC) {
        return None;
    }
    let expected = Teller::new(SPEC.name, ctx).await.expected(ready.settled.list(), &Map::new());
    let preview = Preview::new(format!("create a new {} in {}", ready.type_name, ready.project)).changes(expected);
    ctx.confirm(&SPEC, digest, None, preview).map(Work::Ask)
}

async fn made(ready: Ready, digest: &Digest, ctx: &Ctx) -> Result<Work, ToolError> {
    if let Some(question) = question(&ready, digest, ctx).await {
        return Ok(question);
    }
    let shared = &ctx.shared;
    let mut fields = Map::new();
    fields.insert("project".to_owned(), json!({"key": ready.project}));
    fields.insert("issuetype".to_owned(), json!({"id": ready.type_id}));
    fields.extend(ready.settled.create_body().fields);
    let summary = fields.get("summary").and_then(Value::as_str).unwrap_or(&ready.summary).to_owned();
    let new = NewIssue {
        tool: SPEC.name,
        digest,
        again: ready.again,
        project: &ready.project,
        type_id: &ready.type_id,
        summary: &summary,
        fields,
    };
    let writer = Writer { jira: &shared.jira, ledger: &shared.ledger, call: &ctx.call, random: &shared.random };
    match writer.create(&new).await {
        Ok(Outcome::Made(created)) => told::made(&created.key, ready, ctx).await.map(Work::from),
        Ok(Outcome::Earlier { made, age, changed, .. }) => {
            told::earlier(&made.key, age, changed, ready, ctx).await.map(Work::from)
        }
        Ok(Outcome::Unknown { retry_after }) => Err(told::unknown(&ready.project, retry_after)),
        Err(error) => Err(refused(SPEC.name, About::Project("project", &ready.project), ready.settled.list(), &error)),
    }
}

fn resolver(ctx: &Ctx) -> Resolver<'_> {
    Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call }
}
