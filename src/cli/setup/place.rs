//! Offering the server to the clients that are there: the change is shown, then made if its owner agrees.

use super::ask::Ask;
use super::clients::{self, Client, Places};
use super::entry::{Change, Entry, leave_a_key, tell};
use super::{DEFAULT_PROFILE, Stop, files, json};
use std::path::Path;

/// The clients that are named; `None` where none is, which means those that are there. `none` names no client.
///
/// # Errors
///
/// A name that is no client's, or `none` beside one.
pub(super) fn chosen(names: &[String]) -> Result<Option<Vec<&'static Client>>, Stop> {
    if names.is_empty() {
        return Ok(None);
    }
    let is_none = |name: &String| name.eq_ignore_ascii_case("none");
    if names.iter().all(is_none) {
        return Ok(Some(Vec::new()));
    }
    if names.iter().any(is_none) {
        return Err(Stop::Usage("`--client none` names no client: leave out `none`, or the others".to_owned()));
    }
    let all = names.iter().map(|name| {
        clients::named(name).ok_or_else(|| {
            let known = crate::error::quoted(clients::ALL.iter().map(|client| client.name));
            let fix = "for another client give `none`, and put into its settings what is shown then";
            Stop::Usage(format!("`{name}` is not a client that is known here, as {known} are; {fix}"))
        })
    });
    all.collect::<Result<_, _>>().map(Some)
}

/// Offers each client that is named, or that is there; for others the text to paste is printed.
///
/// # Errors
///
/// A client that was named, or whose owner agreed, could not be changed; the others were.
pub(super) fn offer(
    named: Option<Vec<&'static Client>>,
    yes: bool,
    entry: &Entry,
    environment: &dyn Fn(&str) -> Option<String>,
    ask: &mut Ask<'_>,
) -> Result<(), Stop> {
    let places = Places { environment, system: std::env::consts::OS };
    let is_there = |client: &&Client| client.file(&places).is_some_and(|file| client.is_there(&file));
    let is_named = named.is_some();
    let clients = named.unwrap_or_else(|| clients::ALL.iter().filter(is_there).collect());
    let mut failed = Vec::new();
    for client in &clients {
        let decide = |text: &str| client.adding(text, entry);
        match change(client, &places, yes, &decide, ask)? {
            Outcome::Done | Outcome::Declined => {}
            Outcome::Nothing => writeln!(ask.output, "\n{} has it already", client.title)?,
            Outcome::Unchangeable { why, agreed } => {
                if is_named || agreed {
                    failed.push(client.title);
                }
                let snippet = client.apply("", &[Change::Put(entry.clone())]).unwrap_or_default();
                let title = client.title;
                writeln!(ask.output, "\n{title}: {why}. Put this into it yourself:\n{}", snippet.trim_end())?;
            }
        }
    }
    if clients.is_empty() {
        writeln!(ask.output, "\nPut this into your client's settings:\n{}", json::snippet(entry).trim_end())?;
    }
    all_changed(&failed)
}

/// What is said and answered at the end, when all else is done.
///
/// # Errors
///
/// Some could not be changed.
pub(super) fn all_changed(failed: &[&str]) -> Result<(), Stop> {
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Stop::Failed(format!("not changed: {}", failed.join(", ")))),
    }
}

/// What became of a change.
pub(super) enum Outcome {
    Done,
    Declined,
    Nothing,
    /// Why the file can't be changed here, and whether its owner had agreed to that.
    Unchangeable {
        why: String,
        agreed: bool,
    },
}

/// Shows a change of a client's file and makes it.
///
/// # Errors
///
/// Nobody can be asked or told any more.
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
        Err(why) => return Ok(Outcome::Unchangeable { why, agreed: false }),
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
    let made = || {
        let text = match decided()? {
            (text, now) if now == changes => text,
            // The client may have written it while its owner was thinking.
            _ => return Err(format!("{shown} has just been changed")),
        };
        let new = client.apply(&text, &changes).map_err(|wrong| format!("{shown} {wrong}"))?;
        files::replace(&file, &new).map_err(|error| format!("{shown} can't be written ({})", error.kind()))
    };
    match made() {
        Err(why) => return Ok(Outcome::Unchangeable { why, agreed: true }),
        Ok(None) => writeln!(ask.output, "  made")?,
        Ok(Some(backup)) => {
            let key = if leave_a_key(&changes) {
                ", which may still hold the old key: delete it once this works"
            } else {
                ""
            };
            writeln!(ask.output, "  changed; what was there is in {}{key}", backup.display())?;
        }
    }
    Ok(Outcome::Done)
}

/// The entry of a profile, with the variables that are the way to Jira. Nothing secret is in it: the profile knows where the key is.
pub(super) fn entry(
    profile: &str,
    program: &Path,
    way: Vec<(String, String)>,
    settings: Vec<String>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Entry {
    let name = if profile == DEFAULT_PROFILE { "jira".to_owned() } else { format!("jira-{profile}") };
    // Some clients start their servers without it, and then the profile would be looked for elsewhere.
    let folder = environment("XDG_CONFIG_HOME").filter(|folder| !folder.trim().is_empty());
    Entry {
        name,
        command: program.display().to_string(),
        args: vec!["--profile".to_owned(), profile.to_owned()],
        env: folder.map(|folder| ("XDG_CONFIG_HOME".to_owned(), folder)).into_iter().chain(way).collect(),
        settings,
    }
}
