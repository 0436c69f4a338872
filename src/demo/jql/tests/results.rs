//! What queries find.

use super::world::company;
use super::{found, search};

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(jql, expected)| found(jql) != *expected)
        .map(|(jql, expected)| format!("{jql}\n  found {:?}, expected {expected:?}", found(jql)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn values_are_compared_by_name_or_id_and_negations_leave_empty_out() {
    check(&[
        ("status = open", "SHOP-1 OPS-3"),
        ("status = 3", "SHOP-2"),
        ("status != Done", "SHOP-10 SHOP-1 OPS-3"),
        ("status in (Open, \"In Progress\")", "SHOP-10 SHOP-1 OPS-3"),
        ("assignee = 'robin vale'", "SHOP-1 OPS-3"),
        ("assignee != u-robin", "SHOP-10"),
        ("assignee not in (u-robin)", "SHOP-10"),
        ("NOT assignee = u-robin", "SHOP-10"),
        ("NOT (assignee = u-robin OR status = Done)", "SHOP-10"),
        ("! assignee is empty && priority > medium", "SHOP-10 SHOP-1"),
        ("assignee is EMPTY", "SHOP-2"),
        ("assignee = null", "SHOP-2"),
        ("assignee in (u-ana, EMPTY)", "SHOP-10 SHOP-2"),
        ("assignee not in (u-ana, EMPTY)", "SHOP-1 OPS-3"),
        ("assignee = currentUser()", "SHOP-1 OPS-3"),
        ("assignee in membersOf(staff) AND project = SHOP", "SHOP-10 SHOP-1"),
        ("resolution = Unresolved", "SHOP-10 SHOP-1 OPS-3"),
        ("resolution != Unresolved", "SHOP-2"),
        ("resolution in (Unresolved, Fixed)", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("labels = backend", "SHOP-1 OPS-3"),
        ("labels = nowhere", ""),
        ("labels != urgent", "OPS-3"),
        ("fixVersion = 1.0", "SHOP-1"),
        ("fixVersion > 1.0", "SHOP-1 OPS-3"),
        ("fixVersion < 2.0", "SHOP-1"),
        ("Team = blue", "SHOP-2 SHOP-1"),
        ("cf[2] = Blue", "SHOP-2"),
        ("\"Story Points\" > 3 OR cf[3] = 3.0", "SHOP-2 SHOP-1"),
        ("NOT \"Story Points\" > 3", "SHOP-1"),
    ]);
}

#[test]
fn priorities_are_compared_by_rank() {
    check(&[
        ("priority > Medium", "SHOP-10 SHOP-1"),
        ("priority <= medium", "SHOP-2 OPS-3"),
        ("priority >= 4", "SHOP-10 SHOP-1"),
        ("NOT priority >= 4", "SHOP-2 OPS-3"),
    ]);
}

#[test]
fn issues_are_compared_within_their_project() {
    check(&[
        ("key = shop-1", "SHOP-1"),
        ("key > SHOP-1", "SHOP-10 SHOP-2"),
        ("key <= SHOP-9 order by key", "SHOP-1 SHOP-2"),
        ("id = 102", "SHOP-2"),
        ("id >= 110", "SHOP-10 OPS-3"),
        ("issue in linkedIssues(SHOP-1)", "SHOP-2"),
        ("parent = SHOP-1", "SHOP-2"),
        ("parent is not empty", "SHOP-2"),
        ("key in (SHOP-1, OPS-3)", "SHOP-1 OPS-3"),
    ]);
}

#[test]
fn and_binds_tighter_than_or() {
    check(&[
        ("status = Done OR status = Open AND project = OPS", "SHOP-2 OPS-3"),
        ("(status = Done OR status = Open) AND project = OPS", "OPS-3"),
        ("project=OPS||status=Done&&priority=Low", "SHOP-2 OPS-3"),
        ("NOT status = Open AND project = SHOP", "SHOP-10 SHOP-2"),
        ("NOT NOT status = Open", "SHOP-1 OPS-3"),
    ]);
}

#[test]
fn dates_are_read_in_the_callers_zone() {
    check(&[
        // 21:30 UTC is 23:30 in Berlin, still the 14th.
        ("created = 2026-06-14", "SHOP-2"),
        ("created = '2026/6/14'", "SHOP-2"),
        ("created >= 2026-06-15", "SHOP-10"),
        ("created >= \"2026-06-14 23:30\"", "SHOP-10 SHOP-2"),
        ("created > \"2026-06-14 23:30\"", "SHOP-10"),
        ("created = \"2026-06-14 23:30\"", "SHOP-2"),
        ("created != 2026-06-14", "SHOP-10 SHOP-1 OPS-3"),
        ("created in (2026-06-14, '2026-06-15 09:00')", "SHOP-10 SHOP-2"),
        ("created < 2026-01-01", "OPS-3"),
        ("NOT created < 2026-01-01 AND created < 2026-06-02", "SHOP-1"),
    ]);
}

#[test]
fn periods_and_edges_count_from_now() {
    check(&[
        ("created >= -1d", "SHOP-10 SHOP-2"),
        ("created >= -5h", "SHOP-10"),
        ("created >= \"-2w 1d\"", "SHOP-10 SHOP-2 SHOP-1"),
        ("created >= startOfDay()", "SHOP-10"),
        ("created >= startOfDay(-1d)", "SHOP-10 SHOP-2"),
        ("created >= startOfDay(\"-1\")", "SHOP-10 SHOP-2"),
        // Weeks begin on Sunday, the 14th.
        ("created >= startOfWeek()", "SHOP-10 SHOP-2"),
        ("created >= startOfWeek(-2) and created < startOfWeek(-1)", "SHOP-1"),
        ("created >= startOfMonth() AND created <= endOfMonth()", "SHOP-10 SHOP-2 SHOP-1"),
        ("created <= endOfMonth(-1)", "OPS-3"),
        ("created <= endOfYear(-1)", "OPS-3"),
        ("created < now()", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("created > lastLogin()", "SHOP-10"),
        ("due <= endOfDay()", "SHOP-1"),
        ("due < now()", ""),
        ("due <= now()", "SHOP-1"),
        ("due = 2026-06-15", "SHOP-1"),
        ("due <= endOfMonth(-10d)", "SHOP-10 SHOP-1"),
        ("due <= endOfWeek()", "SHOP-10 SHOP-1"),
        ("due is empty", "SHOP-2 OPS-3"),
    ]);
}

#[test]
fn words_phrases_and_wildcards_are_found_in_text() {
    check(&[
        ("summary ~ PAYMENT", "SHOP-1"),
        ("summary ~ 'submit payment'", "SHOP-1"),
        ("summary ~ 'submit refund'", ""),
        ("summary ~ 'submit OR refund'", "SHOP-2 SHOP-1"),
        ("summary ~ 'page -login'", "SHOP-1"),
        ("summary ~ 'page NOT login'", "SHOP-1"),
        ("summary ~ \"\\\"page crashes\\\"\"", "SHOP-1"),
        ("summary ~ \"\\\"crashes page\\\"\"", ""),
        ("summary ~ pay", ""),
        ("summary ~ 'crashing pages'", "SHOP-1"),
        ("summary ~ 'crashing*'", ""),
        ("summary ~ 'pay*'", "SHOP-1"),
        ("summary ~ 'p?yment'", "SHOP-1"),
        ("summary ~ '*mails'", "SHOP-2"),
        ("summary ~ login-page", "SHOP-10"),
        ("summary ~ page-login", ""),
        ("summary ~ 画面", "OPS-3"),
        ("summary ~ 面画", ""),
        ("summary ~ 42", "OPS-3"),
        ("summary !~ page", "SHOP-2 OPS-3"),
        ("comment !~ page", "SHOP-2"),
        ("NOT comment ~ crash", ""),
        ("text ~ 'remark shop'", "SHOP-10 SHOP-2 SHOP-1"),
        // Every word must be in one and the same text.
        ("text ~ 'remark payment'", ""),
    ]);
}

#[test]
fn the_past_is_searched_with_predicates() {
    check(&[
        ("status was Open", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("status was 'In Progress'", "SHOP-10 SHOP-2"),
        ("status was not 'In Progress'", "SHOP-1 OPS-3"),
        ("NOT status was 'In Progress'", "SHOP-1 OPS-3"),
        ("status was in ('In Progress', Done)", "SHOP-10 SHOP-2"),
        ("status was not in ('In Progress', Done)", "SHOP-1 OPS-3"),
        ("status was 'In Progress' by u-robin", "SHOP-2"),
        ("status was Open BY currentUser() AFTER startOfDay()", "SHOP-10 SHOP-1 OPS-3"),
        ("status was Open BEFORE 2026-01-01", "OPS-3"),
        ("status was 'In Progress' ON 2026-06-15", "SHOP-10 SHOP-2"),
        ("status was 'In Progress' ON 2026-06-14", ""),
        ("status was Open DURING (2026-06-02, 2026-06-03)", "SHOP-1 OPS-3"),
        ("resolution was EMPTY", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("resolution was not EMPTY ON 2026-06-15", ""),
        ("resolution was EMPTY AFTER '2026-06-15 10:00'", "SHOP-10 SHOP-1 OPS-3"),
        ("assignee was u-robin", "SHOP-10 SHOP-1 OPS-3"),
        ("fixVersion was 1.0 BEFORE 2026-06-05", "SHOP-1"),
        ("fixVersion was 2.0 BEFORE 2026-06-05", "OPS-3"),
        ("status changed", "SHOP-10 SHOP-2"),
        ("NOT status changed", "SHOP-1 OPS-3"),
        ("status changed TO Done", "SHOP-2"),
        ("status changed FROM Open TO 'In Progress' BY u-ana", "SHOP-10"),
        ("status changed BY (u-robin, u-zoe)", "SHOP-2"),
        ("status changed AFTER '2026-06-15 10:30'", "SHOP-10"),
        ("status changed BEFORE '2026-06-15 00:30'", "SHOP-2"),
        ("status changed ON 2026-06-15 TO Done", "SHOP-2"),
        ("status changed DURING (-1d, now())", "SHOP-10 SHOP-2"),
        ("resolution changed FROM EMPTY TO Fixed", "SHOP-2"),
    ]);
}

#[test]
fn the_order_is_asked_for_or_newest_first() {
    check(&[
        ("", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("order by created", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("order by created asc", "OPS-3 SHOP-1 SHOP-2 SHOP-10"),
        ("order by priority desc", "SHOP-10 SHOP-1 OPS-3 SHOP-2"),
        ("order by priority asc", "SHOP-2 OPS-3 SHOP-1 SHOP-10"),
        ("order by key", "OPS-3 SHOP-1 SHOP-2 SHOP-10"),
        ("order by key desc", "SHOP-10 SHOP-2 SHOP-1 OPS-3"),
        ("order by due", "SHOP-1 SHOP-10 SHOP-2 OPS-3"),
        ("order by due desc, key asc", "OPS-3 SHOP-2 SHOP-10 SHOP-1"),
        ("order by status, assignee, summary desc", "OPS-3 SHOP-1 SHOP-10 SHOP-2"),
        ("project = SHOP order by summary", "SHOP-10 SHOP-1 SHOP-2"),
        ("ORDER BY \"Story Points\" DESC, cf[3]", "SHOP-10 OPS-3 SHOP-2 SHOP-1"),
    ]);
}

#[test]
fn only_a_restriction_bounds_a_query() {
    let company = company();
    let bounded = |jql: &str| search(&company, jql, &company.all()).map(|found| found.bounded);
    assert_eq!(bounded("order by created"), Ok(false));
    assert_eq!(bounded("  "), Ok(false));
    assert_eq!(bounded("project = SHOP"), Ok(true));
}

#[test]
fn unknown_people_are_a_warning_and_nobody_is_me_when_anonymous() {
    let mut company = company();
    let unknown = search(&company, "assignee = nobody", &company.all()).unwrap();
    assert!(unknown.issues.is_empty());
    assert_eq!(unknown.warnings, ["The value 'nobody' does not exist for the field 'assignee'."]);
    company.me = None;
    assert!(search(&company, "assignee = currentUser()", &company.all()).unwrap().issues.is_empty());
}
