//! `setup --remove`: the entries first, then the profile and its key, unless only some clients are named. Each is shown, and asked for
//! unless `--yes` says it.

use super::ask::Ask;
use super::clients::{self, Client, Places};
use super::place::{Outcome, all_changed, change, chosen};
use super::{Options, Stop, files, key_file, profile_name};
use crate::cli::Outside;
use crate::config::{Flags, profile};
use crate::private;
use std::io;

/// Takes away what `setup` made for a profile.
///
/// # Errors
///
/// A file can't be read or changed.
pub(super) fn run(options: &Options, flags: &Flags, outside: &mut Outside<'_>) -> Result<(), Stop> {
    let named = chosen(&options.client)?;
    let environment = outside.environment;
    let name = &profile_name(flags, environment)?;
    let mut ask = Ask { keyboard: &mut *outside.input, output: &mut *outside.output };
    let places = Places { environment, system: std::env::consts::OS };
    let mut found = false;
    let mut failed = Vec::new();
    let only_these = named.as_ref().is_some_and(|named| !named.is_empty());
    let is_named = named.is_some();
    for client in named.unwrap_or_else(|| clients::ALL.iter().collect()) {
        let decide = |text: &str| client.removing(text, name);
        match change(client, &places, options.yes, &decide, &mut ask)? {
            Outcome::Done => {
                found = true;
                tell_of_the_other(client, &places, &mut ask)?;
            }
            Outcome::Declined => found = true,
            Outcome::Nothing => {}
            Outcome::Unchangeable { why, agreed } => {
                if is_named || agreed {
                    failed.push(client.title);
                }
                writeln!(ask.output, "\n{}: {why}, and was left as it is", client.title)?;
            }
        }
    }
    let failed = all_changed(&failed);
    if only_these {
        if !found && failed.is_ok() {
            writeln!(ask.output, "no client that was named has profile `{name}`")?;
        }
        return failed;
    }
    forget(name, options.yes, found, environment, &mut ask)?;
    failed
}

/// What another server's entry was before ours took its place is not brought back: it may not be wanted any more, and its key may be gone.
fn tell_of_the_other(client: &Client, places: &Places<'_>, ask: &mut Ask<'_>) -> io::Result<()> {
    let Some(file) = client.file(places) else { return Ok(()) };
    if files::read(&file).is_ok_and(|text| client.other(&text).is_some()) {
        return Ok(());
    }
    let held = files::backups(&file).find_map(|backup| Some((client.other(&files::read(&backup).ok()?)?, backup)));
    match held {
        Some((name, backup)) => writeln!(
            ask.output,
            "  the entry `{name}` of mcp-atlassian, as it was before, is in {}; it was not restored",
            backup.display()
        ),
        None => Ok(()),
    }
}

/// Takes the profile and its key away.
fn forget(
    name: &str,
    yes: bool,
    found: bool,
    environment: &dyn Fn(&str) -> Option<String>,
    ask: &mut Ask<'_>,
) -> Result<(), Stop> {
    let Some(store) = profile::path(environment) else { return Ok(()) };
    let failed = |error: io::Error| Stop::file(&store, format!("can't be changed ({})", error.kind()));
    let text = files::read(&store).map_err(failed)?;
    let left = match text.trim().is_empty() {
        true => None,
        false => profile::take(&text, name).map_err(|wrong| Stop::file(&store, wrong))?,
    };
    let key = profile::beside(environment, &key_file(name));
    if left.is_none() && !key.exists() {
        if !found {
            writeln!(ask.output, "there is no profile `{name}`, and no client has it")?;
        }
        return Ok(());
    }
    writeln!(ask.output, "\nprofile `{name}` and its key, in {}", store.display())?;
    if !yes && !ask.agrees("Take them away?")? {
        writeln!(ask.output, "  left as they are{}", if ask.is_attended() { "" } else { ": nobody said `--yes`" })?;
        return Ok(());
    }
    if let Some(left) = left {
        private::replace(&store, &left).map_err(failed)?;
    }
    private::remove(&key).map_err(|error| Stop::file(&key, format!("can't be removed ({})", error.kind())))?;
    writeln!(ask.output, "  taken away; the key itself still works until you revoke it where it was made")?;
    Ok(())
}
