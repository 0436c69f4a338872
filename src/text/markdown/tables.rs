//! Tables: pipe rows with our marks for header cells and spans, and cells that hold blocks.

use std::ops::Range;

use super::blocks::{self, Part};
use super::source::Source;
use super::tree::{Block, BlockKind, Cell, Inline, Mark, Piece, Row, Table};
use crate::text::error::Error;

/// The largest span that is believed.
const MOST_SPANNED: usize = 1000;

/// Collects the cells of a table as they are met.
#[derive(Default)]
pub(super) struct Builder {
    rows: Vec<RawRow>,
    cells: Vec<Range<usize>>,
}

struct RawRow {
    cells: Vec<Range<usize>>,
    range: Range<usize>,
    head: bool,
}

impl Builder {
    pub(super) fn cell(&mut self, range: Range<usize>) {
        self.cells.push(range);
    }

    pub(super) fn row(&mut self, range: Range<usize>, head: bool) {
        self.rows.push(RawRow { cells: std::mem::take(&mut self.cells), range, head });
    }

    pub(super) fn finish(mut self, source: &Source, whole: &str) -> Result<(Table, usize), Error> {
        for row in &mut self.rows {
            beyond_the_head(row, &source.text);
        }
        let empty = |range: &Range<usize>| source.text.get(range.clone()).unwrap_or_default().trim().is_empty();
        // Without a header row, GFM needs an empty one.
        if self.rows.len() > 1 && self.rows.first().is_some_and(|head| head.head && head.cells.iter().all(empty)) {
            self.rows.remove(0);
        }
        let mut height = 0;
        let mut rows = Vec::new();
        let mut covered: Vec<usize> = Vec::new();
        for row in self.rows {
            let mut cells = Vec::new();
            let mut column = 0;
            let mut ranges = row.cells.into_iter();
            while let Some(range) = ranges.next() {
                if let Some(rows) = covered.get_mut(column).filter(|rows| **rows > 0)
                    && empty(&range)
                {
                    *rows -= 1;
                    column += 1;
                    continue;
                }
                let (cell, inner) = cell(&range, row.head, source, whole)?;
                height = height.max(inner);
                covered.resize(covered.len().max(column + 1), 0);
                for at in column..column + cell.colspan.min(MOST_SPANNED) {
                    covered.resize(covered.len().max(at + 1), 0);
                    if let Some(rows) = covered.get_mut(at) {
                        *rows = cell.rowspan - 1;
                    }
                    // The places beside a spanning cell stand there empty.
                    let beside = at > column && ranges.as_slice().first().is_some_and(&empty);
                    if beside {
                        ranges.next();
                    }
                }
                column += cell.colspan.min(MOST_SPANNED);
                cells.push(cell);
            }
            for rows in covered.iter_mut().skip(column) {
                *rows = rows.saturating_sub(1);
            }
            rows.push(Row { cells, range: source.range(&row.range) });
        }
        Ok((Table { rows }, height))
    }
}

/// Finds the cells that a row has more than the header row, which GFM drops.
fn beyond_the_head(row: &mut RawRow, text: &str) {
    let end = row.cells.last().map_or(row.range.start, |cell| cell.end);
    let Some(rest) = text.get(end..row.range.end) else { return };
    let Some((before, rest)) = rest.split_once('|') else { return };
    let mut at = end + before.len() + 1;
    let mut start = at;
    let mut escaped = false;
    let mut close = |start: usize, end: usize| {
        let cell = text.get(start..end).unwrap_or_default();
        let left = cell.len() - cell.trim_start().len();
        row.cells.push(start + left..start + left + cell.trim().len());
    };
    for character in rest.trim_end().chars() {
        if character == '|' && !escaped {
            close(start, at);
            start = at + 1;
        }
        escaped = character == '\\' && !escaped;
        at += character.len_utf8();
    }
    if !text.get(start..at).unwrap_or_default().trim().is_empty() {
        close(start, at);
    }
}

fn cell(range: &Range<usize>, head: bool, source: &Source, whole: &str) -> Result<(Cell, usize), Error> {
    let text = source.text.get(range.clone()).unwrap_or_default();
    let text = text.trim();
    let start = range.start + source.text.get(range.clone()).map_or(0, |all| all.len() - all.trim_start().len());
    let (mark, content) = mark(text);
    let mut cell = Cell {
        header: head || mark.header,
        colspan: mark.colspan,
        rowspan: mark.rowspan,
        blocks: Vec::new(),
        range: source.range(&(start..start + text.len())),
    };
    if content.is_empty() {
        return Ok((cell, 0));
    }
    let inner = lines(content, start + text.len() - content.len(), source);
    let read = blocks::read(&inner, whole, Part::Cell)?;
    cell.blocks = read.blocks;
    code_blocks(&mut cell.blocks);
    Ok((cell, read.height))
}

/// Reads the content of a cell.
pub(super) fn parse_cell(content: &str) -> Result<Vec<Block>, Error> {
    let inner = lines(content, 0, &Source::whole(content));
    let mut blocks = blocks::read(&inner, content, Part::Cell)?.blocks;
    code_blocks(&mut blocks);
    Ok(blocks)
}

