use super::super::entry::tell;
use super::*;

fn entry() -> Entry {
    Entry {
        name: "jira".into(),
        command: "/opt/mcp-server-jira".into(),
        args: vec!["--profile".into(), "default".into()],
        env: Vec::new(),
        settings: Vec::new(),
    }
}

const CANARY: &str = "canary-51d0";

/// What is shown, the file with the entry, and the file after it was removed again.
fn story(client: &str, before: &str) -> String {
    let client = named(client).unwrap();
    let changes = client.adding(before, &entry()).unwrap();
    let after = client.apply(before, &changes).unwrap();
    let told: Vec<String> = changes.iter().map(tell).collect();
    assert!(!told.join("").contains(CANARY), "a value that was found is shown");
    assert_eq!(client.adding(&after, &entry()), Ok(vec![]), "adding it twice changes it twice");
    let changes = client.removing(&after, "default").unwrap();
    let removed = client.apply(&after, &changes).unwrap();
    assert_eq!(client.removing(&removed, "default"), Ok(vec![]));
    format!("shown:\n{}\n\nwith it:\n{after}\nwithout it again:\n{removed}", told.join("\n"))
}

macro_rules! snapshot {
    ($name:literal, $story:expr) => {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/_clients"),
            prepend_module_to_snapshot => false, omit_expression => true
        }, { insta::assert_snapshot!($name, $story) });
    };
}

#[test]
fn a_new_file_holds_the_entry_alone() {
    let stories = ALL.map(|client| format!("# {}\n{}", client.title, story(client.name, "")));
    snapshot!("new_files", stories.join("\n"));
}

#[test]
fn claude_code_keeps_everything_else_of_its_file() {
    snapshot!(
        "claude_code",
        story(
            "claude-code",
            r#"{
  "numStartups": 34,
  "mcpServers": {
    "github": {"type": "http", "url": "https://api.example.com/mcp", "headers": {"Authorization": "Bearer canary-51d0"}}
  },
  "projects": {"/home/robin/shop": {"mcpServers": {}, "history": []}}
}"#
        )
    );
}

#[test]
fn claude_desktop_gets_it_in_a_file_without_servers() {
    snapshot!("claude_desktop", story("claude-desktop", "{\n\t\"globalShortcut\": \"Ctrl+Space\"\n}\n"));
}

#[test]
fn cursor_keeps_confluence_in_the_other_server() {
    snapshot!(
        "cursor_drop_in",
        story(
            "cursor",
            r#"{
  "mcpServers": {
    // Both, since spring.
    "atlassian": {
      "command": "uvx",
      "args": ["mcp-atlassian", "--jira-url=https://acme.atlassian.net", "-v"],
      "env": {
        "CONFLUENCE_URL": "https://acme.atlassian.net/wiki", // the wiki
        "CONFLUENCE_API_TOKEN": "canary-51d0",
        "JIRA_URL": "https://acme.atlassian.net",
        "JIRA_USERNAME": "robin@acme.com",
        "JIRA_PROJECTS_FILTER": "SHOP",
        "JIRA_API_TOKEN": "canary-51d0"
      }
    },
    "weather": {"command": "weather-server"}
  }
}
"#
        )
    );
}

#[test]
fn cursor_takes_over_the_other_server_that_was_there_for_jira_alone() {
    snapshot!(
        "cursor_jira_alone",
        story(
            "cursor",
            r#"{
  "mcpServers": {
    "jira": {"command": "uvx", "args": ["mcp-atlassian"], "env": {"JIRA_URL": "https://acme.atlassian.net", "JIRA_API_TOKEN": "canary-51d0", "READ_ONLY_MODE": "true"}},
    "weather": {"command": "weather-server"}
  }
}
"#
        )
    );
}

#[test]
fn vs_code_keeps_comments_trailing_commas_and_inputs() {
    snapshot!(
        "vscode",
        story(
            "vscode",
            r#"{
    // Asked once per session.
    "inputs": [
        { "id": "token", "type": "promptString", "password": true }, /* hidden */
    ],
    "servers": {
        // The team's.
        "github": {
            "type": "http",
            "url": "https://api.example.com/mcp", // moved in May
        },
    },
}
"#
        )
    );
}

