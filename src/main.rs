//! The process: its arguments, its variables, its streams, its end. Everything else is in the library.

use mcp_server_jira::cli::keyboard::Terminal;
use mcp_server_jira::cli::{Outside, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Not locked: while serving, the protocol writes to stdout.
    let (mut output, mut errors) = (std::io::stdout(), std::io::stderr());
    let environment = |name: &str| std::env::var(name).ok();
    // A variable that isn't Unicode is none of ours.
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    let program = std::env::current_exe().unwrap_or_else(|_| "mcp-server-jira".into());
    let mut input = Terminal;
    let mut outside = Outside {
        environment: &environment,
        names,
        program,
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
    };
    ExitCode::from(run(std::env::args_os(), &mut outside))
}
