//! Blocks as Markdown.

use super::blocks::{Block, Item};
use super::escape::Place;
use super::inline;
use super::spans::{Container, Source};
use super::write_inline::{self, Known, longest_run};
use super::write_table;
use crate::text::names::Names;

/// The Markdown for a whole text.
pub(super) fn markdown(source: &Source, blocks: &[Block], names: &Names) -> String {
    let known = Known::new(names);
    Writer { source, known: &known }.blocks(blocks)
}

/// Writes the blocks of one source.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) source: &'a Source,
    pub(super) known: &'a Known<'a>,
}

/// What a macro's parameters say that a reader wants to know.
pub(super) struct Parameters {
    pub(super) title: String,
    pub(super) language: String,
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block]) -> String {
        let parts: Vec<String> = blocks.iter().map(|block| self.block(block)).filter(|part| !part.is_empty()).collect();
        parts.join("\n\n")
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Paragraph(range) => self.inline(range.clone(), Place::Flow),
            Block::Heading { level, text } => {
                format!("{} {}", "#".repeat(*level), self.inline(text.clone(), Place::Heading))
            }
            Block::Rule => "---".to_owned(),
            Block::List(items) => self.list(items),
            Block::Table(rows) => write_table::markdown(self, rows),
            Block::Code { parameters, body } => {
                fence(&self.parameters(parameters.clone()), self.source.text(body.clone()))
            }
            Block::Container { kind: Container::Quote, blocks, .. } => prefixed(&self.blocks(blocks), "> ", "> "),
            Block::Container { kind, parameters, blocks } => {
                let colons = ":".repeat(2 + height(block));
                let title = self.parameters(parameters.clone()).title;
                let opening = format!("{colons}{} {title}", kind.name());
                let inside = self.blocks(blocks);
                let ending = if inside.is_empty() { "" } else { "\n" };
                format!("{}\n{inside}{ending}{colons}", opening.trim_end())
            }
        }
    }

    pub(super) fn inline(&self, range: std::ops::Range<usize>, place: Place) -> String {
        write_inline::markdown(&inline::read(self.source, range), self.known, place)
    }

    /// Reads `java|title=Main.java`.
    pub(super) fn parameters(&self, range: std::ops::Range<usize>) -> Parameters {
        let mut found = Parameters { title: String::new(), language: String::new() };
        for part in self.source.text(range).split('|') {
            match part.split_once('=') {
                Some((name, value)) if name.trim() == "title" => found.title = value.trim().to_owned(),
                Some(_) => {}
                None => found.language = part.trim().to_owned(),
            }
        }
        found
    }

    fn list(&self, items: &[Item]) -> String {
        let mut levels: Vec<Level> = Vec::new();
        let mut lines = Vec::new();
        for item in items {
            while levels.last().is_some_and(|level| level.depth > item.depth) {
                levels.pop();
            }
            let same_depth = levels.pop_if(|level| level.depth == item.depth);
            let number = same_depth.filter(|level| level.ordered == item.ordered).map_or(1, |level| level.number + 1);
            let marker = if item.ordered { format!("{number}. ") } else { "- ".to_owned() };
            let indent = levels.last().map_or(0, |level| level.inner);
            let inner = indent + marker.len();
            let first = format!("{}{marker}", " ".repeat(indent));
            let text = prefixed(&self.blocks(&item.blocks), &first, &" ".repeat(inner));
            lines.push(if text.is_empty() { first.trim_end().to_owned() } else { text });
            levels.push(Level { depth: item.depth, ordered: item.ordered, number, inner });
        }
        lines.join("\n")
    }
}

/// An open level of a list while it is written.
struct Level {
    /// The number of marks that Jira wants for it.
    depth: usize,
    ordered: bool,
    /// The number of its latest item.
    number: usize,
    /// The column of its items' text.
    inner: usize,
}

/// How many containers are nested here, this one included; an outer one needs more colons.
fn height(block: &Block) -> usize {
    let below = |blocks: &[Block]| blocks.iter().map(height).max().unwrap_or(0);
    match block {
        Block::Container { kind: Container::Quote, blocks, .. } => below(blocks),
        Block::Container { blocks, .. } => 1 + below(blocks),
        Block::List(items) => items.iter().map(|item| below(&item.blocks)).max().unwrap_or(0),
        _ => 0,
    }
}

fn fence(parameters: &Parameters, body: &str) -> String {
    let fence = "`".repeat(longest_run(body, '`').max(2) + 1);
    let mut info = parameters.language.clone();
    if !parameters.title.is_empty() {
        info = format!("{info} title={}", parameters.title);
    }
    // Markdown allows no backtick after a fence of backticks.
    let info = info.trim().replace('`', "'");
    let body = body.strip_prefix('\n').unwrap_or(body);
    let body = body.trim_end_matches([' ', '\t']);
    let body = body.strip_suffix('\n').unwrap_or(body);
    format!("{fence}{info}\n{body}\n{fence}")
}

/// The lines of a text, each behind a prefix; empty lines get only what shows of it.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut prefix = first;
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.push(match line.is_empty() {
            true => prefix.trim_end().to_owned(),
            false => format!("{prefix}{line}"),
        });
        prefix = others;
    }
    lines.join("\n")
}
