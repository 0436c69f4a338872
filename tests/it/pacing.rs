//! Good manners, in scaled time: limits that Jira tells, hides or changes, and what a caller sees of them.

use crate::support::{House, Setup, cloud, data_center};
use futures_util::{StreamExt, stream};
use mcp_server_jira::demo::{Fault, Limit, Limits, Quota, RateLimit, Rule, Wait, Whole};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Ten times faster than the real world: a burst must fit between two answers of a busy machine.
const FACTOR: f64 = 0.1;
const LIMIT: Limit = Limit { capacity: 20, fill: 20, interval_s: 1 };

/// Reads of so many different issues, eight at a time; none may fail.
async fn read(house: &House, numbers: std::ops::Range<usize>) -> Vec<Instant> {
    let one = |number: usize| async move {
        house.record("jira_search", json!({"jql": format!("project = SHOP AND key = SHOP-{number}")})).await;
        Instant::now()
    };
    stream::iter(numbers.map(one)).buffer_unordered(8).collect().await
}

fn refused(house: &House) -> usize {
    house.handle().requests().iter().filter(|seen| seen.status == Some(429)).count()
}

async fn limits(house: &House) -> Value {
    house.record("jira_info", json!({})).await["limits"].clone()
}

async fn warm(setup: Setup) -> House {
    let house = Setup { factor: FACTOR, ..setup }.open().await;
    house.record("jira_info", json!({})).await;
    house.record("jira_search", json!({"jql": "project = SHOP"})).await;
    house.handle().clear_requests();
    house
}

#[tokio::test]
async fn a_limit_that_jira_tells_is_met_before_it_refuses() {
    for (case, setup) in [("Cloud", cloud()), ("Data Center", data_center())] {
        let house = warm(setup).await;
        let whole = Some(Whole { limit: LIMIT, is_told: true, refusal: None });
        let limits = if case == "Cloud" { Limits { whole, ..Limits::default() } } else { bucket(LIMIT) };
        house.handle().enforce(limits);
        let begun = Instant::now();
        read(&house, 1..81).await;
        let (asked, refused) = (house.handle().requests().len(), refused(&house));
        let ideal = Duration::from_secs_f64((asked - refused - 20) as f64 / 20.0 * FACTOR);
        assert!(begun.elapsed() >= ideal.mul_f64(0.9), "{case}: the embedded Jira let too many through");
        // What is under way when the bucket ends may be refused; how few that are is held in simulated time.
        assert!(refused * 10 <= asked, "{case}: {refused} of {asked} refused");
    }
}

fn bucket(limit: Limit) -> Limits {
    Limits { bucket: Some(limit), ..Limits::default() }
}

#[tokio::test]
async fn a_limit_that_nobody_tells_is_learnt_and_shown() {
    let house = warm(cloud()).await;
    house.handle().enforce(Limits {
        whole: Some(Whole { limit: Limit::per_second(5), is_told: false, refusal: None }),
        ..Limits::default()
    });
    read(&house, 1..41).await;
    let shown = limits(&house).await;
    assert_eq!(shown["slowed"][0]["what"], "everything", "{shown}");
    assert!(shown["slowed"][0]["since"].as_str().unwrap().starts_with("2026-06-15 "), "{shown}");
    assert!(shown["slowed"][0]["per_s"].as_f64().unwrap() < 50.0, "{shown}");
    assert!(shown["refused"].as_u64().unwrap() > 0, "{shown}");
}

#[tokio::test]
async fn a_limit_may_be_cut_while_it_is_used() {
    for (case, setup) in [("Cloud", cloud()), ("Data Center", data_center())] {
        let house = warm(setup).await;
        let limit = |capacity, fill| {
            let limit = Limit { capacity, fill, interval_s: 1 };
            let whole = Some(Whole { limit, is_told: true, refusal: None });
            if case == "Cloud" { Limits { whole, ..Limits::default() } } else { bucket(limit) }
        };
        house.handle().enforce(limit(20, 20));
        read(&house, 1..41).await;
        house.handle().change_limits(limit(5, 5));
        let (refused_before, asked_before) = (refused(&house), house.handle().requests().len());
        read(&house, 41..81).await;
        let (refused, asked) = (refused(&house) - refused_before, house.handle().requests().len() - asked_before);
        assert!(refused * 5 <= asked, "{case}: {refused} of {asked} refused after the cut");
    }
}

