//! Three hundred ordinary issues: 180 in SHOP, 70 in OPS, 50 in HELP, and five that Robin can't see.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::boards::{ACTIVE, NEXT, OTHER_FIVE};
use super::chance::Chance;
use super::projects::{AUFGABE, BUG, COMPLIANCE, EPIC, FEHLER, INCIDENT, REQUEST, STORY, SUBTASK, TASK};
use super::summaries::{self, Parts};
use super::{HELP, OPS, ROBIN, SHOP, VAULT, days_before, hours_before};
use crate::demo::options::Seed;
use crate::demo::store::{Category, Comment, Entry, Issue, Link, Rich, Store, Value, Worklog};

/// How many issues each project has.
const COUNTS: [(usize, u64); 4] = [(SHOP, 180), (OPS, 70), (HELP, 50), (VAULT, 5)];

/// Who gets work: everyone who is active and assignable.
const WORKERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 7, 8, 9];

/// Fills the store.
pub(super) fn fill(store: &mut Store, seed: Seed, start: Timestamp) {
    let mut chance = Chance::new(seed.0);
    let mut rank = 0_u64;
    for (project, count) in COUNTS {
        let key = store.projects.get(project).map(|project| project.key.clone()).unwrap_or_default();
        for number in 1..=count {
            rank += 1;
            let id = 10_000 + project as u64 * 1_000 + number;
            // Later numbers are younger; a day holds at most a few issues.
            let age = (count - number) as i64 * 240 / count as i64 + 1;
            let created = hours_before(days_before(start, age), (number % 9) as i64);
            let mut issue = blank(id, format!("{key}-{number}"), project, created, &mut chance);
            issue.values.insert("customfield_10019".into(), Value::Text(format!("0|i{rank:05}:")));
            dress(store, &mut issue, number, start, &mut chance);
            store.issues.push(Entry::settled(issue));
        }
        if let Some(row) = store.projects.get_mut(project) {
            row.next_number = count + 1;
        }
    }
    for step in 0..24_u64 {
        let (from, to) = (10_030 + step * 5, 10_033 + step * 6);
        store.links.push(Link { id: 20_000 + step, kind: chance.below(4), from, to });
    }
}

fn blank(id: u64, key: String, project: usize, created: Timestamp, chance: &mut Chance) -> Issue {
    let reporter = chance.pick(&WORKERS).copied().unwrap_or_default();
    let values: BTreeMap<String, Value> = [
        ("project", Value::Project(project)),
        ("created", Value::Time(created)),
        ("updated", Value::Time(created)),
        ("reporter", Value::User(reporter)),
        ("creator", Value::User(reporter)),
    ]
    .into_iter()
    .map(|(id, value)| (id.to_owned(), value))
    .collect();
    Issue {
        id,
        key,
        former_keys: Vec::new(),
        project,
        values,
        comments: Vec::new(),
        worklogs: Vec::new(),
        history: Vec::new(),
        attachments: Vec::new(),
        remote_links: Vec::new(),
        properties: BTreeMap::new(),
        watchers: chance.below(5) as u64,
        votes: chance.below(3) as u64,
    }
}

fn kind_of(project: usize, number: u64, chance: &mut Chance) -> (usize, &'static Parts) {
    match project {
        SHOP if matches!(number, 2 | 23 | 60 | 100 | 140) => (EPIC, &summaries::STORIES),
        SHOP if number > 30 && number.is_multiple_of(11) => (SUBTASK, &summaries::TASKS),
        SHOP => match chance.below(10) {
            0..=3 => (STORY, &summaries::STORIES),
            4..=7 => (BUG, &summaries::BUGS),
            _ => (TASK, &summaries::TASKS),
        },
        OPS if number == 1 => (EPIC, &summaries::OPERATIONS),
        OPS if number.is_multiple_of(14) => (COMPLIANCE, &summaries::OPERATIONS),
        OPS if chance.percent(35) => (FEHLER, &summaries::OPERATIONS),
        OPS => (AUFGABE, &summaries::OPERATIONS),
        HELP if chance.percent(25) => (INCIDENT, &summaries::REQUESTS),
        HELP => (REQUEST, &summaries::REQUESTS),
        _ => (TASK, &summaries::TASKS),
    }
}

