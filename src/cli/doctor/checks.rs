//! The checks, in the order in which one depends on the next.

use super::report::{Report, Who};
use super::setting::{address, clock, headers, proxy, settings, tls};
use super::tools::{self, Granted};
use super::words::{self, Known};
use crate::config::Config;
use crate::config::site::is_cloud_host;
use crate::error::quoted;
use crate::jira::api::about::Greeting;
use crate::jira::key::hint_of_site;
use crate::jira::{Call, Client, DialectSetting, Error, Hint, Kind, Login};
use crate::tools::{ALL, Switches, permissions};
use std::collections::HashMap;

/// Checks a configuration, from what is set to what each tool may do. Asks Jira, changes nothing, prints nothing.
pub(in crate::cli) async fn check(config: &Config) -> Report {
    let mut report = Report::default();
    let mut config = config.clone();
    let switches = config.switches(ALL);
    config.audit();
    settings(&mut report, &config);
    if !config.problems.is_empty() {
        return report;
    }
    let doctor = Doctor { client: Client::new(config.jira.clone()), config: &config, switches: &switches };
    doctor.network(&mut report).await;
    report
}

struct Doctor<'a> {
    client: Client,
    config: &'a Config,
    switches: &'a Switches,
}

impl Doctor<'_> {
    /// One question has less time than a call of a tool: a person is waiting.
    fn call(&self) -> Call {
        let timing = &self.config.jira.timing;
        Call::with_budget(timing.budget.min(timing.connect * 2))
    }

    async fn network(&self, report: &mut Report) {
        let settings = &self.config.jira;
        let greeting = self.client.greet(&self.call()).await;
        let failed = greeting.as_ref().err().map(|error| words::check_of(&error.kind));
        for (name, detail) in
            [("address", address(settings)), ("proxy", proxy(settings)), ("headers", headers(settings))]
        {
            match (&greeting, detail) {
                (Err(error), _) if failed == Some(name) => return self.fail(report, name, error).await,
                (_, Some(detail)) => {
                    let hint = settings.site.as_ref().filter(|_| name == "address").and_then(hint_of_site);
                    let guess = hint.map(|hint| format!("; {}", hint.guess())).unwrap_or_default();
                    report.add(name, true, format!("{detail}{guess}"), hint.map(Hint::advice));
                }
                _ => {}
            }
        }
        match greeting {
            Ok(greeting) => {
                report.good("host", "answers");
                tls(report, settings);
                self.site(report, &greeting);
            }
            // The host is there, and what stands before Jira speaks.
            Err(error) if failed == Some("login") => {
                report.good("host", "answers");
                tls(report, settings);
                // A token that may do little else may still say whose it is.
                if error.kind != Kind::ScopeMissing {
                    return self.fail(report, "login", &error).await;
                }
                report.dialect = self.client.dialect_name(&self.call()).await.ok();
            }
            Err(error) => return self.fail(report, failed.unwrap_or("host"), &error).await,
        }
        self.login(report).await;
    }

    async fn fail(&self, report: &mut Report, name: &'static str, error: &Error) {
        let gateway_tried = name == "login" && self.client.tries_gateway(&self.call()).await;
        let answers_anybody = name == "login" && self.client.answers_anybody(&self.call()).await;
        let scope = if name == "login" { "read:jira-user" } else { "read:jira-work" };
        let dialect = report.dialect.or_else(|| self.dialect());
        let known = Known { client: &self.client, gateway_tried, answers_anybody, scope, dialect };
        let (detail, fix) = words::of(error, &known);
        report.bad(name, detail, fix);
    }

    /// What the site is by its name or by a setting, before it has spoken.
    fn dialect(&self) -> Option<&'static str> {
        let settings = &self.config.jira;
        let is_cloud = settings.site.as_ref().and_then(url::Url::host_str).is_some_and(is_cloud_host);
        match settings.dialect {
            DialectSetting::Cloud => Some("cloud"),
            DialectSetting::DataCenter => Some("data_center"),
            DialectSetting::Auto => is_cloud.then_some("cloud"),
        }
    }

    fn site(&self, report: &mut Report, greeting: &Greeting) {
        if let Some(theirs) = greeting.date {
            clock(report, self.client.now(), theirs);
        }
        report.dialect = Some(greeting.dialect);
        let product = if greeting.dialect == "cloud" { "Jira Cloud" } else { "Jira Data Center" };
        report.good("site", format!("{product}, version {}", greeting.info.version));
    }

    async fn login(&self, report: &mut Report) {
        let hello = match self.client.hello(&self.call()).await {
            Ok(hello) => hello,
            Err(error) => return self.fail(report, "login", &error).await,
        };
        let kind = match self.client.auth_kind() {
            "api_token" => "an API token",
            "scoped_token" => "a scoped API token, through the API gateway",
            "personal_token" => "a personal access token",
            "basic" => "a user name and a password",
            "cookie" => "a session's cookie",
            _ => "a login in the headers",
        };
        let email = hello.user.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
        report.good("login", format!("{}{email}, by {kind}", hello.user.name));
        report.who = Some(Who { name: hello.user.name.clone(), email: hello.user.email.clone() });
        self.key(report).await;
        if let Ok(plans) = self.client.plans(&self.call()).await
            && !plans.is_empty()
        {
            let plans: Vec<String> = plans.iter().map(|(product, plan)| format!("{product}: {plan}")).collect();
            report.good("plan", plans.join(", "));
        }
        report.good("limits", self.limits(report.dialect, &hello.limits));
        self.access(report).await;
    }

    async fn key(&self, report: &mut Report) {
        let life = self.client.key_life(&self.call()).await;
        let today = self.client.today();
        let days = life.days_left(today).unwrap_or_default();
        let fix = life.is_ending(today).then(|| words::renewal(&self.client));
        match (life.is_over(today), life.end()) {
            // It was accepted a moment ago, whatever the record says.
            (true, _) => report.add("key", true, format!("works, though by what is known it should not: {life}"), fix),
            (false, Some(_)) => report.add("key", true, format!("{life}, {days} days from now"), fix),
            (false, None) if matches!(self.config.jira.login, Login::Missing | Login::Basic { .. }) => {}
            (false, None) => {
                let fix = "set its last day in `JIRA_MCP_EXPIRES`, to be told in time".to_owned();
                report.add("key", true, life.to_string(), Some(fix));
            }
        }
    }

    /// What is published of limits for this kind of key, and what this Jira's headers say (Jira facts, items 2 to 9, 13, 14).
    fn limits(&self, dialect: Option<&'static str>, told: &[(String, String)]) -> String {
        let published = match (dialect, self.client.auth_kind()) {
            (Some("cloud"), "header") => {
                "per route 100 GET, 100 POST and 50 PUT a second, and an hourly quota for apps"
            }
            (Some("cloud"), _) => {
                "no hourly quota for this kind of key; per route 100 GET, 100 POST and 50 PUT a second, shared by all keys of the site; per issue 20 writes in 2 s and 100 in 30 s"
            }
            _ => "what the administrator set for each user",
        };
        let told: Vec<String> = told.iter().map(|(name, value)| format!("{name} {value}")).collect();
        match told.is_empty() {
            true => format!("{published}; this answer told none"),
            false => format!("{published}; told now: {}", told.join(", ")),
        }
    }

    async fn access(&self, report: &mut Report) {
        let asked = permissions();
        let only = match self.config.projects.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => self.config.default_project.as_deref(),
        };
        let place = only.map_or("in any project".to_owned(), |key| format!("in {key}"));
        let mut missing_scope = None;
        let permissions = match self.client.my_permissions(&self.call(), only, &asked).await {
            Ok(permissions) => {
                let has = |has: bool| quoted(asked.iter().filter(|name| permissions.get(**name) == Some(&has)));
                let lacking = Some(has(false)).filter(|lacking| !lacking.is_empty());
                let lacking = lacking.map(|lacking| format!("; not {lacking}")).unwrap_or_default();
                let place = only.map_or("in some project".to_owned(), |key| format!("in {key}"));
                match permissions.get("BROWSE_PROJECTS") {
                    Some(false) => report.bad(
                        "permissions",
                        format!("this account may not even browse {}", only.unwrap_or("any project")),
                        "ask a Jira administrator to give the account access to a project",
                    ),
                    _ => report.good("permissions", format!("{place} {}{lacking}", has(true))),
                }
                permissions
            }
            Err(error) => {
                missing_scope = (error.kind == Kind::ScopeMissing).then_some("read:jira-work");
                match only {
                    Some(key) if error.kind == Kind::NotFound => report.bad(
                        "permissions",
                        format!("project `{key}` does not exist or is hidden from this account"),
                        "check the key in `JIRA_MCP_PROJECTS` and `JIRA_MCP_DEFAULT_PROJECT`, or ask for access",
                    ),
                    _ => self.fail(report, "permissions", &error).await,
                }
                HashMap::new()
            }
        };
        if missing_scope.is_none() {
            self.projects(report).await;
        }
        let is_scoped = self.client.auth_kind() == "scoped_token";
        let granted = Granted { permissions: &permissions, place: &place, missing_scope, is_scoped };
        tools::check(report, self.switches, &granted);
    }

    /// Sprints have scopes of their own, which are easily forgotten.
    async fn sprints(&self, report: &mut Report, project: &str) {
        let boards = self.client.boards(&self.call(), project).await;
        if boards.is_err_and(|error| error.kind == Kind::ScopeMissing) {
            report.bad(
                "sprints",
                "the token lacks a scope for them, so that boards and sprints can't be found by name",
                "make a token with the scopes `read:board-scope:jira-software`, `read:project:jira` and `read:sprint:jira-software` as well",
            );
        }
    }

    async fn projects(&self, report: &mut Report) {
        /// More are not counted.
        const MOST: usize = 1_000;
        let listing = match self.client.projects(&self.call(), None, MOST).await {
            Ok(listing) => listing,
            Err(error) => return self.fail(report, "projects", &error).await,
        };
        let count = listing.total.unwrap_or(listing.items.len() as u64);
        let keys: Vec<&str> = listing.items.iter().map(|project| project.key.as_str()).collect();
        let some = keys.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if count > 5 { ", …" } else { "" };
        let allowed = self.config.projects.as_deref();
        let hidden: Vec<&str> =
            allowed.into_iter().flatten().map(String::as_str).filter(|key| !keys.contains(key)).collect();
        match (count, allowed) {
            (0, _) => report.bad(
                "projects",
                "this account sees no project",
                "ask a Jira administrator to give the account access to a project, or use another account",
            ),
            (_, Some(_)) if !hidden.is_empty() && count <= MOST as u64 => report.bad(
                "projects",
                format!("{} of the allowed projects can't be seen: {}", hidden.len(), hidden.join(", ")),
                "check the keys in `JIRA_MCP_PROJECTS`, or ask a Jira administrator for access",
            ),
            (_, Some(allowed)) => {
                report.good("projects", format!("{count} visible, only {} allowed", allowed.join(", ")))
            }
            (_, None) => report.good("projects", format!("{count} visible: {some}{more}")),
        }
        if let (Some(first), "scoped_token") = (keys.first(), self.client.auth_kind()) {
            self.sprints(report, first).await;
        }
    }
}
