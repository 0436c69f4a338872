//! Once and never twice: equal calls, equal ones in other words, and those that are made on purpose.

use super::*;

#[tokio::test]
async fn the_same_call_again_makes_nothing_unless_it_says_so() {
    for (setup, dialect) in both() {
        let house = setup.open().await;
        let arguments = with(task("Once"), "fields", json!(["Due date: 2026-07-01"]));
        let first = key_of(&house.call(TOOL, arguments.clone()).await);
        let second = shown(&house, &format!("again_unasked_{dialect}"), arguments.clone()).await;
        assert_eq!((key_of(&second), posts(&house)), (first.clone(), 1));
        // The note says how, and each such call makes one.
        let again = with(arguments, "fields", json!(["Due date: 2026-07-01", "again: true"]));
        let third = key_of(&house.call(TOOL, again.clone()).await);
        let fourth = key_of(&house.call(TOOL, again).await);
        assert!(first != third && third != fourth);
        assert_eq!(posts(&house), 3);
        for key in [first, third, fourth] {
            assert_eq!(house.handle().issue(&key).unwrap()["fields"]["summary"], "Once");
        }
    }
}

/// On purpose, each of them: the word for it is in the note of the first that is not made.
#[tokio::test]
async fn five_equal_sub_tasks_are_five() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let part = json!({"project": "SHOP", "type": "Sub-task", "summary": "A part", "parent": "SHOP-30"});
        let mut keys = vec![key_of(&house.call(TOOL, part.clone()).await)];
        let note = house.record(TOOL, part.clone()).await["note"].as_str().unwrap().to_owned();
        let word = note.split("fields `").nth(1).unwrap().split('`').next().unwrap().to_owned();
        for _ in 1..5 {
            keys.push(key_of(&house.call(TOOL, with(part.clone(), "fields", json!([word]))).await));
        }
        keys.sort();
        keys.dedup();
        assert_eq!((keys.len(), posts(&house)), (5, 5));
        // Without the word nothing more is made.
        house.record(TOOL, part).await;
        assert_eq!(posts(&house), 5);
    }
}

#[tokio::test]
async fn two_equal_calls_at_once_are_one() {
    for (setup, _) in both() {
        let house = setup.open().await;
        let slow = Fault::Delay(Duration::from_secs(5));
        house.handle().misbehave(Rule::on("/issue", slow).method("POST").times(1));
        let both = futures_util::join!(house.call(TOOL, task("Once")), house.call(TOOL, task("Once")));
        assert_eq!((key_of(&both.0), posts(&house)), (key_of(&both.1), 1));
    }
}

#[tokio::test]
async fn the_same_issue_in_other_words_is_not_made_again_and_another_one_is() {
    for setup in [cloud(), data_center()] {
        let house = setup.open().await;
        let arguments = json!({"project": "SHOP", "type": "Bug", "summary": "Pay", "labels": ["a", "b"],
            "fields": ["Story Points: 5"]});
        let first = key_of(&house.call(TOOL, arguments).await);
        for same in [
            json!({"project": "shop", "type": "bug", "summary": " Pay ", "labels": "b, a", "fields": ["story points:5"]}),
            json!({"project": "SHOP", "type": "Bug", "summary": "Pay", "labels": ["b", "a"], "assignee": "none",
                "fields": {"Story Points": "5", "Due date": "none", "again": false}}),
            json!({"project": "SHOP", "type": "Bug", "summary": "Pay", "labels": ["a", "b"], "again": "false",
                "fields": ["Story Points: 5", "again: none"]}),
        ] {
            let record = house.record(TOOL, same.clone()).await;
            assert_eq!((&record["key"], &record["created"]), (&json!(first), &json!(false)), "{same}");
        }
        let on_purpose = json!({"project": "SHOP", "type": "Bug", "summary": "Pay", "labels": ["a", "b"], "again": true,
            "fields": ["Story Points: 5"]});
        assert_eq!(house.record(TOOL, on_purpose).await["created"], true);
        // Words that fill a place elsewhere are what was asked for here.
        for summary in ["N/A", "0", "Null"] {
            let record = house.record(TOOL, json!({"project": "SHOP", "type": "Task", "summary": summary})).await;
            assert_eq!(record["created"], true, "{summary}");
        }
    }
}
