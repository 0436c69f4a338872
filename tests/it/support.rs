//! A whole house in one process: the embedded Jira over HTTP, the real server over a pipe, and a client on the other end.

mod answer;
mod program;

pub use answer::Answer;
pub use program::program;

use crate::openapi;
use mcp_server_jira::audit::Audit;
use mcp_server_jira::confirm::Mode;
use mcp_server_jira::cursors::Cursors;
use mcp_server_jira::demo::{self, Dialect, Handle, Jira, Options};
use mcp_server_jira::jira::{Client, Clock, Login, Secret, Settings, Timing};
use mcp_server_jira::ledger::Ledger;
use mcp_server_jira::policy::Policy;
use mcp_server_jira::random::Random;
use mcp_server_jira::router::Router;
use mcp_server_jira::tools::{self, Effect, Limits, Shared, Spec, Switches};
use rmcp::model::CallToolRequestParams;
use rmcp::service::RunningService;
use rmcp::{RoleClient, ServiceExt};
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Monday, so that weeks and sprints are where a reader expects them.
pub const NOW: &str = "2026-06-15T12:00:00Z";
/// Everything that waits is this much shorter than in the real world.
pub const FACTOR: f64 = 0.01;

/// How a house is set up; the default is Cloud with everything allowed.
pub struct Setup {
    pub dialect: Dialect,
    pub context_path: &'static str,
    pub projects: Option<&'static [&'static str]>,
    pub read_only: bool,
    /// Which tools are switched off.
    pub off: fn(&Spec) -> bool,
    pub confirm: Mode,
    pub audit: Audit,
    pub attachments: bool,
    pub exact_jql: bool,
    pub public_comments: bool,
    pub max_tokens: usize,
    pub budget: Duration,
    /// What a second of Jira's lasts.
    pub factor: f64,
    /// How many milliseconds after [`NOW`] it is, for Jira and for the server.
    pub later: Arc<AtomicU64>,
    pub settings: Box<dyn FnOnce(&mut Settings) + Send>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            dialect: Dialect::Cloud,
            context_path: "",
            projects: None,
            read_only: false,
            off: |_| false,
            confirm: Mode::Off,
            // A line per write of every test would hide what a failure says.
            audit: Audit::to_file(Path::new("/dev/null")).unwrap_or_else(|_| Audit::to_errors()),
            attachments: true,
            exact_jql: false,
            public_comments: false,
            max_tokens: 8_000,
            // Real time: a loaded machine is slow whatever the factor says.
            budget: Duration::from_secs(20),
            factor: FACTOR,
            later: Arc::default(),
            settings: Box::new(|_| ()),
        }
    }
}

/// The house: what a test talks to.
pub struct House {
    pub jira: Arc<Jira>,
    pub client: RunningService<RoleClient, ()>,
    pub router: Arc<Router>,
    max_tokens: usize,
    settings_url: String,
    to_jira: Client,
    dialect: Dialect,
    context_path: &'static str,
    opened: Instant,
}

/// At its end every house is looked over: what was asked and answered is what the API descriptions say.
impl Drop for House {
    fn drop(&mut self) {
        if let Ok(file) = std::env::var("JIRA_MCP_TEST_TIMES") {
            let name = std::thread::current().name().unwrap_or("?").to_owned();
            let line = format!("{:.2} {name}\n", self.opened.elapsed().as_secs_f64());
            let log = std::fs::OpenOptions::new().create(true).append(true).open(file);
            let _ = log.and_then(|mut log| std::io::Write::write_all(&mut log, line.as_bytes()));
        }
        if !std::thread::panicking() {
            let wrong = openapi::check(&self.handle().requests(), self.dialect, self.context_path);
            assert!(wrong.is_empty(), "not as the API is described:\n{}", wrong.join("\n"));
        }
    }
}

pub fn cloud() -> Setup {
    Setup::default()
}

pub fn data_center() -> Setup {
    Setup { dialect: Dialect::DataCenter, ..Setup::default() }
}

impl Setup {
    pub fn exact_jql(mut self) -> Self {
        self.exact_jql = true;
        self
    }

