//! A text of several paragraphs: the whole Markdown, or one edit of what is there.

mod literal;

use super::{Argument, Invalid, Reading};
use crate::error::{Field, Problem};
use crate::text::cut;
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
            Value::Object(members) if is_document(members) => Ok(Self::Whole(value.to_string())),
            Value::Object(members) => edit(members).ok_or_else(|| malformed(value, reading)),
            // Only what is an edit is one: a text may well be JSON.
            Value::String(text) if begins_an_edit(text) => {
                members_in(text).as_ref().and_then(edit).ok_or_else(|| malformed(value, reading))
            }
            Value::String(text) => Ok(Self::Whole(text.clone())),
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
/// What is not read is shown to be recognised.
const MOST_CHARACTERS: usize = 60;

fn is_word(name: &str) -> bool {
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether this is a document as Jira Cloud stores it.
fn is_document(members: &Map<String, Value>) -> bool {
    members.get("type").and_then(Value::as_str) == Some("doc")
}

/// Whether a text begins like an edit: such a one that can't be read would overwrite a text with its own source.
fn begins_an_edit(text: &str) -> bool {
    let Some(inside) = text.trim_start().strip_prefix('{') else { return false };
    let inside = inside.trim_start();
    let name = inside.trim_start_matches(literal::is_quote);
    let word = name.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
    let after = name.get(word.len()..).unwrap_or_default();
    let is_name = if name.len() < inside.len() {
        after.starts_with(literal::is_quote)
    } else {
        after.trim_start().starts_with([':', '='])
    };
    is_word(word) && is_name
}

/// The members of an object inside a text, in JSON or as Python writes it.
fn members_in(text: &str) -> Option<Map<String, Value>> {
    let text = Some(text.trim()).filter(|text| text.starts_with('{'))?;
    serde_json::from_str(text).ok().or_else(|| literal::members(text))
}

fn edit(members: &Map<String, Value>) -> Option<Edit> {
    let text = |word: &str| {
        let (_, value) = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
        match value {
            Value::Object(members) if is_document(members) => Some(value.to_string()),
            _ => value.as_str().map(str::to_owned),
        }
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
    let shown = match value {
        Value::String(text) => cut::cell(text, MOST_CHARACTERS),
        other => cut::cell(&other.to_string(), MOST_CHARACTERS),
    };
    let begins = value.as_str().is_some_and(begins_an_edit);
    let (message, other) = match begins {
        true => (
            format!("{name} begins like an edit and can't be read as one"),
            "; a text that really begins so goes into `set`",
        ),
        false => (format!("{name} is neither Markdown nor one edit"), ""),
    };
    Invalid {
        message,
        fix: format!(
            "{name} as the whole Markdown, or as one of `{{\"append\": \"…\"}}`, `{{\"prepend\": \"…\"}}`, `{{\"replace\": \"a passage\", \"with\": \"…\"}}`, `{{\"set\": \"…\"}}`{other}"
        ),
        field: Field::new(Problem::Malformed, shown),
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
    fn an_edit_as_other_languages_write_it_is_read() {
        let text = |text: &str| text.to_owned();
        for (sent, edit) in [
            ("{'append': 'hello'}", Edit::Append(text("hello"))),
            ("{'set': \"it's\\nnew\",}", Edit::Set(text("it's\nnew"))),
            ("{append: \"a \\\"b\\\"\"}", Edit::Append(text("a \"b\""))),
            ("{\"append\": \"two\nlines\"}", Edit::Append(text("two\nlines"))),
            ("{“replace”: “a”, 'with': 'b'}", Edit::Replace { passage: text("a"), with: text("b") }),
        ] {
            assert_eq!(read(json!(sent)), Ok(edit), "{sent}");
        }
    }

    #[test]
    fn a_document_is_a_text_wherever_one_is_taken() {
        let document = json!({"type": "doc", "version": 1, "content": []});
        let source = document.to_string();
        assert_eq!(read(document.clone()), Ok(Edit::Whole(source.clone())));
        assert_eq!(read(json!(source)), Ok(Edit::Whole(source.clone())));
        assert_eq!(read(json!({"append": document})), Ok(Edit::Append(source)));
    }

    #[test]
    fn what_is_refused_is_not_repeated() {
        let invalid = read(json!({"body": "word ".repeat(100)})).unwrap_err();
        assert!(invalid.field.sent.unwrap().as_str().unwrap().chars().count() <= MOST_CHARACTERS);
    }

    #[test]
    fn a_text_stays_as_it_was_written() {
        for sent in
            ["", "  two\n\nlines ", "{\"a\": 1}", "{code}", "[1, 2]", "{}", "{set}", "{append-only} log", "{with care}"]
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
            json!("{append: hello}"),
            json!("{\"append\": \"hello}"),
            json!("{\"append\":\"a\",\"note\":\"b\"}"),
            json!("{ 'set' : f('a') }"),
            json!("{\"replace\": \"a\", \"with\": "),
            json!(["a", "b"]),
        ] {
            let invalid = read(sent.clone()).unwrap_err();
            assert!(invalid.fix.contains("{\"append\": \"…\"}"), "{sent}");
        }
    }
}
