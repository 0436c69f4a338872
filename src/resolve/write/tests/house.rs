//! An embedded Jira with a client, to which bodies are sent by hand: the client's own writing is not what is tested.

use super::super::*;
use crate::demo::{self, Jira, Options, account};
use crate::jira::types::Issue;
use crate::jira::{Call, Client, Clock, DialectSetting, Login, Secret, Settings, Timing};
use crate::policy::Policy;
use crate::resolve::change::Body;
use base64::Engine;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

pub(super) const BOTH: [demo::Dialect; 2] = [demo::Dialect::Cloud, demo::Dialect::DataCenter];

pub(super) struct House {
    pub(super) jira: Jira,
    pub(super) client: Client,
    pub(super) policy: Policy,
    pub(super) call: Call,
    pub(super) dialect: demo::Dialect,
}

impl House {
    pub(super) async fn new(dialect: demo::Dialect) -> Self {
        let now: jiff::Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
        let options = Options { dialect, time_factor: 0.01, clock: Arc::new(move || now), ..Options::cloud() };
        let jira = Jira::start(options).await.unwrap();
        let login = match dialect {
            demo::Dialect::Cloud => {
                Login::ApiToken { email: account::EMAIL.into(), token: Secret::Value(account::API_TOKEN.into()) }
            }
            demo::Dialect::DataCenter => Login::PersonalToken(Secret::Value(account::PERSONAL_TOKEN.into())),
        };
        let timing = Timing {
            connect: Duration::from_secs(5),
            metadata_lifetime: Duration::from_secs(600),
            people_lifetime: Duration::from_secs(600),
            ..Timing::real().scaled(0.01)
        };
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_second().try_into().unwrap());
        let settings = Settings {
            dialect: DialectSetting::Auto,
            timing,
            clock: Clock::new(move || at),
            ..Settings::new(Some(Url::parse(&jira.url()).unwrap()), login)
        };
        let call = Call::with_budget(Duration::from_secs(30));
        Self { jira, client: Client::new(settings), policy: Policy::default(), call, dialect }
    }

    pub(super) fn resolver(&self) -> Resolver<'_> {
        Resolver { tool: "jira_test", jira: &self.client, policy: &self.policy, call: &self.call }
    }

    pub(super) async fn create(&self, project: &str, kind: &str, asked: Asked) -> Result<Changes, ToolError> {
        let resolver = self.resolver();
        let detail = resolver.project(project).await.unwrap();
        let types = resolver.creatable_types(project).await.unwrap();
        let kind = crate::resolve::issue_type::find(&types, kind, project).unwrap();
        let screen = resolver.create_screen(&detail, kind).await.unwrap();
        resolver.changes(&screen, &asked).await
    }

    pub(super) async fn edit(&self, key: &str, asked: Asked) -> Result<(Changes, Issue), ToolError> {
        let resolver = self.resolver();
        let (_, screen, issue) = resolver.edit_screen("key", &IssueKey::parse(key).unwrap()).await.unwrap();
        Ok((resolver.changes(&screen, &asked).await?, issue))
    }

    /// Sends a body as it is, by hand: the client is not what is tested.
    pub(super) async fn send(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = Url::parse(&self.jira.url()).unwrap();
        let address = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let basic = format!("{}:{}", account::EMAIL, account::API_TOKEN);
        let (root, login) = match self.dialect {
            demo::Dialect::Cloud => ("3", format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(basic))),
            demo::Dialect::DataCenter => ("2", format!("Bearer {}", account::PERSONAL_TOKEN)),
        };
        let body = body.to_string();
        let request = format!(
            "{method} /rest/api/{root}/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {login}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let json = answer.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok());
        (status, json.unwrap_or_default())
    }

    /// Changes an issue as asked; what Jira then holds must be what was asked.
    pub(super) async fn update(&self, key: &str, asked: Asked) -> Body {
        let (changes, issue) = self.edit(key, asked).await.unwrap_or_else(|error| panic!("{error:?}"));
        let settled = changes.settle(|_, text| Ok(self.stored(text.markdown()))).unwrap();
        let (changed, _) = settled.split(&issue.fields);
        let body = changed.edit_body(&issue.fields);
        assert!(body.fields.keys().all(|id| !body.update.contains_key(id)));
        let (status, answer) =
            self.send("PUT", &format!("issue/{key}"), json!({"fields": body.fields, "update": body.update})).await;
        assert_eq!(status, 204, "{answer} {body:?}");
        let again = self.client.issue(&self.call, key, None).await.unwrap();
        for one in changed.list() {
            let held = again.fields.get(&one.id);
            assert!(one.is_unchanged(held), "{:?} {}: {held:?} {body:?}", self.dialect, one.name);
        }
        body
    }

    pub(super) fn stored(&self, text: &str) -> Value {
        match self.dialect {
            demo::Dialect::Cloud => {
                json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
            }
            demo::Dialect::DataCenter => text.into(),
        }
    }
}
