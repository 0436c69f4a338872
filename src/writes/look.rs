//! Whether something that Jira holds is what an attempt made: pure.

use crate::jira::read;
use crate::jira::types::{Issue, TAG, Tag};
use jiff::Timestamp;
use serde_json::Value;
use std::time::SystemTime;

/// What is known of an issue that an attempt may have made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought<'a> {
    /// The property that it carries, unless Jira refused properties.
    pub(super) tag: &'a Tag,
    /// Who made it, by id.
    pub(super) creator: &'a str,
    /// The number of its type.
    pub(super) type_id: &'a str,
    /// Its summary.
    pub(super) summary: &'a str,
    /// It was not made before this moment.
    pub(super) since: SystemTime,
    /// The keys of what other attempts made.
    pub(super) others: &'a [String],
}

/// Whether it is worth a look: own, and not another attempt's.
pub(super) fn is_suspect(issue: &Issue, sought: &Sought<'_>) -> bool {
    let creator = issue.fields.get("creator").and_then(read::user);
    creator.is_some_and(|creator| creator.id == sought.creator) && !sought.others.contains(&issue.key)
}

/// Whether it is the one: by its property, whatever the clocks say, and where it has none by what was sent and when.
pub(super) fn is_it(issue: &Issue, sought: &Sought<'_>) -> bool {
    if !is_suspect(issue, sought) {
        return false;
    }
    if let Some(tag) = issue.properties.get(TAG) {
        return sought.tag.is(tag);
    }
    let created = issue.fields.get("created").and_then(Value::as_str).unwrap_or_default();
    let type_id = issue.fields.get("issuetype").and_then(|kind| read::text(kind, "id"));
    let summary = issue.fields.get("summary").and_then(Value::as_str).unwrap_or_default();
    is_after(created, sought.since)
        && type_id.as_deref() == Some(sought.type_id)
        && summary.trim() == sought.summary.trim()
}

/// The keys that follow a number.
pub(super) fn after(project: &str, number: u64, count: u64) -> Vec<String> {
    (1..=count).map(|step| format!("{project}-{}", number + step)).collect()
}

/// The numbers between known ones that are not known, the highest first, as many as are read with others at once.
pub(super) fn missing(known: &[u64]) -> impl Iterator<Item = u64> + '_ {
    const MOST: usize = 10;
    let (lowest, highest) = (known.iter().min().copied().unwrap_or(1), known.iter().max().copied().unwrap_or_default());
    (lowest..highest).rev().filter(|number| !known.contains(number)).take(MOST)
}

/// Whether something was made at this moment or later. What can't be read was not.
pub(super) fn is_after(created: &str, since: SystemTime) -> bool {
    let since = Timestamp::try_from(since).unwrap_or(Timestamp::MAX);
    read::moment(created).is_some_and(|created| created >= since)
}

/// Whether two texts say the same, each ADF or wiki markup: Jira keeps what is written in its own form, and adds marks of its own.
/// Compared are the letters and digits, and of two texts without any the whole.
pub(super) fn same_text(sent: &Value, stored: &Value) -> bool {
    let (ours, theirs) = (letters(sent), letters(stored));
    if ours.is_empty() && theirs.is_empty() { sent == stored } else { ours == theirs }
}

