//! Queries that could mean two things or nothing: told with what to write, and not run.

use super::{outcome, site};
use crate::jql::answers::Known;
use crate::jql::repair::Wrong;

/// The problems of a query, and the corrected one.
fn refused(jql: &str) -> (Vec<String>, Option<String>) {
    let refused = match outcome(jql, &site()) {
        Err(refused) => refused,
        Ok(repaired) => panic!("{jql} ran as {}", repaired.jql),
    };
    let told = refused.problems.iter().map(|problem| {
        let candidates: Vec<&str> = problem.candidates.iter().map(|candidate| candidate.send.as_str()).collect();
        format!("{}: {} [{}]", problem.position, problem.message, candidates.join(", "))
    });
    (told.collect(), refused.corrected)
}

#[track_caller]
fn table(rows: &[(&str, &str, Option<&str>)]) {
    for (jql, problem, corrected) in rows {
        let (told, offered) = refused(jql);
        assert_eq!((told.join("; ").as_str(), offered.as_deref()), (*problem, *corrected), "{jql}");
        if let Some(corrected) = corrected {
            let ran = outcome(corrected, &site()).unwrap_or_else(|refused| panic!("{corrected}: {refused:?}"));
            assert_eq!(ran.jql, *corrected);
        }
    }
}

#[test]
fn values_that_must_not_be_guessed_are_offered() {
    table(&[
        (
            "fixVersion = 2.1.0",
            "14: there is no version `2.1.0`, or you may not see it [2.1.1, 2.2]",
            Some("fixVersion = 2.1.1"),
        ),
        (
            "component = Chekout AND assignee = me",
            "13: there is no component `Chekout`, or you may not see it [Checkout, API]",
            Some("component = Checkout AND assignee = currentUser()"),
        ),
        ("project = SHOPP", "11: there is no project `SHOPP`, or you may not see it [SHOP]", Some("project = SHOP")),
        (
            "sprint = \"Sprint 9\"",
            "10: there is no sprint `Sprint 9`, or you may not see it [Sprint 5]",
            Some("sprint = \"Sprint 5\""),
        ),
        ("Severity = Critcal", "12: `Severity` has no option `Critcal` [Critical, None]", Some("Severity = Critical")),
        (
            "priority = Urgent",
            "12: there is no priority `Urgent`, or you may not see it [Highest, High, Medium, Low]",
            None,
        ),
        ("assignee = Ana", "12: several people match `Ana` [a1, a2]", None),
        ("assignee = \"Jhon Berg\"", "12: nobody is called `Jhon Berg` [j1]", Some("assignee = \"j1\"")),
        ("assignee = Zed", "12: nobody is called `Zed` []", None),
        (
            "é = 1 AND status was open",
            "1: there is no field `é`, or you may not see it []; 22: no status is called `open`, and history knows no words for states [To Do, In Progress, In Review]",
            None,
        ),
        ("wombat = 1", "1: there is no field `wombat`, or you may not see it []", None),
        ("cf[10017] = 1", "1: there is no field `cf[10017]`, or you may not see it []", None),
        ("assignee = wombat()", "12: there is no function `wombat` []", None),
        (
            "created more than a week ago",
            "1: `created more than a week ago` is no comparison in JQL: write it like `created >= -7d` []",
            None,
        ),
        (
            "status page is down",
            "1: `status page is down` is no comparison in JQL: write it like `status = …` []",
            Some("text ~ \"status page is down\""),
        ),
        ("type = bug task", "1: `bug task` are several values with no commas between []", Some("type in (bug, task)")),
        (
            "\"Story Points\" = five",
            "18: `Story Points` holds numbers, and `five` is none []",
            Some("\"Story Points\" = 5"),
        ),
        (
            "created > 2026-06-01T10:00:00Z",
            "11: `2026-06-01T10:00:00Z` has a time zone, and JQL reads times in that of the profile: write it without, like `2026-06-01 10:00` []",
            None,
        ),
        (
            "project = SHOP AND status = Done or \"In Review\"",
            "20: `status = Done or \"In Review\"` compares only the first value []",
            Some("project = SHOP AND status in (Done, \"In Review\")"),
        ),
        (
            "labels = mobile or web",
            "1: `labels = mobile or web` compares only the first value []",
            Some("labels in (mobile, web)"),
        ),
        (
            "project = SHOP or coupon",
            "19: `coupon` compares nothing: a field and an operator are missing []",
            Some("project = SHOP or text ~ \"coupon\""),
        ),
        (
            "created > 06/07/2026",
            "11: `06/07/2026` is no date: write it like `2026-06-01`, `-7d` or `startOfWeek()` [2026-07-06, 2026-06-07]",
            None,
        ),
        (
            "project = SHOP AND coupon",
            "20: `coupon` compares nothing: a field and an operator are missing []",
            Some("project = SHOP AND text ~ \"coupon\""),
        ),
    ]);
}

