//! Code blocks.

use super::inline;

/// A code block: `{code}` with a language or a title, `{noformat}` without.
pub(super) fn write(info: &str, text: &str) -> String {
    let parameters = header(info);
    let plain = parameters.is_empty();
    let holds = |name: &str| text.contains(&format!("{{{name}}}"));
    match (plain, holds("code"), holds("noformat")) {
        (true, _, false) | (false, true, false) => format!("{{noformat{parameters}}}\n{text}\n{{noformat}}"),
        (_, false, _) => format!("{{code{parameters}}}\n{text}\n{{code}}"),
        // Neither macro can hold it: its end stands in the text.
        (_, true, true) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(inline::monospaced);
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// The parameters for an info string such as `java title=Main.java`: `:java|title=Main.java`, or nothing.
fn header(info: &str) -> String {
    let info = info.replace(['{', '|', '\n'], " ").replace('}', " ");
    let (language, title) = match info.split_once("title=") {
        Some((language, title)) => (language.trim(), title.trim()),
        None => (info.trim(), ""),
    };
    let language = match language.split_once(char::is_whitespace) {
        Some((language, _)) if !title.is_empty() => language,
        _ => language,
    };
    match (language, title) {
        ("", "") => String::new(),
        (language, "") => format!(":{language}"),
        ("", title) => format!(":title={title}"),
        (language, title) => format!(":{language}|title={title}"),
    }
}
