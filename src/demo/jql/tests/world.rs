//! The world of the tests.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::demo::jql::{Change, Field, Kind, Value, World};

pub(super) struct Company {
    issues: Vec<Issue>,
    pub(super) me: Option<String>,
}

#[derive(Default)]
struct Issue {
    values: Vec<(&'static str, Vec<Value>)>,
    history: Vec<(&'static str, Change)>,
}

const STATUSES: &[(&str, &str, i64)] = &[("1", "Open", 1), ("2", "In Progress", 2), ("3", "Done", 3)];
const PRIORITIES: &[(&str, &str, i64)] = &[("5", "Highest", 5), ("4", "High", 4), ("3", "Medium", 3), ("2", "Low", 2)];
const PEOPLE: &[(&str, &str, i64)] =
    &[("u-robin", "Robin Vale", 0), ("u-ana", "Ana Ruiz", 0), ("u-zoe", "Zoe Park", 0)];
const VERSIONS: &[(&str, &str, i64)] = &[("11", "1.0", 1), ("12", "2.0", 2)];
const RESOLUTIONS: &[(&str, &str, i64)] = &[("1", "Fixed", 1)];
const KEYS: &[(&str, &str, i64)] =
    &[("101", "SHOP-1", 1), ("102", "SHOP-2", 2), ("110", "SHOP-10", 10), ("203", "OPS-3", 3)];
const PROJECTS: &[(&str, &str, i64)] = &[("1", "SHOP", 0), ("2", "OPS", 0)];

/// Clause names, the id, the kind, and whether ORDER BY accepts it.
const FIELDS: &[(&[&str], &str, Kind, bool)] = &[
    (&["key", "issuekey", "issue", "id"], "issuekey", Kind::Issue, true),
    (&["parent"], "parent", Kind::Issue, true),
    (&["project"], "project", Kind::Entity, true),
    (&["status"], "status", Kind::Entity, true),
    (&["priority"], "priority", Kind::Entity, true),
    (&["resolution"], "resolution", Kind::Entity, true),
    (&["fixVersion"], "fixVersions", Kind::Entity, true),
    (&["assignee"], "assignee", Kind::User, true),
    (&["creator"], "creator", Kind::User, true),
    (&["labels"], "labels", Kind::Label, true),
    (&["summary"], "summary", Kind::Text, true),
    (&["comment"], "comment", Kind::Text, false),
    (&["text"], "text", Kind::Text, false),
    (&["created", "createdDate"], "created", Kind::Date, true),
    (&["due", "duedate"], "duedate", Kind::Date, true),
    (&["Story Points", "cf[3]"], "customfield_3", Kind::Number, true),
    (&["Team", "cf[1]"], "customfield_1", Kind::Label, true),
    (&["Team", "cf[2]"], "customfield_2", Kind::Label, true),
    (&["Size", "cf[4]"], "customfield_4", Kind::Entity, true),
    (&["Size", "cf[5]"], "customfield_5", Kind::Entity, true),
];

pub(super) fn company() -> Company {
    let issue = |key: usize, status: usize, priority: usize, created: &str, summary: &str| Issue {
        values: vec![
            ("issuekey", vec![entity(KEYS, key)]),
            ("project", vec![entity(PROJECTS, usize::from(key == 3))]),
            ("status", vec![entity(STATUSES, status)]),
            ("priority", vec![entity(PRIORITIES, priority)]),
            ("creator", vec![entity(PEOPLE, 0)]),
            ("created", vec![Value::Time(at(created))]),
            ("summary", vec![Value::Text(summary.to_owned())]),
            ("text", vec![Value::Text(summary.to_owned()), Value::Text(format!("A remark on {}", KEYS[key].1))]),
        ],
        history: Vec::new(),
    };
    let mut shop1 = issue(0, 0, 1, "2026-06-01T10:00:00Z", "Payment page crashes on submit");
    shop1.values.extend([
        ("assignee", vec![entity(PEOPLE, 0)]),
        ("labels", vec![Value::Text("backend".into()), Value::Text("Urgent".into())]),
        ("duedate", vec![day(2026, 6, 15)]),
        ("customfield_3", vec![Value::Number(3.0)]),
        ("customfield_1", vec![Value::Text("Blue".into())]),
        ("fixVersions", vec![entity(VERSIONS, 0), entity(VERSIONS, 1)]),
    ]);
    shop1.history = vec![("fixVersions", change("2026-06-10T08:00:00Z", "u-ana", None, Some(VERSIONS[1])))];
    let mut shop2 = issue(1, 2, 3, "2026-06-14T21:30:00Z", "Refund e-mails never arrive");
    shop2.values.extend([
        ("resolution", vec![entity(RESOLUTIONS, 0)]),
        ("customfield_3", vec![Value::Number(8.0)]),
        ("customfield_2", vec![Value::Text("Blue".into())]),
        ("comment", vec![Value::Text("The crash of the payment is old".into())]),
        ("parent", vec![entity(KEYS, 0)]),
    ]);
    shop2.history = vec![
        ("status", change("2026-06-14T22:00:00Z", "u-robin", Some(STATUSES[0]), Some(STATUSES[1]))),
        ("status", change("2026-06-15T08:00:00Z", "u-ana", Some(STATUSES[1]), Some(STATUSES[2]))),
        ("resolution", change("2026-06-15T08:00:00Z", "u-ana", None, Some(RESOLUTIONS[0]))),
    ];
    let mut shop10 = issue(2, 1, 0, "2026-06-15T07:00:00Z", "Login-page wording");
    shop10.values.extend([
        ("assignee", vec![entity(PEOPLE, 1)]),
        ("duedate", vec![day(2026, 6, 20)]),
        ("customfield_1", vec![Value::Text("Red".into())]),
    ]);
    shop10.history = vec![
        ("status", change("2026-06-15T09:00:00Z", "u-ana", Some(STATUSES[0]), Some(STATUSES[1]))),
        ("assignee", change("2026-06-15T09:30:00Z", "u-robin", Some(PEOPLE[0]), Some(PEOPLE[1]))),
    ];
    let mut ops3 = issue(3, 0, 2, "2025-12-01T00:00:00Z", "支払い画面 Error 42");
    ops3.values.extend([
        ("assignee", vec![entity(PEOPLE, 0)]),
        ("labels", vec![Value::Text("Backend".into())]),
        ("fixVersions", vec![entity(VERSIONS, 1)]),
    ]);
    Company { issues: vec![shop1, shop2, shop10, ops3], me: Some("u-robin".into()) }
}

impl Company {
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.issues.len()).collect()
    }

