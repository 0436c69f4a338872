//! The built program as people run it: exit codes, a clean stdout, and no secret in anything it writes.

use crate::support::{self, FACTOR, snapshot};
use mcp_server_jira::demo::{self, Jira, Options};
use serde_json::Value;
use std::process::{Command, Output, Stdio};
use tokio::io::AsyncWriteExt;

/// A token that must not be seen anywhere.
const CANARY: &str = "canary-7b1f-token";

/// At the home of whoever runs the tests, and with a proxy that is closed, which must not matter.
fn program() -> Command {
    let mut command = support::program();
    command.envs(std::env::var("HOME").map(|home| ("HOME", home)));
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    command
}

fn run(command: &mut Command) -> (Output, String, String) {
    let output = command.output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output, out, err)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_demo_needs_nothing_and_ends_by_itself() {
    for dialect in ["cloud", "data_center"] {
        let home = std::env::temp_dir().join(format!("mcp-server-jira-demo-{dialect}-{}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        let folders = ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"];
        let (output, out, err) =
            run(program().envs(folders.map(|name| (name, &home))).args(["demo", "--dialect", dialect]));
        assert!(output.status.success(), "{out}\n{err}");
        assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0, "it left something behind");
        std::fs::remove_dir(home).unwrap();
        // Beside the session only the line per write.
        let is_line = |line: &str| line.starts_with("{\"time\":") && line.ends_with("\"}");
        assert!(err.lines().all(is_line), "{err}");
        for tool in ["jira_search", "jira_get_issue", "jira_lookup", "jira_create_issue", "jira_add_comment"] {
            assert!(out.contains(tool), "{out}");
        }
        assert!(!out.contains("jira_api_token") && !out.contains(demo::account::API_TOKEN), "{out}");
    }
}

