//! The cases of the samples: a source in wiki markup and the document that it means.

use super::javascript::{Piece, expression, pieces};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One case; its name is unique.
pub struct Case {
    pub name: String,
    pub source: String,
    pub document: Value,
}

/// All cases of the folder, in order.
pub fn all(root: &Path) -> Vec<Case> {
    let mut found = Vec::new();
    for file in files(&root.join("jira-tests")) {
        found.extend(described(&file));
    }
    for file in files(&root.join("parser")) {
        found.extend(recorded(&file, parsed));
    }
    for file in files(&root.join("encoder")) {
        found.extend(recorded(&file, encoded));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for case in &mut found {
        let count = seen.entry(case.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            case.name = format!("{} ({count})", case.name);
        }
    }
    found
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (folders, mut files): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| path.is_dir());
    for folder in folders.iter().filter(|folder| !folder.ends_with("__snapshots__")) {
        files.extend(self::files(folder));
    }
    files
}

fn stem(file: &Path) -> String {
    let folder = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let name = file.file_name().unwrap().to_string_lossy();
    format!("{folder}/{}", name.split('.').next().unwrap())
}

/// `describe('name', () => { const WIKI_NOTATION = …; checkParseEncodeRoundTrips(WIKI_NOTATION, schema, WIKI_NOTATION, doc(…)) })`.
fn described(file: &Path) -> Vec<Case> {
    let pieces = pieces(&fs::read_to_string(file).unwrap());
    let word = |at: usize, wanted: &str| pieces.get(at) == Some(&Piece::Word(wanted.to_owned()));
    let mark = |at: usize, wanted: char| pieces.get(at) == Some(&Piece::Mark(wanted));
    let (mut name, mut source, mut found) = (String::new(), String::new(), Vec::new());
    for at in 0..pieces.len() {
        let start = if word(at, "describe") && mark(at + 1, '.') { at + 2 } else { at };
        if word(at, "describe") && mark(start + 1, '(') {
            let Piece::Text(text) = &pieces[start + 2] else { panic!("a case without a name") };
            name = text.clone();
        }
        if word(at, "WIKI_NOTATION") && mark(at + 1, '=') {
            source = text_of(&expression(&pieces[at + 2..]).0);
        }
        let checks = word(at, "checkParseEncodeRoundTrips") || word(at, "checkParse");
        if checks && mark(at + 1, '(') {
            let (call, _) = expression(&pieces[at..]);
            let arguments = call["arguments"][0].as_array().unwrap();
            let expected = arguments.last().unwrap();
            // One file names its source otherwise, and one gives several sources for a document.
            let sources: Vec<String> = match arguments.iter().find_map(Value::as_array) {
                Some(several) if several.iter().all(|one| one == "WIKI_NOTATION") => vec![source.clone()],
                Some(several) => several.iter().map(text_of).collect(),
                None if arguments[0] == "WIKI_NOTATION" => vec![source.clone()],
                None => vec![text_of(&arguments[0])],
            };
            for source in sources {
                let document = built(expected);
                found.push(Case { name: format!("{}: {name}", stem(file)), source: java(&source), document });
            }
        }
    }
    found
}

/// These sources were copied from Java and escaped once more.
fn java(text: &str) -> String {
    text.replace("\\\n", "").replace("\\\\", "\u{0}").replace("\\n", "\n").replace('\u{0}', "\\")
}

