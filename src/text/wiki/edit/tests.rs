//! What an edit leaves alone, and what it does.

use super::*;
use crate::text::error::Kind;
use crate::text::names::{AttachmentName, Person};
use proptest::prelude::*;

fn names() -> Names {
    Names {
        attachments: vec![AttachmentName { id: "11".to_owned(), name: "login.png".to_owned() }],
        people: [("ana".to_owned(), "Ana Silva".to_owned())].into(),
        ..Names::default()
    }
}

fn answers() -> Answers {
    let person = |id: &str, name: &str| Person { id: id.to_owned(), name: name.to_owned() };
    let (ana, bob) = (person("ana", "Ana Silva"), person("bob", "Bob Ray"));
    Answers {
        people: [("Ana Silva".to_owned(), ana.clone()), ("Bob Ray".to_owned(), bob)].into(),
        ids: [("ana".to_owned(), ana)].into(),
        ..Answers::default()
    }
}

fn edited(stored: &str, change: Edit) -> Result<Edited<String>, Error> {
    edit(stored, &change, &names(), &answers())
}

/// Replaces a passage of what is shown.
fn replaced(stored: &str, passage: &str, with: &str) -> String {
    edited(stored, Edit::Replace { passage: passage.to_owned(), with: with.to_owned() }).unwrap().stored
}

const STORED: &str = "h1.  Plan *now*\r\nFirst line with {*}odd{*} marks\r\nsecond line, see !login.png|width=300! and [docs|https://x.io|smart-link]\r\n\r\n\
{panel:title=Notes|bgColor=#fff}\r\n* one [~ana]\r\n* two\r\n*- deep\r\n* three\r\n{panel}\r\n||Name ||Value||\r\n|  a|b \r\n|c|{color:red}d{color}|\r\n\
{code:title=Main.java|java|linenumbers=true}\r\nint x;\r\n{code}\r\nbq. quoted\r\n----\r\nlast (y) one\r\n";

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    for (passage, with, from, to) in [
        ("First line", "Better line", "First line with {*}odd{*}", "Better line with *odd*"),
        ("second line", "next line", "second line, see", "next line, see"),
        ("three", "four", "* three", "* four"),
        ("- two\n", "- two\n- two and a half\n", "* two\r\n", "* two\r\n* two and a half\r\n"),
        ("  - deep\n", "", "*- deep\r\n", ""),
        ("| a | b |", "| a | B |", "|  a|b \r\n", "|  a|B \r\n"),
        ("int x;", "long x;", "int x;", "long x;"),
        ("quoted", "said", "bq. quoted", "bq. said"),
        ("last 👍 one", "last 👍 two", "last (y) one", "last (y) two"),
        (":::panel Notes", ":::panel More", "title=Notes", "title=More"),
        ("# Plan", "# The plan", "h1.  Plan", "h1.  The plan"),
        ("---\n\nlast", "last", "----\r\nlast", "\r\nlast"),
        ("> quoted", "> quoted @Bob Ray", "bq. quoted", "bq. quoted [~bob]"),
        ("one @Ana Silva", "1 @Ana Silva", "one [~ana]", "1 [~ana]"),
    ] {
        assert_eq!(replaced(STORED, passage, with), STORED.replacen(from, to, 1), "{passage:?} -> {with:?}");
    }
}

#[test]
fn text_is_put_before_and_after() {
    let after = edited(STORED, Edit::Append("More *text*.".to_owned())).unwrap();
    assert_eq!(after.stored, format!("{}\r\n\r\nMore _text_.\r\n", STORED.trim_end()));
    assert!(after.changed && after.lost.is_empty() && after.warnings.is_empty());
    let before = edited("old", Edit::Prepend("# New".to_owned())).unwrap();
    assert_eq!(before.stored, "h1. New\n\nold");
    assert_eq!(edited("", Edit::Append("a".to_owned())).unwrap().stored, "a");
    assert_eq!(edited("old", Edit::Set("**new**".to_owned())).unwrap().stored, "*new*");
    assert_eq!(edited("old", Edit::Append(String::new())).unwrap().stored, "old");
}

