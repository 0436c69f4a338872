//! This server's own tools, with the time of the embedded Jira.

use super::{AT_ONCE, Cut, Outcome, Speech, calls, factor};
use crate::world::World;
use futures_util::{StreamExt, stream};
use mcp_server_jira::audit::Audit;
use mcp_server_jira::cursors::Cursors;
use mcp_server_jira::demo::{self, Dialect, Seen};
use mcp_server_jira::jira::{Call, Client, Login, Secret, Settings, Timing};
use mcp_server_jira::ledger::Ledger;
use mcp_server_jira::policy::Policy;
use mcp_server_jira::random::Random;
use mcp_server_jira::router::{Answer, Consent, Router};
use mcp_server_jira::tools::{self, Limits, Shared, Switches};
use secrecy::SecretString;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Makes the calls: what came of it, and the log of the embedded Jira.
pub fn run(world: &World, speech: Speech, is_cut: bool) -> (Outcome, Vec<Seen>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let calls = calls::mixed();
    let cut = Cut::new(&world.handle, speech, is_cut, calls.len());
    let router = router(&world.url, speech.dialect());
    let begun = Instant::now();
    let one = |(tool, arguments): (&'static str, Value)| {
        let (router, cut) = (&router, &cut);
        async move {
            let call = Call::with_budget(Timing::real().scaled(factor()).budget);
            let tool = router.find(tool).unwrap();
            let arguments = arguments.as_object().unwrap().clone();
            let answer = router.call(tool, arguments, call, Consent::default()).await;
            cut.step();
            let failed = match answer {
                Answer::Result(result) => result.is_error == Some(true),
                Answer::Ask(_) => true,
            };
            usize::from(failed)
        }
    };
    let all = stream::iter(calls.into_iter().map(one)).buffer_unordered(AT_ONCE).collect::<Vec<usize>>();
    let failed = runtime.block_on(all).into_iter().sum();
    (cut.outcome(begun, failed), world.handle.requests())
}

fn router(url: &str, dialect: Dialect) -> Router {
    let secret = |text: &str| Secret::Value(SecretString::from(text.to_owned()));
    let login = match dialect {
        Dialect::Cloud => {
            Login::ApiToken { email: demo::account::EMAIL.to_owned(), token: secret(demo::account::API_TOKEN) }
        }
        Dialect::DataCenter => Login::PersonalToken(secret(demo::account::PERSONAL_TOKEN)),
    };
    let timing = Timing::real().scaled(factor());
    let settings = Settings { timing: timing.clone(), ..Settings::new(Some(url.parse().unwrap()), login) };
    let shared = Shared {
        ledger: Ledger::new(None, timing.clone(), settings.clock.clone()),
        jira: Client::new(settings),
        policy: Policy::new(false, None, None),
        cursors: Cursors::new(Duration::from_secs(3_600)),
        random: Random::from_system(),
        audit: Audit::to_file(Path::new("/dev/null")).unwrap(),
        timing,
        limits: Limits { max_tokens: 8_000 },
        switches: Switches {
            tools_on: tools::ALL.iter().map(|tool| tool.spec().name).collect(),
            ..Switches::default()
        },
    };
    Router::new(tools::ALL, Arc::new(shared), None)
}
