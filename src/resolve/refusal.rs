//! What is wrong with the values of one write, gathered into one error that mends them all: pure.
//!
//! A value stands in an argument of its own or in an entry of `fields`. How it is said, and what is to be sent instead,
//! differs between the two, so each problem knows its place.

use super::Failure;
use crate::error::{Code, Field, Problem, ToolError, listed};
use serde_json::Value;

/// A longer list would be cut in a sentence, and be no list any more.
const MOST_CHARACTERS: usize = 400;

/// Where a value stood.
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    /// In an argument of its own.
    Argument(&'static str),
    /// In `fields`: which entry, and the name under which it goes back.
    Entry(usize, String),
    /// Nowhere: it has to be added to `fields`, under this name.
    Absent(String),
}

impl Spot {
    /// The key of the problem's entry in an error.
    pub fn key(&self) -> &str {
        match self {
            Self::Argument(name) => name,
            Self::Entry(_, name) | Self::Absent(name) => name,
        }
    }

    /// What to send instead, as a part after "call … again with": ``priority `High` or `Low` ``.
    pub fn say(&self, values: &[String]) -> String {
        if values.is_empty() {
            return String::new();
        }
        let sent = |value: &String| match self {
            Self::Argument(_) => value.clone(),
            Self::Entry(_, name) | Self::Absent(name) => format!("{name}: {value}"),
        };
        let list = listed(&values.iter().map(sent).collect::<Vec<_>>(), "or");
        match self {
            Self::Argument(name) => format!("{name} {list}"),
            Self::Entry(..) | Self::Absent(_) => format!("fields {list}"),
        }
    }
}

/// The one way to mend a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Mend {
    /// This value instead.
    Send(Value),
    /// This whole entry instead.
    Line(String),
    /// Without it.
    Drop,
}

/// What is wrong with one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What kind of failure it alone would be.
    pub code: Code,
    /// A sentence part: ``priority `Urgent` is not allowed for Bug in SHOP``.
    pub message: String,
    /// What to send, as a part after "call … again with"; empty when nothing can be named.
    pub with: String,
    /// What else helps, as a clause of its own.
    pub also: Option<String>,
    /// The entry in `fields`.
    pub field: Box<Field>,
    /// The one way to mend it, where there is only one.
    pub mend: Option<Mend>,
}

impl Refusal {
    /// A problem without a way out yet.
    pub fn new(code: Code, problem: Problem, sent: &Value, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            with: String::new(),
            also: None,
            field: Box::new(Field::new(problem, sent.clone())),
            mend: None,
        }
    }

    /// The same, which this one value mends.
    #[must_use]
    pub fn mended(mut self, spot: &Spot, value: impl Into<String>) -> Self {
        let value = value.into();
        self.with = spot.say(std::slice::from_ref(&value));
        self.field.closest.get_or_insert_with(|| value.clone());
        self.mend = Some(Mend::Send(value.into()));
        self
    }

    /// The same, with what to send instead in words.
    #[must_use]
    pub fn with(mut self, with: impl Into<String>) -> Self {
        self.with = with.into();
        self
    }

    /// A problem that a resolver told as a whole error; `None` for one that no other value mends.
    pub fn of(error: &ToolError) -> Option<Self> {
        let waits = matches!(error.code, Code::RateLimited | Code::UpstreamError | Code::Timeout | Code::Conflict);
        if waits || !error.retryable || error.retry_after_s.is_some() {
            return None;
        }
        let field = error.fields.first().map(|(_, field)| field.clone()).unwrap_or_default();
        Some(Self {
            code: error.code,
            message: error.message.clone(),
            with: String::new(),
            also: error.fix.clone(),
            mend: field.send.clone().map(Mend::Send),
            field: Box::new(field),
        })
    }
}

/// Why one value can't be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// It is not right; others are looked at all the same.
    Refused(Box<Refusal>),
    /// The question could not be asked, so nothing can be said of the others either.
    Failed(Box<ToolError>),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl Trouble {
    /// What a resolver failed with, for a value in this place.
    pub fn at(failure: Failure, spot: &Spot) -> Self {
        match failure {
            Failure::Name(unresolved) => Self::Refused(Box::new(unresolved.refusal(spot))),
            Failure::Other(error) => match Refusal::of(&error) {
                Some(refusal) => Self::Refused(Box::new(refusal)),
                None => Self::Failed(error),
            },
        }
    }
}

