//! A text that Jira refused although it is as Jira's editor writes them: some sites know fewer nodes, and none says which
//! (Jira facts, item 47).

use crate::args::Edit;
use crate::error::{Code, Field, Problem, ToolError, listed};
use crate::jira::{Error, Kind};
use crate::text::adf;
use serde_json::{Value, json};

/// Texts that are sent back are no longer than an error may be, all together.
const MOST_BYTES: usize = 1_200;
/// The characters of a text that Jira takes unless its administrator says otherwise.
const USUAL_LIMIT: usize = 32_767;
/// No limit of a text is less, so that a smaller number in Jira's words is something else.
const LEAST_LIMIT: usize = 1_000;
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
        return Some(too_long(tool, texts, USUAL_LIMIT));
    }
    if let Some((limit, over)) = over_limit(error, texts) {
        return Some(too_long(tool, &over, limit));
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
fn too_long(tool: &str, texts: &[Sent<'_>], limit: usize) -> ToolError {
    let counts: Vec<String> = texts.iter().filter_map(|one| excess(one, limit)).collect();
    let names: Vec<String> = texts.iter().map(|one| one.name.to_owned()).collect();
    let names = listed(&names, "and");
    let (message, fix) = match counts.as_slice() {
        [] => (
            format!("Jira refused {names} as too large, or the issue has as many of its kind as Jira allows"),
            format!(
                "call {tool} again with a shorter {names}; if that fails too, tell the user that a limit of Jira is reached"
            ),
        ),
        counts => (
            format!("Jira refused {names} as too long: {}", counts.join(", ")),
            format!("call {tool} again with {names} of at most {limit} characters, and with the rest elsewhere"),
        ),
    };
    let error = ToolError::mendable(Code::TooLarge, message, fix);
    texts.iter().fold(error, |error, one| {
        let sent = crate::text::cut::cell(one.edit.markdown(), MOST_CHARACTERS);
        let id = one.id.map(str::to_owned);
        error.with_field(one.name, Field { id, takes: Some("a shorter text"), ..Field::new(Problem::NotAllowed, sent) })
    })
}

/// The texts that are longer than the limit that Jira names, and the limit.
fn over_limit<'a>(error: &Error, texts: &[Sent<'a>]) -> Option<(usize, Vec<Sent<'a>>)> {
    if error.kind != Kind::Invalid {
        return None;
    }
    // Of another field Jira may tell another number.
    let is_own = |field: &str| texts.iter().any(|one| one.id.unwrap_or(one.name) == field);
    let of_texts =
        error.field_messages.iter().filter(|(field, _)| is_own(field) || ["comment", "body"].contains(&field.as_str()));
    let words = of_texts.map(|(_, words)| words);
    // `32,767`, with whatever separates thousands in Jira's language.
    let numbers =
        words.flat_map(|words| words.split(|c: char| !(c.is_ascii_digit() || ",.\u{a0}\u{202f}'".contains(c))));
    let digits = numbers.map(|number| number.chars().filter(char::is_ascii_digit).collect::<String>());
    let limit = digits.filter_map(|digits| digits.parse().ok()).find(|number| *number >= LEAST_LIMIT)?;
    let over: Vec<Sent<'_>> = texts.iter().copied().filter(|one| excess(one, limit).is_some()).collect();
    (!over.is_empty()).then_some((limit, over))
}

/// How much longer than a limit a text is, in words.
fn excess(text: &Sent<'_>, limit: usize) -> Option<String> {
    let length = match text.stored {
        Value::String(markup) => markup.chars().count(),
        document => adf::plain(document).chars().count(),
    };
    let more = length.checked_sub(limit).filter(|more| *more > 0)?;
    Some(format!("`{}` has {length} characters, {more} more than the {limit} that are allowed", text.name))
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
