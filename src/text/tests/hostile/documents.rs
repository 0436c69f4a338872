//! Large documents of every kind of node.

use serde_json::{Map, Value, json};

/// A node with this content, put together without copying it.
pub(super) fn node(kind: &str, attributes: Value, content: Vec<Value>) -> Value {
    let mut members = Map::new();
    members.insert("type".into(), kind.into());
    members.insert("attrs".into(), attributes);
    members.insert("content".into(), Value::Array(content));
    Value::Object(members)
}

pub(super) fn document(content: Vec<Value>) -> Value {
    let mut document = node("doc", Value::Null, content);
    document.as_object_mut().unwrap().shift_remove("attrs");
    document["version"] = json!(1);
    document
}

pub(super) fn paragraph(text: &str) -> Value {
    node("paragraph", json!({}), vec![json!({"type": "text", "text": text})])
}

/// Documents of about this many nodes, or bytes of text.
pub(super) fn documents(size: usize) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut add = |name: &str, content: Vec<Value>| all.push((name.to_owned(), document(content)));
    for part in [
        "word ", "*", "_", "`", "[", "]", "|", "<", "\\", ":", "~", "> ", "- ", "\n", "&", "@", "!", "語", "a_b ",
        ":a: ", "<&[:*",
    ] {
        add(&format!("text of {part:?}"), vec![paragraph(&part.repeat(size / part.len()))]);
        let text = json!({"type": "text", "text": part.repeat(size / part.len())});
        add(&format!("code of {part:?}"), vec![node("codeBlock", json!({}), vec![text])]);
    }
    add("paragraphs", (0..size / 20).map(|_| paragraph("x")).collect());
    let marks = ["strong", "em", "strike", "underline", "code"];
    let texts = (0..size / 20).map(|at| {
        let marks: Vec<Value> = marks
            .iter()
            .enumerate()
            .filter(|(bit, _)| at >> bit & 1 == 1)
            .map(|(_, mark)| json!({"type": mark}))
            .collect();
        json!({"type": "text", "text": if at % 3 == 0 { "x" } else { " *" }, "marks": marks})
    });
    add("marks", vec![node("paragraph", json!({}), texts.collect())]);
    for (kind, attributes) in [
        ("mention", json!({"id": "1", "text": "@Ana Silva"})),
        ("status", json!({"text": "a|b]", "color": "red"})),
        ("emoji", json!({"shortName": ":x:"})),
        ("hardBreak", json!({})),
        ("mediaInline", json!({"id": "1", "collection": "", "alt": "a.png"})),
        ("somethingNew", json!({"text": "x"})),
    ] {
        let atom = json!({"type": kind, "attrs": attributes});
        add(kind, vec![node("paragraph", json!({}), vec![atom; size / 20])]);
    }
    let items = (0..size / 20).map(|_| node("listItem", json!({}), vec![paragraph(":a:[b]&c;")]));
    add("list", vec![node("bulletList", json!({}), items.collect())]);
    let lists =
        (0..size / 20).map(|_| node("orderedList", json!({}), vec![node("listItem", json!({}), vec![paragraph("x")])]));
    add("lists", lists.collect());
    let row = |cells: usize, attributes: &Value| {
        let cells = (0..cells).map(|_| node("tableCell", attributes.clone(), vec![paragraph("x|")]));
        node("tableRow", json!({}), cells.collect())
    };
    let rows = |rows: usize, cells: usize, attributes: Value| {
        vec![node("table", json!({}), (0..rows).map(|_| row(cells, &attributes)).collect())]
    };
    add("long table", rows(size / 40, 2, json!({})));
    add("wide table", rows(2, size / 40, json!({})));
    add("table of spans", rows(size / 40, 2, json!({"colspan": 3, "rowspan": 3})));
    add("table of rising spans", rows(size / 80, 4, json!({"rowspan": 1_000_000_000})));
    add("table of endless spans", rows(size / 80, 4, json!({"colspan": 1_000_000_000, "rowspan": 1_000_000_000})));
    let panels = (0..size / 20).map(|_| node("panel", json!({"panelType": "info"}), vec![paragraph("x")]));
    add("panels", panels.collect());
    all
}
