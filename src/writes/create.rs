//! An issue.

use super::look::{Sought, after, is_it, is_suspect, missing};
use super::{Making, Outcome, Writer, watched};
use crate::jira::types::{Created, Issue, TAG, Tag, Written};
use crate::jira::{Call, Client, Error, Kind};
use crate::jql;
use crate::ledger::{Asked, Digest, Entry, Ledger};
use serde_json::{Map, Value};

/// How many of the newest own issues are looked through.
const NEWEST: usize = 20;
/// How many issues are asked for their property at most, the newest first.
const SUSPECTS: usize = 10;
/// How many keys after the highest known one are read at once, and how often: as long as there are any.
const KEYS: u64 = 10;
const ROUNDS: usize = 5;
/// What tells whether an issue is the one.
const FACTS: [&str; 4] = ["summary", "issuetype", "creator", "created"];

/// An issue to make.
#[derive(Clone, Debug)]
pub struct NewIssue<'a> {
    /// The tool that makes it.
    pub tool: &'a str,
    /// The tool's arguments.
    pub digest: &'a Digest,
    /// Whether another one is wanted on purpose.
    pub again: bool,
    /// The project's key.
    pub project: &'a str,
    /// The number of its type.
    pub type_id: &'a str,
    /// The summary, as it is sent.
    pub summary: &'a str,
    /// All fields as Jira wants them, project, type and summary included.
    pub fields: Map<String, Value>,
}

impl Writer<'_> {
    /// Makes an issue once, however often the same call comes.
    ///
    /// # Errors
    ///
    /// The client's, only when surely nothing was made by this call.
    pub async fn create(&self, new: &NewIssue<'_>) -> Result<Outcome<Created>, Error> {
        let me = self.jira.myself(self.call).await?;
        let site = self.jira.site_url();
        let asked = Asked { site: &site, account: &me.id, tool: new.tool, digest: new.digest, again: new.again };
        let making = Creating { jira: self.jira, ledger: self.ledger, me: &me.id, new };
        self.make(asked, &making).await
    }
}

struct Creating<'a> {
    jira: &'a Client,
    ledger: &'a Ledger,
    me: &'a str,
    new: &'a NewIssue<'a>,
}

impl Creating<'_> {
    fn tag(&self, entry: &Entry) -> Tag {
        Tag { digest: self.new.digest.as_str().to_owned(), attempt: entry.attempt.clone() }
    }

    /// The newest issues as the index sees them, own ones and all of the project, and their numbers.
    async fn indexed(&self, call: &Call) -> Result<(Vec<Issue>, Vec<u64>), Error> {
        let project = jql::quote(self.new.project);
        let own = format!("project = {project} AND creator = currentUser() ORDER BY created DESC");
        let all = format!("project = {project} ORDER BY key DESC");
        let (own, all) = futures_util::try_join!(
            self.jira.find_issues(call, &own, &FACTS, TAG, NEWEST),
            self.jira.find_issues(call, &all, &FACTS, TAG, NEWEST),
        )?;
        let numbers = all.iter().chain(&own).filter_map(|issue| self.number(&issue.key)).collect();
        Ok((all.into_iter().chain(own).collect(), numbers))
    }

    fn number(&self, key: &str) -> Option<u64> {
        let (project, number) = key.rsplit_once('-')?;
        number.parse().ok().filter(|_| project.eq_ignore_ascii_case(self.new.project))
    }

    /// The issues after the highest known one, and those between the known ones that the index does not show: it need not take
    /// them in in the order in which they were made. No index delays these reads.
    async fn unindexed(&self, call: &Call, known: &[u64]) -> Result<Vec<Issue>, Error> {
        let highest = known.iter().copied().max().unwrap_or_default();
        let mut all = Vec::new();
        for round in 0..ROUNDS as u64 {
            let from = highest + round * KEYS;
            let mut keys = after(self.new.project, from, KEYS);
            if round == 0 {
                keys.extend(missing(known).map(|number| format!("{}-{number}", self.new.project)));
            }
            let found = self.jira.issues_by_key(call, &keys, &FACTS, Some(TAG)).await?;
            let is_end = !found.iter().filter_map(|issue| self.number(&issue.key)).any(|number| number > from);
            all.extend(found);
            if is_end {
                break;
            }
        }
        Ok(all)
    }
}

impl Making for Creating<'_> {
    type Made = Created;

    async fn send(&self, call: &Call, entry: &Entry) -> Result<Option<Created>, Error> {
        let call = watched(call, self.ledger, entry, |told| told.get("key")?.as_str().map(str::to_owned));
        match self.jira.create_issue(&call, &self.new.fields, Some(&self.tag(entry))).await? {
            Written::Told(created) => Ok(Some(created)),
            Written::Unread => Ok(None),
        }
    }

    async fn look(&self, call: &Call, entry: &Entry, others: &[String]) -> Result<Option<Created>, Error> {
        let (tag, since) = (self.tag(entry), entry.begun_at());
        let sought = Sought {
            tag: &tag,
            creator: self.me,
            type_id: self.new.type_id,
            summary: self.new.summary,
            since: since.checked_sub(self.jira.settings().timing.skew).unwrap_or(since),
            others,
        };
        let (indexed, known) = self.indexed(call).await?;
        let newest = self.unindexed(call, &known).await?;
        let made = |issue: Issue| Created { id: issue.id, key: issue.key };
        let mut doubtful = Vec::new();
        for issue in newest.into_iter().chain(indexed).filter(|issue| is_suspect(issue, &sought)) {
            match issue.properties.is_empty() {
                // A search that can't tell properties, or an issue that has none: the issue itself knows.
                true if doubtful.contains(&issue.key) => {}
                true => doubtful.push(issue.key),
                false if is_it(&issue, &sought) => return Ok(Some(made(issue))),
                false => {}
            }
        }
        doubtful.truncate(SUSPECTS);
        if doubtful.is_empty() {
            return Ok(None);
        }
        let known = self.jira.issues_by_key(call, &doubtful, &FACTS, Some(TAG)).await?;
        Ok(known.into_iter().find(|issue| is_it(issue, &sought)).map(made))
    }

    async fn check(&self, call: &Call, made: &str) -> Result<Option<(Created, bool)>, Error> {
        let fields = ["created".to_owned(), "updated".to_owned()];
        match self.jira.issue(call, made, Some(&fields)).await {
            Ok(issue) => {
                let changed = issue.fields.get("created") != issue.fields.get("updated");
                Ok(Some((Created { id: issue.id, key: issue.key }, changed)))
            }
            Err(error) if error.kind == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn name(&self, made: &Created) -> String {
        made.key.clone()
    }
}