/// The error for all problems of a write. `lines` are the entries of `fields` as they would be sent again.
pub fn refuse(tool: &str, problems: Vec<(Spot, Refusal)>, lines: &[String]) -> ToolError {
    let code = code_of(&problems);
    let mut messages: Vec<&str> = problems.iter().map(|(_, one)| one.message.as_str()).collect();
    messages.dedup();
    let message = messages.join("; ");
    let whole = whole(&problems, lines);
    let mut error = ToolError::mendable(code, message, fix(tool, &problems, whole.as_deref(), lines));
    for (spot, refusal) in problems {
        let send = match (&spot, &refusal.mend) {
            (Spot::Argument(_), Some(Mend::Send(value))) => Some(value.clone()),
            (Spot::Argument(_), Some(Mend::Line(line))) => Some(line.as_str().into()),
            (Spot::Argument(_), _) => None,
            (Spot::Entry(..) | Spot::Absent(_), _) => whole.clone().map(Value::from),
        };
        error = error.with_field(spot.key(), Field { send, ..*refusal.field });
    }
    error
}

/// What is missing outweighs what is wrong, because it tells of more fields; otherwise the first problem names the error.
fn code_of(problems: &[(Spot, Refusal)]) -> Code {
    let missing = problems.iter().find(|(_, one)| one.code == Code::MissingFields);
    missing.or(problems.first()).map_or(Code::InvalidArgument, |(_, one)| one.code)
}

/// The whole of `fields`, when each of its problems has one way to be mended.
fn whole(problems: &[(Spot, Refusal)], lines: &[String]) -> Option<Vec<String>> {
    let of_fields = || problems.iter().filter(|(spot, _)| !matches!(spot, Spot::Argument(_)));
    of_fields().next()?;
    let mut all: Vec<Option<String>> = lines.iter().cloned().map(Some).collect();
    for (spot, refusal) in of_fields() {
        let line = match (spot, refusal.mend.as_ref()?) {
            (_, Mend::Drop) => None,
            (_, Mend::Line(line)) => Some(line.clone()),
            (spot, Mend::Send(value)) => Some(format!("{}: {}", spot.key(), crate::args::listed_text(value))),
        };
        match spot {
            Spot::Entry(at, _) => *all.get_mut(*at)? = line,
            Spot::Absent(_) | Spot::Argument(_) => all.push(line),
        }
    }
    Some(all.into_iter().flatten().collect())
}

fn fix(tool: &str, problems: &[(Spot, Refusal)], whole: Option<&[String]>, lines: &[String]) -> String {
    let mut with: Vec<String> = Vec::new();
    let mut in_fields: Vec<&str> = Vec::new();
    let mut without: Vec<String> = Vec::new();
    let whole = whole.map(|lines| format!("fields {}", Value::from(lines)));
    let whole = whole.or_else(|| template(problems, lines)).filter(|text| text.chars().count() <= MOST_CHARACTERS);
    for (spot, refusal) in problems {
        let is_argument = matches!(spot, Spot::Argument(_));
        match &refusal.mend {
            _ if !is_argument && whole.is_some() => {}
            Some(Mend::Drop) => without.push(format!("`{}`", spot.key())),
            _ => match refusal.with.strip_prefix("fields ") {
                Some(said) if !is_argument => in_fields.push(said),
                _ => with.push(refusal.with.clone()),
            },
        }
    }
    with.extend(whole);
    if !in_fields.is_empty() {
        with.push(format!("fields {}", in_fields.join(" and ")));
    }
    with.retain(|part| !part.is_empty());
    let mut also: Vec<&str> = problems.iter().filter_map(|(_, one)| one.also.as_deref()).collect();
    also.dedup();
    let call = match (with.is_empty(), without.is_empty()) {
        (false, true) => Some(format!("call {tool} again with {}", with.join(" and "))),
        (false, false) => {
            Some(format!("call {tool} again with {}, without {}", with.join(" and "), without.join(" and ")))
        }
        (true, false) => Some(format!("call {tool} again without {}", without.join(" and "))),
        (true, true) => None,
    };
    match (call, also.is_empty()) {
        (Some(call), true) => call,
        (Some(call), false) => format!("{call}; {}", also.join("; ")),
        (None, false) if also.iter().any(|one| one.contains(tool)) => also.join("; "),
        (None, false) => format!("{}, then call {tool} again", also.join("; ")),
        (None, true) => format!("call {tool} again with other values"),
    }
}

