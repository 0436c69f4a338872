//! Huge, deep and hostile texts: each direction takes linear time, no stack overflows, nothing panics.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::text::edit::Edit;
use crate::text::names::{Answers, Names};
use crate::text::{adf, markdown, wiki};

/// The length of the small texts; the large ones are four times as long.
fn length() -> usize {
    if is_thorough() { 16 * 1024 } else { 1024 }
}

/// Whether randomised tests run their full number of cases, so that there's time for more and longer texts here too.
fn is_thorough() -> bool {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<usize>().ok());
    cases.is_some_and(|cases| cases >= 1000)
}

/// Once an opening part, a part as often as fits, once a closing part.
type Shape = (&'static str, &'static str, &'static str);

/// Markdown that parsers and writers have been slow or deep on.
const MARKDOWN: &[Shape] = &[
    ("", "A sentence of plain words, with a full stop. ", ""),
    ("", "First line\nsecond line\n\n", ""),
    ("", "*", ""),
    ("", "*a ", ""),
    ("", "a* ", ""),
    ("", "**a *b ", ""),
    ("", "*a_b ", ""),
    ("", "a**b_c", ""),
    ("", "*a **b ~~c ", ""),
    ("", "*a* ", ""),
    ("", "***a** b*", ""),
    ("", "~~a ", ""),
    ("", "~", ""),
    ("", "_a__b ", ""),
    ("", "[", ""),
    ("", "]", ""),
    ("", "![", ""),
    ("", "[a](", ""),
    ("", "[a](b", ")"),
    ("", "[a](<b", ""),
    ("", "[a][", ""),
    ("", "[a] ", "\n\n[a]: b"),
    ("[a]: b\n\n", "[[a] ", ""),
    ("", "[a]: b\n", ""),
    ("", "[^a]", "\n\n[^a]: b"),
    ("", "[^a]: b\n\n", ""),
    ("[a](", "(", ""),
    ("", "\\", ""),
    ("", "\\*", ""),
    ("", "`", ""),
    ("", "`a``b```c", ""),
    ("", "` ", ""),
    ("", "<", ""),
    ("", "<a ", ""),
    ("", "<a b=\"", ""),
    ("", "<!--", ""),
    ("", "<!-- a -->", ""),
    ("", "<?", ""),
    ("", "<![CDATA[", ""),
    ("", "</a>", ""),
    ("", "<div>\n", ""),
    ("", "<u>", ""),
    ("", "<u>a</b>", ""),
    ("", "<b><i><u>a", ""),
    ("", "<color #ff5630>", ""),
    ("", "<color #ff5630>a<bg #ff5630>b</color>", ""),
    ("", "<br>", ""),
    ("", "&", ""),
    ("", "&amp;", ""),
    ("", "> ", "a"),
    ("", ">a\n", ""),
    ("", "> a\n\n", ""),
    ("", "- ", "a"),
    ("", "1. ", "a"),
    ("", "- a\n", ""),
    ("", "- a\n\n", ""),
    ("", "- a\n* b\n+ c\n", ""),
    ("", "- a\n  - b\n    - c\n", ""),
    ("", "- [ ] a\n", ""),
    ("", "- [d] a\n", ""),
    ("- a\n", "\n", "  b"),
    ("- a\n", "  b\n\n", ""),
    ("", "# a\n", ""),
    ("", "a\n===\n", ""),
    ("", "#", ""),
    ("", "---\n", ""),
    ("", "\n", "a"),
    ("", "\t", "a"),
    ("", " ", "a"),
    ("", "a\\\n", ""),
    ("", "a  \n", ""),
    ("", "```\n", ""),
    ("", "```a\nb\n```\n", ""),
    ("```\n", "b\n", ""),
    ("", "~~~ ``` ~~~\n", ""),
    ("", "    a\n", ""),
    ("|a|\n|-|\n", "|b|\n", ""),
    ("|a|\n|-|\n", "|", ""),
    ("|a|\n|-|\n|", "a|", ""),
    ("|a|b|\n|-|-|\n", "|[colspan 2] a||\n", ""),
    ("|a|b|\n|-|-|\n", "|[rowspan 9] a|b|\n", ""),
    ("|a|b|\n|-|-|\n", "|[rowspan 99999] a|b|\n", ""),
    ("|a|b|\n|-|-|\n", "|[colspan 99999999 rowspan 99999999] a|b|\n", ""),
    ("|a|\n|-|\n|", "- a<br>  - b<br>", "|"),
    ("|a|\n|-|\n|", ":::info<br>a<br>:::<br>", "|"),
    ("|a|\n|-|\n|", "[code: js] `a`<br/>`b`<br>", "|"),
    ("", "|a|\n|-|\n|b|\n\n", ""),
    ("", "|-", ""),
    ("", ":::info\n", ""),
    ("", ":::info\na\n:::\n\n", ""),
    ("", ":::\n", ""),
    ("", ":", ""),
    (":::info\n", ":::: a\n", ":::"),
    ("", ":::expand a\n> ", ""),
    ("", "[status: ", ""),
    ("", "[status: a] ", ""),
    ("", "[status: a | ", ""),
    ("", "[image: [file: ", ""),
    ("", "[image: a #1] ", ""),
    ("[macro: a", "\\]", "]"),
    ("", "[unknown: a | [", ""),
    ("", "[date: 2026-01-01]", ""),
    ("", ":a", ""),
    ("", ":smile: ", ""),
    ("", "@", ""),
    ("", "@Ana ", ""),
    ("", "@Ana Silva Maria Lopes ", ""),
    ("", "[~a] ", ""),
    ("", "https://", ""),
    ("", "https://a.example/(", ""),
    ("", "<https://a.example>", ""),
    ("", "SHOP-1 ", ""),
    ("", "{code} ", ""),
    ("", "{", ""),
    ("", "\u{200b}\u{202e}", ""),
    ("", "👩‍👩‍👧", ""),
    ("", "日本**語**", ""),
];

/// The same for wiki markup.
const WIKI: &[Shape] = &[
    ("", "A sentence of plain words, with a full stop. ", ""),
    ("", "First line\nsecond line\n\n", ""),
    ("", "*", ""),
    ("", "*a ", ""),
    ("", "*a _b -c +d ^e ~f ??g ", ""),
    ("", "*a* ", ""),
    ("", "*a_b* c_ ", ""),
    ("", "{*}a", ""),
    ("", "??", ""),
    ("", "{{", ""),
    ("", "{{a}} ", ""),
    ("", "{", ""),
    ("", "}", ""),
    ("", "{code}", ""),
    ("", "{code}\n", ""),
    ("", "{code:java}a{code}\n", ""),
    ("", "{code:java|title=", ""),
    ("", "{noformat}a", ""),
    ("", "{quote}", ""),
    ("", "{quote}\n", ""),
    ("", "{panel}\n", ""),
    ("", "{panel:title=a}\n{quote}\n", ""),
    ("", "{color:red}", ""),
    ("", "{color:red}a{color}", ""),
    ("", "{color:red}a{color:blue}b", ""),
    ("", "{a}", ""),
    ("", "{a}b{c}", ""),
    ("", "{anchor:a}", ""),
    ("", "[", ""),
    ("", "[a|", ""),
    ("", "[a|b] ", ""),
    ("", "[a[b]", ""),
    ("", "[~a] ", ""),
    ("", "[^a] ", ""),
    ("", "!", ""),
    ("", "!a ", ""),
    ("", "!a.png! ", ""),
    ("", "!a.png|width=1", ""),
    ("", "|", ""),
    ("", "||", ""),
    ("", "|a|b|\n", ""),
    ("", "||a||b||\n|c|d|\n", ""),
    ("", "|a\n", ""),
    ("|", "* a\n", "|"),
    ("|", "{code}a{code}", "|"),
    ("", "* ", ""),
    ("", "*", " a"),
    ("", "* a\n", ""),
    ("", "* a\n** b\n*** c\n", ""),
    ("", "* a\n# b\n", ""),
    ("", "*#*#*# a\n", ""),
    ("", "- a\n", ""),
    ("* a\n", "b\n", ""),
    ("", "h1. a\n", ""),
    ("", "h1. ", ""),
    ("", "bq. a\n", ""),
    ("", "bq. ", ""),
    ("", "----\n", ""),
    ("", "-", ""),
    ("", "\\", ""),
    ("", "\\\\", ""),
    ("", "\\*a", ""),
    ("", "\n", ""),
    ("", " ", "a"),
    ("", ":) ", ""),
    ("", "(/)", ""),
    ("", "https://a.example ", ""),
    ("", "https://a.example|", ""),
    ("", "a@b.example ", ""),
    ("", "&amp;", ""),
    ("", "<a>", ""),
    ("", "@a ", ""),
    ("", ":::", ""),
    ("", "snake_case_word ", ""),
];

fn repeated((open, part, close): Shape, length: usize) -> String {
    format!("{open}{}{close}", part.repeat((length / part.len()).max(1)))
}

/// The time that the work takes of a processor, where that is told; what else the machine does isn't counted then.
fn time(work: impl Fn()) -> Duration {
    let on_processor = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (start, start_on_processor) = (Instant::now(), on_processor());
    work();
    match (start_on_processor, on_processor()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => start.elapsed(),
    }
}

/// Says when four times the input takes far more than four times as long: sixteen times is quadratic.
///
/// Times too short to be told from the machine's other work pass. That work only ever adds, so the least time counts, and
/// what looks slow is looked at again.
fn slower_than_linear<I>(small: &I, large: &I, work: impl Fn(&I)) -> Option<(Duration, Duration)> {
    let floor = Duration::from_millis(15);
    let (mut of_small, mut of_large) = (Duration::MAX, Duration::MAX);
    for _ in 0..4 {
        of_large = of_large.min(time(|| work(large)));
        if of_large <= floor {
            return None;
        }
        of_small = of_small.min(time(|| work(small)));
        if of_large <= floor + 9 * of_small {
            return None;
        }
    }
    Some((of_small, of_large))
}

fn assert_all_linear<I>(inputs: impl IntoIterator<Item = (String, I, I)>, work: impl Fn(&I)) {
    let slow: Vec<String> = inputs
        .into_iter()
        .filter_map(|(name, small, large)| {
            let (of_small, of_large) = slower_than_linear(&small, &large, &work)?;
            Some(format!("{name}: {of_small:?}, for four times as much {of_large:?}"))
        })
        .collect();
    assert!(slow.is_empty(), "{slow:#?}");
}

fn texts(shapes: &[Shape]) -> impl Iterator<Item = (String, String, String)> {
    shapes.iter().map(|shape| (format!("{shape:?}"), repeated(*shape, length()), repeated(*shape, 4 * length())))
}

/// Editing takes longest: every fifth shape, unless there is time for all.
fn some_of(shapes: &[Shape]) -> impl Iterator<Item = (String, String, String)> {
    texts(shapes).step_by(if is_thorough() { 1 } else { 5 })
}

#[test]
fn markdown_is_read_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(markdown::parse(text)));
}

