//! What a client's file must say, whatever its format: our own entry, and what becomes of those that are there. Pure.

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
const READ_ONLY: &str = "READ_ONLY_MODE";
const PROJECTS: &str = "JIRA_PROJECTS_FILTER";
/// The variables of the other server that forbid something; this one understands them.
pub(super) const LIMITS: [&str; 2] = [READ_ONLY, PROJECTS];
const OVER_PROFILE: &str = "gets its login from the profile, over which these would win";
const FLAGS_OF_A_LOGIN: [&str; 4] = ["--url", "--email", "--token-command", "--profile"];

/// The changes that add an entry, none when it is there.
///
/// An entry of ours for this profile is brought up to date, where it stands. An entry of the other server that serves Jira alone is taken
/// over, with what it forbids; one that serves Confluence too stays for that, without the settings that give it Jira, and therefore
/// without its tools for Jira, and ours is put beside it.
pub(super) fn adding(found: &[Found], entry: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut entry = entry.clone();
    let profile = profile_of(&entry.args).map(str::to_owned);
    let of_jira =
        |found: &&Found| is_other(found) && !(jira_of(&found.env).is_empty() && args_of_jira(&found.args).is_empty());
    for other in found.iter().filter(of_jira).filter(|found| serves_confluence(found)) {
        let (env, args) = (jira_of(&other.env), args_of_jira(&other.args));
        limit(&mut entry, other);
        changes.push(Change::Strip { name: other.name.clone(), env, args, why: FOR_CONFLUENCE });
    }
    let ours = found.iter().find(|found| is_ours(found) && profile_of(&found.args) == profile.as_deref());
    let ours = ours.or_else(|| found.iter().find(|found| is_ours(found) && found.name == entry.name));
    if let Some(holder) = ours.or_else(|| found.iter().filter(of_jira).find(|found| !serves_confluence(found))) {
        entry.name.clone_from(&holder.name);
        let why = match is_ours(holder) {
            true => {
                // What else was decided there, such as `--read-only`, stays decided.
                entry.args = with_profile(&holder.args, &entry.args);
                OVER_PROFILE
            }
            false => {
                limit(&mut entry, holder);
                TAKEN_OVER
            }
        };
        let old: Vec<String> =
            holder.env.iter().filter(|name| VARIABLES_OF_A_LOGIN.contains(&name.as_str())).cloned().collect();
        if !old.is_empty() {
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
    changes
}

/// Takes over what another entry forbids, in its variables or its arguments.
fn limit(entry: &mut Entry, other: &Found) {
    let mut limits = other.limits.clone();
    for (at, arg) in other.args.iter().enumerate() {
        let word = arg.strip_prefix("--env=").unwrap_or(arg);
        let named = word.split_once('=').filter(|(name, _)| LIMITS.contains(name));
        let named = named.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let flag = match arg.strip_prefix("--jira-projects-filter") {
            Some("") => other.args.get(at + 1).map(|keys| (PROJECTS.to_owned(), keys.clone())),
            Some(rest) => rest.strip_prefix('=').map(|keys| (PROJECTS.to_owned(), keys.to_owned())),
            None => (arg == "--read-only").then(|| (READ_ONLY.to_owned(), "true".to_owned())),
        };
        limits.extend(named.or(flag));
    }
    for (name, value) in limits {
        if !entry.env.iter().any(|(known, _)| *known == name) {
            entry.env.push((name, value));
        }
    }
}

/// The changes that take our entries of a profile out.
pub(super) fn removing(found: &[Found], profile: &str) -> Vec<Change> {
    let of_profile = |found: &&Found| is_ours(found) && profile_of(&found.args) == Some(profile);
    found.iter().filter(of_profile).map(|found| Change::Drop(found.name.clone())).collect()
}

/// What a change does, as lines for a person. No value of an entry that was found is among them.
pub(super) fn tell(change: &Change) -> String {
    match change {
        Change::Put(entry) => format!("  + `{}`: {}", entry.name, shown(entry)),
        Change::Drop(name) => format!("  - `{name}`"),
        Change::Strip { name, env, args, why } => {
            let mut gone = env.clone();
            if !args.is_empty() {
                gone.push(format!("{} of its arguments", args.len()));
            }
            format!("  ~ `{name}` {why}: - {}", gone.join(", "))
        }
    }
}

fn shown(entry: &Entry) -> String {
    let env = entry.env.iter().map(|(name, value)| format!("{name}={value} "));
    let words = std::iter::once(&entry.command).chain(&entry.args).map(String::as_str);
    env.collect::<String>() + &words.collect::<Vec<_>>().join(" ")
}

fn is_ours(found: &Found) -> bool {
    stem(&found.command) == OURS
}

fn is_other(found: &Found) -> bool {
    std::iter::once(&found.command).chain(&found.args).any(|word| stem(word) == OTHER)
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
        }
    }

    fn found(name: &str, command: &str, args: &[&str], env: &[&str]) -> Found {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Found { name: name.into(), command: command.into(), args: owned(args), env: owned(env), limits: vec![] }
    }

    #[test]
    fn it_is_added_once_and_never_over_somebody_elses() {
        let put = |name: &str| Change::Put(Entry { name: name.into(), ..entry() });
        assert_eq!(adding(&[], &entry()), [put("jira")]);
        let ours = found("jira", "/opt/mcp-server-jira", &["--profile", "default"], &[]);
        assert_eq!(adding(std::slice::from_ref(&ours), &entry()), []);
        let moved = Found { command: r"C:\old\mcp-server-jira.exe".into(), ..ours.clone() };
        assert_eq!(adding(&[moved], &entry()), [put("jira")]);
        let somebodys = found("jira", "npx", &["some-jira-server"], &["JIRA_API_TOKEN"]);
        assert_eq!(adding(std::slice::from_ref(&somebodys), &entry()), [put("mcp-server-jira")]);
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
        assert_eq!(adding(&[old], &entry()), [strip, Change::Put(Entry { args, ..entry() })]);
    }

    #[test]
    fn the_other_server_keeps_confluence() {
        let jira = ["JIRA_URL", "JIRA_USERNAME", "JIRA_API_TOKEN"];
        let only = found("jira", "uvx", &["mcp-atlassian"], &jira);
        let only = Found { limits: vec![("READ_ONLY_MODE".into(), "true".into())], ..only };
        let env = vec!["JIRA_URL".into(), "JIRA_USERNAME".into(), "JIRA_API_TOKEN".into()];
        let strip = Change::Strip { name: "jira".into(), env, args: vec![], why: TAKEN_OVER };
        let limited = Entry { env: vec![("READ_ONLY_MODE".into(), "true".into())], ..entry() };
        assert_eq!(adding(&[only], &entry()), [strip, Change::Put(limited)]);
        let both = ["CONFLUENCE_URL", "JIRA_URL", "JIRA_API_TOKEN"];
        let both = found("atlassian", "uvx", &["mcp-atlassian@0.21", "--jira-url", "x", "-v"], &both);
        let strip = Change::Strip {
            name: "atlassian".into(),
            env: vec!["JIRA_URL".into(), "JIRA_API_TOKEN".into()],
            args: vec![1, 2],
            why: FOR_CONFLUENCE,
        };
        assert_eq!(adding(&[both], &entry()), [strip, Change::Put(entry())]);
        let args = ["mcp-atlassian", "--read-only", "--jira-projects-filter", "SHOP,OPS", "--confluence-url=x"];
        let limited = adding(&[found("atlassian", "uvx", &args, &[])], &entry());
        let Some(Change::Put(limited)) = limited.last() else { panic!("{limited:?}") };
        assert_eq!(
            limited.env,
            [("READ_ONLY_MODE", "true"), ("JIRA_PROJECTS_FILTER", "SHOP,OPS")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let confluence = found("wiki", "mcp-atlassian", &[], &["CONFLUENCE_URL"]);
        assert_eq!(adding(&[confluence], &entry()), [Change::Put(entry())]);
    }

    #[test]
    fn a_container_is_given_its_variables_by_arguments() {
        let args =
            ["run", "-e", "CONFLUENCE_URL", "-e", "JIRA_URL", "--env=JIRA_API_TOKEN", "ghcr.io/x/mcp-atlassian:1"];
        let container = found("atlassian", "docker", &args, &[]);
        let strip = Change::Strip { name: "atlassian".into(), env: vec![], args: vec![3, 4, 5], why: FOR_CONFLUENCE };
        assert_eq!(adding(&[container], &entry()).first(), Some(&strip));
    }
}
