use super::asks::beginning;
use super::fields::{all, clause_name, find, name_usually};
use super::{Refusal, judge};
use crate::jira::types::{Field as SiteField, FieldSchema, JqlField, JqlReference};
use crate::jql::Questions;
use crate::jql::answers::{Kind, Named, NamedField};
use std::collections::BTreeMap;

fn field(id: &str, name: &str, kind: &str, clauses: &[&str]) -> SiteField {
    SiteField {
        id: id.into(),
        name: name.into(),
        custom: id.starts_with("customfield_"),
        clause_names: clauses.iter().map(|clause| (*clause).to_owned()).collect(),
        schema: Some(FieldSchema { kind: kind.into(), ..FieldSchema::default() }),
        ..SiteField::default()
    }
}

#[test]
fn a_field_is_called_by_the_name_that_means_it_alone() {
    let site = [
        field("status", "Status", "status", &["status"]),
        field("customfield_1", "Team", "option", &["cf[1]", "Team", "Team[Dropdown]"]),
        field("customfield_2", "Team", "string", &["cf[2]", "Team"]),
        field("customfield_3", "Points", "number", &["cf[3]", "Points"]),
        field("thumbnail", "Images", "string", &[]),
    ];
    let fields = all(&site, None);
    let called = |name: &str| find(&fields, name).map(clause_name);
    assert_eq!(called("customfield_1").as_deref(), Some("Team[Dropdown]"));
    assert_eq!(called("CF[2]").as_deref(), Some("cf[2]"));
    assert_eq!(called("points").as_deref(), Some("Points"));
    assert_eq!(called("STATUS").as_deref(), Some("status"));
    assert_eq!((called("thumbnail"), called("nothing")), (None, None));
    assert_eq!(find(&fields, "watcher").map(|field| field.kind), Some(Kind::User), "a field that only queries have");
}

#[test]
fn what_only_jira_knows_of_is_a_field_too() {
    let told = |name: &str, id: Option<&str>, sorts| JqlField {
        clause_name: name.into(),
        clause_id: id.map(str::to_owned),
        sorts,
        ..JqlField::default()
    };
    let reference = JqlReference {
        fields: vec![
            told("Points", Some("cf[3]"), true),
            told("comment", None, false),
            told("Goal", Some("cf[9]"), false),
        ],
        ..JqlReference::default()
    };
    let site = [
        field("customfield_3", "Points", "number", &["cf[3]", "Points"]),
        field("comment", "Comment", "comments-page", &["comment"]),
    ];
    let fields = all(&site, Some(&reference));
    let sorts = |name: &str| find(&fields, name).and_then(|field| field.orderable);
    assert_eq!(
        (sorts("points"), sorts("comment"), sorts("cf[9]"), sorts("text")),
        (Some(true), Some(false), Some(false), None)
    );
}

#[test]
fn jiras_words_say_which_names_are_wrong() {
    let messages =
        ["The value 'Opne' does not exist for the field 'status'.".to_owned(), "„Bgu“ gibt es nicht".to_owned()];
    let refusal = Refusal(&messages);
    assert!(refusal.names("opne") && refusal.names("Bgu") && refusal.names("status"));
    assert!(!refusal.names("Opn") && !refusal.names("") && !refusal.names("Done"));
    let value = |value: &str| Named { value: value.into(), quoted: false };
    let asked = NamedField { name: "status".into(), needed: false, values: vec![value("Opne"), value("Done")] };
    let questions = Questions { fields: vec![asked], ..Questions::default() };
    let fields = all(&[field("status", "Status", "status", &["status"])], None);
    let mut values = BTreeMap::new();
    judge(&mut values, &questions, &fields, refusal);
    let held = &values["status"];
    assert!(held.complete, "what Jira refused is surely wrong");
    assert_eq!(held.known.iter().map(|known| known.name.as_str()).collect::<Vec<_>>(), ["Done"]);
}

#[test]
fn neighbours_of_a_numbered_name_begin_like_it() {
    assert_eq!(
        (beginning("Sprint 7").as_str(), beginning("7").as_str(), beginning("current").as_str()),
        ("Sprint", "", "current")
    );
}

#[test]
fn a_usual_name_means_its_field_where_no_field_is_called_so() {
    let link = FieldSchema {
        kind: "any".into(),
        custom: Some("com.pyxis.greenhopper.jira:gh-epic-link".into()),
        ..FieldSchema::default()
    };
    let site = [
        field("summary", "Summary", "string", &["summary"]),
        field("assignee", "Assignee", "user", &["assignee"]),
        field("parent", "Parent", "issuelink", &["parent"]),
        SiteField { schema: Some(link), ..field("customfield_1", "Epic Link", "any", &["cf[1]", "Epic Link"]) },
        field("customfield_2", "Owner", "user", &["cf[2]", "Owner"]),
        field("customfield_3", "Story Points", "number", &["cf[3]", "Story Points"]),
        field("customfield_4", "Bonus points", "number", &["cf[4]", "Bonus points"]),
    ];
    let meant = |word: &str, is_cloud: bool| -> Vec<String> {
        let mut fields = all(&site, None);
        name_usually(&mut fields, &site, is_cloud);
        let called = fields.iter().filter(|field| field.other_names.iter().any(|name| name == word));
        called.map(|field| field.id.clone()).collect()
    };
    assert_eq!(meant("title", true), ["summary"]);
    assert_eq!((meant("epic", true), meant("epic", false)), (vec!["parent".into()], vec!["customfield_1".into()]));
    assert!(meant("owner", true).is_empty(), "a field is called so");
    assert_eq!(meant("points", true), ["customfield_3", "customfield_4"], "nobody knows which is meant");
    assert!(meant("due", true).is_empty(), "there is no such field");
}
