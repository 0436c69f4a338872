//! What has to be found out about the site before it can be used: its dialect, and whether its gateway is the way in.

use super::Client;
use crate::jira::call::Call;
use crate::jira::dialect::{self, Dialect, Site};
use crate::jira::error::{Error, Kind};
use crate::jira::gateway;
use crate::jira::request::{LoginUse, Request};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

impl Client {
    /// Which dialect it is: from the setting, the host's name, or `/serverInfo`, asked once.
    ///
    /// # Errors
    ///
    /// What asking failed with.
    pub async fn dialect(&self, call: &Call) -> Result<Dialect, Error> {
        let transport = self.transport()?;
        match dialect::known(&self.inner.settings, &transport.site) {
            Some(dialect) => Ok(dialect),
            None => Ok(self.site(call).await?.dialect),
        }
    }

    /// What the site tells of itself, asked once.
    pub(in crate::jira) async fn site(&self, call: &Call) -> Result<Arc<Site>, Error> {
        self.inner.site.get(call, self.inner.settings.timing.site_lifetime, self.ask_site(call)).await
    }

    pub(super) fn may_use_gateway(&self) -> bool {
        let Ok(transport) = self.transport() else { return false };
        let asked = self.inner.site.peek();
        let is_cloud = dialect::is_surely_cloud(&self.inner.settings, &transport.site, asked.as_deref());
        gateway::is_allowed(&transport.site, &self.inner.settings.login, is_cloud)
    }

    /// The gateway's base for this site. Not finding out is as good as there being none: the site's own refusal is told then.
    pub(super) async fn gateway_base(&self, call: &Call) -> Option<Url> {
        let lifetime =
            if self.inner.gateway.is_in_use() { Duration::MAX } else { self.inner.settings.timing.gateway_lifetime };
        let ask = async {
            let request = Request::get("_edge", "tenant_info", &[]).login(LoginUse::None);
            let told = Box::pin(self.json(call, &request)).await?;
            Ok(gateway::base(self.inner.settings.sites.gateway(), &told))
        };
        let base = self.inner.gateway.base.get(call, lifetime, ask).await.ok()?;
        Option::clone(&base)
    }

    async fn ask_site(&self, call: &Call) -> Result<Site, Error> {
        let request = dialect::server_info().login(LoginUse::Optional);
        let answer = match Box::pin(self.json(call, &request)).await {
            // A Cloud behind its own domain refuses a scoped token even here, but tells anybody what it is.
            Err(error) if matches!(error.kind, Kind::Unauthorized | Kind::TokenExpired | Kind::Forbidden) => {
                let again = request.login(LoginUse::None);
                Box::pin(self.json(call, &again)).await.map_err(|_| error)
            }
            other => other,
        };
        let wrong = |problem: &str| Kind::Configuration { setting: "JIRA_URL", problem: problem.to_owned() };
        match answer {
            Ok(told) => dialect::read_site(&told).ok_or_else(|| Error {
                sent: true,
                ..Error::unsent(wrong("leads to something that is not Jira"), &dialect::server_info().asked())
            }),
            Err(error) => Err(match error.kind {
                Kind::NotFound | Kind::Malformed => {
                    Error { kind: wrong("leads to no Jira; a context path such as `/jira` may be missing"), ..error }
                }
                _ => error,
            }),
        }
    }
}