#[tokio::test]
async fn every_form_of_a_refusal_is_waited_out() {
    let later = |seconds: i64| {
        let at = crate::support::NOW.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(seconds);
        at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let burst = || Some("jira-burst-based".to_owned());
    let forms = [
        ("seconds", Wait::Seconds(2), burst(), false),
        ("zero seconds", Wait::Seconds(0), None, true),
        ("seconds under another name", Wait::BetaSeconds(2), burst(), false),
        ("a date", Wait::Date(later(1)), burst(), false),
        ("a date that is past", Wait::Date(later(-60)), burst(), false),
        ("a reset", Wait::Reset("2026-06-15T12:00:01Z".into()), burst(), false),
        ("a gateway without a word", Wait::Unsaid, None, false),
        ("a page", Wait::Unsaid, None, true),
        ("an unknown reason", Wait::Seconds(2), Some("jira-cost-based".into()), false),
    ];
    for setup in [cloud, data_center] {
        let house = warm(setup()).await;
        for (form, wait, reason, html) in forms.clone() {
            let fault = Fault::RateLimited(RateLimit { wait, reason, html });
            house.handle().misbehave(Rule::on("/search", fault).times(1));
            let before = refused(&house);
            house.record("jira_search", json!({"jql": format!("project = SHOP AND text ~ \"{form}\"")})).await;
            assert_eq!(refused(&house), before + 1, "{form}");
        }
    }
}

#[tokio::test]
async fn a_quota_that_is_spent_stops_everything_at_once() {
    let house = warm(cloud()).await;
    house.handle().enforce(Limits { quota: Some(Quota { points: 2, reset_s: 3_600 }), ..Limits::default() });
    let mut errors = Vec::new();
    for number in 1..=4 {
        let answer = house.call("jira_get_issue", json!({"key": format!("SHOP-{number}")})).await;
        if answer.is_error {
            errors.push(answer.structured.unwrap()["error"].clone());
        }
    }
    assert!((2..4).contains(&errors.len()), "{errors:?}");
    for error in &errors {
        assert_eq!((&error["code"], &error["side_effects"]), (&json!("rate_limited"), &json!("none")));
        assert!((3_000..=3_600).contains(&error["retry_after_s"].as_u64().unwrap()), "{error}");
    }
    // The quota was told to be empty, so that nobody had to be refused.
    assert_eq!((refused(&house), house.handle().requests().len()), (0, 2));
    let write = house.error("jira_add_comment", json!({"key": "SHOP-1", "body": "Hello"})).await;
    assert_eq!((&write["code"], house.handle().requests().len()), (&json!("rate_limited"), 2), "nothing is sent");
}

#[tokio::test]
async fn writes_to_one_issue_are_spaced_and_others_are_not_held_up() {
    let house = warm(cloud()).await;
    house.handle().enforce(Limits { issue_writes: Limits::published_issue_writes(), ..Limits::default() });
    let comment = |key: &'static str, number: usize| {
        let house = &house;
        async move {
            let body = format!("Comment {number}");
            house.record("jira_add_comment", json!({"key": key, "body": body})).await
        }
    };
    stream::iter((0..45).map(|number| comment("SHOP-1", number))).buffer_unordered(8).collect::<Vec<_>>().await;
    comment("SHOP-2", 0).await;
    let posted = house.handle().requests().iter().filter(|seen| seen.status == Some(201)).count();
    assert_eq!(posted, 46);
    assert!(refused(&house) <= 1, "{} refused", refused(&house));
}

#[tokio::test]
async fn the_user_searches_wait_for_one_another() {
    let house = warm(cloud()).await;
    house.handle().enforce(Limits { people: Some(Limit::per_second(10)), ..Limits::default() });
    let search = |number: usize| {
        let house = &house;
        async move { house.record("jira_lookup", json!({"kind": "user", "query": format!("a{number}")})).await }
    };
    stream::iter((0..40).map(search)).buffer_unordered(8).collect::<Vec<_>>().await;
    assert!(refused(&house) <= 1, "{} refused", refused(&house));
}

#[tokio::test]
async fn one_write_among_hundreds_of_reads_gets_its_turn() {
    let house = warm(data_center()).await;
    house.handle().enforce(bucket(LIMIT));
    let reads = async {
        let read = |number: usize| {
            let house = &house;
            async move {
                let answer = house.call("jira_get_issue", json!({"key": format!("SHOP-{}", number + 1)})).await;
                assert!(!answer.is_error, "{}", answer.text);
                Instant::now()
            }
        };
        futures_util::future::join_all((0..150).map(read)).await
    };
    let write = async {
        while house.handle().requests().len() < 10 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        house.record("jira_add_comment", json!({"key": "SHOP-1", "body": "In between"})).await;
        Instant::now()
    };
    let (reads, written) = tokio::join!(reads, write);
    let before = reads.iter().filter(|ended| **ended < written).count();
    assert!(before < 60, "{before} of 150 reads came first");
}

#[tokio::test]
async fn equal_reads_that_are_under_way_are_one_request() {
    let house = warm(cloud()).await;
    let asked = || house.handle().requests().iter().filter(|seen| seen.path.contains("/issue/SHOP-7?")).count();
    house.handle().misbehave(Rule::on("/issue/SHOP-7", Fault::Delay(Duration::from_secs(10))));
    let read = || house.call("jira_get_issue", json!({"key": "SHOP-7"}));
    let answers = futures_util::future::join_all((0..8).map(|_| read())).await;
    assert!(answers.iter().all(|answer| !answer.is_error), "{answers:?}");
    assert_eq!(asked(), 1);
    // What began before a write is not what is read after it.
    let write_and_read = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.handle().clear_faults();
        house.record("jira_update_issue", json!({"key": "SHOP-7", "priority": "Highest"})).await;
        read().await
    };
    let (_, new) = tokio::join!(read(), write_and_read);
    assert!(new.text.contains("Highest"), "{}", new.text);
}
