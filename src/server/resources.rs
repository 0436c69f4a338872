//! Resources: what a tool reads, by address.
//!
//! Reading one is a call of its tool and gives the call's text, so there is no second way around what may be seen.
//! Listing asks nobody: clients list when they start, and Jira's issues are too many for a list. It holds the projects that
//! the settings name; everything else is reached by template, with completion.

use super::progress::Progress;
use crate::args::is_filler;
use crate::completion::Subject;
use crate::error::{Code, Field, Problem, ToolError};
use crate::router::Router;
use crate::tools::{Resource, Tool};
use percent_encoding::percent_decode_str;
use rmcp::model::{self, ReadResourceResult, ResourceContents, ResourceTemplate};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::Map;

/// What every address of ours begins with.
const SCHEME: &str = "jira://";
/// The one variable of every template.
pub(super) const VARIABLE: &str = "key";

/// The projects that the settings name, as resources.
pub(super) fn list(router: &Router) -> Vec<model::Resource> {
    let policy = &router.shared().policy;
    let named = policy.projects().map(|keys| keys.iter().map(String::as_str).collect());
    let named: Vec<&str> = named.unwrap_or_else(|| policy.default_project().into_iter().collect());
    let of_project = router.offered_resources().filter(|resource| resource.subject == Subject::Project);
    let listed = |resource: &'static Resource| {
        named.iter().map(|key| {
            model::Resource::new(format!("{SCHEME}{}/{key}", resource.name), *key)
                .with_title(format!("{} {key}", resource.title))
                .with_description(resource.description)
                .with_mime_type(resource.mime_type)
        })
    };
    of_project.flat_map(listed).collect()
}

/// What can be read, as `resources/templates/list` shows it.
pub(super) fn templates(router: &Router) -> Vec<ResourceTemplate> {
    let advertised = |resource: &Resource| {
        ResourceTemplate::new(template(resource), resource.name)
            .with_title(resource.title)
            .with_description(resource.description)
            .with_mime_type(resource.mime_type)
    };
    router.offered_resources().map(advertised).collect()
}

/// The template of an address: `jira://issue/{key}`.
pub(super) fn template(resource: &Resource) -> String {
    format!("{SCHEME}{}/{{{VARIABLE}}}", resource.name)
}

/// One resource. What is not there, or may not be seen, is not found; the error's `data` holds how to go on.
pub(super) async fn read(
    router: &Router,
    uri: &str,
    context: &RequestContext<RoleServer>,
) -> Result<ReadResourceResult, ErrorData> {
    let Some((tool, resource, key)) = meant(router, uri) else {
        return Err(failed(uri, &unknown(router, uri)));
    };
    let (mut progress, call) = Progress::begin(context, &router.shared().timing);
    let text = progress.report_until(router.read(tool, resource, &key, call)).await;
    let text = text.map_err(|error| failed(uri, &error))?;
    let contents = ResourceContents::text(text, uri).with_mime_type(resource.mime_type);
    Ok(ReadResourceResult::new(vec![contents]))
}

/// Which tool reads an address, and for which key.
fn meant(router: &Router, uri: &str) -> Option<(&'static dyn Tool, &'static Resource, String)> {
    let (name, key) = uri.strip_prefix(SCHEME)?.split_once('/')?;
    let (tool, resource) = router.resources().find(|(_, resource)| resource.name == name)?;
    let key = key.strip_suffix('/').unwrap_or(key);
    if key.contains(['/', '?', '#']) {
        return None;
    }
    let key = percent_decode_str(key).decode_utf8().ok()?.into_owned();
    // A word that only fills a place would be read as no key at all.
    (!is_filler(&key.as_str().into())).then_some((tool, resource, key))
}

fn unknown(router: &Router, uri: &str) -> ToolError {
    let templates: Vec<String> = router.offered_resources().map(|one| format!("`{}`", template(one))).collect();
    let message = "no such address";
    let field = Field::new(Problem::Unknown, uri);
    match templates.as_slice() {
        [] => ToolError::fatal(Code::ToolDisabled, message),
        some => ToolError::mendable(Code::InvalidArgument, message, format!("read {}", some.join(" or "))),
    }
    .with_field("uri", field)
}

/// The protocol's error: what was asked for is not there, or could not be read.
fn failed(uri: &str, error: &ToolError) -> ErrorData {
    let mut data = Map::from_iter([("uri".to_owned(), uri.into())]);
    data.extend(error.to_map());
    let message = error.message.clone();
    if is_absence(error.code) {
        return ErrorData::resource_not_found(message, Some(data.into()));
    }
    ErrorData::internal_error(message, Some(data.into()))
}

/// Whether the address is at fault and not the reading of it.
fn is_absence(code: Code) -> bool {
    matches!(
        code,
        Code::InvalidArgument
            | Code::UnknownName
            | Code::AmbiguousName
            | Code::NotFoundOrHidden
            | Code::ProjectNotAllowed
            | Code::ToolDisabled
    )
}
