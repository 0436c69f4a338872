//! Queries that Jira accepts and whose names exist.

use super::{TOOL, both, sent, table};
use serde_json::json;

#[tokio::test]
async fn valid_queries_pass_byte_for_byte() {
    let queries = table("valid.json");
    assert_eq!(queries.len(), 87);
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let mut wrong = Vec::new();
        for query in &queries {
            house.handle().clear_requests();
            let answer = house.call(TOOL, json!({"jql": query, "limit": 1})).await;
            let record = answer.structured.clone().unwrap_or_default();
            let unchanged = sent(&house).iter().all(|sent| sent == query.as_str().unwrap());
            if answer.is_error || !unchanged || record["jql"] != *query || record.get("warnings").is_some() {
                wrong.push(format!("{query}\n    {:?}\n    {}", sent(&house), answer.text));
            }
        }
        assert!(wrong.is_empty(), "{dialect}: {} of {}\n{}", wrong.len(), queries.len(), wrong.join("\n"));
    }
}
