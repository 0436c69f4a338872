//! What a document is made of: sections of items, and the places at which a later page goes on.

use crate::text::{clean, cut};
use serde::{Deserialize, Serialize};

/// A part of the document, in the order in which parts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Status, people, dates: a line.
    Facts,
    /// Custom fields by display name.
    Fields,
    /// The description and other fields with paragraphs.
    Texts,
    /// Comments, newest first.
    Comments,
    /// Links to issues and to the web.
    Links,
    /// Sub-tasks.
    Subtasks,
    /// Attachments, by name.
    Attachments,
    /// Changes, newest first.
    History,
    /// Transitions that can be taken now.
    Transitions,
    /// Time spent, newest first.
    Worklogs,
    /// Every other field that is set.
    AllFields,
}

impl Section {
    /// The word for it, as `include` spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Facts | Self::Fields => "fields",
            Self::Texts => "texts",
            Self::Comments => "comments",
            Self::Links => "links",
            Self::Subtasks => "subtasks",
            Self::Attachments => "attachments",
            Self::History => "history",
            Self::Transitions => "transitions",
            Self::Worklogs => "worklogs",
            Self::AllFields => "all_fields",
        }
    }

    /// How many of its items the first page shows at most.
    pub fn first_items(self) -> usize {
        match self {
            Self::Comments => 5,
            Self::History | Self::Worklogs => 20,
            _ => usize::MAX,
        }
    }
}

/// What of a section is still to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Which section.
    pub section: Section,
    /// Items whose bodies were cut, in order.
    pub cut: Vec<Piece>,
    /// The item to go on at; absent when only cut bodies are left.
    pub from: Option<usize>,
    /// The item that was shown last, so that items added meanwhile don't shift the place.
    pub after: Option<String>,
}

impl Rest {
    /// A whole section.
    pub fn all(section: Section) -> Self {
        Self { section, cut: Vec::new(), from: Some(0), after: None }
    }

    /// The first item that is needed to go on.
    pub fn first(&self) -> usize {
        // One before the place, so that the item shown last is seen again and the place is found by it.
        let from = self.from.map(|from| from.saturating_sub(1));
        self.cut.iter().map(|piece| piece.index).chain(from).min().unwrap_or(0)
    }
}

/// A body of which a part was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The item's place in its section.
    pub index: usize,
    /// The item's id.
    pub id: String,
    /// Bytes of the body that were shown.
    pub offset: usize,
    /// What tells that the body is still the same.
    pub digest: u64,
}

/// One thing of a section.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// What it is found by again.
    pub(super) id: String,
    /// One line.
    pub(super) head: String,
    /// What people wrote, to be fenced.
    pub(super) body: Option<Body>,
}

/// A text of people.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// What the fence says that it is.
    pub(super) what: String,
    /// The text, cleaned.
    pub(super) text: String,
    /// Bytes of it on the first page.
    pub(super) most: usize,
}

impl Item {
    /// One line without a body.
    pub(super) fn line(id: impl Into<String>, head: String) -> Self {
        Self { id: id.into(), head, body: None }
    }

    /// One line and a text below it.
    pub(super) fn text(id: impl Into<String>, head: String, what: &str, text: &str, most: usize) -> Self {
        let text = clean::block(text).trim_end().to_owned();
        Self { id: id.into(), head, body: Some(Body { what: what.to_owned(), text, most }) }
    }
}

/// How a block looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Items stand in one line.
    Inline,
    /// Items are lines below each other, without a heading.
    Plain,
    /// Items are set apart from each other, without a heading.
    Apart,
    /// Items stand below a heading that counts them.
    Counted,
}

/// One section with what was read of it.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) section: Section,
    pub(super) style: Style,
    /// What is said in the heading after the count: an order, a number of hidden ones.
    pub(super) notes: Vec<String>,
    /// Why nothing, or not all of it, could be read.
    pub(super) failed: Option<String>,
    pub(super) items: Vec<Item>,
    /// The place of the first of `items` in the section.
    pub(super) first: usize,
    /// How many there are in all; `None` when there may be more than was read.
    pub(super) total: Option<usize>,
}

impl Block {
    /// A section that was read to its end.
    pub(super) fn whole(section: Section, style: Style, items: Vec<Item>) -> Self {
        let total = Some(items.len());
        Self { section, style, notes: Vec::new(), failed: None, items, first: 0, total }
    }

    /// A section that could not be read.
    pub(super) fn failed(section: Section, why: &str) -> Self {
        let failed = Some(cut::cell(why, 200));
        Self { failed, total: Some(0), ..Self::whole(section, Style::Counted, Vec::new()) }
    }
}
