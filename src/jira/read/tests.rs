use super::*;
use proptest::prelude::*;
use serde_json::json;

fn all_readers(value: &Value) {
    let _ = (user(value), field(value), project(value), issue_type(value), status(value), named(value));
    let _ = (link_type(value), version(value), component(value), board(value), sprint(value));
    let _ =
        (field_meta(Some("x"), value), screen(Some(value)), transition(value), issue(value.clone()), comment(value));
    let _ = (change(value), worklog(value), remote_link(value), attachment(value), warnings(value));
    let _ = (page(value, project), items(value), list(value, "values"), text(value, "id"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "id", "name", "fields", "to", "author", "items", "schema", "object", "values", "key",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..5)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_shape_fails(value in any_json()) {
        all_readers(&value);
    }
}

#[test]
fn people_of_both_dialects() {
    let cloud =
        user(&json!({"accountId": "712020:a", "displayName": "Robin", "emailAddress": "", "active": false})).unwrap();
    assert_eq!((cloud.id.as_str(), cloud.email, cloud.active), ("712020:a", None, false));
    let center = user(&json!({"name": "robin", "key": "JIRAUSER1", "displayName": null, "active": true})).unwrap();
    assert_eq!((center.id.as_str(), center.name.as_str()), ("robin", "robin"));
    assert_eq!(user(&Value::Null), None);
}

#[test]
fn issues_lose_their_nulls_and_keep_their_order() {
    let read = issue(json!({"id": 10001, "key": "SHOP-1", "fields": {"b": 1, "a": null, "c": []},
        "names": {"b": "Bee"}, "schema": {"b": {"type": "number"}}}));
    assert_eq!(read.id, "10001");
    assert_eq!(read.fields.keys().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(read.known.get("b").unwrap().name, "Bee");
    assert_eq!(read.known.schema("b").unwrap().kind, "number");
}

#[test]
fn screens_are_objects_or_lists() {
    let object = screen(Some(&json!({"summary": {"name": "Summary", "required": true, "operations": ["set"]}})));
    let list =
        screen(Some(&json!([{"fieldId": "summary", "name": "Summary", "required": true, "operations": ["set"]}])));
    assert_eq!(object, list);
    assert_eq!(object[0].id, "summary");
}

#[test]
fn a_total_is_only_told_when_known() {
    assert_eq!(page(&json!({"values": [{}], "total": 7}), project).total, Some(7));
    assert_eq!(page(&json!({"values": [{}], "isLast": true}), project).total, Some(1));
    assert_eq!(page(&json!({"values": [{}], "isLast": false}), project).total, None);
    assert_eq!(page(&json!({"values": [{}], "isLast": true, "startAt": 50}), project).total, None);
}

#[test]
fn what_is_no_list_is_not_an_empty_one() {
    for list in [json!([]), json!({"values": []}), json!({"results": [], "total": 0})] {
        assert!(is_list(&list), "{list}");
    }
    for other in [json!({}), json!(null), json!("x"), json!({"message": "hello"}), json!({"errorMessages": ["x"]})] {
        assert!(!is_list(&other), "{other}");
    }
}
