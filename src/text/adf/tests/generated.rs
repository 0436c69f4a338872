//! Arbitrary trees and arbitrary documents.

use super::*;

const LINES: [&str; 12] =
    ["a", "b c", "# x", "- y", "1. z", "> q", "---", "| a |", ":::info", "snake_case", "```", "[x] t"];

proptest! {
    #[test]
    fn a_paragraph_reads_back_as_it_was(content in proptest::collection::vec(text_node(), 1..6)) {
        let shown = markdown(&doc(json!([paragraph(json!(content))])));
        prop_assert_eq!(visible(read_back(&shown)), visible(said(&content)), "{}", shown);
    }

    #[test]
    fn plain_text_reads_back_as_it_was(lines in proptest::collection::vec(awkward(), 1..4)) {
        let mut content = Vec::new();
        for line in &lines {
            content.extend([text(line), json!({"type": "hardBreak"})]);
        }
        content.pop();
        content.retain(|node| node["text"] != "");
        let shown = markdown(&doc(json!([paragraph(json!(content))])));
        let read: String = read_back(&shown).into_iter().map(|(character, _)| character).collect();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(words(&read), words(&lines.join("\n")), "{}", shown);
    }

    #[test]
    fn a_cell_reads_back_as_it_was(content in proptest::collection::vec(text_node(), 1..4)) {
        let cell = json!({"type": "tableHeader", "content": [paragraph(json!(content))]});
        let shown = markdown(&doc(json!([{"type": "table", "content": [{"type": "tableRow", "content": [cell, cell]}]}])));
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let mut cells = vec![];
        for event in Parser::new_ext(&shown, options) {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Text(text) | Event::Code(text) => cells.last_mut().unwrap().push_str(&text),
                _ => {}
            }
        }
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let expected: String = said(&content).into_iter().map(|(character, _)| character).collect();
        prop_assert_eq!(cells.len(), 2, "{}", &shown);
        prop_assert_eq!(squeeze(&cells[0]), squeeze(&expected), "{}", &shown);
        prop_assert_eq!(squeeze(&cells[1]), squeeze(&expected), "{}", &shown);
    }

    #[test]
    fn blocks_keep_their_kinds(content in proptest::collection::vec(common_block(), 0..5)) {
        let shown = markdown(&doc(json!(content)));
        let mut expected = Vec::new();
        content.iter().for_each(|block| outline(block, &mut expected));
        prop_assert_eq!(read_outline(&shown), expected, "{}", shown);
    }

    #[test]
    fn every_text_is_shown_in_order(content in proptest::collection::vec(any_block(), 0..6)) {
        let document = doc(json!(content));
        let shown = markdown(&document);
        let mut texts = String::new();
        all_text(&document, &mut texts);
        prop_assert_eq!(missing(&texts, &shown), None, "{}", &shown);
        prop_assert_eq!(missing(&texts, &plain(&document)), None);
        prop_assert!(!shown.ends_with('\n') && !shown.chars().any(|c| c != '\n' && c != '\t' && c.is_control()));
        let size = document.to_string().len();
        prop_assert!(shown.len() <= size * 8 + 100, "{} of {}", shown.len(), size);
    }

    #[test]
    fn containers_close_where_they_end(content in proptest::collection::vec(any_block(), 0..6)) {
        let shown = markdown(&doc(json!(content)));
        let mut open: Vec<usize> = Vec::new();
        let mut code: Option<&str> = None;
        for line in shown.lines().filter(|line| !line.trim_start_matches([' ', '>']).starts_with('|')) {
            let line = without_prefix(line);
            let colons = line.len() - line.trim_start_matches(':').len();
            match code {
                Some(fence) if line == fence => code = None,
                Some(_) => {}
                None if line.starts_with("```") => code = line.split_once(|c| c != '`').map_or(Some(line), |_| Some("```")),
                None if colons >= 3 && colons == line.len() => prop_assert_eq!(open.pop(), Some(colons), "{}", &shown),
                None if colons >= 3 => {
                    prop_assert!(open.last().is_none_or(|&outer| outer > colons), "{}", &shown);
                    open.push(colons);
                }
                None => {}
            }
        }
        prop_assert_eq!(open, Vec::<usize>::new());
    }

    #[test]
    fn no_tree_is_too_odd(tree in any_json()) {
        let shown = markdown(&tree);
        prop_assert!(shown.len() <= tree.to_string().len() * 60 + 100);
        prop_assert!(!plain(&tree).contains('\n'));
    }
}

