//! Every member of every answer in every other type: what does not fit is left out, and nothing is made up for it.
//!
//! The mutations are made of Jira's honest answers, so a member that is added there is tried as well. There are thousands, of which
//! the suite tries an even selection; `JIRA_MCP_SHAPES` is how many of each tool, and `scripts/randomised.sh` tries them all.

use super::calls::{Typical, typical};
use crate::support::{House, Setup};
use mcp_server_jira::demo::{Dialect, Fault, Jira, Rule, Seen};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// How many mutations of each tool are tried where nobody asks for more.
const SHAPES: usize = 24;

/// One member of one answer, and what stands in its place; nothing is that it is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mutation {
    method: String,
    route: String,
    pointer: String,
    instead: Option<String>,
}

impl Mutation {
    fn rule(&self) -> Rule {
        let (pointer, instead) = (self.pointer.clone(), self.instead.clone());
        let change = move |told: &mut Value| match &instead {
            Some(text) => {
                if let Some(place) = told.pointer_mut(&pointer) {
                    *place = serde_json::from_str(text).unwrap();
                }
            }
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                match told.pointer_mut(parent) {
                    Some(Value::Object(members)) => {
                        drop(members.shift_remove(&name.replace("~1", "/").replace("~0", "~")))
                    }
                    Some(Value::Array(items)) => drop(items.remove(name.parse().unwrap())),
                    _ => {}
                }
            }
        };
        Rule::on(self.route.clone(), Fault::Change(Arc::new(change))).to_its_end().method(self.method.clone())
    }
}

/// All mutations of the answers in a log.
fn mutations(log: &[Seen]) -> Vec<Mutation> {
    let instead = ["null", "true", "7", "-1.5e300", "\"\"", "\"text\"", "[]", "[null]", "{}", "{\"a\": [1]}"];
    let mut all = BTreeSet::new();
    for seen in log {
        let Ok(answer) = serde_json::from_slice::<Value>(&seen.answer) else { continue };
        let mut pointers = Vec::new();
        members("", &answer, &mut pointers);
        for pointer in pointers {
            let kinds = instead.iter().map(|text| Some((*text).to_owned())).chain([None]);
            all.extend(kinds.map(|instead| Mutation {
                method: seen.method.clone(),
                route: seen.route().to_owned(),
                pointer: pointer.clone(),
                instead,
            }));
        }
    }
    all.into_iter().collect()
}

/// The places of all members; of a list its first item stands for all.
fn members(place: &str, value: &Value, all: &mut Vec<String>) {
    let named: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.replace('~', "~0").replace('/', "~1"), member)).collect()
        }
        Value::Array(items) => items.first().map(|item| ("0".to_owned(), item)).into_iter().collect(),
        _ => Vec::new(),
    };
    for (name, member) in named {
        let place = format!("{place}/{name}");
        members(&place, member, all);
        all.push(place);
    }
}

/// A number of them, evenly spread.
fn selection(all: Vec<Mutation>, count: usize) -> Vec<Mutation> {
    let step = (all.len() / count.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

async fn every_shape(column: usize, dialect: Dialect) -> Vec<String> {
    let count = std::env::var("JIRA_MCP_SHAPES").ok().and_then(|count| count.parse().ok()).unwrap_or(SHAPES);
    let setup = || Setup { dialect, ..Setup::default() };
    let jira = setup().jira().await;
    let call = typical(99, dialect).swap_remove(column);
    let house = setup().open_on(jira.clone()).await;
    let before: HashSet<String> = house.handle().keys().into_iter().collect();
    let honest = house.call(call.tool, call.arguments.clone()).await;
    let all = mutations(&house.handle().requests());
    call.undo(&house.handle(), &before);
    assert!(!honest.is_error && !all.is_empty(), "{}", honest.text);
    let rows = honest.structured.as_ref().map(rows).unwrap_or_default();
    drop(house);
    let mut wrong = Vec::new();
    for (number, mutation) in selection(all, count).into_iter().enumerate() {
        let call = typical(100 + number, dialect).swap_remove(column);
        let name = format!("{}, {dialect:?}, {mutation:?}", call.tool);
        let house = setup().open_on(jira.clone()).await;
        let shape = tokio::spawn(shape(house, jira.clone(), call, mutation, rows));
        if let Err(panic) = shape.await {
            wrong.push(format!("{name}: {}", super::said(panic)));
            jira.handle().clear_faults();
        }
    }
    wrong
}

async fn shape(house: House, jira: Arc<Jira>, call: Typical, mutation: Mutation, rows: usize) {
    let before: HashSet<String> = jira.handle().keys().into_iter().collect();
    let stood = call.stands(&house, &before);
    jira.handle().clear_requests();
    jira.handle().misbehave(mutation.rule());
    // The contract of every answer, and no crash, are held to in there.
    let answer = house.call(call.tool, call.arguments.clone()).await;
    jira.handle().clear_faults();
    let stands = call.stands(&house, &before);
    let none = Map::new();
    let error = answer.structured.as_ref().and_then(|all| all["error"].as_object()).unwrap_or(&none);
    call.undo(&jira.handle(), &before);
    jira.handle().clear_requests();
    assert!(stands <= stood.max(1), "done {stands} times: {}", answer.text);
    if !answer.is_error {
        assert!(!call.writes || stands == 1, "told as done and not done: {}", answer.text);
        let shown = answer.structured.as_ref().map(self::rows).unwrap_or_default();
        // Jira may well answer an empty list; what it did answer is not nothing because one member is odd.
        let is_list = mutation.instead.as_deref() == Some("[]") || mutation.instead.is_none();
        let warned =
            answer.structured.as_ref().is_some_and(|all| all["warnings"].is_array() || all["note"].is_string());
        assert!(rows == 0 || shown > 0 || is_list || warned, "a failure became an empty list: {}", answer.text);
        return;
    }
    assert_ne!(error["code"], "internal", "{}", answer.text);
    assert!(error["side_effects"] != "none" || stands == stood, "told as not done and done: {}", answer.text);
    // No member of an issue's is worth the whole answer.
    let is_of_an_issue = mutation.pointer.contains("/fields/") && !call.writes;
    assert!(!is_of_an_issue, "one odd member failed the call: {}", answer.text);
}

fn rows(record: &Value) -> usize {
    record["rows"].as_array().map_or(0, Vec::len)
}

async fn all_shapes(dialect: Dialect) {
    let columns = (0..typical(0, dialect).len()).map(|column| every_shape(column, dialect));
    let wrong = futures_util::future::join_all(columns).await.concat();
    assert_eq!(wrong.len(), 0, "{}", json!(wrong).to_string().replace("\",\"", "\n"));
}

#[tokio::test]
async fn every_member_in_every_other_shape_on_cloud() {
    all_shapes(Dialect::Cloud).await;
}

#[tokio::test]
async fn every_member_in_every_other_shape_on_data_center() {
    all_shapes(Dialect::DataCenter).await;
}
