//! Images by their address, the only media that Markdown alone can say.

use serde_json::{Value, json};

use super::inline::is_web;
use super::{Builder, node};
use crate::text::markdown::tree::{Inline, Mark, Piece};

impl Builder<'_> {
    /// The image that a paragraph consists of, with the caption in italics after it.
    pub(super) fn external(&mut self, content: &[Inline]) -> Option<Value> {
        let (Inline { piece: Piece::Media { name, id: None, alt, .. }, marks, .. }, caption) = content.split_first()?
        else {
            return None;
        };
        let is_caption = |inline: &Inline| {
            inline.marks.contains(&Mark::Em) || matches!(&inline.piece, Piece::Text(text) if text.trim().is_empty())
        };
        if !is_web(name) || !caption.iter().all(is_caption) {
            return None;
        }
        let attrs = match alt {
            Some(alt) => json!({"type": "external", "url": name, "alt": alt}),
            None => json!({"type": "external", "url": name}),
        };
        let mut media = json!({"type": "media", "attrs": attrs});
        if let Some(Mark::Link { href, .. }) = marks.iter().find(|mark| matches!(mark, Mark::Link { .. })) {
            media = json!({
                "type": "media", "attrs": attrs,
                "marks": [{"type": "link", "attrs": {"href": href}}],
            });
        }
        let mut inside = vec![media];
        let mut line = caption.to_vec();
        for inline in &mut line {
            inline.marks.retain(|mark| *mark != Mark::Em);
        }
        if let Some(Inline { piece: Piece::Text(text), .. }) = line.first_mut() {
            *text = text.trim_start().to_owned();
        }
        line.retain(|inline| !matches!(&inline.piece, Piece::Text(text) if text.is_empty()));
        if !line.is_empty() {
            inside.push(node("caption", None, self.line(&line)));
        }
        Some(node("mediaSingle", Some(json!({"layout": "center"})), inside))
    }
}
