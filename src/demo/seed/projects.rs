//! Four projects with their types, workflows, versions and components; one of them Robin can't see.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{HELP, OPS, SHOP, VAULT, days_before};
use crate::demo::store::{
    Category, Component, Filter, IssueType, LinkType, Priority, Project, Resolution, ScreenField, Status, Transition,
    Version, Workflow,
};

/// Positions of the issue types.
pub(super) const EPIC: usize = 0;
pub(super) const STORY: usize = 1;
pub(super) const TASK: usize = 2;
pub(super) const BUG: usize = 3;
pub(super) const SUBTASK: usize = 4;
pub(super) const AUFGABE: usize = 5;
pub(super) const FEHLER: usize = 6;
pub(super) const COMPLIANCE: usize = 7;
pub(super) const REQUEST: usize = 8;
pub(super) const INCIDENT: usize = 9;

/// The types of all projects; those of `OPS` have German names beside English ones.
pub(super) fn types() -> Vec<IssueType> {
    [
        (10_000, "Epic", "A big user story that needs to be broken down.", 1),
        (10_001, "Story", "Functionality or a feature expressed as a user goal.", 0),
        (10_002, "Task", "A small, distinct piece of work.", 0),
        (10_003, "Bug", "A problem or error.", 0),
        (10_004, "Sub-task", "A small piece of work that is part of a larger task.", -1),
        (10_010, "Aufgabe", "Eine einzelne Arbeit.", 0),
        (10_011, "Fehler", "Ein Problem oder Fehler.", 0),
        (10_012, "Compliance", "A control that auditors ask for.", 0),
        (10_020, "Service Request", "A request from a customer.", 0),
        (10_021, "Incident", "An unplanned interruption of a service.", 0),
    ]
    .map(|(id, name, description, level)| IssueType {
        id,
        name: name.into(),
        description: description.into(),
        level,
        avatar: 10_300 + id % 100,
    })
    .to_vec()
}

/// The statuses of all projects.
pub(super) fn statuses() -> Vec<Status> {
    [
        (10_000, "To Do", Category::New),
        (3, "In Progress", Category::InProgress),
        (10_001, "In Review", Category::InProgress),
        (10_002, "Done", Category::Done),
        (10_003, "Backlog", Category::New),
        (10_010, "Offen", Category::New),
        (10_011, "In Arbeit", Category::InProgress),
        (10_012, "Erledigt", Category::Done),
        (10_020, "Waiting for support", Category::InProgress),
        (10_021, "Waiting for customer", Category::InProgress),
        (10_022, "Work in progress", Category::InProgress),
        (5, "Resolved", Category::Done),
        (6, "Closed", Category::Done),
    ]
    .map(|(id, name, category)| Status { id, name: name.into(), description: String::new(), category })
    .to_vec()
}

/// One workflow per kind of project.
pub(super) fn workflows() -> Vec<Workflow> {
    let way = |id: u64, name: &str, from: &[usize], to: usize| Transition {
        id,
        name: name.into(),
        from: from.to_vec(),
        to,
        screen: Vec::new(),
    };
    let closing = |mut transition: Transition| {
        transition.screen = vec![
            ScreenField::required("resolution"),
            ScreenField::optional("fixVersions"),
            ScreenField::optional("assignee"),
        ];
        transition
    };
    vec![
        Workflow {
            statuses: vec![0, 1, 2, 3],
            transitions: vec![
                way(11, "Start progress", &[0], 1),
                way(21, "Send to review", &[1], 2),
                way(31, "Request changes", &[2], 1),
                closing(way(41, "Close", &[1, 2], 3)),
                closing(way(42, "Won't do", &[0], 3)),
                way(51, "Reopen", &[3], 0),
                way(61, "Stop progress", &[1], 0),
            ],
        },
        Workflow {
            statuses: vec![4, 5, 6, 7],
            transitions: vec![
                way(11, "Einplanen", &[4], 5),
                way(21, "Beginnen", &[5], 6),
                way(31, "Fertig", &[6], 7),
                way(41, "Backlog", &[], 4),
            ],
        },
        Workflow {
            statuses: vec![8, 9, 10, 11, 12],
            transitions: vec![
                way(851, "Respond to customer", &[8, 10], 9),
                way(781, "Respond to support", &[9], 8),
                way(891, "In progress", &[8, 9], 10),
                closing(way(761, "Resolve this issue", &[8, 9, 10], 11)),
                way(931, "Back to in progress", &[11], 10),
                way(941, "Close", &[11], 12),
            ],
        },
    ]
}

