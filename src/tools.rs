//! What a tool is, and the one list of tools.
//!
//! A tool is a value with everything about it: its name, its text, its schema, what it may change. The list below is
//! the only one; nothing in the project matches on a tool's name.

mod audited;
mod commenting;
mod confirmed;
mod jira_add_comment;
mod jira_create_issue;
mod jira_edit_comment;
mod jira_get_issue;
mod jira_info;
mod jira_link_issues;
mod jira_lookup;
mod jira_search;
mod jira_transition_issue;
mod jira_update_issue;

use crate::args::Described;
use crate::audit::Audit;
use crate::completion::Subject;
pub use crate::confirm::Effect;
use crate::confirm::{How, Mode, Preview, Question};
use crate::cursors::Cursors;
use crate::error::{About, ToolError};
use crate::jira::{self, Call, Client, Timing};
use crate::ledger::{Digest, Ledger};
use crate::policy::Policy;
use crate::random::Random;
use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::sync::{Arc, LazyLock};

/// The one list, in the order in which tools are advertised.
pub static ALL: &[&dyn Tool] = &[
    &jira_search::JiraSearch,
    &jira_get_issue::JiraGetIssue,
    &jira_lookup::JiraLookup,
    &jira_info::JiraInfo,
    &jira_create_issue::JiraCreateIssue,
    &jira_update_issue::JiraUpdateIssue,
    &jira_transition_issue::JiraTransitionIssue,
    &jira_add_comment::JiraAddComment,
    &jira_edit_comment::JiraEditComment,
    &jira_link_issues::JiraLinkIssues,
];

/// What is known of a tool without calling it.
pub struct Spec {
    /// The name on the wire, at most 30 characters.
    pub name: &'static str,
    /// The title for people.
    pub title: &'static str,
    /// What the model is told: the text of `tools/<name>.md`.
    pub description: &'static str,
    /// What a call may change.
    pub effect: Effect,
    /// Whether calling it twice with the same arguments is the same as calling it once.
    pub idempotent: bool,
    /// What Jira must allow for it.
    pub needs: Needs,
    /// The arguments as a flat JSON Schema, made when it is first asked for.
    pub schema: LazyLock<Map<String, Value>>,
}

/// What Jira must allow for a tool, as Jira calls it.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Permissions of the account, all of them, in some project.
    pub permissions: &'static [&'static str],
    /// Scopes of a scoped token; some only for what few projects have, such as sprints or customers.
    pub scopes: &'static [&'static str],
}

/// The permissions that all tools together need.
pub fn permissions() -> Vec<&'static str> {
    needed(|needs| needs.permissions)
}

/// The scopes that all tools together need.
pub fn scopes() -> Vec<&'static str> {
    needed(|needs| needs.scopes)
}

fn needed(kind: fn(&Needs) -> &'static [&'static str]) -> Vec<&'static str> {
    let mut needed: Vec<&str> = Vec::new();
    for name in ALL.iter().flat_map(|tool| kind(&tool.spec().needs)) {
        if !needed.contains(name) {
            needed.push(name);
        }
    }
    needed
}

impl Described for Spec {
    fn name(&self) -> &'static str {
        self.name
    }

    fn schema(&self) -> &Map<String, Value> {
        &self.schema
    }
}

/// What a tool reads that also has an address, `jira://<name>/{key}`: reading it is that call of the tool, under the same rules.
#[derive(Debug)]
pub struct Resource {
    /// The part of the address that says what it is.
    pub name: &'static str,
    /// The title for people.
    pub title: &'static str,
    /// One sentence for people: what is read.
    pub description: &'static str,
    /// What the text is.
    pub mime_type: &'static str,
    /// What the key is of.
    pub subject: Subject,
    /// The arguments of the call that reads the one with this key.
    pub arguments: fn(&str) -> Map<String, Value>,
}

/// What a tool answers when nothing failed.
#[derive(Debug)]
pub enum Reply {
    /// One object, in the order of its documented keys; its text is its serialisation.
    Record(Map<String, Value>),
    /// Markdown.
    Text(String),
    /// A picture.
    Image {
        /// The bytes.
        bytes: Vec<u8>,
        /// `image/png` and the like, found from the bytes.
        mime_type: &'static str,
    },
    /// Somebody must agree first: nothing was written. The call is made again from the start.
    Ask(Box<Question>),
}

