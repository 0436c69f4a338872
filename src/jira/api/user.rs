//! People. Searches share one limit of the whole site (Jira facts, item 9), so their answers are held.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Kind};
use super::super::read;
use super::super::request::Request;
use super::super::types::{Listing, User};
use std::time::Instant;

/// How many people are looked for at once: Cloud's page (Jira facts, item 53).
const AT_ONCE: usize = 10;

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

    /// Whether the answer of [`Client::users`] is held, so that asking costs no request.
    pub async fn holds_users(&self, call: &Call, query: &str, limit: usize) -> bool {
        let Ok(dialect) = self.dialect(call).await else { return false };
        let key = key(&dialect.users(query, limit.clamp(1, 1_000)));
        self.inner.caches.users.is_fresh(&key, self.inner.settings.timing.people_lifetime)
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

    /// The people with these ids as far as one request finds them: all on Cloud; on Data Center, which knows no such question, one
    /// person, or of several those who can be given work on the issue. Cached, also that there is nobody. At most ten are looked for,
    /// and no longer than their names are worth.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn people_of(&self, call: &Call, issue: &str, ids: &[String]) -> Result<Vec<User>, Error> {
        let patience = self.inner.settings.timing.names;
        let call = &Call { deadline: call.deadline.min(Instant::now() + patience), ..call.clone() };
        let dialect = self.dialect(call).await?;
        let mut ids: Vec<&str> = ids.iter().map(String::as_str).take(AT_ONCE).collect();
        ids.sort_unstable();
        ids.dedup();
        let found = match (ids.as_slice(), dialect.users_by_id(&ids)) {
            ([], _) => Listing::default(),
            (_, Some(request)) => self.people(call, request, ids.len()).await?,
            ([only], None) => self.people(call, dialect.user(only), 1).await?,
            (_, None) => self.assignable_users(call, None, Some(issue), "", 100).await?,
        };
        Ok(found.items)
    }

    async fn people(&self, call: &Call, request: Request, limit: usize) -> Result<Listing<User>, Error> {
        let key = key(&request);
        let load = async {
            let items: Vec<User> = match self.json(call, &request).await {
                Ok(told) if read::is_list(&told) => {
                    let told = read::items(&told);
                    let items: Vec<User> = told.iter().filter_map(read::user).collect();
                    // People of whom none can be read are not nobody.
                    if items.is_empty() && !told.is_empty() {
                        return Err(super::malformed(&request));
                    }
                    items
                }
                Ok(told) if !request.searches_people => read::user(&told).into_iter().collect(),
                Ok(_) => return Err(super::malformed(&request)),
                // A person who is gone stays gone for a while, and who may not be seen stays hidden.
                Err(Error { kind: Kind::NotFound | Kind::Forbidden, .. }) if !request.searches_people => Vec::new(),
                Err(error) => return Err(error),
            };
            let total = (items.len() < limit).then_some(items.len() as u64);
            Ok(Listing { items, total })
        };
        let lifetime = self.inner.settings.timing.people_lifetime;
        let held = self.inner.caches.users.get(key, call, lifetime, load).await?;
        Ok(Listing::clone(&held))
    }
}

/// What was asked, as answers are held by it.
fn key(request: &Request) -> String {
    format!("{} {:?}", request.route, request.query)
}
