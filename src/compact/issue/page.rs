//! Pages of one long document: what fits is shown, what does not is remembered, and nothing is shown twice.
//!
//! An item is shown whole, or its body is cut at a sentence; the rest of the document is a list of places, short enough
//! for a cursor. Text is never kept: the next call reads the issue again and goes on there.

use super::block::{Block, Body, Item, Piece, Rest, Style};
use crate::text::{clean, cut, fence};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Bodies shorter than this are not begun at the end of a page.
const LEAST_PIECE: usize = 240;
/// A head is one line; what is longer than a page could hold is cut.
const LONGEST_HEAD: usize = 1_000;

/// Writes as many items as `room` bytes hold below `head`, and gives what is left.
///
/// `plan` is what an earlier page left; `None` begins the document.
pub(super) fn write(
    head: &str,
    blocks: &[Block],
    plan: Option<&[Rest]>,
    marker: &str,
    room: usize,
) -> (String, Vec<Rest>) {
    let mut text = head.to_owned();
    let mut rest = Vec::new();
    let whole_page = room.saturating_sub(head.len());
    let mut full = false;
    for block in blocks {
        let start = match plan {
            None => Rest::all(block.section),
            Some(plan) => match plan.iter().find(|rest| rest.section == block.section) {
                Some(rest) => rest.clone(),
                None => continue,
            },
        };
        if full {
            rest.push(start);
            continue;
        }
        let filling = Filling {
            block,
            marker,
            first_page: plan.is_none(),
            whole_page,
            room: room.saturating_sub(text.len() + 2),
            shown: Vec::new(),
            cut: Vec::new(),
        };
        let filled = filling.fill(start);
        if !filled.text.is_empty() {
            text.push_str(if matches!(block.style, Style::Inline | Style::Plain) { "\n" } else { "\n\n" });
            text.push_str(&filled.text);
        }
        full = filled.full;
        rest.extend(filled.rest);
    }
    (text, rest)
}

struct Filled {
    text: String,
    rest: Option<Rest>,
    full: bool,
}

struct Filling<'a> {
    block: &'a Block,
    marker: &'a str,
    first_page: bool,
    whole_page: usize,
    room: usize,
    shown: Vec<String>,
    cut: Vec<Piece>,
}

enum Fit {
    Whole(String),
    /// The text, where to go on, and whether the page was the reason for the cut rather than the item's own limit.
    Part(String, usize, bool),
    No,
}

