//! Nodes: their attributes.

use super::attributes::{Attribute, Attributes, Type, optional, required};
use super::kinds::Kind;

const LOCAL_ID: Attribute = optional("localId", Type::Text);
const ANY_LAYOUT: Type =
    Type::OneOf(&["wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start"]);
const VERTICAL: Attribute = optional("valign", Type::OneOf(&["top", "middle", "bottom"]));
const ONLY_LOCAL_ID: Attributes = Attributes::optional(&[&[LOCAL_ID]]);

const ORDERED_LIST: &[Attribute] = &[optional("order", Type::AtLeast(0.0)), LOCAL_ID];

const CODE_BLOCK: &[Attribute] = &[
    optional("language", Type::Text),
    optional("uniqueId", Type::Text),
    optional("wrap", Type::Flag),
    optional("hideLineNumbers", Type::Flag),
    LOCAL_ID,
];

const HEADING: &[Attribute] = &[required("level", Type::Between(1.0, 6.0)), LOCAL_ID];

const PANEL: &[Attribute] = &[
    required("panelType", Type::OneOf(&["info", "note", "tip", "warning", "error", "success", "custom"])),
    optional("panelIcon", Type::Text),
    optional("panelIconId", Type::Text),
    optional("panelIconText", Type::Text),
    optional("panelColor", Type::Text),
    LOCAL_ID,
];

const TABLE: &[Attribute] = &[
    optional("displayMode", Type::OneOf(&["default", "fixed"])),
    optional("isNumberColumnEnabled", Type::Flag),
    optional("layout", Type::OneOf(&["wide", "full-width", "center", "align-end", "align-start", "default"])),
    optional("localId", Type::Filled),
    optional("width", Type::Number),
];

const TABLE_HEADER: &[Attribute] = &[
    optional("colspan", Type::Number),
    optional("rowspan", Type::Number),
    optional("colwidth", Type::Numbers),
    optional("background", Type::Text),
    VERTICAL,
    LOCAL_ID,
];

const EXPAND: &[Attribute] = &[optional("title", Type::Text), LOCAL_ID];

const NESTED_EXPAND: &[Attribute] = &[optional("title", Type::Text), LOCAL_ID];

const MEDIA_SINGLE: &[Attribute] = &[
    optional("widthType", Type::OneOf(&["percentage"])),
    required("layout", ANY_LAYOUT),
    optional("width", Type::Between(0.0, 100.0)),
    LOCAL_ID,
];

const MEDIA_SINGLE_IN_PIXELS: &[Attribute] = &[
    required("widthType", Type::OneOf(&["pixel"])),
    required("layout", ANY_LAYOUT),
    required("width", Type::AtLeast(0.0)),
    LOCAL_ID,
];

const MEDIA: &[Attribute] = &[
    required("type", Type::OneOf(&["link", "file"])),
    required("id", Type::Filled),
    required("collection", Type::Text),
    optional("occurrenceKey", Type::Filled),
    optional("alt", Type::Text),
    optional("width", Type::Number),
    optional("height", Type::Number),
    LOCAL_ID,
];

const EXTERNAL_MEDIA: &[Attribute] = &[
    required("type", Type::OneOf(&["external"])),
    required("url", Type::Text),
    optional("alt", Type::Text),
    optional("width", Type::Number),
    optional("height", Type::Number),
    LOCAL_ID,
];

const MEDIA_INLINE: &[Attribute] = &[
    optional("type", Type::OneOf(&["link", "file", "image"])),
    required("id", Type::Filled),
    required("collection", Type::Text),
    optional("occurrenceKey", Type::Filled),
    optional("alt", Type::Text),
    optional("width", Type::Number),
    optional("height", Type::Number),
    optional("data", Type::Any),
    LOCAL_ID,
];

const TASK_LIST: &[Attribute] = &[required("localId", Type::Text)];

const TASK_ITEM: &[Attribute] = &[required("localId", Type::Text), required("state", Type::OneOf(&["TODO", "DONE"]))];

const DECISION_ITEM: &[Attribute] = &[required("localId", Type::Text), required("state", Type::Text)];

const LAYOUT_COLUMN: &[Attribute] = &[required("width", Type::Between(0.0, 100.0)), VERTICAL, LOCAL_ID];

const BLOCK_CARD: &[Attribute] = &[required("url", Type::Text), LOCAL_ID];

const BLOCK_CARD_OF_ISSUES: &[Attribute] = &[
    required("datasource", Type::Datasource),
    optional("url", Type::Text),
    optional("width", Type::Number),
    optional("layout", ANY_LAYOUT),
    LOCAL_ID,
];

const BLOCK_CARD_OF_DATA: &[Attribute] = &[required("data", Type::Any), LOCAL_ID];

const INLINE_CARD: &[Attribute] = &[required("url", Type::Text), LOCAL_ID];

const INLINE_CARD_OF_DATA: &[Attribute] = &[required("data", Type::Any), LOCAL_ID];

