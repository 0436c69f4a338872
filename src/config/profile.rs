//! Profiles: named sets of settings in one JSON file, `$XDG_CONFIG_HOME/mcp-server-jira/profiles.json`.
//!
//! `{"work": {"url": "acme.atlassian.net", "email": "me@acme.com", "token_command": "…", "projects": ["SHOP"]}}`:
//! the names are those of the flags with `_`. Secrets are refused there: `token_command` reads them where they are kept, and
//! `token_file` names the file beside it that `setup` keeps a key in.

use super::flags::Flags;
use super::list::{ALL, AUDIT_LOG, CA_FILE, CLIENT_CERT, EMAIL, EXPIRES, PROFILE, TOKEN_COMMAND, TOKEN_FILE, URL};
use super::sources::Sources;
use crate::error::quoted;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The file, from the variables `XDG_CONFIG_HOME`, `HOME` and, on Windows, `APPDATA`; `None` when none is set.
pub fn path(environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|value| !value.trim().is_empty()).map(PathBuf::from);
    let configuration =
        set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config"))).or_else(|| set("APPDATA"))?;
    Some(configuration.join("mcp-server-jira").join("profiles.json"))
}

/// A file in the folder of profiles.json, unless its path is absolute.
pub fn beside(environment: &dyn Fn(&str) -> Option<String>, file: &str) -> PathBuf {
    let folder = path(environment).and_then(|path| path.parent().map(Path::to_path_buf));
    folder.unwrap_or_default().join(file)
}

/// The text of the file. The error is the end of a sentence that begins with what was tried.
pub fn read(path: Option<&Path>) -> Result<String, String> {
    let Some(path) = path else {
        return Err("can't be found: neither `XDG_CONFIG_HOME` nor `HOME` is set".into());
    };
    std::fs::read_to_string(path).map_err(|error| format!("can't be read: {} ({})", path.display(), error.kind()))
}

/// Whether a word can name a profile, and a file after it.
pub fn is_name(name: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    name.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && name.chars().all(is_plain)
}

/// The profile that a flag or a variable names.
pub fn named(flags: &Flags, environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    Sources { flags, environment, profile: Map::new() }.find(&PROFILE).map(|found| found.value)
}

/// The settings that flags hold, as a profile has them. A file is named from where the server will be started, which is elsewhere,
/// so its path becomes absolute.
pub fn of(flags: &Flags) -> Map<String, Value> {
    let files = [AUDIT_LOG.key, CA_FILE.key, CLIENT_CERT.key];
    let settings = ALL.iter().filter(|setting| setting.key != PROFILE.key);
    settings
        .filter_map(|setting| {
            let value = (setting.flag)(flags)?.trim();
            let whole =
                Some(value).filter(|_| files.contains(&setting.key)).and_then(|file| std::path::absolute(file).ok());
            let value = whole.map_or_else(|| value.to_owned(), |path| path.display().to_string());
            Some((setting.key.to_owned(), Value::from(value)))
        })
        .collect()
}

/// The names of all profiles.
///
/// # Errors
///
/// The text is not a JSON object; the end of a sentence that names the file.
pub fn names(text: &str) -> Result<Vec<String>, String> {
    Ok(parse(text)?.keys().cloned().collect())
}

/// One profile out of the file's text. The error is the end of a sentence, and names the profiles that exist.
pub fn pick(text: &str, name: &str) -> Result<Map<String, Value>, String> {
    let all = parse(text)?;
    match all.get(name) {
        Some(Value::Object(profile)) => Ok(profile.clone()),
        Some(_) => Err("is not an object in profiles.json".into()),
        None => {
            let names = if all.is_empty() { "none".to_owned() } else { quoted(all.keys()) };
            Err(format!("is not in profiles.json, which has {names}"))
        }
    }
}

/// The file's text with a profile that holds these settings. What the profile said of the site and the login is replaced, its other
/// settings stay where these don't name them, and so does every other profile.
///
/// # Errors
///
/// The text is not a JSON object.
pub fn put(text: Option<&str>, name: &str, settings: Map<String, Value>) -> Result<String, String> {
    let mut all = parse(text.unwrap_or("{}"))?;
    let mut profile = all.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    for setting in [&URL, &EMAIL, &TOKEN_COMMAND, &TOKEN_FILE, &EXPIRES] {
        profile.shift_remove(setting.key);
    }
    let mut whole = settings;
    for (key, value) in profile {
        whole.entry(key).or_insert(value);
    }
    all.insert(name.to_owned(), whole.into());
    Ok(write(&all))
}

/// The file's text without a profile; `None` when it isn't there.
///
/// # Errors
///
/// The text is not a JSON object.
pub fn take(text: &str, name: &str) -> Result<Option<String>, String> {
    let mut all = parse(text)?;
    Ok(all.shift_remove(name).map(|_| write(&all)))
}

/// What is said of a file that a person has broken.
pub(super) const UNREADABLE: &str = "can't be read: profiles.json is not a JSON object";

fn parse(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| format!("{UNREADABLE}, line {}", error.line()))
}

fn write(all: &Map<String, Value>) -> String {
    // A map of JSON values can always be written.
    serde_json::to_string_pretty(all).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_put_beside_the_others_and_taken_again() {
        let old = r#"{"work":{"url":"a.atlassian.net","email":"a@b.c","token_command":"pass jira","read_only":true},
                      "home":{"url":"https://jira.home"}}"#;
        let settings = Map::from_iter([
            ("url".to_owned(), Value::from("https://b.atlassian.net")),
            ("token_file".to_owned(), Value::from("work.token")),
        ]);
        let new = put(Some(old), "work", settings).unwrap();
        insta::assert_snapshot!(new, @r#"
        {
          "work": {
            "url": "https://b.atlassian.net",
            "token_file": "work.token",
            "read_only": true
          },
          "home": {
            "url": "https://jira.home"
          }
        }
        "#);
        assert_eq!(pick(&take(&new, "work").unwrap().unwrap(), "home"), pick(old, "home"));
        assert_eq!(take(&new, "other"), Ok(None));
        assert!(put(Some("[]"), "work", Map::new()).is_err());
    }

    #[test]
    fn flags_become_settings() {
        let flags = Flags {
            url: Some("acme.atlassian.net".into()),
            profile: Some("work".into()),
            no_attachments: true,
            ..Flags::default()
        };
        let keys = of(&flags);
        assert_eq!(serde_json::to_string(&keys).unwrap(), r#"{"url":"acme.atlassian.net","attachments":"off"}"#);
        let flags = Flags { audit_log: Some("log/audit".into()), ca_file: Some("./ca.pem".into()), ..Flags::default() };
        let here = std::env::current_dir().unwrap();
        let paths: Vec<Value> = of(&flags).into_iter().map(|(_, path)| path).collect();
        assert_eq!(paths, ["log/audit", "ca.pem"].map(|path| Value::from(here.join(path).display().to_string())));
    }

    #[test]
    fn a_name_is_a_file_name_too() {
        assert!(["default", "work-2", "a.b"].iter().all(|name| is_name(name)));
        assert!(["", "..", "a/b", "a b", "-x", "ä"].iter().all(|name| !is_name(name)));
    }
}
