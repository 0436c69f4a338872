//! Documents made of new Markdown.

use super::*;
use crate::text::error::Error;
use crate::text::names::Answers;

fn made(markdown: &str) -> Value {
    to_adf(markdown, &Answers::default()).unwrap().document
}

/// The nodes in few characters.
fn outline(node: &Value) -> String {
    let kind = node["type"].as_str().unwrap_or_default();
    let mut attrs = node["attrs"].clone();
    if let Some(attrs) = attrs.as_object_mut() {
        // Made up, but equal for equal texts.
        attrs.shift_remove("localId");
    }
    let attrs = attrs.as_object().filter(|attrs| !attrs.is_empty()).map(|attrs| json!(attrs).to_string());
    let own = match node["text"].as_str() {
        Some(text) => {
            let marks: Vec<&str> =
                node["marks"].as_array().into_iter().flatten().filter_map(|mark| mark["type"].as_str()).collect();
            format!("{text:?}{}", marks.iter().map(|mark| format!(" {mark}")).collect::<String>())
        }
        None => kind.to_owned(),
    };
    let inside: Vec<String> = node["content"].as_array().into_iter().flatten().map(outline).collect();
    let inside = if inside.is_empty() { String::new() } else { format!("({})", inside.join(", ")) };
    format!("{own}{}{inside}", attrs.unwrap_or_default())
}

fn outlines(markdown: &str) -> String {
    made(markdown)["content"].as_array().unwrap().iter().map(outline).collect::<Vec<_>>().join("\n")
}

fn refused(markdown: &str) -> Error {
    to_adf(markdown, &Answers::default()).unwrap_err()
}

