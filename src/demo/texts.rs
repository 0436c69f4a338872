//! Rich text that people wrote, by hand in both dialects, and two long texts that are put together.
//!
//! Each pair says the same as far as its dialect can; the files beside this module are what Jira stores.

use std::sync::Arc;

use super::store::Rich;

/// Reads a pair of files.
macro_rules! pair {
    ($name:literal) => {
        both(include_str!(concat!("texts/", $name, ".json")), include_str!(concat!("texts/", $name, ".wiki")))
    };
}

fn both(adf: &str, wiki: &str) -> Rich {
    match serde_json::from_str(adf) {
        Ok(document) => Rich::Both { adf: Arc::new(document), wiki: wiki.trim_end_matches('\n').into() },
        Err(_) => Rich::Plain(wiki.into()),
    }
}

/// Steps, expectation and code: what a good bug report holds.
pub(super) fn bug_report() -> Rich {
    pair!("bug_report")
}

/// Panels of every colour, and an expand.
pub(super) fn panels() -> Rich {
    pair!("panels")
}

/// Tables with a header row, a header column, and lists in cells.
pub(super) fn tables() -> Rich {
    pair!("tables")
}

/// Mentions, tasks, decisions, dates, statuses and emoji.
pub(super) fn meeting() -> Rich {
    pair!("meeting")
}

/// Pictures, smart links and colours.
pub(super) fn media() -> Rich {
    pair!("media")
}

/// Lists in lists, with code inside.
pub(super) fn lists() -> Rich {
    pair!("lists")
}

/// Characters that markup would eat: `snake_case`, brackets, stars, pipes.
pub(super) fn escapes() -> Rich {
    pair!("escapes")
}

/// A text that gives orders to whoever reads it.
pub(super) fn orders() -> Rich {
    pair!("orders")
}

/// An epic's outline: headings, quote, rule.
pub(super) fn outline() -> Rich {
    pair!("outline")
}

/// A comment with a mention and code.
pub(super) fn answer() -> Rich {
    pair!("answer")
}

/// Zero-width, bidirectional, tag and other characters that can't be seen, and joiners that must stay.
pub(super) fn invisible() -> Rich {
    Rich::Plain(
        "Pay\u{200b}ment fails for \u{202e}reversed\u{202c} names.\n\nTag characters: \u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}. Soft\u{ad}hyphen, BOM \u{feff}, bell \u{7}.\n\nFamily emoji: \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}, Persian: \u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}."
            .into(),
    )
}

/// About 6,000 Japanese characters.
pub(super) fn japanese() -> Rich {
    let mut text = String::new();
    let mut length = 0;
    for (number, sentence) in JAPANESE.iter().cycle().enumerate() {
        if length >= 6_000 {
            break;
        }
        text.push_str(sentence);
        length += sentence.chars().count();
        if number % 5 == 4 {
            text.push_str("\n\n");
        }
    }
    Rich::Plain(text.trim_end().into())
}

/// About 30,000 characters of minutes, day by day.
pub(super) fn minutes() -> Rich {
    let mut text = String::new();
    for day in 1.. {
        if text.len() >= 30_000 {
            break;
        }
        let first = MINUTES.get(day % MINUTES.len()).copied().unwrap_or_default();
        let second = MINUTES.get((day * 5 + 2) % MINUTES.len()).copied().unwrap_or_default();
        text.push_str(&format!("Day {day}: {first} {second}\n\n"));
    }
    Rich::Plain(text.trim_end().into())
}

