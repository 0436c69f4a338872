//! An error as the object of the contract, within what an error may cost.

use super::{Field, SideEffects, ToolError};
use serde_json::{Map, Value, json};

/// Values shown in one error, over all fields; a field keeps at least [`LEAST_ALLOWED`].
const MOST_ALLOWED: usize = 20;
const LEAST_ALLOWED: usize = 3;
const MOST_CANDIDATES: usize = 6;
const MOST_USUAL: usize = 3;
/// What was done is told in few words each.
const MOST_DONE: usize = 4;
/// What was sent is shown to be recognised, not to be read.
const SENT_CHARACTERS: usize = 120;
/// 600 tokens at 3.5 bytes.
const MOST_BYTES: usize = 2_100;

impl ToolError {
    /// The object of the contract: `{"error":{…}}`, at most 600 tokens.
    ///
    /// What is too long loses values first, then the ready call, then whole entries of fields and of the preview from the
    /// end: the message, the fix and what was done always stand.
    pub fn to_map(&self) -> Map<String, Value> {
        let mut error = self.clone();
        let mut most_allowed = MOST_ALLOWED;
        loop {
            let map = error.encode(most_allowed, 1);
            let bytes = serde_json::to_string(&map).map_or(0, |text| text.len());
            if bytes <= MOST_BYTES {
                return map;
            }
            if most_allowed > 0 {
                most_allowed /= 2;
            } else if error.next.take().is_none() && error.fields.pop().is_none() && error.drop_preview().is_none() {
                return error.encode(0, 3);
            }
        }
    }

    fn drop_preview(&mut self) -> Option<Value> {
        let last = self.preview.keys().next_back().cloned()?;
        self.preview.shift_remove(&last)
    }

    fn encode(&self, most_allowed: usize, shorter: usize) -> Map<String, Value> {
        let mut error = Map::new();
        error.insert("code".into(), self.code.as_str().into());
        error.insert("message".into(), cut(&self.message, 700 / shorter).into());
        if let Some(fix) = &self.fix {
            error.insert("fix".into(), cut(fix, 500 / shorter).into());
        }
        if !self.fields.is_empty() {
            let share = (most_allowed / self.fields.len()).max(LEAST_ALLOWED.min(most_allowed));
            let entries = self.fields.iter().map(|(name, field)| (cut(name, 80), field.encode(share)));
            // An entry of which nothing is known says nothing.
            let fields: Map<String, Value> = entries.filter(|(_, entry)| *entry != json!({})).collect();
            if !fields.is_empty() {
                error.insert("fields".into(), Value::Object(fields));
            }
        }
        if let Some((tool, arguments)) = &self.next {
            error.insert("next".into(), json!({"tool": tool, "arguments": arguments}));
        }
        error.insert("retryable".into(), self.retryable.into());
        if let Some(seconds) = self.retry_after_s {
            error.insert("retry_after_s".into(), seconds.into());
        }
        if !self.preview.is_empty() {
            error.insert("preview".into(), Value::Object(self.preview.clone()));
        }
        let (word, done) = match &self.side_effects {
            SideEffects::None => ("none", [].as_slice()),
            SideEffects::Partial(done) => ("partial", done.as_slice()),
            SideEffects::Possible(done) => ("possible", done.as_slice()),
        };
        error.insert("side_effects".into(), word.into());
        if !done.is_empty() {
            let shown: Vec<_> = done.iter().take(MOST_DONE).map(|one| cut(one, SENT_CHARACTERS / shorter)).collect();
            error.insert("done".into(), shown.into());
        }
        Map::from_iter([("error".to_owned(), Value::Object(error))])
    }
}

