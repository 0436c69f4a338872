//! The way to Jira that a profile can't hold: a proxy, and headers for what stands between.

use crate::jira::{Settings, is_loopback};

/// What a client must be given beside the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// Variables for the client's entry, none of them secret.
    pub(super) variables: Vec<(String, String)>,
    /// The names of variables that may hold a secret.
    pub(super) secrets: Vec<String>,
}

impl Way {
    /// The way that these settings take, out of the variables in which it is set.
    pub(super) fn of(settings: &Settings, environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let first = |names: &[&str]| names.iter().find_map(|name| Some(((*name).to_owned(), set(name)?)));
        let mut way = Self::default();
        if let Some(proxy) = settings.proxy.as_ref().filter(|_| !settings.site.as_ref().is_some_and(is_loopback)) {
            match proxy.url.username().is_empty() && proxy.url.password().is_none() {
                true => way.variables.extend(first(&[&proxy.setting])),
                false => way.secrets.push(proxy.setting.clone()),
            }
            way.variables.extend(first(&["JIRA_NO_PROXY", "NO_PROXY", "no_proxy"]));
        }
        if !settings.headers.is_empty() {
            way.secrets.extend(first(&["JIRA_MCP_HEADERS", "JIRA_CUSTOM_HEADERS"]).map(|(name, _)| name));
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Flags};

    fn way(url: &str, variables: &[(&str, &str)]) -> (String, String) {
        let environment =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let flags = Flags { url: Some(url.to_owned()), ..Flags::default() };
        let way = Way::of(&Config::from(&flags, &environment, &|| Err(String::new())).jira, &environment);
        let variables: Vec<String> = way.variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (variables.join(" "), way.secrets.join(" "))
    }

    #[test]
    fn a_client_is_given_what_is_not_secret_and_told_of_what_is() {
        let proxy = ("HTTPS_PROXY", "http://proxy:3128");
        let secret = ("HTTPS_PROXY", "http://robin:canary@proxy:3128");
        let headers = ("JIRA_MCP_HEADERS", "X-Gate: canary");
        for (url, variables, expected) in [
            ("acme.atlassian.net", vec![], ("", "")),
            ("acme.atlassian.net", vec![("NO_PROXY", "x")], ("", "")),
            ("acme.atlassian.net", vec![proxy, ("NO_PROXY", "x")], ("HTTPS_PROXY=http://proxy:3128 NO_PROXY=x", "")),
            ("acme.atlassian.net", vec![("https_proxy", "proxy:1")], ("https_proxy=proxy:1", "")),
            ("acme.atlassian.net", vec![proxy, ("JIRA_HTTPS_PROXY", "own:1")], ("JIRA_HTTPS_PROXY=own:1", "")),
            ("acme.atlassian.net", vec![secret, headers], ("", "HTTPS_PROXY JIRA_MCP_HEADERS")),
            ("http://127.0.0.1:8080", vec![("HTTP_PROXY", "http://proxy:1")], ("", "")),
            ("https://jira.acme.com", vec![("JIRA_CUSTOM_HEADERS", "X=1")], ("", "JIRA_CUSTOM_HEADERS")),
        ] {
            let (expected, secrets) = expected;
            assert_eq!(way(url, &variables), (expected.to_owned(), secrets.to_owned()), "{variables:?}");
        }
    }
}
