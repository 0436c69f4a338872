//! The demo's MCP client: one server, as a child process or in this one, asked one line at a time.
//!
//! Of the protocol it needs three requests. A whole client library in the product would be a tenth of its size.

use crate::router::Router;
use crate::server;
use serde_json::{Map, Value, json};
use std::io::{Error, Result};
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The handshake's newest version.
const VERSION: &str = "2025-11-25";
/// The bytes that a pipe inside this process holds.
const PIPE: usize = 1 << 16;

/// A running server that has been greeted.
pub(super) struct Client {
    server: Server,
    input: Box<dyn AsyncWrite + Send + Unpin>,
    output: Lines<BufReader<Box<dyn AsyncRead + Send + Unpin>>>,
    asked: u64,
}

/// What ends when its input is closed.
enum Server {
    Child(Child),
    Task(JoinHandle<Result<()>>),
}

/// What a call of a tool answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// The text; `None` for an image.
    pub(super) text: Option<String>,
    /// The size of the text, or of the image as it was sent.
    pub(super) bytes: usize,
    /// Whether the work failed.
    pub(super) is_error: bool,
}

impl Client {
    /// Starts the server as a process and greets it.
    pub(super) async fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::other("the server has no pipes"));
        };
        Self::greet(Server::Child(child), Box::new(input), Box::new(output)).await
    }

    /// Starts a server over this router in this process, with all that was injected into it, and greets it.
    pub(super) async fn start_here(router: Arc<Router>) -> Result<Self> {
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let task = tokio::spawn(server::serve(router, tokio::io::split(theirs)));
        let (output, input) = tokio::io::split(ours);
        Self::greet(Server::Task(task), Box::new(input), Box::new(output)).await
    }

    async fn greet(
        server: Server,
        input: Box<dyn AsyncWrite + Send + Unpin>,
        output: Box<dyn AsyncRead + Send + Unpin>,
    ) -> Result<Self> {
        let mut client = Self { server, input, output: BufReader::new(output).lines(), asked: 0 };
        let me = json!({"name": "demo", "version": env!("CARGO_PKG_VERSION")});
        client.ask("initialize", json!({"protocolVersion": VERSION, "capabilities": {}, "clientInfo": me})).await?;
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await?;
        Ok(client)
    }

    /// The number of tools in the list.
    pub(super) async fn tools(&mut self) -> Result<usize> {
        let listed = self.ask("tools/list", json!({})).await?;
        Ok(listed.get("tools").and_then(Value::as_array).map_or(0, Vec::len))
    }

    /// Calls a tool.
    pub(super) async fn call(&mut self, tool: &str, arguments: &Map<String, Value>) -> Result<Answer> {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await?;
        let word = |path: &str| result.pointer(path).and_then(Value::as_str).map(str::to_owned);
        let text = word("/content/0/text");
        let shown = text.clone().or_else(|| word("/content/0/data"));
        Ok(Answer {
            bytes: shown.map_or(0, |shown| shown.len()),
            is_error: result.get("isError") == Some(&Value::Bool(true)),
            text,
        })
    }

    /// Closes the server's input, which ends it, and waits for that.
    pub(super) async fn end(self) -> Result<()> {
        let Self { server, mut input, .. } = self;
        // A pipe of this process is closed by the first, one to a child by the second.
        input.shutdown().await?;
        drop(input);
        match server {
            Server::Child(mut child) => match child.wait().await? {
                status if status.success() => Ok(()),
                status => Err(Error::other(format!("the server ended with {status}"))),
            },
            Server::Task(task) => task.await.map_err(Error::other)?,
        }
    }

    async fn send(&mut self, message: &Value) -> Result<()> {
        self.input.write_all(format!("{message}\n").as_bytes()).await
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.asked += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params})).await?;
        while let Some(line) = self.output.next_line().await? {
            let mut message: Value = serde_json::from_str(&line)?;
            if message.get("id").and_then(Value::as_u64) != Some(self.asked) {
                continue;
            }
            if let Some(error) = message.get("error") {
                return Err(Error::other(error.to_string()));
            }
            return Ok(message.get_mut("result").map(Value::take).unwrap_or_default());
        }
        Err(Error::other("the server ended without an answer"))
    }
}
