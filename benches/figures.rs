//! The figures that the project is held to, measured on the release build: tokens, time, memory, size.
//!
//! Run by hand with `cargo bench --bench figures`. Nothing passes or fails on time; the budgets stand beside the figures for a reader.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench ends at the first surprise and says it"
)]

use mcp_server_jira::demo::{self, Jira, Options};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The built server as a child process, spoken to in lines.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    number: u64,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let jira = runtime.block_on(Jira::start(Options::cloud())).unwrap();
    let url = jira.url();
    // The embedded Jira lives on a thread of its own, so that the server under measurement shares nothing with it.
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let world = std::thread::spawn(move || {
        runtime.block_on(async move {
            let _jira = jira;
            while ended.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
    });

    let program = env!("CARGO_BIN_EXE_mcp-server-jira");
    println!("size of the binary: {:.2} MB (budget 8)", std::fs::metadata(program).unwrap().len() as f64 / 1e6);
    startup(&url);

    let mut server = Server::start(&url);
    let listed = server.list();
    let memory_listed = server.memory();
    let tokens: Vec<(String, usize)> = listed["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| {
            let text = format!(
                "{} {} {}",
                tool["name"].as_str().unwrap(),
                tool["description"].as_str().unwrap(),
                tool["inputSchema"]
            );
            (tool["name"].as_str().unwrap().to_owned(), count(&text))
        })
        .collect();
    println!(
        "tokens of tools/list: {} {tokens:?} (budget 800 read-only)",
        tokens.iter().map(|(_, one)| one).sum::<usize>()
    );
    let search = server.call("jira_search", json!({"jql": "project = SHOP ORDER BY created DESC"}));
    println!("tokens of a search of 20 issues: {} (budget 900)", count(&search));
    for key in ["SHOP-1", "SHOP-40", "OPS-1"] {
        let issue = server.call("jira_get_issue", json!({"key": key}));
        let bare = issue.split("<<description").next().unwrap_or_default();
        println!("tokens of {key}: {}, {} without its description (budget 200)", count(&issue), count(bare));
    }
    added_time(&mut server, &url);
    for number in 0..1_000 {
        server.call("jira_get_issue", json!({"key": format!("SHOP-{}", number % 150 + 1)}));
    }
    println!(
        "resident memory: {:.1} MB after tools/list (budget 8), {:.1} MB after 1,000 calls and more (budget 12)",
        memory_listed,
        server.memory()
    );
    drop(server);
    let _ = end.send(());
    world.join().unwrap();
}

fn startup(url: &str) {
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let begun = Instant::now();
            let mut server = Server::spawn(url);
            server.ask("server/discover", json!({"_meta": modern()}));
            server.list_modern();
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "process start to the answer to tools/list: {:?} median, {:?} least of 50 (budget 5 ms)",
        times[25], times[0]
    );
}

fn added_time(server: &mut Server, url: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let key = "SHOP-12";
    let direct = || {
        let begun = Instant::now();
        runtime.block_on(async {
            let request = client.get(format!("{url}/rest/api/3/issue/{key}?fields=*all,-comment,-worklog"));
            request
                .basic_auth(demo::account::EMAIL, Some(demo::account::API_TOKEN))
                .send()
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap()
        });
        begun.elapsed()
    };
    // In turns, so that the machine's moods hit both alike.
    let mut pairs: Vec<(Duration, Duration)> = (0..400)
        .map(|_| {
            // Slower than Jira's published rate, so that no wait for a turn is measured.
            std::thread::sleep(Duration::from_millis(10));
            let one = direct();
            let begun = Instant::now();
            server.call("jira_get_issue", json!({"key": key}));
            (begun.elapsed(), one)
        })
        .collect();
    let mut added: Vec<f64> =
        pairs.iter().map(|(ours, direct)| ours.as_secs_f64() * 1e3 - direct.as_secs_f64() * 1e3).collect();
    added.sort_by(f64::total_cmp);
    pairs.sort();
    println!(
        "time of a call: {:?} median; added over a direct request: {:.3} ms median (budget 0.3)",
        pairs[200].0, added[200]
    );
}

fn count(text: &str) -> usize {
    thread_local!(static O200K: tiktoken_rs::CoreBPE = tiktoken_rs::o200k_base().unwrap());
    O200K.with(|encoding| encoding.encode_ordinary(text).len())
}

fn modern() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "figures", "version": "0"},
    })
}

impl Server {
    fn start(url: &str) -> Self {
        let mut server = Self::spawn(url);
        let params = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "figures", "version": "0"}});
        server.ask("initialize", params);
        writeln!(server.input, "{}", json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).unwrap();
        server
    }

    fn spawn(url: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mcp-server-jira"))
            .env("JIRA_URL", url)
            .env("JIRA_EMAIL", demo::account::EMAIL)
            .env("JIRA_API_TOKEN", demo::account::API_TOKEN)
            .env("JIRA_MCP_DIALECT", "cloud")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output, number: 0 }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let request = json!({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params});
        writeln!(self.input, "{request}").unwrap();
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == self.number {
                return message["result"].clone();
            }
        }
    }

    fn list(&mut self) -> Value {
        self.ask("tools/list", json!({}))
    }

    fn list_modern(&mut self) -> Value {
        self.ask("tools/list", json!({"_meta": modern()}))
    }

    fn call(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        let text = result["content"][0]["text"].as_str().unwrap_or_default().to_owned();
        assert!(result["isError"] != true, "{text}");
        text
    }

    /// Resident memory in MB.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or_default() / 1e3
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
