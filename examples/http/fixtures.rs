//! What the conformance suite wants to find in a server besides what the server is for: prompts and resources of its own.
//!
//! Everything else is the product's handler, untouched: its lists are only added to, and what is not a fixture is its to answer.
//! Tools of the suite are not here: a tool that answers a constant would show nothing of the product.

use mcp_server_jira::server::Server;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CompletionInfo, ContentBlock,
    CustomRequest, CustomResult, DiscoverResult, GetPromptRequestParams, GetPromptResponse, GetPromptResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    Prompt, PromptArgument, PromptMessage, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    Reference, Resource, ResourceContents, ResourceTemplate, Role, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};

/// A picture of one point.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const TEXT: &str = "test://static-text";
const BINARY: &str = "test://static-binary";
const TEMPLATE: (&str, &str) = ("test://template/", "/data");

/// The product's handler with the suite's fixtures.
#[derive(Clone)]
pub(crate) struct Fixtures(pub(crate) Server);

type Context = RequestContext<RoleServer>;
type Page = Option<PaginatedRequestParams>;

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        self.0.get_info()
    }

    async fn discover(&self, context: Context) -> Result<DiscoverResult, ErrorData> {
        self.0.discover(context).await
    }

    async fn list_tools(&self, page: Page, context: Context) -> Result<ListToolsResult, ErrorData> {
        self.0.list_tools(page, context).await
    }

    async fn call_tool(&self, call: CallToolRequestParams, context: Context) -> Result<CallToolResponse, ErrorData> {
        self.0.call_tool(call, context).await
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.0.get_tool(name)
    }

    async fn on_custom_request(&self, custom: CustomRequest, context: Context) -> Result<CustomResult, ErrorData> {
        self.0.on_custom_request(custom, context).await
    }

    async fn list_prompts(&self, page: Page, context: Context) -> Result<ListPromptsResult, ErrorData> {
        let mut list = self.0.list_prompts(page, context).await?;
        list.prompts.extend(FIXTURES.iter().map(|(name, arguments)| {
            let arguments = arguments
                .iter()
                .map(|name| PromptArgument::new(*name).with_description("A value.").with_required(true))
                .collect();
            Prompt::new(*name, Some("A prompt of the conformance suite."), Some(arguments))
        }));
        Ok(list)
    }

    async fn get_prompt(&self, get: GetPromptRequestParams, context: Context) -> Result<GetPromptResponse, ErrorData> {
        match messages(&get) {
            Some(messages) => Ok(GetPromptResult::new(messages).into()),
            None => self.0.get_prompt(get, context).await,
        }
    }

    async fn list_resources(&self, page: Page, context: Context) -> Result<ListResourcesResult, ErrorData> {
        let mut list = self.0.list_resources(page, context).await?;
        list.resources.push(Resource::new(TEXT, "static-text").with_mime_type("text/plain"));
        list.resources.push(Resource::new(BINARY, "static-binary").with_mime_type("image/png"));
        Ok(list)
    }

    async fn list_resource_templates(
        &self,
        page: Page,
        context: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut list = self.0.list_resource_templates(page, context).await?;
        let (before, after) = TEMPLATE;
        list.resource_templates.push(ResourceTemplate::new(format!("{before}{{id}}{after}"), "template"));
        Ok(list)
    }

    async fn read_resource(
        &self,
        read: ReadResourceRequestParams,
        context: Context,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match contents(&read.uri) {
            Some(contents) => Ok(ReadResourceResult::new(vec![contents]).into()),
            None => self.0.read_resource(read, context).await,
        }
    }

    async fn complete(&self, typed: CompleteRequestParams, context: Context) -> Result<CompleteResult, ErrorData> {
        match &typed.r#ref {
            Reference::Prompt(prompt) if FIXTURES.iter().any(|(name, _)| *name == prompt.name) => {
                let none = CompletionInfo::with_all_values(Vec::new());
                Ok(CompleteResult::new(none.map_err(|error| ErrorData::internal_error(error, None))?))
            }
            _ => self.0.complete(typed, context).await,
        }
    }
}

/// The prompts of the suite and their arguments.
const FIXTURES: &[(&str, &[&str])] = &[
    ("test_simple_prompt", &[]),
    ("test_prompt_with_arguments", &["arg1", "arg2"]),
    ("test_prompt_with_embedded_resource", &["resourceUri"]),
    ("test_prompt_with_image", &[]),
];

fn messages(get: &GetPromptRequestParams) -> Option<Vec<PromptMessage>> {
    let given = |name: &str| {
        let value = get.arguments.as_ref().and_then(|arguments| arguments.get(name));
        value.and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let said = |text: String| PromptMessage::new_text(Role::User, text);
    let shown = |content: ContentBlock| PromptMessage::new(Role::User, content);
    Some(match get.name.as_str() {
        "test_simple_prompt" => vec![said("This is a simple prompt for testing.".to_owned())],
        "test_prompt_with_arguments" => {
            vec![said(format!("Prompt with arguments: arg1='{}', arg2='{}'", given("arg1"), given("arg2")))]
        }
        "test_prompt_with_embedded_resource" => {
            let resource = ResourceContents::text("Embedded resource content for testing.", given("resourceUri"));
            let resource = ContentBlock::resource(resource.with_mime_type("text/plain"));
            vec![shown(resource), said("Please process the embedded resource above.".to_owned())]
        }
        "test_prompt_with_image" => {
            let picture = ContentBlock::image(PICTURE, "image/png");
            vec![shown(picture), said("Please analyze the image above.".to_owned())]
        }
        _ => return None,
    })
}

fn contents(uri: &str) -> Option<ResourceContents> {
    match uri {
        TEXT => Some(
            ResourceContents::text("This is the content of the static text resource.", uri)
                .with_mime_type("text/plain"),
        ),
        BINARY => Some(ResourceContents::blob(PICTURE, uri).with_mime_type("image/png")),
        _ => {
            let (before, after) = TEMPLATE;
            let id = uri.strip_prefix(before)?.strip_suffix(after)?;
            let told = serde_json::json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
            Some(ResourceContents::text(told.to_string(), uri).with_mime_type("application/json"))
        }
    }
}
