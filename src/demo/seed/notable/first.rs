//! The first issue, which demonstrations open first.

use jiff::Timestamp;

use super::{SHOP_FIRST, put, with};
use crate::demo::seed::boards::ACTIVE;
use crate::demo::seed::{ANA, ROBIN, hours_before};
use crate::demo::store::{Comment, RemoteLink, Rich, Store, Value, Worklog};
use crate::demo::texts;

/// SHOP-1: everything that an ordinary issue in work has.
pub(super) fn shape(store: &mut Store, start: Timestamp) {
    let created = hours_before(start, 24 * 12);
    with(store, SHOP_FIRST + 1, |issue| {
        issue.history.clear();
        issue.comments.clear();
        issue.worklogs.clear();
        issue.watchers = 3;
        issue.votes = 2;
        for field in ["resolution", "resolutiondate", "duedate"] {
            issue.values.remove(field);
        }
        for (field, value) in [
            ("created", Value::Time(created)),
            ("reporter", Value::User(ANA)),
            ("creator", Value::User(ANA)),
            ("status", Value::Status(0)),
            ("priority", Value::Priority(2)),
            ("labels", Value::Labels(vec!["checkout-bug".into(), "regression".into()])),
            ("components", Value::Components(vec![10_200])),
            ("versions", Value::Versions(vec![10_102])),
            ("fixVersions", Value::Versions(vec![10_103])),
            ("parent", Value::Issue(SHOP_FIRST + 2)),
            ("customfield_10016", Value::Number(5.0)),
            ("customfield_10020", Value::Sprints(vec![36, ACTIVE])),
            ("customfield_10042", Value::Choice(10_202)),
            ("customfield_10043", Value::Choices(vec![10_223])),
            ("customfield_10114", Value::Choice(10_260)),
            ("environment", Value::Rich(Rich::Plain("Safari 19.1 on macOS and iOS".into()))),
            ("timeoriginalestimate", Value::Number(57_600.0)),
        ] {
            issue.values.insert(field.to_owned(), value);
        }
        issue.values.remove("assignee");
        issue.remote_links = vec![
            RemoteLink {
                id: 10_800,
                global_id: None,
                url: "https://status.example.com/incidents/4711".into(),
                title: "Incident 4711: card payments".into(),
                summary: Some("Post-mortem of the outage in May".into()),
                relationship: Some("mentioned in".into()),
                application: None,
                resolved: Some(true),
            },
            RemoteLink {
                id: 10_801,
                global_id: Some("system=https://wiki.example.com/display/SHOP/Coupons".into()),
                url: "https://wiki.example.com/display/SHOP/Coupons".into(),
                title: "Coupons".into(),
                summary: None,
                relationship: Some("Wiki Page".into()),
                application: Some(("com.atlassian.confluence".into(), "Wiki".into())),
                resolved: None,
            },
        ];
    });
    let mut changed = store.issue_by_id(SHOP_FIRST + 1).cloned();
    if let Some(issue) = &mut changed {
        store.set(issue, "priority", Some(Value::Priority(1)), 5, hours_before(start, 24 * 10));
        store.set(issue, "assignee", Some(Value::User(ROBIN)), ANA, hours_before(start, 24 * 9));
        store.set(issue, "status", Some(Value::Status(1)), ROBIN, hours_before(start, 50));
        let texts = [
            (ANA, texts::answer(), 49, true, None),
            (4, Rich::Plain("Happens with every coupon, not only with SUMMER.".into()), 26, true, None),
            (
                ROBIN,
                Rich::Plain("Found it: the click handler runs before the total is a number.".into()),
                5,
                true,
                None,
            ),
            (
                1,
                Rich::Plain("Only for administrators: the customer is a journalist.".into()),
                4,
                true,
                Some("Administrators".to_owned()),
            ),
        ];
        for (part, (author, body, hours, public, visibility)) in (1_u64..).zip(texts) {
            let at = hours_before(start, hours);
            issue.comments.push(Comment {
                id: 10_000 + part,
                author,
                body,
                created: at,
                updated: at,
                public,
                visibility,
            });
        }
        for (part, (author, hours, seconds, words)) in
            (1_u64..).zip([(ROBIN, 30, 7_200, Some("Reproduced it on an old phone")), (4, 8, 5_400, None)])
        {
            let at = hours_before(start, hours);
            let comment = words.map(|words| Rich::Plain(words.into()));
            issue.worklogs.push(Worklog {
                id: 10_300 + part,
                author,
                comment,
                started: hours_before(at, 2),
                created: at,
                seconds,
            });
        }
        issue.values.insert("updated".into(), Value::Time(hours_before(start, 4)));
    }
    if let Some(changed) = changed {
        with(store, SHOP_FIRST + 1, |issue| *issue = changed);
    }
    for number in [24, 25] {
        put(store, SHOP_FIRST + number, "parent", Value::Issue(SHOP_FIRST + 1));
        with(store, SHOP_FIRST + number, |issue| {
            issue.values.remove("customfield_10020");
        });
    }
}
