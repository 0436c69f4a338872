//! Whatever is asked, nothing of another project is shown; and whatever is written, the answer is a result or an error that
//! says how to go on.

use super::{TOOL, all_keys, both, grammar, keys};
use crate::support::{House, cloud};
use mcp_server_jira::demo::Handle;
use mcp_server_jira::jql;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

/// Random queries, 50 of them unless `PROPTEST_CASES` says more. A failure prints the smallest.
fn random<S: Strategy>(strategy: &S, mut test: impl FnMut(S::Value)) -> u32 {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(50);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let test = std::cell::RefCell::new(&mut test);
    let run = TestRunner::new(config).run(strategy, |value| {
        (test.borrow_mut())(value);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    cases
}

/// The project that an issue is in, by the embedded Jira's own word.
fn project_of(jira: &Handle, key: &str) -> String {
    let issue = jira.issue(key).unwrap_or_else(|| panic!("{key} can't be seen"));
    issue["fields"]["project"]["key"].as_str().unwrap().to_owned()
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(future))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_of_another_project_is_shown() {
    for (setup, dialect) in both() {
        let house = setup.projects(&["SHOP"]).open().await;
        let moved = house.handle().move_issue("SHOP-30", "OPS").unwrap();
        assert_eq!(project_of(&house.handle(), &moved), "OPS");
        let (mut rows, mut errors) = (0, 0);
        let cases = random(&grammar::hostile(), |query| {
            let answer = block_on(house.call(TOOL, json!({"jql": query, "limit": 100})));
            let record = answer.structured.as_ref().unwrap();
            if answer.is_error {
                assert_ne!(record["error"]["code"], "internal", "{query}\n{}", answer.text);
                errors += 1;
                return;
            }
            for key in keys(record.as_object().unwrap()) {
                assert_eq!(project_of(&house.handle(), &key), "SHOP", "{dialect}: {query}");
                rows += 1;
            }
            let counted = block_on(house.call(TOOL, json!({"jql": query, "count_by": "project"})));
            let counted = counted.structured.unwrap();
            let projects: Vec<&str> =
                counted["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
            assert!(projects.iter().all(|name| *name == "Web Shop"), "{dialect}: {query}: {projects:?}");
        });
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printed_query_means_the_same() {
    let house = cloud().exact_jql().open().await;
    let mut found = 0;
    let cases = random(&grammar::valid(), |query| {
        let printed = jql::print(&jql::parse(&query).unwrap_or_else(|error| panic!("{query}: {error}")));
        let (asked, again) = (block_on(rows(&house, &query)), block_on(rows(&house, &printed)));
        assert_eq!(asked, again, "{query}\n{printed}");
        found += asked.len();
    });
    assert!(found > cases as usize, "the queries find too little to prove anything");
}

async fn rows(house: &House, query: &str) -> Vec<String> {
    all_keys(house, query).await
}

/// A query that is accepted goes to Jira as it was written, at once, whatever its form.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_valid_query_is_never_changed() {
    let house = cloud().open().await;
    random(&grammar::valid(), |query| {
        let record = block_on(house.record(TOOL, json!({"jql": query, "limit": 1})));
        assert_eq!(record["jql"], query);
        assert!(record.get("warnings").is_none(), "{query}: {record:?}");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_text_is_a_query_or_a_clean_error() {
    for house in [cloud().open().await, cloud().projects(&["SHOP"]).open().await] {
        let words = proptest::sample::select(vec![
            "(", ")", "\"", "'", "\\", "“", "”", " OR ", "AND", "NOT ", "project", "=", "!=", " in ", ",", "ORDER BY",
            "me", "status", "open", "\u{0}", "\u{202e}", "~", "ä", "😀", "\n", "-7d", "[", "]", "cf[1]", "#", "was", "is",
            "empty", "7 days ago", "()", "null", "5", "@",
        ]);
        let text = prop_oneof![
            "(?s).{1,60}",
            proptest::collection::vec(words, 1..14).prop_map(|words| words.join(" ")),
            "[\u{0}-\u{ff}]{1,40}",
        ];
        random(&text, |query| {
            let answer = block_on(house.call(TOOL, json!({"jql": query, "limit": 1})));
            let record = answer.structured.unwrap();
            assert_ne!(record["error"]["code"], "internal", "{query:?}\n{}", answer.text);
        });
    }
}
