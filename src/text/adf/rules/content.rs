//! Content: which nodes a node holds, how many, and with which marks.

use super::kinds::Kind;
use super::marks::{
    BREAKOUT, EMPTY, Marks, OF_EXTENSION, OF_MEDIA, OF_MEDIA_SINGLE, OF_TABLE, OF_TEXT, PLACED, SIZED, SIZED_ALIGNED,
    SIZED_PLACED,
};

/// What `content` of a node may be.
#[derive(Clone, Copy)]
pub(super) struct Content {
    /// Whether the member must be there, be it empty.
    pub(super) required: bool,
    pub(super) at_least: usize,
    pub(super) at_most: usize,
    pub(super) of: Held,
}

/// Which nodes stand in a node's content.
#[derive(Clone, Copy)]
pub(super) enum Held {
    /// Any of these, in any order.
    Any(&'static [&'static [Place]]),
    /// One of each group, in this order.
    Each(&'static [&'static [Place]]),
    /// One of each group, in this order. The schema says nothing of what follows; the last group is what is meant.
    First(&'static [&'static [Place]]),
    /// Whatever there is, even if it isn't an array.
    Anything,
}

/// A node in the content of another.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) kind: Kind,
    pub(super) marks: Marks,
    /// What the node holds at this place, where it isn't what it holds elsewhere.
    pub(super) content: Option<Content>,
}

const fn bare(kind: Kind) -> Place {
    with(kind, Marks::Absent)
}

const fn with(kind: Kind, marks: Marks) -> Place {
    Place { kind, marks, content: None }
}

const fn some(places: &'static [&'static [Place]]) -> Content {
    Content { at_least: 1, ..any_number(places) }
}

/// Content that must be there, be it empty.
const fn any_number(places: &'static [&'static [Place]]) -> Content {
    Content { required: true, at_least: 0, at_most: usize::MAX, of: Held::Any(places) }
}

const fn maybe(places: &'static [&'static [Place]]) -> Content {
    Content { required: false, ..any_number(places) }
}

const TEXT: Place = with(Kind::Text, OF_TEXT);
const MEDIA: Place = with(Kind::Media, OF_MEDIA);
const MEDIA_SINGLE: Place = with(Kind::MediaSingle, OF_MEDIA_SINGLE);
const EXTENSION: Place = with(Kind::Extension, OF_EXTENSION);
const BODIED_EXTENSION: Place = with(Kind::BodiedExtension, OF_EXTENSION);
const TABLE: Place = with(Kind::Table, OF_TABLE);
const CODE_BLOCK: Place = with(Kind::CodeBlock, EMPTY);
const NESTED_EXPAND: Place = bare(Kind::NestedExpand);

const INLINE: &[Place] = &[
    TEXT,
    bare(Kind::Date),
    bare(Kind::Emoji),
    bare(Kind::HardBreak),
    bare(Kind::InlineCard),
    bare(Kind::Mention),
    bare(Kind::Placeholder),
    bare(Kind::Status),
    with(Kind::InlineExtension, OF_EXTENSION),
    with(Kind::MediaInline, OF_MEDIA),
];

/// What stands in an expand and in a macro's body.
const BODY: &[Place] = &[
    with(Kind::Paragraph, SIZED),
    bare(Kind::Panel),
    bare(Kind::Blockquote),
    bare(Kind::OrderedList),
    bare(Kind::BulletList),
    bare(Kind::Rule),
    with(Kind::Heading, EMPTY),
    CODE_BLOCK,
    bare(Kind::MediaGroup),
    MEDIA_SINGLE,
    bare(Kind::DecisionList),
    bare(Kind::TaskList),
    TABLE,
    bare(Kind::BlockCard),
    bare(Kind::EmbedCard),
    EXTENSION,
];

const CELL: &[Place] = &[
    with(Kind::Paragraph, SIZED_ALIGNED),
    bare(Kind::Panel),
    bare(Kind::Blockquote),
    bare(Kind::OrderedList),
    bare(Kind::BulletList),
    bare(Kind::Rule),
    with(Kind::Heading, PLACED),
    CODE_BLOCK,
    MEDIA_SINGLE,
    bare(Kind::MediaGroup),
    bare(Kind::DecisionList),
    bare(Kind::TaskList),
    bare(Kind::BlockCard),
    bare(Kind::EmbedCard),
    EXTENSION,
    NESTED_EXPAND,
];

