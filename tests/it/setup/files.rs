//! What `setup` does to files that belong to others, and what its exit code says of it.

use super::*;
use std::os::unix::fs::symlink;

/// The arguments of a profile at this site, with more of them.
fn with<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["setup", "--url", url, "--email", account::EMAIL, "--token-stdin", "--yes"], more].concat()
}

#[tokio::test]
async fn only_what_is_named_is_taken_away() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("named");
        let at = |profile: &str, arguments: &[&str], input: &str| {
            let mut command = Command::new("env");
            home.clean(&mut command);
            command.arg(format!("JIRA_MCP_PROFILE={profile}")).arg(env!("CARGO_BIN_EXE_mcp-server-jira"));
            let piped = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = piped.spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let (_, seen) = unattended(&home, &with(&url, &["--client", "cursor"]), CANARY);
        assert!(seen.contains("kept as profile `default`"), "{seen}");
        // The variable names the profile where no flag does.
        assert!(at("work", &with(&url, &["--client", "cursor,codex"]), CANARY).contains("kept as profile `work`"));
        let (cursor, codex) = (".cursor/mcp.json", ".codex/config.toml");
        assert!(home.text(cursor).contains("jira-work") && home.text(codex).contains("jira-work"));
        at("work", &["setup", "--remove", "--client", "cursor", "--yes"], "");
        assert!(!home.text(cursor).contains("jira-work") && home.text(codex).contains("jira-work"));
        assert!(home.profile("work").is_object() && home.file(".config/mcp-server-jira/work.token").exists());
        at("work", &["setup", "--remove", "--yes"], "");
        assert!(!home.text(codex).contains("jira-work") && home.profile("work").is_null());
        assert!(home.profile("default").is_object() && home.text(cursor).contains("\"jira\""));
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn a_client_that_was_named_and_could_not_be_changed_is_said_at_the_end() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("unchanged");
        for broken in ["[]", "{\"mcpServers\": {", "{\"mcpServers\": {\"x\": {\"command\": \"mcp-atlassian\", \"args\": [\"--env-file\", \".env\"], \"env\": {\"JIRA_URL\": \"x\"}}}}"] {
            fs::write(home.file(".cursor/mcp.json"), broken).unwrap();
            let _ = fs::remove_dir_all(home.file(".codex"));
            let (output, seen) = unattended(&home, &with(&url, &["--client", "cursor,codex"]), CANARY);
            assert!(output.status.code() == Some(1) && seen.contains("not changed: Cursor"), "{seen}");
            assert_eq!(home.text(".cursor/mcp.json"), broken);
            assert!(home.text(".codex/config.toml").contains("jira") && home.text(KEY) == CANARY);
        }
        // Where it wasn't named it is only spoken of.
        let (output, seen) = unattended(&home, &with(&url, &[]), CANARY);
        assert!(output.status.success() && seen.contains("Put this into it yourself"), "{seen}");
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn what_another_server_was_forbidden_and_its_entry_are_not_lost() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("taken-over");
        let file = ".cursor/mcp.json";
        let before = r#"{"mcpServers": {"jira": {"command": "uvx",
            "args": ["mcp-atlassian", "--enabled-tools", "jira_search,confluence_search", "--read-only"],
            "env": {"JIRA_URL": "https://acme.atlassian.net", "JIRA_API_TOKEN": "canary"}}}}"#;
        fs::write(home.file(file), before).unwrap();
        let (output, seen) = unattended(&home, &with(&url, &["--client", "cursor"]), CANARY);
        assert!(output.status.success() && seen.contains("may still hold the old key"), "{seen}");
        let entry: Value = serde_json::from_str(&home.text(file)).unwrap();
        let env = &entry["mcpServers"]["jira"]["env"];
        assert_eq!(
            env,
            &serde_json::json!({"ENABLED_TOOLS": "jira_search,confluence_search", "READ_ONLY_MODE": "true"})
        );
        let (output, seen) = unattended(&home, &["setup", "--remove", "--yes"], "");
        let backup = home.file(".cursor/mcp.json.backup");
        let told = format!(
            "the entry `jira` of mcp-atlassian, as it was before, is in {}; it was not restored",
            backup.display()
        );
        assert!(output.status.success() && seen.contains(&told), "{seen}");
        assert_eq!(fs::read_to_string(backup).unwrap(), before);
        assert!(!home.text(file).contains("jira"));
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn links_stay_links_and_paths_become_whole() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("links");
        let own = home.file("dotfiles");
        fs::create_dir_all(&own).unwrap();
        fs::create_dir_all(home.file(PROFILES).parent().unwrap()).unwrap();
        fs::write(own.join("profiles.json"), "{}").unwrap();
        let links = [(PROFILES, "profiles.json"), (KEY, "key"), (".cursor/mcp.json", "cursor.json")];
        for (link, target) in links {
            symlink(own.join(target), home.file(link)).unwrap();
        }
        let (output, seen) =
            unattended(&home, &with(&url, &["--client", "cursor", "--audit-log", "audit.log"]), CANARY);
        assert!(output.status.success(), "{seen}");
        for (link, target) in links {
            assert!(fs::symlink_metadata(home.file(link)).unwrap().is_symlink(), "{link}");
            assert_eq!(home.text(link), fs::read_to_string(own.join(target)).unwrap());
        }
        assert!(home.text(".cursor/mcp.json").contains("--profile") && home.text(KEY) == CANARY);
        let log = home.profile("default")["audit_log"].as_str().unwrap().to_owned();
        assert_eq!(Path::new(&log), std::env::current_dir().unwrap().join("audit.log"));
        let _ = fs::remove_file(log);
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn headers_for_a_gate_are_sent_and_kept_nowhere() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("gate");
        let mut command = Command::new("env");
        home.clean(&mut command);
        command.args(["JIRA_MCP_HEADERS=X-Gate: canary7b1f", env!("CARGO_BIN_EXE_mcp-server-jira")]);
        command.args(with(&url, &["--client", "cursor"])).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), CANARY.as_bytes()).unwrap();
        let seen = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        assert!(seen.contains("`JIRA_MCP_HEADERS` may hold a secret and is kept nowhere here"), "{seen}");
        let written = [&seen, &home.text(PROFILES), &home.text(".cursor/mcp.json")];
        assert!(written.iter().all(|text| !text.contains("canary7b1f")), "{seen}");
        let asked = jira.handle().requests();
        assert!(asked.len() > 1 && asked.iter().all(|seen| seen.header("x-gate") == Some("canary7b1f")));
    })
    .await;
}
