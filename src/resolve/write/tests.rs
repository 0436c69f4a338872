//! Whole writes against the embedded Jira in both dialects: what is asked is resolved, sent as it is, and read again.

mod house;

use super::*;
use crate::demo;
use crate::error::Problem;
use crate::policy::Policy;
use house::{BOTH, House};
use serde_json::Map;

fn fields(entries: Value) -> Asked {
    asked(json!({ "fields": entries }))
}

/// The arguments of a write as a tool reads them.
fn asked(arguments: Value) -> Asked {
    let reading = |name| Reading { name, site: "" };
    let get = |name: &str| arguments.get(name).filter(|value| !is_filler(value));
    let text = |name| get(name).map(|value| Text::read(value, reading(name)).unwrap());
    Asked::default()
        .with("summary", text("summary"))
        .with_text("description", get("description").map(|value| Edit::read(value, reading("description")).unwrap()))
        .with("assignee", text("assignee"))
        .with("priority", text("priority"))
        .with_labels(get("labels").map(|value| Labels::read(value, reading("labels")).unwrap()))
        .with("parent", text("parent"))
        .with_fields(get("fields").map(|value| FieldValues::read(value, reading("fields")).unwrap()))
}

fn entry<'a>(error: &'a ToolError, key: &str) -> &'a Entry {
    let found = error.fields.iter().find(|(name, _)| name == key);
    &found.unwrap_or_else(|| panic!("{key} in {error:?}")).1
}

#[tokio::test]
async fn every_kind_of_field_is_created_and_read_again() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        let changes = house
            .create(
                "SHOP",
                "Bug",
                asked(json!({
                    "summary": "A bug: with a colon",
                    "description": "It **fails**",
                    "assignee": "priya shah",
                    "priority": "high",
                    "labels": ["checkout-bug", "new"],
                    "parent": "SHOP-2",
                    "fields": [
                        "Severity: major", "Browsers: Chrome, firefox", "Region: Europe > Germany", "Regression: Yes",
                        "Checked on: Desktop, Phone", "Reviewer: me", "Stakeholders: Priya Shah, Jon Berg",
                        "Owning group: web-team", "Go-live date: in 3 days", "Deployed at: 2026-06-20 14:00",
                        "Customer tags: gold", "Found in version: 2.1", "Effort (days): 2.5", "Build number: 1.2: rc",
                        "Fix versions: 2.2", "Affects versions: 2.1", "Components: API, Checkout", "Due date: tomorrow",
                        "Story Points: 0", "Release notes: Read *this*", "Design link: https://example.com/d",
                        "Sprint: Sprint 6 (board Web)", "Team [customfield_10114]: Platform", "customfield_10115: Red",
                        "Flagged: none"
                    ],
                })),
            )
            .await;
        let changes = changes.unwrap_or_else(|error| panic!("{error:#?}"));
        assert_eq!(changes.warnings, ["`Flagged: none` was skipped; `Flagged: (clear)` empties the field"]);
        assert_eq!(changes.list.len(), 30, "{dialect:?}");
        let settled = changes.settle(|_, text| Ok(house.stored(text.markdown()))).unwrap();
        let mut all = settled.create_body().fields;
        all.insert("project".into(), json!({"key": "SHOP"}));
        all.insert("issuetype".into(), json!({"id": "10003"}));
        let (status, answer) = house.send("POST", "issue", json!({"fields": all})).await;
        assert_eq!(status, 201, "{answer}");
        let key = answer["key"].as_str().unwrap();
        let issue = house.client.issue(&house.call, key, None).await.unwrap();
        for one in settled.list() {
            let held = issue.fields.get(&one.id);
            assert!(one.is_unchanged(held), "{dialect:?} {}: {held:?} {:?}", one.name, one.change);
        }
        // The same again is no change at all.
        let (_, unchanged) = settled.clone().split(&issue.fields);
        assert_eq!(unchanged.len(), settled.list().len());
    }
}

#[tokio::test]
async fn lists_are_changed_by_what_differs_and_values_are_cleared_by_name() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        let body = house
            .update(
                "SHOP-1",
                asked(json!({
                    "labels": ["new", "-regression", "checkout-bug"], "assignee": "me", "description": "New",
                    "fields": {"Fix versions": "2.3", "Components": "-Checkout, API", "Story Points": 8, "Browsers": "=Chrome"},
                })),
            )
            .await;
        let update = json!(body.update);
        assert_eq!(update["labels"], json!([{"add": "new"}, {"remove": "regression"}]));
        assert_eq!(update["fixVersions"], json!([{"add": {"id": "10104"}}]));
        assert_eq!(update["components"], json!([{"add": {"id": "10204"}}, {"remove": {"id": "10200"}}]));
        assert_eq!(body.fields["customfield_10043"], json!([{"id": "10220"}]));
        let cleared = json!({
            "assignee": "Unassigned", "parent": "(clear)",
            "fields": ["Labels: (clear)", "Story Points: (clear)", "Severity: (Clear)", "Sprint: backlog", "Browsers: (clear)"],
        });
        let body = house.update("SHOP-1", asked(cleared.clone())).await;
        assert_eq!(body.fields["assignee"], json!(null));
        assert_eq!(body.fields["labels"], json!([]));
        let (changes, issue) = house.edit("SHOP-1", asked(cleared)).await.unwrap();
        let (changed, unchanged) = changes.settle(|_, _| Ok(Value::Null)).unwrap().split(&issue.fields);
        assert_eq!((changed.list().len(), unchanged.len()), (0, 7), "{changed:?}");
    }
}

