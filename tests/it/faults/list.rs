//! Everything that a Jira, a proxy or a network can do to a request, as data.

use mcp_server_jira::demo::{Fault, RateLimit, Wait};
use mcp_server_jira::jira::Settings;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::Duration;

/// A host that no answer may name. It stands in what broken answers say.
pub const INTERNAL: &str = "jira-node7.corp.example";
/// The one answer that may be an honest empty list.
pub const EMPTY_LIST: &str = "200 []";
/// What a page says that no answer may repeat.
pub const PAGE: &str = "page of a proxy";

/// One way to go wrong.
#[derive(Clone)]
pub struct Misfortune {
    pub name: &'static str,
    pub what: What,
    /// Whether it may come after the work was done: a refusal comes before it.
    pub after_work: bool,
    /// Whether nothing comes for so long that only the deadline ends it.
    pub stalls: bool,
    /// Whether it may pass while the call waits.
    pub passes: bool,
    /// Whether it is much to read.
    pub is_large: bool,
    /// Whether Jira asked for so long a silence that the next call is refused too.
    pub silences: bool,
}

#[derive(Clone)]
pub enum What {
    /// Jira answers so.
    Answer(Fault),
    /// There is no way to Jira.
    Way(fn(&mut Settings)),
}

impl Misfortune {
    fn new(name: &'static str, fault: Fault) -> Self {
        Self {
            name,
            what: What::Answer(fault),
            after_work: false,
            stalls: false,
            passes: false,
            is_large: false,
            silences: false,
        }
    }

    fn way(name: &'static str, way: fn(&mut Settings)) -> Self {
        Self { what: What::Way(way), ..Self::new(name, Fault::EmptyOk) }
    }

    fn after_work(self) -> Self {
        Self { after_work: true, ..self }
    }

    fn stalls(self) -> Self {
        Self { stalls: true, ..self }
    }

    fn passes(self) -> Self {
        Self { passes: true, ..self }
    }

    fn silences(self) -> Self {
        Self { silences: true, ..self }
    }
}

/// The list.
pub fn all() -> Vec<Misfortune> {
    let passing = [connections(), limits(), failures()].concat().into_iter().map(Misfortune::passes);
    [ways(), passing.collect(), shapes(), redirects(), refusals(), sizes()].concat()
}

fn ways() -> Vec<Misfortune> {
    vec![
        Misfortune::way("connection refused", |settings| {
            // Nobody listens where somebody just stopped.
            let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port();
            settings.site = Some(format!("http://127.0.0.1:{port}").parse().unwrap());
        }),
        Misfortune::way("DNS failure", |settings| {
            // Longer than a label may be, so that no resolver has to be asked.
            settings.site = Some(format!("https://{}.example", "a".repeat(64)).parse().unwrap());
            trust_something(settings);
        }),
        Misfortune::way("TLS failure: plain HTTP answers", |settings| {
            let port = settings.site.as_ref().and_then(|site| site.port()).unwrap();
            settings.site = Some(format!("https://localhost:{port}").parse().unwrap());
            trust_something(settings);
        }),
    ]
}

/// A machine without certificates would be another misfortune.
fn trust_something(settings: &mut Settings) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let sites = settings.sites.clone().with_extra_root(made.cert.der().to_vec());
    // With a name that is resolved here, no proxy of the machine's is asked.
    settings.sites = sites.with_resolved("other.example", ([127, 0, 0, 1], 9).into());
}

fn connections() -> Vec<Misfortune> {
    vec![
        Misfortune::new("reset before the request was read", Fault::DropMidRequest),
        Misfortune::new("reset before the answer", Fault::DropBeforeAnswer).after_work(),
        Misfortune::new("reset, and the work is done 1 s later", later(Fault::DropBeforeAnswer)),
        Misfortune::new("reset in the middle of the body", Fault::DropMidBody),
        Misfortune::new("stall before the headers", Fault::Stall).after_work().stalls(),
        Misfortune::new("stall in the middle of the body", Fault::StallMidBody).stalls(),
        Misfortune::new("slow body", Fault::Slow),
    ]
}

fn later(fault: Fault) -> Fault {
    Fault::Later(Duration::from_secs(1), Box::new(fault))
}