struct Spans {
    header: bool,
    colspan: usize,
    rowspan: usize,
}

/// `[header colspan 2 rowspan 3]` at the beginning of a cell, and the rest.
fn mark(text: &str) -> (Spans, &str) {
    let none = Spans { header: false, colspan: 1, rowspan: 1 };
    let Some((inside, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return (none, text);
    };
    let mut spans = Spans { ..none };
    let mut words = inside.split(' ').peekable();
    let mut any = false;
    while let Some(word) = words.next() {
        let number = || words.clone().next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
        match word {
            "header" => spans.header = true,
            "colspan" | "rowspan" => {
                let Some(number) = number() else { return (none, text) };
                let span = if word == "colspan" { &mut spans.colspan } else { &mut spans.rowspan };
                *span = usize::min(number, MOST_SPANNED);
                words.next();
            }
            _ => return (none, text),
        }
        any = true;
    }
    if any && (rest.is_empty() || rest.starts_with(' ')) { (spans, rest.trim_start()) } else { (none, text) }
}

/// A cell's content as Markdown of its own: its lines are blocks, and a pipe needs no escape.
fn lines(content: &str, at: usize, source: &Source) -> Source {
    let mut inner = Source::empty();
    let mut before: Option<&str> = None;
    for (line, offset) in split_breaks(content) {
        let start = source.original(at + offset);
        if let Some(before) = before {
            // Lines of one quote belong together; all others are blocks, between which a blank line does no harm.
            let quote = |line: &str| line.trim_start_matches([' ', '-', '*']).starts_with('>');
            inner.push(if quote(before) && quote(line) { "\n" } else { "\n\n" }, start);
        }
        let one_line = before.is_none() && offset + line.len() == content.len();
        if one_line && is_no_marker(line) {
            inner.push("\\", start);
        }
        let mut from = 0;
        for (pipe, _) in line.match_indices("\\|") {
            inner.push(line.get(from..pipe).unwrap_or_default(), start + from);
            from = pipe + 1;
        }
        inner.push(line.get(from..).unwrap_or_default(), start + from);
        before = Some(line);
    }
    inner
}

/// Whether a cell's only line has a marker that means nothing there: `-` for none, `#` for number, `> 5` for more than.
fn is_no_marker(line: &str) -> bool {
    let marker = matches!(line, "-" | "+" | "*" | "#" | "##" | "###" | ">" | "---" | "--");
    marker
        || line
            .strip_prefix('>')
            .is_some_and(|rest| rest.trim_start_matches(['=', ' ']).starts_with(|next: char| next.is_ascii_digit()))
}

/// The parts between `<br>`s that aren't in code, with their offsets.
fn split_breaks(content: &str) -> Vec<(&str, usize)> {
    if !content.contains("<br>") {
        return vec![(content, 0)];
    }
    let mut breaks = Vec::new();
    let parser = pulldown_cmark::Parser::new_ext(content, pulldown_cmark::Options::empty()).into_offset_iter();
    let mut html = false;
    for (event, range) in parser {
        match event {
            pulldown_cmark::Event::InlineHtml(tag) if &*tag == "<br>" => breaks.push(range),
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::HtmlBlock) => html = true,
            _ => {}
        }
    }
    if html {
        breaks = content.match_indices("<br>").map(|(at, tag)| at..at + tag.len()).collect();
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for tag in breaks {
        parts.push((content.get(from..tag.start).unwrap_or_default(), from));
        from = tag.end;
    }
    parts.push((content.get(from..).unwrap_or_default(), from));
    parts.retain(|(part, _)| !part.trim().is_empty());
    parts
}

/// Makes code blocks of the paragraphs that begin with `[code]` or `[code: js]`, also inside lists and containers.
fn code_blocks(blocks: &mut [Block]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) => {
                if let Some(code) = code_block(content) {
                    block.kind = code;
                }
            }
            BlockKind::Quote(inner) | BlockKind::Container { blocks: inner, .. } => code_blocks(inner),
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| code_blocks(&mut item.blocks)),
            _ => {}
        }
    }
}

fn code_block(content: &[Inline]) -> Option<BlockKind> {
    let (Inline { piece: Piece::Text(head), .. }, lines) = content.split_first()? else { return None };
    let inside = head.strip_prefix("[code")?.strip_suffix(']')?;
    let language = if inside.is_empty() { "" } else { inside.strip_prefix(": ")? };
    // The head stands alone on its line, and whole lines of code follow.
    let mut text: Vec<String> = Vec::new();
    for inline in lines {
        match &inline.piece {
            Piece::Break => text.push(String::new()),
            Piece::Text(line) if !text.is_empty() => {
                if let Some(last) = text.last_mut() {
                    last.push_str(line);
                }
            }
            _ => return None,
        }
    }
    let coded = lines.iter().any(|inline| inline.marks.contains(&Mark::Code));
    (lines.is_empty() || coded || text.len() > 1)
        .then(|| BlockKind::Code { language: language.to_owned(), text: text.join("\n") })
}
