//! Calls as no client should make them: made of the schemas and of typical calls, then broken.
//!
//! `JIRA_MCP_CALLS` is how many of each tool in each dialect; `scripts/randomised.sh` makes many. The seed of a call that fails is
//! in its message.

use crate::faults::calls::typical;
use crate::support::Setup;
use mcp_server_jira::demo::Dialect;
use mcp_server_jira::tools;
use serde_json::{Map, Value, json};

/// How many calls of each tool are made in each dialect where nobody asks for more.
const CALLS: u64 = 250;

/// Numbers that are the same for the same seed (a linear congruential generator with Knuth's constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// Any value: of every type, absurd in size, and texts that somebody may take for something else.
fn any(chance: &mut Chance, depth: usize) -> Value {
    let texts = [
        "",
        " ",
        "none",
        "null",
        "0",
        "-1",
        "SHOP-1",
        "shop-1 ",
        "SHOP-99999999999999999999",
        "OPS",
        "me",
        "@Ana",
        "last",
        "#1",
        "../../user",
        "SHOP-1/../../user",
        "%2e%2e%2f",
        "?expand=x",
        "a\u{0}b",
        "\u{202e}txt",
        "\u{feff}",
        "\r\n\r\n",
        "{}",
        "[\"a\"]",
        "{\"append\": 5}",
        "{\"replace\": \"x\"}",
        "project = SHOP AND (",
        "\"",
        "\\",
        "=",
        "~~~~",
        "```",
        "| a |",
        "<script>",
        "(clear)",
        "Summary: x",
        "Story Points: 1e400",
        ": x",
        "x:",
        "k3f9a2",
        "true",
        "1.5",
        "2026-13-45",
    ];
    let long = ["x".repeat(20_000), "é".repeat(3_000), "[".repeat(3_000), "a: b, ".repeat(500)];
    match chance.below(if depth > 2 { 7 } else { 10 }) {
        0 => Value::Null,
        1 => json!(chance.below(2) == 0),
        2 => chance.one_of(&[json!(0), json!(-1), json!(1.5), json!(1e300), json!(u64::MAX), json!(i64::MIN)]),
        3 => json!(chance.one_of(&long)),
        4..=6 => json!(chance.one_of(&texts)),
        7 | 8 => (0..chance.below(4)).map(|_| any(chance, depth + 1)).collect(),
        _ => {
            let members = (0..chance.below(4)).map(|_| (chance.one_of(&texts).to_owned(), any(chance, depth + 1)));
            Value::Object(members.collect::<Vec<_>>().into_iter().collect())
        }
    }
}

/// A typical call with up to three things wrong with it.
fn broken(chance: &mut Chance, typical: &Value, properties: &[String]) -> Map<String, Value> {
    let mut arguments = typical.as_object().cloned().unwrap_or_default();
    for _ in 0..=chance.below(3) {
        let name = match chance.below(6) {
            0 => chance.one_of(&["issueKey", "Key", "", "__proto__", "confirm", "again", "k\u{0}"]).to_owned(),
            _ if properties.is_empty() => "query".to_owned(),
            _ => chance.one_of(properties),
        };
        match chance.below(5) {
            0 => drop(arguments.shift_remove(&name)),
            _ => drop(arguments.insert(name, any(chance, 0))),
        }
    }
    arguments
}

async fn calls_that_no_schema_allows(dialect: Dialect) {
    let count = std::env::var("JIRA_MCP_CALLS").ok().and_then(|count| count.parse().ok()).unwrap_or(CALLS);
    let house = Setup { dialect, ..Setup::default() }.open().await;
    for call in typical(0, dialect) {
        let spec = tools::ALL.iter().map(|tool| tool.spec()).find(|spec| spec.name == call.tool).unwrap();
        let properties: Vec<String> =
            spec.schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        for seed in 0..count {
            let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ call.tool.len() as u64);
            let arguments = Value::Object(broken(&mut chance, &call.arguments, &properties));
            println!("{} {seed} {}", call.tool, arguments.to_string().chars().take(300).collect::<String>());
            // The contract of every answer is held to in there.
            let answer = house.call(call.tool, arguments).await;
            assert!(!answer.text.contains("\"internal\""), "{} {seed}: {}", call.tool, answer.text);
        }
        for seen in house.handle().requests() {
            let is_api = ["/rest/api/", "/rest/agile/", "/rest/servicedeskapi/", "/rest/pat/", "/secure/attachment/"];
            assert!(is_api.iter().any(|start| seen.path.starts_with(start)), "{}: {}", call.tool, seen.path);
            assert!(!seen.route().contains(".."), "{}: {}", call.tool, seen.path);
        }
        house.handle().clear_requests();
    }
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
}

#[tokio::test]
async fn calls_that_no_schema_allows_on_cloud() {
    calls_that_no_schema_allows(Dialect::Cloud).await;
}

#[tokio::test]
async fn calls_that_no_schema_allows_on_data_center() {
    calls_that_no_schema_allows(Dialect::DataCenter).await;
}
