//! From Markdown's tree to ADF.
//!
//! Jira's editor allows fewer combinations than Markdown. Where the same text can be said otherwise it is: a list that holds
//! a table is cut around it, a heading in an item is bold text, a quote in a quote is one quote. What can't be said is an
//! error that names the place. What refers to something stored (media, macros) is taken from the stored text.

use serde_json::{Map, Value, json};

use super::pool::Pool;
use crate::text::error::{Error, Kind};
use crate::text::markdown::tree::{Block, BlockKind, Inline, Item, List, ListKind, Piece, Table};
use crate::text::names::Answers;

mod inline;
mod media;
mod place;

pub(super) use inline::push;
pub(super) use place::Place;

/// Builds nodes of one text.
pub(super) struct Builder<'a> {
    /// The Markdown, to name places in it.
    pub(super) source: &'a str,
    pub(super) answers: &'a Answers,
    pub(super) pool: Pool,
    pub(super) warnings: Vec<String>,
    /// How many local ids were made.
    made: u64,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str, answers: &'a Answers, pool: Pool) -> Self {
        Builder { source, answers, pool, warnings: Vec::new(), made: 0 }
    }

    /// Builds blocks that may stand at a place.
    pub(super) fn blocks(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Value>, Error> {
        let mut built = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, place, &mut built)?;
        }
        Ok(built)
    }

    /// Builds blocks that have to be at least one.
    pub(super) fn filled(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Value>, Error> {
        let mut built = self.blocks(blocks, place)?;
        if built.is_empty() {
            built.push(json!({"type": "paragraph"}));
        }
        Ok(built)
    }

    fn block(&mut self, block: &Block, place: Place, into: &mut Vec<Value>) -> Result<(), Error> {
        if let Some(stored) = self.pool.block(block).filter(|node| place.holds(kind_of(node))) {
            into.push(stored);
            return Ok(());
        }
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(content, place, into),
            BlockKind::Heading { content, .. } if !place.holds("heading") => {
                let mut line = content.clone();
                inline::embolden(&mut line);
                into.push(node("paragraph", None, self.line(&line)));
            }
            BlockKind::Heading { level, content } => {
                let content = self.line(content);
                into.push(node("heading", Some(json!({"level": level})), content));
            }
            BlockKind::Quote(inner) if !place.holds("blockquote") => into.extend(self.blocks(inner, place)?),
            BlockKind::Quote(inner) => {
                let content = self.blocks(inner, Place::Quote)?;
                if !content.is_empty() {
                    into.push(node("blockquote", None, content));
                }
            }
            BlockKind::Code { language, text } => {
                self.fits("codeBlock", place, block)?;
                into.push(code(language, text));
            }
            BlockKind::Rule => {
                self.fits("rule", place, block)?;
                into.push(json!({"type": "rule"}));
            }
            BlockKind::List(list) => self.list(list, block, place, into)?,
            BlockKind::Table(table) => {
                self.fits("table", place, block)?;
                into.push(self.table(table)?);
            }
            BlockKind::Container { word, rest, blocks } => self.container(word, rest, blocks, block, place, into)?,
        }
        Ok(())
    }

    fn fits(&self, kind: &str, place: Place, block: &Block) -> Result<(), Error> {
        if place.holds(kind) {
            return Ok(());
        }
        let message = format!("{} can't stand in {}", name_of(kind), place.name());
        let next = format!("put it before or after {}", place.name());
        Err(Error::new(Kind::Invalid, message).at(self.source, block.range.start).next(next))
    }

    fn paragraph(&mut self, content: &[Inline], place: Place, into: &mut Vec<Value>) {
        if place.holds("mediaSingle")
            && let Some(media) = self.external(content)
        {
            into.push(media);
            return;
        }
        if let [Inline { piece, marks, .. }] = content
            && marks.is_empty()
        {
            let card = match piece {
                Piece::Card(url) if place.holds("blockCard") && inline::is_web(url) => {
                    Some(json!({"type": "blockCard", "attrs": {"url": url}}))
                }
                Piece::Embed(url) if place.holds("embedCard") && inline::is_web(url) => {
                    Some(json!({"type": "embedCard", "attrs": {"url": url, "layout": "center"}}))
                }
                _ => None,
            };
            if let Some(card) = card {
                into.push(card);
                return;
            }
        }
        let line = self.line(content);
        into.push(node("paragraph", None, line));
    }

    fn list(&mut self, list: &List, block: &Block, place: Place, into: &mut Vec<Value>) -> Result<(), Error> {
        let kind = list_kind(list.kind);
        self.fits(kind, place, block)?;
        let mut number = match list.kind {
            ListKind::Ordered { start } => start,
            _ => 1,
        };
        let mut items: Vec<Value> = Vec::new();
        let mut first = number;
        for item in &list.items {
            let (own, outside) = self.item(item, list.kind, place)?;
            items.extend(own);
            number = number.saturating_add(1);
            if !outside.is_empty() {
                into.push(self.list_node(list.kind, first, std::mem::take(&mut items)));
                into.extend(outside);
                first = number;
            }
        }
        if !items.is_empty() {
            into.push(self.list_node(list.kind, first, items));
        }
        Ok(())
    }

    pub(super) fn list_node(&mut self, kind: ListKind, first: u32, items: Vec<Value>) -> Value {
        let attrs = match kind {
            ListKind::Bullet => None,
            ListKind::Ordered { .. } if first == 1 => None,
            ListKind::Ordered { .. } => Some(json!({"order": first})),
            ListKind::Task | ListKind::Decision => Some(json!({"localId": self.local_id()})),
        };
        node(list_kind(kind), attrs, items)
    }

    /// An item with the nested lists that stand beside it, and the blocks that no item of its kind may hold.
    pub(super) fn item(
        &mut self,
        item: &Item,
        kind: ListKind,
        place: Place,
    ) -> Result<(Vec<Value>, Vec<Value>), Error> {
        match kind {
            ListKind::Bullet | ListKind::Ordered { .. } => {
                let (mut inner, mut outside) = (Vec::new(), Vec::new());
                for block in &item.blocks {
                    // A list in it is made for the place outside: what cuts the one list cuts the other.
                    let list = matches!(block.kind, BlockKind::List(_));
                    let mut built = Vec::new();
                    let held = !list && self.may_hold(block, Place::Item);
                    self.block(block, if held { Place::Item } else { place }, &mut built)?;
                    for node in built {
                        // Once the list is cut, all that follows comes after the cut.
                        match outside.is_empty() && Place::Item.holds(kind_of(&node)) {
                            true => inner.push(node),
                            false => outside.push(node),
                        }
                    }
                }
                if inner.is_empty() {
                    inner.push(json!({"type": "paragraph"}));
                }
                Ok((vec![node("listItem", None, inner)], outside))
            }
            ListKind::Task | ListKind::Decision => {
                let (first, rest) = match item.blocks.split_first() {
                    Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) => (self.line(content), rest),
                    _ => (Vec::new(), item.blocks.as_slice()),
                };
                let (name, state) = match (kind, item.done) {
                    (ListKind::Task, true) => ("taskItem", "DONE"),
                    (ListKind::Task, false) => ("taskItem", "TODO"),
                    (_, true) => ("decisionItem", "DECIDED"),
                    (_, false) => ("decisionItem", "UNDECIDED"),
                };
                let mut line = first;
                let (mut own, mut outside) = (Vec::new(), Vec::new());
                for block in rest {
                    match &block.kind {
                        BlockKind::Paragraph(content) if own.is_empty() && outside.is_empty() => {
                            // Such an item has but one line.
                            line.push(json!({"type": "hardBreak"}));
                            line.extend(self.line(content));
                        }
                        BlockKind::List(List { kind: ListKind::Task, .. })
                            if kind == ListKind::Task && outside.is_empty() =>
                        {
                            self.block(block, Place::Task, &mut own)?;
                        }
                        _ => self.block(block, place, &mut outside)?,
                    }
                }
                let attrs = json!({"localId": self.local_id(), "state": state});
                own.insert(0, node(name, Some(attrs), line));
                Ok((own, outside))
            }
        }
    }

    /// Whether a block can be said at a place, as it is or otherwise.
    pub(super) fn may_hold(&self, block: &Block, place: Place) -> bool {
        match &block.kind {
            BlockKind::Paragraph(_) | BlockKind::Heading { .. } => true,
            BlockKind::Quote(inner) => inner.iter().all(|block| self.may_hold(block, place)),
            BlockKind::Code { .. } => place.holds("codeBlock"),
            BlockKind::Rule => place.holds("rule"),
            BlockKind::List(list) => place.holds(list_kind(list.kind)),
            BlockKind::Table(_) => place.holds("table"),
            BlockKind::Container { .. } => false,
        }
    }

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

    pub(super) fn cell(&mut self, cell: &crate::text::markdown::tree::Cell) -> Result<Value, Error> {
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

    fn container(
        &mut self,
        word: &str,
        rest: &str,
        blocks: &[Block],
        block: &Block,
        place: Place,
        into: &mut Vec<Value>,
    ) -> Result<(), Error> {
        if let Some(mut shell) = self.pool.shell(word, rest).filter(|shell| place.holds(kind_of(shell))) {
            let inside = Place::inside(kind_of(&shell));
            let content = self.filled(blocks, inside)?;
            if let Some(object) = shell.as_object_mut() {
                object.insert("content".to_owned(), Value::Array(content));
            }
            into.push(shell);
            return Ok(());
        }
        if let Some(attrs) = panel(word, rest) {
            if !place.holds("panel") && place.flattens() {
                into.extend(self.blocks(blocks, place)?);
                return Ok(());
            }
            self.fits("panel", place, block)?;
            let content = self.filled(blocks, Place::Panel)?;
            into.push(node("panel", Some(attrs), content));
            return Ok(());
        }
        if word.eq_ignore_ascii_case("expand") {
            let kind = if place.holds("expand") { "expand" } else { "nestedExpand" };
            self.fits(kind, place, block)?;
            let content = self.filled(blocks, Place::inside(kind))?;
            into.push(node(kind, Some(json!({"title": rest})), content));
            return Ok(());
        }
        // What only a stored text has can't be made; what is inside stands without it.
        self.warnings.push(format!("`:::{word}` can't be made here: only what is inside it was written"));
        into.extend(self.blocks(blocks, place)?);
        Ok(())
    }

    /// Ids that Jira's editor wants on tasks and decisions; equal input makes equal ones.
    fn local_id(&mut self) -> String {
        use std::hash::{DefaultHasher, Hash, Hasher};
        self.made += 1;
        let half = |salt: u64| {
            let mut hasher = DefaultHasher::new();
            (self.source, self.made, salt).hash(&mut hasher);
            hasher.finish()
        };
        let (high, low) = (half(0), half(1));
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0xfff,
            low & 0xffff_ffff_ffff
        )
    }
}

