//! `jira_add_comment`: one more comment on an issue, never twice, and on a customer's request internal unless asked otherwise.

use super::audited::{Work, Written, audited};
use super::commenting::{self, Audience, Posted, Posting};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Argument, Arguments, Edit, Flag, Invalid, IssueKey, Reading};
use crate::audit::Outcome;
use crate::confirm::Preview;
use crate::error::{Field, Problem, ToolError};
use crate::ledger::Digest;
use crate::resolve::{Resolver, rich_text};
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraAddComment;

static SPEC: Spec = Spec {
    name: commenting::ADDS,
    title: "Add a comment",
    description: include_str!("../../tools/jira_add_comment.md").trim_ascii(),
    effect: Effect::Additive,
    idempotent: false,
    needs: Needs { permissions: &["ADD_COMMENTS"], scopes: commenting::SCOPES },
    schema: LazyLock::new(schema::input::<Input>),
};

/// Offered only where public comments are switched on.
const PUBLIC: &str = "public";
/// Not offered: a result tells of it where it helps.
const AGAIN: &str = "again";

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    key: IssueKey,
    /// Markdown
    body: Edit,
    /// Whether the customer sees it; internal otherwise
    public: Option<Flag>,
}

impl Tool for JiraAddComment {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn public_argument(&self) -> Option<&'static str> {
        Some(PUBLIC)
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        add(arguments, ctx).boxed()
    }
}

async fn add(mut given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let again = given.shift_remove(AGAIN);
    let arguments = Arguments::new(&SPEC, given, &site);
    let digest = Digest::of(arguments.given(), &[]);
    let (input, again) = read(arguments, again, ctx.shared.switches.public_comments)?;
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    audited(&SPEC, &input.key, &digest, &ctx, comment(&input, again, &digest, &resolver, &ctx)).await
}

fn read(mut arguments: Arguments<'_>, again: Option<Value>, may_be_public: bool) -> Result<(Input, bool), ToolError> {
    let key = arguments.required("key");
    let body = arguments.required("body");
    let public: Option<Flag> = arguments.optional(PUBLIC);
    if !may_be_public && public.is_some_and(|public| public.0) {
        let message = "comments on customers' requests are internal here: public ones are switched off".to_owned();
        let field = Field { send: Some(false.into()), ..Field::new(Problem::NotAllowed, true) };
        let fix = format!(
            "{PUBLIC} `false` for an internal note; only the user can allow public ones, with `--public-comments`"
        );
        arguments.refuse(PUBLIC, Invalid { message, fix, field });
    }
    let again = match again.as_ref().map(|again| Flag::read(again, Reading { name: AGAIN, site: "" })) {
        Some(Ok(again)) => again.0,
        Some(Err(_)) | None => false,
    };
    let ((key, body), _) = arguments.finish(key.zip(body))?;
    Ok((Input { key, body, public }, again))
}

async fn comment(
    input: &Input,
    again: bool,
    digest: &Digest,
    resolver: &Resolver<'_>,
    ctx: &Ctx,
) -> Result<Work, ToolError> {
    let read = resolver.issue_now("key", &input.key, commenting::FIELDS).await;
    let (key, issue) = read.map_err(|failure| failure.at(SPEC.name, "key"))?;
    let public = input.public.is_some_and(|public| public.0);
    let audience = commenting::audience(&key, &issue, public, resolver).await?;
    let text = commenting::written("body", &input.body, &key, &issue, audience, resolver).await?;
    let markdown = input.body.markdown();
    let preview = Preview::new(format!("comment on {key}"))
        .change("Visibility", "", audience.visibility().unwrap_or_default())
        .change("Comment", "", markdown);
    if let Some(question) = ctx.confirm(&SPEC, digest, issue.updated(), preview) {
        return Ok(Work::Ask(question));
    }
    let posting = Posting { key: &key, argument: "body", text: &input.body, stored: &text.stored, audience, again };
    let posted = commenting::post(&posting, resolver, ctx).await?;
    let outcome = if posted.earlier.is_some() { Outcome::Earlier } else { Outcome::Done };
    let url = commenting::url(resolver, &key, &posted.id);
    Ok(Written { outcome, record: told(&key, &posted, audience, url, text), key }.into())
}

fn told(
    key: &IssueKey,
    posted: &Posted,
    audience: Audience,
    url: String,
    text: rich_text::Written,
) -> Map<String, Value> {
    let mut record = Map::new();
    let mut tell = |name: &str, value: Value| drop(record.insert(name.to_owned(), value));
    if let Some(visibility) = audience.visibility() {
        tell("visibility", visibility.into());
    }
    tell("key", key.as_str().into());
    tell("comment_id", posted.id.as_str().into());
    tell("url", url.into());
    tell("created", posted.earlier.is_none().into());
    if let Some(age) = posted.earlier {
        tell("already_created_s", age.as_secs().into());
        let note = format!(
            "the same comment is the newest one already, so none was added; to add it again on purpose call {} again with `{AGAIN}: true`",
            SPEC.name
        );
        tell("note", note.into());
    }
    if !text.mentioned.is_empty() {
        tell("mentioned", text.mentioned.into());
    }
    if !text.warnings.is_empty() {
        tell("warnings", text.warnings.into());
    }
    record
}
