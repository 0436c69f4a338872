//! `jira_lookup`: the one tool for names and rules, so that every other tool can be given names and never an id.

mod asked;
mod belongings;
mod digest;
mod kind;
mod list;
mod missing;
mod options;
mod people;
mod projects;
mod scope;
mod screen;
mod site;
mod sprints;
mod transitions;

use super::{Ctx, Effect, Needs, Reply, Resource, Spec, Tool};
use crate::args::{Arguments, IssueKey, ProjectKey, Text};
use crate::completion::Subject;
use crate::error::ToolError;
use crate::resolve::{Failure, Resolver};
use crate::schema;
use asked::Asked;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kind::Kind;
use schemars::JsonSchema;
use scope::{Scope, project_in_query};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraLookup;

static SPEC: Spec = Spec {
    name: "jira_lookup",
    title: "Look up names and rules",
    description: include_str!("../../tools/jira_lookup.md").trim_ascii(),
    effect: Effect::Read,
    idempotent: true,
    needs: Needs {
        permissions: &["BROWSE_PROJECTS"],
        scopes: &[
            "read:jira-work",
            "read:jira-user",
            "read:board-scope:jira-software",
            "read:project:jira",
            "read:sprint:jira-software",
        ],
    },
    schema: LazyLock::new(schema::input::<Input>),
};

static RESOURCE: Resource = Resource {
    name: "project",
    title: "Jira project",
    description: "A project by its key or name: its issue types with what they require, statuses, components, versions",
    mime_type: "application/json",
    subject: Subject::Project,
    arguments: |key| Map::from_iter([("kind".to_owned(), "project".into()), ("project".to_owned(), key.into())]),
};

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is advertised; the arguments are read into `Asked`")]
struct Input {
    kind: Kind,
    /// Part of the name
    query: Option<Text>,
    /// Project key
    project: Option<ProjectKey>,
    /// Issue type name
    issue_type: Option<Text>,
    /// Issue key
    issue: Option<IssueKey>,
    /// Field name
    field: Option<Text>,
}

impl Tool for JiraLookup {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn resource(&self) -> Option<&'static Resource> {
        Some(&RESOURCE)
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        lookup(arguments, ctx).boxed()
    }
}

async fn lookup(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let mut arguments = Arguments::new(&SPEC, given, &site);
    let asked = Asked::read(&mut arguments, ctx.shared.policy.default_project());
    let (mut asked, warnings) = arguments.finish(asked)?;
    asked.notes.extend(warnings);
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    let project = project_in_query(&asked, resolver).await?;
    let asked = asked.settled(project);
    let scope = Scope { asked: &asked, resolver };
    let mut list = match asked.kind {
        Kind::User => people::users(scope).await?,
        Kind::Project if asked.project.is_some() || asked.issue.is_some() => {
            let project = scope.needed_project("projects").await?;
            return Ok(Reply::Record(digest::digest(scope, &project).await?));
        }
        Kind::Project => projects::projects(scope).await?,
        Kind::IssueType => site::issue_types(scope).await?,
        Kind::CreateFields => screen::create_fields(scope).await?,
        Kind::Field => site::fields(scope).await?,
        Kind::Option => options::options(scope).await?,
        Kind::Transition => transitions::transitions(scope).await?,
        Kind::Status => site::statuses(scope).await?,
        Kind::Priority => site::priorities(scope).await?,
        Kind::Resolution => site::resolutions(scope).await?,
        Kind::LinkType => site::link_types(scope).await?,
        Kind::Version => belongings::versions(scope).await?,
        Kind::Component => belongings::components(scope).await?,
        Kind::Sprint => sprints::sprints(scope, &ctx.zone(SPEC.name).await?).await?,
        Kind::Label => site::labels(scope).await?,
    };
    list.notes.extend(asked.notes);
    let bytes = ctx.shared.limits.most_bytes();
    Ok(Reply::Record(list.record(asked.kind, asked.query.as_deref(), bytes)))
}

/// A failure to resolve the argument `argument`, as this tool's error.
fn at(argument: &'static str) -> impl Fn(Failure) -> ToolError {
    move |failure| failure.at(SPEC.name, argument)
}

#[cfg(test)]
mod tests;
