//! `doctor` as a new user meets it: the built program, its lines and its JSON, in each way in which a set-up can fail.

mod company;

use crate::support::{program, snapshot};
use mcp_server_jira::demo::{Dialect, Fault, Jira, Options, Rule, account};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::process::Command;

/// Part of every token here; must not be seen anywhere.
const CANARY: &str = "canary-7b1f";
/// What the embedded Jira accepts.
const GOOD: &str = "ATATT3canary-7b1f=1A2B3C4D";

/// One set-up and what became of it.
struct Visit {
    jira: Arc<Jira>,
    variables: Vec<(String, String)>,
    arguments: Vec<&'static str>,
}

impl Visit {
    async fn new(dialect: Dialect, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = match dialect {
            Dialect::Cloud => Options::cloud(),
            Dialect::DataCenter => Options::data_center(),
        };
        options.account.api_token = GOOD.to_owned();
        options.account.personal_token = GOOD.to_owned();
        options.account.password = GOOD.to_owned();
        change(&mut options);
        let jira = Arc::new(Jira::start(options).await.unwrap());
        let visit = Self { variables: Vec::new(), arguments: Vec::new(), jira };
        let url = visit.jira.url();
        let visit = visit.with("JIRA_URL", &url);
        match dialect {
            Dialect::Cloud => visit.with("JIRA_EMAIL", account::EMAIL).with("JIRA_API_TOKEN", GOOD),
            Dialect::DataCenter => visit.with("JIRA_PERSONAL_TOKEN", GOOD),
        }
    }

    async fn cloud() -> Self {
        Self::new(Dialect::Cloud, |_| ()).await
    }

    async fn data_center() -> Self {
        Self::new(Dialect::DataCenter, |_| ()).await
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self
    }

    fn misbehave(self, rule: Rule) -> Self {
        self.jira.handle().misbehave(rule);
        self
    }

    async fn run(&self, more: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::from(program());
        command.envs(self.variables.iter().cloned()).args(["doctor"]).args(&self.arguments).args(more);
        let output = command.output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// The lines as a person sees them, on a terminal of their own, and the exit code.
    #[cfg(target_os = "linux")]
    async fn on_a_terminal(&self) -> (Option<i32>, String) {
        let mut command = program();
        command.envs(self.variables.iter().cloned()).arg("doctor").args(&self.arguments);
        let visit = move || {
            let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
            // It reads bytes, and gives each as a letter.
            let bytes = session.exp_eof().unwrap().chars().filter_map(|letter| u8::try_from(letter).ok()).collect();
            let code = match session.process_mut().wait().unwrap() {
                rexpect::process::WaitStatus::Exited(_, code) => Some(code),
                _ => None,
            };
            (code, String::from_utf8(bytes).unwrap().replace("\r\n", "\n"))
        };
        tokio::task::spawn_blocking(visit).await.unwrap()
    }

    /// Both forms of one visit say the same, without a secret, and the exit code is what they say. Answers the lines.
    async fn told(&self) -> String {
        let (code, lines, errors) = self.run(&[]).await;
        let (code_of_json, told, _) = self.run(&["--json", "--log", "trace"]).await;
        let (.., logged) = self.run(&["--log", "trace,hyper=trace,reqwest=trace,rustls=trace"]).await;
        for written in [&lines, &errors, &told, &logged] {
            assert!(!written.contains(CANARY), "a secret was written: {written}");
        }
        #[cfg(target_os = "linux")]
        {
            let (code_there, seen) = self.on_a_terminal().await;
            assert_eq!(code_there, code, "{seen}");
            assert!(!seen.contains(CANARY), "a secret was shown: {seen}");
            for line in lines.lines().filter(|line| !line.contains("ratelimit")) {
                assert!(seen.contains(line), "{line}\nis not in\n{seen}");
            }
        }
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["ok"], code == Some(0), "{told}");
        assert_eq!((code, told["ok"] == false), (code_of_json, code == Some(1)), "{lines}");
        for (check, line) in told["checks"].as_array().unwrap().iter().zip(lines.lines()) {
            let mark = if check["ok"] == true { '✓' } else { '✗' };
            let fix = check.get("fix").map(|fix| format!(" → {}", fix.as_str().unwrap())).unwrap_or_default();
            assert!(line.starts_with(mark) && check["name"].is_string(), "{line}");
            let same = format!("{}{fix}", check["detail"].as_str().unwrap());
            // How many requests are left differs from one visit to the next.
            assert!(line.ends_with(&same) || line.contains("ratelimit"), "{line}\n{same}");
            assert!(check["ok"] == true || !fix.is_empty(), "no fix: {line}");
        }
        lines.replace(&self.jira.url(), "http://127.0.0.1:PORT")
    }

