//! Quotes, panels and what other containers become.

use super::{Place, Writer, inline};
use crate::text::markdown::tree::{Block, BlockKind};
use crate::text::wiki::spans::Container;

impl Writer<'_> {
    pub(super) fn quote(&mut self, blocks: &[Block], place: Place) -> String {
        if let Some(inner) = place.within(Container::Quote) {
            let content = self.blocks(blocks, inner);
            return format!("{{quote}}\n{content}\n{{quote}}");
        }
        match blocks {
            [block @ Block { kind: BlockKind::Paragraph(_), .. }] if place.line_blocks => {
                format!("bq. {}", self.block(block, place).replace('\n', " "))
            }
            _ => self.blocks(blocks, place),
        }
    }

    /// A container as the macro that is nearest to it.
    pub(super) fn container(&mut self, word: &str, rest: &str, blocks: &[Block], place: Place) -> String {
        let (kind, title) = match word {
            "info" => (Container::Info, rest.to_owned()),
            "note" => (Container::Note, rest.to_owned()),
            "tip" | "success" => (Container::Tip, rest.to_owned()),
            "warning" | "error" => (Container::Warning, rest.to_owned()),
            "panel" | "expand" => (Container::Panel, rest.to_owned()),
            "layout" | "column" => return self.blocks(blocks, place),
            _ => (Container::Panel, format!("{word} {rest}").trim().to_owned()),
        };
        let title = title_parameter(&title);
        match place.within(kind) {
            Some(inner) => {
                let content = self.blocks(blocks, inner);
                let name = kind.name();
                let separator = if content.is_empty() { "" } else { "\n" };
                format!("{{{name}{title}}}\n{content}{separator}{{{name}}}")
            }
            // One inside its like would end it.
            None => {
                let content = self.blocks(blocks, place);
                let title = title.strip_prefix(":title=").unwrap_or_default();
                if title.is_empty() {
                    return content;
                }
                let title = inline::text(title, inline::Lines { cell: place.cell, one: true });
                let separator = if place.blank_lines { "\n\n" } else { "\n" };
                format!("*{title}*{separator}{content}").trim_end().to_owned()
            }
        }
    }
}

/// `:title=…`, or nothing for no title; what would end the parameter is replaced.
pub(in super::super) fn title_parameter(title: &str) -> String {
    let title: String = title
        .chars()
        .map(|character| match character {
            '|' => '/',
            '{' => '(',
            '}' => ')',
            '\n' => ' ',
            other => other,
        })
        .collect();
    match title.trim() {
        "" => String::new(),
        title => format!(":title={title}"),
    }
}
