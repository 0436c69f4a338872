//! `setup` as somebody uses it who has nothing yet: at a terminal, and unattended, against the embedded Jira.
#![cfg(target_os = "linux")]

mod files;

use mcp_server_jira::demo::{Jira, Options, account};
use rexpect::session::{PtySession, spawn_command};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A key that must not be seen anywhere but in its file.
const CANARY: &str = "ATATT3xFfGF0canary7b1fsetup=1A2B3C4D";
/// One that looks like the organization's.
const ORGANIZATION: &str = "ATCTT3xFfGN0canary7b1forganization";

/// A home of its own, taken away at the end.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let place = std::env::temp_dir().join(format!("mcp-server-jira-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(place.join(".cursor")).unwrap();
        Self(place)
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcp-server-jira"));
        self.clean(&mut command);
        command.args(arguments);
        command
    }

    fn clean(&self, command: &mut Command) {
        command.env_clear().env("HOME", &self.0).env("PATH", "/usr/bin:/bin").env("TERM", "dumb");
        // A login that is set here is not one that a client has.
        command.env("JIRA_API_TOKEN", "another").env("HTTPS_PROXY", "http://127.0.0.1:9");
    }

    fn file(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap_or_default()
    }

    fn profile(&self, name: &str) -> Value {
        let all: Value = serde_json::from_str(&self.text(PROFILES)).unwrap();
        all[name].clone()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const PROFILES: &str = ".config/mcp-server-jira/profiles.json";
const KEY: &str = ".config/mcp-server-jira/default.token";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn cloud() -> Jira {
    let mut options = Options::cloud();
    options.account.api_token = CANARY.to_owned();
    Jira::start(options).await.unwrap()
}

/// A terminal and everything that was seen on it.
struct Terminal {
    session: PtySession,
    process: String,
    seen: String,
}

impl Terminal {
    /// Started with the echo on, as a person's terminal has it.
    fn start(home: &Home, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", "stty echo; echo number $$; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_mcp-server-jira")])
            .args(arguments);
        home.clean(&mut command);
        // A loaded machine is slow; nothing here waits that long.
        let mut session = spawn_command(command, Some(60_000)).unwrap();
        session.exp_string("number ").unwrap();
        let process = session.exp_string("\r\n").unwrap();
        Self { session, process, seen: String::new() }
    }

    fn answer(&mut self, question: &str, answer: &str) {
        let before = self.session.exp_string(question).unwrap_or_else(|error| panic!("{error}\nafter:\n{}", self.seen));
        self.seen.push_str(&before);
        self.seen.push_str(question);
        self.session.send_line(answer).unwrap();
    }

    /// Answers once the terminal has stopped to show what is typed, as a person does.
    fn secret(&mut self, key: &str) {
        let question = "(it isn't shown)";
        let before = self.session.exp_string(question).unwrap_or_else(|error| panic!("{error}\nafter:\n{}", self.seen));
        self.seen.push_str(&before);
        self.seen.push_str(question);
        let terminal = format!("/proc/{}/fd/0", self.process);
        let is_silent = || {
            let told = Command::new("stty").args(["-a", "-F", &terminal]).output().unwrap();
            String::from_utf8_lossy(&told.stdout).split_whitespace().any(|word| word == "-echo")
        };
        let begun = Instant::now();
        while !is_silent() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the terminal goes on showing what is typed");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.session.send_line(key).unwrap();
    }

    fn end(mut self) -> (String, i32) {
        let rest = self.session.exp_eof().unwrap();
        self.seen.push_str(&rest);
        // It reads bytes, and gives each as a letter.
        let bytes: Vec<u8> = self.seen.chars().filter_map(|letter| u8::try_from(letter).ok()).collect();
        self.seen = String::from_utf8(bytes).unwrap();
        let status = self.session.process_mut().wait().unwrap();
        let code = match status {
            rexpect::process::WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}\n{}", self.seen),
        };
        for key in [CANARY, ORGANIZATION, account::PERSONAL_TOKEN] {
            assert!(!self.seen.contains(key), "a key was shown:\n{}", self.seen);
        }
        (self.seen, code)
    }
}

async fn at_a_terminal<T: Send + 'static>(drive: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(drive).await.unwrap()
}