    async fn snapshot(self, case: &str) {
        snapshot("doctor", case, &self.told().await);
    }
}

#[tokio::test]
async fn a_setup_that_works() {
    Visit::cloud().await.snapshot("cloud").await;
    Visit::data_center().await.snapshot("data_center").await;
    let (code, told, _) = Visit::cloud().await.run(&["--json"]).await;
    assert_eq!(code, Some(0));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["ok", "checks"]);
    assert_eq!(
        told["checks"][0],
        json!({"name": "settings", "ok": true, "detail": "robin.vale@example.com with an API token"})
    );
}

#[tokio::test]
async fn settings_that_contradict_one_another() {
    let visit = Visit::cloud().await.with("JIRA_MCP_READ_ONLY", "ture").with("JIRA_SSL_VERIFY", "false");
    let visit = visit.with("JIRA_MCP_TOOLS", "jira_serach").with("JIRA_MCP_EXPIRES", "next year").without("JIRA_EMAIL");
    visit.with("JIRA_CLIENT_KEY_PASSWORD", CANARY).with("JIRA_SOCKS_PROXY", CANARY).snapshot("settings").await;
}

#[tokio::test]
async fn a_login_that_is_refused_is_told_apart() {
    let token = |token: &'static str| async move { Visit::cloud().await.with("JIRA_API_TOKEN", token) };
    token("wrong-canary-7b1f").await.snapshot("wrong_token").await;
    token("ATATT3wrong-canary-7b1f").await.snapshot("cut_token").await;
    token("ATCTT3wrong-canary-7b1f=1A2B3C4D").await.snapshot("organization_key").await;
    token("Basic wrong-canary-7b1f").await.snapshot("wrapped_token").await;
    Visit::cloud().await.with("JIRA_EMAIL", "r.vale@example.com").snapshot("wrong_email").await;
    let expired = token("wrong-canary-7b1f").await.with("JIRA_MCP_EXPIRES", "2025-11-30");
    expired.snapshot("expired").await;
    let scoped = Visit::new(Dialect::Cloud, |options| options.account.scoped_token = format!("{CANARY}-scoped")).await;
    scoped.with("JIRA_API_TOKEN", "canary-7b1f-scoped").snapshot("scoped_token_on_the_site").await;
    let visit = Visit::data_center().await.with("JIRA_PERSONAL_TOKEN", "wrong-canary-7b1f");
    visit.snapshot("wrong_personal_token").await;
    let visit = Visit::data_center().await.without("JIRA_PERSONAL_TOKEN").with("JIRA_USERNAME", "rvale");
    visit.with("JIRA_API_TOKEN", "wrong-canary-7b1f").snapshot("wrong_password").await;
    let visit = Visit::data_center().await.without("JIRA_PERSONAL_TOKEN").with("JIRA_EMAIL", account::EMAIL);
    visit.with("JIRA_MCP_TOKEN_COMMAND", "echo canary-7b1f").snapshot("personal_token_with_an_address").await;
}

