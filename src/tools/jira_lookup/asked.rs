//! What was asked, once the arguments are put together, and the project, issue and issue type that it is about.

use super::{Kind, SPEC, at};
use crate::args::{Arguments, Choice, Invalid, IssueKey, ProjectKey, Text, is_filler};
use crate::compact::value::CELL;
use crate::error::{About, Code, Field, Problem, ToolError, listed};
use crate::jira::Error;
use crate::jira::types::{IssueType, ProjectDetail};
use crate::resolve::{Resolver, issue_type};
use crate::text::cut;
use serde_json::json;
use std::sync::Arc;

/// The arguments, with each word in the place where it was meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) kind: Kind,
    pub(super) query: Option<String>,
    /// A key or a name, as it was sent.
    pub(super) project: Option<String>,
    pub(super) default_project: Option<String>,
    pub(super) issue_type: Option<String>,
    pub(super) issue: Option<IssueKey>,
    pub(super) field: Option<String>,
}

/// What was asked, and what it is resolved with.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) asked: &'a Asked,
    pub(super) resolver: Resolver<'a>,
}

/// An argument without which a kind can't be answered.
pub(super) struct Missing {
    argument: &'static str,
    why: String,
    allowed: Vec<String>,
    lookup: Option<serde_json::Value>,
}

impl Asked {
    /// Reads the arguments; `None` when finishing them will fail.
    pub(super) fn read(arguments: &mut Arguments<'_>, default_project: Option<&str>) -> Option<Self> {
        let kind = read_kind(arguments);
        let text = |read: Option<Text>| read.map(|text| text.0);
        let query = text(arguments.optional("query"));
        let project = arguments.optional("project").map(|ProjectKey(key)| key);
        let issue_type = text(arguments.optional("issue_type"));
        let issue = arguments.optional("issue");
        let field = text(arguments.optional("field"));
        let asked = Self {
            kind: kind?,
            query: query
                .map(|query| query.trim_matches(['*', '%']).trim().to_owned())
                .filter(|query| !query.is_empty()),
            project,
            default_project: default_project.map(str::to_owned),
            issue_type,
            issue,
            field,
        };
        Some(asked.rearranged())
    }

    /// Issue keys that stand in `project` or `query` go where they were meant; the field or type that stands in `query` too.
    fn rearranged(mut self) -> Self {
        if let Some(key) = self.project.as_deref().and_then(IssueKey::parse) {
            self.project = None;
            self.issue.get_or_insert(key);
        }
        let wants_issue = match self.kind {
            Kind::Transition => true,
            Kind::Option | Kind::CreateFields | Kind::Version | Kind::Component | Kind::Sprint => {
                self.project.is_none()
            }
            _ => false,
        };
        if wants_issue
            && self.issue.is_none()
            && let Some(key) = self.query.as_deref().and_then(IssueKey::parse)
        {
            self.issue = Some(key);
            self.query = None;
        }
        if self.kind == Kind::Option && self.field.is_none() {
            self.field = self.query.take();
        }
        if self.kind == Kind::CreateFields && self.issue_type.is_none() {
            self.issue_type = self.query.take();
        }
        self
    }
}

impl<'a> Scope<'a> {
    /// A request's failure as this tool's error.
    pub(super) fn failed(&self, about: About<'_>, error: &Error) -> ToolError {
        ToolError::upstream(SPEC.name, about, error)
    }

    /// The project that was named, or that of the issue that was named.
    pub(super) async fn named_project(&self) -> Result<Option<Arc<ProjectDetail>>, ToolError> {
        if let Some(project) = &self.asked.project {
            return self.resolver.project(project).await.map(Some).map_err(at("project"));
        }
        let Some(issue) = self.issue().await? else {
            return Ok(None);
        };
        self.resolver.project(issue.project()).await.map(Some).map_err(at("issue"))
    }

    /// The project that was named or is the default one.
    pub(super) async fn project(&self) -> Result<Option<Arc<ProjectDetail>>, ToolError> {
        match (self.named_project().await?, &self.asked.default_project) {
            (Some(project), _) => Ok(Some(project)),
            (None, Some(key)) => self.resolver.project(key).await.map(Some).map_err(at("project")),
            (None, None) => Ok(None),
        }
    }

