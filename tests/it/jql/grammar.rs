//! Random queries of the whole language over the company: clauses that find something, joined in every way.

use proptest::prelude::*;
use proptest::sample::select;

/// Queries that Jira accepts.
pub fn valid() -> impl Strategy<Value = String> {
    (tree(clause().boxed()), order()).prop_map(|(tree, order)| format!("{tree}{order}"))
}

/// Queries that Jira accepts, queries that try to leave the allowed projects, and pieces of both.
pub fn hostile() -> impl Strategy<Value = String> {
    let attack = select(vec![
        "project = OPS",
        "project = HELP)",
        "(project = OPS",
        "project in (SHOP, OPS, HELP)",
        "project != SHOP",
        "key = OPS-1",
        "key in (SHOP-30, OPS-2, HELP-1)",
        "issue in linkedIssues(SHOP-1)",
        "filter = Everything",
        "filter in (10402, \"Night shift\")",
        "NOT project = SHOP",
        "! project = SHOP",
        "project = SHOP) OR (project = OPS",
        "project = SHOP -- only",
        "project = SHOP # only",
        "project = SHOP /* only */ OR project = OPS",
        "summary ~ \"x) OR project = OPS\"",
        "summary ~ 'x\\') OR project = OPS",
        "summary ~ “x) OR project = OPS",
        "project = SHOP ORDER BY key OR project = OPS",
        "labels = \"a\\\\\" OR project = OPS",
        "project = Web Shop OR project = Operations",
        "assignee = me OR status = open",
        "createdDate >= -3650d",
        "umlaut is EMPTY OR \u{dc}bersetzung",
    ]);
    let piece = prop_oneof![3 => clause(), 2 => attack.prop_map(str::to_owned)];
    (tree(piece.boxed()), order()).prop_map(|(tree, order)| format!("{tree}{order}"))
}

fn tree(leaf: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        let join = select(vec![" AND ", " OR ", " and ", " or ", " && ", " || ", "\nAND\t"]);
        prop_oneof![
            (inner.clone(), join, inner.clone()).prop_map(|(left, join, right)| format!("{left}{join}{right}")),
            inner.clone().prop_map(|inner| format!("({inner})")),
            inner.clone().prop_map(|inner| format!("NOT ({inner})")),
            inner.prop_map(|inner| format!("!({inner})")),
        ]
    })
}

fn clause() -> impl Strategy<Value = String> {
    select(vec![
        "project = SHOP",
        "project in (OPS, HELP)",
        "project not in (HELP)",
        "status = Done",
        "status in (\"To Do\", Offen, 'In Progress')",
        "status != Erledigt",
        "status WAS \"In Progress\" BEFORE -1d",
        "status WAS NOT IN (Done, Erledigt)",
        "status CHANGED FROM \"To Do\" TO \"In Progress\" AFTER -300d",
        "assignee = currentUser()",
        "assignee is EMPTY",
        "assignee in (currentUser(), \"Priya Shah\")",
        "priority >= High",
        "priority in (1, Low)",
        "labels is not EMPTY",
        "labels in (regression, \"checkout-bug\")",
        "summary ~ \"checkout redesign\"",
        "summary !~ coupon",
        "text ~ \"shop \\\"quoted\\\"\"",
        "text ~ 'it\\'s'",
        "created >= -90d",
        "created < \"2026-06-01 10:00\"",
        "updated >= startOfMonth(-2M)",
        "due is EMPTY",
        "cf[10016] > 3",
        "\"Story Points\" in (1, 3, 5)",
        "fixVersion in releasedVersions()",
        "sprint in openSprints()",
        "component = API",
        "parent = SHOP-2",
        "key >= SHOP-10",
        "issuetype in (Bug, Fehler, Incident)",
        "resolution = Unresolved",
        "statusCategory = Done",
        "filter = \"Night shift\"",
        "issueLinkType = blocks",
        "votes >= 0",
    ])
    .prop_map(str::to_owned)
}

fn order() -> impl Strategy<Value = &'static str> {
    select(vec![
        "",
        "",
        " ORDER BY created, key",
        " order by priority DESC, key ASC",
        "\nORDER  BY \"Story Points\" desc, key",
        " ORDER BY cf[10042] ASC, key",
    ])
}
