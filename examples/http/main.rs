//! The same handler by Streamable HTTP on this machine, against the embedded Jira: for the conformance suite, which
//! has no stdio mode. Not a way to run the server: nobody is asked who they are.
//!
//! `cargo run --example http -- 18911`

mod fixtures;

use fixtures::Fixtures;
use mcp_server_jira::config::{Config, Flags};
use mcp_server_jira::demo::{Jira, Options, account};
use mcp_server_jira::random::Random;
use mcp_server_jira::{server::Server, tools::ALL};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::error::Error;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).ok_or("which port?")?.parse()?;
    let jira = Jira::start(Options::cloud()).await?;
    let variable = |name: &str| match name {
        "JIRA_URL" => Some(jira.url()),
        "JIRA_EMAIL" => Some(account::EMAIL.to_owned()),
        "JIRA_API_TOKEN" => Some(account::API_TOKEN.to_owned()),
        _ => None,
    };
    let config = Config::from(&Flags::default(), &variable, &|| Err("is not used here".to_owned()));
    let server = Fixtures(Server::new(config.start(ALL, Random::from_system())));
    let settings = StreamableHttpServerConfig::default()
        .with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*"])
        .enforce_origin_validation();
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(server.clone()), sessions, settings);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, axum::Router::new().nest_service("/mcp", service)).await?;
    Ok(())
}
