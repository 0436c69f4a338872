//! The protocol: both eras of MCP over one handler, which knows nothing of Jira.
//!
//! What rmcp leaves open is closed here: a first notification that would end the server, requests that don't fit the
//! typed model, the order and the lifetime of the list, and who the server is in every modern result.

mod consent;
mod progress;
mod transport;

pub use transport::Tolerant;

use crate::confirm::Question;
use crate::jira::Call;
use crate::router::{Answer, CONFIRM, Consent, Refusal, Router, failure};
use crate::tools::{Effect, Switches, Tool};
use consent::Seal;
use progress::Progress;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CustomRequest, CustomResult, DiscoverResult, ErrorCode,
    Implementation, ListToolsResult, MetaObject, PaginatedRequestParams, ProtocolVersion, ServerCapabilities,
    ServerConfig, ToolAnnotations,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

/// What the model is told of the server before any tool.
pub const INSTRUCTIONS: &str = include_str!("../tools/SERVER.md").trim_ascii();

/// Lists are the same until the server is started anew; a client asks again after an hour.
const LIST_LIFETIME_MS: u64 = 3_600_000;
/// A longer line is dropped: no call of ours needs it, and a line without an end must not fill the memory.
const LONGEST_LINE: usize = 4 << 20;
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// The handler. Cheap to clone: one per connection where there are several.
#[derive(Clone)]
pub struct Server {
    router: Arc<Router>,
    listed: Arc<Vec<rmcp::model::Tool>>,
    /// The list for a client that can't ask its user.
    listed_two_step: Arc<Vec<rmcp::model::Tool>>,
    seal: Seal,
    closed: CancellationToken,
}

/// Serves one client until it closes its end, then returns; running calls get a few seconds to be answered.
///
/// The error is the connection's; a client that only looks and leaves is none.
pub async fn serve<R, W>(router: Arc<Router>, (reader, writer): (R, W)) -> std::io::Result<()>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let jira = router.shared().jira.clone();
    let lines = AsyncRwTransport::new_server(reader, writer).with_max_line_length(LONGEST_LINE);
    let server = Server::new(router);
    let lines = Tolerant::new(lines, server.closed.clone());
    match server.serve(lines).await {
        Ok(service) => {
            let ended = service.waiting().await.map(|_| ()).map_err(std::io::Error::other);
            jira.drain().await;
            ended
        }
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::TransportError { .. }) => Ok(()),
        Err(error) => Err(std::io::Error::other(error)),
    }
}

impl Server {
    /// A handler over this router.
    pub fn new(router: Arc<Router>) -> Self {
        let shared = router.shared();
        let list = |can_ask: bool| {
            let shown = |tool| match router.is_two_step(tool, can_ask) {
                true => with_confirm(advertised(tool, &shared.switches)),
                false => advertised(tool, &shared.switches),
            };
            Arc::new(router.offered().map(shown).collect())
        };
        let (listed, listed_two_step) = (list(true), list(false));
        let seal = Seal::new(&shared.random, &shared.timing);
        Self { router, listed, listed_two_step, seal, closed: CancellationToken::new() }
    }
}

/// A tool as `tools/list` shows it; an argument that is switched off is not offered.
pub fn advertised(tool: &dyn Tool, switches: &Switches) -> rmcp::model::Tool {
    let spec = tool.spec();
    let mut schema = spec.schema.clone();
    let attachment = tool.attachment_argument().filter(|_| !switches.attachments);
    let public = tool.public_argument().filter(|_| !switches.public_comments);
    for argument in attachment.into_iter().chain(public) {
        schema.get_mut("properties").and_then(Value::as_object_mut).and_then(|all| all.shift_remove(argument));
    }
    // All four are stated: what is left out is read as the most dangerous by some clients and as harmless by others.
    let annotations = ToolAnnotations::new()
        .read_only(spec.effect == Effect::Read)
        .destructive(spec.effect == Effect::Overwrites)
        .idempotent(spec.idempotent)
        .open_world(true);
    rmcp::model::Tool::new(spec.name, spec.description, schema).with_title(spec.title).with_annotations(annotations)
}