impl Filling<'_> {
    fn fill(mut self, start: Rest) -> Filled {
        let heading = self.heading(usize::MAX / 2, usize::MAX / 2).len();
        if heading > self.room {
            return Filled { text: String::new(), rest: Some(start), full: true };
        }
        self.room -= heading;
        let mut pieces = start.cut.iter();
        while let Some(piece) = pieces.next() {
            if !self.go_on(piece) {
                let left = Rest { cut: self.cut.iter().chain(pieces).cloned().collect(), ..start };
                return self.end(None, Some(left), true);
            }
        }
        let Some(from) = start.from else {
            let left = (!self.cut.is_empty()).then(|| Rest { cut: self.cut.clone(), ..start });
            return self.end(None, left, false);
        };
        let seen = start.after.as_deref().and_then(|after| self.block.items.iter().position(|item| item.id == after));
        let begin = seen.map_or(from.saturating_sub(self.block.first), |position| position + 1);
        let number = self.block.first + begin;
        let mut count = 0;
        let mut full = false;
        for (position, item) in self.block.items.iter().enumerate().skip(begin) {
            if self.first_page && count == self.block.section.first_items() {
                break;
            }
            let most = item.body.as_ref().map_or(0, |body| body.most);
            match self.fit(item, 0, if self.first_page { most } else { usize::MAX }) {
                Fit::Whole(text) => self.show(text),
                Fit::Part(text, offset, by_page) => {
                    full = by_page;
                    self.show(text);
                    self.cut.push(piece(self.block.first + position, item, offset));
                }
                Fit::No => {
                    full = true;
                    break;
                }
            }
            count += 1;
            if full {
                break;
            }
        }
        let next = number + count;
        // Where nothing was read although there should be something, going on would never end.
        let more = self.block.total.is_none_or(|total| next < total) && begin < self.block.items.len();
        let after = begin.checked_add(count).and_then(|end| self.block.items.get(end.checked_sub(1)?));
        let left = Rest {
            section: start.section,
            cut: self.cut.clone(),
            from: more.then_some(next),
            after: after.map(|item| item.id.clone()).or(start.after),
        };
        let left = (more || !left.cut.is_empty()).then_some(left);
        self.end(Some((number, count)), left, full)
    }

    /// Shows the rest of a body; says whether it was shown to its end.
    fn go_on(&mut self, piece: &Piece) -> bool {
        let Some(item) = self.block.items.iter().find(|item| item.id == piece.id) else {
            self.show(format!("({} is no longer there)", clean::line(&piece.id)));
            return true;
        };
        let same = item.body.as_ref().is_some_and(|body| digest(&body.text) == piece.digest);
        let mut item = item.clone();
        if !same {
            item.head.push_str(" (changed meanwhile, from its beginning)");
        }
        let offset = if same { piece.offset } else { 0 };
        match self.fit(&item, offset, usize::MAX) {
            Fit::Whole(text) => {
                self.show(text);
                true
            }
            Fit::Part(text, offset, _) => {
                self.show(text);
                self.cut.push(self::piece(piece.index, &item, offset));
                false
            }
            Fit::No => {
                self.cut.push(Piece { offset, ..self::piece(piece.index, &item, offset) });
                false
            }
        }
    }

    /// What of an item fits, from a place in its body on.
    fn fit(&self, item: &Item, offset: usize, most: usize) -> Fit {
        let head = clip(&item.head, LONGEST_HEAD);
        let Some(body) = &item.body else {
            return if head.len() + self.separator().len() <= self.room { Fit::Whole(head) } else { Fit::No };
        };
        let rest = body.text.get(offset..).unwrap_or_default();
        // An item that a page of its own would hold waits for that page, unless it is text to be read in one go.
        let flows = self.block.style == Style::Apart;
        if offset == 0 && rest.len() <= most {
            let whole = format!("{head}\n{}", fence::fence(self.marker, &body.what, rest));
            if whole.len() < self.room {
                return Fit::Whole(whole);
            }
            if !flows && whole.len() < self.whole_page / 2 {
                return Fit::No;
            }
        }
        match self.part(&head, body, offset, most) {
            Fit::Part(_, _, true) if self.first_page && !flows => Fit::No,
            other => other,
        }
    }

    fn part(&self, head: &str, body: &Body, offset: usize, most: usize) -> Fit {
        let length = body.text.chars().count();
        let before = body.text.get(..offset).map_or(0, |shown| shown.chars().count());
        let wanted = most.min(body.text.len() - offset.min(body.text.len()));
        let mut budget = wanted.min(self.room.saturating_sub(head.len() + 60));
        while budget >= LEAST_PIECE.min(wanted).max(4) {
            let piece = cut::cut(&body.text, offset, budget);
            let until = before + piece.shown.chars().count();
            let fenced = fence::fence(self.marker, &body.what, piece.shown.trim_end_matches('\n'));
            let text = format!("{head} (characters {} to {until} of {length})\n{fenced}", before + 1);
            if text.len() < self.room {
                return match piece.left {
                    0 => Fit::Whole(text),
                    _ => Fit::Part(text, piece.next, budget < wanted),
                };
            }
            // Fencing lengthens what looks like a fence.
            budget = (budget / 2).max(budget.saturating_sub(text.len() - self.room + 1));
        }
        Fit::No
    }

    fn show(&mut self, text: String) {
        self.room = self.room.saturating_sub(text.len() + self.separator().len());
        self.shown.push(text);
    }

    fn separator(&self) -> &'static str {
        if self.block.style == Style::Inline { "; " } else { "\n" }
    }

    /// `count` of items from `number` on are shown; absent when only rests of bodies are.
    fn end(self, range: Option<(usize, usize)>, rest: Option<Rest>, full: bool) -> Filled {
        let items = self.shown.join(self.separator());
        let nothing = range.is_some_and(|(_, count)| count == 0) && rest.is_some() && self.shown.is_empty();
        let text = match (self.block.style, range) {
            // It did not fit at all: the next page begins with it.
            _ if nothing => String::new(),
            (Style::Counted, Some((number, count))) => {
                [self.heading(number, count), items].join("\n").trim_end().to_owned()
            }
            (Style::Counted, None) => format!("{} (going on):\n{items}", self.block.section.word()),
            _ => items,
        };
        Filled { text, rest, full }
    }

    fn heading(&self, number: usize, count: usize) -> String {
        if self.block.style != Style::Counted {
            return String::new();
        }
        let word = self.block.section.word();
        if let (Some(why), true) = (&self.block.failed, self.block.items.is_empty()) {
            return format!("{word}: could not be read: {why}");
        }
        let total = match self.block.total {
            Some(total) => total.to_string(),
            None => format!("at least {}", self.block.first + self.block.items.len()),
        };
        let shown = match (number, count) {
            (0, count) => format!("shown {count} of {total}"),
            (_, 0) => format!("no more of {total}"),
            (number, count) => format!("shown {} to {} of {total}", number + 1, number.saturating_add(count)),
        };
        let notes: String = self.block.notes.iter().map(|note| format!(", {note}")).collect();
        let failed =
            self.block.failed.as_ref().map(|why| format!("; not all could be read: {why}")).unwrap_or_default();
        let end = if count == 0 { "" } else { ":" };
        format!("{word} ({shown}{notes}{failed}){end}")
    }
}

fn piece(index: usize, item: &Item, offset: usize) -> Piece {
    let digest = item.body.as_ref().map_or(0, |body| digest(&body.text));
    Piece { index, id: item.id.clone(), offset, digest }
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn clip(line: &str, bytes: usize) -> String {
    if line.len() <= bytes {
        return line.to_owned();
    }
    format!("{}…", cut::cut(line, 0, bytes.saturating_sub(3)).shown.trim_end())
}
