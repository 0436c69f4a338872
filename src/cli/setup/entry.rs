//! What a client's file must say, whatever its format: our own entry, and what becomes of those that are there. Pure.

use super::limits;
use crate::config::VARIABLES_OF_A_LOGIN;
use std::path::Path;

/// An entry as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name in the file.
    pub(super) name: String,
    /// The program.
    pub(super) command: String,
    /// Its arguments.
    pub(super) args: Vec<String>,
    /// Variables, none of them secret.
    pub(super) env: Vec<(String, String)>,
    /// The settings that its profile holds; they are not written.
    pub(super) settings: Vec<String>,
}

/// An entry as it was found. Of its variables only the names: their values may be secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) command: String,
    pub(super) args: Vec<String>,
    pub(super) env: Vec<String>,
    /// What its variables forbid, with their values: a protection is not lost on the way.
    pub(super) limits: Vec<(String, String)>,
}

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Write this entry, in the place of one of its name.
    Put(Entry),
    /// Take this entry out.
    Drop(String),
    /// Take these variables and these arguments, by their places, out of an entry.
    Strip { name: String, env: Vec<String>, args: Vec<usize>, why: &'static str },
}

/// The name of the other server that is often there already.
const OTHER: &str = "mcp-atlassian";
/// What our own program is called, with or without a suffix of its system.
const OURS: &str = "mcp-server-jira";

const FOR_CONFLUENCE: &str = "stays for Confluence, without its tools for Jira";
const TAKEN_OVER: &str = "is taken over by this server, which gets its login from the profile";
const OVER_PROFILE: &str = "gets its login from the profile, over which these would win";
const FLAGS_OF_A_LOGIN: [&str; 4] = ["--url", "--email", "--token-command", "--profile"];

/// The changes that add an entry, none when it is there.
///
/// An entry of ours for this profile is brought up to date, where it stands. An entry of the other server that serves Jira alone is taken
/// over, with what it forbids; one that serves Confluence too stays for that, without the settings that give it Jira, and therefore
/// without its tools for Jira, and ours is put beside it.
///
/// # Errors
///
/// What an entry of the other server forbids can't be taken over; the end of a sentence that names the file.
pub(super) fn adding(found: &[Found], entry: &Entry) -> Result<Vec<Change>, String> {
    let mut changes = Vec::new();
    let mut entry = entry.clone();
    let profile = profile_of(&entry.args).map(str::to_owned);
    let shared: Vec<&Found> = found.iter().filter(|found| of_jira(found) && serves_confluence(found)).collect();
    let ours = found.iter().find(|found| is_ours(found) && profile_of(&found.args) == profile.as_deref());
    let ours = ours.or_else(|| found.iter().find(|found| is_ours(found) && found.name == entry.name));
    let holder = ours.or_else(|| found.iter().find(|found| of_jira(found) && !serves_confluence(found)));
    let ended = holder.filter(|holder| !is_ours(holder));
    for (name, value) in limits::of(shared.iter().copied().chain(ended))? {
        entry.env.retain(|(known, _)| *known != name);
        entry.env.push((name, value));
    }
    for other in shared {
        let (env, args) = (jira_of(&other.env), args_of_jira(&other.args));
        changes.push(Change::Strip { name: other.name.clone(), env, args, why: FOR_CONFLUENCE });
    }
    if let Some(holder) = holder {
        entry.name.clone_from(&holder.name);
        let is_login = |name: &&String| VARIABLES_OF_A_LOGIN.contains(&name.as_str());
        let mut old: Vec<String> = holder.env.iter().filter(is_login).cloned().collect();
        let why = if ended.is_none() {
            // What else was decided there, such as `--read-only`, stays decided.
            entry.args = with_profile(&holder.args, &entry.args);
            OVER_PROFILE
        } else {
            let open = holder.limits.iter().filter(|(name, value)| {
                limits::is_open(name, value) && !entry.env.iter().any(|(known, _)| known == name)
            });
            old.extend(open.map(|(name, _)| name.clone()));
            TAKEN_OVER
        };
        if !old.is_empty() || ended.is_some() {
            changes.push(Change::Strip { name: entry.name.clone(), env: old, args: Vec::new(), why });
        }
    } else if found.iter().any(|found| found.name == entry.name) {
        // Somebody else's entry of our name is not ours to replace.
        entry.name = entry.name.replacen("jira", OURS, 1);
    }
    let is_there = found.iter().any(|found| {
        let mut names = entry.env.iter().map(|(name, _)| name);
        found.name == entry.name
            && found.command == entry.command
            && found.args == entry.args
            && names.all(|name| found.env.contains(name))
    });
    if !is_there {
        changes.push(Change::Put(entry));
    }
    Ok(changes)
}