#[test]
fn markdown_becomes_wiki_markup_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(wiki::from_markdown(text, &Answers::default())));
}

#[test]
fn markdown_becomes_a_document_in_linear_time() {
    assert_all_linear(texts(MARKDOWN), |text| drop(adf::to_adf(text, &Answers::default())));
}

#[test]
fn documents_are_edited_in_linear_time() {
    assert_all_linear(some_of(MARKDOWN), |text| {
        let Ok(stored) = adf::to_adf(text, &Answers::default()) else { return };
        for edit in edits(&adf::to_markdown(&stored.document, &Names::default())) {
            drop(adf::edit(&stored.document, &edit, &Names::default(), &Answers::default()));
        }
    });
}

#[test]
fn wiki_markup_is_edited_in_linear_time() {
    assert_all_linear(some_of(WIKI), |source| {
        for edit in edits(&wiki::to_markdown(source, &Names::default())) {
            drop(wiki::edit(source, &edit, &Names::default(), &Answers::default()));
        }
    });
}

/// What is done to a text: a change in its midst, a passage of it, and something after it.
fn edits(shown: &str) -> Vec<Edit> {
    let middle = (0..=shown.len() / 2).rev().find(|at| shown.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = shown.split_at(middle);
    vec![
        Edit::Whole(format!("{before}changed{after}")),
        Edit::Replace { passage: after.to_owned(), with: "changed".to_owned() },
        Edit::Append("added".to_owned()),
    ]
}

#[test]
fn wiki_markup_becomes_markdown_in_linear_time() {
    assert_all_linear(texts(WIKI), |text| {
        wiki::to_markdown(text, &Names::default());
        wiki::plain(text);
    });
}

/// A node with this content, put together without copying it.
fn node(kind: &str, attributes: Value, content: Vec<Value>) -> Value {
    let mut members = Map::new();
    members.insert("type".into(), kind.into());
    members.insert("attrs".into(), attributes);
    members.insert("content".into(), Value::Array(content));
    Value::Object(members)
}

fn document(content: Vec<Value>) -> Value {
    let mut document = node("doc", Value::Null, content);
    document.as_object_mut().unwrap().shift_remove("attrs");
    document["version"] = json!(1);
    document
}

fn paragraph(text: &str) -> Value {
    node("paragraph", json!({}), vec![json!({"type": "text", "text": text})])
}

/// Documents of about this many nodes, or bytes of text.
fn documents(size: usize) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut add = |name: &str, content: Vec<Value>| all.push((name.to_owned(), document(content)));
    for part in [
        "word ", "*", "_", "`", "[", "]", "|", "<", "\\", ":", "~", "> ", "- ", "\n", "&", "@", "!", "語", "a_b ",
        ":a: ",
    ] {
        add(&format!("text of {part:?}"), vec![paragraph(&part.repeat(size / part.len()))]);
        let text = json!({"type": "text", "text": part.repeat(size / part.len())});
        add(&format!("code of {part:?}"), vec![node("codeBlock", json!({}), vec![text])]);
    }
    add("paragraphs", (0..size / 20).map(|_| paragraph("x")).collect());
    let marks = ["strong", "em", "strike", "underline", "code"];
    let texts = (0..size / 20).map(|at| {
        let marks: Vec<Value> = marks
            .iter()
            .enumerate()
            .filter(|(bit, _)| at >> bit & 1 == 1)
            .map(|(_, mark)| json!({"type": mark}))
            .collect();
        json!({"type": "text", "text": if at % 3 == 0 { "x" } else { " *" }, "marks": marks})
    });
    add("marks", vec![node("paragraph", json!({}), texts.collect())]);
    for (kind, attributes) in [
        ("mention", json!({"id": "1", "text": "@Ana Silva"})),
        ("status", json!({"text": "a|b]", "color": "red"})),
        ("emoji", json!({"shortName": ":x:"})),
        ("hardBreak", json!({})),
        ("mediaInline", json!({"id": "1", "collection": "", "alt": "a.png"})),
        ("somethingNew", json!({"text": "x"})),
    ] {
        let atom = json!({"type": kind, "attrs": attributes});
        add(kind, vec![node("paragraph", json!({}), vec![atom; size / 20])]);
    }
    let items = (0..size / 20).map(|_| node("listItem", json!({}), vec![paragraph("x")]));
    add("list", vec![node("bulletList", json!({}), items.collect())]);
    let lists =
        (0..size / 20).map(|_| node("orderedList", json!({}), vec![node("listItem", json!({}), vec![paragraph("x")])]));
    add("lists", lists.collect());
    let row = |cells: usize, attributes: &Value| {
        let cells = (0..cells).map(|_| node("tableCell", attributes.clone(), vec![paragraph("x|")]));
        node("tableRow", json!({}), cells.collect())
    };
    let rows = |rows: usize, cells: usize, attributes: Value| {
        vec![node("table", json!({}), (0..rows).map(|_| row(cells, &attributes)).collect())]
    };
    add("long table", rows(size / 40, 2, json!({})));
    add("wide table", rows(2, size / 40, json!({})));
    add("table of spans", rows(size / 40, 2, json!({"colspan": 3, "rowspan": 3})));
    add("table of rising spans", rows(size / 80, 4, json!({"rowspan": 1_000_000_000})));
    add("table of endless spans", rows(size / 80, 4, json!({"colspan": 1_000_000_000, "rowspan": 1_000_000_000})));
    let panels = (0..size / 20).map(|_| node("panel", json!({"panelType": "info"}), vec![paragraph("x")]));
    add("panels", panels.collect());
    all
}

