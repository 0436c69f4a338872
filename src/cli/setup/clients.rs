//! The clients whose files are known: where they are on which system, and how they are written.

use super::entry::{Change, Entry, Found, adding, of_other, removing};
use super::{json, toml};
use std::path::{Path, PathBuf};

/// A client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// What `--client` takes.
    pub(super) name: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    format: Format,
    place: fn(&Places<'_>) -> Option<PathBuf>,
}

/// How entries are written.
#[derive(Clone, Copy, Debug)]
enum Format {
    /// JSON, with comments where the client reads them: the key above the entries, and whether an entry says its type.
    Json { top: &'static str, typed: bool },
    /// TOML, below `mcp_servers`.
    Toml,
}

/// Where things are for this user.
pub(super) struct Places<'a> {
    /// The variables.
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    /// `linux`, `macos` or `windows`, as the compiler calls them.
    pub(super) system: &'static str,
}

/// All of them, in the order in which they are offered.
pub(super) const ALL: [Client; 5] = [
    Client {
        name: "claude-code",
        title: "Claude Code",
        format: Format::Json { top: "mcpServers", typed: true },
        place: |places| Some(places.set("CLAUDE_CONFIG_DIR").or_else(|| places.home())?.join(".claude.json")),
    },
    Client {
        name: "claude-desktop",
        title: "Claude Desktop",
        format: Format::Json { top: "mcpServers", typed: false },
        place: |places| Some(places.settings()?.join("Claude").join("claude_desktop_config.json")),
    },
    Client {
        name: "cursor",
        title: "Cursor",
        format: Format::Json { top: "mcpServers", typed: false },
        place: |places| Some(places.home()?.join(".cursor").join("mcp.json")),
    },
    Client {
        name: "vscode",
        title: "VS Code",
        format: Format::Json { top: "servers", typed: true },
        place: |places| Some(places.settings()?.join("Code").join("User").join("mcp.json")),
    },
    Client {
        name: "codex",
        title: "Codex",
        format: Format::Toml,
        place: |places| {
            let folder = places.set("CODEX_HOME").or_else(|| Some(places.home()?.join(".codex")))?;
            Some(folder.join("config.toml"))
        },
    },
];

/// The client of a name, as people may write it.
pub(super) fn named(name: &str) -> Option<&'static Client> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '_', '-'], "");
    let wanted = plain(name);
    ALL.iter().find(|client| plain(client.name) == wanted || plain(client.title) == wanted)
}

impl Places<'_> {
    fn set(&self, name: &str) -> Option<PathBuf> {
        (self.environment)(name).filter(|value| !value.trim().is_empty()).map(PathBuf::from)
    }

    fn home(&self) -> Option<PathBuf> {
        self.set("HOME").or_else(|| self.set("USERPROFILE"))
    }

    /// The folder below which programs keep what their user has set.
    fn settings(&self) -> Option<PathBuf> {
        match self.system {
            "windows" => self.set("APPDATA"),
            "macos" => Some(self.home()?.join("Library").join("Application Support")),
            _ => self.set("XDG_CONFIG_HOME").or_else(|| Some(self.home()?.join(".config"))),
        }
    }
}

impl Client {
    /// Its file.
    pub(super) fn file(&self, places: &Places<'_>) -> Option<PathBuf> {
        (self.place)(places)
    }

    /// Whether it seems to be there: its file is, or the folder that it keeps for itself.
    pub(super) fn is_there(&self, file: &Path) -> bool {
        let own = match file.file_name().and_then(|name| name.to_str()) {
            Some(".claude.json") => Some(file.with_file_name(".claude")),
            _ => file.parent().map(Path::to_path_buf),
        };
        file.exists() || own.is_some_and(|folder| folder.is_dir())
    }

    /// The changes that add an entry.
    ///
    /// # Errors
    ///
    /// The text is not what the client reads, or forbids what can't be taken over; the end of a sentence that names the file.
    pub(super) fn adding(&self, text: &str, entry: &Entry) -> Result<Vec<Change>, String> {
        adding(&self.read(text)?, entry)
    }

    /// The changes that take the entries of a profile out.
    ///
    /// # Errors
    ///
    /// As in [`Self::adding`].
    pub(super) fn removing(&self, text: &str, profile: &str) -> Result<Vec<Change>, String> {
        Ok(removing(&self.read(text)?, profile))
    }

    /// The text after the changes.
    ///
    /// # Errors
    ///
    /// As in [`Self::adding`].
    pub(super) fn apply(&self, text: &str, changes: &[Change]) -> Result<String, String> {
        let (mark, plain) = without_mark(text);
        let new = match self.format {
            Format::Json { top, typed } => json::apply(plain, top, typed, changes),
            Format::Toml => toml::apply(plain, "mcp_servers", changes),
        }?;
        Ok(format!("{mark}{}", with_breaks_of(plain, new)))
    }

    /// The entry of the other server for Jira that a text holds.
    pub(super) fn other(&self, text: &str) -> Option<String> {
        of_other(&self.read(text).ok()?).map(str::to_owned)
    }

    fn read(&self, text: &str) -> Result<Vec<Found>, String> {
        let (_, text) = without_mark(text);
        match self.format {
            Format::Json { top, .. } => json::read(text, top),
            Format::Toml => toml::read(text, "mcp_servers"),
        }
    }
}

/// A byte order mark, as some editors put it before a text, and the text.
fn without_mark(text: &str) -> (&str, &str) {
    text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest))
}

/// Lines end as they did where all of them ended in the way of Windows.
fn with_breaks_of(old: &str, new: String) -> String {
    let lines = old.matches('\n').count();
    if lines == 0 || old.matches("\r\n").count() < lines {
        return new;
    }
    new.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests;
