use super::super::limits::QuotaState;
use super::*;

mod goodput;

const S: fn(u64) -> Duration = Duration::from_secs;
const MS: fn(u64) -> Duration = Duration::from_millis;
const FOREVER: Duration = Duration::from_secs(3_600);

fn lane(method: &str, route: &'static str) -> Lane {
    Lane { method: method.parse().unwrap(), route, issue: None, searches_people: false, is_urgent: false }
}

fn write(issue: &str) -> Lane {
    Lane { issue: Some(issue.to_owned()), is_urgent: true, ..lane("PUT", "issue/{key}") }
}

/// A pace whose whole client is not what is slow.
fn pace() -> (Pace, Instant) {
    let mut pace = Pace::new(Timing::real());
    pace.whole = Bucket::new(1e6, 1e6, 1.0);
    (pace, Instant::now())
}

fn because(reason: Reason) -> Limits {
    Limits { reason: Some(reason), ..Limits::default() }
}

/// Takes a turn, or stays in the line for it.
fn take(pace: &mut Pace, lane: &Lane, now: Instant, patience: Duration) -> Result<Duration, Duration> {
    let ticket = pace.enter(lane.clone());
    match pace.turn(ticket, now, patience) {
        Turn::Now => Ok(Duration::ZERO),
        Turn::Later(wait) => Ok(wait),
        Turn::TooLong(wait) => Err(wait),
    }
}

/// How many turns are free at once.
fn free(pace: &mut Pace, lane: &Lane, now: Instant) -> usize {
    (0..10_000).take_while(|_| take(pace, lane, now, Duration::ZERO).is_ok()).count()
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
    assert_eq!(take(&mut pace, &people, now, S(1)), Ok(MS(100)));
    assert_eq!(take(&mut pace, &people, now, S(1)), Ok(MS(200)));
    assert_eq!(take(&mut pace, &people, now, MS(250)), Err(MS(300)));
    let last = pace.enter(people.clone());
    assert_eq!(pace.turn(last, now, S(1)), Turn::Later(MS(300)), "the refused one left no trace");
    pace.leave(last);
    assert_eq!(take(&mut pace, &people, now, S(1)), Ok(MS(300)));
}

#[test]
fn the_user_searches_share_one_limit() {
    let (mut pace, now) = pace();
    let search = |route| Lane { searches_people: true, ..lane("GET", route) };
    assert_eq!(free(&mut pace, &search("user/search"), now), 10);
    assert_eq!(free(&mut pace, &search("user/assignable/search"), now), 0);
    assert_eq!(free(&mut pace, &lane("GET", "field"), now), 100);
    pace.refused(&search("user/search"), &because(Reason::Burst), S(2), now, now);
    assert_eq!(take(&mut pace, &search("user/assignable/search"), now + S(1), MS(500)), Err(S(1)));
    let slowed: Vec<String> = pace.slowed(now).into_iter().map(|slow| slow.what).collect();
    assert_eq!(slowed, ["GET user/search", "user searches"]);
}

#[test]
fn who_is_asked_again_is_held_up_by_what_was_learnt_meanwhile() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    free(&mut pace, &route, now);
    let ticket = pace.enter(route.clone());
    assert_eq!(pace.turn(ticket, now, S(1)), Turn::Later(MS(10)));
    pace.refused(&route, &because(Reason::Burst), S(2), now, now + MS(5));
    assert_eq!(pace.turn(ticket, now + MS(10), S(5)), Turn::Later(MS(1_995)));
    assert!(pace.is_held(&route, now + MS(10)));
    assert_eq!(pace.turn(ticket, now + MS(20), S(1)), Turn::TooLong(MS(1_985)));
    assert_eq!(pace.turn(ticket, now + MS(20), S(1)), Turn::Now, "it has left the line");
}

#[test]
fn a_write_comes_before_all_the_reads_that_wait() {
    let mut pace = Pace::new(Timing::real());
    let now = Instant::now();
    let bucket = BucketState { limit: 5.0, remaining: 0.0, per_second: 5.0 };
    pace.accepted(&lane("GET", "field"), &Limits { bucket: Some(bucket), ..Limits::default() }, now);
    let reads: Vec<Ticket> = (0..300).map(|_| pace.enter(lane("GET", "issue/{key}"))).collect();
    assert_eq!(pace.turn(reads[299], now, FOREVER), Turn::Later(S(60)));
    let first = pace.enter(write("SHOP-1"));
    assert_eq!(pace.turn(first, now, S(1)), Turn::Later(MS(200)));
    assert_eq!(take(&mut pace, &write("SHOP-2"), now, S(1)), Ok(MS(400)), "writes among themselves in their order");
    assert_eq!(pace.turn(reads[0], now, FOREVER), Turn::Later(MS(600)));
    assert_eq!(pace.turn(first, now + MS(200), S(1)), Turn::Now);
}

