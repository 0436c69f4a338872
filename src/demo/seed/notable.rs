//! The issues that demonstrations and tests go to, each with something special about it.

mod first;

use std::sync::Arc;

use jiff::Timestamp;

use super::boards::ACTIVE;
use super::projects::{BUG, EPIC, INCIDENT, REQUEST, STORY, SUBTASK, TASK};
use super::{ANA, ROBIN, files, hours_before};
use crate::demo::store::{Attachment, Comment, Entry, Issue, Link, Rich, Source, Store, Value};
use crate::demo::texts;

const SHOP_FIRST: u64 = 10_000;
const OPS_FIRST: u64 = 11_000;
const HELP_FIRST: u64 = 12_000;
const VAULT_FIRST: u64 = 13_000;

/// Shapes the notable issues.
pub(super) fn shape(store: &mut Store, start: Timestamp) {
    titles(store);
    bodies(store);
    first::shape(store, start);
    threads(store, start);
    attach(store, start);
    custom(store, start);
    links(store);
}

/// Changes one issue in place, index included.
fn with(store: &mut Store, id: u64, act: impl FnOnce(&mut Issue)) {
    if let Some(entry) = store.issues.iter_mut().find(|entry| entry.id == id)
        && let Some(issue) = &entry.now
    {
        let mut issue = Issue::clone(issue);
        act(&mut issue);
        *entry = Entry::settled(issue);
    }
}

fn put(store: &mut Store, id: u64, field: &str, value: Value) {
    with(store, id, |issue| {
        issue.values.insert(field.to_owned(), value);
    });
}

fn titles(store: &mut Store) {
    for (number, kind, title) in TITLES {
        let id = SHOP_FIRST + number;
        put(store, id, "summary", Value::Text((*title).into()));
        with(store, id, |issue| {
            issue.values.insert("issuetype".into(), Value::Type(*kind));
            // Old numbers are mostly done; these are what people work on.
            issue.history.clear();
            for field in ["resolution", "resolutiondate", "customfield_10020"] {
                issue.values.remove(field);
            }
            issue.values.insert("status".into(), Value::Status(usize::from(number % 6 == 2)));
            if matches!(number, 3..=6) {
                issue.values.insert("customfield_10020".into(), Value::Sprints(vec![ACTIVE]));
            }
            if *kind == EPIC {
                issue.values.insert("customfield_10011".into(), Value::Text((*title).into()));
                issue.values.remove("parent");
            }
        });
    }
    let long = "Customers who open the shop from the newsletter, change the country twice, put a gift card and a discounted bundle into the cart and then go back with the browser's own button see the price of the first country, in the currency of the second one";
    put(store, SHOP_FIRST + 15, "summary", Value::Text(long.into()));
    put(store, HELP_FIRST + 1, "summary", Value::Text("I was charged twice for order 20417".into()));
    put(store, HELP_FIRST + 1, "issuetype", Value::Type(REQUEST));
    put(store, HELP_FIRST + 2, "summary", Value::Text("Nobody can pay by card since 9 o'clock".into()));
    put(store, HELP_FIRST + 2, "issuetype", Value::Type(INCIDENT));
    put(store, OPS_FIRST + 1, "summary", Value::Text("Umzug der Datenbanken".into()));
    put(store, OPS_FIRST + 2, "summary", Value::Text("Zertifikat des Webshops l\u{e4}uft ab".into()));
}

const TITLES: &[(u64, usize, &str)] = &[
    (1, BUG, "Checkout button does nothing in Safari when a coupon is applied"),
    (2, EPIC, "Checkout redesign"),
    (3, STORY, "Explain the delivery options with panels"),
    (4, STORY, "Compare shipping prices in a table"),
    (5, BUG, "Order mails arrive twice"),
    (6, BUG, "Product pictures are blurry on retina screens"),
    (7, TASK, "Collect logs and exports of the price service"),
    (
        8,
        BUG,
        "\u{30af}\u{30fc}\u{30dd}\u{30f3}\u{3092}\u{5165}\u{529b}\u{3057}\u{3066}\u{3082}\u{5408}\u{8a08}\u{91d1}\u{984d}\u{304c}\u{5909}\u{308f}\u{3089}\u{306a}\u{3044}",
    ),
    (9, TASK, "Minutes of the launch week"),
    (10, TASK, "Review the feedback form texts"),
    (11, BUG, "Names with invisible characters break the invoice"),
    (12, TASK, "Prepare the release meeting"),
    (13, STORY, "New look of the start page"),
    (14, TASK, "Set up the price service on a laptop"),
    (16, BUG, "Search for \"blue | green\" returns 'nothing' | even with results"),
    (17, STORY, "Celebrate the first order \u{1f389}\u{1f6d2} with confetti"),
    (18, BUG, "\u{914d}\u{9001}\u{65e5}\u{304c}\u{524d}\u{65e5}\u{306b}\u{306a}\u{308b}"),
    (19, TASK, "Alert when the cart service is slow"),
    (20, STORY, "Pick a delivery day"),
    (21, BUG, "Tax line is missing for business customers in Norway"),
    (22, BUG, "snake_case_names and [brackets] in product texts are eaten"),
    (24, SUBTASK, "Reproduce with Safari 19 on a real device"),
    (25, SUBTASK, "Write a test for coupons in the cart"),
];

