//! Making something once against a Jira whose answers are lost at every point, which does what it was sent later, and whose index
//! lags behind.

mod chance;
mod cut;

use super::*;
use crate::demo::{self, Fault, Handle, Jira, Options, Rule, account};
use crate::jira::types::Created;
use crate::jira::{Clock, DialectSetting, Kind, Login, Secret, Settings, Timing};
use crate::ledger::Digest;
use crate::random::Random;
use serde_json::{Map, Value, json};
use url::Url;

/// Fifty times faster than the real world: the settling time is 1.2 s.
const FACTOR: f64 = 0.02;
const BOTH: [demo::Dialect; 2] = [demo::Dialect::Cloud, demo::Dialect::DataCenter];
const TOOL: &str = "jira_create_issue";

/// A server's parts and the Jira that it writes to.
struct House {
    jira: Jira,
    client: Client,
    ledger: Ledger,
    random: Random,
    type_id: String,
}

impl House {
    async fn open(dialect: demo::Dialect) -> Self {
        let options = Options { dialect, time_factor: FACTOR, ..Options::cloud() };
        let jira = Jira::start(options).await.unwrap();
        let login = match dialect {
            demo::Dialect::Cloud => {
                Login::ApiToken { email: account::EMAIL.into(), token: Secret::Value(account::API_TOKEN.into()) }
            }
            demo::Dialect::DataCenter => Login::PersonalToken(Secret::Value(account::PERSONAL_TOKEN.into())),
        };
        let timing =
            Timing { connect: Duration::from_secs(5), drain: Duration::from_secs(5), ..Timing::real().scaled(FACTOR) };
        let settings = Settings {
            dialect: DialectSetting::Auto,
            timing: timing.clone(),
            ..Settings::new(Some(Url::parse(&jira.url()).unwrap()), login)
        };
        let client = Client::new(settings);
        let ledger = Ledger::new(None, timing, Clock::default());
        let types = client.create_types(&patient(), "SHOP").await.unwrap();
        let type_id = types.iter().find(|kind| kind.name == "Task").unwrap().id.clone();
        client.myself(&patient()).await.unwrap();
        Self { jira, client, ledger, random: Random::from_system(), type_id }
    }

    fn handle(&self) -> Handle {
        self.jira.handle()
    }

    async fn create(&self, call: &Call, summary: &str, again: bool) -> Result<super::Outcome<Created>, Error> {
        let writer = Writer { jira: &self.client, ledger: &self.ledger, call, random: &self.random };
        let digest = digest(summary);
        let fields = json!({"project": {"key": "SHOP"}, "issuetype": {"id": self.type_id}, "summary": summary});
        let Value::Object(fields) = fields else { panic!() };
        let new =
            NewIssue { tool: TOOL, digest: &digest, again, project: "SHOP", type_id: &self.type_id, summary, fields };
        let outcome = writer.create(&new).await;
        call.delivered();
        outcome
    }

    async fn comment(&self, call: &Call, text: &str, again: bool) -> Result<super::Outcome<MadeComment>, Error> {
        let writer = Writer { jira: &self.client, ledger: &self.ledger, call, random: &self.random };
        let digest = digest(text);
        let body = match self.client.markup(call).await? {
            crate::jira::types::Markup::Wiki => json!(text),
            crate::jira::types::Markup::Adf => json!({"type": "doc", "version": 1, "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": text}]}]}),
        };
        let body = CommentBody::Plain(&body);
        let new = NewComment { tool: "jira_add_comment", digest: &digest, again, key: "SHOP-1", body };
        let outcome = writer.comment(&new).await;
        call.delivered();
        outcome
    }

    /// The keys of the issues that have this summary now.
    fn issues(&self, summary: &str) -> Vec<String> {
        let handle = self.handle();
        let keys = handle.keys();
        let has_it = |key: &String| handle.issue(key).is_some_and(|issue| issue["fields"]["summary"] == summary);
        keys.into_iter().filter(has_it).collect()
    }

    /// The numbers of the comments on SHOP-1 that hold this text.
    async fn comments(&self, text: &str) -> Vec<String> {
        let comments = self.client.comments(&patient(), "SHOP-1", 100, 0).await.unwrap().items;
        let holding = comments.into_iter().filter(|comment| comment.body.to_string().contains(text));
        holding.map(|comment| comment.id).collect()
    }
}

fn digest(text: &str) -> Digest {
    Digest::of(&Map::from_iter([("text".to_owned(), text.into())]), &[])
}

fn patient() -> Call {
    Call::with_budget(Duration::from_secs(10))
}

fn made<T: std::fmt::Debug>(outcome: Result<super::Outcome<T>, Error>) -> T {
    match outcome {
        Ok(super::Outcome::Made(made)) => made,
        other => panic!("{other:?}"),
    }
}

fn key(outcome: Result<super::Outcome<Created>, Error>) -> String {
    made(outcome).key
}

#[test]
fn its_futures_can_be_sent_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let client = Client::new(Settings::new(None, Login::Missing));
    let ledger = Ledger::new(None, Timing::real(), Clock::default());
    let (call, random, digest) = (patient(), Random::seeded(1), digest("x"));
    let writer = Writer { jira: &client, ledger: &ledger, call: &call, random: &random };
    let new = NewIssue {
        tool: TOOL,
        digest: &digest,
        again: false,
        project: "A",
        type_id: "1",
        summary: "x",
        fields: Map::new(),
    };
    is_send(&writer.create(&new));
    let body = json!("x");
    let new = NewComment { tool: TOOL, digest: &digest, again: false, key: "A-1", body: CommentBody::Plain(&body) };
    is_send(&writer.comment(&new));
}

