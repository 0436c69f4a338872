//! The names of the nodes and marks of the published schema.

/// An enumeration whose values are what stands in a node's or a mark's `type`.
macro_rules! names {
    ($(#[$about:meta])* $kind:ident { $($value:ident = $name:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {
            $(#[doc = concat!("`", $name, "`")] $value),+
        }

        impl $kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$value),+];

            /// Finds it by what stands in `type`.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$value),)+
                    _ => None,
                }
            }

            /// What stands in `type`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name),+
                }
            }
        }
    };
}

names! {
    /// A node.
    Kind {
        Doc = "doc",
        Blockquote = "blockquote",
        BulletList = "bulletList",
        OrderedList = "orderedList",
        ListItem = "listItem",
        CodeBlock = "codeBlock",
        Heading = "heading",
        Paragraph = "paragraph",
        Panel = "panel",
        Rule = "rule",
        Table = "table",
        TableRow = "tableRow",
        TableHeader = "tableHeader",
        TableCell = "tableCell",
        Expand = "expand",
        NestedExpand = "nestedExpand",
        MediaSingle = "mediaSingle",
        MediaGroup = "mediaGroup",
        Media = "media",
        Caption = "caption",
        TaskList = "taskList",
        TaskItem = "taskItem",
        BlockTaskItem = "blockTaskItem",
        DecisionList = "decisionList",
        DecisionItem = "decisionItem",
        LayoutSection = "layoutSection",
        LayoutColumn = "layoutColumn",
        BlockCard = "blockCard",
        EmbedCard = "embedCard",
        Extension = "extension",
        BodiedExtension = "bodiedExtension",
        SyncBlock = "syncBlock",
        BodiedSyncBlock = "bodiedSyncBlock",
        Text = "text",
        HardBreak = "hardBreak",
        Mention = "mention",
        Emoji = "emoji",
        Date = "date",
        Status = "status",
        InlineCard = "inlineCard",
        MediaInline = "mediaInline",
        InlineExtension = "inlineExtension",
        Placeholder = "placeholder",
    }
}

names! {
    /// A mark.
    Mark {
        Strong = "strong",
        Em = "em",
        Underline = "underline",
        Strike = "strike",
        Code = "code",
        Link = "link",
        Subsup = "subsup",
        TextColor = "textColor",
        BackgroundColor = "backgroundColor",
        Annotation = "annotation",
        Alignment = "alignment",
        Indentation = "indentation",
        Breakout = "breakout",
        Border = "border",
        FontSize = "fontSize",
        DataConsumer = "dataConsumer",
        Fragment = "fragment",
    }
}
