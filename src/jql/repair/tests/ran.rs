//! Queries that run: as they were written, or after a repair that can mean only one thing.

use super::{outcome, site};
use crate::jql::answers::{Answers, Category, Known};
use jiff::tz::TimeZone;

fn ran(jql: &str) -> String {
    match outcome(jql, &site()) {
        Ok(repaired) => repaired.jql,
        Err(refused) => panic!("{jql} was refused: {refused:?}"),
    }
}

#[track_caller]
fn table(rows: &[(&str, &str)]) {
    for (jql, wanted) in rows {
        assert_eq!(ran(jql), *wanted, "{jql}");
        assert_eq!(ran(wanted), *wanted, "what came of {jql} changes again");
    }
}

#[test]
fn what_jira_accepts_stays_byte_for_byte() {
    for jql in [
        "",
        "  ",
        "status = Done",
        "status=done",
        "labels = none",
        "Severity = None",
        "severity = none",
        "project   =   SHOP",
        "PROJECT = 10000 AND project = \"web shop\"",
        "assignee = EMPTY OR assignee is not null",
        "assignee in (currentUser(), \"712020:r1\")",
        "reporter = \"Priya Shah\" and assignee in membersOf(\"web team\")",
        "status WAS IN (\"To Do\", Done) BY currentUser() BEFORE -1d AFTER \"2026-01-01\"",
        "status CHANGED FROM \"To Do\" TO Done DURING (\"2026-01-01\", now()) ",
        "resolution = Unresolved",
        "fixVersion in (2.2, 2.1.1)",
        "sprint in openSprints() AND sprint = 37",
        "cf[10016] > 3 AND \"Story Points\" in (1, 2.5)",
        "created >= -7d AND created < \"2026/06/01 10:00\" AND updated > startOfWeek(-1w)",
        "due <= 4w",
        "issue in linkedIssues(SHOP-1, \"blocks\")",
        "issue.property[review].state = done",
        "text ~ \"\\\"a b\\\"\" AND summary !~ it\\'s",
        "!(status = Done) && (status = 1 || NOT status = 5)",
        "statusCategory = \"in progress\" AND statusCategory != done",
        "Team = Platform",
        "parent = SHOP-1 AND key >= SHOP-10",
        "created CONTAINSALL (a, b) AND status = Done",
        "ORDER BY cf[10016] DESC, \"Story Points\", created asc",
    ] {
        let repaired = outcome(jql, &site()).unwrap_or_else(|refused| panic!("{jql}: {refused:?}"));
        assert_eq!((repaired.jql.as_str(), repaired.changed), (jql, false));
        assert_eq!(repaired.warnings, [""; 0], "{jql}");
    }
}

#[test]
fn syntax_of_other_languages_is_read() {
    table(&[
        ("project == SHOP", "project = SHOP"),
        ("status <> Done", "status != Done"),
        ("created => -1d", "created >= -1d"),
        ("summary like '%coupon%'", "summary ~ \"coupon\""),
        ("summary LIKE %coupon%", "summary ~ \"coupon\""),
        ("summary does not contain coupon", "summary !~ coupon"),
        ("status = (Done, \"To Do\")", "status in (Done, \"To Do\")"),
        ("status != Done, In Progress", "status not in (Done, \"In Progress\")"),
        ("status = in (Done)", "status in (Done)"),
        ("status in [Done]", "status in (Done)"),
        ("status in {Done, 'To Do'}", "status in (Done, 'To Do')"),
        ("status not in Done", "status not in (Done)"),
        ("status in (Done, \"To Do\",)", "status in (Done, \"To Do\")"),
        ("status in (Done, \"To Do\" AND type = Bug", "status in (Done, \"To Do\") AND type = Bug"),
        ("assignee is not set", "assignee is EMPTY"),
        ("assignee is set AND type = Bug", "assignee is not EMPTY AND type = Bug"),
        ("assignee in currentUser()", "assignee in (currentUser())"),
        ("assignee was me", "assignee was currentUser()"),
        ("project: SHOP", "project = SHOP"),
        ("project:SHOP AND type:Bug", "project = SHOP AND type = Bug"),
        ("labels = select", "labels = \"select\""),
        ("labels = a.b@c.d", "labels = \"a.b@c.d\""),
        ("project = SHOP;", "project = SHOP"),
        ("SELECT * FROM issues WHERE project = SHOP LIMIT 5", "project = SHOP"),
        ("find all issues where project = SHOP", "project = SHOP"),
        ("`project = SHOP`", "project = SHOP"),
        ("```sql\nproject = SHOP\n```\n", "project = SHOP"),
        ("\"project = SHOP\"", "project = SHOP"),
        ("project = SHOP maxResults=50", "project = SHOP"),
        ("status = “In Progress”", "status = \"In Progress\""),
        ("“Story Points” > 1", "\"Story Points\" > 1"),
        ("status = `Done`", "status = \"Done\""),
        ("summary ~ 'coupon code", "summary ~ 'coupon code'"),
        ("(project = SHOP AND (type = Bug", "(project = SHOP AND (type = Bug))"),
        ("project = SHOP)", "project = SHOP"),
        ("project = SHOP sort by created descending", "project = SHOP ORDER by created DESC"),
        ("project = SHOP order created desc", "project = SHOP order BY created desc"),
        ("ORDER BY -created, key", "ORDER BY created DESC, key"),
        ("ORDER BY created,", "ORDER BY created"),
    ]);
}

