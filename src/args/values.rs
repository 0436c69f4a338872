//! The plain argument types: text, lists of names, bounded numbers, choices.

use super::{Argument, Invalid, Reading, is_filler};
use crate::closest::closest;
use crate::error::{Field, Problem, quoted};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;

/// One text, trimmed, not empty.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Text(pub String);

impl Argument for Text {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        match value {
            Value::String(text) if !text.trim().is_empty() => Ok(Self(text.trim().to_owned())),
            Value::Number(number) => Ok(Self(number.to_string())),
            Value::Bool(flag) => Ok(Self(flag.to_string())),
            Value::Array(items) => match items.as_slice() {
                [only] => Self::read(only, reading),
                _ => Err(wrong_type(value, reading, "one text")),
            },
            _ => Err(wrong_type(value, reading, "a text")),
        }
    }
}

/// A list of names; also read from `"a, b"` and from a JSON list inside a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Names(pub Vec<String>);

impl Argument for Names {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        match value {
            Value::Array(items) => {
                let names = items.iter().filter(|item| !is_filler(item)).map(|item| Text::read(item, reading));
                Ok(Self(names.map(|name| name.map(|text| text.0)).collect::<Result<_, _>>()?))
            }
            Value::String(text) if text.trim_start().starts_with('[') => match serde_json::from_str(text) {
                Ok(list @ Value::Array(_)) => Self::read(&list, reading),
                _ => Ok(Self(split(text.trim().trim_start_matches('[').trim_end_matches(']')))),
            },
            Value::String(text) => Ok(Self(split(text))),
            Value::Object(_) => Err(wrong_type(value, reading, "a list of names")),
            other => Text::read(other, reading).map(|text| Self(vec![text.0])),
        }
    }
}

fn split(text: &str) -> Vec<String> {
    let parts = text.split(',').map(|part| part.trim().trim_matches(['"', '\'']).trim());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// How many rows: 1 to 100; a larger number is clamped, and said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number that counts.
    pub rows: usize,
    clamped_from: Option<u64>,
}

impl Limit {
    /// The most rows of one page.
    pub const MOST: usize = 100;
}

impl Default for Limit {
    fn default() -> Self {
        Self { rows: 20, clamped_from: None }
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer"})
    }

    fn inline_schema() -> bool {
        true
    }
}

impl Argument for Limit {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse::<f64>().ok(),
            Value::Array(items) => match items.as_slice() {
                [only] => return Self::read(only, reading),
                _ => None,
            },
            _ => None,
        };
        match number {
            Some(number) if number > Self::MOST as f64 => {
                Ok(Self { rows: Self::MOST, clamped_from: Some(number as u64) })
            }
            Some(number) if number >= 1.0 => Ok(Self { rows: number as usize, clamped_from: None }),
            _ => {
                let mut invalid = wrong_type(value, reading, "a number from 1 to 100");
                invalid.field.send = Some(20.into());
                Err(invalid)
            }
        }
    }

    fn warning(&self, name: &str) -> Option<String> {
        self.clamped_from.map(|sent| format!("{name} {sent} was read as {}, the most", Self::MOST))
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Flag(pub bool);

impl Argument for Flag {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let word = match value {
            Value::Bool(flag) => return Ok(Self(*flag)),
            Value::String(text) => text.trim().to_lowercase(),
            other => other.to_string(),
        };
        match word.as_str() {
            "true" | "yes" | "1" => Ok(Self(true)),
            "false" | "no" => Ok(Self(false)),
            _ => Err(wrong_type(value, reading, "true or false")),
        }
    }
}

/// A project's key, upper-case; a project's name is left as it is, for names to be resolved.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct ProjectKey(pub String);

impl Argument for ProjectKey {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let Text(text) = Text::read(value, reading)?;
        let key = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        Ok(Self(if key { text.to_ascii_uppercase() } else { text }))
    }
}

/// A word of a closed list. Implemented by the enums of tools.
pub trait Choice: Copy + 'static {
    /// The words and what they mean, in the order in which they are advertised.
    const ALL: &'static [(&'static str, Self)];
    /// Other words for them.
    const ALSO: &'static [(&'static str, Self)] = &[];
}

impl<T: Choice> Argument for T {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let Text(word) = Text::read(value, reading)?;
        let wanted = stem(&word);
        let found = T::ALL.iter().chain(T::ALSO).find(|(name, _)| stem(name) == wanted);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<String> = T::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
            let near = closest(&word, T::ALL.iter().map(|(name, _)| *name)).map(str::to_owned);
            let name = reading.name;
            let fix = match &near {
                Some(near) => format!("{name} `{near}`"),
                None => format!("{name} as one of {}", quoted(&names)),
            };
            let message = format!("{name} `{word}` is not one of its values");
            let field = Field { closest: near, allowed: names, ..Field::new(Problem::NotAllowed, word) };
            Invalid { message, fix, field }
        })
    }
}

