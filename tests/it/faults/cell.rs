//! One cell of the table: a tool, a misfortune, and where it strikes; and what holds whatever comes of it.

use super::calls::Typical;
use super::list::{EMPTY_LIST, INTERNAL, Misfortune, PAGE, What};
use crate::support::{Answer, House, Setup};
use mcp_server_jira::demo::{Dialect, Fault, Jira, Rule};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Where and how often a misfortune strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strike {
    /// Every request of a server that just started.
    Everything,
    /// The request that the call is all about, each time.
    Main,
    /// The request that the call is all about, the first time.
    Once,
    /// The same, after Jira did what it was asked.
    WorkDone,
}

impl Strike {
    pub const ALL: [Self; 4] = [Self::Everything, Self::Main, Self::Once, Self::WorkDone];

    /// Whether the combination exists.
    pub fn applies(self, call: &Typical, misfortune: &Misfortune) -> bool {
        match (self, &misfortune.what) {
            (Self::Everything, What::Way(_)) => true,
            (_, What::Way(_)) => false,
            // What is long to read is tried where it is most likely.
            (Self::Everything | Self::Once | Self::WorkDone, _) if misfortune.is_large => false,
            (Self::Everything, _) => true,
            (Self::WorkDone, _) => call.writes && misfortune.after_work,
            // Once and always is the same where nothing is sent again.
            (Self::Once, _) => misfortune.passes,
            (Self::Main, _) => true,
        }
    }
}

impl fmt::Display for Strike {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Everything => "every request",
            Self::Main => "the request itself",
            Self::Once => "the request itself, once",
            Self::WorkDone => "the request itself, once, its work done",
        })
    }
}

/// The time of a call that only its deadline ends, in real time; the others have as much as a loaded machine may need, but less
/// than an hour lasts here, which no call may wait for.
const SHORT: Duration = Duration::from_secs(4);
const LONG: Duration = Duration::from_secs(30);

/// What a loaded machine may add, in real time.
const GRACE: Duration = Duration::from_secs(15);

/// What a call comes to: one row of the table, less the tool.
pub async fn outcome(
    jira: Arc<Jira>,
    later: Arc<AtomicU64>,
    call: &Typical,
    misfortune: &Misfortune,
    strike: Strike,
    dialect: Dialect,
) -> String {
    let place = format!("{}, {}, {strike}, {dialect:?}", call.tool, misfortune.name);
    let budget = if misfortune.stalls { SHORT } else { LONG };
    let mut setup = Setup { dialect, budget, later: later.clone(), ..Setup::default() };
    if let What::Way(way) = misfortune.what {
        setup = setup.settings(way);
    }
    let house = setup.open_on(jira).await;
    house.handle().clear_requests();
    let before: HashSet<String> = house.handle().keys().into_iter().collect();
    assert_eq!(call.stands(&house, &before), 0, "{place}: something is left of another cell");
    if strike != Strike::Everything {
        house.record("jira_info", json!({})).await;
    }
    house.handle().clear_requests();
    misbehave(&house, call, misfortune, strike);

    let begun = Instant::now();
    let answer = house.call(call.tool, call.arguments.clone()).await;
    let took = begun.elapsed();
    hold(&place, &answer);
    assert!(took < budget + GRACE, "{place}: {took:?}");
    let tries = tries(&house);
    let stood = call.stands(&house, &before);
    hold_to_the_truth(&place, call, misfortune, &answer, stood);

    house.handle().clear_faults();
    hold_afterwards(&place, call, misfortune, &house, &answer, &later, &before).await;
    call.undo(&house.handle(), &before);
    let deadline = if took > budget.mul_f64(0.9) { ", at its deadline" } else { "" };
    let work = if call.writes { [", not done", ", done"][stood] } else { "" };
    format!("{}, {tries} tries{deadline}{work}", told(&answer)).replace(" 1 tries", " 1 try")
}

fn misbehave(house: &House, call: &Typical, misfortune: &Misfortune, strike: Strike) {
    let What::Answer(fault) = &misfortune.what else { return };
    let rule = match strike {
        Strike::Everything => Rule::on("", fault.clone()),
        Strike::Main => call.strike(fault.clone()),
        Strike::Once => call.strike(fault.clone()).times(1),
        Strike::WorkDone => call.strike(Fault::Handled(Box::new(fault.clone()))).times(1),
    };
    house.handle().misbehave(rule);
}

