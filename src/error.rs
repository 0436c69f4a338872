//! The one thing that an agent sees when a call fails.
//!
//! A message says what is wrong; apart from it, `fix` says what to send next, and `fields` holds the values for it.
//! The wording was tried on small models: a sentence with the exact values beats a patch without one.

mod code;
mod encode;
mod upstream;
mod words;

pub use code::{Code, Problem};
pub use upstream::{About, for_a_person};
pub use words::{listed, quoted};

use serde_json::{Map, Value};

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
}
