//! People. Searches share one limit of the whole site (Jira facts, item 9), so their answers are held.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::request::Request;
use super::super::types::{Listing, User};

impl Client {
    /// People whose name or e-mail address begins with `query`. Cached. Without the permission to browse users Jira answers an
    /// empty list (Jira facts, item 53).
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn users(&self, call: &Call, query: &str, limit: usize) -> Result<Listing<User>, Error> {
        let limit = limit.clamp(1, 1_000);
        let request = self.dialect(call).await?.users(query, limit);
        self.people(call, request, limit).await
    }

    /// People who can be given work in a project or on an issue. Cached. Jira looks at few people and filters them, so a short
    /// list does not mean that there are no more.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn assignable_users(
        &self,
        call: &Call,
        project: Option<&str>,
        issue: Option<&str>,
        query: &str,
        limit: usize,
    ) -> Result<Listing<User>, Error> {
        let limit = limit.clamp(1, 100);
        let request = self.dialect(call).await?.assignable_users(query, limit);
        let request = request.with_some("issueKey", issue).with_some("project", project.filter(|_| issue.is_none()));
        self.people(call, request, limit).await
    }

    /// One person by id: an account id on Cloud, a user name on Data Center.
    ///
    /// # Errors
    ///
    /// The client's; `Forbidden` without the permission to browse users.
    pub async fn user(&self, call: &Call, id: &str) -> Result<User, Error> {
        let request = self.dialect(call).await?.user(id);
        let told = self.json(call, &request).await?;
        read::user(&told).ok_or_else(|| super::malformed(&request))
    }

    async fn people(&self, call: &Call, request: Request, limit: usize) -> Result<Listing<User>, Error> {
        let key = format!("{} {:?}", request.route, request.query);
        let load = async {
            let told = self.list(call, &request).await?;
            let items: Vec<User> = read::items(&told).iter().filter_map(read::user).collect();
            let total = (items.len() < limit).then_some(items.len() as u64);
            Ok(Listing { items, total })
        };
        let lifetime = self.inner.settings.timing.people_lifetime;
        let held = self.inner.caches.users.get(key, call, lifetime, load).await?;
        Ok(Listing::clone(&held))
    }
}
