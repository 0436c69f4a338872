//! What may stand above an issue, and what may not: refused before anything is sent, with some that may.

use super::{TOOL, both, writes};
use crate::support::House;
use serde_json::{Value, json};

fn above(house: &House, key: &str) -> Value {
    let fields = &house.handle().issue(key).unwrap()["fields"];
    // One of them, whatever the dialect.
    let link = &fields["customfield_10014"];
    if link.is_string() { link.clone() } else { fields["parent"]["key"].clone() }
}

#[tokio::test]
async fn neither_itself_nor_what_is_no_epic_stands_above_an_issue() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        for (arguments, words) in [
            (json!({"key": "SHOP-30", "parent": "SHOP-30"}), "its own"),
            (json!({"key": "SHOP-30", "parent": "SHOP-7"}), "SHOP-7"),
        ] {
            house.handle().clear_requests();
            let answer = super::shown(&house, &format!("above_{}_{dialect}", words.replace(' ', "_")), arguments).await;
            let error = answer.structured.as_ref().unwrap()["error"].clone();
            assert_eq!(error["code"], "value_not_allowed", "{error}");
            assert!(error["message"].as_str().unwrap().contains(words), "{error}");
            let sent = house.handle().requests();
            assert!(sent.iter().all(|seen| seen.method != "PUT"), "{dialect}: nothing is written");
            // Every one that is offered can stand there.
            let offered = error["fields"]["parent"]["candidates"].as_array().unwrap().clone();
            assert!(!offered.is_empty());
            for one in offered {
                assert_ne!(one["send"], "SHOP-30");
                let record = house.record(TOOL, json!({"key": "SHOP-30", "parent": one["send"]})).await;
                assert!(record.contains_key("changed"), "{record:?}");
                assert_eq!(above(&house, "SHOP-30"), one["send"]);
            }
        }
    }
}

#[tokio::test]
async fn an_epic_without_a_name_as_one_is_still_an_epic() {
    let house = crate::support::data_center().open().await;
    house.handle().set_field("SHOP-2", "customfield_10011", &Value::Null).unwrap();
    house.record(TOOL, json!({"key": "SHOP-30", "parent": "SHOP-2"})).await;
    assert_eq!(above(&house, "SHOP-30"), "SHOP-2");
    assert_eq!(writes(&house), 1);
}
