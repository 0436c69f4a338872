//! When the key in use ends, and what may be wrong with one that was refused.
//!
//! Read and told once for the life of the process: by the first answer that the key brought. A token that ended is refused like a
//! wrong one; where its day is known, the refusal is told as what it is.

use super::Client;
use crate::jira::call::Call;
use crate::jira::error::{Error, Kind};
use crate::jira::key::{self, Life, seen};
use crate::jira::request::{LoginUse, Request};
use crate::jira::settings::Login;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use reqwest::header::AUTHORIZATION;
use serde_json::Value;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What this process knows of the key's life.
#[derive(Debug, Default)]
pub(super) struct KnownLife {
    /// By the word of the person who set it, or by the record.
    known: OnceLock<Life>,
    warned: AtomicBool,
}

impl Client {
    /// Today, where days are counted in: UTC.
    pub fn today(&self) -> Date {
        Timestamp::try_from(self.now()).unwrap_or_default().to_zoned_datetime(TimeZone::UTC).date()
    }

    /// When the key ends: as it was said, as Data Center tells it, or by the day on which it was first seen.
    pub async fn key_life(&self, call: &Call) -> Life {
        match self.inner.life.known.get().copied().unwrap_or_else(|| self.recorded(seen_before)) {
            Life::Unknown => match self.personal_token_end(call).await {
                Some(day) => {
                    self.warn(Life::ToldByJira(day));
                    Life::ToldByJira(day)
                }
                None => Life::Unknown,
            },
            known => known,
        }
    }

    /// The page on which a key of this kind is made.
    pub fn key_page(&self) -> String {
        match self.inner.settings.login {
            Login::ApiToken { .. } => key::API_TOKENS_PAGE.to_owned(),
            _ => self.personal_tokens_page(),
        }
    }

    /// The page on which personal access tokens of Data Center are made.
    pub fn personal_tokens_page(&self) -> String {
        format!("{}/{}", self.site_url(), key::PERSONAL_TOKENS_PATH)
    }

    /// Whether the key has the form of an account's API token, wholly; false before it was read.
    pub fn key_looks_whole(&self) -> bool {
        self.inner.credentials.peek().is_some_and(|credentials| credentials.looks_whole)
    }

    /// An answer came for the key: it is kept when it was first seen, and said once when it ends soon.
    pub(super) fn key_works(&self, request: &Request) {
        if request.login == LoginUse::Required && self.inner.life.known.get().is_none() {
            let life = self.recorded(|folder, login| seen::note(folder, login, self.today()).map(Some));
            if self.inner.life.known.set(life).is_ok() {
                self.warn(life);
            }
        }
    }

    /// A failure with what may be wrong with the key or the address.
    pub(super) fn hinted(&self, error: Error) -> Error {
        let of_the_login =
            matches!(error.kind, Kind::Unauthorized | Kind::Anonymous | Kind::TokenExpired | Kind::ScopeMissing);
        let site = self.transport().ok().and_then(|transport| key::hint_of_site(&transport.site));
        let hint = site.or_else(|| self.inner.credentials.peek().filter(|_| of_the_login)?.hint);
        let is_refused = matches!(error.kind, Kind::Unauthorized | Kind::Anonymous);
        let is_over = is_refused && {
            let known = self.inner.life.known.get().copied();
            known.unwrap_or_else(|| self.recorded(seen_before)).is_over(self.today())
        };
        Error { kind: if is_over { Kind::TokenExpired } else { error.kind }, hint, ..error }
    }

    /// What is known without asking Jira. Only tokens of Cloud live a year at most.
    fn recorded(&self, look: impl Fn(&Path, &[u8]) -> io::Result<Option<Date>>) -> Life {
        let settings = &self.inner.settings;
        if let Some(day) = settings.expires {
            return Life::Told(day);
        }
        let (Login::ApiToken { .. }, Some(folder)) = (&settings.login, &settings.state_folder) else {
            return Life::Unknown;
        };
        let Some(credentials) = self.inner.credentials.peek() else { return Life::Unknown };
        let Some(login) = credentials.gateway.get(AUTHORIZATION) else { return Life::Unknown };
        match look(folder, login.as_bytes()) {
            Ok(Some(day)) => Life::Seen(day),
            Ok(None) => Life::Unknown,
            Err(error) => {
                tracing::debug!(%error, "when the token was first seen is not kept");
                Life::Unknown
            }
        }
    }

    fn warn(&self, life: Life) {
        let today = self.today();
        if life.is_ending(today) && !self.inner.life.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!("the Jira token should be renewed: today is {today}, {life}");
        }
    }

    /// The day on which the personal access token ends, where this can be told: Data Center lists the account's tokens without saying
    /// which of them asks, so only that of a single one is sure.
    async fn personal_token_end(&self, call: &Call) -> Option<Date> {
        let Login::PersonalToken(_) = self.inner.settings.login else { return None };
        let lifetime = self.inner.settings.timing.metadata_lifetime;
        let load = async {
            let request = Request::get("rest/pat/latest", "tokens", &[]);
            match self.json(call, &request).await {
                Ok(told) => Ok(only_end(&told)),
                // An older Jira, or one that is not asked: nobody said.
                Err(Error { kind: Kind::NotFound | Kind::Forbidden | Kind::Malformed, .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let end = self.inner.caches.personal_token_end.get(call, lifetime, load).await.ok()?;
        *end
    }
}

fn seen_before(folder: &Path, login: &[u8]) -> io::Result<Option<Date>> {
    seen::look(folder, login)
}

/// The end of the only token in a list, or of all when they share it.
fn only_end(told: &Value) -> Option<Date> {
    let ends: Vec<Option<Date>> = told
        .as_array()?
        .iter()
        .map(|token| {
            let end: Timestamp = token.get("expiringAt")?.as_str()?.parse().ok()?;
            Some(end.to_zoned_datetime(TimeZone::UTC).date())
        })
        .collect();
    let first = ends.first().copied().flatten()?;
    ends.iter().all(|end| *end == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::only_end;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn the_end_of_one_of_several_tokens_is_not_known() {
        let token = |end: &str| json!({"id": 1, "name": "agent", "expiringAt": end});
        let (one, other) = (token("2026-12-01T10:00:00.000Z"), token("2027-01-01T10:00:00.000+0000"));
        assert_eq!(only_end(&json!([one])), Some(date(2026, 12, 1)));
        assert_eq!(only_end(&json!([one, one])), Some(date(2026, 12, 1)));
        for told in
            [json!([one, other]), json!([{"id": 1, "name": "agent"}]), json!([]), json!({}), json!([{"expiringAt": 5}])]
        {
            assert_eq!(only_end(&told), None, "{told}");
        }
    }
}
