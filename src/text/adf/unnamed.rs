//! The one picture of a text that names none of its own.
//!
//! A picture that was pasted may be stored without a name, and its media id leads nowhere (Jira facts, item 69). It can still be
//! told which one it is when there is no choice: the issue has one picture in all, and the text shows one that is unnamed.

use super::atoms;
use super::node::Node;
use crate::text::names::{AttachmentName, Names};

/// The picture that the text's only unnamed one must be; `None` where there is a choice, or none is unnamed.
pub(super) fn picture<'a>(document: Node<'_>, names: &'a Names) -> Option<&'a AttachmentName> {
    let only = names.only_image.as_ref()?;
    let mut unnamed = 0_usize;
    let mut waiting = vec![(document, false)];
    while let Some((node, single)) = waiting.pop() {
        if matches!(node.kind(), "media" | "mediaInline") {
            match atoms::shown_name(node) {
                // It has its place already.
                Some(name) if name == only.name => return None,
                None if node.line("id").as_ref() == Some(&only.id) => return None,
                None if atoms::is_unnamed_image(node, names, single) => unnamed += 1,
                _ => {}
            }
        }
        let single = node.kind() == "mediaSingle";
        waiting.extend(node.children().into_iter().map(|child| (child, single)));
    }
    (unnamed == 1).then_some(only)
}

#[cfg(test)]
mod tests {
    use super::super::to_markdown;
    use super::*;
    use serde_json::{Value, json};

    fn shown(media: Vec<Value>, attachments: &[(&str, &str)], only: Option<usize>) -> String {
        let attachments: Vec<AttachmentName> =
            attachments.iter().map(|(id, name)| AttachmentName { id: (*id).into(), name: (*name).into() }).collect();
        let only_image = only.and_then(|place| attachments.get(place).cloned());
        let names = Names { attachments, only_image, ..Names::default() };
        to_markdown(&json!({"type": "doc", "content": media}), &names)
    }

    fn single(attributes: Value) -> Value {
        json!({"type": "mediaSingle", "content": [{"type": "media", "attrs": attributes}]})
    }

    fn unnamed() -> Value {
        single(json!({"type": "file", "id": "6f1c", "collection": ""}))
    }

    #[test]
    fn the_only_picture_is_the_one_without_a_name() {
        let files = [("10", "log.txt"), ("11", "shot.png")];
        assert_eq!(shown(vec![unnamed()], &files, Some(1)), "[image: shot.png #11]");
        let beside = vec![unnamed(), single(json!({"url": "https://x.io/a.png"})), single(json!({"alt": "log.txt"}))];
        let text = shown(beside, &files, Some(1));
        assert_eq!(text, "[image: shot.png #11]\n\n[image: https://x.io/a.png]\n\n[file: log.txt #10]");
        // The uploader's word that it is a picture counts, whatever it is called.
        assert_eq!(shown(vec![unnamed()], &[("12", "pasted")], Some(0)), "[image: pasted #12]");
    }

    #[test]
    fn where_there_is_a_choice_it_stays_unnamed() {
        let files = [("11", "shot.png")];
        let bare = "[image: unnamed]";
        assert_eq!(shown(vec![unnamed()], &files, None), bare);
        assert_eq!(shown(vec![unnamed(), unnamed()], &files, Some(0)), format!("{bare}\n\n{bare}"));
        let named = shown(vec![unnamed(), single(json!({"alt": "shot.png"}))], &files, Some(0));
        assert_eq!(named, format!("{bare}\n\n[image: shot.png #11]"));
        let by_id = shown(vec![single(json!({"id": "11"})), unnamed()], &files, Some(0));
        assert_eq!(by_id, format!("[image: shot.png #11]\n\n{bare}"));
        let file =
            json!({"type": "mediaGroup", "content": [{"type": "media", "attrs": {"type": "file", "id": "6f1c"}}]});
        assert_eq!(shown(vec![file], &files, Some(0)), "[file: unnamed]");
    }
}
