//! The one place where a value becomes part of a query.

use std::fmt::Write as _;

/// The value as a JQL string, always in double quotes.
///
/// Quotes always, because the words that JQL reserves differ between versions of Jira. What can't stand in a string is
/// written as JQL's escapes: `\"`, `\\`, `\n`, `\t`, `\r` and `\uXXXX`.
pub fn quote(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // Control characters and Unicode's line ends lie below U+FFFF, so four digits hold them.
            character if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::jql::lex::{Kind, lex};

    #[test]
    fn a_value_is_quoted_whatever_it_is() {
        assert_eq!(quote("Done"), "\"Done\"");
        assert_eq!(quote(""), "\"\"");
        assert_eq!(quote("a \"b\" \\ c\n\u{7}"), "\"a \\\"b\\\" \\\\ c\\n\\u0007\"");
        assert_eq!(quote("it's"), "\"it's\"");
    }

    proptest! {
        #[test]
        fn lexing_gives_the_value_back(value in "(?s).{0,40}|[\"'\\\\\n\t\u{0}-\u{1f}\u{2028}a]{0,20}") {
            let quoted = quote(&value);
            let tokens = lex(&quoted).unwrap();
            prop_assert_eq!(tokens.len(), 1);
            prop_assert_eq!(tokens[0].kind, Kind::Text);
            prop_assert_eq!(&tokens[0].value, &value);
            prop_assert!(!quoted.contains('\n'));
        }
    }
}
