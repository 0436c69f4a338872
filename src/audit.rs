//! One line per write, for the person who runs this: when, which tool, which issue, the digest of the arguments, what came of it.
//!
//! What is absent: bodies, summaries, names of people, and the site. The newest lines are remembered, so that an agent can be told
//! what it did.

use crate::ledger::Digest;
use crate::private;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// The lines of the newest writes that are remembered.
const REMEMBERED: usize = 10;

/// Where the lines go. Clones are the same log.
#[derive(Clone, Debug)]
pub struct Audit {
    sink: Sink,
    newest: Arc<Mutex<VecDeque<Write>>>,
}

/// A write that Jira did, wholly or in part, or may have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// When it ended.
    pub time: SystemTime,
    /// The tool.
    pub tool: String,
    /// The issue; absent for one of which no key is known.
    pub key: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
}

#[derive(Clone, Debug)]
enum Sink {
    Errors,
    File(PathBuf),
}

/// What came of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Jira did it.
    Done,
    /// Jira did a part of it.
    Partial,
    /// Nothing was to be done.
    Unchanged,
    /// An equal call had done it before.
    Earlier,
    /// Jira refused it, or it was not sent.
    Refused,
    /// It may have been done.
    Unknown,
}

/// One write.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The tool.
    pub tool: &'a str,
    /// The issue; absent for one that was not made.
    pub key: Option<&'a str>,
    /// The arguments.
    pub digest: &'a Digest,
    /// What came of it.
    pub outcome: Outcome,
}

impl Audit {
    /// To stderr.
    pub fn to_errors() -> Self {
        Self::new(Sink::Errors)
    }

    /// To the end of a file, which is made if it is not there and opened anew for each line, so that it may be rotated.
    ///
    /// # Errors
    ///
    /// When it can't be opened: a write that can't be entered must not begin.
    pub fn to_file(path: &Path) -> io::Result<Self> {
        private::append(path)?;
        Ok(Self::new(Sink::File(path.to_owned())))
    }

    fn new(sink: Sink) -> Self {
        Self { sink, newest: Arc::default() }
    }

    /// What this process wrote, newest first, at most ten. What was refused or was there already is no write.
    pub fn newest(&self) -> Vec<Write> {
        self.remembered().iter().rev().cloned().collect()
    }

    /// Enters a write that ended at this moment.
    pub fn write(&self, now: SystemTime, line: &Line<'_>) {
        if matches!(line.outcome, Outcome::Done | Outcome::Partial | Outcome::Unknown) {
            let (tool, key) = (line.tool.to_owned(), line.key.map(str::to_owned));
            let mut newest = self.remembered();
            newest.push_back(Write { time: now, tool, key, outcome: line.outcome });
            let old = newest.len().saturating_sub(REMEMBERED);
            newest.drain(..old);
        }
        let text = format!("{}\n", line.encode(now));
        let written = match &self.sink {
            Sink::Errors => io::stderr().lock().write_all(text.as_bytes()),
            // One write for the whole line, so that lines of several processes don't mix.
            Sink::File(path) => private::append(path).and_then(|mut file| file.write_all(text.as_bytes())),
        };
        if let Err(error) = written {
            tracing::error!(%error, tool = line.tool, "a write could not be entered in the audit log");
        }
    }

    fn remembered(&self) -> MutexGuard<'_, VecDeque<Write>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Unchanged => "unchanged",
            Self::Earlier => "earlier",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

impl Line<'_> {
    fn encode(&self, now: SystemTime) -> Value {
        let time = Timestamp::try_from(now).map(|time| time.to_string()).unwrap_or_default();
        let mut line = Map::from_iter([("time".to_owned(), time.into()), ("tool".to_owned(), self.tool.into())]);
        if let Some(key) = self.key {
            line.insert("key".to_owned(), key.into());
        }
        line.insert("digest".to_owned(), self.digest.as_str().into());
        line.insert("outcome".to_owned(), self.outcome.as_str().into());
        Value::Object(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_line_per_write() {
        let path = std::env::temp_dir().join(format!("mcp-server-jira-audit-{}.log", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let digest = Digest::of(&Map::from_iter([("summary".to_owned(), "canary".into())]), &[]);
        let now = UNIX_EPOCH + Duration::from_secs(1_781_524_800);
        let line = Line { tool: "jira_create_issue", key: Some("SHOP-7"), digest: &digest, outcome: Outcome::Done };
        Audit::to_file(&path).unwrap().write(now, &line);
        Audit::to_file(&path).unwrap().write(now, &Line { key: None, outcome: Outcome::Refused, ..line });
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let digest = digest.as_str();
        assert_eq!(
            text,
            format!(
                "{{\"time\":\"2026-06-15T12:00:00Z\",\"tool\":\"jira_create_issue\",\"key\":\"SHOP-7\",\"digest\":\"{digest}\",\"outcome\":\"done\"}}\n\
                 {{\"time\":\"2026-06-15T12:00:00Z\",\"tool\":\"jira_create_issue\",\"digest\":\"{digest}\",\"outcome\":\"refused\"}}\n"
            )
        );
    }

    #[test]
    fn the_newest_writes_are_remembered_and_only_writes() {
        let audit = Audit::to_errors();
        let digest = Digest::of(&Map::new(), &[]);
        for number in 1..=12 {
            let key = format!("SHOP-{number}");
            for outcome in [Outcome::Refused, Outcome::Unchanged, Outcome::Earlier, Outcome::Done] {
                let line = Line { tool: "jira_update_issue", key: Some(&key), digest: &digest, outcome };
                audit.clone().write(UNIX_EPOCH + Duration::from_secs(number), &line);
            }
        }
        let newest = audit.newest();
        let keys: Vec<&str> = newest.iter().filter_map(|write| write.key.as_deref()).collect();
        assert_eq!((keys.len(), keys[0], keys[9]), (10, "SHOP-12", "SHOP-3"));
        assert!(newest.iter().all(|write| write.outcome == Outcome::Done));
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_refused_at_the_start() {
        assert!(Audit::to_file(Path::new("/nowhere/at/all/audit.log")).is_err());
    }
}