fn bodies(store: &mut Store) {
    let bodies = [
        (1, texts::bug_report()),
        (2, texts::outline()),
        (3, texts::panels()),
        (4, texts::tables()),
        (8, texts::japanese()),
        (9, texts::minutes()),
        (10, texts::orders()),
        (11, texts::invisible()),
        (12, texts::meeting()),
        (13, texts::media()),
        (14, texts::lists()),
        (22, texts::escapes()),
    ];
    for (number, text) in bodies {
        put(store, SHOP_FIRST + number, "description", Value::Rich(text));
    }
}

/// SHOP-5: forty comments. HELP-1: internal and public ones. SHOP-19: moved from OPS.
fn threads(store: &mut Store, start: Timestamp) {
    with(store, SHOP_FIRST + 5, |issue| {
        issue.comments = (1..=40_u64)
            .map(|number| {
                let at = hours_before(start, 4 * (41 - number as i64));
                let author = [ROBIN, ANA, 2, 3, 5, 8].get(number as usize % 6).copied().unwrap_or_default();
                let body = format!(
                    "Comment number {number}: the mail with id {} was sent {} times.",
                    7_000 + number,
                    1 + number % 3
                );
                Comment {
                    id: 11_000 + number,
                    author,
                    body: Rich::Plain(body.into()),
                    created: at,
                    updated: at,
                    public: true,
                    visibility: None,
                }
            })
            .collect();
        issue.values.insert("updated".into(), Value::Time(hours_before(start, 4)));
    });
    with(store, HELP_FIRST + 1, |issue| {
        let rows = [
            (11, "I was charged twice for my order, please refund one payment.", 30, true),
            (9, "The second charge is a reservation that expires; the bank confirmed it.", 28, false),
            (9, "Thank you for writing. One of the two is only reserved and will vanish within three days.", 27, true),
            (ROBIN, "Customer is a VIP. Do not mention the outage.", 3, false),
        ];
        issue.comments = (1_u64..)
            .zip(rows)
            .map(|(part, (author, words, hours, public))| {
                let at = hours_before(start, hours);
                Comment {
                    id: 12_100 + part,
                    author,
                    body: Rich::Plain(words.into()),
                    created: at,
                    updated: at,
                    public,
                    visibility: None,
                }
            })
            .collect();
        issue.values.insert("status".into(), Value::Status(8));
        issue.values.remove("resolution");
        issue.values.remove("resolutiondate");
        issue.values.insert("updated".into(), Value::Time(hours_before(start, 3)));
    });
    with(store, SHOP_FIRST + 19, |issue| issue.former_keys.push("OPS-99".into()));
}

/// SHOP-6: five files of one name. SHOP-7: every other kind of file.
fn attach(store: &mut Store, start: Timestamp) {
    let file = |id: u64, filename: &str, mime: &str, source: Source| Attachment {
        id,
        filename: filename.into(),
        mime: mime.into(),
        author: ANA,
        created: hours_before(start, 100 - (id % 50) as i64),
        source,
    };
    let bytes = |bytes: &[u8]| Source::Bytes(Arc::from(bytes));
    with(store, SHOP_FIRST + 6, |issue| {
        let colors = [[200, 30, 30], [30, 160, 60], [30, 60, 200], [240, 200, 20], [120, 120, 120]];
        issue.attachments = (0_u64..)
            .zip(colors)
            .map(|(part, color)| {
                file(10_600 + part, "image.png", "image/png", Source::Bytes(files::png(8 + part as u32 * 4, 8, color)))
            })
            .collect();
    });
    with(store, SHOP_FIRST + 7, |issue| {
        issue.attachments = vec![
            file(10_700, "orders.csv", "text/csv", bytes(files::CSV.as_bytes())),
            file(10_701, "flags.json", "application/json", bytes(files::JSON.as_bytes())),
            file(10_702, "runbook.md", "text/markdown", bytes(files::MARKDOWN.as_bytes())),
            file(10_703, "contract.pdf", "application/pdf", bytes(files::PDF)),
            file(10_704, "prices.log", "text/plain", Source::Log(200_000)),
            file(10_705, "screen recording.mov", "video/quicktime", Source::Noise(40 * 1024 * 1024)),
            file(10_706, "readme.txt", "text/plain", bytes(files::BINARY)),
            file(10_707, "screenshot.png", "image/png", bytes(files::LIE.as_bytes())),
            file(10_708, "fix.diff", "text/x-diff", bytes(files::DIFF.as_bytes())),
            file(10_709, "huge.png", "image/png", Source::Padded(files::png(32, 32, [10, 90, 160]), 900_000)),
        ];
    });
    with(store, SHOP_FIRST + 13, |issue| {
        issue.attachments =
            vec![file(10_650, "start page.png", "image/png", Source::Bytes(files::png(24, 16, [255, 140, 0])))];
    });
}

