//! From the events of a CommonMark parser to blocks.

mod containers;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::addresses;
use super::fences::{self, Fence};
use super::inline;
use super::lists::{self, RawItem};
use super::source::Source;
use super::tables;
use super::tree::{Block, BlockKind, Inline, Piece};
use super::{MAX_DEPTH, html};
use crate::text::error::{Error, Kind};

/// What a part of the source is, which decides how it is read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    Whole,
    /// The content of a cell, whose lines were joined.
    Cell,
    /// The content of an HTML block, whose tags are in lines now.
    Html,
}

/// Blocks and how many levels they have.
#[derive(Default)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    pub(super) height: usize,
}

impl Blocks {
    fn push(&mut self, block: Block, height: usize) {
        self.blocks.push(block);
        self.height = self.height.max(height);
    }

    fn extend(&mut self, more: Blocks) {
        self.blocks.extend(more.blocks);
        self.height = self.height.max(more.height);
    }
}

/// Reads a source, or a part of one.
pub(super) fn read(source: &Source, whole: &str, part: Part) -> Result<Blocks, Error> {
    let (mut masked, fences) = fences::mask(&source.text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let addresses = addresses::mask(&mut masked, options);
    let mut parser = Parser::new_ext(&masked, options).into_offset_iter();
    let mut reader = Reader {
        source,
        whole,
        part,
        fences,
        addresses,
        frames: vec![Frame::new(FrameKind::Root, 0)],
        pending: Vec::new(),
        used: HashSet::new(),
    };
    for (event, range) in &mut parser {
        reader.event(event, range)?;
    }
    let unused = parser
        .reference_definitions()
        .iter()
        .filter(|(label, _)| !reader.used.contains(&unicase(label)))
        .map(|(_, definition)| definition.span.clone())
        .collect();
    reader.finish(unused)
}

fn unicase(label: &str) -> String {
    label.to_lowercase()
}

/// A block, or a line that may open or close a container.
enum Child {
    Block(Block, usize),
    Fence(Fence, usize),
}

enum FrameKind {
    Root,
    Quote,
    Footnote(String),
    List(Option<u64>, Vec<RawItem>),
    Item,
    Code(String, String),
    Html(Source),
    Table(tables::Builder),
    /// A paragraph, a heading, a row or a cell, whose end says what it was.
    Plain,
}

struct Frame {
    kind: FrameKind,
    children: Vec<Child>,
    start: usize,
}

impl Frame {
    fn new(kind: FrameKind, start: usize) -> Self {
        Frame { kind, children: Vec::new(), start }
    }
}

struct Reader<'a> {
    source: &'a Source,
    whole: &'a str,
    part: Part,
    fences: BTreeMap<usize, Fence>,
    /// The places in addresses that were masked, ascending.
    addresses: Vec<usize>,
    frames: Vec<Frame>,
    /// Inline events that don't belong to a block yet.
    pending: Vec<(Event<'a>, Range<usize>)>,
    /// The labels of the link definitions that were used.
    used: HashSet<String>,
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Error> {
        match event {
            Event::Start(Tag::Link { link_type, ref id, .. } | Tag::Image { link_type, ref id, .. }) => {
                if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
                    self.used.insert(unicase(id));
                }
                self.pending.push((event.into_static(), range));
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                self.pending.push((event.into_static(), range))
            }
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(tag) => return self.end(tag, range),
            Event::Rule => {
                self.flush();
                let child = match self.fences.remove(&range.start) {
                    Some(fence) => Child::Fence(fence, range.start),
                    None => Child::Block(self.block(BlockKind::Rule, &range), 1),
                };
                self.add(child);
            }
            Event::Text(text) => match self.frames.last_mut() {
                Some(Frame { kind: FrameKind::Code(_, code), .. }) => {
                    // Code shows what was masked.
                    let own = self.source.text.get(range.clone()).filter(|own| own.len() == text.len());
                    code.push_str(own.unwrap_or(&text));
                }
                _ => {
                    let first = self.addresses.partition_point(|place| *place < range.start);
                    let is_masked = self.addresses.get(first).is_some_and(|place| *place < range.end);
                    let own = self.source.text.get(range.clone()).filter(|own| is_masked && own.len() == text.len());
                    let text = own.map_or(text, |own| own.to_owned().into());
                    self.pending.push((Event::Text(text).into_static(), range));
                }
            },
            Event::Html(text) => match self.frames.last_mut() {
                Some(Frame { kind: FrameKind::Html(inner), .. }) => {
                    let own = self.source.text.get(range.clone()).unwrap_or(&text);
                    html::push_line(inner, own, self.source.original(range.start));
                }
                _ => self.pending.push((Event::Text(text).into_static(), range)),
            },
            other => self.pending.push((other.into_static(), range)),
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        self.flush();
        let kind = match tag {
            Tag::BlockQuote(_) => FrameKind::Quote,
            Tag::FootnoteDefinition(label) => FrameKind::Footnote(label.to_string()),
            Tag::List(start) => FrameKind::List(start, Vec::new()),
            Tag::Item => FrameKind::Item,
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => FrameKind::Code(info.trim().to_owned(), String::new()),
            Tag::CodeBlock(CodeBlockKind::Indented) => FrameKind::Code(String::new(), String::new()),
            Tag::HtmlBlock => FrameKind::Html(Source::empty()),
            Tag::Table(_) => FrameKind::Table(tables::Builder::default()),
            _ => FrameKind::Plain,
        };
        self.frames.push(Frame::new(kind, at));
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) -> Result<(), Error> {
        match tag {
            TagEnd::Paragraph => {
                self.frames.pop();
                self.flush();
                return Ok(());
            }
            TagEnd::Heading(level) => {
                self.frames.pop();
                let content = self.inlines();
                let kind = BlockKind::Heading { level: level as u8, content };
                let block = self.block(kind, &range);
                self.add(Child::Block(block, 1));
                return Ok(());
            }
            TagEnd::TableCell => {
                self.frames.pop();
                self.pending.clear();
                if let Some(Frame { kind: FrameKind::Table(table), .. }) = self.frames.iter_mut().rev().nth(1) {
                    table.cell(range);
                }
                return Ok(());
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.frames.pop();
                if let Some(Frame { kind: FrameKind::Table(table), .. }) = self.frames.last_mut() {
                    table.row(range, tag == TagEnd::TableHead);
                }
                return Ok(());
            }
            _ => self.flush(),
        }
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let start = frame.start;
        match frame.kind {
            FrameKind::Quote => {
                let inner = self.group(frame.children)?;
                let height = self.deeper(inner.height, start)?;
                let block = self.block(BlockKind::Quote(inner.blocks), &range);
                self.add(Child::Block(block, height));
            }
            FrameKind::Footnote(label) => {
                let mut inner = self.group(frame.children)?;
                note(&mut inner.blocks, &label, self.source.range(&range));
                let height = inner.height.max(1);
                inner.blocks.into_iter().for_each(|block| self.add(Child::Block(block, height)));
            }
            FrameKind::Item => {
                let blocks = self.group(frame.children)?;
                let range = self.source.range(&trimmed(&self.source.text, range));
                if let Some(Frame { kind: FrameKind::List(_, items), .. }) = self.frames.last_mut() {
                    items.push(RawItem { blocks, range });
                }
            }
            FrameKind::List(number, items) => {
                let height = items.iter().map(|item| item.blocks.height).max().unwrap_or(0);
                let height = self.deeper(height, start)?;
                let range = self.source.range(&trimmed(&self.source.text, range));
                for list in lists::lists(number, items, self.whole) {
                    let range = match (list.items.first(), list.items.last()) {
                        (Some(first), Some(last)) => first.range.start..last.range.end,
                        _ => range.clone(),
                    };
                    self.add(Child::Block(Block { kind: BlockKind::List(list), range }, height));
                }
            }
            FrameKind::Code(language, mut text) => {
                if text.ends_with('\n') {
                    text.pop();
                }
                let block = self.block(BlockKind::Code { language, text }, &range);
                self.add(Child::Block(block, 1));
            }
            FrameKind::Html(inner) => {
                let inner = match self.part {
                    // Its tags are masked already, so this can't be reached a third time.
                    Part::Html => html::as_text(&inner),
                    _ => read(&inner, self.whole, Part::Html)?,
                };
                for block in inner.blocks {
                    self.add(Child::Block(block, inner.height.max(1)));
                }
            }
            FrameKind::Table(builder) => {
                let (table, height) = builder.finish(self.source, self.whole)?;
                let height = self.deeper(height, start)?;
                let block = self.block(BlockKind::Table(table), &range);
                self.add(Child::Block(block, height));
            }
            FrameKind::Root | FrameKind::Plain => {}
        }
        Ok(())
    }

    fn finish(mut self, unused: Vec<Range<usize>>) -> Result<Blocks, Error> {
        self.flush();
        let children = self.frames.pop().map(|frame| frame.children).unwrap_or_default();
        let mut read = self.group(children)?;
        for span in unused {
            // A definition that nothing refers to would vanish; it may be no definition to who wrote it.
            let range = self.source.range(&trimmed(&self.source.text, span.clone()));
            let text = self.source.text.get(span).unwrap_or_default().trim_end().replace('\n', " ");
            let piece = Inline { piece: Piece::Text(text), marks: Vec::new(), range: range.clone() };
            let at = read.blocks.partition_point(|block| block.range.start < range.start);
            read.blocks.insert(at, Block { kind: BlockKind::Paragraph(vec![piece]), range });
            read.height = read.height.max(1);
        }
        Ok(read)
    }

    /// Makes a paragraph of the inline events that no block has taken.
    fn flush(&mut self) {
        if self.pending.is_empty() || matches!(self.frames.last(), Some(Frame { kind: FrameKind::Table(_), .. })) {
            return;
        }
        let start = self.pending.first().map_or(0, |(_, range)| range.start);
        // An escaped character stands after its backslash.
        let start =
            if self.source.text.get(..start).is_some_and(|text| text.ends_with('\\')) { start - 1 } else { start };
        let end = self.pending.iter().map(|(_, range)| range.end).max().unwrap_or(start);
        let content = self.inlines();
        if !content.is_empty() {
            let block = self.block(BlockKind::Paragraph(content), &(start..end));
            self.add(Child::Block(block, 1));
        }
    }

    fn inlines(&mut self) -> Vec<Inline> {
        inline::read(std::mem::take(&mut self.pending), self.source, self.part == Part::Html)
    }

    fn block(&self, kind: BlockKind, range: &Range<usize>) -> Block {
        Block { kind, range: self.source.range(&trimmed(&self.source.text, range.clone())) }
    }

    fn add(&mut self, child: Child) {
        if let Some(frame) = self.frames.last_mut() {
            frame.children.push(child);
        }
    }

    fn deeper(&self, height: usize, at: usize) -> Result<usize, Error> {
        if height >= MAX_DEPTH {
            let message = format!("blocks are nested deeper than {MAX_DEPTH} levels");
            return Err(Error::new(Kind::Invalid, message)
                .at(self.whole, self.source.original(at))
                .next("nest less deeply"));
        }
        Ok(height + 1)
    }
}

/// A range without the blank lines at its end.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let length = text.get(range.clone()).map_or(range.len(), |text| text.trim_end().len());
    range.start..range.start + length
}

/// A footnote, which Jira doesn't have: its text with its label in front.
fn note(blocks: &mut Vec<Block>, label: &str, range: Range<usize>) {
    let mut text = format!("[{label}]");
    match blocks.first_mut() {
        Some(Block { kind: BlockKind::Paragraph(content), .. }) => {
            text.push(' ');
            content.insert(0, Inline { piece: Piece::Text(text), marks: Vec::new(), range: range.start..range.start });
        }
        _ => {
            let piece = Inline { piece: Piece::Text(text), marks: Vec::new(), range: range.clone() };
            blocks.insert(0, Block { kind: BlockKind::Paragraph(vec![piece]), range });
        }
    }
}
