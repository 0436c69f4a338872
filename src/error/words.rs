//! Names and values as the sentences of errors say them.

use std::fmt::Display;

/// How many values a sentence names; an error's `fields` hold the others.
const MOST: usize = 6;

/// All of them, each in backticks.
pub fn quoted<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

/// The first six, each in backticks, and a word before the last.
pub fn listed(values: &[impl Display], last: &str) -> String {
    match values.get(..MOST).unwrap_or(values).split_last() {
        None => String::new(),
        Some((only, [])) => quoted([only]),
        Some((end, rest)) => format!("{} {last} `{end}`", quoted(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_has_its_word_and_no_more_than_six_are_named() {
        assert_eq!(listed(&[""; 0], "or"), "");
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "and"), "`a`, `b` and `c`");
        assert_eq!(listed(&[1, 2, 3, 4, 5, 6, 7], "or"), "`1`, `2`, `3`, `4`, `5` or `6`");
        assert_eq!(quoted([1, 2, 3]), "`1`, `2`, `3`");
    }
}
