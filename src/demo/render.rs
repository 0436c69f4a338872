//! How each dialect shows what the store holds, with all the noise that a real Jira sends.

mod catalog;
mod fields;
mod issue;
mod people;
mod projects;
mod thread;
mod values;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use super::options::Dialect;
use super::store::{Issue, Rich, Store};

pub(super) use issue::Wanted;

/// One caller's view of the store in one dialect and API version.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) store: &'a Store,
    pub(super) dialect: Dialect,
    /// 2 or 3.
    pub(super) api: u8,
    /// The URL that `self` links start with.
    pub(super) base: &'a str,
    /// The position of the caller; `None` is anonymous.
    pub(super) caller: Option<usize>,
    pub(super) now: Timestamp,
}

/// A moment as Jira writes it: the site's zone, offset without colon (Jira facts, item 25).
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// A moment as the agile API writes it.
pub(super) fn moment_z(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

impl<'a> View<'a> {
    /// Whether this is Cloud.
    pub(super) fn cloud(&self) -> bool {
        self.dialect == Dialect::Cloud
    }

    /// A `self` link below the REST API.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}/rest/api/{}/{path}", self.base, self.api)
    }

    /// Rich text in the API version's form.
    pub(super) fn rich(&self, text: &Rich) -> Json {
        if self.api == 3 { text.adf() } else { Json::String(text.wiki()) }
    }

    /// The caller's zone.
    pub(super) fn zone(&self) -> TimeZone {
        self.caller
            .and_then(|caller| self.store.people.get(caller))
            .and_then(|person| TimeZone::get(person.zone).ok())
            .unwrap_or(TimeZone::UTC)
    }

    /// Whether the caller may see a project.
    pub(super) fn sees_project(&self, project: usize) -> bool {
        self.caller.is_some() && self.store.projects.get(project).is_some_and(|project| !project.hidden)
    }

    /// An issue that the caller may see, by key, former key or id.
    pub(super) fn issue(&self, key_or_id: &str) -> Option<&'a Issue> {
        self.store.issue(key_or_id).filter(|issue| self.sees_project(issue.project))
    }

    /// A project that the caller may see, by key or id.
    pub(super) fn project_index(&self, key_or_id: &str) -> Option<usize> {
        self.store.project(key_or_id).filter(|project| self.sees_project(*project))
    }

    /// The four avatar sizes, as noisy as in Jira.
    pub(super) fn avatars(&self, kind: &str, id: u64) -> Json {
        let url = |size: &str| {
            if self.cloud() {
                format!("{}/rest/api/{}/universal_avatar/view/type/{kind}/avatar/{id}?size={size}", self.base, self.api)
            } else {
                format!("{}/secure/{kind}avatar?size={size}&avatarId={id}", self.base)
            }
        };
        json!({ "48x48": url("large"), "24x24": url("small"), "16x16": url("xsmall"), "32x32": url("medium") })
    }
}
