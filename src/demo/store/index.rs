//! The search index, which sees each issue as it was a moment ago (Jira facts, item 20).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::{Issue, Store};

/// An issue now, and as the index sees it.
pub(crate) struct Entry {
    pub(crate) id: u64,
    /// Absent when it was deleted.
    pub(crate) now: Option<Arc<Issue>>,
    indexed: Option<Arc<Issue>>,
    pending: VecDeque<(Instant, Option<Arc<Issue>>)>,
}

impl Entry {
    /// An issue that the index knows already.
    pub(crate) fn settled(issue: Issue) -> Self {
        let issue = Arc::new(issue);
        Self { id: issue.id, now: Some(Arc::clone(&issue)), indexed: Some(issue), pending: VecDeque::new() }
    }
}

impl Store {
    /// Puts an issue, new or changed, and lets the index follow after the lag.
    pub(crate) fn put(&mut self, issue: Issue) {
        let due = Instant::now() + self.lag;
        let issue = Arc::new(issue);
        match self.issues.iter_mut().find(|entry| entry.id == issue.id) {
            Some(entry) => {
                entry.now = Some(Arc::clone(&issue));
                entry.pending.push_back((due, Some(issue)));
            }
            None => self.issues.push(Entry {
                id: issue.id,
                now: Some(Arc::clone(&issue)),
                indexed: None,
                pending: VecDeque::from([(due, Some(issue))]),
            }),
        }
    }

    /// Deletes an issue; the index finds it until it has caught up.
    pub(crate) fn delete(&mut self, id: u64) {
        let due = Instant::now() + self.lag;
        if let Some(entry) = self.issues.iter_mut().find(|entry| entry.id == id) {
            entry.now = None;
            entry.pending.push_back((due, None));
        }
        self.links.retain(|link| link.from != id && link.to != id);
    }

    /// Lets the index catch up with everything that is due.
    pub(crate) fn catch_up(&mut self) {
        let now = Instant::now();
        for entry in &mut self.issues {
            while entry.pending.front().is_some_and(|(due, _)| *due <= now) {
                if let Some((_, state)) = entry.pending.pop_front() {
                    entry.indexed = state;
                }
            }
        }
    }

    /// What the index sees, except that the issues in `reconcile` are seen as they are now.
    pub(crate) fn indexed(&self, reconcile: &[u64]) -> Vec<&Issue> {
        self.issues
            .iter()
            .filter_map(
                |entry| {
                    if reconcile.contains(&entry.id) { entry.now.as_deref() } else { entry.indexed.as_deref() }
                },
            )
            .collect()
    }
}
