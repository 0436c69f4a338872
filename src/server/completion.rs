//! Completion over the protocol: the arguments of prompts, and the key in a resource's address.

use super::progress::Progress;
use super::{prompts, resources};
use crate::completion::{Completed, Subject};
use crate::error::{ToolError, quoted};
use crate::router::Router;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};

/// What may be meant. For what people write freely there is nothing to offer, which is no failure.
pub(super) async fn complete(
    router: &Router,
    request: &CompleteRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CompleteResult, ErrorData> {
    let Some(subject) = subject(router, request)? else {
        return told(Completed { total: Some(0), ..Completed::default() });
    };
    let (mut progress, call) = Progress::begin(context, &router.shared().timing);
    let completed = progress.report_until(router.complete(subject, &request.argument.value, call)).await;
    told(completed.map_err(|error| failed(&error))?)
}

/// What is typed; `None` where it can be anything.
fn subject(router: &Router, request: &CompleteRequestParams) -> Result<Option<Subject>, ErrorData> {
    let argument = &request.argument.name;
    match &request.r#ref {
        Reference::Prompt(prompt) => {
            let prompt = prompts::find(router, &prompt.name)?;
            let Some(argument) = prompt.argument(argument) else {
                let names: Vec<&str> = prompt.arguments.iter().map(|argument| argument.name).collect();
                let names = quoted(&names);
                return Err(invalid(format!("prompt `{}` has no argument `{argument}`, only {names}", prompt.name)));
            };
            Ok(argument.subject)
        }
        Reference::Resource(resource) => {
            let mut offered = router.offered_resources();
            let Some(found) = offered.find(|one| resources::template(one) == resource.uri) else {
                let all: Vec<String> = router.offered_resources().map(resources::template).collect();
                let all: Vec<&str> = all.iter().map(String::as_str).collect();
                return Err(invalid(format!("`uri` must be a template: {}", quoted(&all))));
            };
            match argument == resources::VARIABLE {
                true => Ok(Some(found.subject)),
                false => Err(invalid(format!("the only variable of `{}` is `{}`", resource.uri, resources::VARIABLE))),
            }
        }
        _ => Err(invalid("`ref` must be a prompt or a resource".to_owned())),
    }
}

fn told(completed: Completed) -> Result<CompleteResult, ErrorData> {
    let total = completed.total.and_then(|total| u32::try_from(total).ok());
    let info = CompletionInfo::with_pagination(completed.values, total, completed.more);
    Ok(CompleteResult::new(info.map_err(|error| ErrorData::internal_error(error, None))?))
}

/// An empty answer would say that there is nothing to offer.
fn failed(error: &ToolError) -> ErrorData {
    ErrorData::internal_error(error.message.clone(), Some(error.to_map().into()))
}

fn invalid(message: String) -> ErrorData {
    ErrorData::invalid_params(message, None)
}
