//! A table that changed, row by row and cell by cell.

use serde_json::{Map, Value, json};

use super::blocks::{children, set};
use super::level::{self, At, Merger};
use super::replaced;
use crate::text::adf::build::{Place, kind_of};
use crate::text::edit::align::{self, Step, Words};
use crate::text::edit::key;
use crate::text::error::Error;
use crate::text::markdown::tree::{Cell, Row, Table};

impl Merger<'_> {
    /// The table; `None` when the stored cells aren't those that were shown.
    pub(super) fn table(
        &mut self,
        object: &Map<String, Value>,
        old: &Table,
        new: &Table,
        at: At,
    ) -> Result<Option<Value>, Error> {
        let rows = children(object);
        let as_shown = rows.len() == old.rows.len()
            && rows.iter().zip(&old.rows).all(|(node, row)| {
                kind_of(node) == "tableRow" && node.as_object().is_some_and(|node| fits(children(node), row))
            });
        if !as_shown {
            return Ok(None);
        }
        let steps = {
            let keys = |table: &Table| table.rows.iter().map(key::of_row).collect::<Vec<_>>();
            let words = |table: &Table| table.rows.iter().map(|row| row_words(&row.cells)).collect::<Vec<_>>();
            let (before, after) = (words(old), words(new));
            align::steps(&keys(old), &keys(new), |i, j| match (before.get(i), after.get(j)) {
                (Some(old), Some(new)) => 10 + old.like(new),
                _ => 0,
            })
        };
        let mut merged = Vec::new();
        for step in steps {
            match step {
                Step::Gone(_) => {}
                Step::Kept(index, _) => merged.extend(rows.get(index).cloned()),
                Step::Changed(index, to) => {
                    let (Some(node), Some(old), Some(new)) = (rows.get(index), old.rows.get(index), new.rows.get(to))
                    else {
                        continue;
                    };
                    merged.push(self.row(node, old, new, at)?);
                }
                Step::New(to) => {
                    let Some(row) = new.rows.get(to) else { continue };
                    let cells = row.cells.iter().map(|cell| self.builder.cell(cell)).collect::<Result<Vec<_>, _>>()?;
                    merged.push(json!({"type": "tableRow", "content": cells}));
                }
            }
        }
        Ok(Some(Value::Object(replaced(object, merged))))
    }

    fn row(&mut self, node: &Value, old: &Row, new: &Row, at: At) -> Result<Value, Error> {
        let Some(object) = node.as_object() else { return Ok(node.clone()) };
        let nodes = children(object);
        let steps = if old.cells.len() == new.cells.len() {
            (0..old.cells.len()).map(|index| Step::Changed(index, index)).collect()
        } else {
            let keys = |row: &Row| row.cells.iter().map(|cell| key::of_blocks(&cell.blocks)).collect::<Vec<_>>();
            let words =
                |row: &Row| row.cells.iter().map(|cell| row_words(std::slice::from_ref(cell))).collect::<Vec<_>>();
            let (before, after) = (words(old), words(new));
            align::steps(&keys(old), &keys(new), |i, j| match (before.get(i), after.get(j)) {
                (Some(old), Some(new)) => old.like(new),
                _ => 0,
            })
        };
        let mut cells = Vec::new();
        for step in steps {
            match step {
                Step::Gone(_) => {}
                Step::Kept(index, to) | Step::Changed(index, to) => {
                    let Some(after) = new.cells.get(to) else { continue };
                    match (nodes.get(index), old.cells.get(index)) {
                        (Some(node), Some(before)) => cells.push(self.cell(node, before, after, at)?),
                        // A row that ended early was shown with empty cells.
                        _ if after.blocks.is_empty() => {}
                        _ => cells.push(self.builder.cell(after)?),
                    }
                }
                Step::New(to) => {
                    if let Some(cell) = new.cells.get(to) {
                        cells.push(self.builder.cell(cell)?);
                    }
                }
            }
        }
        Ok(Value::Object(replaced(object, cells)))
    }

    fn cell(&mut self, node: &Value, old: &Cell, new: &Cell, at: At) -> Result<Value, Error> {
        if old.blocks.is_empty() && new.blocks.is_empty() && spans(old) == spans(new) {
            return Ok(node.clone());
        }
        let Some(object) = node.as_object() else { return Ok(node.clone()) };
        let mut content = children(object).to_vec();
        if key::of_blocks(&old.blocks) != key::of_blocks(&new.blocks) {
            let inside = At { depth: at.depth + 2, in_cell: true };
            content = self.level(children(object), &new.blocks, Place::Cell, inside)?;
            // What wasn't there to be seen makes room for what is.
            let empty = |node: &Value| {
                kind_of(node) == "paragraph" && node.get("content").is_none_or(|content| content == &json!([]))
            };
            if old.blocks.is_empty() && content.len() > new.blocks.len() {
                let at = content.iter().position(empty);
                at.map(|at| content.remove(at));
            }
            if content.is_empty() {
                content.push(json!({"type": "paragraph"}));
            }
        }
        let mut changed = Value::Object(replaced(object, content));
        if old.header != new.header
            && let Some(object) = changed.as_object_mut()
        {
            object.insert("type".to_owned(), if new.header { "tableHeader" } else { "tableCell" }.into());
        }
        for (name, before, after) in [("colspan", old.colspan, new.colspan), ("rowspan", old.rowspan, new.rowspan)] {
            if before != after {
                set(&mut changed, name, (after > 1).then(|| after.into()));
            }
        }
        Ok(changed)
    }
}

fn fits(cells: &[Value], row: &Row) -> bool {
    let known = cells.iter().all(|cell| matches!(kind_of(cell), "tableCell" | "tableHeader"));
    known && cells.len() <= row.cells.len() && row.cells.iter().skip(cells.len()).all(|cell| cell.blocks.is_empty())
}

fn spans(cell: &Cell) -> (bool, usize, usize) {
    (cell.header, cell.colspan, cell.rowspan)
}

fn row_words(cells: &[Cell]) -> Words {
    let text: Vec<String> = cells.iter().flat_map(|cell| &cell.blocks).map(level::words).collect();
    Words::of(&text.join(" "))
}
