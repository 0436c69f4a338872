//! What has to be found out about the site before it can be used: its dialect, and whether its gateway is the way in.

use super::Client;
use crate::jira::answer::{self, Answer};
use crate::jira::call::Call;
use crate::jira::dialect::{self, Dialect, Site};
use crate::jira::error::{Error, Kind};
use crate::jira::gateway;
use crate::jira::request::{LoginUse, Request};
use crate::jira::settings::{DialectSetting, Settings};
use reqwest::header::HeaderMap;
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
        let load = async { Ok(self.ask_site(call).await?.0) };
        self.inner.site.get(call, self.inner.settings.timing.site_lifetime, load).await
    }

    /// Whether the gateway may be tried. A site that the settings alone call Cloud is asked first: their word sends no token
    /// elsewhere. A question about the site itself asks nothing, because it would wait for its own answer.
    pub(super) async fn may_use_gateway(&self, call: &Call, request: &Request) -> bool {
        let Ok(transport) = self.transport() else { return false };
        let Settings { login, dialect, .. } = &self.inner.settings;
        let is_allowed = |asked: Option<&Site>| {
            let is_cloud = dialect::is_surely_cloud(&self.inner.settings, &transport.site, asked);
            gateway::is_allowed(&transport.site, login, is_cloud)
        };
        // Where the dialect was asked for, the answer is here, unless it is being asked for anew.
        if is_allowed(self.inner.site.peek().as_deref()) {
            return true;
        }
        let could_be = *dialect != DialectSetting::DataCenter && gateway::is_allowed(&transport.site, login, true);
        could_be && request.login == LoginUse::Required && is_allowed(self.site(call).await.ok().as_deref())
    }

    /// Whether a refused login was tried at the gateway as well, which is the only way for a scoped token.
    pub async fn tries_gateway(&self, call: &Call) -> bool {
        self.inner.gateway.is_in_use()
            || (self.may_use_gateway(call, &Request::get("", "", &[])).await && self.gateway_base(call).await.is_some())
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

    /// What the site tells of itself, with the headers of its answer.
    pub(in crate::jira) async fn ask_site(&self, call: &Call) -> Result<(Site, HeaderMap), Error> {
        let request = dialect::server_info().login(LoginUse::Optional);
        let told = match Box::pin(self.send(call, &request)).await {
            // A Cloud behind its own domain refuses a scoped token even here, but tells anybody what it is.
            Err(error) if matches!(error.kind, Kind::Unauthorized | Kind::TokenExpired | Kind::Forbidden) => {
                let again = request.login(LoginUse::None);
                Box::pin(self.send(call, &again)).await.map_err(|_| error)
            }
            other => other,
        };
        read(told)
    }

    /// The same without a login, for who has none yet. Something before Jira may want its headers even so.
    pub(in crate::jira) async fn ask_site_as_nobody(&self, call: &Call) -> Result<(Site, HeaderMap), Error> {
        read(Box::pin(self.send(call, &dialect::server_info().login(LoginUse::Gate))).await)
    }
}

fn read(told: Result<Answer, Error>) -> Result<(Site, HeaderMap), Error> {
    let wrong = |problem: &str| Kind::Configuration { setting: "JIRA_URL", problem: problem.to_owned() };
    match told {
        Ok(answer) => match dialect::read_site(&answer.json) {
            Some(site) => Ok((site, answer.headers)),
            None => Err(Error {
                sent: true,
                ..Error::unsent(wrong("leads to something that is not Jira"), &dialect::server_info().asked())
            }),
        },
        // What was cut off, is empty or is a page may be another answer the next time; a path that isn't there stays away.
        Err(error) if error.kind == Kind::NotFound => Err(Error { kind: answer::no_jira(), ..error }),
        Err(error) => Err(error),
    }
}
