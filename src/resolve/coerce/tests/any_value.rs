//! Whatever is sent, of any shape, is a value or a refusal with a way out.

use super::*;
use proptest::prelude::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        "[-=+,>\\[{a-z0-9/. :]{0,14}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("id|name|value|child|[a-z]{0,3}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn a_label_of_signs_alone_is_left_out_and_others_lose_theirs() {
    let meta = meta("array", Some("string"), "*labels", json!([]));
    for (sent, offered) in [
        (json!([", ="]), None),
        (json!(["=a -b, c"]), Some("a-b-c")),
        (json!(["a  b ,"]), Some("a-b")),
        (json!(["remove q"]), Some("\"-q\"")),
        (json!(["Add q"]), Some("\"q\"")),
    ] {
        let refusal = coerced(&meta, false, None, &sent).unwrap_err();
        let send = refusal.mend.as_ref().map(|mend| format!("{mend:?}"));
        assert_eq!(
            send.is_some_and(|send| send.contains(offered.unwrap_or("Send"))),
            offered.is_some(),
            "{sent}: {refusal:?}"
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_sent_is_a_value_or_a_refusal_with_a_way_out(value in any_json(), creates: bool) {
        for meta in [
            meta("string", None, "textfield", json!([])),
            meta("string", None, "textarea", json!([])),
            meta("number", None, "float", json!([])),
            meta("date", None, "datepicker", json!([])),
            meta("datetime", None, "datetime", json!([])),
            meta("string", None, "url", json!([])),
            meta("option", None, "select", options()),
            meta("option-with-child", None, "cascadingselect", regions()),
            meta("array", Some("option"), "multiselect", options()),
            meta("array", Some("string"), "*labels", json!([])),
            meta("array", Some("version"), "*fixVersions", versions()),
            meta("timetracking", None, "*timetracking", json!([])),
            meta("any", None, "some.plugin:thing", json!([])),
        ] {
            let held = json!(["a", {"id": "1", "value": "Chrome"}]);
            match coerced(&meta, creates, Some(&held), &value) {
                Ok(change) => {
                    // What is chosen is one of the values that there are.
                    if let (Change::Set(item), false) = (&change, meta.allowed.is_empty()) {
                        prop_assert!(meta.allowed.iter().any(|one| one.get("id") == item.wire.get("id")));
                    }
                }
                Err(refusal) => {
                    let has_way_out = !refusal.with.is_empty() || refusal.also.is_some() || refusal.mend.is_some();
                    prop_assert!(has_way_out, "{value}: {refusal:?}");
                    if let Some(Mend::Send(send)) = &refusal.mend {
                        prop_assert!(coerced(&meta, creates, Some(&held), send).is_ok(), "{value} → {send}");
                    }
                }
            }
        }
    }
}
