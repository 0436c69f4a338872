//! Whether somebody must agree before a write, and to what.
//!
//! Such a write runs twice from the start: first it ends in a question, then it goes on only if what it would do is still
//! what was agreed to. What is absent: a write that was prepared and waits somewhere.

use crate::ledger::Digest;
use serde_json::{Map, Value};

/// Characters of one value in a preview: it is shown to be judged, and a whole description is judged by its beginning.
const MOST_CHARACTERS: usize = 200;

/// What a call of a tool may change in Jira.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Read,
    /// Something new, twice when called twice.
    Additive,
    /// Something that is there.
    Overwrites,
}

/// Which writes must be agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// None.
    #[default]
    Off,
    /// All.
    Writes,
    /// Those that overwrite something.
    Destructive,
    /// All, and only a person may agree.
    User,
}

/// How a write is agreed to by this client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Nobody is asked.
    Off,
    /// The same call is made again with a word that the first answer held: the client can show it, nobody vouches for it.
    TwoStep,
    /// The client asks its user.
    User,
}

/// What a write would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// As an imperative without its object's article: ``update SHOP-1``.
    pub intent: String,
    /// `{field: {"before", "after"}}`.
    pub changes: Map<String, Value>,
}

/// What somebody must agree to before a write. Nothing was written.
#[derive(Clone, Debug)]
pub struct Question {
    /// What would be done.
    pub preview: Preview,
    /// What is agreed to: the arguments, the state of the issue, and the preview.
    pub digest: Digest,
    /// Whether something else had been agreed to before.
    pub stale: bool,
}

impl Mode {
    /// The word of the setting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Writes => "writes",
            Self::Destructive => "destructive",
            Self::User => "user",
        }
    }

    /// Whether a write of this effect must be agreed to.
    pub fn covers(self, effect: Effect) -> bool {
        match self {
            Self::Off => false,
            Self::Writes | Self::User => effect != Effect::Read,
            Self::Destructive => effect == Effect::Overwrites,
        }
    }

    /// How a client agrees that can ask its user, or can't.
    pub fn how(self, can_ask: bool) -> How {
        match (self, can_ask) {
            (Self::Off, _) => How::Off,
            (Self::User, _) | (_, true) => How::User,
            (_, false) => How::TwoStep,
        }
    }
}

impl How {
    /// The word for it in results.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::TwoStep => "two_step",
            Self::User => "user",
        }
    }
}

impl Preview {
    /// A preview of one thing: an imperative that follows "the user must agree to", such as `update SHOP-1`.
    pub fn new(intent: impl Into<String>) -> Self {
        Self { intent: intent.into(), changes: Map::new() }
    }

    /// The same with one more change. A side that is empty or null is left out.
    #[must_use]
    pub fn change(mut self, field: impl Into<String>, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let sides = [("before", before.into()), ("after", after.into())];
        let told = sides.into_iter().filter(|(_, value)| !value.is_null() && value != "");
        let told: Map<String, Value> = told.map(|(side, value)| (side.to_owned(), cut(value))).collect();
        if !told.is_empty() {
            self.changes.insert(field.into(), told.into());
        }
        self
    }

    /// The same with these changes too: `{field: {"before", "after"}}`.
    #[must_use]
    pub fn changes(self, changes: Map<String, Value>) -> Self {
        let side = |change: &Value, side: &str| change.get(side).cloned().unwrap_or_default();
        let add =
            |told: Self, (field, one): (String, Value)| told.change(field, side(&one, "before"), side(&one, "after"));
        changes.into_iter().fold(self, add)
    }

    /// What a person reads: what would be done, and a line for each change.
    pub fn in_words(&self) -> String {
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let side = |change: &Value, side: &str| change.get(side).map(plain);
        let mut words = format!("Let the agent {}?", self.intent);
        for (field, change) in &self.changes {
            let line = match (side(change, "before"), side(change, "after")) {
                (Some(before), Some(after)) => format!("{before} → {after}"),
                (None, Some(after)) => after,
                (before, None) => format!("{} → (nothing)", before.unwrap_or_default()),
            };
            words.push_str(&format!("\n{field}: {line}"));
        }
        words
    }
}

