//! Each form as a reader sees it.

use super::*;

fn link(shown: &str, href: &str) -> Value {
    json!({"type": "text", "text": shown, "marks": [{"type": "link", "attrs": {"href": href}}]})
}

fn with(kind: &str, attrs: Value) -> Value {
    json!({"type": kind, "attrs": attrs})
}

fn holding(kind: &str, attrs: Value, content: Value) -> Value {
    json!({"type": kind, "attrs": attrs, "content": content})
}

fn item(content: Value) -> Value {
    json!({"type": "listItem", "content": content})
}

fn line(words: &str) -> Value {
    paragraph(json!([text(words)]))
}

fn inline(content: Value) -> String {
    markdown(&doc(json!([paragraph(content)])))
}

#[test]
fn marks() {
    insta::assert_snapshot!(inline(json!([
        text("plain "), marked("strong", &["strong"]), text(" "), marked("em", &["em"]), text(" "),
        marked("both", &["em", "strong"]), text(" "), marked("gone", &["strike"]), text(" "), marked("code", &["code"]),
        text(" "), marked("a`b", &["code"]), text(" "), marked("line", &["underline"]), text(" H"),
        {"type": "text", "text": "2", "marks": [{"type": "subsup", "attrs": {"type": "sub"}}]}, text("O, m"),
        {"type": "text", "text": "2", "marks": [{"type": "subsup", "attrs": {"type": "sup"}}]}, text(" "),
        {"type": "text", "text": "red", "marks": [{"type": "textColor", "attrs": {"color": "#ff5630"}}]}, text(" "),
        {"type": "text", "text": "lit", "marks": [{"type": "backgroundColor", "attrs": {"color": "#fffae6"}}, {"type": "strong"}]},
    ])), @"plain **strong** *em* ***both*** ~~gone~~ `code` ``a`b`` <u>line</u> H<sub>2</sub>O, m<sup>2</sup> <color #ff5630>red</color> <bg #fffae6>**lit**</bg>");
}

#[test]
fn delimiters_become_tags_where_they_would_not_be_read() {
    insta::assert_snapshot!(inline(json!([
        marked("「強調」", &["strong"]), text("です, a"), marked("b", &["em"]), marked("c", &["strong"]), text("d "),
        marked("spaces ", &["strong"]), text("outside"),
    ])), @"<b>「強調」</b>です, a<i>b</i>**c**d **spaces** outside");
}

#[test]
fn invisible_marks_are_left_out() {
    let marks = json!([
        {"type": "annotation", "attrs": {"id": "1", "annotationType": "inlineComment"}},
        {"type": "fontSize", "attrs": {"fontSize": "small"}}, {"type": "someday"}, {"type": "textColor"}, "em",
    ]);
    assert_eq!(inline(json!([{"type": "text", "text": "x", "marks": marks}])), "*x*");
}

