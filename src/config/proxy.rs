//! The proxy between us and the site. The client's own variables win over those of the whole machine, as in other servers for Jira.

use super::Problem;
use super::sources::{Found, Sources};
use crate::jira::Proxy;
use url::Url;

/// The proxy that the variables name for this site; none leaves it to the system.
pub(super) fn read(
    sources: &Sources<'_>,
    site: Option<&Url>,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<String>,
) -> Option<Proxy> {
    let own = if site?.scheme() == "https" { "JIRA_HTTPS_PROXY" } else { "JIRA_HTTP_PROXY" };
    let general = if site?.scheme() == "https" { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    if let Some(found) = sources.variable("JIRA_SOCKS_PROXY") {
        problems.push(unusable(&found, "names a SOCKS proxy, which can't be used"));
        return None;
    }
    if let Some(found) = sources.variable(own) {
        let url = address(&found.value);
        if url.is_none() {
            problems.push(unusable(&found, "is not the address of an http proxy"));
        }
        return Some(proxy(sources, url?, own));
    }
    let found = general.iter().chain(&["ALL_PROXY", "all_proxy"]).find_map(|name| sources.variable(name))?;
    let url = address(&found.value);
    if url.is_none() {
        // It may be meant for other programs.
        warnings.push(format!("the proxy in `{}` is no http proxy and is not used", found.name));
    }
    Some(proxy(sources, url?, &found.name))
}

fn proxy(sources: &Sources<'_>, url: Url, setting: &str) -> Proxy {
    let except = ["JIRA_NO_PROXY", "NO_PROXY", "no_proxy"].iter().find_map(|name| sources.variable(name));
    Proxy { url, except: except.map(|found| found.value), setting: setting.to_owned() }
}

fn unusable(found: &Found, wrong: &str) -> Problem {
    // The address may hold a password, so it is not shown.
    let fix = "set `JIRA_HTTPS_PROXY` to an address such as `http://proxy.your-company.com:3128`, or unset it";
    Problem::new(&found.name, format!("`{}` {wrong}", found.name), fix)
}

/// Often written without a scheme.
fn address(text: &str) -> Option<Url> {
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}
