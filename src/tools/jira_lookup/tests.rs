use super::asked::Asked;
use super::list::{List, Row};
use super::{Kind, SPEC};
use crate::args::Arguments;
use crate::resolve::matching::Called;
use serde_json::{Map, Value, json};

fn asked(arguments: Value) -> Asked {
    let given: Map<String, Value> = serde_json::from_value(arguments).unwrap();
    let mut arguments = Arguments::new(&SPEC, given, "https://jira.example.com");
    let asked = Asked::read(&mut arguments, None);
    arguments.finish(asked).unwrap().0.settled(None)
}

fn notes(arguments: Value) -> String {
    asked(arguments).notes.join("; ")
}

fn list(names: &[&str]) -> List {
    let row = |name: &&str| Row::of(Called::new(*name, "1"), [name]);
    List::new("priorities", "", names.iter().map(row).collect())
}

fn answer(list: List, query: Option<&str>) -> String {
    serde_json::to_string(&list.record(Kind::Priority, query, 2_800)).unwrap()
}

#[test]
fn the_schema_is_what_was_tried() {
    let schema = Value::Object(SPEC.schema.clone());
    let text = |description: &str| json!({"type": "string", "description": description});
    let kinds = [
        "user",
        "project",
        "issue_type",
        "create_fields",
        "field",
        "option",
        "transition",
        "status",
        "priority",
        "resolution",
        "link_type",
        "version",
        "component",
        "sprint",
        "label",
    ];
    let expected = json!({
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": kinds},
            "query": text("Part of the name"),
            "project": text("Project key"),
            "issue_type": text("Issue type name"),
            "issue": text("Issue key"),
            "field": text("Field name"),
        },
        "required": ["kind"],
    });
    assert_eq!(schema.to_string(), expected.to_string());
    for (kind, word) in kinds.map(|word| (asked(json!({"kind": word})).kind, word)) {
        assert_eq!(kind.word(), word);
        assert!(!kind.cols().is_empty());
    }
}

#[test]
fn an_issue_key_is_read_where_it_was_not_meant() {
    let issue = |arguments: Value| asked(arguments).issue.map(|key| key.to_string());
    assert_eq!(issue(json!({"kind": "transition", "query": "shop-1"})).as_deref(), Some("SHOP-1"));
    assert_eq!(issue(json!({"kind": "transition", "key": "SHOP-1"})).as_deref(), Some("SHOP-1"));
    assert_eq!(issue(json!({"kind": "transition", "project": "SHOP-1"})).as_deref(), Some("SHOP-1"));
    assert_eq!(issue(json!({"kind": "version", "query": "REL-1"})).as_deref(), Some("REL-1"));
    assert_eq!(issue(json!({"kind": "version", "query": "REL-1", "project": "SHOP"})), None);
    assert_eq!(issue(json!({"kind": "user", "query": "ana-1"})), None);
    assert_eq!(asked(json!({"kind": "transition", "query": "shop-1"})).query, None);
}

#[test]
fn what_names_the_thing_that_is_listed_is_the_query() {
    let query = |arguments: Value| asked(arguments).query;
    assert_eq!(query(json!({"kind": "field", "field": "Story"})).as_deref(), Some("Story"));
    assert_eq!(query(json!({"kind": "issue_type", "type": "Bug"})).as_deref(), Some("Bug"));
    let screen = asked(json!({"kind": "create_fields", "project": "SHOP", "query": "Bug", "field": "Severity"}));
    assert_eq!((screen.issue_type.as_deref(), screen.query.as_deref()), (Some("Bug"), Some("Severity")));
    let like = asked(json!({"kind": "create_fields", "issue": "SHOP-1", "query": "Severity"}));
    assert_eq!((like.issue_type, like.query.as_deref()), (None, Some("Severity")));
    assert_eq!(notes(json!({"kind": "field", "field": "Story", "query": "story"})), "");
    assert_eq!(
        notes(json!({"kind": "field", "field": "Story", "query": "points"})),
        "`field` was not used: `query` came as well"
    );
}

#[test]
fn a_project_in_the_query_leaves_room_for_the_rest() {
    let read = |arguments: Value| {
        let given: Map<String, Value> = serde_json::from_value(arguments).unwrap();
        let mut arguments = Arguments::new(&SPEC, given, "");
        let asked = Asked::read(&mut arguments, None);
        arguments.finish(asked).unwrap().0.settled(Some("SHOP".to_owned()))
    };
    for kind in ["version", "component", "sprint", "create_fields", "option"] {
        let asked = read(json!({"kind": kind, "query": "shop"}));
        let found = (asked.project.as_deref(), asked.query, asked.issue_type, asked.field);
        assert_eq!(found, (Some("SHOP"), None, None, None), "{kind}");
    }
}

