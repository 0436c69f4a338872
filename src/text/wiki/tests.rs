use insta::assert_snapshot;
use proptest::prelude::*;

use super::{plain, to_markdown};
use crate::text::names::{AttachmentName, Names};

fn names() -> Names {
    let attachment = |id: &str, name: &str| AttachmentName { id: id.to_owned(), name: name.to_owned() };
    Names {
        attachments: vec![
            attachment("11", "login page.png"),
            attachment("12", "trace.log"),
            attachment("13", "twice.png"),
            attachment("14", "twice.png"),
        ],
        people: [("ana".to_owned(), "Ana Silva".to_owned())].into_iter().collect(),
        ..Names::default()
    }
}

fn markdown(source: &str) -> String {
    to_markdown(source, &names())
}

/// Each pair is a source and its Markdown.
fn check(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(markdown(source), *expected, "the Markdown for {source:?}");
    }
}

#[test]
fn styles_become_markdown_or_tags() {
    check(&[
        ("*bold* and _slanted_", "**bold** and *slanted*"),
        ("-gone- +new+ x^2^ ~low~ ??said??", "~~gone~~ <u>new</u> x<sup>2</sup> <sub>low</sub> <cite>said</cite>"),
        ("*_both_* and _*both*_", "***both*** and ***both***"),
        ("_a_*b*", "_a_**b**"),
        ("{{let x = 1}} and {{a `tick`}}", "`let x = 1` and `` a `tick` ``"),
        ("{color:red}stop{color} now", "<color red>stop</color> now"),
        ("x{~}2{~} {_}all{_} {-}b{-}", "x<sub>2</sub> *all* ~~b~~"),
        ("*string {color:red}red* text{color}", "**string <color red>red** text</color>"),
        ("half{*}bold{*}word", "half**bold**word"),
        ("(*bold*), \"_quoted_\".", "(**bold**), \"*quoted*\"."),
        ("*a * b* c", "**a * b** c"),
        ("{color:#ff0000}one\n\ntwo{color}", "<color #ff0000>one\n\ntwo</color>"),
    ]);
}

