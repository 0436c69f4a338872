//! What can be asked of Jira, one resource per file. Each method is one question, in the types of both dialects.
//!
//! Every method takes the call whose time it may use. Errors are the client's; a list that Jira did not send is never an empty
//! list. What the site tells of itself (fields, types, people …) is held for a while and shared by concurrent calls.

pub mod about;
pub mod attachment;
pub mod comment;
pub mod create;
pub mod edit;
pub mod epic;
pub mod issue;
pub mod jql;
pub mod link;
pub mod metadata;
pub mod project;
pub mod screen;
pub mod search;
pub mod sprint;
pub mod transition;
pub mod user;
pub mod workflow;

use super::cache::{Cell, Keyed};
use super::call::Call;
use super::client::Client;
use super::error::{Error, Kind};
use super::fields::Fields;
use super::read;
use super::request::Request;
use super::types::{
    Component, FieldMeta, IssueType, JqlReference, LinkType, Listing, Named, Project, ProjectDetail, Status, User,
    Version, WorkflowStep,
};
use jiff::civil::Date;
use serde_json::Value;

/// How many answers of one kind are held.
const HELD: usize = 256;

/// How many pages of one list are read at most: a Jira that never says `last` must not hold us.
const PAGES: usize = 50;

/// What is held of the site.
#[derive(Debug)]
pub(super) struct Caches {
    pub(super) myself: Cell<User>,
    pub(super) fields: Cell<Fields>,
    pub(super) issue_types: Cell<Vec<IssueType>>,
    pub(super) priorities: Cell<Vec<Named>>,
    pub(super) resolutions: Cell<Vec<Named>>,
    pub(super) statuses: Cell<Vec<Status>>,
    pub(super) link_types: Cell<Vec<LinkType>>,
    pub(super) jql_reference: Cell<JqlReference>,
    pub(super) projects: Keyed<(Option<String>, usize), Listing<Project>>,
    pub(super) project: Keyed<String, ProjectDetail>,
    pub(super) project_statuses: Keyed<String, Vec<(IssueType, Vec<Status>)>>,
    pub(super) workflows: Keyed<(String, String), Vec<WorkflowStep>>,
    pub(super) create_types: Keyed<String, Vec<IssueType>>,
    pub(super) create_fields: Keyed<(String, String), Vec<FieldMeta>>,
    pub(super) versions: Keyed<String, Vec<Version>>,
    pub(super) components: Keyed<String, Vec<Component>>,
    pub(super) users: Keyed<String, Listing<User>>,
    pub(super) plans: Cell<Vec<(String, String)>>,
    pub(super) personal_token_end: Cell<Option<Date>>,
}

impl Default for Caches {
    fn default() -> Self {
        Self {
            myself: Cell::default(),
            fields: Cell::default(),
            issue_types: Cell::default(),
            priorities: Cell::default(),
            resolutions: Cell::default(),
            statuses: Cell::default(),
            link_types: Cell::default(),
            jql_reference: Cell::default(),
            projects: Keyed::with_capacity(HELD),
            project: Keyed::with_capacity(HELD),
            project_statuses: Keyed::with_capacity(HELD),
            workflows: Keyed::with_capacity(HELD),
            create_types: Keyed::with_capacity(HELD),
            create_fields: Keyed::with_capacity(HELD),
            versions: Keyed::with_capacity(HELD),
            components: Keyed::with_capacity(HELD),
            users: Keyed::with_capacity(HELD),
            plans: Cell::default(),
            personal_token_end: Cell::default(),
        }
    }
}

impl Client {
    /// A read of the platform's API.
    async fn platform(&self, call: &Call, route: &'static str, parts: &[&str]) -> Result<Request, Error> {
        Ok(Request::get(self.dialect(call).await?.root(), route, parts))
    }

    /// A read whose answer is a list, or a page of one.
    async fn list(&self, call: &Call, request: &Request) -> Result<Value, Error> {
        let told = self.json(call, request).await?;
        if read::is_list(&told) { Ok(told) } else { Err(malformed(request)) }
    }

    /// All pages of a list by offset, up to `limit` items: until Jira says that it was the last, or nothing more comes.
    async fn pages(
        &self,
        call: &Call,
        request: &Request,
        page_size: usize,
        limit: usize,
    ) -> Result<Listing<Value>, Error> {
        let mut all: Vec<Value> = Vec::new();
        for _ in 0..PAGES {
            let next = request.clone().with("startAt", all.len()).with("maxResults", page_size.min(limit - all.len()));
            let told = self.list(call, &next).await?;
            let items = read::items(&told);
            let came = items.len();
            all.extend_from_slice(items);
            let total = told.get("total").and_then(Value::as_u64);
            let is_last = told.get("isLast").and_then(Value::as_bool) == Some(true)
                || told.is_array()
                || total.is_some_and(|total| all.len() as u64 >= total);
            if came == 0 || is_last {
                let total = Some(total.unwrap_or(0).max(all.len() as u64));
                return Ok(Listing { items: all, total });
            }
            if all.len() >= limit {
                return Ok(Listing { items: all, total });
            }
        }
        Ok(Listing { items: all, total: None })
    }
}

fn malformed(request: &Request) -> Error {
    Error { sent: true, attempts: 1, ..Error::unsent(Kind::Malformed, &request.asked()) }
}
