//! JQL as models write it, over the real server and both dialects: the table of broken queries with what must come out of
//! each, the table of valid ones that must pass unchanged, and random queries that must stay inside the allowed projects.

mod broken;
mod grammar;
mod guard;
mod spent;
mod valid;

use crate::support::{House, Setup, cloud, data_center};
use mcp_server_jira::demo::Dialect;
use serde_json::Value;

const TOOL: &str = "jira_search";

/// Both products, with the name of each for messages.
fn both() -> [(Setup, &'static str); 2] {
    [(cloud(), "cloud"), (data_center(), "data_center")]
}

/// A table under `tests/data/jql`.
fn table(name: &str) -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/jql").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The query with the people of the company in it, as this product calls them: `{robin}` is Robin Vale, `{epic}` the field of an issue's epic.
fn peopled(query: &str, dialect: Dialect) -> String {
    let people = [
        ("robin", 0_u64, "rvale"),
        ("ana", 1, "asilva"),
        ("ana2", 2, "asilva2"),
        ("jon", 3, "jberg"),
        ("john", 4, "johnberg"),
        ("priya", 5, "pshah"),
    ];
    let epic = if dialect == Dialect::Cloud { "parent" } else { "\"Epic Link\"" };
    people.iter().fold(query.replace("{epic}", epic), |query, (name, row, user)| {
        let account = format!(
            "712020:{:08x}-7c1d-4e2a-9b3f-{:012x}",
            0x3fa8_5f64_u64 + row * 0x11_d3f7,
            0x2c96_3f66_u64 * (row + 3)
        );
        query.replace(
            &format!("{{{name}}}"),
            &format!("\"{}\"", if dialect == Dialect::Cloud { account.as_str() } else { user }),
        )
    })
}

/// The rows of a search, by key.
fn keys(record: &serde_json::Map<String, Value>) -> Vec<String> {
    record["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()
}

/// The queries that reached Jira's search since the log was emptied.
fn sent(house: &House) -> Vec<String> {
    let searches = house.handle().requests().into_iter().filter(|seen| seen.method == "POST");
    let bodies = searches.filter_map(|seen| serde_json::from_slice::<Value>(&seen.body).ok());
    bodies.filter_map(|body| body["jql"].as_str().map(str::to_owned)).collect()
}
