//! Flags, variables and a profile become one value. A wrong setting never stops the server: the tools are listed, and
//! every call answers what is wrong with which setting, because the agent's user is the one who can mend it.

mod connection;
mod elsewhere;
mod flags;
mod headers;
mod list;
mod login;
pub mod profile;
mod proxy;
pub mod site;
mod sources;
mod start;

pub use elsewhere::TOOLSETS;
pub use flags::{Flags, VARIABLES_HELP};
pub use login::VARIABLES_OF_A_LOGIN;

use crate::closest::closest;
use crate::confirm::Mode;
use crate::error::{Code, ToolError};
use crate::jira::Settings;
use connection::NO_SITE;
use list::{
    ALL, ATTACHMENTS, AUDIT_LOG, CONFIRM, DEFAULT_PROJECT, JQL, LEDGER, LOG, MAX_TOKENS, PROFILE, PROJECTS,
    PUBLIC_COMMENTS, READ_ONLY, TIMEOUT,
};
use login::NO_LOGIN;
use serde_json::Map;
use sources::{Sources, items};
use std::path::PathBuf;

/// Everything that the person who runs this has decided.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the client is told.
    pub jira: Settings,
    /// Whether tools that write are off.
    pub read_only: bool,
    /// The only projects, upper-case; `None` means all.
    pub projects: Option<Vec<String>>,
    /// The project that is meant when none is named, upper-case.
    pub default_project: Option<String>,
    /// Which writes must be agreed to.
    pub confirm: Mode,
    /// Whether a comment on a service project may be public when asked for.
    pub public_comments: bool,
    /// Whether attachments may be read.
    pub attachments: bool,
    /// The estimated tokens of one result.
    pub max_tokens: usize,
    /// Whether queries are sent as they are, unrepaired.
    pub exact_jql: bool,
    /// Whether what was created is remembered, so that a repeated create is recognised.
    pub ledger: bool,
    /// The folder of what is remembered; `None` keeps it in memory.
    pub state_folder: Option<PathBuf>,
    /// The only tools to offer, as they were named; `None` means all.
    pub tools: Option<Vec<String>>,
    /// The variable that people know for them, which may be another server's.
    pub tools_setting: &'static str,
    /// Where the line per write goes; `None` is stderr.
    pub audit_log: Option<PathBuf>,
    /// The level or filter of the log.
    pub log: Option<String>,
    /// What is wrong; while it isn't empty, every call is refused with it.
    pub problems: Vec<Problem>,
    /// What a person should know, though it works.
    pub warnings: Vec<String>,
}

/// A setting that is wrong or missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The flag or variable.
    pub setting: String,
    /// What is wrong with it, as a sentence part without the setting's name unless it needs one.
    pub problem: String,
    /// What to do, as an imperative.
    pub fix: String,
}

impl Problem {
    fn new(setting: impl Into<String>, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { setting: setting.into(), problem: problem.into(), fix: fix.into() }
    }
}

/// What the names of this server's own variables begin with.
const PREFIX: &str = "JIRA_MCP_";
/// The estimated tokens of one result when nothing is set, and the least that a result can be held to.
const DEFAULT_MAX_TOKENS: u64 = 8_000;
const LEAST_MAX_TOKENS: u64 = 800;
/// Seconds of one call; clients give up after 60.
const DEFAULT_TIMEOUT: u64 = 25;

