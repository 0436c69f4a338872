//! What a Markdown text comes to: its words with the constructs that they stand in.
//!
//! The samples' documents are of an editor that has no titles, draws dashes and pictures its emoji, and where a line ends
//! they disagree with one another. So lines, paragraphs and breaks count the same here, and an emoji or an attachment by
//! its kind; what counts is every word, its marks, and the quote, panel, item, cell, heading or code that it is in.

use mcp_server_jira::text::markdown;
use mcp_server_jira::text::markdown::tree::{Block, BlockKind, Inline, ListKind, Mark, Piece};

/// Words that stand in the same constructs, as `place [marks] words`.
pub fn of(text: &str) -> Vec<String> {
    let mut profile = Profile::default();
    profile.blocks(&markdown::parse(text).unwrap().blocks, "");
    let mut lines: Vec<(String, String)> = Vec::new();
    for (place, words) in profile.runs {
        match lines.last_mut() {
            Some((last, text)) if *last == place => text.push_str(&words),
            _ => lines.push((place, words)),
        }
    }
    let line = |(place, words): (String, String)| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then(|| format!("{place} {words}"))
    };
    lines.into_iter().filter_map(line).collect()
}

#[derive(Default)]
struct Profile {
    runs: Vec<(String, String)>,
    /// Lists and tables so far, so that two side by side are two.
    counted: usize,
}

impl Profile {
    fn blocks(&mut self, blocks: &[Block], place: &str) {
        for block in blocks {
            self.block(block, place);
            // A space, so that words of two paragraphs are two words.
            self.put(place, &[], " ");
        }
    }

    fn block(&mut self, block: &Block, place: &str) {
        match &block.kind {
            BlockKind::Paragraph(pieces) => self.pieces(pieces, place),
            BlockKind::Heading { level, content } => self.pieces(content, &format!("{place}/h{level}")),
            BlockKind::Quote(inner) => self.blocks(inner, &format!("{place}/quote")),
            BlockKind::Code { language, text } => {
                if let Some((_, title)) = language.split_once("title=") {
                    self.put(place, &["strong".to_owned()], title);
                }
                self.put(place, &["code".to_owned()], text);
            }
            BlockKind::Rule => self.put(&format!("{place}/rule"), &[], "----"),
            BlockKind::List(list) => {
                self.counted += 1;
                let kind = match list.kind {
                    ListKind::Ordered { .. } => "ol",
                    _ => "ul",
                };
                let (number, place) = (self.counted, place.to_owned());
                for (at, item) in list.items.iter().enumerate() {
                    self.blocks(&item.blocks, &format!("{place}/{kind}{number}.{at}"));
                }
            }
            BlockKind::Table(table) => {
                self.counted += 1;
                let number = self.counted;
                for (at, row) in table.rows.iter().enumerate() {
                    for (column, cell) in row.cells.iter().enumerate() {
                        let kind = if cell.header { "th" } else { "td" };
                        self.blocks(&cell.blocks, &format!("{place}/{kind}{number}.{at}.{column}"));
                    }
                }
            }
            BlockKind::Container { rest, blocks, .. } => {
                self.put(place, &["strong".to_owned()], rest);
                self.blocks(blocks, &format!("{place}/panel"));
            }
        }
    }

    fn pieces(&mut self, pieces: &[Inline], place: &str) {
        for piece in pieces {
            let text = match &piece.piece {
                Piece::Text(text) if piece.marks.contains(&Mark::Code) => text.clone(),
                // As Jira draws it.
                Piece::Text(text) if piece.marks.contains(&Mark::Cite) => format!("-- {}", plain(text)),
                Piece::Text(text) => plain(text),
                Piece::Break => " ".to_owned(),
                Piece::Emoji(_) => "☺".to_owned(),
                Piece::Media { .. } => " ▣ ".to_owned(),
                Piece::Mention { .. } => "@".to_owned(),
                other => format!("{other:?}"),
            };
            let mut marks: Vec<String> = piece.marks.iter().filter_map(|mark| name(mark, &piece.piece)).collect();
            marks.sort();
            // Nobody sees marks on a space.
            self.put(place, if text.trim().is_empty() { &[] } else { &marks }, &text);
        }
    }

    fn put(&mut self, place: &str, marks: &[String], text: &str) {
        if text.trim().is_empty() {
            if let Some((_, last)) = self.runs.last_mut() {
                last.push(' ');
            }
            return;
        }
        self.runs.push((format!("{place} [{}]", marks.join(" ")), text.to_owned()));
    }
}

fn name(mark: &Mark, piece: &Piece) -> Option<String> {
    Some(match mark {
        Mark::Link { href, .. } if matches!(piece, Piece::Text(text) if text == href) => return None,
        Mark::Link { href, title } => format!("link {href} {}", title.as_deref().unwrap_or_default()),
        Mark::Color(_) => "color".to_owned(),
        Mark::Cite => "em".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    })
}

/// Emoji and dashes by their kind.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    // The name of somebody whom nobody knows.
    for character in text.replace("@unknown", "@").chars() {
        match character {
            '–' => plain.push_str("--"),
            '—' => plain.push_str("---"),
            '\u{fe0f}' => {}
            '\u{2139}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f300}'..='\u{1faff}' => {
                plain.push('☺')
            }
            '\u{a0}' => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain
}
