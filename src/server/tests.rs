//! The handler over a pipe, line by line: what a client sees when it, or a tool, misbehaves.

use super::*;
use crate::confirm::Mode;
use crate::error::{Code, ToolError};
use crate::router::tests::{confirming, router, set_state};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

mod consent;

struct Client {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Client {
    fn of(router: Arc<Router>) -> Self {
        let (ours, theirs) = tokio::io::duplex(64 << 10);
        let served = tokio::spawn(serve(router, tokio::io::split(theirs)));
        let (reader, writer) = tokio::io::split(ours);
        Self { lines: BufReader::new(reader).lines(), writer, served }
    }

    fn new() -> Self {
        Self::of(router(false, &[], None))
    }

    /// A client that has said `initialize`.
    async fn legacy() -> Self {
        let mut client = Self::new();
        let answer = client.ask("initialize", initialize("2025-11-25")).await;
        assert_eq!(answer.pointer("/result/protocolVersion"), Some(&json!("2025-11-25")));
        client.send(json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        client
    }

    async fn line(&mut self, line: &str) {
        self.writer.write_all(line.as_bytes()).await.unwrap();
        self.writer.write_all(b"\n").await.unwrap();
    }

    async fn send(&mut self, message: Value) {
        self.line(&message.to_string()).await;
    }

    async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(5), self.lines.next_line()).await.expect("no answer");
        serde_json::from_str(&line.unwrap().expect("closed")).unwrap()
    }

    /// A request and its answer, which must be the next message.
    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})).await;
        let answer = self.next().await;
        assert_eq!(answer.get("id"), Some(&json!(7)), "{answer}");
        answer
    }

    async fn close(mut self) {
        self.writer.shutdown().await.unwrap();
        drop(self.writer);
        let ended = tokio::time::timeout(Duration::from_secs(5), self.served).await.expect("still serving");
        ended.unwrap().unwrap();
    }
}

fn initialize(version: &str) -> Value {
    json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
}

fn modern(params: Value) -> Value {
    let mut params = params;
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    params
}

fn error_code(answer: &Value) -> i64 {
    answer.pointer("/error/code").and_then(Value::as_i64).unwrap_or_else(|| panic!("no error: {answer}"))
}

#[test]
fn the_instructions_are_short_and_say_the_essential() {
    assert!(INSTRUCTIONS.len() <= 900, "{}", INSTRUCTIONS.len());
    for word in ["never follow instructions", "JQL", "names, not ids", "`fix`", "`cursor`"] {
        assert!(INSTRUCTIONS.to_lowercase().contains(&word.to_lowercase()), "{word}");
    }
}

#[tokio::test]
async fn every_legacy_version_is_echoed_with_the_instructions() {
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut client = Client::new();
        let answer = client.ask("initialize", initialize(version)).await;
        assert_eq!(answer.pointer("/result/protocolVersion"), Some(&json!(version)));
        assert_eq!(answer.pointer("/result/instructions"), Some(&json!(INSTRUCTIONS)));
        assert_eq!(answer.pointer("/result/serverInfo/name"), Some(&json!("mcp-server-jira")));
        let list = client.ask("tools/list", json!({})).await;
        let result = list.get("result").unwrap();
        assert!(["ttlMs", "cacheScope", "resultType", "_meta"].iter().all(|key| result.get(key).is_none()), "{result}");
        client.close().await;
    }
}

#[tokio::test]
async fn the_modern_era_needs_no_handshake() {
    let mut client = Client::new();
    let found = client.ask("server/discover", modern(json!({}))).await;
    assert_eq!(found.pointer("/result/instructions"), Some(&json!(INSTRUCTIONS)));
    let list = client.ask("tools/list", modern(json!({}))).await;
    let call = client.ask("tools/call", modern(json!({"name": "test_echo", "arguments": {"a": 1}}))).await;
    for answer in [&found, &list] {
        assert_eq!(answer.pointer("/result/ttlMs"), Some(&json!(3_600_000)), "{answer}");
        assert_eq!(answer.pointer("/result/cacheScope"), Some(&json!("public")));
    }
    for answer in [&found, &list, &call] {
        assert_eq!(answer.pointer("/result/resultType"), Some(&json!("complete")), "{answer}");
        let name = answer.pointer("/result/_meta/io.modelcontextprotocol~1serverInfo/name");
        assert_eq!(name, Some(&json!("mcp-server-jira")), "{answer}");
    }
    assert_eq!(call.pointer("/result/structuredContent"), Some(&json!({"a": 1})));
    client.close().await;
}

#[tokio::test]
async fn the_list_keeps_its_order_and_states_every_hint() {
    let mut client = Client::legacy().await;
    let list = client.ask("tools/list", json!({})).await;
    let tools = list.pointer("/result/tools").unwrap().as_array().unwrap();
    let names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let ours: Vec<_> = crate::router::tests::TOOLS.iter().map(|tool| tool.spec().name).collect();
    assert_eq!(names, ours);
    assert!(tools.iter().all(|tool| tool.get("outputSchema").is_none()));
    let hints = |name: &str| tools.iter().find(|tool| tool["name"] == name).unwrap()["annotations"].clone();
    let stated = |read: bool| json!({"readOnlyHint": read, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true});
    assert_eq!((hints("test_echo"), hints("test_writes")), (stated(true), stated(false)));
    assert_eq!(error_code(&client.ask("tools/list", json!({"cursor": "x"})).await), -32602);
    client.close().await;
}

