//! The protocol: both eras of MCP over one handler, which knows nothing of Jira.
//!
//! What rmcp leaves open is closed here: a first notification that would end the server, requests that don't fit the
//! typed model, the order and the lifetime of the list, and who the server is in every modern result.

mod cached;
mod completion;
mod consent;
mod progress;
mod prompts;
mod resources;
mod transport;

pub use transport::Tolerant;

use crate::confirm::Question;
use crate::router::{Answer, CONFIRM, Consent, Refusal, Router, failure};
use crate::tools::{Effect, Switches, Tool};
use cached::{Cached as _, LIST_LIFETIME_MS, introduce, is_modern};
use consent::Seal;
use progress::Progress;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CustomRequest,
    CustomResult, DiscoverResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, Implementation,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig, ToolAnnotations,
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
            let switches = &shared.switches;
            let shown = |tool| match router.is_two_step(tool, can_ask) {
                true => with_confirm(advertised(tool, switches)),
                false => advertised(tool, switches),
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
        let offered = ServerCapabilities::builder().enable_tools().enable_prompts().enable_resources();
        ServerConfig::new(offered.enable_completions().build())
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
        only_page(request)?;
        let list = if consent::can_ask(&context) { &self.listed } else { &self.listed_two_step };
        // Where the two lists differ, one client's must not be shown to another.
        let one = self.listed == self.listed_two_step;
        let scope = if one { CacheScope::Public } else { CacheScope::Private };
        Ok(ListToolsResult::with_all_items(list.as_ref().clone()).told(&context, LIST_LIFETIME_MS, scope))
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

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        only_page(request)?;
        let result = ListPromptsResult::with_all_items(prompts::list(&self.router));
        Ok(result.told(&context, LIST_LIFETIME_MS, CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let mut result = prompts::get(&self.router, &request)?;
        if is_modern(&context) {
            introduce(&mut result.meta);
        }
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        only_page(request)?;
        // The settings of one user name these projects.
        let result = ListResourcesResult::with_all_items(resources::list(&self.router));
        Ok(result.told(&context, LIST_LIFETIME_MS, CacheScope::Private))
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        only_page(request)?;
        let result = ListResourceTemplatesResult::with_all_items(resources::templates(&self.router));
        Ok(result.told(&context, LIST_LIFETIME_MS, CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let result = resources::read(&self.router, &request.uri, &context).await?;
        // What Jira holds changes at any time, and not everybody may see it.
        Ok(result.told(&context, 0, CacheScope::Private).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let mut result = completion::complete(&self.router, &request, &context).await?;
        if is_modern(&context) {
            introduce(&mut result.meta);
        }
        Ok(result)
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
            "prompts/get" => ErrorData::invalid_params(
                "malformed prompts/get: `name` must be a string and `arguments` an object",
                None,
            ),
            "resources/read" => ErrorData::invalid_params("malformed resources/read: `uri` must be a string", None),
            "completion/complete" => ErrorData::invalid_params(
                "malformed completion/complete: `ref` must name a prompt or a template, and `argument` hold `name` and `value`",
                None,
            ),
            "tools/list" | "prompts/list" | "resources/list" | "resources/templates/list" | "server/discover" => {
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
        let (mut progress, mut call) = Progress::begin(context, timing);
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

/// Every list is whole on its first page.
fn only_page(request: Option<PaginatedRequestParams>) -> Result<(), ErrorData> {
    match request.and_then(|request| request.cursor) {
        None => Ok(()),
        Some(_) => Err(ErrorData::invalid_params("invalid cursor: the list has one page", None)),
    }
}

#[cfg(test)]
mod tests;
