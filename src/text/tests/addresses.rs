//! Bare addresses: whatever stands in them, they are stored and shown as they were written.

use proptest::prelude::*;

use crate::text::edit::Edit;
use crate::text::names::{Answers, Names};
use crate::text::{adf, wiki};

/// What is shown of a text that was stored as a document, and as wiki markup.
fn shown(text: &str) -> [String; 2] {
    let (names, answers) = (Names::default(), Answers::default());
    let document = adf::to_adf(text, &answers).unwrap().document;
    let source = wiki::from_markdown(text, &answers).unwrap().text;
    [adf::to_markdown(&document, &names), wiki::to_markdown(&source, &names)]
}

/// The address that a text's only link leads to, as a document has it and as wiki markup does.
fn links(text: &str) -> [String; 2] {
    let document = adf::to_adf(text, &Answers::default()).unwrap().document;
    let nodes = document.pointer("/content/0/content").and_then(|nodes| nodes.as_array()).cloned().unwrap_or_default();
    let marks = nodes.iter().flat_map(|node| node["marks"].as_array().cloned().unwrap_or_default());
    let hrefs = marks.filter_map(|mark| mark["attrs"]["href"].as_str().map(str::to_owned));
    let source = wiki::from_markdown(text, &Answers::default()).unwrap().text;
    let address = source.get(source.find("http").unwrap_or(0)..).unwrap_or_default();
    let address = address.split([' ', ']']).next().unwrap_or_default();
    [hrefs.collect::<Vec<_>>().join(" "), address.to_owned()]
}

#[test]
fn an_address_is_told_before_emphasis() {
    for address in [
        "https://github.com/x/y/blob/main/src/__init__.py",
        "https://e.com/_foo_/bar",
        "https://e.com/?q=~x~1",
        "https://e.com/?y=*2*_z_1",
        "https://e.com/~~a~~/**b**/c",
        "https://e.com/?a=1&copy=2&b=3",
        "http://e.com:8080/a;b,c/(d)/$e'f",
    ] {
        assert_eq!(links(address), [address, address]);
        for text in [
            format!("see {address}, and *more*"),
            format!("({address})"),
            format!("**{address}**"),
            format!("- {address}\n- a_b_ *c*"),
            format!("> {address}"),
            format!("| a | b |\n| - | - |\n| {address} | c |"),
        ] {
            for back in shown(&text) {
                assert!(back.contains(address), "{text} became {back}");
            }
        }
    }
}

#[test]
fn what_ends_an_address_is_no_part_of_it() {
    for (text, address) in [
        ("https://e.com/a_b_.", "https://e.com/a_b"),
        ("*https://e.com/a_b* c*", "https://e.com/a_b"),
        ("(https://e.com/a_(b))", "https://e.com/a_(b)"),
        ("https://e.com/_a_\u{3002}b", "https://e.com/_a"),
        ("<b>https://e.com/_a_/</b>", "https://e.com/_a_/"),
    ] {
        assert_eq!(links(text)[0], address, "{text}");
    }
    // GFM leaves them out of the link, and they stay where they are.
    for text in ["https://e.com/?q=~x~", "https://e.com/?y=*2*_z_", "see https://e.com/__a__, _b_ c"] {
        for back in shown(text) {
            assert!(text.starts_with("see") && back.starts_with("see https://e.com/__a__, ") || back == text, "{back}");
        }
    }
    // What is told before addresses are keeps its meaning.
    for text in ["`https://e.com/_a_`", "[https://e.com/_a_/b](https://e.com/_c_/d)", "https://e.com/`_a_`"] {
        let answers = Answers::default();
        let document = adf::to_adf(text, &answers).unwrap().document;
        let plain: String = text.split("](").next().unwrap().chars().filter(|c| !"`[".contains(*c)).collect();
        assert_eq!(adf::plain(&document), plain, "{text}");
    }
}

#[test]
fn an_address_without_a_link_is_shown_as_it_is() {
    let text = |text: &str| {
        serde_json::json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        ]})
    };
    for address in ["see https://e.com/_foo_/bar and _this_", "https://e.com/_foo_", "https://e.com/*a*/b *c*"] {
        let document = text(address);
        let shown = adf::to_markdown(&document, &Names::default());
        assert!(shown.starts_with(address.split(" and").next().unwrap().split(" *").next().unwrap()), "{shown}");
        let edit = Edit::Whole(format!("{shown}\n\nMore."));
        let edited = adf::edit(&document, &edit, &Names::default(), &Answers::default()).unwrap();
        assert_eq!(edited.stored["content"][0], document["content"][0], "{shown}");
    }
}

proptest! {
    #[test]
    fn every_address_survives(
        path in "([a-z0-9/_~*;=?.,:@$'+#-]|&[a-z]{0,4}=|%2[0-9A-F]|\\([a-z_*~]{0,3}\\)){0,24}",
        end in "[a-z0-9/]",
        around in prop::sample::select(vec![("", ""), ("see ", " *now*"), ("_a_ (", ") b_"), ("- ", ".")]),
    ) {
        let address = format!("https://e.com/{path}{end}");
        for back in shown(&format!("{}{address}{}", around.0, around.1)) {
            prop_assert!(back.contains(&address), "{}", back);
        }
        let bare = shown(&address);
        prop_assert_eq!(&bare, &[address.clone(), address.clone()]);
        prop_assert_eq!(links(&address), [address.clone(), address]);
    }
}
