//! Wrong settings, and what must never be printed.

use super::*;
use std::io::Write;

async fn kind(settings: Settings) -> Kind {
    let client = Client::new(settings);
    let error = client.fields(&call()).await.unwrap_err();
    assert!(!error.sent);
    assert_eq!(error.attempts, 0);
    error.kind
}

fn setting(kind: Kind) -> &'static str {
    match kind {
        Kind::Configuration { setting, .. } => setting,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_setting_is_answered_at_the_first_call() {
    let with = |url: &str| settings(url, DialectSetting::Cloud);
    assert_eq!(kind(Settings { site: None, ..with("http://127.0.0.1") }).await, Kind::NoSite);
    assert_eq!(kind(Settings { login: Login::Missing, ..with("http://127.0.0.1:1") }).await, Kind::NoCredentials);
    for url in [
        "http://jira.example.com",
        "ftp://jira.example.com",
        "https://robin:secret@jira.example.com",
        "https://robin@jira.example.com",
        "http://localhost\\@evil.example.com/",
        "http://localhost@evil.example.com/",
        "http://localhost.evil.example.com",
    ] {
        assert_eq!(setting(kind(with(url)).await), "JIRA_URL", "{url}");
    }
    let missing = Settings { ca_file: Some("/nonexistent/ca.pem".into()), ..with("https://jira.example.com") };
    assert_eq!(setting(kind(missing).await), "JIRA_MCP_CA_FILE");
    let missing = Settings { client_cert: Some("/nonexistent/me.pem".into()), ..with("https://jira.example.com") };
    let missing = Settings { sites: Sites::default().with_extra_root(root()), ..missing };
    assert_eq!(setting(kind(missing).await), "JIRA_MCP_CLIENT_CERT");
    let header = Settings { headers: vec![("X Y".into(), CANARY.into())], ..with("http://127.0.0.1:1") };
    assert_eq!(setting(kind(header).await), "JIRA_MCP_HEADERS");
}

#[tokio::test]
async fn a_site_that_is_not_jira_is_a_wrong_setting() {
    for reply in [status(404, &[], "{}"), status(404, &[], "<html>nginx"), json(r#"{"hello":1}"#)] {
        let server = Server::start(move |_, _| reply.clone()).await;
        let client = Client::new(settings(&server.url(), DialectSetting::Auto));
        assert_eq!(setting(client.fields(&call()).await.unwrap_err().kind), "JIRA_URL");
    }
    let server = Server::start(|_, _| status(401, &[], "")).await;
    let client = Client::new(settings(&server.url(), DialectSetting::Auto));
    assert_eq!(client.fields(&call()).await.unwrap_err().kind, Kind::Unauthorized);
}

#[tokio::test]
async fn a_broken_answer_about_the_site_is_no_wrong_setting() {
    let cut = || json(r#"{"version":"10.3.1","deploymentTy"#);
    let rows = [
        (cut(), 5, Kind::Malformed),
        (Reply::Truncated("{".to_owned()), 5, Kind::Unreachable(Obstacle::Reset)),
        (status(200, &[], ""), 1, Kind::Malformed),
        (status(200, &[], "<html>Back soon"), 1, Kind::Malformed),
        (status(503, &[], "<html>Back soon"), 5, Kind::Unavailable),
    ];
    for (reply, asked, kind) in rows {
        let broken = reply.clone();
        let server = Server::start(move |_, _| broken.clone()).await;
        let client = Client::new(settings(&server.url(), DialectSetting::Auto));
        let error = client.fields(&call()).await.unwrap_err();
        assert_eq!((error.kind, server.seen().len()), (kind, asked), "{reply:?}");
    }
    let hello = r#"{"version":"10.3.1","deploymentType":"Server"}"#;
    let server = Server::start(move |_, before| if before == 0 { cut() } else { json(hello) }).await;
    let client = Client::new(settings(&server.url(), DialectSetting::Auto));
    assert_eq!(client.dialect_name(&call()).await.unwrap(), "data_center");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_or_told() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    // While there is only one subscriber, a thread without one may switch a log line off for all.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let guard = tracing::subscriber::set_default(subscriber.finish());
    tracing::callsite::rebuild_interest_cache();
    let server = Server::start(|_, before| match before {
        0 => json(r#"{"id":"1","key":"SHOP-1","fields":{}}"#),
        1 => Reply::Truncated("{".to_owned()),
        2 => status(429, &[], ""),
        3 => status(302, &[("Location", "https://elsewhere.example.com")], ""),
        _ => status(401, &[], "{}"),
    })
    .await;
    let mut settings = settings(&server.url(), DialectSetting::Cloud);
    settings.headers.push(("X-Edge".into(), CANARY.into()));
    let client = Client::new(settings);
    let mut told = String::new();
    for _ in 0..4 {
        told += &format!("{:?}", client.issue(&call(), "SHOP-1", None).await);
    }
    told += &format!("{:?} {:?}", client.settings(), client.state());
    drop(guard);
    assert_eq!(server.seen()[0].headers["x-edge"], CANARY);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("route=\"issue/{key}\""), "{logged}");
    let basic =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("robin@example.com:{CANARY}"));
    for secret in [CANARY, basic.as_str()] {
        assert!(!told.contains(secret), "{told}");
        assert!(!logged.contains(secret), "{logged}");
    }
}

/// The system's certificates are read from the environment, which only a child process may change safely.
#[cfg(target_os = "linux")]
#[test]
fn a_system_without_certificates_is_a_wrong_setting() {
    let inner = "jira::client::tests::settings::without_certificates";
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", inner, "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", "/dev/null")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[cfg(target_os = "linux")]
#[ignore = "run by a_system_without_certificates_is_a_wrong_setting"]
#[tokio::test]
async fn without_certificates() {
    if std::env::var("SSL_CERT_FILE").as_deref() != Ok("/dev/null") {
        return;
    }
    let problem = "is not set, and this system has no trusted certificates".to_owned();
    let expected = Kind::Configuration { setting: "JIRA_MCP_CA_FILE", problem };
    assert_eq!(kind(settings("https://jira.example.com", DialectSetting::Cloud)).await, expected);
    let server = Server::start(|_, _| json("[]")).await;
    assert!(data_center(&server).fields(&call()).await.is_ok(), "plain http on loopback needs no certificates");
}

fn root() -> Vec<u8> {
    rcgen::generate_simple_self_signed(vec!["x.example.com".to_owned()]).unwrap().cert.der().to_vec()
}
