//! Arguments that only fill a place change nothing.

use super::{Case, calls, writes};
use crate::support::{House, Setup, cloud, data_center};
use serde_json::{Map, Value, json};

fn fillers() -> Vec<Value> {
    ["none", "null", "n/a", "", "None"]
        .map(Value::from)
        .into_iter()
        .chain([json!([]), json!({}), json!(0), Value::Null])
        .collect()
}

/// The optional arguments of a tool, those included that are there only with a switch.
fn optional(case: &Case) -> Vec<String> {
    let required = case.spec.schema["required"].as_array().unwrap();
    let names = case.spec.schema["properties"].as_object().unwrap().keys();
    names
        .filter(|name| !required.contains(&json!(name)) && case.arguments.get(name.as_str()).is_none())
        .cloned()
        .collect()
}

/// What Jira holds of an issue, without what changes with every write.
fn held(house: &House, key: &str) -> Map<String, Value> {
    let mut fields = house.handle().issue(key).unwrap()["fields"].as_object().unwrap().clone();
    for always in
        ["updated", "lastViewed", "created", "statuscategorychangedate", "resolutiondate", "customfield_10019"]
    {
        fields.remove(always);
    }
    fields
}

fn key_of(case: &Case, answer: &Map<String, Value>) -> String {
    case.key.map_or_else(|| answer["key"].as_str().unwrap().to_owned(), str::to_owned)
}

/// The same call with a filler in every place, each filler in each place once, leaves the same issue as without.
#[tokio::test]
async fn every_optional_argument_set_to_each_filler_changes_nothing() {
    let setups: [fn() -> Setup; 2] = [cloud, data_center];
    for setup in setups {
        for case in calls() {
            let plain = setup().open().await;
            let expected = plain.record(case.spec.name, case.arguments.clone()).await;
            let expected_held = held(&plain, &key_of(&case, &expected));
            let count = writes(&plain);
            let fillers = fillers();
            for shift in 0..fillers.len() {
                let mut arguments = case.arguments.clone();
                // Different ones beside each other: one that counts would not hide behind its like.
                for (name, filler) in optional(&case).into_iter().zip(fillers.iter().cycle().skip(shift)) {
                    arguments[name] = filler.clone();
                }
                let house = setup().open().await;
                let answer = house.record(case.spec.name, arguments.clone()).await;
                let answer_held = held(&house, &key_of(&case, &answer));
                let text = |map: &Map<String, Value>, house: &House| {
                    Value::Object(map.clone()).to_string().replace(house.site(), "")
                };
                assert_eq!(text(&answer_held, &house), text(&expected_held, &plain), "{} {arguments}", case.spec.name);
                assert_eq!(writes(&house), count, "{} {arguments}", case.spec.name);
            }
        }
    }
}

/// An update that was asked for nothing says how a field is cleared, and sends nothing.
#[tokio::test]
async fn an_update_of_nothing_but_fillers_is_refused_with_the_clearing_form() {
    let house = cloud().open().await;
    let before = held(&house, "SHOP-30");
    for filler in fillers() {
        let mut arguments = json!({"key": "SHOP-30"});
        for name in ["summary", "description", "assignee", "priority", "labels", "parent", "fields"] {
            arguments[name] = filler.clone();
        }
        let error = house.error("jira_update_issue", arguments).await;
        assert_eq!(error["code"], "invalid_argument");
        assert!(error.to_string().contains("(clear)"), "{error}");
    }
    assert_eq!((writes(&house), held(&house, "SHOP-30")), (0, before));
}