/// Gives an issue its type, texts, people and history.
fn dress(store: &mut Store, issue: &mut Issue, number: u64, start: Timestamp, chance: &mut Chance) {
    let project = issue.project;
    let (kind, parts) = kind_of(project, number, chance);
    let set = |issue: &mut Issue, id: &str, value: Value| {
        issue.values.insert(id.to_owned(), value);
    };
    set(issue, "issuetype", Value::Type(kind));
    set(issue, "summary", Value::Text(summaries::summary(chance, parts)));
    if chance.percent(85) {
        set(issue, "description", Value::Rich(Rich::Plain(summaries::note(chance, parts).into())));
    }
    let priority = [2, 2, 2, 1, 3, 2, 0, 4, 1, 3].get(chance.below(10)).copied().unwrap_or(2);
    set(issue, "priority", Value::Priority(priority));
    if chance.percent(50) {
        let mut labels: Vec<String> =
            (0..=chance.below(2)).filter_map(|_| chance.pick(&store.labels).cloned()).collect();
        labels.dedup();
        set(issue, "labels", Value::Labels(labels));
    }
    let components: Vec<u64> = store.components.iter().filter(|row| row.project == project).map(|row| row.id).collect();
    if let (true, Some(id)) = (chance.percent(60), chance.pick(&components)) {
        set(issue, "components", Value::Components(vec![*id]));
    }
    let versions: Vec<u64> =
        store.versions.iter().filter(|row| row.project == project && !row.archived).map(|row| row.id).collect();
    if let (true, Some(id)) = (chance.percent(45), chance.pick(&versions)) {
        set(issue, "fixVersions", Value::Versions(vec![*id]));
    }
    if chance.percent(20) {
        let due = days_before(start, chance.below(60) as i64 - 40).to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        set(issue, "duedate", Value::Date(due));
    }
    match (project, kind) {
        (SHOP, EPIC) | (OPS, EPIC) => {
            let name = issue.summary().chars().take(24).collect();
            set(issue, "customfield_10011", Value::Text(name));
        }
        (SHOP, SUBTASK) => set(issue, "parent", Value::Issue(10_000 + number - 3)),
        (SHOP, _) => {
            if chance.percent(40) {
                let epic = [10_002, 10_023, 10_060, 10_100, 10_140].get(chance.below(5)).copied().unwrap_or(10_002);
                set(issue, "parent", Value::Issue(epic));
            }
            set_points(issue, chance);
            if kind == BUG {
                set(issue, "customfield_10042", Value::Choice(10_201 + chance.below(4) as u64));
                set(issue, "environment", Value::Rich(Rich::Plain("Production, Firefox 148 on Windows".into())));
            }
            if chance.percent(50) {
                set(issue, "customfield_10114", Value::Choice(10_260 + chance.below(4) as u64));
            }
        }
        (OPS, COMPLIANCE) => comply(issue, number, start, chance),
        (OPS, _) => set_points(issue, chance),
        (HELP, _) => {
            let names = ["Ask a question", "Report a problem", "Request a refund"];
            set(issue, "customfield_10010", request_type(chance.word(&names)));
            set(issue, "customfield_10070", Value::Choice(10_280 + chance.below(4) as u64));
            set(issue, "reporter", Value::User(11));
            set(issue, "creator", Value::User(11));
        }
        _ => {}
    }
    let first = store
        .projects
        .get(project)
        .and_then(|row| store.workflows.get(row.workflow))
        .and_then(|row| row.statuses.first().copied());
    set(issue, "status", Value::Status(first.unwrap_or_default()));
    live(store, issue, number, start, chance);
}

fn set_points(issue: &mut Issue, chance: &mut Chance) {
    if chance.percent(55) {
        let points = [1.0, 2.0, 3.0, 5.0, 8.0, 0.5].get(chance.below(6)).copied().unwrap_or(3.0);
        issue.values.insert("customfield_10016".into(), Value::Number(points));
    }
}

/// The six unusual fields of a control.
fn comply(issue: &mut Issue, number: u64, start: Timestamp, chance: &mut Chance) {
    let due = days_before(start, -30 - chance.below(60) as i64).to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let evidence = Rich::Plain("Screenshots are in the audit folder.".into());
    for (id, value) in [
        ("customfield_10060", Value::User(chance.pick(&WORKERS).copied().unwrap_or_default())),
        ("customfield_10061", Value::Text(format!("ISO-A.{}.{number}", 5 + number % 9))),
        ("customfield_10062", Value::Date(due)),
        ("customfield_10063", Value::Choice(10_270 + chance.below(3) as u64)),
        ("customfield_10064", Value::Rich(evidence)),
        ("customfield_10065", Value::Choice(10_500 + chance.below(64) as u64)),
    ] {
        issue.values.insert(id.into(), value);
    }
}

