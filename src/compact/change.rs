//! A field before and after a change, as two cells: of long texts the part in which they differ.

use super::View;
use super::value::{CELL, cell, line};
use crate::jira::types::FieldSchema;
use crate::text::cut;
use serde_json::{Value, json};

/// Characters of what is equal that are shown before a difference.
const BEFORE: usize = 40;

/// `{"before": …, "after": …}`.
pub fn cells(before: Option<&Value>, after: Option<&Value>, schema: &FieldSchema, view: &View<'_>) -> Value {
    let text = |value: Option<&Value>| value.and_then(|value| line(value, Some(schema), view)).unwrap_or_default();
    let (old, new) = (text(before), text(after));
    if old.chars().count() <= CELL && new.chars().count() <= CELL {
        let shown = |value: Option<&Value>| value.map_or_else(|| "".into(), |value| cell(value, Some(schema), view));
        return json!({"before": shown(before), "after": shown(after)});
    }
    let equal = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let from = if equal > CELL / 2 { equal - BEFORE } else { 0 };
    let shown = |text: &str| {
        let rest: String = text.chars().skip(from).collect();
        let rest = if from > 0 { format!("…{rest}") } else { rest };
        cut::cell(&rest, CELL)
    };
    json!({"before": shown(&old), "after": shown(&new)})
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn shown(before: Value, after: Value) -> Value {
        let view = View { zone: &TimeZone::UTC, allows: &|_| true };
        cells(Some(&before), Some(&after), &FieldSchema::default(), &view)
    }

    #[test]
    fn a_long_text_is_shown_where_it_differs() {
        let long = "word ".repeat(100);
        let told = shown(json!(long), json!(format!("{long}and more")));
        assert!(told["after"].as_str().unwrap().ends_with("word and more"), "{told}");
        assert!(told["before"].as_str().unwrap().starts_with('…'));
        let told = shown(json!(format!("a {long}")), json!(format!("b {long}")));
        assert!(
            told["after"].as_str().unwrap().starts_with("b word") && told["after"].as_str().unwrap().ends_with('…')
        );
        assert_eq!(shown(json!(3.0), json!("")), json!({"before": 3, "after": ""}));
    }
}