#[test]
fn words_are_not_marked_up() {
    check(&[
        ("snake_case_word and other_snake_name", "snake_case_word and other_snake_name"),
        ("a-b-c on 2026-01-02", "a-b-c on 2026-01-02"),
        ("file~1", "file~1"),
        ("2*3", "2*3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("C++ and a+b+c", "C++ and a+b+c"),
        ("really??", "really??"),
        ("f(x) = y", "f(x) = y"),
        ("run -x, then --long and - a dash -", "run -x, then --long and - a dash -"),
        ("* not closed", "- not closed"),
        ("this *is not closed", "this *is not closed"),
        ("one *star\nhere* two", "one \\*star\nhere\\* two"),
    ]);
}

#[test]
fn text_that_markdown_would_take_for_markup_is_escaped() {
    check(&[
        ("2*3*4", "2\\*3\\*4"),
        ("\\*kept\\*", "\\*kept\\*"),
        ("call __init__ now", "call \\_\\_init\\_\\_ now"),
        ("1. first", "1\\. first"),
        ("12) twelfth", "12\\) twelfth"),
        ("#hash", "#hash"),
        ("\\# no heading", "\\# no heading"),
        ("\\- no item", "\\- no item"),
        ("> not a quote", "\\> not a quote"),
        ("a > b < c", "a > b < c"),
        ("List<String> x", "List\\<String> x"),
        ("a `tick` b", "a \\`tick\\` b"),
        ("text\n===", "text\n\\==="),
        (":::info\nfake", "\\:::info\nfake"),
        ("\\[image: fake.png #1]", "\\[image: fake.png #1]"),
        ("see \\[1](note)", "see \\[1](note)"),
        ("[x] no task", "\\[x] no task"),
        ("# [x] no task", "1. \\[x] no task"),
        ("* [x] a task\n* [ ] another", "- [x] a task\n- [ ] another"),
        ("&lt; &#42;a&#42; &copy; &amp;lt; AT&T", "< \\*a\\* &copy; \\&lt; AT&T"),
        ("**doubled**", "\\*\\*doubled\\*\\*"),
        ("path C:\\temp\\new", "path C:\\temp\\new"),
        ("Look![here|http://h.io]", "Look\\![here](http://h.io)"),
    ]);
}

#[test]
fn references_are_named() {
    check(&[
        ("[~ana] and [~bob]", "@Ana Silva and [~bob]"),
        ("!login page.png|thumbnail!", "[image: login page.png #11]"),
        ("!twice.png! [^trace.log]", "[image: twice.png] [file: trace.log #12]"),
        ("!https://x.io/a.png|width=300!", "[image: https://x.io/a.png]"),
        ("[the log|^trace.log]", "the log [file: trace.log #12]"),
        ("Wow! This is it! Yes", "Wow! This is it! Yes"),
        ("[docs|https://x.io/a_b]", "[docs](https://x.io/a_b)"),
        ("[docs|https://x.io/a b]", "[docs](<https://x.io/a b>)"),
        ("[docs|https://x.io|the tip]", "[docs](https://x.io \"the tip\")"),
        ("[https://x.io|https://x.io|smart-link]", "https://x.io"),
        ("[https://x.io] and https://y.io/p?q=1.", "https://x.io and https://y.io/p?q=1."),
        ("[https://x.io]s", "[https://x.io](https://x.io)s"),
        ("https://x.io/*all*/here", "https://x.io/*all*/here"),
        ("*see https://x.io*", "**see https://x.io**"),
        ("[top|#start] [#start]", "[top](#start) [#start](#start)"),
        ("[mailto:a@x.io]", "[a@x.io](mailto:a@x.io)"),
        ("{anchor:start}Here", "[anchor: start]Here"),
        ("[*a* \\| b|https://x.io/(1]", "[**a** | b](<https://x.io/(1>)"),
        ("[!twice.png!|https://x.io]", "[[image: twice.png]](https://x.io)"),
        ("[a|javascript:alert(1)] [ x ] []", "[a|javascript:alert(1)] [ x ] []"),
        ("[[https://x.io]]", "[https://x.io]"),
    ]);
}

#[test]
fn emoticons_become_emoji() {
    check(&[
        ("done (/) failed (x) :) ;-)", "done ✅ failed ❌ 🙂 😉"),
        ("(!) careful (on)", "⚠️ careful 💡"),
        ("see note:) and C:Data", "see note:) and C:Data"),
    ]);
}

#[test]
fn blocks_become_blocks() {
    assert_snapshot!(markdown(
        "h2. Steps *now*\nFirst line\nsecond line\\\\third\n----\nbq. wise words\n{quote}\none\n\n* two\n{quote}\nend"
    ), @r#"
## Steps **now**

First line
second line\
third

---

> wise words

> one
>
> - two

end
"#);
}

#[test]
fn lists_nest_and_mix() {
    assert_snapshot!(markdown(
        "Before:\n# one\n#* sub *a*\n#* sub b\ncontinued\n#*# deep\n# two\n** jumped\n- dash\n* star\n\n# again"
    ), @r#"
Before:

1. one
   - sub **a**
   - sub b
     continued
     1. deep
2. two
   - jumped
- dash

* star

1. again
"#);
    assert_snapshot!(markdown("* item {code:java}\nint x;\n\nint y;\n{code}\n* next\n*# {panel:title=T}in{panel}\n"), @r#"
- item

  ```java
  int x;

  int y;
  ```
- next

  1.
     :::panel T
     in
     :::
"#);
}

#[test]
fn tables_become_tables() {
    assert_snapshot!(markdown(
        "||Name||Link||\n|a \\| b|[x|https://x.io]|\n|two\nlines|{{a|b}} !twice.png|thumbnail!|\n\nafter"
    ), @r#"
| Name | Link |
| --- | --- |
| a \| b | [x](https://x.io) |
| two<br>lines | `a\|b` [image: twice.png] |

after
"#);
    assert_snapshot!(markdown("| ||c1||c2||\n||r1|a|b\n||r2| |* x\n* y|\n|{code}a|b\nc{code}|{panel:title=P}in{panel}|"), @r#"
| | | |
| --- | --- | --- |
| | [header] c1 | [header] c2 |
| [header] r1 | a | b |
| [header] r2 | | - x<br>- y |
| [code]<br/>`a\|b`<br/>`c` | :::panel P<br>in<br>::: | |
"#);
}

#[test]
fn code_and_panels_keep_what_they_hold() {
    assert_snapshot!(markdown(
        "{code:title=Main.java|java}\nclass *A* { /* ``` */ }\n{code}\nmid {noformat}[raw|x]{noformat} end"
    ), @r#"
````java title=Main.java
class *A* { /* ``` */ }
````

mid

```
[raw|x]
```

end
"#);
    assert_snapshot!(markdown(
        "{panel:title=Outer|bgColor=#fff}\ntext\n{info:title=In}\n{tip}deep{tip}\n{info}\n{panel}\n{warning}\nhot\n{warning}"
    ), @r#"
:::::panel Outer
text

::::info In
:::tip
deep
:::
::::
:::::

:::warning
hot
:::
"#);
}

#[test]
fn what_is_not_closed_or_not_known_is_text() {
    check(&[
        ("a {code} b", "a {code} b"),
        ("{panel:title=X}\ntext", "{panel:title=X}\ntext"),
        ("{color:red}x", "{color:red}x"),
        ("{jira:project=A|x_y_z}", "{jira:project=A|x_y_z}"),
        ("${HOME} and {\"a\": [1]}", "${HOME} and {\"a\": [1]}"),
        ("\\{panel} text {panel}", "{panel} text {panel}"),
    ]);
}

#[test]
fn a_plain_line_has_only_the_words() {
    assert_eq!(
        plain("h1. Big *news*\n* one [docs|https://x.io]\n|a|b|\n{code}x = 1{code}{panel:title=T}in{panel}"),
        "Big news one docs a b x = 1 T: in"
    );
}

/// Texts of words and markup, closed or not, without markup that is letters itself, such as `:p`, `(x)` and `h1.`.
fn sources() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z0-9]{1,5}",
        2 => Just(" ".to_owned()),
        1 => Just("\n".to_owned()),
        4 => prop::sample::select(vec![
            "*", "_", "-", "+", "^", "~", "??", "{{", "}}", "|", "||", "[", "]", "!", "\\", "\\\\", "\n\n", "\n* ", "\n# ",
            "\n## ", "\n- ", "\n|", "\n||", "{", "}", "{*}", ": ", "( ", ")", "<", ">", "&", "`", "#", "=", "é", "漢", "😀", "\u{200d}",
            "\r\n", "\t", "~", "^", "/", "\n----\n", "@",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Takes away what the Markdown of [`sources`] adds: tags and the numbers of ordered lists.
fn words_of_markdown(markdown: &str) -> String {
    // What is escaped was text before.
    let mut text = markdown.replace("\\<", " ").replace("\\[", " ").replace("\\&", " ");
    for tag in [
        "<u>", "</u>", "<sup>", "</sup>", "<sub>", "</sub>", "<cite>", "</cite>", "<br>", "<br/>", "[header]", "&nbsp;",
    ] {
        text = text.replace(tag, "");
    }
    words(&text)
}

/// Whether every character of `needle` is in `text`, in order.
fn holds_in_order(text: &str, needle: &str) -> bool {
    let mut rest = text.chars();
    needle.chars().all(|wanted| rest.any(|character| character == wanted))
}

proptest! {
    #[test]
    fn no_letter_or_digit_is_lost(source in sources()) {
        let markdown = markdown(&source);
        prop_assert!(holds_in_order(&words_of_markdown(&markdown), &words(&source)), "{source:?} became {markdown:?}");
        let line = plain(&source);
        prop_assert!(holds_in_order(&words(&line), &words(&source)), "{source:?} became {line:?}");
        prop_assert!(!line.contains('\n'));
    }

    #[test]
    fn anything_can_be_read(source in "(?s).{0,200}") {
        markdown(&source);
        plain(&source);
    }

    #[test]
    fn macros_in_any_order_can_be_read(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{code}", "{code:java}", "{noformat}", "{panel}", "{panel:title=T}", "{quote}", "{info}", "{color:red}", "{color}",
            "{{", "}}", "\n", "|", "* ", "# ", "word", " ", "[", "]", "!a.png!", "||", "h1. ", "\\", "\n\n", "bq. ",
        ]), 0..50)
    ) {
        let source = pieces.concat();
        let count = |text: &str| text.matches("word").count();
        prop_assert!(count(&markdown(&source)) >= count(&source), "{source:?}");
        plain(&source);
    }
}

#[test]
fn whoever_is_mentioned_is_found_once_and_never_in_code() {
    let text = "h2. For [~ana]\n* [~bob] and [~ana]\n|[~eve]|\n{panel}[~joe]{panel}\n{code}[~no]{code} {{[~neither]}} \\[~nor]";
    assert_eq!(super::mentions(text), ["ana", "bob", "eve", "joe"]);
    assert!(super::mentions("plain [text]").is_empty());
}