/// Text in which much could be taken for Markdown.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c *_~`\\[\\]()<>!#&;:|\\\\.0-9=+-]{0,14}",
        "[a*_ .「」é😀]{0,10}",
        prop::sample::select(LINES.map(str::to_owned).to_vec()),
        "\\PC{0,10}".prop_map(|text| clean::line(&text)),
    ]
}

/// A line without the marks of the lists and quotes around it.
fn without_prefix(line: &str) -> &str {
    let number = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let rest = [" ", ">", "- ", "* ", "[x] ", "[ ] ", "[?] "].iter().find_map(|mark| line.strip_prefix(mark));
    match rest.or_else(|| number.strip_prefix(". ")).or_else(|| number.strip_prefix(") ")) {
        Some(rest) => without_prefix(rest),
        None => line,
    }
}

fn text_node() -> impl Strategy<Value = Value> {
    let simple = prop::sample::subsequence(vec!["strong", "em", "strike", "underline"], 0..4)
        .prop_map(|kinds| kinds.iter().map(|kind| json!({"type": kind})).collect::<Vec<_>>());
    let code = Just(vec![json!({"type": "code"})]);
    let sub = prop::sample::select(vec!["sub", "sup"])
        .prop_map(|kind| vec![json!({"type": "subsup", "attrs": {"type": kind}})]);
    let link = (prop::sample::select(vec!["https://x.io/a_b", "/a(b", "a b<c>", "x\\*y"]), "[a\"\\\\&]{0,3}").prop_map(
        |(href, title)| match title.is_empty() {
            true => vec![json!({"type": "link", "attrs": {"href": href}}), json!({"type": "strong"})],
            false => vec![json!({"type": "link", "attrs": {"href": href, "title": title}})],
        },
    );
    let marks = prop_oneof![4 => simple, 1 => code, 1 => sub, 1 => link, 3 => Just(Vec::new())];
    let word = prop_oneof![3 => "[a-d *_.「い]{1,5}", 1 => awkward().prop_filter("not empty", |text| !text.is_empty())];
    prop_oneof![
        6 => (word, marks).prop_map(|(text, marks)| json!({"type": "text", "text": text, "marks": marks})),
        1 => Just(json!({"type": "hardBreak"})),
    ]
}

fn word_paragraph() -> impl Strategy<Value = Value> {
    prop::sample::select(LINES.to_vec()).prop_map(|line| paragraph(json!([text(line)])))
}

/// Blocks that CommonMark has.
pub(super) fn common_block() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word_paragraph(),
        1 => (1..7).prop_map(|level| json!({"type": "heading", "attrs": {"level": level}, "content": [text("head #")]})),
        1 => prop::sample::select(vec!["", "x", "``` y\n\n    z", "# no", "a\n"])
            .prop_map(|code| json!({"type": "codeBlock", "content": [text(code)]})),
        1 => Just(json!({"type": "rule"})),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        // The parser that checks us loses track of some empty items, so these have tests of their own.
        let blocks = proptest::collection::vec(inner, 1..4);
        let item = blocks.clone().prop_map(|content| json!({"type": "listItem", "content": content}));
        let items = proptest::collection::vec(item, 1..4);
        prop_oneof![
            items.clone().prop_map(|content| json!({"type": "bulletList", "content": content})),
            (items, 0..200).prop_map(
                |(content, order)| json!({"type": "orderedList", "attrs": {"order": order}, "content": content})
            ),
            blocks.prop_map(|content| json!({"type": "blockquote", "content": content})),
        ]
    })
}

