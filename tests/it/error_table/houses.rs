//! What is not as usual where a way to fail is walked, and for how long.

use crate::support::{House, NOW, Setup};
use mcp_server_jira::confirm::Mode;
use mcp_server_jira::demo::{Fault, RateLimit, Rule, Wait};
use mcp_server_jira::jira::Clock;
use mcp_server_jira::tools::Effect;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Seconds that Jira wants to be left alone, which is longer than a call of such a house may take.
const LIMITED: u32 = 320;

/// Houses in which something is waited for.
pub fn is_slow(house: Option<&str>) -> bool {
    matches!(house, Some("limited" | "slow" | "lost" | "desk_lost" | "comment_lost"))
}

/// Whether what is wrong has passed when the next call is made.
pub fn passes(house: Option<&str>) -> bool {
    matches!(house, Some("down" | "garbled" | "slow"))
}

/// The house before it is opened.
pub fn setup(house: Option<&str>, setup: Setup) -> Setup {
    match house {
        Some("read_only") => Setup { read_only: true, ..setup },
        Some("off") => Setup { off: |spec| spec.effect != Effect::Read, ..setup },
        Some("projects") => setup.projects(&["SHOP"]),
        Some("confirm") => Setup { confirm: Mode::Writes, ..setup },
        Some("confirm_user") => Setup { confirm: Mode::User, ..setup },
        Some("limited") => Setup { budget: Duration::from_secs(3), ..setup },
        Some("slow") => Setup { budget: Duration::from_secs(2), ..setup },
        // The time that passes is what settles an attempt; Jira's clock stands still, and what it makes must not look older.
        Some("lost" | "desk_lost" | "comment_lost") => setup.settings(|settings| {
            let now: jiff::Timestamp = NOW.parse().unwrap();
            let since_epoch = Duration::from_secs(now.as_second().unsigned_abs());
            let start = SystemTime::UNIX_EPOCH + since_epoch - Duration::from_secs(10);
            let began = Instant::now();
            settings.clock = Clock::new(move || start + began.elapsed());
        }),
        _ => setup,
    }
}

fn refusal(status: u16, body: &Value) -> Fault {
    Fault::json(status, body)
}

fn said(words: &str) -> Value {
    json!({"errorMessages": [words], "errors": {}})
}

/// What goes wrong in it from now on.
pub fn spoil(house: &House, name: Option<&str>) {
    let handle = house.handle();
    let writing = |path: &str, fault: Fault, times: Option<u32>| {
        for method in ["POST", "PUT"] {
            let rule = Rule::on(path, fault.clone()).method(method);
            handle.misbehave(times.map_or(rule.clone(), |times| rule.times(times)));
        }
    };
    let reading = |fault: Fault| handle.misbehave(Rule::on("/issue", fault).method("GET"));
    let always = |fault: Fault| handle.misbehave(Rule::on("/rest/", fault));
    let html = "text/html".to_owned();
    match name.unwrap_or_default() {
        "forbidden" => writing("/issue", refusal(403, &said("You do not have permission.")), None),
        "gone" => writing("/issue", refusal(410, &said("This API was removed.")), None),
        "unprocessable" => writing("/issue", refusal(422, &said("The configuration does not allow it.")), None),
        "busy" => writing("/issue", refusal(409, &said("The issue is being changed.")), Some(1)),
        "limited" => {
            let limit = RateLimit { wait: Wait::Seconds(LIMITED), ..RateLimit::default() };
            writing("/issue", Fault::RateLimited(limit), Some(1));
        }
        "lost" => writing("/issue", Fault::DropBeforeAnswer, Some(1)),
        "desk_lost" => writing("/servicedeskapi/request", Fault::DropBeforeAnswer, Some(1)),
        "comment_lost" => writing("/comment", Fault::DropBeforeAnswer, Some(1)),
        "no_credentials" => handle.set_anonymous(true),
        "captcha" => always(Fault::Captcha),
        "expired" => always(refusal(401, &said("The token has expired."))),
        "scope" => always(refusal(401, &json!({"code": 401, "message": "Unauthorized; scope does not match"}))),
        "login_page" => always(Fault::LoginPage),
        "redirect" => {
            always(Fault::Redirect { status: 301, location: "https://jira.example.com/".to_owned() });
        }
        "down" => {
            reading(Fault::Status { status: 503, headers: Vec::new(), content_type: html, body: "<p>".to_owned() });
        }
        "garbled" => reading(Fault::TruncatedJson),
        "slow" => reading(Fault::Stall),
        "plain_texts" => handle.refuse_nodes(&["table", "panel", "taskList"]),
        "small" => handle.limit_bodies(Some(2_000)),
        "keeps_nothing" => {
            let content_type = "application/json".to_owned();
            let yes = Fault::Status { status: 204, headers: Vec::new(), content_type, body: String::new() };
            handle.misbehave(Rule::on("/issue/", yes).method("PUT"));
        }
        "changed_between" => {
            let (own, is_cloud) = (house.handle(), house.is_cloud());
            let other = Fault::Change(Arc::new(move |_: &mut Value| {
                let words = json!([{"type": "paragraph", "content": [{"type": "text", "text": "Theirs."}]}]);
                let document = json!({"type": "doc", "version": 1, "content": words});
                let text = if is_cloud { document } else { json!("Theirs.") };
                own.set_field("SHOP-1", "description", &text).unwrap();
            }));
            handle.misbehave(Rule::on("/issue/SHOP-1", other).method("GET").times(1));
        }
        "no_request" | "no_licence" => {
            let body = json!({"errorMessage": "No.", "i18nErrorMessage": {"i18nKey": "x", "parameters": []}});
            let status = if name == Some("no_request") { 404 } else { 403 };
            handle.misbehave(Rule::on("/servicedeskapi/request", refusal(status, &body)));
        }
        "leaks" => {
            let leak = Fault::Change(Arc::new(|told: &mut Value| told["public"] = json!(true)));
            handle.misbehave(Rule::on("/servicedeskapi/request", leak).method("POST"));
        }
        "untold_kind" => {
            let untold = Fault::Change(Arc::new(|told: &mut Value| {
                for place in ["/projectTypeKey", "/fields/project/projectTypeKey"] {
                    if let Some(kind) = told.pointer_mut(place) {
                        *kind = Value::Null;
                    }
                }
            }));
            handle.misbehave(Rule::on("/rest/api", untold));
        }
        _ => {}
    }
}
