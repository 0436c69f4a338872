//! The command line: which command, its settings, and where its output goes.
//!
//! Nothing here ends the process or owns its streams: commands write to what main hands them and give an exit code.

mod call;
mod demo;
mod doctor;
mod embedded;
pub mod keyboard;
mod log;
mod serve;
mod setup;
mod tools;

use crate::config::{Config, Flags, VARIABLES_HELP, profile};
use crate::random::Random;
use crate::tools::ALL;
use clap::{CommandFactory as _, Parser as _, ValueEnum as _};
use embedded::{Embedded, Kind};
use keyboard::Keyboard;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

/// The command did what it was asked.
pub const SUCCESS: u8 = 0;
/// The call was answered with an error, or a step of the demo went wrong.
pub const FAILED: u8 = 1;
/// The command line can't be read, or names a tool that doesn't exist.
pub const USAGE: u8 = 2;
/// There is no answer: a stream broke, or something could not be started.
pub const NO_ANSWER: u8 = 3;

/// What the process hands to a command.
pub struct Outside<'a> {
    /// The variables.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The names of all variables, to find misspelt ones.
    pub names: Vec<String>,
    /// This program, as a client must name it.
    pub program: PathBuf,
    /// Where answers to questions come from.
    pub input: &'a mut dyn Keyboard,
    /// What is asked for: results, help, tables.
    pub output: &'a mut dyn Write,
    /// What is said besides.
    pub errors: &'a mut dyn Write,
}

/// An MCP server that lets AI agents work in Jira.
///
/// Without a command it serves one client over stdin and stdout.
#[derive(clap::Parser, Debug)]
#[command(name = "mcp-server-jira", version, after_help = VARIABLES_HELP)]
struct CommandLine {
    #[command(flatten)]
    flags: Flags,
    /// Work in an embedded Jira with an invented company instead of a site
    #[arg(
        long, global = true, value_enum, value_name = "KIND", num_args = 0..=1, require_equals = true,
        default_missing_value = "cloud", conflicts_with_all = ["url", "email", "token_command", "profile", "dialect"]
    )]
    demo: Option<Kind>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Serve one MCP client over stdin and stdout (the default)
    Serve,
    /// Watch an agent's session with this server and an embedded Jira; `--dialect` says which kind
    Demo {
        /// On a fixed day and without times, so that every run prints the same
        #[arg(long)]
        recorded: bool,
    },
    /// Call one tool and print what it answers; exits with 1 when that is an error
    Call {
        /// The tool's name
        tool: String,
        /// The arguments as a JSON object
        #[arg(default_value = "{}")]
        arguments: String,
    },
    /// List the tools with what they cost in a model's context
    Tools,
    /// Get a key, check it, keep it, and add this server to your clients; asks for what the flags don't say
    Setup(setup::Options),
    /// Check settings, network, login, permissions and tools, and say what to do; exits with 1 when something is wrong
    Doctor {
        /// Print one JSON object instead of lines
        #[arg(long)]
        json: bool,
    },
}

/// The definition of the command line, from which its manual and completions are made.
pub fn command() -> clap::Command {
    CommandLine::command()
}

/// Runs a command to its end and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, outside: &mut Outside<'_>) -> u8 {
    let line = match CommandLine::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => {
            let asked = !error.use_stderr();
            let stream = if asked { &mut outside.output } else { &mut outside.errors };
            let _ = write!(stream, "{}", error.render());
            return if asked { SUCCESS } else { USAGE };
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(outside.errors, "no runtime: {error}");
            return NO_ANSWER;
        }
    };
    let code = runtime.block_on(execute(line, outside)).unwrap_or_else(|error| {
        let _ = writeln!(outside.errors, "{error}");
        NO_ANSWER
    });
    // A thread may still be reading stdin; waiting for it would be waiting for the client.
    runtime.shutdown_background();
    code
}

async fn execute(line: CommandLine, outside: &mut Outside<'_>) -> std::io::Result<u8> {
    let CommandLine { flags, demo, command } = line;
    if let Some(Command::Demo { recorded }) = command {
        let Ok(kind) = flags.dialect.as_deref().map_or(Ok(demo.unwrap_or_default()), |kind| Kind::from_str(kind, true))
        else {
            writeln!(outside.errors, "--dialect is `cloud` or `data_center`")?;
            return Ok(USAGE);
        };
        let taken = ["dialect", "log"];
        let other = profile::of(&flags).into_iter().map(|(key, _)| key).find(|key| !taken.contains(&key.as_str()));
        if let Some(other) = other.or_else(|| flags.profile.as_ref().map(|_| "profile".to_owned())) {
            let flag = other.replace('_', "-");
            writeln!(outside.errors, "`demo` plays one session and takes no `--{flag}`, only `--dialect` and `--log`")?;
            return Ok(USAGE);
        }
        log::start(flags.log.as_deref());
        return match recorded {
            true => demo::record(kind, outside.output).await,
            false => demo::run(kind, outside.output).await,
        };
    }
    if let Some(Command::Setup(options)) = &command {
        if demo.is_some() {
            writeln!(outside.errors, "an embedded Jira needs no setup: `mcp-server-jira serve --demo`")?;
            return Ok(USAGE);
        }
        log::start(flags.log.as_deref());
        return setup::run(options, &flags, outside).await;
    }
    // Held until the end: dropping it closes the embedded Jira.
    let embedded = match demo {
        Some(kind) => Some(Embedded::start(kind).await?),
        None => None,
    };
    let config = config(&flags, embedded.as_ref(), outside);
    if let Some(Command::Doctor { json }) = command {
        return doctor::run(&config, json, outside.output).await;
    }
    let router = config.start(ALL, Random::from_system());
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(router).await,
        Command::Call { tool, arguments } => call::run(&router, &tool, &arguments, outside).await,
        Command::Tools => tools::run(&router, outside.output),
        Command::Demo { .. } | Command::Setup(_) | Command::Doctor { .. } => Ok(SUCCESS),
    }
}

fn config(flags: &Flags, embedded: Option<&Embedded>, outside: &Outside<'_>) -> Config {
    let environment = outside.environment;
    let variables = |name: &str| match embedded {
        Some(embedded) => embedded.variable(name, environment),
        None => environment(name),
    };
    let profiles = || profile::read(profile::path(environment).as_deref());
    let mut config = Config::from(flags, &variables, &profiles);
    if let Some(wrong) = log::start(config.log.as_deref()) {
        config.warnings.push(wrong);
    }
    if embedded.is_some() {
        // What is made there is gone with it.
        config.state_folder = None;
        config.jira.state_folder = None;
    }
    config.check_names(outside.names.iter().cloned());
    config
}

#[cfg(test)]
mod tests;