#[test]
fn what_waits_for_its_own_route_holds_up_nobody_else() {
    let mut pace = Pace::new(Timing::real());
    let now = Instant::now();
    let (stopped, other) = (lane("GET", "field"), lane("GET", "status"));
    pace.refused(&stopped, &because(Reason::Burst), S(60), now, now);
    for _ in 0..200 {
        assert!(take(&mut pace, &stopped, now, FOREVER).is_ok());
    }
    assert_eq!(take(&mut pace, &other, now, Duration::ZERO), Ok(Duration::ZERO));
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
fn a_burst_refusal_halves_the_route_once_and_it_grows_back_slowly() {
    let (mut pace, now) = pace();
    let route = lane("GET", "issue/{key}");
    for _ in 0..8 {
        pace.refused(&route, &because(Reason::Burst), S(1), now, now + MS(1));
    }
    assert_eq!(take(&mut pace, &route, now + MS(1), MS(900)), Err(S(1)));
    assert_eq!(free(&mut pace, &lane("GET", "field"), now), 100, "another route is not slowed");
    let slowed = pace.slowed(now + S(2));
    assert_eq!(slowed.len(), 1);
    assert_eq!((slowed[0].what.as_str(), slowed[0].since, slowed[0].per_s), ("GET issue/{key}", now + MS(1), 75.0));
    for tick in 0..100 {
        pace.accepted(&route, &Limits::default(), now + S(1) + MS(tick * 13));
    }
    let rate = pace.slowed(now + S(3))[0].per_s;
    assert!((80.0..90.0).contains(&rate), "a tenth more after a hundred requests, not {rate}");
    for tick in 100..300 {
        pace.accepted(&route, &Limits::default(), now + S(1) + MS(tick * 13));
    }
    assert_eq!(pace.slowed(now + S(9)), []);
    assert_eq!(pace.refusals(), 8);
}

#[test]
fn what_was_let_through_between_two_refusals_tells_the_limit() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    pace.refused(&route, &because(Reason::Burst), S(1), now, now);
    for number in 1..=40 {
        pace.accepted(&route, &Limits::default(), now + S(1) + MS(25 * number));
    }
    let second = now + S(2) + MS(10);
    pace.refused(&route, &because(Reason::Burst), S(1), second, second);
    let rate = pace.slowed(now + S(4))[0].per_s;
    assert!((19.5..20.5).contains(&rate), "40 in 2 s, not {rate}");
}

#[test]
fn a_route_is_never_slowed_to_a_standstill() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    for number in 0..60 {
        let at = now + S(number);
        pace.refused(&route, &because(Reason::Burst), S(1), at, at);
    }
    assert_eq!(pace.slowed(now + S(70))[0].per_s, 0.5);
    assert!(take(&mut pace, &route, now + S(70), S(3)).is_ok());
}

#[test]
fn a_quota_stops_everything_until_it_is_over() {
    let (mut pace, now) = pace();
    pace.refused(&lane("GET", "field"), &because(Reason::Quota), S(60), now, now);
    assert_eq!(take(&mut pace, &lane("GET", "issue/{key}"), now, S(25)), Err(S(60)));
    assert_eq!(take(&mut pace, &write("SHOP-1"), now, S(25)), Err(S(60)));
    assert_eq!(pace.slowed(now)[0].what, "everything");
    assert_eq!(take(&mut pace, &lane("GET", "issue/{key}"), now + S(61), S(25)), Ok(Duration::ZERO));
    assert_eq!(pace.slowed(now + S(61)), []);
}

#[test]
fn a_stop_is_never_shortened_and_a_new_one_has_its_own_beginning() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    pace.refused(&route, &because(Reason::Quota), S(60), now, now);
    pace.refused(&route, &because(Reason::Quota), S(2), now, now + S(1));
    assert_eq!(take(&mut pace, &lane("GET", "status"), now + S(5), S(25)), Err(S(55)));
    assert_eq!(pace.slowed(now + S(5))[0].since, now);
    pace.refused(&route, &because(Reason::Quota), S(10), now, now + S(100));
    assert_eq!(pace.slowed(now + S(101))[0].since, now + S(100));
}

#[test]
fn a_refusal_without_a_reason_slows_everything() {
    let (mut pace, now) = pace();
    pace.refused(&lane("GET", "field"), &Limits::default(), S(2), now, now);
    assert_eq!(take(&mut pace, &lane("GET", "status"), now, S(1)), Err(S(2)));
    assert_eq!(pace.slowed(now)[0].what, "everything");
}