/// The texts of their documents were copied from the HTML that Jira made.
fn html(text: &str) -> String {
    let mut plain = java(text);
    for (name, character) in
        [("lt", "<"), ("gt", ">"), ("quot", "\""), ("nbsp", "\u{a0}"), ("#8211", "–"), ("#8212", "—")]
    {
        plain = plain.replace(&format!("&{name};"), character);
    }
    for character in "!#()*+-?@[]^_{|}~".chars() {
        plain = plain.replace(&format!("&#{};", u32::from(character)), &character.to_string());
    }
    plain.replace("&amp;", "&")
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

type Snapshots = BTreeMap<String, String>;

fn recorded(file: &Path, read: impl Fn(&[Piece], &Snapshots, &str) -> Vec<Case>) -> Vec<Case> {
    let name = file.file_name().unwrap().to_string_lossy().replace(".ts.", ".ts.snap.");
    let Ok(recorded) = fs::read_to_string(file.with_file_name("__snapshots__").join(name)) else {
        return Vec::new();
    };
    let recorded = pieces(&recorded);
    let mut snapshots = Snapshots::new();
    for window in recorded.windows(5) {
        if let [Piece::Mark('['), Piece::Text(key), Piece::Mark(']'), Piece::Mark('='), Piece::Text(body)] = window {
            snapshots.insert(key.clone(), body.clone());
        }
    }
    let pieces = pieces(&fs::read_to_string(file).unwrap());
    let suite = pieces.windows(3).find_map(|window| match window {
        [Piece::Word(word), Piece::Mark('('), Piece::Text(suite)] if word == "describe" => Some(suite.clone()),
        _ => None,
    });
    let mut found = read(&pieces, &snapshots, &suite.unwrap());
    for case in &mut found {
        case.name = format!("{}: {}", stem(file), case.name);
    }
    found
}

/// `testCases: … = [[name, source], …]`, the documents in the snapshots.
fn parsed(pieces: &[Piece], snapshots: &Snapshots, suite: &str) -> Vec<Case> {
    let start = pieces.windows(2).position(|window| *window == [Piece::Mark('='), Piece::Mark('[')]).unwrap();
    let (pairs, _) = expression(&pieces[start + 1..]);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let cases = pairs.as_array().unwrap().iter().map(|pair| {
        let name = text_of(&pair[0]);
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        let body = snapshots.get(&format!("{suite} {name} {count}")).unwrap_or_else(|| panic!("{suite} {name}"));
        Case { name, source: text_of(&pair[1]), document: expression(&self::pieces(body)).0 }
    });
    cases.collect()
}

/// `test(name, () => { const node = doc(…)(schema); … })`, the sources in the snapshots.
fn encoded(pieces: &[Piece], snapshots: &Snapshots, suite: &str) -> Vec<Case> {
    let mut found = Vec::new();
    let mut name = String::new();
    for (at, window) in pieces.windows(3).enumerate() {
        match window {
            [Piece::Word(word), Piece::Mark('('), Piece::Text(text)] if word == "test" || word == "it" => {
                name = text.clone();
            }
            [Piece::Word(doc), Piece::Mark('('), _] if doc == "doc" => {
                let document = built(&expression(&pieces[at..]).0);
                if let Some(body) = snapshots.get(&format!("{suite} {name} 1")) {
                    let source = text_of(&expression(&self::pieces(body)).0);
                    found.push(Case { name: name.clone(), source, document });
                }
            }
            _ => {}
        }
    }
    found
}

/// The document that a call of the builders makes.
fn built(call: &Value) -> Value {
    let mut nodes = Vec::new();
    add(call, &[], &mut nodes);
    assert_eq!(nodes.len(), 1, "{call}");
    nodes.remove(0)
}

fn add(value: &Value, marks: &[Value], into: &mut Vec<Value>) {
    let Some(name) = value.get("call").and_then(Value::as_str) else {
        let text = html(&text_of(value));
        match text.is_empty() {
            true => return,
            false if marks.is_empty() => into.push(json!({"type": "text", "text": text})),
            false => into.push(json!({"type": "text", "text": text, "marks": marks})),
        }
        return;
    };
    let lists = value["arguments"].as_array().unwrap();
    let takes_attributes = |list: &Value| {
        let first = list.get(0);
        first.is_none()
            || first.is_some_and(|first| first.is_object() && first.get("call").is_none() || first.is_null())
    };
    let schema = |list: &&Value| list.get(0) != Some(&json!("defaultSchema"));
    let lists: Vec<&Value> = lists.iter().filter(schema).collect();
    let (attributes, children) = match lists.as_slice() {
        [attributes, children] if takes_attributes(attributes) => (attributes.get(0).cloned(), children),
        [attributes] if takes_attributes(attributes) && attributes.get(0).is_some() => {
            (attributes.get(0).cloned(), attributes)
        }
        [children] => (None, children),
        // `emoji(findEmojiConfig(':)'))()`.
        [attributes, _] => (Some(attributes[0].clone()), attributes),
        _ => panic!("{value}"),
    };
    let attributes = attributes.filter(Value::is_object).unwrap_or(json!({}));
    let children: Vec<&Value> = match attributes.get("call") {
        Some(_) => Vec::new(),
        None => children
            .as_array()
            .unwrap()
            .iter()
            .filter(|child| child.is_string() || child.get("call").is_some())
            .collect(),
    };
    let mark = |kind: &str| json!({"type": kind, "attrs": attributes});
    let outer = match name {
        "strong" | "em" | "strike" | "underline" | "code" | "textColor" | "subsup" => Some(mark(name)),
        "a" | "link" => Some(mark("link")),
        _ => None,
    };
    if let Some(outer) = outer {
        let marks: Vec<Value> = marks.iter().cloned().chain([outer]).collect();
        children.iter().for_each(|child| add(child, &marks, into));
        return;
    }
    let kind = match name {
        "p" => "paragraph",
        "ul" => "bulletList",
        "ol" => "orderedList",
        "li" => "listItem",
        "tr" => "tableRow",
        "td" => "tableCell",
        "th" => "tableHeader",
        "hr" => "rule",
        "code_block" => "codeBlock",
        "img" => "media",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "heading",
        same => same,
    };
    let mut node = Map::from_iter([("type".to_owned(), json!(kind))]);
    let attributes = match (kind, name) {
        ("heading", _) => json!({"level": name[1..].parse::<u32>().unwrap()}),
        ("media", "img") => json!({"type": "external", "url": attributes["src"]}),
        ("emoji", _) if attributes.get("call").is_some() => json!({"shortName": ":emoji:"}),
        _ => attributes,
    };
    if attributes != json!({}) {
        node.insert("attrs".to_owned(), attributes);
    }
    let mut content = Vec::new();
    children.iter().for_each(|child| add(child, if kind == "paragraph" { &[] } else { marks }, &mut content));
    if !content.is_empty() {
        node.insert("content".to_owned(), Value::Array(content));
    }
    into.push(Value::Object(node));
}
