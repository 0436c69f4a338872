//! Cloud's API gateway, which is the only way for scoped API tokens (Jira facts, item 57).
//!
//! It is tried only when all of this holds: the site is known to be Cloud, by its name or because its `/serverInfo` said so over
//! https; the login is e-mail + API token; the site answered 401; and `/_edge/tenant_info`, fetched without credentials, gave a
//! well-formed id. So a Data Center's credentials never leave its host.

use super::cache::Cell;
use super::settings::Login;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use url::Url;

/// What is known of the gateway.
#[derive(Debug, Default)]
pub struct Gateway {
    /// The base for paths, asked for once; `None` when the site has none.
    pub base: Cell<Option<Url>>,
    in_use: AtomicBool,
}

impl Gateway {
    /// Whether it answered, so that everything goes through it from now on.
    pub fn is_in_use(&self) -> bool {
        self.in_use.load(Ordering::Acquire)
    }

    /// It answered.
    pub fn use_from_now_on(&self) {
        self.in_use.store(true, Ordering::Release);
    }
}

/// Whether the gateway may be asked at all.
pub fn is_allowed(site: &Url, login: &Login, site_is_cloud: bool) -> bool {
    site_is_cloud && site.scheme() == "https" && matches!(login, Login::ApiToken { .. })
}

/// The base for paths behind the gateway, from what `/_edge/tenant_info` said.
pub fn base(gateway: &str, tenant_info: &Value) -> Option<Url> {
    let id = tenant_info.get("cloudId")?.as_str()?;
    if !is_well_formed(id) {
        return None;
    }
    Url::parse(&format!("{gateway}/ex/jira/{id}/")).ok()
}

/// `1324a887-45db-1bf4-1e99-ef0ff456d421`.
fn is_well_formed(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::super::settings::Secret;
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_well_formed_id_makes_a_base() {
        let id = "1324a887-45db-1bf4-1e99-ef0ff456d421";
        let made = base("https://api.atlassian.com", &json!({"cloudId": id})).unwrap();
        assert_eq!(made.as_str(), format!("https://api.atlassian.com/ex/jira/{id}/"));
        for wrong in [
            json!({}),
            json!({"cloudId": null}),
            json!({"cloudId": ""}),
            json!({"cloudId": "../../../../evil"}),
            json!({"cloudId": "1324a887-45db-1bf4-1e99-ef0ff456d42/"}),
            json!({"cloudId": "1324a887045db01bf401e990ef0ff456d421"}),
        ] {
            assert_eq!(base("https://api.atlassian.com", &wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_needs_cloud_https_and_an_api_token() {
        let https = Url::parse("https://jira.example.com").unwrap();
        let http = Url::parse("http://127.0.0.1:1").unwrap();
        let secret = || Secret::Value("x".into());
        let token = Login::ApiToken { email: "a@x.io".into(), token: secret() };
        assert!(is_allowed(&https, &token, true));
        assert!(!is_allowed(&https, &token, false));
        assert!(!is_allowed(&http, &token, true));
        assert!(!is_allowed(&https, &Login::PersonalToken(secret()), true));
        assert!(!is_allowed(&https, &Login::Basic { user: "a".into(), password: secret() }, true));
        assert!(!is_allowed(&https, &Login::Missing, true));
    }
}