#[test]
fn blocks_are_those_of_jiras_editor() {
    insta::assert_snapshot!(outlines(
        "# T\n\n- a\n- [x] b\n  - [ ] c\n- [d] e\n\n3. f\n\n> g\n\n```rust x\nh\n```\n\n---\n\n:::tip\ni\n:::\n\n:::panel 🌈 #E6FCFF\n:::\n\n\
         :::expand More\n:::expand Inner\nj\n:::\n:::\n\n| k | l |\n| - | - |\n| [colspan 2] m | |\n| n |\n\n[card: https://x.io]\n\n![](https://x.io/p.png) *cap*"
    ), @r##"
    heading{"level":1}("T")
    bulletList(listItem(paragraph("a")))
    taskList(taskItem{"state":"DONE"}("b"), taskList(taskItem{"state":"TODO"}("c")))
    decisionList(decisionItem{"state":"DECIDED"}("e"))
    orderedList{"order":3}(listItem(paragraph("f")))
    blockquote(paragraph("g"))
    codeBlock{"language":"rust"}("h")
    rule
    panel{"panelType":"tip"}(paragraph("i"))
    panel{"panelType":"custom","panelIconText":"🌈","panelColor":"#E6FCFF"}(paragraph)
    expand{"title":"More"}(nestedExpand{"title":"Inner"}(paragraph("j")))
    table(tableRow(tableHeader(paragraph("k")), tableHeader(paragraph("l"))), tableRow(tableCell{"colspan":2}(paragraph("m"))), tableRow(tableCell(paragraph("n")), tableCell(paragraph)))
    blockCard{"url":"https://x.io"}
    mediaSingle{"layout":"center"}(media{"type":"external","url":"https://x.io/p.png"}, caption("cap"))
    "##);
}

#[test]
fn what_jira_cannot_nest_is_said_otherwise() {
    insta::assert_snapshot!(outlines(
        "1. a\n2. b\n   - c\n     ---\n   - d\n3. ## e\n4. > f\n5. | g |\n   | - |\n6. h\n\n> > # i\n\n:::info\n> j\n:::\n\n- [ ] k\n\n  l\n  - m\n- [ ] n"
    ), @r#"
    orderedList(listItem(paragraph("a")), listItem(paragraph("b"), bulletList(listItem(paragraph("c" strong)), listItem(paragraph("d")))), listItem(paragraph("e" strong)), listItem(paragraph("f")), listItem(paragraph))
    table(tableRow(tableHeader(paragraph("g"))))
    orderedList{"order":6}(listItem(paragraph("h")))
    blockquote(paragraph("i" strong))
    panel{"panelType":"info"}(paragraph("j"))
    taskList(taskItem{"state":"TODO"}("k", hardBreak, "l"))
    bulletList(listItem(paragraph("m")))
    taskList(taskItem{"state":"TODO"}("n"))
    "#);
}

#[test]
fn lines_have_their_nodes() {
    insta::assert_snapshot!(outlines(
        "**`a`** <color red>b</color> <u>c</u> [d](/e) https://x.io <https://y.io> [status: f] [date: 2026-11-23] :smile: g\\\nh [emoji: x y]"
    ), @r#"
    paragraph("a" code, " ", "b" textColor, " ", "c" underline, " ", "d" link, " ", "https://x.io" link, " ", inlineCard{"url":"https://y.io"}, " ", status{"text":"f","color":"neutral"}, " ", date{"timestamp":"1795392000000"}, " ", emoji{"shortName":":smile:","text":":smile:"}, " g", hardBreak, "h ", emoji{"shortName":":x y:","text":":x y:"})
    "#);
}

#[test]
fn what_cannot_be_made_stays_text_and_is_said() {
    let made = to_adf(
        "[image: x.png] [macro: toc] [date: soon] <color mud>y</color>\n\n:::layout\nz\n:::",
        &Answers::default(),
    )
    .unwrap();
    insta::assert_snapshot!(made.document["content"].as_array().unwrap().iter().map(outline).collect::<Vec<_>>().join("\n"), @r#"
    paragraph("[image: x.png] [macro: toc] [date: soon] y")
    paragraph("z")
    "#);
    assert_eq!(made.warnings.len(), 5, "{:#?}", made.warnings);
}

#[test]
fn what_cannot_be_said_is_refused_with_its_place() {
    assert_eq!(refused("a\n\n> b\n>\n> ---").to_string(), "a rule can't stand in a quote (line 5: `---`)");
    assert_eq!(refused(":::info\n| a |\n| - |\n:::").to_string(), "a table can't stand in a panel (line 2: `| a |`)");
}

#[test]
fn a_whole_document_is_taken_as_it_is_and_checked() {
    let document = made("a **b**");
    assert_eq!(made(&document.to_string()), document);
    assert_eq!(made(&json!(document.to_string()).to_string()), document);
    let broken = json!({"type": "doc", "version": 1, "content": [{"type": "heading", "attrs": {"level": 9}}]});
    assert!(refused(&broken.to_string()).message.contains("content[0]"), "{}", refused(&broken.to_string()));
    assert_eq!(outlines("{\"type\": \"document\"}"), "paragraph(\"{\\\"type\\\": \\\"document\\\"}\")");
}

proptest! {
    #[test]
    fn whatever_is_made_is_valid(text in "(\\PC|[-*_`\\[\\]()<>:|#>!&;\\\\\n 1.@]|\n\n|:::info\n|:::\n|- |> |- \\[ \\] |<br>|\n\\| a \\|\n\\| - \\|\n){0,40}") {
        // What was made passed the check; what can't be said has a place.
        match to_adf(&text, &Answers::default()) {
            Ok(made) => prop_assert!(rules::check_new(&made.document).is_ok()),
            Err(error) => prop_assert!(error.message.contains("can't stand in") && error.place.is_some(), "{}", error),
        }
    }
}

#[test]
fn what_a_picture_shows_is_kept() {
    let made = to_adf(
        "![Architecture diagram](https://e.com/i.png)\n\nsee ![the *plan*](https://e.com/i.png)",
        &Answers::default(),
    )
    .unwrap();
    let content = &made.document["content"];
    assert_eq!(content[0]["content"][0]["attrs"]["alt"], "Architecture diagram");
    assert_eq!(content[1]["content"][1]["text"], "the plan");
    assert_eq!(content[1]["content"][1]["marks"][0]["attrs"]["href"], "https://e.com/i.png");
}
