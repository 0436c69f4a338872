//! The process: its arguments, its variables, its streams, its end. Everything else is in the library.

use mcp_server_jira::cli::{Outside, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Not locked: while serving, the protocol writes to stdout.
    let (mut output, mut errors) = (std::io::stdout(), std::io::stderr());
    let environment = |name: &str| std::env::var(name).ok();
    let mut outside = Outside {
        environment: &environment,
        output: &mut output,
        errors: &mut errors,
    };
    ExitCode::from(run(std::env::args_os(), &mut outside))
}
