//! `demo`: an agent's session against an embedded Jira, through this very program as a child process.
//!
//! `demo --recorded` plays the same session on a fixed day, so that it prints the same in every run: `docs/session.txt`
//! is that, and a test holds it to be. The agent is a script, but not a blind one: keys, attachments and cursors are taken from the answers, and after an
//! error it sends what the error says and nothing else. A step that doesn't go as expected makes the demo fail.

mod agent;
mod client;
mod recorded;
mod script;
mod show;

use super::embedded::{Embedded, Kind};
use super::{FAILED, NO_ANSWER, SUCCESS};
use agent::Agent;
use client::{Answer, Client};
use script::SCRIPT;
use std::io::Write;
use std::time::{Duration, Instant};

/// Plays the session as it goes now.
pub(super) async fn run(kind: Kind, output: &mut dyn Write) -> std::io::Result<u8> {
    let embedded = Embedded::start(kind).await?;
    let begun = Instant::now();
    let mut client = match Client::start(&mut child(&embedded)?).await {
        Ok(client) => client,
        Err(error) => {
            writeln!(output, "the server did not start: {error}")?;
            return Ok(NO_ANSWER);
        }
    };
    let tools = client.tools().await?;
    show::opening(output, tools, begun.elapsed())?;
    play(client, &Watched::Live, output).await
}

/// Plays the session as it goes in every run.
pub(super) async fn record(kind: Kind, output: &mut dyn Write) -> std::io::Result<u8> {
    let embedded = recorded::jira(kind).await?;
    let mut client = Client::start_here(recorded::router(&embedded)).await?;
    let tools = client.tools().await?;
    show::opening_recorded(output, tools)?;
    play(client, &Watched::Recorded { address: embedded.url() }, output).await
}

/// What of a session is shown.
enum Watched {
    /// All of it.
    Live,
    /// What is the same in every run: no times, and another address in the place of the one that was free.
    Recorded { address: String },
}

impl Watched {
    fn answer(&self, answer: Answer, took: Duration) -> (Answer, Option<Duration>) {
        match self {
            Self::Live => (answer, Some(took)),
            Self::Recorded { address } => (recorded::readdressed(answer, address), None),
        }
    }
}

async fn play(mut client: Client, watched: &Watched, output: &mut dyn Write) -> std::io::Result<u8> {
    let mut agent = Agent::default();
    let mut totals = show::Totals::default();
    for (at, step) in SCRIPT.iter().enumerate() {
        show::step(output, at + 1, step)?;
        let (tool, arguments) = match agent.next(step) {
            Ok(call) => call,
            Err(wrong) => {
                totals.count(None);
                show::wrong(output, &wrong)?;
                continue;
            }
        };
        show::call(output, &tool, &arguments)?;
        let sent = Instant::now();
        let answer = client.call(&tool, &arguments).await;
        let took = sent.elapsed();
        let (answer, took) = match answer {
            Ok(answer) => watched.answer(answer, took),
            Err(error) => {
                totals.count(None);
                show::wrong(output, &error.to_string())?;
                continue;
            }
        };
        show::answer(output, &answer, took)?;
        totals.count(Some((answer.bytes, took)));
        if let Err(wrong) = agent.learn(step, tool, arguments, answer.text.as_deref().unwrap_or_default()) {
            totals.fail();
            show::wrong(output, &wrong)?;
        }
    }
    let ended = client.end().await;
    totals.summary(output)?;
    output.flush()?;
    ended?;
    Ok(if totals.all_well() { SUCCESS } else { FAILED })
}

/// This program as a server that knows nothing of the real site, nor of a proxy, nor of a folder in which to remember what it made.
fn child(embedded: &Embedded) -> std::io::Result<tokio::process::Command> {
    let mut command = tokio::process::Command::new(std::env::current_exe()?);
    command.arg("serve");
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        let other = [
            ["ENABLED_TOOLS", "READ_ONLY_MODE", "TOOLSETS"].as_slice(),
            &["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
            &["XDG_STATE_HOME", "HOME", "LOCALAPPDATA", "XDG_CONFIG_HOME", "APPDATA"],
        ]
        .concat();
        if upper.starts_with("JIRA_") || other.contains(&upper.as_str()) {
            command.env_remove(&name);
        }
    }
    command.envs(embedded.variables());
    Ok(command)
}