#[test]
fn names_are_found_by_any_of_their_forms() {
    table(&[
        ("asignee = EMPTY", "assignee = EMPTY"),
        ("issue_type = Bug", "issuetype = Bug"),
        ("story points > 3", "\"story points\" > 3"),
        ("customfield_10016 > 3", "cf[10016] > 3"),
        ("\"Fix versions\" = 2.2", "fixVersion = 2.2"),
        ("Fälligkeitsdatum is EMPTY", "due is EMPTY"),
        ("status = in_progress", "status = \"In Progress\""),
        ("status = \"In Progess\"", "status = \"In Progress\""),
        ("type = fehler", "type = Bug"),
        ("type in (Bugs, Storys)", "type in (Bug, Story)"),
        ("status ~ Done", "status = Done"),
        ("resolution = Wont Do", "resolution = \"Won't Do\""),
        ("summary = coupon", "summary ~ coupon"),
        ("summary in (coupon, \"gift card\")", "(summary ~ coupon OR summary ~ \"gift card\")"),
        ("sprint in openSprint()", "sprint in openSprints()"),
        ("assignee = current_user()", "assignee = currentUser()"),
        ("assignee = Robin", "assignee = \"712020:r1\""),
        ("status changed from Todo to done by me", "status changed from \"To Do\" to done by currentUser()"),
    ]);
}

#[test]
fn words_for_values_are_read_where_no_value_is_called_so() {
    table(&[
        ("assignee is me", "assignee = currentUser()"),
        ("assignee in (none, me)", "(assignee is EMPTY OR assignee in (currentUser()))"),
        ("assignee not in (none, me)", "(assignee is not EMPTY AND assignee not in (currentUser()))"),
        ("assignee != unassigned", "assignee is not EMPTY"),
        ("fixVersion = \"None\"", "fixVersion is EMPTY"),
        ("parent = null or resolution = none", "parent = null or resolution is EMPTY"),
        ("due != none", "due is not EMPTY"),
        ("status = open", "statusCategory != Done"),
        ("NOT status != closed", "NOT statusCategory != Done"),
        ("status in (open, closed)", "(statusCategory != Done OR statusCategory = Done)"),
        ("status in (wip, \"To Do\")", "(statusCategory = \"In Progress\" OR status in (\"To Do\"))"),
        ("project = SHOP AND open", "project = SHOP AND statusCategory != Done"),
        ("statusCategory = todo", "statusCategory = \"To Do\""),
        ("sprint = current", "sprint in openSprints()"),
        ("sprint != \"next sprint\"", "sprint not in futureSprints()"),
        ("sprint = last sprint", "sprint in closedSprints()"),
        ("fixVersion = unreleasedVersions()", "fixVersion in unreleasedVersions()"),
    ]);
}

