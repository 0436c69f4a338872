//! What Markdown means.

use super::tree::*;
use super::*;

/// A tree in few characters.
fn shown(markdown: &str) -> String {
    let document = parse(markdown).unwrap();
    for block in &document.blocks {
        assert!(markdown.get(block.range.clone()).is_some(), "{:?} of {markdown:?}", block.range);
    }
    blocks(&document.blocks, "")
}

fn blocks(all: &[Block], indent: &str) -> String {
    let inner = format!("{indent}  ");
    let mut lines = String::new();
    for block in all {
        let (line, below) = match &block.kind {
            BlockKind::Paragraph(content) => (format!("p {}", inlines(content)), String::new()),
            BlockKind::Heading { level, content } => (format!("h{level} {}", inlines(content)), String::new()),
            BlockKind::Quote(inside) => ("quote".to_owned(), blocks(inside, &inner)),
            BlockKind::Code { language, text } => (format!("code {language}:{text:?}"), String::new()),
            BlockKind::Rule => ("rule".to_owned(), String::new()),
            BlockKind::List(list) => {
                let items = list.items.iter().map(|item| {
                    let done = if item.done { " done" } else { "" };
                    format!("{inner}item{done}\n{}", blocks(&item.blocks, &format!("{inner}  ")))
                });
                (format!("{:?}", list.kind), items.collect())
            }
            BlockKind::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| {
                    let cells = row.cells.iter().map(|cell| {
                        let header = if cell.header { "th" } else { "td" };
                        let spans = match (cell.colspan, cell.rowspan) {
                            (1, 1) => String::new(),
                            (columns, rows) => format!(" {columns}x{rows}"),
                        };
                        format!("{inner}{header}{spans}\n{}", blocks(&cell.blocks, &format!("{inner}  ")))
                    });
                    std::iter::once(format!("{inner}row\n")).chain(cells)
                });
                ("table".to_owned(), cells.collect())
            }
            BlockKind::Container { word, rest, blocks: inside } => {
                (format!("::: {word} {rest:?}"), blocks(inside, &inner))
            }
        };
        lines.push_str(&format!("{indent}{line}\n{below}"));
    }
    lines
}

