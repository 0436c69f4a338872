//! `setup`: from nothing to a client that can use Jira. Each step can be answered by a flag, so that it runs unattended too.
//!
//! What is absent: no key in an output, in an argument or in a client's file; no change of a file that wasn't shown first; nothing
//! stored that Jira did not accept.

mod ask;
mod clients;
mod entry;
mod files;
mod json;
mod limits;
mod login;
mod place;
mod remove;
mod toml;
mod way;
mod words;

use super::{FAILED, Outside, SUCCESS, USAGE};
use crate::config::{Flags, profile};
use ask::Ask;
use std::fmt;
use std::io;

/// What `setup` takes beside the settings.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct Options {
    /// Read the key from stdin
    #[arg(long)]
    token_stdin: bool,
    /// Add the server to these clients only: claude-code, claude-desktop, cursor, vscode, codex, or none
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    client: Vec<String>,
    /// Answer every question about a change with yes
    #[arg(long)]
    yes: bool,
    /// Take the profile, its key and its entries in clients' files away again; with --client only the entries there
    #[arg(long)]
    remove: bool,
}

/// The profile when none is named.
const DEFAULT_PROFILE: &str = "default";

/// Why it ended early.
enum Stop {
    /// Something that must be given is missing or can't be read.
    Usage(String),
    /// A step failed.
    Failed(String),
    /// Nothing can be written or read any more.
    Stream(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

impl Stop {
    fn file(place: &std::path::Path, problem: impl fmt::Display) -> Self {
        Self::Failed(format!("{} {problem}", place.display()))
    }
}

/// Sets up, or takes away; exits with 1 when Jira did not accept the key or a file can't be changed.
pub(super) async fn run(options: &Options, flags: &Flags, outside: &mut Outside<'_>) -> io::Result<u8> {
    let done = match options.remove {
        _ if options.token_stdin && flags.token_command.is_some() => Err(Stop::Usage(
            "`--token-stdin` gives a key to keep and `--token-command` a command that prints it: give only one of them"
                .to_owned(),
        )),
        true => remove::run(options, flags, outside),
        false => steps(options, flags, outside).await,
    };
    let (code, said) = match done {
        Ok(()) => (SUCCESS, None),
        Err(Stop::Usage(said)) => (USAGE, Some(said)),
        Err(Stop::Failed(said)) => (FAILED, Some(said)),
        Err(Stop::Stream(error)) => return Err(error),
    };
    if let Some(said) = said {
        writeln!(outside.errors, "{said}")?;
    }
    outside.output.flush()?;
    Ok(code)
}

async fn steps(options: &Options, flags: &Flags, outside: &mut Outside<'_>) -> Result<(), Stop> {
    let clients = place::chosen(&options.client)?;
    let environment = outside.environment;
    let name = &profile_name(flags, environment)?;
    let store = profile::path(environment)
        .ok_or_else(|| Stop::Usage("set `HOME` or `XDG_CONFIG_HOME`: the profile is kept there".to_owned()))?;
    let old = files::read(&store).map_err(|error| Stop::file(&store, format!("can't be read ({})", error.kind())))?;
    if !old.trim().is_empty() {
        let fix = "mend it, or move it away to begin anew";
        profile::names(&old).map_err(|wrong| Stop::file(&store, format!("{wrong}; {fix}")))?;
    }
    write!(outside.output, "{}", words::opening())?;
    let mut ask = Ask { keyboard: &mut *outside.input, output: &mut *outside.output };
    let begun = login::Begun { name, flags, environment, token_stdin: options.token_stdin, old: &old };
    let accepted = begun.login(&mut ask).await?;
    store_key(&store, &accepted)?;
    writeln!(ask.output, "\nkept as profile `{name}` in {}", store.display())?;
    forget_key(&profile::beside(environment, &key_file(name)), &accepted, &mut ask)?;
    let settings =
        profile::pick(&accepted.profiles, name).unwrap_or_default().into_iter().map(|(key, _)| key).collect();
    let entry = place::entry(name, &outside.program, accepted.way.variables, settings, environment);
    let offered = place::offer(clients, options.yes, &entry, environment, &mut ask);
    for variable in accepted.way.secrets {
        writeln!(
            ask.output,
            "\n`{variable}` may hold a secret and is kept nowhere here: it must also be set where the client is started, or in its settings"
        )?;
    }
    writeln!(ask.output, "\nCheck it at any time: mcp-server-jira doctor --profile {name}")?;
    offered
}

/// The key first: a profile never names a file that isn't there.
fn store_key(store: &std::path::Path, accepted: &login::Accepted) -> Result<(), Stop> {
    let failed =
        |place: &std::path::Path, error: io::Error| Stop::file(place, format!("can't be written ({})", error.kind()));
    if let Some(folder) = store.parent() {
        crate::private::folder(folder).map_err(|error| failed(folder, error))?;
    }
    if let Some((place, secret)) = &accepted.kept {
        crate::private::replace(place, secret.text()).map_err(|error| failed(place, error))?;
    }
    crate::private::replace(store, &accepted.profiles).map_err(|error| failed(store, error))
}

/// A key that was kept before a command prints it would lie there for nothing.
fn forget_key(place: &std::path::Path, accepted: &login::Accepted, ask: &mut Ask<'_>) -> Result<(), Stop> {
    if accepted.kept.is_some() || !place.exists() {
        return Ok(());
    }
    crate::private::remove(place).map_err(|error| {
        Stop::file(place, format!("still holds the old key and can't be removed ({})", error.kind()))
    })?;
    writeln!(ask.output, "the key that was kept in {} is deleted; it works until it is revoked", place.display())?;
    Ok(())
}

fn profile_name(flags: &Flags, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, Stop> {
    let name = profile::named(flags, environment).unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    match profile::is_name(&name) {
        true => Ok(name),
        false => Err(Stop::Usage("a profile's name has letters, digits, `-`, `_` and `.` only".to_owned())),
    }
}

/// The file in which the key of a profile is kept, beside profiles.json.
fn key_file(name: &str) -> String {
    format!("{name}.token")
}
