//! `setup --remove`: the entries first, then the profile and its key. Each is shown, and asked for unless `--yes` says it.

use super::ask::Ask;
use super::clients::{self, Places};
use super::place::{Outcome, change};
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
    let name = profile_name(flags)?;
    let environment = outside.environment;
    let mut ask = Ask { keyboard: &mut *outside.input, output: &mut *outside.output };
    let places = Places { environment, system: std::env::consts::OS };
    let mut found = false;
    for client in &clients::ALL {
        let decide = |text: &str| client.removing(text, name);
        match change(client, &places, options.yes, &decide, &mut ask)? {
            Outcome::Done | Outcome::Declined => found = true,
            Outcome::Nothing => {}
            Outcome::Unreadable(why) => writeln!(ask.output, "\n{}: {why}, and was left as it is", client.title)?,
        }
    }
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
    if !options.yes && !ask.agrees("Take them away?")? {
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
