//! Blocks as Markdown.

use super::blocks::{Block, Item, Kind};
use super::escape::Place;
use super::inline;
use super::spans::{Container, Source};
use super::write_inline::{self, Known, longest_run};
use super::write_table;
use crate::text::clean;
use crate::text::names::Names;

/// Blocks as they are shown.
pub(super) struct Shown {
    /// The Markdown of each block; empty for one that doesn't show.
    pub(super) parts: Vec<String>,
}

impl Shown {
    pub(super) fn new(source: &Source, blocks: &[Block], names: &Names) -> Self {
        let known = Known::new(names);
        let parts = Writer { source, known: &known }.parts(blocks);
        Self { parts: parts.iter().map(|part| clean::block(part)).collect() }
    }

    /// The Markdown for all of them.
    pub(super) fn markdown(&self) -> String {
        let shown: Vec<&str> = self.parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        shown.join("\n\n")
    }
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
        let parts = self.parts(blocks);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The Markdown of each block; empty for one that doesn't show.
    pub(super) fn parts(&self, blocks: &[Block]) -> Vec<String> {
        let mut parts = Vec::new();
        // A list right after one of the same marker would go on in it.
        let mut last_list: Option<(bool, bool)> = None;
        for block in blocks {
            let Kind::List(items) = &block.kind else {
                let part = self.block(block);
                if !part.is_empty() {
                    last_list = None;
                }
                parts.push(part);
                continue;
            };
            let ordered = |item: Option<&Item>| item.is_some_and(|item| item.ordered);
            let other = last_list.is_some_and(|(last, other)| last == ordered(items.first()) && !other);
            parts.push(self.list(items, other, &|item| self.item(item)));
            let lowest = items.iter().map(|item| item.depth).min();
            let last = items.iter().rfind(|item| Some(item.depth) == lowest);
            last_list = Some((ordered(last), other));
        }
        parts
    }

    fn block(&self, block: &Block) -> String {
        match &block.kind {
            Kind::Paragraph(range) => self.inline(range.clone(), Place::Flow),
            Kind::Heading { level, text } => {
                format!("{} {}", "#".repeat(*level), self.inline(text.clone(), Place::Heading)).trim_end().to_owned()
            }
            Kind::Rule => "---".to_owned(),
            Kind::List(items) => self.list(items, false, &|item| self.item(item)),
            Kind::Table(rows) => write_table::markdown(self, rows),
            Kind::Code { parameters, body } => {
                fence(&self.parameters(parameters.clone()), self.source.text(body.clone()))
            }
            Kind::Container { kind: Container::Quote, blocks, .. } => prefixed(&self.blocks(blocks), "> ", "> "),
            Kind::Container { kind, parameters, blocks, .. } => {
                let inside = self.blocks(blocks);
                let colons = colons(&inside);
                let title = self.parameters(parameters.clone()).title;
                let opening = format!("{colons}{} {title}", kind.name());
                let ending = if inside.is_empty() { "" } else { "\n" };
                format!("{}\n{inside}{ending}{colons}", opening.trim_end())
            }
        }
    }

    fn item(&self, item: &Item) -> (bool, String) {
        let bullet = match item.blocks.first().map(|block| &block.kind) {
            Some(Kind::Paragraph(range)) if !item.ordered => Some(self.inline(range.clone(), Place::Bullet)),
            _ => None,
        };
        let own_line = matches!(
            item.blocks.first().map(|block| &block.kind),
            Some(Kind::Container {
                kind: Container::Panel | Container::Info | Container::Note | Container::Warning | Container::Tip,
                ..
            })
        );
        let Some(first) = bullet else {
            return (own_line, self.blocks(&item.blocks));
        };
        let rest = self.blocks(item.blocks.get(1..).unwrap_or_default());
        let gap = if first.is_empty() || rest.is_empty() { "" } else { "\n\n" };
        (false, format!("{first}{gap}{rest}"))
    }

    pub(super) fn inline(&self, range: std::ops::Range<usize>, place: Place) -> String {
        let shown = write_inline::markdown(&inline::read(self.source, range), self.known, place);
        // Other characters that end a line are line feeds now.
        shown.trim_matches('\n').to_owned()
    }

    /// Reads `java|title=Main.java`.
    pub(super) fn parameters(&self, range: std::ops::Range<usize>) -> Parameters {
        let mut found = Parameters { title: String::new(), language: String::new() };
        for part in self.source.text(range).split('|') {
            match part.split_once('=') {
                Some((name, value)) if name.trim() == "title" => found.title = value.trim().to_owned(),
                Some((name, value)) if matches!(name.trim(), "lang" | "language") => {
                    found.language = value.trim().to_owned();
                }
                Some(_) => {}
                None => found.language = part.trim().to_owned(),
            }
        }
        found
    }

    /// A list's lines; `other` takes the other markers for its outermost level, and `text` says of an item whether it wants
    /// a line of its own, and its Markdown.
    pub(super) fn list(&self, items: &[Item], other: bool, text: &dyn Fn(&Item) -> (bool, String)) -> String {
        let mut levels: Vec<Level> = Vec::new();
        let mut lines = Vec::new();
        for item in items {
            while levels.last().is_some_and(|level| level.depth > item.depth) {
                levels.pop();
            }
            let same_depth = levels.pop_if(|level| level.depth == item.depth);
            let opens = same_depth.is_none() && !levels.is_empty();
            let number = same_depth.filter(|level| level.ordered == item.ordered).map_or(1, |level| level.number + 1);
            let marker = match (item.ordered, other && levels.is_empty()) {
                (true, false) => format!("{number}. "),
                (true, true) => format!("{number}) "),
                (false, false) => "- ".to_owned(),
                (false, true) => "* ".to_owned(),
            };
            let indent = levels.last().map_or(0, |level| level.inner);
            let inner = indent + marker.len();
            let first = format!("{}{marker}", " ".repeat(indent));
            let (own_line, text) = text(item);
            let text = if own_line { format!("\n{text}") } else { text };
            let text = prefixed(&text, &first, &" ".repeat(inner));
            // A marker alone doesn't end the paragraph before it.
            let interrupts = opens && levels.last().is_some_and(|level| level.text);
            if interrupts && text.lines().next().is_none_or(|line| line.trim() == marker.trim()) {
                lines.push(String::new());
            }
            let level = Level { depth: item.depth, ordered: item.ordered, number, inner, text: !text.is_empty() };
            lines.push(if text.is_empty() { first.trim_end().to_owned() } else { text });
            levels.push(level);
        }
        lines.join("\n")
    }
}

/// An open level of a list while it is written.
struct Level {
    /// The number of marks that Jira wants for it.
    depth: usize,
    ordered: bool,
    /// Whether its latest item has a text of its own.
    text: bool,
    /// The number of its latest item.
    number: usize,
    /// The column of its items' text.
    inner: usize,
}

/// The fence of a container: one more than any run inside, except those too long to be one.
fn colons(inside: &str) -> String {
    const LONGEST_FENCE: usize = 203;
    let runs = inside.split(|character| character != ':').map(str::len);
    let longest = runs.filter(|run| (3..=LONGEST_FENCE).contains(run)).max();
    ":".repeat(longest.map_or(3, |longest| longest + 1))
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
