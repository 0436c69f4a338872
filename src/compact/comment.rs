//! The newest comment as one cell.

use super::{View, time, value};
use crate::text::{clean, cut, wiki};
use serde_json::Value;

/// `2026-06-12 14:05 Ana Silva: the text`; empty when there is no comment. An internal one says so: `Ana Silva: (internal) the text`.
///
/// Jira's `comment` field lists the oldest first on both products; which one is newest is read from the dates all the same.
pub fn last(field: Option<&Value>, view: &View<'_>) -> String {
    let comments = field.and_then(|field| field.get("comments")).and_then(Value::as_array);
    let created = |comment: &Value| comment.get("created").and_then(Value::as_str).and_then(time::parse);
    let Some(comment) = comments.and_then(|all| all.iter().max_by_key(|comment| created(comment))) else {
        return String::new();
    };
    let text = |name: &str| comment.get(name).and_then(Value::as_str).unwrap_or_default();
    let author = comment.get("author").and_then(|author| value::line(author, None, view)).unwrap_or_default();
    let body = match comment.get("body") {
        Some(Value::String(markup)) => wiki::plain(markup),
        Some(document) => value::line(document, None, view).unwrap_or_default(),
        None => String::new(),
    };
    // On a service project the customer does not see it, so whoever quotes it must know.
    let internal = comment.get("jsdPublic").and_then(Value::as_bool) == Some(false);
    let mark = if internal { "(internal) " } else { "" };
    let line = format!("{} {author}: {mark}{body}", time::moment(text("created"), view.zone));
    cut::cell(&clean::line(&line), value::CELL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use serde_json::json;

    #[test]
    fn an_internal_comment_says_so() {
        let view = View { zone: &TimeZone::UTC, allows: &|_| true };
        let comment = |public: Value| {
            let created = "2026-06-12T14:05:00.000+0000";
            json!({"comments": [{"created": created, "author": {"displayName": "Ana"}, "body": "x", "jsdPublic": public}]})
        };
        assert_eq!(last(Some(&comment(json!(false))), &view), "2026-06-12 14:05 Ana: (internal) x");
        assert_eq!(last(Some(&comment(json!(true))), &view), "2026-06-12 14:05 Ana: x");
        assert_eq!(last(Some(&comment(json!(null))), &view), "2026-06-12 14:05 Ana: x");
    }
}