#[test]
fn a_call_ends_with_what_it_answered() {
    for (arguments, code) in [
        (vec!["call", "jira_search", r#"{"jql":"project = SHOP","limit":1}"#, "--demo"], 0),
        (vec!["call", "jira_search", r#"{"jql":"project = SHOP","limit":1}"#, "--demo=data_center"], 0),
        (vec!["call", "jira_get_issue", r#"{"key":"SHOP-99999"}"#, "--demo"], 1),
        (vec!["call", "jira_serach", "{}", "--demo"], 2),
        (vec!["call", "jira_search", "no json", "--demo"], 2),
        (vec!["call"], 2),
        (vec!["demo", "--read-only"], 2),
        (vec!["demo", "--max-tokens", "abc"], 2),
        (vec!["demo", "--profile", "work"], 2),
        (vec!["call", "jira_info", "--demo", "--timeout", "0"], 1),
        (vec!["no-such-command"], 2),
    ] {
        let (output, out, err) = run(program().args(&arguments));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out} {err}");
        if code < 2 {
            assert!(serde_json::from_str::<Value>(&out).is_ok() || out.contains("SHOP-"), "{arguments:?}: {out}");
        }
    }
}

#[test]
fn what_is_listed_is_counted_as_it_is_served() {
    let tokens = |more: &[&str]| -> Vec<usize> {
        let (_, out, _) = run(program().arg("tools").args(more));
        let counted = |line: &str| line.split_whitespace().find_map(|word| word.parse().ok());
        out.lines().filter(|line| line.starts_with("jira_") || line.starts_with("all")).filter_map(counted).collect()
    };
    let (closed, open, without) = (tokens(&[]), tokens(&["--public-comments"]), tokens(&["--no-attachments"]));
    assert_eq!(closed.len(), 11);
    let differ = |other: &[usize]| closed.iter().zip(other).filter(|(one, other)| one != other).count();
    // One tool, and the sum.
    assert_eq!((differ(&open), differ(&without)), (2, 2));
    assert!(open.last() > closed.last() && without.last() < closed.last());
}

/// No process remembers another's question: the word that one gives is taken by the next, while what it would do is the same.
#[tokio::test]
async fn a_call_is_confirmed_by_the_next_process() {
    let jira = Jira::start(Options { time_factor: FACTOR, ..Options::cloud() }).await.unwrap();
    let url = jira.url();
    let call = move |arguments: Value| {
        let url = url.clone();
        tokio::task::spawn_blocking(move || {
            let (output, out, err) = run(program()
                .env("JIRA_URL", url)
                .env("JIRA_EMAIL", demo::account::EMAIL)
                .env("JIRA_API_TOKEN", demo::account::API_TOKEN)
                .env("JIRA_MCP_DIALECT", "cloud")
                .env("JIRA_MCP_CONFIRM", "writes")
                .env("JIRA_MCP_LEDGER", "off")
                .args(["call", "jira_update_issue", &arguments.to_string()]));
            let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
            (output.status.code(), answer)
        })
    };
    let arguments = |priority: &str, word: &Value| {
        let mut arguments = serde_json::json!({"key": "SHOP-30", "priority": priority});
        arguments["confirm"] = word.clone();
        arguments
    };
    let priority = || jira.handle().issue("SHOP-30").unwrap()["fields"]["priority"]["name"].clone();
    let before = priority();
    let (code, asked) = call(arguments("Lowest", &Value::Null)).await.unwrap();
    assert_eq!((code, &asked["error"]["code"]), (Some(1), &Value::from("confirm_required")), "{asked}");
    let word = &asked["error"]["fields"]["confirm"]["send"];
    // For another call it is no word.
    let (_, other) = call(arguments("Low", word)).await.unwrap();
    assert_eq!((&other["error"]["code"], priority()), (&Value::from("confirm_stale"), before));
    let (code, done) = call(arguments("Lowest", word)).await.unwrap();
    assert_eq!((code, priority()), (Some(0), Value::from("Lowest")), "{done}");
    // What it agreed to was done: again it would be something else.
    jira.handle().set_field("SHOP-30", "priority", &serde_json::json!({"name": "High"})).unwrap();
    let (_, again) = call(arguments("Lowest", word)).await.unwrap();
    assert_eq!((&again["error"]["code"], priority()), (&Value::from("confirm_stale"), Value::from("High")), "{again}");
}

/// Processes that know nothing of each other but the ledger make one issue of equal calls, at once and one after the other.
#[tokio::test]
async fn processes_on_one_ledger_make_one_issue() {
    let jira = Jira::start(Options { time_factor: FACTOR, ..Options::cloud() }).await.unwrap();
    let (url, state) = (jira.url(), std::env::temp_dir().join(format!("mcp-server-jira-state-{}", std::process::id())));
    let folder = state.clone();
    let call = move || {
        let (url, state) = (url.clone(), folder.clone());
        tokio::task::spawn_blocking(move || {
            let (_, out, err) = run(program()
                .env("JIRA_URL", url)
                .env("JIRA_EMAIL", demo::account::EMAIL)
                .env("JIRA_API_TOKEN", demo::account::API_TOKEN)
                .env("JIRA_MCP_DIALECT", "cloud")
                .env("XDG_STATE_HOME", state)
                .args(["call", "jira_create_issue", r#"{"project":"SHOP","type":"Task","summary":"Made once"}"#]));
            serde_json::from_str::<Value>(&out).unwrap_or_else(|_| panic!("{out}{err}"))
        })
    };
    let before = jira.handle().keys().len();
    let (one, other) = (call(), call());
    let both = [one.await.unwrap(), other.await.unwrap()];
    let made: Vec<&Value> = both.iter().filter(|answer| answer["created"] == true).collect();
    assert_eq!(made.len(), 1, "{both:?}");
    let again = call().await.unwrap();
    let _ = std::fs::remove_dir_all(&state);
    assert_eq!((&again["created"], &again["key"]), (&Value::Bool(false), &made[0]["key"]), "{again}");
    assert_eq!(jira.handle().keys().len(), before + 1);
}

#[test]
fn without_settings_the_tools_are_listed_and_calls_say_what_to_set() {
    let (output, out, _) = run(program().args(["call", "jira_info", "{}"]));
    assert_eq!(output.status.code(), Some(1));
    snapshot("_server", "no_settings", &out);
    let (output, out, _) = run(program().arg("tools"));
    assert!(output.status.success());
    snapshot("_server", "tools_command", &out);
}

#[tokio::test]
async fn only_the_protocol_is_on_stdout_and_no_secret_anywhere() {
    let mut options = Options::cloud();
    options.account.api_token = CANARY.to_owned();
    options.time_factor = FACTOR;
    let jira = Jira::start(options).await.unwrap();
    let mut child = tokio::process::Command::from(program())
        .args(["serve", "--log", "trace,hyper=trace,hyper_util=trace,reqwest=trace,rustls=trace,rmcp=trace"])
        .env("JIRA_URL", jira.url())
        .env("JIRA_EMAIL", demo::account::EMAIL)
        .env("JIRA_API_TOKEN", CANARY)
        .env("JIRA_MCP_HEADERS", format!("X-Gate: {CANARY}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"0"}}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"jira_info","arguments":{}}}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"jira_search","arguments":{"jql":"project = SHOP"}}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"jira_get_issue","arguments":{"key":"SHOP-99999"}}}"#,
        r#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"jira_search","arguments":{"jql":"nonsense ("}}}"#,
        r#"{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"jira://issue/SHOP-99999"}}"#,
        r#"{"jsonrpc":"2.0","id":7,"method":"completion/complete","params":{"ref":{"type":"ref/resource","uri":"jira://issue/{key}"},"argument":{"name":"key","value":""}}}"#,
    ];
    let mut input = child.stdin.take().unwrap();
    for line in lines {
        input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }
    // What was asked before the end of the input is answered before the program ends.
    drop(input);
    let output = child.wait_with_output().await.unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{err}");
    assert_eq!(out.lines().count(), 7, "{out}");
    for line in out.lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["jsonrpc"], "2.0");
    }
    assert!(!err.is_empty(), "nothing was logged at trace");
    let basic = base64_of(&format!("{}:{CANARY}", demo::account::EMAIL));
    for secret in [CANARY, basic.as_str()] {
        assert!(!out.contains(secret) && !err.contains(secret), "a secret was written");
    }
    drop(jira);
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}
