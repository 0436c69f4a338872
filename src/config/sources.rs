//! Where a setting may come from, and which of several places wins: flag, then variable, then profile.

use super::Problem;
use super::flags::Flags;
use serde_json::{Map, Value};

/// One setting and its places. The flag is the key with `-` for `_`.
pub(super) struct Setting {
    /// The key in a profile.
    pub(super) key: &'static str,
    /// The variables, the first that is set wins.
    pub(super) variables: &'static [&'static str],
    /// The flag, where there is one.
    pub(super) flag: fn(&Flags) -> Option<&str>,
}

/// A value and where it was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) value: String,
    /// The place as a person knows it: `--timeout`, `JIRA_MCP_TIMEOUT`, ``timeout` of the profile`.
    pub(super) name: String,
    pub(super) rank: Rank,
}

/// Which place wins: the smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Flag,
    Variable,
    Profile,
}

/// All places of one start.
pub(super) struct Sources<'a> {
    pub(super) flags: &'a Flags,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(super) profile: Map<String, Value>,
}

impl Sources<'_> {
    /// The value that wins.
    pub(super) fn find(&self, setting: &Setting) -> Option<Found> {
        self.flag(setting)
            .or_else(|| setting.variables.iter().find_map(|name| self.variable(name)))
            .or_else(|| self.profiled(setting.key))
    }

    /// A variable, unless it is empty, a filler, or a placeholder that a client did not fill in.
    pub(super) fn variable(&self, name: &str) -> Option<Found> {
        let value = (self.environment)(name).filter(|value| !is_unset(value))?;
        Some(Found { value: value.trim().to_owned(), name: name.to_owned(), rank: Rank::Variable })
    }

    /// A switch. A value that can't be read is `when_unclear`, and a problem: a typing mistake must not switch off a protection.
    pub(super) fn switch(
        &self,
        setting: &Setting,
        default: bool,
        when_unclear: bool,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let Some(found) = self.find(setting) else {
            return default;
        };
        match read_switch(&found.value) {
            Some(value) => value,
            None => {
                problems.push(found.refuse("is neither on nor off", "set it to `true` or `false`"));
                when_unclear
            }
        }
    }

    /// A whole number within bounds; 0 is a filler, but not where somebody has typed it.
    pub(super) fn number(
        &self,
        setting: &Setting,
        default: u64,
        least: u64,
        most: u64,
        problems: &mut Vec<Problem>,
    ) -> u64 {
        let Some(found) = self.find(setting).filter(|found| found.value != "0" || found.rank == Rank::Flag) else {
            return default;
        };
        match found.value.parse() {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                let fix = format!("set it to a whole number from {least} to {most}");
                problems.push(found.refuse("is not a number that is allowed", &fix));
                default
            }
        }
    }

    fn flag(&self, setting: &Setting) -> Option<Found> {
        let value = (setting.flag)(self.flags).filter(|value| !is_unset(value))?;
        Some(Found {
            value: value.trim().to_owned(),
            name: format!("--{}", setting.key.replace('_', "-")),
            rank: Rank::Flag,
        })
    }

    fn profiled(&self, key: &str) -> Option<Found> {
        let value = match self.profile.get(key)? {
            Value::Null | Value::Object(_) => return None,
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let texts: Vec<String> = items.iter().map(plain).collect();
                texts.join(",")
            }
            other => other.to_string(),
        };
        (!is_unset(&value)).then(|| Found {
            value: value.trim().to_owned(),
            name: format!("{key} of the profile"),
            rank: Rank::Profile,
        })
    }
}

impl Found {
    /// A problem with this value, which is shown: no secret is read through here.
    pub(super) fn refuse(&self, problem: &str, fix: &str) -> Problem {
        Problem { setting: self.name.clone(), problem: format!("`{}` {problem}", self.value), fix: fix.to_owned() }
    }
}

/// The items of a list as people write it: by commas, semicolons or spaces.
pub(super) fn items(value: &str) -> Vec<&str> {
    value
        .split(|letter: char| matches!(letter, ',' | ';') || letter.is_whitespace())
        .map(|item| item.trim_matches(['"', '\'', '[', ']']))
        .filter(|item| !item.is_empty())
        .collect()
}

fn read_switch(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" => Some(true),
        "0" | "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// What clients and templates leave where nothing was filled in, `${user_config.url}` included.
fn is_unset(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || ["none", "null", "n/a", "[]", "{}"].iter().any(|filler| value.eq_ignore_ascii_case(filler))
        || (value.starts_with("${") && value.ends_with('}'))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