const ANYTHING: Content = Content { required: false, at_least: 0, at_most: usize::MAX, of: Held::Anything };

const OF_BLOCK_TASK: &[Place] = &[with(Kind::Paragraph, SIZED), EXTENSION];

const DOC: &[Place] = &[
    with(Kind::Paragraph, SIZED_PLACED),
    with(Kind::Heading, PLACED),
    bare(Kind::BulletList),
    bare(Kind::OrderedList),
    bare(Kind::TaskList),
    bare(Kind::DecisionList),
    with(Kind::CodeBlock, BREAKOUT),
    bare(Kind::Blockquote),
    bare(Kind::Rule),
    bare(Kind::Panel),
    with(Kind::Expand, BREAKOUT),
    TABLE,
    MEDIA_SINGLE,
    bare(Kind::MediaGroup),
    bare(Kind::BlockCard),
    bare(Kind::EmbedCard),
    EXTENSION,
    BODIED_EXTENSION,
    with(Kind::LayoutSection, BREAKOUT),
    with(Kind::SyncBlock, BREAKOUT),
    with(Kind::BodiedSyncBlock, BREAKOUT),
];

const CAPTION: &[Place] = &[
    TEXT,
    bare(Kind::HardBreak),
    bare(Kind::Mention),
    bare(Kind::Emoji),
    bare(Kind::Date),
    bare(Kind::Placeholder),
    bare(Kind::InlineCard),
    bare(Kind::Status),
];

const CODE_TEXT: &[Place] = &[with(Kind::Text, EMPTY)];

const BLOCKQUOTE: &[Place] = &[
    with(Kind::Paragraph, EMPTY),
    bare(Kind::OrderedList),
    bare(Kind::BulletList),
    CODE_BLOCK,
    MEDIA_SINGLE,
    bare(Kind::MediaGroup),
    EXTENSION,
];

const BULLET_LIST: &[Place] = &[bare(Kind::ListItem)];

const LIST_ITEM: &[Place] = &[
    with(Kind::Paragraph, SIZED),
    bare(Kind::BulletList),
    bare(Kind::OrderedList),
    bare(Kind::TaskList),
    MEDIA_SINGLE,
    CODE_BLOCK,
    EXTENSION,
];

const TASK_LIST: &[Place] = &[bare(Kind::TaskItem), bare(Kind::TaskList), bare(Kind::BlockTaskItem)];

const DECISION_LIST: &[Place] = &[bare(Kind::DecisionItem)];

const PANEL: &[Place] = &[
    with(Kind::Paragraph, SIZED),
    with(Kind::Heading, EMPTY),
    bare(Kind::BulletList),
    bare(Kind::OrderedList),
    bare(Kind::BlockCard),
    bare(Kind::MediaGroup),
    MEDIA_SINGLE,
    CODE_BLOCK,
    bare(Kind::TaskList),
    bare(Kind::Rule),
    bare(Kind::DecisionList),
    EXTENSION,
];

const ROWS: &[Place] = &[bare(Kind::TableRow)];

const TABLE_ROW: &[Place] = &[bare(Kind::TableCell), bare(Kind::TableHeader)];

const NESTED_BODY: &[Place] = &[
    with(Kind::Paragraph, SIZED),
    with(Kind::Heading, EMPTY),
    MEDIA_SINGLE,
    bare(Kind::MediaGroup),
    CODE_BLOCK,
    bare(Kind::BulletList),
    bare(Kind::OrderedList),
    bare(Kind::TaskList),
    bare(Kind::DecisionList),
    bare(Kind::Rule),
    bare(Kind::Panel),
    bare(Kind::Blockquote),
    EXTENSION,
];

const ONE_MEDIA: &[Place] = &[MEDIA];

const ONE_CAPTION: &[Place] = &[bare(Kind::Caption)];

const MEDIA_GROUP: &[Place] = &[MEDIA];