#[test]
fn links() {
    insta::assert_snapshot!(inline(json!([
        link("the docs", "https://example.org/a_b"), text(" "), link("https://example.org/x", "https://example.org/x"),
        text(", "), link("https://example.org/", "https://example.org/"), text("glued "),
        link("[brackets](x)", "/a b(c)"), text(" "),
        {"type": "text", "text": "titled", "marks": [{"type": "link", "attrs": {"href": "/x", "title": "a \"t\""}}]},
        text(" "), with("inlineCard", json!({"url": "https://example.org/browse/SHOP-1"})),
        text(" "), with("inlineCard", json!({"url": "no scheme"})),
        text(" "), with("inlineCard", json!({"data": {"@type": "Document", "url": "https://example.org/d"}})),
    ])), @r#"[the docs](https://example.org/a_b) https://example.org/x, [https://example.org/](https://example.org/)glued [\[brackets\](x)](</a b(c)>) [titled](/x "a \"t\"") <https://example.org/browse/SHOP-1> [smart link: no scheme] <https://example.org/d>"#);
}

#[test]
fn nodes_in_a_line() {
    insta::assert_snapshot!(inline(json!([
        with("mention", json!({"id": "5b10b", "text": "@Ana Silva"})), text(" and "),
        with("mention", json!({"id": "5b10a"})), text(" and "), with("mention", json!({"id": "5b10x"})), text(" "),
        with("mention", json!({"id": "5b10x", "text": "@5b10x"})), text(": "),
        with("status", json!({"text": "In review", "color": "blue"})), text(" "),
        with("status", json!({"text": "a|b]", "color": "neutral"})), text(" "),
        with("date", json!({"timestamp": "1795392000000"})), text(" "), with("date", json!({"timestamp": "soon"})), text(" "),
        with("emoji", json!({"shortName": ":grinning:", "text": "😀"})), text(" "),
        with("emoji", json!({"shortName": ":thumbsup::skin-tone-2:"})), text(" x"),
        with("emoji", json!({"shortName": ":awthanks:"})), text(" "),
        with("placeholder", json!({"text": "Write here"})), text(" "),
        with("mediaInline", json!({"id": "u-1", "collection": "", "alt": "log.txt"})), text(" "),
        with("inlineExtension", json!({"extensionKey": "toc", "extensionType": "x"})), text(" "),
        with("someday", json!({"title": "New", "url": "https://x.io"})),
    ])), @"@Ana Silva and @Robin Vale and @unknown @unknown: [status: In review | blue] [status: a&#124;b\\]] [date: 2026-11-23] [date: soon] 😀 :thumbsup::skin-tone-2: x[emoji: :awthanks:] [placeholder: Write here] [file: log.txt #10013] [macro: toc] [unknown: someday | New, https://x.io]");
}

#[test]
fn text_that_looks_like_a_form_is_escaped() {
    insta::assert_snapshot!(inline(json!([
        text("[status: x] [image: y #1] [ok] :smile: <u>"), with("status", json!({"text": "Done"})), text("(not a link)"),
    ])), @r"\[status: x] \[image: y #1] [ok] \:smile: \<u>[status: Done]\(not a link)");
}

#[test]
fn media() {
    let media = |attrs: Value| json!({"type": "media", "attrs": attrs});
    let caption = json!({"type": "caption", "content": [text("The "), marked("new", &["strong"]), text(" page")]});
    insta::assert_snapshot!(markdown(&doc(json!([
        holding("mediaSingle", json!({}), json!([media(json!({"id": "u", "alt": "screen_shot_1.png"})), caption])),
        holding("mediaGroup", json!({}), json!([
            media(json!({"id": "v", "alt": "twice.pdf"})), media(json!({"id": "w", "alt": "gone #7"})), media(json!({"id": "10013"})),
        ])),
        holding("mediaSingle", json!({}), json!([media(json!({"type": "external", "url": "https://x.io/a_b.png", "alt": "x"}))])),
        holding("mediaSingle", json!({}), json!([{
            "type": "media", "attrs": {"id": "u"}, "marks": [{"type": "link", "attrs": {"href": "https://x.io"}}],
        }])),
        with("blockCard", json!({"url": "https://x.io/1"})), with("embedCard", json!({"url": "https://x.io/2", "layout": "wide"})),
    ]))), @r"
    [image: screen_shot_1.png #10012] *The **new** page*

    [file: twice.pdf] [file: gone \#7] [file: log.txt #10013]

    [image: https://x.io/a_b.png]

    [[image: unnamed]](https://x.io)

    [card: https://x.io/1]

    [embed: https://x.io/2]
    ");
}

#[test]
fn containers() {
    let panel = |attrs: Value| holding("panel", attrs, json!([line("text")]));
    insta::assert_snapshot!(markdown(&doc(json!([
        panel(json!({"panelType": "info"})),
        panel(json!({"panelType": "custom", "panelIcon": ":rainbow:", "panelIconText": "🌈", "panelColor": "#E6FCFF"})),
        holding("expand", json!({"title": "More | here"}), json!([
            holding("nestedExpand", json!({}), json!([line(":::info"), line("x")])),
        ])),
        holding("layoutSection", json!({}), json!([
            holding("layoutColumn", json!({"width": 33.33}), json!([panel(json!({"panelType": "tip"}))])),
            holding("layoutColumn", json!({"width": 50.0}), json!([])),
        ])),
        with("extension", json!({"extensionKey": "jira-chart", "parameters": {"macroMetadata": {"title": "Chart"}}})),
        holding("bodiedExtension", json!({"extensionKey": "excerpt"}), json!([line("inside")])),
        holding("bodiedSyncBlock", json!({"resourceId": "r"}), json!([line("synced")])),
        with("syncBlock", json!({"resourceId": "r"})),
        holding("someday", json!({}), json!([line("kept")])),
    ]))), @r"
    :::info
    text
    :::

    :::panel 🌈 #E6FCFF
    text
    :::

    :::::expand More | here
    ::::expand
    \:::info

    x
    ::::
    :::::

    :::::layout
    ::::column 33.33
    :::tip
    text
    :::
    ::::

    :::column 50
    :::
    :::::

    [macro: jira-chart | Chart]

    :::macro excerpt
    inside
    :::

    :::macro bodiedSyncBlock
    synced
    :::

    [macro: syncBlock]

    :::unknown someday
    kept
    :::
    ");
}

#[test]
fn no_text_closes_its_container() {
    let code = |body: String| json!({"type": "codeBlock", "content": [text(&body)]});
    let panel = |inner: Value| holding("panel", json!({"panelType": "info"}), json!([inner]));
    assert!(markdown(&panel(code(":::::\n:::".into()))).starts_with("::::::info\n"));
    let many = ":".repeat(5000);
    let mut node = code(format!("{many}\n:::"));
    for _ in 0..50 {
        node = panel(node);
    }
    let shown = markdown(&node);
    assert!(shown.starts_with(&format!("{}info\n", ":".repeat(53))) && shown.len() < 10_000, "{}", shown.len());
}

#[test]
fn lists() {
    let task = |state: &str, words: &str| holding("taskItem", json!({"state": state}), json!([text(words)]));
    insta::assert_snapshot!(markdown(&doc(json!([
        {"type": "bulletList", "content": [
            item(json!([line("one"), {"type": "orderedList", "attrs": {"order": 9}, "content": [
                item(json!([line("nine"), line("second paragraph")])), item(json!([line("ten"), {"type": "codeBlock", "content": [text("a\n\nb")]}])),
            ]}])),
            item(json!([])), item(json!([{"type": "rule"}])), item(json!([holding("panel", json!({"panelType": "note"}), json!([line("x")]))])),
            item(json!([line("[ ] no task"), {"type": "bulletList", "content": [item(json!([line("inner")]))]}])),
        ]},
        {"type": "bulletList", "content": [item(json!([line("another list")]))]},
        {"type": "taskList", "content": [
            task("DONE", "done"), task("TODO", "to do"), {"type": "taskList", "content": [task("TODO", "nested")]},
            holding("blockTaskItem", json!({"state": "TODO"}), json!([line("block"), line("more")])),
        ]},
        {"type": "decisionList", "content": [
            holding("decisionItem", json!({"state": "DECIDED"}), json!([text("decided")])),
            holding("decisionItem", json!({"state": "OTHER"}), json!([text("open")])),
        ]},
        {"type": "blockquote", "content": [line("quoted"), {"type": "orderedList", "content": [item(json!([line("in it")]))]}]},
    ]))), @r"
    - one

      9. nine

         second paragraph
      10. ten
          ```
          a

          b
          ```
    -
    -
      ---
    -
      :::note
      x
      :::
    - \[ ] no task
      - inner

    * another list

    - [x] done
    - [ ] to do
      - [ ] nested
    - [ ] block

      more

    * [d] decided
    * [?] open

    > quoted
    >
    > 1. in it
    ");
}

#[test]
fn blocks() {
    let code = |attrs: Value, body: &str| holding("codeBlock", attrs, json!([text(body)]));
    insta::assert_snapshot!(markdown(&doc(json!([
        holding("heading", json!({"level": 2}), json!([text("1. Title # one"), {"type": "hardBreak"}, text("two #")])),
        holding("heading", json!({"level": 99}), json!([])), paragraph(json!([])), paragraph(json!([text("  ")])),
        code(json!({"language": "rust"}), "let fence = \"```\";\n"), code(json!({}), ""),
        paragraph(json!([text("one"), {"type": "hardBreak"}, {"type": "hardBreak"}, text("- two\n# three"), {"type": "hardBreak"}])),
        {"type": "rule"},
    ]))), @r#"
    ## 1. Title # one<br/>two \#

    ````rust
    let fence = "```";

    ````

    ```
    ```

    one\
    \
    \- two\
    \# three<br/>

    ---
    "#);
}

#[test]
fn tables() {
    let cell = |kind: &str, attrs: Value, content: Value| holding(kind, attrs, content);
    let row = |cells: Value| json!({"type": "tableRow", "content": cells});
    let bullets = json!({"type": "bulletList", "content": [
        item(json!([line("a"), {"type": "bulletList", "content": [item(json!([line("b")]))]}])), item(json!([line("c")])),
    ]});
    insta::assert_snapshot!(markdown(&doc(json!([
        {"type": "table", "content": [
            row(json!([cell("tableHeader", json!({}), json!([line("Name")])), cell("tableHeader", json!({}), json!([line("a|b")]))])),
            row(json!([cell("tableCell", json!({}), json!([line("one"), line("two")])), cell("tableCell", json!({}), json!([bullets]))])),
            row(json!([cell("tableCell", json!({}), json!([paragraph(json!([text("x"), {"type": "hardBreak"}, marked("y|z", &["code"])]))]))])),
            row(json!([cell("tableCell", json!({"colspan": 2}), json!([holding("codeBlock", json!({"language": "sh"}), json!([text("a | b\n\nc")]))]))])),
        ]},
        {"type": "table", "content": [
            row(json!([cell("tableHeader", json!({"rowspan": 2}), json!([line("Key")])), cell("tableCell", json!({}), json!([line("v1")]))])),
            row(json!([cell("tableCell", json!({}), json!([holding("panel", json!({"panelType": "info"}), json!([line("v2")]))]))])),
            row(json!([cell("tableCell", json!({}), json!([])), cell("tableCell", json!({}), json!([line("[header] text")]))])),
        ]},
    ]))), @r"
    | Name | a\|b |
    | --- | --- |
    | one<br>two | - a<br>  - b<br>- c |
    | x<br/>`y\|z` |
    | [colspan 2] [code: sh]<br/>`a \| b`<br/>`c` | |

    | | |
    | --- | --- |
    | [header rowspan 2] Key | v1 |
    | | :::info<br>v2<br>::: |
    | | \[header] text |
    ");
}

#[test]
fn what_is_not_a_document() {
    assert_eq!(markdown(&Value::Null), "");
    assert_eq!(markdown(&json!("plain *text*\n\n# of an old API")), "plain \\*text\\*\\\n\\\n\\# of an old API");
    assert_eq!(markdown(&json!([line("a"), text("b"), 3])), "a\n\nb3");
    assert_eq!(markdown(&json!({"type": "doc", "content": "text"})), "text");
    assert_eq!(markdown(&json!({"type": "doc", "content": {"type": "paragraph", "content": [{"text": 5}]}})), "5");
    assert_eq!(
        markdown(&json!({"type": "table", "content": [line("lost?"), {"type": "tableRow", "content": ["x"]}]})),
        "| | |\n| --- | --- |\n| lost? |\n| x |".replace("| | |\n| --- | --- |", "| |\n| --- |")
    );
}

#[test]
fn hidden_characters_are_dropped() {
    assert_eq!(inline(json!([text("a\u{200b}\u{202e}b\u{1}\u{e0041} 👨‍👩‍👧")])), "ab 👨‍👩‍👧");
}

#[test]
fn depth_is_bounded_and_nothing_is_lost() {
    for kind in ["panel", "bulletList", "listItem", "blockquote", "table", "someday", "paragraph"] {
        let mut node = line("the bottom");
        for _ in 0..1000 {
            // Not by the macro, which copies by recursion.
            node = Value::Object(
                [("type".to_owned(), kind.into()), ("content".to_owned(), Value::Array(vec![node]))]
                    .into_iter()
                    .collect(),
            );
        }
        let shown = markdown(&node);
        assert!(shown.replace("\\|", "|").contains("[unknown: deeper than 100 levels | the bottom]"), "{kind}");
        assert!(shown.len() < 100_000, "{kind}: {}", shown.len());
        assert_eq!(plain(&node), "the bottom");
    }
}

#[test]
fn plain_is_one_line() {
    assert_eq!(
        plain(&doc(json!([
            holding("heading", json!({"level": 1}), json!([text("Title")])),
            paragraph(json!([text("Half"), marked("way ", &["strong"]), with("mention", json!({"id": "1", "text": "@Ana"})), {"type": "hardBreak"}, text("next")])),
            {"type": "bulletList", "content": [item(json!([line("a")])), item(json!([line("b")]))]},
            holding("taskList", json!({}), json!([holding("taskItem", json!({}), json!([text("t")])), holding("taskItem", json!({}), json!([text("u")]))])),
            with("date", json!({"timestamp": 0})),
        ]))),
        "Title Halfway @Ana next a b t u 1970-01-01"
    );
    assert_eq!(plain(&Value::Null), "");
}

#[test]
fn mentions_without_a_name() {
    let mention = |attrs: Value| json!({"type": "mention", "attrs": attrs});
    let document = doc(json!([
        paragraph(json!([mention(json!({"id": "a", "text": "@Ana"})), mention(json!({"id": "b", "text": ""}))])),
        holding(
            "panel",
            json!({}),
            json!([paragraph(json!([
                mention(json!({"id": "c", "text": "@c"})),
                mention(json!({"id": "b"})),
                mention(json!({})),
            ]))])
        ),
    ]));
    assert_eq!(unnamed_mentions(&document), ["b", "c"]);
    assert!(unnamed_mentions(&Value::Null).is_empty());
}
