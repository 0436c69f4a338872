//! The embedded Jira behind TLS: certificates that are trusted or not, and the gateway for scoped tokens.

use crate::support::{House, Setup, cloud, data_center, secret, snapshot};
use mcp_server_jira::demo::account;
use mcp_server_jira::jira::{Login, Settings, Sites};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, pki_types::PrivateKeyDer};

const SITE: &str = "acme.atlassian.net";
const GATEWAY: &str = "gateway.example.com";

/// A certificate for both names, and an address to serve it at.
struct Tls {
    listener: TcpListener,
    address: SocketAddr,
    certificate: Vec<u8>,
    acceptor: TlsAcceptor,
}

impl Tls {
    async fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec![SITE.to_owned(), GATEWAY.to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address, certificate: certificate.to_vec(), acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    /// The names resolve to this server; its certificate is trusted only when asked for.
    fn settings(&self, trusted: bool) -> impl FnOnce(&mut Settings) + Send + 'static {
        let (address, certificate) = (self.address, self.certificate.clone());
        move |settings| {
            let sites = Sites::default()
                .with_resolved(SITE, address)
                .with_resolved(GATEWAY, address)
                .with_gateway(&format!("https://{GATEWAY}"));
            settings.sites = if trusted { sites.with_extra_root(certificate) } else { sites };
            settings.site = Some(format!("https://{SITE}:{}", address.port()).parse().unwrap());
            settings.site.as_mut().unwrap().set_port(None).unwrap();
        }
    }

    async fn open(self, setup: Setup) -> House {
        let house = setup.open().await;
        let jira = house.jira.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = self.listener.accept().await {
                if let Ok(stream) = self.acceptor.accept(stream).await {
                    tokio::spawn(jira.serve_on(stream));
                }
            }
        });
        house
    }
}

#[tokio::test]
async fn a_trusted_certificate_is_enough() {
    let tls = Tls::new().await;
    let setup = cloud().settings(tls.settings(true));
    let house = tls.open(setup).await;
    let record = house.record("jira_info", json!({})).await;
    assert_eq!(record["site"], format!("https://{SITE}"));
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
}

#[tokio::test]
async fn an_unknown_certificate_is_a_setting_to_mend() {
    let tls = Tls::new().await;
    let setup = cloud().settings(tls.settings(false));
    let house = tls.open(setup).await;
    let answer = house.call("jira_search", json!({"jql": "project = SHOP"})).await;
    snapshot("_server", "unknown_certificate", &answer.shown());
    assert!(house.handle().requests().is_empty(), "nothing is sent over a connection that is not trusted");
}

/// A house whose token is scoped, so that every request but the first goes through the gateway.
pub async fn behind_the_gateway() -> House {
    let tls = Tls::new().await;
    let settings = tls.settings(true);
    let setup = cloud().settings(move |all| {
        settings(all);
        all.login = Login::ApiToken { email: account::EMAIL.to_owned(), token: secret(account::SCOPED_TOKEN) };
    });
    tls.open(setup).await
}

#[tokio::test]
async fn a_scoped_token_goes_through_the_gateway() {
    let house = behind_the_gateway().await;
    let record = house.record("jira_info", json!({})).await;
    assert_eq!(record["auth"], "scoped_token");
    assert_eq!(record["site"], format!("https://{SITE}"), "people use the site, whatever the way to it");
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    for seen in house.handle().requests() {
        let gateway = seen.path.starts_with("/ex/jira/");
        let asked_without_credentials = seen.path.starts_with("/_edge/") && seen.header("authorization").is_none();
        let refused = seen.status == Some(401);
        assert!(gateway || asked_without_credentials || refused || seen.path.contains("serverInfo"), "{}", seen.path);
    }
}

#[tokio::test]
async fn data_centers_credentials_never_leave_its_host() {
    let tls = Tls::new().await;
    let settings = tls.settings(true);
    let setup = data_center().settings(move |all| {
        settings(all);
        all.dialect = mcp_server_jira::jira::DialectSetting::DataCenter;
        all.login = Login::PersonalToken(secret("wrong"));
    });
    let house = tls.open(setup).await;
    let error = house.error("jira_search", json!({"jql": "project = SHOP"})).await;
    assert_eq!(error["code"], "auth_failed");
    for seen in house.handle().requests() {
        assert!(seen.path.starts_with("/rest/"), "{}", seen.path);
        assert_eq!(seen.header("host"), Some(SITE));
    }
}