fn pairs() -> impl Iterator<Item = (String, Value, Value)> {
    documents(length()).into_iter().zip(documents(4 * length())).map(|((name, small), (_, large))| (name, small, large))
}

#[test]
fn documents_become_markdown_in_linear_time() {
    assert_all_linear(pairs(), |document| {
        adf::to_markdown(document, &Names::default());
        adf::plain(document);
        drop(adf::rules::check(document));
    });
}

/// Nodes that hold one another, a thousand deep.
fn deep() -> Vec<Value> {
    let wraps: [(&str, &[&str]); 7] = [
        ("lists", &["listItem", "bulletList"]),
        ("quotes", &["blockquote"]),
        ("panels", &["panel"]),
        ("tables", &["tableCell", "tableRow", "table"]),
        ("tasks", &["taskList"]),
        ("expands", &["nestedExpand", "expand"]),
        ("unknown", &["somethingNew"]),
    ];
    let nest = |(_, kinds): (&str, &[&str])| {
        let mut inner = paragraph("x");
        for kind in kinds.iter().cycle().take(1000 / kinds.len() * kinds.len()) {
            inner = node(kind, json!({}), vec![inner]);
        }
        document(vec![inner])
    };
    wraps.into_iter().map(nest).collect()
}

#[test]
fn a_thousand_levels_are_no_trouble() {
    for document in deep() {
        let shown = adf::to_markdown(&document, &Names::default());
        assert!(shown.contains('x') && adf::plain(&document).contains('x'), "{shown}");
        drop(adf::rules::check(&document));
        for edit in edits(&shown) {
            drop(adf::edit(&document, &edit, &Names::default(), &Answers::default()));
        }
    }
    for (open, close) in
        [("> ", ""), ("- ", ""), ("1. ", ""), (":::info\n", ":::\n"), ("[", "]"), ("**a ", "**"), ("<u>", "</u>")]
    {
        let text = format!("{}x{}", open.repeat(1000), close.repeat(1000));
        drop(markdown::parse(&text));
        drop(wiki::from_markdown(&text, &Answers::default()));
    }
    for (open, close) in
        [("{quote}\n", "{quote}\n"), ("{panel:title=a}\n", "{panel}\n"), ("{color:red}", "{color}"), ("*", "")]
    {
        let text = format!("{} x {}", open.repeat(1000), close.repeat(1000));
        assert!(wiki::to_markdown(&text, &Names::default()).contains('x'));
    }
}

