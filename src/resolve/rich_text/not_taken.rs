//! A text that Jira refused although it is as Jira's editor writes them: some sites know fewer nodes, and none says which
//! (Jira facts, item 47).

use crate::args::Edit;
use crate::error::{Code, Field, Problem, ToolError, listed};
use crate::jira::{Error, Kind};
use crate::text::adf;
use serde_json::{Value, json};

/// Texts that are sent back are no longer than an error may be, all together.
const MOST_BYTES: usize = 1_200;
/// What was sent is shown to be recognised.
const MOST_CHARACTERS: usize = 60;

/// A text of a write that Jira refused.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The argument, or the name of the field in an entry of `fields`.
    pub name: &'a str,
    /// The field's id, where it stood in `fields`.
    pub id: Option<&'a str>,
    /// What was asked for.
    pub edit: &'a Edit,
    /// What was sent for it.
    pub stored: &'a Value,
}

/// The error for a write that Jira refused for a text of it, if that is what it says; `lines` are the entries of `fields`.
pub fn not_taken(tool: &str, error: &Error, texts: &[Sent<'_>], lines: &[String]) -> Option<ToolError> {
    if error.kind == Kind::TooLarge && !texts.is_empty() {
        return Some(too_long(tool, texts));
    }
    if error.kind != Kind::Invalid || texts.is_empty() || !is_of_text(error, texts) {
        return None;
    }
    let names: Vec<String> = texts.iter().map(|one| one.name.to_owned()).collect();
    let mut kinds: Vec<String> = Vec::new();
    for kind in texts.iter().flat_map(|one| adf::kinds(one.stored)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let nodes = if kinds.is_empty() { "nothing but paragraphs".to_owned() } else { listed(&kinds, "and") };
    let message = format!("Jira refused the text of {} and does not say why; it holds {nodes}", listed(&names, "and"));
    let simple: Vec<Option<Value>> = texts.iter().map(|one| simpler(one.edit)).collect();
    let bytes: usize = simple.iter().flatten().map(|one| one.to_string().len()).sum();
    let is_told = bytes > 0 && bytes <= MOST_BYTES;
    let fix = if is_told {
        format!("call {tool} again with the text as `send` has it, without tables, panels and tasks")
    } else if bytes > 0 {
        format!("call {tool} again with the same text without tables, panels and tasks: as plain lists and paragraphs")
    } else {
        format!("call {tool} again with the text of {} as plain paragraphs and lists", listed(&names, "and"))
    };
    let mut lines = lines.to_vec();
    for (one, simple) in texts.iter().zip(&simple).filter(|(one, _)| one.id.is_some()) {
        if let Some(text) = simple.as_ref().and_then(Value::as_str)
            && let Some(line) = lines.iter_mut().find(|line| is_entry(line, one))
        {
            *line = format!("{}: {text}", one.name);
        }
    }
    let mut refusal = ToolError::mendable(Code::InvalidArgument, message, fix);
    for (one, simple) in texts.iter().zip(simple) {
        let send = match one.id {
            Some(_) => simple.map(|_| json!(lines)),
            None => simple,
        };
        let sent = crate::text::cut::cell(one.edit.markdown(), MOST_CHARACTERS);
        let field = Field {
            id: one.id.map(str::to_owned),
            send: send.filter(|_| is_told),
            ..Field::new(Problem::Malformed, sent)
        };
        refusal = refusal.with_field(one.name, field);
    }
    Some(refusal)
}

/// The error for a comment whose text Jira refused in its own words.
pub fn refused(tool: &str, error: &Error, text: Sent<'_>) -> Option<ToolError> {
    let is_of_text = |(field, _): &&(String, String)| ["comment", "body"].contains(&field.as_str());
    let (_, words) = error.field_messages.iter().find(is_of_text).filter(|_| error.kind == Kind::Invalid)?;
    let name = text.name;
    let sent = crate::text::cut::cell(text.edit.markdown(), MOST_CHARACTERS);
    let message = format!("Jira refused {name}; Jira says: `{words}`");
    let fix = format!("call {tool} again with {name} as Jira wants it");
    let field = Field { takes: Some("another text"), ..Field::new(Problem::NotAllowed, sent) };
    Some(ToolError::mendable(Code::ValueNotAllowed, message, fix).with_field(name, field))
}

/// Jira says only that a limit is reached; whether of the text or of the issue nobody knows.
fn too_long(tool: &str, texts: &[Sent<'_>]) -> ToolError {
    let names: Vec<String> = texts.iter().map(|one| one.name.to_owned()).collect();
    let names = listed(&names, "and");
    let message = format!("Jira refused {names} as too large, or the issue has as many of its kind as Jira allows");
    let fix = format!(
        "call {tool} again with a shorter {names}; if that fails too, tell the user that a limit of Jira is reached"
    );
    let error = ToolError::mendable(Code::TooLarge, message, fix);
    texts.iter().fold(error, |error, one| {
        let sent = crate::text::cut::cell(one.edit.markdown(), MOST_CHARACTERS);
        let id = one.id.map(str::to_owned);
        error.with_field(one.name, Field { id, takes: Some("a shorter text"), ..Field::new(Problem::NotAllowed, sent) })
    })
}

/// What Jira says of a document that it does not like is a word of its own, or names the format.
fn is_of_text(error: &Error, texts: &[Sent<'_>]) -> bool {
    let is_word = |message: &String| message.contains("INVALID_INPUT");
    let is_field = |(field, message): &(String, String)| {
        let is_one = field == "comment" || texts.iter().any(|one| one.id.unwrap_or(one.name) == field);
        is_one && (message.contains("Atlassian Document") || message.contains("not valid"))
    };
    error.messages.iter().any(is_word) || error.field_messages.iter().any(is_field)
}

fn is_entry(line: &str, text: &Sent<'_>) -> bool {
    let is = |name: &str| {
        let start = line.trim_start().get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    is(text.name) || text.id.is_some_and(is)
}

/// The same edit with the simpler text, as the argument takes it: a text.
fn simpler(edit: &Edit) -> Option<Value> {
    let text = adf::simpler(edit.markdown())?;
    Some(match edit {
        Edit::Whole(_) => text.into(),
        Edit::Append(_) => json!({"append": text}).to_string().into(),
        Edit::Prepend(_) => json!({"prepend": text}).to_string().into(),
        Edit::Replace { passage, .. } => json!({"replace": passage, "with": text}).to_string().into(),
        Edit::Set(_) => json!({"set": text}).to_string().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jira::Error;

    fn refusal(messages: &[&str], fields: &[(&str, &str)]) -> Error {
        Error {
            messages: messages.iter().map(|one| (*one).to_owned()).collect(),
            field_messages: fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            ..Error::unsent(Kind::Invalid, "PUT issue")
        }
    }

    fn told(error: &Error, edit: &Edit, id: Option<&str>, lines: &[String]) -> Option<ToolError> {
        let stored = adf::to_adf(edit.markdown(), &Default::default()).unwrap().document;
        let name = if id.is_some() { "Test plan" } else { "description" };
        not_taken("tool", error, &[Sent { name, id, edit, stored: &stored }], lines)
    }

    #[test]
    fn the_same_edit_is_offered_without_what_is_refused() {
        let invalid = refusal(&["INVALID_INPUT"], &[]);
        let edit = Edit::Append("- [ ] try it".to_owned());
        let error = told(&invalid, &edit, None, &[]).unwrap();
        assert!(error.message.contains("`taskList`"), "{}", error.message);
        assert_eq!(error.fields[0].1.send, Some(json!("{\"append\":\"- ☐ try it\"}")));
        let lines = ["Severity: Major".to_owned(), "test plan: - [ ] try it".to_owned()];
        let error = told(&invalid, &Edit::Whole("- [ ] try it".to_owned()), Some("customfield_1"), &lines).unwrap();
        assert_eq!(error.fields[0].1.send, Some(json!(["Severity: Major", "Test plan: - ☐ try it"])));
    }

    #[test]
    fn what_can_not_be_said_shorter_is_said_in_words() {
        let invalid = refusal(&["INVALID_INPUT"], &[]);
        for edit in [Edit::Whole("Plain.".to_owned()), Edit::Whole(format!("- [ ] {}", "word ".repeat(300)))] {
            let error = told(&invalid, &edit, None, &[]).unwrap();
            assert!(error.fields[0].1.send.is_none() && error.retryable);
        }
        let of_field = refusal(&[], &[("description", "Operation value must be an Atlassian Document")]);
        assert!(told(&of_field, &Edit::Whole("x".to_owned()), None, &[]).is_some());
        for other in [
            refusal(&["No."], &[]),
            refusal(&[], &[("description", "too long")]),
            refusal(&[], &[("summary", "not valid")]),
        ] {
            assert!(told(&other, &Edit::Whole("x".to_owned()), None, &[]).is_none());
        }
    }
}
