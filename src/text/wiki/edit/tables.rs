//! The rows and cells of a table that changed.

use super::blocks::{Merge, Output};
use crate::text::edit::align::{self, Step, Words};
use crate::text::edit::key;
use crate::text::markdown::tree::{Cell as TreeCell, Row as TreeRow, Table};
use crate::text::wiki::blocks::Row;
use crate::text::wiki::from_markdown::Place;
use crate::text::wiki::from_markdown::tables::places;

impl Merge<'_> {
    /// A table row by row; none when its Markdown doesn't have a row for each of its rows.
    pub(super) fn rows(&mut self, rows: &[Row], was: &Table, is: &Table, place: Place) -> Option<String> {
        if was.rows.len() != rows.len() {
            return None;
        }
        let layout = places(is);
        let keys = |table: &Table| table.rows.iter().map(key::of_row).collect::<Vec<_>>();
        let old_words: Vec<Words> = rows.iter().map(|row| Words::of(self.source.text(row.range.clone()))).collect();
        let new_words: Vec<Words> = is.rows.iter().map(|row| self.row_words(row)).collect();
        let like =
            |i: usize, j: usize| 1 + old_words.get(i).zip(new_words.get(j)).map_or(0, |(old, new)| old.like(new));
        let source = self.source;
        let mut output = Output::new(source, "\n");
        for step in align::steps(&keys(was), &keys(is), like) {
            match step {
                Step::Kept(i, _) => {
                    let range = rows.get(i)?.range.clone();
                    output.old(i, range.clone(), source.text(range));
                }
                Step::Changed(i, j) => {
                    let (row, old, new, own) = (rows.get(i)?, was.rows.get(i)?, is.rows.get(j)?, layout.get(j)?);
                    let text = match own.iter().all(|own| *own) {
                        true => self.cells(row, old, new, place)?,
                        false => self.writer.row(new, own, place),
                    };
                    output.old(i, row.range.clone(), &text);
                }
                Step::New(j) => output.new_piece(&self.writer.row(is.rows.get(j)?, layout.get(j)?, place)),
                Step::Gone(_) => {}
            }
        }
        Some(output.finish())
    }

    fn cells(&mut self, row: &Row, was: &TreeRow, is: &TreeRow, place: Place) -> Option<String> {
        let mut text = String::new();
        // A row may end early; Markdown shows what is missing as empty.
        let shown = is.cells.iter().rposition(|cell| !cell.blocks.is_empty()).map_or(0, |last| last + 1);
        let count = is.cells.len().min(shown.max(row.cells.len()));
        for (at, new) in is.cells.iter().take(count).enumerate() {
            text.push_str(if new.header { "||" } else { "|" });
            let content = match (row.cells.get(at), was.cells.get(at)) {
                (Some(cell), Some(old)) if cell_key(old) == cell_key(new) => {
                    self.source.text(cell.body.clone()).to_owned()
                }
                (Some(cell), Some(_)) => self.blocks(&cell.blocks, &new.blocks, cell.body.clone(), place.cell()),
                _ => self.writer.cell(new, place),
            };
            text.push_str(if content.is_empty() { " " } else { &content });
        }
        let end = row.cells.last()?.body.end;
        match count == row.cells.len() {
            true => text.push_str(self.source.text(end..row.range.end)),
            false => text.push_str(if is.cells.last()?.header { "||" } else { "|" }),
        }
        Some(text)
    }

    fn row_words(&self, row: &TreeRow) -> Words {
        Words::of(self.writer.markdown.get(row.range.clone()).unwrap_or_default())
    }
}

fn cell_key(cell: &TreeCell) -> (bool, u64) {
    (cell.header, key::of_blocks(&cell.blocks))
}
