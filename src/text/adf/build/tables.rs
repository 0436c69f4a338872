//! Tables.

use serde_json::{Map, Value, json};

use super::{Builder, Place, node};
use crate::text::error::Error;
use crate::text::markdown::tree::{Cell, Row, Table};

impl Builder<'_> {
    pub(super) fn table(&mut self, table: &Table) -> Result<Value, Error> {
        let columns = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.colspan).sum()).max().unwrap_or(1);
        let mut rows = Vec::new();
        // How many rows each column is still covered for.
        let mut covered: Vec<usize> = vec![0; columns];
        for row in &table.rows {
            let mut cells = Vec::new();
            let taken = covered.iter().filter(|rows| **rows > 0).count();
            let mut width: usize = row.cells.iter().map(|cell| cell.colspan).sum();
            for cell in &row.cells {
                cells.push(self.cell(cell)?);
            }
            // A row that ends early is filled up, so that each has the same width.
            while width + taken < columns {
                cells.push(json!({"type": "tableCell", "content": [{"type": "paragraph"}]}));
                width += 1;
            }
            cover(&mut covered, row);
            rows.push(node("tableRow", None, cells));
        }
        Ok(node("table", None, rows))
    }

    pub(in crate::text::adf) fn cell(&mut self, cell: &Cell) -> Result<Value, Error> {
        let mut attrs = Map::new();
        for (name, span) in [("colspan", cell.colspan), ("rowspan", cell.rowspan)] {
            if span > 1 {
                attrs.insert(name.to_owned(), span.into());
            }
        }
        let attrs = (!attrs.is_empty()).then_some(Value::Object(attrs));
        let kind = if cell.header { "tableHeader" } else { "tableCell" };
        Ok(node(kind, attrs, self.filled(&cell.blocks, Place::Cell)?))
    }
}

fn cover(covered: &mut [usize], row: &Row) {
    let mut cells = row.cells.iter();
    let mut column = 0;
    while let Some(rows) = covered.get_mut(column) {
        if *rows > 0 {
            *rows -= 1;
            column += 1;
            continue;
        }
        let Some(cell) = cells.next() else {
            column += 1;
            continue;
        };
        for at in column..column + cell.colspan {
            if let Some(rows) = covered.get_mut(at) {
                *rows = cell.rowspan - 1;
            }
        }
        column += cell.colspan;
    }
}