/// Highest first.
pub(super) fn priorities() -> Vec<Priority> {
    [
        (1, "Highest", "This problem will block progress.", "#d04437"),
        (2, "High", "Serious problem that could block progress.", "#f15C75"),
        (3, "Medium", "Has the potential to affect progress.", "#f79232"),
        (4, "Low", "Minor problem or easily worked around.", "#707070"),
        (5, "Lowest", "Trivial problem with little or no impact on progress.", "#999999"),
    ]
    .map(|(id, name, description, color)| Priority { id, name: name.into(), description: description.into(), color })
    .to_vec()
}

/// The usual resolutions.
pub(super) fn resolutions() -> Vec<Resolution> {
    [
        (10_000, "Done", "Work has been completed on this issue."),
        (10_001, "Won't Do", "This issue won't be actioned."),
        (10_002, "Duplicate", "The problem is a duplicate of an existing issue."),
        (10_003, "Cannot Reproduce", "All attempts at reproducing this issue failed."),
    ]
    .map(|(id, name, description)| Resolution { id, name: name.into(), description: description.into() })
    .to_vec()
}

/// The usual link types.
pub(super) fn link_types() -> Vec<LinkType> {
    [
        (10_000, "Blocks", "is blocked by", "blocks"),
        (10_001, "Cloners", "is cloned by", "clones"),
        (10_002, "Duplicate", "is duplicated by", "duplicates"),
        (10_003, "Relates", "relates to", "relates to"),
    ]
    .map(|(id, name, inward, outward)| LinkType {
        id,
        name: name.into(),
        inward: inward.into(),
        outward: outward.into(),
    })
    .to_vec()
}

fn optional(ids: &[&str]) -> Vec<ScreenField> {
    ids.iter().map(|id| ScreenField::optional(id)).collect()
}

const USUAL: [&str; 8] = [
    "customfield_10014",
    "customfield_10016",
    "customfield_10020",
    "customfield_10114",
    "customfield_10115",
    "customfield_10040",
    "customfield_10052",
    "environment",
];

const FULL: [&str; 20] = [
    "versions",
    "customfield_10042",
    "customfield_10043",
    "customfield_10044",
    "customfield_10045",
    "customfield_10046",
    "customfield_10047",
    "customfield_10048",
    "customfield_10049",
    "customfield_10050",
    "customfield_10051",
    "customfield_10053",
    "customfield_10054",
    "customfield_10055",
    "customfield_10041",
    "customfield_10015",
    "customfield_10021",
    "timetracking",
    "security",
    "customfield_10001",
];

const OPERATIONS: [&str; 7] = [
    "customfield_10014",
    "customfield_10016",
    "customfield_10115",
    "customfield_10042",
    "customfield_10049",
    "customfield_10051",
    "customfield_10055",
];

/// Six unusual required fields.
const CONTROL: [&str; 6] = [
    "customfield_10060",
    "customfield_10061",
    "customfield_10062",
    "customfield_10063",
    "customfield_10064",
    "customfield_10065",
];

/// The projects; issue numbers go on after the seeded issues.
pub(super) fn projects() -> Vec<Project> {
    let project =
        |id: u64, key: &str, name: &str, description: &str, lead: usize, workflow: usize, types: &[usize]| Project {
            id,
            key: key.into(),
            name: name.into(),
            description: description.into(),
            kind: "software",
            lead,
            types: types.to_vec(),
            workflow,
            hidden: false,
            next_number: 1,
            extra: Vec::new(),
            desk: None,
        };
    let epic = || (EPIC, vec![ScreenField::required("customfield_10011")]);
    let mut shop = project(
        10_000,
        "SHOP",
        "Web Shop",
        "The public web shop and its checkout.",
        1,
        0,
        &[EPIC, STORY, TASK, BUG, SUBTASK],
    );
    let full = [&USUAL[..], &FULL[..]].concat();
    shop.extra = vec![epic(), (STORY, optional(&full)), (TASK, optional(&USUAL)), (BUG, optional(&full))];
    let mut ops = project(
        10_001,
        "OPS",
        "Operations",
        "Servers, releases and audits.",
        8,
        1,
        &[EPIC, AUFGABE, FEHLER, COMPLIANCE, SUBTASK],
    );
    let control = CONTROL.iter().map(|id| ScreenField::required(id)).collect();
    ops.extra = vec![epic(), (AUFGABE, optional(&OPERATIONS)), (FEHLER, optional(&OPERATIONS)), (COMPLIANCE, control)];
    let mut help = project(10_002, "HELP", "Help Desk", "Requests of our customers.", 9, 2, &[REQUEST, INCIDENT]);
    help.kind = "service_desk";
    help.desk = Some(1);
    help.extra = vec![
        (REQUEST, optional(&["customfield_10010", "customfield_10070"])),
        (INCIDENT, optional(&["customfield_10010", "customfield_10070", "customfield_10071"])),
    ];
    let mut vault = project(10_003, "VAULT", "Vault", "Only for the board.", 0, 0, &[TASK]);
    vault.hidden = true;
    vec![shop, ops, help, vault]
}

