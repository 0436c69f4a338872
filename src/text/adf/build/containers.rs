//! Panels, expands, and what only a stored text has.

use serde_json::{Map, Value, json};

use super::{Builder, Place, kind_of, node};
use crate::text::error::Error;
use crate::text::markdown::tree::Block;

impl Builder<'_> {
    pub(super) fn container(
        &mut self,
        word: &str,
        rest: &str,
        blocks: &[Block],
        block: &Block,
        place: Place,
        into: &mut Vec<Value>,
    ) -> Result<(), Error> {
        if let Some(mut shell) = self.pool.shell(word, rest).filter(|shell| place.holds(kind_of(shell))) {
            let inside = Place::inside(kind_of(&shell));
            let content = self.filled(blocks, inside)?;
            if let Some(object) = shell.as_object_mut() {
                object.insert("content".to_owned(), Value::Array(content));
            }
            into.push(shell);
            return Ok(());
        }
        if let Some(attrs) = panel(word, rest) {
            if !place.holds("panel") && place.flattens() {
                into.extend(self.blocks(blocks, place)?);
                return Ok(());
            }
            self.fits("panel", place, block)?;
            let content = self.filled(blocks, Place::Panel)?;
            into.push(node("panel", Some(attrs), content));
            return Ok(());
        }
        if word.eq_ignore_ascii_case("expand") {
            let kind = if place.holds("expand") { "expand" } else { "nestedExpand" };
            self.fits(kind, place, block)?;
            let content = self.filled(blocks, Place::inside(kind))?;
            into.push(node(kind, Some(json!({"title": rest})), content));
            return Ok(());
        }
        // What only a stored text has can't be made; what is inside stands without it.
        self.warnings.push(format!("`:::{word}` can't be made here: only what is inside it was written"));
        into.extend(self.blocks(blocks, place)?);
        Ok(())
    }
}

/// The attributes of the panel that a container's opening line makes.
pub(in crate::text::adf) fn panel(word: &str, rest: &str) -> Option<Value> {
    let kind = match word.to_ascii_lowercase().as_str() {
        "info" => "info",
        "note" | "important" => "note",
        "tip" => "tip",
        "warning" | "caution" => "warning",
        "success" => "success",
        "error" | "danger" => "error",
        "panel" => {
            let (icon, color) = match rest.rsplit_once(' ').map_or(("", rest), |(icon, color)| (icon.trim(), color)) {
                (icon, color) if color.starts_with('#') => (icon, Some(color)),
                _ => (rest, None),
            };
            let mut attrs = Map::new();
            attrs.insert("panelType".to_owned(), "custom".into());
            if icon.starts_with(':') && icon.ends_with(':') && icon.len() > 2 {
                attrs.insert("panelIcon".to_owned(), icon.into());
            } else if !icon.is_empty() {
                attrs.insert("panelIconText".to_owned(), icon.into());
            }
            if let Some(color) = color {
                attrs.insert("panelColor".to_owned(), color.into());
            }
            return Some(Value::Object(attrs));
        }
        _ => return None,
    };
    Some(json!({"panelType": kind}))
}