#[tokio::test]
async fn a_parent_stands_where_each_jira_keeps_it() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        house.update("SHOP-1", asked(json!({"parent": "(clear)"}))).await;
        let body = house.update("SHOP-1", asked(json!({"parent": "shop-2"}))).await;
        match dialect {
            demo::Dialect::Cloud => assert_eq!(body.fields["parent"], json!({"key": "SHOP-2"})),
            demo::Dialect::DataCenter => assert_eq!(body.fields["customfield_10014"], json!("SHOP-2")),
        }
        let error = house.edit("SHOP-1", asked(json!({"parent": "SHOP-99999"}))).await.unwrap_err();
        assert_eq!(error.code, Code::NotFoundOrHidden);
        assert_eq!(error.fields[0].0, "parent");
        let error = house.create("SHOP", "Sub-task", asked(json!({"summary": "x"}))).await.unwrap_err();
        assert_eq!((error.code, error.fields[0].0.as_str()), (Code::MissingFields, "parent"));
        let error =
            house.create("SHOP", "Sub-task", asked(json!({"summary": "x", "parent": "OPS-1"}))).await.unwrap_err();
        assert!(error.message.contains("not in SHOP"), "{}", error.message);
        assert!(house.create("SHOP", "Sub-task", asked(json!({"summary": "x", "parent": "SHOP-1"}))).await.is_ok());
    }
    let house = House::new(demo::Dialect::Cloud).await;
    let error = house.edit("SHOP-2", asked(json!({"parent": "SHOP-1"}))).await.unwrap_err();
    assert_eq!(error.code, Code::NotEditable, "an epic has no parent here");
    let error = house.create("SHOP", "Bug", asked(json!({"summary": "x", "parent": "SHOP-1"}))).await.unwrap_err();
    assert!(error.message.contains("can't be the parent of a Bug"), "{}", error.message);
    let house =
        House { policy: Policy::new(false, Some(vec!["SHOP".into()]), None), ..House::new(demo::Dialect::Cloud).await };
    let error = house.edit("SHOP-1", asked(json!({"parent": "OPS-1"}))).await.unwrap_err();
    assert_eq!(error.code, Code::ProjectNotAllowed);
}

#[tokio::test]
async fn every_problem_is_in_one_error() {
    let house = House::new(demo::Dialect::Cloud).await;
    let wrong = json!({
        "summary": "x", "priority": "Urgent", "assignee": "Ana Silva", "labels": ["two words"],
        "fields": ["Severty: Major", "Story Points: many", "Team: Platform", "Resolution: Done", "Urgency: High", "Browsers: Chrome", "Nonsense: 1"],
    });
    let error = house.create("SHOP", "Bug", asked(wrong)).await.unwrap_err();
    let problems: Vec<(&str, Option<Problem>)> =
        error.fields.iter().map(|(key, field)| (key.as_str(), field.problem)).collect();
    assert_eq!(
        problems,
        [
            ("assignee", Some(Problem::Ambiguous)),
            ("priority", Some(Problem::NotAllowed)),
            ("labels", Some(Problem::Malformed)),
            ("Severty", Some(Problem::Unknown)),
            ("Story Points", Some(Problem::Malformed)),
            ("Team", Some(Problem::Ambiguous)),
            ("Resolution", Some(Problem::NotEditable)),
            ("Urgency", Some(Problem::NotEditable)),
            ("Nonsense", Some(Problem::Unknown)),
        ]
    );
    assert_eq!(entry(&error, "priority").allowed.len(), 5);
    assert_eq!(entry(&error, "labels").send, Some(json!(["two-words"])));
    assert_eq!(entry(&error, "Severty").closest.as_deref(), Some("Severity"));
    assert_eq!(entry(&error, "Story Points").id.as_deref(), Some("customfield_10016"));
    assert!(serde_json::to_string(&error.to_map()).unwrap().len() <= 2_100);
    for candidate in &entry(&error, "assignee").candidates {
        let again = asked(json!({"summary": "x", "assignee": candidate.send}));
        assert!(house.create("SHOP", "Bug", again).await.is_ok(), "{candidate:?}");
    }
    for candidate in &entry(&error, "Team").candidates {
        let line = format!("{}: Platform", candidate.send.as_str().unwrap());
        let again = asked(json!({"summary": "x", "fields": [line]}));
        assert!(house.create("SHOP", "Bug", again).await.is_ok(), "{candidate:?}");
    }
}