/// Released, archived and unreleased versions, around the start.
pub(super) fn versions(start: Timestamp) -> Vec<Version> {
    let day = |days: i64| -> Option<Date> { Some(days_before(start, days).to_zoned_datetime(TimeZone::UTC).date()) };
    let version = |id: u64, project: usize, name: &str, description: &str, begun: i64, release: Option<i64>| Version {
        id,
        project,
        name: name.into(),
        description: description.into(),
        released: release.is_some_and(|days| days > 0),
        archived: release.is_some_and(|days| days > 200),
        start: day(begun),
        release: release.and_then(day),
    };
    vec![
        version(10_100, SHOP, "1.0", "The first shop", 420, Some(330)),
        version(10_101, SHOP, "2.0", "Accounts and wish lists", 330, Some(180)),
        version(10_102, SHOP, "2.1", "Search that finds things", 180, Some(60)),
        version(10_103, SHOP, "2.2", "Checkout redesign", 60, Some(-21)),
        version(10_104, SHOP, "2.3", "Gift cards", 10, Some(-75)),
        version(10_105, SHOP, "Later", "", 10, None),
        version(10_110, OPS, "2026.1", "First half of the year", 160, Some(14)),
        version(10_111, OPS, "2026.2", "Second half of the year", 14, Some(-170)),
        version(10_120, VAULT, "9.9", "Not to be seen", 14, None),
    ]
}

/// Components, some with a lead.
pub(super) fn components() -> Vec<Component> {
    [
        (10_200, SHOP, "Checkout", Some(1)),
        (10_201, SHOP, "Catalogue", Some(5)),
        (10_202, SHOP, "Search", None),
        (10_203, SHOP, "Accounts", Some(3)),
        (10_204, SHOP, "API", Some(0)),
        (10_205, SHOP, "Mobile web", Some(2)),
        (10_210, OPS, "Kubernetes", Some(8)),
        (10_211, OPS, "Datenbank", Some(4)),
        (10_212, OPS, "Monitoring", None),
        (10_220, HELP, "Billing", Some(9)),
        (10_221, HELP, "Orders", None),
        (10_230, VAULT, "Ledger", None),
    ]
    .map(|(id, project, name, lead)| Component { id, project, name: name.into(), description: String::new(), lead })
    .to_vec()
}

/// Seventy labels, sorted as Jira lists them.
pub(super) fn labels() -> Vec<String> {
    let areas = ["a11y", "cart", "catalogue", "checkout", "coupon", "email", "login", "payment", "search", "shipping"];
    let kinds = ["bug", "cleanup", "copy", "flaky", "idea", "perf"];
    let mut labels: Vec<String> =
        areas.iter().flat_map(|area| kinds.iter().map(move |kind| format!("{area}-{kind}"))).collect();
    labels.extend(LABELS.map(String::from));
    labels.sort();
    labels
}

const LABELS: [&str; 10] = [
    "backend",
    "customer-reported",
    "frontend",
    "good-first-issue",
    "needs-design",
    "quick-win",
    "regression",
    "security",
    "tech-debt",
    "\u{dc}bersetzung",
];

/// Saved filters; the second one leads out of `SHOP`.
pub(super) fn filters() -> Vec<Filter> {
    [
        (10_400, "Open in the shop", "project = SHOP AND resolution is EMPTY"),
        (10_401, "Everything", "created >= -3650d ORDER BY created"),
        (10_402, "Night shift", "project = OPS"),
    ]
    .map(|(id, name, jql)| Filter { id, name: name.into(), jql: jql.into() })
    .to_vec()
}
