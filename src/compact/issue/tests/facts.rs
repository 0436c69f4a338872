//! Facts, hints and what leads to other issues, on both products.

use super::*;

fn with_schema(mut given: Given, id: &str, kind: &str, name: &str) -> Given {
    let known = given.issue.known.iter().cloned().chain([field(id, name, Some(kind))]);
    given.issue.known = Arc::new(known.collect::<Vec<_>>().into());
    given
}

const EPIC_NAME: &str = "com.pyxis.greenhopper.jira:gh-epic-label";
const EPIC_LINK: &str = "com.pyxis.greenhopper.jira:gh-epic-link";

#[test]
fn an_epic_link_is_a_fact_where_there_is_no_parent() {
    let mut fields = usual();
    fields["customfield_10008"] = "SHOP-3".into();
    let with_both = with_schema(Given::new(fields.clone()), "customfield_10008", EPIC_LINK, "Epic Link").whole();
    assert!(with_both.contains("parent: SHOP-3: Checkout; due") && !with_both.contains("pic"), "{with_both}");
    fields["parent"] = Value::Null;
    let given = || with_schema(Given::new(fields.clone()), "customfield_10008", EPIC_LINK, "Epic Link");
    let text = given().whole();
    assert!(text.contains("; epic link: SHOP-3; due") && text.matches("SHOP-3").count() == 1, "{text}");
    assert!(!given().hiding("SHOP-3").whole().contains("SHOP-3"));
}

#[test]
fn an_epic_says_how_its_child_issues_are_found() {
    let subtasks = || Parts { subtasks: true, ..Parts::default() };
    let mut fields = usual();
    fields["issuetype"] = json!({"name": "Epos"});
    let plain = Given::new(fields.clone()).with(subtasks()).whole();
    assert!(!plain.contains("child issues"), "{plain}");
    fields["customfield_10009"] = "Checkout".into();
    let epic = || with_schema(Given::new(fields.clone()), "customfield_10009", EPIC_NAME, "Epic Name").with(subtasks());
    let text = epic().whole();
    assert!(text.contains("its child issues: jira_search with jql `\"Epic Link\" = SHOP-9`"), "{text}");
    // In another language the field has another name.
    let text = with_schema(epic(), "customfield_10008", EPIC_LINK, "Epos-Verknüpfung").whole();
    assert!(text.contains("`\"Epos-Verknüpfung\" = SHOP-9`"), "{text}");
    fields["issuetype"] = json!({"name": "Epic", "hierarchyLevel": 1});
    let cloud = with_schema(Given::new(fields), "customfield_10009", EPIC_NAME, "Epic Name").with(subtasks());
    assert!(cloud.whole().contains("`parent = SHOP-9`"));
}

#[test]
fn hints_name_only_what_can_be_shown() {
    let mut fields = usual();
    let link = |key: &str| json!({"id": "1", "type": {"outward": "blocks"}, "outwardIssue": {"key": key}});
    fields["issuelinks"] = json!([link("OPS-1")]);
    fields["subtasks"] = json!([{"key": "SHOP-12"}, {"key": "OPS-3"}]);
    fields["comment"] = json!({"comments": [], "total": 4});
    let text = Given::new(fields.clone()).hiding("OPS-").whole();
    assert!(text.contains("include to see: comments (4), subtasks (1); no description"), "{text}");
    let text = Given::new(fields.clone()).whole();
    // Links to the web may come on top, so links have no number.
    assert!(text.contains("include to see: comments (4), links, subtasks (2);"), "{text}");
    let links = Parts { links: Some(Ok(Vec::new())), ..Parts::default() };
    let text = Given::new(fields).hiding("OPS-").with(links).whole();
    assert!(text.contains("1 link to a project that this server may not touch"), "{text}");
}