const JAPANESE: [&str; 12] = [
    "\u{6c7a}\u{6e08}\u{753b}\u{9762}\u{3067}\u{30af}\u{30fc}\u{30dd}\u{30f3}\u{3092}\u{5165}\u{529b}\u{3059}\u{308b}\u{3068}\u{3001}\u{5408}\u{8a08}\u{91d1}\u{984d}\u{304c}\u{66f4}\u{65b0}\u{3055}\u{308c}\u{307e}\u{305b}\u{3093}\u{3002}",
    "\u{518d}\u{8aad}\u{307f}\u{8fbc}\u{307f}\u{3059}\u{308b}\u{3068}\u{6b63}\u{3057}\u{3044}\u{91d1}\u{984d}\u{304c}\u{8868}\u{793a}\u{3055}\u{308c}\u{307e}\u{3059}\u{3002}",
    "iPhone\u{306e}Safari\u{3067}\u{306e}\u{307f}\u{767a}\u{751f}\u{3057}\u{3001}Android\u{3067}\u{306f}\u{518d}\u{73fe}\u{3057}\u{307e}\u{305b}\u{3093}\u{3002}",
    "\u{304a}\u{5ba2}\u{69d8}\u{304b}\u{3089}\u{306e}\u{554f}\u{3044}\u{5408}\u{308f}\u{305b}\u{304c}\u{4eca}\u{9031}\u{3060}\u{3051}\u{3067}\u{4e94}\u{4ef6}\u{3042}\u{308a}\u{307e}\u{3057}\u{305f}\u{3002}",
    "\u{539f}\u{56e0}\u{306f}\u{4fa1}\u{683c}\u{30b5}\u{30fc}\u{30d3}\u{30b9}\u{306e}\u{30ad}\u{30e3}\u{30c3}\u{30b7}\u{30e5}\u{3060}\u{3068}\u{8003}\u{3048}\u{3089}\u{308c}\u{307e}\u{3059}\u{3002}",
    "\u{3053}\u{306e}\u{4fee}\u{6b63}\u{306f}\u{6b21}\u{306e}\u{30ea}\u{30ea}\u{30fc}\u{30b9}\u{306b}\u{542b}\u{3081}\u{308b}\u{4e88}\u{5b9a}\u{3067}\u{3059}\u{3002}",
    "\u{30c6}\u{30b9}\u{30c8}\u{74b0}\u{5883}\u{3067}\u{306e}\u{78ba}\u{8a8d}\u{306f}\u{5b8c}\u{4e86}\u{3057}\u{3066}\u{3044}\u{307e}\u{3059}\u{3002}",
    "\u{30c7}\u{30b6}\u{30a4}\u{30f3}\u{30c1}\u{30fc}\u{30e0}\u{306b}\u{3082}\u{5171}\u{6709}\u{3057}\u{3066}\u{304f}\u{3060}\u{3055}\u{3044}\u{3002}",
    "\u{914d}\u{9001}\u{65e5}\u{306e}\u{8868}\u{793a}\u{3082}\u{540c}\u{3058}\u{554f}\u{984c}\u{306e}\u{5f71}\u{97ff}\u{3092}\u{53d7}\u{3051}\u{3066}\u{3044}\u{307e}\u{3059}\u{3002}",
    "\u{56de}\u{907f}\u{7b56}\u{3068}\u{3057}\u{3066}\u{3001}\u{30ab}\u{30fc}\u{30c8}\u{3092}\u{4e00}\u{5ea6}\u{7a7a}\u{306b}\u{3057}\u{3066}\u{304f}\u{3060}\u{3055}\u{3044}\u{3002}",
    "\u{30ed}\u{30b0}\u{306b}\u{306f}\u{30bf}\u{30a4}\u{30e0}\u{30a2}\u{30a6}\u{30c8}\u{304c}\u{8a18}\u{9332}\u{3055}\u{308c}\u{3066}\u{3044}\u{307e}\u{3059}\u{3002}",
    "\u{512a}\u{5148}\u{5ea6}\u{306f}\u{9ad8}\u{3044}\u{3067}\u{3059}\u{304c}\u{3001}\u{58f2}\u{4e0a}\u{3078}\u{306e}\u{5f71}\u{97ff}\u{306f}\u{307e}\u{3060}\u{5c0f}\u{3055}\u{3044}\u{3067}\u{3059}\u{3002}",
];

const MINUTES: [&str; 12] = [
    "we looked at the load test, and the price service was the slowest part again.",
    "Priya showed the new filter; two of five testers did not find the button.",
    "the payment provider was down for eleven minutes, and no order was lost.",
    "we decided to keep the old address form until the data is clean.",
    "Jon measured the start page: 2.1 s on a slow phone, 0.7 s on a laptop.",
    "nobody could say who owns the mail templates, so Katrin took them.",
    "three customers asked for invoices with a tax number of their own.",
    "the cache was cleared by hand twice; that must stop.",
    "Sean wants the refund text to be one sentence.",
    "the search finds \"shoe\" but not \"shoes\", which is the stemmer's fault.",
    "we moved the gift cards to the next release.",
    "the night build failed because a certificate had run out.",
];
