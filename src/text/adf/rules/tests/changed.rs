//! Documents that were changed at random, judged by our rules and by Atlassian's schema.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::schema::{VALIDATOR, VALUES, bare, documents};
use super::*;

/// A change of one value somewhere in a document.
#[derive(Clone, Debug)]
enum Change {
    /// Puts a copy of another value of the document there.
    Copy(Index),
    /// Removes it from its object or array.
    Remove,
    /// Puts another value there, or one of the right kind that is often wrong.
    Replace(Value),
    /// Adds a member to an object, an element to an array.
    Add(&'static str, Value),
    /// Renames a node or a mark.
    Rename(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let names: Vec<&str> =
        Kind::ALL.iter().map(|kind| kind.name()).chain(Mark::ALL.iter().map(|mark| mark.name())).collect();
    let member = prop::sample::select(vec![
        "type",
        "text",
        "content",
        "marks",
        "attrs",
        "version",
        "localId",
        "width",
        "layout",
        "widthType",
        "url",
        "data",
        "datasource",
        "id",
        "level",
        "order",
        "state",
        "title",
        "collection",
        "other",
    ]);
    prop_oneof![
        4 => any::<Index>().prop_map(Change::Copy),
        3 => Just(Change::Remove),
        3 => value().prop_map(Change::Replace),
        3 => (member, value()).prop_map(|(name, value)| Change::Add(name, value)),
        4 => prop::sample::select(names).prop_map(Change::Rename),
    ]
}

/// Values of attributes, and nodes and marks with all that they need.
fn value() -> impl Strategy<Value = Value> {
    let media = bare(Kind::Media);
    let mut values = VALUES.clone();
    values.extend(Kind::ALL.iter().map(|kind| bare(*kind)));
    values.extend([
        json!([{"type": "strong"}]),
        json!([{"type": "code"}, {"type": "em"}]),
        json!([{"type": "code"}, {"type": "link", "attrs": {"href": ""}}]),
        json!([{"type": "alignment", "attrs": {"align": "end"}}]),
        json!([{"type": "alignment", "attrs": {"align": "end"}}, {"type": "indentation", "attrs": {"level": 2}}]),
        json!([{"type": "fontSize", "attrs": {"fontSize": "small"}}, {"type": "indentation", "attrs": {"level": 6}}]),
        json!([{"type": "breakout", "attrs": {"mode": "wide", "width": 1}}]),
        json!([{"type": "fragment", "attrs": {"localId": "x", "name": ""}}]),
        json!([{"type": "dataConsumer", "attrs": {"sources": ["x"]}}]),
        json!([{"type": "border", "attrs": {"size": 3, "color": "#00000080"}}]),
        json!({"type": "status", "attrs": {"text": "x", "color": "purple"}}),
        json!({"type": "inlineCard", "attrs": {"data": []}}),
        json!({"type": "mediaInline", "attrs": {"id": "1", "collection": "", "type": "image"}}),
        json!({"type": "caption", "content": [{"type": "text", "text": "x"}]}),
        json!({"type": "mediaSingle", "content": [media]}),
        json!({"type": "mediaSingle", "attrs": {"layout": "center", "width": 50.5}, "content": [media, {"type": "caption"}]}),
        json!({"type": "codeBlock", "marks": [], "content": [{"type": "text", "text": "x", "marks": []}]}),
        json!({"type": "expand", "marks": [], "content": [{"type": "paragraph"}]}),
        json!({"type": "nestedExpand", "attrs": {}, "content": [{"type": "paragraph"}]}),
        json!({"type": "blockTaskItem", "attrs": {"localId": "", "state": "DONE"}, "content": [{"type": "paragraph"}]}),
        json!({"type": "layoutSection", "content": [
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "paragraph"}]},
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "rule"}]},
        ]}),
        json!({"type": "bodiedSyncBlock", "attrs": {"resourceId": "", "localId": ""}, "content": [
            {"type": "paragraph", "marks": [7]}, {"type": "mediaSingle", "content": 7},
            {"type": "layoutSection", "content": []},
        ]}),
        json!({"type": "bodiedExtension", "attrs": {"extensionKey": "k", "extensionType": "t"}, "content": [{"type": "rule"}]}),
        json!({"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableHeader", "attrs": {"colwidth": [1]}, "content": [{"type": "paragraph"}]},
            {"type": "tableCell", "content": [{"type": "embedCard", "attrs": {"url": "", "layout": "wide"}}]},
        ]}]}),
    ]);
    prop::sample::select(values)
}

/// The paths of all values in a document, as JSON pointers.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), into));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), into));
        }
        _ => {}
    }
}

fn apply(document: &mut Value, at: Index, change: &Change) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    if let Change::Rename(_) = change {
        all.retain(|pointer| pointer.ends_with("/type"));
    }
    let Some(pointer) = (!all.is_empty()).then(|| at.get(&all).clone()) else { return };
    match change {
        Change::Copy(from) => {
            let copy = document.pointer(from.get::<String>(&all)).unwrap().clone();
            *document.pointer_mut(&pointer).unwrap() = copy;
        }
        Change::Replace(value) => *document.pointer_mut(&pointer).unwrap() = value.clone(),
        Change::Rename(name) => *document.pointer_mut(&pointer).unwrap() = json!(name),
        Change::Add(name, value) => match document.pointer_mut(&pointer).unwrap() {
            Value::Array(values) => values.push(value.clone()),
            Value::Object(members) => {
                members.insert((*name).to_owned(), value.clone());
            }
            _ => {}
        },
        Change::Remove => {
            let Some((parent, key)) = pointer.rsplit_once('/') else { return };
            match document.pointer_mut(parent).unwrap() {
                Value::Array(values) => {
                    values.remove(key.parse().unwrap());
                }
                Value::Object(members) => {
                    members.shift_remove(key);
                }
                _ => {}
            }
        }
    }
}

/// Documents to begin with: the published ones, and one that holds a node and a mark of each kind.
static BEGINNINGS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut all: Vec<Value> =
        ["valid", "invalid"].into_iter().flat_map(|folder| documents(folder).into_values()).collect();
    // As often as all the others together.
    all.extend(std::iter::repeat_n(every_kind(), all.len().max(1)));
    all
});

proptest! {
    #[test]
    fn changed_documents_are_judged_as_the_schema_judges_them(
        begin in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let Some(validator) = VALIDATOR.as_ref() else { return Ok(()) };
        let mut document = begin.get(&BEGINNINGS).clone();
        for (at, change) in &changes {
            apply(&mut document, *at, change);
            let checked = check(&document);
            prop_assert_eq!(checked.is_ok(), validator.is_valid(&document), "{:?} of {}", checked, document);
            if checked.is_err() {
                prop_assert!(check_new(&document).is_err(), "{}", document);
            }
        }
    }
}
