//! A text cut into blocks.

use std::ops::Range;

use super::lines::{Line, line, line_end, skip_blanks};
use super::spans::{Container, Source, Span};
use super::table;

/// Blocks nested deeper than this are shown as text, so that no source can exhaust the stack.
const DEEPEST: usize = 12;

/// One block and all of the source that it takes; no line end at its end.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a block is; ranges are of the source.
#[derive(Debug)]
pub(super) enum Kind {
    Paragraph(Range<usize>),
    Heading {
        level: usize,
        text: Range<usize>,
    },
    Rule,
    List(Vec<Item>),
    Table(Vec<Row>),
    Code {
        parameters: Range<usize>,
        body: Range<usize>,
    },
    /// `body` is what stands between the macro's ends; a `bq.` has its text there.
    Container {
        kind: Container,
        parameters: Range<usize>,
        body: Range<usize>,
        blocks: Vec<Block>,
    },
}

/// An item of a list; lists are flat here, with a depth from 1 on.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) depth: usize,
    pub(super) ordered: bool,
    pub(super) blocks: Vec<Block>,
    /// Where its markers begin.
    pub(super) start: usize,
    /// Its text, from behind the markers on.
    pub(super) body: Range<usize>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) range: Range<usize>,
}

/// A cell of a table.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) header: bool,
    pub(super) blocks: Vec<Block>,
    /// What stands between its mark and the next.
    pub(super) body: Range<usize>,
}

/// The blocks of a whole source.
pub(super) fn read(source: &Source) -> Vec<Block> {
    Reader { source, depth: 0, limit: source.length(), lines_count: true }.read(0..source.length())
}

/// Reads one nesting level.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    depth: usize,
    limit: usize,
    /// Whether headings, lists and tables begin here; in an item they don't.
    lines_count: bool,
}

impl Reader<'_> {
    /// The blocks of a range one level further in.
    pub(super) fn inside(&self, range: Range<usize>, lines_count: bool) -> Vec<Block> {
        if self.depth >= DEEPEST {
            return vec![Block { kind: Kind::Paragraph(range.clone()), range }];
        }
        let inner = Self { depth: self.depth + 1, limit: range.end, lines_count, ..*self };
        inner.read(range)
    }

    fn read(&self, range: Range<usize>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = range.start;
        let mut line_start = true;
        loop {
            at = skip_blanks(self.source, at, self.limit);
            if at >= self.limit {
                return blocks;
            }
            if self.source.byte(at) == Some(b'\n') {
                line_start = true;
                at += 1;
                continue;
            }
            if let Some(span) = self.source.span(at, self.limit).filter(|span| span.is_block()) {
                let range = at..span.end();
                blocks.extend(self.block(span).map(|kind| Block { kind, range }));
                at = span.end();
                line_start = false;
                continue;
            }
            let kind = if line_start { self.kind(at) } else { Line::Text };
            at = self.push(&mut blocks, kind, at);
            line_start = self.source.byte(at) == Some(b'\n');
        }
    }

    /// Reads what begins at `at` and says where it ends.
    fn push(&self, blocks: &mut Vec<Block>, line: Line, at: usize) -> usize {
        let (kind, end, next) = match line {
            Line::Heading { level, text } => {
                let next = self.segment_end(at);
                let end = self.trimmed(text, next);
                (Kind::Heading { level, text: text..end }, end, next)
            }
            Line::Rule => {
                let next = self.segment_end(at);
                (Kind::Rule, self.trimmed(at, next), next)
            }
            Line::Quote { text } => {
                let next = self.segment_end(at);
                let end = self.trimmed(text, next);
                let inner = Block { kind: Kind::Paragraph(text..end), range: text..end };
                (
                    Kind::Container {
                        kind: Container::Quote,
                        parameters: at..at,
                        body: text..end,
                        blocks: vec![inner],
                    },
                    end,
                    next,
                )
            }
            Line::Item { .. } => {
                let (items, end) = self.list(at);
                (Kind::List(items), end, end)
            }
            Line::Row => {
                let (rows, end) = table::read(self, at);
                (Kind::Table(rows), end, end)
            }
            Line::Text => {
                let next = self.text_end(at);
                let end = self.trimmed(at, next);
                (Kind::Paragraph(at..end), end, next)
            }
        };
        blocks.push(Block { kind, range: at..end });
        next
    }

    /// The end of a range without the blanks there.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        start + self.source.text(start..end).trim_end_matches([' ', '\t']).len()
    }

    /// What the line at `at` begins.
    pub(super) fn kind(&self, at: usize) -> Line {
        if !self.lines_count {
            return Line::Text;
        }
        line(self.source, at, self.segment_end(at))
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// The end of the line, or where a block macro begins on it.
    fn segment_end(&self, at: usize) -> usize {
        let block = self.source.next_block(at, self.limit);
        line_end(self.source, at, block.map_or(self.limit, |(start, _)| start))
    }

    fn text_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let end = self.segment_end(at);
            if self.source.byte(end) != Some(b'\n') || end >= self.limit || self.ends_text(end + 1) {
                return end;
            }
            at = end + 1;
        }
    }

    /// Whether the line that begins at `at` doesn't go on with the text before it.
    pub(super) fn ends_text(&self, at: usize) -> bool {
        let first = skip_blanks(self.source, at, self.limit);
        first >= self.limit || self.source.byte(first) == Some(b'\n') || self.kind(first) != Line::Text
    }

    fn list(&self, start: usize) -> (Vec<Item>, usize) {
        let mut items = Vec::new();
        let mut at = start;
        let bullet = |at: usize| self.source.byte(at).filter(|byte| matches!(byte, b'*' | b'-'));
        let mut outermost = None;
        let mut ended = None;
        while let Line::Item { depth, ordered, text } = self.kind(at) {
            if depth == 1 {
                // Jira draws `-` as another list than `*`.
                let changes = outermost.flatten().zip(bullet(at)).is_some_and(|(last, next)| last != next);
                if let (true, Some(end)) = (changes, ended) {
                    return (items, end);
                }
                outermost = Some(bullet(at));
            }
            let end = self.item_end(text);
            items.push(Item { depth, ordered, blocks: self.inside(text..end, false), start: at, body: text..end });
            if end >= self.limit {
                return (items, end);
            }
            ended = Some(end);
            let next = skip_blanks(self.source, end + 1, self.limit);
            if next >= self.limit || !matches!(self.kind(next), Line::Item { .. }) {
                return (items, end);
            }
            at = next;
        }
        (items, at)
    }

    /// Where an item ends: code and containers in it may hold blank lines.
    fn item_end(&self, text: usize) -> usize {
        let mut at = text;
        loop {
            let end = self.segment_end(at);
            match self.source.span(end, self.limit).filter(|span| span.is_block()) {
                Some(span) => at = span.end(),
                None if end >= self.limit || self.ends_text(end + 1) => return end,
                None => at = end + 1,
            }
        }
    }

    fn block(&self, span: &Span) -> Option<Kind> {
        match span {
            Span::Code { parameters, body, .. } => {
                Some(Kind::Code { parameters: parameters.clone(), body: body.clone() })
            }
            Span::Container { kind, parameters, body, .. } => Some(Kind::Container {
                kind: *kind,
                parameters: parameters.clone(),
                body: body.clone(),
                blocks: self.inside(body.clone(), true),
            }),
            _ => None,
        }
    }
}
