//! Fields of a kind that issues seldom hold: the team, the security level, the estimates.

use super::{TOOL, both, fields};
use serde_json::{Value, json};

const CREATES: &str = "jira_create_issue";

#[tokio::test]
async fn a_team_is_written_by_its_id_and_named_by_people() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let record = house.record(TOOL, json!({"key": "SHOP-1", "fields": ["Agile team: nordic team"]})).await;
        assert_eq!(record["changed"]["Agile team"], json!({"after": "Nordic team", "before": ""}), "{dialect}");
        assert_eq!(fields(&house, "SHOP-1")["customfield_10001"]["name"], "Nordic team");
        let again = house.record(TOOL, json!({"key": "SHOP-1", "fields": ["Agile team: Nordic team"]})).await;
        assert_eq!(again["unchanged"], json!(["Agile team"]));
        // A team that no issue holds is known by its id alone.
        let id = "7d1f0a52-9c3e-4b7e-8a61-2f4d9b6c0e15";
        let arguments =
            json!({"project": "SHOP", "type": "Story", "summary": "Crew", "fields": [format!("Agile team: {id}")]});
        assert_eq!(house.record(CREATES, arguments).await["set"]["Agile team"], "Payments crew");
        let error = house.error(TOOL, json!({"key": "SHOP-1", "fields": ["Agile team: Nordc team"]})).await;
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("value_not_allowed"), &json!("none")), "{error}");
        assert_eq!(error["fields"]["Agile team"]["send"], json!(["Agile team: Nordic team"]), "{error}");
        let cleared = house.record(TOOL, json!({"key": "SHOP-1", "fields": ["Agile team: (clear)"]})).await;
        assert_eq!(cleared["changed"]["Agile team"], json!({"before": "Nordic team", "after": ""}));
    }
}

#[tokio::test]
async fn a_security_level_is_one_of_those_of_the_screen() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let arguments =
            json!({"project": "SHOP", "type": "Bug", "summary": "Leak", "fields": ["Security Level: management"]});
        let record = house.record(CREATES, arguments).await;
        assert_eq!(record["set"]["Security Level"], "Management");
        let key = record["key"].as_str().unwrap();
        assert_eq!(fields(&house, key)["security"]["id"], "10601");
        let error = house.error(TOOL, json!({"key": key, "fields": ["Security Level: Everybody"]})).await;
        assert_eq!(error["fields"]["Security Level"]["allowed"], json!(["Reporters", "Management"]), "{error}");
        let record = house.record(TOOL, json!({"key": key, "fields": ["Security Level: Reporters"]})).await;
        assert_eq!(record["changed"]["Security Level"], json!({"before": "Management", "after": "Reporters"}));
        house.record(TOOL, json!({"key": key, "fields": ["Security Level: (clear)"]})).await;
        assert_eq!(fields(&house, key)["security"], Value::Null);
    }
}

/// Jira writes `10h` down as `1d 2h`: that is what was asked for.
#[tokio::test]
async fn estimates_are_kept_however_jira_writes_them_down() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let arguments = json!({"project": "SHOP", "type": "Bug", "summary": "Slow", "fields": ["Time tracking: 10h"]});
        let record = house.record(CREATES, arguments).await;
        let key = record["key"].as_str().unwrap();
        let held = || fields(&house, key)["timetracking"].clone();
        assert_eq!((&held()["originalEstimate"], &held()["remainingEstimate"]), (&json!("1d 2h"), &json!("1d 2h")));
        let unchanged = house.record(TOOL, json!({"key": key, "fields": ["Time tracking: 600m"]})).await;
        assert_eq!(unchanged["unchanged"], json!(["Time tracking"]));
        let both = json!({"key": key, "fields": ["Time tracking: 2 days original, 90m remaining"]});
        house.record(TOOL, both).await;
        assert_eq!((&held()["originalEstimate"], &held()["remainingEstimate"]), (&json!("2d"), &json!("1h 30m")));
        // By the names of what Jira shows of it.
        house.record(TOOL, json!({"key": key, "fields": ["Remaining Estimate: 1h"]})).await;
        assert_eq!((&held()["originalEstimate"], &held()["remainingEstimate"]), (&json!("2d"), &json!("1h")));
        let error = house.error(TOOL, json!({"key": key, "fields": ["Time tracking: a while"]})).await;
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("invalid_argument"), &json!("none")));
    }
}
