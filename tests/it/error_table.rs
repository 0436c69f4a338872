//! The error table: each way in which a call that writes can fail, and that its error alone leads to one that works.
//!
//! The ways are data (`error_table/ways.json`). Each call is made and must fail with its code; a mechanical repair makes the next
//! call of the error and nothing else, a lookup between them allowed; it must work. What only a person can mend must say so.

mod houses;
mod repair;

use crate::support::{Answer, FACTOR, House, Setup, cloud, data_center};
use crate::write_tools;
use futures_util::future::join_all;
use mcp_server_jira::tools::{self, Effect};
use repair::repair;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// How many ways there are, and how many of them are a person's to mend.
const WAYS: usize = 240;
const A_PERSONS: usize = 80;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Way {
    /// `*` is every tool that writes, called as an agent would.
    tool: String,
    /// What is wrong, in words.
    way: String,
    #[serde(default)]
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
    let listed: Vec<Way> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let each = |way: Way| match way.tool.as_str() {
        "*" => write_tools::calls()
            .into_iter()
            .map(|case| Way { tool: case.spec.name.to_owned(), arguments: case.arguments, ..way.clone() })
            .collect(),
        _ => vec![way],
    };
    listed.into_iter().flat_map(each).collect()
}

impl Way {
    async fn house(&self, setup: Setup) -> House {
        let name = self.house.as_deref();
        let house = houses::setup(name, setup).open().await;
        houses::spoil(&house, name);
        house
    }

    /// The arguments, with what is too long or known to the house only in its place.
    fn arguments(&self, house: &House) -> Value {
        let theirs = || house.handle().add_comment("SHOP-1", "asilva", "Theirs.", true).unwrap();
        let mut arguments = self.arguments.clone();
        for value in arguments.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
            match value.as_str() {
                Some("{long}") => *value = "word ".repeat(7_000).into(),
                Some("#{theirs}") => *value = format!("#{}", theirs()).into(),
                _ => {}
            }
        }
        arguments
    }
}

async fn call(house: &House, tool: &str, arguments: &Value) -> Answer {
    house.call(tool, arguments.clone()).await
}

/// What becomes of one way in one dialect; the failure as a sentence.
async fn walk(way: &Way, setup: Setup) -> Result<(), String> {
    let house = way.house(setup).await;
    let failed = call(&house, &way.tool, &way.arguments(&house)).await;
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
    // Whoever is told to wait does.
    if let Some(seconds) = error["retry_after_s"].as_u64() {
        tokio::time::sleep(Duration::from_secs(seconds).mul_f64(FACTOR) + Duration::from_millis(50)).await;
    }
    if houses::passes(way.house.as_deref()) {
        house.handle().clear_faults();
    }
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

/// How a house of a dialect is set up, and what the table calls it.
type Dialect = (fn() -> Setup, &'static str);

/// Walks all ways of a tool, in both dialects.
async fn walk_all(tool: &str) {
    let ways: Vec<Way> = ways().into_iter().filter(|way| way.tool == tool).collect();
    let both: [Dialect; 2] = [(cloud, "cloud"), (data_center, "data_center")];
    let walks = ways.iter().flat_map(|way| both.map(|(setup, dialect)| (way, setup, dialect)));
    let walks = walks.filter(|(way, _, dialect)| way.only.as_deref().is_none_or(|only| only == *dialect));
    // Where something is waited for, all wait together.
    let (slow, quick): (Vec<_>, Vec<_>) = walks.partition(|(way, ..)| houses::is_slow(way.house.as_deref()));
    let mut walked = join_all(slow.iter().map(|(way, setup, _)| walk(way, setup()))).await;
    for (way, setup, _) in &quick {
        walked.push(walk(way, setup()).await);
    }
    let wrong: Vec<String> = slow
        .iter()
        .chain(&quick)
        .zip(walked)
        .filter_map(|((way, _, dialect), walked)| Some(format!("{dialect}, {}:\n    {}", way.way, walked.err()?)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ways.len(), wrong.join("\n"));
}

/// A test for each tool, so that they run beside each other.
macro_rules! tools {
    ($($tool:ident),*) => {
        const WALKED: &[&str] = &[$(stringify!($tool)),*];
        $(#[tokio::test]
        async fn $tool() {
            walk_all(stringify!($tool)).await;
        })*
    };
}

tools!(
    jira_create_issue,
    jira_update_issue,
    jira_transition_issue,
    jira_add_comment,
    jira_edit_comment,
    jira_link_issues
);

#[test]
fn every_tool_that_writes_is_in_the_table() {
    let ways = ways();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for way in &ways {
        let count = counts.entry(way.tool.as_str()).or_default();
        count.0 += 1;
        count.1 += usize::from(way.person.is_some());
    }
    for (tool, (all, persons)) in &counts {
        println!("{tool:24} {all:3} ways to fail, {persons} of them a person's to mend");
    }
    let persons = ways.iter().filter(|way| way.person.is_some()).count();
    assert_eq!((ways.len(), persons), (WAYS, A_PERSONS));
    let writing = tools::ALL.iter().map(|tool| tool.spec()).filter(|spec| spec.effect != Effect::Read);
    let names: Vec<&str> = writing.map(|spec| spec.name).collect();
    assert_eq!(names, WALKED);
    assert!(names.iter().all(|name| counts.contains_key(name)));
}
