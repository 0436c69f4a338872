//! What the site tells of itself: who we are, fields, types, statuses, priorities, labels.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::fields::Fields;
use super::super::read;
use super::super::types::{FieldMeta, IssueType, LinkType, Listing, Named, ServerInfo, Status, User};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Jira's largest page of create metadata (Jira facts, item 33).
const CREATE_PAGE: usize = 200;

/// A list that the whole site shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteList {
    /// [`Client::fields`].
    Fields,
    /// [`Client::jql_reference`].
    JqlReference,
    /// [`Client::statuses`].
    Statuses,
    /// [`Client::priorities`].
    Priorities,
    /// [`Client::issue_types`].
    IssueTypes,
    /// [`Client::resolutions`].
    Resolutions,
    /// [`Client::link_types`].
    LinkTypes,
}

impl Client {
    /// Whether a list is held, so that asking for it costs no request.
    pub fn holds(&self, list: SiteList) -> bool {
        let (caches, lifetime) = (&self.inner.caches, self.metadata_lifetime());
        match list {
            SiteList::Fields => caches.fields.is_fresh(lifetime),
            SiteList::JqlReference => caches.jql_reference.is_fresh(lifetime),
            SiteList::Statuses => caches.statuses.is_fresh(lifetime),
            SiteList::Priorities => caches.priorities.is_fresh(lifetime),
            SiteList::IssueTypes => caches.issue_types.is_fresh(lifetime),
            SiteList::Resolutions => caches.resolutions.is_fresh(lifetime),
            SiteList::LinkTypes => caches.link_types.is_fresh(lifetime),
        }
    }

