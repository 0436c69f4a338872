use super::*;

const S: fn(u64) -> Duration = Duration::from_secs;
const MS: fn(u64) -> Duration = Duration::from_millis;
const FOREVER: Duration = Duration::from_secs(3_600);

fn lane(method: &str, route: &'static str) -> Lane {
    Lane { method: method.to_owned(), route, issue: None, searches_people: false }
}

fn write(issue: &str) -> Lane {
    Lane { issue: Some(issue.to_owned()), ..lane("PUT", "issue/{key}") }
}

fn pace() -> (Pace, Instant) {
    (Pace::new(Timing::real()), Instant::now())
}

fn because(reason: Reason) -> Limits {
    Limits { reason: Some(reason), ..Limits::default() }
}

/// How many turns are free at once.
fn free(pace: &mut Pace, lane: &Lane, now: Instant) -> usize {
    (0..10_000).take_while(|_| pace.take(lane, now, Duration::ZERO).is_ok()).count()
}

#[test]
fn each_route_has_its_own_published_ceiling() {
    let (mut pace, now) = pace();
    assert_eq!(free(&mut pace, &lane("GET", "issue/{key}"), now), 150);
    assert_eq!(free(&mut pace, &lane("GET", "field"), now), 100);
    assert_eq!(free(&mut pace, &lane("POST", "search/jql"), now), 100);
    assert_eq!(free(&mut pace, &lane("DELETE", "issue/{key}"), now), 50);
    assert_eq!(free(&mut pace, &lane("GET", "field"), now + MS(500)), 50, "half a second later");
}

#[test]
fn who_comes_later_waits_longer_and_the_impatient_take_no_turn() {
    let (mut pace, now) = pace();
    let people = Lane { searches_people: true, ..lane("GET", "user/search") };
    assert_eq!(free(&mut pace, &people, now), 10);
    assert_eq!(pace.take(&people, now, S(1)), Ok(MS(100)));
    assert_eq!(pace.take(&people, now, S(1)), Ok(MS(200)));
    assert_eq!(pace.take(&people, now, MS(250)), Err(MS(300)));
    assert_eq!(pace.take(&people, now, S(1)), Ok(MS(300)), "the refused one left no trace");
    pace.give_back(&people);
    assert_eq!(pace.take(&people, now, S(1)), Ok(MS(300)));
}

#[test]
fn writes_to_one_issue_are_bounded_in_both_windows_and_others_are_free() {
    let (mut pace, now) = pace();
    assert_eq!(free(&mut pace, &write("SHOP-1"), now), 20);
    assert_eq!(free(&mut pace, &write("SHOP-2"), now), 20);
    let mut sent = 20;
    for tick in 1..=100 {
        sent += free(&mut pace, &write("SHOP-1"), now + MS(100 * tick));
    }
    assert!((100..=135).contains(&sent), "{sent} in 10 s");
}

#[test]
fn a_burst_refusal_halves_the_route_and_successes_bring_it_back() {
    let (mut pace, now) = pace();
    let route = lane("GET", "issue/{key}");
    pace.refused(&route, &because(Reason::Burst), S(1), now);
    assert_eq!(pace.take(&route, now, MS(900)), Err(S(1)));
    assert_eq!(free(&mut pace, &lane("GET", "field"), now), 100, "another route is not slowed");
    let slowed = pace.slowed(now);
    assert_eq!(slowed.len(), 1);
    assert_eq!((slowed[0].what.as_str(), slowed[0].per_s), ("GET issue/{key}", 75.0));
    for _ in 0..25 {
        pace.accepted(&route, &Limits::default(), now + S(2));
    }
    assert_eq!(pace.slowed(now + S(2)), []);
    assert_eq!(pace.refusals(), 1);
}

#[test]
fn a_route_is_never_slowed_to_a_standstill() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    for _ in 0..60 {
        pace.refused(&route, &Limits::default(), S(1), now);
    }
    assert_eq!(pace.slowed(now)[0].per_s, 0.5);
    assert!(pace.take(&route, now + S(10), S(3)).is_ok());
}

#[test]
fn a_quota_stops_everything_until_it_is_over() {
    let (mut pace, now) = pace();
    pace.refused(&lane("GET", "field"), &because(Reason::Quota), S(60), now);
    assert_eq!(pace.take(&lane("GET", "issue/{key}"), now, S(25)), Err(S(60)));
    assert_eq!(pace.slowed(now)[0].what, "everything");
    assert_eq!(pace.take(&lane("GET", "issue/{key}"), now + S(61), S(25)), Ok(Duration::ZERO));
    assert_eq!(pace.slowed(now + S(61)), []);
}

#[test]
fn a_stop_is_never_shortened_and_a_new_one_has_its_own_beginning() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    pace.refused(&route, &because(Reason::Quota), S(60), now);
    pace.refused(&route, &because(Reason::Quota), S(2), now + S(1));
    assert_eq!(pace.take(&lane("GET", "status"), now + S(5), S(25)), Err(S(55)));
    assert_eq!(pace.slowed(now + S(5))[0].since, now);
    pace.refused(&route, &because(Reason::Quota), S(10), now + S(100));
    assert_eq!(pace.slowed(now + S(101))[0].since, now + S(100));
}

#[test]
fn a_refused_write_holds_only_its_issue() {
    let (mut pace, now) = pace();
    pace.refused(&write("SHOP-1"), &because(Reason::PerIssue), S(2), now);
    assert!(pace.take(&write("SHOP-1"), now, S(1)).is_err());
    assert_eq!(pace.take(&write("SHOP-2"), now, S(1)), Ok(Duration::ZERO));
}

#[test]
fn data_centers_bucket_is_followed_exactly() {
    let (mut pace, now) = pace();
    let bucket = BucketState { limit: 5.0, remaining: 2.0, per_second: 1.0 };
    let limits = Limits { bucket: Some(bucket), ..Limits::default() };
    pace.accepted(&lane("GET", "field"), &limits, now);
    assert_eq!(free(&mut pace, &lane("GET", "issue/{key}"), now), 2, "one bucket for the account");
    assert_eq!(pace.take(&lane("GET", "field"), now, FOREVER), Ok(S(1)));
}

#[test]
fn scaled_time_scales_the_rates() {
    let mut pace = Pace::new(Timing::real().scaled(0.01));
    let now = Instant::now();
    let route = lane("GET", "field");
    assert_eq!(free(&mut pace, &route, now), 100);
    assert_eq!(free(&mut pace, &route, now + MS(10)), 100, "a second's worth in a hundredth");
}

#[test]
fn the_number_of_issues_is_bounded() {
    let (mut pace, now) = pace();
    for number in 0..5_000 {
        let _ = pace.take(&write(&format!("SHOP-{number}")), now, FOREVER);
    }
    assert!(pace.issues.len() <= ISSUES);
}