impl Question {
    /// The question of a call with these arguments about an issue of this state, after `agreed` had been agreed to;
    /// `None` when that is just what is asked.
    pub fn unless(
        agreed: Option<&Digest>,
        arguments: &Digest,
        updated: Option<&str>,
        preview: Preview,
    ) -> Option<Self> {
        let parts = [
            ("arguments", arguments.as_str().to_owned()),
            ("updated", updated.unwrap_or_default().to_owned()),
            ("intent", preview.intent.clone()),
            ("changes", Value::Object(preview.changes.clone()).to_string()),
        ];
        let parts: Map<String, Value> = parts.into_iter().map(|(name, part)| (name.to_owned(), part.into())).collect();
        let digest = Digest::of(&parts, &[]);
        if agreed == Some(&digest) {
            return None;
        }
        Some(Self { preview, digest, stale: agreed.is_some() })
    }
}

fn cut(value: Value) -> Value {
    let text = match value {
        Value::Number(_) | Value::Bool(_) => return value,
        Value::String(text) => text,
        other => other.to_string(),
    };
    match text.char_indices().nth(MOST_CHARACTERS) {
        None => text.into(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_mode_covers_its_writes() {
        let covered = |mode: Mode| [Effect::Read, Effect::Additive, Effect::Overwrites].map(|one| mode.covers(one));
        assert_eq!(covered(Mode::Off), [false, false, false]);
        assert_eq!(covered(Mode::Writes), [false, true, true]);
        assert_eq!(covered(Mode::Destructive), [false, false, true]);
        assert_eq!(covered(Mode::User), [false, true, true]);
    }

    #[test]
    fn a_client_that_cannot_ask_never_counts_as_its_user() {
        let how = |mode: Mode| (mode.how(true).as_str(), mode.how(false).as_str());
        assert_eq!(how(Mode::Off), ("off", "off"));
        assert_eq!(how(Mode::Writes), ("user", "two_step"));
        assert_eq!(how(Mode::Destructive), ("user", "two_step"));
        assert_eq!(how(Mode::User), ("user", "user"));
    }

    #[test]
    fn a_preview_is_short_and_says_only_what_there_is() {
        let preview = Preview::new("update SHOP-1")
            .change("Priority", "Low", "High")
            .change("Labels", "", "x")
            .change("Assignee", "Ana", Value::Null)
            .change("Nothing", "", "")
            .change("Points", 3, 5)
            .change("Description", "", "é".repeat(300));
        assert_eq!(preview.changes["Priority"], json!({"before": "Low", "after": "High"}));
        assert_eq!(preview.changes["Labels"], json!({"after": "x"}));
        assert_eq!(preview.changes["Points"], json!({"before": 3, "after": 5}));
        assert_eq!(preview.changes["Description"]["after"].as_str().unwrap().chars().count(), 201);
        let words = preview.in_words();
        assert!(words.starts_with(
            "Let the agent update SHOP-1?\nPriority: Low → High\nLabels: x\nAssignee: Ana → (nothing)\nPoints: 3 → 5\nDescription: é"
        ));
    }

    #[test]
    fn what_was_agreed_to_holds_for_the_same_thing_only() {
        let arguments = |key: &str| Digest::of(&Map::from_iter([("key".to_owned(), key.into())]), &[]);
        let preview = |after: &str| Preview::new("update SHOP-1").change("Priority", "Low", after);
        let ask = |agreed: Option<&Digest>, key: &str, updated: &str, after: &str| {
            Question::unless(agreed, &arguments(key), Some(updated), preview(after))
        };
        let first = ask(None, "SHOP-1", "12:00", "High").unwrap();
        assert!(!first.stale);
        let agreed = Some(&first.digest);
        assert!(ask(agreed, "SHOP-1", "12:00", "High").is_none());
        for other in [
            ask(agreed, "SHOP-2", "12:00", "High"),
            ask(agreed, "SHOP-1", "12:01", "High"),
            ask(agreed, "SHOP-1", "12:00", "Low"),
        ] {
            assert!(other.unwrap().stale);
        }
    }
}