#[test]
fn long_texts_are_read_and_made() {
    // Making it all without optimisation would take seconds.
    let megabyte: usize = if is_thorough() || !cfg!(debug_assertions) { 1 << 20 } else { 1 << 18 };
    const SENTENCE: &str = "A sentence of *plain* words, with a full stop.\n\n";
    let long = |part: &str| part.repeat(megabyte / part.len());
    let (answers, names) = (Answers::default(), Names::default());
    let made = adf::to_adf(&long(SENTENCE), &answers).unwrap();
    assert!(adf::to_markdown(&made.document, &names).len() > megabyte - SENTENCE.len());
    assert!(wiki::from_markdown(&long(SENTENCE), &answers).unwrap().text.len() > megabyte / 2);
    assert!(wiki::to_markdown(&SENTENCE.repeat((1 << 20) / SENTENCE.len()), &names).len() > 1 << 19);
    let stored = document(vec![paragraph(&"Words, and *more* of [them]. ".repeat((1 << 20) / 29))]);
    assert!(adf::to_markdown(&stored, &names).len() > 1 << 20);
    if is_thorough() {
        for part in ["> ", "[", "*a_", "- ", "<u>", "|", ":::info\n"] {
            drop(adf::to_adf(&long(part), &answers));
            drop(wiki::from_markdown(&long(part), &answers));
        }
        for part in ["{quote}\n", "{color:red}", "*", "[", "|", "{panel}\n"] {
            wiki::to_markdown(&long(part), &names);
        }
    }
}

#[test]
fn other_line_ends_make_no_empty_lines() {
    for source in ["a\u{b}", "\u{b}a", "+i\u{85}", "* a\u{2028}", "a\u{c}\n\nb"] {
        let shown = wiki::to_markdown(source, &Names::default());
        assert!(
            !shown.starts_with('\n') && !shown.ends_with('\n') && !shown.contains("\n\n\n"),
            "{source:?}: {shown:?}"
        );
    }
}
