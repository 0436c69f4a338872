//! What an edit takes out that Markdown can't say again.

use serde_json::Value;

use crate::text::adf::atoms;
use crate::text::adf::blocks::{self, Context};
use crate::text::adf::node::Node;
use crate::text::edit::guard;
use crate::text::names::Names;

/// What is in the one document and not in the other, in a person's words.
pub(super) fn lost(before: &Value, after: &Value, names: &Names) -> Vec<String> {
    let context = Context::of(Node(before), names);
    guard::missing(special(before, context), special(after, context))
}

fn special(document: &Value, context: Context<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![Node(document)];
    while let Some(node) = waiting.pop() {
        found.extend(describe(node, context));
        waiting.extend(node.children().into_iter().rev());
    }
    found
}

fn describe(node: Node<'_>, context: Context<'_>) -> Option<String> {
    let named = |what: &str, name: Option<String>| match name {
        Some(name) => format!("{what} `{name}`"),
        None => what.to_owned(),
    };
    Some(match node.kind() {
        "panel" | "panel_c1" => "a panel".to_owned(),
        "expand" | "nestedExpand" => named("an expand", node.line("title")),
        "layoutSection" => "a layout of columns".to_owned(),
        "media" | "mediaInline" => {
            let form = atoms::media(node, context.names, true, context.unnamed);
            match form.strip_prefix("[image: ") {
                Some(name) => named("an image", name.strip_suffix(']').map(str::to_owned)),
                None => {
                    named("a file", form.strip_prefix("[file: ").and_then(|f| f.strip_suffix(']')).map(str::to_owned))
                }
            }
        }
        "mention" => named("a mention of", Some(atoms::mentioned(node, context.names))),
        "status" => named("a status", node.line("text")),
        "date" => named("a date", Some(atoms::date(node))),
        "blockCard" | "embedCard" => named("a card", atoms::card_url(node)),
        "extension"
        | "inlineExtension"
        | "bodiedExtension"
        | "multiBodiedExtension"
        | "syncBlock"
        | "bodiedSyncBlock" => named("a macro", Some(atoms::macro_key(node))),
        "placeholder" => named("a placeholder", node.line("text")),
        "" | "doc" | "text" | "hardBreak" | "emoji" | "inlineCard" | "listItem" | "tableRow" | "tableCell"
        | "tableHeader" | "taskItem" | "blockTaskItem" | "decisionItem" | "caption" | "layoutColumn" => return None,
        known if blocks::is_known(known) => return None,
        _ => named("a node of the type", Some(atoms::type_name(node))),
    })
}
