//! Who is mentioned in a document that does not tell their names.

use super::atoms;
use super::node::Node;
use crate::text::names::Names;

/// The account ids in the order of the text, each once. Walks with a stack of its own, so that no depth is too deep.
pub(super) fn unnamed(document: Node<'_>) -> Vec<String> {
    let names = Names::default();
    let mut found: Vec<String> = Vec::new();
    let mut waiting = vec![document];
    while let Some(node) = waiting.pop() {
        if node.kind() == "mention"
            && let Some(id) = node.line("id")
            && atoms::known_mention(node, &names).is_none()
            && !found.contains(&id)
        {
            found.push(id);
        }
        waiting.extend(node.children().into_iter().rev());
    }
    found
}
