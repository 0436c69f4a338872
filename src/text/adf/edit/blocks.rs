//! A block that changed, made of the stored one.

use crate::text::adf::atoms;
use crate::text::adf::node::Node;
use serde_json::{Map, Value, json};

use super::level::{At, Merger};
use super::replaced;
use crate::text::adf::build::{self, Place, kind_of};
use crate::text::error::Error;
use crate::text::markdown::tree::{Block, BlockKind, Inline, Mark, Piece};

impl Merger<'_> {
    /// The nodes for a changed block; `None` when nothing of the stored node can be used.
    pub(super) fn block(
        &mut self,
        node: &Value,
        old: &Block,
        new: &Block,
        place: Place,
        at: At,
    ) -> Result<Option<Vec<Value>>, Error> {
        let Some(object) = node.as_object() else { return Ok(None) };
        let kind = kind_of(node);
        Ok(match (&old.kind, &new.kind) {
            (BlockKind::Paragraph(_), BlockKind::Paragraph(content)) if kind == "mediaSingle" => {
                self.caption(object, content).map(|node| vec![node])
            }
            (BlockKind::Paragraph(_), BlockKind::Paragraph(content)) if kind == "paragraph" => {
                self.line_node(object, content).map(|node| vec![node])
            }
            (BlockKind::Heading { .. }, BlockKind::Heading { level, content }) if kind == "heading" => {
                self.line_node(object, content).map(|mut node| {
                    set(&mut node, "level", Some(json!(level)));
                    vec![node]
                })
            }
            (BlockKind::Paragraph(_), BlockKind::Heading { level, content })
                if kind == "paragraph" && place.holds("heading") =>
            {
                let made = build::node("heading", Some(json!({"level": level})), children(object).to_vec());
                made.as_object().and_then(|object| self.line_node(object, content)).map(|node| vec![node])
            }
            (BlockKind::Heading { .. }, BlockKind::Paragraph(content)) if kind == "heading" => {
                let made = build::node("paragraph", None, children(object).to_vec());
                made.as_object().and_then(|object| self.line_node(object, content)).map(|node| vec![node])
            }
            (BlockKind::Code { language: was, .. }, BlockKind::Code { language, text }) if kind == "codeBlock" => {
                let made = build::code(language, text);
                let content = children(made.as_object().unwrap_or(object)).to_vec();
                let mut node = Value::Object(replaced(object, content));
                if was != language {
                    let language = made.get("attrs").and_then(|attrs| attrs.get("language")).cloned();
                    set(&mut node, "language", language);
                }
                Some(vec![node])
            }
            (BlockKind::Quote(_), BlockKind::Quote(inner)) if kind == "blockquote" => {
                let content = self.level(children(object), inner, Place::Quote, at.deeper())?;
                Some(if content.is_empty() { Vec::new() } else { vec![Value::Object(replaced(object, content))] })
            }
            (BlockKind::Container { word: was, rest: said, .. }, BlockKind::Container { word, rest, blocks }) => {
                let Some(mut node) = shell(node, (was, said), (word, rest)) else { return Ok(None) };
                let mut content = self.level(children(object), blocks, Place::inside(kind), at.deeper())?;
                if content.is_empty() {
                    content.push(json!({"type": "paragraph"}));
                }
                if let Some(object) = node.as_object_mut() {
                    object.insert("content".to_owned(), Value::Array(content));
                }
                Some(vec![node])
            }
            (BlockKind::List(old), BlockKind::List(new)) => self.list(object, old, new, place, at)?,
            (BlockKind::Table(old), BlockKind::Table(new)) if kind == "table" => {
                self.table(object, old, new, at)?.map(|node| vec![node])
            }
            _ => None,
        })
    }

    /// A paragraph or heading with other text.
    fn line_node(&mut self, object: &Map<String, Value>, content: &[Inline]) -> Option<Value> {
        let nodes = children(object);
        let line = self.line(nodes, content)?;
        Some(Value::Object(replaced(object, line)))
    }

    /// An image whose caption changed.
    fn caption(&mut self, object: &Map<String, Value>, content: &[Inline]) -> Option<Value> {
        let nodes = children(object);
        let media = nodes.iter().find(|node| kind_of(node) == "media")?;
        let shown = atoms::media(Node(media), self.context.names, true, self.context.unnamed);
        let (first, caption) = content.split_first()?;
        let was = crate::text::adf::pool::piece(&shown)?;
        let is_caption = |inline: &Inline| {
            inline.marks.contains(&Mark::Em) || matches!(&inline.piece, Piece::Text(text) if text.trim().is_empty())
        };
        use crate::text::edit::key::of_piece;
        if of_piece(&first.piece) != of_piece(&was) || !caption.iter().all(is_caption) {
            return None;
        }
        let mut line: Vec<Inline> = caption.to_vec();
        for inline in &mut line {
            inline.marks.retain(|mark| *mark != Mark::Em);
        }
        if let Some(Inline { piece: Piece::Text(text), .. }) = line.first_mut() {
            *text = text.trim_start().to_owned();
        }
        line.retain(|inline| !matches!(&inline.piece, Piece::Text(text) if text.is_empty()));
        let mut inside: Vec<Value> = nodes.iter().filter(|node| kind_of(node) != "caption").cloned().collect();
        if !line.is_empty() {
            let stored = nodes.iter().find(|node| kind_of(node) == "caption").and_then(Value::as_object);
            inside.push(match stored {
                Some(stored) => self.line_node(stored, &line)?,
                None => build::node("caption", None, self.builder.line(&line)),
            });
        }
        Some(Value::Object(replaced(object, inside)))
    }
}

/// The nodes inside.
pub(super) fn children(object: &Map<String, Value>) -> &[Value] {
    object.get("content").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Sets an attribute, or takes it out.
pub(super) fn set(node: &mut Value, name: &str, value: Option<Value>) {
    let Some(object) = node.as_object_mut() else { return };
    let attrs = object.entry("attrs").or_insert_with(|| json!({}));
    let Some(attrs) = attrs.as_object_mut() else { return };
    match value {
        Some(value) => {
            attrs.insert(name.to_owned(), value);
        }
        None => {
            attrs.shift_remove(name);
            if attrs.is_empty() {
                object.shift_remove("attrs");
            }
        }
    }
}

/// The container itself, with the attributes that its opening line says now.
fn shell(node: &Value, old: (&str, &str), new: (&str, &str)) -> Option<Value> {
    if old == new {
        return Some(node.clone());
    }
    let mut changed = node.clone();
    match kind_of(node) {
        "panel" => {
            let mut attrs = build::panel(new.0, new.1)?;
            if let (Some(id), Some(attrs)) = (node.pointer("/attrs/localId"), attrs.as_object_mut()) {
                attrs.insert("localId".to_owned(), id.clone());
            }
            changed.as_object_mut()?.insert("attrs".to_owned(), attrs);
        }
        "expand" | "nestedExpand" if new.0 == "expand" => set(&mut changed, "title", Some(new.1.into())),
        "layoutColumn" if new.0 == "column" => {
            let width: f64 = new.1.parse().ok()?;
            let whole = width.fract() == 0.0;
            set(&mut changed, "width", Some(if whole { json!(width as i64) } else { json!(width) }));
        }
        _ => return None,
    }
    Some(changed)
}
