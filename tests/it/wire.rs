//! A client of lines, for what a typed client hides: both eras, whole results and whole errors.

use crate::support::{House, Setup};
use mcp_server_jira::router::Router;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};

/// What the protocol adds to a modern result.
const ADDED: [&str; 4] = ["resultType", "ttlMs", "cacheScope", "_meta"];

/// The two eras of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    Legacy,
    Modern,
}

/// One connection to the real server.
pub struct Wire {
    era: Era,
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
    asked: u64,
}

impl Wire {
    /// A connection of this era to a server of its own.
    pub async fn to(router: Arc<Router>, era: Era) -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        tokio::spawn(mcp_server_jira::server::serve(router, tokio::io::split(theirs)));
        let (reader, writer) = tokio::io::split(ours);
        let mut wire = Self { era, lines: BufReader::new(reader).lines(), writer, asked: 0 };
        if era == Era::Legacy {
            let client = json!({"name": "test", "version": "1"});
            let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
            wire.ask("initialize", hello).await;
            wire.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        }
        wire
    }

    /// Sends a request without waiting for its answer; gives its id.
    pub async fn begin(&mut self, method: &str, mut params: Value) -> u64 {
        if self.era == Era::Modern {
            params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
            params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
        }
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        id
    }

    /// A request and its answer: `{"result":…}` or `{"error":…}`.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params).await;
        let mut answer = self.next().await;
        assert_eq!(answer["id"], id, "{answer}");
        let members = answer.as_object_mut().unwrap();
        members.retain(|name, _| ["result", "error"].contains(&name.as_str()));
        answer
    }

    /// The next message.
    pub async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(30), self.lines.next_line()).await.expect("no answer");
        serde_json::from_str(&line.unwrap().expect("closed")).unwrap()
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &Value) {
        self.writer.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }
}

/// The same request in both eras, each in a house of its own: what a modern client is answered, once it is seen that a legacy
/// one is answered the same without what the modern protocol adds.
pub async fn in_both(setup: impl Fn() -> Setup, method: &str, params: Value) -> Value {
    let (legacy, house) = one(&setup, Era::Legacy, method, &params).await;
    let legacy = neutral(&legacy, &house);
    let (modern, house) = one(&setup, Era::Modern, method, &params).await;
    let modern = neutral(&modern, &house);
    let mut bare = modern.clone();
    if let Some(result) = bare.get_mut("result").and_then(Value::as_object_mut) {
        assert_eq!(result["resultType"], "complete", "{modern}");
        assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "mcp-server-jira", "{modern}");
        result.retain(|name, _| !ADDED.contains(&name.as_str()));
    }
    if legacy.pointer("/error/code") == Some(&json!(-32002)) {
        // The one code that the eras have for different things.
        assert_eq!(modern["error"]["code"], -32602, "{modern}");
        bare["error"]["code"] = json!(-32002);
    }
    assert_eq!(bare, legacy);
    modern
}

async fn one(setup: &impl Fn() -> Setup, era: Era, method: &str, params: &Value) -> (Value, House) {
    let house = setup().open().await;
    let mut wire = Wire::to(house.router.clone(), era).await;
    let answer = wire.ask(method, params.clone()).await;
    (answer, house)
}

/// The port is the only thing that differs from run to run.
fn neutral(answer: &Value, house: &House) -> Value {
    serde_json::from_str(&answer.to_string().replace(house.site(), "http://127.0.0.1:PORT")).unwrap()
}

/// A request and its answer as a snapshot holds them; the texts in it stand as they are read.
pub fn shown(method: &str, params: &Value, answer: &Value) -> String {
    let mut answer = answer.clone();
    let mut texts = String::new();
    if let Some(meta) = answer.pointer_mut("/result/_meta") {
        *meta = json!("…");
    }
    for place in ["/result/contents/0/text", "/result/messages/0/content/text"] {
        if let Some(text) = answer.pointer_mut(place) {
            texts = format!("\n\n{}", text.as_str().unwrap());
            *text = json!("…");
        }
    }
    format!("{method} {params}\n\n{}{texts}", serde_json::to_string_pretty(&answer).unwrap())
}
