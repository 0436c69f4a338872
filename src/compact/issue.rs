//! One issue as a text: a header, a line of facts, fields, the description, and the parts that were asked for.
//!
//! Everything that is shown passes the view's gate, texts of people stand between fences, and a text that is too long
//! for one result goes on where it ended.

pub mod attachments;
mod block;
mod facts;
pub mod file;
mod history;
mod links;
mod page;
mod parts;

pub use block::{Piece, Rest, Section};

use self::block::{Block, Style};
use super::View;
use crate::jira::types::{Change, Comment, Issue, RemoteLink, Transition, Worklog};
use serde_json::Value;

/// A part that could be read, or why it could not.
pub type Read<T> = Result<T, String>;

/// A stretch of a long list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Window<T> {
    /// How many newer ones come before it.
    pub first: usize,
    /// The stretch.
    pub items: Vec<T>,
    /// How many there are in all; `None` when there may be more.
    pub total: Option<u64>,
}

/// What is shown besides the fields. An absent part was not asked for, or is shown to its end.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Comments.
    pub comments: Option<Read<Window<Comment>>>,
    /// Links to issues, which the issue holds, with the links to the web.
    pub links: Option<Read<Vec<RemoteLink>>>,
    /// Sub-tasks, which the issue holds.
    pub subtasks: bool,
    /// Names of attachments, which the issue holds.
    pub attachments: bool,
    /// Changes.
    pub history: Option<Read<Window<Change>>>,
    /// Transitions.
    pub transitions: Option<Read<Vec<Transition>>>,
    /// Time spent.
    pub worklogs: Option<Read<Window<Worklog>>>,
    /// Fields that are otherwise left out.
    pub all_fields: bool,
}

/// Everything that a page is made of.
pub struct Sheet<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// The key that was asked for; differs when the issue was moved.
    pub asked: &'a str,
    /// The issue's address for people.
    pub url: &'a str,
    /// How values are seen.
    pub view: &'a View<'a>,
    /// Whether the view's zone is the profile's; otherwise times are in UTC, and that is said.
    pub zone_known: bool,
    /// Whether attachments may be read, so that they are worth a hint.
    pub files_readable: bool,
    /// Whether some projects may not be shown, so that names of projects are left out of the history.
    pub restricted: bool,
    /// The word in fences, random for each call.
    pub marker: &'a str,
    /// A rich text, in the form of either dialect, as Markdown.
    pub markdown: &'a (dyn Fn(&Value) -> String + Send + Sync),
    /// What was asked for.
    pub parts: Parts,
}

/// A page and what is left for the next one.
#[derive(Clone, Debug)]
pub struct Page {
    /// The text.
    pub text: String,
    /// Empty at the end of the document.
    pub rest: Vec<Rest>,
}

/// Room for the line that names parts that were not begun.
const UNBEGUN: usize = 130;

/// The page that begins where `plan` says, or at the document's beginning.
///
/// It has at most `most_bytes`; when there is a rest, `last_line` bytes of them are left free.
pub fn page(sheet: &Sheet<'_>, plan: Option<&[Rest]>, most_bytes: usize, last_line: usize) -> Page {
    let head = match plan {
        None => facts::head(sheet),
        Some(_) => format!("{} (going on)", sheet.issue.key),
    };
    let blocks = blocks(sheet);
    let (text, rest) = page::write(&head, &blocks, plan, sheet.marker, most_bytes);
    if rest.is_empty() {
        return Page { text, rest };
    }
    let room = most_bytes.saturating_sub(last_line + UNBEGUN);
    let (mut text, rest) = page::write(&head, &blocks, plan, sheet.marker, room);
    let mut unbegun: Vec<&str> = rest
        .iter()
        .filter(|rest| rest.from == Some(0) && rest.cut.is_empty())
        .map(|rest| rest.section.word())
        .collect();
    unbegun.dedup();
    if !unbegun.is_empty() {
        text.push_str(&format!("\n\nnot shown yet: {}", unbegun.join(", ")));
    }
    Page { text, rest }
}

fn blocks(sheet: &Sheet<'_>) -> Vec<Block> {
    let parts = &sheet.parts;
    let sorted = facts::sort(sheet);
    let mut blocks = vec![
        Block::whole(Section::Facts, Style::Inline, sorted.facts),
        Block::whole(Section::Fields, Style::Plain, sorted.lines),
        Block::whole(Section::Texts, Style::Apart, sorted.texts),
    ];
    blocks.extend(parts.comments.as_ref().map(|comments| parts::comments(sheet, comments)));
    blocks.extend(parts.links.as_ref().map(|remote| links::links(sheet, remote)));
    blocks.extend(parts.subtasks.then(|| links::subtasks(sheet)));
    blocks.extend(parts.attachments.then(|| attachments::block(sheet)));
    blocks.extend(parts.history.as_ref().map(|history| history::history(sheet, history)));
    blocks.extend(parts.transitions.as_ref().map(|transitions| parts::transitions(sheet, transitions)));
    blocks.extend(parts.worklogs.as_ref().map(|worklogs| parts::worklogs(sheet, worklogs)));
    blocks.extend(parts.all_fields.then(|| Block::whole(Section::AllFields, Style::Counted, sorted.others)));
    blocks
}

#[cfg(test)]
mod tests;
