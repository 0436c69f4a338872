//! The one thing that an agent sees when a call fails.
//!
//! A message says what is wrong; apart from it, `fix` says what to send next, and `fields` holds the values for it.
//! The wording was tried on small models: a sentence with the exact values beats a patch without one.

mod upstream;

pub use upstream::{About, for_a_person};

use serde_json::{Map, Value, json};

/// What kind of failure it is: a closed list. A new code only where an agent would act differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the contract and say what they mean")]
pub enum Code {
    InvalidArgument,
    JqlInvalid,
    UnknownName,
    AmbiguousName,
    MissingFields,
    ValueNotAllowed,
    NotEditable,
    TransitionNotAllowed,
    NotFoundOrHidden,
    PermissionDenied,
    AuthFailed,
    AuthExpired,
    CaptchaRequired,
    ReadOnly,
    ProjectNotAllowed,
    ToolDisabled,
    ConfirmRequired,
    ConfirmStale,
    Conflict,
    RateLimited,
    UpstreamError,
    Timeout,
    OutcomeUnknown,
    TooLarge,
    CursorInvalid,
    Unsupported,
    ConfigError,
    Internal,
}

impl Code {
    /// The code as it stands in `error.code`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::JqlInvalid => "jql_invalid",
            Self::UnknownName => "unknown_name",
            Self::AmbiguousName => "ambiguous_name",
            Self::MissingFields => "missing_fields",
            Self::ValueNotAllowed => "value_not_allowed",
            Self::NotEditable => "not_editable",
            Self::TransitionNotAllowed => "transition_not_allowed",
            Self::NotFoundOrHidden => "not_found_or_hidden",
            Self::PermissionDenied => "permission_denied",
            Self::AuthFailed => "auth_failed",
            Self::AuthExpired => "auth_expired",
            Self::CaptchaRequired => "captcha_required",
            Self::ReadOnly => "read_only",
            Self::ProjectNotAllowed => "project_not_allowed",
            Self::ToolDisabled => "tool_disabled",
            Self::ConfirmRequired => "confirm_required",
            Self::ConfirmStale => "confirm_stale",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::UpstreamError => "upstream_error",
            Self::Timeout => "timeout",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::TooLarge => "too_large",
            Self::CursorInvalid => "cursor_invalid",
            Self::Unsupported => "unsupported",
            Self::ConfigError => "config_error",
            Self::Internal => "internal",
        }
    }
}

/// What is wrong with one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the contract and say what they mean")]
pub enum Problem {
    Unknown,
    Ambiguous,
    Missing,
    NotAllowed,
    NotEditable,
    Malformed,
}

impl Problem {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing",
            Self::NotAllowed => "not_allowed",
            Self::NotEditable => "not_editable",
            Self::Malformed => "malformed",
        }
    }
}

/// One of several things that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// How people call it.
    pub name: String,
    /// What tells it from the others.
    pub detail: String,
    /// What to send to mean it.
    pub send: Value,
}

/// One offending argument. Everything that is not known is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// What was sent.
    pub sent: Option<Value>,
    /// The field's id, where the key is a display name.
    pub id: Option<String>,
    /// What is wrong.
    pub problem: Option<Problem>,
    /// The one value to send, only where it is a complete and unambiguous fix.
    pub send: Option<Value>,
    /// Plain values to send as they are.
    pub allowed: Vec<String>,
    /// The one value that is close.
    pub closest: Option<String>,
    /// The things that an ambiguous name may mean.
    pub candidates: Vec<Candidate>,
    /// The arguments of the `jira_lookup` that lists everything.
    pub lookup: Option<Value>,
    /// Where in the JQL, counted from 1 in characters.
    pub position: Option<usize>,
    /// What the newest issues of the project and type hold, and how many of them, most first.
    pub usual: Vec<(String, usize)>,
    /// What to send in words, where no list of values exists: `text`, `a date such as 2026-06-15`.
    pub takes: Option<&'static str>,
}

impl Field {
    /// An entry that says what is wrong with what was sent.
    pub fn new(problem: Problem, sent: impl Into<Value>) -> Self {
        Self { sent: Some(sent.into()), problem: Some(problem), ..Self::default() }
    }
}

/// What a failed call did to Jira. Each entry says one thing that did happen, or may have.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SideEffects {
    /// Nothing.
    #[default]
    None,
    /// These things, but not all that was asked.
    Partial(Vec<String>),
    /// Maybe what was asked: Jira's answer never came.
    Possible(Vec<String>),
}

/// A failed call, as the agent sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolError {
    /// What kind of failure.
    pub code: Code,
    /// One lower-case sentence without full stop: what is wrong.
    pub message: String,
    /// One imperative sentence: what to call next, with the values. Always there when `retryable`.
    pub fix: Option<String>,
    /// Every offending argument, in the schema's order.
    pub fields: Vec<(String, Field)>,
    /// Whether the same intent can still succeed by changing something or by waiting.
    pub retryable: bool,
    /// Seconds, only where waiting helps.
    pub retry_after_s: Option<u64>,
    /// The complete next call, only where it is another tool's.
    pub next: Option<(String, Value)>,
    /// What would be changed, field by field with `before` and `after`, where somebody must agree first.
    pub preview: Map<String, Value>,
    /// What was done all the same.
    pub side_effects: SideEffects,
}

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
    /// A failure that no other call of the agent can mend.
    pub fn fatal(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fix: None,
            fields: Vec::new(),
            retryable: false,
            retry_after_s: None,
            next: None,
            preview: Map::new(),
            side_effects: SideEffects::None,
        }
    }

    /// A failure that the agent can mend, and how.
    pub fn mendable(code: Code, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), retryable: true, ..Self::fatal(code, message) }
    }

    /// The same error with one more offending argument.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, field: Field) -> Self {
        self.fields.push((name.into(), field));
        self
    }

    /// The same error with advice for a person, though no other call mends it.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// The same error with another tool's call as the next step.
    #[must_use]
    pub fn with_next(mut self, tool: impl Into<String>, arguments: Value) -> Self {
        self.next = Some((tool.into(), arguments));
        self
    }

    /// The same error of a call that did something all the same, or may have.
    #[must_use]
    pub fn with_side_effects(mut self, side_effects: SideEffects) -> Self {
        self.side_effects = side_effects;
        self
    }

    /// The same error with what would be changed: `{field: {"before", "after"}}`.
    #[must_use]
    pub fn with_preview(mut self, preview: Map<String, Value>) -> Self {
        self.preview = preview;
        self
    }

    /// Both errors of one call in one: the code and the next call are this one's.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.message = format!("{}; {}", self.message, other.message);
        self.fix = match (self.fix, other.fix) {
            (Some(own), Some(others)) if own != others => Some(format!("{own}; {others}")),
            (own, others) => own.or(others),
        };
        self.fields.extend(other.fields);
        self.retryable &= other.retryable;
        self.retry_after_s = self.retry_after_s.max(other.retry_after_s);
        self
    }

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

/// The values of a list as a sentence names them: at most six, each in backticks.
pub fn listed(values: &[String], last: &str) -> String {
    let shown: Vec<_> = values.iter().take(6).map(|value| format!("`{value}`")).collect();
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
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
