//! Editing wiki markup by the Markdown that was shown of it.
//!
//! The stored text is cut into the blocks that its Markdown was written from, so each block of the new Markdown can be
//! compared with the one that it was. Blocks that mean the same keep their bytes; of those that changed, items, rows, cells
//! and lines that mean the same do. What comes out is read again, and if it doesn't mean what was asked for, less is kept.

mod blocks;
mod inline;
mod line_ends;
mod lists;
mod lost;
mod tables;
#[cfg(test)]
mod tests;

use super::Made;
use super::blocks as wiki_blocks;
use super::from_markdown::{Place, Writer};
use super::spans::Source;
use super::write::Shown;
use crate::text::edit::{Edit, Edited, guard, incoming, key, passage};
use crate::text::error::{Error, Kind};
use crate::text::markdown;
use crate::text::markdown::tree::Document;
use crate::text::names::{Answers, Names};
use blocks::Merge;

/// The stored text after an edit: what the edit doesn't touch keeps its bytes.
///
/// `names` are those that the stored text was shown with, and `answers` say whom new text mentions.
///
/// # Errors
///
/// Those of [`incoming::incoming`], [`passage::replace`], [`guard::check`] and [`markdown::parse`].
pub(super) fn edit(stored: &str, edit: &Edit, names: &Names, answers: &Answers) -> Result<Edited<String>, Error> {
    let incoming = incoming::incoming(edit)?;
    let source = Source::new(stored);
    let blocks = wiki_blocks::read(&source);
    let old = Old { source: &source, blocks: &blocks, shown: Shown::new(&source, &blocks, names), names };
    let markdown = old.shown.markdown();
    let (written, mut warnings) = match &incoming.edit {
        Edit::Whole(text) | Edit::Set(text) => old.whole(&markdown, text, answers)?,
        Edit::Replace { passage, with } => {
            old.whole(&markdown, &passage::replace(&markdown, passage, with)?, answers)?
        }
        Edit::Append(text) => old.beside(text, answers, false)?,
        Edit::Prepend(text) => old.beside(text, answers, true)?,
    };
    let written = line_ends::restored(stored, &written);
    let after = Source::new(&written);
    let lost = guard::missing(lost::of(&source, &blocks), lost::of(&after, &wiki_blocks::read(&after)));
    if matches!(incoming.edit, Edit::Whole(_)) {
        guard::check(&super::plain(stored), &super::plain(&written), &lost)?;
    }
    warnings.splice(0..0, incoming.warnings);
    Ok(Edited { changed: written != stored, stored: written, warnings, lost })
}

/// Writes a new text.
///
/// # Errors
///
/// Those of [`incoming::incoming`] and [`markdown::parse`].
pub(super) fn make(text: &str, answers: &Answers) -> Result<Made, Error> {
    let incoming = incoming::incoming(&Edit::Set(text.to_owned()))?;
    let Edit::Set(text) = &incoming.edit else { return Err(Error::new(Kind::Invalid, "no text was given")) };
    let document = markdown::parse(text)?;
    let mut writer = Writer::new(text, answers);
    let text = writer.blocks(&document.blocks, Place::TOP);
    let warnings = incoming.warnings.into_iter().chain(writer.warnings).collect();
    Ok(Made { text, warnings })
}

/// A text in wiki markup, and what of its Markdown became something else.
type Noted = (String, Vec<String>);

/// The stored text as it was shown.
struct Old<'a> {
    source: &'a Source,
    blocks: &'a [wiki_blocks::Block],
    shown: Shown,
    names: &'a Names,
}

impl Old<'_> {
    fn text(&self) -> &str {
        self.source.text(0..self.source.length())
    }

    /// The text that means what the new Markdown does, with as much of the old one as can stay.
    fn whole(&self, shown: &str, markdown: &str, answers: &Answers) -> Result<Noted, Error> {
        let wanted = markdown::parse(markdown)?;
        let goal = key::of_blocks(&wanted.blocks);
        if goal == key::of_blocks(&markdown::parse(shown)?.blocks) {
            return Ok((self.text().to_owned(), Vec::new()));
        }
        let first = self.merged(markdown, &wanted, answers, true);
        if self.means(&first.0, goal, answers) {
            return Ok(first);
        }
        // What was kept and what is new don't go together: blocks are kept or written as a whole, or all is written.
        let second = self.merged(markdown, &wanted, answers, false);
        if self.means(&second.0, goal, answers) {
            return Ok(second);
        }
        let mut writer = Writer::new(markdown, answers);
        let third = writer.blocks(&wanted.blocks, Place::TOP);
        Ok(if self.means(&third, goal, answers) { (third, writer.warnings) } else { first })
    }

    fn merged(&self, markdown: &str, wanted: &Document, answers: &Answers, fine: bool) -> Noted {
        let kept = inline::kept_of(self.source, self.blocks, self.names);
        let writer = Writer::keeping(markdown, answers, kept);
        let mut merge = Merge { source: self.source, names: self.names, answers, writer, fine };
        let text = merge.blocks(self.blocks, &wanted.blocks, 0..self.source.length(), Place::TOP);
        (text, merge.writer.warnings)
    }

    fn means(&self, written: &str, goal: u64, answers: &Answers) -> bool {
        let mut names = self.names.clone();
        for person in answers.people.values().chain(answers.ids.values()) {
            names.people.entry(person.id.clone()).or_insert_with(|| person.name.clone());
        }
        let read = markdown::parse(&super::to_markdown(written, &names));
        read.is_ok_and(|read| key::of_blocks(&read.blocks) == goal)
    }

    /// The stored text with another one before or after it.
    fn beside(&self, text: &str, answers: &Answers, before: bool) -> Result<Noted, Error> {
        let kept = inline::kept_of(self.source, self.blocks, self.names);
        let document = markdown::parse(text)?;
        let mut writer = Writer::keeping(text, answers, kept);
        let new = writer.blocks(&document.blocks, Place::TOP);
        let warnings = writer.warnings;
        let old = self.text();
        if new.is_empty() {
            return Ok((old.to_owned(), warnings));
        }
        let (Some(first), Some(last)) = (self.blocks.first(), self.blocks.last()) else {
            return Ok((if before { format!("{new}{old}") } else { format!("{old}{new}") }, warnings));
        };
        let (start, end) = (first.range.start, last.range.end);
        let (at, new) = if before { (start, format!("{new}\n\n")) } else { (end, format!("\n\n{new}")) };
        let (head, tail) = old.split_at_checked(at).unwrap_or((old, ""));
        Ok((format!("{head}{new}{tail}"), warnings))
    }
}
