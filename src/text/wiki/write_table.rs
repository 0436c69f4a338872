//! Tables as Markdown, which has one line for a row.

use super::blocks::{Block, Cell};
use super::escape::Place;
use super::spans::Container;
use super::write::Writer;
use super::write_inline::code;

/// The table; if no row of headers comes first, its header is empty, because Markdown wants one.
pub(super) fn markdown(writer: &Writer<'_>, rows: &[Vec<Cell>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    let has_header = rows.first().is_some_and(|cells| {
        let shown = |cell: &&Cell| !cell.blocks.is_empty();
        cells.iter().any(|cell| cell.header) && cells.iter().filter(shown).all(|cell| cell.header)
    });
    if !has_header {
        lines.push(line(columns, std::iter::empty()));
    }
    for (at, cells) in rows.iter().enumerate() {
        let heads = has_header && at == 0;
        let texts = cells.iter().map(|cell| {
            let text = flat(writer, &cell.blocks);
            // A header cell within a row says so, as it does from ADF.
            match cell.header && !heads {
                true => format!("[header] {text}").trim_end().to_owned(),
                false => text,
            }
        });
        lines.push(line(columns, texts));
    }
    lines.insert(1.min(lines.len()), line(columns, std::iter::repeat_n("---".to_owned(), columns)));
    lines.join("\n")
}

fn line(columns: usize, cells: impl Iterator<Item = String>) -> String {
    let mut line = String::from("|");
    for cell in cells.chain(std::iter::repeat(String::new())).take(columns) {
        if !cell.is_empty() {
            line.push(' ');
            line.push_str(&cell);
        }
        line.push_str(" |");
    }
    line
}

/// Blocks on one line, with `<br>` where a line ends.
fn flat(writer: &Writer<'_>, blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(|block| flat_block(writer, block)).collect();
    let shown: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    shown.join("<br>")
}

fn flat_block(writer: &Writer<'_>, block: &Block) -> String {
    match block {
        Block::Paragraph(range) | Block::Heading { text: range, .. } => writer.inline(range.clone(), Place::Cell),
        Block::Rule => "---".to_owned(),
        Block::List(items) => {
            let mark = |ordered: bool| if ordered { "1." } else { "-" };
            let items = items.iter().map(|item| {
                let indent = "&nbsp;&nbsp;".repeat(item.depth.saturating_sub(1));
                format!("{indent}{} {}", mark(item.ordered), flat(writer, &item.blocks))
            });
            items.collect::<Vec<_>>().join("<br>")
        }
        Block::Table(rows) => {
            let cells =
                |row: &Vec<Cell>| row.iter().map(|cell| flat(writer, &cell.blocks)).collect::<Vec<_>>().join(" / ");
            rows.iter().map(cells).collect::<Vec<_>>().join("<br>")
        }
        Block::Code { parameters, body } => {
            let language = writer.parameters(parameters.clone()).language.replace('|', "\\|");
            let mark = match language.is_empty() {
                true => "[code]".to_owned(),
                false => format!("[code: {language}]"),
            };
            let lines = writer.source.text(body.clone()).lines().map(str::trim_end);
            let shown = lines.filter(|line| !line.is_empty()).map(|line| code(line).replace('|', "\\|"));
            std::iter::once(mark).chain(shown).collect::<Vec<_>>().join("<br/>")
        }
        Block::Container { kind: Container::Quote, blocks, .. } => format!("> {}", flat(writer, blocks)),
        Block::Container { kind, parameters, blocks } => {
            let title = writer.parameters(parameters.clone()).title.replace('|', "\\|");
            let opening = format!(":::{} {title}", kind.name());
            format!("{}<br>{}<br>:::", opening.trim_end(), flat(writer, blocks))
        }
    }
}
