//! Our rules against Atlassian's schema: on others' documents, and on documents that were changed at random.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::text::adf::tests::samples::shared;

static SCHEMA: LazyLock<Option<Value>> =
    LazyLock::new(|| shared("jira/openapi/adf-schema-57.7.22-full.json").map(|path| read(&path)));
static VALIDATOR: LazyLock<Option<Validator>> =
    LazyLock::new(|| SCHEMA.as_ref().map(|schema| jsonschema::draft4::new(schema).unwrap()));

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The published documents of a folder, by their name; none where they are missing.
fn documents(folder: &str) -> BTreeMap<String, Value> {
    let Some(folder) = shared(&format!("jira/samples/adf-reference/{folder}")) else { return BTreeMap::new() };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path))).collect()
}

#[test]
fn published_documents_are_judged_as_the_schema_judges_them() {
    let Some(validator) = VALIDATOR.as_ref() else {
        println!("skipped: no ADF schema");
        return;
    };
    let mut counts = BTreeMap::new();
    for folder in ["valid", "invalid"] {
        for (name, document) in documents(folder) {
            let allowed = validator.is_valid(&document);
            let checked = check(&document);
            assert_eq!(checked.is_ok(), allowed, "{folder}/{name}: {checked:?}");
            *counts.entry((folder, allowed)).or_insert(0) += 1;
            if let Err(violation) = checked {
                // The place is a node of the document, and the problem is a problem of that node.
                let pointer = violation.path.replace("content[", "/content/").replace(['.', ']'], "");
                let at = document.pointer(&pointer).unwrap();
                assert_eq!(at["type"].as_str().unwrap_or_default(), violation.node, "{folder}/{name}: {violation}");
            }
        }
    }
    println!("published documents, (folder, allowed today): {counts:?}");
    let expected = [(("invalid", false), 113), (("invalid", true), 14), (("valid", false), 3), (("valid", true), 75)];
    assert_eq!(counts, expected.into());
}

#[test]
fn a_document_with_every_node_and_mark_is_allowed() {
    let document = every_kind();
    assert_eq!(check(&document), Ok(()));
    assert!(VALIDATOR.as_ref().is_none_or(|validator| validator.is_valid(&document)));
    let written = document.to_string();
    for name in Kind::ALL.iter().map(|kind| kind.name()).chain(Mark::ALL.iter().map(|mark| mark.name())) {
        assert!(written.contains(&format!("{{\"type\":\"{name}\"")), "no {name}");
    }
}

#[test]
fn every_node_and_mark_of_the_schema_has_rules() {
    let Some(schema) = SCHEMA.as_ref() else {
        println!("skipped: no ADF schema");
        return;
    };
    let definitions = schema["definitions"].as_object().unwrap();
    let mut nodes = Vec::new();
    let mut marks = Vec::new();
    for (name, definition) in definitions {
        if let Some(kind) = definition["properties"]["type"]["enum"][0].as_str() {
            if name.ends_with("_mark") { marks.push(kind) } else { nodes.push(kind) }
        }
    }
    let sorted = |mut names: Vec<&'static str>| {
        names.sort_unstable();
        names
    };
    nodes.sort_unstable();
    nodes.dedup();
    marks.sort_unstable();
    assert_eq!(nodes, sorted(Kind::ALL.iter().map(|kind| kind.name()).collect()));
    assert_eq!(marks, sorted(Mark::ALL.iter().map(|mark| mark.name()).collect()));
    assert_eq!((nodes.len(), marks.len()), (43, 17));
}

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

/// Values at the limits of what attributes take, and nodes and marks with all that they need.
fn value() -> impl Strategy<Value = Value> {
    let media = json!({"type": "media", "attrs": {"type": "file", "id": "1", "collection": ""}});
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(1.0),
        json!(1.5),
        json!(6),
        json!(7),
        json!(-1),
        json!(100),
        json!(101),
        json!(""),
        json!("\n"),
        json!("x"),
        json!("center"),
        json!("full-width"),
        json!("percentage"),
        json!("pixel"),
        json!("external"),
        json!("file"),
        json!("#ff5630"),
        json!("#ff563080"),
        json!("#ff5630\n"),
        json!("neutral"),
        json!("TODO"),
        json!("custom"),
        json!([]),
        json!({}),
        json!([1, 2.5]),
        json!(["x"]),
        json!({"id": "1", "parameters": null, "views": [{"type": "table", "properties": 1}]}),
        json!({"id": "1", "parameters": null, "views": []}),
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
        json!({"type": "text", "text": "x"}),
        json!({"type": "paragraph"}),
        json!({"type": "hardBreak"}),
        json!({"type": "rule"}),
        json!({"type": "status", "attrs": {"text": "x", "color": "purple"}}),
        json!({"type": "inlineCard", "attrs": {"data": []}}),
        json!({"type": "mediaInline", "attrs": {"id": "1", "collection": "", "type": "image"}}),
        json!({"type": "caption", "content": [{"type": "text", "text": "x"}]}),
        json!({"type": "mediaSingle", "content": [media]}),
        json!({"type": "mediaSingle", "attrs": {"layout": "center", "width": 50.5}, "content": [media, {"type": "caption"}]}),
        media,
        json!({"type": "codeBlock", "marks": [], "content": [{"type": "text", "text": "x", "marks": []}]}),
        json!({"type": "expand", "marks": [], "content": [{"type": "paragraph"}]}),
        json!({"type": "nestedExpand", "attrs": {}, "content": [{"type": "paragraph"}]}),
        json!({"type": "blockTaskItem", "attrs": {"localId": "", "state": "DONE"}, "content": [{"type": "paragraph"}]}),
        json!({"type": "layoutSection", "content": [
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "paragraph"}]},
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "rule"}]},
        ]}),
        json!({"type": "syncBlock", "attrs": {"resourceId": "", "localId": ""}}),
        json!({"type": "bodiedSyncBlock", "attrs": {"resourceId": "", "localId": ""}, "content": [
            {"type": "paragraph", "marks": [7]}, {"type": "mediaSingle", "content": 7},
            {"type": "layoutSection", "content": []},
        ]}),
        json!({"type": "bodiedExtension", "attrs": {"extensionKey": "k", "extensionType": "t"}, "content": [{"type": "rule"}]}),
        json!({"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableHeader", "attrs": {"colwidth": [1]}, "content": [{"type": "paragraph"}]},
            {"type": "tableCell", "content": [{"type": "embedCard", "attrs": {"url": "", "layout": "wide"}}]},
        ]}]}),
    ])
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