fn inlines(content: &[Inline]) -> String {
    let pieces = content.iter().map(|inline| {
        let piece = match &inline.piece {
            Piece::Text(text) => format!("{text:?}"),
            other => format!("{other:?}"),
        };
        let marks: Vec<String> = inline
            .marks
            .iter()
            .map(|mark| match mark {
                Mark::Link { href, title } => {
                    format!("link({href}{})", title.as_deref().map(|t| format!(" {t}")).unwrap_or_default())
                }
                other => format!("{other:?}").to_lowercase(),
            })
            .collect();
        if marks.is_empty() { piece } else { format!("{piece}[{}]", marks.join(" ")) }
    });
    pieces.collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_are_parted_by_their_kind() {
    insta::assert_snapshot!(shown("# T\n\n- [ ] a\n- [x] b **c**\n- d\n1. [d] e\n9. z\n- \\[ ] no\n"), @r#"
    h1 "T"
    Task
      item
        p "a"
      item done
        p "b " "c"[strong]
    Bullet
      item
        p "d"
    Decision
      item done
        p "e"
    Ordered { start: 2 }
      item
        p "z"
    Bullet
      item
        p "[ ] no"
    "#);
}

#[test]
fn containers_nest_and_stand_in_lists_and_quotes() {
    insta::assert_snapshot!(shown(
        ":::info\ntext\n\n::::expand More *x*\n- y\n::::\n:::\n\n- a\n  :::note\n  - b\n  :::\n\n> :::tip\n> x\n> :::\n"
    ), @r#"
    ::: info ""
      p "text"
      ::: expand "More *x*"
        Bullet
          item
            p "y"
    Bullet
      item
        p "a"
        ::: note ""
          Bullet
            item
              p "b"
    quote
      ::: tip ""
        p "x"
    "#);
}

#[test]
fn a_fence_without_its_other_half_is_text() {
    insta::assert_snapshot!(shown("a\n:::tip b\nc\n\n::::\n```\n:::info\n```\n\\:::note\n"), @r#"
    p "a"
    p ":::tip b"
    p "c"
    p "::::"
    code :":::info"
    p ":::note"
    "#);
}

#[test]
fn tables_hold_blocks() {
    insta::assert_snapshot!(shown(
        "| a | b |\n| --- | --- |\n| [colspan 2] - a<br>  - b | |\n| x<br/>y | [code: js]<br/>`a`<br/>`b \\| c` |\n\
         | 1 | 2 | three \\| x |\n| one<br>two | > q<br>><br>> r |\n| > 5 | - |\n\n| | |\n| --- | --- |\n| [header rowspan 2] k | v |\n| | w |\n"
    ), @r#"
    table
      row
      th
        p "a"
      th
        p "b"
      row
      td 2x1
        Bullet
          item
            p "a"
            Bullet
              item
                p "b"
      row
      td
        p "x" Break "y"
      td
        code js:"a\nb | c"
      row
      td
        p "1"
      td
        p "2"
      td
        p "three | x"
      row
      td
        p "one"
        p "two"
      td
        quote
          p "q"
          p "r"
      row
      td
        p "> 5"
      td
        p "-"
    table
      row
      th 1x2
        p "k"
      td
        p "v"
      row
      td
        p "w"
    "#);
}

#[test]
fn html_and_definitions_are_text() {
    insta::assert_snapshot!(shown(
        "[foo]: bar\n\nend[^1] <div>x</div> <u>open <!-- c -->\n\n<details>\n<summary>More</summary>\n- x\n</details>\n\n<u>x</u>\ny\n\n[^1]: note\n"
    ), @r#"
    p "[foo]: bar"
    p "end[1] <div>x</div> <u>open <!-- c -->"
    p "<details> <summary>More</summary>"
    Bullet
      item
        p "x </details>"
    p "x"[underline] " y"
    p "[1] " "note"
    "#);
}

#[test]
fn forms_in_a_line() {
    insta::assert_snapshot!(shown(
        "[image: a b.png #10012] *cap* [file: x \\#12] [image: [x] \\] y] [macro: a | b] [unknown: x] [emoji: :a b:] [smart link: ?]\n\n\
         \\[status: x] [status: In review | blue] [STATUS: a&#124;b] [date: 2026-11-23] [embed: https://x.io] [anchor: top] [~accountid:5b:x] [other: x]\n\n\
         :smile: :a::b: 10:20:30 a:b:c \\:no: ![alt](https://x.io/p.png) <https://x.io> <a@b.io> [[image: y]](/z \"t\")"
    ), @r#"
    p Media { image: true, name: "a b.png", id: Some("10012"), alt: None } " " "cap"[em] " " Media { image: false, name: "x #12", id: None, alt: None } " " Media { image: true, name: "[x] ] y", id: None, alt: None } " " Macro { key: "a", title: Some("b") } " " Unknown { kind: "x", text: None } " " Emoji(":a b:") " " SmartLink("?")
    p "[status: x] " Status { text: "In review", color: Some("blue") } " " Status { text: "a|b", color: None } " " Date("2026-11-23") " " Embed("https://x.io") " " Anchor("top") " " Mention { id: "5b:x", name: None } " [other: x]"
    p Emoji(":smile:") " " Emoji(":a::b:") " 10:20:30 a:b:c :no: " Media { image: true, name: "https://x.io/p.png", id: None, alt: Some("alt") } " " SmartLink("https://x.io") " " "a@b.io"[link(mailto:a@b.io)] " " Media { image: true, name: "y", id: None, alt: None }[link(/z t)]
    "#);
}

#[test]
fn marks_and_addresses() {
    insta::assert_snapshot!(shown(
        "`` a`b `` **x** *y* ~~z~~ <b>「強調」</b>です H<sub>2</sub> <color #ff0000>red **b**</color> <bg red>lit</bg>\n\n\
         a\\\nb<br/>c (https://x.io/a_(b)). https://x.io/, [](https://e.io) xhttps://no.io [https://a.io](/b)"
    ), @r##"
    p "a`b"[code] " " "x"[strong] " " "y"[em] " " "z"[strike] " " "「強調」"[strong] "です H" "2"[sub] " " "red "[color("#ff0000")] "b"[color("#ff0000") strong] " " "lit"[background("red")]
    p "a" Break "b" Break "c (" "https://x.io/a_(b)"[link(https://x.io/a_(b))] "). " "https://x.io/"[link(https://x.io/)] ", " "https://e.io"[link(https://e.io)] " xhttps://no.io " "https://a.io"[link(/b)]
    "##);
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| format!("x\n\n{} y", ">".repeat(levels));
    assert!(parse(&deep(99)).is_ok());
    let error = parse(&deep(100)).unwrap_err();
    assert_eq!(error.to_string(), format!("blocks are nested deeper than 100 levels (line 3: `{}…`)", ">".repeat(59)));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_and_each_block_has_its_place(text in "(\\PC|[-*_`\\[\\]()<>:|#>!&;\\\\\n 1.]|:::a|<br>|\n){0,60}") {
        let Ok(document) = parse(&text) else { return Ok(()) };
        for block in &document.blocks {
            proptest::prop_assert!(text.get(block.range.clone()).is_some(), "{:?}", block.range);
        }
    }
}
