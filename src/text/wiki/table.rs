//! The rows and cells of a table.

use super::blocks::{Block, Cell, Reader, Row};
use super::lines::{Line, skip_blanks};
use super::spans::Span;

/// Reads the rows from `at` on and says where the table ends.
pub(super) fn read(reader: &Reader<'_>, at: usize) -> (Vec<Row>, usize) {
    let mut rows = Vec::new();
    let mut next = at;
    loop {
        let (cells, end) = row(reader, next);
        if !cells.is_empty() {
            rows.push(Row { cells, range: next..end });
        }
        let first = skip_blanks(reader.source, end + 1, reader.limit());
        if end >= reader.limit() || first >= reader.limit() || reader.kind(first) != Line::Row {
            return (rows, end);
        }
        next = first;
    }
}

/// One row: cells begin with `|` or `||`, and the last one may run over several lines.
fn row(reader: &Reader<'_>, at: usize) -> (Vec<Cell>, usize) {
    let source = reader.source;
    let mut cells = Vec::new();
    let mut at = at;
    loop {
        let header = source.byte(at + 1) == Some(b'|');
        let start = at + if header { 2 } else { 1 };
        let end = cell_end(reader, start.min(reader.limit()));
        let closed = source.byte(end) == Some(b'|') && end < reader.limit();
        if closed || !source.text(start..end).trim().is_empty() {
            let blocks = cell(reader, start, end);
            cells.push(Cell { header, blocks, body: start..end });
        }
        if !closed {
            return (cells, end);
        }
        at = end;
    }
}

fn cell(reader: &Reader<'_>, start: usize, end: usize) -> Vec<Block> {
    if start >= end {
        return Vec::new();
    }
    reader.inside(start..end, true)
}

/// The `|` that ends the cell, or the line end that ends its row. A `|` in a link, an image, a macro or after a backslash
/// belongs to the cell.
fn cell_end(reader: &Reader<'_>, start: usize) -> usize {
    let source = reader.source;
    let limit = reader.limit();
    let mut at = start;
    let mut closed_until = start;
    while at < limit {
        match source.byte(at) {
            Some(b'\\') if source.byte(at + 1) != Some(b'\n') => at += 2,
            Some(b'|') => return at,
            Some(b'\n') => {
                let blank = source.text(start..at).trim().is_empty();
                let next = skip_blanks(source, at + 1, limit);
                let over = next >= limit || matches!(source.byte(next), Some(b'\n' | b'|'));
                if blank || over {
                    return at;
                }
                // A list is part of a cell only if something ends the cell after it.
                if matches!(reader.kind(next), Line::Item { .. }) && closed_until <= next {
                    match closing(source.text(next..limit)) {
                        Some(length) => closed_until = next + length,
                        None => return at,
                    }
                }
                at += 1;
            }
            Some(b'{' | b'[' | b'!') => at = source.span(at, limit).map_or(at + 1, Span::end),
            _ => at += 1,
        }
    }
    limit
}

/// How far it is to the next `|`, if no blank line comes before it.
fn closing(text: &str) -> Option<usize> {
    let length = text.find('|')?;
    text.get(..length).filter(|between| !between.contains("\n\n")).map(|_| length)
}
