//! The fault table: every tool, every misfortune, wherever it strikes. Generated from two lists, so that no cell is forgotten.
//!
//! What is asserted of every cell: no success that is none, no empty list from a failure, no write that is done twice, no answer
//! after its time, nothing internal in an answer, no crash, and the same call works once the weather is better. What each cell
//! comes to is one table per dialect, for a reader to judge.
//!
//! There are some two thousand cells per dialect. The suite tries an even selection of them; with `JIRA_MCP_FAULTS=all`, as in
//! `scripts/randomised.sh`, all are tried and the table is compared.

pub mod calls;
mod cell;
mod late;
mod list;
mod shapes;

use crate::support::{Setup, snapshot};
use calls::{Typical, typical};
use cell::{Strike, outcome};
use list::Misfortune;
use mcp_server_jira::demo::Dialect;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many cells are tried at once: many of them only wait.
const AT_ONCE: usize = 12;
/// When a cell will not end any more, in real time.
const HANGS: Duration = Duration::from_secs(60);

#[tokio::test]
async fn every_tool_in_every_weather_on_cloud() {
    table(Dialect::Cloud, "faults_cloud").await;
}

#[tokio::test]
async fn every_tool_in_every_weather_on_data_center() {
    table(Dialect::DataCenter, "faults_data_center").await;
}

async fn table(dialect: Dialect, case: &str) {
    let (tools, misfortunes) = (typical(0, dialect), list::all());
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut lines = JoinSet::new();
    for (column, tool) in tools.iter().enumerate() {
        for strike in Strike::ALL.into_iter().filter(|strike| *strike != Strike::WorkDone || tool.writes) {
            lines.spawn(line(column, strike, dialect, places.clone()));
        }
    }
    let (mut rows, mut wrong) = (BTreeMap::<_, BTreeMap<String, Vec<usize>>>::new(), Vec::new());
    while let Some(line) = lines.join_next().await {
        for (row, strike, column, outcome) in line.unwrap() {
            match outcome {
                Ok(outcome) => rows.entry((row, strike)).or_default().entry(outcome).or_default().push(column),
                Err(reason) => wrong.push(reason),
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
    if is_whole() {
        snapshot("_server", case, &shown(&rows, &tools, &misfortunes));
    }
}

/// All misfortunes of one tool, one after the other in front of one Jira; a server of its own for each.
async fn line(
    column: usize,
    strike: Strike,
    dialect: Dialect,
    places: Arc<Semaphore>,
) -> Vec<(usize, Strike, usize, Result<String, String>)> {
    let mut outcomes = Vec::new();
    let later = Arc::default();
    let fresh = || Setup { dialect, later: Arc::clone(&later), ..Setup::default() }.jira();
    let mut jira = fresh().await;
    for (row, misfortune) in list::all().into_iter().enumerate() {
        let tool = typical(row, dialect).swap_remove(column);
        let name = format!("{}, {}, {strike}", tool.tool, misfortune.name);
        if !strike.applies(&tool, &misfortune) || !is_chosen(row, column, strike) {
            continue;
        }
        let _place = places.acquire().await.unwrap();
        let (at, clock) = (jira.clone(), later.clone());
        let cell = tokio::spawn(async move {
            let cell = tokio::time::timeout(HANGS, outcome(at, clock, &tool, &misfortune, strike, dialect)).await;
            cell.unwrap_or_else(|_| panic!("it hangs"))
        });
        let outcome = cell.await.map_err(|panic| format!("{name}: {}", said(panic)));
        if let Err(reason) = &outcome {
            println!("{reason}");
            jira = fresh().await;
        }
        outcomes.push((row, strike, column, outcome));
    }
    outcomes
}

fn is_whole() -> bool {
    std::env::var("JIRA_MCP_FAULTS").is_ok_and(|which| which == "all")
}

/// One cell of twelve, each tool and each misfortune among them.
fn is_chosen(row: usize, column: usize, strike: Strike) -> bool {
    is_whole() || (row * 5 + column * 7 + strike as usize * 3).is_multiple_of(12)
}

fn said(panic: tokio::task::JoinError) -> String {
    let panic = panic.into_panic();
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// A paragraph per misfortune and strike: each outcome with the tools that come to it.
fn shown(
    rows: &BTreeMap<(usize, Strike), BTreeMap<String, Vec<usize>>>,
    tools: &[Typical],
    misfortunes: &[Misfortune],
) -> String {
    let mut text = String::new();
    for ((row, strike), outcomes) in rows {
        writeln!(text, "{}: {strike}", misfortunes[*row].name).unwrap();
        let mut outcomes: Vec<(&String, Vec<usize>)> =
            outcomes.iter().map(|(outcome, columns)| (outcome, sorted(columns))).collect();
        outcomes.sort_by_key(|(_, columns)| columns[0]);
        let all: usize = outcomes.iter().map(|(_, columns)| columns.len()).sum();
        for (outcome, columns) in outcomes {
            let names: Vec<&str> =
                columns.iter().map(|column| tools[*column].tool.trim_start_matches("jira_")).collect();
            let names = if columns.len() == all { "all".to_owned() } else { names.join(", ") };
            writeln!(text, "    {outcome}: {names}").unwrap();
        }
    }
    text
}

fn sorted(columns: &[usize]) -> Vec<usize> {
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    columns
}
