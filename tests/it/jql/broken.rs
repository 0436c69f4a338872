//! Queries as models write them from memory: what runs for each, or the error whose corrected query runs.

use super::{TOOL, both, peopled, table};
use crate::support::House;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What came of a row of the table.
#[derive(PartialEq)]
enum Came {
    Ran,
    RanAfterOneMoreCall,
}

#[tokio::test]
async fn broken_queries_run_at_once_or_after_one_more_call() {
    let cases = table("broken.json");
    for (setup, dialect) in both() {
        let kind = setup.dialect;
        let house = setup.open().await;
        let (mut at_once, mut one_more, mut wrong) = (0, 0, Vec::new());
        for case in &cases {
            match outcome(&house, case, |query| peopled(query, kind)).await {
                Ok(Came::Ran) => at_once += 1,
                Ok(Came::RanAfterOneMoreCall) => one_more += 1,
                Err(problem) => wrong.push(format!("{}\n    {problem}", case["jql"])),
            }
        }
        println!("{dialect}: {at_once} of {} run at once, {one_more} after one more call", cases.len());
        assert!(wrong.is_empty(), "{dialect}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
        assert_eq!((at_once, one_more), (184, 30), "{dialect}");
    }
}

/// Runs a row of the table, and the one more call that its error asks for.
async fn outcome(house: &House, case: &Value, peopled: impl Fn(&str) -> String) -> Result<Came, String> {
    let query = peopled(case["jql"].as_str().unwrap());
    let answer = house.call(TOOL, json!({"jql": query, "limit": 3})).await;
    let record = answer.structured.clone().unwrap();
    if let Some(ran) = case.get("ran").and_then(Value::as_str) {
        if answer.is_error {
            return Err(format!("an error: {}", answer.text));
        }
        let warnings = record["warnings"].as_array().map_or(0, Vec::len);
        let said = (1..=5).contains(&warnings);
        return match record["jql"] == peopled(ran) && said {
            true => Ok(Came::Ran),
            false => Err(format!("ran {} with {:?}", record["jql"], record.get("warnings"))),
        };
    }
    let error = &record["error"];
    if !answer.is_error || error["code"] != case["code"] {
        return Err(format!("no {}: {}", case["code"], answer.text));
    }
    let field = &error["fields"]["jql"];
    if field["position"].is_null() {
        return Err(format!("no position: {}", answer.text));
    }
    let mended = House::mended(&answer);
    let as_expected = match case["offers"].as_array() {
        // Nothing is surely meant: what there is is offered, each as a whole query.
        Some(offers) => {
            let offered = field["candidates"].as_array().into_iter().flatten();
            let offered: BTreeSet<&str> = offered.filter_map(|candidate| candidate["send"].as_str()).collect();
            field.get("send").is_none() && offered == offers.iter().filter_map(Value::as_str).collect()
        }
        None => mended["jql"] == peopled(case["send"].as_str().unwrap()),
    };
    if !as_expected {
        return Err(format!("asks for {}: {}", mended["jql"], answer.text));
    }
    let again = house.call(TOOL, mended).await;
    match again.is_error {
        false => Ok(Came::RanAfterOneMoreCall),
        true => Err(format!("needs two: {}", again.text)),
    }
}
