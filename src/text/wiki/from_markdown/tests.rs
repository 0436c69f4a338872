//! What Markdown becomes, and that it comes back.

use crate::text::markdown;
use crate::text::markdown::tree::{Block, BlockKind, Document, Inline, ListKind, Mark, Piece};
use crate::text::names::{Answers, Names, Person};
use crate::text::wiki;
use proptest::prelude::*;

fn written(markdown: &str) -> String {
    wiki::from_markdown(markdown, &answers()).unwrap().text
}

fn answers() -> Answers {
    let ana = Person { id: "ana".to_owned(), name: "Ana Silva".to_owned() };
    Answers {
        people: [("Ana Silva".to_owned(), ana.clone())].into(),
        ids: [("ana".to_owned(), ana)].into(),
        ..Answers::default()
    }
}

fn names() -> Names {
    Names { people: [("ana".to_owned(), "Ana Silva".to_owned())].into(), ..Names::default() }
}

/// A tree without its ranges, on lines.
fn shape(markdown: &str) -> String {
    let Document { blocks } = markdown::parse(markdown).unwrap();
    let mut lines = Vec::new();
    blocks.iter().for_each(|block| add(block, "", &mut lines));
    lines.join("\n")
}

fn add(block: &Block, indent: &str, lines: &mut Vec<String>) {
    let inner = format!("{indent}  ");
    match &block.kind {
        BlockKind::Paragraph(pieces) => lines.push(format!("{indent}p {}", inline(pieces))),
        BlockKind::Heading { level, content } => lines.push(format!("{indent}h{level} {}", inline(content))),
        BlockKind::Quote(blocks) => {
            lines.push(format!("{indent}quote"));
            blocks.iter().for_each(|block| add(block, &inner, lines));
        }
        BlockKind::Code { language, text } => lines.push(format!("{indent}code {language} {text:?}")),
        BlockKind::Rule => lines.push(format!("{indent}rule")),
        BlockKind::List(list) => {
            let kind = match list.kind {
                ListKind::Ordered { .. } => "ordered".to_owned(),
                other => format!("{other:?}"),
            };
            lines.push(format!("{indent}list {kind}"));
            for item in &list.items {
                lines.push(format!("{indent}- {}", item.done));
                item.blocks.iter().for_each(|block| add(block, &inner, lines));
            }
        }
        BlockKind::Table(table) => {
            lines.push(format!("{indent}table"));
            for row in &table.rows {
                lines.push(format!("{indent}row"));
                for cell in &row.cells {
                    lines.push(format!("{indent}cell {} {} {}", cell.header, cell.colspan, cell.rowspan));
                    cell.blocks.iter().for_each(|block| add(block, &inner, lines));
                }
            }
        }
        BlockKind::Container { word, rest, blocks } => {
            lines.push(format!("{indent}{word} {rest}"));
            blocks.iter().for_each(|block| add(block, &inner, lines));
        }
    }
}

fn inline(pieces: &[Inline]) -> String {
    let mut shown: Vec<(String, Vec<Mark>)> = Vec::new();
    for piece in pieces {
        let mut marks = piece.marks.clone();
        marks.sort_by_key(|mark| format!("{mark:?}"));
        let (text, own) = match &piece.piece {
            Piece::Text(text) => (text.clone(), true),
            other => (format!("{other:?}"), false),
        };
        match shown.last_mut() {
            Some((last, before)) if *before == marks && own => last.push_str(&text),
            _ => shown.push((text, marks)),
        }
    }
    format!("{shown:?}")
}

/// Each pair is Markdown and the wiki markup for it.
fn check(cases: &[(&str, &str)]) {
    for (markdown, expected) in cases {
        assert_eq!(written(markdown), *expected, "the wiki markup for {markdown:?}");
    }
}

