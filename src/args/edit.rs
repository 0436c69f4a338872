//! A text of several paragraphs: the whole Markdown, or one edit of what is there.

use super::{Argument, Invalid, Reading};
use crate::error::{Field, Problem};
use crate::text::edit::Edit;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// To a model it is a text: the forms of an edit are objects inside of it.
impl JsonSchema for Edit {
    fn schema_name() -> Cow<'static, str> {
        "Edit".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

impl Argument for Edit {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        match value {
            Value::Object(members) => edit(members).ok_or_else(|| malformed(value, reading)),
            Value::String(text) => match members_in(text) {
                // Only what is an edit is one: a text may well be JSON.
                Some(members) if members.keys().any(|name| is_word(name)) => {
                    edit(&members).ok_or_else(|| malformed(value, reading))
                }
                _ => Ok(Self::Whole(text.clone())),
            },
            Value::Array(items) => match items.as_slice() {
                [only] => Self::read(only, reading),
                _ => Err(malformed(value, reading)),
            },
            Value::Number(_) | Value::Bool(_) => Ok(Self::Whole(value.to_string())),
            Value::Null => Err(malformed(value, reading)),
        }
    }
}

const WORDS: [&str; 5] = ["append", "prepend", "replace", "with", "set"];

fn is_word(name: &str) -> bool {
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// The members of an object inside a text; one of nothing but known words, so that a text with braces stays a text.
fn members_in(text: &str) -> Option<Map<String, Value>> {
    let text = Some(text.trim()).filter(|text| text.starts_with('{'))?;
    let members: Map<String, Value> = serde_json::from_str(text).ok()?;
    members.keys().all(|name| is_word(name)).then_some(members)
}

fn edit(members: &Map<String, Value>) -> Option<Edit> {
    let text = |word: &str| {
        let (_, value) = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
        value.as_str().map(str::to_owned)
    };
    let all: Vec<Option<String>> = WORDS.iter().map(|word| text(word)).collect();
    match (members.len(), all.as_slice()) {
        (1, [Some(text), None, None, None, None]) => Some(Edit::Append(text.clone())),
        (1, [None, Some(text), None, None, None]) => Some(Edit::Prepend(text.clone())),
        (2, [None, None, Some(passage), Some(with), None]) => {
            Some(Edit::Replace { passage: passage.clone(), with: with.clone() })
        }
        (1, [None, None, None, None, Some(text)]) => Some(Edit::Set(text.clone())),
        _ => None,
    }
}

fn malformed(value: &Value, reading: Reading<'_>) -> Invalid {
    let name = reading.name;
    Invalid {
        message: format!("{name} is neither Markdown nor one edit"),
        fix: format!(
            "{name} as the whole Markdown, or as one of `{{\"append\": \"…\"}}`, `{{\"prepend\": \"…\"}}`, `{{\"replace\": \"a passage\", \"with\": \"…\"}}`, `{{\"set\": \"…\"}}`"
        ),
        field: Field::new(Problem::Malformed, value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Edit, Invalid> {
        Edit::read(&value, Reading { name: "description", site: "" })
    }

    #[test]
    fn an_edit_is_read_as_an_object_and_inside_a_text() {
        let text = |text: &str| text.to_owned();
        for (sent, edit) in [
            (json!({"append": "a"}), Edit::Append(text("a"))),
            (json!({"Prepend": "a"}), Edit::Prepend(text("a"))),
            (json!({"set": ""}), Edit::Set(text(""))),
            (json!({"replace": "a", "with": "b"}), Edit::Replace { passage: text("a"), with: text("b") }),
        ] {
            assert_eq!(read(sent.clone()), Ok(edit.clone()), "{sent}");
            assert_eq!(read(json!(sent.to_string())), Ok(edit), "{sent}");
        }
    }

    #[test]
    fn a_text_stays_as_it_was_written() {
        for sent in ["", "  two\n\nlines ", "{\"a\": 1}", "{code}", "[1, 2]", "{}", "{\"append\": \"a\", \"note\": 1}"]
        {
            assert_eq!(read(json!(sent)), Ok(Edit::Whole(sent.to_owned())), "{sent}");
        }
    }

    #[test]
    fn two_edits_at_once_or_half_an_edit_are_refused_with_the_forms() {
        for sent in [
            json!({"append": "a", "set": "b"}),
            json!({"replace": "a"}),
            json!({"with": "a"}),
            json!({"append": 1}),
            json!({"text": "a"}),
            json!("{\"replace\": \"a\"}"),
            json!(["a", "b"]),
        ] {
            let invalid = read(sent.clone()).unwrap_err();
            assert!(invalid.fix.contains("{\"append\": \"…\"}"), "{sent}");
        }
    }
}
