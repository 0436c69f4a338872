//! The built program at its ends: half a line, a closed input, a client that never reads, a thousand calls, a signal.

use mcp_server_jira::demo::{self, Fault, Jira, Options, Rule};
use serde_json::{Value, json};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longer than anything here takes on a loaded machine.
const LONG: Duration = Duration::from_secs(60);
/// What the program may hold in memory, its debug build with the embedded Jira inside.
const MOST_KB: u64 = 200_000;

struct Program {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcp-server-jira"));
        let kept = std::env::vars().filter(|(name, _)| ["PATH", "TMPDIR", "SystemRoot"].contains(&name.as_str()));
        command.env_clear().envs(kept).envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
        command.args(arguments).kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, input, output }
    }

    async fn initialized(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        let mut program = Self::start(arguments, variables);
        let params =
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "0"}});
        program.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})).await;
        program.next().await;
        program.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        program
    }

    async fn send(&mut self, message: &Value) {
        self.input.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(LONG, self.output.next_line()).await.expect("no answer").unwrap();
        serde_json::from_str(&line.expect("closed")).unwrap()
    }

    async fn ended(mut self) {
        drop((self.input, self.output));
        let ended = tokio::time::timeout(LONG, self.child.wait()).await.expect("it goes on without a client");
        ended.unwrap();
    }

    /// The most memory that it ever held, where the system tells.
    fn most_kb(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
    }
}

fn call(id: usize, tool: &str, arguments: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
}

#[tokio::test]
async fn half_a_line_and_then_the_end() {
    let mut program = Program::initialized(&["serve", "--demo"], &[]).await;
    let line = call(1, "jira_info", &json!({})).to_string();
    program.input.write_all(&line.as_bytes()[..line.len() / 2]).await.unwrap();
    program.ended().await;
}

#[tokio::test]
async fn the_input_closes_in_the_middle_of_a_call() {
    let mut program = Program::initialized(&["serve", "--demo"], &[]).await;
    program.send(&call(1, "jira_create_issue", &json!({"project": "SHOP", "type": "Task", "summary": "x"}))).await;
    program.ended().await;
}

#[tokio::test]
async fn a_thousand_calls_at_once() {
    let program = Program::initialized(&["serve", "--demo"], &[]).await;
    let mut lines = String::new();
    for id in 1..=1_000 {
        lines += &format!("{}\n", call(id, "jira_lookup", &json!({"kind": "priority"})));
    }
    let Program { mut input, mut output, child } = program;
    let write = async {
        input.write_all(lines.as_bytes()).await.unwrap();
        input
    };
    let read = async {
        let mut seen = std::collections::HashSet::new();
        while seen.len() < 1_000 {
            let line = tokio::time::timeout(LONG, output.next_line()).await.expect("no answer").unwrap().unwrap();
            let answer: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(answer.pointer("/result/isError"), Some(&json!(false)), "{answer}");
            assert!(seen.insert(answer["id"].as_u64().unwrap()), "answered twice: {answer}");
        }
        output
    };
    let (input, output) = tokio::join!(write, read);
    let program = Program { child, input, output };
    let most = program.most_kb().unwrap_or(0);
    assert!(most < MOST_KB, "{most} kB");
    program.ended().await;
}

#[tokio::test]
async fn a_client_that_never_reads() {
    let mut program = Program::initialized(&["serve", "--demo"], &[]).await;
    let line = format!("{}\n", call(1, "jira_lookup", &json!({"kind": "field"})));
    // Until the program takes no more, or has had plenty.
    for _ in 0..2_000 {
        let written = tokio::time::timeout(Duration::from_secs(2), program.input.write_all(line.as_bytes())).await;
        if written.is_err() {
            break;
        }
    }
    let most = program.most_kb().unwrap_or(0);
    assert!(most < MOST_KB, "{most} kB");
    program.ended().await;
}

/// The attempt is entered before it is sent, so a program that is ended in between leaves a whole file, and the next one knows.
#[cfg(unix)]
#[tokio::test]
async fn a_signal_in_the_middle_of_a_write() {
    let jira = Arc::new(Jira::start(Options { time_factor: 1.0, ..Options::cloud() }).await.unwrap());
    let handle = jira.handle();
    let before = handle.keys().len();
    let stall = Fault::Handled(Box::new(Fault::Stall));
    handle.misbehave(Rule::on("/rest/api/3/issue", stall).method("POST").to_its_end().times(1));
    let folder = std::env::temp_dir().join(format!("mcp-server-jira-signal-{}", std::process::id()));
    let variables = [
        ("JIRA_URL", jira.url()),
        ("JIRA_EMAIL", demo::account::EMAIL.to_owned()),
        ("JIRA_API_TOKEN", demo::account::API_TOKEN.to_owned()),
        ("JIRA_MCP_TIMEOUT", "4".to_owned()),
        ("XDG_STATE_HOME", folder.display().to_string()),
        ("HOME", folder.display().to_string()),
    ];
    let create = call(1, "jira_create_issue", &json!({"project": "SHOP", "type": "Task", "summary": "Pay by card"}));
    let mut program = Program::initialized(&["serve"], &variables).await;
    program.send(&create).await;
    // The stalled answer is logged only when it ends: the issue tells that the request came.
    let begun = std::time::Instant::now();
    while handle.keys().len() == before {
        assert!(begun.elapsed() < LONG, "nothing was sent");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let id = program.child.id().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    tokio::time::timeout(LONG, program.child.wait()).await.expect("it goes on after the signal").unwrap();

    let ledger = std::fs::read_to_string(folder.join("mcp-server-jira/ledger.json")).unwrap();
    let ledger: Value = serde_json::from_str(&ledger).expect("the ledger is cut off");
    assert_eq!(ledger["entries"].as_array().map(Vec::len), Some(1), "{ledger}");
    let mut program = Program::initialized(&["serve"], &variables).await;
    program.send(&create).await;
    let answer = program.next().await;
    // The one who held it may still be at it, as far as anybody can know.
    let code = answer.pointer("/result/structuredContent/error/code");
    assert!(code.is_none_or(|code| code == "outcome_unknown"), "{answer}");
    assert_eq!(handle.keys().len(), before + 1, "made twice");
    program.ended().await;
    std::fs::remove_dir_all(folder).unwrap();
}
