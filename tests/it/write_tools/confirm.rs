//! Consent to each write, in all modes, by clients of both eras and by one that can't ask.

use super::{Case, calls, writes};
use crate::support::{House, Setup, cloud, data_center};
use mcp_server_jira::confirm::Mode;
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction,
    Implementation, ProtocolVersion,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RequestContext, RunningService};
use rmcp::{ClientHandler, ErrorData, RoleClient};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const MODES: [Mode; 4] = [Mode::Off, Mode::Writes, Mode::Destructive, Mode::User];

/// A client's user, who says the same to every question and remembers them.
#[derive(Clone)]
struct Person {
    agrees: bool,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        let capabilities = ClientCapabilities::builder().enable_elicitation().build();
        ClientConfig::new(capabilities, Implementation::new("person", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let ElicitRequestParams::FormElicitationParams { message, .. } = request else { panic!("no form") };
        self.asked.lock().unwrap().push(message);
        let action = if self.agrees { ElicitationAction::Accept } else { ElicitationAction::Decline };
        Ok(ElicitResult::new(action).with_content(json!({"agree": true})))
    }
}

impl Person {
    fn new(agrees: bool) -> Self {
        Self { agrees, asked: Arc::default() }
    }

    /// The questions since the last look.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    async fn at(&self, house: &House, modern: bool) -> RunningService<RoleClient, Self> {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        tokio::spawn(mcp_server_jira::server::serve(house.router.clone(), tokio::io::split(theirs)));
        let lifecycle = match modern {
            true => ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
            false => ClientLifecycleMode::Initialize,
        };
        self.clone().serve_with_lifecycle(tokio::io::split(ours), lifecycle).await.unwrap()
    }
}

async fn call(client: &RunningService<RoleClient, Person>, case: &Case) -> Value {
    let arguments = case.arguments.as_object().unwrap().clone();
    let request = CallToolRequestParams::new(case.spec.name).with_arguments(arguments);
    client.call_tool(request).await.unwrap().structured_content.unwrap()
}

fn confirming(setup: Setup, mode: Mode) -> Setup {
    Setup { confirm: mode, ..setup }
}

#[tokio::test]
async fn a_client_that_cannot_ask_writes_in_two_steps() {
    for mode in [Mode::Writes, Mode::Destructive] {
        for setup in [cloud(), data_center()] {
            let house = confirming(setup, mode).open().await;
            for case in calls().iter().filter(|case| mode.covers(case.spec.effect)) {
                let before = writes(&house);
                let error = house.error(case.spec.name, case.arguments.clone()).await;
                assert_eq!(error["code"], "confirm_required", "{error}");
                let preview = error["preview"].as_object().unwrap();
                assert!(preview.values().all(|change| change.get("after").is_some()), "{error}");
                assert_eq!(writes(&house), before, "{} wrote", case.spec.name);
                let mut arguments = case.arguments.clone();
                arguments["confirm"] = error["fields"]["confirm"]["send"].clone();
                house.record(case.spec.name, arguments).await;
                assert!(writes(&house) > before, "{} did not write", case.spec.name);
            }
        }
    }
}

#[tokio::test]
async fn only_the_mode_decides_who_is_asked() {
    for mode in MODES {
        for modern in [false, true] {
            let house = confirming(cloud(), mode).open().await;
            let person = Person::new(true);
            let client = person.at(&house, modern).await;
            for case in calls() {
                let before = writes(&house);
                let answer = call(&client, &case).await;
                assert!(answer.get("error").is_none(), "{mode:?}, modern {modern}: {answer}");
                assert!(writes(&house) > before);
                let asked = person.asked();
                assert_eq!(asked.len(), usize::from(mode.covers(case.spec.effect)), "{mode:?}: {asked:?}");
                let about = |question: &String| case.key.is_none_or(|key| question.contains(key));
                assert!(asked.iter().all(about), "{asked:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_no_is_a_no() {
    for modern in [false, true] {
        let house = confirming(cloud(), Mode::User).open().await;
        let person = Person::new(false);
        let client = person.at(&house, modern).await;
        for case in calls() {
            let answer = call(&client, &case).await;
            assert_eq!(answer["error"]["code"], "confirm_required", "{answer}");
            assert_eq!(answer["error"]["retryable"], false);
            assert_eq!(person.asked().len(), 1);
        }
        assert_eq!(writes(&house), 0);
    }
}

#[tokio::test]
async fn where_only_a_person_may_agree_nothing_is_sent_without_one() {
    let house = confirming(cloud(), Mode::User).open().await;
    for case in calls() {
        let error = house.error(case.spec.name, case.arguments).await;
        assert_eq!((&error["code"], &error["retryable"]), (&json!("confirm_required"), &json!(false)));
    }
    assert!(house.handle().requests().is_empty());
    let info = house.record("jira_info", json!({})).await;
    assert_eq!(info["confirm"], json!({"mode": "user", "how": "user"}));
    assert!(info["warnings"].to_string().contains("can't ask"));
}

#[tokio::test]
async fn how_it_is_confirmed_is_told() {
    for (mode, told) in [(Mode::Off, "off"), (Mode::Writes, "two_step"), (Mode::Destructive, "two_step")] {
        let house = confirming(cloud(), mode).open().await;
        let info = house.record("jira_info", json!({})).await;
        assert_eq!(info["confirm"], json!({"mode": mode.as_str(), "how": told}));
    }
}

/// The issue changed between the two steps: what was confirmed is not what would be done.
#[tokio::test]
async fn what_changed_meanwhile_is_confirmed_anew() {
    let house = confirming(cloud(), Mode::Writes).open().await;
    let arguments = |word: &Value| json!({"key": "SHOP-30", "labels": ["new"], "confirm": word});
    let first = house.error("jira_update_issue", arguments(&Value::Null)).await;
    let issue = house.handle().issue("SHOP-30").unwrap();
    let other = mcp_server_jira::jira::types::Changes {
        update: serde_json::Map::from_iter([("labels".to_owned(), json!([{"add": "meanwhile"}]))]),
        ..Default::default()
    };
    let bounds = mcp_server_jira::jira::Call::with_budget(std::time::Duration::from_secs(20));
    house.jira_client().edit_issue(&bounds, issue["key"].as_str().unwrap(), &other).await.unwrap();
    let stale = house.error("jira_update_issue", arguments(&first["fields"]["confirm"]["send"])).await;
    assert_eq!(stale["code"], "confirm_stale");
    let before = stale["preview"]["Labels"]["before"].as_str().or(stale["preview"]["labels"]["before"].as_str());
    assert!(before.is_some_and(|before| before.contains("meanwhile")), "{stale}");
    house.record("jira_update_issue", arguments(&stale["fields"]["confirm"]["send"])).await;
}