fn letters(value: &Value) -> String {
    match value {
        Value::String(wiki) => plain(wiki).filter(|letter| letter.is_alphanumeric()).collect(),
        Value::Array(nodes) => nodes.iter().map(letters).collect(),
        Value::Object(node) => {
            let own = node.get("text").and_then(Value::as_str).unwrap_or_default();
            // What was written as wiki markup may be kept as it is in one text node.
            let own = plain(own).filter(|letter| letter.is_alphanumeric());
            own.collect::<String>() + &node.get("content").map(letters).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Wiki markup without what it does not show: `{macros}`, the targets of `[links|target]` and the ids of `[~mentions]`.
fn plain(wiki: &str) -> impl Iterator<Item = char> + '_ {
    let (mut in_macro, mut in_link, mut in_target) = (false, false, false);
    let mut before = ' ';
    wiki.chars().filter(move |letter| {
        let begins_link = std::mem::replace(&mut before, *letter) == '[';
        match letter {
            '{' => in_macro = true,
            '}' => {
                in_macro = false;
                return false;
            }
            '[' => in_link = true,
            ']' => (in_link, in_target) = (false, false),
            '|' if in_link => in_target = true,
            '~' if begins_link => in_target = true,
            '\n' => (in_macro, in_link, in_target) = (false, false, false),
            _ => {}
        }
        !in_macro && !in_target
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::{Duration, UNIX_EPOCH};

    fn issue(change: impl FnOnce(&mut Value)) -> Issue {
        let mut told = json!({
            "id": "10001", "key": "SHOP-7", "fields": {
                "summary": "Pay by card", "issuetype": {"id": "10002"}, "created": "2026-06-15T12:00:00.000+0000",
                "creator": {"accountId": "robin", "displayName": "Robin"},
            }
        });
        change(&mut told);
        read::issue(told)
    }

    #[test]
    fn what_lies_between_known_numbers_is_read_too() {
        assert_eq!(missing(&[12, 15, 11, 17]).collect::<Vec<_>>(), [16, 14, 13]);
        assert_eq!(missing(&[12, 13]).count() + missing(&[7]).count() + missing(&[]).count(), 0);
        assert_eq!(missing(&[1, 1_000]).next(), Some(999));
        assert_eq!(missing(&[1, 1_000]).count(), 10);
    }

    #[test]
    fn an_issue_is_told_by_its_property_and_else_by_what_was_sent() {
        let tag = Tag { digest: "d".into(), attempt: "a".into() };
        let others = ["SHOP-6".to_owned()];
        let sought = Sought {
            tag: &tag,
            creator: "robin",
            type_id: "10002",
            summary: "Pay by card",
            since: UNIX_EPOCH + Duration::from_secs(1_781_524_800),
            others: &others,
        };
        assert!(is_it(&issue(|_| ()), &sought));
        assert!(is_it(&issue(|told| told["properties"] = json!({TAG: tag.value()})), &sought));
        let renamed = |told: &mut Value| {
            told["properties"] = json!({TAG: tag.value()});
            told["fields"]["summary"] = json!("Renamed since");
        };
        assert!(is_it(&issue(renamed), &sought));
        let by_another_clock = |told: &mut Value| {
            told["properties"] = json!({TAG: tag.value()});
            told["fields"]["created"] = json!("2026-06-14T12:00:00.000+0000");
        };
        assert!(is_it(&issue(by_another_clock), &sought));
        type Change = fn(&mut Value);
        let rows: [(&str, Change); 8] = [
            ("another attempt", |told| told["properties"] = json!({TAG: {"digest": "d", "attempt": "b"}})),
            ("another call", |told| told["properties"] = json!({TAG: {"digest": "e", "attempt": "a"}})),
            ("another summary", |told| told["fields"]["summary"] = json!("Pay by Card")),
            ("another type", |told| told["fields"]["issuetype"]["id"] = json!("1")),
            ("another person", |told| told["fields"]["creator"]["accountId"] = json!("ana")),
            ("before", |told| told["fields"]["created"] = json!("2026-06-15T11:59:59.999+0000")),
            ("no time", |told| told["fields"]["created"] = json!("yesterday")),
            ("known", |told| told["key"] = json!("SHOP-6")),
        ];
        for (name, change) in rows {
            assert!(!is_it(&issue(change), &sought), "{name}");
        }
    }

    #[test]
    fn texts_are_compared_by_what_they_say() {
        let document = |text: &str| {
            json!({"type": "doc", "version": 1, "content": [
                {"type": "paragraph", "attrs": {"localId": "x"}, "content": [{"type": "text", "text": text}]}]})
        };
        assert!(same_text(&document("Paid, thanks"), &document("Paid, thanks")));
        assert!(!same_text(&document("Paid, thanks"), &document("Paid, thank")));
        assert!(same_text(
            &json!("*Paid*, {color:red}thanks{color} [here|https://x.io/y]"),
            &document("Paid, thanks here")
        ));
        assert!(same_text(&json!("Paid\r\n"), &json!("Paid")));
        assert!(!same_text(&json!("(!)"), &json!("(?)")), "signs alone are compared as they are");
        assert!(same_text(&json!("(!)"), &json!("(!)")));
    }

    #[test]
    fn keys_follow_a_number() {
        assert_eq!(after("SHOP", 9, 3), ["SHOP-10", "SHOP-11", "SHOP-12"]);
    }
}