#[tokio::test]
async fn a_scope_that_is_missing_is_named() {
    let refused = || Fault::json(401, &json!({"code": 401, "message": "Unauthorized; scope does not match"}));
    Visit::cloud().await.misbehave(Rule::on("/myself", refused())).snapshot("missing_scope").await;
    let visit = Visit::cloud().await.misbehave(Rule::on("/mypermissions", refused()));
    visit.misbehave(Rule::on("/license", refused())).snapshot("missing_scope_of_work").await;
}

#[tokio::test]
async fn what_stands_before_jira_is_told_apart() {
    let visit = Visit::cloud().await;
    visit.jira.handle().set_anonymous(true);
    visit.snapshot("anonymous").await;
    for (visit, case) in [(Visit::cloud().await, "captcha_cloud"), (Visit::data_center().await, "captcha_data_center")]
    {
        visit.misbehave(Rule::on("", Fault::Captcha)).snapshot(case).await;
    }
    Visit::data_center().await.misbehave(Rule::on("", Fault::LoginPage)).snapshot("login_page").await;
    let redirect = |location: &str| Fault::Redirect { status: 302, location: location.to_owned() };
    let visit = Visit::cloud().await.misbehave(Rule::on("", redirect("https://sso.acme.com/saml/login?x=1")));
    visit.snapshot("single_sign_on").await;
    let visit = Visit::cloud().await.misbehave(Rule::on("", redirect("https://new.acme.com/")));
    visit.snapshot("moved").await;
    let visit = Visit::cloud().await.misbehave(Rule::on("", Fault::ServiceUnavailable(Some(600))));
    visit.snapshot("unavailable").await;
    let visit = Visit::cloud().await.with("JIRA_MCP_DIALECT", "cloud");
    let told = visit.misbehave(Rule::on("", Fault::ServiceUnavailable(Some(600)))).told().await;
    assert!(told.contains("status.atlassian.com"), "{told}");
    let page = Fault::Status {
        status: 403,
        headers: vec![],
        content_type: "text/html".to_owned(),
        body: "<html><body>Request blocked</body></html>".to_owned(),
    };
    Visit::data_center().await.misbehave(Rule::on("", page)).snapshot("blocked_by_a_gate").await;
}

#[tokio::test]
async fn the_way_to_the_host() {
    let moved = Visit::new(Dialect::DataCenter, |options| options.context_path = "/jira".to_owned()).await;
    let (right, wrong) = (moved.jira.url(), moved.jira.url().replace("/jira", ""));
    let told = moved.with("JIRA_URL", &wrong).told().await;
    snapshot("doctor", "without_context_path", &told.replace(&wrong, "http://127.0.0.1:PORT"));
    let visit = Visit::new(Dialect::DataCenter, |options| options.context_path = "/jira".to_owned()).await;
    assert!(right.ends_with("/jira"));
    visit.snapshot("context_path").await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let visit = Visit::cloud().await.with("JIRA_URL", &format!("http://{closed}"));
    snapshot("doctor", "nothing_answers", &visit.told().await.replace(&closed.to_string(), "127.0.0.1:PORT"));
    let visit = Visit::cloud().await.with("JIRA_URL", "https://admin.atlassian.com/o/1/api-keys");
    visit.with("HTTPS_PROXY", "http://user:canary-7b1f@127.0.0.1:9").snapshot("address_of_the_administration").await;
}

#[tokio::test]
async fn a_clock_that_is_wrong() {
    let late = Arc::new(|| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(2));
    let visit = Visit::new(Dialect::Cloud, |options| options.clock = late).await;
    let told = visit.told().await;
    let line = told.lines().find(|line| line.contains("clock")).unwrap();
    let seconds: u64 = line.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((7_190..7_300).contains(&seconds) && line.starts_with('✗') && line.contains("ahead of"), "{line}");
}

