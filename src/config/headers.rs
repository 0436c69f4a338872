//! Extra headers: `Name: value`, one a line, or `Name=value` between commas, or a JSON object.

use secrecy::SecretString;
use serde_json::{Map, Value};

/// Headers that say where a request goes and ends: they are the client's alone.
const OURS: [&str; 5] = ["host", "content-length", "transfer-encoding", "connection", "content-type"];

/// Reads them. The error names the header, never its value.
pub(super) fn parse(text: &str) -> Result<Vec<(String, SecretString)>, String> {
    let pairs = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(members) => members
            .into_iter()
            .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect(),
        Err(_) => split(text)?,
    };
    pairs.into_iter().map(|(name, value)| check(name, value)).collect()
}

/// Whether a header of this name is among them.
pub(super) fn holds(headers: &[(String, SecretString)], wanted: &str) -> bool {
    headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted))
}

fn split(text: &str) -> Result<Vec<(String, String)>, String> {
    let separator = if text.contains('\n') { '\n' } else { ',' };
    let mut pairs = Vec::new();
    for (at, part) in text.split(separator).map(str::trim).filter(|part| !part.is_empty()).enumerate() {
        // A name holds neither `:` nor `=`, so the first of either ends it.
        let Some((name, value)) = part.split_once([':', '=']) else {
            return Err(format!("has no name in entry {}", at + 1));
        };
        pairs.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(pairs)
}

fn check(name: String, value: String) -> Result<(String, SecretString), String> {
    let token = |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&letter);
    if name.is_empty() || !name.bytes().all(token) {
        return Err("has a name that is no header's name".into());
    }
    if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
        return Err(format!("sets `{name}`, which is the server's own"));
    }
    if value.trim().is_empty() {
        return Err(format!("has no value for `{name}`"));
    }
    if value.chars().any(char::is_control) {
        return Err(format!("has a control character in `{name}`"));
    }
    Ok((name, SecretString::from(value)))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use secrecy::ExposeSecret;

    fn read(text: &str) -> Result<Vec<String>, String> {
        Ok(parse(text)?.iter().map(|(name, value)| format!("{name}|{}", value.expose_secret())).collect())
    }

    #[test]
    fn three_ways_of_writing_mean_the_same() {
        let both = Ok(vec!["X-One|a=b:c".to_owned(), "X-Two|2".to_owned()]);
        assert_eq!(read("X-One: a=b:c\nX-Two: 2\n"), both);
        assert_eq!(read("X-One=a=b:c,X-Two=2"), both);
        assert_eq!(read(r#"{"X-One":"a=b:c","X-Two":2}"#), both);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_value() {
        for text in ["canary", "Host: canary", "X Y: canary", ": canary", "Cookie:", "X: a\u{1}canary\nY: 1"] {
            let wrong = read(text).unwrap_err();
            assert!(!wrong.contains("canary"), "{wrong}");
        }
    }
}