fn shapes() -> Vec<Misfortune> {
    let ok = |name, body: Value| Misfortune::new(name, Fault::json(200, &body)).after_work();
    vec![
        Misfortune::new("truncated JSON", Fault::TruncatedJson).passes(),
        Misfortune::new("JSON called text/html", Fault::WrongContentType("text/html".into())),
        Misfortune::new("JSON called text/plain", Fault::WrongContentType("text/plain".into())),
        Misfortune::new("HTML login page", Fault::LoginPage),
        Misfortune::new("HTML page with 200", text(200, "text/html", &page())).after_work(),
        Misfortune::new("empty 200", Fault::EmptyOk).passes().after_work(),
        Misfortune::new("204", text(204, "application/json", "")).after_work(),
        ok("200 null", Value::Null),
        ok("200 true", json!(true)),
        ok("200 7", json!(7)),
        ok("200 \"text\"", json!("text")),
        ok(EMPTY_LIST, json!([])),
        ok("200 {}", json!({})),
        ok("200 [7, null]", json!([7, null])),
        ok("200 with an error in it", json!({"errorMessages": [words()], "errors": {}})),
        Misfortune::new("as if nobody had logged in", Fault::Anonymous),
        Misfortune::new("as if a CAPTCHA had to be solved", Fault::Captcha),
    ]
}

fn redirects() -> Vec<Misfortune> {
    let to =
        |name, status, location: &str| Misfortune::new(name, Fault::Redirect { status, location: location.into() });
    let elsewhere = format!("http://{INTERNAL}/latest/meta-data");
    vec![
        to("301 to another host", 301, &elsewhere),
        to("302 to another host", 302, &elsewhere),
        to("302 to a login page", 302, &format!("https://{INTERNAL}/login?continue=x")),
        to("302 to another path", 302, "/jira/rest/api/2/x"),
        to("303 to another host", 303, &elsewhere),
        to("307 to another host", 307, &elsewhere),
        to("308 to another host", 308, &elsewhere),
    ]
}

fn refusals() -> Vec<Misfortune> {
    let jira =
        |name, status| Misfortune::new(name, Fault::json(status, &json!({"errorMessages": [words()], "errors": {}})));
    let says = |name, status, body: Value| Misfortune::new(name, Fault::json(status, &body));
    let plain = |name, status| Misfortune::new(name, text(status, "text/plain", &words()));
    let html = |name, status| Misfortune::new(name, text(status, "text/html", &page()));
    vec![
        jira("400 with errorMessages", 400),
        says("400 with errors", 400, json!({"errorMessages": [], "errors": {"summary": words()}})),
        says(
            "400 with an error of the service desk",
            400,
            json!({"errorMessage": words(), "i18nErrorMessage": {"i18nErrorKey": "sd.error", "parameters": []}}),
        ),
        says(
            "400 with an error of the gateway",
            400,
            json!({"timestamp": "2026-06-15T12:00:00Z", "code": 400, "error": "Bad Request", "message": words()}),
        ),
        says("400 with a list of errors", 400, json!({"errors": [{"message": words(), "id": 7}]})),
        says("400 with null everywhere", 400, json!({"errorMessages": null, "errors": null})),
        says(
            "400 with other types",
            400,
            json!({"errorMessages": {"a": 1}, "errors": {"summary": [1, {"b": null}]}, "message": 7}),
        ),
        plain("400 in plain text", 400),
        html("400 HTML", 400),
        text_of("400 empty", 400, ""),
        jira("401 of Jira", 401).passes(),
        says("401 scope does not match", 401, json!({"code": 401, "message": "Unauthorized; scope does not match"})),
        says("401 expired", 401, json!({"errorMessages": ["The access token expired"], "errors": {}})),
        html("401 HTML", 401),
        says("403 licence", 403, json!({"errorMessages": ["User is not licensed to use Jira."], "errors": {}})),
        jira("403 permission", 403),
        Misfortune::new("403 CAPTCHA by header", captcha()),
        html("403 HTML of a firewall", 403),
        jira("404", 404),
        html("404 HTML", 404),
        text_of("404 empty", 404, ""),
        jira("405", 405),
        jira("407", 407),
        Misfortune::new("408", text(408, "text/html", &page())).after_work(),
        jira("409", 409).passes(),
        jira("410", 410),
        jira("412", 412),
        html("413 HTML", 413),
        jira("415", 415),
        jira("418", 418),
        jira("422", 422),
        jira("423", 423),
        jira("451", 451),
    ]
}

