//! Networks of companies: proxies, an authority of the company's own, a certificate that is asked for, a gate that wants a header.

use super::{CANARY, Folder, GOOD, Visit};
use crate::support::snapshot;
use mcp_server_jira::demo::Dialect;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{self, RootCertStore};

const HOST: &str = "jira.acme.example";

/// Certificates in files, as an administrator hands them out.
struct Papers {
    folder: Folder,
    acceptor: TlsAcceptor,
}

impl Papers {
    fn new(name: &str, hosts: &[&str]) -> Self {
        Self::with(name, hosts, rcgen::IsCa::NoCa)
    }

    fn with(name: &str, hosts: &[&str], is_authority: rcgen::IsCa) -> Self {
        let folder = Folder::new(name);
        let names: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut parameters = rcgen::CertificateParams::new(names).unwrap();
        parameters.is_ca = is_authority;
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let site = rcgen::CertifiedKey { cert: parameters.self_signed(&signing_key).unwrap(), signing_key };
        let person = rcgen::generate_simple_self_signed(vec!["robin".to_owned()]).unwrap();
        let write = |file: &str, text: String| std::fs::write(folder.0.join(file), text).unwrap();
        write("authority.pem", site.cert.pem());
        write("certificate.pem", person.cert.pem());
        write("key.pem", person.signing_key.serialize_pem());
        write("both.pem", person.cert.pem() + &person.signing_key.serialize_pem());
        let mut roots = RootCertStore::empty();
        roots.add(person.cert.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let asks = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        // Atlassian's own hosts ask nobody for a certificate.
        let asks = if hosts == [HOST] { asks.build() } else { asks.allow_unauthenticated().build() }.unwrap();
        let key = PrivateKeyDer::try_from(site.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(asks)
            .with_single_cert(vec![site.cert.der().clone()], key)
            .unwrap();
        Self { folder, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    fn path(&self, file: &str) -> String {
        PathBuf::from(&self.folder.0).join(file).display().to_string()
    }
}

/// Serves the Jira over TLS, and a proxy by which alone any name leads there. Answers the proxy's address.
async fn behind_a_proxy(visit: &Visit, acceptor: TlsAcceptor) -> String {
    let site = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = site.local_addr().unwrap();
    let (send, mut served) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = site.accept().await {
            let acceptor = acceptor.clone();
            let send = send.clone();
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    let _ = send.send(stream);
                }
            });
        }
    });
    let jira = visit.jira.clone();
    tokio::spawn(async move {
        while let Some(stream) = served.recv().await {
            tokio::spawn(jira.serve_on(stream));
        }
    });
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = proxy.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = proxy.accept().await {
            tokio::spawn(async move {
                let mut asked = Vec::new();
                while !asked.ends_with(b"\r\n\r\n") {
                    asked.push(client.read_u8().await.unwrap_or(b'\n'));
                }
                assert!(asked.starts_with(b"CONNECT "));
                client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                let mut server = TcpStream::connect(address).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    format!("127.0.0.1:{}", at.port())
}

async fn company(name: &str) -> (Visit, Papers, String) {
    let papers = Papers::new(name, &[HOST]);
    let visit = Visit::new(Dialect::DataCenter, |options| options.context_path = "/tools/jira".to_owned()).await;
    let proxy = behind_a_proxy(&visit, papers.acceptor.clone()).await;
    let visit = visit.with("JIRA_URL", &format!("https://{HOST}/tools/jira/browse/SHOP-1"));
    (visit, papers, proxy)
}

#[tokio::test]
async fn everything_that_a_company_puts_in_the_way() {
    let (visit, papers, proxy) = company("company").await;
    let visit = visit
        .with("HTTPS_PROXY", &format!("http://robin:{CANARY}@{proxy}"))
        .with("NO_PROXY", "localhost,.other.example")
        .with("JIRA_MCP_CA_FILE", &papers.path("authority.pem"))
        .with("JIRA_MCP_CLIENT_CERT", &papers.path("both.pem"))
        .with("JIRA_MCP_HEADERS", &format!("X-Gate: {CANARY}\nX-Other: 1"));
    let shown = visit.told().await.replace(&proxy, "127.0.0.1:PROXY").replace(&papers.path(""), "FOLDER/");
    snapshot("doctor", "company", &shown);
    let seen = visit.jira.handle().requests();
    assert!(!seen.is_empty() && seen.iter().all(|seen| seen.header("x-gate") == Some(CANARY)));

    // The same in the words of another server.
    let visit =
        visit.without("HTTPS_PROXY").without("NO_PROXY").without("JIRA_MCP_CLIENT_CERT").without("JIRA_MCP_HEADERS");
    let visit = visit
        .with("JIRA_HTTPS_PROXY", &proxy)
        .with("HTTPS_PROXY", "http://127.0.0.1:9")
        .with("JIRA_CLIENT_CERT", &papers.path("certificate.pem"))
        .with("JIRA_CLIENT_KEY", &papers.path("key.pem"))
        .with("JIRA_CUSTOM_HEADERS", &format!("X-Gate={CANARY},X-Other=1"));
    let (code, told, _) = visit.run(&[]).await;
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("(`JIRA_HTTPS_PROXY`)") && told.contains("`X-Gate`, `X-Other`"), "{told}");
}

#[tokio::test]
async fn each_of_them_is_missed_when_it_is_missing() {
    let (visit, papers, proxy) = company("missing").await;
    let visit = visit.with("HTTPS_PROXY", &format!("http://{proxy}"));
    let (_, told, _) = visit.run(&[]).await;
    snapshot("doctor", "unknown_authority", &told.replace(&proxy, "127.0.0.1:PROXY"));
    let visit = visit.with("JIRA_MCP_CA_FILE", &papers.path("authority.pem"));
    let (code, told, _) = visit.run(&[]).await;
    assert_eq!(code, Some(1));
    assert!(told.contains('✗') && !told.contains("✓ host"), "{told}");
    let visit = visit.with("JIRA_MCP_CLIENT_CERT", &papers.path("authority.pem"));
    let (_, told, _) = visit.run(&[]).await;
    assert!(told.contains("✗ tls") && told.contains("JIRA_MCP_CLIENT_CERT"), "{told}");
    let visit = visit.with("JIRA_MCP_CA_FILE", "/nowhere/authority.pem");
    let (_, told, _) = visit.run(&[]).await;
    assert!(told.contains("✗ tls") && told.contains("JIRA_MCP_CA_FILE"), "{told}");
    let visit =
        visit.with("HTTPS_PROXY", "http://127.0.0.1:9").without("JIRA_MCP_CLIENT_CERT").without("JIRA_MCP_CA_FILE");
    visit.snapshot("closed_proxy").await;
}

#[tokio::test]
async fn a_certificate_that_is_given_and_does_not_help_is_explained() {
    let is_authority = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let papers = Papers::with("authority", &[HOST], is_authority);
    let visit = Visit::data_center().await;
    let proxy = behind_a_proxy(&visit, papers.acceptor.clone()).await;
    let visit = visit.with("JIRA_URL", &format!("https://{HOST}")).with("HTTPS_PROXY", &format!("http://{proxy}"));
    let (_, told, _) = visit.with("JIRA_MCP_CA_FILE", &papers.path("authority.pem")).run(&[]).await;
    assert!(told.contains("✗ tls") && told.contains("marked as an authority's (`CA:TRUE`)"), "{told}");
    assert!(told.contains("→ have an authority issue"), "{told}");
    let (visit, papers, proxy) = company("other").await;
    let visit = visit.with("HTTPS_PROXY", &format!("http://{proxy}"));
    let (_, told, _) = visit.with("JIRA_MCP_CA_FILE", &papers.path("certificate.pem")).run(&[]).await;
    assert!(told.contains("did not sign Jira's") && !told.contains("set `JIRA_MCP_CA_FILE`"), "{told}");
}

#[tokio::test]
async fn plain_http_is_allowed_on_purpose_only() {
    // The embedded Jira answers whatever host it is asked for, as a proxy would.
    let visit = Visit::new(Dialect::DataCenter, |_| ()).await;
    let proxy = visit.jira.url();
    let visit = visit.with("JIRA_URL", &format!("http://{HOST}")).with("HTTP_PROXY", &proxy);
    let (code, told, _) = visit.run(&[]).await;
    assert_eq!(code, Some(1));
    assert!(told.contains("JIRA_MCP_ALLOW_HTTP"), "{told}");
    assert!(visit.jira.handle().requests().is_empty(), "the token was sent");
    visit.with("JIRA_MCP_ALLOW_HTTP", "1").snapshot("plain_http").await;
}

#[tokio::test]
async fn a_login_may_stand_in_a_header() {
    let visit = Visit::data_center().await.without("JIRA_PERSONAL_TOKEN");
    let visit = visit.with("JIRA_MCP_HEADERS", &format!("Authorization: Bearer {GOOD}"));
    visit.snapshot("login_in_a_header").await;
    let visit = Visit::data_center().await.without("JIRA_PERSONAL_TOKEN");
    let visit = visit.with("JIRA_MCP_HEADERS", &format!("Cookie: JSESSIONID={CANARY}"));
    let told = visit.told().await;
    assert!(told.contains("✗ login") && told.contains("check `Authorization` or `Cookie`"), "{told}");
}

/// A Cloud site by its name, and the API gateway.
async fn atlassian(name: &str) -> (Visit, Papers) {
    let papers = Papers::new(name, &["acme.atlassian.net", "api.atlassian.com"]);
    let visit = Visit::new(Dialect::Cloud, |options| options.account.scoped_token = format!("{GOOD}F=1A2B3C4D")).await;
    let proxy = behind_a_proxy(&visit, papers.acceptor.clone()).await;
    let visit = visit.with("JIRA_URL", "https://acme.atlassian.net").with("HTTPS_PROXY", &format!("http://{proxy}"));
    let visit = visit.with("JIRA_MCP_CA_FILE", &papers.path("authority.pem"));
    (visit.with("JIRA_API_TOKEN", &format!("{GOOD}F=1A2B3C4D")), papers)
}

fn stable(visit: &Visit, papers: &Papers, told: &str) -> String {
    let proxy = visit.variables.iter().find(|(name, _)| name == "HTTPS_PROXY").unwrap();
    told.replace(&proxy.1, "http://127.0.0.1:PROXY").replace(&papers.path(""), "FOLDER/")
}

#[tokio::test]
async fn a_scoped_token_works_through_the_gateway() {
    let (visit, papers) = atlassian("scoped").await;
    snapshot("doctor", "scoped_token", &stable(&visit, &papers, &visit.told().await));
    visit.jira.handle().set_scopes(&["read:jira-user"]);
    snapshot("doctor", "scoped_token_without_work", &stable(&visit, &papers, &visit.told().await));
    visit.jira.handle().set_scopes(&[]);
    let told = visit.told().await;
    assert!(told.contains("✗ login") && told.contains("lacks the scope `read:jira-user`"), "{told}");
    visit.jira.handle().set_scopes(&["read:jira-user", "read:jira-work"]);
    let told = visit.told().await;
    assert!(told.contains("✗ sprints") && told.contains("✓ jira_lookup"), "{told}");
    let visit = visit.with("JIRA_API_TOKEN", "ATATT3wrong-canary-7b1f=1A2B3C4D");
    snapshot("doctor", "wrong_at_the_gateway_too", &stable(&visit, &papers, &visit.told().await));
}
