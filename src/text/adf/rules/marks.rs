//! Marks: their attributes, and which of them stand together where.

use super::attributes::{Attribute, Attributes, Type, optional, required};
use super::kinds::Mark;

/// What `marks` of a node may be at one place.
#[derive(Clone, Copy)]
pub(super) enum Marks {
    /// The member must be absent.
    Absent,
    /// Every mark is of one of these sets.
    Within(&'static [&'static [Mark]]),
    /// An array of anything.
    Any,
}

/// The marks of a text: either code, or everything else.
pub(super) const OF_TEXT: Marks = Marks::Within(&[
    &[
        Mark::Link,
        Mark::Em,
        Mark::Strong,
        Mark::Strike,
        Mark::Subsup,
        Mark::Underline,
        Mark::TextColor,
        Mark::Annotation,
        Mark::BackgroundColor,
    ],
    &[Mark::Code, Mark::Link, Mark::Annotation],
]);

/// An array without elements, or none.
pub(super) const EMPTY: Marks = Marks::Within(&[&[]]);
pub(super) const OF_MEDIA: Marks = Marks::Within(&[&[Mark::DataConsumer, Mark::Link, Mark::Annotation, Mark::Border]]);
pub(super) const OF_MEDIA_SINGLE: Marks = Marks::Within(&[&[Mark::Link]]);
pub(super) const OF_EXTENSION: Marks = Marks::Within(&[&[Mark::DataConsumer, Mark::Fragment]]);
pub(super) const OF_TABLE: Marks = Marks::Within(&[&[Mark::Fragment]]);
pub(super) const BREAKOUT: Marks = Marks::Within(&[&[Mark::Breakout]]);
pub(super) const SIZED: Marks = Marks::Within(&[&[Mark::FontSize]]);
/// A paragraph that may be aligned.
pub(super) const SIZED_ALIGNED: Marks = Marks::Within(&[&[Mark::FontSize, Mark::Alignment]]);
/// A paragraph that may be aligned or indented, never both.
pub(super) const SIZED_PLACED: Marks =
    Marks::Within(&[&[Mark::FontSize, Mark::Alignment], &[Mark::FontSize, Mark::Indentation]]);
/// A heading that may be aligned or indented, never both.
pub(super) const PLACED: Marks = Marks::Within(&[&[Mark::Alignment], &[Mark::Indentation]]);

const LINK: &[Attribute] = &[
    required("href", Type::Text),
    optional("title", Type::Text),
    optional("id", Type::Text),
    optional("collection", Type::Text),
    optional("occurrenceKey", Type::Text),
];

const SUBSUP: &[Attribute] = &[required("type", Type::OneOf(&["sub", "sup"]))];

const TEXT_COLOR: &[Attribute] = &[required("color", Type::Color)];

const ANNOTATION: &[Attribute] =
    &[required("id", Type::Text), required("annotationType", Type::OneOf(&["inlineComment"]))];

const ALIGNMENT: &[Attribute] = &[required("align", Type::OneOf(&["center", "end"]))];

const INDENTATION: &[Attribute] = &[required("level", Type::Between(1.0, 6.0))];

const BREAKOUT_WIDTH: &[Attribute] =
    &[required("mode", Type::OneOf(&["wide", "full-width"])), optional("width", Type::Number)];

const BORDER: &[Attribute] = &[required("size", Type::Between(1.0, 3.0)), required("color", Type::ColorWithAlpha)];

const FONT_SIZE: &[Attribute] = &[required("fontSize", Type::OneOf(&["small"]))];

const DATA_CONSUMER: &[Attribute] = &[required("sources", Type::Texts)];

const FRAGMENT: &[Attribute] = &[required("localId", Type::Filled), optional("name", Type::Text)];

/// The attributes of a mark.
pub(super) const fn attributes(mark: Mark) -> Attributes {
    match mark {
        Mark::Strong | Mark::Em | Mark::Underline | Mark::Strike | Mark::Code => Attributes::NONE,
        Mark::Link => Attributes::required(&[LINK]),
        Mark::Subsup => Attributes::required(&[SUBSUP]),
        Mark::TextColor | Mark::BackgroundColor => Attributes::required(&[TEXT_COLOR]),
        Mark::Annotation => Attributes::required(&[ANNOTATION]),
        Mark::Alignment => Attributes::required(&[ALIGNMENT]),
        Mark::Indentation => Attributes::required(&[INDENTATION]),
        Mark::Breakout => Attributes::required(&[BREAKOUT_WIDTH]),
        Mark::Border => Attributes::required(&[BORDER]),
        Mark::FontSize => Attributes::required(&[FONT_SIZE]),
        Mark::DataConsumer => Attributes::required(&[DATA_CONSUMER]),
        Mark::Fragment => Attributes::required(&[FRAGMENT]),
    }
}

/// The marks that a text which is written anew never has: they point at something that isn't there, or lay out a
/// Confluence page.
pub(super) const fn is_never_made(mark: Mark) -> bool {
    matches!(mark, Mark::Annotation | Mark::Breakout | Mark::DataConsumer | Mark::Fragment)
}