/// Any block that the schema has, in any place.
pub(super) fn any_block() -> impl Strategy<Value = Value> {
    let line = proptest::collection::vec(text_node(), 0..3).boxed();
    let leaf = prop_oneof![
        3 => line.clone().prop_map(|content| paragraph(json!(content))),
        1 => line.prop_map(|content| json!({"type": "taskItem", "attrs": {"state": "DONE"}, "content": content})),
        1 => common_block(),
        1 => Just(json!({"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "1", "alt": "a|b].png"}}]})),
    ];
    leaf.prop_recursive(5, 30, 4, |inner| {
        let kind = prop::sample::select(vec![
            "panel", "expand", "nestedExpand", "layoutSection", "layoutColumn", "table", "tableRow", "tableCell",
            "tableHeader", "bulletList", "listItem", "taskList", "decisionList", "blockquote", "bodiedExtension",
            "bodiedSyncBlock", "multiBodiedExtension", "extensionFrame", "somethingNew", "heading", "blockTaskItem",
            "decisionItem", "paragraph", "mediaGroup",
        ]);
        (kind, proptest::collection::vec(inner, 0..4), 0..4i64).prop_map(|(kind, content, span)| {
            json!({"type": kind, "attrs": {"title": "t", "colspan": span, "rowspan": span, "width": 33.3}, "content": content})
        })
    })
}

fn any_json() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(
        [
            "type",
            "text",
            "content",
            "attrs",
            "marks",
            "level",
            "order",
            "timestamp",
            "url",
            "id",
            "colspan",
            "rowspan",
            "href",
        ]
        .to_vec(),
    );
    let word = prop::sample::select(
        [
            "doc",
            "text",
            "paragraph",
            "heading",
            "table",
            "tableRow",
            "tableCell",
            "panel",
            "codeBlock",
            "mention",
            "date",
            "taskList",
            "taskItem",
            "orderedList",
            "link",
            "strong",
            "code",
            "status",
            "media",
            "mediaSingle",
            "caption",
            "emoji",
            "inlineCard",
            "extension",
            "-1e300",
            "#",
            "a|b\n",
        ]
        .to_vec(),
    );
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        4 => word.prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 5, move |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            3 => proptest::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Value>()),
        ]
    })
}

/// The kinds of blocks and their texts, depth first.
fn outline(block: &Value, into: &mut Vec<String>) {
    let kind = block["type"].as_str().unwrap();
    let children = block["content"].as_array().cloned().unwrap_or_default();
    let name = match kind {
        "heading" => format!("heading{}", block["attrs"]["level"]),
        "orderedList" => format!("ordered from {}", block["attrs"]["order"]),
        other => other.to_owned(),
    };
    into.push(format!("<{name}"));
    for child in &children {
        if child["type"] == "text" {
            into.push(child["text"].as_str().unwrap().to_owned());
        } else {
            outline(child, into);
        }
    }
    into.push(">".to_owned());
}

fn read_outline(markdown: &str) -> Vec<String> {
    let mut outline: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut in_code = false;
    let mut in_item = Vec::new();
    let flush = |outline: &mut Vec<String>, text: &mut String| {
        if !text.is_empty() {
            outline.push(std::mem::take(text));
        }
    };
    // Tight items have no paragraph events, so every text gets one.
    let mut bare = false;
    for event in
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
    {
        let inline = matches!(event, Event::Text(_));
        if inline && !in_code && in_item.last() == Some(&true) && text.is_empty() && !bare {
            outline.push("<paragraph".into());
            bare = true;
        }
        if !inline && bare {
            flush(&mut outline, &mut text);
            outline.push(">".into());
            bare = false;
        }
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::Rule => outline.extend(["<rule".to_owned(), ">".to_owned()]),
            Event::Start(tag) => {
                let name = match &tag {
                    Tag::Paragraph => "paragraph".to_owned(),
                    Tag::Heading { level, .. } => format!("heading{}", *level as usize),
                    Tag::List(Some(start)) => format!("ordered from {start}"),
                    Tag::List(None) => "bulletList".into(),
                    Tag::Item => "listItem".into(),
                    Tag::BlockQuote(_) => "blockquote".into(),
                    Tag::CodeBlock(_) => "codeBlock".into(),
                    other => format!("{other:?}"),
                };
                in_code = matches!(tag, Tag::CodeBlock(_));
                in_item.push(matches!(tag, Tag::Item));
                outline.push(format!("<{name}"));
            }
            Event::End(end) => {
                if end == TagEnd::CodeBlock {
                    text.truncate(text.strip_suffix('\n').map_or(text.len(), str::len));
                    if text.is_empty() {
                        outline.push(String::new());
                    }
                    in_code = false;
                }
                flush(&mut outline, &mut text);
                outline.push(">".into());
                in_item.pop();
            }
            other => outline.push(format!("{other:?}")),
        }
    }
    outline
}
