//! Everything the embedded Jira knows, in memory, independent of the dialect that shows it.
//!
//! Tables are vectors, and rows refer to each other by position; ids are what Jira shows. Issues live in `issues`,
//! each with the state that the search index still sees, because the index lags behind writes (Jira facts, item 20).

mod estimate;
mod field;
mod index;
mod issue;
mod read;
mod tables;
mod value;
mod write;

use std::time::Duration;

pub(super) use field::{Choice, Field, SECURITY_LEVELS, Scope, Shape, TEAMS};
pub(super) use index::Entry;
pub(super) use issue::{Attachment, Comment, History, HistoryItem, Issue, RemoteLink, Source, Worklog};
pub(super) use read::{check_length, off_screen};
pub(super) use tables::{
    Board, Category, Component, Filter, IssueType, Link, LinkType, Person, Priority, Project, Resolution, ScreenField,
    Sprint, Status, Transition, Version, Workflow,
};
pub(super) use value::{Rich, Value};

/// The whole state.
pub(super) struct Store {
    pub(super) people: Vec<Person>,
    pub(super) projects: Vec<Project>,
    pub(super) types: Vec<IssueType>,
    pub(super) statuses: Vec<Status>,
    pub(super) priorities: Vec<Priority>,
    pub(super) resolutions: Vec<Resolution>,
    pub(super) workflows: Vec<Workflow>,
    pub(super) fields: Vec<Field>,
    pub(super) versions: Vec<Version>,
    pub(super) components: Vec<Component>,
    pub(super) link_types: Vec<LinkType>,
    pub(super) links: Vec<Link>,
    pub(super) boards: Vec<Board>,
    pub(super) sprints: Vec<Sprint>,
    pub(super) labels: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(super) filters: Vec<Filter>,
    /// Names as they are shown and as they were made, where the site speaks another language.
    pub(super) translations: Vec<(String, String)>,
    pub(super) issues: Vec<Entry>,
    /// How long the index lags behind a write.
    pub(super) lag: Duration,
    /// Kinds of nodes that this site's texts can't hold.
    pub(super) refused_nodes: Vec<String>,
    /// How long the body of a write may be, in bytes.
    pub(super) most_bytes: Option<usize>,
    /// The next id of anything that is made while running.
    pub(super) next_id: u64,
}

impl Store {
    /// The field of an id.
    pub(super) fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// What a shown name was before translation, where it differs.
    pub(super) fn untranslated(&self, shown: &str) -> Option<&str> {
        self.translations.iter().find(|(translated, _)| translated == shown).map(|(_, made)| made.as_str())
    }

    /// The position of a project by key, former key or id.
    pub(super) fn project(&self, key_or_id: &str) -> Option<usize> {
        self.projects
            .iter()
            .position(|project| project.key.eq_ignore_ascii_case(key_or_id) || project.id.to_string() == key_or_id)
    }

    /// The position of a person by account id, user key, user name or e-mail address.
    pub(super) fn person(&self, id: &str) -> Option<usize> {
        self.people.iter().position(|person| {
            person.account_id == id
                || person.key == id
                || person.name.eq_ignore_ascii_case(id)
                || (!person.email_hidden && person.email.eq_ignore_ascii_case(id))
        })
    }

    /// The current state of an issue by key, former key or id, hidden or not.
    pub(super) fn issue(&self, key_or_id: &str) -> Option<&Issue> {
        let entry = self.entry(key_or_id)?;
        self.issues.get(entry).and_then(|entry| entry.now.as_deref())
    }

    /// The current state of an issue by its number.
    pub(super) fn issue_by_id(&self, id: u64) -> Option<&Issue> {
        self.issues.iter().find(|entry| entry.id == id).and_then(|entry| entry.now.as_deref())
    }

    /// The position of an issue that exists now, by key, former key or id.
    pub(super) fn entry(&self, key_or_id: &str) -> Option<usize> {
        self.issues.iter().position(|entry| {
            entry.now.as_ref().is_some_and(|issue| {
                issue.key.eq_ignore_ascii_case(key_or_id)
                    || issue.id.to_string() == key_or_id
                    || issue.former_keys.iter().any(|key| key.eq_ignore_ascii_case(key_or_id))
            })
        })
    }

    /// Every issue that exists now, in the order of its making.
    pub(super) fn current(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter_map(|entry| entry.now.as_deref())
    }

    /// An attachment and its issue.
    pub(super) fn attachment(&self, id: u64) -> Option<(&Issue, &Attachment)> {
        self.current().find_map(|issue| issue.attachments.iter().find(|file| file.id == id).map(|file| (issue, file)))
    }

    /// A fresh id.
    pub(super) fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// The transitions that leave an issue's status.
    pub(super) fn transitions(&self, issue: &Issue) -> Vec<&Transition> {
        let Some(workflow) = self.projects.get(issue.project).and_then(|project| self.workflows.get(project.workflow))
        else {
            return Vec::new();
        };
        let status = issue.status();
        workflow
            .transitions
            .iter()
            .filter(|transition| transition.from.is_empty() || transition.from.contains(&status))
            .collect()
    }

    /// The fields of the create screen of a type in a project, required ones marked.
    pub(super) fn screen(&self, project: usize, kind: usize) -> Vec<ScreenField> {
        self.projects.get(project).map(|project| project.screen(kind, self)).unwrap_or_default()
    }
}