#[test]
fn what_would_be_lost_is_refused_or_named() {
    let error = edited(STORED, Edit::Whole("# Plan".to_owned())).unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    let lost = [
        "an image `login.png` with `width=300`",
        "a panel with `bgColor=#fff`",
        "a code block with `linenumbers=true`",
    ];
    assert_eq!(error.candidates, lost);
    assert_eq!(edited(STORED, Edit::Set("# Plan".to_owned())).unwrap().lost, lost);
    let error = edited("one two\n\none", Edit::Replace { passage: "one".to_owned(), with: String::new() }).unwrap_err();
    assert_eq!(error.kind, Kind::Ambiguous);
    let words: Vec<String> = (0..500).map(|number| format!("word{number}")).collect();
    assert_eq!(edited(&words.join(" "), Edit::Whole(words[..9].join(" "))).unwrap_err().kind, Kind::Conflict);
}

#[test]
fn our_marks_are_taken_out() {
    let after = edited("old", Edit::Append("<<description 7f3a>>\nnew\n<<end 7f3a>>".to_owned())).unwrap();
    assert_eq!((after.stored.as_str(), after.warnings.len()), ("old\n\nnew", 1));
}

/// Sources and texts that tempt a reader to look at the same place again and again.
#[test]
fn hostile_texts_take_linear_time() {
    let pieces = [
        "*",
        "_a ",
        "*a ",
        "a* ",
        "{code}\n",
        "{panel}\n",
        "{quote}",
        "|",
        "||a",
        "|a\n",
        "[",
        "[a|",
        "{{",
        "!",
        "!a.png",
        "# ",
        "* a\n",
        "\\",
        "^",
        "(",
        "`",
        "\n ",
        "a\n\n",
        ":::info\n",
        "> ",
        "[~ana] ",
        "@Ana Silva ",
        "{a:",
        "[image: ",
        "**a",
        "<u>",
        "- [ ] a\n",
        "| a |\n",
        "&",
        "h1. a\n",
        "{color:red}",
        "<color red>",
        "\r",
        "[a](b) ",
        "![",
        "https://x.io ",
        "~~",
        "1. ",
        "\t- a\n",
    ];
    for piece in pieces {
        let text = piece.repeat(8_000 / piece.len());
        let started = std::time::Instant::now();
        let shown = super::super::to_markdown(&text, &names());
        // A text that is nested too deep is refused, cleanly.
        if let Ok(made) = make(&text, &answers()) {
            assert!(made.text.len() < 20 * text.len() + 100, "{piece:?} grew");
        }
        let longer = edited(&text, Edit::Append("words".to_owned())).unwrap().stored;
        assert!(longer.len() > text.len(), "{piece:?}");
        let _ = edited(&text, Edit::Set(format!("x {shown} y")));
        assert!(started.elapsed().as_secs() < 5, "{piece:?} took {:?}", started.elapsed());
    }
}

