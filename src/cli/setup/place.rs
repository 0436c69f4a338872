//! Offering the server to the clients that are there: the change is shown, then made if its owner agrees.

use super::ask::Ask;
use super::clients::{self, Client, Places};
use super::entry::{Change, Entry, tell};
use super::{DEFAULT_PROFILE, Options, Stop, files, json};
use std::path::Path;

/// Offers each client, or those that are named; for others the text to paste is printed.
///
/// # Errors
///
/// A file can't be changed.
pub(super) fn offer(
    options: &Options,
    profile: &str,
    program: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
    ask: &mut Ask<'_>,
) -> Result<(), Stop> {
    let places = Places { environment, system: std::env::consts::OS };
    let entry = entry(profile, program, environment);
    let mut chosen: Vec<&Client> = Vec::new();
    let mut unknown = Vec::new();
    for name in options.client.iter().filter(|name| !name.eq_ignore_ascii_case("none")) {
        match clients::named(name) {
            Some(client) => chosen.push(client),
            None => unknown.push(name.as_str()),
        }
    }
    if options.client.is_empty() {
        let is_there = |client: &&Client| client.file(&places).is_some_and(|file| client.is_there(&file));
        chosen.extend(clients::ALL.iter().filter(is_there));
    }
    for client in &chosen {
        let decide = |text: &str| client.adding(text, &entry);
        match change(client, &places, options.yes, &decide, ask)? {
            Outcome::Done | Outcome::Declined => {}
            Outcome::Nothing => writeln!(ask.output, "\n{} has it already", client.title)?,
            Outcome::Unreadable(why) => {
                let snippet = client.apply("", &[Change::Put(entry.clone())]).unwrap_or_default();
                let title = client.title;
                writeln!(ask.output, "\n{title}: {why}. Put this into it yourself:\n{}", snippet.trim_end())?;
            }
        }
    }
    for name in &unknown {
        writeln!(ask.output, "\n`{name}` is not a client that is known here.")?;
    }
    if !unknown.is_empty() || (chosen.is_empty() && options.client.is_empty()) {
        writeln!(ask.output, "\nPut this into your client's settings:\n{}", json::snippet(&entry).trim_end())?;
    }
    Ok(())
}

/// What became of a change.
pub(super) enum Outcome {
    Done,
    Declined,
    Nothing,
    /// Why the file can't be changed here.
    Unreadable(String),
}

/// Shows a change of a client's file and makes it.
///
/// # Errors
///
/// The file can't be written.
pub(super) fn change(
    client: &Client,
    places: &Places<'_>,
    yes: bool,
    decide: &dyn Fn(&str) -> Result<Vec<Change>, String>,
    ask: &mut Ask<'_>,
) -> Result<Outcome, Stop> {
    let Some(file) = client.file(places) else { return Ok(Outcome::Nothing) };
    let shown = file.display();
    let decided = || match files::read(&file) {
        Ok(text) => decide(&text).map(|changes| (text, changes)).map_err(|wrong| format!("{shown} {wrong}")),
        Err(error) => Err(format!("{shown} can't be read ({})", error.kind())),
    };
    let (_, changes) = match decided() {
        Ok(decided) => decided,
        Err(wrong) => return Ok(Outcome::Unreadable(wrong)),
    };
    if changes.is_empty() {
        return Ok(Outcome::Nothing);
    }
    writeln!(ask.output, "\n{}: {shown}", client.title)?;
    for change in &changes {
        writeln!(ask.output, "{}", tell(change))?;
    }
    if !yes && !ask.agrees("Change it?")? {
        writeln!(ask.output, "  left as it is{}", if ask.is_attended() { "" } else { ": nobody said `--yes`" })?;
        return Ok(Outcome::Declined);
    }
    // The client may have written it while its owner was thinking.
    let text = match decided() {
        Ok((text, now)) if now == changes => text,
        Ok(_) => return Ok(Outcome::Unreadable(format!("{shown} has just been changed"))),
        Err(wrong) => return Ok(Outcome::Unreadable(wrong)),
    };
    let new = client.apply(&text, &changes).map_err(|wrong| Stop::file(&file, wrong))?;
    let backup = files::replace(&file, &new)
        .map_err(|error| Stop::file(&file, format!("can't be written ({})", error.kind())))?;
    match backup {
        Some(backup) => writeln!(ask.output, "  changed; what was there is in {}", backup.display())?,
        None => writeln!(ask.output, "  made")?,
    }
    Ok(Outcome::Done)
}

/// Nothing secret is in it: the profile knows where the key is.
fn entry(profile: &str, program: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Entry {
    let name = if profile == DEFAULT_PROFILE { "jira".to_owned() } else { format!("jira-{profile}") };
    // Some clients start their servers without it, and then the profile would be looked for elsewhere.
    let folder = environment("XDG_CONFIG_HOME").filter(|folder| !folder.trim().is_empty());
    Entry {
        name,
        command: program.display().to_string(),
        args: vec!["--profile".to_owned(), profile.to_owned()],
        env: folder.map(|folder| ("XDG_CONFIG_HOME".to_owned(), folder)).into_iter().collect(),
    }
}
