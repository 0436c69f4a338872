//! The error table: each way in which a call that writes can fail, and that its error alone leads to one that works.
//!
//! The ways are data (`error_table/ways.json`). Each call is made and must fail with its code; a mechanical repair makes the next
//! call of the error and nothing else, a lookup between them allowed; it must work. What only a person can mend must say so.

mod repair;

use crate::support::{Answer, House, Setup, cloud, data_center};
use mcp_server_jira::confirm::Mode;
use mcp_server_jira::demo::{Fault, Rule};
use mcp_server_jira::tools::{self, Effect};
use repair::repair;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many ways there are, and how many of them are a person's to mend.
const WAYS: usize = 126;
const A_PERSONS: usize = 26;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Way {
    tool: String,
    /// What is wrong, in words.
    way: String,
    arguments: Value,
    code: String,
    /// Only in this dialect, where the other one has no such failure.
    only: Option<String>,
    /// What of the house is not as usual.
    house: Option<String>,
    /// What whoever calls wanted to say anyway: a missing summary is in no error.
    #[serde(default)]
    knows: Map<String, Value>,
    /// Why only a person can mend it.
    person: Option<String>,
}

fn ways() -> Vec<Way> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/error_table/ways.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl Way {
    async fn house(&self, setup: Setup) -> House {
        let setup = match self.house.as_deref() {
            Some("read_only") => Setup { read_only: true, ..setup },
            Some("projects") => setup.projects(&["SHOP"]),
            Some("confirm") => Setup { confirm: Mode::Writes, ..setup },
            Some("confirm_user") => Setup { confirm: Mode::User, ..setup },
            _ => setup,
        };
        let house = setup.open().await;
        let writing =
            |fault: Fault| ["POST", "PUT"].map(|method| Rule::on("/issue", fault.clone()).method(method).times(1));
        match self.house.as_deref() {
            Some("forbidden") => {
                let fault = Fault::Status {
                    status: 403,
                    headers: Vec::new(),
                    content_type: "application/json".to_owned(),
                    body: r#"{"errorMessages":["You do not have permission."],"errors":{}}"#.to_owned(),
                };
                for method in ["POST", "PUT"] {
                    house.handle().misbehave(Rule::on("/issue", fault.clone()).method(method));
                }
            }
            Some("no_credentials") => house.handle().set_anonymous(true),
            Some("lost") => {
                writing(Fault::DropBeforeAnswer).into_iter().for_each(|rule| house.handle().misbehave(rule))
            }
            _ => {}
        }
        house
    }
}

async fn call(house: &House, tool: &str, arguments: &Value) -> Answer {
    house.call(tool, arguments.clone()).await
}

/// What becomes of one way in one dialect; the failure as a sentence.
async fn walk(way: &Way, setup: Setup) -> Result<(), String> {
    let house = way.house(setup).await;
    let failed = call(&house, &way.tool, &way.arguments).await;
    let error = failed.structured.as_ref().map(|one| one["error"].clone()).unwrap_or_default();
    if !failed.is_error || error["code"] != way.code.as_str() {
        return Err(format!("expected `{}`: {}", way.code, failed.text));
    }
    if way.person.is_some() {
        return match error["retryable"] == false && error["fix"].is_string() {
            true => Ok(()),
            false => Err(format!("a person's to mend, and not said to be: {}", failed.text)),
        };
    }
    let next = repair(&house, &failed, &way.knows).await.map_err(|reason| format!("{reason}\n    {}", failed.text))?;
    let fix = error["fix"].as_str().unwrap_or_default();
    if !fix.contains(&next.tool) {
        return Err(format!("the sentence in `fix` leads elsewhere than to {}: {}", next.tool, failed.text));
    }
    let worked = call(&house, &next.tool, &next.arguments.clone().into()).await;
    match worked.is_error {
        true => Err(format!(
            "{}\n    led to {} {}\n    {}",
            failed.text,
            next.tool,
            Value::Object(next.arguments),
            worked.text
        )),
        false => Ok(()),
    }
}

#[tokio::test]
async fn every_error_of_a_write_leads_to_a_call_that_works() {
    let ways = ways();
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for way in &ways {
        let count = counts.entry(way.tool.as_str()).or_default();
        count.0 += 1;
        count.1 += usize::from(way.person.is_some());
        for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
            if way.only.as_deref().is_none_or(|only| only == dialect)
                && let Err(reason) = walk(way, setup).await
            {
                wrong.push(format!("{} ({dialect}), {}:\n    {reason}", way.tool, way.way));
            }
        }
    }
    for (tool, (all, persons)) in &counts {
        println!("{tool:24} {all:3} ways to fail, {persons} of them a person's to mend");
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ways.len(), wrong.join("\n"));
    let persons = ways.iter().filter(|way| way.person.is_some()).count();
    assert_eq!((ways.len(), persons), (WAYS, A_PERSONS));
    for tool in tools::ALL.iter().filter(|tool| tool.spec().effect != Effect::Read) {
        assert!(counts.contains_key(tool.spec().name), "{} is not in the table", tool.spec().name);
    }
}