/// A request type as the service desk's field holds it.
fn request_type(name: &str) -> Value {
    Value::Raw(json!({
        "_links": { "web": "/servicedesk/customer/portal/1" },
        "requestType": { "_expands": ["field"], "id": "31", "name": name, "description": "", "helpText": "", "issueTypeId": "10020", "serviceDeskId": "1", "portalId": "1", "groupIds": ["1"] },
    }))
}

/// What happened to an issue between its making and the start.
fn live(store: &mut Store, issue: &mut Issue, number: u64, start: Timestamp, chance: &mut Chance) {
    let created = issue.time("created").unwrap_or(start);
    let age = start.duration_since(created);
    let at = |part: i64| created.checked_add(age * i32::try_from(part).unwrap_or_default() / 100).unwrap_or(created);
    let worker = chance.pick(&WORKERS).copied().unwrap_or_default();
    // Robin, who looks at all this, has a little more to do than the others.
    let worker = if chance.percent(8) { ROBIN } else { worker };
    if chance.percent(75) {
        store.set(issue, "assignee", Some(Value::User(worker)), worker, at(10));
    }
    // Old issues are mostly done, young ones mostly open.
    let old = age.as_hours() > 24 * 110;
    let steps =
        if old { 1 + chance.below(4) } else { chance.below(100).checked_sub(45).map_or(0, |more| 1 + more / 30) };
    for step in 0..steps {
        let ways: Vec<usize> = store
            .transitions(issue)
            .into_iter()
            .filter(|way| forward(store, issue.status(), way.to))
            .map(|way| way.to)
            .collect();
        // Young issues take the short steps, one status at a time.
        let Some(to) = (if old { chance.pick(&ways).copied() } else { ways.first().copied() }) else {
            break;
        };
        let moment = at(20 + step as i64 * 18);
        store.set(issue, "status", Some(Value::Status(to)), worker, moment);
        if store.statuses.get(to).is_some_and(|status| status.category == Category::Done) {
            store.set(issue, "resolution", Some(Value::Resolution(usize::from(chance.percent(15)))), worker, moment);
            issue.values.insert("resolutiondate".into(), Value::Time(moment));
        }
    }
    if issue.project == SHOP && !matches!(issue.kind(), EPIC | SUBTASK) {
        let done = issue.get("resolution").is_some();
        let sprints: Vec<u64> = match (done, number % 5) {
            (true, part) => vec![33 + part.min(3)],
            (false, 0) => vec![36, ACTIVE],
            (false, 1) => vec![ACTIVE],
            (false, 2) => vec![NEXT],
            (false, 3) if number.is_multiple_of(2) => vec![OTHER_FIVE],
            _ => Vec::new(),
        };
        if !sprints.is_empty() {
            store.set(issue, "customfield_10020", Some(Value::Sprints(sprints)), worker, at(15));
            issue.history.sort_by_key(|entry| entry.at);
        }
    }
    let service = issue.project == HELP;
    for part in 0..chance.below(4) {
        let author = chance.pick(&WORKERS).copied().unwrap_or_default();
        let moment = at(25 + part as i64 * 20);
        issue.comments.push(Comment {
            id: issue.id * 10 + part as u64,
            author: if service && part == 0 { 11 } else { author },
            body: Rich::Plain(summaries::remark(chance).into()),
            created: moment,
            updated: moment,
            public: !(service && part == 1),
            visibility: None,
        });
    }
    if chance.percent(15) {
        let moment = at(60);
        issue.values.insert("timeoriginalestimate".into(), Value::Number(28_800.0));
        let seconds = 1_800 * (1 + chance.below(12) as u64);
        issue.worklogs.push(Worklog {
            id: issue.id * 10 + 5,
            author: worker,
            comment: None,
            started: hours_before(moment, 3),
            created: moment,
            seconds,
        });
    }
    let last = issue
        .comments
        .iter()
        .map(|row| row.created)
        .chain(issue.history.iter().map(|row| row.at))
        .max()
        .unwrap_or(created);
    issue.values.insert("updated".into(), Value::Time(last));
    issue.values.entry("statuscategorychangedate".into()).or_insert(Value::Time(created));
}

/// Whether a status is further than another, so that nothing goes in circles.
fn forward(store: &Store, from: usize, to: usize) -> bool {
    let stage = |row: usize| {
        store.statuses.get(row).map_or(0, |status| match status.category {
            Category::New => 0,
            Category::InProgress => 1,
            Category::Done => 2,
        })
    };
    stage(to) > stage(from) || (stage(to) == stage(from) && to > from)
}
