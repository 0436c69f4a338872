//! Tables as Markdown, which has one line for a row.

use super::blocks::{Block, Kind, Row};
use super::escape::Place;
use super::spans::Container;
use super::write::Writer;
use super::write_inline::code;

/// The table; if no row of headers comes first, its header is empty, because Markdown wants one.
pub(super) fn markdown(writer: &Writer<'_>, rows: &[Row]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    let has_header = rows.first().is_some_and(|row| row.cells.iter().all(|cell| cell.header));
    if !has_header {
        lines.push(line(columns, std::iter::empty()));
    }
    for (at, row) in rows.iter().enumerate() {
        let heads = has_header && at == 0;
        let texts = row.cells.iter().map(|cell| {
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
    match &block.kind {
        Kind::Paragraph(range) => writer.inline(range.clone(), Place::Cell),
        Kind::Heading { level, text } => format!("{} {}", "#".repeat(*level), writer.inline(text.clone(), Place::Cell)),
        Kind::Rule => "---".to_owned(),
        Kind::List(items) => {
            writer.list(items, false, &|item| (false, flat(writer, &item.blocks))).replace('\n', "<br>")
        }
        Kind::Table(rows) => {
            let cells =
                |row: &Row| row.cells.iter().map(|cell| flat(writer, &cell.blocks)).collect::<Vec<_>>().join(" / ");
            rows.iter().map(cells).collect::<Vec<_>>().join("<br>")
        }
        Kind::Code { parameters, body } => {
            let language = writer.parameters(parameters.clone()).language.replace('|', "\\|");
            let mark = match language.is_empty() {
                true => "[code]".to_owned(),
                false => format!("[code: {language}]"),
            };
            let lines = writer.source.text(body.clone()).lines().map(str::trim_end);
            let shown = lines.filter(|line| !line.is_empty()).map(|line| code(line).replace('|', "\\|"));
            std::iter::once(mark).chain(shown).collect::<Vec<_>>().join("<br/>")
        }
        Kind::Container { kind: Container::Quote, blocks, .. } => format!("> {}", flat(writer, blocks)),
        Kind::Container { kind, parameters, blocks, .. } => {
            let title = writer.parameters(parameters.clone()).title.replace('|', "\\|");
            let opening = format!(":::{} {title}", kind.name());
            format!("{}<br>{}<br>:::", opening.trim_end(), flat(writer, blocks))
        }
    }
}
