//! The gate of every request: who asks, how often they may, and what every answer carries.

use std::time::Instant;

use super::account::Login;
use super::answer::{Answer, HTML};
use super::fault::{Fault, RateLimit, Wait};
use super::options::Dialect;
use super::pace::Limit;
use super::request::Request;
use super::server::Core;
use super::{routes, seed};

impl Core {
    /// Judges a request's credentials.
    pub(super) fn login(
        &self,
        request: &Request,
        method: &str,
        path: &str,
        gateway: bool,
        fault: Option<&Fault>,
    ) -> Login {
        match fault {
            Some(Fault::Anonymous) => return Login::Failed,
            Some(Fault::Captcha) => return Login::Denied,
            _ => {}
        }
        let switches = self.switches();
        if switches.anonymous {
            return Login::Failed;
        }
        if switches.forgetful {
            return Login::Absent;
        }
        let mut account = self.options.account.clone();
        if let Some(scopes) = &switches.scopes {
            account.scopes.clone_from(scopes);
        }
        account.judge(self.options.dialect, request.header("authorization"), gateway, method, path)
    }

    /// Takes a request out of its bucket, if a limit is on.
    pub(super) fn pace(&self, method: &str, request: &Request) -> Option<Answer> {
        let mut switches = self.switches();
        let limit = switches.limit?;
        let dialect = self.options.dialect;
        let name = if dialect == Dialect::Cloud {
            format!("{method} {}", routes::template(&request.segments))
        } else {
            "robin".into()
        };
        if switches.buckets.take(&name, limit, self.timing.second, Instant::now()).is_some() {
            return None;
        }
        let seconds = limit.interval_s.div_ceil(limit.fill.max(1)).max(1);
        let refusal = match dialect {
            Dialect::Cloud => {
                RateLimit { wait: Wait::Seconds(seconds), reason: Some("jira-burst-based".into()), html: false }
            }
            Dialect::DataCenter => RateLimit { wait: Wait::Seconds(seconds), reason: None, html: true },
        };
        Some(refusal.answer(dialect))
    }

    /// Adds what every answer of the product carries.
    pub(super) fn decorate(&self, mut answer: Answer, login: Login) -> Answer {
        let number = self.next_number();
        let date = (self.options.clock)().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        answer = answer.with("Date", date);
        let refused = answer.status == 429;
        let switches = self.switches();
        match self.options.dialect {
            Dialect::Cloud => {
                answer = answer.with("Server", "AtlassianEdge").with("X-Arequestid", format!("{number:032x}"));
                if login == Login::Known {
                    let store = self.store();
                    let id = store
                        .people
                        .get(seed::ROBIN)
                        .map(|person| person.account_id.replace(':', "%3A"))
                        .unwrap_or_default();
                    let limit = switches.limit.map_or(350, |limit| limit.capacity);
                    let left = if refused { 0 } else { limit.saturating_sub(1) };
                    answer = answer
                        .with("X-AAccountId", id)
                        .with("X-RateLimit-Limit", limit.to_string())
                        .with("X-RateLimit-Remaining", left.to_string());
                }
                answer = answer.with("Cache-Control", "no-cache, no-store, no-transform");
            }
            Dialect::DataCenter => {
                answer = answer.with("X-AREQUESTID", format!("720x{number}x1")).with("X-ANODEID", "node1");
                if login == Login::Known {
                    let limit = switches.limit.unwrap_or(Limit { capacity: 1_000, fill: 1_000, interval_s: 1 });
                    let left = if refused { 0 } else { limit.capacity.saturating_sub(1) };
                    answer = answer
                        .with("X-Seraph-LoginReason", "OK")
                        .with("X-AUSERNAME", "rvale")
                        .with("X-RateLimit-Limit", limit.capacity.to_string())
                        .with("X-RateLimit-Remaining", left.to_string())
                        .with("X-RateLimit-Interval-Seconds", limit.interval_s.to_string())
                        .with("X-RateLimit-FillRate", limit.fill.to_string());
                    if !refused {
                        answer = answer.with("retry-after", "0");
                    }
                } else {
                    answer = answer.with("X-AUSERNAME", "anonymous");
                }
            }
        }
        match login {
            Login::Failed | Login::WrongAddress => answer.with("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"),
            Login::Denied => answer.with("X-Seraph-LoginReason", "AUTHENTICATION_DENIED").with(
                "X-Authentication-Denied-Reason",
                format!("CAPTCHA_CHALLENGE; login-url={}/login.jsp", self.base),
            ),
            _ => answer,
        }
    }
}

/// The answer to credentials that don't get as far as a route.
pub(super) fn refusal(login: Login, dialect: Dialect, gateway: bool, request: &Request) -> Option<Answer> {
    let json = |status: u16, body: serde_json::Value| Some(Answer::json(status, &body));
    match (dialect, login) {
        (_, Login::Known) => None,
        (Dialect::Cloud, Login::MissingScope) => {
            json(401, serde_json::json!({ "code": 401, "message": "Unauthorized; scope does not match" }))
        }
        (Dialect::Cloud, _) if gateway => json(401, serde_json::json!({ "code": 401, "message": "Unauthorized" })),
        (Dialect::Cloud, Login::WrongAddress) => Some(routes::unauthenticated()),
        (Dialect::Cloud, _) => None,
        (Dialect::DataCenter, Login::Absent) => None,
        (Dialect::DataCenter, Login::Denied) => Some(Answer::text(
            403,
            HTML,
            "<html><head><title>Forbidden (403)</title></head><body><h1>Forbidden (403)</h1><p>Encountered a <code>\"403 - Forbidden\"</code> error while loading this page.</p><p>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</p></body></html>",
        )),
        (Dialect::DataCenter, _) => {
            let bearer =
                request.header("authorization").is_some_and(|value| value.to_ascii_lowercase().starts_with("bearer"));
            if bearer {
                return Some(routes::unauthenticated());
            }
            Some(Answer::text(401, HTML, "<html><head><title>Unauthorized (401)</title></head><body><h1>Unauthorized (401)</h1><p>Encountered a <code>\"401 - Unauthorized\"</code> error while loading this page.</p><p>Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</p></body></html>").with("WWW-Authenticate", "OAuth realm=\"http%3A%2F%2Flocalhost%3A8080\""))
        }
    }
}
