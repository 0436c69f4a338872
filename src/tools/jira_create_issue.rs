//! `jira_create_issue`: a new issue, checked before it is sent, made once, and read again.

mod told;

use super::audited::{Work, audited_new};
use super::confirmed::{Teller, refused};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, Edit, FieldEntry, FieldValues, Labels, ProjectKey, Text};
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

/// The word that makes another issue of the same arguments.
const AGAIN: &str = "again";

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

async fn create(mut given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let again = given.shift_remove(AGAIN);
    let (mut input, warnings) = read(Arguments::new(&SPEC, given, &site), &ctx.shared.policy)?;
    // A word of `fields`; the tool for comments has an argument of this name, so models send one here as well.
    if let Some(again) = again {
        input.fields.get_or_insert_default().0.push(FieldEntry::Pair(AGAIN.to_owned(), again));
    }
    let work = async {
        match prepared(&input, &ctx).await {
            Ok(mut ready) => {
                ready.warnings.splice(0..0, warnings);
                let digest = digest(&input, &ready.project, &ready.type_name);
                let written = made(ready, &digest, &ctx).await;
                (digest, written)
            }
            Err(error) => (digest(&input, &input.project.0, &input.kind.0), Err(error)),
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
    let fields = arguments.fields("fields");
    let (((project, kind), summary), warnings) = arguments.finish(project.zip(kind).zip(summary))?;
    Ok((Input { project, kind, summary, description, assignee, priority, labels, parent, fields }, warnings))
}

/// The same for calls that ask for the same issue, however they are written: `again` says how often it is wanted, not which one.
fn digest(input: &Input, project: &str, type_name: &str) -> Digest {
    let name = |text: &Option<Text>| text.as_ref().map(|text| text.0.to_lowercase()).unwrap_or_default();
    let (assignee, priority, parent) = (name(&input.assignee), name(&input.priority), name(&input.parent));
    let description = input.description.as_ref().map(|text| text.markdown().trim()).unwrap_or_default();
    let mut labels = input.labels.as_ref().map(|labels| labels.0.clone()).unwrap_or_default();
    labels.sort_unstable();
    let fields = input.fields.as_ref().map(|fields| fields.folded(AGAIN)).unwrap_or_default();
    let one: [(&str, &str); 7] = [
        ("project", project),
        ("type", type_name),
        ("summary", &input.summary.0),
        ("description", description),
        ("assignee", &assignee),
        ("priority", &priority),
        ("parent", &parent),
    ];
    let labels = labels.iter().map(|label| ("label", label.as_str()));
    let fields = fields.iter().map(|field| ("field", field.as_str()));
    Digest::of_parts(&one.into_iter().chain(labels).chain(fields).collect::<Vec<_>>())
}

/// An issue that can be sent: everything is known and checked.
struct Ready {
    project: String,
    type_id: String,
    type_name: String,
    summary: String,
    is_service: bool,
    settled: crate::resolve::change::Settled,
    /// The entries of `fields`.
    lines: Vec<String>,
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
        lines: asked.lines(),
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
    let expected = Teller::new(SPEC.name, ctx).await.expected("", ready.settled.list(), &Map::new()).await;
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
        Err(error) => {
            let about = About::Project("project", &ready.project);
            Err(refused(SPEC.name, about, &ready.settled, &ready.lines, &error))
        }
    }
}

fn resolver(ctx: &Ctx) -> Resolver<'_> {
    Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call }
}
