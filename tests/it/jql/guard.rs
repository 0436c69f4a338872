//! Whatever is asked, nothing of another project is shown; and whatever is written, the answer is a result or an error that
//! says how to go on.

use super::{TOOL, both, grammar, keys};
use crate::support::{House, cloud};
use mcp_server_jira::demo::Handle;
use mcp_server_jira::jql;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

/// Random values, 25 for each setup unless `PROPTEST_CASES` says more. What fails is printed by the check that fails.
fn random<S: Strategy>(strategy: &S) -> Vec<S::Value> {
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { 25 };
    let mut runner = TestRunner::new(config);
    (0..cases).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// The project that an issue is in, by the embedded Jira's own word.
fn project_of(jira: &Handle, key: &str) -> String {
    let issue = jira.issue(key).unwrap_or_else(|| panic!("{key} can't be seen"));
    issue["fields"]["project"]["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_row_of_another_project_is_shown() {
    for (setup, dialect) in both() {
        let house = setup.projects(&["SHOP"]).open().await;
        let moved = house.handle().move_issue("SHOP-30", "OPS").unwrap();
        assert_eq!(project_of(&house.handle(), &moved), "OPS");
        let (mut rows, mut errors) = (0, 0);
        let queries = random(&grammar::hostile());
        let cases = queries.len();
        for query in queries {
            let answer = house.call(TOOL, json!({"jql": query, "limit": 20})).await;
            let record = answer.structured.as_ref().unwrap();
            if answer.is_error {
                assert_ne!(record["error"]["code"], "internal", "{query}\n{}", answer.text);
                errors += 1;
                continue;
            }
            // What is left out of an answer was found: the query itself must not lead out.
            assert!(!answer.text.contains("left out: not in a project"), "{dialect}: {query}: {}", answer.text);
            for key in keys(record.as_object().unwrap()) {
                assert_eq!(project_of(&house.handle(), &key), "SHOP", "{dialect}: {query}");
                rows += 1;
            }
            let counted = house.call(TOOL, json!({"jql": query, "count_by": "project"})).await;
            let counted = counted.structured.unwrap();
            let projects: Vec<&str> =
                counted["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
            assert!(projects.iter().all(|key| *key == "SHOP"), "{dialect}: {query}: {projects:?}");
        }
        assert!(rows > cases, "{dialect}: the queries find too little to prove anything: {rows} rows");
        assert!(errors < cases, "{dialect}: every query was refused");
    }
}

/// `--projects` is more than its query: a saved filter and a moved key can't lead out of it either.
#[tokio::test]
async fn filters_and_moved_keys_lead_nowhere() {
    for (setup, _) in both() {
        let house = setup.projects(&["SHOP"]).open().await;
        house.handle().move_issue("SHOP-30", "OPS").unwrap();
        for query in ["filter = \"Night shift\"", "key = SHOP-30", "filter = 10401 OR key = SHOP-30"] {
            let answer = house.call(TOOL, json!({"jql": query, "limit": 100})).await;
            let found = answer.structured.unwrap();
            for key in found.get("rows").map(|_| keys(found.as_object().unwrap())).unwrap_or_default() {
                assert_eq!(project_of(&house.handle(), &key), "SHOP", "{query}");
            }
        }
    }
}

#[tokio::test]
async fn a_printed_query_means_the_same() {
    let house = cloud().exact_jql().open().await;
    let mut found = 0;
    let queries = random(&grammar::valid());
    let cases = queries.len();
    for query in queries {
        let printed = jql::print(&jql::parse(&query).unwrap_or_else(|error| panic!("{query}: {error}")));
        let (asked, again) = (found_by(&house, &query).await, found_by(&house, &printed).await);
        assert_eq!(asked, again, "{query}\n{printed}");
        found += asked.0.len();
    }
    assert!(found > cases, "the queries find too little to prove anything");
}

/// The first rows of a query by key, and how many there are.
async fn found_by(house: &House, query: &str) -> (Vec<String>, serde_json::Value) {
    let record = house.record(TOOL, json!({"jql": query, "limit": 20})).await;
    (keys(&record), record["total"].clone())
}

/// A query that is accepted goes to Jira as it was written, at once, whatever its form.
#[tokio::test]
async fn a_valid_query_is_never_changed() {
    let house = cloud().open().await;
    for query in random(&grammar::valid()) {
        let record = house.record(TOOL, json!({"jql": query, "limit": 1})).await;
        assert_eq!(record["jql"], query);
        assert!(record.get("warnings").is_none(), "{query}: {record:?}");
    }
}

#[tokio::test]
async fn any_text_is_a_query_or_a_clean_error() {
    for house in [cloud().open().await, cloud().projects(&["SHOP"]).open().await] {
        let words = proptest::sample::select(vec![
            "(",
            ")",
            "\"",
            "'",
            "\\",
            "“",
            "”",
            " OR ",
            "AND",
            "NOT ",
            "project",
            "=",
            "!=",
            " in ",
            ",",
            "ORDER BY",
            "me",
            "status",
            "open",
            "\u{0}",
            "\u{202e}",
            "~",
            "ä",
            "😀",
            "\n",
            "-7d",
            "[",
            "]",
            "cf[1]",
            "#",
            "was",
            "is",
            "empty",
            "7 days ago",
            "()",
            "null",
            "5",
            "@",
        ]);
        let text = prop_oneof![
            "(?s).{1,60}",
            proptest::collection::vec(words, 1..14).prop_map(|words| words.join(" ")),
            "[\u{0}-\u{ff}]{1,40}",
        ];
        for query in random(&text) {
            let answer = house.call(TOOL, json!({"jql": query, "limit": 1})).await;
            let record = answer.structured.unwrap();
            assert_ne!(record["error"]["code"], "internal", "{query:?}\n{}", answer.text);
        }
    }
}
