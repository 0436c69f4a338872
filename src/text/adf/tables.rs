//! Tables as GFM pipe tables.
//!
//! A pipe table has one header row, cells of one line, and no spans, so what a stored table has more stands in the cell:
//! a mark like `[colspan 2]` first, `<br>` between blocks, `<br/>` for a hard break.

use super::blocks::{self, Block, Context, Shape};
use super::node::Node;

/// The most columns that a span is laid out over; the mark still tells its full width.
const MOST_SPANNED: usize = 50;

/// Renders a table; a row without cells is left out.
pub(super) fn table(node: Node<'_>, context: Context<'_>) -> Block {
    let mut covered: Vec<usize> = Vec::new();
    let mut header = None;
    let mut rows = Vec::new();
    let several = node.children().len() > 1;
    for (number, row) in node.children().into_iter().enumerate() {
        let cells = if row.kind() == "tableRow" { row.children() } else { vec![row] };
        if cells.is_empty() {
            continue;
        }
        let is_header = number == 0 && cells.iter().all(|cell| cell.kind() == "tableHeader");
        let mut texts = layout(&cells, is_header, &mut covered, context);
        let says_nothing = is_header && several && texts.iter().all(String::is_empty);
        let is_header = is_header && !says_nothing;
        if says_nothing {
            // An empty header row means that there is none, so one that is there says so.
            covered.clear();
            texts = layout(&cells, false, &mut covered, context);
        }
        if is_header { header = Some(texts) } else { rows.push(texts) }
    }
    let columns = rows.iter().chain(&header).map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return Block { shape: Shape::Other, text: String::new() };
    }
    let mut head = header.unwrap_or_default();
    head.resize(columns, String::new());
    let mut lines = vec![line(&head), format!("|{}", " --- |".repeat(columns))];
    // Cells that are missing at a row's end are empty to every reader.
    lines.extend(rows.iter().map(|row| line(row)));
    Block { shape: Shape::Other, text: lines.join("\n") }
}

/// The texts of a row, with an empty one for each place that a span covers.
fn layout(cells: &[Node<'_>], is_header: bool, covered: &mut Vec<usize>, context: Context<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut still: Vec<usize> = Vec::new();
    let skip = |texts: &mut Vec<String>, still: &mut Vec<usize>| {
        while let Some(rows) = covered.get(texts.len()).copied().filter(|&rows| rows > 0) {
            still.push(rows - 1);
            texts.push(String::new());
        }
    };
    for cell in cells {
        skip(&mut texts, &mut still);
        let [columns, rows] = ["colspan", "rowspan"].map(|name| cell.number(name).unwrap_or(1).max(1));
        let mark = mark(cell.kind() == "tableHeader" && !is_header, columns, rows);
        let text = text(*cell, context);
        let text = if mark.is_empty() || text.is_empty() { mark + &text } else { format!("{mark} {text}") };
        let width = usize::try_from(columns).unwrap_or(1).min(MOST_SPANNED);
        let below = if texts.len() < MOST_SPANNED { usize::try_from(rows - 1).unwrap_or(0) } else { 0 };
        texts.push(text);
        texts.resize(texts.len() + width - 1, String::new());
        still.resize(texts.len(), below);
    }
    skip(&mut texts, &mut still);
    *covered = still;
    texts
}

fn mark(header: bool, columns: i64, rows: i64) -> String {
    let parts = [
        header.then(|| "header".to_owned()),
        (columns > 1).then(|| format!("colspan {columns}")),
        (rows > 1).then(|| format!("rowspan {rows}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("[{}]", parts.join(" ")) }
}

fn text(cell: Node<'_>, context: Context<'_>) -> String {
    let content = match cell.kind() {
        "tableCell" | "tableHeader" => cell.children(),
        _ => vec![cell],
    };
    let inside = Context { in_cell: true, ..context.deeper() };
    cell_line(&blocks::separated(blocks::blocks(&content, inside)))
}

/// Blocks as the one line that they are in a cell.
pub(super) fn cell_line(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
    lines.join("<br>").replace('|', "\\|")
}

fn line(cells: &[String]) -> String {
    let mut line = String::from("|");
    for cell in cells {
        if !cell.is_empty() {
            line.push(' ');
            line.push_str(cell);
        }
        line.push_str(" |");
    }
    line
}