#[test]
fn codex_keeps_comments_and_order() {
    snapshot!(
        "codex",
        story(
            "codex",
            r#"# my settings
model = "large"   # the good one

[mcp_servers.github] # code
command = "gh-mcp"
env = { TOKEN = "canary-51d0" }

[mcp_servers.atlassian]
command = "docker"
args = ["run", "-i", "--rm", "-e", "CONFLUENCE_URL", "-e", "JIRA_URL", "-e", "JIRA_API_TOKEN", "ghcr.io/x/mcp-atlassian:latest"]

[mcp_servers.atlassian.env]
# the wiki
CONFLUENCE_URL = "https://acme.atlassian.net/wiki"
JIRA_URL = "https://acme.atlassian.net"
JIRA_API_TOKEN = "canary-51d0"

[tui]
theme = "dark"
"#
        )
    );
}

#[test]
fn an_older_entry_of_ours_keeps_what_was_decided_in_it() {
    snapshot!(
        "older_entry",
        story(
            "cursor",
            r#"{"mcpServers": {"jira": {
  "command": "mcp-server-jira", // by hand
  "args": ["--read-only"],
  "env": {"JIRA_API_TOKEN": "canary-51d0", "JIRA_MCP_PROJECTS": "SHOP"},
  "disabled": true
}}}
"#
        )
    );
}

#[test]
fn a_file_that_cannot_be_read_is_left_alone() {
    for (client, text) in [
        ("cursor", "{\"mcpServers\": {"),
        ("cursor", "[]"),
        ("cursor", "{\"mcpServers\": []}"),
        ("codex", "mcp_servers = 1"),
        ("codex", "[mcp_servers"),
    ] {
        let client = named(client).unwrap();
        assert!(client.adding(text, &entry()).is_err(), "{text}");
        assert!(client.apply(text, &[Change::Put(entry())]).is_err(), "{text}");
    }
}

#[test]
fn files_are_where_each_system_keeps_them() {
    let variables =
        [("HOME", "/home/r"), ("APPDATA", "/roaming"), ("XDG_CONFIG_HOME", "/settings"), ("CODEX_HOME", "/codex")];
    let environment =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let of = |system: &'static str| {
        let places = Places { environment: &environment, system };
        ALL.map(|client| client.file(&places).unwrap().display().to_string()).join("\n")
    };
    insta::assert_snapshot!(["linux", "macos", "windows"].map(of).join("\n\n"), @r"
    /home/r/.claude.json
    /settings/Claude/claude_desktop_config.json
    /home/r/.cursor/mcp.json
    /settings/Code/User/mcp.json
    /codex/config.toml

    /home/r/.claude.json
    /home/r/Library/Application Support/Claude/claude_desktop_config.json
    /home/r/.cursor/mcp.json
    /home/r/Library/Application Support/Code/User/mcp.json
    /codex/config.toml

    /home/r/.claude.json
    /roaming/Claude/claude_desktop_config.json
    /home/r/.cursor/mcp.json
    /roaming/Code/User/mcp.json
    /codex/config.toml
    ");
    assert_eq!(named("Claude Code").map(|client| client.name), Some("claude-code"));
    assert_eq!(named("vs-code").map(|client| client.name), Some("vscode"));
    assert!(named("emacs").is_none());
}

#[test]
fn a_mark_and_the_ends_of_lines_stay() {
    for (client, text) in [
        ("cursor", "{\n  \"mcpServers\": {}, // mine\n  \"x\": 1\n}\n"),
        ("codex", "# mine\nmodel = \"x\" # y\n\n[tui]\ntheme = \"dark\"\n"),
    ] {
        let client = named(client).unwrap();
        let change = |text: &str| client.apply(text, &client.adding(text, &entry()).unwrap()).unwrap();
        let plain = change(text);
        for windows in [text.replace('\n', "\r\n"), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            let mark = if windows.starts_with('\u{feff}') { "\u{feff}" } else { "" };
            assert_eq!(change(&windows), format!("{mark}{}", plain.replace('\n', "\r\n")));
        }
        assert_eq!(change(&format!("\u{feff}{text}")), format!("\u{feff}{plain}"));
    }
}
