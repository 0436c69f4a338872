//! Rows of a table, cut as whole rows to what one result may cost.

use serde_json::Value;

/// As many rows as fit, and the rest.
#[derive(Debug, Default, PartialEq)]
pub struct Fitted {
    /// The rows that fit, in order; at least one where there is any.
    pub shown: Vec<Value>,
    /// The rows that did not.
    pub left: Vec<Value>,
}

/// Takes rows until their text would be longer than `bytes`.
///
/// A single row that is too long by itself is shown with its cells cut, because a result without rows leads nowhere.
pub fn fit(rows: Vec<Value>, bytes: usize) -> Fitted {
    let mut fitted = Fitted::default();
    let mut used = 0;
    for row in rows {
        let size = row.to_string().len() + 1;
        if !fitted.left.is_empty() {
            fitted.left.push(row);
        } else if used + size <= bytes {
            used += size;
            fitted.shown.push(row);
        } else if fitted.shown.is_empty() {
            used += size;
            fitted.shown.push(shorten(row, bytes));
        } else {
            fitted.left.push(row);
        }
    }
    fitted
}

/// The row with its longest texts halved until it fits, or until nothing is left to halve.
fn shorten(row: Value, bytes: usize) -> Value {
    let Value::Array(mut cells) = row else { return row };
    let mut most = crate::compact::value::CELL;
    while most > 8 && Value::from(cells.as_slice()).to_string().len() > bytes {
        most /= 2;
        for cell in &mut cells {
            if let Some(text) = cell.as_str() {
                *cell = crate::text::cut::cell(text, most).into();
            }
        }
    }
    cells.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_are_kept_whole_and_none_is_lost() {
        let rows: Vec<Value> = (0..10).map(|number| json!([number, "text"])).collect();
        let fitted = fit(rows.clone(), 40);
        assert!(!fitted.shown.is_empty() && !fitted.left.is_empty());
        assert_eq!([fitted.shown, fitted.left].concat(), rows);
    }

    #[test]
    fn one_row_is_always_shown() {
        let fitted = fit(vec![json!(["x".repeat(200), "y".repeat(200)]), json!([1])], 100);
        assert_eq!(fitted.shown.len(), 1);
        assert!(fitted.shown[0].to_string().len() <= 100);
        assert_eq!(fitted.left, vec![json!([1])]);
    }
}
