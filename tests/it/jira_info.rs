//! `jira_info` on both dialects.

use crate::support::{cloud, data_center, snapshot};
use serde_json::json;

#[tokio::test]
async fn who_one_is_and_what_may_be_done() {
    for (setup, dialect) in [(cloud(), "cloud"), (data_center(), "data_center")] {
        let house = setup.open().await;
        let answer = house.call("jira_info", json!({})).await;
        // The port is the only thing that differs from run to run.
        let shown = answer.shown().replace(house.site(), "http://127.0.0.1:PORT");
        snapshot("jira_info", dialect, &shown);
    }
}

#[tokio::test]
async fn restrictions_are_told() {
    let mut setup = cloud().projects(&["SHOP"]);
    setup.read_only = true;
    let house = setup.open().await;
    let record = house.record("jira_info", json!({"unused": "none"})).await;
    assert_eq!(record["projects"], json!(["SHOP"]));
    assert_eq!(record["default_project"], "SHOP");
    assert_eq!(record["read_only"], true);
}
