//! Summaries and short descriptions out of hand-written parts.

use super::chance::Chance;

/// The parts of one kind of issue.
pub(super) struct Parts {
    forms: &'static [&'static str],
    places: &'static [&'static str],
    things: &'static [&'static str],
    notes: &'static [&'static str],
}

/// A summary for a kind of issue.
pub(super) fn summary(chance: &mut Chance, parts: &Parts) -> String {
    let form = chance.word(parts.forms);
    let place = chance.word(parts.places);
    let thing = chance.word(parts.things);
    let text = form.replace("{place}", place).replace("{thing}", thing);
    // Names of machines keep their small letters.
    if text.split([' ', ':']).next().is_some_and(|word| word.contains('-')) {
        return text;
    }
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Two or three plain sentences.
pub(super) fn note(chance: &mut Chance, parts: &Parts) -> String {
    let mut text = chance.word(parts.notes).to_owned();
    let second = chance.word(parts.notes);
    if second != text {
        text.push_str("\n\n");
        text.push_str(second);
    }
    text
}

/// A comment of a sentence or two.
pub(super) fn remark(chance: &mut Chance) -> &'static str {
    chance.word(&REMARKS)
}

pub(super) const STORIES: Parts = Parts {
    forms: &[
        "As a guest I can use {thing} on the {place}",
        "Show {thing} on the {place}",
        "Remember {thing} between visits to the {place}",
        "Let customers edit {thing} from the {place}",
        "Replace {thing} on the {place} with the new component",
    ],
    places: &[
        "cart page",
        "product page",
        "checkout",
        "order history",
        "search results",
        "wish list",
        "category page",
        "account page",
    ],
    things: &[
        "coupons",
        "gift cards",
        "delivery dates",
        "saved addresses",
        "stock levels",
        "size charts",
        "customer reviews",
        "price alerts",
        "bundles",
        "invoices",
    ],
    notes: &[
        "Design is done, see the linked file. Copy still needs a review by marketing.",
        "Only for signed-in customers in the first step; guests follow in the next release.",
        "Acceptance: works with keyboard only, and with text at 200 %.",
        "We agreed to hide this behind a flag until the load test has passed.",
    ],
};

pub(super) const BUGS: Parts = Parts {
    forms: &[
        "{thing} on the {place} is cut off",
        "{place}: {thing} shows yesterday's value",
        "Error 500 on the {place} when the {thing} is empty",
        "{thing} disappears from the {place} after a reload",
        "Double click on the {thing} ({place}) sends two requests",
        "{place} jumps to the top when the {thing} loads",
    ],
    places: &[
        "cart page",
        "checkout",
        "product page",
        "order history",
        "search results",
        "login form",
        "newsletter form",
        "mobile menu",
    ],
    things: &[
        "total price",
        "shipping cost",
        "coupon field",
        "voucher code",
        "delivery estimate",
        "product picture",
        "address form",
        "tax line",
        "filter list",
        "quantity",
    ],
    notes: &[
        "Seen on production since the last release. Two customers called about it.",
        "Happens about once in ten tries; slower phones are hit more often.",
        "Expected: the value of today. Actual: the value that was cached at night.",
        "Works in Chrome, fails in Safari 19 and in older Firefox versions.",
        "The log has a timeout of the price service at that moment.",
    ],
};

pub(super) const TASKS: Parts = Parts {
    forms: &[
        "Upgrade {thing} in the {place}",
        "Delete unused {thing} from the {place}",
        "Write a runbook for {thing} ({place})",
        "Measure {thing} in the {place}",
        "Move {thing} out of the {place}",
    ],
    places: &["payment service", "catalogue service", "shop frontend", "mail worker", "search index", "image proxy"],
    things: &[
        "Node.js",
        "feature flags",
        "the database driver",
        "error budgets",
        "old templates",
        "response times",
        "retry logic",
        "test fixtures",
    ],
    notes: &[
        "No change for customers.",
        "Should take a day. Ask the platform team before the rollout.",
        "Part of the yearly cleanup.",
        "The old way stays until the end of the quarter.",
    ],
};

pub(super) const OPERATIONS: Parts = Parts {
    forms: &[
        "{thing} auf {place} erneuern",
        "{place}: {thing} pr\u{fc}fen",
        "{thing} f\u{fc}r {place} dokumentieren",
        "Rotate {thing} on {place}",
        "{place} antwortet langsam ({thing})",
    ],
    places: &["db-prod-1", "db-prod-2", "k8s-west", "k8s-east", "edge-proxy", "mail-relay", "build-agents"],
    things: &["Zertifikat", "Festplatte", "Backup", "Speicherlimit", "access keys", "Protokoll", "Alarmregel"],
    notes: &[
        "Bitte vor dem n\u{e4}chsten Wartungsfenster erledigen.",
        "The alert fired three times this week, always at night.",
        "Gr\u{fc}ndlich pr\u{fc}fen: beim letzten Mal fehlte die \u{dc}berwachung.",
        "Rollback is described in the runbook.",
    ],
};

pub(super) const REQUESTS: Parts = Parts {
    forms: &[
        "Where is my {thing}? ({place})",
        "Please change the {thing} of my {place}",
        "{place}: I was charged twice for one {thing}",
        "Cannot open the {thing} of my {place}",
        "Refund for the {thing} of my {place}",
    ],
    places: &["last order", "order 20417", "order 20533", "subscription", "business account", "gift card order"],
    things: &["parcel", "invoice", "delivery address", "payment method", "return label", "coupon"],
    notes: &[
        "I have written twice already, please answer soon.",
        "Thank you for your help!",
        "I am using the app on my phone.",
        "The order confirmation is attached to my last mail.",
    ],
};

const REMARKS: [&str; 10] = [
    "I can reproduce this on staging.",
    "Fixed on the branch, waiting for review.",
    "Please don't merge before Thursday, the freeze is still on.",
    "Talked to support: four more customers are affected.",
    "Could you add the request id? I can't find it in the log.",
    "Same cause as last month, I think.",
    "Done on staging. Production follows tomorrow morning.",
    "Moved to the next sprint after today's planning.",
    "The numbers look good: p95 went from 900 ms to 240 ms.",
    "Not a bug, the page does what was agreed. Closing unless somebody objects.",
];
