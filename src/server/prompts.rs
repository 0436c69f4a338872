//! Prompts over the protocol: those whose tools are all on.

use crate::closest::closest;
use crate::error::quoted;
use crate::prompts::{ALL, Prompt};
use crate::router::Router;
use rmcp::ErrorData;
use rmcp::model::{self, GetPromptRequestParams, GetPromptResult, PromptMessage, Role};

/// The prompts as `prompts/list` shows them.
pub(super) fn list(router: &Router) -> Vec<model::Prompt> {
    offered(router).map(advertised).collect()
}

/// One prompt, filled.
pub(super) fn get(router: &Router, request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let prompt = find(router, &request.name)?;
    let given = request.arguments.clone().unwrap_or_default();
    let text = prompt.filled(&given).map_err(invalid)?;
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(prompt.description))
}

/// A prompt that is offered; the error names those that are.
pub(super) fn find(router: &Router, name: &str) -> Result<&'static Prompt, ErrorData> {
    let Some(prompt) = ALL.iter().find(|prompt| prompt.name == name) else {
        let shown: String = name.chars().filter(|letter| !letter.is_control()).take(64).collect();
        let names: Vec<&str> = offered(router).map(|prompt| prompt.name).collect();
        return Err(invalid(match closest(name, names.iter().copied()) {
            Some(near) => format!("unknown prompt `{shown}`; the nearest is `{near}`"),
            None => format!("unknown prompt `{shown}`; the prompts are {}", quoted(&names)),
        }));
    };
    let off = lacking(router, prompt);
    let are = if off.len() == 1 { "is" } else { "are" };
    match off.is_empty() {
        true => Ok(prompt),
        false => Err(invalid(format!("prompt `{name}` needs {}, which {are} off here", quoted(&off)))),
    }
}

fn offered(router: &Router) -> impl Iterator<Item = &'static Prompt> {
    ALL.iter().filter(|prompt| lacking(router, prompt).is_empty())
}

/// The tools that a prompt names and that are off.
fn lacking(router: &Router, prompt: &Prompt) -> Vec<&'static str> {
    let is_on = |name: &str| router.offered().any(|tool| tool.spec().name == name);
    prompt.tools().filter(|name| !is_on(name)).collect()
}

fn advertised(prompt: &Prompt) -> model::Prompt {
    let arguments = prompt.arguments.iter().map(|argument| {
        model::PromptArgument::new(argument.name)
            .with_description(argument.description)
            .with_required(argument.required)
    });
    model::Prompt::new(prompt.name, Some(prompt.description), Some(arguments.collect())).with_title(prompt.title)
}

fn invalid(message: String) -> ErrorData {
    ErrorData::invalid_params(message, None)
}
