//! What a query costs: nothing more when it is fine, at most three questions when it is not, and one when nothing was found.

use super::{TOOL, both, sent};
use crate::support::{House, cloud, data_center};
use serde_json::{Value, json};

fn routes(house: &House) -> Vec<String> {
    let last = |path: &str| path.split("/rest/").nth(1).unwrap_or(path).to_owned();
    house.handle().requests().iter().map(|seen| last(seen.route())).collect()
}

#[tokio::test]
async fn a_fine_query_costs_nothing_more() {
    let house = data_center().open().await;
    for query in ["status = Done", "assignee = \"Robin Vale\" AND project = SHOP", "assignee = currentUser()"] {
        house.record(TOOL, json!({"jql": query, "limit": 5})).await;
        house.handle().clear_requests();
        house.record(TOOL, json!({"jql": query, "limit": 5})).await;
        assert_eq!(routes(&house), ["api/2/search"], "{query}");
    }
}

#[tokio::test]
async fn a_repair_asks_at_most_three_questions() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        house.record(TOOL, json!({"jql": "project = SHOP", "limit": 1})).await;
        house.handle().clear_requests();
        let broken = "prioirty = Hihg AND status = open AND type = Bgu AND project = Web Shop AND resolution = Don";
        let answer = house.call(TOOL, json!({"jql": broken, "limit": 1})).await;
        let questions: Vec<String> =
            routes(&house).into_iter().filter(|route| !route.contains("search") && !route.contains("count")).collect();
        assert!(questions.len() <= 6, "{dialect}: {questions:?} {}", answer.text);
        let record = answer.structured.unwrap();
        let ran = "priority = High AND statusCategory != Done AND type = Bug AND project = \"Web Shop\" AND resolution = Done";
        assert_eq!(record["jql"], ran, "{dialect}");
        // The field's name was repaired before its value could be asked about.
        let mut tried = sent(&house);
        tried.dedup();
        assert_eq!(tried.len(), 3, "{dialect}: {tried:?}");
    }
}

#[tokio::test]
async fn people_are_looked_for_once() {
    let house = cloud().open().await;
    house.record(TOOL, json!({"jql": "assignee = Robin", "limit": 1})).await;
    house.handle().clear_requests();
    house.record(TOOL, json!({"jql": "reporter = Robin", "limit": 1})).await;
    assert!(routes(&house).iter().all(|route| !route.contains("user")), "{:?}", routes(&house));
}

#[tokio::test]
async fn an_empty_result_says_which_name_does_not_exist() {
    for (setup, dialect) in both() {
        let house = setup.exact_jql().open().await;
        let empty = |query: &str| json!({"jql": query});
        house.record(TOOL, empty("project = SHOP AND labels = regression AND key = SHOP-2")).await;
        house.handle().clear_requests();
        let record = house.record(TOOL, empty("project = SHOP AND assignee = nobody")).await;
        let warning = record["warnings"][0].as_str().unwrap();
        assert!(warning.starts_with("`assignee = nobody` finds nothing: "), "{dialect}: {warning}");
        let record = house.record(TOOL, empty("project = SHOP AND labels = no-such-label")).await;
        let warning = record["warnings"][0].as_str().unwrap();
        assert_eq!(warning, "`labels = no-such-label` finds nothing: no issue has the label 'no-such-label'");
        assert!(routes(&house).len() <= 6, "{dialect}: {:?}", routes(&house));
        // Nothing matches, and nothing is wrong.
        let record = house.record(TOOL, empty("key = SHOP-1 AND key = SHOP-2")).await;
        assert_eq!(record.get("warnings"), None::<&Value>, "{dialect}");
    }
}

/// With repair switched off a query reaches Jira as it was written, and Jira's words come back.
#[tokio::test]
async fn exact_queries_are_not_repaired() {
    let house = cloud().exact_jql().open().await;
    let error = house.error(TOOL, json!({"jql": "status = open"})).await;
    assert_eq!(error["code"], "jql_invalid");
    assert_eq!(sent(&house), ["status = open"; 2]);
    house.handle().clear_requests();
    house.error(TOOL, json!({"jql": "ORDER BY key"})).await;
    assert!(sent(&house).iter().all(|query| query == "ORDER BY key"));
}

#[tokio::test]
async fn an_unrestricted_query_is_restricted_without_a_change() {
    let house = cloud().open().await;
    let all = house.record(TOOL, json!({"jql": "created >= -36500d ORDER BY key", "limit": 100})).await;
    let bounded = house.record(TOOL, json!({"jql": "ORDER BY key", "limit": 100})).await;
    assert_eq!(bounded["jql"], "created >= \"1970-01-01\" ORDER BY key");
    assert_eq!((&bounded["rows"], &bounded["total"]), (&all["rows"], &all["total"]));
    assert_eq!(bounded["warnings"].as_array().unwrap().len(), 1);
    // Data Center takes it as it is.
    let house = data_center().open().await;
    let record = house.record(TOOL, json!({"jql": "ORDER BY key", "limit": 1})).await;
    assert_eq!((&record["jql"], record.get("warnings")), (&json!("ORDER BY key"), None));
}

/// In German the names of the system are others; both the old and the new ones are understood.
#[tokio::test]
async fn a_jira_in_another_language_is_understood() {
    let house = cloud().open().await;
    house.handle().speak_german();
    for (query, ran) in [
        ("Vorgangstyp = Bug AND project = SHOP", "issuetype = Bug AND project = SHOP"),
        ("project = SHOP AND Priorit\u{e4}t = hcoh", "project = SHOP AND priority = Hoch"),
        ("project = SHOP AND status = open", "project = SHOP AND statusCategory != Done"),
        ("project = SHOP AND \"Zugewiesene Person\" = me", "project = SHOP AND assignee = currentUser()"),
        ("project = SHOP AND Stichw\u{f6}rter = regression", "project = SHOP AND labels = regression"),
    ] {
        let record = house.record(TOOL, json!({"jql": query, "limit": 1})).await;
        assert_eq!(record["jql"], ran);
        assert!(record["warnings"].as_array().is_some_and(|warnings| warnings.len() <= 2), "{record:?}");
    }
    for query in
        ["project = SHOP AND priority = Hoch", "project = SHOP AND priority = High", "status = \"Zu erledigen\""]
    {
        assert_eq!(house.record(TOOL, json!({"jql": query, "limit": 1})).await["jql"], query);
    }
}