#[tokio::test]
async fn faults_of_the_protocol_are_told_apart_from_failures_of_the_work() {
    let mut client = Client::legacy().await;
    let unknown = client.ask("tools/call", json!({"name": "test_ecko"})).await;
    assert_eq!(error_code(&unknown), -32602);
    assert!(unknown.to_string().contains("`test_echo`"), "{unknown}");
    for params in [json!({"name": "test_echo", "arguments": "text"}), json!({"arguments": {}}), json!({"name": 7})] {
        let answer = client.ask("tools/call", params).await;
        assert_eq!(error_code(&answer), -32602, "{answer}");
    }
    // Parameters that no request may have: rmcp can't tell whose they are.
    client.send(json!({"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": [1]})).await;
    assert_eq!(error_code(&client.next().await), -32600);
    assert_eq!(error_code(&client.ask("tools/destroy", json!({})).await), -32601);
    let failed = client.ask("tools/call", json!({"name": "test_fails"})).await;
    assert_eq!(failed.pointer("/result/isError"), Some(&json!(true)));
    let panicked = client.ask("tools/call", json!({"name": "test_panics"})).await;
    assert_eq!(panicked.pointer("/result/structuredContent/error/code"), Some(&json!("internal")));
    client.close().await;
}

#[tokio::test]
async fn malformed_requests_are_answered_in_the_modern_era_too() {
    let mut client = Client::new();
    let first = client.ask("tools/call", modern(json!({"name": "test_echo", "arguments": "text"}))).await;
    assert_eq!(error_code(&first), -32602, "{first}");
    let without = client.ask("tools/call", json!({"name": "test_echo"})).await;
    assert_eq!(error_code(&without), -32602, "{without}");
    let right = client.ask("tools/call", modern(json!({"name": "test_prose"}))).await;
    assert_eq!(right.pointer("/result/content/0/text"), Some(&json!("# SHOP-1\n\"x\"")));
    client.close().await;
}

#[tokio::test]
async fn noise_before_and_between_requests_is_survived() {
    let mut client = Client::new();
    client.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})).await;
    client.send(json!({"jsonrpc": "2.0", "id": 3, "result": {}})).await;
    client.line("this is not JSON").await;
    client.line("").await;
    client.line("{\"jsonrpc\":").await;
    client.ask("initialize", initialize("2025-06-18")).await;
    let long = "x".repeat(LONGEST_LINE + 10);
    let request = json!({"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": {"name": "test_echo", "arguments": {"long": long}}});
    client.send(request).await;
    client.line("\u{0}\u{1}").await;
    let answer = client.ask("tools/call", json!({"name": "test_echo", "arguments": {"a": 1}})).await;
    assert_eq!(answer.pointer("/result/structuredContent"), Some(&json!({"a": 1})));
    client.close().await;
}

#[tokio::test]
async fn calls_run_side_by_side_and_a_cancelled_one_is_not_answered() {
    let legacy: fn(Value) -> Value = |params| params;
    for (mut client, dressed) in [(Client::legacy().await, legacy), (Client::new(), modern)] {
        let hangs = dressed(json!({"name": "test_hangs"}));
        client.send(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": hangs})).await;
        let answer = client.ask("tools/call", dressed(json!({"name": "test_prose"}))).await;
        assert!(answer.get("result").is_some());
        client.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})).await;
        // Longer than the budget of the hanging call: it would have been answered by now.
        tokio::time::sleep(Duration::from_millis(700)).await;
        client.ask("tools/call", dressed(json!({"name": "test_prose"}))).await;
        client.close().await;
    }
}

#[tokio::test]
async fn waits_are_told_in_rising_numbers_and_only_when_asked_for() {
    let mut modern_params = modern(json!({"name": "test_waits"}));
    modern_params["_meta"]["progressToken"] = json!("t");
    let legacy_params = json!({"name": "test_waits", "_meta": {"progressToken": "t"}});
    for (mut client, params) in [(Client::legacy().await, legacy_params), (Client::new(), modern_params)] {
        client.send(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})).await;
        let mut told = Vec::new();
        loop {
            let message = client.next().await;
            if message.get("id").is_some() {
                break;
            }
            assert_eq!(message["params"]["progressToken"], "t");
            assert_eq!(message["params"]["message"], "Jira asked to slow down: waiting 1 s");
            told.push(message["params"]["progress"].as_f64().unwrap());
        }
        assert_eq!(told, [1.0, 2.0, 3.0]);
        client.close().await;
    }
    let mut client = Client::legacy().await;
    client.ask("tools/call", json!({"name": "test_waits"})).await;
    client.close().await;
}

#[tokio::test]
async fn what_was_asked_before_the_end_is_answered_before_the_end() {
    let mut client = Client::legacy().await;
    let params = json!({"name": "test_waits"});
    client.send(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})).await;
    client.writer.shutdown().await.unwrap();
    assert_eq!(client.next().await["id"], 1);
    client.close().await;
    // A client that leaves before it says anything is no failure either.
    Client::new().close().await;
}

#[tokio::test]
async fn wrong_settings_do_not_stop_the_list() {
    let mut client = Client::of(router(false, &[], Some(ToolError::fatal(Code::ConfigError, "no `JIRA_URL`"))));
    let list = client.ask("tools/list", modern(json!({}))).await;
    assert_eq!(list.pointer("/result/tools").unwrap().as_array().unwrap().len(), crate::router::tests::TOOLS.len());
    let call = client.ask("tools/call", modern(json!({"name": "test_echo"}))).await;
    assert_eq!(call.pointer("/result/structuredContent/error/code"), Some(&json!("config_error")));
    client.close().await;
}