/// Two sprints of one name are two sprints.
#[test]
fn values_of_one_name_are_all_offered() {
    let mut answers = site();
    let sprints = answers.values.get_mut("customfield_10020").unwrap();
    for (known, id) in sprints.known.iter_mut().zip(["37"]) {
        known.send = id.into();
    }
    sprints.known.push(Known { id: "45".into(), name: "Sprint 5".into(), send: "45".into(), ..Known::default() });
    let refused = outcome("sprint = Sprint5", &answers).unwrap_err();
    let sent: Vec<&str> = refused.problems[0].candidates.iter().map(|one| one.send.as_str()).collect();
    assert_eq!((sent, refused.corrected, refused.problems[0].wrong), (vec!["37", "45"], None, Wrong::Ambiguous));
}

#[test]
fn syntax_that_could_mean_two_things_is_offered() {
    table(&[
        (
            "project = SHOP status = Done",
            "16: an `AND` or `OR` is missing []",
            Some("project = SHOP AND status = Done"),
        ),
        (
            "project = SHOP, status = Done",
            "15: an `AND` or `OR` is missing []",
            Some("project = SHOP AND status = Done"),
        ),
        ("status in (Done) type = Bug", "18: an `AND` or `OR` is missing []", Some("status in (Done) AND type = Bug")),
        ("project = SHOP AND", "19: the query ends where something must follow []", Some("project = SHOP")),
        ("AND project = SHOP", "1: this can't stand here []", Some("project = SHOP")),
        (
            "project = SHOP AND (type = Bug OR type = Story",
            "20: a `(` is not closed []",
            Some("project = SHOP AND (type = Bug OR type = Story)"),
        ),
        ("type = Bug OR type = Story)", "27: a `)` closes nothing []", Some("type = Bug OR type = Story")),
        (
            "summary ~ \"coupon AND project = SHOP",
            "11: a quotation mark has no partner []",
            Some("summary ~ \"coupon\" AND project = SHOP"),
        ),
        (
            "project = SHOP # the shop",
            "16: JQL has no comments, and what belongs to a value must stand in quotes []",
            Some("project = SHOP"),
        ),
        (
            "project = SHOP /* the shop */ AND type = Bug",
            "16: JQL has no comments, and what belongs to a value must stand in quotes []",
            Some("project = SHOP AND type = Bug"),
        ),
        (
            "labels in (#urgent, x)",
            "12: JQL has no comments, and what belongs to a value must stand in quotes []",
            Some("labels in (\"#urgent\", x)"),
        ),
        ("project = SHOP) AND (type = Bug", "15: a `)` closes nothing []", Some("(project = SHOP) AND (type = Bug)")),
        (
            "project = SHOP ORDER BY created descending AND type = Bug",
            "44: this can't stand here []",
            Some("project = SHOP AND type = Bug ORDER BY created DESC"),
        ),
        ("ORDER BY created AND type = Bug", "18: this can't stand here []", Some("type = Bug ORDER BY created")),
        ("status in ()", "11: a list holds no value []", None),
        ("project =", "10: the query ends where something must follow []", None),
        ("= SHOP", "1: this can't stand here []", None),
    ]);
}
