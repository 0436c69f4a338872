//! What the person who watches the demo sees.

use super::client::Answer;
use super::script::Step;
use crate::router::BYTES_PER_TOKEN;
use serde_json::{Map, Value};
use std::io::{Result, Write};
use std::time::Duration;

/// Lines of an answer that are printed, at most.
const MOST_LINES: usize = 25;
/// Characters of a printed line, at most.
const MOST_CHARACTERS: usize = 160;

/// What came together over the session.
#[derive(Default)]
pub(super) struct Totals {
    steps: usize,
    failed: usize,
    bytes: usize,
    /// `None` where times aren't shown.
    time: Option<Duration>,
}

impl Totals {
    /// Counts a step: the bytes and the time of its answer, where times are shown, or that there was no answer.
    pub(super) fn count(&mut self, answer: Option<(usize, Option<Duration>)>) {
        self.steps += 1;
        match answer {
            Some((bytes, time)) => {
                self.bytes += bytes;
                self.time = time.map(|time| self.time.unwrap_or_default() + time);
            }
            None => self.failed += 1,
        }
    }

    /// The step that was counted last did not go as expected.
    pub(super) fn fail(&mut self) {
        self.failed += 1;
    }

    /// Whether every step went as expected.
    pub(super) fn all_well(&self) -> bool {
        self.failed == 0
    }

    /// The last line.
    pub(super) fn summary(&self, output: &mut dyn Write) -> Result<()> {
        writeln!(
            output,
            "\n{} steps, {} as expected; {} bytes of answers, about {} tokens{}",
            self.steps,
            self.steps - self.failed,
            self.bytes,
            tokens(self.bytes),
            self.time.map_or(String::new(), |time| format!("; {} ms of waiting", time.as_millis())),
        )
    }
}

pub(super) fn opening(output: &mut dyn Write, tools: usize, took: Duration) -> Result<()> {
    writeln!(
        output,
        "The server started and listed {tools} tools in {} ms. All people and issues are invented.",
        took.as_millis()
    )
}

/// The first lines of a session that is the same in every run.
pub(super) fn opening_recorded(output: &mut dyn Write, tools: usize) -> Result<()> {
    writeln!(
        output,
        "A session of `mcp-server-jira demo --recorded`: the day and the address are fixed, times are left out, all else\n\
         is as the server answered. It lists {tools} tools. All people and issues are invented.",
    )
}

pub(super) fn step(output: &mut dyn Write, number: usize, step: &Step) -> Result<()> {
    writeln!(output, "\n{number}. {}", step.says)
}

pub(super) fn call(output: &mut dyn Write, tool: &str, arguments: &Map<String, Value>) -> Result<()> {
    writeln!(output, "   → {tool} {}", Value::Object(arguments.clone()))
}

pub(super) fn wrong(output: &mut dyn Write, what: &str) -> Result<()> {
    writeln!(output, "   NOT AS EXPECTED: {what}")
}

/// Prints an answer.
pub(super) fn answer(output: &mut dyn Write, answer: &Answer, took: Option<Duration>) -> Result<()> {
    let bytes = answer.bytes;
    let lines = answer.text.as_deref().map_or_else(|| vec!["[an image]".to_owned()], readable);
    let kind = if answer.is_error { "error" } else { "answer" };
    let took = took.map_or(String::new(), |took| format!(", {:.1} ms", took.as_micros() as f64 / 1000.0));
    writeln!(output, "   ← {kind}: {bytes} bytes, about {} tokens{took}", tokens(bytes))?;
    for line in lines.iter().take(MOST_LINES) {
        let cut: String = line.chars().take(MOST_CHARACTERS).collect();
        let more = if cut.len() < line.len() { " …" } else { "" };
        writeln!(output, "     {cut}{more}")?;
    }
    if lines.len() > MOST_LINES {
        writeln!(output, "     … {} more lines, cut for printing only", lines.len() - MOST_LINES)?;
    }
    Ok(())
}

/// Markdown as it is; an object with a line per key and per row.
fn readable(text: &str) -> Vec<String> {
    let Ok(Value::Object(map)) = serde_json::from_str(text) else {
        return text.lines().map(str::to_owned).collect();
    };
    let inner = map.get("error").and_then(Value::as_object).unwrap_or(&map);
    let mut lines = Vec::new();
    for (key, value) in inner {
        match value {
            Value::Array(rows) if rows.iter().any(Value::is_array) => {
                lines.push(format!("{key}:"));
                lines.extend(rows.iter().map(|row| format!("  {row}")));
            }
            Value::String(text) => lines.push(format!("{key}: {text}")),
            other => lines.push(format!("{key}: {other}")),
        }
    }
    lines
}

fn tokens(bytes: usize) -> usize {
    (bytes as f64 / BYTES_PER_TOKEN).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_answer_is_cut_in_print_and_says_so() {
        let text = "line\n".repeat(40);
        let mut printed = Vec::new();
        let long = Answer { bytes: text.len(), text: Some(text), is_error: false };
        answer(&mut printed, &long, Some(Duration::ZERO)).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        assert!(printed.contains("answer: 200 bytes"), "{printed}");
        assert!(printed.contains("15 more lines"), "{printed}");
        assert_eq!(readable(r#"{"rows":[["a"],["b"]],"n":1}"#), ["rows:", "  [\"a\"]", "  [\"b\"]", "n: 1"]);
    }
}
