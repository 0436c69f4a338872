//! The same text without what some Jiras refuse: tables and lists of tasks become plain lists, a panel its content.

use serde_json::{Value, json};

use super::plain;
use crate::text::names::{Answers, Names};

/// What stands between the cells of a row.
const BETWEEN: &str = " | ";

/// The Markdown of the same text without tables, panels, tasks and decisions; `None` for one that has none of them.
pub fn simpler(markdown: &str) -> Option<String> {
    let document = super::to_adf(markdown, &Answers::default()).ok()?.document;
    let simple = json!({"type": "doc", "version": 1, "content": blocks(&document)});
    let said = super::to_markdown(&simple, &Names::default());
    kinds(&document).iter().any(|kind| is_refused(kind)).then_some(said)
}

/// What stands in no other node than its own kind's.
const PARTS: [&str; 9] =
    ["", "doc", "paragraph", "text", "listItem", "tableRow", "tableHeader", "tableCell", "taskItem"];

/// The kinds of nodes in a document besides paragraphs, their text and the parts of others, in their order, each once.
pub fn kinds(document: &Value) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    let mut waiting = vec![document];
    while let Some(node) = waiting.pop() {
        let kind = kind_of(node);
        if !PARTS.contains(&kind) && !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_owned());
        }
        waiting.extend(content(node).iter().rev());
    }
    kinds
}

fn is_refused(kind: &str) -> bool {
    ["table", "panel", "taskList", "decisionList"].contains(&kind)
}

fn kind_of(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn content(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn blocks(of: &Value) -> Vec<Value> {
    content(of).iter().flat_map(block).collect()
}

/// What a block becomes. Our own texts are no deeper than Markdown is read.
fn block(node: &Value) -> Vec<Value> {
    match kind_of(node) {
        "panel" => blocks(node),
        "table" => vec![list(content(node).iter().map(row).collect())],
        "taskList" | "decisionList" => vec![list(items(node))],
        "blockquote" | "bulletList" | "orderedList" | "listItem" | "expand" | "nestedExpand" => {
            let mut same = node.clone();
            if let Some(members) = same.as_object_mut() {
                members.insert("content".to_owned(), blocks(node).into());
            }
            vec![same]
        }
        _ => vec![node.clone()],
    }
}

fn list(items: Vec<Vec<Value>>) -> Value {
    let items: Vec<Value> = items.into_iter().map(|item| json!({"type": "listItem", "content": item})).collect();
    json!({"type": "bulletList", "content": items})
}

fn paragraph(inline: Vec<Value>) -> Value {
    json!({"type": "paragraph", "content": inline})
}

fn text(words: &str) -> Value {
    json!({"type": "text", "text": words})
}

/// One line of all cells; what a cell holds besides its first paragraph is said in words.
fn row(row: &Value) -> Vec<Value> {
    let mut line: Vec<Value> = Vec::new();
    for (at, cell) in content(row).iter().enumerate() {
        if at > 0 {
            line.push(text(BETWEEN));
        }
        match content(cell) {
            [only] if kind_of(only) == "paragraph" => line.extend_from_slice(content(only)),
            _ => line.extend(Some(plain(cell)).filter(|words| !words.is_empty()).map(|words| text(&words))),
        }
    }
    vec![paragraph(line)]
}

/// Tasks with a box in front; tasks below a task stay below it.
fn items(tasks: &Value) -> Vec<Vec<Value>> {
    let mut items: Vec<Vec<Value>> = Vec::new();
    for one in content(tasks) {
        if ["taskList", "decisionList"].contains(&kind_of(one)) {
            match items.last_mut() {
                Some(above) => above.extend(block(one)),
                None => items.push(block(one)),
            }
            continue;
        }
        let state = one.pointer("/attrs/state").and_then(Value::as_str);
        let mark = match (kind_of(one), state) {
            ("decisionItem", _) => None,
            (_, Some("DONE")) => Some("☑ "),
            _ => Some("☐ "),
        };
        let line: Vec<Value> = mark.map(text).into_iter().chain(content(one).iter().cloned()).collect();
        items.push(vec![paragraph(line)]);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_the_same_and_holds_none_of_them() {
        let markdown = "Before **it**.\n\n| Name | State |\n| --- | --- |\n| Card | **done** |\n| Cash |  |\n\n\
            :::info\nMind the *gap*.\n\n- one\n:::\n\n- [ ] open\n- [x] closed\n\n> After `it`.";
        let simple = simpler(markdown).unwrap();
        assert_eq!(
            simple,
            "Before **it**.\n\n- Name | State\n- Card | **done**\n- Cash |\n\nMind the *gap*.\n\n- one\n\n* ☐ open\n* ☑ closed\n\n> After `it`."
        );
        let made = super::super::to_adf(&simple, &Answers::default()).unwrap().document;
        assert!(kinds(&made).iter().all(|kind| !is_refused(kind)), "{made}");
        assert_eq!(simpler(&simple), None);
    }

    #[test]
    fn what_stands_in_it_is_named() {
        let made = super::super::to_adf("# A\n\n:::info\n- b\n:::\n\n- c", &Answers::default()).unwrap().document;
        assert_eq!(kinds(&made), ["heading", "panel", "bulletList"]);
    }
}