#[tokio::test]
async fn one_call_mends_fields_as_a_whole() {
    let house = House::new(demo::Dialect::Cloud).await;
    let some = fields(json!(["Severty: Majr", "Browsers: Chrome", "Urgency: High", "Story Points: 5 points"]));
    let error = house.edit("SHOP-1", some).await.unwrap_err();
    let whole = json!(["Severity: Major", "Browsers: Chrome", "Story Points: 5"]);
    assert!(error.fields.iter().all(|(_, field)| field.send.as_ref() == Some(&whole)), "{error:#?}");
    assert_eq!(
        error.fix.as_deref().unwrap().split(';').next().unwrap(),
        format!("call jira_test again with fields {whole}")
    );
    assert!(house.edit("SHOP-1", fields(whole)).await.is_ok());
    let error = house.edit("SHOP-1", fields(json!(["Severty: Opera", "Urgency: High"]))).await.unwrap_err();
    assert_eq!(entry(&error, "Urgency").send, None, "a name that is mended may still have a wrong value");
}

#[tokio::test]
async fn six_unusual_required_fields_are_told_with_what_others_hold() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        let error = house.create("OPS", "Compliance", asked(json!({"summary": "x"}))).await.unwrap_err();
        assert_eq!(error.code, Code::MissingFields);
        assert_eq!(error.fields.len(), 6, "{error:#?}");
        let risk = entry(&error, "Risk class");
        assert_eq!(risk.allowed.len(), 3);
        assert!(!risk.usual.is_empty() && risk.usual.len() <= 3);
        for free in ["Control owner", "Control id", "Audit due", "Evidence"] {
            let free = entry(&error, free);
            assert!(free.usual.is_empty() && free.takes.is_some(), "{free:?}");
        }
        assert!(serde_json::to_string(&error.to_map()).unwrap().len() <= 2_100);
        let fix = error.fix.clone().unwrap();
        let like = fix.split("like: ").nth(1).and_then(|rest| rest.split('`').next()).unwrap().to_owned();
        let given = |more: Vec<String>| {
            let own = ["Control owner: me", "Control id: C-1", "Audit due: in 7 days", "Evidence: none yet"];
            let all: Vec<String> = own.iter().map(|one| (*one).to_owned()).chain(more).collect();
            asked(json!({"summary": "x", "fields": all}))
        };
        let changes = house.create("OPS", "Compliance", given(vec![format!("like: {like}")])).await.unwrap();
        assert_eq!(changes.copied, ["Risk class", "Cost centre"]);
        let centre = entry(&error, "Cost centre");
        let values = vec![
            format!("Risk class: {}", risk.usual[0].0),
            format!("Cost centre: {}", centre.usual.first().map_or(&centre.allowed[0], |(value, _)| value)),
        ];
        let changes = house.create("OPS", "Compliance", given(values)).await.unwrap();
        let settled = changes.settle(|_, text| Ok(house.stored(text.markdown()))).unwrap();
        let mut all: Map<String, Value> = settled.create_body().fields;
        all.insert("project".into(), json!({"key": "OPS"}));
        all.insert("issuetype".into(), json!({"id": "10012"}));
        let (status, answer) = house.send("POST", "issue", json!({"fields": all})).await;
        assert_eq!(status, 201, "{answer}");
    }
}

#[tokio::test]
async fn people_are_active_and_can_be_given_the_work() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        for (sent, words) in [("Michael Okafor", "active"), ("Wombat", "is called")] {
            let error = house.edit("SHOP-1", asked(json!({"assignee": sent}))).await.unwrap_err();
            assert!(error.message.contains(words), "{dialect:?} {sent}: {}", error.message);
            assert_eq!(error.fields[0].0, "assignee");
        }
        assert!(house.edit("SHOP-1", asked(json!({"assignee": "jon"}))).await.is_ok());
        let error = house.edit("SHOP-1", fields(json!(["Stakeholders: Priya Shah, Wombat"]))).await.unwrap_err();
        assert_eq!(entry(&error, "Stakeholders").problem, Some(Problem::Unknown));
        house.update("SHOP-1", fields(json!(["Stakeholders: Priya Shah, Jon Berg"]))).await;
        house.update("SHOP-1", fields(json!(["Stakeholders: -jon berg, me"]))).await;
    }
}

