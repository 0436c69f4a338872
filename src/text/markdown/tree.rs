//! The tree that Markdown is read into, the same for both of Jira's formats.
//!
//! It holds everything that `FORMS.md` can say and nothing that it can't. Inline content is flat: each piece carries its
//! marks, so that no nesting of emphasis is too deep and a writer opens and closes marks as its format wants.

use std::ops::Range;

/// A whole text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

/// One block and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The bytes of the Markdown source that it was read from; it begins at the block's marker, after any indentation.
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// Text; never without a piece.
    Paragraph(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A block quote.
    Quote(Vec<Block>),
    /// A code block.
    Code {
        /// The whole info string, trimmed; empty without one.
        language: String,
        /// The code, without the line end before the closing fence.
        text: String,
    },
    /// A thematic break.
    Rule,
    /// A list; tight and loose ones are the same.
    List(List),
    /// A table.
    Table(Table),
    /// `:::word rest` … `:::`.
    Container {
        /// The word after the colons, such as `info`, `panel`, `expand`, `layout`, `column`, `macro` or `unknown`.
        word: String,
        /// The rest of the opening line, trimmed: plain text, not Markdown.
        rest: String,
        /// The content.
        blocks: Vec<Block>,
    },
}

/// A list whose items are all of one kind: where they change, a new list begins.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// What its markers are.
    pub kind: ListKind,
    /// The items; at least one.
    pub items: Vec<Item>,
}

/// What kind of list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `- item`
    Bullet,
    /// `1. item`
    Ordered {
        /// The first number.
        start: u32,
    },
    /// `- [ ] open`, `- [x] done`
    Task,
    /// `- [d] decided`, `- [?] open`
    Decision,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Done or decided; false in a bullet or ordered list.
    pub done: bool,
    /// The content without the marker and the state; empty for an empty item.
    pub blocks: Vec<Block>,
    /// The bytes of the source, marker included.
    pub range: Range<usize>,
}

/// A table; rows may differ in length.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The rows; an empty header row isn't among them.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The cells; the places that a span covers aren't among them.
    pub cells: Vec<Cell>,
    /// The bytes of the source.
    pub range: Range<usize>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Whether it's a header cell.
    pub header: bool,
    /// Columns that it takes, at least 1.
    pub colspan: usize,
    /// Rows that it takes, at least 1.
    pub rowspan: usize,
    /// The content; empty for an empty cell. A code block in a cell is [`BlockKind::Code`] here.
    pub blocks: Vec<Block>,
    /// The bytes of the source between the pipes, trimmed.
    pub range: Range<usize>,
}

/// A piece of a line with its marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// What it is.
    pub piece: Piece,
    /// The marks, outermost first, at most one of a kind.
    pub marks: Vec<Mark>,
    /// The bytes of the Markdown source; without the delimiters of its marks.
    pub range: Range<usize>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text as it is meant: escapes and entities are resolved, line feeds are spaces. With the mark [`Mark::Code`] it is
    /// a code span. A name after `@` is still in it; `names::resolve` makes mentions of those that are known.
    Text(String),
    /// A hard break.
    Break,
    /// A person: `[~id]`, or `@Name` when the name was resolved.
    Mention {
        /// The account id (or user name).
        id: String,
        /// The display name without `@`, where it is known.
        name: Option<String>,
    },
    /// `<https://…>` or `[smart link: url]`.
    SmartLink(String),
    /// `[status: text | color]`
    Status {
        /// The text.
        text: String,
        /// The colour when it isn't neutral.
        color: Option<String>,
    },
    /// `[date: 2026-11-23]`, as it stands there.
    Date(String),
    /// `:short_name:` or `[emoji: :short_name:]`, the colons included.
    Emoji(String),
    /// `[placeholder: text]`
    Placeholder(String),
    /// `[image: name #id]`, `[file: name #id]`, or a Markdown image, whose address is the name.
    Media {
        /// Whether it's called an image.
        image: bool,
        /// The file's name, or an address.
        name: String,
        /// The attachment id.
        id: Option<String>,
        /// What is said of it to those who don't see it; only a Markdown image has it.
        alt: Option<String>,
    },
    /// `[card: url]`
    Card(String),
    /// `[embed: url]`
    Embed(String),
    /// `[macro: key | title]`
    Macro {
        /// The macro's key.
        key: String,
        /// Its title.
        title: Option<String>,
    },
    /// `[anchor: name]`
    Anchor(String),
    /// `[unknown: type | text]`
    Unknown {
        /// The node's type.
        kind: String,
        /// What can be read of it.
        text: Option<String>,
    },
}

/// A mark on a piece.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A link, also a bare address (then the text is the address).
    Link {
        /// Where it leads.
        href: String,
        /// Its title.
        title: Option<String>,
    },
    /// `<color x>`: `#rrggbb` or a name.
    Color(String),
    /// `<bg x>`
    Background(String),
    /// `<u>`
    Underline,
    /// `<sub>`
    Sub,
    /// `<sup>`
    Sup,
    /// `<cite>`
    Cite,
    /// `~~x~~` or `<s>`
    Strike,
    /// `**x**` or `<b>`
    Strong,
    /// `*x*` or `<i>`
    Em,
    /// A code span.
    Code,
}