/// How often the same request was made at most, the struck ones among them.
fn tries(house: &House) -> usize {
    let mut count: HashMap<(String, String, Vec<u8>), (usize, bool)> = HashMap::new();
    for seen in house.handle().requests() {
        let of = count.entry((seen.method, seen.path, seen.body.to_vec())).or_default();
        of.0 += 1;
        of.1 |= seen.faulty;
    }
    count.values().filter(|(_, struck)| *struck).map(|(count, _)| *count).max().unwrap_or(0)
}

/// What may be in no answer.
fn hold(place: &str, answer: &Answer) {
    let text = answer.text.to_ascii_lowercase();
    for secret in [INTERNAL, PAGE, "<b>", "<html", "<!doctype", "</", "nullpointer", "token=1", "login-url"] {
        assert!(!text.contains(secret), "{place}: `{secret}` is in {text}");
    }
}

/// What an answer says of the work is what was done.
fn hold_to_the_truth(place: &str, call: &Typical, misfortune: &Misfortune, answer: &Answer, stood: usize) {
    assert!(stood <= 1, "{place}: done {stood} times");
    let error = answer.structured.as_ref().map(|all| all["error"].clone()).unwrap_or_default();
    if !answer.is_error {
        assert!(!call.writes || stood == 1, "{place}: told as done and not done: {}", answer.text);
        let is_empty = answer.structured.as_ref().is_some_and(|all| all["rows"] == json!([]));
        assert!(!is_empty || misfortune.name == EMPTY_LIST, "{place}: a failure became an empty list: {}", answer.text);
        return;
    }
    assert_ne!(error["code"], "internal", "{place}: {}", answer.text);
    assert!(error["side_effects"] != "none" || stood == 0, "{place}: told as not done and done: {}", answer.text);
    // A write that Jira said it did, and of which nothing is to be seen, is told so.
    let is_lost = error["code"] == "value_not_allowed" || answer.text.contains("did not");
    assert!(error["side_effects"] != "partial" || stood == 1 || is_lost, "{place}: told as done: {}", answer.text);
}

/// Once the weather is better the same call works, and does what it says once in all.
async fn hold_afterwards(
    place: &str,
    call: &Typical,
    misfortune: &Misfortune,
    house: &House,
    first: &Answer,
    later: &Arc<AtomicU64>,
    before: &HashSet<String>,
) {
    if matches!(misfortune.what, What::Way(_)) || (call.writes && !first.is_error) {
        return;
    }
    // What Jira does late is done by then.
    tokio::time::sleep(Duration::from_millis(30)).await;
    for _ in 0..60 {
        // As much as an attempt takes to settle, on the clock that runs as fast as everything else.
        later.fetch_add(650, Ordering::Relaxed);
        let answer = house.call(call.tool, call.arguments.clone()).await;
        let error = answer.structured.as_ref().map(|all| all["error"].clone()).unwrap_or_default();
        match error["code"].as_str() {
            None => {
                let stood = call.stands(house, before);
                assert!(!call.writes || stood == 1, "{place}: {stood} in all after {}", first.text);
                return;
            }
            Some("rate_limited") if misfortune.silences => return,
            // Its time is short, and the machine may be loaded.
            Some("timeout") if misfortune.stalls => {}
            Some("outcome_unknown") => tokio::time::sleep(Duration::from_millis(50)).await,
            Some(_) => panic!("{place}: the next call fails: {}\nafter {}", answer.text, first.text),
        }
    }
    panic!("{place}: what became of it is never known; {}", first.text);
}

/// The code of an answer and what it says of the work.
fn told(answer: &Answer) -> String {
    let Some(error) = answer.structured.as_ref().map(|all| &all["error"]).filter(|_| answer.is_error) else {
        let warned = answer.structured.as_ref().is_some_and(|all| all["warnings"].is_array());
        return if warned { "success with a warning".to_owned() } else { "success".to_owned() };
    };
    let code = error["code"].as_str().unwrap_or_default();
    let retryable = if error["retryable"] == json!(true) { "" } else { ", final" };
    let wait = error["retry_after_s"].as_u64().map(wait).unwrap_or_default();
    let effects = match &error["side_effects"] {
        Value::String(effects) if effects == "none" => String::new(),
        effects => format!(", {}", effects.as_str().unwrap_or_default()),
    };
    format!("{code}{retryable}{wait}{effects}")
}

/// What an error says of when to come back; of long waits only about how long, as some of it has passed.
fn wait(seconds: u64) -> String {
    match seconds {
        0..600 => format!(", in {seconds} s"),
        _ => format!(", in about {} min", (seconds + 300) / 600 * 10),
    }
}