/// The whole of `fields` with what is missing, where nothing else in it is wrong: likely values, and words in angle brackets for
/// what only the caller knows.
fn template(problems: &[(Spot, Refusal)], lines: &[String]) -> Option<String> {
    let mut all: Vec<String> = lines.to_vec();
    let mut adds = false;
    for (spot, refusal) in problems {
        match spot {
            Spot::Argument(_) => {}
            Spot::Entry(..) => return None,
            Spot::Absent(_) => {
                adds = true;
                let line = refusal.with.strip_prefix("fields `")?.strip_suffix('`')?;
                // Several values are a choice, not a line.
                all.push(Some(line).filter(|line| !line.contains('`'))?.to_owned());
            }
        }
    }
    adds.then(|| format!("fields {}", Value::from(all)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(spot: &Spot, sent: &str, allowed: &[&str]) -> Refusal {
        let message = format!("{} `{sent}` is not allowed", spot.key());
        let allowed: Vec<String> = allowed.iter().map(|one| (*one).to_owned()).collect();
        let with = spot.say(&allowed);
        let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, &json!(sent), message).with(with);
        refusal.field.allowed = allowed;
        refusal
    }

    fn entry(at: usize, name: &str) -> Spot {
        Spot::Entry(at, name.to_owned())
    }

    #[test]
    fn one_wrong_argument_reads_as_in_the_contract() {
        let spot = Spot::Argument("priority");
        let refusal = wrong(&spot, "Urgent", &["High", "Low"]);
        let error = refuse("jira_create_issue", vec![(spot, refusal)], &[]);
        assert_eq!(error.fix.as_deref(), Some("call jira_create_issue again with priority `High` or `Low`"));
        assert_eq!(error.code, Code::ValueNotAllowed);
        assert_eq!(error.fields[0].1.send, None);
    }

    #[test]
    fn all_of_fields_is_sent_again_when_each_problem_has_one_way_out() {
        let lines = ["Story Points: 5".to_owned(), "Severty: Majr".to_owned(), "Nope: 1".to_owned()];
        let spot = entry(1, "Severity");
        let first = wrong(&spot, "Majr", &["Major", "Minor"]).mended(&spot, "Major");
        let mut second = wrong(&entry(2, "Nope"), "1", &[]);
        second.mend = Some(Mend::Drop);
        let problems = vec![(spot, first.clone()), (entry(2, "Nope"), second.clone())];
        let error = refuse("jira_update_issue", problems, &lines);
        let whole = json!(["Story Points: 5", "Severity: Major"]);
        assert_eq!(error.fix.unwrap(), format!("call jira_update_issue again with fields {whole}"));
        assert!(error.fields.iter().all(|(_, field)| field.send.as_ref() == Some(&whole)));
        second.mend = None;
        let error = refuse("t", vec![(entry(1, "Severity"), first), (entry(2, "Nope"), second)], &lines);
        assert!(error.fields.iter().all(|(_, field)| field.send.is_none()));
        assert_eq!(error.fix.as_deref(), Some("call t again with fields `Severity: Major`"));
    }

    #[test]
    fn what_is_missing_names_the_error() {
        let missing = Spot::Absent("Risk class".to_owned());
        let mut refusal = wrong(&missing, "", &["A", "B"]);
        refusal.code = Code::MissingFields;
        let priority = Spot::Argument("priority");
        let problems = vec![(priority.clone(), wrong(&priority, "x", &["High"])), (missing, refusal)];
        let error = refuse("t", problems, &[]);
        assert_eq!(error.code, Code::MissingFields);
        assert_eq!(
            error.fix.as_deref(),
            Some("call t again with priority `High` and fields `Risk class: A` or `Risk class: B`")
        );
    }

    #[test]
    fn what_is_missing_is_added_to_what_was_sent() {
        let of = |name: &str, value: &str| {
            let spot = Spot::Absent(name.to_owned());
            let mut refusal = wrong(&spot, "", &[value]);
            refusal.code = Code::MissingFields;
            (spot, refusal)
        };
        let lines = ["Story Points: 5".to_owned()];
        let error = refuse("t", vec![of("Risk class", "A"), of("Control id", "<text>")], &lines);
        let whole = json!(["Story Points: 5", "Risk class: A", "Control id: <text>"]);
        assert_eq!(error.fix, Some(format!("call t again with fields {whole}")));
        assert!(error.fields.iter().all(|(_, field)| field.send.is_none()), "what only the caller knows is not sent");
    }
}