#[test]
fn blocks_become_blocks() {
    check(&[
        ("# Title *x*\n\nFirst\nsecond\\\nthird", "h1. Title _x_\n\nFirst\nsecond\\\\ third"),
        ("- a\n  - b\n    1. c\n- d\n1. e", "* a\n** b\n**# c\n* d\n# e"),
        ("- a\n\n* b", "* a\n\n* b"),
        ("- [ ] open\n- [x] done", "* [ ] open\n* [x] done"),
        ("- a\n\n  b\n  ```java\n  x\n\n  y\n  ```", "* a\nb\n{code:java}\nx\n\ny\n{code}"),
        ("| a | b |\n| --- | --- |\n| x \\| y | - p<br>- q |", "||a||b||\n|x \\| y|* p\n* q|"),
        ("| | |\n| --- | --- |\n| [colspan 2] wide |\n| a | |", "|wide| |\n|a| |"),
        ("> a\n>\n> > b", "{quote}\na\n\nbq. b\n{quote}"),
        (":::info Note well\n# x\n:::", "{info:title=Note well}\nh1. x\n{info}"),
        ("::::panel A\n:::panel B\nin\n:::\n::::", "{panel:title=A}\n*B*\n\nin\n{panel}"),
        (":::expand More\nx\n:::", "{panel:title=More}\nx\n{panel}"),
        ("```\nplain {code}\n```", "{noformat}\nplain {code}\n{noformat}"),
        ("```js title=Foo\nx\n```", "{code:js|title=Foo}\nx\n{code}"),
        ("```\n{code} {noformat}\n```", "{{\\{code} \\{noformat\\}}}"),
        ("a\n\n---\n\nb", "a\n\n----\n\nb"),
    ]);
}

#[test]
fn lines_become_lines() {
    check(&[
        ("**b** *e* ~~s~~ <u>u</u> <cite>c</cite>", "*b* _e_ -s- +u+ ??c??"),
        ("H<sub>2</sub>O half**bold**word", "H{~}2{~}O half{*}bold{*}word"),
        ("`a_b *c*`", "{{a_b \\*c*}}"),
        ("<color red>r</color> <bg #fffae6>x</bg>", "{color:red}r{color} x"),
        ("[docs](https://x.io/a|b \"tip\") https://y.io.", "[docs|https://x.io/a%7Cb|tip] https://y.io."),
        ("**a [b](https://u.io) c** <https://z.io>", "*a [b|https://u.io] c* [https://z.io]"),
        ("[m](mailto:a@x.io) [top](#top) [x](foo/bar)", "[m|mailto:a@x.io] [top|#top] x (foo/bar)"),
        ("[image: a.png #12] [file: b.log]", "!a.png! [^b.log]"),
        ("@Ana Silva and [~ana], not [~bob]", "[~ana] and [~ana], not \\[~bob]"),
        ("done ✅ x✅", "done (/) x✅"),
        ("[anchor: top] [status: Done] [date: 2026-01-01]", "{anchor:top} [status: Done] 2026-01-01"),
    ]);
}