/// The entry of the other server for Jira, if there is one.
pub(super) fn of_other(found: &[Found]) -> Option<&str> {
    found.iter().find(|found| of_jira(found)).map(|found| found.name.as_str())
}

/// Whether what was there before these changes may hold a key.
pub(super) fn leave_a_key(changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::Strip { env, args, why, .. } => {
            *why == TAKEN_OVER || !args.is_empty() || env.iter().any(|name| name.ends_with("_TOKEN"))
        }
        Change::Put(_) | Change::Drop(_) => false,
    })
}

/// The changes that take our entries of a profile out.
pub(super) fn removing(found: &[Found], profile: &str) -> Vec<Change> {
    let of_profile = |found: &&Found| is_ours(found) && profile_of(&found.args) == Some(profile);
    found.iter().filter(of_profile).map(|found| Change::Drop(found.name.clone())).collect()
}

/// What a change does, as lines for a person. No value of an entry that was found is among them.
pub(super) fn tell(change: &Change) -> String {
    match change {
        Change::Put(entry) => format!("  + `{}`: {}{}", entry.name, shown(entry), over_profile(entry)),
        Change::Drop(name) => format!("  - `{name}`"),
        Change::Strip { name, env, args, why } => {
            let mut gone = env.clone();
            if !args.is_empty() {
                gone.push(format!("{} of its arguments", args.len()));
            }
            let gone = if gone.is_empty() { String::new() } else { format!(": - {}", gone.join(", ")) };
            format!("  ~ `{name}` {why}{gone}")
        }
    }
}

fn shown(entry: &Entry) -> String {
    let env = entry.env.iter().map(|(name, value)| format!("{name}={value} "));
    let words = std::iter::once(&entry.command).chain(&entry.args).map(String::as_str);
    env.collect::<String>() + &words.collect::<Vec<_>>().join(" ")
}

/// What was forbidden there is not what was just decided: which of the two holds is said before it is agreed to.
fn over_profile(entry: &Entry) -> String {
    let over = entry.env.iter().filter_map(|(name, _)| {
        let setting = limits::setting(name).filter(|setting| entry.settings.iter().any(|held| held == setting))?;
        Some(format!(
            "\n    `{name}` wins over `{setting}` of the profile: take it out of the entry if that is not meant"
        ))
    });
    over.collect()
}

fn is_ours(found: &Found) -> bool {
    stem(&found.command) == OURS
}

fn is_other(found: &Found) -> bool {
    std::iter::once(&found.command).chain(&found.args).any(|word| stem(word) == OTHER)
}

fn of_jira(found: &Found) -> bool {
    is_other(found) && !(jira_of(&found.env).is_empty() && args_of_jira(&found.args).is_empty())
}

/// `mcp-atlassian` of a path, of `mcp-atlassian@0.21` and of `ghcr.io/somebody/mcp-atlassian:latest`.
fn stem(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.split(['@', ':', '=']).next().unwrap_or_default();
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).filter(|_| name.ends_with(".exe")).unwrap_or(name)
}

