//! The rules by themselves, and against the published schema where it is there.

use serde_json::{Value, json};

use super::*;

mod changed;
mod schema;

fn doc(content: Value) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn said(document: &Value) -> String {
    check(document).unwrap_err().to_string()
}

fn said_of_new(document: &Value) -> String {
    assert_eq!(check(document), Ok(()));
    check_new(document).unwrap_err().to_string()
}

/// A paragraph with one text and its marks.
fn text_with(marks: Value) -> Value {
    doc(json!([{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": marks}]}]))
}

/// A document in which each kind of node and mark stands at least once.
fn every_kind() -> Value {
    let link = json!({"type": "link", "attrs": {"href": "https://x.example"}});
    let line = json!([
        {"type": "text", "text": "marked", "marks": [
            link, {"type": "em"}, {"type": "strong"}, {"type": "strike"}, {"type": "underline"},
            {"type": "subsup", "attrs": {"type": "sub"}},
            {"type": "textColor", "attrs": {"color": "#ff5630"}},
            {"type": "backgroundColor", "attrs": {"color": "#fffae6"}},
        ]},
        {"type": "text", "text": "code", "marks": [
            {"type": "code"}, {"type": "annotation", "attrs": {"id": "1", "annotationType": "inlineComment"}},
        ]},
        {"type": "hardBreak", "attrs": {"text": "\n"}},
        {"type": "mention", "attrs": {"id": "5b10a", "text": "@Robin Vale", "userType": "DEFAULT"}},
        {"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😄"}},
        {"type": "date", "attrs": {"timestamp": "1795392000000"}},
        {"type": "status", "attrs": {"text": "Done", "color": "green"}},
        {"type": "inlineCard", "attrs": {"url": "https://x.example"}},
        {"type": "placeholder", "attrs": {"text": "later"}},
        {"type": "mediaInline", "attrs": {"id": "1", "collection": ""}, "marks": [
            {"type": "border", "attrs": {"size": 1, "color": "#091e4224"}},
        ]},
        {"type": "inlineExtension", "attrs": {"extensionKey": "k", "extensionType": "t"}, "marks": [
            {"type": "dataConsumer", "attrs": {"sources": ["1"]}},
        ]},
    ]);
    let paragraph = json!({"type": "paragraph", "content": line});
    let media = json!({"type": "media", "attrs": {"type": "file", "id": "1", "collection": ""}});
    let item = json!({"type": "listItem", "content": [paragraph]});
    let sync = json!({"resourceId": "r", "localId": "l"});
    let extension = json!({"extensionKey": "k", "extensionType": "t"});
    doc(json!([
        {"type": "paragraph", "content": line, "marks": [
            {"type": "fontSize", "attrs": {"fontSize": "small"}}, {"type": "alignment", "attrs": {"align": "center"}},
        ]},
        {"type": "heading", "attrs": {"level": 2}, "content": line, "marks": [
            {"type": "indentation", "attrs": {"level": 1}},
        ]},
        {"type": "bulletList", "content": [item]},
        {"type": "orderedList", "attrs": {"order": 3}, "content": [item]},
        {"type": "taskList", "attrs": {"localId": "a"}, "content": [
            {"type": "taskItem", "attrs": {"localId": "b", "state": "TODO"}, "content": line},
            {"type": "blockTaskItem", "attrs": {"localId": "c", "state": "DONE"}, "content": [paragraph]},
        ]},
        {"type": "decisionList", "attrs": {"localId": "d"}, "content": [
            {"type": "decisionItem", "attrs": {"localId": "e", "state": "DECIDED"}, "content": line},
        ]},
        {"type": "codeBlock", "attrs": {"language": "rust"}, "content": [{"type": "text", "text": "let x;"}]},
        {"type": "blockquote", "content": [paragraph]},
        {"type": "rule"},
        {"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph]},
        {"type": "expand", "marks": [{"type": "breakout", "attrs": {"mode": "wide"}}], "content": [
            paragraph,
            {"type": "nestedExpand", "attrs": {}, "content": [paragraph]},
        ]},
        {"type": "table", "marks": [{"type": "fragment", "attrs": {"localId": "f"}}], "content": [
            {"type": "tableRow", "content": [
                {"type": "tableHeader", "attrs": {"colwidth": [100]}, "content": [paragraph]},
                {"type": "tableCell", "content": [paragraph]},
            ]},
        ]},
        {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [media, {"type": "caption", "content": []}]},
        {"type": "mediaGroup", "content": [media]},
        {"type": "blockCard", "attrs": {"url": "https://x.example"}},
        {"type": "embedCard", "attrs": {"url": "https://x.example", "layout": "wide"}},
        {"type": "extension", "attrs": extension},
        {"type": "bodiedExtension", "attrs": extension, "content": [paragraph]},
        {"type": "layoutSection", "content": [
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph]},
            {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph]},
        ]},
        {"type": "syncBlock", "attrs": sync},
        {"type": "bodiedSyncBlock", "attrs": sync, "content": [paragraph]},
    ]))
}

#[test]
fn a_problem_names_its_place_and_what_would_do() {
    let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": "x"}]});
    let inside = |kind: &str, attributes: Value, content: Value| {
        doc(json!([paragraph, {"type": kind, "attrs": attributes, "content": content}]))
    };
    let cases = [
        (json!([]), "the document: a node must be an object"),
        (json!({"version": 1, "content": []}), "the document: `type` is missing"),
        (json!({"type": "paragraph"}), "`paragraph`: a document must be of type `doc`"),
        (json!({"type": "doc", "content": []}), "`doc`: `version` is missing"),
        (json!({"type": "doc", "version": 2, "content": []}), "`doc`: `version` must be 1"),
        (json!({"type": "doc", "version": 1}), "`doc`: `content` is missing"),
        (json!({"type": "doc", "version": 1, "content": {}}), "`doc`: `content` must be an array"),
        (json!({"type": "doc", "version": 1, "content": [], "attrs": {}}), "`doc`: `attrs` is not allowed"),
        (doc(json!(["x"])), "`content[0]`: a node must be an object"),
        (doc(json!([{"type": "text", "text": "x"}])), "`text` at `content[0]`: `text` must not stand in `doc`"),
        (
            doc(json!([{"type": "applicationCard\u{202e}"}])),
            "`applicationCard` at `content[0]`: node type `applicationCard` is not known",
        ),
        (
            inside("panel", json!({"panelType": "loud"}), json!([paragraph])),
            "`panel` at `content[1]`: attribute `panelType` must be `info`, `note`, `tip`, `warning`, `error`, \
             `success` or `custom`",
        ),
        (
            inside("heading", json!({"level": 7}), json!([])),
            "`heading` at `content[1]`: attribute `level` must be a number from 1 to 6",
        ),
        (inside("panel", json!({}), json!([])), "`panel` at `content[1]`: attribute `panelType` is missing"),
        (
            inside("blockquote", json!({}), json!([paragraph, {"type": "rule"}])),
            "`rule` at `content[1].content[1]`: `rule` must not stand in `blockquote`",
        ),
        (inside("bulletList", json!({}), json!([])), "`bulletList` at `content[1]`: `content` must not be empty"),
        (
            inside("heading", json!({"level": 1}), json!([{"type": "text", "text": ""}])),
            "`text` at `content[1].content[0]`: `text` must not be empty",
        ),
        (
            inside("codeBlock", json!({}), json!([{"type": "text", "text": "x", "marks": [{"type": "strong"}]}])),
            "`text` at `content[1].content[0]`: mark `strong` is not allowed here",
        ),
        (
            inside("codeBlock", json!({"lang": "js"}), json!([])),
            "`codeBlock` at `content[1]`: attribute `lang` is not known",
        ),
        (
            inside("mediaSingle", json!({"layout": "center"}), json!([paragraph])),
            "`paragraph` at `content[1].content[0]`: `media` must be here, not `paragraph`",
        ),
        (
            inside("mediaSingle", json!({"layout": "center", "widthType": "pixel"}), json!([])),
            "`mediaSingle` at `content[1]`: attribute `width` is missing",
        ),
        (
            doc(json!([{"type": "mediaGroup", "content": [{"type": "media", "attrs": {"type": "image"}}]}])),
            "`media` at `content[0].content[0]`: attribute `type` must be `link` or `file`, or attribute `type` must \
             be `external`",
        ),
        (
            doc(json!([{"type": "blockCard", "attrs": {}}])),
            "`blockCard` at `content[0]`: attribute `url` is missing, or attribute `datasource` is missing, or \
             attribute `data` is missing",
        ),
        (
            inside("layoutSection", json!({}), json!([{"type": "layoutColumn"}])),
            "`layoutSection` at `content[1]`: `content` must hold 2 to 3 nodes, not 1",
        ),
        (
            text_with(json!([{"type": "em"}, {"type": "code"}])),
            "`text` at `content[0].content[0]`: marks `em` and `code` exclude each other",
        ),
        (
            text_with(json!([{"type": "link", "attrs": {"url": "x"}}])),
            "`text` at `content[0].content[0]`: mark `link`: attribute `href` is missing",
        ),
        (text_with(json!([{"type": "blink"}])), "`text` at `content[0].content[0]`: mark `blink` is not known"),
        (
            text_with(json!([{"type": "border", "attrs": {"size": 1, "color": "#000000"}}])),
            "`text` at `content[0].content[0]`: mark `border` is not allowed here",
        ),
        (text_with(json!("em")), "`text` at `content[0].content[0]`: `marks` must be an array"),
        (
            doc(json!([{"type": "paragraph", "marks": [
                {"type": "alignment", "attrs": {"align": "end"}}, {"type": "indentation", "attrs": {"level": 1}},
            ]}])),
            "`paragraph` at `content[0]`: marks `alignment` and `indentation` exclude each other",
        ),
        (doc(json!([{"type": "rule", "content": []}])), "`rule` at `content[0]`: `content` is not allowed"),
    ];
    for (document, problem) in cases {
        assert_eq!(said(&document), problem, "{document}");
    }
}

#[test]
fn code_stands_with_a_link_and_a_comment_alone() {
    let link = json!({"type": "link", "attrs": {"href": "https://x.example"}});
    let comment = json!({"type": "annotation", "attrs": {"id": "1", "annotationType": "inlineComment"}});
    assert_eq!(check(&text_with(json!([comment, {"type": "code"}, link]))), Ok(()));
    for mark in Mark::ALL.iter().filter(|mark| !matches!(mark, Mark::Code | Mark::Link | Mark::Annotation)) {
        assert!(check(&text_with(json!([{"type": "code"}, {"type": mark.name()}]))).is_err(), "{mark:?}");
    }
}

#[test]
fn what_is_kept_is_not_made() {
    let sync = json!({"type": "syncBlock", "attrs": {"resourceId": "r", "localId": "l"}});
    assert_eq!(
        said_of_new(&doc(json!([sync]))),
        "`syncBlock` at `content[0]`: `syncBlock` is kept where it is stored, never made anew"
    );
    let comment = json!({"type": "annotation", "attrs": {"id": "1", "annotationType": "inlineComment"}});
    assert_eq!(
        said_of_new(&text_with(json!([comment]))),
        "`text` at `content[0].content[0]`: mark `annotation` is kept where it is stored, never made anew"
    );
    assert_eq!(
        said_of_new(&text_with(json!([{"type": "em"}, {"type": "strong"}, {"type": "em"}]))),
        "`text` at `content[0].content[0]`: mark `em` stands twice"
    );
    assert_eq!(
        said_of_new(&doc(json!([{"type": "heading", "attrs": {"level": 1.5}}]))),
        "`heading` at `content[0]`: attribute `level` must be a whole number"
    );
    let paragraph = json!({"type": "paragraph"});
    let task = json!({"type": "blockTaskItem", "attrs": {"localId": "", "state": "TODO"},
        "content": [paragraph, paragraph, paragraph, {"type": "rule"}]});
    assert_eq!(
        said_of_new(&doc(json!([{"type": "taskList", "attrs": {"localId": ""}, "content": [task]}]))),
        "`rule` at `content[0].content[0].content[3]`: `rule` must not stand in `blockTaskItem`"
    );
    assert_eq!(
        said_of_new(&doc(json!([{"type": "mediaSingle", "since": "never", "content":
            [{"type": "media", "attrs": {"type": "external", "url": "https://x.example/a.png"}}]}]))),
        "`mediaSingle` at `content[0]`: `since` is not allowed"
    );
}

#[test]
fn a_place_is_known_by_the_kinds_alone() {
    assert!(Kind::NestedExpand.may_stand_in(Kind::TableCell));
    assert!(!Kind::Expand.may_stand_in(Kind::TableCell));
    assert!(!Kind::Heading.may_stand_in(Kind::ListItem));
    assert!(Kind::Caption.may_stand_in(Kind::MediaSingle));
    assert!(!Kind::Text.may_stand_in(Kind::HardBreak));
    for kind in Kind::ALL {
        assert!(
            *kind == Kind::Doc || Kind::ALL.iter().any(|parent| kind.may_stand_in(*parent)),
            "{kind:?} has no place"
        );
    }
}

#[test]
fn deep_documents_are_checked_to_their_last_node() {
    // Put together by hand: `json!` copies what it is given.
    let around = |kind: &str, inner: Value| {
        let members = [("type", kind.into()), ("content", Value::Array(vec![inner]))];
        Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect())
    };
    let mut list = json!({"type": "bulletList", "content": []});
    for _ in 0..1000 {
        list = around("bulletList", around("listItem", list));
    }
    let mut document = doc(json!([]));
    document["content"] = Value::Array(vec![list]);
    let violation = check(&document).unwrap_err();
    assert_eq!(violation.path.matches("content[0]").count(), 2001);
    assert_eq!(violation.problem, "`content` must not be empty");
}