#[tokio::test]
async fn a_new_user_of_cloud_gets_there_by_answering() {
    let jira = cloud().await;
    let pasted = format!("{}/browse/SHOP-1?focusedId=1", jira.url());
    at_a_terminal(move || {
        let home = Home::new("cloud");
        fs::write(home.file(".cursor/mcp.json"), "{\n  // mine\n  \"mcpServers\": {}\n}\n").unwrap();
        let mut terminal = Terminal::start(&home, &["setup"]);
        terminal.answer("Where is your Jira?", "https://admin.atlassian.com/o/1/api-keys");
        terminal.answer("Where is your Jira?", &pasted);
        terminal.answer("e-mail address", account::EMAIL);
        // A key in the command's place is not run; what is typed here is one that nobody has.
        terminal.answer("A command, or Enter", "MDEyMzQ1Njc4OTpub3RoaW5nCg");
        terminal.secret(ORGANIZATION);
        terminal.answer("Use it nevertheless?", "n");
        terminal.secret(CANARY);
        terminal.answer("The day on which it ends", "next year");
        terminal.answer("The day on which it ends", "2099-01-31");
        terminal.answer("Change it?", "y");
        let (seen, code) = terminal.end();
        assert_eq!(code, 0, "{seen}");
        let first = seen.lines().find(|line| !line.is_empty()).unwrap();
        assert!(first.contains("id.atlassian.com") && first.contains("admin.atlassian.com"), "{first}");
        for scope in mcp_server_jira::tools::scopes() {
            assert!(seen.contains(&format!("\n       {scope}\r\n")), "{scope} is not among the scopes:\n{seen}");
        }
        assert!(seen.contains(account::EMAIL), "the terminal shows nothing of what is typed:\n{seen}");
        assert!(seen.contains("This is Jira Cloud") && seen.contains("organization key"), "{seen}");
        assert!(seen.contains("Jira takes this key for Robin Vale"), "{seen}");
        assert_eq!(home.text(KEY), CANARY);
        let profile = home.profile("default");
        assert_eq!((&profile["email"], &profile["expires"]), (&account::EMAIL.into(), &"2099-01-31".into()));
        let client = home.text(".cursor/mcp.json");
        assert!(client.contains("// mine") && client.contains("--profile") && !client.contains(CANARY), "{client}");
        assert_eq!(home.text(".cursor/mcp.json.backup"), "{\n  // mine\n  \"mcpServers\": {}\n}\n");
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn a_new_user_of_data_center_is_told_of_the_profile_page() {
    let jira = Jira::start(Options::data_center()).await.unwrap();
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("data-center");
        let mut terminal = Terminal::start(&home, &["setup", "--profile", "own", "--client", "none"]);
        terminal.answer("Where is your Jira?", &url);
        terminal.answer("A command, or Enter", "");
        terminal.secret(account::PERSONAL_TOKEN);
        terminal.answer("The day on which it ends", "");
        let (seen, code) = terminal.end();
        assert_eq!(code, 0, "{seen}");
        assert!(seen.contains("This is Jira Data Center") && seen.contains("ViewProfile.jspa"), "{seen}");
        assert!(!seen.contains("write:jira-work") && seen.contains("Jira takes this key for Robin Vale"), "{seen}");
        assert_eq!(home.profile("own")["token_file"], "own.token");
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn a_key_that_jira_refuses_is_not_kept() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("refused");
        let mut terminal = Terminal::start(&home, &["setup", "--url", &url, "--email", account::EMAIL]);
        terminal.answer("A command, or Enter", "");
        terminal.secret(ORGANIZATION);
        terminal.answer("Use it nevertheless?", "y");
        terminal.answer("The day on which it ends", "");
        terminal.answer("Try another key?", "n");
        let (seen, code) = terminal.end();
        assert_eq!(code, 1, "{seen}");
        assert!(seen.contains("✗ login") && seen.contains("nothing was stored"), "{seen}");
        assert!(!home.file(PROFILES).exists() && !home.file(KEY).exists());
        assert!(!home.file(".cursor/mcp.json").exists());
    })
    .await;
    drop(jira);
}

/// Runs it without a terminal, under the loosest mask that there is.
fn unattended(home: &Home, arguments: &[&str], input: &str) -> (Output, String) {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_mcp-server-jira")]).args(arguments);
    home.clean(&mut command);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let seen = [output.stdout.clone(), output.stderr.clone()].concat();
    let seen = String::from_utf8(seen).unwrap();
    assert!(!seen.contains("canary7b1f"), "a key was shown:\n{seen}");
    (output, seen)
}

#[tokio::test]
async fn it_runs_unattended_and_is_undone() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("unattended");
        let wanted = ["setup", "--url", &url, "--email", account::EMAIL, "--token-stdin", "--expires", "2099-01-31"];
        let wanted = [&wanted[..], &["--read-only", "--client", "cursor,codex", "--yes"]].concat();
        let (output, seen) = unattended(&home, &wanted, &format!("{CANARY}\n"));
        assert!(output.status.success(), "{seen}");
        assert_eq!(mode(&home.file(KEY)), 0o600);
        assert_eq!(mode(&home.file(PROFILES)), 0o600);
        assert_eq!(mode(home.file(KEY).parent().unwrap()), 0o700);
        assert_eq!(home.profile("default")["read_only"], "true");
        assert!(home.text(".codex/config.toml").contains("[mcp_servers.jira]"));
        // The key is given anew, nothing else: what was decided stays.
        let again = ["setup", "--token-stdin", "--yes", "--client", "cursor"];
        let (output, seen) = unattended(&home, &again, CANARY);
        assert!(output.status.success() && seen.contains("Cursor has it already"), "{seen}");
        assert_eq!(home.profile("default")["read_only"], "true");

        let mut doctor = home.program(&["doctor", "--profile", "default"]);
        let output = doctor.env_remove("JIRA_API_TOKEN").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));

        let (output, seen) = unattended(&home, &["setup", "--remove"], "");
        assert!(output.status.success() && seen.contains("nobody said `--yes`") && home.file(KEY).exists(), "{seen}");
        let (output, seen) = unattended(&home, &["setup", "--remove", "--yes"], "");
        assert!(output.status.success() && !home.file(KEY).exists(), "{seen}");
        assert_eq!(home.text(PROFILES), "{}\n");
        assert!(!home.text(".codex/config.toml").contains("jira") && !home.text(".cursor/mcp.json").contains("jira"));
    })
    .await;
    drop(jira);
}