/// Blocks of wiki markup, some of them odd.
fn block() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Plain words here",
        "two\nlines",
        "*bold* and {*}b{*}old _em_ -x- +y+ ^z^",
        "a\\\\b \\*c\\* snake_case",
        "h2. Heading *x*",
        "h3.tight",
        "bq. quote",
        "----",
        "* a\n* b\n** c",
        "# one\n#* two\n# three",
        "- dash\n- dash two",
        "* a\n# b\n* c",
        "* [ ] task\n* [x] done\n* plain",
        "||h||i||\n|a|b|\n|c|*d*|",
        "|a|b\n|c",
        "| ||x||\n|| y|z|",
        "|a\nb|* x\n* y|",
        "{code}\nx = 1\n{code}",
        "{code:java|title=T|linenumbers=true}y{code}",
        "{noformat}\n*raw*\n\n{noformat}",
        "{quote}\nq *r*\n\ns\n{quote}",
        "{panel:title=T|bgColor=#eee}\nin\n* a\n{panel}",
        "{info}note{info}",
        "text {quote}q{quote} text",
        "{panel}{panel}",
        "!a.png|thumbnail! [^b.txt] [x|^c.log]",
        "[~ana] [~bob] :) (/)",
        "[docs|https://x.io|smart-link] https://y.io.",
        "[#a] {anchor:x} [a|b]",
        "{color:red}r{color} {color:red}s",
        "{jira:x=y|a_b}",
        "{unknown}a{unknown}",
        "{code} open",
        "[ { ! | *",
        "&amp; &lt;b&gt; &copy;",
        "{{a_b}} {{*x*}}",
        "* item\nmore\n* {code}\nz\n\n{code}",
        "* \n* x",
        "   indented",
        "\\\\",
        "\u{200b}",
        "{color:red}\n\np\n\n{color}",
        "* {panel:title=x}in{panel}",
        "*-- deep dash\n*# n",
        "\\- no item",
        "h1. ",
        "??cite?? ~sub~",
        "| | |",
        "||",
        "|{panel}\np\n\nq\n{panel}|x|",
    ])
    .prop_map(str::to_owned)
}

fn source() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(vec!["\n\n", "\n\n", "\n", "\n\n\n", "\r\n\r\n", "\r\n", " ", "\n \n"]);
    prop::collection::vec((block(), gap), 1..9)
        .prop_map(|blocks| blocks.into_iter().map(|(block, gap)| format!("{block}{gap}")).collect::<String>())
}

fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").map_or(50, |count| count.parse().unwrap()))
}

/// The text that comes of laying its own Markdown over a source.
fn laid_over(stored: &str) -> (String, String) {
    let (names, answers) = (names(), answers());
    let source = Source::new(stored);
    let blocks = wiki_blocks::read(&source);
    let old = Old { source: &source, blocks: &blocks, shown: Shown::new(&source, &blocks, &names), names: &names };
    let markdown = old.shown.markdown();
    let wanted = markdown::parse(&markdown).unwrap();
    (old.text().to_owned(), old.merged(&markdown, &wanted, &answers, true).0)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_unchanged_markdown_gives_the_same_bytes(stored in source(), odd in "(?s).{0,60}") {
        for stored in [stored, odd] {
            let markdown = super::super::to_markdown(&stored, &names());
            let after = edited(&stored, Edit::Whole(markdown)).unwrap();
            prop_assert_eq!(&after.stored, &stored);
            prop_assert!(!after.changed && after.lost.is_empty());
        }
    }

    #[test]
    fn every_block_is_found_again(stored in source()) {
        let (before, after) = laid_over(&stored);
        prop_assert_eq!(after, before);
    }

    #[test]
    fn what_was_appended_can_be_taken_out(stored in source(), before in any::<bool>()) {
        let text = "Zappended words".to_owned();
        let change = if before { Edit::Prepend(text.clone()) } else { Edit::Append(text.clone()) };
        let longer = edited(&stored, change).unwrap().stored;
        prop_assert!(longer.contains(&text) && longer != stored);
        prop_assert_eq!(&replaced(&longer, &text, ""), &stored, "by way of {:?}", longer);
    }

    #[test]
    fn the_other_blocks_keep_their_bytes(before in source(), after in source()) {
        let paragraph = "Zebra paragraph with _em_ and\nanother line";
        let stored = format!("{before}\n\n{paragraph}\n\n{after}");
        // What surrounds it may take it in: then it is no paragraph of its own.
        let shown = super::super::to_markdown(&stored, &names());
        prop_assume!(shown.contains("\n\nZebra paragraph with *em* and\nanother line\n\n"));
        let changed = replaced(&stored, "Zebra paragraph", "Yak text");
        prop_assert_eq!(changed, stored.replace("Zebra paragraph", "Yak text"));
    }
}
