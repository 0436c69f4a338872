//! A document as one line.

use super::atoms;
use super::node::Node;
use crate::text::clean;
use crate::text::names::Names;

/// Walks with a stack of its own, so that no depth is too deep.
pub(super) fn line(node: Node<'_>) -> String {
    let names = Names::default();
    let mut text = String::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        let children = node.children();
        let own = match node.kind() {
            "text" => node.text(),
            // The end of a node, or one without a type.
            "" | "hardBreak" | "rule" => " ".to_owned(),
            "mention" => format!("@{}", atoms::mentioned(node, &names)),
            "emoji" => node.line("text").or_else(|| node.line("shortName")).unwrap_or_default(),
            "date" => atoms::date(node),
            "status" | "placeholder" => node.line("text").unwrap_or_default(),
            "inlineCard" | "blockCard" | "embedCard" => atoms::card_url(node).unwrap_or_default(),
            "media" | "mediaInline" => node.line("alt").or_else(|| node.line("url")).unwrap_or_default(),
            "expand" | "nestedExpand" => format!(" {} ", node.line("title").unwrap_or_default()),
            "extension" | "inlineExtension" => atoms::macro_title(node).unwrap_or_else(|| atoms::macro_key(node)),
            "taskItem" | "decisionItem" | "blockTaskItem" => " ".to_owned(),
            known if super::blocks::is_known(known) => " ".to_owned(),
            _ => format!(" {} ", atoms::readable(node).unwrap_or_default()),
        };
        // A block's text doesn't touch the text after it.
        if !text.ends_with(' ') && (!super::inline::is_inline(node) || own == " ") {
            text.push(' ');
        }
        text.push_str(&own);
        if !children.is_empty() {
            waiting.push(Node(&serde_json::Value::Null));
        }
        waiting.extend(children.into_iter().rev());
    }
    clean::line(&text)
}
