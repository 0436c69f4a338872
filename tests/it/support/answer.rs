//! An answer, held to the contract: text equal to the structured content, no noise, no secret, never over the cap, and an
//! error that says how to go on.

use mcp_server_jira::demo;
use rmcp::model::CallToolResult;
use serde_json::{Map, Value};

/// What a call answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub tool: String,
    pub arguments: Value,
    pub is_error: bool,
    pub text: String,
    pub structured: Option<Value>,
    pub image: Option<(String, usize)>,
}

impl Answer {
    pub(super) fn new(tool: &str, arguments: Value, result: CallToolResult) -> Self {
        let block = &result.content[0];
        let image = block.as_image().map(|image| (image.mime_type.to_string(), image.data.len()));
        Self {
            tool: tool.to_owned(),
            arguments,
            is_error: result.is_error == Some(true),
            text: block.as_text().map(|text| text.text.to_string()).unwrap_or_default(),
            structured: result.structured_content,
            image,
        }
    }

    /// The call and its whole answer, as a snapshot holds it.
    pub fn shown(&self) -> String {
        let answer = match (&self.structured, &self.image) {
            (Some(structured), _) => pretty(structured),
            (None, Some((mime_type, length))) => format!("[{mime_type}, {length} characters of base64]"),
            (None, None) => self.text.clone(),
        };
        format!("{} {}\n\n{answer}", self.tool, self.arguments)
    }

    /// What holds for every answer.
    pub(super) fn hold_to_contract(&self, max_tokens: usize) {
        let Self { text, tool, .. } = self;
        if let Some(structured) = &self.structured {
            assert_eq!(&structured.to_string(), text, "{tool}: text and structured content differ");
            hold_value(structured, tool);
        }
        for secret in [
            demo::account::API_TOKEN,
            demo::account::PERSONAL_TOKEN,
            demo::account::PASSWORD,
            demo::account::SCOPED_TOKEN,
        ] {
            assert!(!text.contains(secret), "{tool}: a secret is in the answer");
        }
        assert!(!text.contains("avatar") && !text.contains("/rest/api/"), "{tool}: noise in {text}");
        let tokens = (text.len() as f64 / 3.5).ceil() as usize;
        if !self.is_error {
            assert!(tokens <= max_tokens, "{tool}: {tokens} tokens, {max_tokens} allowed");
            return;
        }
        assert!(tokens <= 600, "{tool}: an error of {tokens} tokens: {text}");
        let error = &self.structured.as_ref().unwrap()["error"];
        let message = error["message"].as_str().unwrap();
        assert!(!message.ends_with('.'), "{message}");
        // Names stay as they are, also at the beginning.
        let names = error["fields"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let is_name = names.chain(["Jira"]).any(|name| message.starts_with(name));
        assert!(is_name || !message.starts_with(char::is_uppercase), "{message}");
        // What a failed call did all the same is told, and only then.
        let done = error["done"].as_array().map_or(0, Vec::len);
        match error["side_effects"].as_str().unwrap() {
            "none" => assert_eq!(done, 0, "{text}"),
            "partial" | "possible" => assert!(done > 0, "{text}"),
            other => panic!("side effects `{other}`"),
        }
        let retryable = error["retryable"].as_bool().unwrap();
        assert!(!retryable || error["fix"].is_string(), "a retryable error without fix: {text}");
    }
}

fn pretty(value: &Value) -> String {
    let Value::Object(members) = value else {
        return serde_json::to_string_pretty(value).unwrap();
    };
    // Rows stay on a line each, so that a review sees rows.
    let lines = members.iter().map(|(name, member)| match member {
        Value::Array(rows) if name == "rows" && !rows.is_empty() => {
            let rows: Vec<String> = rows.iter().map(|row| format!("    {row}")).collect();
            format!("  {}: [\n{}\n  ]", Value::from(name.as_str()), rows.join(",\n"))
        }
        other => {
            let member = serde_json::to_string_pretty(other).unwrap().replace('\n', "\n  ");
            format!("  {}: {member}", Value::from(name.as_str()))
        }
    });
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

/// No null, no `self`, no empty thing but those that are documented as always present.
fn hold_value(value: &Value, place: &str) {
    match value {
        Value::Null => panic!("null at {place}"),
        Value::Array(items) => items.iter().for_each(|item| hold_value(item, place)),
        Value::Object(members) => {
            for (name, member) in members {
                assert!(name != "self", "a self link at {place}");
                // What was sent is told as it was sent.
                if name == "sent" {
                    continue;
                }
                let empty =
                    member.as_array().is_some_and(Vec::is_empty) || member.as_object().is_some_and(Map::is_empty);
                let may_be_empty = [
                    "rows",
                    "writes",
                    "slowed",
                    "off",
                    "on",
                    "types",
                    "components",
                    "versions",
                    "statuses",
                    "arguments",
                    "changed",
                    "required",
                    // An argument, or a list whose only entry is to be left out, is sent again with nothing in it.
                    "send",
                ];
                assert!(!empty || may_be_empty.contains(&name.as_str()), "an empty {name} at {place}");
                hold_value(member, &format!("{place}.{name}"));
            }
        }
        _ => {}
    }
}
