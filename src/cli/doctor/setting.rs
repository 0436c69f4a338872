//! What needs no question: what is set, what stands between us and the site, and what two clocks say.

use super::report::Report;
use crate::config::Config;
use crate::jira::{Login, Secret, Settings, is_loopback};
use std::time::{Duration, SystemTime};
use url::Url;

/// Seconds by which two clocks may differ without a word, and without harm.
const SAME_TIME: u64 = 5;
const HARMLESS: u64 = 300;

pub(super) fn settings(report: &mut Report, config: &Config) {
    for problem in &config.problems {
        report.bad("settings", problem.said(), problem.advice());
    }
    if !config.problems.is_empty() {
        return;
    }
    let secret = |secret: &Secret, name: &str| match secret {
        Secret::Value(_) => name.to_owned(),
        Secret::Command(_) => "a command that prints the token".to_owned(),
        Secret::File(_) => "the token that `setup` keeps in a file".to_owned(),
    };
    let login = match &config.jira.login {
        Login::ApiToken { email, token } => format!("{email} with {}", secret(token, "an API token")),
        Login::PersonalToken(token) => secret(token, "a personal access token"),
        Login::Basic { user, password } => format!("{user} with {}", secret(password, "a password")),
        Login::Missing => "a login in the headers".to_owned(),
    };
    let reads = if config.read_only { ", read-only" } else { "" };
    report.good("settings", format!("{login}{reads}"));
    for warning in &config.warnings {
        report.good("settings", warning.clone());
    }
}

pub(super) fn address(settings: &Settings) -> Option<String> {
    let site = settings.site.as_ref()?;
    let context = site.path().trim_end_matches('/');
    let context = if context.is_empty() { String::new() } else { format!(", with the context path {context}") };
    Some(format!("{}{context}", site.as_str().trim_end_matches('/')))
}

pub(super) fn proxy(settings: &Settings) -> Option<String> {
    if settings.site.as_ref().is_some_and(is_loopback) {
        return Some("none: the site is on this machine".to_owned());
    }
    let Some(proxy) = &settings.proxy else { return Some("none is named in the environment".to_owned()) };
    let except = proxy.except.as_ref().map(|except| format!(", not for {except}")).unwrap_or_default();
    Some(format!("{} (`{}`){except}", proxy.address(), proxy.setting))
}

pub(super) fn headers(settings: &Settings) -> Option<String> {
    let names: Vec<String> = settings.headers.iter().map(|(name, _)| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("sent to the site and nowhere else: {}", names.join(", ")))
}

pub(super) fn tls(report: &mut Report, settings: &Settings) {
    let is_plain = |site: &Url| site.scheme() == "http";
    if settings.site.as_ref().is_some_and(is_loopback) && settings.site.as_ref().is_some_and(is_plain) {
        return report.good("tls", "none: the site is on this machine");
    }
    if settings.site.as_ref().is_some_and(is_plain) {
        let fix = "use `https://` where the site offers it".to_owned();
        return report.add("tls", true, "none: plain http is allowed, so the token can be read on the way", Some(fix));
    }
    let mut detail = "the certificate is trusted".to_owned();
    if let Some(file) = &settings.ca_file {
        detail += &format!(", with the authorities in {}", file.display());
    }
    if let Some(file) = &settings.client_cert {
        detail += &format!(", and our own is from {}", file.display());
    }
    report.good("tls", detail);
}

pub(super) fn clock(report: &mut Report, ours: SystemTime, theirs: SystemTime) {
    let (apart, word) = match ours.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let seconds = Duration::as_secs(&apart);
    match seconds {
        0..=SAME_TIME => report.good("clock", "as Jira's"),
        _ if seconds <= HARMLESS => report.good("clock", format!("{seconds} s {word} Jira's")),
        _ => report.bad(
            "clock",
            format!("{seconds} s {word} Jira's"),
            "set this machine's clock: certificates and dates are judged by it",
        ),
    }
}