#[tokio::test]
async fn what_the_account_may_do() {
    let deny = Fault::Change(Arc::new(|told: &mut Value| {
        for name in ["CREATE_ISSUES", "LINK_ISSUES"] {
            told["permissions"][name]["havePermission"] = false.into();
        }
        told["permissions"].as_object_mut().unwrap().remove("ADD_COMMENTS");
    }));
    Visit::cloud().await.misbehave(Rule::on("/mypermissions", deny)).snapshot("permissions").await;
    let visit = Visit::data_center().await;
    for key in ["SHOP", "OPS", "HELP"] {
        visit.jira.handle().hide_project(key, true);
    }
    let told = visit.told().await;
    assert!(told.contains("✗ projects"), "{told}");
    let visit = Visit::cloud().await.with("JIRA_MCP_PROJECTS", "SHOP,GONE").with("JIRA_MCP_READ_ONLY", "1");
    visit.snapshot("restricted").await;
    let visit = Visit::cloud().await.with("JIRA_MCP_PROJECTS", "GONE");
    visit.snapshot("hidden_project").await;
}

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("doctor-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// As if the only key in the record had been seen so many months ago.
fn age(record: &Path, months: i64) {
    use jiff::ToSpan;
    let mut told: Value = serde_json::from_str(&std::fs::read_to_string(record).unwrap()).unwrap();
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let seen = told["first_seen"].as_object_mut().unwrap();
    assert_eq!(seen.len(), 1);
    seen.values_mut().for_each(|day| *day = today.checked_sub(months.months()).unwrap().to_string().into());
    std::fs::write(record, told.to_string()).unwrap();
}

fn line<'a>(told: &'a str, check: &str) -> &'a str {
    told.lines().find(|line| line.contains(&format!(" {check} "))).unwrap_or_else(|| panic!("no {check}: {told}"))
}

#[tokio::test]
async fn a_token_is_known_from_the_day_it_was_first_seen() {
    let folder = Folder::new("seen");
    let visit = Visit::cloud().await.with("XDG_STATE_HOME", folder.0.to_str().unwrap());
    let told = visit.told().await;
    assert!(line(&told, "key").contains("first seen on ") && !line(&told, "key").contains('→'), "{told}");
    let record = folder.0.join("mcp-server-jira/keys.json");
    assert!(!std::fs::read_to_string(&record).unwrap().contains(CANARY));
    age(&record, 10);
    assert!(!line(&visit.told().await, "key").contains('→'));
    age(&record, 11);
    let (_, told, errors) = visit.run(&[]).await;
    assert!(
        line(&told, "key").contains("→ make a new one at https://id.atlassian.com/manage-profile/security/api-tokens")
    );
    assert_eq!(errors.matches("the Jira token should be renewed").count(), 1, "{errors}");
    // A year is over, and Jira refuses it as it refuses any wrong one.
    age(&record, 13);
    visit.jira.handle().set_anonymous(true);
    let told = visit.told().await;
    assert!(line(&told, "login").contains("✗ login") && told.contains("the token has expired"), "{told}");
}

#[tokio::test]
async fn a_day_that_was_told_is_spoken_of_in_time() {
    use jiff::ToSpan;
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    for (days, is_spoken_of) in [(14, true), (16, false)] {
        let end = today.checked_add(days.days()).unwrap().to_string();
        let (code, told, errors) = Visit::cloud().await.with("JIRA_MCP_EXPIRES", &end).run(&[]).await;
        assert_eq!(code, Some(0), "{told}");
        assert_eq!(line(&told, "key").contains("→ make a new one"), is_spoken_of, "{told}");
        assert_eq!(errors.matches("should be renewed").count(), usize::from(is_spoken_of), "{errors}");
    }
    // Data Center tells it by itself.
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 5);
    let visit = Visit::new(Dialect::DataCenter, |options| options.account.personal_token_end = Some(end)).await;
    let told = visit.told().await;
    assert!(
        line(&told, "key").contains("as Jira says, 5 days from now → make a new one at http://127.0.0.1:PORT/secure/")
    );
}

#[tokio::test]
async fn the_embedded_jira_is_fine() {
    for kind in ["--demo", "--demo=data_center"] {
        let (code, told, errors) = Visit::cloud().await.run(&[kind]).await;
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{told}");
    }
}
