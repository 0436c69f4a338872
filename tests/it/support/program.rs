//! The built program, which nothing that is set on the machine reaches.

use std::process::{Command, Stdio};

/// Without a home, without variables but those without which no program runs, and with nothing to read.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcp-server-jira"));
    let kept = std::env::vars().filter(|(name, _)| ["PATH", "TMPDIR", "SystemRoot"].contains(&name.as_str()));
    command.env_clear().envs(kept).stdin(Stdio::null());
    command
}
