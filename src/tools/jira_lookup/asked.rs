//! What was asked, once the arguments are put together: each word in the place where it was meant.

use super::Kind;
use crate::args::{Arguments, Choice, Invalid, IssueKey, ProjectKey, Text, is_filler};
use crate::error::{Field, Problem, listed};

/// The arguments besides `kind`, in the schema's order.
const OTHERS: [&str; 5] = ["query", "project", "issue_type", "issue", "field"];

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
    /// What was sent and had no effect, as sentences: nothing is ignored silently.
    pub(super) notes: Vec<String>,
}

impl Asked {
    /// Reads the arguments; `None` when finishing them will fail. What the kind has no use for is not read, so that it
    /// can't be wrong.
    pub(super) fn read(arguments: &mut Arguments<'_>, default_project: Option<&str>) -> Option<Self> {
        let kind = read_kind(arguments);
        // An issue's key may stand in `project`.
        let own =
            |kind: Kind, name: &str| kind.read_as_query() == Some(name) || (name == "project" && kind.uses("issue"));
        let used = |name: &str| kind.is_none_or(|kind| kind.uses(name) || own(kind, name));
        let text = |read: Option<Text>| read.map(|text| text.0);
        let query = text(arguments.optional("query"));
        let project = used("project").then(|| arguments.optional("project")).flatten().map(|ProjectKey(key)| key);
        let issue_type = used("issue_type").then(|| text(arguments.optional("issue_type"))).flatten();
        let issue = used("issue").then(|| arguments.optional("issue")).flatten();
        let field = used("field").then(|| text(arguments.optional("field"))).flatten();
        let kind = kind?;
        let given = |name: &&str| arguments.given().get(*name).is_some_and(|value| !is_filler(value));
        let unused: Vec<&str> = OTHERS.into_iter().filter(given).filter(|name| !used(name)).collect();
        let asked = Self {
            kind,
            query: query
                .map(|query| query.trim_matches(['*', '%']).trim().to_owned())
                .filter(|query| !query.is_empty()),
            project,
            default_project: default_project.map(str::to_owned),
            issue_type,
            issue,
            field,
            notes: not_used(kind, &unused).into_iter().collect(),
        };
        Some(asked.with_issue_in_place())
    }

    /// Issue keys that stand in `project` or `query` go where they were meant.
    fn with_issue_in_place(mut self) -> Self {
        if self.kind.uses("issue")
            && let Some(key) = self.project.as_deref().and_then(IssueKey::parse)
        {
            self.project = None;
            self.issue.get_or_insert(key);
        }
        if !self.kind.uses("project")
            && let Some(project) = self.project.take()
            && self.issue.as_ref().is_none_or(|key| key.project() != project)
        {
            self.notes.extend(not_used(self.kind, &["project"]));
        }
        let wants_issue = self.kind == Kind::Transition || (self.kind.needs_project() && self.project.is_none());
        if wants_issue
            && self.issue.is_none()
            && let Some(key) = self.query.as_deref().and_then(IssueKey::parse)
        {
            self.issue = Some(key);
            self.query = None;
        }
        self
    }

    /// The rest, once it is known whether `query` is the key or name of a project: a field or type that stands in `query`
    /// goes where it was meant, and what is said twice is said once.
    pub(super) fn settled(mut self, project_in_query: Option<String>) -> Self {
        if project_in_query.is_some() {
            self.project = project_in_query;
            self.query = None;
        }
        if self.kind == Kind::Option && self.field.is_none() {
            self.field = self.query.take();
        }
        if self.kind == Kind::CreateFields && self.issue_type.is_none() && self.issue.is_none() {
            self.issue_type = self.query.take();
        }
        let own = match self.kind.read_as_query() {
            Some("issue_type") => Some(("issue_type", &mut self.issue_type)),
            Some("field") => Some(("field", &mut self.field)),
            _ => None,
        };
        if let Some((name, own)) = own
            && let Some(word) = own.take()
        {
            match &self.query {
                None => self.query = Some(word),
                Some(query) if query.eq_ignore_ascii_case(&word) => {}
                Some(_) => self.notes.push(superseded(name, "query")),
            }
        }
        self.without_twice()
    }

    fn without_twice(mut self) -> Self {
        let issue_is_more = matches!(self.kind, Kind::User | Kind::Option);
        // Where the issue stands only for its project and type, those that are named count.
        let is_whole_without_issue =
            self.project.is_some() && (self.kind != Kind::CreateFields || self.issue_type.is_some());
        if issue_is_more && self.issue.is_some() {
            let key = self.issue.as_ref().map(IssueKey::project);
            let says_more = |project: &String| !key.is_some_and(|key| key.eq_ignore_ascii_case(project));
            if self.project.take().is_some_and(|project| says_more(&project)) {
                self.notes.push(superseded("project", "issue"));
            }
            if self.kind == Kind::Option && self.issue_type.take().is_some() {
                self.notes.push(superseded("issue_type", "issue"));
            }
        } else if is_whole_without_issue && let Some(issue) = self.issue.take() {
            let says_more = self.kind == Kind::CreateFields || self.project.as_deref() != Some(issue.project());
            if says_more {
                self.notes.push(superseded("issue", "project"));
            }
        }
        if self.kind == Kind::Project && (self.project.is_some() || self.issue.is_some()) && self.query.take().is_some()
        {
            self.notes.push(superseded("query", if self.project.is_some() { "project" } else { "issue" }));
        }
        self
    }
}

fn superseded(name: &str, by: &str) -> String {
    format!("`{name}` was not used: `{by}` came as well")
}

fn not_used(kind: Kind, unused: &[&str]) -> Option<String> {
    let (were, them) = match unused {
        [] => return None,
        [_] => ("was", "it"),
        _ => ("were", "them"),
    };
    let names = listed(unused, "and");
    let note = format!("{names} {were} not used: kind `{}` has no use for {them}", kind.word());
    Some(match kind {
        Kind::Field => format!("{note}, kind `create_fields` has"),
        _ => note,
    })
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