/// The arguments that were there, with our profile in the place of what said who asks.
fn with_profile(old: &[String], profile: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = old.iter();
    while let Some(word) = words.next() {
        let flag = word.split('=').next().unwrap_or_default();
        match FLAGS_OF_A_LOGIN.contains(&flag) {
            true if word.contains('=') => {}
            true => {
                words.next();
            }
            false if flag == "--demo" => {}
            false => kept.push(word.clone()),
        }
    }
    kept.extend(profile.iter().cloned());
    kept
}

fn profile_of(args: &[String]) -> Option<&str> {
    let apart = args.iter().position(|arg| arg == "--profile").and_then(|at| args.get(at + 1));
    apart.map(String::as_str).or_else(|| args.iter().find_map(|arg| arg.strip_prefix("--profile=")))
}

fn jira_of(variables: &[String]) -> Vec<String> {
    variables.iter().filter(|name| is_of_jira(name)).cloned().collect()
}

fn is_of_jira(variable: &str) -> bool {
    variable.starts_with("JIRA_")
}

fn serves_confluence(found: &Found) -> bool {
    let names = |word: &String| word.contains("CONFLUENCE_") || word.starts_with("--confluence");
    found.env.iter().chain(&found.args).any(names)
}

/// The places of `--jira-url X`, `--jira-url=X`, `-e JIRA_URL`, `--env JIRA_URL=X` and the like.
fn args_of_jira(args: &[String]) -> Vec<usize> {
    let mut places = Vec::new();
    for (at, arg) in args.iter().enumerate() {
        let next = args.get(at + 1);
        let is_value = next.is_some_and(|next| !next.starts_with('-'));
        let pair = match arg.as_str() {
            "-e" | "--env" => next.is_some_and(|next| is_of_jira(next)),
            flag if flag.starts_with("--jira-") => {
                places.push(at);
                if !flag.contains('=') && is_value && flag != "--jira-ssl-verify" {
                    places.push(at + 1);
                }
                false
            }
            flag => {
                if flag.strip_prefix("--env=").is_some_and(is_of_jira) {
                    places.push(at);
                }
                false
            }
        };
        if pair {
            places.extend([at, at + 1]);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            name: "jira".into(),
            command: "/opt/mcp-server-jira".into(),
            args: vec!["--profile".into(), "default".into()],
            env: Vec::new(),
            settings: Vec::new(),
        }
    }

    fn found(name: &str, command: &str, args: &[&str], env: &[&str]) -> Found {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Found { name: name.into(), command: command.into(), args: owned(args), env: owned(env), limits: vec![] }
    }

    fn added(found: &[Found]) -> Vec<Change> {
        adding(found, &entry()).unwrap()
    }

    #[test]
    fn it_is_added_once_and_never_over_somebody_elses() {
        let put = |name: &str| Change::Put(Entry { name: name.into(), ..entry() });
        assert_eq!(added(&[]), [put("jira")]);
        let ours = found("jira", "/opt/mcp-server-jira", &["--profile", "default"], &[]);
        assert_eq!(added(std::slice::from_ref(&ours)), []);
        let moved = Found { command: r"C:\old\mcp-server-jira.exe".into(), ..ours.clone() };
        assert_eq!(added(&[moved]), [put("jira")]);
        let somebodys = found("jira", "npx", &["some-jira-server"], &["JIRA_API_TOKEN"]);
        assert_eq!(added(std::slice::from_ref(&somebodys)), [put("mcp-server-jira")]);
        assert_eq!(removing(&[ours, somebodys], "default"), [Change::Drop("jira".into())]);
        assert_eq!(removing(&[found("jira", "mcp-server-jira", &["--profile=work"], &[])], "default"), []);
    }

    #[test]
    fn what_was_decided_in_an_older_entry_of_ours_stays() {
        let old =
            found("jira", "mcp-server-jira", &["--read-only", "--url", "x"], &["JIRA_API_TOKEN", "JIRA_MCP_PROJECTS"]);
        let args = ["--read-only", "--profile", "default"].map(str::to_owned).to_vec();
        let strip =
            Change::Strip { name: "jira".into(), env: vec!["JIRA_API_TOKEN".into()], args: vec![], why: OVER_PROFILE };
        assert_eq!(added(&[old]), [strip, Change::Put(Entry { args, ..entry() })]);
    }

    #[test]
    fn the_other_server_keeps_confluence() {
        let jira = ["JIRA_URL", "JIRA_USERNAME", "JIRA_API_TOKEN"];
        let only = found("jira", "uvx", &["mcp-atlassian"], &jira);
        let only = Found { limits: vec![("READ_ONLY_MODE".into(), "true".into())], ..only };
        let env = vec!["JIRA_URL".into(), "JIRA_USERNAME".into(), "JIRA_API_TOKEN".into()];
        let strip = Change::Strip { name: "jira".into(), env, args: vec![], why: TAKEN_OVER };
        let limited = Entry { env: vec![("READ_ONLY_MODE".into(), "true".into())], ..entry() };
        assert_eq!(added(&[only]), [strip, Change::Put(limited)]);
        let both = ["CONFLUENCE_URL", "JIRA_URL", "JIRA_API_TOKEN"];
        let both = found("atlassian", "uvx", &["mcp-atlassian@0.21", "--jira-url", "x", "-v"], &both);
        let strip = Change::Strip {
            name: "atlassian".into(),
            env: vec!["JIRA_URL".into(), "JIRA_API_TOKEN".into()],
            args: vec![1, 2],
            why: FOR_CONFLUENCE,
        };
        assert_eq!(added(&[both]), [strip, Change::Put(entry())]);
        let args = ["mcp-atlassian", "--read-only", "--jira-projects-filter", "SHOP,OPS", "--confluence-url=x"];
        let limited = added(&[found("atlassian", "uvx", &args, &[])]);
        let Some(Change::Put(limited)) = limited.last() else { panic!("{limited:?}") };
        assert_eq!(
            limited.env,
            [("READ_ONLY_MODE", "true"), ("JIRA_PROJECTS_FILTER", "SHOP,OPS")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let open = Found {
            limits: vec![("READ_ONLY_MODE".into(), "false".into())],
            ..found("jira", "uvx", &["mcp-atlassian", "--toolsets=jira_links"], &["JIRA_URL", "READ_ONLY_MODE"])
        };
        let env = vec!["JIRA_URL".into(), "READ_ONLY_MODE".into()];
        let strip = Change::Strip { name: "jira".into(), env, args: vec![], why: TAKEN_OVER };
        let limited = Entry { env: vec![("TOOLSETS".into(), "jira_links".into())], ..entry() };
        assert_eq!(
            added(std::slice::from_ref(&open)),
            [strip, Change::Put(limited)],
            "what forbids nothing would win over the profile"
        );
        let strict = Entry { settings: vec!["tools".into(), "projects".into()], ..entry() };
        let told: Vec<String> = adding(std::slice::from_ref(&open), &strict).unwrap().iter().map(tell).collect();
        assert!(told.concat().contains("`TOOLSETS` wins over `tools` of the profile"), "{told:?}");
        assert!(!told.concat().contains("`projects`"), "{told:?}");
        let hidden = found("jira", "uvx", &["mcp-atlassian", "--env-file=x"], &["JIRA_URL"]);
        assert!(adding(&[hidden], &entry()).unwrap_err().contains("--env-file"));
        let confluence = found("wiki", "mcp-atlassian", &[], &["CONFLUENCE_URL"]);
        assert_eq!(added(&[confluence]), [Change::Put(entry())]);
    }

    #[test]
    fn a_container_is_given_its_variables_by_arguments() {
        let args =
            ["run", "-e", "CONFLUENCE_URL", "-e", "JIRA_URL", "--env=JIRA_API_TOKEN", "ghcr.io/x/mcp-atlassian:1"];
        let container = found("atlassian", "docker", &args, &[]);
        let strip = Change::Strip { name: "atlassian".into(), env: vec![], args: vec![3, 4, 5], why: FOR_CONFLUENCE };
        assert_eq!(added(&[container]).first(), Some(&strip));
    }
}
