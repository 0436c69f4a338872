//! What the client is told at its birth. Nothing here touches the network, and nothing here can be printed that is secret.

use super::timing::{Clock, Timing};
use jiff::civil::Date;
use secrecy::SecretString;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use url::{Host, Url};

/// Everything that the client needs to know. A wrong setting is answered at the first call, never at construction.
#[derive(Clone)]
pub struct Settings {
    /// Where Jira is, with its context path (`https://jira.example.com/jira`). Absent: every call answers `NoSite`.
    pub site: Option<Url>,
    /// Who we are.
    pub login: Login,
    /// Which kind of Jira it is, when the user said so.
    pub dialect: DialectSetting,
    /// More headers for the configured host, and only for it.
    pub headers: Vec<(String, SecretString)>,
    /// Whether plain http is allowed to a host that is not loopback.
    pub allow_http: bool,
    /// More certificates to trust, PEM or DER.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate and key, PEM.
    pub client_cert: Option<PathBuf>,
    /// The key, where it is in a file of its own.
    pub client_key: Option<PathBuf>,
    /// The proxy that was named. Absent: the system's, if it has one.
    pub proxy: Option<Proxy>,
    /// The day on which the key ends, when somebody said so.
    pub expires: Option<Date>,
    /// Where it is kept when a key was first seen; absent keeps nothing.
    pub state_folder: Option<PathBuf>,
    /// The world outside, replaced by tests.
    pub sites: Sites,
    /// How long things take.
    pub timing: Timing,
    /// What time it is.
    pub clock: Clock,
}

/// Who we are towards Jira.
#[derive(Clone, Debug)]
pub enum Login {
    /// Nobody: calls answer `NoCredentials`, unless a configured header carries the login.
    Missing,
    /// Cloud: Basic with an e-mail address and an API token (Jira facts, items 55 to 58).
    ApiToken {
        /// The account's e-mail address.
        email: String,
        /// The token.
        token: Secret,
    },
    /// Data Center: a personal access token, sent as Bearer (Jira facts, item 62).
    PersonalToken(Secret),
    /// Data Center: Basic with a user name and a password.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: Secret,
    },
}

/// A secret, or the way to it.
#[derive(Clone)]
pub enum Secret {
    /// The secret itself.
    Value(SecretString),
    /// A command that prints it, run once at the first call by the system's shell.
    Command(String),
    /// A file that holds it and nothing else, read at the first call.
    File(PathBuf),
}

/// What the user said about the kind of Jira.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialectSetting {
    /// Found out by asking.
    #[default]
    Auto,
    /// REST v3, ADF, account ids.
    Cloud,
    /// REST v2, wiki markup, user names.
    DataCenter,
}

/// The world outside: where the gateway is, what counts as Cloud by name, how names resolve. Only tests pass their own.
#[derive(Clone)]
pub struct Sites {
    gateway: String,
    cloud_suffix: String,
    resolved: Vec<(String, SocketAddr)>,
    extra_root: Option<Vec<u8>>,
}

/// A proxy between us and the site.
#[derive(Clone)]
pub struct Proxy {
    /// Where it is; may hold a user name and a password.
    pub url: Url,
    /// The hosts that are reached without it, as they were written.
    pub except: Option<String>,
    /// The variable that named it: `HTTPS_PROXY`.
    pub setting: String,
}

impl Proxy {
    /// Its address without user name and password.
    pub fn address(&self) -> String {
        let port = self.url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.url.scheme(), self.url.host_str().unwrap_or_default())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.address(), self.setting)
    }
}

impl Settings {
    /// The defaults of the real world for a site and a login.
    pub fn new(site: Option<Url>, login: Login) -> Self {
        Self {
            site,
            login,
            dialect: DialectSetting::Auto,
            headers: Vec::new(),
            allow_http: false,
            ca_file: None,
            client_cert: None,
            client_key: None,
            proxy: None,
            expires: None,
            state_folder: None,
            sites: Sites::default(),
            timing: Timing::default(),
            clock: Clock::default(),
        }
    }
}

impl Sites {
    /// The API gateway of Cloud: `https://api.atlassian.com`.
    pub fn gateway(&self) -> &str {
        self.gateway.trim_end_matches('/')
    }

