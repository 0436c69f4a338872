//! What a call answers that somebody must agree to.

use super::{Answer, Router, carried, failure};
use crate::args::is_filler;
use crate::confirm::{How, Question};
use crate::error::{Code, Field, Problem, SideEffects, ToolError};
use crate::jira::Call;
use crate::ledger::Digest;
use crate::tools::{Reply, Tool};
use serde_json::{Map, Value};

/// The argument that agrees where the client can't ask its user. It exists only there.
pub const CONFIRM: &str = "confirm";

/// What a call brings along besides its arguments.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// Whether the client can ask its user.
    pub can_ask: bool,
    /// What its user agreed to.
    pub agreed: Option<Digest>,
}

/// How a question to the user ended without their consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They said no.
    Declined,
    /// They said nothing in time, or closed the question.
    Unanswered,
    /// What came back agrees to nothing that was asked: it is old, was used, or is of another call.
    Stale,
}

impl Router {
    /// Whether a tool must be agreed to by a client that can't ask its user.
    pub fn is_two_step(&self, tool: &dyn Tool, can_ask: bool) -> bool {
        let mode = self.shared.switches.confirm;
        mode.covers(tool.spec().effect) && mode.how(can_ask) == How::TwoStep
    }

    /// A word for a question of this call, good for one use and a few minutes.
    pub fn remember(&self, tool: &dyn Tool, arguments: &Map<String, Value>, question: &Question) -> String {
        self.pending.keep(tool.spec().name, Digest::of(arguments, &[]), question.digest.clone())
    }

    /// What was agreed to by a word that [`Self::remember`] gave for this call.
    pub fn redeem(&self, tool: &dyn Tool, arguments: &Map<String, Value>, word: &str) -> Option<Digest> {
        let entry = self.pending.take(word, tool.spec().name, &Digest::of(arguments, &[]))?;
        Some(entry.digest().clone())
    }

    /// What a call answers whose user did not agree.
    pub fn refused(&self, tool: &dyn Tool, question: Option<&Question>, refusal: Refusal) -> ToolError {
        let name = tool.spec().name;
        let intent = question.map_or_else(|| format!("let {name} write"), |question| question.preview.intent.clone());
        let again = format!("call {name} again with the same arguments");
        match refusal {
            Refusal::Declined => ToolError::fatal(
                Code::ConfirmRequired,
                format!("the user did not agree to {intent}; nothing was changed"),
            )
            .with_fix("don't try it again; ask the user what to do instead"),
            Refusal::Unanswered => ToolError::mendable(
                Code::ConfirmRequired,
                format!("the user did not answer whether to {intent}; nothing was changed"),
                format!("{again} when the user is there to agree"),
            ),
            Refusal::Stale => {
                let message = match question {
                    Some(_) => format!(
                        "what the user agreed to no longer holds: to {intent} now means what `preview` shows; nothing was changed"
                    ),
                    None => "what the user agreed to is not this call, was used or is too old; nothing was changed"
                        .to_owned(),
                };
                let preview = question.map(|question| question.preview.changes.clone()).unwrap_or_default();
                ToolError::mendable(Code::ConfirmStale, message, format!("{again}: the user is asked anew"))
                    .with_preview(preview)
            }
        }
    }

    /// Refuses at once where only a person may agree and none can be asked.
    pub(super) fn admit_unasked(&self, tool: &dyn Tool, can_ask: bool) -> Result<(), ToolError> {
        let mode = self.shared.switches.confirm;
        let spec = tool.spec();
        if can_ask || !mode.covers(spec.effect) || mode.how(can_ask) != How::User {
            return Ok(());
        }
        let message = format!("`{}` must be agreed to by the user, whom this client can't ask", spec.name);
        let fix = "tell the user: use a client that supports elicitation, or set `JIRA_MCP_CONFIRM` to `writes`";
        Err(ToolError::fatal(Code::ConfirmRequired, message).with_fix(fix))
    }