/// The type of a node.
pub(super) fn kind_of(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// A node; content is left out when there is none.
pub(super) fn node(kind: &str, attrs: Option<Value>, content: Vec<Value>) -> Value {
    let mut node = Map::new();
    node.insert("type".to_owned(), kind.into());
    if let Some(attrs) = attrs {
        node.insert("attrs".to_owned(), attrs);
    }
    if !content.is_empty() {
        node.insert("content".to_owned(), Value::Array(content));
    }
    Value::Object(node)
}

pub(super) fn list_kind(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Bullet => "bulletList",
        ListKind::Ordered { .. } => "orderedList",
        ListKind::Task => "taskList",
        ListKind::Decision => "decisionList",
    }
}

/// A code block; the language is the info string's first word.
pub(super) fn code(language: &str, text: &str) -> Value {
    let language = language.split_whitespace().next();
    let content = if text.is_empty() { Vec::new() } else { vec![json!({"type": "text", "text": text})] };
    node("codeBlock", language.map(|language| json!({"language": language})), content)
}

/// The attributes of the panel that a container's opening line makes.
pub(super) fn panel(word: &str, rest: &str) -> Option<Value> {
    let kind = match word.to_ascii_lowercase().as_str() {
        "info" => "info",
        "note" | "important" => "note",
        "tip" => "tip",
        "warning" | "caution" => "warning",
        "success" => "success",
        "error" | "danger" => "error",
        "panel" => {
            let (icon, color) = match rest.rsplit_once(' ').map_or(("", rest), |(icon, color)| (icon.trim(), color)) {
                (icon, color) if color.starts_with('#') => (icon, Some(color)),
                _ => (rest, None),
            };
            let mut attrs = Map::new();
            attrs.insert("panelType".to_owned(), "custom".into());
            if icon.starts_with(':') && icon.ends_with(':') && icon.len() > 2 {
                attrs.insert("panelIcon".to_owned(), icon.into());
            } else if !icon.is_empty() {
                attrs.insert("panelIconText".to_owned(), icon.into());
            }
            if let Some(color) = color {
                attrs.insert("panelColor".to_owned(), color.into());
            }
            return Some(Value::Object(attrs));
        }
        _ => return None,
    };
    Some(json!({"panelType": kind}))
}

fn cover(covered: &mut [usize], row: &crate::text::markdown::tree::Row) {
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

fn name_of(kind: &str) -> &'static str {
    match kind {
        "codeBlock" => "a code block",
        "rule" => "a rule",
        "table" => "a table",
        "panel" => "a panel",
        "expand" | "nestedExpand" => "an expand",
        "taskList" => "a task list",
        "decisionList" => "a decision list",
        "bulletList" | "orderedList" => "a list",
        _ => "this block",
    }
}