const LAYOUT_SECTION: &[Place] = &[bare(Kind::LayoutColumn)];

const LAYOUT_COLUMN: &[Place] = &[
    with(Kind::Paragraph, SIZED_PLACED),
    with(Kind::Heading, PLACED),
    bare(Kind::BlockCard),
    MEDIA_SINGLE,
    CODE_BLOCK,
    bare(Kind::TaskList),
    bare(Kind::BulletList),
    bare(Kind::OrderedList),
    bare(Kind::MediaGroup),
    bare(Kind::DecisionList),
    bare(Kind::Rule),
    bare(Kind::Panel),
    bare(Kind::Blockquote),
    EXTENSION,
    bare(Kind::EmbedCard),
    TABLE,
    with(Kind::Expand, EMPTY),
    BODIED_EXTENSION,
];

const BODIED_SYNC_BLOCK: &[Place] = &[
    with(Kind::Paragraph, Marks::Any),
    with(Kind::Heading, Marks::Any),
    bare(Kind::BlockCard),
    bare(Kind::Blockquote),
    bare(Kind::BulletList),
    CODE_BLOCK,
    bare(Kind::DecisionList),
    bare(Kind::EmbedCard),
    with(Kind::Expand, EMPTY),
    Place { content: Some(any_number(&[&[bare(Kind::LayoutColumn)]])), ..with(Kind::LayoutSection, BREAKOUT) },
    bare(Kind::MediaGroup),
    Place { content: Some(ANYTHING), ..MEDIA_SINGLE },
    bare(Kind::OrderedList),
    bare(Kind::Panel),
    bare(Kind::Rule),
    TABLE,
    bare(Kind::TaskList),
];

/// What a node holds; `None` when it has no content.
pub(super) const fn content(kind: Kind) -> Option<Content> {
    Some(match kind {
        Kind::Doc => any_number(&[DOC]),
        Kind::Paragraph | Kind::Heading | Kind::TaskItem | Kind::DecisionItem => maybe(&[INLINE]),
        Kind::Caption => maybe(&[CAPTION]),
        Kind::CodeBlock => maybe(&[CODE_TEXT]),
        Kind::Blockquote => some(&[BLOCKQUOTE]),
        Kind::BulletList | Kind::OrderedList => some(&[BULLET_LIST]),
        Kind::ListItem => some(&[LIST_ITEM]),
        Kind::TaskList => some(&[TASK_LIST]),
        Kind::BlockTaskItem => Content {
            required: true,
            at_least: 1,
            at_most: usize::MAX,
            of: Held::First(&[OF_BLOCK_TASK, OF_BLOCK_TASK]),
        },
        Kind::DecisionList => some(&[DECISION_LIST]),
        Kind::Panel => some(&[PANEL]),
        Kind::Table => some(&[ROWS]),
        Kind::TableRow => any_number(&[TABLE_ROW]),
        Kind::TableCell | Kind::TableHeader => some(&[CELL]),
        Kind::Expand => some(&[BODY, &[NESTED_EXPAND]]),
        Kind::NestedExpand => some(&[NESTED_BODY]),
        Kind::BodiedExtension => some(&[BODY]),
        Kind::MediaSingle => {
            Content { required: true, at_least: 1, at_most: 2, of: Held::Each(&[ONE_MEDIA, ONE_CAPTION]) }
        }
        Kind::MediaGroup => some(&[MEDIA_GROUP]),
        Kind::LayoutSection => Content { at_least: 2, at_most: 3, ..any_number(&[LAYOUT_SECTION]) },
        Kind::LayoutColumn => some(&[LAYOUT_COLUMN]),
        Kind::BodiedSyncBlock => some(&[BODIED_SYNC_BLOCK]),
        Kind::Rule
        | Kind::Media
        | Kind::BlockCard
        | Kind::EmbedCard
        | Kind::Extension
        | Kind::SyncBlock
        | Kind::Text
        | Kind::HardBreak
        | Kind::Mention
        | Kind::Emoji
        | Kind::Date
        | Kind::Status
        | Kind::InlineCard
        | Kind::MediaInline
        | Kind::InlineExtension
        | Kind::Placeholder => return None,
    })
}
