//! One lost answer after the other.

use super::*;

fn lost() -> Box<Fault> {
    Box::new(Fault::DropBeforeAnswer)
}

fn status(status: u16) -> Fault {
    Fault::Status { status, headers: Vec::new(), content_type: "text/html".into(), body: "<html>".into() }
}

/// Every point at which an exchange can be cut where Jira did what it was sent: it is found, in the same call.
#[tokio::test]
async fn what_was_done_is_found_in_spite_of_the_index() {
    let faults = [
        Fault::Handled(lost()),
        Fault::DropMidBody,
        Fault::TruncatedJson,
        Fault::Handled(Box::new(status(500))),
        Fault::Handled(Box::new(status(502))),
        Fault::Handled(Box::new(status(503))),
        Fault::Handled(Box::new(status(504))),
        Fault::Later(Duration::from_secs(3), lost()),
    ];
    for dialect in BOTH {
        let house = House::open(dialect).await;
        house.handle().set_index_lag(Duration::from_secs(600));
        for (number, fault) in faults.iter().enumerate() {
            let summary = format!("Pay {number}");
            house.handle().misbehave(Rule::on("/api", fault.clone()).method("POST").times(1));
            let made = key(house.create(&patient(), &summary, false).await);
            assert_eq!(house.issues(&summary), [made], "{dialect:?} {number}");
            house.handle().misbehave(Rule::on("/comment", fault.clone()).method("POST").times(1));
            let comment = super::made(house.comment(&patient(), &summary, false).await);
            assert_eq!(house.comments(&summary).await, [comment.id], "{dialect:?} {number}");
        }
    }
}

#[tokio::test]
async fn what_surely_was_not_done_is_told_as_that_and_made_the_next_time() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let refusal = json!({"errorMessages": [], "errors": {"summary": "no"}});
        house.handle().misbehave(Rule::on("/issue", Fault::json(400, &refusal)).method("POST").times(1));
        let error = house.create(&patient(), "Pay", false).await.unwrap_err();
        assert_eq!((error.kind.clone(), error.fate()), (Kind::Invalid, Fate::NotDone));
        assert!(house.issues("Pay").is_empty());
        let made = key(house.create(&patient(), "Pay", false).await);
        assert_eq!(house.issues("Pay"), [made]);
    }
}

/// Nothing arrived: that can't be known until it has settled, and then it is sent again.
#[tokio::test]
async fn what_never_arrived_is_unknown_until_it_has_settled() {
    for fault in [Fault::DropMidRequest, Fault::DropBeforeAnswer, status(503)] {
        let house = House::open(demo::Dialect::Cloud).await;
        house.handle().misbehave(Rule::on("/issue", fault).method("POST").times(1));
        let quick = Call::with_budget(Duration::from_millis(400));
        let Ok(super::Outcome::Unknown { retry_after }) = house.create(&quick, "Pay", false).await else { panic!() };
        assert!(retry_after > Duration::from_secs(20) && retry_after <= Duration::from_secs(60), "{retry_after:?}");
        let hasty = house.create(&Call::with_budget(Duration::from_millis(400)), "Pay", false).await;
        assert!(matches!(hasty, Ok(super::Outcome::Unknown { .. })), "{hasty:?}");
        assert!(house.issues("Pay").is_empty());
        tokio::time::sleep(retry_after.mul_f64(FACTOR)).await;
        let made = key(house.create(&patient(), "Pay", false).await);
        assert_eq!(house.issues("Pay"), [made]);
    }
}

/// The index need not take issues in in their order: what it doesn't show may lie below what it shows.
#[tokio::test]
async fn what_the_index_leaves_out_below_others_is_found() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        house.handle().set_index_lag(Duration::from_secs(3_600));
        let stalled = Fault::Handled(Box::new(Fault::Stall));
        house.handle().misbehave(Rule::on("/issue", stalled).method("POST").times(1));
        let quick = Call::with_budget(Duration::from_millis(400));
        let outcome = house.create(&quick, "Pay", false).await;
        assert!(matches!(outcome, Ok(super::Outcome::Unknown { .. })), "{dialect:?}: {outcome:?}");
        // Others are in the index at once, and above it.
        house.handle().set_index_lag(Duration::ZERO);
        for number in 0..3 {
            key(house.create(&patient(), &format!("Another {number}"), false).await);
        }
        let made = key(house.create(&patient(), "Pay", false).await);
        assert_eq!(house.issues("Pay"), [made], "{dialect:?}");
    }
}

