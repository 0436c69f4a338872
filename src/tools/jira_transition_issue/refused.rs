//! Why Jira did not take a step.

use super::comment::Remark;
use super::confirm::Taken;
use super::{Input, SPEC};
use crate::args::FieldEntry;
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::{Error, Fate, Kind};
use crate::resolve::Resolver;
use crate::resolve::rich_text::not_taken;
use crate::tools::confirmed::text_refused;

/// Jira's limit of a text, unless an administrator has changed it.
const MOST_CHARACTERS: usize = 32_767;

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
    let of_comment = comment.and_then(|comment| not_taken::refused(SPEC.name, error, comment));
    if let Some(refusal) = text_refused(SPEC.name, taken.settled, &lines, comment, error).or(of_comment) {
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

/// Whether Jira refused a step for nothing but that there is no place for its comment. A text that is refused for what it is
/// would be refused after the step as well, when the step can't be undone.
pub(super) fn is_of_comment(error: &Error, remark: &Remark) -> bool {
    if remark.sent().edit.markdown().chars().count() > MOST_CHARACTERS {
        return false;
    }
    let is_it = |(field, _): &(String, String)| field == "comment";
    let is_text = error.field_messages.iter().any(|(_, message)| message.contains("not valid"));
    error.fate() == Fate::NotDone
        && !is_text
        && !error.field_messages.is_empty()
        && error.field_messages.iter().all(is_it)
}