/// SHOP-20: two fields named Team. SHOP-21: a value in every custom field of the project.
fn custom(store: &mut Store, start: Timestamp) {
    // Words that stand for nothing elsewhere are values here.
    store.labels.push("none".into());
    store.labels.sort();
    put(store, SHOP_FIRST + 16, "labels", Value::Labels(vec!["none".into()]));
    put(store, SHOP_FIRST + 16, "customfield_10042", Value::Choice(10_205));
    put(store, SHOP_FIRST + 20, "customfield_10114", Value::Choice(10_262));
    put(store, SHOP_FIRST + 20, "customfield_10115", Value::Text("Delivery squad".into()));
    put(store, SHOP_FIRST + 20, "customfield_10020", Value::Sprints(vec![super::boards::OTHER_FIVE]));
    let day = start.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    with(store, SHOP_FIRST + 21, |issue| {
        for (field, value) in [
            ("customfield_10015", Value::Date(day)),
            ("customfield_10016", Value::Number(0.5)),
            ("customfield_10021", Value::Choices(vec![10_019])),
            ("customfield_10040", Value::Rich(texts::answer())),
            ("customfield_10041", Value::Text("2026.06.12-1834 | main".into())),
            ("customfield_10042", Value::Choice(10_201)),
            ("customfield_10043", Value::Choices(vec![10_220, 10_222])),
            ("customfield_10044", Value::Cascade(10_301, Some(10_313))),
            ("customfield_10045", Value::Choice(10_240)),
            ("customfield_10046", Value::Choices(vec![10_250, 10_251])),
            ("customfield_10047", Value::User(2)),
            ("customfield_10048", Value::Users(vec![1, 2, 4])),
            ("customfield_10049", Value::Group("web-team".into())),
            ("customfield_10050", Value::Date(day)),
            ("customfield_10051", Value::Time(hours_before(start, 60))),
            ("customfield_10052", Value::Text("https://design.example.com/file/tax?node=1|2".into())),
            ("customfield_10053", Value::Labels(vec!["b2b".into(), "norway".into()])),
            ("customfield_10054", Value::Version(10_102)),
            ("customfield_10055", Value::Number(2.25)),
            ("customfield_10114", Value::Choice(10_261)),
            ("customfield_10115", Value::Text("Tax crew".into())),
        ] {
            issue.values.insert(field.to_owned(), value);
        }
        let team = serde_json::json!({ "id": "36885b3c-1bf0-4f85-a357-c5b858c31de4", "name": "Nordic team", "title": "Nordic team", "isVisible": true });
        issue.values.insert("customfield_10001".into(), Value::Raw(team));
        let summary = "{pullrequest={dataType=pullrequest, state=OPEN, stateCount=1}, json={\"cachedValue\":{\"errors\":[],\"summary\":{\"pullrequest\":{\"overall\":{\"count\":1,\"state\":\"OPEN\"}}}},\"isStale\":true}}";
        issue.values.insert("customfield_10000".into(), Value::Raw(serde_json::json!(summary)));
    });
}

/// Links of SHOP-1 to its own project, to the two others, and to one that Robin can't see.
fn links(store: &mut Store) {
    let shop = |number: u64| SHOP_FIRST + number;
    let rows = [
        (0, shop(1), shop(4)),
        (3, shop(1), OPS_FIRST + 2),
        (0, VAULT_FIRST + 1, shop(1)),
        (2, HELP_FIRST + 1, shop(5)),
        (1, shop(18), shop(8)),
        (3, shop(1), HELP_FIRST + 2),
    ];
    for (part, (kind, from, to)) in (0_u64..).zip(rows) {
        store.links.push(Link { id: 20_100 + part, kind, from, to });
    }
}
