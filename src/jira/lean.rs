//! Answers as values, without what nobody here reads.
//!
//! Half of what Jira sends are addresses of pictures and of the thing itself, and fields that are not set. They are
//! passed over while parsing: what was never a value takes no time, no memory, and can't reach a result.
//! Rich text is kept to the letter, because it is written back.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::fmt;

/// Members that no result shows and no request needs.
const PASSED_OVER: [&str; 3] = ["self", "avatarUrls", "iconUrl"];

/// The members under which a document's nodes stand, with whatever their authors put into them.
const KEPT: [&str; 2] = ["content", "attrs"];

/// Reads JSON. Left out: addresses of things and pictures, and members that are `null`, except inside of rich text.
///
/// # Errors
///
/// What isn't JSON.
pub fn parse(json: &[u8]) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = Lean { whole: false }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// One value.
#[derive(Clone, Copy)]
struct Lean {
    /// Whether everything is kept.
    whole: bool,
}

impl<'de> DeserializeSeed<'de> for Lean {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Lean {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(name) = members.next_key_seed(Name)? {
            if !self.whole && PASSED_OVER.contains(&&*name) {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = members.next_value_seed(Self { whole: self.whole || KEPT.contains(&&*name) })?;
            if self.whole || !value.is_null() {
                values.insert(name.into_owned(), value);
            }
        }
        Ok(Value::Object(values))
    }
}

/// A member's name, as it stands in the answer where it can: most of those that are passed over never become text of ours.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(value: &Value) -> Value {
        parse(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn pictures_addresses_and_what_is_not_set_are_passed_over() {
        let user = json!({"self": "https://x", "accountId": "a", "avatarUrls": {"48x48": "https://y"}, "email": null});
        let told = json!({"fields": {"assignee": user, "labels": [null, "a"], "parent": null}, "self": "https://z"});
        assert_eq!(read(&told), json!({"fields": {"assignee": {"accountId": "a"}, "labels": [null, "a"]}}));
    }

    #[test]
    fn rich_text_is_kept_to_the_letter() {
        let node = json!({"type": "extension", "attrs": {"parameters": {"self": "kept", "value": null}, "alt": null}});
        let told = json!({"description": {"version": 1, "type": "doc", "content": [node, {"self": null}]}});
        assert_eq!(read(&told).to_string(), told.to_string());
    }

    #[test]
    fn what_is_no_json_fails_as_it_does_elsewhere() {
        for text in ["", "{", "{\"a\":1} x", "[1,]", "\"\\ud800\"", "nul", "{\"a\":"] {
            let (ours, theirs) = (parse(text.as_bytes()), serde_json::from_str::<Value>(text));
            let (ours, theirs) = (ours.unwrap_err(), theirs.unwrap_err());
            assert_eq!((ours.is_eof(), ours.to_string()), (theirs.is_eof(), theirs.to_string()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn everything_else_is_read_as_it_stands(text in "[ -~ä漢\n]{0,12}", number in any::<f64>(), big in any::<u64>(), small in any::<i64>()) {
            let told = json!({"a": [text.clone(), number, big, small, true, [], {}], text: {"deep": [[{"b": -0.0}]]}});
            prop_assert_eq!(read(&told).to_string(), serde_json::from_str::<Value>(&told.to_string()).unwrap().to_string());
        }
    }
}
