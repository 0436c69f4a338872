//! What the checks found, as lines for people and as JSON.

use serde_json::{Map, Value, json};
use std::io::Write;

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Check {
    /// What: `login`, or a tool's name.
    pub(in crate::cli) name: &'static str,
    /// Whether it is as it must be.
    pub(in crate::cli) ok: bool,
    /// What was found, as one line.
    pub(in crate::cli) detail: String,
    /// What to do, as an imperative; with a check that is ok, what to do before long.
    pub(in crate::cli) fix: Option<String>,
}

/// Whom Jira takes us for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Who {
    /// The name that people see.
    pub(in crate::cli) name: String,
    /// The e-mail address, where Jira tells it.
    pub(in crate::cli) email: Option<String>,
}

/// All checks, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Report {
    /// The checks.
    pub(in crate::cli) checks: Vec<Check>,
    /// Whom Jira takes us for, once it does.
    pub(in crate::cli) who: Option<Who>,
    /// `cloud` or `data_center`, once that is known.
    pub(in crate::cli) dialect: Option<&'static str>,
}

impl Report {
    /// Whether every check is ok.
    pub(in crate::cli) fn ok(&self) -> bool {
        self.checks.iter().all(|check| check.ok)
    }

    pub(super) fn good(&mut self, name: &'static str, detail: impl Into<String>) {
        self.add(name, true, detail, None);
    }

    pub(super) fn bad(&mut self, name: &'static str, detail: impl Into<String>, fix: impl Into<String>) {
        self.add(name, false, detail, Some(fix.into()));
    }

    pub(super) fn add(&mut self, name: &'static str, ok: bool, detail: impl Into<String>, fix: Option<String>) {
        self.checks.push(Check { name, ok, detail: detail.into(), fix });
    }

    /// `{"ok","checks":[{"name","ok","detail","fix"?}]}`.
    pub(in crate::cli) fn to_json(&self) -> Value {
        let checks: Vec<Value> = self
            .checks
            .iter()
            .map(|check| {
                let mut told = Map::new();
                told.insert("name".into(), check.name.into());
                told.insert("ok".into(), check.ok.into());
                told.insert("detail".into(), check.detail.as_str().into());
                if let Some(fix) = &check.fix {
                    told.insert("fix".into(), fix.as_str().into());
                }
                told.into()
            })
            .collect();
        json!({"ok": self.ok(), "checks": checks})
    }

    /// A line per check, and how many there were.
    pub(in crate::cli) fn write(&self, output: &mut dyn Write) -> std::io::Result<()> {
        let width = self.checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
        for Check { name, ok, detail, fix } in &self.checks {
            let mark = if *ok { '✓' } else { '✗' };
            let fix = fix.as_ref().map(|fix| format!(" → {fix}")).unwrap_or_default();
            writeln!(output, "{mark} {name:width$}  {detail}{fix}")?;
        }
        let failed = self.checks.iter().filter(|check| !check.ok).count();
        match failed {
            0 => writeln!(output, "all {} checks are fine", self.checks.len()),
            _ => writeln!(output, "{failed} of {} checks failed", self.checks.len()),
        }
    }
}