#[tokio::test]
async fn the_same_call_again_makes_nothing_and_again_does() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let first = key(house.create(&patient(), "Pay by card", false).await);
        match house.create(&patient(), "Pay by card", false).await.unwrap() {
            super::Outcome::Earlier { made, changed, delivered, .. } => {
                assert_eq!((made.key.as_str(), changed, delivered), (first.as_str(), false, true));
            }
            other => panic!("{other:?}"),
        }
        for _ in 0..4 {
            key(house.create(&patient(), "Pay by card", true).await);
        }
        assert_eq!(house.issues("Pay by card").len(), 5);
        let tag = house.client.issue_property(&patient(), &first, crate::jira::types::TAG).await.unwrap().unwrap();
        assert_eq!(tag["digest"], digest("Pay by card").as_str());
        assert_eq!(house.client.issue_property(&patient(), "SHOP-1", "no.such").await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_gone_is_made_anew_and_what_changed_is_said() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let first = key(house.create(&patient(), "Pay by card", false).await);
        // Jira tells moments in milliseconds: a change within the same one is none.
        tokio::time::sleep(Duration::from_millis(5)).await;
        house.handle().set_field(&first, "summary", &json!("Pay by invoice")).unwrap();
        let earlier = house.create(&patient(), "Pay by card", false).await.unwrap();
        assert!(matches!(&earlier, super::Outcome::Earlier { changed: true, .. }), "{earlier:?}");
        house.handle().delete_issue(&first);
        let second = key(house.create(&patient(), "Pay by card", false).await);
        assert_ne!(second, first);
    }
}

#[tokio::test]
async fn a_comment_is_the_same_only_while_it_is_the_newest() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let first = made(house.comment(&patient(), "Paid yesterday", false).await);
        match house.comment(&patient(), "Paid yesterday", false).await.unwrap() {
            super::Outcome::Earlier { made, .. } => assert_eq!(made, first),
            other => panic!("{other:?}"),
        }
        house.handle().add_comment("SHOP-1", "asilva", "Really?", true).unwrap();
        let second = made(house.comment(&patient(), "Paid yesterday", false).await);
        assert_ne!(second.id, first.id);
        let third = made(house.comment(&patient(), "Paid yesterday", true).await);
        assert_eq!(house.comments("Paid yesterday").await, [third.id, second.id, first.id]);
    }
}

#[tokio::test]
async fn a_comment_on_a_request_is_internal_and_found_again() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let call = patient();
        let writer = Writer { jira: &house.client, ledger: &house.ledger, call: &call, random: &house.random };
        let digest = digest("x");
        let body = CommentBody::Request { body: "*Refund* {color:red}approved{color}", public: false };
        let new = NewComment { tool: "jira_add_comment", digest: &digest, again: false, key: "HELP-1", body };
        let lost = Fault::Handled(Box::new(Fault::DropBeforeAnswer));
        house.handle().misbehave(Rule::on("/request/HELP-1/comment", lost).times(1));
        let comment = made(writer.comment(&new).await);
        assert_ne!(comment.public, Some(true), "{dialect:?}");
        let newest = house.client.comments(&call, "HELP-1", 1, 0).await.unwrap().items.remove(0);
        assert_eq!((newest.id, newest.public), (comment.id, Some(false)));
    }
}

#[tokio::test]
async fn equal_calls_at_once_are_one() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let (one, other) = (patient(), patient());
        let slow = Fault::Delay(Duration::from_secs(5));
        house.handle().misbehave(Rule::on("/issue", slow).method("POST").times(1));
        let both =
            futures_util::join!(house.create(&one, "Pay by card", false), house.create(&other, "Pay by card", false));
        let keys = [both.0, both.1].map(|outcome| match outcome.unwrap() {
            super::Outcome::Made(made) | super::Outcome::Earlier { made, .. } => made.key,
            super::Outcome::Unknown { .. } => panic!(),
        });
        assert_eq!(keys[0], keys[1]);
        assert_eq!(house.issues("Pay by card"), [keys[0].clone()]);
    }
}

#[tokio::test]
async fn a_refused_property_is_left_out_and_the_issue_is_found_by_what_was_sent() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let refusal = json!({"errorMessages": ["You can't set entity properties here."], "errors": {}});
        house.handle().misbehave(Rule::on("/issue", Fault::json(403, &refusal)).method("POST").times(1));
        let first = key(house.create(&patient(), "Pay by card", false).await);
        assert_eq!(house.client.issue_property(&patient(), &first, crate::jira::types::TAG).await.unwrap(), None);
        house.handle().misbehave(Rule::on("/issue", Fault::json(403, &refusal)).method("POST").times(1));
        let lost = Fault::Handled(Box::new(Fault::DropBeforeAnswer));
        // A read by POST must not use up the fault.
        house.handle().misbehave(Rule::on("/issue", lost).method("POST").times(1));
        let second = key(house.create(&patient(), "Pay by invoice", false).await);
        assert_eq!(house.issues("Pay by invoice"), [second]);
        let both = Fault::json(403, &refusal);
        house.handle().misbehave(Rule::on("/issue", both).method("POST").times(2));
        let error = house.create(&patient(), "Pay by cheque", false).await.unwrap_err();
        assert_eq!((error.kind.clone(), error.fate()), (Kind::Forbidden, Fate::NotDone));
        assert!(house.issues("Pay by cheque").is_empty());
    }
}