#[test]
fn text_that_wiki_markup_would_read_is_escaped_and_no_other() {
    check(&[
        ("snake_case a-b 2 * 3 UTF-8 C++ [x] {y} what?? wow!", "snake_case a-b 2 * 3 UTF-8 C++ [x] {y} what?? wow!"),
        ("\\*a\\* -b- \\_c_ +d+ ^e^ \\~f~", "\\*a* \\-b- \\_c_ \\+d+ \\^e^ \\~f~"),
        ("h1. x\n\nbq. y\n\n\\# z\n\n\\- a\n\n|b", "h1&#46; x\n\nbq&#46; y\n\n\\# z\n\n\\- a\n\n\\|b"),
        ("\\---- x", "\\---- x"),
        ("{code} {quote} {jira:a=b|c_d_e}", "\\{code} \\{quote} {jira:a=b|c_d_e}"),
        ("(x) :) f(x)", "\\(x) \\:) f\\(x)"),
        ("[a|b] \\[^c] !d.png!", "\\[a|b] \\[^c] \\!d.png!"),
        ("C:\\\\temp\\\\*x \\&lt;", "C:\\temp&#92;*x &amp;lt;"),
    ]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").map_or(50, |count| count.parse().unwrap())))]

    #[test]
    fn any_text_survives(
        pieces in prop::collection::vec(prop_oneof![
            3 => "[a-z0-9]{1,4}".prop_map(|word| word),
            3 => Just(" ".to_owned()),
            5 => prop::sample::select(vec![
                "*", "_", "-", "+", "^", "~", "??", "?", "{{", "}}", "|", "||", "[", "]", "!", "{", "}", "{*}", ":", ")", "(",
                "(x)", "(/)", ":)", ";-)", "{code}", "{color:red}", "{color}", "{quote}", "{foo}", "{foo:a|b}", "h1. ", "bq. ", "# ",
                "----", "* ", "- ", "[~ana]", "[^a.txt]", "[a|b]", "[#x]", "!a.png!", "&", "&amp;", "&#42;", "&copy;", "http://x.io",
                "mailto:x", "@", "<", ">", "`", "é", "漢", "✅", "⭐", "\\", "\\\\", "/", ".", "=",
            ]).prop_map(str::to_owned),
        ], 1..25)
    ) {
        let text = pieces.concat();
        let text = text.trim();
        prop_assume!(!text.is_empty());
        let piece = Inline { piece: Piece::Text(text.to_owned()), marks: Vec::new(), range: 0..0 };
        let document = Document { blocks: vec![Block { kind: BlockKind::Paragraph(vec![piece]), range: 0..0 }] };
        let wiki = super::Writer::new("", &Answers::default()).blocks(&document.blocks, super::Place::TOP);
        let again = wiki::to_markdown(&wiki, &Names::default());
        let read = markdown::parse(&again).unwrap();
        let [Block { kind: BlockKind::Paragraph(pieces), .. }] = read.blocks.as_slice() else {
            panic!("{text:?} became {wiki:?} and {again:?}: {read:?}");
        };
        let words: String = pieces.iter().map(|piece| match &piece.piece {
            Piece::Text(text) => text.clone(),
            // A form that wiki markup has no markup for is its text, both ways.
            _ => again.get(piece.range.clone()).unwrap_or_default().to_owned(),
        }).collect();
        prop_assert_eq!(&words, &text, "{:?} became {:?}", wiki, again);
    }
}

/// Markdown of all that wiki markup can say too.
fn said() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "plain",
        "snake_case",
        "a\\*b\\*",
        "*em*",
        "**strong**",
        "***both***",
        "~~gone~~",
        "<u>under</u>",
        "H<sub>2</sub>O",
        "x<sup>2</sup>",
        "<cite>said</cite>",
        "<color red>red</color>",
        "`code`",
        "`a_b *c* {d} \\`",
        "`` ` ``",
        "`}}`",
        "[text](https://x.io)",
        "[*em* text](https://x.io \"tip\")",
        "https://y.io/p",
        "[image: a.png]",
        "[file: b.log]",
        "@Ana Silva",
        "✅",
        "\\:)",
        "(x)",
        "[x]",
        "{y}",
        "\\{code}",
        "{jira:k=v|a_b}",
        "half**bold**word",
        "**a:**b",
        "[anchor: top]",
        "[m](mailto:a@x.io)",
        "[top](#top)",
        "C:\\dir",
        "漢**字**漢",
        "a & b &amp;lt; c",
        "[status: Done]",
        "**bold *nested* bold**",
        "*em **nested** em*",
        "**[link](https://z.io) in bold**",
        "[bold **in** link](https://z.io)",
        "- dash",
        "wow!",
        "-x and -y-",
        "what??",
        "1. x",
        "e.g.",
        "a|b",
    ]);
    let line = prop::collection::vec(words, 1..5).prop_map(|words| words.join(" "));
    let inline = prop::collection::vec(line, 1..3).prop_map(|lines| format!("w {}", lines.join("\nv ")));
    let short = inline.clone().prop_map(|text| text.replace('\n', " "));
    let leaf = prop_oneof![
        4 => inline,
        1 => short.clone().prop_map(|text| format!("## {text}")),
        1 => Just("---".to_owned()),
        1 => Just("```java\nint x = *p; // {code\n\n{quote}\n```".to_owned()),
        1 => Just("```\n| raw |\n```".to_owned()),
        1 => prop::collection::vec(short.clone(), 2..4).prop_map(|items| format!("- {}", items.join("\n- "))),
        1 => prop::collection::vec(short.clone(), 2..4).prop_map(|items| format!("1. {}", items.join("\n   - sub\n     1. subsub\n2. "))),
        1 => prop::collection::vec(short.clone(), 1..3).prop_map(|items| format!("- [ ] {}", items.join("\n- [x] "))),
        1 => (short.clone(), short).prop_map(|(one, two)| {
            let (one, two) = (one.replace("a|b", "a").replace("v|a", "v"), two.replace("a|b", "a").replace("v|a", "v"));
            format!("| h | i |\n| --- | --- |\n| {one} | {two} |\n| - a<br>- b | |")
        }),
    ];
    let quoted = leaf.clone().prop_map(|text| format!("> {}", text.replace('\n', "\n> ")));
    let panel =
        (prop::sample::select(vec!["info", "note", "tip", "warning", "panel Some title"]), leaf.clone(), leaf.clone())
            .prop_map(|(word, one, two)| format!(":::{word}\n{one}\n\n{two}\n:::"));
    prop::collection::vec(prop_oneof![5 => leaf, 1 => quoted, 1 => panel], 1..5).prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").map_or(50, |count| count.parse().unwrap())))]

    #[test]
    fn markdown_comes_back(markdown in said()) {
        let wiki = written(&markdown);
        let again = wiki::to_markdown(&wiki, &names());
        prop_assert_eq!(shape(&again), shape(&markdown), "{}\n--- became\n{}\n--- and\n{}", markdown, wiki, again);
    }
}