#[tokio::test]
async fn sprints_teams_and_groups_are_found_by_name() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        for sent in ["current", "next", "Sprint 5"] {
            let error = house.edit("SHOP-3", fields(json!([format!("Sprint: {sent}")]))).await.unwrap_err();
            assert_eq!(error.code, Code::AmbiguousName, "{sent}");
            for candidate in &entry(&error, "Sprint").candidates {
                house.update("SHOP-3", fields(json!([format!("Sprint: {}", candidate.send.as_str().unwrap())]))).await;
            }
        }
        let error = house.edit("SHOP-3", fields(json!(["Sprint: Sprint 1"]))).await.unwrap_err();
        assert_eq!(error.code, Code::ValueNotAllowed, "a closed sprint takes nothing in");
        house.update("SHOP-3", fields(json!(["Sprint: 38"]))).await;
        let error = house.edit("SHOP-3", fields(json!(["Owning group: wombats"]))).await.unwrap_err();
        assert!(entry(&error, "Owning group").allowed.contains(&"web-team".to_owned()));
        house.update("SHOP-3", fields(json!(["Owning group: Web-Team"]))).await;
    }
}

#[tokio::test]
async fn fillers_change_nothing_and_an_empty_update_shows_how_to_clear() {
    let house = House::new(demo::Dialect::Cloud).await;
    for filler in [json!("none"), json!("null"), json!("N/A"), json!(""), json!([]), json!({}), json!(0), json!(null)] {
        let all = json!({"assignee": filler, "priority": filler, "labels": filler, "parent": filler, "fields": filler, "summary": filler});
        assert!(asked(all).is_empty(), "{filler}");
        let list = json!({"Browsers": filler, "Reviewer": filler, "Due date": filler, "Labels": filler, "Build number": filler});
        let (changes, _) = house.edit("SHOP-1", fields(list)).await.unwrap();
        assert!(changes.list.is_empty() && changes.warnings.len() == 5, "{filler} {changes:?}");
    }
    let (changes, _) = house.edit("SHOP-1", fields(json!(["Severity: none"]))).await.unwrap();
    assert_eq!(changes.list.len(), 1, "Severity has an option of that very name");
    let (changes, _) = house.edit("SHOP-1", fields(json!(["Story Points: 0"]))).await.unwrap();
    assert_eq!(changes.list.len(), 1, "0 is a number");
    let error = nothing_to_do("jira_update_issue");
    assert!(error.fix.unwrap().contains("Due date: (clear)"));
    let error = house.edit("SHOP-1", fields(json!(["Summary: (clear)"]))).await.unwrap_err();
    assert_eq!(error.code, Code::ValueNotAllowed);
    let error = house.edit("SHOP-1", asked(json!({"description": "(clear)"}))).await.unwrap_err();
    assert!(error.fix.unwrap().contains("`Description: (clear)`"));
    let error = house.edit("SHOP-1", fields(json!(["no name"]))).await.unwrap_err();
    assert_eq!(entry(&error, "no name").problem, Some(Problem::Malformed));
    let error =
        house.edit("SHOP-1", asked(json!({"priority": "High", "fields": ["Priority: Low"]}))).await.unwrap_err();
    assert!(error.message.contains("twice"));
}

#[tokio::test]
async fn a_step_tells_what_its_screen_wants() {
    for dialect in BOTH {
        let house = House::new(dialect).await;
        let resolver = house.resolver();
        let key = IssueKey::parse("SHOP-4").unwrap();
        let error = resolver.step("key", &key, "In Review").await.unwrap_err();
        assert_eq!(error.code, Code::TransitionNotAllowed);
        assert_eq!(entry(&error, "to").allowed, ["In Progress", "Done"]);
        assert_eq!(resolver.step("key", &key, "to do").await.unwrap().step, None, "it has the status");
        let found = resolver.step("key", &key, "done").await.unwrap();
        let step = found.step.unwrap();
        assert_eq!((step.name.as_str(), found.from.name.as_str()), ("Won't do", "To Do"));
        let screen = resolver.transition_screen(&found.key, &found.issue, &step).await.unwrap();
        let error = resolver.changes(&screen, &Asked::default()).await.unwrap_err();
        assert_eq!(error.code, Code::MissingFields);
        assert_eq!(entry(&error, "Resolution").allowed.len(), 4);
        let changes =
            resolver.changes(&screen, &fields(json!(["Resolution: won't do", "Fix versions: Later"]))).await.unwrap();
        let body = changes.settle(|_, _| Ok(Value::Null)).unwrap().edit_body(&found.issue.fields);
        let sent = json!({"transition": {"id": step.id}, "fields": body.fields, "update": body.update});
        let (status, answer) = house.send("POST", "issue/SHOP-4/transitions", sent).await;
        assert_eq!(status, 204, "{answer}");
        let error = resolver.changes(&screen, &fields(json!(["Priority: High"]))).await.unwrap_err();
        assert_eq!(entry(&error, "Priority").problem, Some(Problem::NotEditable));
    }
}