impl Config {
    /// Reads everything. Pure: the variables come from `environment`, the text of profiles.json from `profiles`, which
    /// is called only when a profile is named, or when neither a site nor a login is.
    pub fn from(
        flags: &Flags,
        environment: &dyn Fn(&str) -> Option<String>,
        profiles: &dyn Fn() -> Result<String, String>,
    ) -> Self {
        let mut problems = Vec::new();
        let mut warnings = Vec::new();
        let mut sources = Sources { flags, environment, profile: Map::new() };
        sources.profile = profile(&sources, profiles, &mut problems);
        let is_broken = !problems.is_empty() && sources.profile.is_empty();
        let jira = connection::read(&sources, &mut problems, &mut warnings);
        let named = sources.find(&PROFILE).is_some();
        point_at_profiles(&mut problems, is_broken, &|| if named { Vec::new() } else { names_of(profiles) });
        let (projects, default_project) = projects(&sources, &mut problems);
        let timing = &jira.timing;
        let seconds = sources.number(&TIMEOUT, DEFAULT_TIMEOUT, 1, 600, &mut problems);
        let budget = timing.seconds(seconds as f64);
        let max_tokens = sources.number(&MAX_TOKENS, DEFAULT_MAX_TOKENS, LEAST_MAX_TOKENS, 1_000_000, &mut problems);
        let exact_jql = sources.find(&JQL).is_some_and(|found| match found.value.to_ascii_lowercase().as_str() {
            "exact" => true,
            "repair" => false,
            _ => {
                problems.push(found.refuse("is not a way to treat queries", "set it to `exact`, or leave it unset"));
                false
            }
        });
        let (tools, tools_setting) = elsewhere::tools(&sources);
        Self {
            read_only: sources.switch(&READ_ONLY, false, true, &mut problems),
            projects,
            default_project,
            confirm: confirm(&sources, &mut problems),
            public_comments: sources.switch(&PUBLIC_COMMENTS, false, false, &mut problems),
            attachments: sources.switch(&ATTACHMENTS, true, false, &mut problems),
            max_tokens: usize::try_from(max_tokens).unwrap_or(usize::MAX),
            exact_jql,
            ledger: sources.switch(&LEDGER, true, true, &mut problems),
            state_folder: state_folder(environment),
            tools,
            tools_setting,
            audit_log: sources.find(&AUDIT_LOG).map(|found| PathBuf::from(found.value)),
            log: sources.find(&LOG).map(|found| found.value),
            jira: Settings {
                timing: crate::jira::Timing { budget, ..timing.clone() },
                state_folder: state_folder(environment),
                ..jira
            },
            problems,
            warnings,
        }
    }

    /// Looks for variables that are meant for this server and that it doesn't know. A name that is close to a known
    /// one is a problem: a `JIRA_MCP_READONLY` that is passed over in silence would leave writes on.
    pub fn check_names(&mut self, names: impl IntoIterator<Item = String>) {
        let known: Vec<&str> = ALL
            .iter()
            .flat_map(|setting| setting.variables)
            .chain(&["JIRA_MCP_HEADERS"])
            .filter_map(|name| name.strip_prefix(PREFIX))
            .collect();
        for name in names {
            // The prefix is the same in all of them and would make any two look close.
            let Some(own) = name.strip_prefix(PREFIX).filter(|own| !known.contains(own)) else {
                continue;
            };
            if let Some(near) = closest(own, known.iter().copied()) {
                let fix = format!("rename `{name}` to `{PREFIX}{near}`");
                self.problems.push(Problem::new(&name, format!("`{name}` is no setting"), fix));
            }
        }
    }

    /// What every call answers while a setting is wrong; `None` when all is well.
    pub fn refusal(&self) -> Option<ToolError> {
        if self.problems.is_empty() {
            return None;
        }
        let said: Vec<_> = self.problems.iter().map(Problem::said).collect();
        let fixes: Vec<_> = self.problems.iter().map(Problem::advice).collect();
        let message = format!("the settings of this server are wrong: {}", said.join("; "));
        let fix = format!("tell the person who runs this server: {}; then start it again", fixes.join("; "));
        Some(ToolError::fatal(Code::ConfigError, message).with_fix(fix))
    }
}

impl Problem {
    /// What is wrong, with the setting's name.
    pub fn said(&self) -> String {
        if self.problem.contains(&self.setting) {
            self.problem.clone()
        } else {
            format!("`{}`: {}", self.setting, self.problem)
        }
    }

    /// What to do, with the setting's name.
    pub fn advice(&self) -> String {
        if self.fix.contains('`') && (self.fix.contains("JIRA_") || self.fix.contains(&self.setting)) {
            self.fix.clone()
        } else {
            format!("`{}`: {}", self.setting, self.fix)
        }
    }
}

