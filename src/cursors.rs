//! Where cut results go on: short handles into a bounded table in memory.
//!
//! A handle holds the whole call, so that an agent sends it alone, or with the arguments it had sent, and nothing else.
//! Nothing in it leaves the process; an unknown handle says so and how to begin again.

use crate::args::{folded, is_filler};
use crate::error::{Code, Field, Problem, ToolError};
use crate::random::Random;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How many handles are kept; the oldest goes first.
const MOST: usize = 1_000;
/// What all of them may hold together, so that long queries and wide rows don't fill the memory.
const MOST_BYTES: usize = 4 << 20;

/// The table of handles.
#[derive(Debug)]
pub struct Cursors {
    lifetime: Duration,
    entries: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    tool: &'static str,
    sent: Map<String, Value>,
    shown: Map<String, Value>,
    state: Value,
    made: Instant,
    number: u64,
    bytes: usize,
}

/// A call that goes on.
#[derive(Debug)]
pub struct Resumed<S> {
    /// The arguments of the call that was cut.
    pub arguments: Map<String, Value>,
    /// What the tool left to itself.
    pub state: S,
}

impl Cursors {
    /// An empty table whose handles live for `lifetime`.
    pub fn new(lifetime: Duration) -> Self {
        Self { lifetime, entries: Mutex::default() }
    }

    /// Keeps a call and gives its handle.
    ///
    /// `shown` holds values that the result showed in another form than sent (the `jql` that ran): sending them back matches too.
    pub fn keep(
        &self,
        random: &Random,
        tool: &'static str,
        sent: &Map<String, Value>,
        shown: Map<String, Value>,
        state: &impl Serialize,
    ) -> String {
        let handle = random.word();
        let mut sent = sent.clone();
        sent.remove("cursor");
        let state = serde_json::to_value(state).unwrap_or_default();
        let bytes = state.to_string().len() + Value::Object(sent.clone()).to_string().len();
        let mut entries = self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        entries.retain(|_, entry| entry.made.elapsed() < self.lifetime);
        let number = entries.values().map(|entry| entry.number).max().map_or(0, |newest| newest + 1);
        let mut held: usize = entries.values().map(|entry| entry.bytes).sum();
        while !entries.is_empty() && (entries.len() >= MOST || held + bytes > MOST_BYTES) {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.number).map(|(handle, _)| handle.clone());
            let Some(gone) = oldest.and_then(|handle| entries.remove(&handle)) else { break };
            held -= gone.bytes;
        }
        entries.insert(handle.clone(), Entry { tool, sent, shown, state, made: Instant::now(), number, bytes });
        handle
    }

    /// The call behind the `cursor` in `arguments`; `None` when there is none.
    ///
    /// Other arguments may be missing; those that are there must be what was sent or shown, or fillers.
    pub fn resume<S: DeserializeOwned>(
        &self,
        tool: &'static str,
        arguments: &Map<String, Value>,
    ) -> Result<Option<Resumed<S>>, ToolError> {
        let Some(handle) = arguments.get("cursor").filter(|value| !is_filler(value)) else {
            return Ok(None);
        };
        // A list of one is what some models make of a single text.
        let handle = handle.as_array().and_then(|items| items.first()).unwrap_or(handle);
        let handle = handle.as_str().map_or_else(|| handle.to_string(), |text| text.trim().to_owned());
        let entries = self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(entry) = entries.get(&handle).filter(|entry| entry.made.elapsed() < self.lifetime) else {
            return Err(begin_again(tool, &handle, "is not known; handles end with the server and after an hour"));
        };
        if entry.tool != tool {
            let call = Value::Object(Map::from_iter([("cursor".to_owned(), handle.clone().into())]));
            let message = format!("cursor `{handle}` belongs to a call of {}", entry.tool);
            let fix = format!("call {} with cursor `{handle}`, or {tool} again without cursor", entry.tool);
            return Err(ToolError::mendable(Code::CursorInvalid, message, fix)
                .with_field("cursor", Field { send: Some("".into()), ..Field::new(Problem::NotAllowed, handle) })
                .with_next(entry.tool, call));
        }
        let differing: Vec<_> = arguments
            .iter()
            .filter(|(name, value)| *name != "cursor" && !is_filler(value) && !entry.matches(name, value))
            .collect();
        if differing.is_empty() {
            let state = serde_json::from_value(entry.state.clone())
                .map_err(|_| begin_again(tool, &handle, "can't be read on"))?;
            return Ok(Some(Resumed { arguments: entry.sent.clone(), state }));
        }
        let mut error = ToolError::mendable(
            Code::CursorInvalid,
            format!("cursor `{handle}` belongs to a call with other arguments"),
            format!("call {tool} again with cursor `{handle}` alone, or with the new arguments and no cursor"),
        );
        for (name, value) in differing {
            // Nothing, in the shape that the argument has.
            let nothing = if value.is_array() { json!([]) } else { json!("") };
            let original = entry.sent.get(name).cloned().unwrap_or(nothing);
            error = error
                .with_field(name, Field { send: Some(original), ..Field::new(Problem::NotAllowed, value.clone()) });
        }
        Err(error)
    }
}

impl Entry {
    fn matches(&self, name: &str, value: &Value) -> bool {
        let same = |held: Option<&Value>| held.is_some_and(|held| folded(held) == folded(value));
        same(self.sent.get(name)) || same(self.shown.get(name))
    }
}

fn begin_again(tool: &str, handle: &str, why: &str) -> ToolError {
    ToolError::mendable(
        Code::CursorInvalid,
        format!("cursor `{handle}` {why}"),
        format!("call {tool} again without cursor"),
    )
    .with_field("cursor", Field { send: Some("".into()), ..Field::new(Problem::Unknown, handle) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(cursors: &Cursors, random: &Random, text: &str) -> String {
        let sent = Map::from_iter([("jql".to_owned(), text.into())]);
        cursors.keep(random, "jira_search", &sent, Map::new(), &1)
    }

    fn resume(cursors: &Cursors, handle: &str) -> Result<Option<Resumed<u8>>, ToolError> {
        cursors.resume("jira_search", &Map::from_iter([("cursor".to_owned(), handle.into())]))
    }

    #[test]
    fn the_oldest_handles_go_first_and_the_memory_is_bounded() {
        let (cursors, random) = (Cursors::new(Duration::from_secs(60)), Random::seeded(3));
        let first = keep(&cursors, &random, "first");
        assert!(resume(&cursors, &first).unwrap().is_some());
        let wide = "x".repeat(MOST_BYTES / 3);
        let handles: Vec<String> = (0..3).map(|_| keep(&cursors, &random, &wide)).collect();
        assert!(resume(&cursors, &first).is_err(), "the first had to go");
        assert!(resume(&cursors, &handles[2]).unwrap().is_some());
        for _ in 0..MOST + 5 {
            keep(&cursors, &random, "small");
        }
        assert!(cursors.entries.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn a_handle_ends_with_its_lifetime() {
        let (cursors, random) = (Cursors::new(Duration::ZERO), Random::seeded(3));
        let handle = keep(&cursors, &random, "x");
        assert_eq!(resume(&cursors, &handle).unwrap_err().code, Code::CursorInvalid);
    }
}
