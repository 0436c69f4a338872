//! Which blocks may stand where, in what Jira's editor writes.

/// A place for blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text::adf) enum Place {
    Document,
    Quote,
    Panel,
    Item,
    /// Beside an item of a task list.
    Task,
    Expand,
    NestedExpand,
    Cell,
    Column,
    /// In a macro.
    Macro,
    /// In a node whose rules aren't known.
    Any,
}

impl Place {
    /// The place inside a node.
    pub(in crate::text::adf) fn inside(kind: &str) -> Self {
        match kind {
            "doc" => Place::Document,
            "blockquote" => Place::Quote,
            "panel" => Place::Panel,
            "listItem" => Place::Item,
            "taskList" => Place::Task,
            "expand" => Place::Expand,
            "nestedExpand" => Place::NestedExpand,
            "tableCell" | "tableHeader" => Place::Cell,
            "layoutColumn" => Place::Column,
            "bodiedExtension" => Place::Macro,
            _ => Place::Any,
        }
    }

    /// Whether a node may stand here.
    pub(in crate::text::adf) fn holds(self, kind: &str) -> bool {
        let text =
            matches!(kind, "paragraph" | "bulletList" | "orderedList" | "codeBlock" | "mediaSingle" | "extension");
        match self {
            Place::Any => true,
            Place::Task => kind == "taskList",
            Place::Item => text || kind == "taskList",
            Place::Quote => text || kind == "mediaGroup",
            Place::Panel => {
                text || matches!(kind, "heading" | "mediaGroup" | "blockCard" | "taskList" | "rule" | "decisionList")
            }
            Place::NestedExpand => {
                text || matches!(
                    kind,
                    "heading" | "mediaGroup" | "taskList" | "decisionList" | "rule" | "panel" | "blockquote"
                )
            }
            Place::Cell => {
                text || matches!(
                    kind,
                    "heading"
                        | "mediaGroup"
                        | "taskList"
                        | "decisionList"
                        | "rule"
                        | "panel"
                        | "blockquote"
                        | "blockCard"
                        | "embedCard"
                        | "nestedExpand"
                )
            }
            Place::Expand | Place::Macro => {
                kind == "table" || Place::Cell.holds(kind) && (kind != "nestedExpand" || self == Place::Expand)
            }
            Place::Document => {
                kind == "table"
                    || Place::Cell.holds(kind) && kind != "nestedExpand"
                    || matches!(kind, "expand" | "bodiedExtension" | "layoutSection" | "syncBlock" | "bodiedSyncBlock")
            }
            Place::Column => {
                kind == "table"
                    || Place::Cell.holds(kind) && kind != "nestedExpand"
                    || matches!(kind, "expand" | "bodiedExtension")
            }
        }
    }

    /// Whether a panel's content may stand here without the panel.
    pub(in crate::text::adf) fn flattens(self) -> bool {
        matches!(self, Place::Panel | Place::Quote)
    }

    /// What it is, for an error.
    pub(in crate::text::adf) fn name(self) -> &'static str {
        match self {
            Place::Document | Place::Any => "the text",
            Place::Quote => "a quote",
            Place::Panel => "a panel",
            Place::Item => "a list item",
            Place::Task => "a task",
            Place::Expand | Place::NestedExpand => "an expand",
            Place::Cell => "a table's cell",
            Place::Column => "a column",
            Place::Macro => "a macro",
        }
    }
}