    /// A call in two steps: the word of the first is taken in, and given out where something must be agreed to.
    pub(super) async fn in_two_steps(
        &self,
        tool: &'static dyn Tool,
        mut arguments: Map<String, Value>,
        call: Call,
    ) -> Result<Reply, ToolError> {
        let (sent, word) = taken_out(&mut arguments);
        let bound = Digest::of(&arguments, &[]);
        let entry = word.as_ref().and_then(|word| self.pending.take(word, tool.spec().name, &bound));
        let agreed = entry.as_ref().map(|entry| entry.digest().clone());
        match self.answer(tool, arguments, call, Consent { can_ask: false, agreed }).await {
            Ok(Reply::Ask(question)) => {
                let word = self.pending.keep(tool.spec().name, bound, question.digest.clone());
                Err(first_step(tool, &question, sent, word))
            }
            Err(error) => {
                if let (Some(word), Some(entry), SideEffects::None) = (word, entry, &error.side_effects) {
                    // Nothing was done: the same word may be sent again.
                    self.pending.put_back(word, entry);
                }
                Err(error)
            }
            reply => reply,
        }
    }

    /// A call in two steps of which each is a process of its own: its word carries what it agrees to. It holds no longer than
    /// a write is remembered, so that an old one makes nothing twice.
    pub async fn call_apart(&self, tool: &'static dyn Tool, mut arguments: Map<String, Value>, call: Call) -> Answer {
        if !self.is_two_step(tool, false) {
            return self.call(tool, arguments, call, Consent::default()).await;
        }
        let (sent, word) = taken_out(&mut arguments);
        let shared = &self.shared;
        let lifetime = shared.timing.confirm.min(shared.timing.remember_delivered);
        let now = shared.jira.now();
        let agreed = word.and_then(|word| carried::read(&word, now, shared.timing.unscaled(lifetime)));
        match self.answer(tool, arguments, call, Consent { can_ask: false, agreed }).await {
            Ok(Reply::Ask(question)) => {
                let word = carried::word(&question.digest, now);
                Answer::Result(failure(&first_step(tool, &question, sent, word)))
            }
            Ok(reply) => Answer::Result(self.encode(tool, reply)),
            Err(error) => Answer::Result(failure(&error)),
        }
    }
}

/// The word that came with a call, as it came and as it reads.
fn taken_out(arguments: &mut Map<String, Value>) -> (Option<Value>, Option<String>) {
    let sent = arguments.shift_remove(CONFIRM).filter(|word| !is_filler(word));
    let read = |word: &Value| word.as_str().map_or_else(|| word.to_string(), |word| word.trim().to_owned());
    let word = sent.as_ref().map(read);
    (sent, word)
}

/// What the first step answers, and the second where what was agreed to no longer holds.
fn first_step(tool: &dyn Tool, question: &Question, sent: Option<Value>, word: String) -> ToolError {
    let name = tool.spec().name;
    let intent = &question.preview.intent;
    let (code, message) = match &sent {
        None => (Code::ConfirmRequired, format!("nothing was changed yet: confirm first to {intent}")),
        Some(_) if question.stale => (
            Code::ConfirmStale,
            format!(
                "what was confirmed no longer holds: to {intent} now means what `preview` shows; nothing was changed"
            ),
        ),
        Some(_) => (
            Code::ConfirmStale,
            format!(
                "this `{CONFIRM}` was used, is too old or is of another call; nothing was changed: confirm anew to {intent}"
            ),
        ),
    };
    let fix = format!("look at `preview`; if it is what is wanted, call {name} again with `{CONFIRM}` `{word}` added");
    let problem = if sent.is_none() { Problem::Missing } else { Problem::NotAllowed };
    let field = Field { sent, problem: Some(problem), send: Some(word.into()), ..Field::default() };
    ToolError::mendable(code, message, fix).with_field(CONFIRM, field).with_preview(question.preview.changes.clone())
}