const EMBED_CARD: &[Attribute] = &[
    required("url", Type::Text),
    required("layout", ANY_LAYOUT),
    optional("width", Type::Between(0.0, 100.0)),
    optional("originalHeight", Type::Number),
    optional("originalWidth", Type::Number),
    LOCAL_ID,
];

const EXTENSION: &[Attribute] = &[
    required("extensionKey", Type::Filled),
    required("extensionType", Type::Filled),
    optional("parameters", Type::Any),
    optional("text", Type::Text),
    optional("layout", Type::OneOf(&["wide", "full-width", "default"])),
    optional("localId", Type::Filled),
];

const INLINE_EXTENSION: &[Attribute] = &[
    required("extensionKey", Type::Filled),
    required("extensionType", Type::Filled),
    optional("parameters", Type::Any),
    optional("text", Type::Text),
    optional("localId", Type::Filled),
];

const SYNC_BLOCK: &[Attribute] = &[required("resourceId", Type::Text), required("localId", Type::Text)];

const HARD_BREAK: &[Attribute] = &[optional("text", Type::OneOf(&["\n"])), LOCAL_ID];

const MENTION: &[Attribute] = &[
    required("id", Type::Text),
    optional("text", Type::Text),
    optional("accessLevel", Type::Text),
    optional("userType", Type::OneOf(&["DEFAULT", "SPECIAL", "APP"])),
    LOCAL_ID,
];

const EMOJI: &[Attribute] =
    &[required("shortName", Type::Text), optional("id", Type::Text), optional("text", Type::Text), LOCAL_ID];

const DATE: &[Attribute] = &[required("timestamp", Type::Filled), LOCAL_ID];

const STATUS: &[Attribute] = &[
    required("text", Type::Filled),
    required("color", Type::ColorOr(&["neutral", "purple", "blue", "red", "yellow", "green"])),
    optional("style", Type::Text),
    LOCAL_ID,
];

const PLACEHOLDER: &[Attribute] = &[required("text", Type::Text), LOCAL_ID];

/// The attributes of a node.
pub(super) const fn attributes(kind: Kind) -> Attributes {
    match kind {
        Kind::Doc | Kind::MediaGroup | Kind::Text => Attributes::NONE,
        Kind::Paragraph
        | Kind::Blockquote
        | Kind::BulletList
        | Kind::ListItem
        | Kind::Rule
        | Kind::TableRow
        | Kind::Caption
        | Kind::LayoutSection => ONLY_LOCAL_ID,
        Kind::OrderedList => Attributes::optional(&[ORDERED_LIST]),
        Kind::CodeBlock => Attributes::optional(&[CODE_BLOCK]),
        Kind::Heading => Attributes::required(&[HEADING]),
        Kind::Panel => Attributes::required(&[PANEL]),
        Kind::Table => Attributes::optional(&[TABLE]),
        Kind::TableHeader | Kind::TableCell => Attributes::optional(&[TABLE_HEADER]),
        Kind::Expand => Attributes::optional(&[EXPAND]),
        Kind::NestedExpand => Attributes::required(&[NESTED_EXPAND]),
        Kind::MediaSingle => Attributes::optional(&[MEDIA_SINGLE, MEDIA_SINGLE_IN_PIXELS]),
        Kind::Media => Attributes::required(&[MEDIA, EXTERNAL_MEDIA]),
        Kind::MediaInline => Attributes::required(&[MEDIA_INLINE]),
        Kind::TaskList | Kind::DecisionList => Attributes::required(&[TASK_LIST]),
        Kind::TaskItem | Kind::BlockTaskItem => Attributes::required(&[TASK_ITEM]),
        Kind::DecisionItem => Attributes::required(&[DECISION_ITEM]),
        Kind::LayoutColumn => Attributes::required(&[LAYOUT_COLUMN]),
        Kind::BlockCard => Attributes::required(&[BLOCK_CARD, BLOCK_CARD_OF_ISSUES, BLOCK_CARD_OF_DATA]),
        Kind::InlineCard => Attributes::required(&[INLINE_CARD, INLINE_CARD_OF_DATA]),
        Kind::EmbedCard => Attributes::required(&[EMBED_CARD]),
        Kind::Extension | Kind::BodiedExtension => Attributes::required(&[EXTENSION]),
        Kind::InlineExtension => Attributes::required(&[INLINE_EXTENSION]),
        Kind::SyncBlock | Kind::BodiedSyncBlock => Attributes::required(&[SYNC_BLOCK]),
        Kind::HardBreak => Attributes::optional(&[HARD_BREAK]),
        Kind::Mention => Attributes::required(&[MENTION]),
        Kind::Emoji => Attributes::required(&[EMOJI]),
        Kind::Date => Attributes::required(&[DATE]),
        Kind::Status => Attributes::required(&[STATUS]),
        Kind::Placeholder => Attributes::required(&[PLACEHOLDER]),
    }
}

/// The nodes that are kept where they are stored and never written anew: parts of a Confluence page.
pub(super) const fn is_never_made(kind: Kind) -> bool {
    matches!(kind, Kind::LayoutSection | Kind::LayoutColumn | Kind::SyncBlock | Kind::BodiedSyncBlock)
}
