//! One short word for a call's arguments: equal for calls that mean the same.

use crate::args::is_filler;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// How many hexadecimal digits are kept: 128 bits.
const DIGITS: usize = 32;

/// The digest of a call's arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// The digest of arguments, without those named. The order of an object's members means nothing, and neither do arguments
    /// that only fill a place, nor the space around a text.
    pub fn of(arguments: &Map<String, Value>, without: &[&str]) -> Self {
        let counts = |name: &str, value: &Value| !without.contains(&name) && !is_filler(value);
        let kept = arguments.iter().filter(|(name, value)| counts(name, value));
        let kept: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut canonical = String::new();
        write(&Value::Object(kept), &mut canonical);
        Self(hash(&[&canonical]))
    }

    /// The digest of parts that were read already, each by its name: nothing in them is left out, so `none` and `0` differ.
    pub fn of_parts(parts: &[(&str, &str)]) -> Self {
        let all: Vec<&str> = parts.iter().flat_map(|(name, value)| [*name, *value]).collect();
        Self(hash(&all))
    }

    /// The digest with these digits; `None` for what is none.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (digits.len() == DIGITS && digits.bytes().all(is_digit)).then(|| Self(digits.to_owned()))
    }

    /// Its hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digest of several parts, none of which can run into the next.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let mut digits = String::with_capacity(64);
    for byte in context.finish().as_ref() {
        let _ = write!(digits, "{byte:02x}");
    }
    digits.truncate(DIGITS);
    digits
}

/// JSON with sorted members, without what only fills a place in a list.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            out.push('{');
            for name in names {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(members.get(name).unwrap_or(&Value::Null), out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            // A number is a value of a field, zero too.
            for item in items.iter().filter(|item| item.is_number() || !is_filler(item)) {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&Value::from(text.trim()).to_string()),
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn of(arguments: Value) -> Digest {
        Digest::of(arguments.as_object().unwrap(), &["again"])
    }

    #[test]
    fn calls_that_mean_the_same_have_one_digest() {
        let plain = of(json!({"project": "SHOP", "summary": "Pay", "fields": {"a": [1, 2], "b": {"c": 1, "d": 2}}}));
        for same in [
            json!({"summary": "Pay", "fields": {"b": {"d": 2, "c": 1}, "a": [1, 2]}, "project": "SHOP"}),
            json!({"project": "SHOP", "summary": " Pay\n", "fields": {"a": [1, null, 2], "b": {"c": 1, "d": 2}}}),
            json!({"project": "SHOP", "summary": "Pay", "fields": {"a": [1, 2], "b": {"c": 1, "d": 2}}, "again": true,
                "assignee": "none", "labels": [], "parent": "", "priority": null, "description": "N/A", "x": {}, "y": 0}),
        ] {
            assert_eq!(of(same.clone()), plain, "{same}");
        }
        assert_eq!(plain.as_str().len(), DIGITS);
    }

    #[test]
    fn calls_that_mean_something_else_differ() {
        let all = [
            json!({}),
            json!({"summary": "Pay"}),
            json!({"summary": "pay"}),
            json!({"summary": "Pay", "labels": ["a", "b"]}),
            json!({"summary": "Pay", "labels": ["b", "a"]}),
            json!({"summary": "Pay", "labels": ["a,b"]}),
            json!({"summary": "Pay", "fields": ["a"]}),
            json!({"summary": "Pay", "fields": ["a", 0]}),
            json!({"summaryPay": "x"}),
            json!({"summary": "Payx"}),
        ];
        let mut digests: Vec<String> = all.into_iter().map(|one| of(one).as_str().to_owned()).collect();
        let count = digests.len();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), count);
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }

    #[test]
    fn a_digest_is_the_same_in_every_version() {
        let digest = of(json!({"project": "SHOP", "type": "Task", "summary": "Pay by card"}));
        assert_eq!(digest.as_str(), "926e6e5b0db8fd0a4ec31155d1d7a27c");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]
        #[test]
        fn the_order_of_members_means_nothing(members in prop::collection::btree_map("[a-z]{1,5}", "[a-z]{1,9}", 0..6)) {
            let forwards: Map<String, Value> = members.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
            let backwards: Map<String, Value> = members.iter().rev().map(|(k, v)| (k.clone(), json!(v))).collect();
            prop_assert_eq!(Digest::of(&forwards, &[]), Digest::of(&backwards, &[]));
        }
    }
}
