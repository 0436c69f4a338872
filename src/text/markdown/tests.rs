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
fn dump() {
    for text in [
        "# T\n\n- [ ] a\n- [x] b **c**\n- d\n1. [d] e\n9. z\n- \\[ ] no\n",
        ":::info\ntext [status: In review | blue] :smile: https://x.io/a, <u>y</u>\n\n::::expand More\nx\n::::\n:::\n",
        "| a | b |\n| --- | --- |\n| [colspan 2] - a<br>  - b | |\n| x<br/>y | [code: js]<br/>`a` |\n| 1 | 2 | three \\| x |\n| one<br>two | > q<br>><br>> r |\n| > 5 | - |\n",
        "[foo]: bar\n\nend[^1] <color #ff0000>red</color> <div>x</div> <u>open\n\n[^1]: note\n",
        "<details>\n<summary>More</summary>\n- x\n</details>\n\n<u>x</u>\ny ![alt](https://x.io/p.png) <https://x.io> <a@b.io> [~accountid:5b:x] [x](y \"z\")",
        "- a\n  :::info\n  - b\n  :::\n\n> :::note\n> x\n> :::\n\n:::tip\nnever closed\n\n::::\nx",
        "[image: a b.png #10012] *cap* [file: x \\#12] [image: [x] \\] y] [macro: a | b] [unknown: x] [emoji: :a b:] [smart link: ?] \\[status: x]",
        "`` a`b `` **x** *y* ~~z~~ <b>「強調」</b>です H<sub>2</sub> a\\\nb<br/>c :a::b: 10:20:30 a:b:c (https://x.io/a_(b)). [](https://e.io)",
        "```js\n:::info\n\tx\n```\n\n    :::x\n",
    ] {
        println!("{text}\n=>\n{}\n", shown(text));
    }
}
