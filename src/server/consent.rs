//! Asking the client's user, in both eras.
//!
//! A modern client is answered that input is required, and makes the call again with it and with a state that only this
//! process can seal. A legacy client is asked by a request while its call waits.

use crate::confirm::Question;
use crate::jira::Timing;
use crate::ledger::Digest;
use crate::random::Random;
use crate::router::Refusal;
use crate::tools::Tool;
use rmcp::model::{
    ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, InputRequest,
    InputRequests, InputRequiredResult, InputResponses, RequestStateCodec, SealOptions,
};
use rmcp::service::{ElicitationError, RequestContext};
use rmcp::{ErrorData, RoleServer, elicit_safe};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;

/// The name of the one input that is asked for.
const INPUT: &str = "confirm";

/// What the user fills in.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Agreement {
    /// Let the agent do it
    agree: bool,
}

elicit_safe!(Agreement);

/// What seals the state of modern calls.
#[derive(Clone)]
pub(super) struct Seal {
    codec: RequestStateCodec,
    lifetime: Duration,
}

/// Whether the client can ask its user with a form.
pub(super) fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    let elicitation = context.client_capabilities().and_then(|all| all.elicitation);
    // Neither form nor URL named means a form, as it was before there were two.
    elicitation.is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none())
}

/// Asks the user of a legacy client and waits, at most so long.
pub(super) async fn ask(
    context: &RequestContext<RoleServer>,
    question: &Question,
    longest: Duration,
) -> Result<(), Refusal> {
    let asked = context.peer.elicit_with_timeout::<Agreement>(question.preview.in_words(), Some(longest));
    let answer = tokio::select! {
        biased;
        () = context.ct.cancelled() => return Err(Refusal::Unanswered),
        answer = asked => answer,
    };
    match answer {
        Ok(Some(Agreement { agree: true })) => Ok(()),
        Ok(Some(Agreement { agree: false })) | Err(ElicitationError::UserDeclined) => Err(Refusal::Declined),
        Ok(None) | Err(_) => Err(Refusal::Unanswered),
    }
}

impl Seal {
    /// A seal of this process.
    pub(super) fn new(random: &Random, timing: &Timing) -> Self {
        Self { codec: RequestStateCodec::new_unchecked(random.key(2)), lifetime: timing.confirm }
    }

    /// What a modern client is answered: the question, and the word for it that only this call can bring back.
    pub(super) fn require(
        &self,
        tool: &dyn Tool,
        arguments: &Map<String, Value>,
        question: &Question,
        word: &str,
    ) -> Result<InputRequiredResult, ErrorData> {
        let requested_schema = ElicitationSchema::from_type::<Agreement>()
            .map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        let message = question.preview.in_words();
        let form = ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema };
        let inputs = InputRequests::from([(INPUT.to_owned(), InputRequest::Elicitation(ElicitRequest::new(form)))]);
        let bound = bound(tool, arguments);
        let options = SealOptions::new().associated_data(&bound).ttl(self.lifetime);
        let state = self.codec.seal_with(word.as_bytes(), &options);
        Ok(InputRequiredResult::new(Some(inputs), Some(state)))
    }

    /// The word that a modern call brings back, if its user agreed.
    pub(super) fn open(
        &self,
        tool: &dyn Tool,
        arguments: &Map<String, Value>,
        inputs: Option<&InputResponses>,
        state: &str,
    ) -> Result<String, Refusal> {
        let bound = bound(tool, arguments);
        let opened = self.codec.open_with(state, &bound).map_err(|error| {
            tracing::debug!(%error, "a state was not accepted");
            Refusal::Stale
        })?;
        let word = String::from_utf8(opened).map_err(|_| Refusal::Stale)?;
        let input = inputs.and_then(|inputs| inputs.get(INPUT)).cloned().ok_or(Refusal::Unanswered)?;
        let input: ElicitResult = serde_json::from_value(input).map_err(|_| Refusal::Unanswered)?;
        let agreed = || input.content.and_then(|content| serde_json::from_value(content).ok());
        match input.action {
            ElicitationAction::Accept => match agreed() {
                Some(Agreement { agree: true }) => Ok(word),
                Some(Agreement { agree: false }) => Err(Refusal::Declined),
                None => Err(Refusal::Unanswered),
            },
            ElicitationAction::Decline => Err(Refusal::Declined),
            _ => Err(Refusal::Unanswered),
        }
    }
}

/// The method, the tool and the arguments: a state holds for nothing else.
fn bound(tool: &dyn Tool, arguments: &Map<String, Value>) -> Vec<u8> {
    format!("tools/call {} {}", tool.spec().name, Digest::of(arguments, &[]).as_str()).into_bytes()
}
