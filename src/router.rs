//! One call: arguments → [`Tool::call`] → result. The only encoder.
//!
//! A tool that is off is refused before anything is sent. A tool that panics, overstays or is no longer wanted is
//! answered here, so that nothing a tool does can leave a client without an answer.

mod carried;
mod consent;
mod pending;

pub use consent::{CONFIRM, Consent, Refusal};

use crate::closest::closest;
use crate::completion::{self, Completed, Newest, Subject};
use crate::confirm::Question;
use crate::error::{Code, ToolError, quoted};
use crate::jira::Call;
use crate::resolve::Resolver;
use crate::tools::{Ctx, Effect, Reply, Resource, Shared, Tool};
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
/// What a completion is called in the sentences of errors.
const COMPLETION: &str = "completion/complete";
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
    newest: Newest,
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
        let (permits, reads) = (Semaphore::new(MOST_AT_ONCE), Semaphore::new(MOST_READS_AT_ONCE));
        Self { tools, shared, refusal, permits, reads, pending, newest: Newest::default() }
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

    /// What can be read by address, with the tool that reads it; also of tools that are off.
    pub fn resources(&self) -> impl Iterator<Item = (&'static dyn Tool, &'static Resource)> {
        self.tools.iter().filter_map(|tool| Some((*tool, tool.resource()?)))
    }

    /// What can be read by address where its tool is on.
    pub fn offered_resources(&self) -> impl Iterator<Item = &'static Resource> {
        self.resources().filter(|(tool, _)| self.is_on(*tool)).map(|(_, resource)| resource)
    }

    /// What to say of a name that is no tool's.
    pub fn unknown(&self, name: &str) -> String {
        let names = || self.offered().map(|tool| tool.spec().name);
        let shown: String = name.chars().filter(|letter| !letter.is_control()).take(64).collect();
        match closest(name, names()) {
            Some(near) => format!("unknown tool `{shown}`; the nearest is `{near}`"),
            None => format!("unknown tool `{shown}`; the tools are {}", quoted(names())),
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

    /// The text of a resource: that of the tool's call for it, no more and no less.
    ///
    /// # Errors
    ///
    /// Those of the call.
    pub async fn read(
        &self,
        tool: &'static dyn Tool,
        resource: &Resource,
        key: &str,
        call: Call,
    ) -> Result<String, ToolError> {
        match self.answer(tool, (resource.arguments)(key), call, Consent::default()).await? {
            Reply::Record(map) => Ok(Value::Object(map).to_string()),
            Reply::Text(text) => Ok(text),
            Reply::Image { .. } | Reply::Ask(_) => {
                Err(ToolError::fatal(Code::Internal, format!("{} did not answer a text", tool.spec().name)))
            }
        }
    }

    /// What may be meant by what was typed so far.
    ///
    /// # Errors
    ///
    /// The settings' and the client's: no values would mean that there are none.
    pub async fn complete(&self, subject: Subject, typed: &str, call: Call) -> Result<Completed, ToolError> {
        self.refusal.clone().map_or(Ok(()), Err)?;
        let Shared { jira, policy, timing, .. } = self.shared.as_ref();
        let resolver = Resolver { tool: COMPLETION, jira, policy, call: &call };
        let run = completion::complete(subject, typed, &self.newest, timing.offer_lifetime, resolver).boxed();
        self.within(COMPLETION, &call, self.guarded(COMPLETION, false, run)).await
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
        let is_writing = spec.effect != Effect::Read;
        let call = Call { is_writing, ..call };
        let Consent { can_ask, agreed } = consent;
        let ctx = Ctx { call: call.clone(), shared: self.shared.clone(), can_ask, agreed };
        // Made inside the guarded future: a tool may panic before it gives its own.
        let run = self.guarded(spec.name, is_writing, async { tool.call(arguments, ctx).await });
        if is_writing {
            // A write that has been sent is finished, whoever still waits for it: the client beneath ends it in time.
            return run.await;
        }
        self.within(spec.name, &call, run).await
    }

    /// Runs something when its turn comes, and makes an error of its panic.
    async fn guarded<T>(
        &self,
        name: &str,
        is_writing: bool,
        run: impl Future<Output = Result<T, ToolError>>,
    ) -> Result<T, ToolError> {
        let _among_reads = if is_writing { None } else { self.reads.acquire().await.ok() };
        let Ok(_permit) = self.permits.acquire().await else {
            return Err(gone());
        };
        AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(tool = name, "the tool panicked");
            let message = format!("{name} failed because of a mistake in this server");
            Err(ToolError::fatal(Code::Internal, message)
                .with_fix("report it with the call's arguments; other calls still work"))
        })
    }

    /// Runs something that changes nothing as long as its call lives.
    ///
    /// The client beneath keeps the deadline; this is for what loses time elsewhere.
    async fn within<T>(
        &self,
        name: &str,
        call: &Call,
        run: impl Future<Output = Result<T, ToolError>>,
    ) -> Result<T, ToolError> {
        let allowed = call.time_left();
        let last = tokio::time::Instant::from_std(call.deadline + allowed / 10);
        tokio::select! {
            biased;
            answer = run => answer,
            () = call.cancelled.cancelled() => Err(gone()),
            () = tokio::time::sleep_until(last) => Err(self.overstayed(name, allowed)),
        }
    }

    fn admit(&self, tool: &'static dyn Tool) -> Result<(), ToolError> {
        let spec = tool.spec();
        if !self.is_on(tool) {
            let reading = self.shared.policy.read_only() && spec.effect != Effect::Read;
            let reason = self.shared.switches.tools_off.iter().find(|(name, _)| *name == spec.name);
            let reason = reason.map_or("it is switched off", |(_, reason)| reason.as_str());
            let code = if reading { Code::ReadOnly } else { Code::ToolDisabled };
            let others = quoted(self.offered().map(|tool| tool.spec().name));
            let fix = format!("tell the user; the tools that are on are {others}");
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