fn profile(
    sources: &Sources<'_>,
    profiles: &dyn Fn() -> Result<String, String>,
    problems: &mut Vec<Problem>,
) -> Map<String, serde_json::Value> {
    let Some(found) = sources.find(&PROFILE) else {
        return Map::new();
    };
    let mut entries = match profiles().and_then(|text| profile::pick(&text, &found.value)) {
        Ok(entries) => entries,
        Err(wrong) => {
            let fix = if wrong.starts_with(profile::UNREADABLE) {
                "mend profiles.json, or move it away and run `mcp-server-jira setup`"
            } else {
                "name a profile that exists in profiles.json; `mcp-server-jira setup` makes one"
            };
            problems.push(found.refuse(&wrong, fix));
            return Map::new();
        }
    };
    entries.retain(|key, _| {
        let known = key != PROFILE.key && ALL.iter().any(|setting| setting.key == key);
        if !known {
            let near = closest(key, ALL.iter().map(|setting| setting.key));
            let fix = match near {
                _ if key.contains("token") || key.contains("password") => {
                    "take it out of profiles.json and read it with `token_command` where it is kept".to_owned()
                }
                Some(near) => format!("write `{near}`"),
                None => "take it out of profiles.json".to_owned(),
            };
            problems.push(Problem::new(
                key,
                format!("profile `{}` has `{key}`, which is no setting", found.value),
                fix,
            ));
        }
        known
    });
    entries
}

fn names_of(profiles: &dyn Fn() -> Result<String, String>) -> Vec<String> {
    profiles().and_then(|text| profile::names(&text)).unwrap_or_default()
}

/// Where neither a site nor a login is set, both are most likely in a profile: in one that can't be read, or that was not named.
fn point_at_profiles(problems: &mut Vec<Problem>, is_broken: bool, names: &dyn Fn() -> Vec<String>) {
    /// More are in the file.
    const MOST: usize = 6;
    let is_missing = |problem: &Problem| [NO_SITE, NO_LOGIN].contains(&problem.problem.as_str());
    if problems.iter().filter(|problem| is_missing(problem)).count() < 2 {
        return;
    }
    let names = names();
    if !is_broken && names.is_empty() {
        return;
    }
    problems.retain(|problem| !is_missing(problem));
    if !names.is_empty() {
        let flags: Vec<String> = names.iter().take(MOST).map(|name| format!("`--profile {name}`")).collect();
        let fix = format!("start it with {} (`JIRA_MCP_PROFILE`)", flags.join(" or "));
        problems.insert(0, Problem::new("JIRA_URL", "`JIRA_URL` is not set, and no profile is named", fix));
    }
}

/// `$XDG_STATE_HOME/mcp-server-jira`, `~/.local/state/mcp-server-jira`, or on Windows a folder of `%LOCALAPPDATA%`.
fn state_folder(environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = set("XDG_STATE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local").join("state")))
        .or_else(|| set("LOCALAPPDATA"))?;
    Some(state.join("mcp-server-jira"))
}

fn projects(sources: &Sources<'_>, problems: &mut Vec<Problem>) -> (Option<Vec<String>>, Option<String>) {
    let is_key = |key: &str| {
        key.starts_with(|first: char| first.is_ascii_alphabetic())
            && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let projects = sources.find(&PROJECTS).map(|found| {
        let keys: Vec<String> = items(&found.value).iter().map(|key| key.to_uppercase()).collect();
        if keys.is_empty() || !keys.iter().all(|key| is_key(key)) {
            problems.push(
                found.refuse("is not a list of project keys", "write the keys with commas between, such as `SHOP,OPS`"),
            );
        }
        keys
    });
    let default_project =
        sources.find(&DEFAULT_PROJECT).and_then(|found| {
            let key = found.value.to_uppercase();
            if !is_key(&key) {
                problems.push(found.refuse("is not a project key", "set it to a project's key, such as `SHOP`"));
                return None;
            }
            if projects.as_ref().is_some_and(|allowed| !allowed.contains(&key)) {
                problems.push(found.refuse(
                    "is not one of the allowed projects",
                    "add it to `JIRA_MCP_PROJECTS`, or name one of those",
                ));
                return None;
            }
            Some(key)
        });
    (projects, default_project)
}

fn confirm(sources: &Sources<'_>, problems: &mut Vec<Problem>) -> Mode {
    let Some(found) = sources.find(&CONFIRM) else {
        return Mode::Off;
    };
    match found.value.to_ascii_lowercase().as_str() {
        "off" => Mode::Off,
        "writes" => Mode::Writes,
        "destructive" => Mode::Destructive,
        "user" => Mode::User,
        _ => {
            problems.push(found.refuse("is no way to confirm", "set it to `off`, `writes`, `destructive` or `user`"));
            // The strictest, so that a typing mistake doesn't switch a question off.
            Mode::User
        }
    }
}

#[cfg(test)]
mod tests;
