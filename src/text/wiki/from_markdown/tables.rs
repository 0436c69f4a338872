//! Tables: a line for each row.

use super::{Place, Writer};
use crate::text::markdown::tree::{Cell, Row, Table};

/// No table that people write has more columns.
const MOST_COLUMNS: usize = 1_000;

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table, place: Place) -> String {
        if place.line_blocks && !place.cell {
            let places = places(table);
            let rows = table.rows.iter().zip(places).map(|(row, places)| self.row(row, &places, place));
            return rows.collect::<Vec<_>>().join("\n");
        }
        // In an item or a cell there is no table.
        let rows = table.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| self.cell_text(cell, place.item()).replace('\n', " "));
            cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" / ")
        });
        rows.filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// A row, the places that spans cover filled with empty cells.
    pub(in super::super) fn row(&mut self, row: &Row, places: &[bool], place: Place) -> String {
        let mut cells = row.cells.iter();
        let mut line = String::new();
        let mut header = false;
        for own in places {
            match if *own { cells.next() } else { None } {
                Some(cell) => {
                    header = cell.header;
                    line.push_str(if header { "||" } else { "|" });
                    line.push_str(&self.cell(cell, place));
                }
                None => line.push_str("| "),
            }
        }
        line.push_str(if header { "||" } else { "|" });
        line
    }

    /// What stands between the marks of a cell; never empty, because two marks would be a header's.
    pub(in super::super) fn cell(&mut self, cell: &Cell, place: Place) -> String {
        let text = self.cell_text(cell, place.cell());
        match text.is_empty() {
            true => " ".to_owned(),
            false => text,
        }
    }

    fn cell_text(&mut self, cell: &Cell, place: Place) -> String {
        self.blocks(&cell.blocks, place)
    }
}

/// For each row, which places of it are cells of its own and which are covered by a span.
pub(in super::super) fn places(table: &Table) -> Vec<Vec<bool>> {
    let mut covered: Vec<usize> = Vec::new();
    let mut all = Vec::new();
    for row in &table.rows {
        let mut places = Vec::new();
        for cell in &row.cells {
            while covered.get(places.len()).is_some_and(|rows| *rows > 0) {
                places.push(false);
            }
            let room = MOST_COLUMNS.saturating_sub(places.len()).max(1);
            for column in 0..cell.colspan.clamp(1, room) {
                let at = places.len();
                if covered.len() <= at {
                    covered.resize(at + 1, 0);
                }
                if let Some(rows) = covered.get_mut(at) {
                    // This row takes one away again below. Spans that widen each row further would be quadratic.
                    *rows = if at < MOST_COLUMNS { cell.rowspan.max(1) } else { 1 };
                }
                places.push(column == 0);
            }
        }
        while covered.get(places.len()).is_some_and(|rows| *rows > 0) {
            places.push(false);
        }
        for rows in &mut covered {
            *rows = rows.saturating_sub(1);
        }
        all.push(places);
    }
    all
}
