//! `serve`: one client over stdin and stdout, until it closes its end.

use super::SUCCESS;
use crate::router::Router;
use crate::server;
use std::sync::Arc;

pub(super) async fn run(router: Arc<Router>) -> std::io::Result<u8> {
    server::serve(router, rmcp::transport::stdio_pipes()).await?;
    Ok(SUCCESS)
}
