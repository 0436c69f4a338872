//! `jira_link_issues`: two issues, or an issue and a web page, joined so that they read as a sentence.
//!
//! Which end of a link is which has been described both ways. We send the first issue of the outward words as `inwardIssue`, as
//! Jira's own client and recorded links have it (Jira facts, item 45), and read the link again: what is answered is how Jira
//! reads it, never how it was meant.

mod end;
mod issue_link;
mod web_link;

use self::end::End;
use super::audited::{Work, Written, audited};
use super::{Ctx, Effect, Needs, Reply, Spec, Tool};
use crate::args::{Arguments, IssueKey, Text};
use crate::audit::Outcome;
use crate::confirm::Preview;
use crate::error::ToolError;
use crate::jira::Fate;
use crate::jira::types::Issue;
use crate::ledger::Digest;
use crate::resolve::Resolver;
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraLinkIssues;

static SPEC: Spec = Spec {
    name: "jira_link_issues",
    title: "Link issues",
    description: include_str!("../../tools/jira_link_issues.md").trim_ascii(),
    effect: Effect::Additive,
    // A link that is there already is a success.
    idempotent: true,
    needs: Needs { permissions: &["LINK_ISSUES"], scopes: &["read:jira-work", "read:jira-user", "write:jira-work"] },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {
    /// Issue key
    from: IssueKey,
    /// Such as blocks, relates to, duplicates
    #[schemars(rename = "type")]
    words: Text,
    /// Issue key or URL
    to: End,
}

impl Tool for JiraLinkIssues {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        link(arguments, ctx).boxed()
    }
}

async fn link(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let site = ctx.shared.jira.site_url();
    let arguments = Arguments::new(&SPEC, given, &site);
    let digest = Digest::of(arguments.given(), &[]);
    let input = read(arguments)?;
    let resolver = Resolver { tool: SPEC.name, jira: &ctx.shared.jira, policy: &ctx.shared.policy, call: &ctx.call };
    let asking = Asking { ctx: &ctx, digest: &digest };
    let work = async {
        match &input.to {
            End::Issue(to) => issue_link::make(&input.from, &input.words.0, to, &resolver, asking).await,
            End::Page(url) => web_link::make(&input.from, &input.words.0, url, &resolver, asking).await,
        }
    };
    audited(&SPEC, &input.from, &digest, &ctx, work).await
}

fn read(mut arguments: Arguments<'_>) -> Result<Input, ToolError> {
    let from = arguments.required("from");
    let words = arguments.required("type");
    let to = arguments.required("to");
    let all = from.zip(words).zip(to);
    let (((from, words), to), _) = arguments.finish(all)?;
    Ok(Input { from, words, to })
}

/// What is needed to ask before a link is made.
#[derive(Clone, Copy)]
struct Asking<'a> {
    ctx: &'a Ctx,
    digest: &'a Digest,
}

impl Asking<'_> {
    /// The question whether this sentence should become true of an issue as it was read; `None` to go on.
    fn question(self, from: &Issue, sentence: &str) -> Option<Work> {
        let preview = Preview::new(format!("link {}", from.key)).change("Link", "", sentence);
        self.ctx.confirm(&SPEC, self.digest, from.updated(), preview).map(Work::Ask)
    }
}

/// The answer: the link as a sentence.
fn told(key: &IssueKey, outcome: Outcome, sentence: String) -> Work {
    Written { key: key.clone(), outcome, record: Map::from_iter([("sentence".to_owned(), sentence.into())]) }.into()
}

/// Whether a failed write surely did nothing, so that its failure is the whole story.
fn did_nothing(fate: Fate) -> bool {
    fate == Fate::NotDone
}