fn limits() -> Vec<Misfortune> {
    let burst = || Some("jira-burst-based".to_owned());
    let limited = |name, limit| Misfortune::new(name, Fault::RateLimited(limit));
    let wait = |wait| RateLimit { wait, reason: burst(), html: false };
    vec![
        limited("429 without a word on when", RateLimit::default()),
        limited("429 for 0 s", wait(Wait::Seconds(0))),
        limited("429 for 1 s", wait(Wait::Seconds(1))),
        limited("429 for an hour", wait(Wait::Seconds(3_600))).silences(),
        limited("429 for 1 s (beta header)", wait(Wait::BetaSeconds(1))),
        limited("429 until a date an hour away", wait(Wait::Date("Mon, 15 Jun 2026 13:00:00 GMT".into()))).silences(),
        limited("429 until a date that is past", wait(Wait::Date("Mon, 15 Jun 2026 11:00:00 GMT".into()))),
        limited("429 until a moment an hour away", wait(Wait::Reset("2026-06-15T13:00Z".into()))).silences(),
        limited(
            "429 for a quota, for an hour",
            RateLimit { wait: Wait::Seconds(3_600), reason: Some("jira-quota-tenant-based".into()), html: false },
        )
        .silences(),
        limited(
            "429 of one issue",
            RateLimit { wait: Wait::Seconds(1), reason: Some("jira-per-issue-on-write".into()), html: false },
        ),
        limited("429 of a gateway, HTML without a reason", RateLimit { html: true, ..RateLimit::default() }),
        Misfortune::new("429 empty", text(429, "text/plain", "")),
    ]
}

fn failures() -> Vec<Misfortune> {
    let html = |name, status| Misfortune::new(name, text(status, "text/html", &page())).after_work();
    let says = json!({"errorMessages": [words()], "errors": {}});
    let trace = format!("java.lang.NullPointerException\n\tat com.atlassian.jira.X(X.java:7)\n{}", words());
    vec![
        Misfortune::new("500 of Jira", Fault::json(500, &says)).after_work(),
        Misfortune::new("500 with a stack trace", text(500, "text/plain", &trace)).after_work(),
        html("500 HTML", 500),
        html("502", 502),
        Misfortune::new("503", Fault::ServiceUnavailable(None)).after_work(),
        Misfortune::new("503 for 1 s", Fault::ServiceUnavailable(Some(1))).after_work(),
        Misfortune::new("503 for an hour", Fault::ServiceUnavailable(Some(3_600))).after_work(),
        html("504", 504),
        html("599", 599),
    ]
}

fn sizes() -> Vec<Misfortune> {
    let large = |name, fault| Misfortune { is_large: true, ..Misfortune::new(name, fault) };
    vec![
        large("5 MB in one text", Fault::Huge(5 << 20)),
        large("a compressed bomb", Fault::GzipBomb),
        large("an endless body", Fault::Endless),
    ]
}

fn text(status: u16, content_type: &str, body: &str) -> Fault {
    Fault::Status { status, headers: Vec::new(), content_type: content_type.into(), body: body.into() }
}

fn text_of(name: &'static str, status: u16, body: &str) -> Misfortune {
    Misfortune::new(name, text(status, "text/plain", body))
}

fn captcha() -> Fault {
    let login = format!("CAPTCHA_CHALLENGE; login-url=https://{INTERNAL}/login.jsp");
    Fault::Status {
        status: 403,
        headers: vec![("X-Authentication-Denied-Reason".into(), login)],
        content_type: "text/html".into(),
        body: page(),
    }
}

fn page() -> String {
    format!("<!doctype html><html><head><title>{PAGE}</title></head><body>http://{INTERNAL}:8080/x</body></html>")
}

/// Words of Jira's with an internal address and markup in them.
fn words() -> String {
    format!("Something is <b>wrong</b> at http://{INTERNAL}:8080/rest/x?token=1.")
}