    pub fn projects(mut self, projects: &'static [&'static str]) -> Self {
        self.projects = Some(projects);
        self
    }

    pub fn max_tokens(mut self, max_tokens: usize) -> Self {
        self.max_tokens = max_tokens;
        self
    }

    pub fn settings(mut self, change: impl FnOnce(&mut Settings) + Send + 'static) -> Self {
        self.settings = Box::new(change);
        self
    }

    pub async fn open(self) -> House {
        let jira = self.jira().await;
        self.open_on(jira).await
    }

    /// The embedded Jira alone.
    pub fn jira(&self) -> impl Future<Output = Arc<Jira>> + Send + use<> {
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let later = self.later.clone();
        let options = match self.dialect {
            Dialect::Cloud => Options::cloud(),
            Dialect::DataCenter => Options::data_center(),
        };
        let options = Options {
            clock: Arc::new(move || now + jiff::SignedDuration::from_millis(later.load(Ordering::Relaxed) as i64)),
            time_factor: self.factor,
            context_path: self.context_path.to_owned(),
            ..options
        };
        async { Arc::new(Jira::start(options).await.unwrap()) }
    }

    /// A server of its own in front of an embedded Jira that others use too.
    pub async fn open_on(self, jira: Arc<Jira>) -> House {
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let login = match self.dialect {
            Dialect::Cloud => {
                Login::ApiToken { email: demo::account::EMAIL.to_owned(), token: secret(demo::account::API_TOKEN) }
            }
            Dialect::DataCenter => Login::PersonalToken(secret(demo::account::PERSONAL_TOKEN)),
        };
        let mut settings = Settings::new(Some(jira.url().parse().unwrap()), login);
        settings.timing = Timing {
            budget: self.budget,
            connect: Duration::from_secs(2),
            count: Duration::from_secs(5),
            ..Timing::real().scaled(self.factor)
        };
        let (since_epoch, later) = (now.as_second().unsigned_abs(), self.later.clone());
        settings.clock = Clock::new(move || {
            SystemTime::UNIX_EPOCH
                + Duration::from_secs(since_epoch)
                + Duration::from_millis(later.load(Ordering::Relaxed))
        });
        (self.settings)(&mut settings);
        let timing = settings.timing.clone();
        let ledger = Ledger::new(None, timing.clone(), settings.clock.clone());
        let client = Client::new(settings);
        let settings_url = client.site_url();
        let to_jira = client.clone();
        let (mut tools_on, mut tools_off) = (Vec::new(), Vec::new());
        for spec in tools::ALL.iter().map(|tool| tool.spec()) {
            if self.read_only && spec.effect != Effect::Read {
                tools_off.push((spec.name, "the server is read-only".to_owned()));
            } else if (self.off)(spec) {
                tools_off.push((spec.name, "switched off".to_owned()));
            } else {
                tools_on.push(spec.name);
            }
        }
        let shared = Shared {
            jira: client,
            policy: Policy::new(
                self.read_only,
                self.projects.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect()),
                None,
            ),
            cursors: Cursors::new(Duration::from_secs(3_600)),
            random: Random::seeded(7),
            ledger,
            audit: self.audit,
            timing,
            limits: Limits { max_tokens: self.max_tokens },
            switches: Switches {
                attachments: self.attachments,
                confirm: self.confirm,
                exact_jql: self.exact_jql,
                public_comments: self.public_comments,
                tools_on,
                tools_off,
                ..Switches::default()
            },
        };
        let router = Arc::new(Router::new(tools::ALL, Arc::new(shared), None));
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        tokio::spawn(mcp_server_jira::server::serve(router.clone(), tokio::io::split(theirs)));
        let client = ().serve(tokio::io::split(ours)).await.unwrap();
        House {
            jira,
            client,
            router,
            max_tokens: self.max_tokens,
            settings_url,
            to_jira,
            dialect: self.dialect,
            context_path: self.context_path,
            opened: Instant::now(),
        }
    }
}

impl House {
    /// The switches and the request log of the embedded Jira.
    pub fn handle(&self) -> Handle {
        self.jira.handle()
    }

    /// The server's own client, for parts that no tool shows wholly.
    pub fn jira_client(&self) -> &Client {
        &self.to_jira
    }

    /// Whether its Jira is a Cloud.
    pub fn is_cloud(&self) -> bool {
        self.dialect == Dialect::Cloud
    }

    /// The address of the site as the server knows it.
    pub fn site(&self) -> &str {
        &self.settings_url
    }

    /// One call, held to the contract.
    pub async fn call(&self, tool: &str, arguments: Value) -> Answer {
        let object = arguments.as_object().cloned().unwrap_or_default();
        let request = CallToolRequestParams::new(tool.to_owned()).with_arguments(object);
        let result = self.client.call_tool(request).await.unwrap();
        let answer = Answer::new(tool, arguments, result);
        answer.hold_to_contract(self.max_tokens);
        answer
    }

    /// One call that must succeed with a record.
    pub async fn record(&self, tool: &str, arguments: Value) -> Map<String, Value> {
        let answer = self.call(tool, arguments).await;
        assert!(!answer.is_error, "{}", answer.text);
        answer.structured.unwrap().as_object().unwrap().clone()
    }

    /// One call that must fail.
    pub async fn error(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, arguments).await;
        assert!(answer.is_error, "{}", answer.text);
        answer.structured.unwrap()["error"].clone()
    }

    /// The call that an error asks for: its `send` values over the arguments that were sent.
    pub fn mended(answer: &Answer) -> Value {
        let mut arguments = answer.arguments.as_object().cloned().unwrap_or_default();
        let error = &answer.structured.as_ref().unwrap()["error"];
        for (name, field) in error["fields"].as_object().unwrap() {
            match (field.get("send"), field.get("closest"), field["candidates"].get(0)) {
                (Some(send), ..) => arguments.insert(name.clone(), send.clone()),
                (None, Some(closest), _) => arguments.insert(name.clone(), closest.clone()),
                (None, None, Some(candidate)) => arguments.insert(name.clone(), candidate["send"].clone()),
                (None, None, None) => {
                    arguments.insert(name.clone(), field["allowed"].get(0).cloned().unwrap_or_default())
                }
            };
        }
        arguments.into()
    }
}

/// Compares with `snapshots/<tool>/<case>.snap`. Accept a change with `cargo insta review`, or `INSTA_UPDATE=always`.
pub fn snapshot(folder: &str, case: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case, shown));
}

pub fn secret(text: &str) -> Secret {
    Secret::Value(SecretString::from(text.to_owned()))
}

/// Whether a check that needs something from outside the project must not be skipped.
pub fn required(what: &str) -> bool {
    std::env::var("JIRA_MCP_REQUIRE").unwrap_or_default().split(',').any(|one| one == what)
}