/// The same tool with the argument that agrees to a write.
fn with_confirm(mut tool: rmcp::model::Tool) -> rmcp::model::Tool {
    let schema = Arc::make_mut(&mut tool.input_schema);
    if let Some(properties) = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut() {
        let told = "Only the value that an error said to send.";
        properties.insert(CONFIRM.into(), json!({"type": "string", "description": told}));
    }
    tool
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation())
            .with_instructions(INSTRUCTIONS)
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        let mut result = DiscoverResult::from_server_info(versions, self.get_info());
        result.ttl_ms = LIST_LIFETIME_MS;
        result.cache_scope = CacheScope::Public;
        Ok(result)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        if request.and_then(|request| request.cursor).is_some() {
            return Err(ErrorData::invalid_params("invalid cursor: the list has one page", None));
        }
        let list = if consent::can_ask(&context) { &self.listed } else { &self.listed_two_step };
        let mut result = ListToolsResult::with_all_items(list.as_ref().clone());
        if is_modern(&context) {
            result.ttl_ms = Some(LIST_LIFETIME_MS);
            // Where the two lists differ, one client's must not be shown to another.
            let one = self.listed == self.listed_two_step;
            result.cache_scope = Some(if one { CacheScope::Public } else { CacheScope::Private });
            introduce(&mut result.meta);
        }
        Ok(result)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = self.router.find(&request.name) else {
            return Err(ErrorData::invalid_params(self.router.unknown(&request.name), None));
        };
        let mut answer = self.answer(tool, request, &context).await?;
        if is_modern(&context) {
            match &mut answer {
                CallToolResponse::Complete(result) => introduce(&mut result.meta),
                CallToolResponse::InputRequired(result) => introduce(&mut result.meta),
                _ => {}
            }
        }
        Ok(answer)
    }

    fn get_tool(&self, name: &str) -> Option<rmcp::model::Tool> {
        self.listed.iter().find(|tool| tool.name == name).cloned()
    }

    /// Requests whose parameters don't fit the typed model arrive here, and would be called unknown methods.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        Err(match request.method.as_str() {
            "tools/call" => ErrorData::invalid_params(
                "malformed tools/call: `name` must be a string and `arguments` an object",
                None,
            ),
            "tools/list" | "server/discover" => {
                ErrorData::invalid_params(format!("malformed {}: `params` must be an object", request.method), None)
            }
            _ => ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method, None),
        })
    }
}

impl Server {
    /// One call to its end, its user asked where they must agree.
    async fn answer(
        &self,
        tool: &'static dyn Tool,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let timing = &self.router.shared().timing;
        let arguments = request.arguments.unwrap_or_default();
        let refused =
            |question: Option<&Question>, refusal| failure(&self.router.refused(tool, question, refusal)).into();
        let mut consent = Consent { can_ask: consent::can_ask(context), agreed: None };
        if let Some(state) = request.request_state.filter(|_| consent.can_ask) {
            let word = self.seal.open(tool, &arguments, request.input_responses.as_ref(), &state);
            let agreed = word.and_then(|word| self.router.redeem(tool, &arguments, &word).ok_or(Refusal::Stale));
            match agreed {
                Ok(agreed) => consent.agreed = Some(agreed),
                Err(refusal) => return Ok(refused(None, refusal)),
            }
        }
        let (mut progress, on_wait) = Progress::of(context, timing.clone());
        let mut call = Call { cancelled: context.ct.clone(), on_wait, ..Call::with_budget(timing.budget) };
        loop {
            let run = self.router.call(tool, arguments.clone(), call.clone(), consent.clone());
            let question = match progress.report_until(run).await {
                Answer::Ask(question) => question,
                Answer::Result(result) => {
                    if !self.closed.is_cancelled() {
                        call.delivered();
                    }
                    return Ok(result.into());
                }
            };
            if question.stale {
                return Ok(refused(Some(&question), Refusal::Stale));
            }
            if is_modern(context) {
                let word = self.router.remember(tool, &arguments, &question);
                return Ok(self.seal.require(tool, &arguments, &question, &word)?.into());
            }
            // The time of a person is not the call's.
            let left = call.time_left();
            if let Err(refusal) = consent::ask(context, &question, timing.person).await {
                return Ok(refused(Some(&question), refusal));
            }
            call.deadline = Instant::now() + left;
            consent.agreed = Some(question.digest);
        }
    }
}

fn implementation() -> Implementation {
    Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).with_title("Jira")
}

fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}

/// Every modern result says who answered; rmcp says it only when it is discovered.
fn introduce(meta: &mut Option<MetaObject>) {
    if let Ok(me) = serde_json::to_value(implementation()) {
        meta.get_or_insert_default().insert(SERVER_INFO.into(), me);
    }
}

#[cfg(test)]
mod tests;
