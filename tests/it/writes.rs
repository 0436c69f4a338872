//! Every write of the client to the embedded Jira: what is sent and what is answered is as the API is described, in both dialects.

use crate::support::{House, cloud, data_center};
use mcp_server_jira::jira::types::{Changes, Markup, ParentAs, TAG, Tag, Written};
use mcp_server_jira::jira::{Call, Kind};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Writes everything once, and reads what came of it.
pub async fn write_everything(house: &House) {
    let (jira, call) = (house.jira_client(), &Call::with_budget(Duration::from_secs(20)));
    let types = jira.create_types(call, "SHOP").await.unwrap();
    let of = |name: &str| types.iter().find(|kind| kind.name == name).unwrap().id.clone();
    let me = jira.myself(call).await.unwrap();
    let markup = jira.markup(call).await.unwrap();
    let text = |words: &str| match markup {
        Markup::Wiki => json!(words),
        Markup::Adf => json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": words}]}]}),
    };

    let tag = Tag { digest: "d1".into(), attempt: "a1".into() };
    let create = |kind: &str, summary: &str, more: Map<String, Value>| {
        let mut fields = Map::from_iter([
            ("project".to_owned(), json!({"key": "SHOP"})),
            ("issuetype".to_owned(), json!({"id": of(kind)})),
            ("summary".to_owned(), json!(summary)),
        ]);
        fields.extend(more);
        let tag = tag.clone();
        async move {
            match jira.create_issue(call, &fields, Some(&tag)).await.unwrap() {
                Written::Told(created) => created.key,
                Written::Unread => panic!("unread"),
            }
        }
    };
    let assigned = Map::from_iter([("assignee".to_owned(), jira.person(call, &me.id).await.unwrap())]);
    let task = create("Task", "Pay by card", assigned).await;
    assert_eq!(jira.issue_property(call, &task, TAG).await.unwrap(), Some(tag.value()));
    let found = jira.issues_by_key(call, &[task.clone(), "SHOP-99999".to_owned()], &["summary"], Some(TAG)).await;
    let found = found.unwrap();
    assert_eq!((found.len(), &found[0].key, found[0].properties.get(TAG)), (1, &task, Some(&tag.value())));

    // Below an epic, and below none; as a sub-task.
    let epic = create("Epic", "Payments", epic_fields(house).await).await;
    let changed = |parent: ParentAs| match parent {
        ParentAs::Field(id, value) => Changes { fields: Map::from_iter([(id, value)]), ..Changes::default() },
        ParentAs::Update(id, value) => Changes { update: Map::from_iter([(id, value)]), ..Changes::default() },
    };
    let below = jira.parent(call, Some(&epic), false).await.unwrap().unwrap();
    jira.edit_issue(call, &task, &changed(below)).await.unwrap();
    let children = format!("parent = {epic}");
    let children = if house.handle().issue(&task).unwrap()["fields"]["parent"].is_object() {
        children
    } else {
        format!("\"Epic Link\" = {epic}")
    };
    assert_eq!(jira.find_issues(call, &children, &["summary"], TAG, 5).await.unwrap()[0].key, task);
    let above = jira.parent(call, None, false).await.unwrap().unwrap();
    jira.edit_issue(call, &task, &changed(above)).await.unwrap();
    assert!(jira.find_issues(call, &children, &["summary"], TAG, 5).await.unwrap().is_empty());
    if let Some(ParentAs::Field(id, value)) = jira.parent(call, Some(&task), true).await.unwrap() {
        create("Sub-task", "A part of it", Map::from_iter([(id, value)])).await;
    }

    // Fields and operations.
    let description = text("As the customer asked.");
    let changes = Changes {
        fields: Map::from_iter([("description".to_owned(), description)]),
        update: Map::from_iter([("labels".to_owned(), json!([{"add": "payment"}]))]),
    };
    jira.edit_issue(call, &task, &changes).await.unwrap();
    assert_eq!(house.handle().issue(&task).unwrap()["fields"]["labels"], json!(["payment"]));
    let step = jira.transitions(call, &task).await.unwrap().remove(0);
    jira.do_transition(call, &task, &step.id, &Changes::default(), None).await.unwrap();
    assert_eq!(house.handle().issue(&task).unwrap()["fields"]["status"]["name"], json!(step.to.name));
    let error = jira.do_transition(call, &task, "9999", &Changes::default(), None).await.unwrap_err();
    assert_eq!(error.kind, Kind::Invalid);

    // Comments.
    let body = text("Paid.");
    let Written::Told(comment) = jira.add_comment(call, &task, &body).await.unwrap() else { panic!() };
    assert_eq!(comment.body, body);
    let body = text("Paid yesterday.");
    jira.edit_comment(call, &task, &comment.id, &body).await.unwrap();
    assert_eq!(jira.comment(call, &task, &comment.id).await.unwrap().body, body);
    let note = jira.add_request_comment(call, "HELP-1", "*Refund* approved", false).await.unwrap();
    let Written::Told(note) = note else { panic!() };
    assert_eq!(note.public, Some(false));
    assert_eq!(jira.comment(call, "HELP-1", &note.id).await.unwrap().public, Some(false));
    assert_eq!(jira.add_request_comment(call, "SHOP-1", "x", false).await.unwrap_err().kind, Kind::NotFound);

    // Links.
    jira.link_issues(call, "Blocks", &task, &epic).await.unwrap();
    let first =
        jira.add_remote_link(call, &task, "https://pay.example.com/1", "Receipt", Some("paid by")).await.unwrap();
    assert_eq!(jira.add_remote_link(call, &task, "https://pay.example.com/1", "Receipt", None).await.unwrap(), first);
}

/// What an epic needs here besides its summary: on Data Center, a name.
async fn epic_fields(house: &House) -> Map<String, Value> {
    let call = &Call::with_budget(Duration::from_secs(20));
    let types = house.jira_client().create_types(call, "SHOP").await.unwrap();
    let epic = types.iter().find(|kind| kind.name == "Epic").unwrap();
    let fields = house.jira_client().create_fields(call, "SHOP", &epic.id).await.unwrap();
    let names = fields.iter().filter(|field| field.required && field.id.starts_with("customfield_"));
    names.map(|field| (field.id.clone(), json!("Payments"))).collect()
}

#[tokio::test]
async fn what_is_written_is_as_the_api_is_described() {
    for setup in [cloud(), data_center()] {
        // The house looks over what was asked and answered at its end.
        write_everything(&setup.open().await).await;
    }
}