    pub(super) fn key(&self, issue: usize) -> &'static str {
        KEYS[issue].1
    }
}

impl World for Company {
    type Issue = usize;

    fn now(&self) -> Timestamp {
        at("2026-06-15T12:00:00Z")
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn me(&self) -> Option<String> {
        self.me.clone()
    }

    fn fields(&self, clause: &str) -> Vec<Field> {
        let named = FIELDS.iter().filter(|(names, ..)| names.iter().any(|name| name.eq_ignore_ascii_case(clause)));
        named
            .map(|(names, id, kind, orderable)| Field {
                id: (*id).into(),
                name: names[0].into(),
                kind: *kind,
                orderable: *orderable,
            })
            .collect()
    }

    fn resolve(&self, field: &Field, literal: &str) -> Vec<String> {
        let known = match field.id.as_str() {
            "issuekey" | "parent" => KEYS,
            "project" => PROJECTS,
            "status" => STATUSES,
            "priority" => PRIORITIES,
            "resolution" => RESOLUTIONS,
            "fixVersions" => VERSIONS,
            "assignee" | "creator" => PEOPLE,
            _ => &[],
        };
        let named = known.iter().filter(|(id, name, _)| *id == literal || name.eq_ignore_ascii_case(literal));
        named.map(|(id, ..)| (*id).to_owned()).collect()
    }

    fn values(&self, issue: usize, field: &Field) -> Vec<Value> {
        let values = self.issues[issue].values.iter().find(|(id, _)| *id == field.id);
        values.map(|(_, values)| values.clone()).unwrap_or_default()
    }

    fn history(&self, issue: usize, field: &Field) -> Vec<Change> {
        let history = self.issues[issue].history.iter().filter(|(id, _)| *id == field.id);
        history.map(|(_, change)| change.clone()).collect()
    }

    fn function(&self, name: &str, arguments: &[String]) -> Option<Result<Vec<String>, String>> {
        match (name, arguments) {
            ("membersOf", [group]) if group == "staff" => Some(Ok(vec!["u-robin".into(), "u-ana".into()])),
            ("membersOf", [group]) => Some(Err(format!(
                "Function 'membersOf' can not generate a list of usernames for group '{group}'; the group does not exist."
            ))),
            ("linkedIssues", _) => Some(Ok(vec!["102".into()])),
            ("lastLogin", []) => Some(Ok(vec!["2026-06-15T06:00:00Z".into()])),
            _ => None,
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(year: i16, month: i8, day: i8) -> Value {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    Value::Time(date(year, month, day).to_zoned_datetime(zone).unwrap().timestamp())
}

fn entity(known: &[(&str, &str, i64)], at: usize) -> Value {
    let (id, name, rank) = known[at];
    Value::Entity { id: id.into(), name: name.into(), rank }
}

type Known = (&'static str, &'static str, i64);

fn change(when: &str, by: &str, from: Option<Known>, to: Option<Known>) -> Change {
    let owned = |(id, name, _): Known| (id.to_owned(), name.to_owned());
    Change { at: at(when), by: by.into(), from: from.map(owned), to: to.map(owned) }
}
