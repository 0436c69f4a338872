//! What reaches the site: its address, its kind, the login, headers and certificates.

use super::list::{ALLOW_HTTP, CA_FILE, CLIENT_CERT, DIALECT, EXPIRES, URL};
use super::sources::Sources;
use super::{Problem, headers, login, proxy, site};
use crate::jira::{DialectSetting, Settings, is_loopback};
use jiff::civil::Date;
use secrecy::SecretString;
use std::path::PathBuf;
use url::Url;

/// What is said where there is no address.
pub(super) const NO_SITE: &str = "`JIRA_URL` is not set";

/// The settings of the client, with what is wrong in `problems`.
pub(super) fn read(sources: &Sources<'_>, problems: &mut Vec<Problem>, warnings: &mut Vec<String>) -> Settings {
    let dialect = match sources.find(&DIALECT) {
        None => DialectSetting::Auto,
        Some(found) => match found.value.to_ascii_lowercase().replace(['-', ' '], "_").as_str() {
            "auto" => DialectSetting::Auto,
            "cloud" => DialectSetting::Cloud,
            "data_center" | "datacenter" | "server" => DialectSetting::DataCenter,
            _ => {
                problems.push(found.refuse("is no kind of Jira", "set it to `auto`, `cloud` or `data_center`"));
                DialectSetting::Auto
            }
        },
    };
    let allow_http = sources.switch(&ALLOW_HTTP, false, false, problems);
    let site = site(sources, allow_http, problems, warnings);
    let headers = extra_headers(sources, problems);
    let sent = login::Sent {
        authorization: headers::holds(&headers, "authorization"),
        cookie: headers::holds(&headers, "cookie"),
    };
    let login = login::read(sources, site.as_ref(), dialect, sent, problems, warnings);
    if sources
        .variable("JIRA_SSL_VERIFY")
        .is_some_and(|found| matches!(found.value.to_ascii_lowercase().as_str(), "false" | "0" | "no" | "off"))
    {
        problems.push(Problem::new(
            "JIRA_SSL_VERIFY",
            "certificates are always checked, so `JIRA_SSL_VERIFY` can't be `false`",
            "unset it, and set `JIRA_MCP_CA_FILE` to the certificate of the authority that signed the site's",
        ));
    }
    if sources.variable("JIRA_CLIENT_KEY_PASSWORD").is_some() {
        problems.push(Problem::new(
            "JIRA_CLIENT_KEY_PASSWORD",
            "a key with a password can't be read",
            "save the key without a password in a file that only you may read, and unset `JIRA_CLIENT_KEY_PASSWORD`",
        ));
    }
    Settings {
        proxy: proxy::read(sources, site.as_ref(), problems, warnings),
        expires: expires(sources, problems),
        client_key: sources.variable("JIRA_CLIENT_KEY").map(|found| PathBuf::from(found.value)),
        dialect,
        headers,
        allow_http,
        ca_file: sources.find(&CA_FILE).map(|found| PathBuf::from(found.value)),
        client_cert: sources.find(&CLIENT_CERT).map(|found| PathBuf::from(found.value)),
        ..Settings::new(site, login)
    }
}

fn site(
    sources: &Sources<'_>,
    allow_http: bool,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<String>,
) -> Option<Url> {
    let example = "set it to the address of the site, such as `https://acme.atlassian.net`";
    let Some(found) = sources.find(&URL) else {
        problems.push(Problem::new("JIRA_URL", NO_SITE, format!("`JIRA_URL`: {example}")));
        return None;
    };
    let url = match site::parse(&found.value) {
        Ok(url) => url,
        Err(wrong) => {
            // What was pasted may hold a password, so it is not shown.
            problems.push(Problem::new(&found.name, format!("the address in `{}` {wrong}", found.name), example));
            return None;
        }
    };
    if url.scheme() == "http" && !is_loopback(&url) {
        if !allow_http {
            // The address as it was read: what was pasted may hold more.
            let problem = format!("`{url}` is plain http, so the token could be read on the way");
            let fix = "write `https://`, or set `JIRA_MCP_ALLOW_HTTP` to `1` if the network is trusted";
            problems.push(Problem::new(&found.name, problem, fix));
            return None;
        }
        warnings.push("plain http is allowed: the token can be read on the way to Jira".to_owned());
    }
    Some(url)
}

fn extra_headers(sources: &Sources<'_>, problems: &mut Vec<Problem>) -> Vec<(String, SecretString)> {
    let Some(found) = sources.variable("JIRA_MCP_HEADERS").or_else(|| sources.variable("JIRA_CUSTOM_HEADERS")) else {
        return Vec::new();
    };
    headers::parse(&found.value).unwrap_or_else(|wrong| {
        problems.push(Problem::new(
            &found.name,
            format!("`{}` {wrong}", found.name),
            "write `Name: value`, one header a line",
        ));
        Vec::new()
    })
}

/// A day, or the day of a moment.
fn expires(sources: &Sources<'_>, problems: &mut Vec<Problem>) -> Option<Date> {
    let found = sources.find(&EXPIRES)?;
    let day = found.value.split(['T', ' ']).next().unwrap_or_default().parse();
    day.map_err(|_| problems.push(found.refuse("is no date", "write the token's last day, such as `2027-03-01`"))).ok()
}
