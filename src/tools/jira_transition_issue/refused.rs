//! Why Jira did not take a step.

use super::comment::Remark;
use super::confirm::Taken;
use super::{Input, SPEC};
use crate::args::FieldEntry;
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::{Error, Fate, Kind};
use crate::resolve::Resolver;
use crate::tools::confirmed::text_refused;

/// The error for a step that Jira refused. Often somebody else moved the issue meanwhile: what can be done now is looked up again.
pub(super) async fn refused(
    error: &Error,
    input: &Input,
    taken: &Taken<'_>,
    remark: Option<&Remark>,
    resolver: &Resolver<'_>,
) -> ToolError {
    let lines: Vec<String> = input.fields.iter().flat_map(|fields| &fields.0).map(FieldEntry::line).collect();
    let comment = remark.filter(|remark| remark.is_inside).map(Remark::sent);
    if let Some(refusal) = text_refused(SPEC.name, taken.settled, &lines, comment, error) {
        return refusal;
    }
    let (key, from) = (&taken.step.key, &taken.step.from);
    let told = ToolError::upstream(SPEC.name, About::Issue("key", key), error);
    if !matches!(error.kind, Kind::Invalid | Kind::Conflict) {
        return told;
    }
    match resolver.step("key", key, &input.to.0).await {
        Err(error) if error.code == Code::TransitionNotAllowed => return error,
        Ok(now) if now.from.id != from.id => {
            let message = format!("`{key}` went from {} to {} meanwhile", from.name, now.from.name);
            let fix = format!("call {} again with the same arguments if it is still wanted", SPEC.name);
            return ToolError::mendable(Code::Conflict, message, fix);
        }
        _ => {}
    }
    let of_screen = error.field_messages.iter().filter_map(|(id, message)| {
        let meta = taken.transition.fields.iter().find(|meta| meta.id == *id)?;
        Some((meta.name.clone(), message))
    });
    let mut with: Vec<String> = Vec::new();
    let mut told = told;
    for (name, _) in of_screen {
        with.push(format!("`{name}: <value>`"));
        told = told.with_field(name, Field { problem: Some(Problem::NotAllowed), ..Field::default() });
    }
    if !with.is_empty() {
        told.fix = Some(format!("call {} again with fields {} as Jira wants it", SPEC.name, with.join(" and ")));
    }
    told
}

/// Whether Jira refused a step for nothing but the comment in it.
pub(super) fn is_of_comment(error: &Error) -> bool {
    let is_it = |(field, _): &(String, String)| field == "comment";
    let is_text = error.field_messages.iter().any(|(_, message)| message.contains("not valid"));
    error.fate() == Fate::NotDone
        && !is_text
        && !error.field_messages.is_empty()
        && error.field_messages.iter().all(is_it)
}