/// The risk that the README states: Jira does it later than it must, the same call coming again in between. Then there are two,
/// and never without that second call.
#[tokio::test]
async fn what_jira_does_too_late_is_there_twice_only_if_it_was_asked_for_again() {
    for asks_again in [false, true] {
        let house = House::open(demo::Dialect::Cloud).await;
        let late = Duration::from_secs(150);
        house.handle().misbehave(Rule::on("/issue", Fault::Later(late, lost())).method("POST").times(1));
        let began = std::time::Instant::now();
        let quick = Call::with_budget(Duration::from_millis(400));
        let Ok(super::Outcome::Unknown { retry_after }) = house.create(&quick, "Pay", false).await else { panic!() };
        tokio::time::sleep(retry_after.mul_f64(FACTOR)).await;
        if asks_again {
            key(house.create(&patient(), "Pay", false).await);
        }
        tokio::time::sleep_until((began + (late + Duration::from_secs(20)).mul_f64(FACTOR)).into()).await;
        assert_eq!(house.issues("Pay").len(), 1 + usize::from(asks_again));
    }
}

/// A call that ended early is finished in the background, and what came of it is known.
#[tokio::test]
async fn a_late_outcome_is_entered() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let slow = Fault::Delay(Duration::from_secs(10));
        house.handle().misbehave(Rule::on("/issue", slow.clone()).method("POST").times(1));
        let quick = Call::with_budget(Duration::from_millis(100));
        let outcome = house.create(&quick, "Pay", false).await;
        assert!(matches!(outcome, Ok(super::Outcome::Unknown { .. })), "{outcome:?}");
        house.client.drain().await;
        match house.create(&patient(), "Pay", false).await.unwrap() {
            super::Outcome::Earlier { made, delivered, .. } => {
                assert_eq!((house.issues("Pay"), delivered), (vec![made.key], false));
            }
            other => panic!("{other:?}"),
        }
        // A cancelled call too.
        house.handle().misbehave(Rule::on("/comment", Fault::Delay(Duration::from_secs(5))).method("POST").times(1));
        let cancelled = patient();
        let stop = cancelled.cancelled.clone();
        let (outcome, ()) = futures_util::join!(house.comment(&cancelled, "Pay", false), async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            stop.cancel();
        });
        assert!(matches!(outcome, Ok(super::Outcome::Unknown { .. })), "{outcome:?}");
        house.client.drain().await;
        let earlier = house.comment(&patient(), "Pay", false).await.unwrap();
        assert!(matches!(earlier, super::Outcome::Earlier { delivered: false, .. }), "{earlier:?}");
    }
}

#[tokio::test]
async fn a_write_is_found_by_the_next_search() {
    let house = House::open(demo::Dialect::Cloud).await;
    house.handle().set_index_lag(Duration::from_secs(60));
    let made = key(house.create(&patient(), "Reconciled", false).await);
    let query = crate::jira::types::SearchQuery {
        jql: "project = SHOP AND summary ~ Reconciled".into(),
        limit: 5,
        ..Default::default()
    };
    let page = house.client.search(&patient(), &query).await.unwrap();
    assert_eq!(page.issues.iter().map(|issue| issue.key.clone()).collect::<Vec<_>>(), [made]);
    let pages = crate::jira::types::SearchQuery {
        jql: "project = SHOP ORDER BY created".into(),
        limit: 200,
        fields: vec!["summary".into()],
        ..query
    };
    house.handle().clear_requests();
    house.client.search(&patient(), &pages).await.unwrap();
    let named: Vec<Value> = house
        .handle()
        .requests()
        .iter()
        .map(|seen| serde_json::from_slice::<Value>(&seen.body).unwrap()["reconcileIssues"].clone())
        .collect();
    assert!(named.len() > 1 && named.iter().all(|one| one == &named[0] && one.is_array()), "{named:?}");
}

#[tokio::test]
async fn links_are_read_as_they_were_written() {
    for dialect in BOTH {
        let house = House::open(dialect).await;
        let call = &patient();
        let (from, to) = (key(house.create(call, "From", false).await), key(house.create(call, "To", false).await));
        for _ in 0..2 {
            house.client.link_issues(call, "Blocks", &from, &to).await.unwrap();
        }
        let links = |issue: Value| issue["fields"]["issuelinks"].as_array().unwrap().clone();
        let of_from = links(house.handle().issue(&from).unwrap());
        assert_eq!((of_from.len(), &of_from[0]["outwardIssue"]["key"]), (1, &json!(to)), "{dialect:?}");
        for title in ["Receipt", "The receipt"] {
            house.client.add_remote_link(call, &from, "https://x.io/1", title, None).await.unwrap();
        }
        let pages = house.client.remote_links(call, &from).await.unwrap();
        assert_eq!(pages.len(), 1);
        assert_eq!((pages[0].url.as_str(), pages[0].title.as_str()), ("https://x.io/1", "The receipt"));
    }
}
