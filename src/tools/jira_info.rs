//! `jira_info`: who one is, where, and what may be done.

use super::{Ctx, Effect, Needs, Reply, Spec, Switches, Tool};
use crate::args::Arguments;
use crate::confirm::Mode;
use crate::error::{About, ToolError};
use crate::jira::Life;
use crate::policy::Policy;
use crate::resolve::Resolver;
use crate::schema;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The tool.
pub(super) struct JiraInfo;

static SPEC: Spec = Spec {
    name: "jira_info",
    title: "About this Jira",
    description: include_str!("../../tools/jira_info.md").trim_ascii(),
    effect: Effect::Read,
    idempotent: true,
    needs: Needs { permissions: &[], scopes: &["read:jira-user"] },
    schema: LazyLock::new(schema::input::<Input>),
};

#[derive(JsonSchema)]
struct Input {}

impl Tool for JiraInfo {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn call<'a>(&'a self, arguments: Map<String, Value>, ctx: Ctx) -> BoxFuture<'a, Result<Reply, ToolError>> {
        info(arguments, ctx).boxed()
    }
}

async fn info(given: Map<String, Value>, ctx: Ctx) -> Result<Reply, ToolError> {
    let shared = &ctx.shared;
    let client = &shared.jira;
    let site = client.site_url();
    Arguments::new(&SPEC, given, &site).finish(Some(()))?;
    let me = ctx.upstream(SPEC.name, About::Site("this account"), client.myself_now(&ctx.call)).await?;
    let server = ctx.upstream(SPEC.name, About::Site("this site"), client.server_info(&ctx.call)).await?;
    let dialect = ctx.upstream(SPEC.name, About::Site("this site"), client.dialect_name(&ctx.call)).await?;
    let zone = ctx.zone(SPEC.name).await?;
    let resolver = Resolver { tool: SPEC.name, jira: client, policy: &shared.policy, call: &ctx.call };
    let hidden = resolver.hidden_projects().await.map_err(|failure| failure.at(SPEC.name, "projects"))?;
    if !hidden.is_empty() && shared.policy.projects().is_some_and(|all| all.len() == hidden.len()) {
        return Err(Policy::hidden_projects(&hidden));
    }
    let state = client.state();
    let now = Timestamp::try_from(client.now()).unwrap_or_default();
    let switches = &shared.switches;

    let mut user = Map::new();
    user.insert("name".into(), me.name.as_str().into());
    user.insert("account_id".into(), me.id.as_str().into());
    if let Some(zone) = &me.time_zone {
        user.insert("time_zone".into(), zone.as_str().into());
    }
    let mut record = Map::new();
    record.insert("user".into(), user.into());
    record.insert("today".into(), now.to_zoned_datetime(zone.clone()).date().to_string().into());
    record.insert("site".into(), site.as_str().into());
    record.insert("issue_url".into(), format!("{}/browse/{{key}}", site.trim_end_matches('/')).into());
    record.insert("dialect".into(), dialect.into());
    record.insert("version".into(), server.version.as_str().into());
    // Where Jira doesn't tell them there is nothing to say.
    if let Ok(plans) = client.plans(&ctx.call).await
        && !plans.is_empty()
    {
        let plans = plans.iter().map(|(product, plan)| (product.clone(), plan.as_str().into()));
        record.insert("plan".into(), plans.collect::<Map<_, Value>>().into());
    }
    record.insert("auth".into(), client.auth_kind().into());
    let (life, day) = (client.key_life(&ctx.call).await, client.today());
    if let (Some(end), Some(days_left)) = (life.end(), life.days_left(day)) {
        let name = if matches!(life, Life::Seen(_)) { "ends_by" } else { "ends" };
        record.insert("key".into(), json!({name: end.to_string(), "days_left": days_left}));
    }
    record.insert("read_only".into(), shared.policy.read_only().into());
    let projects = shared.policy.projects().map_or_else(|| "all".into(), Value::from);
    record.insert("projects".into(), projects);
    if let Some(project) = shared.policy.default_project() {
        record.insert("default_project".into(), project.into());
    }
    record.insert("confirm".into(), json!({"mode": switches.confirm.as_str(), "how": ctx.how_to_confirm().as_str()}));
    let off: Map<String, Value> =
        switches.tools_off.iter().map(|(name, reason)| ((*name).to_owned(), reason.as_str().into())).collect();
    let off = off.into_iter().chain(attachments_off(switches)).collect::<Map<_, _>>();
    record.insert("tools".into(), json!({"on": switches.tools_on, "off": off}));
    let shown = |time: Timestamp| time.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let slowed: Vec<Value> = state
        .slowed
        .iter()
        .map(|slow| {
            let ago = shared.timing.unscaled(slow.since.elapsed());
            let since = jiff::SignedDuration::try_from(ago).ok().and_then(|ago| now.checked_sub(ago).ok());
            json!({"what": slow.what, "since": shown(since.unwrap_or(now)), "per_s": slow.per_s})
        })
        .collect();
    record.insert("limits".into(), json!({"slowed": slowed, "refused": state.refused}));
    let writes: Vec<Value> = shared
        .audit
        .newest()
        .into_iter()
        .map(|write| {
            let mut told = Map::new();
            told.insert("at".into(), shown(Timestamp::try_from(write.time).unwrap_or_default()).into());
            told.insert("tool".into(), write.tool.into());
            if let Some(key) = write.key {
                told.insert("key".into(), key.into());
            }
            told.insert("outcome".into(), write.outcome.as_str().into());
            told.into()
        })
        .collect();
    record.insert("writes".into(), writes.into());
    let mut warnings = switches.warnings.clone();
    if life.is_ending(day) {
        let page = client.key_page();
        warnings.push(format!("the token should be renewed: {life}; ask the user to make a new one at {page}"));
    }
    if !hidden.is_empty() {
        warnings.push(Policy::hidden_in_words(&hidden));
    }
    if switches.confirm == Mode::User && !ctx.can_ask {
        warnings.push("writes are refused: the user must agree to each, and this client can't ask them".to_owned());
    }
    if !warnings.is_empty() {
        record.insert("warnings".into(), warnings.into());
    }
    Ok(Reply::Record(record))
}

/// The arguments that are not offered because attachments are switched off.
fn attachments_off(switches: &Switches) -> Vec<(String, Value)> {
    let arguments = super::ALL.iter().filter_map(|tool| Some((tool.spec().name, tool.attachment_argument()?)));
    let off = arguments.filter(|_| !switches.attachments);
    off.map(|(tool, argument)| (format!("{tool} {argument}"), "attachments are off (`JIRA_MCP_ATTACHMENTS`)".into()))
        .collect()
}