#[test]
fn a_reference_in_an_address_stays_one() {
    for (text, source) in [
        ("http://x.io&amp;", "http://x.io&amp;"),
        ("http://x.io*&amp;", "http://x.io*&amp;"),
        ("http://x.io/a&amp;a", "http://x.io/a&amp;a"),
        ("http://x.io?a&copy;b c", "http://x.io?a&copy;b c"),
        ("http://x.io\\\\", "http://x.io&#92;\\"),
        ("http://x.io.&#42; &#42;", "http://x.io.&#38;#42; &amp;#42;"),
    ] {
        let piece = Inline { piece: Piece::Text(text.to_owned()), marks: Vec::new(), range: 0..0 };
        let document = Document { blocks: vec![Block { kind: BlockKind::Paragraph(vec![piece]), range: 0..0 }] };
        let wiki = super::Writer::new("", &Answers::default()).blocks(&document.blocks, super::Place::TOP);
        assert_eq!(wiki, source);
        let shown = wiki::to_markdown(&wiki, &Names::default());
        let [Block { kind: BlockKind::Paragraph(read), .. }] =
            <[Block; 1]>::try_from(markdown::parse(&shown).unwrap().blocks).unwrap()
        else {
            panic!("{shown}")
        };
        let said = |inline: &Inline| match &inline.piece {
            Piece::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(read.iter().map(said).collect::<String>(), text, "{shown}");
    }
}

#[test]
fn numbers_that_lists_can_not_have_stay_as_text_or_are_told() {
    let made = |markdown: &str| wiki::from_markdown(markdown, &Answers::default()).unwrap();
    for (markdown, source) in [
        ("1986. A great year", "1986. A great year"),
        ("3. third\n4. *fourth*", "3. third\n4. _fourth_"),
        ("- a\n3. third", "* a\n\n3. third"),
        ("1. one\n2. two", "# one\n# two"),
    ] {
        let made = made(markdown);
        assert_eq!((made.text.as_str(), made.warnings.len()), (source, 0), "{markdown}");
        let shown = wiki::to_markdown(&made.text, &Names::default());
        let edit = crate::text::edit::Edit::Whole(format!("{shown}\n\nMore"));
        let edited = wiki::edit(&made.text, &edit, &Names::default(), &Answers::default()).unwrap();
        assert_eq!(edited.stored, format!("{source}\n\nMore"), "{shown}");
    }
    let said = |markdown: &str| made(markdown).warnings.join("\n");
    assert!(said("1. one\n   - inner\n\n   after it\n2. two").starts_with("`after it` became an item of its own, and"));
    assert!(said("3. three\n   - inner").contains("`3.` begins with 1"));
    let text = wiki::edit(
        "Old",
        &crate::text::edit::Edit::Append("7. a\n   - b".into()),
        &Names::default(),
        &Answers::default(),
    );
    assert_eq!(text.unwrap().warnings.len(), 1);
}

#[test]
fn what_a_picture_shows_is_kept() {
    for (markdown, source) in [
        ("![Architecture diagram](https://e.com/i.png)", "!https://e.com/i.png|alt=Architecture diagram!"),
        ("see ![a, b](https://e.com/i.png)", "see !https://e.com/i.png|alt=a b!"),
        ("![A diagram](https://e.com/i[1].png)", "[A diagram|https://e.com/i%5B1%5D.png]"),
        ("![](https://e.com/i.png)", "!https://e.com/i.png!"),
    ] {
        assert_eq!(wiki::from_markdown(markdown, &Answers::default()).unwrap().text, source);
    }
}