    /// Another gateway.
    #[must_use]
    pub fn with_gateway(mut self, gateway: &str) -> Self {
        self.gateway = gateway.to_owned();
        self
    }

    /// Another suffix of the names that are Cloud: `.atlassian.net` by default.
    #[must_use]
    pub fn with_cloud_suffix(mut self, suffix: &str) -> Self {
        self.cloud_suffix = suffix.to_owned();
        self
    }

    /// Resolves a name to an address, and to its port where the URL names none.
    #[must_use]
    pub fn with_resolved(mut self, host: &str, address: SocketAddr) -> Self {
        self.resolved.push((host.to_owned(), address));
        self
    }

    /// Trusts one more certificate, PEM or DER.
    #[must_use]
    pub fn with_extra_root(mut self, certificate: Vec<u8>) -> Self {
        self.extra_root = Some(certificate);
        self
    }

    /// The names that don't go through the system's resolver.
    pub fn resolved(&self) -> &[(String, SocketAddr)] {
        &self.resolved
    }

    /// The additional certificate.
    pub fn extra_root(&self) -> Option<&[u8]> {
        self.extra_root.as_deref()
    }

    /// Whether a URL is Cloud by its host's name, on a label boundary and by https.
    pub fn is_cloud_by_name(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        url.scheme() == "https"
            && host
                .strip_suffix(self.cloud_suffix.as_str())
                .is_some_and(|label| !label.is_empty() && self.cloud_suffix.starts_with('.') && !label.ends_with('.'))
    }
}

impl Default for Sites {
    fn default() -> Self {
        Self {
            gateway: "https://api.atlassian.com".to_owned(),
            cloud_suffix: ".atlassian.net".to_owned(),
            resolved: Vec::new(),
            extra_root: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("Settings")
            .field("host", &self.site.as_ref().and_then(Url::host_str))
            .field("login", &self.login)
            .field("dialect", &self.dialect)
            .field("headers", &names)
            .field("allow_http", &self.allow_http)
            .field("ca_file", &self.ca_file)
            .field("client_cert", &self.client_cert)
            .field("client_key", &self.client_key)
            .field("proxy", &self.proxy)
            .field("expires", &self.expires)
            .field("state_folder", &self.state_folder)
            .field("sites", &self.sites)
            .field("timing", &self.timing)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Value(_) => "Value(hidden)",
            Self::Command(_) => "Command(hidden)",
            Self::File(_) => "File(hidden)",
        })
    }
}

impl fmt::Debug for Sites {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sites")
            .field("gateway", &self.gateway)
            .field("cloud_suffix", &self.cloud_suffix)
            .field("resolved", &self.resolved)
            .finish_non_exhaustive()
    }
}

/// Whether a URL's host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn cloud_is_known_by_name_on_a_label_boundary_and_by_https_only() {
        let sites = Sites::default();
        assert!(sites.is_cloud_by_name(&url("https://acme.atlassian.net")));
        for other in [
            "http://acme.atlassian.net",
            "https://atlassian.net",
            "https://evil-atlassian.net",
            "https://acme.atlassian.net.evil.com",
            "https://jira.example.com",
        ] {
            assert!(!sites.is_cloud_by_name(&url(other)), "{other}");
        }
    }

    #[test]
    fn loopback_is_decided_on_the_parsed_host() {
        for near in ["http://localhost:8080", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]:1", "http://0x7f.1"]
        {
            assert!(is_loopback(&url(near)), "{near}");
        }
        for far in
            ["http://localhost.evil.com", "http://evil.com/localhost", "http://localhost@evil.com", "http://10.0.0.1"]
        {
            assert!(!is_loopback(&url(far)), "{far}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let canary = "canary-7f3a";
        let mut settings = Settings::new(
            Some(url(&format!("https://user:{canary}@acme.atlassian.net"))),
            Login::ApiToken { email: "robin@example.com".into(), token: Secret::Value(canary.into()) },
        );
        settings.headers.push(("X-Proxy-Token".into(), canary.into()));
        let mut printed = format!("{settings:?} {settings:#?}");
        settings.login = Login::PersonalToken(Secret::Command(format!("echo {canary}")));
        printed += &format!("{settings:?}");
        assert!(!printed.contains(canary), "{printed}");
        assert!(printed.contains("acme.atlassian.net"));
    }
}