#[test]
fn a_refused_write_holds_only_its_issue() {
    let (mut pace, now) = pace();
    pace.refused(&write("SHOP-1"), &because(Reason::PerIssue), S(2), now, now);
    assert!(take(&mut pace, &write("SHOP-1"), now, S(1)).is_err());
    assert_eq!(take(&mut pace, &write("SHOP-2"), now, S(1)), Ok(Duration::ZERO));
    assert_eq!(pace.slowed(now)[0].what, "writes to SHOP-1");
    assert_eq!(pace.slowed(now + S(3)), []);
}

#[test]
fn data_centers_bucket_is_followed_exactly_and_alone() {
    let (mut pace, now) = pace();
    let told = |limit, remaining, per_second| Limits {
        bucket: Some(BucketState { limit, remaining, per_second }),
        ..Limits::default()
    };
    pace.accepted(&lane("GET", "field"), &told(5.0, 2.0, 1.0), now);
    assert_eq!(free(&mut pace, &lane("GET", "issue/{key}"), now), 2, "one bucket for the account");
    assert_eq!(take(&mut pace, &lane("GET", "field"), now, FOREVER), Ok(S(1)));
    let (mut pace, now) = (Pace::new(Timing::real()), now);
    pace.accepted(&lane("GET", "field"), &told(1_000.0, 999.0, 500.0), now);
    assert_eq!(free(&mut pace, &write("SHOP-1"), now), 999, "no limit of Cloud's");
}

#[test]
fn what_jira_says_is_left_slows_before_a_refusal() {
    let (mut pace, now) = pace();
    let route = lane("GET", "field");
    let left = |remaining| Limits { announced: Some(Announced { limit: 20.0, remaining }), ..Limits::default() };
    pace.accepted(&route, &left(12.0), now);
    assert_eq!(pace.slowed(now), []);
    pace.accepted(&route, &left(6.0), now);
    assert_eq!(free(&mut pace, &route, now), 1, "then they are spaced");
    assert_eq!(pace.slowed(now)[0].what, "GET field");
    pace.accepted(&route, &left(0.0), now);
    assert_eq!(take(&mut pace, &route, now, S(1)), Ok(MS(150)), "two are left alone");
    assert_eq!(free(&mut pace, &lane("GET", "status"), now), 100);
    pace.accepted(&route, &left(18.0), now + S(2));
    assert_eq!(pace.slowed(now + S(2)), []);
}

#[test]
fn two_routes_that_tell_of_the_same_bucket_share_it() {
    let (mut pace, now) = pace();
    let left = |remaining| Limits { announced: Some(Announced { limit: 20.0, remaining }), ..Limits::default() };
    pace.accepted(&lane("GET", "field"), &left(4.0), now);
    pace.accepted(&lane("GET", "status"), &left(3.0), now);
    assert_eq!(pace.slowed(now)[0].what, "everything");
    assert!(take(&mut pace, &lane("POST", "search/jql"), now, S(1)).is_ok_and(|wait| wait.is_zero()));
    assert_ne!(take(&mut pace, &lane("POST", "search/jql"), now, S(1)), Ok(Duration::ZERO));
}

#[test]
fn a_near_limit_without_numbers_halves_once_a_second() {
    let (mut pace, now) = pace();
    let (route, near) = (lane("GET", "field"), Limits { near: true, ..Limits::default() });
    for tick in 0..9 {
        pace.accepted(&route, &near, now + MS(100 * tick));
    }
    let rate = pace.slowed(now + S(1))[0].per_s;
    assert!((50.0..51.0).contains(&rate), "{rate}");
}

#[test]
fn what_is_left_of_a_quota_is_made_to_last_and_an_empty_one_stops_everything() {
    let (mut pace, now) = pace();
    let left = |left| Limits { quota: Some(QuotaState { left, seconds: 600.0 }), ..Limits::default() };
    pace.accepted(&lane("GET", "field"), &left(6_000.0), now);
    assert_eq!((pace.slowed(now)[0].what.as_str(), pace.slowed(now)[0].per_s), ("everything", 5.0));
    pace.accepted(&lane("GET", "field"), &left(0.0), now);
    assert_eq!(take(&mut pace, &lane("GET", "status"), now, S(25)), Err(S(600)));
}

#[test]
fn scaled_time_scales_the_rates() {
    let mut pace = Pace::new(Timing::real().scaled(0.01));
    pace.whole = Bucket::new(1e6, 1e6, 1.0);
    let now = Instant::now();
    let route = lane("GET", "field");
    assert_eq!(free(&mut pace, &route, now), 100);
    assert_eq!(free(&mut pace, &route, now + MS(10)), 100, "a second's worth in a hundredth");
}

#[test]
fn the_number_of_issues_is_bounded() {
    let (mut pace, now) = pace();
    for number in 0..5_000 {
        let ticket = pace.enter(write(&format!("SHOP-{number}")));
        let _ = pace.turn(ticket, now, FOREVER);
        pace.leave(ticket);
    }
    assert!(pace.issues.len() <= ISSUES);
}