/// A word without case, separators and plural: models write `users`, `issueType` and `comment` for `user`, `issue_type` and `comments`.
fn stem(word: &str) -> String {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if let Some(stem) = plain.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let singular = plain.strip_suffix("es").filter(|stem| stem.ends_with('s'));
    let singular = singular.or_else(|| plain.strip_suffix('s').filter(|stem| !stem.ends_with('u')));
    singular.unwrap_or(&plain).to_owned()
}

/// Several words of a closed list, in the list's order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices<T>(pub Vec<T>);

impl<T: JsonSchema> JsonSchema for Choices<T> {
    fn schema_name() -> Cow<'static, str> {
        "Choices".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

impl<T: Choice + PartialEq> Argument for Choices<T> {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        let Names(words) = Names::read(value, reading)?;
        let (mut chosen, mut wrong) = (Vec::new(), Vec::new());
        for word in &words {
            match T::read(&Value::from(word.as_str()), reading) {
                Ok(choice) => chosen.push(choice),
                Err(invalid) => wrong.push((word, invalid)),
            }
        }
        if let [_, _, ..] = wrong.as_slice() {
            let names: Vec<String> = T::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
            let name = reading.name;
            return Err(Invalid {
                message: format!("{name} {} are not among its values", quoted(wrong.iter().map(|(word, _)| word))),
                fix: format!("{name} of {}", quoted(&names)),
                field: Field { allowed: names, ..Field::new(Problem::NotAllowed, value.clone()) },
            });
        }
        if let Some((_, invalid)) = wrong.pop() {
            return Err(invalid);
        }
        Ok(Self(T::ALL.iter().map(|(_, choice)| *choice).filter(|choice| chosen.contains(choice)).collect()))
    }
}

fn wrong_type(value: &Value, reading: Reading<'_>, wanted: &str) -> Invalid {
    let name = reading.name;
    Invalid {
        message: format!("{name} is not {wanted}"),
        fix: format!("{name} as {wanted}"),
        field: Field::new(Problem::Malformed, value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Part {
        Comments,
        Status,
        History,
    }

    impl Choice for Part {
        const ALL: &'static [(&'static str, Self)] =
            &[("comments", Self::Comments), ("status", Self::Status), ("all_history", Self::History)];
        const ALSO: &'static [(&'static str, Self)] = &[("changelog", Self::History)];
    }

    fn read<T: Argument>(value: Value) -> Result<T, Invalid> {
        T::read(&value, Reading { name: "part", site: "" })
    }

    #[test]
    fn words_are_read_without_case_separators_and_number() {
        for word in ["comments", "comment", "Comments", " comments "] {
            assert_eq!(read::<Part>(json!(word)), Ok(Part::Comments), "{word}");
        }
        for word in ["status", "statuses"] {
            assert_eq!(read::<Part>(json!(word)), Ok(Part::Status), "{word}");
        }
        assert_eq!(read::<Part>(json!("allHistory")), Ok(Part::History));
        assert_eq!(read::<Part>(json!("Changelog")), Ok(Part::History));
        let wrong = read::<Part>(json!("coments")).unwrap_err();
        assert_eq!(wrong.field.closest.as_deref(), Some("comments"));
    }

    #[test]
    fn all_wrong_words_are_told_at_once_with_all_right_ones() {
        let wrong = read::<Choices<Part>>(json!(["comments", "x", "y"])).unwrap_err();
        assert!(wrong.message.contains("`x`, `y`") && wrong.fix.contains("`all_history`"), "{wrong:?}");
    }

    #[test]
    fn lists_are_read_from_what_models_write() {
        for value in [
            json!(["a", "b"]),
            json!("a, b"),
            json!("[\"a\", \"b\"]"),
            json!("['a', 'b']"),
            json!(["a", null, "b", ""]),
        ] {
            assert_eq!(read::<Names>(value.clone()), Ok(Names(vec!["a".into(), "b".into()])), "{value}");
        }
    }

    #[test]
    fn numbers_are_read_from_texts_and_clamped() {
        assert_eq!(read::<Limit>(json!("10")).unwrap().rows, 10);
        assert_eq!(read::<Limit>(json!(10.0)).unwrap().rows, 10);
        assert_eq!(read::<Limit>(json!(1e9)).unwrap().rows, Limit::MOST);
        assert_eq!(read::<Limit>(json!(-1)).unwrap_err().field.send, Some(json!(20)));
    }
}
