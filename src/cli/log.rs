//! The log: lines on stderr, because stdout is the protocol's.

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log. The answer is what is wrong with the wish; the log then says what it says without one.
pub(super) fn start(wish: Option<&str>) -> Option<String> {
    let (targets, wrong) = match wish.map(targets) {
        None => (quiet(LevelFilter::WARN), None),
        Some(Some(targets)) => (targets, None),
        Some(None) => (
            quiet(LevelFilter::WARN),
            Some("`JIRA_MCP_LOG` is neither a level nor a filter; warnings are logged".to_owned()),
        ),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // A second start in one process keeps the first log.
    let _ = tracing_subscriber::registry().with(targets).with(lines).try_init();
    wrong
}

/// A bare level is meant for this server; the libraries beneath would drown it.
fn targets(wish: &str) -> Option<Targets> {
    match wish.parse::<LevelFilter>() {
        Ok(level) => Some(quiet(level)),
        Err(_) if wish.contains('=') => wish.parse().ok(),
        Err(_) => None,
    }
}

fn quiet(level: LevelFilter) -> Targets {
    // The protocol's library warns of every request that it refuses, and the client has been told that already.
    let protocol = if level == LevelFilter::WARN { LevelFilter::ERROR } else { level };
    Targets::new()
        .with_default(level.min(LevelFilter::from_level(Level::WARN)))
        .with_target("mcp_server_jira", level)
        .with_target("rmcp", protocol)
}
