//! What a person asks who wants to know why it doesn't work: how the site and the login answer, beside what they answer.

use super::super::call::Call;
use super::super::client::Client;
use super::super::dialect::Site;
use super::super::error::{Error, Kind};
use super::super::limits::date;
use super::super::read;
use super::super::request::LoginUse;
use super::super::types::{ServerInfo, User};
use reqwest::header::{DATE, HeaderMap};
use std::sync::Arc;
use std::time::SystemTime;

/// The site, as it tells of itself, asked anew.
#[derive(Clone, Debug)]
pub struct Greeting {
    /// What it is.
    pub info: ServerInfo,
    /// `cloud` or `data_center`.
    pub dialect: &'static str,
    /// What time it is there.
    pub date: Option<SystemTime>,
}

/// Who we are, and what came with it.
#[derive(Clone, Debug)]
pub struct Hello {
    /// Who we are.
    pub user: User,
    /// What its headers say of limits, in Jira's words: name and value.
    pub limits: Vec<(String, String)>,
}

impl Client {
    /// The site and its clock.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn greet(&self, call: &Call) -> Result<Greeting, Error> {
        let (site, headers) = self.ask_site(call).await?;
        Ok(greeting(site, &headers))
    }

    /// What the site is, asked without a login.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn greet_as_nobody(&self, call: &Call) -> Result<Greeting, Error> {
        let (site, headers) = self.ask_site_as_nobody(call).await?;
        Ok(greeting(site, &headers))
    }

    /// Who we are, with what the answer says of limits.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn hello(&self, call: &Call) -> Result<Hello, Error> {
        let request = self.platform(call, "myself", &[]).await?;
        let answer = self.send(call, &request).await?;
        let user = read::user(&answer.json).ok_or_else(|| super::malformed(&request))?;
        Ok(Hello { user, limits: limits(&answer.headers) })
    }

    /// Whether the site answers whom it doesn't know: then a search with a wrong login finds nothing and says nothing.
    pub async fn answers_anybody(&self, call: &Call) -> bool {
        let Ok(request) = self.platform(call, "mypermissions", &[]).await else { return false };
        let request = request.with("permissions", "BROWSE_PROJECTS").login(LoginUse::Optional);
        self.json(call, &request).await.is_ok()
    }

    /// The plan of each product, where Jira tells it: `jira-software` and `paid`. Cached, also that it is not told.
    ///
    /// # Errors
    ///
    /// The client's, but for a refusal of this one question.
    pub async fn plans(&self, call: &Call) -> Result<Arc<Vec<(String, String)>>, Error> {
        let load = async {
            let Some(request) = self.dialect(call).await?.license() else { return Ok(Vec::new()) };
            match self.json(call, &request).await {
                Ok(told) => Ok(read::list(&told, "applications")
                    .iter()
                    .filter_map(|product| {
                        Some((read::text(product, "id")?, read::text(product, "plan")?.to_lowercase()))
                    })
                    .collect()),
                // A scope that no tool needs, or a Jira that keeps it to itself.
                Err(Error {
                    kind: Kind::ScopeMissing | Kind::Forbidden | Kind::NotFound | Kind::Unauthorized, ..
                }) => Ok(Vec::new()),
                Err(error) => Err(error),
            }
        };
        self.inner.caches.plans.get(call, self.metadata_lifetime(), load).await
    }
}

fn greeting(site: Site, headers: &HeaderMap) -> Greeting {
    let told = headers.get(DATE).and_then(|value| value.to_str().ok());
    Greeting { dialect: site.dialect.name(), info: site.info, date: told.and_then(date) }
}

fn limits(headers: &HeaderMap) -> Vec<(String, String)> {
    let of_limits = headers.iter().filter(|(name, _)| name.as_str().contains("ratelimit"));
    let mut limits: Vec<_> = of_limits
        .filter_map(|(name, value)| Some((name.to_string(), super::super::answer::clean(value.to_str().ok()?))))
        .collect();
    limits.sort();
    limits
}