/// What a call is given besides its arguments. Cloned freely.
#[derive(Clone)]
pub struct Ctx {
    /// How long it may take, and who may stop it.
    pub call: Call,
    /// What all calls share.
    pub shared: Arc<Shared>,
    /// Whether the client can ask its user.
    pub can_ask: bool,
    /// What was agreed to before this run of the call.
    pub agreed: Option<Digest>,
}

/// What all calls of a process share.
pub struct Shared {
    /// The only way to Jira.
    pub jira: Client,
    /// The only gate.
    pub policy: Policy,
    /// Where cut results go on.
    pub cursors: Cursors,
    /// Fence markers and cursor handles.
    pub random: Random,
    /// What was made a moment ago.
    pub ledger: Ledger,
    /// Where each write is entered.
    pub audit: Audit,
    /// Every duration.
    pub timing: Timing,
    /// What results are held to.
    pub limits: Limits,
    /// What the person who runs this has switched, as `jira_info` tells it.
    pub switches: Switches,
}

/// What results are held to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The estimated tokens of one result, 800 or more.
    pub max_tokens: usize,
}

impl Limits {
    /// Results are estimated at 3.5 bytes a token.
    pub fn most_bytes(self) -> usize {
        self.max_tokens * 7 / 2
    }
}

impl Ctx {
    /// What a write must answer instead of writing: a question, unless nobody need agree or somebody agreed to just this.
    ///
    /// Asked once in a call, right before its first write. `updated` is that of the issue as it was read for this call; the
    /// preview must be the same whenever the same would be done.
    pub fn confirm(&self, spec: &Spec, arguments: &Digest, updated: Option<&str>, preview: Preview) -> Option<Reply> {
        if !self.must_confirm(spec) {
            return None;
        }
        Question::unless(self.agreed.as_ref(), arguments, updated, preview)
            .map(|question| Reply::Ask(Box::new(question)))
    }

    /// Whether a tool's writes must be agreed to: a preview that costs a request is made only then.
    pub fn must_confirm(&self, spec: &Spec) -> bool {
        self.shared.switches.confirm.covers(spec.effect)
    }

    /// How this client agrees to writes.
    pub fn how_to_confirm(&self) -> How {
        self.shared.switches.confirm.how(self.can_ask)
    }

    /// Awaits a request to Jira and says its failure as the agent should see it.
    pub async fn upstream<T>(
        &self,
        tool: &str,
        about: About<'_>,
        request: impl Future<Output = Result<T, jira::Error>>,
    ) -> Result<T, ToolError> {
        request.await.map_err(|error| ToolError::upstream(tool, about, &error))
    }

    /// The zone of the Jira profile, because JQL is read in it; UTC where Jira names none that is known.
    pub async fn zone(&self, tool: &str) -> Result<TimeZone, ToolError> {
        let me = self.upstream(tool, About::Site("this account"), self.shared.jira.myself(&self.call)).await?;
        Ok(me.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC))
    }
}

/// What the person who runs this has switched, as `jira_info` tells it.
#[derive(Clone, Debug, Default)]
pub struct Switches {
    /// Whether attachments may be read.
    pub attachments: bool,
    /// Whether queries are sent as they are, without repairing them.
    pub exact_jql: bool,
    /// Whether a comment on a customer's request may be public when that is asked for.
    pub public_comments: bool,
    /// Which writes must be agreed to.
    pub confirm: Mode,
    /// Tools that are listed, in order.
    pub tools_on: Vec<&'static str>,
    /// Tools that are not, and why.
    pub tools_off: Vec<(&'static str, String)>,
    /// Sentences that a person should read, such as plain http being allowed.
    pub warnings: Vec<String>,
}

/// One thing that an agent can do.
pub trait Tool: Send + Sync {
    /// What is known without calling.
    fn spec(&self) -> &'static Spec;
    /// The argument that reads attachments, not offered where attachments are switched off.
    fn attachment_argument(&self) -> Option<&'static str> {
        None
    }
    /// The argument that makes a comment public, offered only where public comments are switched on.
    fn public_argument(&self) -> Option<&'static str> {
        None
    }
    /// What can be read of it by address as well.
    fn resource(&self) -> Option<&'static Resource> {
        None
    }
    /// One call. The arguments are as they came: the tool parses them.
    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>>;
}
