//! What the demo's agent knows: what answers showed it. It never looks anywhere else.

use super::script::{Call, Expect, Step};
use serde_json::{Map, Value};

/// What was learnt so far.
#[derive(Default)]
pub(super) struct Agent {
    key: Option<String>,
    attachment: Option<String>,
    tool: String,
    arguments: Map<String, Value>,
    error: Option<Value>,
    cursor: Option<String>,
}

type Arguments = Map<String, Value>;

impl Agent {
    /// The call of a step, or why it can't be made.
    pub(super) fn next(&self, step: &Step) -> Result<(String, Arguments), String> {
        match &step.call {
            Call::Tool(tool, arguments) => {
                let filled = arguments
                    .replace("<key>", self.key.as_deref().unwrap_or("(no key was shown)"))
                    .replace("<attachment>", self.attachment.as_deref().unwrap_or("(no attachment was shown)"));
                let arguments = serde_json::from_str(&filled).map_err(|error| error.to_string())?;
                Ok(((*tool).to_owned(), arguments))
            }
            Call::Mended => {
                let error = self.error.as_ref().ok_or("the last call did not fail")?;
                Ok((self.tool.clone(), mend(&self.arguments, error)?))
            }
            Call::Continued => {
                let cursor = self.cursor.clone().ok_or("the last answer named no cursor")?;
                Ok((self.tool.clone(), Map::from_iter([("cursor".to_owned(), Value::String(cursor))])))
            }
        }
    }

    /// Takes in an answer, or says what is not as expected.
    pub(super) fn learn(&mut self, step: &Step, tool: String, arguments: Arguments, text: &str) -> Result<(), String> {
        let parsed: Option<Value> = serde_json::from_str(text).ok();
        self.error = parsed.as_ref().and_then(|answer| answer.get("error").cloned());
        self.cursor = parsed.as_ref().and_then(cursor).or_else(|| cursor(&last_line(text)?));
        self.key = parsed.as_ref().and_then(|answer| first_key(answer).or_else(|| made(answer))).or(self.key.take());
        self.attachment = first_id(text).or(self.attachment.take());
        self.tool = tool;
        self.arguments = arguments;
        match (&step.expect, &self.error) {
            (Expect::Answer(words), None) => match words.iter().find(|word| !text.contains(**word)) {
                None => Ok(()),
                Some(word) => Err(format!("`{word}` is not in the answer")),
            },
            (Expect::Error(code), Some(error)) => match error.get("code").and_then(Value::as_str) {
                Some(found) if found == *code => Ok(()),
                found => Err(format!("the code is {found:?} instead of `{code}`")),
            },
            (Expect::Answer(_), Some(_)) => Err("an error came instead of a result".to_owned()),
            (Expect::Error(code), None) => Err(format!("a result came instead of the error `{code}`")),
        }
    }
}

/// The same arguments with what the error says to send.
fn mend(arguments: &Arguments, error: &Value) -> Result<Arguments, String> {
    let fields = error.get("fields").and_then(Value::as_object).ok_or("the error names no fields")?;
    let mut mended = arguments.clone();
    for (name, entry) in fields {
        let send = entry.get("send").cloned();
        let word =
            ["/closest", "/allowed/0", "/candidates/0/send"].iter().find_map(|path| entry.pointer(path)).cloned();
        let sent = entry.get("sent").and_then(Value::as_str);
        let Some(value) = send.or_else(|| Some(instead(mended.get(name), sent, word?))) else {
            return Err(format!("the error does not say what to send for `{name}`"));
        };
        mended.insert(name.clone(), value);
    }
    Ok(mended)
}

/// The right word in the place of the wrong one: alone, as an item of a list, or inside a longer text.
fn instead(given: Option<&Value>, sent: Option<&str>, word: Value) -> Value {
    let plain = word.as_str().map_or_else(|| word.to_string(), str::to_owned);
    match (given, sent) {
        (Some(Value::Array(items)), Some(sent)) => {
            items.iter().map(|item| if item == sent { word.clone() } else { item.clone() }).collect()
        }
        (Some(Value::String(text)), Some(sent)) if sent != text && text.contains(sent) => {
            text.replace(sent, &plain).into()
        }
        _ => word,
    }
}

fn cursor(answer: &Value) -> Option<String> {
    answer.get("cursor").and_then(Value::as_str).map(str::to_owned)
}

/// The arguments in a last line such as `more: jira_get_issue {"key":"SHOP-1","cursor":"k3f9a2"}`.
fn last_line(text: &str) -> Option<Value> {
    let line = text.lines().last()?;
    serde_json::from_str(line.split_once(" {").map(|(_, rest)| format!("{{{rest}"))?.as_str()).ok()
}

/// The key of an issue that was made.
fn made(answer: &Value) -> Option<String> {
    answer.get("created")?;
    answer.get("key").and_then(Value::as_str).map(str::to_owned)
}

fn first_key(answer: &Value) -> Option<String> {
    let column = answer.get("cols")?.as_array()?.iter().position(|name| name == "key")?;
    answer.pointer(&format!("/rows/0/{column}")).and_then(Value::as_str).map(str::to_owned)
}

/// The first `#123` of the part about attachments.
fn first_id(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let from = lower.find("attachments")?;
    let part = text.get(from..)?;
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    part.split('#').skip(1).map(digits).find(|digits| digits.len() > 2).map(|digits| format!("#{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Arguments {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_error_alone_is_enough_to_go_on() {
        let wrong = map(json!({"jql": "status = \"In Progess\"", "limit": 5}));
        for (entry, right) in [
            (json!({"send": "status = Open"}), "status = Open"),
            (json!({"sent": "In Progess", "closest": "In Progress"}), "status = \"In Progress\""),
            (json!({"sent": "status = \"In Progess\"", "allowed": ["a", "b"]}), "a"),
            (json!({"candidates": [{"name": "x", "send": "y"}]}), "y"),
        ] {
            let mended = mend(&wrong, &json!({"fields": {"jql": entry}})).unwrap();
            assert_eq!(Value::Object(mended), json!({"jql": right, "limit": 5}));
        }
        let list = map(json!({"include": ["links", "coments"]}));
        let entry = json!({"fields": {"include": {"sent": "coments", "closest": "comments"}}});
        assert_eq!(Value::Object(mend(&list, &entry).unwrap()), json!({"include": ["links", "comments"]}));
        assert!(mend(&wrong, &json!({"fields": {"jql": {"problem": "malformed"}}})).is_err());
    }

    #[test]
    fn cursors_keys_and_attachments_are_read_where_the_contract_shows_them() {
        let more = last_line("text\nmore: jira_get_issue {\"key\":\"SHOP-1\",\"cursor\":\"k3f9a2\"}").unwrap();
        assert_eq!(cursor(&more).as_deref(), Some("k3f9a2"));
        assert_eq!(first_key(&json!({"cols": ["key"], "rows": [["SHOP-7"]]})).as_deref(), Some("SHOP-7"));
        assert_eq!(made(&json!({"key": "SHOP-8", "created": true})).as_deref(), Some("SHOP-8"));
        assert_eq!(made(&json!({"key": "SHOP-8", "changed": {}})), None);
        assert_eq!(first_id("#99999 by Ana\n## Attachments\n- log.txt #10001 2 kB").as_deref(), Some("#10001"));
        assert_eq!(first_id("nothing attached"), None);
    }
}
