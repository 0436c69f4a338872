//! One call: arguments → [`Tool::call`] → result. The only encoder.
//!
//! A tool that is off is refused before anything is sent. A tool that panics, overstays or is no longer wanted is
//! answered here, so that nothing a tool does can leave a client without an answer.

mod carried;
mod consent;
mod pending;

pub use consent::{CONFIRM, Consent, Refusal};

use crate::args::closest;
use crate::confirm::Question;
use crate::error::{Code, ToolError};
use crate::jira::Call;
use crate::tools::{Ctx, Effect, Reply, Shared, Tool};
use base64::Engine as _;
use futures_util::FutureExt as _;
use pending::Pending;
use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many calls run at once; the others wait their turn.
const MOST_AT_ONCE: usize = 16;
/// How many of them only read.
const MOST_READS_AT_ONCE: usize = 14;
/// UTF-8 bytes per token, as results are estimated everywhere.
pub const BYTES_PER_TOKEN: f64 = 3.5;

/// The tools and what they share.
pub struct Router {
    tools: &'static [&'static dyn Tool],
    shared: Arc<Shared>,
    refusal: Option<ToolError>,
    permits: Semaphore,
    /// Calls that only read have fewer, or a bulk of them would hold up a write.
    reads: Semaphore,
    pending: Pending,
}

/// What a call comes to.
pub enum Answer {
    /// What goes over the wire.
    Result(CallToolResult),
    /// The client's user must agree to this first. Only for a client that can ask.
    Ask(Box<Question>),
}

