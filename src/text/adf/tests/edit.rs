//! Editing: what stays, what changes, what is refused.

use super::generated::{any_block, common_block};
use super::*;
use crate::text::edit::{Edit, Edited};
use crate::text::error::{Error, Kind};
use crate::text::names::{Answers, Person};

fn edited(stored: &Value, edit: Edit) -> Result<Edited<Value>, Error> {
    super::super::edit(stored, &edit, &names(), &Answers::default())
}

fn whole(stored: &Value, text: &str) -> Value {
    edited(stored, Edit::Whole(text.to_owned())).unwrap().stored
}

fn replaced(stored: &Value, passage: &str, with: &str) -> Value {
    edited(stored, Edit::Replace { passage: passage.into(), with: with.into() }).unwrap().stored
}

proptest! {
    #[test]
    fn an_unchanged_text_is_the_identical_document(content in proptest::collection::vec(any_block(), 0..6)) {
        let document = doc(json!(content));
        let shown = markdown(&document);
        let edited = edited(&document, Edit::Whole(shown.clone()));
        prop_assert_eq!(edited.map(|edited| edited.stored.to_string()), Ok(document.to_string()), "{}", shown);
    }

    #[test]
    fn what_is_appended_can_be_taken_out_again(content in proptest::collection::vec(any_block(), 0..4), added in common_block()) {
        let document = doc(json!(content));
        let shown = markdown(&document);
        let addition = markdown(&doc(json!([added])));
        // What Jira can't hold is refused with its place.
        let longer = match edited(&document, Edit::Append(addition)) {
            Ok(longer) => longer.stored,
            Err(error) => { prop_assert!(error.place.is_some()); return Ok(()) }
        };
        let kept = longer["content"].as_array().unwrap().starts_with(document["content"].as_array().unwrap());
        prop_assert!(kept, "{}", longer);
        prop_assert_eq!(edited(&longer, Edit::Set(shown.clone())).unwrap().stored, document, "{}", markdown(&longer));
    }

    #[test]
    fn a_changed_paragraph_leaves_all_else_alone(before in proptest::collection::vec(any_block(), 0..4), after in proptest::collection::vec(any_block(), 0..4)) {
        let mut content = before.clone();
        content.push(paragraph(json!([text("a passage once")])));
        content.extend(after);
        let document = doc(json!(content));
        let new = edited(&document, Edit::Replace { passage: "a passage once".into(), with: "another text".into() }).unwrap().stored;
        let mut expected = document.clone();
        expected["content"][before.len()]["content"][0]["text"] = "another text".into();
        prop_assert_eq!(new, expected, "{}", markdown(&document));
    }

    #[test]
    fn markdown_made_and_shown_keeps_its_text(content in proptest::collection::vec(common_block(), 1..5)) {
        let document = doc(json!(content));
        let shown = markdown(&document);
        let made = to_adf(&shown, &Answers::default());
        let made = match made {
            Ok(made) => made.document,
            // Quotes hold no rules, items no quotes; the place is said.
            Err(error) => { prop_assert!(error.place.is_some()); return Ok(()) }
        };
        let (mut before, mut after) = (String::new(), String::new());
        all_text(&document, &mut before);
        all_text(&made, &mut after);
        let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(words(&before), words(&after), "{}", shown);
        let again = markdown(&made);
        prop_assert_eq!(to_adf(&again, &Answers::default()).map(|made| markdown(&made.document)), Ok(again));
    }
}

fn rich() -> Value {
    let annotated = json!({"type": "text", "text": "marked words", "marks": [{"type": "annotation", "attrs": {"id": "9", "annotationType": "inlineComment"}}]});
    doc(json!([
        {"type": "paragraph", "attrs": {"localId": "p1"}, "content": [
            text("Ask "), {"type": "mention", "attrs": {"id": "5b10a", "text": "@Robin Vale", "localId": "m1"}}, text(" about "), annotated, text(" by "),
            {"type": "date", "attrs": {"timestamp": "1795392000000"}}, text(" "),
        ]},
        {"type": "paragraph"},
        {"type": "panel", "attrs": {"panelType": "info", "localId": "x"}, "content": [paragraph(json!([text("one")])), paragraph(json!([text("two")]))]},
        {"type": "bulletList", "attrs": {"localId": "l"}, "content": [
            {"type": "listItem", "attrs": {"localId": "i1"}, "content": [paragraph(json!([text("first")]))]},
            {"type": "listItem", "attrs": {"localId": "i2"}, "content": [paragraph(json!([text("second")]))]},
        ]},
        {"type": "mediaSingle", "attrs": {"layout": "center", "width": 50}, "content": [{"type": "media", "attrs": {"id": "u-1", "type": "file", "collection": "", "alt": "shot.png"}}]},
        {"type": "table", "attrs": {"layout": "wide"}, "content": [
            {"type": "tableRow", "content": [{"type": "tableHeader", "attrs": {"colwidth": [90]}, "content": [paragraph(json!([text("Key")]))]}, {"type": "tableHeader", "attrs": {}, "content": [paragraph(json!([text("Value")]))]}]},
            {"type": "tableRow", "content": [{"type": "tableCell", "attrs": {"background": "#fff"}, "content": [paragraph(json!([text("a")]))]}, {"type": "tableCell", "attrs": {}, "content": [paragraph(json!([text("b")]))]}]},
        ]},
    ]))
}