#[test]
fn more_values_after_a_clause_are_its_values() {
    table(&[
        ("priority = High or Highest", "priority in (High, Highest)"),
        ("status = 'To Do' or 'In Progress'", "status in ('To Do', \"In Progress\")"),
        ("status = Done and In Review and to do", "status in (Done, \"In Review\", \"to do\")"),
        ("status != Done and 'In Review' order by key", "status not in (Done, \"In Review\") order by key"),
        ("type in (Bug, Story) or Tasks", "type in (Bug, Story, Task)"),
        ("priorty = Hgih || Highest", "priority in (High, Highest)"),
        ("component = API and Checkout", "component = API and component = Checkout"),
        ("assignee = me or Robin", "assignee in (currentUser(), \"712020:r1\")"),
        ("status = open or \"In Review\"", "statusCategory != Done or status = \"In Review\""),
        ("\"Story Points\" = 3 or 5", "\"Story Points\" in (3, 5)"),
        ("key = SHOP-1 or SHOP-2", "key in (SHOP-1, SHOP-2)"),
        ("project = SHOP and not done", "project = SHOP and statusCategory != Done"),
        ("project = SHOP and done", "project = SHOP and statusCategory = Done"),
        ("project = SHOP; status = Done", "project = SHOP AND status = Done"),
    ]);
}

#[test]
fn a_field_and_its_value_need_only_the_operator() {
    table(&[
        ("project SHOP", "project = SHOP"),
        ("status Done", "status = Done"),
        ("status todo ORDER BY created", "status = \"To Do\" ORDER BY created"),
        ("issue type bug AND status open", "issuetype = bug AND statusCategory != Done"),
        ("assignee Robin", "assignee = \"712020:r1\""),
        ("assignee me", "assignee = currentUser()"),
        ("sprint current", "Sprint in openSprints()"),
        ("SHOP", "project = SHOP"),
        ("shop", "text ~ \"shop\""),
        ("labels overlap", "text ~ \"labels overlap\""),
        ("project plan", "text ~ \"project plan\""),
        ("linkedIssues(SHOP-1)", "issue in linkedIssues(SHOP-1)"),
        ("project = SHOP AND openSprint()", "project = SHOP AND sprint in openSprints()"),
    ]);
}

#[test]
fn a_time_of_another_zone_is_written_in_that_of_the_profile() {
    let answers = Answers { zone: TimeZone::get("Europe/Berlin").ok(), ..site() };
    for (jql, wanted) in [
        ("updated >= \"2026-11-20T10:00:00Z\"", "updated >= \"2026-11-20 11:00\""),
        ("updated >= 2026-07-20T10:00:00.000+0000", "updated >= \"2026-07-20 12:00\""),
        ("updated >= \"2026-11-20T05:00:00+09:00\"", "updated >= \"2026-11-19 21:00\""),
        ("updated >= \"2026-11-20T05:00\"", "updated >= \"2026-11-20 05:00\""),
    ] {
        assert_eq!(outcome(jql, &answers).unwrap().jql, wanted);
    }
}

#[test]
fn times_in_words_are_relative() {
    table(&[
        ("created > 7 days ago", "created > -7d"),
        ("created >= -7 days", "created >= -7d"),
        ("updated >= \"2 weeks\"", "updated >= -2w"),
        ("updated > last 24 hours", "updated > -24h"),
        ("created > 3 months ago", "created > startOfDay(\"-3M\")"),
        ("created in last 7 days", "created >= -7d"),
        ("created = last week", "(created >= startOfWeek(-1) AND created <= endOfWeek(-1))"),
        ("created != today", "(created < startOfDay() OR created > endOfDay())"),
        ("created = yesterday", "(created >= startOfDay(-1) AND created <= endOfDay(-1))"),
        ("due <= tomorrow", "due <= endOfDay(1)"),
        ("due < this month", "due < startOfMonth()"),
        ("updated >= now() - 7d", "updated >= -7d"),
        ("updated >= startOfDay() - 1d", "updated >= startOfDay(\"-1d\")"),
        ("updated >= startOfDay", "updated >= startOfDay()"),
        ("created >= 2026-06-01T10:30:00", "created >= \"2026-06-01 10:30\""),
        ("created >= 2026/06/01", "created >= \"2026/06/01\""),
        ("status changed after yesterday", "status changed after startOfDay(-1)"),
    ]);
}