    /// The project, for `what` that belongs to one.
    pub(super) async fn needed_project(&self, what: &str) -> Result<Arc<ProjectDetail>, ToolError> {
        match self.project().await? {
            Some(project) => Ok(project),
            None => Err(refuse(vec![self.missing_project(what).await?])),
        }
    }

    /// The issue, under the key that it has now.
    pub(super) async fn issue(&self) -> Result<Option<IssueKey>, ToolError> {
        match &self.asked.issue {
            Some(key) => self.resolver.issue("issue", key).await.map(Some).map_err(at("issue")),
            None => Ok(None),
        }
    }

    /// The project and the type of an issue that could be made; both are told at once when both are missing.
    pub(super) async fn needed_type(&self, what: &str) -> Result<(Arc<ProjectDetail>, IssueType), ToolError> {
        let Some(project) = self.project().await? else {
            let mut missing = vec![self.missing_project(what).await?];
            if self.asked.issue_type.is_none() {
                missing.push(Missing::new("issue_type", format!("{what} belong to an issue type"), Vec::new(), None));
            }
            return Err(refuse(missing));
        };
        let key = project.project.key.as_str();
        let types = self.resolver.creatable_types(key).await.map_err(at("project"))?;
        let Some(wanted) = &self.asked.issue_type else {
            let names = types.iter().map(|one| one.name.clone()).collect();
            let lookup = json!({"kind": "issue_type", "project": key});
            let why = format!("{what} belong to an issue type");
            return Err(refuse(vec![Missing::new("issue_type", why, names, Some(lookup))]));
        };
        let found =
            issue_type::find(&types, wanted, key).map_err(|unresolved| unresolved.error(SPEC.name, "issue_type"))?;
        Ok((project, found.clone()))
    }

    async fn missing_project(&self, what: &str) -> Result<Missing, ToolError> {
        let projects = self.resolver.projects(None).await.map_err(at("project"))?;
        let keys = projects.items.into_iter().map(|project| project.key).collect();
        let why = format!("{what} belong to a project");
        Ok(Missing::new("project", why, keys, Some(json!({"kind": "project"}))))
    }
}

impl Missing {
    /// `allowed` are values to send, `lookup` lists all of them.
    pub(super) fn new(
        argument: &'static str,
        why: String,
        allowed: Vec<String>,
        lookup: Option<serde_json::Value>,
    ) -> Self {
        Self { argument, why, allowed: allowed.iter().map(|name| cut::cell(name, CELL)).collect(), lookup }
    }
}

/// The kind; when nothing is there, the error names all kinds, because no other look-up does.
fn read_kind(arguments: &mut Arguments<'_>) -> Option<Kind> {
    if !arguments.given().get("kind").is_none_or(is_filler) {
        return arguments.required("kind");
    }
    let kinds: Vec<String> = Kind::ALL.iter().map(|(word, _)| (*word).to_owned()).collect();
    let invalid = Invalid {
        message: "`kind` is missing".to_owned(),
        fix: format!("kind {}", listed(&kinds, "or")),
        field: Field { problem: Some(Problem::Missing), allowed: kinds, ..Field::default() },
    };
    arguments.refuse("kind", invalid);
    None
}

/// The error for arguments that are missing, all at once.
pub(super) fn refuse(missing: Vec<Missing>) -> ToolError {
    let messages: Vec<String> =
        missing.iter().map(|one| format!("`{}` is missing: {}", one.argument, one.why)).collect();
    let fixes: Vec<String> = missing
        .iter()
        .map(|one| match one.allowed.as_slice() {
            [] => format!("`{}`", one.argument),
            allowed => format!("{} {}", one.argument, listed(allowed, "or")),
        })
        .collect();
    let fix = format!("call {} again with {}", SPEC.name, fixes.join(" and "));
    let error = ToolError::mendable(Code::InvalidArgument, messages.join("; "), fix);
    missing.into_iter().fold(error, |error, one| {
        let field =
            Field { problem: Some(Problem::Missing), allowed: one.allowed, lookup: one.lookup, ..Field::default() };
        error.with_field(one.argument, field)
    })
}
