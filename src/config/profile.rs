//! Profiles: named sets of settings in one JSON file, `$XDG_CONFIG_HOME/mcp-server-jira/profiles.json`.
//!
//! `{"work": {"url": "acme.atlassian.net", "email": "me@acme.com", "token_command": "…", "projects": ["SHOP"]}}`:
//! the names are those of the flags with `_`. Secrets are refused there: `token_command` reads them where they are kept.

use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The file, from the variables `XDG_CONFIG_HOME`, `HOME` and, on Windows, `APPDATA`; `None` when none is set.
pub fn path(environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|value| !value.trim().is_empty()).map(PathBuf::from);
    let configuration =
        set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config"))).or_else(|| set("APPDATA"))?;
    Some(configuration.join("mcp-server-jira").join("profiles.json"))
}

/// The text of the file. The error is the end of a sentence that begins with what was tried.
pub fn read(path: Option<&Path>) -> Result<String, String> {
    let Some(path) = path else {
        return Err("can't be found: neither `XDG_CONFIG_HOME` nor `HOME` is set".into());
    };
    std::fs::read_to_string(path).map_err(|error| format!("can't be read: {} ({})", path.display(), error.kind()))
}

/// One profile out of the file's text. The error is the end of a sentence, and names the profiles that exist.
pub(super) fn pick(text: &str, name: &str) -> Result<Map<String, Value>, String> {
    let all: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| format!("can't be read: profiles.json is not a JSON object, line {}", error.line()))?;
    match all.get(name) {
        Some(Value::Object(profile)) => Ok(profile.clone()),
        Some(_) => Err("is not an object in profiles.json".into()),
        None => {
            let names: Vec<_> = all.keys().map(|name| format!("`{name}`")).collect();
            Err(format!(
                "is not in profiles.json, which has {}",
                if names.is_empty() { "none".into() } else { names.join(", ") }
            ))
        }
    }
}
