//! A document over several pages: nothing is lost, nothing is shown twice, and every page fits.

use super::*;
use proptest::prelude::*;

#[test]
fn comments_added_meanwhile_do_not_shift_the_place() {
    let numbered = |from: usize, to: usize| all((from..=to).rev().map(|n| comment(n, &format!("text {n}"))).collect());
    let mut given = Given::new(usual()).with(Parts { comments: numbered(1, 12), ..Parts::default() });
    let first = given.page(None, 28_000);
    assert!(first.text.contains("shown 5 of 12, newest first"), "{}", first.text);
    given.parts.comments = numbered(1, 15);
    let second = given.page(Some(&first.rest), 28_000);
    assert!(second.text.contains("#7 ·") && !second.text.contains("#8 ·"), "{}", second.text);
    assert!(second.text.contains("#1 ·") && second.rest.is_empty());
}

#[test]
fn a_text_that_changed_is_shown_from_its_beginning() {
    let mut fields = usual();
    fields["description"] = "First sentence here. ".repeat(500).into();
    let mut given = Given::new(fields);
    let first = given.page(None, 4_000);
    given.issue.fields["description"] = "New text.".into();
    let second = given.page(Some(&first.rest), 4_000);
    assert!(
        second.text.contains("changed meanwhile, from its beginning") && second.text.contains("New text."),
        "{}",
        second.text
    );
    assert_eq!(second.rest, []);
}

#[test]
fn a_stretch_of_a_long_list_goes_on_where_it_was() {
    let stretch = |first: usize, count: usize| {
        let items = (first..first + count).map(|n| comment(1_000 - n, "x")).collect();
        Some(Ok(Window { first, items, total: Some(250) }))
    };
    let mut given = Given::new(usual()).with(Parts { comments: stretch(0, 5), ..Parts::default() });
    let mut page = given.page(None, 10_000);
    let mut seen = page.text.matches("<<comment 7f3a").count();
    while let Some(rest) = page.rest.first() {
        given.parts.comments = stretch(rest.first(), 100.min(250 - rest.first()));
        page = given.page(Some(&page.rest.clone()), 10_000);
        seen += page.text.matches("<<comment 7f3a").count();
    }
    assert_eq!(seen, 250);
}

/// Numbered words, so that a loss or a repetition shows: `a1 a2 a3. a4 …`.
fn words(prefix: &str, count: usize, japanese: bool) -> String {
    let mut text = String::new();
    for number in 1..=count {
        text.push_str(&format!("{prefix}{number}"));
        text.push_str(match (number % 40, number % 9, japanese) {
            (0, ..) => "\n\n",
            (_, 0, false) => ". ",
            (_, 0, true) => "です。日本語の文章 ",
            (_, _, true) => "を 漢字 ",
            _ => " ",
        });
    }
    text
}

fn large(japanese: bool, sizes: &[usize]) -> Given {
    let mut fields = usual();
    fields["description"] = words("d", sizes[0], japanese).into();
    fields["customfield_10031"] = words("s", sizes[1], japanese).into();
    fields["summary"] = if japanese { "合計が間違っている".repeat(25).into() } else { json!("Cart") };
    for number in 0..sizes[2] {
        fields[format!("customfield_2{number:04}")] = json!(format!("field{number} {}", "値".repeat(90)));
    }
    let comments = (0..sizes[3]).rev().map(|n| comment(n, &words(&format!("c{n}x"), 7 * n + 3, japanese))).collect();
    let changes = (0..sizes[4]).map(|n| Change {
        author: user("Ana"),
        created: format!("2026-06-14T17:{:02}:00.000+0000", n % 60),
        items: vec![ChangeItem { field: format!("h{n}"), field_id: None, from: None, to: Some("値".repeat(n % 50)) }],
    });
    let worklogs = (0..sizes[4]).map(|n| Worklog {
        id: format!("{n}"),
        author: user("Ana"),
        started: "2026-06-14T17:30:00.000+0000".into(),
        time_spent: "3h".into(),
        comment: words(&format!("w{n}x"), 30, japanese).into(),
    });
    let parts = Parts {
        comments: all(comments),
        history: all(changes.collect()),
        worklogs: all(worklogs.collect()),
        links: Some(Ok(Vec::new())),
        attachments: true,
        all_fields: true,
        ..Parts::default()
    };
    Given::new(fields).with(parts)
}

fn assert_shown_once(given: &Given, sizes: &[usize], most_bytes: usize) {
    let pages = given.pages(most_bytes).join("\n");
    let bodies: String = pages.lines().filter(|line| !line.starts_with("<<")).collect::<Vec<_>>().join("\n");
    let in_order = |prefix: &str, count: usize| {
        let found: Vec<usize> = bodies
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter_map(|word| word.strip_prefix(prefix)?.parse().ok())
            .collect();
        assert_eq!(found, (1..=count).collect::<Vec<_>>(), "{prefix} at {most_bytes} bytes:\n{pages}");
    };
    in_order("d", sizes[0]);
    in_order("s", sizes[1]);
    for number in 0..sizes[3] {
        in_order(&format!("c{number}x"), 7 * number + 3);
    }
    for number in 0..sizes[4] {
        in_order(&format!("w{number}x"), 30);
        assert_eq!(bodies.matches(&format!(" h{number}: ")).count(), 1, "h{number}");
    }
    for number in 0..sizes[2] {
        assert_eq!(bodies.matches(&format!(" field{number} ")).count(), 1, "field{number}");
    }
}

#[test]
fn the_pages_show_everything_once_at_every_size() {
    for japanese in [false, true] {
        let sizes = [3_000, 400, 30, 12, 45];
        let given = large(japanese, &sizes);
        for most_tokens in [800, 850, 1_000, 1_500, 3_000, 8_000] {
            assert_shown_once(&given, &sizes, most_tokens * 7 / 2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_issue_is_shown_once(
        sizes in (1usize..2_000, 1usize..300, 0usize..20, 0usize..9, 0usize..25),
        most_tokens in 800usize..8_000,
        japanese: bool,
    ) {
        let sizes = [sizes.0, sizes.1, sizes.2, sizes.3, sizes.4];
        assert_shown_once(&large(japanese, &sizes), &sizes, most_tokens * 7 / 2);
    }

    #[test]
    fn any_text_fits_and_ends(text in "([<>⁝ \n]|end|7f3a|<<|>>|\\PC){0,2000}", most_tokens in 800usize..1_200) {
        let mut fields = usual();
        fields["description"] = text.as_str().into();
        fields["summary"] = text.as_str().into();
        let parts = Parts { comments: all(vec![comment(1, &text)]), ..Parts::default() };
        Given::new(fields).with(parts).pages(most_tokens * 7 / 2);
    }
}