#[tokio::test]
async fn a_command_that_prints_the_key_is_kept_instead_of_it() {
    let jira = cloud().await;
    let url = jira.url();
    at_a_terminal(move || {
        let home = Home::new("command");
        fs::write(home.file("vault"), CANARY).unwrap();
        let command = format!("cat {}", home.file("vault").display());
        let wanted =
            ["setup", "--url", &url, "--email", account::EMAIL, "--token-command", &command, "--client", "none"];
        let (output, seen) = unattended(&home, &wanted, "");
        assert!(output.status.success(), "{seen}");
        assert_eq!(home.profile("default")["token_command"], command);
        assert!(!home.file(KEY).exists());
        // A key that is kept is deleted once a command prints it.
        let (output, seen) = unattended(&home, &["setup", "--token-stdin", "--client", "none"], CANARY);
        assert!(output.status.success() && home.text(KEY) == CANARY, "{seen}");
        let (output, seen) = unattended(&home, &["setup", "--token-command", &command, "--client", "none"], "");
        assert!(output.status.success() && !home.file(KEY).exists() && seen.contains("is deleted"), "{seen}");
        assert_eq!(home.profile("default")["token_command"], command);
    })
    .await;
    drop(jira);
}

#[test]
fn what_is_missing_or_wrong_is_said_with_its_flag() {
    let home = Home::new("usage");
    for (arguments, expected) in [
        (vec!["setup"], "--url"),
        (vec!["setup", "--url", "https://admin.atlassian.com"], "administrators"),
        (vec!["setup", "--url", "http://jira.acme.com"], "JIRA_MCP_ALLOW_HTTP"),
        (vec!["setup", "--url", "acme.atlassian.net", "--dialect", "cloud"], "--email"),
        (vec!["setup", "--url", "acme.atlassian.net", "--dialect", "cloud", "--email", "a@b.c"], "--token-stdin"),
        (vec!["setup", "--profile", "../x"], "profile"),
        (vec!["setup", "--demo"], "no setup"),
        (vec!["setup", "--token-stdin", "--token-command", "pass jira"], "only one of them"),
        (vec!["setup", "--client", "cursor,emacs"], "`emacs` is not a client"),
        (vec!["setup", "--client", "none,cursor"], "leave out `none`"),
        (vec!["setup", "--remove", "--client", "emacs"], "`emacs` is not a client"),
    ] {
        let (output, seen) = unattended(&home, &arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {seen}");
        assert!(seen.contains(expected), "{arguments:?}: {seen}");
    }
    assert!(!home.file(PROFILES).exists());
    // What can't be kept is said before anything is asked.
    fs::create_dir_all(home.file(PROFILES).parent().unwrap()).unwrap();
    fs::write(home.file(PROFILES), "{\n\"default\": }").unwrap();
    let (output, seen) = unattended(&home, &["setup"], "");
    assert!(output.status.code() == Some(1) && seen.contains("line 2; mend it, or move it away"), "{seen}");
}
