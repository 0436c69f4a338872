//! Our rules against Atlassian's schema: on others' documents, and for each node, mark and attribute.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use super::*;
use crate::text::adf::tests::samples::shared;
use jsonschema::Validator;

static SCHEMA: LazyLock<Option<Value>> =
    LazyLock::new(|| shared("jira/openapi/adf-schema-57.7.22-full.json").map(|path| read(&path)));
pub(super) static VALIDATOR: LazyLock<Option<Validator>> =
    LazyLock::new(|| SCHEMA.as_ref().map(|schema| jsonschema::draft4::new(schema).unwrap()));

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The published documents of a folder, by their name; none where they are missing.
pub(super) fn documents(folder: &str) -> BTreeMap<String, Value> {
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

/// A small document with one node of this kind, and the pointer to the node.
fn smallest(kind: Kind) -> (Value, String) {
    let mut node = bare(kind);
    let mut pointer = String::new();
    let mut at = kind;
    while let Some((parent, before)) = around(at) {
        let mut outer = bare(parent);
        let mut content = before;
        pointer = format!("/content/{}{pointer}", content.len());
        content.push(node);
        outer["content"] = Value::Array(content);
        node = outer;
        at = parent;
    }
    (node, pointer)
}

/// The parent that a node is shown in, with the nodes that it needs before it; `None` for a document.
fn around(kind: Kind) -> Option<(Kind, Vec<Value>)> {
    Some(match kind {
        Kind::Doc => return None,
        Kind::ListItem => (Kind::BulletList, vec![]),
        Kind::TableRow => (Kind::Table, vec![]),
        Kind::TableCell | Kind::TableHeader => (Kind::TableRow, vec![]),
        Kind::NestedExpand => (Kind::Expand, vec![]),
        Kind::Media => (Kind::MediaGroup, vec![]),
        Kind::Caption => (Kind::MediaSingle, vec![bare(Kind::Media)]),
        Kind::TaskItem | Kind::BlockTaskItem => (Kind::TaskList, vec![]),
        Kind::DecisionItem => (Kind::DecisionList, vec![]),
        Kind::LayoutColumn => (Kind::LayoutSection, vec![bare(Kind::LayoutColumn)]),
        _ if kind.may_stand_in(Kind::Doc) => (Kind::Doc, vec![]),
        _ => (Kind::Paragraph, vec![]),
    })
}

/// A node with all that it needs and no more.
pub(super) fn bare(kind: Kind) -> Value {
    let attributes = match kind {
        Kind::Heading => json!({"level": 1}),
        Kind::Panel => json!({"panelType": "info"}),
        Kind::NestedExpand => json!({}),
        Kind::Media => json!({"type": "file", "id": "1", "collection": ""}),
        Kind::MediaInline => json!({"id": "1", "collection": ""}),
        Kind::TaskList | Kind::DecisionList => json!({"localId": ""}),
        Kind::TaskItem | Kind::BlockTaskItem => json!({"localId": "", "state": "TODO"}),
        Kind::DecisionItem => json!({"localId": "", "state": "DECIDED"}),
        Kind::LayoutColumn => json!({"width": 50}),
        Kind::BlockCard | Kind::InlineCard => json!({"url": ""}),
        Kind::EmbedCard => json!({"url": "", "layout": "center"}),
        Kind::Extension | Kind::BodiedExtension | Kind::InlineExtension => {
            json!({"extensionKey": "k", "extensionType": "t"})
        }
        Kind::SyncBlock | Kind::BodiedSyncBlock => json!({"resourceId": "", "localId": ""}),
        Kind::Mention => json!({"id": ""}),
        Kind::Emoji => json!({"shortName": ""}),
        Kind::Date => json!({"timestamp": "0"}),
        Kind::Status => json!({"text": "x", "color": "blue"}),
        Kind::Placeholder => json!({"text": ""}),
        _ => Value::Null,
    };
    let content = match kind {
        Kind::Doc | Kind::TableRow => json!([]),
        Kind::BulletList | Kind::OrderedList => json!([bare(Kind::ListItem)]),
        Kind::Table => json!([bare(Kind::TableRow)]),
        Kind::TaskList => json!([bare(Kind::TaskItem)]),
        Kind::DecisionList => json!([bare(Kind::DecisionItem)]),
        Kind::MediaSingle | Kind::MediaGroup => json!([bare(Kind::Media)]),
        Kind::LayoutSection => json!([bare(Kind::LayoutColumn), bare(Kind::LayoutColumn)]),
        _ if Kind::Paragraph.may_stand_in(kind) => json!([{"type": "paragraph"}]),
        _ => Value::Null,
    };
    let mut node = json!({"type": kind.name()});
    for (name, value) in [("attrs", attributes), ("content", content)] {
        if !value.is_null() {
            node[name] = value;
        }
    }
    match kind {
        Kind::Text => node["text"] = json!("x"),
        Kind::Doc => node["version"] = json!(1),
        _ => {}
    }
    node
}

/// A mark with all that it needs and no more.
fn bare_mark(mark: Mark) -> Value {
    let attributes = match mark {
        Mark::Strong | Mark::Em | Mark::Underline | Mark::Strike | Mark::Code => return json!({"type": mark.name()}),
        Mark::Link => json!({"href": ""}),
        Mark::Subsup => json!({"type": "sub"}),
        Mark::TextColor | Mark::BackgroundColor => json!({"color": "#000000"}),
        Mark::Annotation => json!({"id": "", "annotationType": "inlineComment"}),
        Mark::Alignment => json!({"align": "center"}),
        Mark::Indentation => json!({"level": 1}),
        Mark::Breakout => json!({"mode": "wide"}),
        Mark::Border => json!({"size": 1, "color": "#000000"}),
        Mark::FontSize => json!({"fontSize": "small"}),
        Mark::DataConsumer => json!({"sources": [""]}),
        Mark::Fragment => json!({"localId": "x"}),
    };
    json!({"type": mark.name(), "attrs": attributes})
}

/// Compares our judgement with the schema's.
#[derive(Default)]
struct Judged {
    allowed: usize,
    refused: usize,
}

impl Judged {
    fn judge(&mut self, validator: &Validator, document: &Value) -> bool {
        let checked = check(document);
        let allowed = validator.is_valid(document);
        assert_eq!(checked.is_ok(), allowed, "{checked:?} of {document}");
        *(if allowed { &mut self.allowed } else { &mut self.refused }) += 1;
        allowed
    }
}

#[test]
fn every_node_in_every_other_is_judged_as_the_schema_judges_it() {
    let Some(validator) = VALIDATOR.as_ref() else {
        println!("skipped: no ADF schema");
        return;
    };
    let mut judged = Judged::default();
    for parent in Kind::ALL {
        let (document, pointer) = smallest(*parent);
        assert!(judged.judge(validator, &document), "{document}");
        for count in [0, 2, 3, 4] {
            let mut changed = document.clone();
            let node = changed.pointer_mut(&pointer).unwrap();
            let content = node["content"].as_array().cloned().unwrap_or_default();
            node["content"] =
                content.iter().cycle().take(if content.is_empty() { 0 } else { count }).cloned().collect();
            judged.judge(validator, &changed);
        }
        for child in Kind::ALL {
            let mut changed = document.clone();
            let node = changed.pointer_mut(&pointer).unwrap();
            let content = match child {
                Kind::LayoutColumn => json!([bare(*child), bare(*child)]),
                Kind::Caption => json!([bare(Kind::Media), bare(*child)]),
                _ => json!([bare(*child)]),
            };
            let last = content.as_array().unwrap().len() - 1;
            node["content"] = content;
            let inside = format!("{pointer}/content/{last}");
            if !judged.judge(validator, &changed) {
                continue;
            }
            assert!(child.may_stand_in(*parent), "{child:?} in {parent:?}");
            let mut set = |marks: Vec<Mark>| {
                changed.pointer_mut(&inside).unwrap()["marks"] = marks.into_iter().map(bare_mark).collect();
                judged.judge(validator, &changed)
            };
            let fitting: Vec<Mark> = Mark::ALL.iter().copied().filter(|mark| set(vec![*mark])).collect();
            set(vec![]);
            for (number, one) in fitting.iter().enumerate() {
                for other in fitting.iter().take(number + 1) {
                    set(vec![*one, *other]);
                }
            }
        }
    }
    println!("nodes in nodes: {} documents allowed, {} refused", judged.allowed, judged.refused);
    assert!(judged.allowed > 1000 && judged.refused > 4000, "{} {}", judged.allowed, judged.refused);
}

#[test]
fn every_attribute_is_judged_as_the_schema_judges_it() {
    let (Some(validator), Some(schema)) = (VALIDATOR.as_ref(), SCHEMA.as_ref()) else {
        println!("skipped: no ADF schema");
        return;
    };
    let names = |kind: &str| {
        let definitions = schema["definitions"].as_object().unwrap().values();
        let ours = definitions.filter(|definition| definition["properties"]["type"]["enum"][0] == kind);
        let sets = ours.flat_map(|definition| {
            let attributes = &definition["properties"]["attrs"];
            let some = attributes["anyOf"].as_array().cloned().unwrap_or_else(|| vec![attributes.clone()]);
            some.into_iter().flat_map(|set| set["properties"].as_object().cloned().unwrap_or_default())
        });
        let mut names: Vec<String> = sets.map(|(name, _)| name).chain(["other".to_owned()]).collect();
        names.sort();
        names.dedup();
        names
    };
    let mut judged = Judged::default();
    let mut vary = |document: &Value, pointer: &str, kind: &str| {
        for name in names(kind) {
            let mut changed = document.clone();
            let attributes = &mut changed.pointer_mut(pointer).unwrap()["attrs"];
            if attributes.is_null() {
                *attributes = json!({});
            }
            attributes.as_object_mut().unwrap().shift_remove(&name);
            judged.judge(validator, &changed);
            for value in VALUES.iter() {
                changed.pointer_mut(pointer).unwrap()["attrs"][&name] = value.clone();
                judged.judge(validator, &changed);
            }
        }
        for attributes in [json!({}), json!([]), Value::Null] {
            let mut changed = document.clone();
            changed.pointer_mut(pointer).unwrap()["attrs"] = attributes;
            judged.judge(validator, &changed);
        }
    };
    for kind in Kind::ALL {
        let (document, pointer) = smallest(*kind);
        vary(&document, &pointer, kind.name());
    }
    for attributes in [
        json!({"layout": "center"}),
        json!({"layout": "center", "width": 1, "widthType": "pixel"}),
        json!({"layout": "center", "width": 1, "widthType": "percentage"}),
    ] {
        let (mut document, pointer) = smallest(Kind::MediaSingle);
        document.pointer_mut(&pointer).unwrap()["attrs"] = attributes;
        vary(&document, &pointer, "mediaSingle");
    }
    let (mut external, pointer) = smallest(Kind::Media);
    external.pointer_mut(&pointer).unwrap()["attrs"] = json!({"type": "external", "url": ""});
    vary(&external, &pointer, "media");
    let datasource = json!({"id": "1", "parameters": null, "views": [{"type": "table", "properties": 1}]});
    for (kind, attributes) in [
        (Kind::BlockCard, json!({"datasource": datasource})),
        (Kind::BlockCard, json!({"data": 1})),
        (Kind::InlineCard, json!({"data": 1})),
    ] {
        let (mut document, pointer) = smallest(kind);
        document.pointer_mut(&pointer).unwrap()["attrs"] = attributes;
        vary(&document, &pointer, kind.name());
    }
    for mark in Mark::ALL {
        // The first of these that may have the mark.
        let nodes = [Kind::Text, Kind::MediaInline, Kind::Paragraph, Kind::Expand, Kind::Extension];
        let with_mark = |kind: Kind| {
            let (mut document, pointer) = smallest(kind);
            document.pointer_mut(&pointer).unwrap()["marks"] = json!([bare_mark(*mark)]);
            (document, format!("{pointer}/marks/0"))
        };
        let marked = nodes.into_iter().map(with_mark).find(|(document, _)| check(document).is_ok());
        let (document, pointer) = marked.unwrap();
        vary(&document, &pointer, mark.name());
    }
    println!("attributes: {} documents allowed, {} refused", judged.allowed, judged.refused);
    assert!(judged.allowed > 1000 && judged.refused > 4000, "{} {}", judged.allowed, judged.refused);
}

/// Values at the limits of what attributes take.
pub(super) static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    vec![
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
        json!({"id": "1", "parameters": null, "views": [{"type": "table"}], "other": 1}),
        json!({"id": "1", "views": [{"type": "table"}]}),
        json!({"id": 1, "parameters": 1, "views": [{"type": "table"}]}),
        json!({"id": "1", "parameters": 1, "views": [{"properties": 1}]}),
    ]
});