impl Router {
    /// A router of these tools; `refusal` is what every call answers while the settings are wrong.
    pub fn new(tools: &'static [&'static dyn Tool], shared: Arc<Shared>, refusal: Option<ToolError>) -> Self {
        let pending = Pending::new(&shared.random, shared.timing.confirm);
        Self {
            tools,
            shared,
            refusal,
            permits: Semaphore::new(MOST_AT_ONCE),
            reads: Semaphore::new(MOST_READS_AT_ONCE),
            pending,
        }
    }

    /// What the tools share.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The tools that are offered, in the list's order.
    pub fn offered(&self) -> impl Iterator<Item = &'static dyn Tool> {
        self.tools.iter().copied().filter(|tool| self.is_on(*tool))
    }

    /// A tool by its name, also one that is off.
    pub fn find(&self, name: &str) -> Option<&'static dyn Tool> {
        self.tools.iter().copied().find(|tool| tool.spec().name == name)
    }

    /// What to say of a name that is no tool's.
    pub fn unknown(&self, name: &str) -> String {
        let names = || self.offered().map(|tool| tool.spec().name);
        let shown: String = name.chars().filter(|letter| !letter.is_control()).take(64).collect();
        match closest(name, names()) {
            Some(near) => format!("unknown tool `{shown}`; the nearest is `{near}`"),
            None => {
                let all: Vec<_> = names().map(|name| format!("`{name}`")).collect();
                format!("unknown tool `{shown}`; the tools are {}", all.join(", "))
            }
        }
    }

    /// One call, from the arguments as they came to what goes over the wire or must be asked first.
    pub async fn call(
        &self,
        tool: &'static dyn Tool,
        arguments: Map<String, Value>,
        call: Call,
        consent: Consent,
    ) -> Answer {
        let answer = match self.is_two_step(tool, consent.can_ask) {
            true => self.in_two_steps(tool, arguments, call).await,
            false => self.answer(tool, arguments, call, consent).await,
        };
        match answer {
            Ok(Reply::Ask(question)) => Answer::Ask(question),
            Ok(reply) => Answer::Result(self.encode(tool, reply)),
            Err(error) => Answer::Result(failure(&error)),
        }
    }

    async fn answer(
        &self,
        tool: &'static dyn Tool,
        arguments: Map<String, Value>,
        call: Call,
        consent: Consent,
    ) -> Result<Reply, ToolError> {
        let spec = tool.spec();
        self.admit(tool)?;
        self.admit_unasked(tool, consent.can_ask)?;
        let allowed = call.time_left();
        let is_writing = spec.effect != Effect::Read;
        let call = Call { is_writing, ..call };
        let run = async {
            let _among_reads = if is_writing { None } else { self.reads.acquire().await.ok() };
            let Ok(_permit) = self.permits.acquire().await else {
                return Err(gone());
            };
            let Consent { can_ask, agreed } = consent;
            let ctx = Ctx { call: call.clone(), shared: self.shared.clone(), can_ask, agreed };
            // Made inside the guarded future: a tool may panic before it gives its own.
            AssertUnwindSafe(async { tool.call(arguments, ctx).await }).catch_unwind().await.unwrap_or_else(|_| {
                tracing::error!(tool = spec.name, "the tool panicked");
                let message = format!("{} failed because of a mistake in this server", spec.name);
                Err(ToolError::fatal(Code::Internal, message)
                    .with_fix("report it with the call's arguments; other calls still work"))
            })
        };
        if is_writing {
            // A write that has been sent is finished, whoever still waits for it: the client beneath ends it in time.
            return run.await;
        }
        // The client beneath keeps the deadline; this is for a tool that loses time elsewhere.
        let last = tokio::time::Instant::from_std(call.deadline + allowed / 10);
        tokio::select! {
            biased;
            answer = run => answer,
            () = call.cancelled.cancelled() => Err(gone()),
            () = tokio::time::sleep_until(last) => Err(self.overstayed(spec.name, allowed)),
        }
    }

    fn admit(&self, tool: &'static dyn Tool) -> Result<(), ToolError> {
        let spec = tool.spec();
        if !self.is_on(tool) {
            let reading = self.shared.policy.read_only() && spec.effect != Effect::Read;
            let reason = self.shared.switches.tools_off.iter().find(|(name, _)| *name == spec.name);
            let reason = reason.map_or("it is switched off", |(_, reason)| reason.as_str());
            let code = if reading { Code::ReadOnly } else { Code::ToolDisabled };
            let others: Vec<_> = self.offered().map(|tool| format!("`{}`", tool.spec().name)).collect();
            let fix = format!("tell the user; the tools that are on are {}", others.join(", "));
            return Err(ToolError::fatal(code, format!("`{}` is off: {reason}", spec.name)).with_fix(fix));
        }
        self.refusal.clone().map_or(Ok(()), Err)
    }

    fn is_on(&self, tool: &dyn Tool) -> bool {
        let spec = tool.spec();
        self.shared.switches.tools_on.contains(&spec.name)
            && (spec.effect == Effect::Read || !self.shared.policy.read_only())
    }

    fn overstayed(&self, name: &str, allowed: std::time::Duration) -> ToolError {
        let seconds = self.shared.timing.unscaled(allowed).as_secs();
        ToolError::mendable(
            Code::Timeout,
            format!("{name} did not end within {seconds} s"),
            format!("call {name} again and ask for less: fewer issues or a narrower query"),
        )
    }

    fn encode(&self, tool: &dyn Tool, reply: Reply) -> CallToolResult {
        let result = match reply {
            Reply::Record(map) => record(map, false),
            Reply::Text(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Reply::Image { bytes, mime_type } => {
                let data = base64::engine::general_purpose::STANDARD.encode(bytes);
                return CallToolResult::success(vec![ContentBlock::image(data, mime_type)]);
            }
            // Whoever can answer a question took it before; a result that says less would be a lie.
            Reply::Ask(question) => return failure(&self.refused(tool, Some(&question), Refusal::Unanswered)),
        };
        let bytes = text_of(&result).map_or(0, str::len);
        let most = self.shared.limits.max_tokens;
        if bytes as f64 / BYTES_PER_TOKEN > most as f64 {
            // The tools cut what they show by whole items; cut JSON would be no JSON.
            tracing::warn!(tool = tool.spec().name, bytes, most, "a result is over the limit");
        }
        result
    }
}

/// The text of a result, unless it is an image.
pub fn text_of(result: &CallToolResult) -> Option<&str> {
    result.content.first()?.as_text().map(|block| block.text.as_str())
}

/// A failure of the work.
pub fn failure(error: &ToolError) -> CallToolResult {
    record(error.to_map(), true)
}

/// One object as text and as structured content, equal to the byte.
fn record(map: Map<String, Value>, is_error: bool) -> CallToolResult {
    let structured = Value::Object(map);
    let blocks = vec![ContentBlock::text(structured.to_string())];
    let mut result = if is_error { CallToolResult::error(blocks) } else { CallToolResult::success(blocks) };
    result.structured_content = Some(structured);
    result
}

/// What a cancelled call answers; the protocol drops it, so nobody reads it there.
fn gone() -> ToolError {
    ToolError::fatal(Code::Timeout, "the call was cancelled by the client")
}

#[cfg(test)]
pub(crate) mod tests;