    /// `cloud` or `data_center`.
    ///
    /// # Errors
    ///
    /// What finding out failed with.
    pub async fn dialect_name(&self, call: &Call) -> Result<&'static str, Error> {
        Ok(self.dialect(call).await?.name())
    }

    /// The site, as it tells of itself. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn server_info(&self, call: &Call) -> Result<ServerInfo, Error> {
        Ok(self.site(call).await?.info.clone())
    }

    /// Who we are. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn myself(&self, call: &Call) -> Result<Arc<User>, Error> {
        let load = async {
            let request = self.platform(call, "myself", &[]).await?;
            let told = self.json(call, &request).await?;
            read::user(&told).ok_or_else(|| super::malformed(&request))
        };
        self.inner.caches.myself.get(call, self.inner.settings.timing.people_lifetime, load).await
    }

    /// Who we are, asked anew: a token may have been withdrawn since.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn myself_now(&self, call: &Call) -> Result<Arc<User>, Error> {
        self.inner.caches.myself.forget().await;
        self.myself(call).await
    }

    /// All fields. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn fields(&self, call: &Call) -> Result<Arc<Fields>, Error> {
        let load = async { Ok(Fields::from(self.whole_list(call, "field", read::field).await?)) };
        self.inner.caches.fields.get(call, self.metadata_lifetime(), load).await
    }

    /// All issue types; on Cloud also those that belong to one project. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn issue_types(&self, call: &Call) -> Result<Arc<Vec<IssueType>>, Error> {
        let load = self.whole_list(call, "issuetype", |told| Some(read::issue_type(told)));
        self.inner.caches.issue_types.get(call, self.metadata_lifetime(), load).await
    }

    /// All priorities, highest first. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn priorities(&self, call: &Call) -> Result<Arc<Vec<Named>>, Error> {
        let load = self.whole_list(call, "priority", read::named);
        self.inner.caches.priorities.get(call, self.metadata_lifetime(), load).await
    }

    /// All resolutions. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn resolutions(&self, call: &Call) -> Result<Arc<Vec<Named>>, Error> {
        let load = async {
            let dialect = self.dialect(call).await?;
            let told = self.list(call, &dialect.resolutions()).await?;
            Ok(dialect.read_resolutions(&told))
        };
        self.inner.caches.resolutions.get(call, self.metadata_lifetime(), load).await
    }

    /// All statuses. Several may have one name on Cloud, where projects own theirs. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn statuses(&self, call: &Call) -> Result<Arc<Vec<Status>>, Error> {
        let load = self.whole_list(call, "status", |told| Some(read::status(told)));
        self.inner.caches.statuses.get(call, self.metadata_lifetime(), load).await
    }

    /// All link types; an error where linking is switched off. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn link_types(&self, call: &Call) -> Result<Arc<Vec<LinkType>>, Error> {
        let load = self.whole_list(call, "issueLinkType", |told| Some(read::link_type(told)));
        self.inner.caches.link_types.get(call, self.metadata_lifetime(), load).await
    }

    /// The types that can be created in a project, by key or id. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn create_types(&self, call: &Call, project: &str) -> Result<Arc<Vec<IssueType>>, Error> {
        let load = async {
            let request = self.platform(call, "issue/createmeta/{project}/issuetypes", &[project]).await?;
            let told = self.pages(call, &request, CREATE_PAGE, usize::MAX).await?;
            Ok(told.items.iter().map(read::issue_type).collect())
        };
        self.inner.caches.create_types.get(project.to_owned(), call, self.metadata_lifetime(), load).await
    }

    /// The fields of a type's create screen in a project, all pages. Cached.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn create_fields(
        &self,
        call: &Call,
        project: &str,
        issue_type_id: &str,
    ) -> Result<Arc<Vec<FieldMeta>>, Error> {
        let load = async {
            let parts = [project, issue_type_id];
            let request = self.platform(call, "issue/createmeta/{project}/issuetypes/{type}", &parts).await?;
            let told = self.pages(call, &request, CREATE_PAGE, usize::MAX).await?;
            Ok(told.items.iter().filter_map(|meta| read::field_meta(None, meta)).collect())
        };
        let key = (project.to_owned(), issue_type_id.to_owned());
        self.inner.caches.create_fields.get(key, call, self.metadata_lifetime(), load).await
    }

    /// Forgets the create metadata of all projects: a write proved it stale.
    pub fn forget_create_metadata(&self) {
        self.inner.caches.create_types.clear();
        self.inner.caches.create_fields.clear();
    }

    /// Labels that begin with `query`, in Jira's order. All labels are only listed by Cloud, and only without a query; otherwise
    /// these are JQL's suggestions, about 15, whose total is unknown.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn labels(&self, call: &Call, query: &str, limit: usize) -> Result<Listing<String>, Error> {
        if query.is_empty()
            && let Some(request) = self.dialect(call).await?.labels(limit.clamp(1, 1_000))
        {
            let told = self.list(call, &request).await?;
            let page = read::page(&told, |label| label.as_str().unwrap_or_default().to_owned());
            return Ok(page);
        }
        let mut items = self.suggestions(call, "labels", query).await?;
        items.truncate(limit);
        // Suggestions are cut without a word, so only none at all is surely all.
        let total = items.is_empty().then_some(0);
        Ok(Listing { items, total })
    }

    /// The values that JQL suggests for a field, by its clause name, that begin with `value`; plain, without quotes and markup.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn suggestions(&self, call: &Call, field_clause_name: &str, value: &str) -> Result<Vec<String>, Error> {
        let shown = self.suggestions_shown(call, field_clause_name, value).await?;
        Ok(shown.into_iter().map(|(value, _)| value).collect())
    }

    /// The same, each with what people see: a sprint's name beside its id.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn suggestions_shown(
        &self,
        call: &Call,
        field_clause_name: &str,
        value: &str,
    ) -> Result<Vec<(String, String)>, Error> {
        let request = self.platform(call, "jql/autocompletedata/suggestions", &[]).await?;
        let request = request.with("fieldName", field_clause_name).with("fieldValue", value);
        let told = self.list(call, &request).await?;
        let pair = |item: &Value| {
            let value = unquoted(&read::text(item, "value")?);
            let shown = read::text(item, "displayName").map(|shown| shown.replace("<b>", "").replace("</b>", ""));
            Some((value.clone(), shown.unwrap_or(value)))
        };
        Ok(read::items(&told).iter().filter_map(pair).collect())
    }

    /// Which of these permissions we have, in a project or everywhere.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn my_permissions(
        &self,
        call: &Call,
        project: Option<&str>,
        permissions: &[&str],
    ) -> Result<HashMap<String, bool>, Error> {
        let request = self.platform(call, "mypermissions", &[]).await?;
        let request = request.with_some("projectKey", project).with("permissions", permissions.join(","));
        let told = self.json(call, &request).await?;
        let all = told.get("permissions").filter(|all| all.is_object()).ok_or_else(|| super::malformed(&request))?;
        let held = |permission: &str| all.get(permission)?.get("havePermission")?.as_bool();
        Ok(permissions.iter().filter_map(|name| Some(((*name).to_owned(), held(name)?))).collect())
    }

    pub(super) fn metadata_lifetime(&self) -> std::time::Duration {
        self.inner.settings.timing.metadata_lifetime
    }

    pub(super) async fn whole_list<T>(
        &self,
        call: &Call,
        route: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>, Error> {
        let request = self.platform(call, route, &[]).await?;
        let told = self.list(call, &request).await?;
        Ok(read::items(&told).iter().filter_map(read).collect())
    }
}

/// A suggestion is quoted where JQL needs it.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"))
}
