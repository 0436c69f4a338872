//! Prompts: what people start from a menu, said to the model in terms of our tools.
//!
//! A prompt is data: its text stands in `tools/prompts/<name>.md` beside the texts of the tools. It names the tools that it
//! needs, and is offered where they are on. A line whose `{argument}` was not given is left out, so that an optional
//! argument needs no second text.

use crate::args::is_filler;
use crate::completion::Subject;
use serde_json::{Map, Value};

/// What stands at the beginning of every name of a tool.
const TOOL: &str = "jira_";

/// One prompt.
#[derive(Debug)]
pub struct Prompt {
    /// The name on the wire.
    pub name: &'static str,
    /// The title for people.
    pub title: &'static str,
    /// One sentence for people: what it does.
    pub description: &'static str,
    /// What is put into the text.
    pub arguments: &'static [Argument],
    /// The text, with `{argument}` where one stands.
    pub text: &'static str,
}

/// What a person fills in.
#[derive(Debug)]
pub struct Argument {
    /// The name on the wire and in the text.
    pub name: &'static str,
    /// A few words for people.
    pub description: &'static str,
    /// Whether the prompt makes no sense without it.
    pub required: bool,
    /// What its first letters are completed to, if they are.
    pub subject: Option<Subject>,
}

/// The one list, in the order in which prompts are offered.
pub static ALL: &[Prompt] = &[
    Prompt {
        name: "triage_issue",
        title: "Triage an issue",
        description: "Understand an issue, find its duplicates and propose type, priority and assignee; changes nothing.",
        arguments: &[Argument { description: "Issue key", subject: Some(Subject::Issue), ..required("issue") }],
        text: include_str!("../tools/prompts/triage_issue.md").trim_ascii(),
    },
    Prompt {
        name: "report_bug",
        title: "Write a good bug report",
        description: "Turn a few words into a bug report that can be worked on, and file it when you agree.",
        arguments: &[
            Argument { description: "What is wrong, in your words", ..required("problem") },
            Argument { required: false, ..project() },
        ],
        text: include_str!("../tools/prompts/report_bug.md").trim_ascii(),
    },
    Prompt {
        name: "standup",
        title: "Stand-up since yesterday",
        description: "What you did since the last working day, what is next and what is blocked.",
        arguments: &[Argument { required: false, ..project() }],
        text: include_str!("../tools/prompts/standup.md").trim_ascii(),
    },
    Prompt {
        name: "plan_from_specification",
        title: "Plan from a specification",
        description: "Cut a specification into an epic and stories, and create them when you agree.",
        arguments: &[
            project(),
            Argument { description: "Its text, or the key of the issue that holds it", ..required("specification") },
        ],
        text: include_str!("../tools/prompts/plan_from_specification.md").trim_ascii(),
    },
];

const fn required(name: &'static str) -> Argument {
    Argument { name, description: "", required: true, subject: None }
}

const fn project() -> Argument {
    Argument { description: "Project key or name", subject: Some(Subject::Project), ..required("project") }
}

impl Prompt {
    /// The tools that it sends the model to.
    pub fn tools(&self) -> impl Iterator<Item = &'static str> {
        let in_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        self.text.split(move |letter| !in_name(letter)).filter(|word| word.starts_with(TOOL))
    }

    /// The text with the arguments in their places; what is given there is not read for further places.
    ///
    /// # Errors
    ///
    /// A sentence that names each argument that is missing, unknown or no text.
    pub fn filled(&self, given: &Map<String, Value>) -> Result<String, String> {
        let mut wrong: Vec<String> = Vec::new();
        for name in given.keys().filter(|name| self.argument(name).is_none()) {
            wrong.push(format!("`{}` is no argument of it", name.escape_debug()));
        }
        let mut values: Vec<(&str, String)> = Vec::new();
        for argument in self.arguments {
            let name = argument.name;
            match given.get(name).filter(|value| !is_filler(value)) {
                None if argument.required => wrong.push(format!("`{name}` is missing")),
                None => {}
                Some(Value::String(text)) => values.push((name, text.trim().to_owned())),
                Some(Value::Number(number)) => values.push((name, number.to_string())),
                Some(_) => wrong.push(format!("`{name}` must be a text")),
            }
        }
        if !wrong.is_empty() {
            return Err(format!("prompt `{}`: {}", self.name, wrong.join("; ")));
        }
        let mut lines: Vec<String> = Vec::new();
        let mut after_empty = false;
        for line in self.text.lines() {
            // The empty line after one that was left out goes with it.
            if line.is_empty() && after_empty {
                continue;
            }
            if let Some(filled) = filled_line(line, &values) {
                lines.push(filled);
                after_empty = line.is_empty();
            }
        }
        Ok(lines.join("\n"))
    }

    /// An argument by its name.
    pub fn argument(&self, name: &str) -> Option<&'static Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }
}

/// A line with its places filled; `None` when one of them has no value.
fn filled_line(line: &str, values: &[(&str, String)]) -> Option<String> {
    let mut pieces = line.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}')?;
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        filled.push_str(value);
        filled.push_str(rest);
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn prompt(name: &str) -> &'static Prompt {
        ALL.iter().find(|prompt| prompt.name == name).unwrap()
    }

    fn fill(name: &str, given: Value) -> Result<String, String> {
        prompt(name).filled(given.as_object().unwrap())
    }

    #[test]
    fn a_text_holds_all_arguments_and_nothing_else_to_fill() {
        for prompt in ALL {
            let given = prompt.arguments.iter().map(|argument| (argument.name.to_owned(), json!("a value")));
            let text = prompt.filled(&given.collect()).unwrap();
            assert_eq!(text.matches("a value").count(), prompt.arguments.len(), "{}", prompt.name);
            assert_eq!(text.lines().count(), prompt.text.lines().count(), "a line of {} is never shown", prompt.name);
        }
    }

    #[test]
    fn every_tool_that_is_named_exists() {
        for prompt in ALL {
            let named: Vec<&str> = prompt.tools().collect();
            assert!(named.len() >= 2, "{} names {named:?}", prompt.name);
            for name in named {
                assert!(crate::tools::ALL.iter().any(|tool| tool.spec().name == name), "{} names {name}", prompt.name);
            }
        }
    }

    #[test]
    fn what_is_not_given_leaves_no_trace() {
        let text = fill("standup", json!({"project": " "})).unwrap();
        assert!(!text.contains("project") && !text.contains("\n\n\n"), "{text}");
        let text = fill("standup", json!({"project": "SHOP"})).unwrap();
        assert!(text.contains("\n\nOnly the project SHOP counts.\n\n"), "{text}");
    }

    #[test]
    fn what_is_given_is_taken_as_it_is() {
        let specification = "{project} and {nothing}\n\n\nthe end";
        let text = fill("plan_from_specification", json!({"project": "SHOP", "specification": specification})).unwrap();
        assert!(text.contains(&format!("\n\n{specification}\n\n")), "{text}");
    }

    #[test]
    fn what_is_wrong_is_said_at_once() {
        let wrong = fill("plan_from_specification", json!({"project": ["SHOP"], "size": "big"}));
        assert_eq!(
            wrong.unwrap_err(),
            "prompt `plan_from_specification`: `size` is no argument of it; `project` must be a text; `specification` is missing"
        );
    }
}