/// Where two documents differ.
fn differences(before: &Value, after: &Value, path: &str, into: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().for_each(|(key, value)| differences(value, &b[key], &format!("{path}/{key}"), into));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(n, (a, b))| differences(a, b, &format!("{path}/{n}"), into));
        }
        (Value::Array(a), Value::Array(b)) => {
            into.extend(a.iter().filter(|node| !b.contains(node)).map(|node| format!("{path}: gone {node}")));
            into.extend(b.iter().filter(|node| !a.contains(node)).map(|node| format!("{path}: new {node}")));
        }
        _ if before == after => {}
        _ => into.push(format!("{path}: {before} -> {after}")),
    }
}

fn changes(passage: &str, with: &str) -> String {
    let mut found = Vec::new();
    differences(&rich(), &replaced(&rich(), passage, with), "", &mut found);
    found.join("\n")
}

#[test]
fn only_what_changed_changes() {
    let edits = [
        ("Ask ", "Please ask "),
        ("marked words", "marked new words"),
        ("two", "2"),
        ("second", "other"),
        ("| b |", "| c |"),
        (":::info", ":::warning"),
        ("by [date: 2026-11-23]", "on [date: 2026-11-24]"),
        ("- second", "- second\n- third"),
        ("| a | b |", "| a | b |\n| d | e |"),
    ];
    let told: Vec<String> =
        edits.iter().map(|(passage, with)| format!("{passage:?} => {with:?}\n{}", changes(passage, with))).collect();
    insta::assert_snapshot!(told.join("\n\n"), @r#"
    "Ask " => "Please ask "
    /content/0/content/0/text: "Ask " -> "Please ask "

    "marked words" => "marked new words"
    /content/0/content/3/text: "marked words" -> "marked new words"

    "two" => "2"
    /content/2/content/1/content/0/text: "two" -> "2"

    "second" => "other"
    /content/3/content/1/content/0/content/0/text: "second" -> "other"

    "| b |" => "| c |"
    /content/5/content/1/content/1/content/0/content/0/text: "b" -> "c"

    ":::info" => ":::warning"
    /content/2/attrs/panelType: "info" -> "warning"

    "by [date: 2026-11-23]" => "on [date: 2026-11-24]"
    /content/0/content/4/text: " by " -> " on "
    /content/0/content/5/attrs/timestamp: "1795392000000" -> "1795478400000"

    "- second" => "- second\n- third"
    /content/3/content: new {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"third"}]}]}

    "| a | b |" => "| a | b |\n| d | e |"
    /content/5/content: new {"type":"tableRow","content":[{"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"d"}]}]},{"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"e"}]}]}]}
    "#);
}

#[test]
fn a_moved_block_stays_itself() {
    let shown = markdown(&rich());
    let mut blocks: Vec<&str> = shown.split("\n\n").collect();
    let image = blocks.iter().position(|block| block.starts_with("[image")).unwrap();
    let moved = blocks.remove(image);
    blocks.insert(0, moved);
    let new = whole(&rich(), &blocks.join("\n\n"));
    assert_eq!(new["content"][0], rich()["content"][4]);
    assert_eq!(new["content"].as_array().unwrap().len(), 6);
}

#[test]
fn what_would_be_lost_is_refused() {
    let error = edited(&rich(), Edit::Whole("Something else".into())).unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    assert_eq!(
        error.message,
        "this text would take out a mention of `Robin Vale`, a date `2026-11-23`, a panel, an image `shot.png`"
    );
    let set = edited(&rich(), Edit::Set("Something else".into())).unwrap();
    assert_eq!(set.lost.len(), 4);
    let taken = edited(&rich(), Edit::Replace { passage: "[image: shot.png]".into(), with: String::new() }).unwrap();
    assert_eq!(taken.lost, ["an image `shot.png`"]);
}

#[test]
fn new_names_are_answered_and_stored_ones_stay() {
    let answers = Answers {
        people: [("Ana".to_owned(), Person { id: "7".into(), name: "Ana Silva".into() })].into(),
        ..Answers::default()
    };
    let edit = Edit::Append("@Ana and @Robin Vale".into());
    let new = super::super::edit(&rich(), &edit, &names(), &answers).unwrap().stored;
    assert_eq!(
        new["content"][6]["content"],
        json!([{"type": "mention", "attrs": {"id": "7", "text": "@Ana Silva"}}, text(" and "), {"type": "mention", "attrs": {"id": "5b10a", "text": "@Robin Vale", "localId": "m1"}}])
    );
}

#[test]
fn a_list_right_inside_a_list_stays_with_the_empty_item_before_it() {
    let item = |content: Value| json!({"type": "listItem", "content": content});
    let second = json!({"type": "orderedList", "attrs": {"order": 2}, "content": [item(json!([paragraph(json!([text("a")]))]))]});
    for (kind, shown) in [("bulletList", "-\n  2. a"), ("orderedList", "1.\n   2. a")] {
        let document = doc(json!([{"type": kind, "content": [item(json!([{"type": "paragraph"}])), second]}]));
        assert_eq!(markdown(&document), shown);
        let longer = edited(&document, Edit::Append("0. b".into())).unwrap().stored;
        assert_eq!(edited(&longer, Edit::Set(shown.into())).unwrap().stored, document);
    }
}
