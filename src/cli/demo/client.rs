//! The demo's MCP client: one server as a child process, asked one line at a time.
//!
//! Of the protocol it needs three requests. A whole client library in the product would be a tenth of its size.

use serde_json::{Map, Value, json};
use std::io::{Error, Result};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The handshake's newest version.
const VERSION: &str = "2025-11-25";

/// A running server that has been greeted.
pub(super) struct Client {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    asked: u64,
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
    /// Starts the server and greets it.
    pub(super) async fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::other("the server has no pipes"));
        };
        let mut client = Self { child, input, output: BufReader::new(output).lines(), asked: 0 };
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
        let Self { mut child, input, .. } = self;
        drop(input);
        let status = child.wait().await?;
        if status.success() { Ok(()) } else { Err(Error::other(format!("the server ended with {status}"))) }
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