#[test]
fn words_alone_are_searched_for() {
    table(&[
        ("coupon", "text ~ \"coupon\""),
        ("coupon code in Safari", "text ~ \"coupon code in Safari\""),
        ("login AND coupon", "text ~ \"login and coupon\""),
        ("what's new? (beta) order by created", "text ~ \"what's new beta\" order by created"),
        ("don't log in, can't", "text ~ \"don't log in, can't\""),
        ("login \"coupon code\" bug", "text ~ \"login coupon code bug\""),
        ("(login and (coupon)) order by created", "text ~ \"login and coupon\" order by created"),
        ("(coupon", "text ~ \"coupon\""),
        ("\"coupon code\"", "text ~ \"coupon code\""),
        ("SHOP-1", "key = SHOP-1"),
        ("SHOP-1 SHOP-2", "key in (SHOP-1, SHOP-2)"),
        ("shop-1, SHOP-2 order by created", "key in (shop-1, SHOP-2) order by created"),
        ("SHOP-1 or SHOP-2", "key in (SHOP-1, SHOP-2)"),
        ("(SHOP-1, SHOP-2)", "key in (SHOP-1, SHOP-2)"),
        ("SHOP-1, coupon", "text ~ \"SHOP-1, coupon\""),
        ("key in (SHOP-1 SHOP-2, SHOP-3)", "key in (SHOP-1, SHOP-2, SHOP-3)"),
        ("meeting between Ana and Bob", "text ~ \"meeting between Ana and Bob\""),
        ("project = SHOP AND SHOP-1", "project = SHOP AND key = SHOP-1"),
    ]);
}

#[test]
fn an_order_that_does_not_sort_is_left_out_and_said() {
    table(&[
        ("project = SHOP ORDER BY comment", "project = SHOP"),
        ("ORDER BY comment, created, wombat DESC", "ORDER BY created"),
        ("ORDER BY story_points DESC, comment", "ORDER BY \"Story Points\" DESC"),
        ("project = SHOP ORDER BY -wombat", "project = SHOP"),
        ("ORDER BY a, key, key, key, key, key, key, key", "ORDER BY key, key, key, key, key, key"),
    ]);
    let said = outcome("ORDER BY comment, story_points", &site()).unwrap().warnings;
    assert_eq!(
        said,
        ["`story_points` was read as `\"Story Points\"`", "Jira can't order by `comment`, so the order leaves it out"]
    );
}

#[test]
fn a_repair_is_said_once_clause_by_clause() {
    let jql = "asignee == me AND status = open AND asignee == me AND project = SHOP LIMIT 5";
    let repaired = outcome(jql, &site()).unwrap();
    assert_eq!(
        repaired.warnings,
        [
            "`asignee == me` was read as `assignee = currentUser()`",
            "`status = open` was read as `statusCategory != Done`",
            "`LIMIT 5` is not JQL and was left out",
        ]
    );
}

#[test]
fn what_the_site_calls_so_is_no_word_for_something_else() {
    let mut answers = site();
    let named = |name: &str| Known { name: name.into(), category: Some(Category::New), ..Known::default() };
    let mut add = |field: &str, name: &str| answers.values.get_mut(field).unwrap().known.push(named(name));
    add("status", "Open");
    add("customfield_10020", "Current");
    add("fixVersions", "none");
    for jql in ["status = open", "sprint = \"current\"", "fixVersion = None"] {
        assert_eq!(outcome(jql, &answers).unwrap().jql, jql);
    }
}

#[test]
fn nothing_is_repaired_without_answers_or_when_exact() {
    let unknown = Answers::default();
    for jql in ["status = opn", "foo = bar", "foo in bar()", "fixVersion = none"] {
        assert_eq!(outcome(jql, &unknown).unwrap().jql, jql);
    }
    let exact = Answers { exact: true, ..site() };
    assert_eq!(outcome("assignee == me", &exact).unwrap().jql, "assignee == me");
}