#[test]
fn nothing_is_ignored_silently() {
    assert_eq!(
        notes(json!({"kind": "priority", "project": "SHOP", "issue_type": "Bug", "issue": "not a key"})),
        "`project`, `issue_type` and `issue` were not used: kind `priority` has no use for them"
    );
    assert_eq!(
        notes(json!({"kind": "field", "project": "SHOP"})),
        "`project` was not used: kind `field` has no use for it, kind `create_fields` has"
    );
    assert_eq!(
        notes(json!({"kind": "transition", "issue": "SHOP-1", "project": "OPS"})),
        "`project` was not used: kind `transition` has no use for it"
    );
    for (arguments, note) in [
        (json!({"kind": "user", "issue": "SHOP-1", "project": "OPS"}), "`project` was not used: `issue` came as well"),
        (
            json!({"kind": "version", "issue": "SHOP-1", "project": "OPS"}),
            "`issue` was not used: `project` came as well",
        ),
        (json!({"kind": "project", "project": "OPS", "query": "x"}), "`query` was not used: `project` came as well"),
        (
            json!({"kind": "option", "issue": "SHOP-1", "issue_type": "Bug", "field": "x"}),
            "`issue_type` was not used: `issue` came as well",
        ),
        (
            json!({"kind": "create_fields", "issue": "SHOP-1", "project": "SHOP", "issue_type": "Bug"}),
            "`issue` was not used: `project` came as well",
        ),
    ] {
        assert_eq!(notes(arguments), note);
    }
    // What says the same twice, fillers, and what is used need no word.
    for arguments in [
        json!({"kind": "priority", "project": "none", "issue": "", "field": null, "issue_type": "n/a"}),
        json!({"kind": "transition", "issue": "SHOP-1", "project": "shop"}),
        json!({"kind": "version", "issue": "SHOP-1", "project": "SHOP"}),
        json!({"kind": "option", "issue": "SHOP-1", "project": "SHOP", "field": "x"}),
        json!({"kind": "create_fields", "issue": "SHOP-1", "project": "OPS"}),
        json!({"kind": "status", "project": "SHOP", "query": "x"}),
    ] {
        assert_eq!(notes(arguments), "");
    }
}

#[test]
fn a_missing_kind_is_told_with_all_of_them() {
    let mut arguments = Arguments::new(&SPEC, Map::new(), "");
    let asked = Asked::read(&mut arguments, None);
    let error = arguments.finish(asked).unwrap_err();
    assert_eq!(error.fields[0].0, "kind");
    assert_eq!(error.fields[0].1.allowed.len(), 15);
    let fix = error.fix.unwrap();
    assert!(fix.starts_with("call jira_lookup again with kind `user`, `project`,"), "{fix}");
}

#[test]
fn fillers_and_wildcards_are_no_query() {
    let sent =
        json!({"kind": "priorities", "query": "*", "project": "none", "issue": "", "issue_type": null, "field": "n/a"});
    let asked = asked(sent);
    assert_eq!((asked.kind, asked.query, asked.project, asked.issue), (Kind::Priority, None, None, None));
}

#[test]
fn the_answer_has_the_documented_keys() {
    assert_eq!(
        answer(list(&["High", "Low"]), None),
        r#"{"kind":"priority","shown":2,"total":2,"cols":["name"],"rows":[["High"],["Low"]]}"#
    );
    assert_eq!(
        answer(list(&["Higher", "The high", "HIGH", "Low"]), Some("high")),
        r#"{"kind":"priority","shown":3,"total":3,"cols":["name"],"rows":[["HIGH"],["Higher"],["The high"]]}"#
    );
}

#[test]
fn nothing_is_never_the_whole_answer() {
    assert_eq!(
        answer(list(&["Highest", "High", "Low"]), Some("hgih")),
        r#"{"kind":"priority","shown":0,"total":0,"cols":["name"],"rows":[],"note":"no priorities match `hgih`; the closest of 3: `High`"}"#
    );
    assert_eq!(
        answer(list(&["High", "Low"]), Some("wombat")),
        r#"{"kind":"priority","shown":0,"total":0,"cols":["name"],"rows":[],"note":"no priorities match `wombat`; there are 2: `High`, `Low`"}"#
    );
    assert_eq!(
        answer(list(&[]), None),
        r#"{"kind":"priority","shown":0,"total":0,"cols":["name"],"rows":[],"note":"there are no priorities"}"#
    );
}

#[test]
fn what_does_not_fit_is_counted() {
    let names: Vec<String> = (0..200).map(|number| format!("Name {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = answer(list(&names), None);
    assert!(text.contains(r#""shown":50,"total":200"#), "{text}");
    assert!(text.ends_with(r#""note":"150 more: call again with a query, part of the name"}"#), "{text}");
    let long: Vec<String> = (0..60).map(|number| format!("{number} {}", "x".repeat(300))).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let text = answer(list(&long), Some("x"));
    assert!(text.len() <= 2_800, "{} bytes", text.len());
    assert!(text.contains(r#""total":60"#) && text.contains("more: call again with a narrower query"), "{text}");
}

#[test]
fn rows_that_jira_chose_stay() {
    let chosen = List { chosen: true, ..list(&["Robin Vale", "Bob"]) };
    assert!(answer(chosen, Some("bob")).contains(r#""rows":[["Bob"],["Robin Vale"]]"#));
}