impl Field {
    fn encode(&self, most_allowed: usize) -> Value {
        let mut entry = Map::new();
        if let Some(sent) = &self.sent {
            entry.insert("sent".into(), shorten(sent));
        }
        if let Some(id) = &self.id {
            entry.insert("id".into(), id.as_str().into());
        }
        if let Some(problem) = self.problem {
            entry.insert("problem".into(), problem.as_str().into());
        }
        if let Some(position) = self.position {
            entry.insert("position".into(), position.into());
        }
        if let Some(send) = &self.send {
            entry.insert("send".into(), send.clone());
        }
        if !self.allowed.is_empty() {
            let shown: Vec<_> = self.allowed.iter().take(most_allowed).map(|value| cut(value, 80)).collect();
            let left = self.allowed.len() - shown.len();
            if !shown.is_empty() {
                entry.insert("allowed".into(), shown.into());
            }
            if left > 0 {
                entry.insert("more".into(), left.into());
            }
        }
        if let Some(closest) = &self.closest {
            entry.insert("closest".into(), closest.as_str().into());
        }
        if !self.candidates.is_empty() {
            let shown = self.candidates.iter().take(MOST_CANDIDATES);
            let list: Vec<_> =
                shown.map(|one| json!({"name": one.name, "detail": one.detail, "send": one.send})).collect();
            entry.insert("candidates".into(), list.into());
            let left = self.candidates.len().saturating_sub(MOST_CANDIDATES);
            if left > 0 {
                entry.insert("more".into(), left.into());
            }
        }
        if !self.usual.is_empty() {
            let shown = self.usual.iter().take(MOST_USUAL);
            let usual: Map<_, _> = shown.map(|(value, count)| (cut(value, 80), Value::from(*count))).collect();
            entry.insert("usual".into(), Value::Object(usual));
        }
        if let Some(takes) = self.takes {
            entry.insert("takes".into(), takes.into());
        }
        if let Some(lookup) = &self.lookup {
            entry.insert("lookup".into(), lookup.clone());
        }
        Value::Object(entry)
    }
}

fn shorten(value: &Value) -> Value {
    match value {
        Value::String(text) => cut(text, SENT_CHARACTERS).into(),
        other => {
            let text = other.to_string();
            if text.len() <= SENT_CHARACTERS { other.clone() } else { cut(&text, SENT_CHARACTERS).into() }
        }
    }
}

fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Problem};
    use proptest::prelude::*;

    #[test]
    fn the_keys_stand_in_the_documented_order() {
        let field = Field {
            allowed: vec!["High".into()],
            closest: Some("High".into()),
            ..Field::new(Problem::NotAllowed, "Hihg")
        };
        let error = ToolError::mendable(Code::UnknownName, "no priority `Hihg`", "call again with `High`")
            .with_field("priority", field)
            .with_next("jira_lookup", json!({"kind": "priority"}));
        assert_eq!(
            Value::Object(error.to_map()).to_string(),
            r#"{"error":{"code":"unknown_name","message":"no priority `Hihg`","fix":"call again with `High`","fields":{"priority":{"sent":"Hihg","problem":"not_allowed","allowed":["High"],"closest":"High"}},"next":{"tool":"jira_lookup","arguments":{"kind":"priority"}},"retryable":true,"side_effects":"none"}}"#
        );
    }

    proptest! {
        #[test]
        fn an_error_never_costs_more_than_600_tokens(
            message in ".{0,900}",
            fix in "[あ-ん]{0,600}",
            fields in prop::collection::vec((".{1,90}", ".{0,3000}", prop::collection::vec(".{0,120}", 0..60)), 0..8),
            next in ".{0,4000}",
            preview in prop::collection::vec((".{1,90}", ".{0,900}"), 0..8),
            done in prop::collection::vec("[あ-ん]{0,400}", 0..8),
        ) {
            let preview = preview.into_iter().map(|(name, after)| (name, json!({"before": "", "after": after}))).collect();
            let mut error = ToolError::mendable(Code::InvalidArgument, message, fix).with_next("jira_search", json!({"jql": next}));
            error = error.with_preview(preview).with_side_effects(SideEffects::Partial(done));
            for (name, sent, allowed) in fields {
                let usual = allowed.iter().cloned().map(|value| (value, 3)).collect();
                let field = Field { allowed, usual, send: Some(sent.clone().into()), ..Field::new(Problem::Unknown, sent) };
                error = error.with_field(name, field);
            }
            let text = serde_json::to_string(&error.to_map()).unwrap();
            prop_assert!(text.len() <= 2_100, "{} bytes", text.len());
        }
    }
}
